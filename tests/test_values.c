/*
 * The values of header fields against tests/vectors/header: a file for each
 * row of zsip_headers.def, of lines
 *
 *	ok   TEXT => MEMBERS          one value
 *	bad  TEXT => STATUS@OFFSET    one value that is none
 *	list TEXT => [MEMBERS] [STATUS@OFFSET] ...
 *	                              a whole field of a list, "none" if it
 *	                              has no value
 *
 * MEMBERS is what dump_value() makes.  STATUS@OFFSET may be followed by what
 * was expected there.  A value is parsed by itself and in a message.
 */

#include <check.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "tally.h"
#include "test_params.h"
#include "vectors.h"

#define HEADER_DIR ZSIP_SOURCE_DIR "/tests/vectors/header"

Suite *values_suite(void);

static const char *const names[] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	name,
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

enum { HEADERS = sizeof(names) / sizeof(*names) };

struct attempt {
	const struct zsip_header_info *info;
	const struct vector *v;
	bool wants_expected; /* the vector says what was expected */
	struct text got;
	const char *wrong; /* what no vector can say */
};

static bool is_list(const struct attempt *attempt)
{
	return attempt->info->multiplicity == ZSIP_LIST ||
	       attempt->info->multiplicity == ZSIP_LIST0;
}

static void add_value(struct attempt *attempt, const struct zsip_value *value)
{
	dump_value(&attempt->got, value);
	if (value->id != attempt->info->id)
		attempt->wrong = "the value has another id";
	if (value->shape != attempt->info->shape)
		attempt->wrong = "the value has another shape";
	if (value->quirks != 0)
		attempt->wrong = "a quirk was used";
	if (!value_inside(value))
		attempt->wrong = "a slice lies outside the value";
}

static void add_error(struct attempt *attempt, struct zsip_error error,
                      size_t base)
{
	if (error.offset < base)
		attempt->wrong = "an error lies before the text";
	error.offset -= base;
	if (error.offset > attempt->v->len)
		attempt->wrong = "an error lies behind the text";
	dump_error(&attempt->got, &error, attempt->wants_expected);
}

