/*
 * zsip_message_parse(): limits to the byte, Content-Length, and what is left of
 * a message that was refused.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "forms.h"
#include "same.h"
#include "test_message.h"
#include "zsip.h"

enum { ROOM = 2000 };
static struct zsip_field fields[ROOM];
static struct zsip_message msg;
static struct zsip_error error;

/* Parses in every form; what they come to must be the same. */
static enum zsip_status parse(const char *data, size_t len, size_t max_fields,
                              const struct zsip_options *options)
{
	static struct zsip_field other_fields[ROOM];
	struct zsip_message other;
	const char *what;

	zsip_simd_select("portable");
	zsip_message_init(&msg, fields, max_fields, options);
	zsip_message_parse(&msg, data, len, &error);
	what = message_nonsense(&msg, data, len, &error);
	for (size_t form = 0; what == NULL && form_next(&form);) {
		zsip_message_init(&other, other_fields, max_fields, options);
		zsip_message_parse(&other, data, len, NULL);
		what = message_difference(&msg, &other);
	}
	ck_assert_msg(what == NULL, "%s: %s", zsip_simd_name(), what);
	return error.status;
}

static enum zsip_status parse_text(const char *text,
                                   const struct zsip_limits *limits)
{
	struct zsip_options options = {.size = sizeof(options)};

	if (limits != NULL)
		options.limits = *limits;
	return parse(text, strlen(text), ROOM, &options);
}

/* Limits */

START_TEST(message_size_counts_from_the_start_line)
{
	static const char text[] =
	        "\r\n\r\nA b SIP/2.0\r\nX: y\r\nl: 3\r\n\r\nabcdef";
	size_t size = strlen(text) - 4;

	for (size_t limit = 1; limit < size + 3; limit++) {
		struct zsip_limits limits = {.message_size = limit};
		enum zsip_status status = parse_text(text, &limits);

		if (limit >= size) {
			ck_assert_int_eq(status, ZSIP_OK);
			continue;
		}
		ck_assert_int_eq(status, ZSIP_E_TOO_LONG);
		ck_assert_uint_eq(error.offset, 4 + limit);
	}
}
END_TEST

/* Lines are counted with their CRLF, folds included. */
static const char long_lines[] =
        "ABCDEF sip:h SIP/2.0\r\n"               /* 22 bytes */
        "X: y\r\n"                               /* 6 */
        "Subject: folded\r\n and\r\n\tagain\r\n" /* 31 */
        "Y: z\r\n"
        "\r\n";

START_TEST(field_length_counts_line_by_line)
{
	size_t line_at = strlen("ABCDEF sip:h SIP/2.0\r\nX: y\r\n");
	size_t length = strlen("Subject: folded\r\n and\r\n\tagain\r\n");

	for (size_t limit = 22; limit < length + 3; limit++) {
		struct zsip_limits limits = {.field_length = limit};
		enum zsip_status status = parse_text(long_lines, &limits);

		if (limit >= length) {
			ck_assert_int_eq(status, ZSIP_OK);
			continue;
		}
		ck_assert_int_eq(status, ZSIP_E_TOO_LONG);
		ck_assert_uint_eq(error.offset, line_at);
	}
}
END_TEST

START_TEST(field_length_counts_the_start_line)
{
	struct zsip_limits limits = {.field_length = 22};
	static const char text[] = "ABCDEF sip:h SIP/2.0\r\nX: y\r\n\r\n";

	ck_assert_int_eq(parse_text(text, &limits), ZSIP_OK);
	limits.field_length = 21;
	ck_assert_int_eq(parse_text(text, &limits), ZSIP_E_TOO_LONG);
	ck_assert_uint_eq(error.offset, 0);
	/* The head as a whole may be longer than any line of it. */
	limits.field_length = 22;
	ck_assert_int_eq(parse_text("ABCDEF sip:h SIP/2.0\r\nX: y\r\nX: y\r\n"
	                            "X: y\r\nX: y\r\nX: y\r\n\r\nbody",
	                            &limits),
	                 ZSIP_OK);
}
END_TEST

