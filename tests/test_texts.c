/*
 * Texts that take the place of others in the arena of a dialog, beside a model
 * that keeps each of them apart.
 */

#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "test_session.h"
#include "texts.h"

enum { ROOM = 4096, LONGEST = 40, ROUNDS = 4000 };

/* A text of the model. */
struct kept {
	char data[LONGEST];
	size_t len;
	bool absent;
};

struct model {
	struct kept texts[ZSIP_DIALOG_TEXTS];
	uint32_t seed;
};

static unsigned draw(struct model *model, unsigned below)
{
	model->seed = model->seed * 1664525 + 1013904223;
	return (model->seed >> 8) % below;
}

/* Bytes that no other text has had. */
static void invent(struct model *model, struct kept *text)
{
	text->absent = draw(model, 8) == 0;
	text->len = text->absent ? 0 : draw(model, LONGEST);
	for (size_t i = 0; i < text->len; i++)
		text->data[i] = (char)('!' + draw(model, 90));
}

/* A text, or a part of one, takes the place of another. */
static struct zsip_slice
share(struct model *model, const struct zsip_dialog *dialog, struct kept *text)
{
	unsigned from = draw(model, ZSIP_DIALOG_TEXTS);
	struct zsip_slice slice =
	        zsip_dialog_text(dialog, (enum zsip_dialog_text)from);
	size_t cut = slice.len != 0 ? draw(model, (unsigned)slice.len) : 0;

	if (slice.ptr != NULL) {
		slice.ptr += cut;
		slice.len -= cut;
	}
	text->absent = slice.ptr == NULL;
	text->len = slice.len;
	if (slice.len != 0)
		memcpy(text->data, slice.ptr, slice.len);
	return slice;
}

/* What an event changes, in the dialog's words and in the model's; the new
 * texts stand in `message`. */
static void change(struct model *model, struct zsip_event *event,
                   struct kept *message)
{
	struct kept after[ZSIP_DIALOG_TEXTS];

	memcpy(after, model->texts, sizeof(after));
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		struct zsip_slice slice = {NULL, 0};

		if (draw(model, 3) != 0)
			continue;
		if (draw(model, 2) == 0) {
			slice = share(model, event->dialog, &after[i]);
		} else {
			invent(model, &message[i]);
			after[i] = message[i];
			if (!message[i].absent)
				slice = (struct zsip_slice){message[i].data,
				                            message[i].len};
		}
		zsip_event_set_text(event, i, slice);
	}
	memcpy(model->texts, after, sizeof(after));
}

static void compare(const struct model *model, const struct zsip_dialog *dialog)
{
	size_t sum = 0;

	ck_assert_uint_le(dialog->used, dialog->arena_size);
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		const struct kept *text = &model->texts[i];
		struct zsip_slice slice =
		        zsip_dialog_text(dialog, (enum zsip_dialog_text)i);

		sum += slice.len;
		ck_assert_int_eq(slice.ptr == NULL, text->absent);
		ck_assert_uint_eq(slice.len, text->len);
		ck_assert(slice.len == 0 ||
		          memcmp(slice.ptr, text->data, slice.len) == 0);
	}
	ck_assert_uint_le(dialog->used, sum);
}

static struct zsip_event event_of(const struct zsip_dialog *dialog,
                                  struct zsip_dialog *next,
                                  struct zsip_decision *decision)
{
	*next = *dialog;
	*decision = (struct zsip_decision){.needed = 0};
	return (struct zsip_event){
	        .dialog = dialog, .next = next, .decision = decision};
}

/* The same in an arena of `size` bytes, which may be too small. */
static enum zsip_status replace_in(const struct zsip_event *event,
                                   const struct guard *guard, size_t size,
                                   size_t *needed)
{
	const struct zsip_dialog *old = event->dialog;
	struct zsip_dialog dialog, next;
	struct zsip_decision decision;
	struct zsip_event copy;
	enum zsip_status status;

	ck_assert_int_eq(
	        zsip_dialog_copy(&dialog, old, guard->end - size, size),
	        ZSIP_OK);
	copy = event_of(&dialog, &next, &decision);
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		struct zsip_slice text = event->texts[i];
		size_t at =
		        (size_t)((uintptr_t)text.ptr - (uintptr_t)old->arena);

		if (!(event->replaced >> i & 1))
			continue;
		if (text.ptr != NULL && at < old->used)
			text.ptr = dialog.arena + at;
		zsip_event_set_text(&copy, i, text);
	}
	status = zsip_texts_replace(&copy);
	*needed = status == ZSIP_OK ? next.used : decision.needed;
	if (status != ZSIP_OK)
		ck_assert(old->used == 0 ||
		          memcmp(dialog.arena, old->arena, old->used) == 0);
	return status;
}

