/*
 * What must hold of any message that is made anonymous.
 */

#ifndef ZSIP_TESTS_ANONYMOUS_H
#define ZSIP_TESTS_ANONYMOUS_H

#include <stddef.h>

#include "select/pseudonyms.h"

/** Make the message in a text anonymous, and hold it against the text: as long,
 *  with what is no letter and no digit where it was, and the same found in it
 *  at the same places.
 *
 *  @param of_any  whether that last thing is asked of a message too that breaks
 *                 the grammar: there a word may have been meant as one of the
 *                 protocol's
 *  @return what does not hold, NULL if all does */
const char *anonymous_fault(const struct pseudonyms *pseudonyms,
                            const char *text, size_t len, bool of_any);

#endif
