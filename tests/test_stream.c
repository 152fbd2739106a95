/*
 * The framer of byte streams: what it finds must not depend on how the bytes
 * come in.  What it found is written
 *
 *	message START+LENGTH   ping END   pong END   close STATUS@OFFSET
 *
 * and "more BYTES" where bytes are left over; all places count from the first
 * byte of the stream.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "mutate.h"
#include "tally.h"
#include "zsip.h"

Suite *stream_suite(void);

/* Feeding */

struct feed {
	enum zsip_stream_role role;
	const struct zsip_options *options;
	const char *data;
	size_t len;
	/* The first piece, and the size of those that follow, at random up to
	 * that size if there is a state. */
	size_t first, step;
	uint64_t *random;
	/* What was looked at before is made unreadable nonsense, but for the
	 * last vector. */
	bool forget;
};

static struct guard rooms[2];

static void rooms_open(size_t size)
{
	guard_open(&rooms[0], size);
	guard_open(&rooms[1], size);
}

static void rooms_close(void)
{
	guard_close(&rooms[0]);
	guard_close(&rooms[1]);
}

static struct zsip_field fields[1500];

/* A message that was framed is one that the parser takes as whole. */
static void judge_message(struct text *out, const struct feed *feed,
                          struct zsip_slice message)
{
	struct zsip_message msg;
	enum zsip_status status;

	zsip_message_init(&msg, fields, 1500, feed->options);
	status = zsip_message_parse(&msg, message.ptr, message.len, NULL);
	if (status == ZSIP_MORE)
		text_add(out, " which is cut off");
	if (status != ZSIP_OK)
		return;
	if (msg.content_length_status != ZSIP_OK || msg.missing != 0 ||
	    msg.body.ptr + msg.body.len != message.ptr + message.len)
		text_add(out, " which ends elsewhere");
}

/* One call, with the bytes at another place than the one before. */
static enum zsip_stream_event call(struct zsip_stream *stream,
                                   const struct feed *feed, size_t gone,
                                   size_t have, size_t known,
                                   struct zsip_slice *message, size_t *consumed,
                                   struct zsip_error *error)
{
	static unsigned turn;
	size_t len = have - gone;
	char *data = guard_end(&rooms[turn++ % 2], feed->data + gone, len);

	if (feed->forget && known > gone + 64)
		memset(data, '\r', known - gone - 64);
	return zsip_stream_next(stream, data, len, message, consumed, error);
}

/* Closed it stays, whatever comes. */
static void judge_close(struct text *out, struct zsip_stream *stream,
                        struct zsip_error error)
{
	static const char ping[] = "\r\n\r\n";
	struct zsip_error again = {ZSIP_OK, 0, ""};
	struct zsip_slice message = {ping, 1};
	size_t consumed = 1;

	if (zsip_stream_next(stream, ping, 4, &message, &consumed, &again) !=
	            ZSIP_STREAM_CLOSE ||
	    consumed != 0 || message.ptr != NULL ||
	    again.status != error.status || again.offset != error.offset ||
	    zsip_stream_next(stream, "", 0, &message, &consumed, NULL) !=
	            ZSIP_STREAM_CLOSE)
		text_add(out, " and open again");
}

static void show_event(struct text *out, const struct feed *feed,
                       enum zsip_stream_event event, struct zsip_slice message,
                       size_t gone, size_t consumed)
{
	switch (event) {
	case ZSIP_STREAM_MESSAGE:
		text_add(out, " message %zu+%zu", gone + consumed - message.len,
		         message.len);
		if (memcmp(message.ptr,
		           feed->data + gone + consumed - message.len,
		           message.len) != 0 &&
		    !feed->forget)
			text_add(out, " with other bytes");
		if (!feed->forget)
			judge_message(out, feed, message);
		break;
	case ZSIP_STREAM_PING:
		text_add(out, " ping %zu", gone + consumed);
		break;
	case ZSIP_STREAM_PONG:
		text_add(out, " pong %zu", gone + consumed);
		break;
	default:
		text_add(out, " event %d", (int)event);
	}
	if (event != ZSIP_STREAM_MESSAGE && message.ptr != NULL)
		text_add(out, " with a message");
}

/* Calls with the same bytes until there is no more in them.
 * @return false when the stream is closed */
