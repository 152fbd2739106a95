/*
 * What is found on messages that are alike.
 */
#ifndef ZSIP_TESTS_ALIKE_H
#define ZSIP_TESTS_ALIKE_H

#include <stdbool.h>

#include "lint/alike.h"

/** A message, read. */
struct alike {
	struct input *input;
	struct message message;
};

/** @param quirks  that are allowed */
void alike_start(struct alike *alike, const char *bytes, size_t len,
                 uint64_t quirks);
void alike_end(struct alike *alike);

/** The same message with another branch, other tags and another Call-ID, as
 *  far as it has them; `bytes` is a malloc of its own.
 *  @param length  of what takes their places */
char *alike_twin(struct alike *alike, size_t length, size_t *len);

/** Whether alike_check() finds what zsip_check() finds. */
bool alike_is_right(struct verdicts *verdicts, struct alike *alike);

/** Whether its findings are known. */
bool alike_is_known(const struct verdicts *verdicts, struct alike *alike);

#endif
