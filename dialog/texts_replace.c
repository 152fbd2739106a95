/*
 * Texts that take the place of others in a dialog's arena.
 */
#include "texts.h"
#include <string.h>

/* The places in the order of their offsets. */
struct order {
	struct zsip_dialog_place *places[ZSIP_DIALOG_TEXTS];
	size_t count;
};

static bool is_in_arena(const struct zsip_dialog *dialog,
                        struct zsip_slice text)
{
	return (uintptr_t)text.ptr >= (uintptr_t)dialog->arena &&
	       (uintptr_t)text.ptr < (uintptr_t)dialog->arena + dialog->used;
}

/* What stands in the arena already, and what is to be appended there. */
static void place_texts(struct zsip_event *event, uint32_t *appended)
{
	const struct zsip_dialog *dialog = event->dialog;

	*appended = 0;
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		struct zsip_dialog_place *place = &event->next->texts[i];
		struct zsip_slice text = event->texts[i];

		if (!(event->replaced >> i & 1))
			continue;
		if (is_in_arena(dialog, text)) {
			place->offset = (uint32_t)(text.ptr - dialog->arena);
			place->len = (uint32_t)text.len;
			continue;
		}
		place->offset = ZSIP_DIALOG_ABSENT;
		if (text.ptr != NULL)
			*appended |= UINT32_C(1) << i;
	}
	if (event->new_routes)
		event->next->texts[ZSIP_DIALOG_ROUTE_SET].offset =
		        ZSIP_DIALOG_ABSENT;
}

static void sort(struct order *order, struct zsip_dialog *dialog)
{
	order->count = 0;
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		struct zsip_dialog_place *place = &dialog->texts[i];
		size_t at = order->count;

		if (place->offset == ZSIP_DIALOG_ABSENT)
			continue;
		for (; at > 0 && order->places[at - 1]->offset > place->offset;
		     at--)
			order->places[at] = order->places[at - 1];
		order->places[at] = place;
		order->count++;
	}
}

/* Bytes that the texts take without gaps between them; with an arena they are
 * moved together there. */
static size_t compact(const struct order *order, char *arena)
{
	size_t from = 0, end = 0, to = 0, len = 0;

	for (size_t i = 0; i < order->count; i++) {
		struct zsip_dialog_place *place = order->places[i];
		size_t offset = place->offset;

		if (i == 0 || offset >= end) {
			to += len;
			from = offset;
			end = from;
			len = 0;
		}
		if (offset + place->len > end) {
			size_t more = offset + place->len - end;

			if (arena != NULL)
				memmove(arena + to + len, arena + end, more);
			len += more;
			end += more;
		}
		if (arena != NULL)
			place->offset = (uint32_t)(to + (offset - from));
	}
	return to + len;
}

static size_t measure(const struct zsip_event *event, uint32_t appended)
{
	size_t sum = 0, len;

	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		if (appended >> i & 1)
			sum += event->texts[i].len;
	}
	if (event->new_routes &&
	    zsip_texts_measure_routes(event->msg, &len, NULL) == ZSIP_OK)
		sum += len;
	return sum;
}

static void append(struct zsip_event *event, uint32_t appended)
{
	struct zsip_dialog *next = event->next;
	struct zsip_writer writer;

	zsip_writer_init(&writer, next->arena, next->arena_size);
	writer.len = next->used;
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		if (appended >> i & 1)
			zsip_texts_add(next, &writer, (enum zsip_dialog_text)i,
			               event->texts[i]);
	}
	if (event->new_routes)
		zsip_texts_add_routes(next, &writer, event->msg,
		                      !zsip_is_request_event(event), NULL);
	next->used = writer.len;
}

enum zsip_status zsip_texts_replace(struct zsip_event *event)
{
	struct zsip_dialog *next = event->next;
	struct order order;
	uint32_t appended;
	size_t needed;

	if (event->replaced == 0 && !event->new_routes)
		return ZSIP_OK;
	place_texts(event, &appended);
	sort(&order, next);
	needed = compact(&order, NULL) + measure(event, appended);
	if (needed > next->arena_size || needed >= ZSIP_DIALOG_ABSENT) {
		event->decision->needed = needed;
		return ZSIP_E_TOO_LONG;
	}
	next->used = compact(&order, next->arena);
	append(event, appended);
	return ZSIP_OK;
}
