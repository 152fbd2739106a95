/*
 * Requests: INVITE, ACK, CANCEL and BYE (RFC 3261 9, 13 to 15); and the
 * deadlines of a 2xx.
 */
#include "invite.h"

/* 1: unknown. */
static uint64_t transaction_of(const struct zsip_message *msg)
{
	return zsip_transaction_of(msg, zsip_slice_from("INVITE")) | 1;
}

void zsip_invite_begin(struct zsip_dialog *dialog,
                       const struct zsip_facts *request, enum zsip_role role)
{
	bool uac = role == ZSIP_ROLE_UAC;
	struct zsip_dialog_invite *invite =
	        uac ? &dialog->session.local : &dialog->session.remote;

	if (request->msg->method_id != ZSIP_METHOD_INVITE)
		return;
	dialog->last.first_invite = request->cseq.number;
	*invite = (struct zsip_dialog_invite){
	        .sequence = request->cseq.number,
	        .state = ZSIP_INVITE_PENDING,
	        .initial = true,
	        .transaction = transaction_of(request->msg)};
}

static void begin(struct zsip_event *event)
{
	struct zsip_dialog_invite *invite = zsip_event_invite(event);

	if (event->sent && zsip_is_2xx(invite->code))
		event->next->session.earlier_2xx = invite->sequence + 1;
	*invite = (struct zsip_dialog_invite){
	        .sequence = event->sequence,
	        .state = ZSIP_INVITE_PENDING,
	        .transaction =
	                event->msg != NULL ? transaction_of(event->msg) : 1};
}

static bool refuse_until(struct zsip_event *event,
                         enum zsip_dialog_reason reason,
                         enum zsip_deadline deadline)
{
	zsip_event_refuse(event, reason);
	event->decision->until = event->dialog->session.deadlines[deadline];
	return false;
}

/* INVITE */

/* A dialog of subscriptions: a 481 would end them too (RFC 5057 5.6). */
static bool is_without_session(const struct zsip_dialog *dialog)
{
	return dialog->session.local.transaction == 0 &&
	       dialog->session.remote.transaction == 0;
}

/* RFC 3261 14.2; RFC 5407 3.1.4: who sends the next INVITE has our 2xx, and
 * unless the ACK is to bring an answer nothing is missing. */
static bool receive_invite(struct zsip_event *event)
{
	const struct zsip_session *session = &event->dialog->session;

	if (is_without_session(event->dialog))
		return zsip_event_respond(event,
		                          ZSIP_DIALOG_REASON_SESSION_DECLINED);
	if (!zsip_has_session(event->dialog))
		return zsip_event_respond(event, ZSIP_DIALOG_REASON_NO_SESSION);
	if (session->local.state == ZSIP_INVITE_PENDING)
		return zsip_event_respond(
		        event, ZSIP_DIALOG_REASON_LOCAL_INVITE_PENDING);
	if (session->local.state == ZSIP_INVITE_ANSWERED)
		return zsip_event_respond(event,
		                          ZSIP_DIALOG_REASON_LOCAL_ACK_DUE);
	if (session->remote.state == ZSIP_INVITE_PENDING)
		return zsip_event_respond_later(
		        event, ZSIP_DIALOG_REASON_REMOTE_INVITE_PENDING);
	if (session->remote.state == ZSIP_INVITE_ANSWERED &&
	    session->offer == ZSIP_OFFER_LOCAL && session->offer_by_response)
		return zsip_event_respond(event,
		                          ZSIP_DIALOG_REASON_REMOTE_ACK_DUE);
	begin(event);
	zsip_invite_stop_resending(&event->next->session);
	return true;
}

/* RFC 3261 14.1. */
static bool send_invite(struct zsip_event *event)
{
	const struct zsip_session *session = &event->dialog->session;

	if (!zsip_has_session(event->dialog))
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_NO_SESSION);
	if (session->local.state == ZSIP_INVITE_PENDING)
		return zsip_event_refuse(
		        event, ZSIP_DIALOG_REASON_LOCAL_INVITE_PENDING);
	if (session->local.state == ZSIP_INVITE_ANSWERED)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_LOCAL_ACK_DUE);
	if (session->remote.state == ZSIP_INVITE_PENDING)
		return zsip_event_refuse(
		        event, ZSIP_DIALOG_REASON_REMOTE_INVITE_PENDING);
	if (session->remote.state == ZSIP_INVITE_ANSWERED)
		return refuse_until(event, ZSIP_DIALOG_REASON_REMOTE_ACK_DUE,
		                    ZSIP_DEADLINE_NO_ACK);
	if (zsip_retry_blocks(event))
		return false;
	begin(event);
	zsip_retry_clear(&event->next->session);
	return true;
}

