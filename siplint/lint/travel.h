/*
 * How a message travelled, against what it says of that: what only a capture
 * or a log can show.
 */
#ifndef SIPLINT_TRAVEL_H
#define SIPLINT_TRAVEL_H

#include "lint/rules.h"
#include "read/message.h"

/* Findings come as zsip_check() has them. */
void travel_check(struct message *message,
                  void (*report)(void *user,
                                 const struct zsip_finding *finding),
                  void *user);
/* Whether a response goes to where its top Via says; also where that cannot be
 * told. */
bool travel_goes_by_via(struct message *message);

#endif
