/*
 * Parts of bodies and fragments one by one: limits, what is in a part, walks
 * over messages, wrong use.
 */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "test_body.h"
#include "zsip.h"

#define BODY_HEAD "c: multipart/mixed;boundary=b\r\n\r\n"

enum { MAX_FIELDS = 64 };

static struct zsip_field fields[MAX_FIELDS], part_fields[MAX_FIELDS];
static struct zsip_message msg, part;
static struct zsip_parts walk;
static struct zsip_error error;

static enum zsip_status start(const char *text, size_t len,
                              const struct zsip_options *options)
{
	zsip_message_init(&msg, fields, MAX_FIELDS, options);
	zsip_message_init(&part, part_fields, MAX_FIELDS, options);
	zsip_part_parse(&msg, text, len, NULL);
	return zsip_parts_start(&walk, &msg, &error);
}

static enum zsip_status start_text(const char *text,
                                   const struct zsip_options *options)
{
	return start(text, strlen(text), options);
}

static enum zsip_status next(void)
{
	return zsip_parts_next(&walk, &part, &error);
}

static void expect_slice(struct zsip_slice slice, const char *expected)
{
	ck_assert_uint_eq(slice.len, strlen(expected));
	ck_assert(memcmp(slice.ptr, expected, slice.len) == 0);
}

static void expect_error(enum zsip_status status, size_t offset,
                         const char *expected)
{
	ck_assert_int_eq(error.status, status);
	ck_assert_uint_eq(error.offset, offset);
	ck_assert_str_eq(error.expected, expected);
}

/* Limits */

/* Parts in parts, `levels` deep, and a Content-ID in the last one. */
static void nest(struct text *text, int levels)
{
	for (int i = 0; i < levels; i++)
		text_add(text,
		         "c: multipart/x;boundary=b%02d\r\n\r\n--b%02d\r\n", i,
		         i);
	text_add(text, "Content-ID: <deep>\r\n\r\nx");
	for (int i = levels; i > 0; i--)
		text_add(text, "\r\n--b%02d--", i - 1);
}

/* How deep one gets, with one message for all levels. */
static int depth_of(const struct text *text, const struct zsip_options *options)
{
	int depth = 0;
	enum zsip_status status = start(text->data, text->len, options);

	while (status == ZSIP_OK && next() == ZSIP_OK) {
		ck_assert_uint_eq(part.depth, ++depth);
		status = zsip_parts_start(&walk, &part, &error);
	}
	ck_assert_int_ne(status, ZSIP_OK);
	return depth;
}

static void expect_depth(int levels, size_t limit, int depth)
{
	const struct zsip_options options = {.size = sizeof(options),
	                                     .limits.nesting = limit};
	struct text text = {0};

	nest(&text, levels);
	ck_assert_int_eq(depth_of(&text, limit == 0 ? NULL : &options), depth);
	if (levels == depth)
		/* The last part has no Content-Type. */
		expect_error(ZSIP_E_MISSING, 0, "Content-Type");
	else
		expect_error(ZSIP_E_TOO_MANY, strlen("c: "), "nesting");
	text_free(&text);
}

START_TEST(nesting_is_limited)
{
	expect_depth(1, 0, 1);
	expect_depth(15, 0, 15);
	expect_depth(16, 0, 16);
	expect_depth(17, 0, 16);
	expect_depth(40, 0, 16);
	expect_depth(1, 1, 1);
	expect_depth(2, 1, 1);
	expect_depth(3, 3, 3);
	expect_depth(4, 3, 3);
	expect_depth(40, 40, 40);
	expect_depth(40, 30, 30);
}
END_TEST

