/*
 * The dialog value: the state of a dialog on one of its sides (RFC 3261 12), of
 * the session that it holds (13, 14), and of its subscriptions (RFC 6665).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_DIALOG_VALUE_H
#define ZSIP_DIALOG_VALUE_H

#include "zsip_dialog_key.h"

#ifdef __cplusplus
extern "C" {
#endif

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
	/** The session descriptions in force, ours and the peer's: those of the
	 *  last offer that was answered (RFC 3264).  Absent: none yet.  The
	 *  bytes are those of the body. */
	ZSIP_DIALOG_LOCAL_DESCRIPTION,
	ZSIP_DIALOG_REMOTE_DESCRIPTION,
	/** The offer that is not answered yet: ours or the peer's, as
	 *  `session.offer` says; absent: there is none. */
	ZSIP_DIALOG_OFFER,
	/** The answer that an unreliable provisional response brought to the
	 *  offer in the INVITE: what its answer will be (RFC 6337 3.1.1). */
	ZSIP_DIALOG_EARLY_ANSWER,
	/** The descriptions that were in force before a re-INVITE that is
	 *  pending, if others have come into force since: they will be again if
	 *  it fails (RFC 6141 3.1). */
	ZSIP_DIALOG_LOCAL_BEFORE,
	ZSIP_DIALOG_REMOTE_BEFORE,
	/** The Contact of the peer's re-INVITE and of its last other
	 *  target refresh request: the remote target, once a 2xx or a
	 *  reliable provisional response is sent (RFC 6141 4.6). */
	ZSIP_DIALOG_INVITE_TARGET,
	ZSIP_DIALOG_NEXT_TARGET,
	/** The value of Event of the first subscription, and so on:
	 *  ZSIP_DIALOG_EVENT + n for usages[n]. */
	ZSIP_DIALOG_EVENT,
	ZSIP_DIALOG_TEXTS = ZSIP_DIALOG_EVENT + 8 /**< how many there are */
};

enum zsip_dialog_state {
	ZSIP_DIALOG_EARLY,     /**< made by a 101 to 199 */
	ZSIP_DIALOG_CONFIRMED, /**< made, or confirmed, by a 2xx */
	/** Its last usage is over.  What is on its way still finds it. */
	ZSIP_DIALOG_TERMINATED
};

/* The session */

/** How far an INVITE transaction is. */
enum zsip_invite_state {
	/** There is none, or it is over: it has a final response, a 2xx its ACK
	 *  or none for 64*T1. */
	ZSIP_INVITE_NONE,
	ZSIP_INVITE_PENDING, /**< without a final response */
	ZSIP_INVITE_ANSWERED /**< with a 2xx, and without its ACK */
};

/** The INVITE transaction in one direction; without one, the last one. */
struct zsip_dialog_invite {
	uint32_t sequence; /**< the number of its CSeq */
	uint8_t state;     /**< enum zsip_invite_state */
	bool initial;      /**< it made the dialog: no re-INVITE */
	uint16_t code;     /**< of the last response to it; 0: none */
	/** The library's: a hash of its branch; 0: there was no INVITE. */
	uint64_t transaction;
};

/** Whose offer waits for an answer (RFC 3264). */
enum zsip_offer_state {
	ZSIP_OFFER_NONE,  /**< none: the session is as the descriptions say */
	ZSIP_OFFER_LOCAL, /**< ours */
	ZSIP_OFFER_REMOTE /**< the peer's */
};

/** What a request says of 100rel (RFC 3262 3). */
enum zsip_100rel {
	ZSIP_100REL_NONE,
	ZSIP_100REL_SUPPORTED, /**< in Supported */
	ZSIP_100REL_REQUIRED   /**< in Require */
};

/** Who has to refresh a session (RFC 4028). */
enum zsip_refresher {
	ZSIP_REFRESHER_NONE, /**< no session timer runs */
	ZSIP_REFRESHER_LOCAL,
	ZSIP_REFRESHER_REMOTE
};

