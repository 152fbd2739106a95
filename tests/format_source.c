/*
 * Messages of all kinds, in a file and in a capture.
 */

#include "format_source.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "mutate.h"
#include "packets.h"

enum { MAX_LENGTH = 4000 };

static char *copy_of(const char *data, size_t len, size_t room)
{
	char *copy = malloc(room);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	return copy;
}

/* As it is, or changed. */
static void add_message(struct source *source,
                        const struct corpus_message *message, uint64_t *state,
                        bool is_changed)
{
	size_t room = message->len + 256, len = message->len;
	char *copy;

	if (len > MAX_LENGTH || source->count == SOURCE_MESSAGES)
		return;
	copy = copy_of(message->data, len, room);
	if (is_changed)
		len = mutate(state, copy, len, room);
	source->messages[source->count++] = (struct bytes){copy, len};
}

static void collect_messages(struct source *source)
{
	struct corpus corpus;
	uint64_t state = 7;

	corpus_open(&corpus);
	for (int round = 0; round < 5; round++) {
		for (size_t i = 0; i < corpus.count; i++)
			add_message(source, &corpus.messages[i], &state,
			            round != 0);
	}
	corpus_close(&corpus);
	ck_assert_uint_gt(source->count, 300);
}

static void make_file(struct source *source)
{
	size_t len = 0;
	char *whole;

	for (size_t i = 0; i < source->count; i++)
		len += source->messages[i].len;
	whole = malloc(len);
	ck_assert_ptr_nonnull(whole);
	source->whole = (struct bytes){whole, len};
	for (size_t i = 0; i < source->count; i++) {
		memcpy(whole, source->messages[i].ptr, source->messages[i].len);
		whole += source->messages[i].len;
	}
}

static void make_capture(struct source *source)
{
	static struct made_packet packet;
	struct capture_out out;

	capture_out_start(&out, CAPTURE_PCAP, PACKET_RAW);
	for (size_t i = 0; i < source->count; i++) {
		packet_start(&packet, source->messages[i].ptr,
		             source->messages[i].len);
		packet_udp(&packet, 5060, 5062);
		packet_ip(&packet, "192.0.2.1", "192.0.2.2");
		packet_link(&packet, PACKET_RAW);
		capture_out_add(&out, &packet, (i + 1) * 1000000000u);
	}
	source->whole = (struct bytes){
	        copy_of((const char *)out.bytes, out.len, out.len), out.len};
	capture_out_free(&out);
}

void source_open(struct source *source, bool is_capture)
{
	source->is_capture = is_capture;
	collect_messages(source);
	if (is_capture)
		make_capture(source);
	else
		make_file(source);
	source->file = tmpfile();
	ck_assert_ptr_nonnull(source->file);
	fwrite(source->whole.ptr, 1, source->whole.len, source->file);
}
