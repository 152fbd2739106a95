/*
 * siplint on a call with one fault in it, in a capture: it must say that fault
 * of that message, and nothing else.
 */

#define _GNU_SOURCE /* memmem() */

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packets.h"
#include "siplint_run.h"
#include "tally.h"
#include "test_siplint.h"

enum { MESSAGES = 7, CHANGES = 4, MAX_MESSAGE = 4096 };

#define A "192.0.2.1"
#define B "192.0.2.2"

#define VIA(branch) "Via: SIP/2.0/UDP " A ":5060;branch=z9hG4bK" branch "\r\n"
#define HOPS        "Max-Forwards: 70\r\n"
#define FROM        "From: <sip:alice@example.com>;tag=a1\r\n"
#define TO          "To: <sip:bob@example.com>\r\n"
#define TO_TAG      "To: <sip:bob@example.com>;tag=b1\r\n"
#define CALL_ID     "Call-ID: 3848276298@" A "\r\n"
#define CONTACT_A   "Contact: <sip:alice@" A ">\r\n"
#define CONTACT_B   "Contact: <sip:bob@" B ">\r\n"
#define KNOWN                                                                  \
	"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n"                         \
	"Supported: replaces\r\n"
/* Its Content-Length is filled in. */
#define SDP(user, address, port)                                               \
	"Content-Type: application/sdp\r\nContent-Length: #\r\n\r\n"           \
	"v=0\r\no=" user " 1 1 IN IP4 " address "\r\ns=-\r\n"                  \
	"c=IN IP4 " address "\r\nt=0 0\r\n"                                    \
	"m=audio " port " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
#define NO_BODY "Content-Length: 0\r\n\r\n"

/* A call without a fault. */
static const struct message {
	bool from_b;
	unsigned ms;
	const char *text;
} call[MESSAGES] = {
        {false, 0,
         "INVITE sip:bob@example.com SIP/2.0\r\n" VIA("1") HOPS FROM TO CALL_ID
         "CSeq: 1 INVITE\r\n" CONTACT_A KNOWN SDP("alice", A, "49170")},
        {true, 10,
         "SIP/2.0 100 Trying\r\n" VIA("1") FROM TO CALL_ID
         "CSeq: 1 INVITE\r\n" NO_BODY},
        {true, 100,
         "SIP/2.0 180 Ringing\r\n" VIA("1") FROM TO_TAG CALL_ID
         "CSeq: 1 INVITE\r\n" CONTACT_B NO_BODY},
        {true, 2000,
         "SIP/2.0 200 OK\r\n" VIA("1") FROM TO_TAG CALL_ID
         "CSeq: 1 INVITE\r\n" CONTACT_B KNOWN SDP("bob", B, "49180")},
        {false, 2050,
         "ACK sip:bob@" B " SIP/2.0\r\n" VIA("2") HOPS FROM TO_TAG CALL_ID
         "CSeq: 1 ACK\r\n" NO_BODY},
        {false, 10000,
         "BYE sip:bob@" B " SIP/2.0\r\n" VIA("3") HOPS FROM TO_TAG CALL_ID
         "CSeq: 2 BYE\r\n" NO_BODY},
        {true, 10010,
         "SIP/2.0 200 OK\r\n" VIA("3") FROM TO_TAG CALL_ID
         "CSeq: 2 BYE\r\n" NO_BODY},
};

enum { INVITE = 1, TRYING, RINGING, OK, ACK, BYE, BYE_OK };

