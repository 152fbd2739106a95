/*
 * Texts that grow.
 */

#ifndef ZSIP_TESTS_TEXT_H
#define ZSIP_TESTS_TEXT_H

#include <stddef.h>

/** Bytes, with a NUL behind them. */
struct text {
	char *ptr;
	size_t len, room;
};

/** What was allocated, or the end of the program. */
void *must_alloc(void *ptr);
void text_append(struct text *text, const char *bytes, size_t len);
void text_release(struct text *text);
/** Never NULL. */
const char *text_string(const struct text *text);

#endif
