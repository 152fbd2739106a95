/*
 * Messages built field by field.
 */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tally.h"
#include "test_build.h"
#include "zsip.h"
#include "zsip_builder.h"

#define ABSENT ((struct zsip_slice){NULL, 0})

static struct zsip_slice slice(const char *text)
{
	return zsip_slice_from(text);
}

/* All kinds of fields, and two of a list. */
static void write_all(struct zsip_builder *b)
{
	static const struct zsip_address_parts from = {
	        .display_name = {"A, B", 4},
	        .uri = {"sip:ab@example.com", 18},
	        .tag = {"8", 1},
	};
	static const struct zsip_via_parts via = {
	        .transport = {"UDP", 3},
	        .host = {"::1", 3},
	        .port = 5070,
	        .branch = {"z9hG4bK-1", 9},
	};
	const struct zsip_header_line lines[] = {
	        {ZSIP_HDR_CALL_ID, ABSENT, slice("1@example.com")},
	        {ZSIP_HDR_OTHER, slice("SUBJECT"), slice("Hello")},
	        {ZSIP_HDR_OTHER, slice("X-Mine"), slice("")},
	};

	zsip_builder_request_line(b, slice("INVITE"), slice("sip:cd@[::2]"));
	zsip_builder_add_via(b, &via);
	zsip_builder_add(b, ZSIP_HDR_VIA, slice("SIP/2.0/UDP x;branch=z"));
	zsip_builder_add_number(b, ZSIP_HDR_MAX_FORWARDS, 70);
	zsip_builder_add_address(b, ZSIP_HDR_FROM, &from);
	zsip_builder_add(b, ZSIP_HDR_TO, slice("sip:cd@example.com"));
	zsip_builder_add_lines(b, lines, 3);
	zsip_builder_add_cseq(b, 7, slice("INVITE"));
	zsip_builder_add(b, ZSIP_HDR_CONTENT_TYPE, slice("text/plain"));
}

static const char whole[] = "INVITE sip:cd@[::2] SIP/2.0\r\n"
                            "Via: SIP/2.0/UDP [::1]:5070;branch=z9hG4bK-1\r\n"
                            "Via: SIP/2.0/UDP x;branch=z\r\n"
                            "Max-Forwards: 70\r\n"
                            "From: \"A, B\" <sip:ab@example.com>;tag=8\r\n"
                            "To: sip:cd@example.com\r\n"
                            "Call-ID: 1@example.com\r\n"
                            "Subject: Hello\r\n"
                            "X-Mine: \r\n"
                            "CSeq: 7 INVITE\r\n"
                            "Content-Type: text/plain\r\n"
                            "Content-Length: 4\r\n"
                            "\r\n"
                            "a\r\n\0";

static const char compact[] = "INVITE sip:cd@[::2] SIP/2.0\r\n"
                              "v: SIP/2.0/UDP [::1]:5070;branch=z9hG4bK-1\r\n"
                              "v: SIP/2.0/UDP x;branch=z\r\n"
                              "Max-Forwards: 70\r\n"
                              "f: \"A, B\" <sip:ab@example.com>;tag=8\r\n"
                              "t: sip:cd@example.com\r\n"
                              "i: 1@example.com\r\n"
                              "s: Hello\r\n"
                              "X-Mine: \r\n"
                              "CSeq: 7 INVITE\r\n"
                              "c: text/plain\r\n"
                              "l: 4\r\n"
                              "\r\n"
                              "a\r\n\0";

static void expect_whole(unsigned flags, const char *text, size_t len)
{
	const struct zsip_slice body = {text + len - 4, 4};

	for (size_t size = 0; size <= len + 1; size++) {
		size_t filled = size < len ? size : len;
		char *buf = malloc(size + 1);
		struct zsip_error error;
		struct zsip_builder b;

		ck_assert_ptr_nonnull(buf);
		buf[size] = '#';
		zsip_builder_start(&b, size != 0 ? buf : NULL, size, flags,
		                   NULL);
		write_all(&b);
		ck_assert_uint_eq(zsip_builder_end(&b, body, &error), len);
		ck_assert_int_eq(error.status, ZSIP_OK);
		ck_assert(memcmp(buf, text, filled) == 0);
		ck_assert(buf[size] == '#');
		free(buf);
	}
}