/* Every size from what is used now to what is needed. */
static void check_sizes(const struct zsip_event *event,
                        const struct guard *guard, size_t expected)
{
	size_t needed;

	for (size_t size = event->dialog->used; size <= expected; size++) {
		ck_assert_int_eq(replace_in(event, guard, size, &needed),
		                 size < expected ? ZSIP_E_TOO_LONG : ZSIP_OK);
		ck_assert_uint_eq(needed, expected);
	}
}

START_TEST(texts_are_replaced_as_in_a_model)
{
	struct model model = {.seed = (uint32_t)_i};
	static char arena[ROOM];
	struct zsip_dialog dialog = {.arena = arena, .arena_size = ROOM}, next;
	struct zsip_decision decision;
	struct guard guard;

	guard_open(&guard, ROOM);
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		dialog.texts[i].offset = ZSIP_DIALOG_ABSENT;
		model.texts[i].absent = true;
	}
	for (size_t i = 0; i < ROUNDS; i++) {
		struct kept message[ZSIP_DIALOG_TEXTS];
		struct zsip_event event = event_of(&dialog, &next, &decision);
		size_t expected;

		change(&model, &event, message);
		ck_assert_int_eq(replace_in(&event, &guard, ROOM, &expected),
		                 ZSIP_OK);
		if (i % 50 == 0)
			check_sizes(&event, &guard, expected);
		ck_assert_int_eq(zsip_texts_replace(&event), ZSIP_OK);
		ck_assert_uint_eq(next.used, expected);
		compare(&model, &next);
		dialog = next;
	}
	guard_close(&guard);
}
END_TEST

START_TEST(nothing_is_touched_where_nothing_changes)
{
	struct zsip_dialog dialog = {.arena = NULL}, next;
	struct zsip_decision decision;
	struct zsip_event event = event_of(&dialog, &next, &decision);

	ck_assert_int_eq(zsip_texts_replace(&event), ZSIP_OK);
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		dialog.texts[i].offset = ZSIP_DIALOG_ABSENT;
		zsip_event_set_text(&event, i, (struct zsip_slice){NULL, 0});
	}
	next = dialog;
	ck_assert_int_eq(zsip_texts_replace(&event), ZSIP_OK);
	ck_assert_uint_eq(next.used, 0);
}
END_TEST

/* What begins where the arena ends is not in it. */
START_TEST(a_message_may_lie_right_behind_the_arena)
{
	char room[16] = "abcdefghijklmnop";
	struct zsip_dialog dialog = {.arena = room, .arena_size = 8, .used = 8},
	                   next;
	struct zsip_decision decision;
	struct zsip_event event = event_of(&dialog, &next, &decision);
	struct zsip_slice text;

	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++)
		dialog.texts[i].offset = ZSIP_DIALOG_ABSENT;
	dialog.texts[0] = (struct zsip_dialog_place){0, 8};
	next = dialog;
	zsip_event_set_text(&event, 0, (struct zsip_slice){room + 8, 4});
	ck_assert_int_eq(zsip_texts_replace(&event), ZSIP_OK);
	ck_assert_uint_eq(next.used, 4);
	text = zsip_dialog_text(&next, (enum zsip_dialog_text)0);
	ck_assert(zsip_slice_equal(text, zsip_slice_from("ijkl")));
}
END_TEST

TCase *texts_tcase(void)
{
	TCase *tcase = tcase_create("texts");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, texts_are_replaced_as_in_a_model, 0, 4);
	tcase_add_test(tcase, nothing_is_touched_where_nothing_changes);
	tcase_add_test(tcase, a_message_may_lie_right_behind_the_arena);
	return tcase;
}
