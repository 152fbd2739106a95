/*
 * What the parts of the offer/answer logic share.
 */
#ifndef ZSIP_OFFER_H
#define ZSIP_OFFER_H

#include "event.h"

/* Whose message it is (enum zsip_offer_state). */
static inline enum zsip_offer_state zsip_sender(const struct zsip_event *event)
{
	return event->sent ? ZSIP_OFFER_LOCAL : ZSIP_OFFER_REMOTE;
}

static inline enum zsip_offer_state zsip_peer_of(enum zsip_offer_state side)
{
	return side == ZSIP_OFFER_LOCAL ? ZSIP_OFFER_REMOTE : ZSIP_OFFER_LOCAL;
}

/* Who sent the request of this transaction. */
static inline enum zsip_offer_state zsip_client(const struct zsip_event *event)
{
	return zsip_is_request_event(event) ? zsip_sender(event)
	                                    : zsip_peer_of(zsip_sender(event));
}

static inline bool zsip_is_intent(const struct zsip_event *event)
{
	return event->sent && event->msg == NULL;
}

/* The reliable provisional responses to it. */
static inline struct zsip_session_reliable *
zsip_client_reliable(const struct zsip_event *event)
{
	return zsip_client(event) == ZSIP_OFFER_LOCAL
	               ? &event->next->session.remote_reliable
	               : &event->next->session.local_reliable;
}

/* offer_state.c: changes of the session.  The description is that of the
 * message. */

/* An offer of the sender: in the request, or in the response to an INVITE. */
void zsip_offer_open(struct zsip_event *event, bool by_response);
/* An INVITE without offer: the other side makes it. */
void zsip_offer_expect(struct zsip_event *event);
/* An answer of the sender to the offer that is open. */
void zsip_offer_answer(struct zsip_event *event, struct zsip_slice answer);
/* The sender's answer once more, as the PRACK with it failed. */
void zsip_offer_answer_again(struct zsip_event *event);
/* The answer that is not the real one yet. */
void zsip_offer_preview(struct zsip_event *event);
/* A re-INVITE is over.  What came into force within it stays, or not. */
void zsip_offer_keep_changes(struct zsip_event *event);
void zsip_offer_undo_changes(struct zsip_event *event);

/* offer_rules.c: permissions.  All return false where they decided. */

/* Whether an exchange may begin with this request, by its offer or by that in
 * its response. */
bool zsip_offer_may_begin(struct zsip_event *event);
/* UPDATE (RFC 3311 5.2, RFC 5057 5.3), with an offer or without one. */
bool zsip_offer_may_update(struct zsip_event *event);
/* A description that has no place: refused where it is ours. */
bool zsip_offer_misplaced(struct zsip_event *event);
/* A description in a response behind the answer: it says the same, or it is
 * refused where it is ours, and ignored where it is the peer's. */
bool zsip_offer_repeated(struct zsip_event *event, struct zsip_slice before);

#endif