static bool drain(struct text *out, struct zsip_stream *stream,
                  const struct feed *feed, size_t *gone, size_t have,
                  size_t known)
{
	for (;;) {
		struct zsip_slice message;
		struct zsip_error error = {ZSIP_OK, 0, NULL};
		size_t consumed;
		enum zsip_stream_event event =
		        call(stream, feed, *gone, have, known, &message,
		             &consumed, &error);

		if (event == ZSIP_STREAM_MORE) {
			if (consumed != 0 || message.ptr != NULL)
				text_add(out, " more, and something");
			return true;
		}
		if (event == ZSIP_STREAM_CLOSE) {
			text_add(out, " close %s@%zu",
			         zsip_status_name(error.status),
			         *gone + error.offset);
			if (consumed != 0 || error.expected == NULL)
				text_add(out, " and something");
			judge_close(out, stream, error);
			return false;
		}
		show_event(out, feed, event, message, *gone, consumed);
		if (consumed == 0 || consumed > have - *gone) {
			text_add(out, " without end");
			return false;
		}
		*gone += consumed;
		known = known > *gone ? known : *gone;
	}
}

/* Feeds all bytes, piece by piece, and tells what was found. */
static void run(struct text *out, const struct feed *feed)
{
	struct zsip_stream stream;
	size_t gone = 0, have = feed->first, known = 0;
	bool open = true;

	memset(&stream, 0x5a, sizeof(stream));
	zsip_stream_init(&stream, feed->role, feed->options);
	for (;;) {
		if (have > feed->len)
			have = feed->len;
		open = drain(out, &stream, feed, &gone, have, known);
		known = have;
		if (!open || have == feed->len)
			break;
		have += feed->random == NULL
		                ? feed->step
		                : 1 + random_below(feed->random, feed->step);
	}
	if (open && gone != feed->len)
		text_add(out, " more %zu", feed->len - gone);
}

static size_t splits;

static void expect(const struct feed *feed, const char *expected)
{
	struct text got = {0}, bytes = {0};

	run(&got, feed);
	splits++;
	if (strcmp(text_get(&got), expected) != 0) {
		text_bytes(&bytes, feed->data,
		           feed->len < 400 ? feed->len : 400);
		ck_abort_msg("%s, pieces of %zu, then %zu%s: expected %s, "
		             "got %s, from %s",
		             zsip_simd_name(), feed->first, feed->step,
		             feed->forget ? ", forgotten" : "", expected,
		             text_get(&got), text_get(&bytes));
	}
	text_free(&got);
}

/* The same for every way to cut it in two, and byte by byte. */
static void expect_however(struct feed feed, const char *expected)
{
	for (size_t form = 0; form_next(&form);) {
		feed.forget = false;
		feed.random = NULL;
		feed.step = feed.len + 1;
		for (feed.first = 0; feed.first <= feed.len; feed.first++)
			expect(&feed, expected);
		feed.first = 0;
		feed.step = 1;
		expect(&feed, expected);
		feed.forget = true;
		expect(&feed, expected);
		feed.step = 70;
		expect(&feed, expected);
	}
}

/* Streams worked out by hand */

#define HEAD  "A b SIP/2.0\r\n"   /* 13 bytes */
#define SMALL HEAD "l: 0\r\n\r\n" /* 21 bytes */

