/*
 * Texts of messages on their way into a dialog's arena.
 */
#include "texts.h"
#include "facts.h"
#include <string.h>

static void set(struct zsip_dialog *dialog, enum zsip_dialog_text which,
                size_t offset, size_t len)
{
	dialog->texts[which].offset = (uint32_t)offset;
	dialog->texts[which].len = (uint32_t)len;
}

void zsip_texts_add(struct zsip_dialog *dialog, struct zsip_writer *arena,
                    enum zsip_dialog_text which, struct zsip_slice text)
{
	set(dialog, which, text.ptr != NULL ? arena->len : ZSIP_DIALOG_ABSENT,
	    text.len);
	zsip_writer_add(arena, text);
}

/* A part of an address that has been appended at `base`; parts have no folds
 * in them. */
static void set_part(struct zsip_dialog *dialog, enum zsip_dialog_text which,
                     size_t base, struct zsip_slice value,
                     struct zsip_slice part)
{
	struct zsip_writer before;

	if (part.ptr == NULL) {
		set(dialog, which, ZSIP_DIALOG_ABSENT, 0);
		return;
	}
	zsip_writer_init(&before, NULL, 0);
	value.len = (size_t)(part.ptr - value.ptr);
	zsip_writer_add_unfolded(&before, value);
	set(dialog, which, base + before.len, part.len);
}

void zsip_texts_add_address(struct zsip_dialog *dialog,
                            struct zsip_writer *arena,
                            enum zsip_dialog_text which,
                            struct zsip_slice value,
                            const struct zsip_name_addr *address)
{
	bool local = which == ZSIP_DIALOG_LOCAL_ADDRESS;
	size_t base = arena->len;

	zsip_writer_add_unfolded(arena, value);
	set(dialog, which, base, arena->len - base);
	set_part(dialog, local ? ZSIP_DIALOG_LOCAL_URI : ZSIP_DIALOG_REMOTE_URI,
	         base, value, address->uri);
	set_part(dialog, local ? ZSIP_DIALOG_LOCAL_TAG : ZSIP_DIALOG_REMOTE_TAG,
	         base, value, address->tag);
}

/* The URI of the next value; ZSIP_END behind the last one. */
static enum zsip_status next_route(struct zsip_list *list,
                                   struct zsip_slice *uri,
                                   struct zsip_error *err)
{
	struct zsip_value value;
	struct zsip_error error;
	enum zsip_status status = zsip_list_next(list, &value, &error);

	if (status == ZSIP_END)
		return status;
	if (status != ZSIP_OK)
		return zsip_facts_fail(
		        list->msg, status, list->msg->text.ptr + error.offset,
		        zsip_facts_name(list->msg, ZSIP_HDR_RECORD_ROUTE), err);
	*uri = value.name_addr.uri;
	return zsip_facts_check_uri(list->msg, ZSIP_HDR_RECORD_ROUTE, *uri,
	                            true, err);
}

enum zsip_status zsip_texts_measure_routes(const struct zsip_message *msg,
                                           size_t *len, struct zsip_error *err)
{
	enum zsip_status status;
	struct zsip_list list;
	struct zsip_slice uri;

	*len = 0;
	zsip_list_start(&list, msg, ZSIP_HDR_RECORD_ROUTE);
	while ((status = next_route(&list, &uri, err)) == ZSIP_OK)
		*len += uri.len + (*len == 0 ? 2 : 3);
	return status == ZSIP_END ? ZSIP_OK : status;
}

/* "<uri>" and a comma on the side where another one follows. */
static void place_routes(const struct zsip_message *msg, char *from, size_t len,
                         bool reverse)
{
	char *end = from + len, *at = reverse ? end : from;
	struct zsip_list list;
	struct zsip_slice uri;

	zsip_list_start(&list, msg, ZSIP_HDR_RECORD_ROUTE);
	while (next_route(&list, &uri, NULL) == ZSIP_OK) {
		if (reverse)
			at -= uri.len + 2;
		at[0] = '<';
		memcpy(at + 1, uri.ptr, uri.len);
		at[uri.len + 1] = '>';
		if (reverse && at > from)
			*--at = ',';
		else if (!reverse && (at += uri.len + 2) < end)
			*at++ = ',';
	}
}

enum zsip_status zsip_texts_add_routes(struct zsip_dialog *dialog,
                                       struct zsip_writer *arena,
                                       const struct zsip_message *msg,
                                       bool reverse, struct zsip_error *err)
{
	size_t base = arena->len, len;
	enum zsip_status status = zsip_texts_measure_routes(msg, &len, err);

	if (status != ZSIP_OK)
		return status;
	set(dialog, ZSIP_DIALOG_ROUTE_SET, base, len);
	arena->len += len;
	if (len != 0 && arena->len <= arena->size)
		place_routes(msg, arena->buf + base, len, reverse);
	return ZSIP_OK;
}

/* Cut "<uri>" and a comma off an end of the routes. */
static bool cut_route(struct zsip_slice *routes, struct zsip_slice uri,
                      bool reverse)
{
	size_t len = uri.len + 2;
	const char *at;

	if (routes->len < len)
		return false;
	at = reverse ? routes->ptr + routes->len - len : routes->ptr;
	if (*at != '<' || memcmp(at + 1, uri.ptr, uri.len) != 0 ||
	    at[len - 1] != '>')
		return false;
	len += len < routes->len;
	if (!reverse)
		routes->ptr += len;
	routes->len -= len;
	return true;
}

bool zsip_texts_are_routes(const struct zsip_message *msg, bool reverse,
                           struct zsip_slice routes)
{
	struct zsip_list list;
	struct zsip_slice uri;

	zsip_list_start(&list, msg, ZSIP_HDR_RECORD_ROUTE);
	while (next_route(&list, &uri, NULL) == ZSIP_OK) {
		if (!cut_route(&routes, uri, reverse))
			return false;
	}
	return routes.len == 0;
}