/* A message of so many fields "X: N". */
static struct text with_fields(size_t count)
{
	struct text text = {0};

	text_add(&text, "A b SIP/2.0\r\n");
	for (size_t i = 0; i < count; i++)
		text_add(&text, "X: %zu\r\n", i);
	text_add(&text, "\r\n");
	return text;
}

static void expect_fields(size_t count, size_t max_fields,
                          const struct zsip_limits *limits, size_t allowed)
{
	struct text text = with_fields(count);
	struct zsip_options options = {.size = sizeof(options)};
	enum zsip_status status;
	char line[32];

	if (limits != NULL)
		options.limits = *limits;
	status = parse(text.data, text.len, max_fields, &options);
	if (count <= allowed) {
		ck_assert_int_eq(status, ZSIP_OK);
		ck_assert_uint_eq(msg.field_count, count);
	} else {
		/* The error is at the first that has no room. */
		int n = snprintf(line, sizeof(line), "X: %zu\r\n", allowed);

		ck_assert_int_eq(status, ZSIP_E_TOO_MANY);
		ck_assert_uint_eq(msg.field_count, allowed);
		ck_assert(memcmp(text.data + error.offset, line, (size_t)n) ==
		          0);
	}
	text_free(&text);
}

START_TEST(fields_are_as_many_as_there_is_room_for)
{
	struct zsip_limits limits = {.fields = 5};

	for (size_t count = 0; count < 10; count++) {
		expect_fields(count, 7, NULL, 7);
		expect_fields(count, 1, NULL, 1);
		expect_fields(count, 7, &limits, 5);
		expect_fields(count, 3, &limits, 3);
		expect_fields(count, 5, &limits, 5);
		expect_fields(count, 0, NULL, 0);
	}
}
END_TEST

START_TEST(no_field_is_written_beyond_the_room)
{
	struct text text = with_fields(9);
	struct zsip_field few[4];

	for (size_t form = 0; form_next(&form);) {
		memset(few, 0x5a, sizeof(few));
		zsip_message_init(&msg, few, 3, NULL);
		ck_assert_int_eq(
		        zsip_message_parse(&msg, text.data, text.len, NULL),
		        ZSIP_E_TOO_MANY);
		for (size_t i = 0; i < sizeof(few[3]); i++)
			ck_assert_int_eq(((unsigned char *)&few[3])[i], 0x5a);
		zsip_message_init(&msg, NULL, 0, NULL);
		ck_assert_int_eq(
		        zsip_message_parse(&msg, text.data, text.len, NULL),
		        ZSIP_E_TOO_MANY);
		ck_assert_int_eq(zsip_message_parse(&msg, "A b SIP/2.0\r\n\r\n",
		                                    15, NULL),
		                 ZSIP_OK);
	}
	text_free(&text);
}
END_TEST

/* What comes first counts. */
START_TEST(a_broken_line_before_the_limit_is_a_broken_line)
{
	static const char text[] =
	        "A b SIP/2.0\r\nX: 0\r\nY\r\nX: 2\r\nX: 3\r\n\r\n";
	static const char later[] =
	        "A b SIP/2.0\r\nX: 0\r\nX: 1\r\nX: 2\r\nY\r\n\r\n";

	ck_assert_int_eq(parse(text, strlen(text), 2, NULL), ZSIP_E_SYNTAX);
	ck_assert_uint_eq(error.offset, 20);
	ck_assert_int_eq(parse(later, strlen(later), 2, NULL), ZSIP_E_TOO_MANY);
	ck_assert_uint_eq(error.offset, 25);
}
END_TEST

START_TEST(defaults_hold_without_options)
{
	struct zsip_options small = {.size = 1, .limits = {1, 1, 1, 1, 1}};
	struct text text = {0};

	expect_fields(1024, ROOM, NULL, 1024);
	expect_fields(1025, ROOM, NULL, 1024);
	/* Options that an older caller knows nothing of are not read. */
	text_add(&text, "A b SIP/2.0\r\nX: y\r\nX: y\r\n\r\n");
	ck_assert_int_eq(parse(text.data, text.len, ROOM, &small), ZSIP_OK);
	text_free(&text);
	text_add(&text, "A b SIP/2.0\r\nX: %0512d\r\n\r\n", 0);
	ck_assert_int_eq(parse(text.data, text.len, ROOM, NULL), ZSIP_OK);
	text_free(&text);
}
END_TEST

