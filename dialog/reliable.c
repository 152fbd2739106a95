/*
 * Reliable provisional responses (RFC 3262).
 */
#include "offer.h"

/* RFC 3262 3: the first RSeq. */
#define RSEQ_FIRST_MAX UINT32_C(0x7fffffff)

/* What is said of 100rel */

static bool has_100rel(const struct zsip_message *msg, enum zsip_header id)
{
	return zsip_facts_has_tag(msg, id, ZSIP_TEXT("100rel"));
}

/* RSeq; 0 where there is none of use. */
static uint32_t rseq_of(const struct zsip_message *msg)
{
	const struct zsip_field *field;
	struct zsip_value value;

	return zsip_facts_read_once(msg, ZSIP_HDR_RSEQ, &field, &value, NULL) ==
	                       ZSIP_OK
	               ? value.digits.number
	               : 0;
}

bool zsip_is_reliable(const struct zsip_message *msg)
{
	return msg->status_code > 100 && msg->status_code < 200 &&
	       rseq_of(msg) != 0 && has_100rel(msg, ZSIP_HDR_REQUIRE);
}

static uint8_t support_of(const struct zsip_message *msg)
{
	if (has_100rel(msg, ZSIP_HDR_REQUIRE))
		return ZSIP_100REL_REQUIRED;
	return has_100rel(msg, ZSIP_HDR_SUPPORTED) ? ZSIP_100REL_SUPPORTED
	                                           : ZSIP_100REL_NONE;
}

void zsip_reliable_begin(struct zsip_dialog *dialog,
                         const struct zsip_facts *request, enum zsip_role role)
{
	if (role == ZSIP_ROLE_UAS &&
	    request->msg->method_id == ZSIP_METHOD_INVITE)
		dialog->session.peer_100rel = support_of(request->msg);
}

/* Deadlines of our response */

static void stop_sending(struct zsip_session *session)
{
	session->deadlines[ZSIP_DEADLINE_RESEND_1XX] = ZSIP_NEVER;
	session->deadlines[ZSIP_DEADLINE_NO_PRACK] = ZSIP_NEVER;
}

static void start_sending(struct zsip_session *session,
                          const struct zsip_moment *moment)
{
	uint64_t t1 = zsip_moment_t1(moment);

	session->resend_1xx = (uint32_t)t1;
	session->deadlines[ZSIP_DEADLINE_RESEND_1XX] = moment->now + t1;
	session->deadlines[ZSIP_DEADLINE_NO_PRACK] =
	        moment->now + zsip_moment_64_t1(moment);
}

/* RFC 3262 3: unlike that of a 2xx the interval has no bound but the end. */
static void send_again(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	if (session->resend_1xx <= UINT32_MAX / 2)
		session->resend_1xx *= 2;
	session->deadlines[ZSIP_DEADLINE_RESEND_1XX] =
	        event->moment->now + session->resend_1xx;
	event->decision->asks |= ZSIP_ASK_RESEND;
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_PRACK_AWAITED);
}

void zsip_expire_reliable(struct zsip_event *event, enum zsip_deadline which)
{
	if (which == ZSIP_DEADLINE_RESEND_1XX) {
		send_again(event);
		return;
	}
	stop_sending(&event->next->session);
	zsip_decision_set_reason(event->decision, ZSIP_DIALOG_REASON_NO_PRACK);
	event->decision->code = event->decision->reason->code;
	event->decision->asks |= ZSIP_ASK_REJECT;
}

/* RFC 3262 3: the PRACK may come all the same. */
void zsip_reliable_end(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	session->remote_reliable.acknowledged = session->remote_rseq;
	session->local_reliable.prack_pending = false;
	session->remote_reliable.prack_pending = false;
	stop_sending(session);
}

/* INVITE */

/* RFC 3262 3: RSeq counts within one INVITE. */
static void start_invite(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	*zsip_client_reliable(event) = (struct zsip_session_reliable){0};
	if (event->sent) {
		session->remote_rseq = 0;
		return;
	}
	session->local_rseq = 0;
	session->unacknowledged = false;
	session->peer_100rel = support_of(event->msg);
}

static bool is_in_order(const struct zsip_session *session, uint32_t rseq)
{
	if (session->local_rseq == 0)
		return rseq != 0 && rseq <= RSEQ_FIRST_MAX;
	return session->local_rseq != UINT32_MAX &&
	       rseq == session->local_rseq + 1;
}

static bool send_reliable(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	uint32_t rseq = event->msg != NULL ? rseq_of(event->msg) : 0;

	if (session->peer_100rel == ZSIP_100REL_NONE)
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_NO_100REL);
	if (session->unacknowledged)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_PRACK_AWAITED);
	if (zsip_is_intent(event))
		return true;
	if (!is_in_order(session, rseq))
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_RSEQ_ORDER);
	session->local_rseq = rseq;
	session->unacknowledged = true;
	session->local_reliable = (struct zsip_session_reliable){
	        .invite = event->sequence, .acknowledged = rseq - 1};
	start_sending(session, event->moment);
	return true;
}

