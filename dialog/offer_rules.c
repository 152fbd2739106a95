/*
 * Where an offer may stand, and where not (RFC 3261 13.2.1, RFC 3311 5, RFC
 * 6337 4.3).
 */
#include "offer.h"

static const struct zsip_dialog_invite *
invite_of(const struct zsip_session *session, enum zsip_offer_state client)
{
	return client == ZSIP_OFFER_LOCAL ? &session->local : &session->remote;
}

/* The side whose request began the exchange that is not complete, by an offer
 * or by asking for one. */
static enum zsip_offer_state exchange_of(const struct zsip_session *session)
{
	enum zsip_offer_state offerer = (enum zsip_offer_state)session->offer,
	                      due = (enum zsip_offer_state)session->offer_due;

	if (offerer != ZSIP_OFFER_NONE)
		return session->offer_by_response ? zsip_peer_of(offerer)
		                                  : offerer;
	return due != ZSIP_OFFER_NONE ? zsip_peer_of(due) : ZSIP_OFFER_NONE;
}

/* Whether a reliable provisional response with an offer or an answer, to the
 * INVITE of this client, waits for its PRACK. */
static bool waits_for_prack(const struct zsip_session *session,
                            enum zsip_offer_state client)
{
	bool local = client == ZSIP_OFFER_LOCAL;
	const struct zsip_session_reliable *reliable =
	        local ? &session->remote_reliable : &session->local_reliable;
	bool open = local ? session->remote_rseq != reliable->acknowledged
	                  : session->unacknowledged;

	return open && reliable->part != ZSIP_DESCRIPTION_NONE &&
	       invite_of(session, client)->state == ZSIP_INVITE_PENDING &&
	       invite_of(session, client)->sequence == reliable->invite;
}

/* The same for its PRACK and that one's final response. */
static bool is_prack_pending(const struct zsip_session *session,
                             enum zsip_offer_state client)
{
	const struct zsip_session_reliable *reliable =
	        client == ZSIP_OFFER_LOCAL ? &session->remote_reliable
	                                   : &session->local_reliable;

	return reliable->prack_pending &&
	       reliable->part != ZSIP_DESCRIPTION_NONE &&
	       invite_of(session, client)->state == ZSIP_INVITE_PENDING;
}

/* RFC 6337 4.3: 491 where the exchange is of a request of ours, 500 where it is
 * of one of the peer.  That the final response to a PRACK is still on its way
 * is no obstacle: who sent it may begin the next one. */
static bool may_receive(struct zsip_event *event)
{
	const struct zsip_session *session = &event->next->session;
	enum zsip_offer_state client = exchange_of(session);

	if (waits_for_prack(session, ZSIP_OFFER_LOCAL))
		client = ZSIP_OFFER_LOCAL;
	if (waits_for_prack(session, ZSIP_OFFER_REMOTE))
		client = ZSIP_OFFER_REMOTE;
	if (client == ZSIP_OFFER_LOCAL)
		return zsip_event_respond(event,
		                          ZSIP_DIALOG_REASON_LOCAL_EXCHANGE);
	if (client == ZSIP_OFFER_REMOTE)
		return zsip_event_respond_later(
		        event, ZSIP_DIALOG_REASON_REMOTE_EXCHANGE);
	return true;
}

/* What has to come before an offer of ours. */
static enum zsip_dialog_reason wait_for(const struct zsip_session *session,
                                        enum zsip_method method)
{
	bool pracks = method == ZSIP_METHOD_UPDATE;

	if (session->offer == ZSIP_OFFER_LOCAL)
		return ZSIP_DIALOG_REASON_LOCAL_OFFER_OPEN;
	if (session->offer == ZSIP_OFFER_REMOTE)
		return ZSIP_DIALOG_REASON_ANSWER_DUE;
	if (session->offer_due == ZSIP_OFFER_LOCAL)
		return ZSIP_DIALOG_REASON_OFFER_DUE;
	if (session->offer_due == ZSIP_OFFER_REMOTE)
		return ZSIP_DIALOG_REASON_REMOTE_OFFER_DUE;
	if (pracks && waits_for_prack(session, ZSIP_OFFER_REMOTE))
		return ZSIP_DIALOG_REASON_PRACK_AWAITED;
	if (pracks && (waits_for_prack(session, ZSIP_OFFER_LOCAL) ||
	               is_prack_pending(session, ZSIP_OFFER_LOCAL) ||
	               is_prack_pending(session, ZSIP_OFFER_REMOTE)))
		return ZSIP_DIALOG_REASON_PRACK_PENDING;
	return ZSIP_DIALOG_REASON_IN_ORDER;
}

bool zsip_offer_may_begin(struct zsip_event *event)
{
	enum zsip_dialog_reason reason;

	if (!event->sent)
		return may_receive(event);
	reason = wait_for(&event->next->session, event->what.method);
	return reason == ZSIP_DIALOG_REASON_IN_ORDER ||
	       zsip_event_refuse(event, reason);
}

bool zsip_offer_is_free(const struct zsip_session *session,
                        enum zsip_method method)
{
	return wait_for(session, method) == ZSIP_DIALOG_REASON_IN_ORDER &&
	       !(method == ZSIP_METHOD_UPDATE && session->local_update_pending);
}

bool zsip_offer_may_update(struct zsip_event *event)
{
	const struct zsip_session *session = &event->dialog->session;

	if (!zsip_has_session(event->dialog))
		return event->sent
		               ? zsip_event_refuse(
		                         event, ZSIP_DIALOG_REASON_NO_SESSION)
		               : zsip_event_respond(
		                         event, ZSIP_DIALOG_REASON_NO_SESSION);
	if (event->sent && session->local_update_pending)
		return zsip_event_refuse(
		        event, ZSIP_DIALOG_REASON_LOCAL_UPDATE_PENDING);
	if (!event->sent && session->remote_update_pending)
		return zsip_event_respond_later(
		        event, ZSIP_DIALOG_REASON_REMOTE_UPDATE_PENDING);
	return true;
}

bool zsip_offer_misplaced(struct zsip_event *event)
{
	return !event->sent ||
	       zsip_event_refuse(event,
	                         ZSIP_DIALOG_REASON_DESCRIPTION_MISPLACED);
}

bool zsip_offer_repeated(struct zsip_event *event, struct zsip_slice before)
{
	event->decision->part = ZSIP_DESCRIPTION_AGAIN;
	if (zsip_is_intent(event) ||
	    zsip_slice_equal(event->description, before))
		return true;
	if (event->sent)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_ANSWER_CHANGED);
	zsip_event_note(event, ZSIP_DIALOG_REASON_ANSWER_CHANGED);
	return true;
}
