/*
 * What a message, or the time, means to a dialog (RFC 3261 12.2, 13 to 15; RFC
 * 3262, 3311, 4028, 5057, 6141, 6337, 6665): facts and decisions; nothing is
 * sent here and no timer runs.
 *
 * Every message of a dialog goes through its value: what came, without the
 * retransmissions that transactions absorb (RFC 3261 17), through
 * zsip_dialog_receive(); what is about to go out, through zsip_dialog_send().
 * That begins with the response that made the dialog:
 *
 *	zsip_dialog_create(&dialog, ZSIP_ROLE_UAC, &invite, &response, ...);
 *	zsip_dialog_receive(&dialog, &response, &moment, &decision, NULL);
 *
 * The ACK of a 2xx belongs there, that of another final response to its
 * transaction.  The response to a request that was refused may come or not.
 *
 * An INVITE of ours may make several dialogs (RFC 3261 13.2.2.4).  What is of
 * it goes to each of them: every response to it, whatever its To tag is; its
 * CANCEL; that it got no response.  A response of 101 to 299 that is of none,
 * for which all say ZSIP_DIALOG_REASON_OTHER_FORK, makes one more; the 2xx of
 * one that is not wanted is acknowledged as well, and a BYE follows.
 *
 * A dialog may be forgotten once it is ZSIP_DIALOG_TERMINATED, no deadline is
 * left, neither INVITE is pending or answered, and 64*T1 have gone by in which
 * something may have been on its way still.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_DIALOG_EVENT_H
#define ZSIP_DIALOG_EVENT_H

#include "zsip_dialog_value.h"
#include "zsip_edit.h"
#include "zsip_sdp_compare.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the library cannot know.  Set `size` to sizeof(struct zsip_moment); the
 *  rest may be zero. */
struct zsip_moment {
	size_t size;
	uint64_t now;    /**< milliseconds of a clock that never goes back */
	uint32_t random; /**< 32 bits that nobody can guess, new each time */
	uint32_t t1, t2; /**< milliseconds; 0: 500 and 4000 (RFC 3261 17.1.1) */
	uint32_t min_se; /**< seconds that we accept; 0: 90 (RFC 4028 5) */
};

/* Decisions */

enum zsip_verdict {
	/** Take it, or send it.  A request that was received is answered by the
	 *  application, but where `code` says how. */
	ZSIP_VERDICT_ACCEPT,
	/** Refuse the request: send a response with `code` and the header
	 *  fields of zsip_decision_headers(). */
	ZSIP_VERDICT_RESPOND,
	/** Do nothing with it in this dialog. */
	ZSIP_VERDICT_IGNORE,
	/** What is to be sent must not be sent now, or not at all: `reason`
	 * says what it has to wait for.  The dialog is as it was. */
	ZSIP_VERDICT_REFUSE
};

/** Why (zsip_dialog_reasons.def). */
enum zsip_dialog_reason {
#define ZSIP_DIALOG_REASON(number, id, name, code, rfc, text)                  \
	ZSIP_DIALOG_REASON_##id = number,
#include "zsip_dialog_reasons.def"
#undef ZSIP_DIALOG_REASON
};

/** What a reason is: the columns of zsip_dialog_reasons.def. */
struct zsip_dialog_reason_info {
	uint16_t id; /**< enum zsip_dialog_reason */
	uint16_t code;
	const char *name;
	const char *rfc;
	const char *text;
};

