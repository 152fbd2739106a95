/*
 * All descriptions that there are (corpus.h), cut off at every byte, next to
 * memory that cannot be touched, at every alignment and changed at random:
 * descriptions.h says what holds.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "corpus.h"
#include "descriptions.h"
#include "dump.h"
#include "guard.h"
#include "mutate.h"
#include "tally.h"
#include "test_sdp.h"

enum { ALIGNMENTS = 64, MUTATIONS = 500 / CHANGES_SHARE, MAX_GROWTH = 4096 };

static const struct zsip_options strict = {.size = sizeof(strict)};
static const struct zsip_options all = {.size = sizeof(all),
                                        .quirks = UINT64_MAX};

static const struct zsip_options small = {
        .size = sizeof(small),
        .quirks = UINT64_MAX,
        .limits = {.fields = 8, .field_length = 32, .list_length = 2},
};

static struct corpus corpus;
static struct guard guard;

static void open_all(void)
{
	corpus_open_descriptions(&corpus);
	guard_open(&guard, corpus.longest + MAX_GROWTH + ALIGNMENTS);
}

static void close_all(void)
{
	guard_close(&guard);
	corpus_close(&corpus);
}

static void expect_sound(const char *name, const char *text, size_t len,
                         size_t from)
{
	const char *fault = description_fault(text, len, &strict, from);
	struct text shown = {0};

	if (fault == NULL)
		fault = description_fault(text, len, &all, from);
	if (fault == NULL)
		fault = description_fault(text, len, &small, from);
	if (fault == NULL)
		fault = description_quirk_fault(text, len);
	if (fault == NULL)
		return;
	text_bytes(&shown, text, len);
	fprintf(stderr, "%s\n", text_get(&shown));
	ck_abort_msg("%s: %s", name, fault);
}

/* Next to both guard pages; values from a line on. */
static void expect_sound_at_both_ends(const char *name, const char *text,
                                      size_t len, size_t from)
{
	expect_sound(name, guard_end(&guard, text, len), len, from);
	expect_sound(name, guard_start(&guard, text, len), len, from);
}

/* Cutting off, the lines before the cut stay as they are; so the last two are
 * all whose values can be others. */
START_TEST(every_truncation)
{
	size_t count = 0;

	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *one = &corpus.messages[i];
		size_t line = 0;

		for (size_t len = 0; len <= one->len; len++) {
			expect_sound_at_both_ends(one->name, one->data, len,
			                          line > 1 ? line - 2 : 0);
			line += len < one->len && one->data[len] == '\n';
		}
		count += one->len + 1;
	}
	tally("sdp", "truncations", count);
}
END_TEST

/* What a truncated description has in common with the whole one: all lines but
 * the last. */
static void expect_prefix(const char *name, const struct zsip_sdp *whole,
                          size_t len)
{
	static struct zsip_sdp_line before[DESCRIPTION_LINES];
	struct zsip_sdp cut;

	memcpy(before, whole->lines, whole->line_count * sizeof(*before));
	description_parse(&cut, whole->text.ptr, len, whole->options);
	ck_assert_msg(cut.line_count <= whole->line_count, "%s: %zu", name,
	              len);
	for (size_t i = 0; i + 1 < cut.line_count; i++)
		ck_assert_msg(description_same_line(&cut.lines[i], &before[i]),
		              "%s: line %zu of %zu bytes", name, i + 1, len);
}

START_TEST(lines_do_not_depend_on_what_follows)
{
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *one = &corpus.messages[i];

		for (size_t len = 0; len < one->len; len += 1 + len % 13) {
			struct zsip_sdp whole;

			description_parse(&whole, one->data, one->len, &strict);
			expect_prefix(one->name, &whole, len);
		}
	}
}
END_TEST