/* ACK */

/* RFC 3261 13.3.1.4.  The ACK of a non-2xx is its transaction's (17.1.1.3). */
static bool receive_ack(struct zsip_event *event)
{
	struct zsip_dialog_invite *invite = zsip_event_invite(event);

	if (invite->transaction == 0 || invite->sequence != event->sequence)
		return zsip_event_ignore(event,
		                         ZSIP_DIALOG_REASON_NO_TRANSACTION);
	if (invite->state != ZSIP_INVITE_ANSWERED)
		return zsip_event_ignore(
		        event, zsip_is_2xx(invite->code)
		                       ? ZSIP_DIALOG_REASON_RETRANSMISSION
		                       : ZSIP_DIALOG_REASON_NO_TRANSACTION);
	invite->state = ZSIP_INVITE_NONE;
	zsip_invite_stop_resending(&event->next->session);
	return true;
}

/* RFC 3261 13.2.2.4: for each 2xx, and again for each time that it comes, also
 * once there is another INVITE (RFC 5407 3.1.4). */
static bool send_ack(struct zsip_event *event)
{
	struct zsip_dialog_invite *invite = zsip_event_invite(event);

	if (zsip_is_earlier_2xx(event))
		return zsip_event_repeat(event);
	if (invite->transaction == 0 || event->sequence != invite->sequence)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_NO_TRANSACTION);
	if (invite->state == ZSIP_INVITE_PENDING)
		return zsip_event_refuse(
		        event, ZSIP_DIALOG_REASON_LOCAL_INVITE_PENDING);
	if (!zsip_is_2xx(invite->code))
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_NO_TRANSACTION);
	if (invite->state == ZSIP_INVITE_NONE)
		return zsip_event_repeat(event);
	invite->state = ZSIP_INVITE_NONE;
	return true;
}

/* CANCEL */

/* RFC 3261 9.2: the transaction is found as a retransmission of the INVITE
 * would find it. */
static bool receive_cancel(struct zsip_event *event)
{
	const struct zsip_dialog_invite *invite = zsip_event_invite(event);
	struct zsip_decision *decision = event->decision;

	if (invite->transaction == 0 || invite->sequence != event->sequence ||
	    (invite->transaction != 1 &&
	     invite->transaction != transaction_of(event->msg)))
		return zsip_event_respond(event,
		                          ZSIP_DIALOG_REASON_NO_TRANSACTION);
	decision->code = 200;
	if (invite->state != ZSIP_INVITE_PENDING) {
		zsip_decision_set_reason(decision,
		                         ZSIP_DIALOG_REASON_FINAL_RESPONSE);
		return false;
	}
	/* RFC 6141 3.8: what was carried out is answered with a 2xx. */
	if (!event->dialog->session.changed_within)
		decision->asks |= ZSIP_ASK_487;
	zsip_decision_set_reason(decision, ZSIP_DIALOG_REASON_CANCELLED);
	return true;
}

/* RFC 3261 9.1. */
static bool send_cancel(struct zsip_event *event)
{
	const struct zsip_dialog_invite *invite = zsip_event_invite(event);

	if (invite->transaction == 0 || invite->sequence != event->sequence)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_NO_TRANSACTION);
	if (invite->state != ZSIP_INVITE_PENDING)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_FINAL_RESPONSE);
	if (invite->code == 0)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_NO_PROVISIONAL);
	event->next->session.deadlines[ZSIP_DEADLINE_CANCEL] =
	        event->moment->now + zsip_moment_64_t1(event->moment);
	return true;
}

/* BYE */

/* RFC 3261 15.1.2; RFC 5407 3.2.1: one that crossed ours gets a 200 too. */
static bool receive_bye(struct zsip_event *event)
{
	if (is_without_session(event->dialog))
		return zsip_event_respond(event, ZSIP_DIALOG_REASON_NO_SESSION);
	event->decision->code = 200;
	if (zsip_has_session(event->dialog))
		zsip_session_end(event);
	else
		zsip_decision_set_reason(event->decision,
		                         ZSIP_DIALOG_REASON_NO_SESSION);
	return true;
}

/* RFC 3261 15, 15.1.1.  A BYE may follow the end: one that was challenged that
 * which it made (RFC 5407 D). */