/* What is done to the call, by the numbers of its messages; 0 for none. */
static const struct seed {
	const char *rule;
	unsigned at; /* the frame of which it is told */
	struct {
		unsigned message;
		const char *old, *new;
	} changes[CHANGES];
	unsigned dropped, doubled;
	unsigned copies; /* of the doubled one, a second after each other */
	unsigned late;   /* the message from which on all come later */
	unsigned later;  /* milliseconds; 0: 40 s */
	unsigned astray; /* sent to another address */
} seeds[] = {
        {.rule = "max-forwards-range",
         .at = INVITE,
         .changes = {{INVITE, "Max-Forwards: 70", "Max-Forwards: 300"}}},
        {.rule = "missing-max-forwards",
         .at = BYE,
         .changes = {{BYE, HOPS, ""}}},
        {.rule = "missing-header",
         .at = ACK,
         .changes = {{ACK, "CSeq: 1 ACK\r\n", ""}}},
        {.rule = "no-branch-cookie",
         .at = ACK,
         .changes = {{ACK, "z9hG4bK2", "2"}}},
        {.rule = "ambiguous-duplicate",
         .at = INVITE,
         .changes = {{INVITE, HOPS, HOPS "Max-Forwards: 9\r\n"}}},
        {.rule = "ambiguous-quote",
         .at = INVITE,
         .changes = {{INVITE, "From: <", "From: \"Alice <"}}},
        {.rule = "content-length-too-large",
         .at = RINGING,
         .changes = {{RINGING, "Length: 0", "Length: 7"}}},
        {.rule = "bytes-after-body",
         .at = RINGING,
         .changes = {{RINGING, NO_BODY, NO_BODY "more"}}},
        {.rule = "flow-cseq-order",
         .at = BYE,
         .changes = {{BYE, "2 BYE", "1 BYE"}, {BYE_OK, "2 BYE", "1 BYE"}}},
        {.rule = "flow-ack-2xx-branch",
         .at = ACK,
         .changes = {{ACK, "z9hG4bK2", "z9hG4bK1"}}},
        {.rule = "flow-to-tag",
         .at = BYE_OK,
         .changes = {{BYE_OK, "tag=b1", "tag=b2"}}},
        {.rule = "flow-from-uri",
         .at = RINGING,
         .changes = {{RINGING, "sip:alice@", "sip:Alice@"}}},
        {.rule = "flow-target",
         .at = BYE,
         .changes = {{BYE, "BYE sip:bob@" B, "BYE sip:bob@" B ":5062"}}},
        {.rule = "flow-outside-dialog",
         .at = BYE,
         .changes = {{BYE, "tag=b1", "tag=b9"}, {BYE_OK, "tag=b1", "tag=b9"}}},
        {.rule = "sdp-answer-media-added",
         .at = OK,
         .changes = {{OK, "PCMU/8000\r\n",
                      "PCMU/8000\r\nm=video 0 RTP/AVP 31\r\n"}}},
        {.rule = "capture-via-transport",
         .at = ACK,
         .changes = {{ACK, "SIP/2.0/UDP", "SIP/2.0/TCP"}}},
        {.rule = "capture-response-address", .at = RINGING, .astray = RINGING},
        {.rule = "capture-udp-size",
         .at = INVITE,
         .changes = {{INVITE, KNOWN, KNOWN "Subject: %1000\r\n"}}},
        {.rule = "capture-contact-private",
         .at = RINGING,
         .changes = {{RINGING, "sip:bob@" B, "sip:bob@10.0.0.2"}}},
        {.rule = "capture-media-private",
         .at = INVITE,
         .changes = {{INVITE, "c=IN IP4 " A, "c=IN IP4 192.168.1.2"}}},
        {.rule = "capture-late-answer", .at = BYE_OK, .late = BYE_OK},
        {.rule = "capture-late-trying",
         .at = RINGING,
         .dropped = TRYING,
         .late = RINGING,
         .later = 250},
        {.rule = "capture-retransmitted-often",
         .at = BYE,
         .doubled = BYE,
         .copies = 12},
};

enum { SEEDS = sizeof(seeds) / sizeof(*seeds) };

#define PUBLIC "UDP 203.0.113.7"

/* What looks like a fault and is none: there is nothing but notes, one of them
 * by the rule. */
static const struct seed harmless[] = {
        /* Behind an address that is translated and known. */
        {.rule = "capture-via-source",
         .changes = {{INVITE, "UDP " A, PUBLIC},
                     {TRYING, "UDP " A, PUBLIC},
                     {RINGING, "UDP " A, PUBLIC},
                     {OK, "UDP " A, PUBLIC}}},
        /* It rings for long (RFC 3261 13.3.1.1). */
        {.rule = "capture-retransmitted", .doubled = RINGING, .copies = 12},
};

enum { HARMLESS = sizeof(harmless) / sizeof(*harmless) };

struct bytes {
	char ptr[MAX_MESSAGE];
	size_t len;
};

static void put(struct bytes *bytes, const char *text, size_t len)
{
	ck_assert_uint_le(bytes->len + len, sizeof(bytes->ptr));
	memcpy(bytes->ptr + bytes->len, text, len);
	bytes->len += len;
}

/* A text in which %N stands for N times "x". */
static void put_text(struct bytes *bytes, const char *text)
{
	const char *percent = strchr(text, '%');
	char *end;

	if (percent == NULL) {
		put(bytes, text, strlen(text));
		return;
	}
	put(bytes, text, (size_t)(percent - text));
	for (unsigned long n = strtoul(percent + 1, &end, 10); n > 0; n--)
		put(bytes, "x", 1);
	put(bytes, end, strlen(end));
}

static void change(struct bytes *bytes, const char *old, const char *new)
{
	struct bytes before = *bytes;
	char *at = memmem(before.ptr, before.len, old, strlen(old));
	size_t start;

	ck_assert_msg(at != NULL, "no '%s' to be changed", old);
	start = (size_t)(at - before.ptr);
	bytes->len = start;
	put_text(bytes, new);
	start += strlen(old);
	put(bytes, before.ptr + start, before.len - start);
}

/* Content-Length, where it is to be filled in. */
static void fill_length(struct bytes *bytes)
{
	const char *hash = memchr(bytes->ptr, '#', bytes->len);
	const char *body = memmem(bytes->ptr, bytes->len, "\r\n\r\n", 4);
	char length[16];

	if (hash == NULL || hash > body)
		return;
	snprintf(length, sizeof(length), "%zu",
	         bytes->len - (size_t)(body + 4 - bytes->ptr));
	change(bytes, "#", length);
}

