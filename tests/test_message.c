/*
 * zsip_message_parse() over all messages there are: cut off at every byte,
 * between pages that cannot be touched, wherever they lie in memory, in every
 * SIMD form, and changed at random.  The reference is the grammar of the whole
 * head in frame.rl.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "corpus.h"
#include "forms.h"
#include "guard.h"
#include "internal.h"
#include "mutate.h"
#include "same.h"
#include "tally.h"
#include "test_message.h"

Suite *message_suite(void);

enum { MAX_FIELDS = 2000 };

struct parsed {
	struct zsip_message msg;
	struct zsip_error error;
	enum zsip_status status;
	struct zsip_field fields[MAX_FIELDS];
};

static void parse(struct parsed *parsed, const char *data, size_t len)
{
	zsip_message_init(&parsed->msg, parsed->fields, MAX_FIELDS, NULL);
	parsed->status =
	        zsip_message_parse(&parsed->msg, data, len, &parsed->error);
}

/* What the grammar says of a text, with the CRLFs before it. */
static struct zsip_stop refer(const char *data, size_t len)
{
	const char *p = data, *end = data + len;

	while (end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		p += 2;
	/* One more CRLF that is not whole yet. */
	if (end - p == 1 && *p == '\r')
		return (struct zsip_stop){.status = ZSIP_MORE, .at = end};
	return zsip_frame_judge(p, end);
}

/* What is wrong with a parse, whatever was expected; NULL if nothing is. */
static const char *fault_of(const struct parsed *parsed, const char *data,
                            size_t len)
{
	struct zsip_stop stop = refer(data, len);

	if (parsed->status != stop.status)
		return "the grammar has another status";
	if (parsed->error.status != parsed->status)
		return "the error has another status";
	if (parsed->status == ZSIP_E_SYNTAX &&
	    parsed->error.offset != (size_t)(stop.at - data))
		return "the grammar has another offset";
	if (parsed->status == ZSIP_MORE && parsed->error.offset != len)
		return "the offset is not the end";
	if (parsed->status == ZSIP_OK && parsed->msg.body.ptr != stop.at)
		return "the body begins elsewhere";
	return message_nonsense(&parsed->msg, data, len, &parsed->error);
}

/* Reads every value there is: what matters is that nothing else is read. */
static void read_values(const struct zsip_message *msg)
{
	struct zsip_core core;
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_uri uri;
	struct zsip_error error;
	size_t steps = 0;

	zsip_core_parse(msg, &core, &error);
	zsip_uri_parse(&uri, msg->request_uri, NULL, &error);
	for (unsigned id = 0; id < 64; id++) {
		zsip_list_start(&list, msg, (enum zsip_header)id);
		while (zsip_list_next(&list, &value, &error) != ZSIP_END) {
			if (steps++ > 200000)
				ck_abort_msg("a walk does not end");
		}
	}
}

static void complain(const char *what, const char *name, size_t len)
{
	ck_abort_msg("%s, %zu bytes, %s: %s", name, len, zsip_simd_name(),
	             what);
}

/* Where the head ends, 0 if it does not. */
static size_t head_end(const struct corpus_message *message)
{
	size_t start = 0;

	while (start + 1 < message->len &&
	       memcmp(message->data + start, "\r\n", 2) == 0)
		start += 2;
	for (size_t i = start; i + 4 <= message->len; i++) {
		if (memcmp(message->data + i, "\r\n\r\n", 4) == 0)
			return i + 4;
	}
	return 0;
}

/* A prefix in all forms, against the end of memory and against its start. */
static void try_prefix(const struct corpus_message *message, size_t len,
                       const struct guard *guard, enum zsip_status expected,
                       size_t offset)
{
	static struct parsed first, other;
	struct parsed *parsed = &first;
	const char *what;

	for (size_t form = 0; form_next(&form); parsed = &other) {
		const char *data = guard_end(guard, message->data, len);

		parse(parsed, data, len);
		if (parsed->status != expected ||
		    (expected != ZSIP_OK && parsed->error.offset != offset))
			complain("another status or offset", message->name,
			         len);
		if ((what = fault_of(parsed, data, len)) != NULL)
			complain(what, message->name, len);
		read_values(&parsed->msg);
		if (parsed == &first)
			continue;
		if ((what = message_difference(&first.msg, &other.msg)) != NULL)
			complain(what, message->name, len);
		data = guard_start(guard, message->data, len);
		parse(parsed, data, len);
		read_values(&parsed->msg);
		/* The fields of `first` lie where they lay, but what they
		 * point to has moved; only places are compared. */
		if ((what = message_difference(&first.msg, &other.msg)) != NULL)
			complain(what, message->name, len);
	}
}

/* What holds up to some byte and is wrong with it is wrong with all that
 * follows, and each shorter piece could still become a message. */
START_TEST(cut_off_at_every_byte)
{
	static struct parsed whole;
	struct corpus corpus;
	struct guard guard;
	size_t count = 0;

	corpus_open(&corpus);
	guard_open(&guard, corpus.longest);
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *message = &corpus.messages[i];
		size_t end = head_end(message);

		parse(&whole, message->data, message->len);
		if (whole.status != ZSIP_OK)
			end = whole.error.offset;
		for (size_t len = 0; len <= message->len; len++) {
			bool over = whole.status == ZSIP_OK ? len >= end
			                                    : len > end;

			try_prefix(message, len, &guard,
			           over ? whole.status : ZSIP_MORE,
			           over ? whole.error.offset : len);
			count++;
		}
	}
	tally("message", "messages", corpus.count);
	tally("message", "truncations", count);
	guard_close(&guard);
	corpus_close(&corpus);
}
END_TEST