static const struct {
	const char *data, *accepted, *opened; /* NULL: the same */
} streams[] = {
        {"", "", NULL},
        {SMALL, "message 0+21", NULL},
        {SMALL SMALL SMALL, "message 0+21 message 21+21 message 42+21", NULL},
        {SMALL "A b", "message 0+21 more 3", NULL},
        {HEAD "l: 5\r\n\r\nabcde" SMALL, "message 0+26 message 26+21", NULL},
        {HEAD "l: 5\r\n\r\nabcd", "more 25", NULL},
        {HEAD "l: 4\r\n\r\n\r\n\r\n" SMALL, "message 0+25 message 25+21", NULL},
        {"SIP/2.0 200 OK\r\nl:0\r\n\r\n", "message 0+23", NULL},
        /* keep-alives */
        {"\r", "more 1", NULL},
        {"\r\n", "more 2", "pong 2"},
        {"\r\n\r", "more 3", "pong 2 more 1"},
        {"\r\n\r\n", "ping 4", "pong 2 pong 4"},
        {"\r\n\r\n\r\n", "ping 4 more 2", "pong 2 pong 4 pong 6"},
        {"\r\n\r\n\r\n\r\n", "ping 4 ping 8", "pong 2 pong 4 pong 6 pong 8"},
        {"\r\n" SMALL, "message 2+21", "pong 2 message 2+21"},
        {"\r\n\r\n" SMALL, "ping 4 message 4+21", "pong 2 pong 4 message 4+21"},
        {"\r\n\r\n\r\n" SMALL "\r\n\r\n" SMALL "\r\n",
         "ping 4 message 6+21 ping 31 message 31+21 more 2",
         "pong 2 pong 4 pong 6 message 6+21 pong 29 pong 31 message 31+21 "
         "pong 54"},
        /* what cannot begin a message */
        {" ", "close syntax@0", NULL},
        {"\n", "close syntax@0", NULL},
        {"\rA", "close syntax@1", NULL},
        {"\r\r\n", "close syntax@1", NULL},
        {"\r\n\n", "close syntax@2", "pong 2 close syntax@2"},
        {"\r\n ", "close syntax@2", "pong 2 close syntax@2"},
        {": x", "close syntax@0", NULL},
        {"\x80", "close syntax@0", NULL},
        {SMALL " ", "message 0+21 close syntax@21", NULL},
        {SMALL "\n" SMALL, "message 0+21 close syntax@21", NULL},
        /* Content-Length: 13 bytes of head, then the lines */
        {HEAD "\r\n", "close missing@15", NULL},
        {HEAD "X: y\r\n\r\nbody", "close missing@21", NULL},
        {HEAD "Content-Length: 2\r\n\r\nab", "message 0+36", NULL},
        {HEAD "CONTENT-LENGTH:2\r\n\r\nab", "message 0+35", NULL},
        {HEAD "content-length \t: \t2 \t\r\n\r\nab", "message 0+41", NULL},
        {HEAD "Content-Length:\r\n 2\r\n\r\nab", "message 0+38", NULL},
        {HEAD "Content-Length: 2\r\n \r\n\r\nab", "message 0+39", NULL},
        {HEAD "L:2\r\n\r\nab", "message 0+22", NULL},
        {HEAD "l: 002\r\n\r\nab", "message 0+25", NULL},
        {HEAD "X: y\r\nl: 2\r\nZ: y\r\n\r\nab", "message 0+35", NULL},
        {HEAD "l:\r\n\r\n", "close syntax@19", NULL},
        {HEAD "l: -1\r\n\r\n", "close syntax@22", NULL},
        {HEAD "l: +1\r\n\r\n", "close syntax@22", NULL},
        {HEAD "l: 1 1\r\n\r\n", "close syntax@23", NULL},
        {HEAD "l: 1\r\n 1\r\n\r\n", "close syntax@25", NULL},
        {HEAD "l:x\r\n l:0\r\n\r\n", "close syntax@26", NULL},
        {HEAD "l: 1,1\r\n\r\n", "close syntax@23", NULL},
        {HEAD "l: 1x\r\n\r\n", "close syntax@22", NULL},
        {HEAD "l: 0x1\r\n\r\n", "close syntax@23", NULL},
        {HEAD "l: 4294967296\r\n\r\n", "close range@30", NULL},
        {HEAD "l: 4294967298\r\n\r\nab", "close range@30", NULL},
        {HEAD "l: 9223372036854775808\r\n\r\n", "close range@39", NULL},
        {HEAD "l: 18446744073709551616\r\n\r\n", "close range@40", NULL},
        {HEAD "l: 18446744073709551618\r\n\r\nab", "close range@40", NULL},
        {HEAD "l: 99999999999999999999999999\r\n\r\n", "close range@46", NULL},
        {HEAD "l: 99999999999999999999999999x\r\n\r\n", "close syntax@47",
         NULL},
        {HEAD "l: 2\r\nl: 2\r\n\r\nab", "message 0+29", NULL},
        {HEAD "l: 2\r\nContent-Length: 02\r\nl:2\r\n\r\nab", "message 0+48",
         NULL},
        {HEAD "l: 2\r\nl: 3\r\n\r\nabc", "close framing@27", NULL},
        {HEAD "l: 2\r\nl: 2\r\nl: 3\r\n\r\nabc", "close framing@33", NULL},
        {HEAD "l: 2\r\nl: x\r\n\r\nab", "close framing@27", NULL},
        {HEAD "l: x\r\nl: 2\r\n\r\nab", "close framing@27", NULL},
        {HEAD "l: 2\r\nl:\r\n\r\nab", "close framing@25", NULL},
        {HEAD "l: 2\r\nl: 4294967298\r\n\r\nab", "close framing@36", NULL},
        /* what only looks like Content-Length */
        {HEAD "X: y\r\n Content-Length: 3\r\nl: 2\r\n\r\nab", "message 0+49",
         NULL},
        {HEAD "X: y\r\n l: 3\r\nl: 2\r\n\r\nab", "message 0+36", NULL},
        {HEAD "X: y\r\n l: 3\r\n\r\nabc", "close missing@28", NULL},
        {HEAD "X: l: 3\r\nl: 2\r\n\r\nab", "message 0+32", NULL},
        {HEAD "ll: 3\r\nl: 2\r\n\r\nab", "message 0+30", NULL},
        {HEAD "Content-Lengt: 3\r\nl: 2\r\n\r\nab", "message 0+41", NULL},
        {HEAD "Content-Lengths: 3\r\nl: 2\r\n\r\nab", "message 0+43", NULL},
        {HEAD "X-Content-Length: 3\r\nl: 2\r\n\r\nab", "message 0+44", NULL},
        {HEAD "Content-Length; 3\r\nl: 2\r\n\r\nab", "message 0+42", NULL},
        {HEAD "Content-Length\r\n : 3\r\nl: 2\r\n\r\nab", "message 0+45", NULL},
        {"l: 3 SIP/2.0\r\nl: 2\r\n\r\nab", "message 0+24", NULL},
        /* bare CR and LF: no end of anything can be trusted */
        {"A b SIP/2.0\nl: 0\r\n\r\n", "close framing@11", NULL},
        {"A b SIP/2.0\rl: 0\r\n\r\n", "close framing@12", NULL},
        {HEAD "X: a\nl: 0\r\n\r\n", "close framing@17", NULL},
        {HEAD "X: a\rl: 0\r\n\r\n", "close framing@18", NULL},
        {HEAD "X: a\r\r\nl: 0\r\n\r\n", "close framing@18", NULL},
        {HEAD "l: 0\n\r\n", "close framing@17", NULL},
        {HEAD "l: 0\r\n\n", "close framing@19", NULL},
        {HEAD "l: 0\r\n\r\r\n", "close framing@20", NULL},
        {HEAD "l: 0\r\n\rX: y\r\n\r\n", "close framing@20", NULL},
        {HEAD "l: 1\n0\r\n\r\n", "close framing@17", NULL},
        {HEAD "l: 1\r0\r\n\r\n", "close framing@18", NULL},
        {HEAD "\n", "close framing@13", NULL},
        /* a bad message whose length is sound, and the next */
        {HEAD "no colon\r\nl: 2\r\n\r\nab" SMALL, "message 0+33 message 33+21",
         NULL},
        {"A  b  C\r\nl: 2\r\n\r\nab" SMALL, "message 0+19 message 19+21", NULL},
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab" SMALL,
         "message 0+40 message 40+21", NULL},
        {HEAD "To\x01: a\r\nl: 0\r\n\r\n" SMALL, "message 0+29 message 29+21",
         NULL},
};

