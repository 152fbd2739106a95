/*
 * Captures: pcap and pcapng, read by libpcap from memory.  The records of a
 * usual pcap file are looked at where they lie.
 */
#define _DEFAULT_SOURCE /* u_int, which libpcap's header needs */
#include "read/packet.h"
#include "read/pcapng.h"
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_HELD ((size_t)32 << 20)
/* Of seconds that fit into nanoseconds. */
#define SECONDS_MAX (INT64_MAX / PLACE_SECOND - 1)
/* Of the stream that libpcap reads from. */
#define BUFFER_SIZE 65536
/* Frames after which those before are given back. */
#define PASS_FRAMES 1024

/* Sizes of what is before the records of a pcap file, and before each. */
enum { FILE_HEADER = 24, RECORD_HEADER = 16 };
/* More libpcap takes for a sign of a broken record. */
enum { RECORD_MAX = 262144 };

#define PCAP_MICRO 0xa1b2c3d4u
#define PCAP_NANO  0xa1b23c4du

/* pcap: of microseconds and nanoseconds, and Kuznetzov's; pcapng: of the
 * section header block, and of its byte order. */
static const uint32_t pcap_magics[] = {PCAP_MICRO, PCAP_NANO, 0xa1b2cd34};
static const uint32_t block_magic = 0x0a0d0d0a, order_magic = 0x1a2b3c4d;

static bool is_magic(const char *bytes, uint32_t magic)
{
	uint32_t value = read_u32((const uint8_t *)bytes);

	return value == magic || value == __builtin_bswap32(magic);
}

bool capture_is(const struct input *input)
{
	if (input->len < 4)
		return false;
	for (size_t i = 0; i < sizeof(pcap_magics) / sizeof(*pcap_magics); i++)
		if (is_magic(input->bytes, pcap_magics[i]))
			return true;
	return input->len >= 12 && is_magic(input->bytes, block_magic) &&
	       is_magic(input->bytes + 8, order_magic);
}

/* Blocks of pcapng may be without a time, which libpcap shows as 0.  Times
 * before 1970 are none: the distance of any two others fits. */
static void set_time(const struct capture *capture, struct place *place,
                     const struct timeval *time)
{
	int64_t seconds = time->tv_sec;

	place->has_time =
	        (!capture->is_pcapng || seconds != 0 || time->tv_usec != 0) &&
	        seconds >= 0 && seconds < SECONDS_MAX;
	if (place->has_time)
		place->time = seconds * PLACE_SECOND + time->tv_usec;
}

static void frame_read(struct capture *capture, int link_type, uint64_t number,
                       const struct pcap_pkthdr *header, const u_char *bytes)
{
	struct packet packet = {
	        .bytes = bytes,
	        .len = header->caplen,
	        .place.frame = number,
	};

	if (header->len > header->caplen)
		packet.lost = header->len - header->caplen;
	set_time(capture, &packet.place, &header->ts);
	fragments_expire(capture, &packet.place);
	link_read(capture, &packet, link_type);
	hoard_bound(&capture->carrier.hoard);
}

/* That it is over, for a good or a bad reason. */
static void say_end(const struct capture *capture, pcap_t *pcap, int result,
                    uint64_t frames)
{
	if (result == PCAP_ERROR_BREAK)
		return;
	if (feof(pcap_file(pcap)))
		capture_trouble(capture, true,
		                "the capture ends within frame %" PRIu64,
		                frames + 1);
	else
		capture_trouble(capture, true,
		                "frame %" PRIu64 " cannot be read: %s",
		                frames + 1, pcap_geterr(pcap));
}

/* What is read is given back, where one can tell how much that is. */
static void pass(struct input *file, FILE *stream)
{
	off_t at = ftello(stream);

	if (at > 0)
		input_pass(file, (size_t)at);
}

/* A pcap file of version 2.4, in the order of bytes of the machine.
 * @return the nanoseconds that its fractions of seconds are counted in; 0 for
 *         any other file */
static uint32_t usual_fraction(const struct input *file)
{
	static const uint16_t version[] = {2, 4};
	uint32_t magic;

	if (file->len < FILE_HEADER ||
	    memcmp(file->bytes + sizeof(magic), version, sizeof(version)) != 0)
		return 0;
	memcpy(&magic, file->bytes, sizeof(magic));
	return magic == PCAP_MICRO ? 1000 : magic == PCAP_NANO ? 1 : 0;
}

