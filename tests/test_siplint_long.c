/*
 * siplint on long inputs: calls that overlap, in a file, from a pipe, and in so
 * little memory that it could not hold them all.
 */

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "numbered.h"
#include "siplint_run.h"
#include "test_siplint.h"
#include "vectors.h"

/* Sanitizers take memory of their own. */
#if defined(__SANITIZE_ADDRESS__)
#define LIMITED false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define LIMITED false
#endif
#endif
#ifndef LIMITED
#define LIMITED true
#endif

enum { OPEN_CALLS = 40, MESSAGES_OF_CALL = 8 };

/* What siplint may have, and a file whose calls have records of some 100 MB. */
enum { LONG_FILE = 200000, RESIDENT_KB = 40000 };
#define HEAP_KB "12000"

#define CALL_ID "Call-ID: #@example.com\r\n"
#define SIDES                                                                  \
	"From: <sip:a@example.com>;tag=a\r\n"                                  \
	"To: <sip:b@example.com>;tag=b\r\n" CALL_ID
#define SIDES_BACK                                                             \
	"From: <sip:b@example.com>;tag=b\r\n"                                  \
	"To: <sip:a@example.com>;tag=a\r\n" CALL_ID
#define VIA_INVITE "Via: SIP/2.0/UDP client.example.com;branch=z9hG4bK#1\r\n"
#define VIA_ACK    "Via: SIP/2.0/UDP client.example.com;branch=z9hG4bK#2\r\n"
#define VIA_BYE    "Via: SIP/2.0/UDP server.example.com;branch=z9hG4bK#b\r\n"
#define HOPS       "Max-Forwards: 70\r\n"
#define CONTACT_A  "Contact: <sip:a@client.example.com>\r\n"
#define CONTACT_B  "Contact: <sip:b@server.example.com>\r\n"
#define SDP(user, port)                                                        \
	"Content-Type: application/sdp\r\n"                                    \
	"Content-Length: 80\r\n\r\n"                                           \
	"v=0\r\no=" user " 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"      \
	"t=0 0\r\nm=audio " port " RTP/AVP 0\r\n"
#define NO_BODY "Content-Length: 0\r\n\r\n"

#define INVITE                                                                 \
	"INVITE sip:b@example.com SIP/2.0\r\n" VIA_INVITE HOPS                 \
	"From: <sip:a@example.com>;tag=a\r\n"                                  \
	"To: <sip:b@example.com>\r\n" CALL_ID                                  \
	"CSeq: 1 INVITE\r\n" CONTACT_A SDP("a", "49170")
#define RINGING                                                                \
	"SIP/2.0 180 Ringing\r\n" VIA_INVITE SIDES                             \
	"CSeq: 1 INVITE\r\n" CONTACT_B NO_BODY
#define OK                                                                     \
	"SIP/2.0 200 OK\r\n" VIA_INVITE SIDES                                  \
	"CSeq: 1 INVITE\r\n" CONTACT_B SDP("b", "49172")
#define ACK                                                                    \
	"ACK sip:b@server.example.com SIP/2.0\r\n" VIA_ACK HOPS SIDES          \
	"CSeq: 1 ACK\r\n" NO_BODY
#define BYE                                                                    \
	"BYE sip:a@client.example.com SIP/2.0\r\n" VIA_BYE HOPS SIDES_BACK     \
	"CSeq: 1 BYE\r\n" NO_BODY
#define OK_TO_BYE                                                              \
	"SIP/2.0 200 OK\r\n" VIA_BYE SIDES_BACK "CSeq: 1 BYE\r\n" NO_BODY

#define REGISTERING                                                            \
	"From: <sip:a@h>;tag=a\r\nTo: <sip:a@h>;tag=#\r\nCall-ID: one\r\n"     \
	"CSeq: # REGISTER\r\n" NO_BODY
#define OPTIONS                                                                \
	"From: <sip:a@h>;tag=a\r\nTo: <sip:b@h>\r\nCall-ID: one\r\n"           \
	"CSeq: # OPTIONS\r\n" NO_BODY

