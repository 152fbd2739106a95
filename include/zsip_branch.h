/*
 * Branches of a proxy: with what finds loops, and without state.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_BRANCH_H
#define ZSIP_BRANCH_H

#include "zsip_next_hop.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What every branch by RFC 3261 begins with (8.1.1.7). */
#define ZSIP_BRANCH_COOKIE "z9hG4bK"

/** A branch in its two parts (RFC 3261 16.6 step 8, RFC 5393 4.2.1). */
struct zsip_branch {
	struct zsip_slice unique; /**< behind the cookie */
	bool has_loop;
	uint64_t loop; /**< zsip_loop_hash(), where there is one */
};

/**
 * Write a branch: the cookie, the unique part, and, where there is a loop
 * hash, a dot and the hash in sixteen hexadecimal digits.
 *
 * @param branch  `unique` is of token characters (RFC 3261 25.1) without a dot,
 *                and differs for all branches ever sent
 * @param buf     at most `size` bytes are written, no NUL; may be NULL if
 *                `size` is 0
 * @return the bytes that are needed, as snprintf counts; 0 for a unique part
 *         that is empty or has other characters
 */
ZSIP_API size_t zsip_branch_write(const struct zsip_branch *branch, char *buf,
                                  size_t size);

/** Take a branch apart that zsip_branch_write() may have written.
 *  @return false for one that it cannot have written */
ZSIP_API bool zsip_branch_parse(struct zsip_branch *branch,
                                struct zsip_slice text);

/** Whether a branch is one by RFC 3261: it begins with the cookie, case
 *  included, and goes on. */
ZSIP_API bool zsip_branch_is_unique(struct zsip_slice branch);

/** What a loop hash covers beyond Request-URI, Route, From tag, Call-ID and
 *  CSeq number. */
enum zsip_loop_field {
	ZSIP_LOOP_TO_TAG = 1 << 0,
	ZSIP_LOOP_PROXY_REQUIRE = 1 << 1,
	ZSIP_LOOP_PROXY_AUTHORIZATION = 1 << 2,
	/** As RFC 3261 16.6 step 8 had it.  Every hop puts another Via on top,
	 *  so that a loop is found in its second round at best; RFC 5393 4.2
	 *  leaves it out. */
	ZSIP_LOOP_VIA = 1 << 3
};

/** For a proxy that keeps state: it makes CANCEL and ACK with the branch that
 *  it has kept. */
#define ZSIP_LOOP_STATEFUL                                                     \
	(ZSIP_LOOP_TO_TAG | ZSIP_LOOP_PROXY_REQUIRE |                          \
	 ZSIP_LOOP_PROXY_AUTHORIZATION)
/** For one that does not: what may differ between an INVITE, its CANCEL and its
 *  ACK is left out, as all three must get one branch. */
#define ZSIP_LOOP_STATELESS 0

/**
 * A hash over what decides where a request goes, as it came in, before anything
 * in it was changed (RFC 3261 16.6 step 8, RFC 5393 4.2.1).  The method takes
 * no part.  What is missing or broken counts as it stands.
 *
 * @param fields  of enum zsip_loop_field
 * @param also    what else the proxy decides by; absent or empty: nothing
 * @param seed    the proxy's secret, the same for as long as its requests may
 *                be under way: SipHash-2-4
 */
ZSIP_API uint64_t zsip_loop_hash(const struct zsip_message *msg,
                                 const struct zsip_core *core, unsigned fields,
                                 struct zsip_slice also, uint64_t seed);

/** Whether a request has been here before. */
enum zsip_loop {
	ZSIP_LOOP_NONE,   /**< no Via is ours */
	ZSIP_LOOP_SPIRAL, /**< it has, and now goes elsewhere */
	ZSIP_LOOP_FOUND   /**< it would go the same way again: 482 */
};

/**
 * Look for our own Vias in a request and hold their loop hashes against that of
 * now (RFC 3261 16.3 item 4, RFC 5393 4.2.2).  A Via that cannot be read is not
 * ours.
 *
 * @param own   what we put into sent-by
 * @param hash  zsip_loop_hash() of this request
 */
ZSIP_API enum zsip_loop zsip_loop_check(const struct zsip_message *msg,
                                        const struct zsip_own *own,
                                        size_t count, uint64_t hash);

/**
 * The unique part of the branch of a proxy without state (RFC 3261 16.11): the
 * same for a request, its retransmissions, its CANCEL and the ACK to a non-2xx.
 *
 * From the received branch where it is by RFC 3261, and the sent-by beside it;
 * else from Request-URI, From tag, Call-ID, CSeq number and top Via, but for
 * the To tag, which the ACK alone may have.
 *
 * @param target  where the request goes, if the proxy may send it to more than
 *                one target: each needs a branch of its own; else absent
 * @param seed    the proxy's secret: SipHash-2-4
 * @param err     may be NULL; offset from msg->text.ptr
 * @return ZSIP_OK; ZSIP_E_MISSING, or why it could not be parsed, for Via or
 * one of the other header fields; ZSIP_E_USE for a response
 */
ZSIP_API enum zsip_status
zsip_stateless_hash(uint64_t hash[2], const struct zsip_message *msg,
                    const struct zsip_core *core, struct zsip_slice target,
                    uint64_t seed, struct zsip_error *err);

/** Bytes of a branch that zsip_stateless_branch() writes without a loop hash,
 *  and with one. */
enum { ZSIP_STATELESS_BRANCH = 7 + 32, ZSIP_STATELESS_BRANCH_LOOP = 7 + 49 };

/**
 * Write the branch that zsip_stateless_hash() stands for.
 *
 * @param loop  may be NULL; zsip_loop_hash() with ZSIP_LOOP_STATELESS
 * @param buf   at most `size` bytes are written, no NUL
 * @return the bytes that are needed, as snprintf counts
 */
ZSIP_API size_t zsip_stateless_branch(const uint64_t hash[2],
                                      const uint64_t *loop, char *buf,
                                      size_t size);

#ifdef __cplusplus
}
#endif

#endif