/** The reason in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_dialog_reason_info *
zsip_dialog_reason_at(size_t index);

/** What there is to do: bits of zsip_decision.asks. */
enum zsip_ask {
	/** Send the ACK for this 2xx, and again the same for each
	 *  retransmission of it (RFC 3261 13.2.2.4). */
	ZSIP_ASK_ACK = 1 << 0,
	/** Send the PRACK for this response.  Where that is the refusal of one:
	 *  another PRACK, without offer (RFC 6337 2.3). */
	ZSIP_ASK_PRACK = 1 << 1,
	/** Send a BYE; a session goes on until it is sent. */
	ZSIP_ASK_BYE = 1 << 2,
	/** The body is an offer: an answer has to be sent. */
	ZSIP_ASK_ANSWER = 1 << 3,
	/** An offer has to be sent.  Of an INVITE without one: in the first
	 *  reliable response to it (RFC 3261 14.2); it offers what the streams
	 *  in force have.  Of a re-INVITE that failed: in a new one or in an
	 *  UPDATE (RFC 6141 3.4); it offers what is in force, with a version
	 *  above those that were sent. */
	ZSIP_ASK_OFFER = 1 << 4,
	/** Answer the INVITE that is pending with a 487: it was cancelled, or
	 *  the session ended; then an UPDATE too (RFC 3261 9.2, 15.1.2). */
	ZSIP_ASK_487 = 1 << 5,
	/** Send the last 2xx again (ZSIP_DIALOG_REASON_REMOTE_ACK_DUE), or the
	 *  last reliable provisional response (..._PRACK_AWAITED). */
	ZSIP_ASK_RESEND = 1 << 6,
	/** Try the request that failed again, changed as `reason` says. */
	ZSIP_ASK_RETRY = 1 << 7,
	/** Refresh the session: UPDATE, or re-INVITE (RFC 4028 7.4). */
	ZSIP_ASK_REFRESH = 1 << 8,
	/** Refuse the INVITE that is pending: no PRACK came (RFC 3262 3), or
	 * the session came to an end before the 2xx. */
	ZSIP_ASK_REJECT = 1 << 9,
	/** Send a NOTIFY for `usage`: it was accepted or refreshed, or it ends
	 *  (RFC 6665 4.2.1.2, 4.2.1.4). */
	ZSIP_ASK_NOTIFY = 1 << 10,
	/** Refresh the subscription `usage`, or let it expire. */
	ZSIP_ASK_SUBSCRIBE = 1 << 11
};

/** What became of the dialog: bits of zsip_decision.changes. */
enum zsip_dialog_change {
	ZSIP_CHANGE_CONFIRMED = 1 << 0,  /**< early before, confirmed now */
	ZSIP_CHANGE_TERMINATED = 1 << 1, /**< the dialog is over */
	ZSIP_CHANGE_TARGET = 1 << 2,     /**< another remote target */
	ZSIP_CHANGE_ROUTE_SET = 1 << 3,  /**< recomputed (13.2.2.4) */
	/** Another description of ours, of the peer's, in force. */
	ZSIP_CHANGE_LOCAL_DESCRIPTION = 1 << 4,
	ZSIP_CHANGE_REMOTE_DESCRIPTION = 1 << 5,
	/** The open offer is void: the session stays as it was. */
	ZSIP_CHANGE_OFFER_VOID = 1 << 6,
	ZSIP_CHANGE_USAGE_BEGUN = 1 << 7, /**< usages[usage] */
	ZSIP_CHANGE_USAGE_ENDED = 1 << 8, /**< the same, free again */
	ZSIP_CHANGE_SESSION_TIMER = 1 << 9
};

/** What a message's session description is. */
enum zsip_description_part {
	ZSIP_DESCRIPTION_NONE, /**< there is none */
	ZSIP_DESCRIPTION_OFFER,
	ZSIP_DESCRIPTION_ANSWER,
	/** The answer, in an unreliable provisional response, that the 2xx will
	 *  bring (RFC 3261 13.2.1, RFC 6337 2.1); it may be used early. */
	ZSIP_DESCRIPTION_EARLY_ANSWER,
	/** What was said before: to be ignored (RFC 3261 13.2.1). */
	ZSIP_DESCRIPTION_AGAIN,
	/** Neither an offer nor an answer: as in the response to an OPTIONS, or
	 *  in a 488 (RFC 6337 2.4). */
	ZSIP_DESCRIPTION_OTHER
};

