/*
 * Responses to INVITE (RFC 3261 13, 14), and those that have somebody try
 * again.
 */
#include "invite.h"

/* RFC 3261 22.2; not of CANCEL (22.1).  A BYE with credentials is the second
 * one, after the end that the first one made. */
static void look_at_challenge(struct zsip_event *event)
{
	unsigned code = event->what.code;

	if ((code != 401 && code != 407) || event->sent ||
	    event->what.method == ZSIP_METHOD_CANCEL)
		return;
	event->decision->asks |= ZSIP_ASK_RETRY;
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_CHALLENGED);
	if (event->what.method == ZSIP_METHOD_BYE)
		event->next->session.bye_again = true;
}

/* Received */

/* The INVITE that made the dialog has no final response. */
static bool is_first_pending(const struct zsip_event *event)
{
	const struct zsip_dialog_invite *invite = &event->dialog->session.local;

	return invite->initial && invite->state == ZSIP_INVITE_PENDING;
}

/* RFC 3261 13.2.2.4: the other dialog is the caller's; an early one ends with
 * the INVITE, 64*T1 after its first 2xx. */
static void await_fork(struct zsip_event *event)
{
	uint64_t *deadline =
	        &event->next->session.deadlines[ZSIP_DEADLINE_FORK];

	if (is_first_pending(event) && *deadline == ZSIP_NEVER)
		*deadline =
		        event->moment->now + zsip_moment_64_t1(event->moment);
}

/* A response in the name of another fork; the final one ends the INVITE, and
 * early dialogs (RFC 3261 12.3, 13.2.2.3). */
static bool look_at_fork(struct zsip_event *event)
{
	unsigned code = event->what.code;

	if (zsip_is_2xx(code)) {
		await_fork(event);
	} else if (code >= 300 && is_first_pending(event)) {
		zsip_invite_settle(&event->next->session, ZSIP_INVITE_NONE,
		                   code);
		zsip_dialog_end(event);
	} else {
		return zsip_event_ignore(event, ZSIP_DIALOG_REASON_OTHER_FORK);
	}
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_OTHER_FORK);
	return false;
}

/* RFC 3261 13.2.2.4: the ACK is sent each time. */
static bool acknowledge_again(struct zsip_event *event)
{
	event->decision->asks |= ZSIP_ASK_ACK;
	return zsip_event_repeat(event);
}

/* RFC 3261 13.2.2.4, 16.7: a 2xx may follow a refusal, or the time that a
 * CANCEL waits.  The dialog is over here, and a BYE ends it for the peer. */
static bool receive_2xx_behind(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	zsip_invite_settle(session, ZSIP_INVITE_ANSWERED, event->what.code);
	event->decision->asks |= ZSIP_ASK_ACK;
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_FINAL_RESPONSE);
	if (!session->local.initial)
		return false;
	event->decision->asks |= ZSIP_ASK_BYE;
	session->bye_again = true;
	zsip_event_recompute_routes(event);
	zsip_step_target(event);
	return false;
}

/* What is not, or no longer, expected: a 2xx may be one that was acknowledged
 * before the present INVITE (RFC 5407 3.1.4). */
static bool receive_late(struct zsip_event *event)
{
	const struct zsip_dialog_invite *invite = zsip_event_invite(event);
	bool last =
	        invite->transaction != 0 && invite->sequence == event->sequence;

	if (zsip_is_2xx(event->what.code) &&
	    (zsip_is_earlier_2xx(event) || (last && zsip_is_2xx(invite->code))))
		return acknowledge_again(event);
	if (zsip_is_2xx(event->what.code) && last)
		return receive_2xx_behind(event);
	return zsip_event_ignore(event,
	                         last ? ZSIP_DIALOG_REASON_FINAL_RESPONSE
	                              : ZSIP_DIALOG_REASON_NO_TRANSACTION);
}

/* A 2xx that finds the session over is acknowledged, to where it says and by
 * its routes, and no more (RFC 5407 3.1.3, 3.2.3; RFC 3261 13.2.2.4). */