/* A message with a field of `field` bytes, all but `field` of `size`. */
static char *sized(size_t field, size_t size)
{
	static const char start[] = "A b SIP/2.0\r\nX:";
	size_t first = sizeof(start) - 1;
	char *data = malloc(size);

	ck_assert_ptr_nonnull(data);
	memset(data, 'y', size);
	memcpy(data, start, first);
	memcpy(data + first - 2 + field - 2, "\r\n\r\n", 4);
	return data;
}

START_TEST(defaults_hold_to_the_byte)
{
	char *data = sized(65535, 70000);

	ck_assert_int_eq(parse(data, 70000, ROOM, NULL), ZSIP_OK);
	ck_assert_uint_eq(fields[0].value.len, 65535 - 4);
	free(data);
	data = sized(65536, 70000);
	ck_assert_int_eq(parse(data, 70000, ROOM, NULL), ZSIP_E_TOO_LONG);
	ck_assert_uint_eq(error.offset, 13);
	free(data);
	data = sized(100, 1048577);
	ck_assert_int_eq(parse(data, 1048576, ROOM, NULL), ZSIP_OK);
	ck_assert_int_eq(parse(data, 1048577, ROOM, NULL), ZSIP_E_TOO_LONG);
	ck_assert_uint_eq(error.offset, 1048576);
	free(data);
}
END_TEST

/* Content-Length */

