/*
 * Whole descriptions, strictly and through quirks, against
 * tests/vectors/sdp/description: a file for each quirk of session descriptions,
 * and others; lines
 *
 *	ok   TEXT => LINES lines MEDIA media
 *	bad  TEXT => STATUS@LINE:COLUMN EXPECTED
 *	need TEXT => STATUS@LINE:COLUMN EXPECTED | QUIRKS
 *	             refused strictly, and accepted through these quirks
 *
 * All attributes are parsed too.  And the example of each quirk.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "sdp_dump.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"

#define DESCRIPTION_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/description"

enum { MAX_LINES = 1024, MAX_MEDIA = 64 };

static struct zsip_sdp_line lines[MAX_LINES];
static struct zsip_sdp_media media[MAX_MEDIA];

/* The first failure of the description or of one of its attributes, and all
 * quirks. */
static struct zsip_error parse_all(struct zsip_sdp *sdp, const char *text,
                                   size_t len,
                                   const struct zsip_options *options,
                                   uint64_t *quirks)
{
	struct zsip_error first, error;
	struct zsip_sdp_value value;

	zsip_sdp_init(sdp, lines, MAX_LINES, media, MAX_MEDIA, options);
	zsip_sdp_parse(sdp, text, len, &first);
	*quirks = sdp->quirks;
	for (size_t i = 0; i < sdp->line_count; i++) {
		if (lines[i].letter != 'a' || lines[i].broken)
			continue;
		if (zsip_sdp_line_parse(sdp, &lines[i], &value, &error) ==
		    ZSIP_OK)
			*quirks |= value.quirks;
		else if (first.status == ZSIP_OK || error.offset < first.offset)
			first = error;
	}
	return first;
}

static void dump_place(struct text *text, const struct zsip_sdp *sdp,
                       const struct zsip_error *error)
{
	size_t line, column;

	zsip_locate(sdp->text.ptr, sdp->text.len, error->offset, &line,
	            &column);
	text_add(text, " %s@%zu:%zu %s", zsip_status_name(error->status), line,
	         column, error->expected);
}

static void dump_result(struct text *text, const struct vector *v,
                        const struct guard *guard)
{
	const struct zsip_options all = {.size = sizeof(all),
	                                 .quirks = UINT64_MAX};
	const char *at = guard_end(guard, v->text, v->len);
	struct zsip_error error;
	struct zsip_sdp sdp;
	uint64_t quirks;

	error = parse_all(&sdp, at, v->len, NULL, &quirks);
	if (error.status == ZSIP_OK)
		text_add(text, " %zu lines %zu media", sdp.line_count,
		         sdp.media_count);
	else
		dump_place(text, &sdp, &error);
	if (quirks != 0)
		text_add(text, " (quirks)");
	if (strcmp(v->verdict, "need") != 0)
		return;
	error = parse_all(&sdp, at, v->len, &all, &quirks);
	text_add(text, " |");
	if (error.status != ZSIP_OK)
		dump_place(text, &sdp, &error);
	dump_quirks(text, quirks);
}

static bool try_vector(const struct vector *v, const struct guard *guard)
{
	struct text got = {0};
	bool good;

	dump_result(&got, v, guard);
	good = v->expected != NULL && strcmp(text_get(&got), v->expected) == 0;
	if (!good)
		fprintf(stderr, "line %u: got %s\n", v->line, text_get(&got));
	text_free(&got);
	return good;
}

static size_t try_file(const char *name)
{
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	struct guard guard;
	size_t count = 0, failed = 0;
	char path[512];

	snprintf(path, sizeof(path), DESCRIPTION_DIR "/%s", name);
	ck_assert_msg(vectors_open(&file, path, "ok bad need"), "%s",
	              file.error);
	guard_open(&guard, 65536);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		if (result == VECTOR_ERROR)
			fprintf(stderr, "%s\n", file.error);
		failed += result == VECTOR_ERROR || !try_vector(&v, &guard);
		count++;
	}
	guard_close(&guard);
	vectors_close(&file);
	ck_assert_msg(failed == 0, "%zu of %zu in %s", failed, count, path);
	return count;
}

