/*
 * Session descriptions against the rules.
 */
#ifndef SIPLINT_DESCRIPTIONS_H
#define SIPLINT_DESCRIPTIONS_H

#include "lint/verdicts.h"
#include "read/description.h"

/* offers.c: those that were met lately. */
struct offers;

struct offers *offers_start(void);
void offers_end(struct offers *offers);
/* Where those of a call are kept, by a number: calls of the same one put each
 * other's offers out, and so are for the same thread. */
size_t offers_place(struct zsip_slice call_id);
/* The offer that a message's description answers, absent where it is unknown;
 * a description that offers itself is kept until offers_end(). */
struct zsip_slice offer_of(struct offers *offers,
                           const struct zsip_message *sip,
                           const struct zsip_core *core,
                           struct zsip_slice text);

/* The findings on those in a message's body, and on one that is all there is,
 * as zsip_check() has them. */
void descriptions_check(struct offers *offers, struct verdicts *verdicts,
                        struct message *message,
                        void (*report)(void *user,
                                       const struct zsip_finding *finding),
                        void *user);
void description_check(const struct zsip_message *sip,
                       void (*report)(void *user,
                                      const struct zsip_finding *finding),
                       void *user);

#endif
