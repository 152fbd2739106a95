/*
 * Start lines and header fields, cut by zsip_message_parse(), against
 * tests/vectors/frame; and the look-up of fields.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "same.h"
#include "tally.h"
#include "test_message.h"
#include "vectors.h"
#include "zsip.h"

#define FRAME_DIR ZSIP_SOURCE_DIR "/tests/vectors/frame"

static struct zsip_field fields[256];
static struct zsip_message msg;

static void show_start_line(struct text *out)
{
	text_slice(out, "method", msg.method);
	if (msg.method_id != 0)
		text_add(out, " id=%u", msg.method_id);
	text_slice(out, "request_uri", msg.request_uri);
	text_slice(out, "version", msg.version);
	text_add(out, " %u %u", msg.version_major, msg.version_minor);
	if (msg.version.ptr == msg.start_line.ptr) {
		text_add(out, " status_code=%u", msg.status_code);
		text_slice(out, "reason", msg.reason);
	} else if (msg.status_code != 0 || msg.reason.ptr != NULL) {
		text_add(out, " and a response");
	}
}

static void show_field(struct text *out, const struct zsip_field *field)
{
	const struct zsip_header_info *info =
	        zsip_header_info((enum zsip_header)field->id);

	text_add(out, " [");
	text_bytes(out, field->name.ptr, field->name.len);
	if (info != NULL)
		text_add(out, "=%s", info->name.ptr);
	text_add(out, "|");
	text_bytes(out, field->value.ptr, field->value.len);
	text_add(out, "%s%s%s%s]",
	         field->flags & ZSIP_FIELD_FOLDED ? " folded" : "",
	         field->flags & ZSIP_FIELD_CONTROL ? " control" : "",
	         field->flags & ZSIP_FIELD_BLANK ? " blank" : "",
	         field->flags & ZSIP_FIELD_BROKEN ? " broken" : "");
}

static void show_fields(struct text *out)
{
	for (size_t i = 0; i < msg.field_count; i++)
		show_field(out, &msg.fields[i]);
}

static const struct {
	const char *name;
	const char *before; /* what is put before each text */
	void (*show)(struct text *out);
} files[] = {
        {"start_line", "", show_start_line},
        {"fields", "A b SIP/2.0\r\n", show_fields},
};

enum { FILES = sizeof(files) / sizeof(*files) };

/* The message of a vector, at the end of what may be read. */
static struct zsip_slice message_of(const struct vector *v, int which,
                                    const struct guard *guard)
{
	const char *before = files[which].before;
	const char *behind = strcmp(v->verdict, "ok") == 0 ? "\r\n\r\n" : "";
	size_t first = strlen(before), last = strlen(behind);
	struct zsip_slice slice = {NULL, first + v->len + last};
	char *data = malloc(slice.len + 1);

	ck_assert_ptr_nonnull(data);
	memcpy(data, before, first);
	if (v->len != 0)
		memcpy(data + first, v->text, v->len);
	memcpy(data + first + v->len, behind, last);
	slice.ptr = guard_end(guard, data, slice.len);
	free(data);
	return slice;
}

static unsigned try_vector(const struct vector *v, int which, const char *path,
                           const struct guard *guard)
{
	struct zsip_slice text = message_of(v, which, guard);
	struct text got = {0};
	struct zsip_error error;
	const char *nonsense, *expected = v->expected;
	unsigned faults = 0;
	char more[32];

	zsip_message_init(&msg, fields, 256, NULL);
	zsip_message_parse(&msg, text.ptr, text.len, &error);
	nonsense = message_nonsense(&msg, text.ptr, text.len, &error);
	if (error.status == ZSIP_OK)
		files[which].show(&got);
	else
		text_add(&got, "%s@%d", zsip_status_name(error.status),
		         (int)error.offset - (int)strlen(files[which].before));
	if (strcmp(v->verdict, "more") == 0) {
		snprintf(more, sizeof(more), "more@%zu", v->len);
		expected = more;
	}
	if (nonsense != NULL || expected == NULL ||
	    strcmp(expected, text_get(&got)) != 0) {
		fprintf(stderr, "%s:%u: %s: expected %s, got %s%s%s\n", path,
		        v->line, zsip_simd_name(),
		        expected == NULL ? "nothing" : expected, text_get(&got),
		        nonsense == NULL ? "" : ", and ",
		        nonsense == NULL ? "" : nonsense);
		faults++;
	}
	if (expected != NULL && (strcmp(v->verdict, "bad") == 0) !=
	                                (strchr(expected, '@') == expected + 6))
		faults += strcmp(v->verdict, "more") != 0;
	text_free(&got);
	return faults;
}

