/*
 * What the tests went through, counted across the processes that run them, and
 * printed once all have run.
 */

#ifndef ZSIP_TESTS_TALLY_H
#define ZSIP_TESTS_TALLY_H

#include <stddef.h>
#include <stdio.h>

/** Make the shared memory; before the first test. */
void tally_open(void);

/** Memory that is shared with the processes forked from now on; 0 at first. */
void *tally_share(size_t size);

/** Count `n` more of `what`, as ("stream", "split points", 12). */
void tally(const char *suite, const char *what, size_t n);

/** Count `n` more vectors of a family, named as its folder in tests/vectors. */
void tally_vectors(const char *family, size_t n);

/** Print one line for each suite. */
void tally_print(void);

/** Print how much there is: what the tables have, and all vectors. */
void tally_totals(FILE *out);

#endif