static void make_message(struct bytes *bytes, const struct seed *seed,
                         unsigned number)
{
	bytes->len = 0;
	put_text(bytes, call[number - 1].text);
	for (size_t i = 0; seed != NULL && i < CHANGES; i++) {
		if (seed->changes[i].message == number)
			change(bytes, seed->changes[i].old,
			       seed->changes[i].new);
	}
	fill_length(bytes);
}

static void send(struct capture_out *capture, const struct bytes *bytes,
                 const struct message *message, const char *to, uint64_t ms)
{
	static struct made_packet packet;

	packet_start(&packet, bytes->ptr, bytes->len);
	packet_udp(&packet, 5060, 5060);
	packet_ip(&packet, message->from_b ? B : A, to);
	packet_link(&packet, PACKET_ETHERNET);
	capture_out_add(capture, &packet,
	                UINT64_C(1700000000000000000) + ms * 1000000);
}

static void write_call(struct capture_out *capture, const struct seed *seed)
{
	static const struct seed none;
	struct bytes bytes;
	uint64_t late = 0;

	if (seed == NULL)
		seed = &none;
	for (unsigned number = 1; number <= MESSAGES; number++) {
		const struct message *message = &call[number - 1];
		const char *to = message->from_b ? A : B;

		if (number == seed->dropped)
			continue;
		if (number == seed->late)
			late = seed->later != 0 ? seed->later : 40000;
		if (number == seed->astray)
			to = "192.0.2.77";
		make_message(&bytes, seed, number);
		send(capture, &bytes, message, to, message->ms + late);
		for (unsigned i = 1;
		     number == seed->doubled && i <= seed->copies; i++) {
			late += 1000;
			send(capture, &bytes, message, to, message->ms + late);
		}
	}
}

/* Datagrams of nothing, so that the file is one of those that are mapped. */
static void write_noise(struct capture_out *capture)
{
	static const struct message from_a;
	static const struct bytes bytes = {.len = 1400};

	for (unsigned i = 0; i < 100; i++)
		send(capture, &bytes, &from_a, B, 0);
}

static char *run(const struct seed *seed, bool is_noisy, const char *command,
                 int *status)
{
	struct capture_out capture;
	FILE *file = tmpfile();
	char *got;

	ck_assert_ptr_nonnull(file);
	capture_out_start(&capture, CAPTURE_PCAP, PACKET_ETHERNET);
	write_call(&capture, seed);
	if (is_noisy)
		write_noise(&capture);
	fwrite(capture.bytes, 1, capture.len, file);
	capture_out_free(&capture);
	got = siplint_run(command, file, status);
	fclose(file);
	return got;
}

/* One line a finding. */
static char *lint(const struct seed *seed, int *status)
{
	return run(seed, false, "exec </dev/fd/%d; exec %s -F gcc - 2>&1",
	           status);
}

START_TEST(test_clean)
{
	int status;
	char *got = lint(NULL, &status);

	ck_assert_str_eq(got, "");
	ck_assert_int_eq(status, 0);
	free(got);
}
END_TEST

/* A finding has a line, and perhaps one more on what it is held against. */
static bool is_only(const char *got, const struct seed *seed)
{
	char rule[64], frame[64];
	const char *next = strchr(got, '\n');

	snprintf(rule, sizeof(rule), " [%s]", seed->rule);
	snprintf(frame, sizeof(frame), "frame %u,", seed->at);
	if (next == NULL ||
	    memmem(got, (size_t)(next - got), rule, strlen(rule)) == NULL)
		return false;
	next++;
	if (*next != '\0' && strstr(next, "held against") != NULL)
		next = strchr(next, '\n') + 1;
	return *next == '\0';
}

START_TEST(test_seeded)
{
	int status;
	char *got = lint(&seeds[_i], &status);

	ck_assert_msg(is_only(got, &seeds[_i]), "%s\n%.800s", seeds[_i].rule,
	              got);
	tally_vectors("seeded", 1);
	free(got);
}
END_TEST

START_TEST(test_harmless)
{
	char rule[64];
	int status;
	char *got = lint(&harmless[_i], &status);

	snprintf(rule, sizeof(rule), " [%s]", harmless[_i].rule);
	ck_assert_msg(status == 0 && strstr(got, rule) != NULL, "%s\n%.800s",
	              rule, got);
	free(got);
}
END_TEST

/* Whether messages are copied or looked at in their file. */
START_TEST(test_mapped)
{
	static const char command[] = "exec </dev/fd/%d; exec %s -f - 2>&1";
	int status, mapped_status;
	char *got = run(&seeds[_i], false, command, &status);
	char *mapped = run(&seeds[_i], true, command, &mapped_status);

	ck_assert_str_eq(mapped, got);
	ck_assert_int_eq(mapped_status, status);
	free(got);
	free(mapped);
}
END_TEST

TCase *siplint_seeded_tcase(void)
{
	TCase *tcase = tcase_create("siplint_seeded");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_clean);
	tcase_add_loop_test(tcase, test_seeded, 0, SEEDS);
	tcase_add_loop_test(tcase, test_harmless, 0, HARMLESS);
	tcase_add_loop_test(tcase, test_mapped, 0, SEEDS);
	return tcase;
}