/* @return whether it is a record as all should be */
static bool usual_record(struct zsip_slice left, uint32_t fraction,
                         uint32_t snap_length, struct pcap_pkthdr *header)
{
	uint32_t words[4];

	if (left.len < sizeof(words))
		return false;
	memcpy(words, left.ptr, sizeof(words));
	header->ts.tv_sec = (time_t)words[0];
	header->ts.tv_usec = (suseconds_t)words[1] * fraction;
	header->caplen = words[2];
	header->len = words[3];
	return words[0] <= INT32_MAX && words[1] <= INT32_MAX &&
	       words[2] <= snap_length && words[2] <= RECORD_MAX &&
	       words[2] <= left.len - sizeof(words);
}

/* Up to the first record that libpcap has to judge: it goes on there.
 * @return their number */
static uint64_t usual_frames_read(struct capture *capture, pcap_t *pcap,
                                  uint32_t fraction)
{
	struct input *file = capture->carrier.file;
	struct zsip_slice left = {file->bytes + FILE_HEADER,
	                          file->len - FILE_HEADER};
	uint32_t snap_length = (uint32_t)pcap_snapshot(pcap);
	struct pcap_pkthdr header;
	uint64_t frames = 0;

	while (usual_record(left, fraction, snap_length, &header)) {
		frame_read(capture, pcap_datalink(pcap), ++frames, &header,
		           (const u_char *)left.ptr + RECORD_HEADER);
		left.ptr += RECORD_HEADER + header.caplen;
		left.len -= RECORD_HEADER + header.caplen;
		if (frames % PASS_FRAMES == 0)
			input_pass(file, file->len - left.len);
	}
	fseeko(pcap_file(pcap), (off_t)(file->len - left.len), SEEK_SET);
	return frames;
}

/* @param mixed  NULL for a file of one link type */
static void frames_read(struct capture *capture, pcap_t *pcap,
                        struct pcapng *mixed)
{
	int link_type = pcap_datalink(pcap), result;
	uint32_t fraction = usual_fraction(capture->carrier.file);
	struct pcap_pkthdr *header;
	const u_char *bytes;
	uint64_t frames = 0;

	if (fraction != 0)
		frames = usual_frames_read(capture, pcap, fraction);
	while ((result = pcap_next_ex(pcap, &header, &bytes)) == 1) {
		if (mixed != NULL)
			link_type = pcapng_link_type(mixed);
		frame_read(capture, link_type, ++frames, header, bytes);
		if (frames % PASS_FRAMES == 0)
			pass(capture->carrier.file, pcap_file(pcap));
	}
	/* What they hold goes out before what is said on the end. */
	hoard_empty(&capture->carrier.hoard);
	say_end(capture, pcap, result, frames);
}

static void say_link_type(const struct capture *capture, int type)
{
	const char *name = pcap_datalink_val_to_name(type);

	capture_trouble(capture, true, "link type %d (%s) is not known", type,
	                name == NULL ? "without a name" : name);
}

static void pcap_read(struct capture *capture, FILE *file, struct pcapng *mixed)
{
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_fopen_offline_with_tstamp_precision(
	        file, PCAP_TSTAMP_PRECISION_NANO, error);

	if (pcap == NULL) {
		capture_trouble(capture, true, "%s",
		                feof(file)
		                        ? "the capture ends within its header"
		                        : error);
		fclose(file);
		return;
	}
	if (mixed != NULL || link_is_known(pcap_datalink(pcap)))
		frames_read(capture, pcap, mixed);
	else
		say_link_type(capture, pcap_datalink(pcap));
	pcap_close(pcap);
}

static void stream_read(struct capture *capture, FILE *file,
                        struct pcapng *mixed)
{
	char *buffer = must_resize(NULL, BUFFER_SIZE, 1);

	if (file == NULL)
		die_of_memory();
	setvbuf(file, buffer, _IOFBF, BUFFER_SIZE);
	pcap_read(capture, file, mixed);
	free(buffer);
}

void capture_read(struct input *input, const struct read_options *options,
                  const struct sink *sink)
{
	struct capture capture = {.carrier = {.file = input,
	                                      .mapped = input_of_capture(input),
	                                      .options = options,
	                                      .sink = sink}};
	struct hoard *hoard = &capture.carrier.hoard;
	struct pcapng mixed;

	capture.is_pcapng =
	        input->len >= 4 && is_magic(input->bytes, block_magic);
	hoard->user = &capture;
	hoard->limit =
	        options->held_bytes != 0 ? options->held_bytes : DEFAULT_HELD;
	if (pcapng_start(&mixed, input)) {
		stream_read(&capture, pcapng_open(&mixed), &mixed);
		pcapng_end(&mixed);
	} else {
		stream_read(&capture,
		            fmemopen((void *)input->bytes, input->len, "r"),
		            NULL);
	}
	copies_free(&capture);
	if (capture.carrier.mapped != NULL)
		input_drop(capture.carrier.mapped);
	capture_sum_up(&capture);
}