static const struct {
	const char *lines; /* behind the start line */
	enum zsip_status status;
	uint32_t value;
} lengths[] = {
        {"Content-Length: 0\r\n", ZSIP_OK, 0},
        {"Content-Length: 4\r\n", ZSIP_OK, 4},
        {"Content-Length: 5\r\n", ZSIP_OK, 5},
        {"Content-Length: 6\r\n", ZSIP_OK, 6},
        {"Content-Length:5\r\n", ZSIP_OK, 5},
        {"Content-Length:   5 \t\r\n", ZSIP_OK, 5},
        {"Content-Length \t: 5\r\n", ZSIP_OK, 5},
        {"Content-Length:\r\n 5\r\n", ZSIP_OK, 5},
        {"Content-Length: 5\r\n \r\n", ZSIP_OK, 5},
        {"CONTENT-LENGTH: 5\r\n", ZSIP_OK, 5},
        {"l: 5\r\n", ZSIP_OK, 5},
        {"L:5\r\n", ZSIP_OK, 5},
        {"l: 005\r\n", ZSIP_OK, 5},
        {"l: 0000000000000000000000000000000000000005\r\n", ZSIP_OK, 5},
        {"l: 2147483647\r\n", ZSIP_OK, 2147483647},
        {"l: 2147483648\r\n", ZSIP_OK, 2147483648},
        {"l: 2147483649\r\n", ZSIP_OK, 2147483649},
        {"l: 4294967294\r\n", ZSIP_OK, 4294967294},
        {"l: 4294967295\r\n", ZSIP_OK, 4294967295},
        {"l: 4294967296\r\n", ZSIP_E_RANGE, 0},
        {"l: 4294967301\r\n", ZSIP_E_RANGE, 0},
        {"l: 8589934597\r\n", ZSIP_E_RANGE, 0},
        {"l: 42949672955\r\n", ZSIP_E_RANGE, 0},
        {"l: 9223372036854775807\r\n", ZSIP_E_RANGE, 0},
        {"l: 9223372036854775808\r\n", ZSIP_E_RANGE, 0},
        {"l: 9223372036854775813\r\n", ZSIP_E_RANGE, 0},
        {"l: 18446744073709551615\r\n", ZSIP_E_RANGE, 0},
        {"l: 18446744073709551616\r\n", ZSIP_E_RANGE, 0},
        {"l: 18446744073709551621\r\n", ZSIP_E_RANGE, 0},
        {"l: 99999999999999999999999999999999999999999999\r\n", ZSIP_E_RANGE,
         0},
        {"l:\r\n", ZSIP_E_SYNTAX, 0},
        {"l: \t\r\n", ZSIP_E_SYNTAX, 0},
        {"l: -1\r\n", ZSIP_E_SYNTAX, 0},
        {"l: -0\r\n", ZSIP_E_SYNTAX, 0},
        {"l: +5\r\n", ZSIP_E_SYNTAX, 0},
        {"l: 5 5\r\n", ZSIP_E_SYNTAX, 0},
        {"l: 5\r\n 5\r\n", ZSIP_E_SYNTAX, 0},
        {"l: 5,5\r\n", ZSIP_E_SYNTAX, 0},
        {"l: 5;a\r\n", ZSIP_E_SYNTAX, 0},
        {"l: 5.0\r\n", ZSIP_E_SYNTAX, 0},
        {"l: 0x5\r\n", ZSIP_E_SYNTAX, 0},
        {"l: 5a\r\n", ZSIP_E_SYNTAX, 0},
        {"l: a\r\n", ZSIP_E_SYNTAX, 0},
        {"l: \"5\"\r\n", ZSIP_E_SYNTAX, 0},
        {"l: 99999999999999999999a\r\n", ZSIP_E_SYNTAX, 0},
        {"l: \xd9\xa5\r\n", ZSIP_E_SYNTAX, 0},
        {"", ZSIP_E_MISSING, 0},
        {"Content-L: 5\r\n", ZSIP_E_MISSING, 0},
        {"Content-Lengths: 5\r\n", ZSIP_E_MISSING, 0},
        {"X: y\r\n Content-Length: 3\r\n", ZSIP_E_MISSING, 0},
        {"X: y\r\n l: 3\r\nl: 4\r\n", ZSIP_OK, 4},
        {"l: 5\r\nl: 5\r\n", ZSIP_OK, 5},
        {"l: 5\r\nX: y\r\nContent-Length: 005\r\n", ZSIP_OK, 5},
        {"l: 5\r\nl: 5\r\nl: 5\r\n", ZSIP_OK, 5},
        {"l: 5\r\nl: 4\r\n", ZSIP_E_FRAMING, 0},
        {"l: 4\r\nContent-Length : 5\r\n", ZSIP_E_FRAMING, 0},
        {"l: 5\r\nl: 5\r\nl: 0\r\n", ZSIP_E_FRAMING, 0},
        {"l: 5\r\nl: x\r\n", ZSIP_E_FRAMING, 0},
        {"l: x\r\nl: 5\r\n", ZSIP_E_FRAMING, 0},
        {"l: 5\r\nl:\r\n", ZSIP_E_FRAMING, 0},
        {"l: 5\r\nl: 4294967301\r\n", ZSIP_E_FRAMING, 0},
        {"l: 0\r\nl: 4294967296\r\n", ZSIP_E_FRAMING, 0},
        {"l: x\r\nl: x\r\n", ZSIP_E_SYNTAX, 0},
};

enum { LENGTHS = sizeof(lengths) / sizeof(*lengths) };

START_TEST(content_length_bounds_the_body)
{
	struct text text = {0};
	uint32_t value = lengths[_i].value;

	text_add(&text, "A b SIP/2.0\r\n%s\r\nabcde", lengths[_i].lines);
	ck_assert_int_eq(parse_text(text.data, NULL), ZSIP_OK);
	ck_assert_msg(
	        msg.content_length_status == lengths[_i].status, "%s: %s",
	        lengths[_i].lines,
	        zsip_status_name((enum zsip_status)msg.content_length_status));
	if (lengths[_i].status != ZSIP_OK) {
		/* Nobody knows: all that there is. */
		ck_assert_uint_eq(msg.body.len, 5);
		ck_assert_uint_eq(msg.missing, 0);
	} else {
		ck_assert_uint_eq(msg.content_length, value);
		ck_assert_uint_eq(msg.body.len, value < 5 ? value : 5);
		ck_assert_uint_eq(msg.missing, value < 5 ? 0 : value - 5);
	}
	ck_assert_ptr_eq(msg.body.ptr, text.data + text.len - 5);
	text_free(&text);
}
END_TEST