static bool is_lws(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct zsip_slice trimmed(struct zsip_slice text)
{
	while (text.len != 0 && is_lws(text.ptr[0]))
		text = (struct zsip_slice){text.ptr + 1, text.len - 1};
	while (text.len != 0 && is_lws(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

/* The text by itself, at the end of what may be read. */
static void parse_alone(struct attempt *attempt, const struct guard *guard)
{
	struct zsip_slice text = {NULL, attempt->v->len};
	struct zsip_error error = {ZSIP_OK, 0, ""};
	struct zsip_value value;
	enum zsip_status status;

	text.ptr = guard_end(guard, attempt->v->text, text.len);
	status = zsip_value_parse(&value, (enum zsip_header)attempt->info->id,
	                          text, NULL, &error);
	if (status != ZSIP_OK) {
		if (error.status != status)
			attempt->wrong = "the error has another status";
		add_error(attempt, error, 0);
		return;
	}
	add_value(attempt, &value);
	if (value.raw.ptr != trimmed(text).ptr ||
	    value.raw.len != trimmed(text).len)
		attempt->wrong = "raw is not the text without blanks";
}

/* A message that has the text as a field, and where the text is in it. */
struct carrier {
	char *data;
	size_t text_at;
	struct zsip_field fields[2];
	struct zsip_message msg;
	enum zsip_status status;
};

static void carrier_open(struct carrier *carrier, const struct attempt *attempt)
{
	static const char start[] = "OPTIONS sip:h SIP/2.0\r\n";
	static const char end[] = "\r\n\r\nbody, and some more of it";
	struct text all = {0};

	text_add(&all, "%s%s:", start, attempt->info->name.ptr);
	carrier->text_at = all.len;
	carrier->data = malloc(all.len + attempt->v->len + sizeof(end));
	ck_assert(carrier->data != NULL);
	memcpy(carrier->data, all.data, all.len);
	if (attempt->v->len != 0)
		memcpy(carrier->data + all.len, attempt->v->text,
		       attempt->v->len);
	memcpy(carrier->data + all.len + attempt->v->len, end, sizeof(end));
	zsip_message_init(&carrier->msg, carrier->fields, 2, NULL);
	carrier->status = zsip_message_parse(
	        &carrier->msg, carrier->data,
	        all.len + attempt->v->len + sizeof(end), NULL);
	text_free(&all);
}

/* Every CR has an LF behind it and every LF a CR before it, and then a blank:
 * else the text cannot stand in a message. */
static bool is_carried(const struct vector *v)
{
	for (size_t i = 0; i < v->len; i++) {
		if (v->text[i] == '\r' &&
		    (i + 2 >= v->len || v->text[i + 1] != '\n' ||
		     (v->text[i + 2] != ' ' && v->text[i + 2] != '\t')))
			return false;
		if (v->text[i] == '\n' && (i == 0 || v->text[i - 1] != '\r'))
			return false;
	}
	return true;
}

/* What one step of the walk that parses came to, beside the same step of a walk
 * that cuts. */
static void add_step(struct attempt *attempt, const struct carrier *carrier,
                     struct zsip_list *list, struct zsip_list *cut,
                     enum zsip_status status, const struct zsip_value *value,
                     struct zsip_error error)
{
	if (status == ZSIP_OK)
		add_value(attempt, value);
	else
		add_error(attempt, error, carrier->text_at);
	if (zsip_list_next(cut, NULL, NULL) != ZSIP_OK ||
	    cut->item.ptr != list->item.ptr || cut->item.len != list->item.len)
		attempt->wrong = "the walk that cuts differs";
	if (list->field != &carrier->fields[0])
		attempt->wrong = "the walk names another field";
	if (status == ZSIP_OK && (value->raw.ptr != list->item.ptr ||
	                          value->raw.len != list->item.len))
		attempt->wrong = "raw is not the item";
}

static void walk(struct attempt *attempt, const struct carrier *carrier)
{
	enum zsip_header id = (enum zsip_header)attempt->info->id;
	struct zsip_list list, cut;
	struct zsip_value value;
	struct zsip_error error = {ZSIP_OK, 0, ""};
	struct text all = {0};
	enum zsip_status status;

	zsip_list_start(&list, &carrier->msg, id);
	zsip_list_start(&cut, &carrier->msg, id);
	while ((status = zsip_list_next(&list, &value, &error)) != ZSIP_END &&
	       all.len < 100000) {
		add_step(attempt, carrier, &list, &cut, status, &value, error);
		text_join(&all, all.len == 0 ? "[" : " [", &attempt->got, "]");
		text_free(&attempt->got);
	}
	if (zsip_list_next(&cut, NULL, NULL) != ZSIP_END)
		attempt->wrong = "the walk that cuts goes on";
	if (zsip_list_next(&list, &value, &error) != ZSIP_END)
		attempt->wrong = "the walk goes on behind its end";
	if (all.len == 0)
		text_add(&all, "none");
	attempt->got = all;
}

static void parse_carried(struct attempt *attempt)
{
	struct carrier carrier;

	carrier_open(&carrier, attempt);
	if ((carrier.status == ZSIP_OK) != is_carried(attempt->v))
		attempt->wrong = "the message has another status";
	else if (carrier.status == ZSIP_OK)
		walk(attempt, &carrier);
	free(carrier.data);
}

/* Prints what is wrong with an attempt and forgets it.  @return the faults */
static unsigned judge(struct attempt *attempt, const char *path,
                      const char *how, const char *expected)
{
	const char *got = text_get(&attempt->got);
	unsigned faults = 0;

	if (attempt->wrong != NULL) {
		fprintf(stderr, "%s:%u: %s (%s): %s\n", path, attempt->v->line,
		        how, zsip_simd_name(), attempt->wrong);
		faults++;
	}
	if (strcmp(got, expected) != 0) {
		fprintf(stderr, "%s:%u: %s (%s): expected %s, got %s\n", path,
		        attempt->v->line, how, zsip_simd_name(), expected, got);
		faults++;
	}
	text_free(&attempt->got);
	attempt->wrong = NULL;
	return faults;
}

/* Whether a walk over a field with this text gives it as one value: what is
 * broken may be so because of a comma, and an empty list has no value. */
static bool is_one_value(const struct attempt *attempt)
{
	struct zsip_slice text = {attempt->v->text, attempt->v->len};

	if (strcmp(attempt->v->verdict, "ok") == 0 || !is_list(attempt))
		return true;
	return trimmed(text).len != 0 &&
	       memchr(text.ptr, ',', text.len) == NULL;
}

static unsigned try_vector(struct attempt *attempt, const char *path,
                           const struct guard *guard)
{
	const struct vector *v = attempt->v;
	bool bad = strchr(v->expected, '@') != NULL &&
	           strcmp(v->verdict, "bad") == 0;
	unsigned faults = 0;

	attempt->wants_expected = bad && strchr(v->expected, ' ') != NULL;
	if (strcmp(v->verdict, "list") == 0) {
		parse_carried(attempt);
		return judge(attempt, path, "list", v->expected);
	}
	parse_alone(attempt, guard);
	faults += judge(attempt, path, "alone", v->expected);
	if (is_carried(v) && is_one_value(attempt)) {
		struct text one = {0}, expected = {0};

		text_add(&one, "%s", v->expected);
		text_join(&expected, "[", &one, "]");
		parse_carried(attempt);
		faults += judge(attempt, path, "carried", text_get(&expected));
		text_free(&one);
		text_free(&expected);
	}
	return faults;
}

/* In every SIMD form, up to the first fault. */
static unsigned try_forms(struct attempt *attempt, const char *path,
                          const struct guard *guard)
{
	unsigned faults = 0;

	for (size_t form = 0; faults == 0 && form_next(&form);)
		faults = try_vector(attempt, path, guard);
	return faults;
}

/* What is wrong with a line, whatever the library says to it. */
static const char *misfit(const struct attempt *attempt)
{
	const struct vector *v = attempt->v;
	bool status = false;

	if (v->expected == NULL)
		return "nothing is expected";
	if (strcmp(v->verdict, "list") == 0)
		return is_list(attempt) ? NULL : "this is no list";
#define ZSIP_ERROR(number, id, name, text)                                     \
	status |= strncmp(v->expected, name "@", strlen(name "@")) == 0;
#include "zsip_errors.def"
#undef ZSIP_ERROR
	if (status != (strcmp(v->verdict, "bad") == 0))
		return "bad wants STATUS@OFFSET, and ok members";
	return NULL;
}

static void open_file(struct vector_file *file, char *path, size_t size,
                      const char *name)
{
	snprintf(path, size, HEADER_DIR "/%s.txt", name);
	ck_assert_msg(vectors_open(file, path, "ok bad list"), "%s",
	              file->error);
}

START_TEST(every_vector_passes)
{
	const char *name = names[_i];
	struct attempt attempt = {.wrong = NULL};
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	struct guard guard;
	char path[256];
	unsigned faults = 0, count = 0;

	guard_open(&guard, 65536);
	attempt.info =
	        zsip_header_info(zsip_header_find(zsip_slice_from(name)));
	ck_assert_ptr_nonnull(attempt.info);
	attempt.v = &v;
	open_file(&file, path, sizeof(path), name);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		const char *wrong =
		        result == VECTOR_LINE ? misfit(&attempt) : file.error;

		count++;
		if (wrong != NULL) {
			fprintf(stderr, "%s:%u: %s\n", path, v.line, wrong);
			faults++;
			continue;
		}
		faults += try_forms(&attempt, path, &guard);
	}
	vectors_close(&file);
	guard_close(&guard);
	ck_assert_msg(faults == 0, "%s: %u faults", name, faults);
	tally_vectors("header", count);
}
END_TEST

/* A header field that takes everything says so in a comment: "# no bad: why".
 */
START_TEST(vectors_are_for_and_against)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char path[256];
	bool ok = false, bad;

	open_file(&file, path, sizeof(path), names[_i]);
	bad = strstr(file.data, "\n# no bad: ") != NULL;
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		if (result == VECTOR_ERROR)
			continue;
		ok |= strcmp(v.verdict, "ok") == 0;
		bad |= strcmp(v.verdict, "bad") == 0;
	}
	vectors_close(&file);
	ck_assert_msg(ok, "%s has no ok vector", path);
	ck_assert_msg(bad, "%s has no bad vector", path);
	tally("values", "header fields", 1);
}
END_TEST

static bool is_header(const char *name)
{
	for (size_t i = 0; i < HEADERS; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

START_TEST(every_file_belongs_to_a_header)
{
	struct vector_dir dir;
	char subject[64];

	ck_assert_msg(vectors_dir_open(&dir, HEADER_DIR), HEADER_DIR ": %s",
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++) {
		ck_assert_msg(vectors_subject(dir.names[i], subject,
		                              sizeof(subject)) &&
		                      is_header(subject),
		              HEADER_DIR "/%s: no such header field",
		              dir.names[i]);
	}
	ck_assert_uint_eq(dir.count, HEADERS);
	vectors_dir_close(&dir);
}
END_TEST

/* One test case for each header field, by its name. */
Suite *values_suite(void)
{
	Suite *suite = suite_create("values");
	TCase *tc = tcase_create("files");

	tcase_add_test(tc, every_file_belongs_to_a_header);
	suite_add_tcase(suite, tc);
	for (int i = 0; i < HEADERS; i++) {
		tc = tcase_create(names[i]);
		tcase_set_timeout(tc, 60);
		tcase_add_loop_test(tc, every_vector_passes, i, i + 1);
		tcase_add_loop_test(tc, vectors_are_for_and_against, i, i + 1);
		suite_add_tcase(suite, tc);
	}
	suite_add_tcase(suite, lists_tcase());
	suite_add_tcase(suite, params_tcase());
	return suite;
}