/* RFC 3262 4: one that comes again needs no PRACK again. */
static bool receive_reliable(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	uint32_t rseq = rseq_of(event->msg), last = session->remote_rseq;

	if (last != 0 && rseq <= last)
		return zsip_event_ignore(event,
		                         ZSIP_DIALOG_REASON_RETRANSMISSION);
	if (last != 0 && rseq != last + 1)
		return zsip_event_ignore(event, ZSIP_DIALOG_REASON_RSEQ_ORDER);
	if (last == 0)
		session->remote_reliable.acknowledged = rseq - 1;
	session->remote_rseq = rseq;
	session->remote_reliable.invite = event->sequence;
	event->decision->asks |= ZSIP_ASK_PRACK;
	return true;
}

/* Half of what makes a response reliable. */
static bool is_half_reliable(const struct zsip_event *event)
{
	return event->msg != NULL && !event->what.reliable &&
	       (zsip_field_find(event->msg, ZSIP_HDR_RSEQ, NULL) != NULL ||
	        has_100rel(event->msg, ZSIP_HDR_REQUIRE));
}

static bool send_provisional(struct zsip_event *event)
{
	if (event->what.reliable)
		return send_reliable(event);
	if (is_half_reliable(event))
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_RSEQ_ORDER);
	return event->dialog->session.peer_100rel != ZSIP_100REL_REQUIRED ||
	       zsip_event_refuse(event, ZSIP_DIALOG_REASON_NEEDS_100REL);
}

/* RFC 3262 3: a PRACK may still come; but a 2xx waits for that of a session
 * description. */
static bool send_final(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	if (event->what.code < 300 && session->unacknowledged &&
	    session->local_reliable.part != ZSIP_DESCRIPTION_NONE)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_PRACK_AWAITED);
	stop_sending(session);
	return true;
}

static bool look_at_invite(struct zsip_event *event)
{
	unsigned code = event->what.code;

	if (code == 0) {
		start_invite(event);
		return true;
	}
	if (code == 100)
		return true;
	if (code >= 200)
		return !event->sent || send_final(event);
	if (event->sent)
		return send_provisional(event);
	return !event->what.reliable || receive_reliable(event);
}

/* PRACK */

/* RFC 3262 7.2.  @return false where there is no RAck for an INVITE */
static bool read_rack(const struct zsip_message *msg, struct zsip_rack *rack)
{
	const struct zsip_field *field;
	struct zsip_value value;

	if (zsip_facts_read_once(msg, ZSIP_HDR_RACK, &field, &value, NULL) !=
	    ZSIP_OK)
		return false;
	*rack = value.rack;
	return zsip_method_find(rack->method) == ZSIP_METHOD_INVITE;
}

static void keep_prack(struct zsip_event *event, uint32_t rseq)
{
	struct zsip_session_reliable *reliable = zsip_client_reliable(event);

	reliable->acknowledged = rseq;
	reliable->prack = event->sequence;
	reliable->prack_pending = true;
}

static bool send_prack(struct zsip_event *event)
{
	const struct zsip_session *session = &event->dialog->session;
	const struct zsip_session_reliable *reliable =
	        &session->remote_reliable;
	struct zsip_rack rack = {.response_number = session->remote_rseq,
	                         .cseq_number = reliable->invite};

	if ((event->msg != NULL && !read_rack(event->msg, &rack)) ||
	    rack.cseq_number != reliable->invite ||
	    rack.response_number > session->remote_rseq ||
	    rack.response_number <= reliable->acknowledged)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_PRACK_UNMATCHED);
	keep_prack(event, rack.response_number);
	return true;
}

static bool receive_prack(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	struct zsip_rack rack;

	if (!session->unacknowledged || !read_rack(event->msg, &rack) ||
	    rack.response_number != session->local_rseq ||
	    rack.cseq_number != session->local_reliable.invite)
		return zsip_event_respond(event,
		                          ZSIP_DIALOG_REASON_PRACK_UNMATCHED);
	keep_prack(event, rack.response_number);
	session->unacknowledged = false;
	stop_sending(session);
	event->decision->code = 200;
	return true;
}

/* What a failure says of more than the PRACK is told elsewhere. */
static bool is_about_prack(unsigned code)
{
	return code != 401 && code != 407 && code != 408 && code != 481;
}

/* RFC 6337 2.3: another PRACK follows. */
static void fail_prack(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	zsip_client_reliable(event)->acknowledged--;
	if (!event->sent) {
		if (session->local.state == ZSIP_INVITE_PENDING &&
		    is_about_prack(event->what.code))
			event->decision->asks |= ZSIP_ASK_PRACK;
		return;
	}
	session->unacknowledged = true;
	if (session->remote.state == ZSIP_INVITE_PENDING &&
	    zsip_has_session(event->dialog))
		start_sending(session, event->moment);
}

static void end_prack(struct zsip_event *event)
{
	struct zsip_session_reliable *reliable = zsip_client_reliable(event);

	if (event->what.code < 200 || !reliable->prack_pending ||
	    reliable->prack != event->sequence)
		return;
	reliable->prack_pending = false;
	if (event->what.code >= 300)
		fail_prack(event);
}

bool zsip_step_reliable(struct zsip_event *event)
{
	if (event->other_fork)
		return true;
	if (event->what.method == ZSIP_METHOD_INVITE)
		return look_at_invite(event);
	if (event->what.method != ZSIP_METHOD_PRACK)
		return true;
	if (!zsip_is_request_event(event)) {
		end_prack(event);
		return true;
	}
	return event->sent ? send_prack(event) : receive_prack(event);
}
