/*
 * Calls that are none: the messages of all of tests/vectors/flow, which have
 * one Call-ID, in any order and changed at random.
 */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "flow_run.h"
#include "mutate.h"
#include "tally.h"
#include "test_flow.h"
#include "text_hash.h"

enum { MESSAGES = 4096, ROUNDS = 30, ADDED = 600, ROOM = 8192 };

static struct text messages[MESSAGES];
static size_t message_count;

static void collect(const char *name, const struct flow_case *one)
{
	(void)name;
	for (size_t i = 0; i < one->count; i++) {
		const struct text *text = &one->messages[i].text;

		ck_assert_uint_lt(message_count, MESSAGES);
		text_add(&messages[message_count++], "%.*s", (int)text->len,
		         text->len == 0 ? "" : text->data);
	}
}

/* One of all messages, as it is or changed. */
static void add_some(struct flow_run *run, uint64_t *state, bool change)
{
	const struct text *from = &messages[random_below(state, message_count)];
	char room[ROOM];
	struct flow_text message = {.time = random_below(state, 100000),
	                            .has_time = random_below(state, 2) != 0};
	size_t len = from->len;

	if (len > ROOM / 2)
		return;
	memcpy(room, from->data, len);
	if (change && random_below(state, 4) == 0)
		len = mutate(state, room, len, sizeof(room));
	message.text = (struct text){.data = room, .len = len};
	flow_run_add(run, &message);
}

static bool is_below(uint32_t index, uint32_t count)
{
	return index < count || index == ZSIP_FLOW_NONE;
}

/* What a record refers to stands before it, or is itself. */
static void check_record(const struct zsip_flow *flow, uint32_t index)
{
	const struct zsip_flow_message *rec = &flow->messages[index];

	ck_assert(is_below(rec->request, index));
	ck_assert(is_below(rec->retransmits, index));
	ck_assert(is_below(rec->forwards, index));
	ck_assert(is_below(rec->offer, index));
	ck_assert(is_below(rec->previous, index));
	ck_assert(is_below(rec->reliable, index));
	ck_assert(is_below(rec->dialog, index + 1));
	ck_assert_uint_le(rec->original, index);
	ck_assert_uint_eq(flow->messages[rec->original].original,
	                  rec->original);
	if ((rec->flags & ZSIP_FLOW_BROKEN) == 0 &&
	    rec->retransmits != ZSIP_FLOW_NONE)
		ck_assert_uint_eq(flow->messages[rec->retransmits].retransmits,
		                  ZSIP_FLOW_NONE);
}

static void run_round(uint64_t *state, bool change)
{
	struct flow_run run;

	flow_run_open(&run);
	for (size_t i = 0; i < ADDED; i++) {
		add_some(&run, state, change);
		ck_assert_uint_le(run.flow.open_requests, run.flow.count);
		ck_assert_uint_le(run.flow.open_dialogs, run.flow.count);
	}
	flow_run_end(&run);
	ck_assert(run.sound);
	ck_assert_uint_ne(run.count, 0);
	for (uint32_t i = 0; i < run.flow.count; i++)
		check_record(&run.flow, i);
	flow_run_close(&run);
}

START_TEST(any_sequence_is_taken)
{
	uint64_t state = 20260;

	flow_each_case(collect);
	for (int i = 0; i < ROUNDS; i++)
		run_round(&state, _i == 1);
	tally("flow", "random messages", ROUNDS * ADDED);
	while (message_count > 0)
		text_free(&messages[--message_count]);
}
END_TEST

/* How many records there are at first is of no matter. */
static void compare_sizes(const char *name, const struct flow_case *one)
{
	struct flow_run small, great;

	flow_run_open(&small);
	flow_run_open(&great);
	great.flow.messages =
	        calloc(FLOW_MESSAGES, sizeof(*great.flow.messages));
	great.flow.max_messages = FLOW_MESSAGES;
	for (size_t i = 0; i < one->count; i++) {
		flow_run_add(&small, &one->messages[i]);
		flow_run_add(&great, &one->messages[i]);
	}
	flow_run_end(&small);
	flow_run_end(&great);
	ck_assert_msg(strcmp(text_get(&small.findings),
	                     text_get(&great.findings)) == 0,
	              "%s:%u", name, one->line);
	flow_run_close(&small);
	flow_run_close(&great);
}

START_TEST(records_may_be_moved)
{
	flow_each_case(compare_sizes);
}
END_TEST