static void expect_find(int levels, size_t limit, enum zsip_status status)
{
	const struct zsip_options options = {.size = sizeof(options),
	                                     .limits.nesting = limit};
	struct text text = {0};
	size_t line = strlen("c: multipart/x;boundary=b00\r\n\r\n--b00\r\n");

	nest(&text, levels);
	zsip_message_init(&msg, fields, MAX_FIELDS, &options);
	zsip_message_init(&part, part_fields, MAX_FIELDS, &options);
	zsip_part_parse(&msg, text.data, text.len, NULL);
	ck_assert_int_eq(
	        zsip_part_find(&msg, zsip_slice_from("deep"), &part, &error),
	        status);
	if (status == ZSIP_OK)
		expect_slice(part.body, "x");
	else
		expect_error(status, 16 * line + 3, "nesting");
	text_free(&text);
}

START_TEST(a_search_goes_sixteen_deep)
{
	expect_find(1, 0, ZSIP_OK);
	expect_find(16, 0, ZSIP_OK);
	expect_find(17, 0, ZSIP_E_TOO_MANY);
	expect_find(16, 40, ZSIP_OK);
	expect_find(17, 40, ZSIP_E_TOO_MANY);
	expect_find(40, 40, ZSIP_E_TOO_MANY);
}
END_TEST

START_TEST(parts_are_as_many_as_the_limit_allows)
{
	struct zsip_options options = {.size = sizeof(options)};
	struct text text = {0};

	text_add(&text, BODY_HEAD "--b");
	for (int i = 0; i < 1025; i++)
		text_add(&text, "\r\n--b");
	text_add(&text, "--");
	for (size_t limit = 0; limit < 4; limit++) {
		size_t count = limit == 0 ? 1024 : limit;

		options.limits.list_length = limit;
		ck_assert_int_eq(start(text.data, text.len, &options), ZSIP_OK);
		for (size_t i = 0; i < count; i++)
			ck_assert_int_eq(next(), ZSIP_OK);
		ck_assert_int_eq(next(), ZSIP_E_TOO_MANY);
		expect_error(ZSIP_E_TOO_MANY,
		             strlen(BODY_HEAD) + 5 * (count + 1), "body part");
		ck_assert_ptr_null(part.text.ptr);
		ck_assert_uint_eq(part.field_count, 0);
		ck_assert_int_eq(next(), ZSIP_END);
		ck_assert_int_eq(next(), ZSIP_END);
	}
	/* As many as there are. */
	options.limits.list_length = 1025;
	ck_assert_int_eq(start(text.data, text.len, &options), ZSIP_OK);
	for (size_t i = 0; i < 1025; i++)
		ck_assert_int_eq(next(), ZSIP_OK);
	ck_assert_int_eq(next(), ZSIP_END);
	text_free(&text);
}
END_TEST

static const struct {
	const char *text;
	size_t room;
	struct zsip_limits limits;
	enum zsip_status status;
	size_t offset, fields;
} limited[] = {
        {"A: 1\r\nB: 2\r\n\r\n", 2, {0}, ZSIP_OK, 0, 2},
        {"A: 1\r\nB: 2\r\n\r\n", 1, {0}, ZSIP_E_TOO_MANY, 6, 1},
        {"A: 1\r\nB: 2\r\n", 2, {0}, ZSIP_OK, 0, 2},
        {"A: 1\r\nB: 2\r\n", 1, {0}, ZSIP_E_TOO_MANY, 6, 1},
        {"A: 1\r\nB: 2", 2, {0}, ZSIP_OK, 0, 2},
        {"A: 1\r\nB: 2", 1, {0}, ZSIP_E_TOO_MANY, 6, 1},
        {"A: 1", 0, {0}, ZSIP_E_TOO_MANY, 0, 0},
        {"\r\nA: 1", 0, {0}, ZSIP_OK, 0, 0},
        {"A: 1\r\nB: 2", 9, {.fields = 1}, ZSIP_E_TOO_MANY, 6, 1},
        {"A: 1\r\nB: 22\r\n\r\n", 9, {.field_length = 7}, ZSIP_OK, 0, 2},
        {"A: 1\r\nB: 22\r\n\r\n",
         9,
         {.field_length = 6},
         ZSIP_E_TOO_LONG,
         6,
         1},
        {"A: 1\r\nB: 2222", 9, {.field_length = 7}, ZSIP_OK, 0, 2},
        {"A: 1\r\nB: 2222", 9, {.field_length = 6}, ZSIP_E_TOO_LONG, 6, 1},
        {"A: 11\r\nB: 2", 9, {.field_length = 6}, ZSIP_E_TOO_LONG, 0, 1},
        {"A: 1\r\n\r\n12345678", 9, {.field_length = 6}, ZSIP_OK, 0, 1},
        {"A: 1\r\n\r\nxyz", 9, {.message_size = 11}, ZSIP_OK, 0, 1},
        {"A: 1\r\n\r\nxyz", 9, {.message_size = 10}, ZSIP_E_TOO_LONG, 10, 1},
};

