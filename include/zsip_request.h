/*
 * Requests made from what was parsed: ACK, CANCEL, PRACK, requests within a
 * dialog, and initial requests from their parts.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_REQUEST_H
#define ZSIP_REQUEST_H

#include "zsip_dialog.h"
#include "zsip_write.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * All requests have their header fields in this order: Via, Max-Forwards,
 * Route, To, From, Call-ID, CSeq, RAck, credentials, Contact by its parts,
 * those of the caller, Content-Length.  All functions keep to this:
 *
 * buf, size  as for snprintf(): what fits is written, no NUL is added; `buf`
 *            may be NULL if `size` is 0
 * err        may be NULL; filled on every result
 * return     the length of the request (with ZSIP_REQUEST_APART: without its
 *            body), also where that is more than `size`.  0 after a failure,
 *            and then `buf` holds nothing of use.
 *
 * What err->status is after a failure:
 * - of a message that the request is made from: ZSIP_E_MISSING,
 *   ZSIP_E_TOO_MANY, ZSIP_E_SYNTAX or ZSIP_E_RANGE; `expected` says which
 *   header field of which message ("To in the response"), the offset counts
 *   from that message's text.ptr; ZSIP_E_USE if it is the wrong message; the
 *   error of one that zsip_message_parse() refused;
 * - of what the caller gives: ZSIP_E_SYNTAX for a value that breaks its grammar
 *   or has a CR, LF or NUL; ZSIP_E_MISSING for a header field that a request of
 *   this method must have, as Contact in an INVITE (RFC 3261 table 2 and its
 *   extensions), or Content-Type with a body; ZSIP_E_RANGE for a number;
 *   ZSIP_E_USE for what may not be given here; the offset is in what was
 *   written.
 */

enum zsip_request_flag {
	/** Header field names in their compact forms (RFC 3261 7.3.3). */
	ZSIP_REQUEST_COMPACT = 1 << 0,
	/** The body is sent from where it lies, behind what is written: only
	 *  its length is looked at. */
	ZSIP_REQUEST_APART = 1 << 1,
	/** Max-Forwards is `max_forwards`, 0 too; else it is 70. */
	ZSIP_REQUEST_MAX_FORWARDS = 1 << 2
};

/** What a request says beside what it takes from messages or from a dialog.
 *  Set `size` to sizeof(struct zsip_request) and `via`; the rest may be zero.
 */
struct zsip_request {
	size_t size;
	unsigned flags; /**< enum zsip_request_flag */
	uint8_t max_forwards;
	/** The first number of this side in a dialog where it has sent nothing
	 *  yet (RFC 3261 12.2.1.1), below 2^31; 0 stands for 1. */
	uint32_t first_sequence;
	/** Where responses go; its branch begins with "z9hG4bK" and goes on
	 *  (RFC 3261 8.1.1.7). */
	struct zsip_via_parts via;
	/** For Contact; `uri` absent: none, or among `headers`.  Where the
	 *  request is to stay secure it must be sips (RFC 3261 8.1.1.8,
	 *  12.2.1.1), but in a REGISTER (10.2.1). */
	struct zsip_address_parts contact;
	/** Further header fields, in their order.  ZSIP_E_USE for those that
	 *  are written anyhow: Via, Max-Forwards, Route, To, From, Call-ID,
	 *  CSeq, Content-Length. */
	const struct zsip_header_line *headers;
	size_t header_count;
	struct zsip_slice body; /**< bytes; may be empty or absent */
	/** How texts are read that come from messages; NULL: as those of the
	 *  INVITE are for an ACK and a CANCEL, else strictly. */
	const struct zsip_options *options;
};

/* Requests outside of a dialog */

/** What an initial request is made from (RFC 3261 8.1.1). */
struct zsip_request_parts {
	struct zsip_slice method; /**< not ACK, not CANCEL */
	/** Without header fields and method (RFC 3261 19.1.5 says what becomes
	 *  of them). */
	struct zsip_slice request_uri;
	struct zsip_address_parts to;   /**< without a tag */
	struct zsip_address_parts from; /**< with a tag */
	struct zsip_slice call_id;
	uint32_t sequence; /**< below 2^31 */
	/** A route set that was there before, as Route has it: for strict and
	 *  loose routing as within a dialog (RFC 3261 8.1.1.1).  Absent or
	 *  empty: none. */
	struct zsip_slice route_set;
};

/** Write an initial request. */
ZSIP_API size_t zsip_request_build(const struct zsip_request_parts *parts,
                                   const struct zsip_request *request,
                                   char *buf, size_t size,
                                   struct zsip_error *err);

