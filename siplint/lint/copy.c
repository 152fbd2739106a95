/*
 * Bytes that are kept, in memory that is used again.
 */
#include "lint/copy.h"
#include <stdlib.h>
#include <string.h>

char *copy_room(struct copy *copy, size_t len)
{
	if (len >= copy->room) {
		copy->room = len + 1;
		copy->ptr = must_resize(copy->ptr, copy->room, 1);
	}
	copy->len = len;
	return copy->ptr;
}

void copy_take(struct copy *copy, struct zsip_slice bytes)
{
	char *room = copy_room(copy, bytes.len);

	if (bytes.len != 0)
		memcpy(room, bytes.ptr, bytes.len);
}

void copy_free(struct copy *copy)
{
	free(copy->ptr);
	*copy = (struct copy){.ptr = NULL};
}
