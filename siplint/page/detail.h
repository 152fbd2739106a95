/*
 * All of one message that a page shows, as JSON for its script.
 */
#ifndef SIPLINT_DETAIL_H
#define SIPLINT_DETAIL_H

#include "flow/calls.h"

/* A message in a call, parsed again into `message`. */
void detail_of_call(FILE *out, const struct call *call, uint32_t index,
                    struct message *message);
/* A message in none. */
void detail_write(FILE *out, const struct message *message,
                  const struct flag *flags, size_t flag_count);

#endif
