/*
 * The usual forms of values against the machines that they stand before: what
 * they take the machine takes too, strictly, and cuts in the same way.  Tried
 * on every vector of a value, and on changes of it.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "guard.h"
#include "mutate.h"
#include "sdp_dump.h"
#include "sdp_internal.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"

enum { CHANGES = 400 / CHANGES_SHARE, ROOM = 4096 };

struct counts {
	size_t runs, usual;
};

/* In one form; the bytes up to `limit` may be read. */
static void hold_form(struct counts *counts, zsip_sdp_usual_form *form,
                      unsigned shape, struct zsip_slice text, const char *limit)
{
	struct zsip_sdp_value usual, value;
	struct text left = {0}, right = {0};
	struct zsip_stop stop;

	counts->runs++;
	memset(&usual, 0xAA, sizeof(usual));
	if (!form(&usual, shape, text.ptr, text.ptr + text.len, limit))
		return;
	counts->usual++;
	usual.shape = (uint8_t)shape;
	ck_assert_msg(
	        zsip_sdp_value_machine(&value, shape, text, NULL, 0, &stop),
	        "the machine refuses %.*s", (int)text.len, text.ptr);
	ck_assert_uint_eq(value.quirks, 0);
	dump_sdp_value(&left, &usual);
	dump_sdp_value(&right, &value);
	ck_assert_str_eq(text_get(&left), text_get(&right));
	text_free(&left);
	text_free(&right);
}

/* Alone between guard pages, and with bytes of any kind behind it. */
static void hold(struct counts *counts, unsigned shape, struct zsip_slice text)
{
	static const char behind[] = "00aaAA//  \r\n::00aaAA//  \r\n::00aaAA--";
	zsip_sdp_usual_form *const forms[] = {zsip_sdp_usual_portable,
	                                      zsip_sdp_usual};
	char room[ROOM + sizeof(behind)];
	struct zsip_slice within = {room, text.len};

	if (text.len != 0)
		memcpy(room, text.ptr, text.len);
	memcpy(room + text.len, behind, sizeof(behind));
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		hold_form(counts, forms[i], shape, text, text.ptr + text.len);
		hold_form(counts, forms[i], shape, within,
		          room + text.len + sizeof(behind));
	}
}

static void try_vector(struct counts *counts, unsigned shape,
                       const struct vector *v, const struct guard *guard)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};
	uint64_t state = v->line;
	char room[ROOM];

	if (v->len > ROOM / 2)
		return;
	hold(counts, shape, text);
	if (v->len == 0)
		return;
	for (int i = 0; i < CHANGES; i++) {
		memcpy(room, v->text, v->len);
		text.len = mutate(&state, room, v->len, ROOM);
		text.ptr = guard_end(guard, room, text.len);
		hold(counts, shape, text);
	}
}

static void try_file(struct counts *counts, const char *path, unsigned shape)
{
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	struct guard guard;

	ck_assert_msg(vectors_open(&file, path, "ok bad need flag"), "%s",
	              file.error);
	guard_open(&guard, 65536);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		ck_assert_msg(result == VECTOR_LINE, "%s", file.error);
		try_vector(counts, shape, &v, &guard);
	}
	guard_close(&guard);
	vectors_close(&file);
}

START_TEST(usual_forms)
{
	const struct zsip_sdp_attribute_info *info;
	struct counts counts = {0, 0};
	char path[512];

	for (size_t i = 0; (info = zsip_sdp_attribute_at(i)) != NULL; i++) {
		snprintf(path, sizeof(path),
		         ZSIP_SOURCE_DIR "/tests/vectors/sdp/attribute/%s.txt",
		         info->name.ptr);
		try_file(&counts, path, info->shape);
	}
	for (const char *p = "vosiuepcbtrzkm"; *p != '\0'; p++) {
		snprintf(path, sizeof(path),
		         ZSIP_SOURCE_DIR "/tests/vectors/sdp/line/%c.txt", *p);
		try_file(&counts, path, zsip_sdp_letter(*p)->shape);
	}
	tally("sdp", "values held against their machines", counts.runs);
	tally("sdp", "of usual forms", counts.usual);
	ck_assert_uint_gt(counts.usual, 10000);
}
END_TEST

TCase *sdp_usual_tcase(void)
{
	TCase *tcase = tcase_create("sdp usual");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, usual_forms);
	return tcase;
}