/* What stands around a message must not change what it is. */
static void try_place(const struct corpus_message *message, char *start,
                      size_t size, char fill, size_t shift)
{
	static struct parsed first, other;
	char *at = start + 64 + shift;
	const char *what;

	memset(start, fill, size);
	memcpy(at, message->data, message->len);
	parse(&first, message->data, message->len);
	for (size_t form = 0; form_next(&form);) {
		parse(&other, at, message->len);
		what = message_difference(&first.msg, &other.msg);
		if (what != NULL)
			complain(what, message->name, shift);
	}
}

START_TEST(wherever_it_lies)
{
	static const char fills[] = {'\n', '\r', ':', ' ', 'a', '\0', '\xff'};
	struct corpus corpus;
	size_t size, count = 0;
	char *block;

	corpus_open(&corpus);
	size = corpus.longest + 256;
	block = aligned_alloc(64, (size + 63) / 64 * 64);
	ck_assert_ptr_nonnull(block);
	for (size_t i = 0; i < corpus.count; i++) {
		for (size_t k = 0; k < 64 * sizeof(fills); k++, count++)
			try_place(&corpus.messages[i], block,
			          corpus.messages[i].len + 256, fills[k / 64],
			          k % 64);
	}
	tally("message", "alignments", count);
	free(block);
	corpus_close(&corpus);
}
END_TEST

/* Parses in all forms and compares them with the grammar and each other. */
static void try_text(const char *data, size_t len, const char *name)
{
	static struct parsed first, other;
	struct parsed *parsed = &first;
	const char *what;

	for (size_t form = 0; form_next(&form); parsed = &other) {
		parse(parsed, data, len);
		what = fault_of(parsed, data, len);
		if (what == NULL && parsed == &other)
			what = message_difference(&first.msg, &other.msg);
		if (what == NULL)
			continue;
		fprintf(stderr, "the text, %zu bytes:\n", len);
		for (size_t i = 0; i < len; i++)
			fprintf(stderr, " %02x", (unsigned char)data[i]);
		fprintf(stderr, "\n");
		complain(what, name, len);
	}
}

