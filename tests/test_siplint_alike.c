/*
 * Messages that are alike: what was found on one holds for the next.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "checked.h"
#include "message_vectors.h"
#include "test_siplint.h"
#include "vectors.h"

#define CHECK_DIR ZSIP_SOURCE_DIR "/tests/vectors/check"

static const char invite[] =
        "INVITE sip:bob@192.0.2.4 SIP/2.0\r\n"
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK776asdhds\r\n"
        "Max-Forwards: 70\r\n"
        "To: Bob <sip:bob@example.org>\r\n"
        "From: Alice <sip:alice@example.com:5060>;tag=1928301774\r\n"
        "Call-ID: a84b4c76e66710@192.0.2.1\r\n"
        "CSeq: 314159 INVITE\r\n"
        "Contact: <sip:alice@192.0.2.1>\r\n"
        "Content-Type: application/sdp\r\n"
        "Content-Length: 4\r\n"
        "\r\n"
        "v=0\n";

/* Holds a message, the same again and its twins against zsip_check(). */
static void follow(struct verdicts *verdicts, const char *name,
                   const char *bytes, size_t len, uint64_t quirks)
{
	static const size_t lengths[] = {1, 7, 40};
	struct alike alike, other;

	alike_start(&alike, bytes, len, quirks);
	for (int i = 0; i < 2; i++)
		ck_assert_msg(alike_is_right(verdicts, &alike), "%s", name);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		size_t twin_len;
		char *twin = alike_twin(&alike, lengths[i], &twin_len);

		alike_start(&other, twin, twin_len, quirks);
		ck_assert_msg(alike_is_right(verdicts, &other),
		              "%s, with identifiers of %zu bytes", name,
		              lengths[i]);
		alike_end(&other);
		free(twin);
	}
	alike_end(&alike);
}

/* @return whether what differs by one edit is known to a message's verdict */
static bool is_known(const char *from, const char *to)
{
	struct verdicts *verdicts = verdicts_start();
	char text[sizeof(invite) + 256];
	const char *at = strstr(invite, from);
	struct alike alike, other;
	bool known;

	ck_assert_ptr_nonnull(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - invite), invite, to,
	         at + strlen(from));
	alike_start(&alike, invite, strlen(invite), 0);
	ck_assert(!alike_is_known(verdicts, &alike));
	ck_assert(alike_is_right(verdicts, &alike));
	ck_assert(alike_is_known(verdicts, &alike));
	alike_start(&other, text, strlen(text), 0);
	known = alike_is_known(verdicts, &other);
	ck_assert(alike_is_right(verdicts, &other));
	alike_end(&other);
	alike_end(&alike);
	verdicts_end(verdicts);
	return known;
}

/* Another one of these identifies another message. */
START_TEST(test_known)
{
	ck_assert(is_known("776asdhds", "x"));
	ck_assert(is_known("1928301774", "a-longer.one~than+before"));
	ck_assert(is_known("a84b4c76e66710@", "b"));
	ck_assert(is_known("v=0\n", "x=10"));
}
END_TEST

/* Another one of these may break another rule. */
START_TEST(test_not_known)
{
	ck_assert(!is_known("776asdhds", ""));
	ck_assert(!is_known("z9hG4bK776", "z9hG4bk776"));
	ck_assert(!is_known("z9hG4bK776", "1"));
	ck_assert(!is_known(";branch=z9hG4bK776asdhds", ""));
	ck_assert(!is_known("branch=z9hG4bK776asdhds",
	                    "branch=\"z9hG4bK776asdhds\""));
	ck_assert(!is_known(";tag=1928301774", ""));
	ck_assert(!is_known("1928301774", "\"1928301774\""));
	ck_assert(!is_known("1928301774", "[::1]"));
	ck_assert(!is_known("1928301774", "1;tag=2"));
	ck_assert(!is_known("a84b4c76e66710@192.0.2.1", "a@b@c"));
	ck_assert(!is_known("bob@example.org>", "bob@example.org>;tag=1"));
	ck_assert(!is_known("314159", "314158"));
	ck_assert(!is_known("application/sdp", "multipart/mixed"));
	ck_assert(!is_known("4\r\n\r\nv=0\n", "0\r\n\r\n"));
	ck_assert(!is_known("v=0\n", "v=0\nx"));
	ck_assert(!is_known("v=0\n", "v="));
}
END_TEST

/* Each of its bytes another one. */
START_TEST(test_bytes)
{
	struct verdicts *verdicts = verdicts_start();
	char text[sizeof(invite)];

	for (size_t i = 0; i < strlen(invite); i++) {
		for (int change = 1; change < 256; change <<= 1) {
			char name[32];

			memcpy(text, invite, sizeof(text));
			text[i] ^= (char)change;
			snprintf(name, sizeof(name), "byte %zu ^ %d", i,
			         change);
			follow(verdicts, name, text, strlen(invite), 0);
		}
	}
	verdicts_end(verdicts);
}
END_TEST

static size_t follow_file(struct verdicts *verdicts, const char *path)
{
	static struct checked checked;
	struct vector_file file;
	struct vector v;
	size_t count = 0;
	char name[4200], why[512];

	ck_assert_msg(vectors_open(&file, path, "hit pass"), "%s", file.error);
	while (vectors_next(&file, &v) == VECTOR_LINE) {
		ck_assert(message_build(&checked, v.text, v.len, why,
		                        sizeof(why)));
		snprintf(name, sizeof(name), "%s:%u", path, v.line);
		follow(verdicts, name, checked.data, checked.len,
		       checked.options.quirks);
		checked_free(&checked);
		count++;
	}
	vectors_close(&file);
	return count;
}

/* The messages for and against each rule. */
START_TEST(test_rules)
{
	struct verdicts *verdicts = verdicts_start();
	struct vector_dir dir;
	size_t count = 0;
	char path[4096];

	ck_assert_msg(vectors_dir_open(&dir, CHECK_DIR), "%s", CHECK_DIR);
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(path, sizeof(path), "%s/%s", CHECK_DIR, dir.names[i]);
		count += follow_file(verdicts, path);
	}
	vectors_dir_close(&dir);
	verdicts_end(verdicts);
	ck_assert_uint_gt(count, 1000);
}
END_TEST

TCase *siplint_alike_tcase(void)
{
	TCase *tcase = tcase_create("siplint_alike");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test_known);
	tcase_add_test(tcase, test_not_known);
	tcase_add_test(tcase, test_bytes);
	tcase_add_test(tcase, test_rules);
	return tcase;
}
