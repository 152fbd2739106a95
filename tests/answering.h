/*
 * Answers from the facts that zsip_sdp_answer() gives, and what holds for them.
 * No Check here: fuzzing uses it too.
 */

#ifndef ZSIP_TESTS_ANSWERING_H
#define ZSIP_TESTS_ANSWERING_H

#include "dump.h"
#include "zsip_sdp_answer.h"

/** Add the answer to `offer` that the facts make. */
void answer_write(struct text *text, const struct zsip_sdp *offer,
                  const struct zsip_sdp_answer *answer);

/** How many kinds of support there are for answer_fault(). */
enum { ANSWER_KINDS = 512 };

/**
 * Answer an offer with common codecs, write the answer, and check it.
 *
 * @param kind  chooses what else is supported; below ANSWER_KINDS
 * @return what does not hold: something about the facts, or the name of a rule
 *         that the answer breaks; NULL if all holds, or if there is too much to
 *         look at
 */
const char *answer_fault(const struct zsip_sdp *offer, unsigned kind);

#endif