enum { STREAMS = sizeof(streams) / sizeof(*streams) };

START_TEST(by_hand)
{
	struct feed feed = {.data = streams[_i].data,
	                    .len = strlen(streams[_i].data)};
	const char *opened = streams[_i].opened;

	rooms_open(4096);
	feed.role = ZSIP_STREAM_ACCEPTED;
	expect_however(feed, streams[_i].accepted);
	feed.role = ZSIP_STREAM_OPENED;
	expect_however(feed, opened != NULL ? opened : streams[_i].accepted);
	tally("stream", "streams by hand", 1);
	tally("stream", "split points", splits);
	rooms_close();
}
END_TEST

START_TEST(nul_begins_no_message)
{
	struct feed feed = {.data = "\0", .len = 1};

	rooms_open(64);
	expect_however(feed, "close syntax@0");
	rooms_close();
}
END_TEST

/* Limits */

static void expect_limited(const char *data, const struct zsip_limits *limits,
                           const char *expected)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .limits = *limits};
	struct feed feed = {
	        .options = &options, .data = data, .len = strlen(data)};

	expect_however(feed, expected);
}

/* A line counts with its CRLF and its folds, and without the empty line; the
 * error has the line's place, as in zsip_message_parse(). */
START_TEST(lines_have_a_limit)
{
	struct zsip_limits limits = {.field_length = 13};

	rooms_open(4096);
	expect_limited(SMALL SMALL, &limits, "message 0+21 message 21+21");
	expect_limited(HEAD "l: 0\r\nX: 345678\r\n\r\n", &limits,
	               "message 0+32");
	expect_limited(HEAD "X: 345678901\r\nl: 0\r\n\r\n", &limits,
	               "close too-long@13");
	expect_limited(HEAD "X: 34567890\r\nl: 0\r\n\r\n", &limits,
	               "message 0+34");
	expect_limited(HEAD "l: 0\r\nX: 34567890\r\n\r\n", &limits,
	               "message 0+34");
	expect_limited(HEAD "X: 3\r\n 78901\r\nl: 0\r\n\r\n", &limits,
	               "close too-long@13");
	expect_limited(HEAD "X: 3\r\n 7890\r\nl: 0\r\n\r\n", &limits,
	               "message 0+34");
	limits.field_length = 12;
	expect_limited(SMALL, &limits, "close too-long@0");
	tally("stream", "split points", splits);
	rooms_close();
}
END_TEST

