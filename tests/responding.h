/*
 * What holds for a response and the request it was built from, whatever that
 * was.  No Check here: fuzzing uses it too.
 */

#ifndef ZSIP_TESTS_RESPONDING_H
#define ZSIP_TESTS_RESPONDING_H

#include "zsip_builder.h"

enum { RESPONDING_FIELDS = 1400 };

/**
 * Read a response that zsip_response_build() made, and compare it with what it
 * was made from: the same top Via but for received and rport, the same other
 * ones, From, To and its tag, Call-ID, CSeq, Record-Route where it is asked
 * for; then the caller's header fields and the body; no line end and no NUL in
 * a value.
 *
 * @return what does not hold, NULL if all does
 */
const char *responding_fault(const struct zsip_message *request,
                             const struct zsip_response *asked,
                             const char *text, size_t len);

/**
 * Build a response, with every room from 0 to one byte more than it needs, or
 * with some of them: the length is always the same, and what fits is written
 * and no more.
 *
 * @param len  how long it is, 0 if it is refused; text is then not changed
 * @param text of this size
 * @param err  why it is refused
 * @return what does not hold, NULL if all does
 */
const char *responding_build(const struct zsip_message *request,
                             const struct zsip_response *asked, char *text,
                             size_t size, bool every, size_t *len,
                             struct zsip_error *err);

/** Whether a whole request is answered alike with and without
 *  ZSIP_RESPONSE_ERROR, which is not in asked->flags.
 *  @return what does not hold, NULL if all does */
const char *responding_modes_fault(const struct zsip_message *request,
                                   const struct zsip_response *asked);

#endif