/** What became of an offer or an answer against the description of the same
 *  side that is in force (RFC 3264 8, RFC 3261 14.2). */
enum zsip_description_change {
	ZSIP_DESCRIPTION_FIRST, /**< there was none before */
	/** The same version in o=; where one has none, the same content. */
	ZSIP_DESCRIPTION_UNCHANGED,
	ZSIP_DESCRIPTION_CHANGED
};

#define ZSIP_NO_USAGE ((size_t)-1)

/** A decision. */
struct zsip_decision {
	enum zsip_verdict verdict;
	/** Of the response to a request that was received; 0: the
	 *  application's choice. */
	uint16_t code;
	const struct zsip_dialog_reason_info *reason; /**< never NULL */
	unsigned asks;                                /**< enum zsip_ask */
	unsigned changes; /**< enum zsip_dialog_change */
	/** What the message's session description is, and its bytes. */
	enum zsip_description_part part;
	enum zsip_description_change description_change;
	struct zsip_slice description;
	/** The usage that it belongs to; ZSIP_NO_USAGE: none. */
	size_t usage;
	/** Bytes of arena that are needed, after ZSIP_E_TOO_LONG. */
	size_t needed;
	/** When what was refused, by this decision or by the response that
	 *  came, may be tried again; ZSIP_NEVER: unknown. */
	uint64_t until;
	/* Header fields of the response. */
	bool has_retry_after;
	uint32_t retry_after; /**< seconds */
	/** Seconds; 0: none.  Of a 422 that came, what it has. */
	uint32_t min_se;
	uint16_t warning; /**< warn-code (RFC 3261 20.43); 0: none */
	/** Of zsip_dialog_expire(): which deadline is over. */
	enum zsip_deadline deadline;
	uint64_t room[4];
};

/**
 * A request or a response came.
 *
 * A request gives ACCEPT, RESPOND or IGNORE; a response ACCEPT or IGNORE.
 *
 * @param dialog    changed as the message has it, also by a request that is
 *                  refused, if only its CSeq
 * @param decision  filled on ZSIP_OK; on ZSIP_E_TOO_LONG `needed` alone
 * @param err       may be NULL; filled on every result; with the reason
 *                  "broken" where the message is broken
 * @return ZSIP_OK; ZSIP_E_TOO_LONG if the arena is too small for what the
 *         message brings: nothing changed, and after zsip_dialog_copy() into a
 *         greater one the call can be repeated; ZSIP_E_USE for a NULL argument,
 *         and for a moment without its `size`
 */
ZSIP_API enum zsip_status zsip_dialog_receive(struct zsip_dialog *dialog,
                                              const struct zsip_message *msg,
                                              const struct zsip_moment *moment,
                                              struct zsip_decision *decision,
                                              struct zsip_error *err);

/**
 * A request or a response is about to be sent.
 *
 * Gives ACCEPT, and then the dialog is as after sending it; or REFUSE, also for
 * one that is not of this dialog.  What is sent again, byte for byte, needs not
 * come here.
 *
 * A request has its number from the builder: ask zsip_dialog_may_send() before
 * it is built, as one that is refused leaves a gap, and there must be none (RFC
 * 3261 12.2.1.1).
 *
 * @return as zsip_dialog_receive(); also the error of a message of ours that is
 *         broken
 */
ZSIP_API enum zsip_status zsip_dialog_send(struct zsip_dialog *dialog,
                                           const struct zsip_message *msg,
                                           const struct zsip_moment *moment,
                                           struct zsip_decision *decision,
                                           struct zsip_error *err);

/** What somebody would like to send.  A response is one to the last INVITE of
 *  the peer, or to its last request; ACK and CANCEL are those of our last
 *  INVITE. */
struct zsip_intent {
	enum zsip_method method; /**< of the request, or of its response */
	unsigned code;           /**< 0: a request */
	bool reliable;           /**< 101 to 199: with RSeq */
	bool description;        /**< with a session description */
	uint8_t reserved[6];
};

