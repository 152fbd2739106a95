/*
 * The values of lines and attributes against vectors: a file for each row of
 * zsip_sdp_attributes.def in tests/vectors/sdp/attribute, whose TEXT is what
 * stands behind the colon, and for each letter in tests/vectors/sdp/line, whose
 * TEXT is what stands behind "x=".
 *
 *	ok   TEXT => MEMBERS
 *	bad  TEXT => STATUS@OFFSET [EXPECTED]
 *	need TEXT => STATUS@OFFSET | QUIRKS | MEMBERS
 *	             refused strictly, and accepted through these quirks
 *	flag ""   => MEMBERS or STATUS@OFFSET
 *	             an attribute without colon
 *
 * MEMBERS is what dump_sdp_value() makes.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "sdp_dump.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"

#define ATTRIBUTE_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/attribute"
#define LINE_DIR      ZSIP_SOURCE_DIR "/tests/vectors/sdp/line"

/* What a file of vectors is about: an attribute, or the lines of a letter. */
struct subject {
	unsigned attribute;
	char letter;
};

struct attempt {
	const struct subject *subject;
	const struct vector *v;
	bool flag, wants_expected;
	struct text got;
	const char *wrong; /* what no vector can say */
};

/* The value as part of a description of one line, which may end anywhere. */
static enum zsip_status parse_line(struct zsip_sdp_value *value, char letter,
                                   struct zsip_slice text,
                                   const struct zsip_options *options,
                                   struct zsip_error *err)
{
	struct zsip_sdp_line line = {
	        .text = text, .value = text, .letter = letter};
	struct zsip_sdp sdp = {.text = text, .options = options};

	return zsip_sdp_line_parse(&sdp, &line, value, err);
}

static void add_result(struct attempt *attempt, const struct guard *guard,
                       uint64_t quirks)
{
	const struct zsip_options options = {.size = sizeof(options),
	                                     .quirks = quirks};
	struct zsip_slice text = {NULL, 0};
	struct zsip_error error = {ZSIP_OK, 0, ""};
	struct zsip_sdp_value value;
	enum zsip_status status;

	if (!attempt->flag) {
		text.len = attempt->v->len;
		text.ptr = guard_end(guard, attempt->v->text, text.len);
	}
	if (attempt->subject->letter != 'a')
		status = parse_line(&value, attempt->subject->letter, text,
		                    &options, &error);
	else
		status = zsip_sdp_attribute_parse(
		        &value,
		        (enum zsip_sdp_attribute)attempt->subject->attribute,
		        text, &options, &error);
	if (status != error.status)
		attempt->wrong = "the error has another status";
	if (status != ZSIP_OK) {
		if (error.offset > text.len)
			attempt->wrong = "an error lies behind the text";
		dump_error(&attempt->got, &error, attempt->wants_expected);
		return;
	}
	if (!sdp_value_inside(&value))
		attempt->wrong = "a slice lies outside the value";
	if (value.raw.ptr != text.ptr || value.raw.len != text.len)
		attempt->wrong = "raw is not the text";
	if (quirks != 0) {
		text_add(&attempt->got, " |");
		dump_quirks(&attempt->got, value.quirks);
		text_add(&attempt->got, " |");
	} else if (value.quirks != 0) {
		attempt->wrong = "a quirk was used";
	}
	dump_sdp_value(&attempt->got, &value);
}

static bool try_vector(const struct subject *subject, const struct vector *v,
                       const struct guard *guard)
{
	struct attempt attempt = {.subject = subject, .v = v};
	bool good;

	attempt.flag = strcmp(v->verdict, "flag") == 0;
	attempt.wants_expected = v->expected != NULL &&
	                         strcmp(v->verdict, "bad") == 0 &&
	                         strchr(v->expected, ' ') != NULL;
	add_result(&attempt, guard, 0);
	if (strcmp(v->verdict, "need") == 0)
		add_result(&attempt, guard, UINT64_MAX);
	good = attempt.wrong == NULL && v->expected != NULL &&
	       strcmp(text_get(&attempt.got), v->expected) == 0;
	if (!good)
		fprintf(stderr, "line %u: got %s%s%s\n", v->line,
		        text_get(&attempt.got),
		        attempt.wrong != NULL ? "\n  " : "",
		        attempt.wrong != NULL ? attempt.wrong : "");
	text_free(&attempt.got);
	return good;
}

static void try_file(const char *path, const struct subject *subject)
{
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	struct guard guard;
	size_t count = 0, failed = 0;

	ck_assert_msg(vectors_open(&file, path, "ok bad need flag"), "%s",
	              file.error);
	guard_open(&guard, 65536);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		ck_assert_msg(result == VECTOR_LINE, "%s", file.error);
		if (!try_vector(subject, &v, &guard))
			failed++;
		count++;
	}
	guard_close(&guard);
	vectors_close(&file);
	tally_vectors("sdp", count);
	ck_assert_msg(failed == 0, "%zu of %zu in %s", failed, count, path);
	ck_assert_msg(count >= 2, "%s: too few", path);
}

START_TEST(attribute)
{
	const struct zsip_sdp_attribute_info *info =
	        zsip_sdp_attribute_at((size_t)_i);
	struct subject subject = {info->id, 'a'};
	char path[512];

	snprintf(path, sizeof(path), ATTRIBUTE_DIR "/%s.txt", info->name.ptr);
	try_file(path, &subject);
}
END_TEST

static const char letters[] = "vosiuepcbtrzkm";

START_TEST(line)
{
	struct subject subject = {0, letters[_i]};
	char path[512];

	snprintf(path, sizeof(path), LINE_DIR "/%c.txt", letters[_i]);
	try_file(path, &subject);
}
END_TEST

/* Every file belongs to a row. */
START_TEST(files)
{
	struct vector_dir dir;
	size_t rows = 0;

	while (zsip_sdp_attribute_at(rows) != NULL)
		rows++;
	ck_assert(vectors_dir_open(&dir, ATTRIBUTE_DIR));
	ck_assert_uint_eq(dir.count, rows);
	vectors_dir_close(&dir);
	ck_assert(vectors_dir_open(&dir, LINE_DIR));
	ck_assert_uint_eq(dir.count, sizeof(letters) - 1);
	vectors_dir_close(&dir);
}
END_TEST

TCase *sdp_values_tcase(void)
{
	TCase *tcase = tcase_create("sdp values");
	int rows = 0;

	while (zsip_sdp_attribute_at((size_t)rows) != NULL)
		rows++;
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, line, 0, sizeof(letters) - 1);
	tcase_add_loop_test(tcase, attribute, 0, rows);
	tcase_add_test(tcase, files);
	return tcase;
}