/* When there is nothing more to wait for. */
START_TEST(calls_are_over)
{
	static const struct {
		const char *line;
		bool over;
	} steps[] = {
	        {"> OPTIONS 1", false},
	        {"< 200 OPTIONS 1", true},
	        {"> INVITE 2 sdp=1", false},
	        {"< 180 INVITE 2", false},
	        {"< 407 INVITE 2", true},
	        {"> ACK 2 to=b branch=invite2", true},
	        {"> INVITE 3 sdp=1", false},
	        {"< 200 INVITE 3 sdp=1", false},
	        {"> ACK 3 to=b", false},
	        {"> INFO 4 to=b", false},
	        {"< 200 INFO 4", false},
	        {"> BYE 5 to=b", false},
	        {"< 401 BYE 5", false},
	        {"> BYE 6 to=b", false},
	        {"< 200 BYE 6", true},
	        {"> INVITE 7 from=c sdp=1", false},
	        {"< 200 INVITE 7 from=c to=d sdp=1", false},
	        {"< 200 INVITE 7 from=c to=e sdp=1", false},
	        {"> BYE 8 from=c to=d branch=x", false},
	        {"< 200 BYE 8 from=c to=d branch=x", false},
	        {"> BYE 8 from=c to=e", false},
	        {"< 481 BYE 8 from=c to=e", true},
	        {"> INVITE 9 from=j sdp=1", false},
	        {"< 200 INVITE 9 from=j to=k sdp=1", false},
	        {"> ACK 9 from=j to=k", false},
	        {"> INVITE 11 from=j to=k", false},
	        {"< 481 INVITE 11 from=j to=k", true},
	        {"> INVITE 12 from=l branch=1\nVia: SIP/2.0/UDP "
	         "p;branch=z9hG4bKp1,SIP/2.0/UDP a;branch=z9hG4bK1",
	         false},
	        {"> INVITE 12 from=l branch=1\nVia: SIP/2.0/UDP "
	         "p;branch=z9hG4bKp2,SIP/2.0/UDP a;branch=z9hG4bK1",
	         false},
	        {"< 486 INVITE 12 from=l to=m\nVia: SIP/2.0/UDP "
	         "p;branch=z9hG4bKp2,SIP/2.0/UDP a;branch=z9hG4bK1",
	         false},
	        {"< 486 INVITE 12 from=l to=n\nVia: SIP/2.0/UDP "
	         "p;branch=z9hG4bKp1,SIP/2.0/UDP a;branch=z9hG4bK1",
	         true},
	        {"> SUBSCRIBE 9 from=f", false},
	        {"< 200 SUBSCRIBE 9 from=f to=g", false},
	        {"< NOTIFY 1 from=g to=f\nSubscription-State: "
	         "terminated;reason=timeout",
	         false},
	        {"> 200 NOTIFY 1 from=g to=f", true},
	        {"> INVITE 10 from=h sdp=1", false},
	        {"> INVITE 10 from=h sdp=1 via=p", false},
	        {"< 486 INVITE 10 from=h to=i via=p", false},
	        {"< 486 INVITE 10 from=h to=i", true},
	};
	struct flow_run run;

	flow_run_open(&run);
	ck_assert(zsip_flow_is_over(&run.flow));
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct flow_text message;

		ck_assert(flow_message(steps[i].line, &message));
		flow_run_add(&run, &message);
		text_free(&message.text);
		ck_assert_msg(zsip_flow_is_over(&run.flow) == steps[i].over,
		              "%s", steps[i].line);
	}
	ck_assert_str_eq(text_get(&run.findings), "");
	flow_run_close(&run);
}
END_TEST

/* The hash of texts */

static uint64_t hash_of(const char *text, size_t len, bool lower)
{
	struct zsip_text_key key = zsip_text_key(1);

	return zsip_text_hash((struct zsip_slice){text, len}, &key, lower);
}

START_TEST(a_hash_is_of_every_byte)
{
	static const char text[] = "z9hg4bk-CALL.7~leg@host.invalid:5061";
	char other[sizeof(text)];

	for (size_t len = 1; len < sizeof(text); len++) {
		for (size_t i = 0; i < len; i++) {
			memcpy(other, text, sizeof(text));
			other[i] ^= 0x20;
			ck_assert((hash_of(text, len, true) ==
			           hash_of(other, len, true)) ==
			          (isalpha((unsigned char)text[i]) != 0));
			ck_assert(hash_of(text, len, false) !=
			          hash_of(other, len, false));
		}
		ck_assert(hash_of(text, len, true) !=
		          hash_of(text, len - 1, true));
	}
}
END_TEST

/* Texts whose words differ in one byte each, on top or elsewhere, do not come
 * into few buckets. */
START_TEST(alike_texts_are_spread)
{
	enum { WORDS = 12, TEXTS = 1 << WORDS, MOST = 32 };

	for (size_t at = 0; at < 8; at++) {
		unsigned counts[TEXTS] = {0};
		char text[WORDS * 8];

		memset(text, '0', sizeof(text));
		for (unsigned i = 0; i < TEXTS; i++) {
			uint64_t hash;

			for (unsigned j = 0; j < WORDS; j++)
				text[8 * j + at] = i >> j & 1 ? 'p' : '0';
			hash = hash_of(text, sizeof(text), true);
			ck_assert_uint_lt(counts[hash % TEXTS]++, MOST);
		}
	}
}
END_TEST

TCase *flow_random_tcase(void)
{
	TCase *tcase = tcase_create("flow_random");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, any_sequence_is_taken, 0, 2);
	tcase_add_test(tcase, records_may_be_moved);
	tcase_add_test(tcase, calls_are_over);
	tcase_add_test(tcase, a_hash_is_of_every_byte);
	tcase_add_test(tcase, alike_texts_are_spread);
	return tcase;
}