/* A description as text that does not depend on where it lies. */
static void record(struct text *out, const struct zsip_sdp *sdp)
{
	text_add(out, "%d %zu %s %zu %zu", sdp->error.status, sdp->error.offset,
	         sdp->error.expected, sdp->line_count, sdp->media_count);
	for (size_t i = 0; i < sdp->line_count; i++) {
		const struct zsip_sdp_line *line = &sdp->lines[i];

		text_add(out, " %c%d%d:%zu+%zu", line->letter, line->attribute,
		         line->broken, (size_t)(line->text.ptr - sdp->text.ptr),
		         line->text.len);
	}
}

START_TEST(every_alignment)
{
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *one = &corpus.messages[i];
		struct text first = {0};

		for (size_t shift = 0; shift < ALIGNMENTS; shift++) {
			struct text again = {0};
			char *at = guard_end(&guard, one->data, one->len);
			struct zsip_sdp sdp;

			at = memmove(at - shift, at, one->len);
			memset(at + one->len, 'a', shift);
			expect_sound(one->name, at, one->len, 0);
			description_parse(&sdp, at, one->len, &strict);
			record(shift == 0 ? &first : &again, &sdp);
			ck_assert_msg(shift == 0 ||
			                      strcmp(text_get(&first),
			                             text_get(&again)) == 0,
			              "%s: %zu", one->name, shift);
			text_free(&again);
		}
		text_free(&first);
	}
	tally("sdp", "alignments", corpus.count * ALIGNMENTS);
}
END_TEST

/* Each line with all that was found of it. */
static void record_lines(struct text *out, const struct zsip_sdp *sdp)
{
	for (size_t i = 0; i < sdp->line_count; i++) {
		const struct zsip_sdp_line *line = &sdp->lines[i];

		text_add(out, "%c%d%d %d", line->letter, line->attribute,
		         line->broken, line->media);
		text_bytes(out, line->text.ptr, line->text.len);
		text_add(out, " %d:", line->name.ptr != NULL);
		text_bytes(out, line->name.ptr, line->name.len);
		text_add(out, " %d:", line->value.ptr != NULL);
		text_bytes(out, line->value.ptr, line->value.len);
		text_add(out, "\n");
	}
}

/* The text with line ends that are LF alone; 0 where a CR more than one stands
 * before LF, which would be a line end then. */
static size_t without_cr(char *out, const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n' && n > 0 && out[n - 1] == '\r')
			n--;
		if (text[i] == '\n' && n > 0 && out[n - 1] == '\r')
			return 0;
		out[n++] = text[i];
	}
	return n;
}

static void expect_same_lines(const char *name, const char *text, size_t len)
{
	struct text with = {0}, without = {0};
	struct zsip_sdp sdp;
	char *bare = malloc(len + 1);
	size_t bare_len;

	ck_assert_ptr_nonnull(bare);
	bare_len = without_cr(bare, text, len);
	if (bare_len != 0) {
		description_parse(&sdp, text, len, &strict);
		record_lines(&with, &sdp);
		description_parse(&sdp, bare, bare_len, &strict);
		record_lines(&without, &sdp);
		ck_assert_msg(strcmp(text_get(&with), text_get(&without)) == 0,
		              "%s:\n%s\n%s", name, text_get(&with),
		              text_get(&without));
	}
	text_free(&with);
	text_free(&without);
	free(bare);
}

/* Attributes behind CRLF have a way of their own, those behind LF go that of
 * all other lines. */
START_TEST(line_ends_make_no_difference)
{
	uint64_t state = 2;

	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *one = &corpus.messages[i];
		size_t room = one->len + MAX_GROWTH;
		char *text = malloc(room);

		ck_assert_ptr_nonnull(text);
		expect_same_lines(one->name, one->data, one->len);
		for (int n = 0; n < MUTATIONS / 10; n++) {
			memcpy(text, one->data, one->len);
			expect_same_lines(one->name, text,
			                  mutate(&state, text, one->len, room));
		}
		free(text);
	}
}
END_TEST

