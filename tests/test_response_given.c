/*
 * What callers give, and do not give: header fields that codes need, bytes that
 * would be lines, bodies.
 */

#include <stdio.h>
#include <string.h>

#include "message_vectors.h"
#include "responding.h"
#include "test_build.h"
#include "test_response.h"

enum { ROOM = 1 << 17 };

static char built[ROOM];

/* Codes and what they need */

static bool is_needed(unsigned id, enum zsip_method method, unsigned code)
{
	if (id == ZSIP_HDR_SECURITY_SERVER)
		return code == 494;
	if (id == ZSIP_HDR_ACCEPT)
		return code == 415;
	return id > ZSIP_HDR_CSEQ &&
	       zsip_header_presence((enum zsip_header)id, method, code) ==
	               ZSIP_PRESENCE_MANDATORY;
}

/* All lines but one are given, which must be missed if it is needed. */
static unsigned leave_out(const struct zsip_message *msg, unsigned code,
                          size_t left_out)
{
	struct zsip_header_line lines[ALL_LINES];
	struct zsip_response asked = ask(code, 0);
	enum zsip_method method = (enum zsip_method)msg->method_id;
	struct zsip_error error;
	size_t count = 0;
	bool needed = left_out < ALL_LINES &&
	              is_needed(all_lines[left_out].id, method, code);

	for (size_t i = 0; i < ALL_LINES; i++) {
		if (i != left_out)
			lines[count++] = all_lines[i];
	}
	asked.headers = lines;
	asked.header_count = count;
	zsip_response_build(msg, NULL, &asked, NULL, 0, &error);
	if (error.status == (needed ? ZSIP_E_USE : ZSIP_OK))
		return 0;
	fprintf(stderr, "%u to %.*s, line %zu: %s\n", code,
	        (int)msg->method.len, msg->method.ptr, left_out,
	        zsip_status_name(error.status));
	return 1;
}

/* The lines above are all that any code needs. */
static unsigned find_others(enum zsip_method method, unsigned code)
{
	unsigned failures = 0;

	for (unsigned id = ZSIP_HDR_CSEQ + 1; id < 256; id++) {
		bool listed = !is_needed(id, method, code);

		for (size_t i = 0; i < ALL_LINES; i++)
			listed |= all_lines[i].id == (enum zsip_header)id;
		failures += !listed;
	}
	return failures;
}

START_TEST(codes_need_what_the_tables_say)
{
	struct checked checked;
	char why[256];
	unsigned failures = 0;

	for (int m = ZSIP_METHOD_INVITE; m <= ZSIP_METHOD_UPDATE; m++) {
		const char *name = zsip_method_name((enum zsip_method)m);

		if (m == ZSIP_METHOD_ACK)
			continue;
		ck_assert(message_build(&checked, name, strlen(name), why,
		                        sizeof(why)));
		for (unsigned code = 100; code < 700; code++) {
			failures += find_others((enum zsip_method)m, code);
			for (size_t i = 0; i <= ALL_LINES; i++)
				failures += leave_out(&checked.msg, code, i);
		}
		checked_free(&checked);
	}
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

/* Arguments */

static void open_invite(struct checked *checked)
{
	static const char text[] = "INVITE | +Supported: 100rel";
	char why[256];

	ck_assert(message_build(checked, text, sizeof(text) - 1, why,
	                        sizeof(why)));
}

static unsigned refuse(const struct zsip_message *msg,
                       const struct zsip_response *asked, const char *what)
{
	struct zsip_error error;
	size_t len = zsip_response_build(msg, NULL, asked, built, ROOM, &error);

	if (len == 0 && error.status == ZSIP_E_USE && *error.expected != '\0')
		return 0;
	fprintf(stderr, "%s: %zu bytes, %s\n", what, len,
	        zsip_status_name(error.status));
	return 1;
}

/* A byte in each place of a text in turn. */
static unsigned inject(const struct zsip_message *msg,
                       struct zsip_response *asked, struct zsip_slice *text,
                       const char *what)
{
	static const char bytes[] = "\r\n\0";
	const struct zsip_slice old = *text;
	char work[64];
	unsigned failures = 0;

	for (size_t at = 0; at <= old.len; at++) {
		for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
			memcpy(work, old.ptr, at);
			work[at] = bytes[i];
			memcpy(work + at + 1, old.ptr + at, old.len - at);
			*text = (struct zsip_slice){work, old.len + 1};
			failures += refuse(msg, asked, what);
		}
	}
	*text = old;
	return failures;
}

