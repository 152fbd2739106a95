/*
 * What holds for every message of a dialog: that it belongs there, its place in
 * the order of requests (RFC 3261 12.2), and the remote target and route set
 * (RFC 3261 13.2.2.4, RFC 6141 4).
 */
#include "event.h"
#include "folded.h"
#include "siphash.h"

static const struct zsip_dialog_invite *
invite_of(const struct zsip_event *event)
{
	return zsip_event_role(event) == ZSIP_ROLE_UAC
	               ? &event->dialog->session.local
	               : &event->dialog->session.remote;
}

/* What concerns the INVITE that made the dialog: before it had an ID, or in the
 * name of another one; also after its end. */
static bool is_of_first_invite(const struct zsip_event *event)
{
	const struct zsip_dialog *dialog = event->dialog;

	return dialog->role == zsip_event_role(event) &&
	       invite_of(event)->transaction != 0 &&
	       dialog->last.first_invite == event->sequence;
}

/* Whether the message has the dialog's ID, but for the To tag. */
static bool has_half_key(const struct zsip_dialog_key *own,
                         const struct zsip_dialog_key *key, enum zsip_role role)
{
	bool uac = role == ZSIP_ROLE_UAC;

	return zsip_slice_equal(own->call_id, key->call_id) &&
	       zsip_is_same_tag(uac ? own->local_tag : own->remote_tag,
	                        uac ? key->local_tag : key->remote_tag);
}

enum belonging { BELONGS, BELONGS_BEFORE, BELONGS_TO_FORK, STRANGE };

/* INVITE and CANCEL that made it, and a 100, have no To tag; other forks have
 * their own. */
static enum belonging belonging_of(const struct zsip_event *event)
{
	enum zsip_role role = zsip_event_role(event);
	bool uac = role == ZSIP_ROLE_UAC;
	struct zsip_slice from = event->facts.from.tag,
	                  to = event->facts.to.tag;
	struct zsip_dialog_key own = zsip_dialog_key(event->dialog);
	struct zsip_dialog_key key = {.call_id = event->facts.call_id,
	                              .local_tag = uac ? from : to,
	                              .remote_tag = uac ? to : from};

	if (zsip_dialog_key_equal(&own, &key))
		return BELONGS;
	if (!has_half_key(&own, &key, role) || !is_of_first_invite(event))
		return STRANGE;
	if (to.ptr == NULL &&
	    (zsip_is_request_event(event) || event->what.code == 100))
		return BELONGS_BEFORE;
	return !event->sent && event->what.method == ZSIP_METHOD_INVITE &&
	                       event->what.code > 100
	               ? BELONGS_TO_FORK
	               : STRANGE;
}

static void put(struct zsip_siphash *hash, struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		zsip_siphash_put(hash, (unsigned char)zsip_lower(text.ptr[i]));
	zsip_siphash_put(hash, ' ');
}

uint64_t zsip_transaction_of(const struct zsip_message *msg,
                             struct zsip_slice method)
{
	struct zsip_siphash hash;
	struct zsip_value value;
	const struct zsip_via_parm *via = &value.via_parm;
	struct zsip_list list;

	zsip_list_start(&list, msg, ZSIP_HDR_VIA);
	if (zsip_list_next(&list, &value, NULL) != ZSIP_OK)
		return 0;
	zsip_siphash_start(&hash, 0, 0);
	put(&hash, method);
	if (via->branch.ptr != NULL) {
		put(&hash, via->branch);
	} else {
		put(&hash, via->host);
		put(&hash, via->port);
	}
	return zsip_siphash_end(&hash) | 1;
}

static uint64_t transaction_of(const struct zsip_message *msg)
{
	return zsip_transaction_of(msg, msg->method);
}

/* The last request once more, or the last INVITE, which may go on for long. */
static bool is_retransmission(const struct zsip_event *event,
                              uint64_t transaction)
{
	const struct zsip_dialog *dialog = event->dialog;
	const struct zsip_dialog_invite *invite = &dialog->session.remote;

	return transaction != 0 &&
	       ((event->sequence == dialog->remote_sequence &&
	         transaction == dialog->last.received) ||
	        (event->sequence == invite->sequence &&
	         transaction == invite->transaction));
}

/* A BYE may cross what ended the dialog (RFC 5407 3.2.1), and so may the PRACK
 * that a response of ours waits for (RFC 3262 3). */