/* What is left of a message that was refused */

static const struct {
	const char *text;
	const char *error;  /* status@offset */
	const char *fields; /* [name|value flags], + for a fold */
	const char *start_line, *body;
} refused[] = {
        {"A b SIP/2.0\r\nVia: a\r\nno colon\r\nTo: b\r\n\r\nbody", "syntax@24",
         "[Via|a] [|no colon!] [To|b]", "A b SIP/2.0", "body"},
        {"A  b SIP/2.0\r\nVia: a\r\nl: 2\r\n\r\nbody", "syntax@2",
         "[Via|a] [l|2]", "A  b SIP/2.0", "bo"},
        {"HTTP/1.1 200 OK\r\nVia: a\r\n\r\n", "syntax@4", "[Via|a]",
         "HTTP/1.1 200 OK", ""},
        {"A b SIP/2.0\r\nVia: a\r\n: b\r\nTo\x01: c\r\nCSeq : d\r\n e\r\n\r\n",
         "syntax@21", "[Via|a] [|: b!] [|To\x01: c!] [CSeq|d\r\n e+]",
         "A b SIP/2.0", ""},
        {"A b SIP/2.0\nVia: a\nTo: b\n\nbody", "syntax@11", "[Via|a] [To|b]",
         "A b SIP/2.0", "body"},
        {"A b SIP/2.0\r\nVia: a\nTo: b\r\n\r\nbody", "syntax@19",
         "[Via|a] [To|b]", "A b SIP/2.0", "body"},
        {"A b SIP/2.0\r\n folded\r\nTo: b\r\n\r\n", "syntax@13",
         "[|folded!] [To|b]", "A b SIP/2.0", ""},
        {"A b SIP/2.0\r\nVia: a\r\nTo: b", "more@26", "[Via|a] [To|b]",
         "A b SIP/2.0", ""},
        {"A b SIP/2.0\r\nVia: a\r\nTo", "more@23", "[Via|a] [|To!]",
         "A b SIP/2.0", ""},
        {"A b SIP/2.0", "more@11", "", "A b SIP/2.0", ""},
        {"", "more@0", "", "", ""},
        {"\r\n\r\n", "more@4", "", "", ""},
        {"garbage", "more@7", "", "garbage", ""},
        {"{\"json\": 1}", "syntax@0", "", "{\"json\": 1}", ""},
};

enum { REFUSED = sizeof(refused) / sizeof(*refused) };

START_TEST(what_can_be_cut_is_cut)
{
	struct text got = {0};
	char status[32];

	parse_text(refused[_i].text, NULL);
	snprintf(status, sizeof(status), "%s@%zu",
	         zsip_status_name(error.status), error.offset);
	ck_assert_str_eq(status, refused[_i].error);
	for (size_t i = 0; i < msg.field_count; i++) {
		const struct zsip_field *field = &fields[i];

		text_add(&got, " [%.*s|%.*s%s%s]", (int)field->name.len,
		         field->name.ptr, (int)field->value.len,
		         field->value.ptr,
		         field->flags & ZSIP_FIELD_FOLDED ? "+" : "",
		         field->flags & ZSIP_FIELD_BROKEN ? "!" : "");
	}
	ck_assert_str_eq(text_get(&got), refused[_i].fields);
	ck_assert_uint_eq(msg.start_line.len, strlen(refused[_i].start_line));
	ck_assert(memcmp(msg.start_line.ptr, refused[_i].start_line,
	                 msg.start_line.len) == 0);
	ck_assert_uint_eq(msg.body.len, strlen(refused[_i].body));
	ck_assert(memcmp(msg.body.ptr, refused[_i].body, msg.body.len) == 0);
	text_free(&got);
}
END_TEST

