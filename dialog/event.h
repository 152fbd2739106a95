/*
 * A message, or an intent to send one, on its way through the parts that know
 * what it means to a dialog.
 */
#ifndef ZSIP_EVENT_H
#define ZSIP_EVENT_H

#include "description.h"
#include "facts.h"
#include "zsip_dialog_event.h"

struct zsip_event {
	/** NULL for an intent, and for a response that never came. */
	const struct zsip_message *msg;
	struct zsip_facts facts; /* of msg */
	const struct zsip_moment *moment;
	bool sent; /* or to be sent; else received */
	/* What it is; `method` is that of CSeq. */
	struct zsip_intent what;
	uint32_t sequence;             /* of CSeq; what an intent would get */
	struct zsip_slice description; /* of msg; absent: none */
	/* The dialog as it is, and as it will be: steps change `next` alone.
	 * The texts of `next` are those of `dialog`. */
	const struct zsip_dialog *dialog;
	struct zsip_dialog *next;
	struct zsip_decision *decision;
	/* Texts that change: slices of `msg` or of the arena; absent: the text
	 * goes.  Bit n of `replaced` for text n. */
	struct zsip_slice texts[ZSIP_DIALOG_TEXTS];
	uint32_t replaced;
	/* The route set is recomputed from this message (RFC 3261 13.2.2.4). */
	bool new_routes;
	/* A response to the INVITE that made the dialog, from another fork. */
	bool other_fork;
	/* The event of a REFER: "refer;id=4294967295". */
	char event_text[24];
};

/* What changes a text of the dialog. */
static inline void zsip_event_set_text(struct zsip_event *event, unsigned which,
                                       struct zsip_slice text)
{
	event->texts[which] = text;
	event->replaced |= UINT32_C(1) << which;
}

/* The text as it will be. */
static inline struct zsip_slice zsip_event_text(const struct zsip_event *event,
                                                unsigned which)
{
	return event->replaced >> which & 1
	               ? event->texts[which]
	               : zsip_dialog_text(event->dialog,
	                                  (enum zsip_dialog_text)which);
}

/* The side that a transaction has us on. */
static inline enum zsip_role zsip_event_role(const struct zsip_event *event)
{
	return event->sent == (event->what.code == 0) ? ZSIP_ROLE_UAC
	                                              : ZSIP_ROLE_UAS;
}

/* decision.c: verdicts.  All return false, for steps to end with. */
bool zsip_event_respond(struct zsip_event *event,
                        enum zsip_dialog_reason reason);
bool zsip_event_ignore(struct zsip_event *event,
                       enum zsip_dialog_reason reason);
bool zsip_event_refuse(struct zsip_event *event,
                       enum zsip_dialog_reason reason);
/* A 500 with Retry-After of 0 to 10 seconds (RFC 3261 14.2, RFC 3311 5.2). */
bool zsip_event_respond_later(struct zsip_event *event,
                              enum zsip_dialog_reason reason);
/* A reason for what is accepted, where there is none yet. */
void zsip_event_note(struct zsip_event *event, enum zsip_dialog_reason reason);
void zsip_decision_start(struct zsip_decision *decision);
void zsip_decision_set_reason(struct zsip_decision *decision,
                              enum zsip_dialog_reason reason);

/* Steps.  Each looks at what concerns it in any event, sent or received,
 * request, response or intent, and returns whether the next one is to look.  If
 * the verdict is ACCEPT in the end, the dialog becomes `next`; else it stays as
 * it is, but for the CSeq of a request that was received. */
bool zsip_step_in_dialog(struct zsip_event *event); /* in_dialog.c */
bool zsip_step_invite(struct zsip_event *event);    /* invite.c */
bool zsip_step_reliable(struct zsip_event *event);  /* reliable.c */
bool zsip_step_offer(struct zsip_event *event);     /* offer.c */
bool zsip_step_timer(struct zsip_event *event);     /* session_timer.c */
bool zsip_step_usages(struct zsip_event *event);    /* usages.c */
bool zsip_step_target(struct zsip_event *event);    /* dialog_target.c */
bool zsip_step_retry(struct zsip_event *event);     /* invite_retry.c */

/* What a dialog begins with, from the request that makes it, INVITE or another:
 * the INVITE is pending, an offer in it open; a usage is there.  The texts are
 * those to keep as ZSIP_DIALOG_OFFER and as the event of usages[0]; absent:
 * none. */