enum { LIMITED = sizeof(limited) / sizeof(*limited) };

START_TEST(a_part_has_the_limits_of_a_message)
{
	const struct zsip_options options = {.size = sizeof(options),
	                                     .limits = limited[_i].limits};
	size_t len = strlen(limited[_i].text);

	for (size_t form = 0; form_next(&form);) {
		zsip_message_init(&part, part_fields, limited[_i].room,
		                  &options);
		zsip_part_parse(&part, limited[_i].text, len, &error);
		ck_assert_int_eq(error.status, limited[_i].status);
		ck_assert_uint_eq(error.offset, limited[_i].offset);
		ck_assert_uint_eq(part.field_count, limited[_i].fields);
		zsip_sipfrag_parse(&part, limited[_i].text, len, &error);
		ck_assert_int_eq(error.status, limited[_i].status);
		ck_assert_uint_eq(error.offset, limited[_i].offset);
	}
}
END_TEST

START_TEST(a_fragments_start_line_counts_as_a_line)
{
	static const char text[] = "SIP/2.0 200 OK\r\nA: 1";
	struct zsip_options options = {.size = sizeof(options),
	                               .limits.field_length = 16};

	zsip_message_init(&part, part_fields, 1, &options);
	ck_assert_int_eq(zsip_sipfrag_parse(&part, text, strlen(text), &error),
	                 ZSIP_OK);
	options.limits.field_length = 15;
	zsip_sipfrag_parse(&part, text, strlen(text), &error);
	expect_error(ZSIP_E_TOO_LONG, 0, "start line");
	zsip_message_init(&part, NULL, 0, NULL);
	zsip_sipfrag_parse(&part, text, strlen(text), &error);
	expect_error(ZSIP_E_TOO_MANY, 16, "header field");
	ck_assert_uint_eq(part.status_code, 200);
}
END_TEST

/* What stands in a part */

START_TEST(a_part_is_read_as_a_message_is)
{
	static const char text[] = BODY_HEAD
	        "--b\r\nContent-Language: en, fr\r\nX: \x01\r\n"
	        "Content-Disposition: session\r\nl: 9\r\nl: 8\r\n\r\nx"
	        "\r\n--b--";
	struct zsip_list list;
	struct zsip_value value;
	const struct zsip_field *field;

	ck_assert_int_eq(start_text(text, NULL), ZSIP_OK);
	ck_assert_int_eq(next(), ZSIP_OK);
	zsip_list_start(&list, &part, ZSIP_HDR_CONTENT_LANGUAGE);
	ck_assert_int_eq(zsip_list_next(&list, &value, NULL), ZSIP_OK);
	expect_slice(value.raw, "en");
	ck_assert_int_eq(zsip_list_next(&list, &value, NULL), ZSIP_OK);
	expect_slice(value.raw, "fr");
	ck_assert_int_eq(zsip_list_next(&list, &value, NULL), ZSIP_END);
	field = zsip_field_find_name(&part, zsip_slice_from("x"), NULL);
	ck_assert_ptr_eq(field, &part.fields[1]);
	ck_assert_uint_eq(field->flags, ZSIP_FIELD_CONTROL);
	ck_assert_uint_eq(part.content_length_status, ZSIP_E_FRAMING);
	ck_assert_uint_eq(part.missing, 0);
	ck_assert_uint_eq(part.version_major, 0);
	ck_assert_uint_eq(part.status_code, 0);
	ck_assert_ptr_null(part.start_line.ptr);
}
END_TEST

