/*
 * Responses made from the requests that they answer.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_RESPONSE_H
#define ZSIP_RESPONSE_H

#include "zsip_core.h"
#include "zsip_write.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How a response is made. */
enum zsip_response_flag {
	/** Header field names in their compact forms (RFC 3261 7.3.3). */
	ZSIP_RESPONSE_COMPACT = 1 << 0,
	/** Answer a broken request as well as can be: see
	 *  zsip_response_build(). */
	ZSIP_RESPONSE_ERROR = 1 << 1,
	/** Copy Record-Route into a 101 to 299 whatever the method: for
	 *  extension methods that form a dialog. */
	ZSIP_RESPONSE_RECORD_ROUTE = 1 << 2,
	/** The body is sent from where it lies, behind what is written: only
	 *  its length is looked at. */
	ZSIP_RESPONSE_APART = 1 << 3
};

/** What a response says beside what it takes from its request.  Set `size` to
 *  sizeof(struct zsip_response) and `code`; the rest may be zero. */
struct zsip_response {
	size_t size;
	unsigned flags; /**< enum zsip_response_flag */
	unsigned code;  /**< 100 to 699 */
	/** UTF-8, may be empty; absent: the default reason phrase, empty for a
	 *  code that has none. */
	struct zsip_slice reason;
	/** A token, added to a To that has no tag (RFC 3261 8.2.6.2); needed
	 *  then, but for a 100, which gets none.  zsip_tag_random() makes one,
	 *  the same for all responses to a request. */
	struct zsip_slice to_tag;
	/** Where the request came from: for received and rport of the top Via
	 *  (RFC 3261 18.2.1, RFC 3581 4).  Absent: the Via stays as it is. */
	struct zsip_source source;
	/** Milliseconds between the request's arrival and this 100, for its
	 *  Timestamp (RFC 3261 8.2.6.1); 0: not said. */
	uint32_t delay;
	/** Further header fields, in their order: Contact, Content-Type ... */
	const struct zsip_header_line *headers;
	size_t header_count;
	struct zsip_slice body; /**< bytes; may be empty or absent */
};

/**
 * Write the response to a request (RFC 3261 8.2.6).
 *
 * In this order: status line; every Via, the top one with received and rport
 * by `source`; From; To, with its tag; Call-ID; CSeq; in a 100 Timestamp; in
 * what may form a dialog Record-Route (12.1.1): 101 to 299 to an INVITE, 2xx to
 * SUBSCRIBE, REFER and NOTIFY, within a dialog too; the caller's header fields;
 * Content-Length; the body.  Fields are copied as they stand, folds as one
 * space; list values stay in the fields they came in.  A To that gets a tag
 * also gets brackets where ZSIP_QUIRK_BARE_URI_HEADERS let a URI stand without
 * them.
 *
 * What the caller gives is refused (ZSIP_E_USE) where
 * - it has a CR, LF or NUL outside of the body, or breaks its grammar;
 * - it is a header field that is copied or written anyhow: Via, From, To,
 *   Call-ID, CSeq, Record-Route, Content-Length; or Timestamp in a 100 to a
 *   request that has one;
 * - a header field is not there that the code asks for: what RFC 3261 table 2
 *   and its extensions call mandatory, as Contact in a 2xx to INVITE,
 *   WWW-Authenticate in a 401, Unsupported in a 420; one of Accept,
 *   Accept-Encoding and Accept-Language in a 415 (21.4.13); Security-Server in
 *   a 494 (RFC 3329 2.3.1); Content-Type with a body (7.4.1);
 * - RFC 3262 3 is not kept: RSeq from 1 on and "Require: 100rel" stand together
 *   or not at all, in a 101 to 199 to an INVITE that has 100rel in Supported or
 *   Require; where Require has it they must be there.
 *
 * Nothing is written to an ACK, nor to a response.
 *
 * Without ZSIP_RESPONSE_ERROR the request must be whole: parsed without a
 * failure; From, To, Call-ID and CSeq there once; they and every Via, and each
 * Record-Route that is copied, sound; CSeq with the request's method.  A
 * Timestamp that is not sound is left out.
 *
 * With it, for codes from 400 on, no more is needed than a top Via whose
 * protocol and sent-by can be read, by which the response finds its way; the
 * message may be one that zsip_message_parse() refused.  Then
 * - Via fields, From, To, Call-ID and CSeq are copied as they stand, sound or
 *   not: what the sender looks for is what it wrote.  Control bytes other than
 *   HTAB come out as spaces, line ends with the blanks around them as one;
 * - received and rport are put on a top Via that is sound;
 * - of From, To, Call-ID and CSeq the first one is taken;
 * - what is not there, or empty, stays out;
 * - a To gets a tag if it is sound and has none: in a broken one it cannot be
 *   told where a tag would stand, nor whether there is one;
 * - where no method can be read, a message is taken for a response if its start
 *   line begins with "SIP/", and for an ACK if its CSeq says so.
 * Of a request that is whole and has no control bytes, the same comes out as
 * without it.
 *
 * @param request   as zsip_message_parse() left it
 * @param core      as zsip_core_parse() filled it from this message; NULL: it
 *                  is parsed here
 * @param buf       may be NULL if `size` is 0: to learn the length
 * @param err       may be NULL; filled on every result
 * @return the length of the response (with ZSIP_RESPONSE_APART: without its
 *         body), also where that is more than `size`, as snprintf() does (no
 *         NUL is added).  0 after a failure, and then `buf` holds nothing of
 *         use; err->status is
 *         ZSIP_E_USE     what the caller gave is wrong: `expected` says what
 *                        was needed, `offset` how long the response was by then
 *         ZSIP_E_MISSING the request lacks the header field `expected`
 *         ZSIP_E_TOO_MANY it has two of `expected`, the second at `offset`, or
 *                        more values than the limits allow; or its top Via
 *                        has two received or two rport
 *         another        what stands at `offset` of the request, in the header
 *                        field `expected`, cannot be read or, in CSeq, is not
 *                        the request's method; or, for a message that
 *                        zsip_message_parse() refused, request->error
 *         Offsets in the request count from request->text.ptr.
 */
ZSIP_API size_t zsip_response_build(const struct zsip_message *request,
                                    const struct zsip_core *core,
                                    const struct zsip_response *response,
                                    char *buf, size_t size,
                                    struct zsip_error *err);

#ifdef __cplusplus
}
#endif

#endif
