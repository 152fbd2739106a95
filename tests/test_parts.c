/*
 * Parts of bodies: what holds for all of them (bodies.h) over vectors, messages
 * and mutations, and for bodies cut off at every byte.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bodies.h"
#include "changes.h"
#include "corpus.h"
#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "mutate.h"
#include "tally.h"
#include "test_body.h"
#include "vectors.h"
#include "zsip.h"

#define BODY_DIR  ZSIP_SOURCE_DIR "/tests/vectors/body"
#define BODY_HEAD "c: multipart/mixed;boundary=b\r\n\r\n"

enum {
	MAX_TEXT = 1 << 16,
	MUTATIONS = 400 / CHANGES_SHARE,
	MAX_FIELDS = 64,
	MAX_PARTS = 64
};

static const struct zsip_options with_lf = {
        .size = sizeof(with_lf),
        .quirks = ZSIP_QUIRK_LF_LINE_ENDS,
};

/* Every text that there is to try. */

static void for_vectors(const char *name,
                        void (*visit)(const char *name, const char *text,
                                      size_t len))
{
	static char whole[MAX_TEXT];
	const size_t head = sizeof(BODY_HEAD) - 1;
	struct vector_file file;
	struct vector v;
	char path[256];

	snprintf(path, sizeof(path), BODY_DIR "/%s", name);
	ck_assert_msg(vectors_open(&file, path, "ok bad body id"), "%s",
	              file.error);
	while (vectors_next(&file, &v) == VECTOR_LINE) {
		ck_assert_uint_lt(head + v.len, MAX_TEXT);
		memcpy(whole, BODY_HEAD, head);
		if (v.len != 0)
			memcpy(whole + head, v.text, v.len);
		visit(name, whole, head + v.len);
		visit(name, whole + head, v.len);
	}
	vectors_close(&file);
}

static void for_every_text(void (*visit)(const char *name, const char *text,
                                         size_t len))
{
	struct vector_dir dir;
	struct corpus corpus;

	ck_assert(vectors_dir_open(&dir, BODY_DIR));
	for (size_t i = 0; i < dir.count; i++)
		for_vectors(dir.names[i], visit);
	vectors_dir_close(&dir);
	corpus_open(&corpus);
	for (size_t i = 0; i < corpus.count; i++)
		visit(corpus.messages[i].name, corpus.messages[i].data,
		      corpus.messages[i].len);
	corpus_close(&corpus);
}

static size_t tried;
static struct guard guard;

static void try_text(const char *name, const char *text, size_t len,
                     const struct zsip_options *options)
{
	const char *what =
	        bodies_fault(guard_end(&guard, text, len), len, options);
	struct text shown = {0};

	tried++;
	if (what == NULL)
		what = bodies_fault(guard_start(&guard, text, len), len,
		                    options);
	if (what == NULL)
		return;
	text_bytes(&shown, text, len);
	fprintf(stderr, "%s\n", text_get(&shown));
	ck_abort_msg("%s: %s: %s", name, zsip_simd_name(), what);
}

static void try_everywhere(const char *name, const char *text, size_t len)
{
	for (size_t form = 0; form_next(&form);) {
		try_text(name, text, len, NULL);
		try_text(name, text, len, &with_lf);
	}
}

START_TEST(what_must_hold_holds)
{
	guard_open(&guard, MAX_TEXT);
	for_every_text(try_everywhere);
	guard_close(&guard);
	tally("body", "texts", tried);
	tried = 0;
}
END_TEST

/* The form that follows *form, round and round. */
static void next_form(size_t *form)
{
	if (!form_next(form)) {
		*form = 0;
		form_next(form);
	}
}

static void try_cuts(const char *name, const char *text, size_t len)
{
	size_t form = 0;

	for (size_t cut = 0; cut < len; cut++) {
		next_form(&form);
		try_text(name, text, cut, NULL);
		try_text(name, text, cut, &with_lf);
	}
}

START_TEST(cut_off_anywhere_it_holds)
{
	guard_open(&guard, MAX_TEXT);
	for_every_text(try_cuts);
	guard_close(&guard);
	tally("body", "truncations", tried);
	tried = 0;
}
END_TEST

static uint64_t seed = 20250101;

static void try_mutations(const char *name, const char *text, size_t len)
{
	static char copy[MAX_TEXT];
	size_t form = 0, n;

	if (len == 0 || len > MAX_TEXT / 4)
		return;
	for (int i = 0; i < MUTATIONS; i++) {
		next_form(&form);
		memcpy(copy, text, len);
		n = mutate(&seed, copy, len, len + 512);
		try_text(name, copy, n, i % 2 == 0 ? NULL : &with_lf);
	}
	zsip_simd_select(NULL);
}

START_TEST(changed_at_random_it_holds)
{
	guard_open(&guard, MAX_TEXT);
	for_every_text(try_mutations);
	guard_close(&guard);
	tally("body", "mutations", tried);
	tried = 0;
}
END_TEST

/* Where the parts of a text begin and how long they are. */
struct cut {
	size_t at[MAX_PARTS], len[MAX_PARTS], count;
};

static void cut_parts(struct cut *cut, const char *text, size_t len)
{
	static struct zsip_field fields[MAX_FIELDS];
	struct zsip_message part;
	struct zsip_parts walk;
	enum zsip_status status;

	cut->count = 0;
	zsip_message_init(&part, fields, MAX_FIELDS, NULL);
	zsip_part_parse(&part, text, len, NULL);
	if (zsip_parts_start(&walk, &part, NULL) != ZSIP_OK)
		return;
	while ((status = zsip_parts_next(&walk, &part, NULL)) != ZSIP_END &&
	       status != ZSIP_E_MISSING) {
		ck_assert_uint_lt(cut->count, MAX_PARTS);
		cut->at[cut->count] = (size_t)(part.text.ptr - text);
		cut->len[cut->count++] = part.text.len;
	}
}

/* What is cut off of a body changes no part but the last one. */
static void compare_cuts(const char *name, const char *text, size_t len)
{
	static struct cut whole, some;

	cut_parts(&whole, text, len);
	for (size_t end = 0; end < len; end++) {
		cut_parts(&some, guard_end(&guard, text, end), end);
		for (size_t i = 0; i + 1 < some.count; i++) {
			if (i >= whole.count || some.at[i] != whole.at[i] ||
			    some.len[i] != whole.len[i])
				ck_abort_msg("%s: part %zu, cut at %zu", name,
				             i, end);
		}
		tried++;
	}
}

START_TEST(a_cut_changes_the_last_part_alone)
{
	guard_open(&guard, MAX_TEXT);
	for_vectors("parts.txt", compare_cuts);
	for_vectors("nested.txt", compare_cuts);
	guard_close(&guard);
	ck_assert_uint_gt(tried, 0);
}
END_TEST

TCase *parts_tcase(void)
{
	TCase *tc = tcase_create("parts");

	tcase_set_timeout(tc, 300);
	tcase_add_test(tc, what_must_hold_holds);
	tcase_add_test(tc, cut_off_anywhere_it_holds);
	tcase_add_test(tc, changed_at_random_it_holds);
	tcase_add_test(tc, a_cut_changes_the_last_part_alone);
	return tc;
}