/* A line that is too long and then breaks is too long, however it comes. */
START_TEST(what_is_too_long_first_is_too_long)
{
	struct zsip_limits limits = {.field_length = 20};

	rooms_open(4096);
	expect_limited(HEAD "X: 3456789012345678901234567890\nY: z\r\n\r\n",
	               &limits, "close too-long@13");
	expect_limited(HEAD "X: 345678901234\nY: z\r\n\r\n", &limits,
	               "close framing@28");
	tally("stream", "split points", splits);
	rooms_close();
}
END_TEST

START_TEST(messages_have_a_limit)
{
	struct zsip_limits limits = {.message_size = 26};

	rooms_open(4096);
	expect_limited(SMALL, &limits, "message 0+21");
	expect_limited("\r\n" HEAD "l: 5\r\n\r\nabcde" SMALL, &limits,
	               "message 2+26 message 28+21");
	/* The length says it before the body comes. */
	expect_limited(HEAD "l: 6\r\n\r\n", &limits, "close too-long@21");
	limits.message_size = 30;
	expect_limited(HEAD "l: 4294967295\r\n\r\n", &limits,
	               "close too-long@30");
	limits.message_size = 21;
	expect_limited(SMALL SMALL, &limits, "message 0+21 message 21+21");
	limits.message_size = 20;
	expect_limited(SMALL, &limits, "close too-long@20");
	expect_limited(HEAD "X: yyyyyyyyyyyyyyyyyyy\r\nl: 0\r\n\r\n", &limits,
	               "close too-long@20");
	tally("stream", "split points", splits);
	rooms_close();
}
END_TEST

/* 1048576 by default: nothing is lost in the sum. */
START_TEST(defaults_hold)
{
	static const struct zsip_limits none = {0};

	rooms_open(4096);
	expect_limited(HEAD "l: 1048548\r\n\r\n", &none, "more 27");
	expect_limited(HEAD "l: 1048549\r\n\r\n", &none, "more 27");
	expect_limited(HEAD "l: 1048550\r\n\r\n", &none, "close too-long@27");
	expect_limited(HEAD "l: 4294967295\r\n\r\n", &none,
	               "close too-long@30");
	rooms_close();
}
END_TEST

/* Agreement with the parser */

/* What the framer must find first in a text, by what the parser says of it. */
static void expected_by_parser(struct text *out, const char *data, size_t len)
{
	struct zsip_message msg;
	size_t start, head;

	zsip_message_init(&msg, fields, 1500, NULL);
	if (zsip_message_parse(&msg, data, len, NULL) != ZSIP_OK)
		return;
	start = (size_t)(msg.text.ptr - data);
	head = (size_t)(msg.body.ptr - data);
	if (msg.content_length_status != ZSIP_OK)
		text_add(out, "close %s@%zu",
		         zsip_status_name(
		                 (enum zsip_status)msg.content_length_status),
		         head);
	else if (msg.content_length > 1048576 - (head - start))
		text_add(out, "close too-long@%zu", head);
	else if (msg.missing == 0)
		text_add(out, "message %zu+%zu", start,
		         head + msg.body.len - start);
	else
		text_add(out, "more %zu", len);
}

