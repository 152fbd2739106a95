/*
 * What holds for parts, fragments and walks, whatever the bytes are.  No Check
 * here: fuzzing uses it too.
 */

#ifndef ZSIP_TESTS_BODIES_H
#define ZSIP_TESTS_BODIES_H

#include "zsip.h"

/**
 * Read a text as a part, as message/sipfrag and as a message, walk the parts of
 * each and theirs, and compare: heads with what zsip_message_parse() says of
 * the same lines, delimiters with a naive reading of lines.
 *
 * @return what does not hold, NULL if all does
 */
const char *bodies_fault(const char *text, size_t len,
                         const struct zsip_options *options);

#endif
