/*
 * Bytes that are kept, in memory that is used again.
 */
#ifndef SIPLINT_COPY_H
#define SIPLINT_COPY_H

#include "base/base.h"

struct copy {
	char *ptr;
	size_t len, room;
};

/* @return room for as many bytes, which are no longer what they were */
char *copy_room(struct copy *copy, size_t len);
void copy_take(struct copy *copy, struct zsip_slice bytes);
void copy_free(struct copy *copy);

static inline struct zsip_slice copy_slice(const struct copy *copy)
{
	return (struct zsip_slice){copy->ptr, copy->len};
}

#endif
