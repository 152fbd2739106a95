/*
 * Dialogs (RFC 3261 12): what identifies one, and the state of one as it is
 * taken from messages.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_DIALOG_H
#define ZSIP_DIALOG_H

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

/* The dialog value */

/** The texts of a dialog. */
enum zsip_dialog_text {
	ZSIP_DIALOG_CALL_ID,
	ZSIP_DIALOG_LOCAL_TAG,  /**< absent: null */
	ZSIP_DIALOG_REMOTE_TAG, /**< absent: null */
	ZSIP_DIALOG_LOCAL_URI,
	ZSIP_DIALOG_REMOTE_URI,
	/** The value of From in a request that we send and of To in one that we
	 *  receive, with display name, tag and further parameters; unfolded. */
	ZSIP_DIALOG_LOCAL_ADDRESS,
	/** The same of the peer: To in what we send. */
	ZSIP_DIALOG_REMOTE_ADDRESS,
	/** A sip or sips URI. */
	ZSIP_DIALOG_REMOTE_TARGET,
	/** URIs in angle brackets, joined by commas, in the order in which our
	 *  requests visit them: "<sip:p1;lr>,<sip:p2;lr>".  Empty: none. */
	ZSIP_DIALOG_ROUTE_SET,
	ZSIP_DIALOG_TEXTS /**< how many there are */
};

enum zsip_dialog_state {
	ZSIP_DIALOG_EARLY,    /**< made by a 101 to 199 */
	ZSIP_DIALOG_CONFIRMED /**< made by a 2xx */
};

/**
 * The state of a dialog (RFC 3261 12).  Its texts lie in an arena that the
 * caller gave, and are known by offsets: to move a dialog, copy the struct and
 * the first `used` bytes of its arena, and set `arena`.
 */
struct zsip_dialog {
	char *arena;
	size_t arena_size;
	size_t used; /**< bytes of the arena */
	/** Of the last request that this side sent or received, ACK and CANCEL
	 *  aside; with has_... false it is empty (RFC 3261 12.1.1).  A
	 *  subscriber whose dialog a NOTIFY makes sets the local one to that of
	 *  its SUBSCRIBE. */
	uint32_t local_sequence, remote_sequence;
	bool has_local_sequence, has_remote_sequence;
	/** The Request-URI was a sips URI and the top Via of the request says
	 *  TLS (RFC 3261 12.1.1).  Who knows the transport better sets it. */
	bool secure;
	uint8_t state; /**< enum zsip_dialog_state */
	uint8_t role;  /**< enum zsip_role, in the transaction that made it */
	uint8_t reserved[3];
	/** The library's: zsip_dialog_text() reads them. */
	struct {
		size_t offset, len;
	} texts[16];
	uint64_t room[16];
};

/**
 * The dialog that a request and a response to it make (RFC 3261 12.1.1, 12.1.2;
 * RFC 6665 4.4.1).
 *
 * Local is the side that `role` says.  From, Call-ID and CSeq are taken from
 * the request, To from the response; Contact and Record-Route from the peer's
 * message: the request for a UAS, which keeps the order of the routes, the
 * response for a UAC, which turns it around.  Each of these header fields must
 * be sound, and all but Record-Route must stand there, once; Contact with one
 * value, a sip or sips URI.  The other message must have From, To, Call-ID and
 * CSeq too, and the response must answer the request.
 *
 * A tag may be null where the peer should have set it: From for a UAS, To of a
 * 2xx for a UAC.
 *
 * @param dialog    filled on ZSIP_OK; on ZSIP_E_TOO_LONG `used` alone: the
 *                  bytes that are needed
 * @param request   INVITE, SUBSCRIBE or REFER outside of a dialog, NOTIFY, or
 * an extension method
 * @param response  101 to 199 with a To tag: an early dialog; or 2xx
 * @param arena     at least zsip_dialog_size() bytes, kept as long as the
 *                  dialog is; may be NULL if `size` is 0
 * @param err       may be NULL; filled on every result.  `expected` is the
 *                  header field and its message ("Contact in the response"),
 *                  the offset counts from that message's text.ptr
 * @return ZSIP_OK; ZSIP_E_MISSING, ZSIP_E_TOO_MANY, ZSIP_E_SYNTAX or
 *         ZSIP_E_RANGE for such a header field; ZSIP_E_USE for messages that
 *         make no dialog or are no pair; ZSIP_E_TOO_LONG if the arena is too
 *         small; the error of a message that zsip_message_parse() refused
 */
ZSIP_API enum zsip_status
zsip_dialog_create(struct zsip_dialog *dialog, enum zsip_role role,
                   const struct zsip_message *request,
                   const struct zsip_message *response, char *arena,
                   size_t size, struct zsip_error *err);

/** The bytes of arena that zsip_dialog_create() needs for these messages; never
 *  more than both are long, but for two bytes a route where Record-Route may
 *  stand without brackets (ZSIP_QUIRK_NO_BRACKETS).
 *  @return 0 if there is no dialog: `err` says why */
ZSIP_API size_t zsip_dialog_size(enum zsip_role role,
                                 const struct zsip_message *request,
                                 const struct zsip_message *response,
                                 struct zsip_error *err);

/**
 * Copy a dialog into another arena.
 *
 * @param to     may be `from`, to give it another arena
 * @param arena  at least from->used bytes; may overlap with that of `from`,
 *               which then is gone
 * @return ZSIP_OK; ZSIP_E_TOO_LONG if the arena is too small
 */
ZSIP_API enum zsip_status zsip_dialog_copy(struct zsip_dialog *to,
                                           const struct zsip_dialog *from,
                                           char *arena, size_t size);

/** A text of a dialog: a slice of its arena; absent for what is null, and for a
 *  number that is none. */
ZSIP_API struct zsip_slice zsip_dialog_text(const struct zsip_dialog *dialog,
                                            enum zsip_dialog_text text);

/** The key of a dialog: slices of its arena. */
ZSIP_API struct zsip_dialog_key
zsip_dialog_key(const struct zsip_dialog *dialog);

/**
 * Whether a message belongs to a dialog.
 *
 * @param role  as in zsip_dialog_key_of()
 * @return false also for a message without a key
 */
ZSIP_API bool zsip_dialog_matches(const struct zsip_dialog *dialog,
                                  const struct zsip_message *msg,
                                  enum zsip_role role);

/**
 * Cut the first URI off a route set.
 *
 * @param rest  begins as ZSIP_DIALOG_ROUTE_SET; on return what follows
 * @param uri   without its angle brackets
 * @return false behind the last one
 */
ZSIP_API bool zsip_dialog_next_route(struct zsip_slice *rest,
                                     struct zsip_slice *uri);

#ifdef __cplusplus
}
#endif

#endif