static bool may_follow_end(const struct zsip_event *event)
{
	return event->what.method == ZSIP_METHOD_BYE ||
	       (event->what.method == ZSIP_METHOD_PRACK &&
	        event->dialog->session.unacknowledged);
}

static bool receive_request(struct zsip_event *event)
{
	const struct zsip_dialog *dialog = event->dialog;
	uint64_t transaction = transaction_of(event->msg);

	if (dialog->has_remote_sequence &&
	    event->sequence <= dialog->remote_sequence) {
		if (is_retransmission(event, transaction))
			return zsip_event_ignore(
			        event, ZSIP_DIALOG_REASON_RETRANSMISSION);
		return zsip_event_respond(event,
		                          ZSIP_DIALOG_REASON_OUT_OF_ORDER);
	}
	event->next->remote_sequence = event->sequence;
	event->next->has_remote_sequence = true;
	event->next->last.received = transaction;
	return dialog->state != ZSIP_DIALOG_TERMINATED ||
	       may_follow_end(event) ||
	       zsip_event_respond(event, ZSIP_DIALOG_REASON_NO_DIALOG);
}

/* What the builder made has raised the local sequence already. */
static bool is_sent_late(const struct zsip_dialog *dialog, uint32_t sequence)
{
	/* RFC 3261 8.1.1.5. */
	if (sequence > INT32_MAX)
		return true;
	if (dialog->last.sent != 0)
		return sequence <= dialog->last.sent_sequence;
	return dialog->has_local_sequence && sequence < dialog->local_sequence;
}

static bool send_request(struct zsip_event *event)
{
	const struct zsip_dialog *dialog = event->dialog;

	if (dialog->state == ZSIP_DIALOG_TERMINATED &&
	    event->what.method != ZSIP_METHOD_BYE)
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_NO_DIALOG);
	if (is_sent_late(dialog, event->sequence))
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_OUT_OF_ORDER);
	if (event->msg == NULL)
		return true;
	event->next->last.sent = transaction_of(event->msg) | 1;
	event->next->last.sent_sequence = event->sequence;
	if (!dialog->has_local_sequence ||
	    event->sequence > dialog->local_sequence)
		event->next->local_sequence = event->sequence;
	event->next->has_local_sequence = true;
	return true;
}

/* Responses to what was never asked, or to an ACK. */
static bool is_response_of_nothing(const struct zsip_event *event)
{
	const struct zsip_dialog *dialog = event->dialog;

	if (event->what.method == ZSIP_METHOD_ACK)
		return true;
	if (event->msg == NULL)
		return false;
	if (event->sent)
		return !dialog->has_remote_sequence ||
		       event->sequence > dialog->remote_sequence;
	return !dialog->has_local_sequence ||
	       event->sequence > dialog->local_sequence;
}

static bool refuse_stranger(struct zsip_event *event)
{
	if (event->sent)
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_NO_DIALOG);
	if (zsip_is_request_event(event) &&
	    event->what.method != ZSIP_METHOD_ACK)
		return zsip_event_respond(event, ZSIP_DIALOG_REASON_NO_DIALOG);
	return zsip_event_ignore(event, ZSIP_DIALOG_REASON_NO_DIALOG);
}

static bool look_at_response(struct zsip_event *event)
{
	if (!is_response_of_nothing(event))
		return true;
	if (event->sent)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_NO_TRANSACTION);
	return zsip_event_ignore(event, ZSIP_DIALOG_REASON_NO_TRANSACTION);
}

bool zsip_step_in_dialog(struct zsip_event *event)
{
	enum zsip_method method = event->what.method;
	enum belonging belonging = BELONGS;

	if (event->msg != NULL)
		belonging = belonging_of(event);
	if (belonging == STRANGE)
		return refuse_stranger(event);
	event->other_fork = belonging == BELONGS_TO_FORK;
	if (event->other_fork)
		zsip_decision_set_reason(event->decision,
		                         ZSIP_DIALOG_REASON_OTHER_FORK);
	if (!zsip_is_request_event(event))
		return look_at_response(event);
	if (method == ZSIP_METHOD_ACK || method == ZSIP_METHOD_CANCEL)
		return true;
	if (belonging == BELONGS_BEFORE && event->sent)
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_RETRANSMISSION);
	if (belonging == BELONGS_BEFORE)
		return zsip_event_ignore(event,
		                         ZSIP_DIALOG_REASON_RETRANSMISSION);
	return event->sent ? send_request(event) : receive_request(event);
}