START_TEST(names)
{
	expect_whole(0, whole, sizeof(whole) - 1);
	expect_whole(ZSIP_BUILDER_COMPACT, compact, sizeof(compact) - 1);
}
END_TEST

/* Every header field of the table by its number, its name and its compact
 * form. */
START_TEST(every_name)
{
	const struct zsip_header_info *info;
	char buf[256];

	for (unsigned id = 1; id < 256; id++) {
		struct zsip_builder b;
		struct zsip_slice name = {NULL, 0};

		info = zsip_header_info((enum zsip_header)id);
		if (info == NULL || id == ZSIP_HDR_CONTENT_LENGTH ||
		    (info->shape != ZSIP_SHAPE_token &&
		     info->shape != ZSIP_SHAPE_text))
			continue;
		zsip_builder_start(&b, buf, sizeof(buf), ZSIP_BUILDER_COMPACT,
		                   NULL);
		zsip_builder_status_line(&b, 200, ABSENT);
		name.ptr = buf + b.out.len;
		zsip_builder_add_named(&b, info->name, slice("a"));
		ck_assert_int_eq(b.out.error.status, ZSIP_OK);
		name.len = info->compact != 0 ? 1 : info->name.len;
		ck_assert(name.ptr[name.len] == ':');
		ck_assert_uint_eq(zsip_header_find(name), id);
		tally("build", "names", 1);
	}
}
END_TEST

/* Content-Length around every power of ten, with the body and apart from it. */
START_TEST(body_sizes)
{
	static const size_t near[] = {0,     1,     9,     10,     11,    99,
	                              100,   101,   999,   1000,   1001,  9999,
	                              10000, 10001, 99999, 100000, 100001};
	char *body = malloc(100001), *buf = malloc(100200);

	ck_assert(body != NULL && buf != NULL);
	memset(body, 'b', 100001);
	for (size_t i = 0; i < sizeof(near) / sizeof(*near); i++) {
		struct zsip_field fields[4];
		struct zsip_message msg;
		struct zsip_builder b;
		size_t len, head;

		zsip_builder_start(&b, buf, 100200, 0, NULL);
		zsip_builder_status_line(&b, 200, ABSENT);
		len = zsip_builder_end(&b, (struct zsip_slice){body, near[i]},
		                       NULL);
		zsip_message_init(&msg, fields, 4, NULL);
		ck_assert_int_eq(zsip_message_parse(&msg, buf, len, NULL),
		                 ZSIP_OK);
		ck_assert_uint_eq(msg.content_length, near[i]);
		ck_assert_uint_eq(msg.body.len, near[i]);
		ck_assert_uint_eq(msg.missing, 0);
		ck_assert(msg.body.ptr + msg.body.len == buf + len);
		zsip_builder_start(&b, NULL, 0, 0, NULL);
		zsip_builder_status_line(&b, 200, ABSENT);
		head = zsip_builder_end_apart(&b, near[i], NULL);
		ck_assert_uint_eq(head + near[i], len);
	}
	free(body);
	free(buf);
}
END_TEST

/* A body that Content-Length could not say. */
START_TEST(body_too_long)
{
	struct zsip_builder b;
	struct zsip_error error;

	zsip_builder_start(&b, NULL, 0, 0, NULL);
	zsip_builder_status_line(&b, 200, ABSENT);
	ck_assert_uint_eq(
	        zsip_builder_end_apart(&b, (size_t)UINT32_MAX + 1, &error), 0);
	ck_assert_int_eq(error.status, ZSIP_E_RANGE);
}
END_TEST

