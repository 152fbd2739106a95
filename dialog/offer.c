/*
 * Offers and answers: which of them a message brings (RFC 3264, RFC 3261
 * 13.2.1, 14; RFC 3262 5, RFC 3311, RFC 6337).
 */
#include "offer.h"

struct zsip_slice zsip_offer_begin(struct zsip_dialog *dialog,
                                   const struct zsip_facts *request,
                                   enum zsip_role role)
{
	bool uac = role == ZSIP_ROLE_UAC;
	struct zsip_session *session = &dialog->session;
	struct zsip_slice none = {NULL, 0}, offer;

	if (request->msg->method_id != ZSIP_METHOD_INVITE)
		return none;
	offer = zsip_description_of(request->msg);
	session->offer_method = ZSIP_METHOD_INVITE;
	session->offer_sequence = request->cseq.number;
	if (offer.ptr != NULL)
		session->offer = uac ? ZSIP_OFFER_LOCAL : ZSIP_OFFER_REMOTE;
	else
		session->offer_due = uac ? ZSIP_OFFER_REMOTE : ZSIP_OFFER_LOCAL;
	return offer;
}

/* Whether the offer that is open was made in the request of this transaction:
 * a response brings the answer. */
static bool is_offer_of_request(const struct zsip_event *event)
{
	const struct zsip_session *session = &event->next->session;

	return session->offer == zsip_client(event) &&
	       !session->offer_by_response &&
	       session->offer_method == event->what.method &&
	       (session->offer_sequence == event->sequence ||
	        zsip_is_intent(event));
}

/* Whether it was made in a response to the client's INVITE: PRACK or ACK bring
 * the answer. */
static bool is_offer_to_client(const struct zsip_event *event,
                               uint32_t sequence)
{
	const struct zsip_session *session = &event->next->session;

	return session->offer == zsip_peer_of(zsip_client(event)) &&
	       session->offer_by_response &&
	       session->offer_sequence == sequence;
}

static bool is_offer_due(const struct zsip_event *event)
{
	const struct zsip_session *session = &event->next->session;

	return session->offer_due == zsip_peer_of(zsip_client(event)) &&
	       session->offer_sequence == event->sequence;
}

/* The answer is not there where it has to be: not sent so; of the peer's
 * message nothing else is wrong. */
static bool miss_answer(struct zsip_event *event)
{
	if (event->sent)
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_ANSWER_DUE);
	zsip_event_note(event, ZSIP_DIALOG_REASON_ANSWER_MISSING);
	zsip_offer_void(event);
	return true;
}

static bool miss_offer(struct zsip_event *event)
{
	if (event->sent)
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_OFFER_DUE);
	zsip_event_note(event, ZSIP_DIALOG_REASON_OFFER_MISSING);
	return true;
}

/* INVITE and its responses */

static bool look_at_invite(struct zsip_event *event)
{
	if (!zsip_offer_may_begin(event))
		return false;
	if (event->what.description)
		zsip_offer_open(event, false);
	else
		zsip_offer_expect(event);
	return true;
}

/* The answer, where there may have been one early: that one holds (RFC 6337
 * 3.1.1). */
static bool answer_invite(struct zsip_event *event)
{
	struct zsip_slice early =
	        zsip_event_text(event, ZSIP_DIALOG_EARLY_ANSWER);

	if (early.ptr == NULL)
		early = event->description;
	else if (!zsip_offer_repeated(event, early))
		return false;
	zsip_offer_answer(event, early);
	return true;
}

/* RFC 6337 3.1.1: a preview of the answer. */
static bool look_at_unreliable(struct zsip_event *event)
{
	struct zsip_slice early =
	        zsip_event_text(event, ZSIP_DIALOG_EARLY_ANSWER);

	if (early.ptr != NULL)
		return zsip_offer_repeated(event, early);
	zsip_offer_preview(event);
	return true;
}

/* RFC 6337 3.1.1, 3.1.2: nothing new can be said. */
static bool look_behind_answer(struct zsip_event *event)
{
	if (event->sent)
		return zsip_offer_repeated(
		        event,
		        zsip_event_text(event, ZSIP_DIALOG_LOCAL_DESCRIPTION));
	event->decision->part = ZSIP_DESCRIPTION_AGAIN;
	return true;
}

