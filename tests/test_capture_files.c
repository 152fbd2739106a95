/*
 * Files of captures that are no captures, cut or broken, that hold more than
 * memory is for, and published ones.
 */

#include <check.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "corpora.h"
#include "packets.h"
#include "read/source.h"
#include "test_capture.h"

#define SECOND UINT64_C(1000000000)

#define OPTIONS                                                                \
	"OPTIONS sip:b@h SIP/2.0\r\n"                                          \
	"Via: SIP/2.0/UDP h\r\n"                                               \
	"Content-Length: 0\r\n\r\n"

static const char options[] = OPTIONS, options_and_more[] = OPTIONS "more";

/* What was read, counted. */
struct found {
	size_t messages, skipped, troubles, fatal, timeless;
	size_t lost; /* bytes, of the messages */
	size_t of_transport[8];
	size_t memory; /* the most that was there with a message */
	char what[600];
};

static size_t memory_now(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void on_message(void *user, const struct piece *piece)
{
	struct found *found = user;
	size_t now = memory_now();

	found->messages++;
	found->lost += piece->lost;
	found->timeless += !piece->seen.place.has_time;
	found->of_transport[piece->seen.place.transport]++;
	if (now > found->memory)
		found->memory = now;
}

static void on_skipped(void *user, const struct seen *seen)
{
	struct found *found = user;

	(void)seen;
	found->skipped++;
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	struct found *found = user;

	(void)file;
	found->troubles++;
	found->fatal += is_fatal;
	snprintf(found->what, sizeof(found->what), "%s", what);
}

static void on_remark(void *user, const struct input *file, const char *what)
{
	(void)user, (void)file, (void)what;
}

static struct found read_input(struct input *input, size_t held)
{
	struct found found = {.messages = 0};
	struct read_options read_options = {.held_bytes = held};
	struct sink sink = {.user = &found,
	                    .message = on_message,
	                    .skipped = on_skipped,
	                    .trouble = on_trouble,
	                    .remark = on_remark};

	capture_read(input, &read_options, &sink);
	return found;
}

static struct found read_bytes(const unsigned char *bytes, size_t len)
{
	char *copy = malloc(len);
	struct input input = {.name = "x.pcap", .bytes = copy, .len = len};
	struct found found;

	memcpy(copy, bytes, len);
	found = read_input(&input, 0);
	free(copy);
	return found;
}

/* On an interface of this link type. */
static void add_bytes_on(struct capture_out *capture, uint32_t interface,
                         enum packet_link link, uint64_t time,
                         const char *bytes, size_t len)
{
	static struct made_packet packet;

	packet_start(&packet, bytes, len);
	packet_udp(&packet, 5060, 5062);
	packet_ip(&packet, "192.0.2.1", "192.0.2.2");
	packet_link(&packet, link);
	capture_out_add_on(capture, &packet, time, interface);
}

static void add_options_on(struct capture_out *capture, uint32_t interface,
                           enum packet_link link, uint64_t time)
{
	add_bytes_on(capture, interface, link, time, options,
	             sizeof(options) - 1);
}

static void add_options(struct capture_out *capture, uint64_t time)
{
	add_options_on(capture, 0, PACKET_ETHERNET, time);
}

/* In the header of a pcap file. */
static void set_snap_length(struct capture_out *capture, size_t len)
{
	bool is_swapped = capture->form == CAPTURE_PCAP_SWAPPED;
	uint32_t value = (uint32_t)len;

	if (is_swapped)
		value = __builtin_bswap32(value);
	memcpy(capture->bytes + 16, &value, sizeof(value));
}

static bool is_capture(const char *bytes, size_t len)
{
	struct input input = {.bytes = bytes, .len = len};

	return capture_is(&input);
}

START_TEST(recognised)
{
	ck_assert(is_capture("\xd4\xc3\xb2\xa1", 4));
	ck_assert(is_capture("\xa1\xb2\xc3\xd4", 4));
	ck_assert(is_capture("\x4d\x3c\xb2\xa1", 4));
	ck_assert(is_capture("\xa1\xb2\x3c\x4d", 4));
	ck_assert(is_capture("\n\r\r\n\x1c\0\0\0\x4d\x3c\x2b\x1a", 12));
	ck_assert(is_capture("\n\r\r\n\0\0\0\x1c\x1a\x2b\x3c\x4d", 12));
	ck_assert(!is_capture("", 0));
	ck_assert(!is_capture("\xd4\xc3\xb2", 3));
	ck_assert(!is_capture("INVITE sip:b@h SIP/2.0\r\n", 24));
	ck_assert(!is_capture("\n\r\r\nINVITE sip", 14));
	ck_assert(!is_capture("\n\r\r\n\x1c\0\0\0\x4d\x3c\x2b", 11));
}
END_TEST

START_TEST(cut_files)
{
	struct capture_out capture;
	struct found found;
	size_t first, second;

	capture_out_start(&capture, CAPTURE_PCAP, PACKET_ETHERNET);
	found = read_bytes(capture.bytes, capture.len);
	ck_assert_uint_eq(found.messages + found.troubles, 0);
	add_options(&capture, SECOND);
	first = capture.len;
	add_options(&capture, 2 * SECOND);
	second = capture.len;
	found = read_bytes(capture.bytes, second);
	ck_assert_uint_eq(found.messages, 2);
	ck_assert_uint_eq(found.troubles, 0);
	found = read_bytes(capture.bytes, first);
	ck_assert_uint_eq(found.messages, 1);
	ck_assert_uint_eq(found.troubles, 0);
	for (size_t len = first + 1; len < second; len++) {
		found = read_bytes(capture.bytes, len);
		ck_assert_uint_eq(found.messages, 1);
		ck_assert_uint_eq(found.troubles, 1);
		ck_assert_uint_eq(found.fatal, 1);
		ck_assert_str_eq(found.what, "the capture ends within frame 2");
	}
	for (size_t len = 4; len < 24; len++) {
		found = read_bytes(capture.bytes, len);
		ck_assert_uint_eq(found.fatal, 1);
		ck_assert_str_eq(found.what,
		                 "the capture ends within its header");
	}
	capture_out_free(&capture);
}
END_TEST

START_TEST(cut_blocks)
{
	struct capture_out capture;
	struct found found;
	size_t first;

	capture_out_start(&capture, CAPTURE_PCAPNG, PACKET_ETHERNET);
	add_options(&capture, SECOND);
	first = capture.len;
	add_options(&capture, 2 * SECOND);
	for (size_t len = first + 1; len < capture.len; len++) {
		found = read_bytes(capture.bytes, len);
		ck_assert_uint_eq(found.messages, 1);
		ck_assert_str_eq(found.what, "the capture ends within frame 2");
	}
	capture_out_free(&capture);
}
END_TEST

/* A record that claims to be longer than any. */
START_TEST(broken_record)
{
	struct capture_out capture;
	struct found found;

	capture_out_start(&capture, CAPTURE_PCAP, PACKET_ETHERNET);
	add_options(&capture, SECOND);
	add_options(&capture, SECOND);
	memset(capture.bytes + 24 + 8, 0xff, 4);
	found = read_bytes(capture.bytes, capture.len);
	ck_assert_uint_eq(found.messages, 0);
	ck_assert_uint_eq(found.fatal, 1);
	ck_assert_ptr_nonnull(strstr(found.what, "frame 1 cannot be read: "));
	capture_out_free(&capture);
}
END_TEST

/* A record that is longer than the file says, between others. */
START_TEST(long_record)
{
	for (int form = CAPTURE_PCAP; form <= CAPTURE_PCAP_SWAPPED; form++) {
		struct capture_out capture;
		struct found found;
		size_t frame;

		capture_out_start(&capture, (enum capture_out_form)form,
		                  PACKET_ETHERNET);
		add_options(&capture, SECOND);
		frame = capture.len - 24 - 16;
		add_bytes_on(&capture, 0, PACKET_ETHERNET, 2 * SECOND,
		             options_and_more, sizeof(options_and_more) - 1);
		add_options(&capture, 3 * SECOND);
		set_snap_length(&capture, frame);
		found = read_bytes(capture.bytes, capture.len);
		ck_assert_uint_eq(found.messages, 3);
		ck_assert_uint_eq(found.lost, sizeof("more") - 1);
		ck_assert_uint_eq(found.troubles, 0);
		capture_out_free(&capture);
	}
}
END_TEST

/* Longer than any packet, whatever the file says. */
START_TEST(huge_record)
{
	static unsigned char bytes[24 + 16 + 262144 + 1];
	struct capture_out capture;
	struct found found;

	for (uint32_t len = 262144; len <= 262145; len++) {
		capture_out_start(&capture, CAPTURE_PCAP, PACKET_ETHERNET);
		set_snap_length(&capture, 1000000);
		memcpy(bytes, capture.bytes, capture.len);
		memcpy(bytes + 24 + 8, &len, sizeof(len));
		memcpy(bytes + 24 + 12, &len, sizeof(len));
		found = read_bytes(bytes, 24 + 16 + len);
		ck_assert_uint_eq(found.fatal, len > 262144);
		capture_out_free(&capture);
	}
}
END_TEST

START_TEST(unknown_link)
{
	struct capture_out capture;
	struct found found;

	capture_out_start(&capture, CAPTURE_PCAP, (enum packet_link)127);
	add_options(&capture, SECOND);
	found = read_bytes(capture.bytes, capture.len);
	ck_assert_uint_eq(found.messages, 0);
	ck_assert_uint_eq(found.fatal, 1);
	ck_assert_str_eq(found.what,
	                 "link type 127 (IEEE802_11_RADIO) is not known");
	capture_out_free(&capture);
}
END_TEST

/* What libpcap reads of one link type only. */
START_TEST(mixed_links)
{
	for (int form = CAPTURE_PCAPNG; form <= CAPTURE_PCAPNG_SWAPPED;
	     form++) {
		struct capture_out capture;
		struct found found;

		capture_out_start(&capture, (enum capture_out_form)form,
		                  PACKET_ETHERNET);
		capture_out_interface(&capture, PACKET_RAW);
		add_options_on(&capture, 1, PACKET_RAW, SECOND);
		add_options_on(&capture, 0, PACKET_ETHERNET, 2 * SECOND);
		capture_out_interface(&capture, (enum packet_link)127);
		capture_out_interface(&capture, PACKET_COOKED2);
		add_options_on(&capture, 2, (enum packet_link)127, 3 * SECOND);
		add_options_on(&capture, 3, PACKET_COOKED2, 4 * SECOND);
		add_options_on(&capture, 1, PACKET_RAW, 5 * SECOND);
		found = read_bytes(capture.bytes, capture.len);
		ck_assert_uint_eq(found.messages, 4);
		ck_assert_uint_eq(found.troubles, 1);
		ck_assert_uint_eq(found.fatal, 0);
		ck_assert_str_eq(found.what, "1 packet of a link type that is "
		                             "not known");
		capture_out_free(&capture);
	}
}
END_TEST

/* Two captures one behind the other: a section has its own interfaces. */
START_TEST(sections)
{
	struct capture_out capture;
	struct found found;

	capture_out_start(&capture, CAPTURE_PCAPNG, PACKET_ETHERNET);
	add_options_on(&capture, 0, PACKET_ETHERNET, SECOND);
	capture_out_section(&capture, PACKET_RAW);
	add_options_on(&capture, 0, PACKET_RAW, 2 * SECOND);
	found = read_bytes(capture.bytes, capture.len);
	ck_assert_uint_eq(found.messages, 2);
	ck_assert_uint_eq(found.troubles, 0);
	capture_out_free(&capture);
}
END_TEST

/* A capture may begin at 0, a block of pcapng have no time. */
START_TEST(times)
{
	struct capture_out capture;
	struct found found;

	capture_out_start(&capture, CAPTURE_PCAP, PACKET_ETHERNET);
	add_options(&capture, 0);
	found = read_bytes(capture.bytes, capture.len);
	ck_assert_uint_eq(found.messages, 1);
	ck_assert_uint_eq(found.timeless, 0);
	capture_out_free(&capture);
	capture_out_start(&capture, CAPTURE_PCAPNG, PACKET_ETHERNET);
	add_options(&capture, 0);
	add_options(&capture, UINT64_MAX);
	add_options(&capture, SECOND);
	found = read_bytes(capture.bytes, capture.len);
	ck_assert_uint_eq(found.messages, 3);
	ck_assert_uint_eq(found.timeless, 2);
	capture_out_free(&capture);
}
END_TEST

/* Half a message on each of many connections. */
static void add_half(struct capture_out *capture, unsigned number)
{
	static struct made_packet packet;
	static const char head[] = "MESSAGE sip:b@h SIP/2.0\r\n"
	                           "Content-Length: 4000\r\n\r\n";
	char text[2048];
	char from[32];

	memset(text, 'x', sizeof(text));
	memcpy(text, head, sizeof(head) - 1);
	snprintf(from, sizeof(from), "10.%u.%u.1", number >> 8, number & 255);
	packet_start(&packet, text, sizeof(text));
	packet_tcp(&packet, 40000, 5060, 1000, 0, PACKET_ACK);
	packet_ip(&packet, from, "192.0.2.2");
	packet_link(&packet, PACKET_ETHERNET);
	capture_out_add(capture, &packet, SECOND);
}

START_TEST(bounded)
{
	enum { CONNECTIONS = 5000, HELD = 1 << 20 };
	struct capture_out capture;
	struct input input = {.name = "x.pcap"};
	struct found found;
	size_t before;

	capture_out_start(&capture, CAPTURE_PCAP, PACKET_ETHERNET);
	for (unsigned i = 0; i < CONNECTIONS; i++)
		add_half(&capture, i);
	input.bytes = (const char *)capture.bytes;
	input.len = capture.len;
	before = memory_now();
	found = read_input(&input, HELD);
	ck_assert_uint_eq(found.messages, CONNECTIONS);
	ck_assert_uint_eq(found.troubles, 1);
	ck_assert_uint_eq(found.fatal, 0);
	ck_assert_ptr_nonnull(strstr(found.what, "given up"));
	/* libpcap and the file take some, too. */
	ck_assert_uint_lt(found.memory, before + 2 * HELD);
	capture_out_free(&capture);
}
END_TEST

/* In the folder beside that of the messages. */
static struct input *open_published(const char *name)
{
	char path[4096];
	struct input *input;

	snprintf(path, sizeof(path), "%s/../captures/%s", corpora_folder(),
	         name);
	input = input_open(path);
	if (input == NULL)
		printf("SKIPPED: no %s (set ZSIP_CORPORA)\n", path);
	return input;
}

static void read_published(const char *name, enum zsip_transport transport)
{
	struct input *input = open_published(name);
	struct found found;

	if (input == NULL)
		return;
	ck_assert(capture_is(input));
	found = read_input(input, 0);
	ck_assert_uint_eq(found.messages, 600);
	ck_assert_uint_eq(found.of_transport[transport], 600);
	ck_assert_uint_eq(found.skipped + found.troubles, 0);
	input_drop(input);
}

START_TEST(published)
{
	read_published("sipp-100calls.pcap", ZSIP_TRANSPORT_UDP);
	read_published("sipp-100calls-tcp.pcap", ZSIP_TRANSPORT_TCP);
	read_published("sipp-tcp-split.pcap", ZSIP_TRANSPORT_TCP);
	read_published("hep3-from-sngrep.pcap", ZSIP_TRANSPORT_UDP);
}
END_TEST

TCase *capture_files_tcase(void)
{
	TCase *tcase = tcase_create("files");

	tcase_add_test(tcase, recognised);
	tcase_add_test(tcase, cut_files);
	tcase_add_test(tcase, cut_blocks);
	tcase_add_test(tcase, broken_record);
	tcase_add_test(tcase, long_record);
	tcase_add_test(tcase, huge_record);
	tcase_add_test(tcase, unknown_link);
	tcase_add_test(tcase, mixed_links);
	tcase_add_test(tcase, sections);
	tcase_add_test(tcase, times);
	tcase_add_test(tcase, bounded);
	tcase_add_test(tcase, published);
	return tcase;
}
