/*
 * Random edits of any message, beside a naive model of what they do: a list of
 * lines and, of those that are edited, of values and their parts.
 */

#ifndef ZSIP_TESTS_EDIT_MODEL_H
#define ZSIP_TESTS_EDIT_MODEL_H

#include "zsip.h"

/** Bytes that choose an operation. */
enum { EDIT_OPERATION = 4 };

/**
 * Edit a message, and hold what comes out against the model: vectors equal the
 * buffer, and reading it again shows the edits and nothing else.  An operation
 * that the model knows to be impossible must fail; then the others are done
 * without it.
 *
 * @param done  may be NULL; out: operations that were done
 * @return NULL, or what is wrong
 */
const char *edit_fault(const char *text, size_t len,
                       const struct zsip_options *options,
                       const unsigned char *operations, size_t count,
                       size_t *done);

#endif