static bool look_at_description(struct zsip_event *event)
{
	bool reliable = event->what.reliable || event->what.code >= 200;

	if (is_offer_of_request(event))
		return reliable ? answer_invite(event)
		                : look_at_unreliable(event);
	if (!is_offer_due(event))
		return look_behind_answer(event);
	if (!reliable)
		return zsip_offer_misplaced(event);
	zsip_offer_open(event, true);
	return true;
}

/* RFC 3261 13.2.1: what came early is the answer. */
static bool take_early_answer(struct zsip_event *event)
{
	zsip_event_note(event, ZSIP_DIALOG_REASON_EARLY_ANSWER);
	zsip_offer_answer(event,
	                  zsip_event_text(event, ZSIP_DIALOG_EARLY_ANSWER));
	return true;
}

/* A reliable response without description. */
static bool look_at_nothing(struct zsip_event *event)
{
	bool final = event->what.code >= 200;

	if (is_offer_due(event)) {
		if (!miss_offer(event))
			return false;
		if (final)
			zsip_offer_void(event);
		return true;
	}
	if (!final || !is_offer_of_request(event))
		return true;
	if (!event->sent &&
	    zsip_event_text(event, ZSIP_DIALOG_EARLY_ANSWER).ptr != NULL)
		return take_early_answer(event);
	return miss_answer(event);
}

/* The INVITE fails, and what went on within it but for an UPDATE, which has a
 * response of its own. */
static void fail_invite(struct zsip_event *event)
{
	if (event->next->session.offer_method != ZSIP_METHOD_UPDATE)
		zsip_offer_void(event);
	zsip_offer_undo_changes(event);
}

/* The part that the PRACK is told by. */
static void note_part(struct zsip_event *event)
{
	enum zsip_description_part part = event->decision->part;

	zsip_client_reliable(event)->part =
	        part == ZSIP_DESCRIPTION_OFFER ||
	                        part == ZSIP_DESCRIPTION_ANSWER
	                ? (uint8_t)part
	                : ZSIP_DESCRIPTION_NONE;
}

/* What comes here answers an INVITE that is pending: invite.c lets nothing else
 * pass. */
static bool look_at_invite_response(struct zsip_event *event)
{
	unsigned code = event->what.code;
	bool good;

	if (code == 100)
		return true;
	if (code >= 300) {
		fail_invite(event);
		return true;
	}
	if (event->what.description)
		good = look_at_description(event);
	else if (event->what.reliable || code >= 200)
		good = look_at_nothing(event);
	else
		return true;
	if (good && event->what.reliable)
		note_part(event);
	if (good && code >= 200)
		zsip_offer_keep_changes(event);
	return good;
}

/* ACK, PRACK and UPDATE */

/* RFC 3261 13.2.2.4: an offer in a 2xx is answered also where the session is
 * over, and forgotten here. */
static bool look_at_ack(struct zsip_event *event)
{
	bool due = is_offer_to_client(event, event->sequence);

	if (event->what.description && due) {
		zsip_offer_answer(event, event->description);
		return true;
	}
	if (due)
		return miss_answer(event);
	if (!event->what.description)
		return true;
	if (event->sent)
		return !zsip_has_session(event->dialog) ||
		       zsip_offer_misplaced(event);
	event->decision->part = ZSIP_DESCRIPTION_AGAIN;
	return true;
}

/* RFC 6337 2.2: an offer only for a response that brought the answer; of a
 * peer's nothing is asked but that it is in turn. */
static bool offer_in_prack(struct zsip_event *event)
{
	if (event->sent &&
	    zsip_client_reliable(event)->part != ZSIP_DESCRIPTION_ANSWER)
		return zsip_offer_misplaced(event);
	if (!zsip_offer_may_begin(event))
		return false;
	zsip_offer_open(event, false);
	event->decision->code = 0;
	return true;
}

/* Whether the client has an INVITE with this CSeq that waits for its final
 * response. */
static bool is_pending(const struct zsip_event *event, uint32_t sequence)
{
	const struct zsip_session *session = &event->dialog->session;
	const struct zsip_dialog_invite *invite =
	        zsip_client(event) == ZSIP_OFFER_LOCAL ? &session->local
	                                               : &session->remote;

	return invite->state == ZSIP_INVITE_PENDING &&
	       invite->sequence == sequence;
}