/** What a dialog waits for. */
enum zsip_deadline {
	/** Our 2xx is to be sent again, while there is no ACK: after T1, then
	 *  twice as long each time up to T2, over any transport (RFC 3261
	 *  13.3.1.4). */
	ZSIP_DEADLINE_RESEND_2XX,
	/** 64*T1 after our 2xx: no ACK came (RFC 3261 13.3.1.4, 14.2). */
	ZSIP_DEADLINE_NO_ACK,
	/** Our reliable provisional response is to be sent again, while there
	 *  is no PRACK: after T1, then twice as long each time (RFC 3262 3). */
	ZSIP_DEADLINE_RESEND_1XX,
	/** 64*T1 after it: no PRACK came (RFC 3262 3). */
	ZSIP_DEADLINE_NO_PRACK,
	/** A re-INVITE or UPDATE that got a 491, or a refusal with Retry-After,
	 *  may be tried again (RFC 3261 14.1, 20.33; RFC 3311 5.3). */
	ZSIP_DEADLINE_RETRY,
	/** The session is to be refreshed (RFC 4028 10). */
	ZSIP_DEADLINE_REFRESH,
	/** The session was not refreshed (RFC 4028 10). */
	ZSIP_DEADLINE_SESSION,
	/** 64*T1 after the 2xx of another fork: this early dialog is over (RFC
	 *  3261 13.2.2.4). */
	ZSIP_DEADLINE_FORK,
	/** A subscription is to be refreshed, expires, or a NOTIFY that is due
	 *  did not come (Timer N of RFC 6665 4.1.2.4): the first one of all
	 *  usages. */
	ZSIP_DEADLINE_SUBSCRIPTION,
	/** 64*T1 after our CANCEL: the INVITE counts as refused (RFC 3261 9.1).
	 */
	ZSIP_DEADLINE_CANCEL,
	ZSIP_DEADLINE_COUNT /**< how many there are, of at most 16 */
};

/** The time that never comes. */
#define ZSIP_NEVER UINT64_MAX

/** The session of a dialog that an INVITE made. */
struct zsip_session {
	/** INVITEs of ours and of the peer. */
	struct zsip_dialog_invite local, remote;
	uint8_t offer; /**< enum zsip_offer_state */
	/** Whose offer an INVITE without one asks for, which is not made yet
	 *  (enum zsip_offer_state); offer_method and offer_sequence then are
	 *  those of the INVITE. */
	uint8_t offer_due;
	/** The method of the request in which, or in the response to which, the
	 *  open offer was made (enum zsip_method). */
	uint8_t offer_method;
	bool offer_by_response; /**< in the response */
	uint8_t refresher;      /**< enum zsip_refresher */
	uint8_t peer_100rel;    /**< of its last INVITE: enum zsip_100rel */
	/** Descriptions came into force within a re-INVITE that is pending:
	 *  ZSIP_DIALOG_LOCAL_BEFORE, ZSIP_DIALOG_REMOTE_BEFORE. */
	bool changed_within;
	bool unacknowledged;       /**< local_rseq has no PRACK */
	uint32_t offer_sequence;   /**< CSeq of that request */
	uint32_t session_interval; /**< seconds; 0: none (RFC 4028) */
	uint32_t min_se; /**< the greatest Min-SE met, in seconds; 0: none */
	/** RSeq of the last reliable provisional response, of ours and of the
	 *  peer's in its present INVITE (RFC 3262); 0: none. */
	uint32_t local_rseq, remote_rseq;
	/** The UPDATEs without final response (RFC 3311), ours and the peer's:
	 *  their CSeqs. */
	uint32_t local_update, remote_update;
	bool local_update_pending, remote_update_pending;
	/** The method of the request that is to be tried again, once
	 *  ZSIP_DEADLINE_RETRY is over and neither an INVITE nor an offer is in
	 *  its way: INVITE or UPDATE (enum zsip_method); 0: none. */
	uint8_t retry;
	/** A BYE may be sent although the session is over: ours got a 401 or a
	 *  407, or a 2xx came behind a refusal of the first INVITE. */
	bool bye_again;
	/** The library's: ZSIP_DEADLINE_RETRY is that of a 491. */
	bool glare;
	uint8_t reserved[3];
	/** The library's: how long until our 2xx, and local_rseq, are sent
	 *  again, in ms. */
	uint32_t resend_2xx, resend_1xx;
	/** The library's: one more than the highest CSeq of the INVITEs of ours
	 *  before `local` that got a 2xx; 0: none. */
	uint32_t earlier_2xx;
	/** The library's: INVITE and UPDATE, ours and the peer's, and what they
	 *  say of the session interval (RFC 4028). */
	struct zsip_session_request {
		uint32_t sequence, interval, min_se;
		uint8_t refresher;
		bool timer;
		uint8_t reserved[2];
	} requests[2][2];
	/** The library's: of the last reliable provisional response, ours and
	 *  the peer's, the INVITE's CSeq, whether it had an offer or the answer
	 *  (enum zsip_description_part), the last RSeq with a PRACK, the CSeq
	 *  of that and whether it waits for its final response. */
	struct zsip_session_reliable {
		uint32_t invite, acknowledged, prack;
		bool prack_pending;
		uint8_t part;
		uint8_t reserved[2];
	} local_reliable, remote_reliable;
	/** When, in the milliseconds of zsip_moment.now; or ZSIP_NEVER. */
	uint64_t deadlines[16];
	/** The library's. */
	uint64_t room[1];
};