START_TEST(every_vector_passes)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	struct guard guard;
	char path[256];
	unsigned faults = 0, count = 0;

	guard_open(&guard, 65536);
	snprintf(path, sizeof(path), FRAME_DIR "/%s.txt", files[_i].name);
	ck_assert_msg(vectors_open(&file, path, "ok bad more"), "%s",
	              file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		unsigned before = faults;

		count++;
		if (result == VECTOR_ERROR) {
			fprintf(stderr, "%s\n", file.error);
			faults++;
			continue;
		}
		for (size_t form = 0; faults == before && form_next(&form);)
			faults += try_vector(&v, _i, path, &guard);
	}
	vectors_close(&file);
	guard_close(&guard);
	ck_assert_uint_gt(count, 0);
	ck_assert_msg(faults == 0, "%s: %u faults", path, faults);
	tally_vectors("frame", count);
}
END_TEST

/* Every byte in a name, in a value, in a start line */

static enum zsip_status parse_with(const char *before, int byte,
                                   const char *behind, size_t *offset)
{
	struct zsip_error error;
	static char text[256]; /* msg points into it */
	int n = snprintf(text, sizeof(text), "%s?%s", before, behind);

	text[strlen(before)] = (char)byte;
	zsip_message_init(&msg, fields, 256, NULL);
	zsip_message_parse(&msg, text, (size_t)n, &error);
	*offset = error.offset - strlen(before);
	return error.status;
}