static bool receive_2xx(struct zsip_event *event)
{
	bool initial = event->dialog->session.local.initial;

	zsip_invite_settle(&event->next->session, ZSIP_INVITE_ANSWERED,
	                   event->what.code);
	event->decision->asks |= ZSIP_ASK_ACK;
	if (zsip_has_session(event->dialog))
		return true;
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_NO_SESSION);
	if (initial && event->dialog->state == ZSIP_DIALOG_TERMINATED)
		zsip_event_recompute_routes(event);
	zsip_step_target(event);
	return false;
}

/* RFC 3261 12.3, 14.1. */
static bool receive_refusal(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	zsip_invite_settle(session, ZSIP_INVITE_NONE, event->what.code);
	if (session->local.initial)
		zsip_dialog_end(event);
	else if (zsip_has_session(event->dialog))
		zsip_retry_set(event);
	look_at_challenge(event);
	return true;
}

static bool receive_response(struct zsip_event *event)
{
	struct zsip_dialog_invite *invite = zsip_event_invite(event);
	unsigned code = event->what.code;

	if (invite->transaction == 0 || invite->sequence != event->sequence ||
	    invite->state != ZSIP_INVITE_PENDING)
		return receive_late(event);
	if (code >= 300)
		return receive_refusal(event);
	if (code >= 200)
		return receive_2xx(event);
	invite->code = (uint16_t)code;
	return zsip_has_session(event->dialog) ||
	       zsip_event_ignore(event, ZSIP_DIALOG_REASON_NO_SESSION);
}

/* Sent */

/* Whether it answers the INVITE that the dialog knows, and not one that was
 * refused with the same CSeq. */
static bool is_of_invite(const struct zsip_event *event,
                         const struct zsip_dialog_invite *invite)
{
	uint64_t transaction;

	if (invite->transaction == 0 || invite->sequence != event->sequence)
		return false;
	if (event->msg == NULL || invite->transaction == 1)
		return true;
	transaction =
	        zsip_transaction_of(event->msg, zsip_slice_from("INVITE"));
	return transaction == 0 || transaction == invite->transaction;
}

/* RFC 3261 13.3.1.4. */
static void await_ack(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	uint32_t t1 = zsip_moment_t1(event->moment);

	session->remote.state = ZSIP_INVITE_ANSWERED;
	session->resend_2xx = t1;
	session->deadlines[ZSIP_DEADLINE_RESEND_2XX] = event->moment->now + t1;
	session->deadlines[ZSIP_DEADLINE_NO_ACK] =
	        event->moment->now + zsip_moment_64_t1(event->moment);
}

/* A refusal may answer an INVITE that was not let in. */
static bool send_elsewhere(struct zsip_event *event)
{
	unsigned code = event->what.code;

	if (event->msg == NULL || (code > 100 && code < 300))
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_NO_TRANSACTION);
	zsip_decision_set_reason(event->decision, ZSIP_DIALOG_REASON_REFUSAL);
	return false;
}

static bool send_response(struct zsip_event *event)
{
	struct zsip_dialog_invite *invite = zsip_event_invite(event);
	unsigned code = event->what.code;

	if (!is_of_invite(event, invite))
		return send_elsewhere(event);
	if (invite->state != ZSIP_INVITE_PENDING)
		return code == invite->code
		               ? zsip_event_repeat(event)
		               : zsip_event_refuse(
		                         event,
		                         ZSIP_DIALOG_REASON_FINAL_RESPONSE);
	/* RFC 3261 15.1.2. */
	if (code < 300 && !zsip_has_session(event->dialog))
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_NO_SESSION);
	invite->code = (uint16_t)code;
	if (zsip_is_2xx(code))
		await_ack(event);
	if (code < 300)
		return true;
	invite->state = ZSIP_INVITE_NONE;
	if (invite->initial)
		zsip_dialog_end(event);
	return true;
}

bool zsip_invite_response(struct zsip_event *event)
{
	if (event->other_fork)
		return look_at_fork(event);
	if (event->what.method == ZSIP_METHOD_INVITE)
		return event->sent ? send_response(event)
		                   : receive_response(event);
	if (event->what.method == ZSIP_METHOD_UPDATE && !event->sent &&
	    zsip_has_session(event->dialog))
		zsip_retry_set(event);
	look_at_challenge(event);
	return true;
}
