/*
 * Parts of bodies, message/sipfrag and the look-up of Content-IDs against
 * tests/vectors/body, in every SIMD form and at the end of what may be read.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "tally.h"
#include "test_body.h"
#include "vectors.h"
#include "zsip.h"

Suite *body_suite(void);

#define BODY_DIR ZSIP_SOURCE_DIR "/tests/vectors/body"

enum { MAX_FIELDS = 64, LEVELS = 8 };

static struct zsip_message messages[LEVELS];
static struct zsip_field fields[LEVELS][MAX_FIELDS];

static const struct zsip_options strict = {.size = sizeof(strict)};
static const struct zsip_options with_lf = {
        .size = sizeof(with_lf),
        .quirks = ZSIP_QUIRK_LF_LINE_ENDS,
};

static struct zsip_message *message_at(unsigned level,
                                       const struct zsip_options *options)
{
	ck_assert_uint_lt(level, LEVELS);
	zsip_message_init(&messages[level], fields[level], MAX_FIELDS, options);
	return &messages[level];
}

/* Where offsets count from: the text that is in the vector. */
static const char *origin;

static void show_error(struct text *out, const struct zsip_error *error,
                       const char *from)
{
	text_add(out, " %s", zsip_status_name(error->status));
	if (strcmp(error->expected, "Content-ID") != 0)
		text_add(out, "@%d", (int)error->offset + (int)(from - origin));
}

static void show_head(struct text *out, const struct zsip_message *msg)
{
	text_slice(out, "method", msg->method);
	text_slice(out, "request_uri", msg->request_uri);
	text_slice(out, "version", msg->version);
	if (msg->status_code != 0)
		text_add(out, " status_code=%u", msg->status_code);
	text_slice(out, "reason", msg->reason);
	for (size_t i = 0; i < msg->field_count; i++) {
		const struct zsip_field *field = &msg->fields[i];

		text_add(out, " ");
		text_bytes(out, field->name.ptr, field->name.len);
		text_add(out, "=");
		text_bytes(out, field->value.ptr, field->value.len);
	}
}

static void show_quirks(struct text *out, uint64_t quirks)
{
	if (quirks == ZSIP_QUIRK_LF_LINE_ENDS)
		text_add(out, " lf");
	else if (quirks != 0)
		text_add(out, " quirks");
}

static void show_whole(struct text *out, const struct zsip_message *msg)
{
	show_head(out, msg);
	text_slice(out, "body", msg->body);
	show_quirks(out, msg->quirks);
}

static bool is_multipart(const struct zsip_message *msg)
{
	const struct zsip_field *field =
	        zsip_field_find(msg, ZSIP_HDR_CONTENT_TYPE, NULL);

	return field != NULL && field->value.len >= 9 &&
	       (field->value.ptr[0] | 0x20) == 'm' &&
	       (field->value.ptr[1] | 0x20) == 'u';
}

static void show_parts(struct text *out, unsigned level);

static void show_part(struct text *out, unsigned level)
{
	const struct zsip_message *part = &messages[level];
	struct text text = {0}, inner = {0};

	ck_assert_uint_eq(part->depth, level);
	ck_assert_ptr_null(part->start_line.ptr);
	if (is_multipart(part)) {
		show_head(&text, part);
		show_parts(&inner, level);
		text_join(&text, " (", &inner, ")");
		show_quirks(&text, part->quirks);
	} else {
		show_whole(&text, part);
	}
	text_join(out, " [", &text, "]");
	text_free(&text);
	text_free(&inner);
}

/* The parts of messages[level]. */
static void show_parts(struct text *out, unsigned level)
{
	const char *from = messages[level].text.ptr;
	struct zsip_message *part;
	struct zsip_parts walk;
	struct zsip_error error;
	enum zsip_status status;
	bool preamble = false;

	if (zsip_parts_start(&walk, &messages[level], &error) != ZSIP_OK) {
		show_error(out, &error, from);
		return;
	}
	part = message_at(level + 1, messages[level].options);
	do {
		status = zsip_parts_next(&walk, part, &error);
		ck_assert_int_eq(status, error.status);
		if (!preamble)
			text_slice(out, "preamble", walk.preamble);
		preamble = true;
		if (status == ZSIP_OK)
			show_part(out, level + 1);
		else if (status == ZSIP_END)
			text_add(out, " end");
		else
			show_error(out, &error, from);
	} while (status != ZSIP_END && error.expected[0] != 'c' &&
	         error.expected[0] != 'd');
	ck_assert_int_eq(zsip_parts_next(&walk, part, NULL), ZSIP_END);
	text_slice(out, "epilogue", walk.epilogue);
	text_slice(out, "lookalike", walk.lookalike);
	show_quirks(out, walk.quirks);
}

/* The files of vectors: what is put before each text, and how it is read. */

static bool read_part(struct text *out, const char *data, size_t len,
                      const struct zsip_options *options,
                      struct zsip_error *error)
{
	struct zsip_message *msg = message_at(0, options);

	if (zsip_part_parse(msg, data, len, error) != ZSIP_OK)
		return false;
	show_whole(out, msg);
	ck_assert_uint_eq(msg->missing, 0);
	return true;
}

static bool read_sipfrag(struct text *out, const char *data, size_t len,
                         const struct zsip_options *options,
                         struct zsip_error *error)
{
	struct zsip_message *msg = message_at(0, options);

	if (zsip_sipfrag_parse(msg, data, len, error) != ZSIP_OK)
		return false;
	show_whole(out, msg);
	ck_assert_uint_eq(msg->missing, 0);
	return true;
}

