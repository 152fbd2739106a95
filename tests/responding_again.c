/*
 * Responses built again: with other rooms, and in the other mode.
 */
#include <string.h>

#include "responding.h"

static bool same_error(const struct zsip_error *a, const struct zsip_error *b)
{
	return a->status == b->status && a->offset == b->offset &&
	       strcmp(a->expected, b->expected) == 0;
}

/* With less room than it needs, or more. */
static const char *room_fault(const struct zsip_message *request,
                              const struct zsip_response *asked,
                              const char *whole, size_t len, char *room,
                              size_t size)
{
	size_t kept = size < len ? size : len;
	struct zsip_error error;

	memset(room, '#', len + 2);
	if (zsip_response_build(request, NULL, asked, room, size, &error) !=
	            len ||
	    error.status != ZSIP_OK)
		return "another length with another room";
	if (memcmp(room, whole, kept) != 0)
		return "other bytes with another room";
	for (size_t i = kept; i < len + 2; i++) {
		if (room[i] != '#')
			return "bytes outside of the room";
	}
	return NULL;
}

const char *responding_build(const struct zsip_message *request,
                             const struct zsip_response *asked, char *text,
                             size_t size, bool every, size_t *len,
                             struct zsip_error *err)
{
	static char room[1 << 18];
	struct zsip_core core;
	struct zsip_error error;
	const char *fault = NULL;

	zsip_core_parse(request, &core, NULL);
	*len = zsip_response_build(request, &core, asked, text, size, err);
	if ((*len == 0) != (err->status != ZSIP_OK))
		return "a length and an error, or neither";
	if (zsip_response_build(request, NULL, asked, NULL, 0, &error) !=
	            *len ||
	    !same_error(&error, err))
		return "another result without room, and without its core";
	if (*len == 0 || *len > size || *len + 2 > sizeof(room))
		return NULL;
	for (size_t n = 0; n <= *len + 1 && fault == NULL;
	     n += every || n > *len ? 1 : 1 + *len / 5)
		fault = room_fault(request, asked, text, *len, room, n);
	return fault;
}

static bool has_controls(const struct zsip_message *msg)
{
	for (size_t i = 0; i < msg->field_count; i++) {
		if ((msg->fields[i].flags & ZSIP_FIELD_CONTROL) != 0)
			return true;
	}
	return false;
}

const char *responding_modes_fault(const struct zsip_message *request,
                                   const struct zsip_response *asked)
{
	static char one[1 << 18], other[1 << 18];
	struct zsip_response again = *asked;
	size_t len = zsip_response_build(request, NULL, asked, one, sizeof(one),
	                                 NULL);

	if (len == 0 || len > sizeof(one) || asked->code < 400 ||
	    (asked->flags & ZSIP_RESPONSE_ERROR) != 0 || has_controls(request))
		return NULL;
	again.flags |= ZSIP_RESPONSE_ERROR;
	if (zsip_response_build(request, NULL, &again, other, sizeof(other),
	                        NULL) != len ||
	    memcmp(one, other, len) != 0)
		return "another response in the error mode";
	return NULL;
}
