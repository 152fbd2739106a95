/*
 * Memory whose neighbours on both sides cannot be touched, so that reading a
 * single byte too far is a crash.
 */

#ifndef ZSIP_TESTS_GUARD_H
#define ZSIP_TESTS_GUARD_H

#include <stddef.h>

struct guard {
	char *map;
	size_t map_size;
	char *start, *end; /**< what may be touched */
};

/** Make room for at least `size` bytes between two guard pages. */
void guard_open(struct guard *guard, size_t size);

void guard_close(struct guard *guard);

/** Copy bytes so that they end where a guard page begins. */
char *guard_end(const struct guard *guard, const char *data, size_t len);

/** Copy bytes so that they begin where a guard page ends. */
char *guard_start(const struct guard *guard, const char *data, size_t len);

#endif