START_TEST(random_changes)
{
	uint64_t state = 8866;
	size_t size = corpus.longest + MAX_GROWTH;
	char *data = malloc(size);

	ck_assert_ptr_nonnull(data);
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *one = &corpus.messages[i];

		for (unsigned n = 0; n < MUTATIONS; n++) {
			size_t len;

			memcpy(data, one->data, one->len);
			len = mutate(&state, data, one->len, size);
			expect_sound_at_both_ends(one->name, data, len, 0);
		}
	}
	free(data);
	tally("sdp", "changed descriptions", corpus.count * MUTATIONS);
}
END_TEST

/* Whatever was wrong before it. */
START_TEST(what_ends_the_parse_is_told)
{
	static const struct {
		const char *text;
		enum zsip_status status;
		size_t offset, lines, media;
	} rows[] = {
	        {"x\r\na=b\r\na=b\r\na=b\r\na=b\r\na=b\r\na=b\r\na=b\r\na="
	         "b\r\n",
	         ZSIP_E_TOO_MANY, 38, 8, 0},
	        {"x\r\nm=a 1 b c\r\nm=a 1 b c\r\nm=a 1 b c\r\na=b\r\n",
	         ZSIP_E_TOO_MANY, 25, 3, 2},
	        {"x\r\na=0123456789012345678901234567890\r\na=b\r\n",
	         ZSIP_E_TOO_LONG, 3, 1, 0},
	        {"x\r\na=012345678901234567890123456789\r\na=b\r\n",
	         ZSIP_E_SYNTAX, 0, 3, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct zsip_sdp sdp;

		ck_assert_int_eq(description_parse(&sdp, rows[i].text,
		                                   strlen(rows[i].text),
		                                   &small),
		                 rows[i].status);
		ck_assert_uint_eq(sdp.error.offset, rows[i].offset);
		ck_assert_uint_eq(sdp.line_count, rows[i].lines);
		ck_assert_uint_eq(sdp.media_count, rows[i].media);
	}
}
END_TEST

/* zsip_sdp_line.media has 16 bits, whatever the limits say. */
START_TEST(media_descriptions_can_be_numbered)
{
	static const char media[] = "m=a 1 b c\r\n";
	enum { COUNT = UINT16_MAX + 1, LEN = sizeof(media) - 1 };
	static struct zsip_sdp_line lines[COUNT];
	static struct zsip_sdp_media streams[COUNT];
	static char text[COUNT * LEN];
	struct zsip_options options = {
	        .size = sizeof(options),
	        .limits = {.fields = COUNT, .list_length = COUNT}};
	struct zsip_sdp sdp;

	for (size_t i = 0; i < COUNT; i++)
		memcpy(text + i * LEN, media, LEN);
	zsip_sdp_init(&sdp, lines, COUNT, streams, COUNT, &options);
	ck_assert_int_eq(zsip_sdp_parse(&sdp, text, sizeof(text), NULL),
	                 ZSIP_E_TOO_MANY);
	ck_assert_uint_eq(sdp.error.offset, sizeof(text) - LEN);
	ck_assert_uint_eq(sdp.media_count, UINT16_MAX);
	ck_assert_uint_eq(lines[UINT16_MAX - 1].media, UINT16_MAX);
}
END_TEST

TCase *sdp_bytes_tcase(void)
{
	TCase *tcase = tcase_create("sdp bytes");

	tcase_set_timeout(tcase, 300);
	tcase_add_checked_fixture(tcase, open_all, close_all);
	tcase_add_test(tcase, every_truncation);
	tcase_add_test(tcase, lines_do_not_depend_on_what_follows);
	tcase_add_test(tcase, every_alignment);
	tcase_add_test(tcase, line_ends_make_no_difference);
	tcase_add_test(tcase, random_changes);
	tcase_add_test(tcase, what_ends_the_parse_is_told);
	tcase_add_test(tcase, media_descriptions_can_be_numbered);
	return tcase;
}