/** Whether zsip_dialog_send() would accept a message, before it is built.  No
 *  argument may be NULL.
 *  @param decision  filled: ACCEPT or REFUSE, the reason, and what there would
 *                   be to do and would become of the dialog */
ZSIP_API void zsip_dialog_may_send(const struct zsip_dialog *dialog,
                                   const struct zsip_intent *intent,
                                   const struct zsip_moment *moment,
                                   struct zsip_decision *decision);

/**
 * A request of ours got no response: its transaction timed out, which counts as
 * a 408, or could not send it, which counts as a 503 (RFC 3261 8.1.3.1).
 *
 * @param request  as it was sent
 * @param code     408 or 503
 * @return as zsip_dialog_send(); ZSIP_E_USE also for another code, and for a
 *         request that is not of this dialog
 */
ZSIP_API enum zsip_status
zsip_dialog_unanswered(struct zsip_dialog *dialog,
                       const struct zsip_message *request, unsigned code,
                       const struct zsip_moment *moment,
                       struct zsip_decision *decision, struct zsip_error *err);

/* Time */

/** The next deadline.
 *  @param which  may be NULL; set unless the result is ZSIP_NEVER
 *  @return its time; ZSIP_NEVER: none */
ZSIP_API uint64_t zsip_dialog_next_deadline(const struct zsip_dialog *dialog,
                                            enum zsip_deadline *which);

/**
 * What the time asks for.  To be called at the next deadline, until it returns
 * false.
 *
 * @param decision  filled if there is something: `deadline` says what is over,
 *                  `asks` what to do
 * @return false if no deadline is over
 */
ZSIP_API bool zsip_dialog_expire(struct zsip_dialog *dialog,
                                 const struct zsip_moment *moment,
                                 struct zsip_decision *decision);

/* Session descriptions */

/**
 * Refuse the offer of an INVITE or an UPDATE that was accepted as far as the
 * dialog goes: a 488 with a Warning (RFC 3261 13.3.1.3, 14.2, 20.43).
 *
 * @param warning   warn-code, 300 to 399; 0: 399
 * @param decision  that of the request; RESPOND on return
 */
ZSIP_API void zsip_decision_refuse_offer(struct zsip_decision *decision,
                                         unsigned warning);

/**
 * Compare a description that a side offers with the one of the same side in
 * force: zsip_sdp_compare().
 *
 * @param text    a description, as zsip_decision.description
 * @param remote  whether it is the peer's
 * @param before  made ready by zsip_sdp_init(); filled with the one in force
 * @param after   the same; filled with `text`
 * @return the number of changes; 0 also if there is none in force
 */
ZSIP_API size_t zsip_dialog_compare(
        const struct zsip_dialog *dialog, struct zsip_slice text, bool remote,
        struct zsip_sdp *before, struct zsip_sdp *after,
        void (*report)(void *user, const struct zsip_sdp_change *change),
        void *user);

/* Companions */

enum { ZSIP_DECISION_HEADERS = 4, ZSIP_DECISION_TEXT = 512 };

/**
 * Write the header fields that the response of a decision has: Retry-After,
 * Min-SE, Warning.
 *
 * @param agent    the warn-agent of a Warning: a host, with port or not, or a
 *                 pseudonym, which is a token (RFC 3261 20.43)
 * @param headers  ZSIP_DECISION_HEADERS of them
 * @param buf      where their values are written: ZSIP_DECISION_TEXT bytes and
 *                 the length of `agent` are enough
 * @return how many there are; 0 also if `buf` is too small
 */
ZSIP_API size_t zsip_decision_headers(const struct zsip_decision *decision,
                                      struct zsip_slice agent,
                                      struct zsip_header_line *headers,
                                      char *buf, size_t size);

#ifdef __cplusplus
}
#endif

#endif
