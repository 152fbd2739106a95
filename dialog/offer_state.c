/*
 * The session descriptions of a dialog: the open offer, what is in force, and
 * what was before a re-INVITE (RFC 3264, RFC 6141 3).
 */
#include "offer.h"

static const struct zsip_slice none = {NULL, 0};

static unsigned text_of(enum zsip_offer_state side)
{
	return side == ZSIP_OFFER_LOCAL ? ZSIP_DIALOG_LOCAL_DESCRIPTION
	                                : ZSIP_DIALOG_REMOTE_DESCRIPTION;
}

static unsigned change_of(enum zsip_offer_state side)
{
	return side == ZSIP_OFFER_LOCAL ? ZSIP_CHANGE_LOCAL_DESCRIPTION
	                                : ZSIP_CHANGE_REMOTE_DESCRIPTION;
}

static void remove_text(struct zsip_event *event, unsigned which)
{
	if (zsip_event_text(event, which).ptr != NULL)
		zsip_event_set_text(event, which, none);
}

/* What the message's description is, and how it differs from that of the same
 * side in force. */
static void tell(struct zsip_event *event, enum zsip_description_part part)
{
	event->decision->part = part;
	event->decision->description_change = zsip_description_compare(
	        zsip_event_text(event, text_of(zsip_sender(event))),
	        event->description);
}

static void put_in_force(struct zsip_event *event, enum zsip_offer_state side,
                         struct zsip_slice text)
{
	struct zsip_slice before = zsip_event_text(event, text_of(side));

	if ((before.ptr == NULL) != (text.ptr == NULL) ||
	    !zsip_slice_equal(before, text) || zsip_is_intent(event))
		event->decision->changes |= change_of(side);
	zsip_event_set_text(event, text_of(side), text);
}

static bool is_reinvite_pending(const struct zsip_dialog_invite *invite)
{
	return invite->state == ZSIP_INVITE_PENDING && !invite->initial;
}

/* RFC 6141 3.1: a re-INVITE that fails brings back what was there before. */
static void keep_before(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	if (session->changed_within || !(is_reinvite_pending(&session->local) ||
	                                 is_reinvite_pending(&session->remote)))
		return;
	session->changed_within = true;
	zsip_event_set_text(
	        event, ZSIP_DIALOG_LOCAL_BEFORE,
	        zsip_event_text(event, ZSIP_DIALOG_LOCAL_DESCRIPTION));
	zsip_event_set_text(
	        event, ZSIP_DIALOG_REMOTE_BEFORE,
	        zsip_event_text(event, ZSIP_DIALOG_REMOTE_DESCRIPTION));
}

static void close_exchange(struct zsip_event *event)
{
	event->next->session.offer = ZSIP_OFFER_NONE;
	event->next->session.offer_due = ZSIP_OFFER_NONE;
	remove_text(event, ZSIP_DIALOG_OFFER);
	remove_text(event, ZSIP_DIALOG_EARLY_ANSWER);
}

void zsip_offer_open(struct zsip_event *event, bool by_response)
{
	struct zsip_session *session = &event->next->session;

	session->offer = (uint8_t)zsip_sender(event);
	session->offer_due = ZSIP_OFFER_NONE;
	session->offer_by_response = by_response;
	session->offer_method = (uint8_t)event->what.method;
	session->offer_sequence = event->sequence;
	zsip_event_set_text(event, ZSIP_DIALOG_OFFER, event->description);
	tell(event, ZSIP_DESCRIPTION_OFFER);
	if (!event->sent)
		event->decision->asks |= ZSIP_ASK_ANSWER;
}

void zsip_offer_expect(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	session->offer_due = (uint8_t)zsip_peer_of(zsip_sender(event));
	session->offer_method = (uint8_t)event->what.method;
	session->offer_sequence = event->sequence;
	if (!event->sent)
		event->decision->asks |= ZSIP_ASK_OFFER;
}

void zsip_offer_answer(struct zsip_event *event, struct zsip_slice answer)
{
	enum zsip_offer_state offerer =
	        (enum zsip_offer_state)event->next->session.offer;
	struct zsip_slice offer = zsip_event_text(event, ZSIP_DIALOG_OFFER);

	if (event->what.description)
		tell(event, ZSIP_DESCRIPTION_ANSWER);
	keep_before(event);
	put_in_force(event, offerer, offer);
	put_in_force(event, zsip_peer_of(offerer), answer);
	close_exchange(event);
}

void zsip_offer_answer_again(struct zsip_event *event)
{
	tell(event, ZSIP_DESCRIPTION_ANSWER);
	put_in_force(event, zsip_sender(event), event->description);
}

void zsip_offer_preview(struct zsip_event *event)
{
	tell(event, ZSIP_DESCRIPTION_EARLY_ANSWER);
	zsip_event_set_text(event, ZSIP_DIALOG_EARLY_ANSWER,
	                    event->description);
}

void zsip_offer_void(struct zsip_event *event)
{
	if (event->next->session.offer != ZSIP_OFFER_NONE)
		event->decision->changes |= ZSIP_CHANGE_OFFER_VOID;
	close_exchange(event);
}

void zsip_offer_keep_changes(struct zsip_event *event)
{
	event->next->session.changed_within = false;
	remove_text(event, ZSIP_DIALOG_LOCAL_BEFORE);
	remove_text(event, ZSIP_DIALOG_REMOTE_BEFORE);
}

/* RFC 6141 3.4: the peer may see it otherwise, so who sent the re-INVITE makes
 * an offer of what was before. */
void zsip_offer_undo_changes(struct zsip_event *event)
{
	struct zsip_decision *decision = event->decision;
	unsigned both =
	        ZSIP_CHANGE_LOCAL_DESCRIPTION | ZSIP_CHANGE_REMOTE_DESCRIPTION;

	if (!event->next->session.changed_within)
		return;
	put_in_force(event, ZSIP_OFFER_LOCAL,
	             zsip_event_text(event, ZSIP_DIALOG_LOCAL_BEFORE));
	put_in_force(event, ZSIP_OFFER_REMOTE,
	             zsip_event_text(event, ZSIP_DIALOG_REMOTE_BEFORE));
	zsip_offer_keep_changes(event);
	if ((decision->changes & both) == 0)
		return;
	zsip_event_note(event, ZSIP_DIALOG_REASON_CHANGES_UNDONE);
	if (!event->sent)
		decision->asks |= ZSIP_ASK_OFFER;
}

void zsip_offer_end(struct zsip_event *event)
{
	zsip_offer_void(event);
	zsip_offer_keep_changes(event);
	event->decision->asks &= ~(unsigned)(ZSIP_ASK_OFFER | ZSIP_ASK_ANSWER);
}