/* Requests of a transaction: their Via is that of the request that they belong
 * to, so `via` must be zero. */

/**
 * Write the ACK for a final response to an INVITE that is no 2xx (RFC 3261
 * 17.1.1.3): Request-URI, top Via, Route, From, Call-ID, the number of CSeq and
 * the credentials (22.1) from the INVITE, To from the response.
 *
 * Require, Proxy-Require (8.2.2.3), Authorization and Proxy-Authorization may
 * not be among the headers.
 *
 * @param invite   as it was sent
 * @param request  may be NULL
 */
ZSIP_API size_t zsip_request_ack(const struct zsip_message *invite,
                                 const struct zsip_message *response,
                                 const struct zsip_request *request, char *buf,
                                 size_t size, struct zsip_error *err);

/**
 * Write the CANCEL of an INVITE (RFC 3261 9.1): Request-URI, top Via, Route,
 * To, From, Call-ID and the number of CSeq from the INVITE.
 *
 * Require, Proxy-Require and credentials may not be among the headers.  It may
 * be sent once a provisional response has come.
 *
 * @param invite   as it was sent
 * @param request  may be NULL
 */
ZSIP_API size_t zsip_request_cancel(const struct zsip_message *invite,
                                    const struct zsip_request *request,
                                    char *buf, size_t size,
                                    struct zsip_error *err);

/* Requests within a dialog (RFC 3261 12.2.1.1).  To is the dialog's remote
 * address, From its local one.  With an empty route set, or one that begins
 * with a loose router (lr), the Request-URI is the remote target and Route the
 * route set; else the Request-URI is the first route, and Route the others and
 * the remote target.  A Request-URI loses what it may not have: header fields
 * and method (19.1.1). */

/**
 * Write a request within a dialog.
 *
 * @param dialog  its local sequence number is raised by one, or set to
 *                `first_sequence`, once the whole request has been written: a
 *                call for the length alone changes nothing
 * @param method  not ACK, not CANCEL
 */
ZSIP_API size_t zsip_request_in_dialog(struct zsip_dialog *dialog,
                                       struct zsip_slice method,
                                       const struct zsip_request *request,
                                       char *buf, size_t size,
                                       struct zsip_error *err);

/**
 * Write the PRACK for a reliable provisional response (RFC 3262 4): a request
 * within the dialog with RAck from the response's RSeq and CSeq.
 *
 * @param dialog    as for zsip_request_in_dialog()
 * @param response  101 to 199 to an INVITE of this dialog, with RSeq and
 *                  "Require: 100rel"
 */
ZSIP_API size_t zsip_request_prack(struct zsip_dialog *dialog,
                                   const struct zsip_message *response,
                                   const struct zsip_request *request,
                                   char *buf, size_t size,
                                   struct zsip_error *err);

/**
 * Write the ACK for a 2xx to an INVITE (RFC 3261 13.2.2.4, 22.1): the number of
 * CSeq and the credentials, Authorization and Proxy-Authorization, are those of
 * the INVITE, all else is the dialog's; the branch is a new one.
 *
 * @param invite  as it was sent, of this dialog
 */
ZSIP_API size_t zsip_request_ack_2xx(const struct zsip_dialog *dialog,
                                     const struct zsip_message *invite,
                                     const struct zsip_request *request,
                                     char *buf, size_t size,
                                     struct zsip_error *err);

/* Branches and tags */

/** Bytes that a branch, or a tag, needs for `len` random bytes. */
#define ZSIP_BRANCH_SIZE(len) (7 + ZSIP_TAG_SIZE(len))
#define ZSIP_TAG_SIZE(len)    (((len)*8 + 4) / 5)

/**
 * A branch from random bytes (RFC 3261 8.1.1.7): "z9hG4bK" and their digits to
 * the base of 32, in lower case, since tokens are compared without case.
 *
 * @param random  at least 8 bytes, that nobody can guess and that no other
 *                branch was made from
 * @param buf     at most `size` bytes are written, no NUL
 * @return the bytes that are needed, as snprintf counts; 0 for too few random
 *         bytes
 */
ZSIP_API size_t zsip_branch_random(const void *random, size_t len, char *buf,
                                   size_t size);

/** A tag from random bytes, or the local part of a Call-ID; at least 4 of them
 *  (RFC 3261 19.3).  As zsip_branch_random(). */
ZSIP_API size_t zsip_tag_random(const void *random, size_t len, char *buf,
                                size_t size);

#ifdef __cplusplus
}
#endif

#endif
