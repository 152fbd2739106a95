/*
 * Keys that find the transaction of a message.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_TRANSACTION_H
#define ZSIP_TRANSACTION_H

#include "zsip_core.h"

#ifdef __cplusplus
extern "C" {
#endif

/** By what a message is matched with a transaction. */
enum zsip_transaction_kind {
	/** RFC 3261 17.1.3: branch and method. */
	ZSIP_TRANSACTION_CLIENT,
	/** RFC 3261 17.2.3, a branch with the magic cookie: branch, sent-by
	 *  and method. */
	ZSIP_TRANSACTION_SERVER,
	/** RFC 3261 17.2.3, without the cookie, or with nothing behind it (RFC
	 *  4475 3.2.1): as in RFC 2543, by Request-URI, tags, Call-ID, CSeq
	 *  and top Via. */
	ZSIP_TRANSACTION_SERVER_2543
};

/**
 * The key of a transaction: slices of the message that it was taken from, which
 * has to stay where it is as long as the key is used.  It is taken from the
 * message as it came in, before received and rport are put on the top Via: by
 * RFC 2543 all of that Via counts.
 *
 * Method, Call-ID and user parts are compared exactly; branch, host and tags
 * without case; addresses by value; and a port that is absent is the default
 * one of the Via's transport (RFC 3261 18.1.1), so that "h" and "h:5060" are
 * one sent-by over UDP.
 *
 * RFC 6026 changes what transactions do, not how they are found: an INVITE that
 * was answered with a 2xx has the same key for as long as its transaction is in
 * the state Accepted, and the ACK to that 2xx, whose branch is its own, finds
 * nothing.
 */
struct zsip_transaction_key {
	uint8_t kind;  /**< enum zsip_transaction_kind */
	uint16_t port; /**< of sent-by, the default filled in; 0: not known */
	/** RFC 2543: taken from an ACK. */
	bool ack;
	/** Of the request, INVITE for its ACK; of a response, that of its
	 *  CSeq. */
	struct zsip_slice method;
	struct zsip_slice branch; /**< absent in ZSIP_TRANSACTION_SERVER_2543 */
	struct zsip_slice host;   /**< of sent-by; absent in a client's key */

	/* ZSIP_TRANSACTION_SERVER_2543 alone. */
	struct zsip_slice request_uri, via, call_id;
	struct zsip_slice from_tag, to_tag;
	/** The To tag of the final response that was sent to an INVITE, put
	 *  here by who keeps the key: its ACK must have the same one.  While it
	 *  is absent the To tag of an ACK takes no part. */
	struct zsip_slice response_tag;
	uint32_t cseq;
};

/**
 * The key of the client transaction that a response belongs to (RFC 3261
 * 17.1.3), or of a request as it was sent.  Whether the Via is one of ours at
 * all (RFC 3261 18.1.2), zsip_own_via() tells.
 *
 * @param core  of this message
 * @param err   may be NULL; filled on every result: where the header field
 *              stands whose name is in `expected`, offset from msg->text.ptr
 * @return ZSIP_OK; ZSIP_E_MISSING without Via, branch, or (a response) CSeq;
 *         else why one of them could not be parsed
 */
ZSIP_API enum zsip_status zsip_transaction_client_key(
        struct zsip_transaction_key *key, const struct zsip_message *msg,
        const struct zsip_core *core, struct zsip_error *err);

/**
 * The key of the server transaction that a request belongs to (RFC 3261
 * 17.2.3); that of an ACK is its INVITE's.
 *
 * @return ZSIP_OK; ZSIP_E_MISSING without Via or, for a request by RFC 2543,
 *         without From, To, Call-ID or CSeq; else why one of them could not be
 *         parsed; ZSIP_E_USE for a response.  `core` and `err` as above.
 */
ZSIP_API enum zsip_status zsip_transaction_server_key(
        struct zsip_transaction_key *key, const struct zsip_message *msg,
        const struct zsip_core *core, struct zsip_error *err);

/** Turn the key of a CANCEL into that of the INVITE that it is for (RFC 3261
 *  9.2); of any other request it stays as it is. */
ZSIP_API void zsip_transaction_key_uncancel(struct zsip_transaction_key *key);

/**
 * Whether two keys are of one transaction.
 *
 * By RFC 2543 the Request-URIs are equivalent (zsip_uri_equal(), which is not
 * transitive) and the top Vias equal in all parts (RFC 3261 20.42); one that
 * was accepted through a quirk must be the same byte for byte.
 */
ZSIP_API bool zsip_transaction_key_equal(const struct zsip_transaction_key *a,
                                         const struct zsip_transaction_key *b);

/** A hash that is the same for equal keys: SipHash-2-4 keyed with `seed`.  The
 *  parts are chosen by whoever sends: keep the seed secret. */
ZSIP_API uint64_t zsip_transaction_key_hash(
        const struct zsip_transaction_key *key, uint64_t seed);

/**
 * A key as a string, for tables of other makes: printable, without blanks.
 *
 * Two keys with a branch have one string if, and only if, they are equal.  By
 * RFC 2543 the To tag of an INVITE and its ACK is left out, so that both have
 * one string; and parts that are equal though written differently, such as
 * parameters of the Request-URI in another order, make two strings.
 *
 * @param buf  at most `size` bytes are written, no NUL; may be NULL if `size`
 *             is 0
 * @return the bytes that are needed, as snprintf counts
 */
ZSIP_API size_t zsip_transaction_key_write(
        const struct zsip_transaction_key *key, char *buf, size_t size);

#ifdef __cplusplus
}
#endif

#endif