/* The control bytes of fields that no empty line follows. */
START_TEST(control_bytes_are_marked_without_an_empty_line)
{
	static const char text[] = "A: \x01\r\nB: 2";

	for (size_t form = 0; form_next(&form);) {
		zsip_message_init(&part, part_fields, MAX_FIELDS, NULL);
		ck_assert_int_eq(
		        zsip_part_parse(&part, text, strlen(text), NULL),
		        ZSIP_OK);
		ck_assert_uint_eq(part_fields[0].flags, ZSIP_FIELD_CONTROL);
		ck_assert_uint_eq(part_fields[1].flags, 0);
	}
}
END_TEST

START_TEST(a_message_in_a_part_is_a_message)
{
	static const char text[] =
	        BODY_HEAD "--b\r\nContent-Type: message/sip\r\n\r\n"
	                  "INVITE sip:bob@biloxi.com SIP/2.0\r\nl: 2\r\n\r\nhi"
	                  "\r\n--b--";
	struct zsip_message inner;
	struct zsip_field inner_fields[4];

	ck_assert_int_eq(start_text(text, NULL), ZSIP_OK);
	ck_assert_int_eq(next(), ZSIP_OK);
	zsip_message_init(&inner, inner_fields, 4, NULL);
	ck_assert_int_eq(
	        zsip_message_parse(&inner, part.body.ptr, part.body.len, NULL),
	        ZSIP_OK);
	ck_assert_int_eq(inner.method_id, ZSIP_METHOD_INVITE);
	ck_assert_uint_eq(inner.depth, 0);
	expect_slice(inner.body, "hi");
}
END_TEST

START_TEST(a_fragment_tells_its_version)
{
	zsip_message_init(&part, part_fields, MAX_FIELDS, NULL);
	ck_assert_int_eq(
	        zsip_sipfrag_parse(&part, "ACK sip:a SIP/1.300", 19, NULL),
	        ZSIP_OK);
	ck_assert_int_eq(part.method_id, ZSIP_METHOD_ACK);
	ck_assert_uint_eq(part.version_major, 1);
	ck_assert_uint_eq(part.version_minor, 255);
	expect_slice(part.start_line, "ACK sip:a SIP/1.300");
	ck_assert_int_eq(zsip_sipfrag_parse(&part, "X: y", 4, NULL), ZSIP_OK);
	ck_assert_uint_eq(part.version_major, 0);
	ck_assert_int_eq(part.method_id, ZSIP_METHOD_OTHER);
	ck_assert_ptr_null(part.start_line.ptr);
}
END_TEST

/* What is left of a fragment that was refused */
START_TEST(what_can_be_cut_of_a_fragment_is_cut)
{
	static const char text[] = "SIP/2.0 2000 OK\r\nA: 1\r\nb\r\n\r\nx";
	static const char fields_only[] = "A: 1\r\nb\r\nC: 3\r\n\r\nx";

	zsip_message_init(&part, part_fields, MAX_FIELDS, NULL);
	zsip_sipfrag_parse(&part, text, strlen(text), &error);
	expect_error(ZSIP_E_SYNTAX, 11, "start line");
	expect_slice(part.start_line, "SIP/2.0 2000 OK");
	ck_assert_uint_eq(part.field_count, 2);
	ck_assert_uint_eq(part_fields[1].flags, ZSIP_FIELD_BROKEN);
	expect_slice(part.body, "x");
	zsip_sipfrag_parse(&part, "INVITE", 6, &error);
	expect_error(ZSIP_E_SYNTAX, 6, "start line");
	expect_slice(part.start_line, "INVITE");
	zsip_sipfrag_parse(&part, fields_only, strlen(fields_only), &error);
	expect_error(ZSIP_E_SYNTAX, 7, "header field");
	ck_assert_uint_eq(part.field_count, 3);
	expect_slice(part.body, "x");
}
END_TEST

