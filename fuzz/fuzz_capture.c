/*
 * Captures.  Behind two bytes, which tell the link layer, how much may be held
 * and which ports count, stand frames, each behind three bytes: its length, and
 * the time since the one before; or with 0xff for the first byte a file as it
 * is.  Whatever it is, places make sense, no byte is handed on twice, and no
 * more is held than may be.
 */
#include <sanitizer/allocator_interface.h>

#include "fuzz.h"
#include "packets.h"
#include "read/source.h"

enum {
	A_FILE = 0xff,
	FRAME_HEAD = 3,
	/* What libpcap, the file and one packet take besides. */
	SLACK = 2 << 20
};

struct found {
	size_t frames, bytes;
	size_t limit; /* of memory */
};

/* An agent's packet may leave out an address. */
static void check_endpoint(const struct endpoint *endpoint)
{
	char text[ENDPOINT_TEXT];

	HOLDS(endpoint->family == 0 || endpoint->family == 4 ||
	      endpoint->family == 6);
	HOLDS((*endpoint_text(text, endpoint) != '\0') ==
	      (endpoint->family != 0));
}

static void check_place(const struct found *found, const struct place *place)
{
	HOLDS(place->frame >= 1);
	HOLDS(found->frames == 0 || place->frame <= found->frames);
	check_endpoint(&place->source);
	check_endpoint(&place->destination);
	HOLDS(place->transport == ZSIP_TRANSPORT_OTHER ||
	      zsip_transport_info(place->transport) != NULL);
	HOLDS(place->has_time || place->time == 0);
}

static void check_seen(struct found *found, const struct seen *seen)
{
	check_place(found, &seen->place);
	HOLDS(seen->start == 0 && seen->end == seen->input->len);
	HOLDS(seen->mark.line == 1);
	found->bytes += seen->end;
	HOLDS(__sanitizer_get_current_allocated_bytes() <= found->limit);
}

static void on_message(void *user, const struct piece *piece)
{
	check_seen(user, &piece->seen);
	HOLDS(piece->seen.end != 0);
	HOLDS(!piece->counts_crlf);
}

static void on_skipped(void *user, const struct seen *seen)
{
	HOLDS(seen->end != 0);
	check_seen(user, seen);
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	(void)user, (void)file, (void)is_fatal;
	HOLDS(*what != '\0' && strchr(what, '\n') == NULL);
}

static void on_remark(void *user, const struct input *file, const char *what)
{
	on_trouble(user, file, what, false);
}

static void read_capture(const unsigned char *bytes, size_t len, size_t frames,
                         uint8_t how)
{
	static const uint16_t ports[] = {5060, 5070};
	struct read_options options = {.ports = ports,
	                               .port_count = (how & 1) ? 2 : 0,
	                               .held_bytes =
	                                       (how & 2) ? 4000 : 1 << 18};
	struct found found = {.frames = frames};
	struct sink sink = {.user = &found,
	                    .message = on_message,
	                    .skipped = on_skipped,
	                    .trouble = on_trouble,
	                    .remark = on_remark};
	struct input input = {
	        .name = "x.pcap", .bytes = (const char *)bytes, .len = len};

	/* A block of a file may make libpcap take any memory. */
	found.limit = frames == 0 ? SIZE_MAX
	                          : __sanitizer_get_current_allocated_bytes() +
	                                    options.held_bytes + SLACK;
	if (capture_is(&input))
		capture_read(&input, &options, &sink);
	HOLDS(found.bytes <= len);
}

static void read_file(const uint8_t *data, size_t size, uint8_t how)
{
	char *copy = fuzz_copy(data, size);

	read_capture((const unsigned char *)copy, size, 0, how);
	free(copy);
}

/* @return how many there are */
static size_t add_frames(struct capture_out *capture, const uint8_t *data,
                         size_t size)
{
	static struct made_packet packet;
	uint64_t time = UINT64_C(1000000000000);
	size_t count = 0, len, there;

	while (size >= FRAME_HEAD) {
		len = (size_t)(data[0] << 8 | data[1]);
		time += data[2] * UINT64_C(20000000);
		data += FRAME_HEAD;
		size -= FRAME_HEAD;
		/* The snap length cuts the last one. */
		there = len < size ? len : size;
		packet_start(&packet, data, there);
		capture->snap_length = there;
		packet.len = there == 0 ? 0 : len;
		capture_out_add(capture, &packet, time);
		count++;
		data += there;
		size -= there;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum packet_link links[] = {
	        PACKET_ETHERNET, PACKET_COOKED, PACKET_COOKED2, PACKET_NULL,
	        PACKET_LOOP,     PACKET_RAW,    PACKET_EXPORTED};
	struct capture_out capture;
	size_t frames;
	char *exact;

	if (size < 2)
		return 0;
	if (data[0] == A_FILE) {
		read_file(data + 2, size - 2, data[1]);
		return 0;
	}
	capture_out_start(&capture, CAPTURE_PCAP,
	                  links[data[0] % (sizeof(links) / sizeof(*links))]);
	frames = add_frames(&capture, data + 2, size - 2);
	exact = fuzz_copy(capture.bytes, capture.len);
	read_capture((unsigned char *)exact, capture.len, frames, data[1]);
	free(exact);
	capture_out_free(&capture);
	return 0;
}
