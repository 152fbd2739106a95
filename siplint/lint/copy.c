/*
 * Bytes that are kept, in memory that is used again.
 */
#include "lint/copy.h"
#include <stdlib.h>
#include <string.h>

void copy_take(struct copy *copy, struct zsip_slice bytes)
{
	if (bytes.len >= copy->room) {
		copy->room = bytes.len + 1;
		copy->ptr = must_resize(copy->ptr, copy->room, 1);
	}
	if (bytes.len != 0)
		memcpy(copy->ptr, bytes.ptr, bytes.len);
	copy->len = bytes.len;
}

void copy_free(struct copy *copy)
{
	free(copy->ptr);
	*copy = (struct copy){.ptr = NULL};
}