START_TEST(changed_at_random)
{
	struct corpus corpus;
	struct guard guard;
	uint64_t state = 1;
	size_t count = 0, size;
	char *work;

	corpus_open(&corpus);
	size = corpus.longest + 1024;
	work = malloc(size);
	ck_assert_ptr_nonnull(work);
	guard_open(&guard, size);
	while (count < 200000 / CHANGES_SHARE) {
		const struct corpus_message *message =
		        &corpus.messages[random_below(&state, corpus.count)];
		size_t room = message->len + 512, len;

		/* Long ones come less often: time goes with bytes. */
		if (random_below(&state, message->len) > 1000)
			continue;
		memcpy(work, message->data, message->len);
		len = mutate(&state, work, message->len, room);
		try_text(guard_end(&guard, work, len), len, message->name);
		count++;
	}
	tally("message", "mutations", count);
	free(work);
	guard_close(&guard);
	corpus_close(&corpus);
}
END_TEST

/* Every text of six bytes out of five that mean something, and its beginning,
 * behind lines that bring it to many places in a vector. */
static size_t try_block(const struct guard *guard, size_t n, size_t pad)
{
	static const char alphabet[] = {'\r', '\n', ' ', ':', 'a'};
	static const char start[] = "A b SIP/2.0\r\n";
	size_t len = sizeof(start) - 1, cut = n % 6;
	char text[256];

	memcpy(text, start, len);
	if (pad != 0) {
		memset(text + len, 'y', pad + 2);
		memcpy(text + len, "X:", 2);
		memcpy(text + len + pad + 2, "\r\n", 2);
		len += pad + 4;
	}
	for (size_t i = 0, rest = n; i < 6; i++, rest /= 5)
		text[len + i] = alphabet[rest % 5];
	memcpy(text + len + 6, "\r\n\r\n", 4);
	try_text(guard_end(guard, text, len + cut), len + cut, "a short block");
	try_text(guard_end(guard, text, len + 6), len + 6, "a short block");
	try_text(guard_end(guard, text, len + 10), len + 10, "a short block");
	return 3;
}

START_TEST(every_short_block)
{
	static const size_t pads[] = {0,  1,  2,  12, 13, 14,  15,  16,  29,
	                              30, 31, 32, 44, 45, 46,  47,  48,  49,
	                              50, 61, 62, 63, 64, 107, 108, 109, 110};
	const size_t pad_count = sizeof(pads) / sizeof(*pads);
	struct guard guard;
	size_t count = 0;

	guard_open(&guard, 256);
	for (size_t n = 0; n < 5 * 5 * 5 * 5 * 5 * 5; n++) {
		for (size_t i = 0; i < 3; i++)
			count += try_block(&guard, n,
			                   pads[(n + 9 * i) % pad_count]);
	}
	tally("message", "short blocks", count);
	guard_close(&guard);
}
END_TEST

/* A CR or an LF too much or too little at every place of a head */

static const char sample[] =
        "INVITE sip:marconi@radio.org SIP/2.0\r\n"
        "Via: SIP/2.0/UDP lab.high-voltage.org;branch=z9hG4bKnashds8\r\n"
        "Max-Forwards : 70\r\n"
        "To: \"G. Marconi\"\r\n <sip:marconi@radio.org>\r\n"
        "X-Empty:\r\n"
        "Subject:\r\n\t \r\n folded and folded again\t\r\n"
        "A-Name-That-Is-Longer-Than-Any-Vector-Could-Be-And-Longer-Still: x\r\n"
        "l:0\r\n"
        "\r\n";

enum { SAMPLE = sizeof(sample) - 1 };

enum place { IN_START, IN_NAME, LINE_START, IN_VALUE, AT_CR, AT_LF, AT_BLANK };

/* What stands at an offset of the sample.  AT_CR is the CR of a line's end,
 * AT_LF the LF behind it, AT_BLANK what makes the next line a fold. */
static enum place place_of(size_t at)
{
	size_t line = at;

	if (sample[at] == '\n')
		return AT_LF;
	while (line > 0 && sample[line - 1] != '\n')
		line--;
	if (line == at && (sample[at] == ' ' || sample[at] == '\t'))
		return AT_BLANK;
	if (sample[at] == '\r')
		return line == at ? LINE_START : AT_CR;
	if (line == 0)
		return IN_START;
	if (sample[line] == ' ' || sample[line] == '\t')
		return IN_VALUE;
	if (line == at)
		return LINE_START;
	return memchr(sample + line, ':', at - line) != NULL ? IN_VALUE
	                                                     : IN_NAME;
}