/* Walks over messages */

static void parse_message(const char *text)
{
	zsip_message_init(&msg, fields, MAX_FIELDS, NULL);
	zsip_message_init(&part, part_fields, MAX_FIELDS, NULL);
	zsip_message_parse(&msg, text, strlen(text), NULL);
	zsip_parts_start(&walk, &msg, &error);
}

START_TEST(the_body_of_a_message_has_parts)
{
	static const char text[] = "\r\nA b SIP/2.0\r\nl: 21\r\n" BODY_HEAD
	                           "--b\r\n\r\nx\r\n--b\r\n:\r\n--b--";

	parse_message(text);
	expect_error(ZSIP_OK, 0, "");
	ck_assert_int_eq(next(), ZSIP_OK);
	expect_slice(part.body, "x");
	ck_assert_uint_eq(part.depth, 1);
	/* From msg.text.ptr, which is behind the CRLF. */
	ck_assert_int_eq(next(), ZSIP_E_SYNTAX);
	expect_error(ZSIP_E_SYNTAX,
	             (size_t)(strstr(text, ":\r\n--b--") - text) - 2,
	             "header field");
	/* Content-Length ends the body before the close delimiter. */
	ck_assert_int_eq(next(), ZSIP_E_MISSING);
	expect_error(ZSIP_E_MISSING, (size_t)(msg.body.ptr + 21 - msg.text.ptr),
	             "close-delimiter");
}
END_TEST

START_TEST(a_message_that_was_refused_has_parts)
{
	parse_message("A b SIP/2.0\r\nno colon\r\n" BODY_HEAD
	              "--b\r\n\r\nx\r\n--b--");
	ck_assert_int_eq(msg.error.status, ZSIP_E_SYNTAX);
	ck_assert_int_eq(next(), ZSIP_OK);
	expect_slice(part.body, "x");
	ck_assert_int_eq(next(), ZSIP_END);
}
END_TEST

START_TEST(the_content_type_must_be_one)
{
	parse_message("A b SIP/2.0\r\n\r\n--b--");
	expect_error(ZSIP_E_MISSING, 0, "Content-Type");
	ck_assert_int_eq(next(), ZSIP_END);
	parse_message("A b SIP/2.0\r\nc: multipart/x;boundary=b\r\n" BODY_HEAD
	              "--b--");
	expect_error(ZSIP_E_FRAMING, 40, "Content-Type");
	ck_assert_int_eq(next(), ZSIP_END);
	parse_message("A b SIP/2.0\r\nc: multipart\r\n\r\n--b--");
	expect_error(ZSIP_E_SYNTAX, 25, "Content-Type");
	ck_assert_int_eq(zsip_parts_start(&walk, &msg, NULL), ZSIP_E_SYNTAX);
}
END_TEST

/* As when a Content-Encoding was undone: nothing before the body is read. */
START_TEST(a_body_may_lie_elsewhere)
{
	static const char body[] = "\n--b\r\n\r\n--b\r\n\r\nx\r\n--b--";
	struct guard guard;

	guard_open(&guard, sizeof(body));
	zsip_message_init(&part, part_fields, MAX_FIELDS, NULL);
	zsip_message_init(&msg, fields, MAX_FIELDS, NULL);
	zsip_part_parse(&msg, BODY_HEAD, strlen(BODY_HEAD), NULL);
	msg.body.len = sizeof(body) - 1;
	msg.body.ptr = guard_start(&guard, body, msg.body.len);
	ck_assert_int_eq(zsip_parts_start(&walk, &msg, NULL), ZSIP_OK);
	ck_assert_int_eq(next(), ZSIP_OK);
	expect_slice(part.body, "x");
	expect_slice(walk.preamble, "\n--b\r\n");
	ck_assert_int_eq(next(), ZSIP_END);
	guard_close(&guard);
}
END_TEST

