/*
 * A proxy's counts and choices: how far a request may still go and how wide,
 * and which response goes back.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_FORKING_H
#define ZSIP_FORKING_H

#include "zsip_core.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Max-Forwards */

/** What Max-Forwards allows (RFC 3261 16.3 item 3, 16.6 step 3). */
enum zsip_forwards {
	ZSIP_FORWARDS_ADD,       /**< absent: forward it, with 70 */
	ZSIP_FORWARDS_DECREMENT, /**< forward it, with one less */
	ZSIP_FORWARDS_ANSWER,    /**< 0, OPTIONS: answer it (11), or 483 */
	ZSIP_FORWARDS_REFUSE,    /**< 0: 483 */
	ZSIP_FORWARDS_BROKEN     /**< no number: 400 */
};

/** What to put where a request has no Max-Forwards. */
#define ZSIP_MAX_FORWARDS 70

/** What a request's Max-Forwards allows. */
ZSIP_API enum zsip_forwards zsip_forwards_check(const struct zsip_message *msg,
                                                const struct zsip_core *core);

/* Max-Breadth */

/** What to put where a request has no Max-Breadth, and the most that should be
 *  accepted (RFC 5393 5.3.3). */
#define ZSIP_MAX_BREADTH 60

/**
 * The Incoming Max-Breadth of a request (RFC 5393 5.3.2): what it says, at most
 * `max`, and that where it says nothing.
 *
 * @param max      0 for ZSIP_MAX_BREADTH
 * @param breadth  set on ZSIP_OK
 * @param err      may be NULL; offset from msg->text.ptr
 * @return ZSIP_OK; why it could not be parsed; ZSIP_E_RANGE for 0, which is no
 *         Max-Breadth
 */
ZSIP_API enum zsip_status zsip_breadth_of(const struct zsip_message *msg,
                                          uint32_t max, uint32_t *breadth,
                                          struct zsip_error *err);

/**
 * The Max-Breadth for one of several branches that are started at once: what
 * is left, in parts as equal as can be, the first ones getting more; together
 * they have all of it.
 *
 * @param incoming  zsip_breadth_of()
 * @param outgoing  the sum of what the branches have that got no final response
 *                  yet
 * @param branches  how many are started
 * @param index     which of them, from 0
 * @return 0 when there is not enough for each to have 1: fewer are to be
 *         started now, the others when these are done, or the answer is a 440
 */
ZSIP_API uint32_t zsip_breadth_share(uint32_t incoming, uint32_t outgoing,
                                     uint32_t branches, uint32_t index);

/* Responses */

/** The response that goes back. */
struct zsip_best_response {
	size_t index;  /**< of the response */
	uint16_t code; /**< with which it goes back: 500 for a 503 */
};

/**
 * Choose the best of the final responses (RFC 3261 16.7 step 6): a 2xx, which
 * ought to have gone back when it came; else a 6xx; else of the lowest class,
 * of 4xx first a 401 or 407, then a 415, 420 or 484, and of 5xx a 503 last;
 * among equals the one that came first.
 *
 * @param codes  status codes in the order in which they came; those that are no
 *               final responses do not count
 * @return false when there is none: the answer is a 408
 */
ZSIP_API bool zsip_best_response_choose(struct zsip_best_response *best,
                                        const uint16_t *codes, size_t count);

/** A walk over the challenges of other responses; its members are the
 *  library's. */
struct zsip_challenges {
	const struct zsip_message *const *responses;
	size_t count, chosen, at, field;
};

/**
 * Begin a walk over the WWW-Authenticate and Proxy-Authenticate fields that the
 * chosen 401 or 407 takes over from the other ones (RFC 3261 16.7 step 7).
 *
 * @param responses  all that came, in their order; must live as long as the
 *                   walk
 * @param chosen     the index of the one that goes back
 */
ZSIP_API void zsip_challenges_start(struct zsip_challenges *walk,
                                    const struct zsip_message *const *responses,
                                    size_t count, size_t chosen);

/** The next field, to be added as it is.
 *  @return NULL behind the last one, and at once where the chosen response is
 *          neither a 401 nor a 407 */
ZSIP_API const struct zsip_field *
zsip_challenges_next(struct zsip_challenges *walk);

#ifdef __cplusplus
}
#endif

#endif