static void expect(const char *data, size_t len, enum zsip_status status,
                   size_t offset)
{
	static struct parsed parsed;

	for (size_t form = 0; form_next(&form);) {
		parse(&parsed, data, len);
		ck_assert_msg(parsed.status == status &&
		                      (status == ZSIP_OK ||
		                       parsed.error.offset == offset),
		              "%s: %s@%zu, expected %s@%zu, in %.*s",
		              zsip_simd_name(), zsip_status_name(parsed.status),
		              parsed.error.offset, zsip_status_name(status),
		              offset, (int)len, data);
	}
}

/* A CR is right where a line may end or, at its start, where the head may; what
 * follows it then is not LF. */
START_TEST(a_cr_more)
{
	char text[SAMPLE + 1];

	for (size_t at = 0; at < SAMPLE; at++) {
		enum place place = place_of(at);
		bool begins = place == IN_VALUE || place == AT_CR ||
		              place == AT_BLANK ||
		              (place == LINE_START && at != 0);

		memcpy(text, sample, at);
		text[at] = '\r';
		memcpy(text + at + 1, sample + at, SAMPLE - at);
		if (place == AT_LF && at == SAMPLE - 1)
			begins = false;
		/* Before the start line a CR may begin a CRLF. */
		expect(text, SAMPLE + 1, ZSIP_E_SYNTAX,
		       begins || at == 0 ? at + 1 : at);
	}
}
END_TEST

START_TEST(an_lf_more)
{
	char text[SAMPLE + 1];

	for (size_t at = 0; at < SAMPLE; at++) {
		memcpy(text, sample, at);
		text[at] = '\n';
		memcpy(text + at + 1, sample + at, SAMPLE - at);
		/* Behind its CR it ends the line, and the next LF is wrong; or
		 * the message is over. */
		if (at == SAMPLE - 1)
			expect(text, SAMPLE + 1, ZSIP_OK, 0);
		else
			expect(text, SAMPLE + 1, ZSIP_E_SYNTAX,
			       place_of(at) == AT_LF ? at + 1 : at);
	}
}
END_TEST

START_TEST(a_cr_or_lf_less)
{
	char text[SAMPLE];

	for (size_t at = 0; at < SAMPLE; at++) {
		if (sample[at] != '\r' && sample[at] != '\n')
			continue;
		memcpy(text, sample, at);
		memcpy(text + at, sample + at + 1, SAMPLE - at - 1);
		if (at == SAMPLE - 1)
			expect(text, SAMPLE - 1, ZSIP_MORE, SAMPLE - 1);
		else
			expect(text, SAMPLE - 1, ZSIP_E_SYNTAX, at);
	}
}
END_TEST

/* In a body they are bytes like any other. */
START_TEST(a_body_may_have_any_bytes)
{
	char text[SAMPLE + 256];

	memcpy(text, sample, SAMPLE);
	for (size_t i = 0; i < 256; i++)
		text[SAMPLE + i] = (char)i;
	for (size_t len = 0; len <= 256; len++)
		expect(text, SAMPLE + len, ZSIP_OK, 0);
}
END_TEST

Suite *message_suite(void)
{
	Suite *suite = suite_create("message");
	TCase *tc = tcase_create("line-ends");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_cr_more);
	tcase_add_test(tc, an_lf_more);
	tcase_add_test(tc, a_cr_or_lf_less);
	tcase_add_test(tc, a_body_may_have_any_bytes);
	suite_add_tcase(suite, tc);
	suite_add_tcase(suite, frame_tcase());
	suite_add_tcase(suite, limits_tcase());
	suite_add_tcase(suite, core_tcase());
	suite_add_tcase(suite, quirks_tcase());
	tc = tcase_create("all-messages");
	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, cut_off_at_every_byte);
	tcase_add_test(tc, wherever_it_lies);
	tcase_add_test(tc, every_short_block);
	tcase_add_test(tc, changed_at_random);
	suite_add_tcase(suite, tc);
	return suite;
}
