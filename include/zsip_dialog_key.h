/*
 * What identifies a dialog (RFC 3261 12).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_DIALOG_KEY_H
#define ZSIP_DIALOG_KEY_H

#include "zsip_core.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The part that a user agent has in one transaction: who sends the request is
 *  its UAC, who receives it its UAS.  Within a dialog each side is now the one,
 *  now the other (RFC 3261 12.2). */
enum zsip_role { ZSIP_ROLE_UAC, ZSIP_ROLE_UAS };

/* Identity */

/** What identifies a dialog, its dialog ID, seen from one of its sides. */
struct zsip_dialog_key {
	struct zsip_slice call_id;
	/** Absent: null, as with peers by RFC 2543 (RFC 3261 12.1.1). */
	struct zsip_slice local_tag;
	struct zsip_slice remote_tag; /**< the same */
};

/**
 * The dialog that a message belongs to, or that half of its key that there is
 * (RFC 3261 12).
 *
 * @param key   slices of the message; filled on ZSIP_OK
 * @param role  of our side in the message's transaction: UAC for a request that
 *              we send and for a response that we receive
 * @param err   may be NULL; filled on every result, as for
 *              zsip_dialog_create()
 * @return ZSIP_OK; ZSIP_E_MISSING if there is no From, To or Call-ID;
 *         ZSIP_E_TOO_MANY if there are two; ZSIP_E_SYNTAX or ZSIP_E_RANGE if
 *         its value, or the URI in it, is broken; the error of a message that
 *         zsip_message_parse() refused
 */
ZSIP_API enum zsip_status zsip_dialog_key_of(struct zsip_dialog_key *key,
                                             const struct zsip_message *msg,
                                             enum zsip_role role,
                                             struct zsip_error *err);

/** Whether two keys, seen from the same side, are the same: Call-IDs exactly,
 *  tags without case (RFC 3261 8.1.1.4, 7.3.1); a tag that is null is only
 *  equal to another one. */
ZSIP_API bool zsip_dialog_key_equal(const struct zsip_dialog_key *a,
                                    const struct zsip_dialog_key *b);

/** A hash that is the same for equal keys: SipHash-2-4 keyed with `seed`; where
 *  that is secret, nobody can choose keys that collide. */
ZSIP_API uint64_t zsip_dialog_key_hash(const struct zsip_dialog_key *key,
                                       uint64_t seed);

#ifdef __cplusplus
}
#endif

#endif
