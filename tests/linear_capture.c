/*
 * As linear.c, for captures that were made to take time: many small packets
 * that belong together.
 */
#include <stdio.h>
#include <string.h>

#include "callgrind_calls.h"
#include "packets.h"
#include "read/source.h"

enum { FIRST_SIZE = 1 << 17, LAST_SIZE = 8 * FIRST_SIZE };

#define HEAD "MESSAGE sip:b@h SIP/2.0\r\nVia: SIP/2.0/TCP h\r\n"

static struct capture_out capture;
static struct made_packet packet;
static uint32_t sequence;
static volatile size_t sink;

static void add(void)
{
	packet_ip(&packet, "192.0.2.1", "192.0.2.2");
	packet_link(&packet, PACKET_RAW);
	capture_out_add(&capture, &packet, 1000000000);
}

static void segment_at(uint32_t at, const char *text)
{
	packet_start(&packet, text, strlen(text));
	packet_tcp(&packet, 40000, 5060, at, 0, PACKET_ACK);
	add();
}

static void segment(const char *text)
{
	segment_at(sequence, text);
	sequence += (uint32_t)strlen(text);
}

static void answer(const char *text)
{
	static uint32_t at;

	packet_start(&packet, text, strlen(text));
	packet_tcp(&packet, 5060, 40000, at, 0, PACKET_ACK);
	at += (uint32_t)strlen(text);
	packet_ip(&packet, "192.0.2.2", "192.0.2.1");
	packet_link(&packet, PACKET_RAW);
	capture_out_add(&capture, &packet, 1000000000);
}

static void fragment(uint32_t id, size_t offset)
{
	packet_start(&packet, "01234567", 8);
	packet_ip_fragment(&packet, "192.0.2.1", "192.0.2.2", id, offset, true);
	capture_out_add(&capture, &packet, 1000000000);
}

static void chunk(unsigned flags, uint32_t tsn)
{
	packet_start(&packet, "a", 1);
	packet_sctp_data(&packet, flags, tsn, 0, 0);
	packet_sctp(&packet, 5060, 5060, 1);
	add();
}

/* Packet number i of each family. */

static void bytes_of_head(uint32_t i)
{
	segment(i == 0 ? HEAD : "a");
}

static void bytes_of_body(uint32_t i)
{
	segment(i == 0 ? HEAD "Content-Length: 900000\r\n\r\n" : "a");
}

static void backwards(uint32_t i)
{
	segment_at(0x7fffffff - i, "a");
}

static void anywhere(uint32_t i)
{
	segment_at(1000000 + i * 2654435761u % 100000, "a");
}

/* A bare CR: only the next start line ends it. */
static void head_and_answers(uint32_t i)
{
	if (i % 2 == 0)
		segment(i == 0 ? HEAD "a: b\rc\r\n" : "a: b\r\n");
	else
		answer("OPTIONS sip:b@h SIP/2.0\r\nContent-Length: 0\r\n\r\n");
}

static void start_lines(uint32_t i)
{
	segment(i == 0 ? HEAD "\r\n" : "INVITE sip:b@h SIP/2.0\r\n");
}

static void bytes_behind_start_line(uint32_t i)
{
	segment(i == 0 ? HEAD "\r\nINVITE sip:b@h SIP/2.0\r\n" : "a");
}

static void line_ends(uint32_t i)
{
	segment(i == 0 ? HEAD "\r\n" : "\r\n");
}

static void no_messages(uint32_t i)
{
	(void)i;
	segment("one line\r\nand another\r\n");
}

static void begun_messages(uint32_t i)
{
	(void)i;
	segment(HEAD "Content-Length: 900000\r\n\r\n");
}

static void fragments_backwards(uint32_t i)
{
	fragment(i / 8000, 8 * (8100 - i % 8000));
}

static void fragments_again(uint32_t i)
{
	(void)i;
	fragment(1, 8000);
}

static void chunks_without_end(uint32_t i)
{
	chunk(i % 300 == 0 ? 2 : 0, 2 * i);
}

static void chunks_backwards(uint32_t i)
{
	chunk(0, 0xffffffff - i);
}

static const struct {
	const char *name;
	void (*add)(uint32_t i);
} families[] = {
        {"a head by bytes", bytes_of_head},
        {"a body by bytes", bytes_of_body},
        {"segments backwards", backwards},
        {"segments anywhere", anywhere},
        {"a head without end, and messages of the other side",
         head_and_answers},
        {"start lines without header fields", start_lines},
        {"bytes behind a start line", bytes_behind_start_line},
        {"line ends", line_ends},
        {"no messages", no_messages},
        {"messages that do not end", begun_messages},
        {"fragments backwards", fragments_backwards},
        {"fragments again", fragments_again},
        {"chunks without end", chunks_without_end},
        {"chunks backwards", chunks_backwards},
};

static void on_message(void *user, const struct piece *piece)
{
	(void)user;
	sink += piece->seen.end;
}

static void on_skipped(void *user, const struct seen *seen)
{
	(void)user;
	sink += seen->end;
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	(void)user, (void)file, (void)is_fatal;
	sink += strlen(what);
}

static void on_remark(void *user, const struct input *file, const char *what)
{
	on_trouble(user, file, what, false);
}

static void work(void)
{
	struct read_options options = {.port_count = 0};
	struct sink into = {.message = on_message,
	                    .skipped = on_skipped,
	                    .trouble = on_trouble,
	                    .remark = on_remark};
	struct input input = {.name = "x.pcap",
	                      .bytes = (const char *)capture.bytes,
	                      .len = capture.len};

	capture_read(&input, &options, &into);
}

static void measure(size_t family, size_t size)
{
	char label[256];

	capture_out_start(&capture, CAPTURE_PCAP, PACKET_RAW);
	sequence = 1000;
	for (uint32_t i = 0; capture.len < size; i++)
		families[family].add(i);
	snprintf(label, sizeof(label), "capture|%s|%s|%zu",
	         families[family].name, zsip_simd_name(), capture.len);
	CALLGRIND_ZERO_STATS;
	CALLGRIND_TOGGLE_COLLECT;
	work();
	CALLGRIND_TOGGLE_COLLECT;
	CALLGRIND_DUMP_STATS_AT(label);
	capture_out_free(&capture);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		for (size_t size = FIRST_SIZE; size <= LAST_SIZE; size *= 8)
			measure(i, size);
	}
	return 0;
}