static bool look_at_prack(struct zsip_event *event)
{
	const struct zsip_session_reliable *reliable =
	        zsip_client_reliable(event);

	if (!zsip_has_session(event->dialog))
		return true;
	if (is_offer_to_client(event, reliable->invite)) {
		if (!event->what.description)
			return miss_answer(event);
		zsip_offer_answer(event, event->description);
		return true;
	}
	if (!event->what.description)
		return true;
	/* With the INVITE all is over that went on within it. */
	if (!is_pending(event, reliable->invite))
		return zsip_offer_misplaced(event);
	if (reliable->part != ZSIP_DESCRIPTION_OFFER)
		return offer_in_prack(event);
	zsip_offer_answer_again(event);
	return true;
}

static bool look_at_update(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	if (!zsip_offer_may_update(event))
		return false;
	if (event->what.description) {
		if (!zsip_offer_may_begin(event))
			return false;
		zsip_offer_open(event, false);
	}
	if (event->sent) {
		session->local_update = event->sequence;
		session->local_update_pending = true;
	} else {
		session->remote_update = event->sequence;
		session->remote_update_pending = true;
	}
	return true;
}

/* The UPDATE that this response answers is over. */
static void end_update(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	bool local = zsip_client(event) == ZSIP_OFFER_LOCAL;

	if (local && session->local_update == event->sequence)
		session->local_update_pending = false;
	if (!local && session->remote_update == event->sequence)
		session->remote_update_pending = false;
}

/* A response to PRACK or UPDATE. */
static bool look_at_response(struct zsip_event *event)
{
	unsigned code = event->what.code;
	bool due = is_offer_of_request(event);

	if (code < 200 || (code >= 300 && !due))
		return true;
	if (code >= 300) {
		zsip_offer_void(event);
		return true;
	}
	if (!due)
		return !event->what.description || zsip_offer_misplaced(event);
	if (!event->what.description)
		return miss_answer(event);
	zsip_offer_answer(event, event->description);
	return true;
}

/* A response of the peer that comes again would refresh once more what others
 * have changed since. */
static bool is_update_over(const struct zsip_event *event)
{
	const struct zsip_session *session = &event->dialog->session;

	return !event->sent && !(session->local_update_pending &&
	                         session->local_update == event->sequence);
}

static bool look_at_update_response(struct zsip_event *event)
{
	if (is_update_over(event))
		return zsip_event_ignore(event,
		                         ZSIP_DIALOG_REASON_NO_TRANSACTION);
	if (!look_at_response(event))
		return false;
	if (event->what.code >= 200)
		end_update(event);
	return true;
}

bool zsip_step_offer(struct zsip_event *event)
{
	bool request = zsip_is_request_event(event);

	event->decision->description = event->description;
	if (event->what.description)
		event->decision->part = ZSIP_DESCRIPTION_OTHER;
	if (event->other_fork)
		return true;
	switch (event->what.method) {
	case ZSIP_METHOD_INVITE:
		return request ? look_at_invite(event)
		               : look_at_invite_response(event);
	case ZSIP_METHOD_ACK:
		return look_at_ack(event);
	case ZSIP_METHOD_PRACK:
		return request ? look_at_prack(event) : look_at_response(event);
	case ZSIP_METHOD_UPDATE:
		return request ? look_at_update(event)
		               : look_at_update_response(event);
	default:
		return true;
	}
}

size_t zsip_dialog_compare(const struct zsip_dialog *dialog,
                           struct zsip_slice text, bool remote,
                           struct zsip_sdp *before, struct zsip_sdp *after,
                           void (*report)(void *user,
                                          const struct zsip_sdp_change *change),
                           void *user)
{
	struct zsip_slice force = zsip_dialog_text(
	        dialog, remote ? ZSIP_DIALOG_REMOTE_DESCRIPTION
	                       : ZSIP_DIALOG_LOCAL_DESCRIPTION);

	if (force.ptr == NULL)
		return 0;
	zsip_sdp_parse(before, force.ptr, force.len, NULL);
	zsip_sdp_parse(after, text.ptr, text.len, NULL);
	return zsip_sdp_compare(before, after, report, user);
}
