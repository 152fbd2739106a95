/*
 * What the tests went through, counted across the processes that Check forks
 * and printed once all have run.
 */

#ifndef ZSIP_TESTS_TALLY_H
#define ZSIP_TESTS_TALLY_H

#include <stddef.h>
#include <stdio.h>

/** Make the shared memory; before the first test. */
void tally_open(void);

/** Count `n` more of `what`, as ("stream", "split points", 12). */
void tally(const char *suite, const char *what, size_t n);

/** Count `n` more vectors of a family, named as its folder in tests/vectors. */
void tally_vectors(const char *family, size_t n);

/** Print one line for each suite. */
void tally_print(void);

/** Print how much there is: what the tables have, and all vectors. */
void tally_totals(FILE *out);

#endif