void zsip_invite_begin(struct zsip_dialog *dialog,
                       const struct zsip_facts *request, enum zsip_role role);
struct zsip_slice zsip_offer_begin(struct zsip_dialog *dialog,
                                   const struct zsip_facts *request,
                                   enum zsip_role role);
void zsip_reliable_begin(struct zsip_dialog *dialog,
                         const struct zsip_facts *request, enum zsip_role role);
void zsip_timer_begin(struct zsip_dialog *dialog,
                      const struct zsip_facts *request, enum zsip_role role);
struct zsip_slice zsip_usages_begin(struct zsip_dialog *dialog,
                                    const struct zsip_facts *request,
                                    enum zsip_role role);

/* A deadline that is over: what belongs to each of them.  `next` has it set to
 * ZSIP_NEVER already. */
void zsip_expire_invite(struct zsip_event *event, enum zsip_deadline which);
void zsip_expire_reliable(struct zsip_event *event, enum zsip_deadline which);
void zsip_expire_timer(struct zsip_event *event, enum zsip_deadline which);
void zsip_expire_usages(struct zsip_event *event, enum zsip_deadline which);

/* in_dialog.c: what a request of this method and its retransmissions have in
 * common, and a response to it (RFC 3261 17.1.3, 17.2.3), besides the CSeq: the
 * branch, or the sent-by of who follows RFC 2543; 0: no Via. */
uint64_t zsip_transaction_of(const struct zsip_message *msg,
                             struct zsip_slice method);

/* invite_retry.c: Retry-After in milliseconds; false: there is none, or no
 * message. */
bool zsip_retry_after_read(const struct zsip_message *msg, uint64_t *wait);

/* invite.c: what the end of the session means to INVITEs and their deadlines.
 */
void zsip_invite_end(struct zsip_event *event);

/* subscription.c: whether a SUBSCRIBE, NOTIFY or REFER makes a subscription,
 * and so a dialog (RFC 6665 4.4.1, RFC 4488 4, RFC 7614). */
bool zsip_subscription_begins(const struct zsip_message *request,
                              const struct zsip_message *response);

/* dialog_target.c: the route set is recomputed from this message, if
 * Record-Route can be read: else it stays (RFC 3261 13.2.2.4, RFC 6665 4.4.1).
 */
void zsip_event_recompute_routes(struct zsip_event *event);

/* offer_rules.c: whether nothing stands against an offer of ours in a request
 * of this method, INVITE or UPDATE. */
bool zsip_offer_is_free(const struct zsip_session *session,
                        enum zsip_method method);
/* offer_state.c: no answer will come. */
void zsip_offer_void(struct zsip_event *event);
/* offer_state.c: the session ends: no exchange goes on. */
void zsip_offer_end(struct zsip_event *event);
/* reliable.c: nor is a reliable provisional response. */
void zsip_reliable_end(struct zsip_event *event);

/* reliable.c: whether a response is sent reliably (RFC 3262 3): it has Require:
 * 100rel and RSeq. */
bool zsip_is_reliable(const struct zsip_message *msg);

/* usages.c: the first usage of a kind; ZSIP_NO_USAGE: there is none. */
size_t zsip_usage_find(const struct zsip_dialog *dialog,
                       enum zsip_usage_kind kind);
bool zsip_has_session(const struct zsip_dialog *dialog);
/* The end of a usage; of the last one that of the dialog. */
void zsip_usage_end(struct zsip_event *event, size_t usage);
/* The end of the session: its usage, its offer, its deadlines. */
void zsip_session_end(struct zsip_event *event);
/* Asks for what ends it: the called side has no BYE before its 2xx (RFC 3261
 * 15). */
void zsip_session_ask_end(struct zsip_event *event);
/* The end of all usages at once. */
void zsip_dialog_end(struct zsip_event *event);

static inline uint32_t zsip_moment_t1(const struct zsip_moment *moment)
{
	return moment->t1 != 0 ? moment->t1 : 500;
}

static inline uint32_t zsip_moment_t2(const struct zsip_moment *moment)
{
	return moment->t2 != 0 ? moment->t2 : 4000;
}

/* How long a transaction may take, and longer no message is on its way. */
static inline uint64_t zsip_moment_64_t1(const struct zsip_moment *moment)
{
	return (uint64_t)64 * zsip_moment_t1(moment);
}

/* Milliseconds. */
enum { ZSIP_SECOND = 1000 };

static inline bool zsip_is_request_event(const struct zsip_event *event)
{
	return event->what.code == 0;
}

#endif
