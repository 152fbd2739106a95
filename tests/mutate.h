/*
 * Random changes of messages, the same at every run.
 */

#ifndef ZSIP_TESTS_MUTATE_H
#define ZSIP_TESTS_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/** The next number of a fixed sequence; any seed will do. */
uint64_t random_next(uint64_t *state);

/** A number below `bound`, which is not 0. */
size_t random_below(uint64_t *state, size_t bound);

/**
 * Change a text in a few places: bytes that mean something are put in, changed
 * or taken out, pieces are repeated, moved, cut off.
 *
 * @param size  room at `data`, at least len + 1
 * @return the new length
 */
size_t mutate(uint64_t *state, char *data, size_t len, size_t size);

#endif