START_TEST(no_argument_brings_a_line_end)
{
	struct zsip_header_line lines[] = {
	        {ZSIP_HDR_CONTACT, {0}, SLICE("\"B\" <sip:bob@192.0.2.4>;q=1")},
	        {ZSIP_HDR_OTHER, SLICE("X-Name"), SLICE("any, text")},
	        {ZSIP_HDR_OTHER, SLICE("Server"), SLICE("a/1 (b)")},
	        {ZSIP_HDR_WARNING, {0}, SLICE("399 h \"text\"")},
	};
	struct zsip_response asked = ask(200, 0);
	struct checked checked;
	unsigned failures = 0;

	open_invite(&checked);
	asked.headers = lines;
	asked.header_count = sizeof(lines) / sizeof(*lines);
	asked.reason = SLICE("Fine so far");
	ck_assert_uint_ne(
	        zsip_response_build(&checked.msg, NULL, &asked, NULL, 0, NULL),
	        0);
	for (size_t i = 0; i < asked.header_count; i++)
		failures +=
		        inject(&checked.msg, &asked, &lines[i].value, "value");
	failures += inject(&checked.msg, &asked, &lines[1].name, "name");
	failures += inject(&checked.msg, &asked, &asked.reason, "reason");
	failures += inject(&checked.msg, &asked, &asked.to_tag, "tag");
	failures +=
	        inject(&checked.msg, &asked, &asked.source.address, "address");
	checked_free(&checked);
	ck_assert_uint_eq(failures, 0);
}
END_TEST

START_TEST(wrong_use_is_refused)
{
	struct zsip_response asked = ask(486, 0), wrong = asked;
	struct checked checked;
	unsigned failures = 0;
	char byte;

	open_invite(&checked);
	wrong.size = sizeof(wrong) - 1;
	failures += refuse(&checked.msg, &wrong, "size");
	wrong = asked;
	wrong.headers = NULL;
	failures += refuse(&checked.msg, &wrong, "headers");
	wrong.header_count = 0;
	ck_assert_uint_gt(zsip_response_build(&checked.msg, NULL, &wrong, built,
	                                      ROOM, NULL),
	                  0);
	wrong = asked;
	wrong.body.len = 1;
	failures += refuse(&checked.msg, &wrong, "body");
	failures += refuse(NULL, &asked, "request");
	failures += refuse(&checked.msg, NULL, "response");
	ck_assert_uint_eq(
	        zsip_response_build(&checked.msg, NULL, &asked, NULL, 1, NULL),
	        0);
	checked.msg.depth = 1;
	failures += refuse(&checked.msg, &asked, "a part");
	checked.msg.depth = 0;
	ck_assert_uint_gt(
	        zsip_response_build(&checked.msg, NULL, &asked, &byte, 1, NULL),
	        1);
	checked_free(&checked);
	ck_assert_uint_eq(failures, 0);
}
END_TEST

/* Bodies of all lengths around which the digits of their number change. */
START_TEST(bodies_of_many_lengths)
{
	static char body[100002], with_body[ROOM * 2];
	struct zsip_response asked = ask(200, 0);
	struct zsip_header_line lines[2] = {
	        all_lines[0],
	        {ZSIP_HDR_CONTENT_TYPE, {0}, SLICE("application/octet-stream")},
	};
	struct checked checked;
	struct zsip_error error;

	open_invite(&checked);
	asked.headers = lines;
	asked.header_count = 2;
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (char)(i * 7);
	asked.body.ptr = body;
	for (size_t ten = 1; ten <= 100000; ten *= 10) {
		for (size_t n = ten - 1; n <= ten + 1; n++) {
			size_t len, apart;
			const char *fault;

			asked.body.len = n;
			asked.flags = 0;
			len = zsip_response_build(&checked.msg, NULL, &asked,
			                          with_body, sizeof(with_body),
			                          &error);
			fault = responding_fault(&checked.msg, &asked,
			                         with_body, len);
			ck_assert_msg(fault == NULL, "%zu: %s", n, fault);
			asked.flags = ZSIP_RESPONSE_APART;
			asked.body.ptr = NULL;
			apart = zsip_response_build(&checked.msg, NULL, &asked,
			                            built, ROOM, &error);
			asked.body.ptr = body;
			ck_assert_uint_eq(apart + n, len);
			ck_assert_mem_eq(built, with_body, apart);
		}
	}
	checked_free(&checked);
}
END_TEST

TCase *response_given_tcase(void)
{
	TCase *tc = tcase_create("response-given");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, codes_need_what_the_tables_say);
	tcase_add_test(tc, no_argument_brings_a_line_end);
	tcase_add_test(tc, wrong_use_is_refused);
	tcase_add_test(tc, bodies_of_many_lengths);
	return tc;
}