/* Begins with what is expected, with whole words; nothing is no promise. */
static bool begins(const char *got, const char *expected)
{
	size_t len = strlen(expected);

	return len == 0 || (strncmp(got, expected, len) == 0 &&
	                    (got[len] == '\0' || got[len] == ' '));
}

static void try_agreement(const char *data, size_t len, uint64_t *state)
{
	struct feed feed = {.data = data, .len = len, .first = len, .step = 1};
	struct text expected = {0}, whole = {0};

	/* Of pings, which parsers skip, there are tests by hand. */
	if (len >= 4 && memcmp(data, "\r\n\r\n", 4) == 0)
		return;
	expected_by_parser(&expected, data, len);
	run(&whole, &feed);
	if (!begins(text_get(&whole), text_get(&expected)) ||
	    strstr(text_get(&whole), "which") != NULL) {
		struct text bytes = {0};

		text_bytes(&bytes, data, len < 2000 ? len : 2000);
		ck_abort_msg("%s: the parser %s, the framer %s, of %s",
		             zsip_simd_name(), text_get(&expected),
		             text_get(&whole), text_get(&bytes));
	}
	feed.first = random_below(state, len + 1);
	feed.step = len + 1;
	expect(&feed, text_get(&whole));
	feed.step = 64;
	feed.random = state;
	expect(&feed, text_get(&whole));
	text_free(&expected);
	text_free(&whole);
}

START_TEST(agrees_with_the_parser)
{
	struct corpus corpus;
	uint64_t state = 4;
	size_t size, count = 0;
	char *work;

	corpus_open(&corpus);
	size = corpus.longest + 1024;
	work = malloc(size);
	ck_assert_ptr_nonnull(work);
	rooms_open(size);
	for (size_t i = 0; i < corpus.count; i++)
		try_agreement(corpus.messages[i].data, corpus.messages[i].len,
		              &state);
	while (count < 60000) {
		const struct corpus_message *message =
		        &corpus.messages[random_below(&state, corpus.count)];
		size_t form = count % FORM_NAMES, len;

		if (random_below(&state, message->len) > 1000)
			continue;
		form_next(&form);
		memcpy(work, message->data, message->len);
		len = mutate(&state, work, message->len, message->len + 512);
		try_agreement(work, len, &state);
		count++;
	}
	tally("stream", "mutations", count);
	free(work);
	rooms_close();
	corpus_close(&corpus);
}
END_TEST

/* All messages */

/* What the framer is to take of a message: up to the end of its body. */
static size_t framed_length(const struct corpus_message *message)
{
	struct zsip_message msg;

	zsip_message_init(&msg, fields, 1500, NULL);
	if (zsip_message_parse(&msg, message->data, message->len, NULL) !=
	            ZSIP_OK ||
	    msg.content_length_status != ZSIP_OK || msg.missing != 0)
		return 0;
	/* Without CRLFs before it: they would be told as keep-alives. */
	if (msg.text.ptr != message->data)
		return 0;
	return (size_t)(msg.body.ptr + msg.body.len - message->data);
}

START_TEST(every_message_at_every_split)
{
	struct corpus corpus;
	size_t count = 0;

	corpus_open(&corpus);
	rooms_open(corpus.longest + 64);
	for (size_t i = 0; i < corpus.count; i++) {
		struct feed feed = {.data = corpus.messages[i].data,
		                    .len = framed_length(&corpus.messages[i])};
		char expected[64];

		if (feed.len == 0)
			continue;
		snprintf(expected, sizeof(expected), "message 0+%zu", feed.len);
		expect_however(feed, expected);
		count++;
	}
	tally("stream", "messages", count);
	tally("stream", "split points", splits);
	rooms_close();
	corpus_close(&corpus);
}
END_TEST

/* A piece of a message never passes for a whole one. */
START_TEST(what_is_cut_off_is_no_message)
{
	struct corpus corpus;
	struct feed feed = {.step = 1};
	char expected[64];

	corpus_open(&corpus);
	rooms_open(corpus.longest + 64);
	for (size_t i = 0; i < corpus.count; i++) {
		size_t len = framed_length(&corpus.messages[i]);

		feed.data = corpus.messages[i].data;
		for (feed.len = 1; feed.len < len; feed.len++) {
			feed.first = feed.len;
			snprintf(expected, sizeof(expected), "more %zu",
			         feed.len);
			expect(&feed, expected);
		}
	}
	tally("stream", "truncations", splits);
	rooms_close();
	corpus_close(&corpus);
}
END_TEST