static void fails(struct zsip_builder *b, enum zsip_status status,
                  const char *expected)
{
	struct zsip_error error;

	ck_assert_uint_eq(zsip_builder_end(b, ABSENT, &error), 0);
	ck_assert_int_eq(error.status, status);
	ck_assert_str_eq(error.expected, expected);
}

static void start(struct zsip_builder *b)
{
	zsip_builder_start(b, NULL, 0, 0, NULL);
	zsip_builder_status_line(b, 200, ABSENT);
}

START_TEST(order)
{
	struct zsip_builder b;

	zsip_builder_start(&b, NULL, 0, 0, NULL);
	zsip_builder_add(&b, ZSIP_HDR_SUBJECT, slice("a"));
	fails(&b, ZSIP_E_USE, "start line");
	zsip_builder_start(&b, NULL, 0, 0, NULL);
	zsip_builder_add_named(&b, slice("X-Y"), slice("a"));
	fails(&b, ZSIP_E_USE, "start line");
	zsip_builder_start(&b, NULL, 0, 0, NULL);
	fails(&b, ZSIP_E_USE, "start line");
	start(&b);
	zsip_builder_status_line(&b, 200, ABSENT);
	fails(&b, ZSIP_E_USE, "one start line");
	start(&b);
	zsip_builder_request_line(&b, slice("BYE"), slice("sip:a"));
	fails(&b, ZSIP_E_USE, "one start line");
	start(&b);
	ck_assert_uint_ne(zsip_builder_end(&b, ABSENT, NULL), 0);
	zsip_builder_add(&b, ZSIP_HDR_SUBJECT, slice("a"));
	fails(&b, ZSIP_E_USE, "start line");
	start(&b);
	ck_assert_uint_ne(zsip_builder_end(&b, ABSENT, NULL), 0);
	fails(&b, ZSIP_E_USE, "start line");
}
END_TEST

/* What stands once, stands once; lists may have several fields. */
START_TEST(once)
{
	struct zsip_builder b;

	start(&b);
	zsip_builder_add(&b, ZSIP_HDR_CALL_ID, slice("a"));
	zsip_builder_add_named(&b, slice("i"), slice("b"));
	fails(&b, ZSIP_E_USE, "Call-ID");
	start(&b);
	zsip_builder_add_cseq(&b, 1, slice("BYE"));
	zsip_builder_add_cseq(&b, 2, slice("BYE"));
	fails(&b, ZSIP_E_USE, "CSeq");
	start(&b);
	zsip_builder_add(&b, ZSIP_HDR_ALLOW, slice("BYE"));
	zsip_builder_add(&b, ZSIP_HDR_ALLOW, slice("ACK"));
	zsip_builder_add(&b, ZSIP_HDR_WWW_AUTHENTICATE,
	                 slice("Digest realm=\"a\""));
	zsip_builder_add(&b, ZSIP_HDR_WWW_AUTHENTICATE,
	                 slice("Digest realm=\"b\""));
	ck_assert_uint_ne(zsip_builder_end(&b, ABSENT, NULL), 0);
}
END_TEST

START_TEST(addresses)
{
	static const struct zsip_param_parts q = {{"q", 1}, {"1", 1}};
	struct zsip_address_parts address = {
	        .uri = {"sip:a@b", 7}, .params = &q, .param_count = 1};
	struct zsip_builder b;

	start(&b);
	zsip_builder_add_address(&b, ZSIP_HDR_SUBJECT, &address);
	fails(&b, ZSIP_E_USE, "name-addr");
	start(&b);
	zsip_builder_add_address(&b, ZSIP_HDR_OTHER, &address);
	fails(&b, ZSIP_E_USE, "header field");
	start(&b);
	zsip_builder_add_address(&b, ZSIP_HDR_P_ASSERTED_IDENTITY, &address);
	fails(&b, ZSIP_E_SYNTAX, "name-addr without parameters");
	start(&b);
	address.param_count = 0;
	address.tag = slice("x");
	zsip_builder_add_address(&b, ZSIP_HDR_P_ASSERTED_IDENTITY, &address);
	fails(&b, ZSIP_E_SYNTAX, "name-addr without parameters");
	start(&b);
	address.tag = ABSENT;
	zsip_builder_add_address(&b, ZSIP_HDR_P_ASSERTED_IDENTITY, &address);
	ck_assert_uint_ne(zsip_builder_end(&b, ABSENT, NULL), 0);
	start(&b);
	zsip_builder_add(&b, ZSIP_HDR_OTHER, slice("a"));
	fails(&b, ZSIP_E_USE, "header field");
	start(&b);
	zsip_builder_add_number(&b, ZSIP_HDR_FROM, 1);
	fails(&b, ZSIP_E_SYNTAX, "From");
}
END_TEST