static bool send_bye(struct zsip_event *event)
{
	const struct zsip_dialog *dialog = event->dialog;
	const struct zsip_dialog_invite *invite = &dialog->session.remote;

	if (!zsip_has_session(dialog)) {
		event->next->session.bye_again = false;
		return dialog->session.bye_again ||
		       zsip_event_refuse(event, ZSIP_DIALOG_REASON_NO_SESSION);
	}
	if (dialog->role == ZSIP_ROLE_UAS && dialog->state == ZSIP_DIALOG_EARLY)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_EARLY_DIALOG);
	if (invite->initial && invite->state == ZSIP_INVITE_ANSWERED)
		return refuse_until(event, ZSIP_DIALOG_REASON_REMOTE_ACK_DUE,
		                    ZSIP_DEADLINE_NO_ACK);
	zsip_session_end(event);
	return true;
}

void zsip_invite_end(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	zsip_retry_clear(session);
	/* RFC 3261 15.1.2. */
	if (session->remote.state == ZSIP_INVITE_PENDING ||
	    session->remote_update_pending)
		event->decision->asks |= ZSIP_ASK_487;
}

/* RFC 3311 5.3: an offer in an UPDATE waits as the one in an INVITE. */
static bool look_at_update(struct zsip_event *event)
{
	if (!event->sent || !event->what.description)
		return true;
	if (zsip_retry_blocks(event))
		return false;
	zsip_retry_clear(&event->next->session);
	return true;
}

bool zsip_step_invite(struct zsip_event *event)
{
	bool sent = event->sent;

	if (!zsip_is_request_event(event))
		return zsip_invite_response(event);
	switch (event->what.method) {
	case ZSIP_METHOD_INVITE:
		return sent ? send_invite(event) : receive_invite(event);
	case ZSIP_METHOD_ACK:
		return sent ? send_ack(event) : receive_ack(event);
	case ZSIP_METHOD_CANCEL:
		return sent ? send_cancel(event) : receive_cancel(event);
	case ZSIP_METHOD_BYE:
		return sent ? send_bye(event) : receive_bye(event);
	case ZSIP_METHOD_UPDATE:
		return look_at_update(event);
	default:
		return true;
	}
}

/* Deadlines */

/* RFC 3261 13.3.1.4, 14.2: initial or not.  The answer to an offer in the 2xx
 * would have been in the ACK. */
static void give_up_ack(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	session->remote.state = ZSIP_INVITE_NONE;
	zsip_invite_stop_resending(session);
	if (session->offer == ZSIP_OFFER_LOCAL && session->offer_by_response)
		zsip_offer_void(event);
	if (zsip_has_session(event->next))
		event->decision->asks |= ZSIP_ASK_BYE;
	zsip_decision_set_reason(event->decision, ZSIP_DIALOG_REASON_NO_ACK);
}

/* RFC 3261 13.3.1.4: doubled up to T2, over any transport. */
static void resend(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	uint64_t t2 = zsip_moment_t2(event->moment);
	uint64_t wait = (uint64_t)session->resend_2xx * 2;
	uint64_t next;

	if (session->deadlines[ZSIP_DEADLINE_NO_ACK] <= event->moment->now) {
		give_up_ack(event);
		return;
	}
	if (wait > t2)
		wait = t2;
	session->resend_2xx = (uint32_t)wait;
	next = event->moment->now + wait;
	if (next < session->deadlines[ZSIP_DEADLINE_NO_ACK])
		session->deadlines[ZSIP_DEADLINE_RESEND_2XX] = next;
	event->decision->asks |= ZSIP_ASK_RESEND;
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_REMOTE_ACK_DUE);
}

/* RFC 3261 13.2.2.4: the INVITE is over, and another fork has taken it. */
static void end_fork(struct zsip_event *event)
{
	zsip_invite_settle(&event->next->session, ZSIP_INVITE_NONE, 0);
	zsip_dialog_end(event);
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_OTHER_FORK);
}

/* RFC 3261 9.1: as if the 487 had come. */
static void give_up_cancelled(struct zsip_event *event)
{
	event->what =
	        (struct zsip_intent){.method = ZSIP_METHOD_INVITE, .code = 487};
	event->sequence = event->dialog->session.local.sequence;
	zsip_invite_response(event);
	zsip_step_offer(event);
	zsip_step_timer(event);
	zsip_decision_set_reason(event->decision, ZSIP_DIALOG_REASON_CANCELLED);
}

void zsip_expire_invite(struct zsip_event *event, enum zsip_deadline which)
{
	switch (which) {
	case ZSIP_DEADLINE_RESEND_2XX:
		resend(event);
		break;
	case ZSIP_DEADLINE_NO_ACK:
		give_up_ack(event);
		break;
	case ZSIP_DEADLINE_FORK:
		end_fork(event);
		break;
	case ZSIP_DEADLINE_CANCEL:
		give_up_cancelled(event);
		break;
	default:
		zsip_retry_expire(event);
		break;
	}
}