START_TEST(descriptions)
{
	struct vector_dir dir;

	ck_assert_msg(vectors_dir_open(&dir, DESCRIPTION_DIR), "%s",
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++)
		tally_vectors("sdp", try_file(dir.names[i]));
	vectors_dir_close(&dir);
}
END_TEST

static bool is_sdp_quirk(const struct zsip_quirk_info *info)
{
	return strncmp(info->name, "sdp_", 4) == 0;
}

static const char *last_break(const char *text, size_t len)
{
	while (len > 0 && text[len - 1] != '\n')
		len--;
	return len > 0 ? text + len - 1 : NULL;
}

/* Lines that every description has, but for those that the example has: those
 * before it, it, those behind it. */
static void build_example(struct text *text, const char *example, size_t len)
{
	static const char *const base[] = {"v=0\r\n", "o=- 1 1 IN IP4 h\r\n",
	                                   "s=-\r\n", "t=0 0\r\n"};
	static const char order[] = "vosiuepcbtrzkam";
	const char *last = last_break(example, len - 1);
	const char *from = strchr(order, *example);
	const char *to = from;

	if (last != NULL && strchr(order, last[1]) != NULL)
		to = strchr(order, last[1]);
	for (size_t i = 0; i < 4 && *example != 'v'; i++) {
		if (strchr(order, *base[i]) < from &&
		    strchr(order, *base[i]) != to)
			text_add(text, "%s", base[i]);
	}
	text_add(text, "%.*s", (int)len, example);
	if (example[len - 1] != '\n')
		text_add(text, "\r\n");
	for (size_t i = 0; i < 4; i++) {
		if (strchr(order, *base[i]) > from &&
		    strchr(order, *base[i]) > to)
			text_add(text, "%s", base[i]);
	}
}

START_TEST(examples)
{
	const struct zsip_quirk_info *info = zsip_quirk_at((size_t)_i);
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = info->bit};
	struct vector_file file = {.path = "zsip_quirks.def",
	                           .verdicts = "need"};
	size_t len = strlen(info->example) + 6;
	struct text text = {0};
	struct zsip_error error;
	struct zsip_sdp sdp;
	struct vector v;
	uint64_t quirks;

	if (!is_sdp_quirk(info))
		return;
	file.data = malloc(len);
	ck_assert_ptr_nonnull(file.data);
	snprintf(file.data, len, "need %s", info->example);
	file.size = len - 1;
	ck_assert_msg(vectors_next(&file, &v) == VECTOR_LINE, "%s", file.error);
	build_example(&text, v.text, v.len);
	vectors_close(&file);
	error = parse_all(&sdp, text.data, text.len, NULL, &quirks);
	ck_assert_msg(error.status != ZSIP_OK, "%s: right without", info->name);
	options.quirks = ~info->bit;
	error = parse_all(&sdp, text.data, text.len, &options, &quirks);
	ck_assert_msg(error.status != ZSIP_OK, "%s: others do", info->name);
	options.quirks = info->bit;
	error = parse_all(&sdp, text.data, text.len, &options, &quirks);
	ck_assert_msg(error.status == ZSIP_OK, "%s: refused with, %s",
	              info->name, text.data);
	ck_assert_uint_eq(quirks, info->bit);
	text_free(&text);
}
END_TEST

TCase *sdp_quirks_tcase(void)
{
	TCase *tcase = tcase_create("sdp quirks");
	int quirks = 0;

	while (zsip_quirk_at((size_t)quirks) != NULL)
		quirks++;
	tcase_add_test(tcase, descriptions);
	tcase_add_loop_test(tcase, examples, 0, quirks);
	return tcase;
}