/* Fields of a parsed message: unfolded, named anew, and looked at. */
START_TEST(copies)
{
	static const char text[] = "SIP/2.0 200 OK\r\n"
	                           "f: A\r\n B <sip:a@b>\r\n ;tag=1\r\n"
	                           "X-Y:  a  b\r\n"
	                           "Subject:\t\r\n"
	                           "To: <sip:a\r\n"
	                           "\r\n";
	static const char expected[] = "SIP/2.0 200 OK\r\n"
	                               "From: A B <sip:a@b> ;tag=1\r\n"
	                               "X-Y: a  b\r\n"
	                               "Subject: \r\n"
	                               "Content-Length: 0\r\n\r\n";
	struct zsip_field fields[8];
	struct zsip_message msg;
	struct zsip_builder b;
	char buf[256];

	zsip_message_init(&msg, fields, 8, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), NULL),
	                 ZSIP_OK);
	zsip_builder_start(&b, buf, sizeof(buf), 0, NULL);
	zsip_builder_status_line(&b, 200, ABSENT);
	for (size_t i = 0; i < 3; i++)
		zsip_builder_copy(&b, &fields[i]);
	ck_assert_uint_eq(zsip_builder_end(&b, ABSENT, NULL), strlen(expected));
	ck_assert(memcmp(buf, expected, strlen(expected)) == 0);
	start(&b);
	zsip_builder_copy(&b, &fields[3]);
	fails(&b, ZSIP_E_SYNTAX, "To");
	start(&b);
	fields[1].flags |= ZSIP_FIELD_BROKEN;
	zsip_builder_copy(&b, &fields[1]);
	fails(&b, ZSIP_E_SYNTAX, "header field");
	start(&b);
	zsip_builder_copy(&b, &fields[0]);
	zsip_builder_copy(&b, &fields[0]);
	fails(&b, ZSIP_E_USE, "From");
}
END_TEST

/* What the options let pass of a parsed message passes here too. */
START_TEST(quirks)
{
	static const struct zsip_options options = {
	        .size = sizeof(options), .quirks = ZSIP_PROFILE_INTEROP};
	const struct zsip_slice empty = slice("a, , b");
	struct zsip_builder b;

	start(&b);
	zsip_builder_add(&b, ZSIP_HDR_SUPPORTED, empty);
	fails(&b, ZSIP_E_SYNTAX, "Supported");
	zsip_builder_start(&b, NULL, 0, 0, &options);
	zsip_builder_status_line(&b, 200, ABSENT);
	zsip_builder_add(&b, ZSIP_HDR_SUPPORTED, empty);
	ck_assert_uint_ne(zsip_builder_end(&b, ABSENT, NULL), 0);
}
END_TEST

TCase *builder_tcase(void)
{
	TCase *tcase = tcase_create("builder");

	tcase_add_test(tcase, names);
	tcase_add_test(tcase, every_name);
	tcase_add_test(tcase, body_sizes);
	tcase_add_test(tcase, body_too_long);
	tcase_add_test(tcase, order);
	tcase_add_test(tcase, once);
	tcase_add_test(tcase, addresses);
	tcase_add_test(tcase, copies);
	tcase_add_test(tcase, quirks);
	return tcase;
}