static bool read_parts(struct text *out, const char *data, size_t len,
                       const struct zsip_options *options,
                       struct zsip_error *error)
{
	struct zsip_message *msg = message_at(0, options);

	if (zsip_part_parse(msg, data, len, error) != ZSIP_OK)
		return false;
	show_parts(out, 0);
	return true;
}

static bool read_boundary(struct text *out, const char *data, size_t len,
                          const struct zsip_options *options,
                          struct zsip_error *error)
{
	struct zsip_message *msg = message_at(0, options);
	struct zsip_parts walk;

	ck_assert_int_eq(zsip_part_parse(msg, data, len, error), ZSIP_OK);
	if (zsip_parts_start(&walk, msg, error) != ZSIP_OK) {
		ck_assert_int_eq(zsip_parts_next(&walk, &messages[1], NULL),
		                 ZSIP_END);
		return false;
	}
	text_add(out, " %.*s", walk.delimiter_len, walk.delimiter);
	return true;
}

#define BODY_HEAD "c: multipart/mixed;boundary=b\r\n\r\n"

static const struct {
	const char *name;
	const char *before;
	bool (*read)(struct text *out, const char *data, size_t len,
	             const struct zsip_options *options,
	             struct zsip_error *error);
	const struct zsip_options *options;
} files[] = {
        {"part", "", read_part, &strict},
        {"lf_part", "", read_part, &with_lf},
        {"sipfrag", "", read_sipfrag, NULL},
        {"lf_sipfrag", "", read_sipfrag, &with_lf},
        {"boundary", "c:", read_boundary, NULL},
        {"parts", BODY_HEAD, read_parts, NULL},
        {"lf_parts", BODY_HEAD, read_parts, &with_lf},
        {"nested", BODY_HEAD, read_parts, NULL},
};

enum { FILES = sizeof(files) / sizeof(*files) };

static char *text_of(const struct guard *guard, const char *before,
                     const struct vector *v, size_t *len)
{
	size_t first = strlen(before);
	char *copy = malloc(first + v->len + 1), *data;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, before, first);
	if (v->len != 0)
		memcpy(copy + first, v->text, v->len);
	*len = first + v->len;
	data = guard_end(guard, copy, *len);
	free(copy);
	origin = data + first;
	return data;
}

static bool agrees(const char *path, const struct vector *v, bool ok,
                   struct text *got)
{
	const char *shown = got->len == 0 ? "-" : text_get(got);

	if (v->expected != NULL && strcmp(v->expected, shown) == 0 &&
	    ok == (strcmp(v->verdict, "bad") != 0))
		return true;
	fprintf(stderr, "%s:%u: %s: expected %s, got %s\n", path, v->line,
	        zsip_simd_name(), v->expected == NULL ? "nothing" : v->expected,
	        shown);
	return false;
}

static unsigned try_vector(const struct vector *v, int which, const char *path,
                           const struct guard *guard)
{
	struct text got = {0};
	struct zsip_error error;
	size_t len;
	char *data = text_of(guard, files[which].before, v, &len);
	bool ok = files[which].read(&got, data, len, files[which].options,
	                            &error);
	unsigned faults;

	if (!ok) {
		text_free(&got);
		show_error(&got, &error, data);
	}
	faults = !agrees(path, v, ok, &got);
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
	snprintf(path, sizeof(path), BODY_DIR "/%s.txt", files[_i].name);
	ck_assert_msg(vectors_open(&file, path, "ok bad"), "%s", file.error);
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
	tally_vectors("body", count);
}
END_TEST

/* Content-ID */

static void parse_find_body(const char *data, size_t len)
{
	struct zsip_message *msg = message_at(0, NULL);

	ck_assert_int_eq(zsip_part_parse(msg, data, len, NULL), ZSIP_OK);
}

static unsigned try_id(const struct vector *v, const char *path)
{
	struct zsip_slice id = {v->len == 0 ? "" : v->text, v->len};
	struct zsip_message *part = message_at(1, NULL);
	struct text got = {0}, text = {0};
	struct zsip_error error;
	unsigned faults;

	if (zsip_part_find(&messages[0], id, part, &error) == ZSIP_OK) {
		show_whole(&text, part);
		text_join(&got, " [", &text, "]");
		ck_assert_uint_eq(error.offset, 0);
	} else {
		show_error(&got, &error, messages[0].text.ptr);
	}
	faults = !agrees(path, v, true, &got);
	text_free(&got);
	text_free(&text);
	return faults;
}

START_TEST(content_ids_are_found)
{
	static const char path[] = BODY_DIR "/find.txt";
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	struct guard guard;
	unsigned faults = 0, count = 0;
	size_t len;

	guard_open(&guard, 65536);
	ck_assert_msg(vectors_open(&file, path, "body id"), "%s", file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		ck_assert_msg(result == VECTOR_LINE, "%s", file.error);
		if (strcmp(v.verdict, "body") == 0) {
			char *data = text_of(&guard, BODY_HEAD, &v, &len);

			parse_find_body(data, len);
			continue;
		}
		faults += try_id(&v, path);
		count++;
	}
	vectors_close(&file);
	guard_close(&guard);
	ck_assert_uint_gt(count, 0);
	ck_assert_msg(faults == 0, "%s: %u faults", path, faults);
	tally("body", "Content-IDs", count);
}
END_TEST

Suite *body_suite(void)
{
	Suite *suite = suite_create("body");
	TCase *tc = tcase_create("body");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, every_vector_passes, 0, FILES);
	tcase_add_test(tc, content_ids_are_found);
	suite_add_tcase(suite, tc);
	suite_add_tcase(suite, multipart_tcase());
	suite_add_tcase(suite, parts_tcase());
	return suite;
}