/* Usages */

/** What a dialog is used for (RFC 5057). */
enum zsip_usage_kind {
	ZSIP_USAGE_NONE,       /**< free */
	ZSIP_USAGE_INVITE,     /**< the session */
	ZSIP_USAGE_SUBSCRIBER, /**< we get the NOTIFYs */
	ZSIP_USAGE_NOTIFIER,   /**< we send them */
	ZSIP_USAGE_OTHER       /**< what an extension method made */
};

enum zsip_usage_state {
	/** Asked for, and without the NOTIFY that makes it (RFC 6665 4.1.2.4);
	 *  the session of an early dialog. */
	ZSIP_USAGE_PENDING,
	ZSIP_USAGE_ACTIVE
};

/**
 * One usage.
 *
 * A subscription is there from the request on that asks for it, and ends if
 * that is refused; with a NOTIFY that says terminated, once it is answered; or
 * by itself, 64*T1 after its end or after a NOTIFY that was due (RFC 6665
 * 4.1.2.4, 4.4.1; RFC 5057 4.2).
 */
struct zsip_usage {
	uint8_t kind;  /**< enum zsip_usage_kind */
	uint8_t state; /**< enum zsip_usage_state */
	bool refer;    /**< by a REFER (RFC 3515) */
	/** It expired, or was unsubscribed: a NOTIFY that says so is due, or on
	 *  its way. */
	bool ending;
	/** The CSeq of the request that made it: the id of a REFER's event (RFC
	 *  3515 2.4.6); 0: unknown, as where a NOTIFY came first. */
	uint32_t sequence;
	/** Seconds that it is to last, as was asked for or said last; 0:
	 *  unknown. */
	uint32_t interval;
	/** The library's: CSeqs of the last requests in it, ours and the
	 *  peer's; whether it made the dialog; whether the last NOTIFY says
	 *  terminated; what the timer is and when it fires. */
	uint32_t local_request, remote_request;
	bool initial, final;
	uint8_t timer_kind;
	uint8_t reserved;
	uint64_t timer;
	/** When it expires; ZSIP_NEVER: unknown, or it has. */
	uint64_t deadline;
};

enum { ZSIP_DIALOG_USAGES = 8 };

/* The value */

/** A place in the arena. */
struct zsip_dialog_place {
	uint32_t offset, len;
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
	/** The library's: who sent a REFER, 1 for us and 2 for the peer. */
	uint8_t referred;
	uint8_t reserved[2];
	struct zsip_session session;
	/** Those that are free may stand between others. */
	struct zsip_usage usages[ZSIP_DIALOG_USAGES];
	/** The library's. */
	struct {
		/** The last requests: hashes of their methods and branches. */
		uint64_t sent, received;
		uint32_t sent_sequence;
		/** CSeqs of the remote target in force and of those to come. */
		uint32_t target, invite_target, next_target;
		/** That of the INVITE that made the dialog. */
		uint32_t first_invite;
		uint8_t reserved[4];
	} last;
	/** The library's: zsip_dialog_text() reads them. */
	struct zsip_dialog_place texts[26];
	uint64_t room[7];
};

/* Making one */

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
 *                  an extension method; no NOTIFY that says terminated (RFC
 *                  6665 4.4.1), no REFER without a subscription (RFC 4488, RFC
 *                  7614)
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