/* The last ones are sent again when the call is over. */
static const char *const pieces[MESSAGES_OF_CALL] = {
        INVITE, RINGING, OK, ACK, BYE, OK_TO_BYE, BYE, OK_TO_BYE};

static void write_piece(FILE *file, const char *piece, unsigned number)
{
	char text[1024];

	fwrite(text, 1, put_numbered(text, piece, number), file);
}

static FILE *new_file(void)
{
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	return file;
}

/* Calls that begin one after the other, each a message later, and a late
 * message of the first one. */
static FILE *write_calls(unsigned messages)
{
	FILE *file = new_file();

	for (unsigned i = 0; i < messages; i++) {
		unsigned round = i / OPEN_CALLS;
		unsigned batch = round / MESSAGES_OF_CALL;

		write_piece(file, pieces[round % MESSAGES_OF_CALL],
		            batch * OPEN_CALLS + i % OPEN_CALLS);
	}
	write_piece(file, OK_TO_BYE, 0);
	return file;
}

/* A request again and again, each a transaction of its own, of one call. */
static FILE *write_requests(unsigned count, const char *piece)
{
	FILE *file = new_file();

	for (unsigned i = 1; i <= count; i++)
		write_piece(file, piece, i);
	return file;
}

/* However the bytes come in, and however their lines end. */
START_TEST(test_long_same)
{
	static const char *const others[] = {
	        "cat /dev/fd/%d | %s --flow -",
	        "tr -d '\\r' </dev/fd/%d | %s -d lf-line-ends,sdp-lf-line-ends "
	        "--flow -",
	};
	FILE *file = write_calls(3200);
	char *expected, *got;
	int status;

	expected = siplint_run("exec </dev/fd/%d; exec %s --flow -", file,
	                       &status);
	ck_assert_int_eq(status, 0);
	ck_assert_ptr_nonnull(
	        strstr(expected, "Call-ID 000399@example.com: 8 messages\n"));
	/* Too late for its call. */
	ck_assert_ptr_nonnull(
	        strstr(expected, "Call-ID 000000@example.com: 8 messages\n"));
	ck_assert_ptr_nonnull(
	        strstr(expected, "Call-ID 000000@example.com: 1 message\n"));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		got = siplint_run(others[i], file, &status);
		ck_assert_int_eq(status, 0);
		ck_assert_str_eq(got, expected);
		free(got);
	}
	free(expected);
	fclose(file);
}
END_TEST

/* Memory is for the calls that are open. */
START_TEST(test_long_memory)
{
	static const char command[] =
	        "exec </dev/fd/%d; ulimit -d " HEAP_KB "; "
	        "%s --flow --summary - | tail -1";
	FILE *file = write_calls(LONG_FILE);
	char *got;
	struct rusage usage;
	int status;

	got = siplint_run(command, file, &status);
	ck_assert_int_eq(status, 0);
	ck_assert_str_eq(got, "1 file, 200001 messages: nothing found\n");
	ck_assert_int_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
	ck_assert_int_lt(usage.ru_maxrss, RESIDENT_KB);
	free(got);
	fclose(file);
}
END_TEST

/* Of many calls, and of files whose messages have something wrong with them; a
 * capture has messages that lie in memory of their own. */
static char *run_jobs(FILE *file, const char *jobs, const char *words)
{
	char command[1024];
	int status;

	snprintf(command, sizeof(command),
	         "exec </dev/fd/%%d; { %%s %s %s - " ZSIP_SOURCE_DIR
	         "/tests/vectors/calls/*/*.sip " ZSIP_SOURCE_DIR
	         "/examples/broken/*.sip " ZSIP_SOURCE_DIR
	         "/examples/call/*.pcap 2>&1; echo $?; }",
	         jobs, words);
	return siplint_run(command, file, &status);
}

/* Whatever the threads do when, what comes out is the same. */
START_TEST(test_long_jobs)
{
	static const char *const commands[] = {
	        "-F ndjson",     "-F json",      "-F sarif",
	        "--ladder=none", "-f --summary", "-f -q",
	        "-f -t",         "-f",           "-F html"};
	FILE *file = write_calls(3200);

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		char *alone = run_jobs(file, "-j1", commands[i]);
		char *together = run_jobs(file, "-j3", commands[i]);

		ck_assert_msg(strcmp(alone, together) == 0, "%s", commands[i]);
		free(alone);
		free(together);
	}
	fclose(file);
}
END_TEST