/* The walk keeps no pointer to the message. */
START_TEST(a_part_may_take_the_place_of_its_message)
{
	ck_assert_int_eq(start_text(BODY_HEAD
	                            "--b\r\nA: 1\r\n\r\nx\r\n--b\r\n\r\ny"
	                            "\r\n--b\r\nz\r\n--b--",
	                            NULL),
	                 ZSIP_OK);
	ck_assert_int_eq(zsip_parts_next(&walk, &msg, &error), ZSIP_OK);
	expect_slice(msg.body, "x");
	ck_assert_int_eq(zsip_parts_next(&walk, &msg, NULL), ZSIP_OK);
	expect_slice(msg.body, "y");
	ck_assert_int_eq(zsip_parts_next(&walk, &msg, &error), ZSIP_E_SYNTAX);
	ck_assert_int_eq(zsip_parts_next(&walk, &msg, NULL), ZSIP_END);
}
END_TEST

START_TEST(two_multiparts_can_be_walked_side_by_side)
{
	static const char text[] = BODY_HEAD
	        "--b\r\nc:multipart/x;boundary=c\r\n\r\n--c\r\n\r\n1\r\n"
	        "--c\r\n\r\n2\r\n--c--\r\n--b\r\n\r\n3\r\n--b--";
	struct zsip_field inner_fields[4];
	struct zsip_message inner;
	struct zsip_parts inner_walk;

	ck_assert_int_eq(start_text(text, NULL), ZSIP_OK);
	ck_assert_int_eq(next(), ZSIP_OK);
	ck_assert_int_eq(zsip_parts_start(&inner_walk, &part, NULL), ZSIP_OK);
	zsip_message_init(&inner, inner_fields, 4, NULL);
	ck_assert_int_eq(zsip_parts_next(&inner_walk, &inner, NULL), ZSIP_OK);
	expect_slice(inner.body, "1");
	ck_assert_int_eq(next(), ZSIP_OK);
	expect_slice(part.body, "3");
	ck_assert_int_eq(zsip_parts_next(&inner_walk, &inner, NULL), ZSIP_OK);
	expect_slice(inner.body, "2");
	ck_assert_uint_eq(inner.depth, 2);
	ck_assert_int_eq(zsip_parts_next(&inner_walk, &inner, NULL), ZSIP_END);
	ck_assert_int_eq(next(), ZSIP_END);
}
END_TEST

/* RFC 4475 3.1.1.11, where it lies: the second part is a signature. */
START_TEST(the_multipart_message_of_rfc_4475)
{
	struct corpus corpus;
	size_t found = 0;

	corpus_open(&corpus);
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *one = &corpus.messages[i];

		if (strstr(one->name, "mpart01") == NULL)
			continue;
		zsip_message_init(&msg, fields, MAX_FIELDS, NULL);
		zsip_message_init(&part, part_fields, MAX_FIELDS, NULL);
		ck_assert_int_eq(
		        zsip_message_parse(&msg, one->data, one->len, NULL),
		        ZSIP_OK);
		ck_assert_int_eq(zsip_parts_start(&walk, &msg, NULL), ZSIP_OK);
		ck_assert_int_eq(next(), ZSIP_OK);
		expect_slice(part.fields[0].value, "text/plain");
		ck_assert_int_eq(next(), ZSIP_OK);
		expect_slice(part.fields[0].value, "application/octet-stream");
		ck_assert_int_eq(next(), ZSIP_END);
		found++;
	}
	corpus_close(&corpus);
	ck_assert_uint_ge(found, 1);
}
END_TEST

/* Wrong use */

