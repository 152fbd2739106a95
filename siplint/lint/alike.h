/*
 * Messages against the rules of zsip_check(): one that is like an earlier one
 * but for what identifies it has the findings of that one.
 */
#ifndef SIPLINT_ALIKE_H
#define SIPLINT_ALIKE_H

#include "lint/verdicts.h"
#include "read/message.h"

/* What of a message its findings depend on.
 * @return false for a message that is like no other */
bool alike_plead(struct plea *plea, struct message *message);

/* As zsip_check() tells, and with its findings. */
void alike_check(struct verdicts *verdicts, struct message *message,
                 void (*report)(void *user, const struct zsip_finding *finding),
                 void *user);

#endif