/* Calls end one by one, some between the last message of a file and bytes that
 * are none, before the first one of the next. */
START_TEST(test_long_strays)
{
	FILE *file = new_file();
	char *alone = NULL;

	fputs("no message\r\n\r\n", file);
	for (unsigned i = 0; i < 2100; i++)
		write_piece(file, ACK, i);
	for (unsigned jobs = 1; jobs <= 9; jobs++) {
		char command[256], *got;
		int status;

		snprintf(command, sizeof(command),
		         "exec </dev/fd/%%d; f=/dev/stdin; "
		         "%%s -j%u -f $f $f $f $f",
		         jobs);
		got = siplint_run(command, file, &status);
		if (alone == NULL)
			alone = got;
		ck_assert_msg(strcmp(alone, got) == 0, "-j%u", jobs);
		if (alone != got)
			free(got);
	}
	ck_assert_ptr_nonnull(strstr(alone, "skipped-bytes"));
	free(alone);
	fclose(file);
}
END_TEST

/* @return how often a text stands in another */
static unsigned count_text(const char *in, const char *text)
{
	unsigned count = 0;

	while ((in = strstr(in, text)) != NULL) {
		count++;
		in += strlen(text);
	}
	return count;
}

static char *run_requests(unsigned count, const char *piece)
{
	FILE *file = write_requests(count, piece);
	int status;
	char *got = siplint_run("exec </dev/fd/%d; exec %s --flow - 2>&1", file,
	                        &status);

	ck_assert_int_eq(status, 0);
	fclose(file);
	return got;
}

/* A device that registers all day has one Call-ID. */
START_TEST(test_long_registrations)
{
	char *got = run_requests(
	        300, "REGISTER sip:h SIP/2.0\r\n" VIA_INVITE HOPS REGISTERING
	             "SIP/2.0 200 OK\r\n" VIA_INVITE REGISTERING);

	ck_assert_uint_eq(count_text(got, "Call-ID one: 256 messages\n"), 2);
	ck_assert_uint_eq(count_text(got, "Call-ID one: 88 messages\n"), 1);
	ck_assert_uint_eq(count_text(got, "<stdin>:"), 0);
	free(got);
}
END_TEST

/* A call that nobody ends. */
START_TEST(test_long_call)
{
	char *got = run_requests(
	        65540, "OPTIONS sip:h SIP/2.0\r\n" VIA_INVITE HOPS OPTIONS);

	ck_assert_uint_eq(
	        count_text(got, "Call-ID one: 65536 messages, given up\n"), 1);
	ck_assert_uint_eq(count_text(got, "Call-ID one: 4 messages\n"), 1);
	ck_assert_uint_eq(
	        count_text(got, "calls given up after 65536 messages: 1\n"), 1);
	free(got);
}
END_TEST

/* More who take part than are told apart, and so many of them proxies. */
START_TEST(test_long_parties)
{
	char *got = run_requests(
	        100, "OPTIONS sip:#@h SIP/2.0\r\n"
	             "Via: SIP/2.0/UDP p#;branch=z9hG4bKp#\r\n" VIA_INVITE HOPS
	                     OPTIONS);

	ck_assert_uint_eq(count_text(got, "Call-ID one: 100 messages\n"), 1);
	ck_assert_uint_eq(count_text(got, "not drawn: "), 1);
	/* Of 64 one is who calls; then a proxy and a Request-URI a message. */
	ck_assert_uint_eq(count_text(got, " from p"), 63 / 2);
	free(got);
}
END_TEST

TCase *siplint_long_tcase(void)
{
	TCase *tcase = tcase_create("siplint_long");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test_long_same);
	tcase_add_test(tcase, test_long_registrations);
	tcase_add_test(tcase, test_long_call);
	tcase_add_test(tcase, test_long_parties);
	if (LIMITED)
		tcase_add_test(tcase, test_long_memory);
	tcase_add_test(tcase, test_long_jobs);
	tcase_add_test(tcase, test_long_strays);
	return tcase;
}