START_TEST(null_is_wrong_use)
{
	struct zsip_slice id = zsip_slice_from("x"), absent = {NULL, 0};

	zsip_message_init(&part, part_fields, MAX_FIELDS, NULL);
	ck_assert_int_eq(zsip_part_parse(NULL, "", 0, &error), ZSIP_E_USE);
	expect_error(ZSIP_E_USE, 0, "arguments");
	ck_assert_int_eq(zsip_part_parse(&part, NULL, 1, NULL), ZSIP_E_USE);
	ck_assert_int_eq(zsip_sipfrag_parse(NULL, "", 0, NULL), ZSIP_E_USE);
	ck_assert_int_eq(zsip_part_parse(&part, NULL, 0, NULL), ZSIP_OK);
	ck_assert_uint_eq(part.text.len, 0);
	ck_assert_int_eq(zsip_sipfrag_parse(&part, NULL, 0, NULL), ZSIP_OK);

	ck_assert_int_eq(start_text(BODY_HEAD "--b\r\n--b--", NULL), ZSIP_OK);
	ck_assert_int_eq(zsip_parts_next(NULL, &part, &error), ZSIP_E_USE);
	ck_assert_int_eq(zsip_parts_next(&walk, NULL, NULL), ZSIP_E_USE);
	part.fields = NULL;
	ck_assert_int_eq(next(), ZSIP_E_USE);
	part.max_fields = 0;
	ck_assert_int_eq(next(), ZSIP_OK);
	ck_assert_int_eq(next(), ZSIP_END);

	ck_assert_int_eq(zsip_part_find(&msg, absent, &part, &error),
	                 ZSIP_E_USE);
	expect_error(ZSIP_E_USE, 0, "arguments");
	ck_assert_int_eq(zsip_part_find(NULL, id, &part, NULL), ZSIP_E_USE);
	ck_assert_int_eq(zsip_part_find(&msg, id, NULL, NULL), ZSIP_E_USE);
	ck_assert_int_eq(zsip_part_find(&msg, id, &part, NULL), ZSIP_E_MISSING);

	ck_assert_int_eq(zsip_parts_start(NULL, &msg, NULL), ZSIP_E_USE);
	ck_assert_int_eq(zsip_parts_start(&walk, NULL, &error), ZSIP_E_USE);
	expect_error(ZSIP_E_USE, 0, "arguments");
	ck_assert_int_eq(zsip_parts_next(&walk, &part, NULL), ZSIP_END);
	memset(&msg, 0, sizeof(msg));
	ck_assert_int_eq(zsip_parts_start(&walk, &msg, NULL), ZSIP_E_USE);
}
END_TEST

TCase *multipart_tcase(void)
{
	TCase *tc = tcase_create("multipart");

	tcase_add_test(tc, nesting_is_limited);
	tcase_add_test(tc, a_search_goes_sixteen_deep);
	tcase_add_test(tc, parts_are_as_many_as_the_limit_allows);
	tcase_add_loop_test(tc, a_part_has_the_limits_of_a_message, 0, LIMITED);
	tcase_add_test(tc, a_fragments_start_line_counts_as_a_line);
	tcase_add_test(tc, a_part_is_read_as_a_message_is);
	tcase_add_test(tc, control_bytes_are_marked_without_an_empty_line);
	tcase_add_test(tc, a_message_in_a_part_is_a_message);
	tcase_add_test(tc, a_fragment_tells_its_version);
	tcase_add_test(tc, what_can_be_cut_of_a_fragment_is_cut);
	tcase_add_test(tc, the_body_of_a_message_has_parts);
	tcase_add_test(tc, a_message_that_was_refused_has_parts);
	tcase_add_test(tc, the_content_type_must_be_one);
	tcase_add_test(tc, a_body_may_lie_elsewhere);
	tcase_add_test(tc, a_part_may_take_the_place_of_its_message);
	tcase_add_test(tc, two_multiparts_can_be_walked_side_by_side);
	tcase_add_test(tc, the_multipart_message_of_rfc_4475);
	tcase_add_test(tc, null_is_wrong_use);
	return tc;
}