static bool is_token(int byte)
{
	return byte != 0 && strchr("0123456789abcdefghijklmnopqrstuvwxyz"
	                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ-.!%*_+`'~",
	                           byte) != NULL;
}

static void try_in_name(int byte)
{
	size_t offset;
	enum zsip_status status =
	        parse_with("A b SIP/2.0\r\nX", byte, "y: z\r\n\r\n", &offset);

	if (is_token(byte) || byte == ':') {
		ck_assert_int_eq(status, ZSIP_OK);
		ck_assert_uint_eq(fields[0].name.len, byte == ':' ? 1 : 3);
		return;
	}
	ck_assert_int_eq(status, ZSIP_E_SYNTAX);
	/* A blank may stand before the colon. */
	ck_assert_uint_eq(offset, byte == ' ' || byte == '\t' ? 1 : 0);
}

static void try_in_value(int byte)
{
	size_t offset;
	enum zsip_status status = parse_with("A b SIP/2.0\r\nX: y", byte,
	                                     "z\r\nY: z\r\n\r\n", &offset);
	bool control = (byte < ' ' && byte != '\t') || byte == 0x7f;

	if (byte == '\r' || byte == '\n') {
		ck_assert_int_eq(status, ZSIP_E_SYNTAX);
		ck_assert_uint_eq(offset, byte == '\r' ? 1 : 0);
		return;
	}
	ck_assert_int_eq(status, ZSIP_OK);
	ck_assert_uint_eq(msg.field_count, 2);
	ck_assert_uint_eq(fields[0].value.len, 3);
	ck_assert_int_eq((unsigned char)fields[0].value.ptr[1], byte);
	ck_assert_msg(fields[0].flags == (control ? ZSIP_FIELD_CONTROL : 0),
	              "%s: flags %u for byte %02x", zsip_simd_name(),
	              fields[0].flags, byte);
	ck_assert_uint_eq(fields[1].flags, 0);
}

static void try_in_request_uri(int byte)
{
	size_t offset;
	enum zsip_status status =
	        parse_with("A b", byte, "c SIP/2.0\r\n\r\n", &offset);

	if (byte > ' ' && byte != 0x7f) {
		ck_assert_int_eq(status, ZSIP_OK);
		ck_assert_uint_eq(msg.request_uri.len, 3);
		return;
	}
	ck_assert_int_eq(status, ZSIP_E_SYNTAX);
	ck_assert_uint_eq(offset, byte == ' ' ? 1 : 0);
}

static void for_every_byte(void (*try)(int byte))
{
	for (size_t form = 0; form_next(&form);) {
		for (int byte = 0; byte < 256; byte++)
			try(byte);
	}
}

START_TEST(every_byte_in_a_name)
{
	for_every_byte(try_in_name);
}
END_TEST

START_TEST(every_byte_in_a_value)
{
	for_every_byte(try_in_value);
}
END_TEST

START_TEST(every_byte_in_a_request_uri)
{
	for_every_byte(try_in_request_uri);
}
END_TEST

/* A control byte at every place of every length: found, and in its field
 * alone. */
static void try_control(size_t len, size_t at, char control)
{
	char text[512];
	int n = snprintf(text, sizeof(text),
	                 "A b SIP/2.0\r\nX:%0*d\r\nY:%0*d\r\n\r\n", (int)len, 0,
	                 (int)len, 0);

	text[15 + at] = control;
	zsip_message_init(&msg, fields, 256, NULL);
	if (zsip_message_parse(&msg, text, (size_t)n, NULL) != ZSIP_OK ||
	    fields[0].flags != ZSIP_FIELD_CONTROL || fields[1].flags != 0)
		ck_abort_msg("%s: byte %02x at %zu of %zu: flags %u, then %u",
		             zsip_simd_name(), control, at, len,
		             fields[0].flags, fields[1].flags);
}

START_TEST(control_bytes_are_marked_in_their_field)
{
	static const char controls[] = {'\0', '\x01', '\x1f', '\x7f'};

	for (size_t form = 0; form_next(&form);) {
		for (size_t len = 1; len < 100; len++) {
			for (size_t i = 0; i < 4 * len; i++)
				try_control(len, i / 4, controls[i % 4]);
		}
	}
}
END_TEST

/* Looking fields up */

static void parse(const char *text)
{
	zsip_message_init(&msg, fields, 256, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), NULL),
	                 ZSIP_OK);
}

/* The indices of the fields that a walk finds, as "0 3". */
static void expect_walk(const char *name, bool by_id, const char *expected)
{
	const struct zsip_field *field = NULL;
	struct zsip_slice slice = zsip_slice_from(name);
	struct text got = {0};

	for (int i = 0; i < 64; i++) {
		field = by_id ? zsip_field_find(&msg, zsip_header_find(slice),
		                                field)
		              : zsip_field_find_name(&msg, slice, field);
		if (field == NULL)
			break;
		text_add(&got, " %d", (int)(field - msg.fields));
	}
	ck_assert_str_eq(text_get(&got), expected);
	text_free(&got);
}

START_TEST(fields_are_found_in_message_order)
{
	parse("A b SIP/2.0\r\n"
	      "Q: 0\r\nVia: 1\r\nq: 2\r\nv: 3\r\nSubject: 4\r\n"
	      "Z: 5\r\nVIA : 6\r\nq: 7\r\ns: 8\r\n\r\n");
	expect_walk("Via", true, "1 3 6");
	expect_walk("Subject", true, "4 8");
	expect_walk("To", true, "");
	expect_walk("Warning", true, "");
	expect_walk("nobody", true, "0 2 5 7");
	expect_walk("Via", false, "1 3 6");
	expect_walk("V", false, "1 3 6");
	expect_walk("S", false, "4 8");
	expect_walk("Q", false, "0 2 7");
	expect_walk("q", false, "0 2 7");
	expect_walk("z", false, "5");
	expect_walk("W", false, "");
	expect_walk("", false, "");
	expect_walk("Warning", false, "");
	parse("A b SIP/2.0\r\n\r\n");
	expect_walk("Via", true, "");
	expect_walk("Q", false, "");
	ck_assert_uint_eq(msg.field_count, 0);
}
END_TEST

/* Every known field once, then again: `first` and the walk agree. */
START_TEST(every_known_field_is_found)
{
	struct text text = {0};
	size_t count = 0;

	text_add(&text, "A b SIP/2.0\r\n");
	for (unsigned id = 1; zsip_header_info((enum zsip_header)id) != NULL;
	     id++, count++)
		text_add(&text, "%s: %u\r\n",
		         zsip_header_info((enum zsip_header)id)->name.ptr, id);
	text_add(&text, "\r\n");
	parse(text.data);
	ck_assert_uint_eq(msg.field_count, count);
	for (unsigned id = 1; id <= count; id++) {
		const struct zsip_field *field =
		        zsip_field_find(&msg, (enum zsip_header)id, NULL);

		ck_assert_ptr_eq(field, &msg.fields[id - 1]);
		ck_assert_ptr_null(
		        zsip_field_find(&msg, (enum zsip_header)id, field));
	}
	ck_assert_ptr_null(
	        zsip_field_find(&msg, (enum zsip_header)60000, NULL));
	text_free(&text);
}
END_TEST

TCase *frame_tcase(void)
{
	TCase *tc = tcase_create("frame");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, every_vector_passes, 0, FILES);
	tcase_add_test(tc, every_byte_in_a_name);
	tcase_add_test(tc, every_byte_in_a_value);
	tcase_add_test(tc, every_byte_in_a_request_uri);
	tcase_add_test(tc, control_bytes_are_marked_in_their_field);
	tcase_add_test(tc, fields_are_found_in_message_order);
	tcase_add_test(tc, every_known_field_is_found);
	return tc;
}
