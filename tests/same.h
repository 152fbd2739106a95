/*
 * Whether two parses of the same bytes came to the same.
 */

#ifndef ZSIP_TESTS_SAME_H
#define ZSIP_TESTS_SAME_H

#include "zsip.h"

/** Everything that zsip_message_parse() fills.
 *  @return NULL, or the name of what differs */
const char *message_difference(const struct zsip_message *a,
                               const struct zsip_message *b);

/** What is wrong with a parsed message whatever its bytes are: slices out of
 *  place, members that contradict each other.  NULL if nothing is. */
const char *message_nonsense(const struct zsip_message *msg, const char *buf,
                             size_t len, const struct zsip_error *error);

#endif