/* All messages in one stream, with and without keep-alives between them. */
struct joined {
	char *data;
	size_t len;
	struct text expected;
};

static void join(struct joined *joined, const struct corpus *corpus)
{
	static const char ping[] = "\r\n\r\n";

	memset(joined, 0, sizeof(*joined));
	for (size_t i = 0; i < corpus->count; i++) {
		size_t len = framed_length(&corpus->messages[i]);
		size_t pings = i % 3 == 0 ? 4 : 0;

		if (len == 0)
			continue;
		joined->data = realloc(joined->data, joined->len + len + 4);
		ck_assert_ptr_nonnull(joined->data);
		memcpy(joined->data + joined->len, ping, pings);
		joined->len += pings;
		if (pings != 0)
			text_add(&joined->expected, " ping %zu", joined->len);
		memcpy(joined->data + joined->len, corpus->messages[i].data,
		       len);
		text_add(&joined->expected, " message %zu+%zu", joined->len,
		         len);
		joined->len += len;
	}
}

START_TEST(all_messages_in_one_stream)
{
	struct corpus corpus;
	struct joined joined;
	struct feed feed = {.first = 0};
	const char *expected;
	uint64_t state = 5;

	corpus_open(&corpus);
	join(&joined, &corpus);
	expected = text_get(&joined.expected);
	feed.data = joined.data;
	feed.len = joined.len;
	rooms_open(joined.len);
	for (size_t form = 0; form_next(&form);) {
		feed.random = NULL;
		for (feed.step = 1; feed.step < 70; feed.step++)
			expect(&feed, expected);
		feed.random = &state;
		for (feed.step = 2; feed.step < 20000; feed.step *= 2) {
			for (int i = 0; i < 5; i++)
				expect(&feed, expected);
		}
		feed.random = NULL;
		feed.step = feed.len;
		for (feed.first = 0; feed.first <= feed.len; feed.first += 97)
			expect(&feed, expected);
		feed.first = 0;
	}
	tally("stream", "streams of all messages", splits);
	rooms_close();
	text_free(&joined.expected);
	free(joined.data);
	corpus_close(&corpus);
}
END_TEST

/* A head and a body of many kilobytes, fed byte by byte: what was looked at
 * is not looked at again, or it would be found to be nonsense. */
START_TEST(no_byte_is_looked_at_twice)
{
	struct text text = {0};
	struct feed feed = {.step = 1, .forget = true};
	char expected[64];

	text_add(&text, HEAD);
	for (int i = 0; i < 300; i++)
		text_add(&text, "X-%d: %060d\r\n %070d\r\n", i, i, i);
	text_add(&text, "Content-Length: 3000\r\n");
	text_add(&text, "Y: %0200d\r\n\r\n", 0);
	for (int i = 0; i < 100; i++)
		text_add(&text, "%030d", i);
	feed.data = text.data;
	feed.len = text.len;
	rooms_open(text.len);
	snprintf(expected, sizeof(expected), "message 0+%zu", text.len);
	for (size_t form = 0; form_next(&form);) {
		feed.step = 1;
		expect(&feed, expected);
		feed.step = 1000;
		expect(&feed, expected);
	}
	rooms_close();
	text_free(&text);
}
END_TEST

Suite *stream_suite(void)
{
	Suite *suite = suite_create("stream");
	TCase *tc = tcase_create("by-hand");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, by_hand, 0, STREAMS);
	tcase_add_test(tc, nul_begins_no_message);
	tcase_add_test(tc, lines_have_a_limit);
	tcase_add_test(tc, what_is_too_long_first_is_too_long);
	tcase_add_test(tc, messages_have_a_limit);
	tcase_add_test(tc, defaults_hold);
	suite_add_tcase(suite, tc);
	tc = tcase_create("all-streams");
	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, every_message_at_every_split);
	tcase_add_test(tc, what_is_cut_off_is_no_message);
	tcase_add_test(tc, all_messages_in_one_stream);
	tcase_add_test(tc, no_byte_is_looked_at_twice);
	tcase_add_test(tc, agrees_with_the_parser);
	suite_add_tcase(suite, tc);
	return suite;
}