START_TEST(fields_of_a_refused_message_are_found)
{
	parse_text("A b SIP/2.0\r\nx\r\nv: a\r\ny\r\nVIA: b\r\nTo : c\r\n\r\n",
	           NULL);
	ck_assert_int_eq(error.status, ZSIP_E_SYNTAX);
	ck_assert_ptr_eq(zsip_field_find(&msg, ZSIP_HDR_VIA, NULL), &fields[1]);
	ck_assert_ptr_eq(zsip_field_find(&msg, ZSIP_HDR_VIA, &fields[1]),
	                 &fields[3]);
	ck_assert_ptr_null(zsip_field_find(&msg, ZSIP_HDR_VIA, &fields[3]));
	ck_assert_ptr_eq(zsip_field_find(&msg, ZSIP_HDR_TO, NULL), &fields[4]);
	ck_assert_uint_eq(fields[4].flags, ZSIP_FIELD_BLANK);
	ck_assert_uint_eq(fields[0].id, ZSIP_HDR_OTHER);
	ck_assert_uint_eq(fields[0].flags, ZSIP_FIELD_BROKEN);
	ck_assert_uint_eq(fields[0].name.len, 0);
}
END_TEST

/* A field that is too long is left out, and the rest is there. */
START_TEST(what_fits_the_limits_is_cut)
{
	struct zsip_limits limits = {.field_length = 22};
	struct zsip_options options = {.size = sizeof(options),
	                               .limits.message_size = 40};

	ck_assert_int_eq(parse_text(long_lines, &limits), ZSIP_E_TOO_LONG);
	ck_assert_uint_eq(msg.field_count, 2);
	ck_assert_int_eq(fields[0].name.ptr[0], 'X');
	ck_assert_int_eq(fields[1].name.ptr[0], 'Y');
	ck_assert_int_eq(parse(long_lines, strlen(long_lines), 3, &options),
	                 ZSIP_E_TOO_LONG);
	ck_assert_uint_ge(msg.field_count, 1);
	ck_assert_int_eq(fields[0].name.ptr[0], 'X');
}
END_TEST

/* Wrong use */

START_TEST(null_is_wrong_use)
{
	static const char text[] = "A b SIP/2.0\r\n\r\n";

	zsip_message_init(&msg, fields, ROOM, NULL);
	ck_assert_int_eq(zsip_message_parse(NULL, text, 15, &error),
	                 ZSIP_E_USE);
	ck_assert_int_eq(error.status, ZSIP_E_USE);
	ck_assert_ptr_nonnull(error.expected);
	ck_assert_int_eq(zsip_message_parse(&msg, NULL, 15, &error),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_message_parse(NULL, NULL, 0, NULL), ZSIP_E_USE);
	zsip_message_init(&msg, NULL, 1, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, text, 15, &error),
	                 ZSIP_E_USE);
	zsip_message_init(&msg, fields, ROOM, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, text, 15, NULL), ZSIP_OK);
	ck_assert_int_eq(zsip_message_parse(&msg, NULL, 0, &error), ZSIP_MORE);
	ck_assert_uint_eq(error.offset, 0);
}
END_TEST

TCase *limits_tcase(void)
{
	TCase *tc = tcase_create("limits");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, message_size_counts_from_the_start_line);
	tcase_add_test(tc, field_length_counts_line_by_line);
	tcase_add_test(tc, field_length_counts_the_start_line);
	tcase_add_test(tc, fields_are_as_many_as_there_is_room_for);
	tcase_add_test(tc, no_field_is_written_beyond_the_room);
	tcase_add_test(tc, a_broken_line_before_the_limit_is_a_broken_line);
	tcase_add_test(tc, defaults_hold_without_options);
	tcase_add_test(tc, defaults_hold_to_the_byte);
	tcase_add_loop_test(tc, content_length_bounds_the_body, 0, LENGTHS);
	tcase_add_loop_test(tc, what_can_be_cut_is_cut, 0, REFUSED);
	tcase_add_test(tc, fields_of_a_refused_message_are_found);
	tcase_add_test(tc, what_fits_the_limits_is_cut);
	tcase_add_test(tc, null_is_wrong_use);
	return tc;
}
