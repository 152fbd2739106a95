/*
 * The dialog of a message, and what may not be sent in it (RFC 3261 12, 15).
 */
#include "flow.h"
#include "zsip_next_hop.h"

static enum zsip_flow_side other_side(unsigned side)
{
	return side == ZSIP_FLOW_CALLER ? ZSIP_FLOW_CALLED : ZSIP_FLOW_CALLER;
}

/* Whose From it is. */
static enum zsip_flow_side side_of(const struct zsip_flow_message *dialog,
                                   const struct zsip_flow_message *rec)
{
	bool same = zsip_flow_is_same_nocase(rec, rec->from_tag, dialog,
	                                     dialog->from_tag);
	bool turned = (dialog->state.flags & FLOW_TURNED) != 0;

	return same != turned ? ZSIP_FLOW_CALLER : ZSIP_FLOW_CALLED;
}

static bool has_both_tags(const struct zsip_flow_message *rec)
{
	return zsip_flow_has(rec->from_tag) && zsip_flow_has(rec->to_tag);
}

/* Outside dialogs */

static bool may_notify(const struct flow_step *s,
                       const struct zsip_flow_message *side, bool turned)
{
	return turned && s->rec->method_id == ZSIP_METHOD_NOTIFY &&
	       (side->state.flags & FLOW_SUBSCRIBES) != 0;
}

/* A trace that has seen a side begin a call, and responses to it, knows all its
 * dialogs. */
static void check_outside(const struct flow_step *s,
                          const struct zsip_flow_message *side,
                          struct zsip_flow_span tag)
{
	uint32_t request = side->state.request[ZSIP_FLOW_CALLER];
	const struct zsip_flow_message *other = zsip_flow_at(s, request);

	if ((side->state.flags & FLOW_ANSWERED) == 0 || other == NULL)
		return;
	if (other->transaction.settled != ZSIP_FLOW_NONE)
		request = other->transaction.settled;
	zsip_flow_find(s, ZSIP_FLOW_RULE_OUTSIDE_DIALOG, tag, request,
	               zsip_flow_at(s, request)->to_tag);
}

/* The side that began the call, where the trace begins with that: then a
 * request that names neither it nor a dialog is of none. */
static uint32_t find_beginner(const struct flow_step *s)
{
	const struct zsip_flow_message *side;

	if (!s->flow->initial || s->rec->method_id == ZSIP_METHOD_NOTIFY)
		return ZSIP_FLOW_NONE;
	side = zsip_flow_at(s, s->flow->first);
	return side->method_id == ZSIP_METHOD_INVITE ||
	                       side->method_id == ZSIP_METHOD_SUBSCRIBE
	               ? s->flow->first
	               : ZSIP_FLOW_NONE;
}

/* An ACK to what an INVITE was answered with, somewhere: of who sent the INVITE
 * on this hop, and met a 2xx to it here, what else it was answered with is
 * known too. */
static bool acknowledges(const struct flow_step *s)
{
	const struct zsip_flow_message *invite, *final;

	if (s->rec->method_id != ZSIP_METHOD_ACK)
		return false;
	invite = zsip_flow_at(s, s->invite);
	if (invite == NULL)
		return false;
	final = zsip_flow_at(s, invite->transaction.final);
	return final == NULL || final->code >= 300 ||
	       !zsip_flow_is_on_its_hop(s, invite);
}

/* A request within a dialog that no response has made: by a NOTIFY (RFC 6665
 * 4.4.1), before the trace began, or not at all. */
static void make_from_request(struct flow_step *s)
{
	uint32_t index = zsip_flow_find_side(s, false);
	bool turned = index == ZSIP_FLOW_NONE;
	const struct zsip_flow_message *side;

	if (turned)
		index = zsip_flow_find_side(s, true);
	turned = turned && index != ZSIP_FLOW_NONE;
	if (index == ZSIP_FLOW_NONE)
		index = find_beginner(s);
	side = zsip_flow_at(s, index);
	zsip_flow_add_dialog(s, true);
	s->rec->dialog = s->index;
	if (turned)
		s->rec->state.flags |= FLOW_TURNED;
	if (side != NULL && may_notify(s, side, turned)) {
		s->rec->state.request[ZSIP_FLOW_CALLER] =
		        side->state.request[ZSIP_FLOW_CALLER];
		return;
	}
	s->rec->state.flags |= FLOW_UNBEGUN | FLOW_OFFERS_LOST;
	if (side != NULL && !acknowledges(s))
		check_outside(s, side, s->rec->to_tag);
}

/* Methods that have nothing to say outside a dialog. */
static bool needs_dialog(const struct zsip_flow_message *rec)
{
	return rec->method_id == ZSIP_METHOD_BYE ||
	       rec->method_id == ZSIP_METHOD_PRACK ||
	       rec->method_id == ZSIP_METHOD_UPDATE;
}

static void place_outside(struct flow_step *s)
{
	uint32_t side = zsip_flow_find_side(s, false);

	s->rec->side = ZSIP_FLOW_CALLER;
	s->rec->dialog = side;
	if (side == ZSIP_FLOW_NONE) {
		side = find_beginner(s);
		s->rec->dialog = s->index;
		zsip_flow_add_dialog(s, false);
	}
	if (side != ZSIP_FLOW_NONE && needs_dialog(s->rec))
		check_outside(s, zsip_flow_at(s, side), s->rec->to_uri);
}

/* Who sends it */

/* The request that made the dialog, or what else did. */
const struct zsip_flow_message *
zsip_flow_base(const struct flow_step *s,
               const struct zsip_flow_message *dialog)
{
	const struct zsip_flow_message *request =
	        zsip_flow_at(s, dialog->request);

	return dialog->code == 0 || request == NULL
	               ? dialog
	               : zsip_flow_at(s, request->original);
}

static bool is_same_address(struct zsip_slice a, struct zsip_slice b)
{
	return a.ptr != NULL && b.ptr != NULL && zsip_slice_equal(a, b);
}

/* It came from where the request went that made the dialog. */
static bool is_from_there(const struct zsip_flow_message *rec,
                          const struct zsip_flow_message *base)
{
	return is_same_address(rec->source, base->destination) &&
	       is_same_address(rec->destination, base->source) &&
	       !zsip_slice_equal(rec->source, rec->destination);
}

static uint16_t port_of(const struct zsip_uri *uri)
{
	const struct zsip_transport_info *info =
	        zsip_transport_info(zsip_uri_transport(uri));

	if (uri->has_port)
		return uri->port;
	return info != NULL ? info->port : 0;
}

/* Its sent-by is the Contact of the other side.  One that is longer than all of
 * this message is not read, lest it is with each message. */
static bool is_from_contact(const struct zsip_flow_message *rec,
                            const struct zsip_flow_message *base,
                            const struct zsip_flow_message *other)
{
	struct zsip_slice host = zsip_flow_slice(rec, rec->host);
	struct zsip_slice contact = zsip_flow_slice(other, other->contact);
	struct zsip_uri uri;

	if (rec->port == base->port &&
	    zsip_flow_is_same_nocase(rec, rec->host, base, base->host))
		return false;
	return contact.ptr != NULL && contact.len < rec->text.len &&
	       zsip_uri_parse(&uri, contact, NULL, NULL) == ZSIP_OK &&
	       zsip_uri_is_sip(&uri) && port_of(&uri) == rec->port &&
	       zsip_slice_equal_nocase(uri.host, host);
}

/* The tags name the caller, and the called side has sent it.  Of a request
 * that has one Via alone it is known who did. */
static bool is_not_exchanged(const struct flow_step *s,
                             const struct zsip_flow_message *dialog)
{
	const struct zsip_flow_message *rec = s->rec;
	const struct zsip_flow_message *base = zsip_flow_base(s, dialog);
	const struct zsip_flow_message *view =
	        zsip_flow_at(s, dialog->state.view[ZSIP_FLOW_CALLER]);

	if (rec->side != ZSIP_FLOW_CALLER || base == dialog ||
	    rec->via_count != 1 || base->via_count != 1)
		return false;
	if (rec->source.ptr != NULL && base->source.ptr != NULL)
		return is_from_there(rec, base);
	return view != NULL && is_from_contact(rec, base, view);
}

static bool is_uri(const struct flow_step *s, struct zsip_flow_span span,
                   const struct zsip_flow_message *other,
                   struct zsip_flow_span of_other)
{
	return zsip_flow_is_same_uri(s->rec, span, other, of_other);
}

/* Told once, until it is another one again. */
static void check_uri(const struct flow_step *s, struct zsip_flow_span uri,
                      const struct zsip_flow_message *base,
                      struct zsip_flow_span of_base, bool to)
{
	const struct zsip_flow_message *dialog =
	        zsip_flow_at(s, s->rec->dialog);
	const struct zsip_flow_message *last =
	        zsip_flow_at(s, dialog->state.request[s->rec->side]);

	if (is_uri(s, uri, base, of_base) ||
	    (last != NULL && last != base &&
	     is_uri(s, uri, last, to ? last->to_uri : last->from_uri)))
		return;
	zsip_flow_find(s, ZSIP_FLOW_RULE_DIALOG_URI, uri,
	               (uint32_t)(base - s->flow->messages), of_base);
}

static void check_uris(const struct flow_step *s,
                       const struct zsip_flow_message *dialog)
{
	const struct zsip_flow_message *rec = s->rec;
	const struct zsip_flow_message *base = zsip_flow_base(s, dialog);
	bool turned =
	        base == dialog && (dialog->state.flags & FLOW_TURNED) != 0;
	bool same = (rec->side == ZSIP_FLOW_CALLER) != turned;
	struct zsip_flow_span from = same ? base->from_uri : base->to_uri;
	struct zsip_flow_span to = same ? base->to_uri : base->from_uri;

	if (!is_uri(s, rec->from_uri, base, from) &&
	    is_uri(s, rec->from_uri, base, to) &&
	    is_uri(s, rec->to_uri, base, from)) {
		zsip_flow_find(s, ZSIP_FLOW_RULE_NOT_EXCHANGED, rec->from_uri,
		               (uint32_t)(base - s->flow->messages), from);
		return;
	}
	check_uri(s, rec->from_uri, base, from, false);
	check_uri(s, rec->to_uri, base, to, true);
}

static void check_sender(struct flow_step *s,
                         const struct zsip_flow_message *dialog)
{
	const struct zsip_flow_message *base = zsip_flow_base(s, dialog);

	if (dialog == s->rec)
		return;
	if (!is_not_exchanged(s, dialog)) {
		check_uris(s, dialog);
		return;
	}
	zsip_flow_find(s, ZSIP_FLOW_RULE_NOT_EXCHANGED, s->rec->from_uri,
	               (uint32_t)(base - s->flow->messages), base->from_uri);
	s->rec->side = ZSIP_FLOW_CALLED;
}

/* What may follow what */

/* A trace in which a hop stands behind the ones that follow it says nothing
 * about the order of the requests of both. */
static bool is_met_behind(const struct zsip_flow_message *rec,
                          const struct zsip_flow_message *last)
{
	return rec->cseq < last->cseq && rec->via_count < last->via_count;
}

static void check_order(const struct flow_step *s,
                        const struct zsip_flow_message *dialog)
{
	uint32_t index = dialog->state.request[s->rec->side];
	const struct zsip_flow_message *last = zsip_flow_at(s, index);

	if (s->rec->method_id != ZSIP_METHOD_ACK && last != NULL &&
	    s->rec->cseq <= last->cseq && !is_met_behind(s->rec, last))
		zsip_flow_find(s, ZSIP_FLOW_RULE_CSEQ_ORDER, s->rec->cseq_value,
		               index, last->cseq_value);
}

/* Subscriptions outlive the session (RFC 5057 4.1). */
static void check_after_bye(const struct flow_step *s,
                            const struct zsip_flow_message *dialog)
{
	const struct zsip_flow_message *bye =
	        zsip_flow_at(s, dialog->state.bye);

	switch (s->rec->method_id) {
	case ZSIP_METHOD_ACK:
	case ZSIP_METHOD_NOTIFY:
	case ZSIP_METHOD_SUBSCRIBE:
		return;
	default:
		if (bye != NULL)
			zsip_flow_find(s, ZSIP_FLOW_RULE_AFTER_BYE,
			               s->rec->start_line, dialog->state.bye,
			               bye->start_line);
	}
}

/* The wait for the ACK is over. */
static bool has_waited(const struct zsip_flow_message *rec,
                       const struct zsip_flow_message *success)
{
	if (rec->has_time && success->has_time)
		return zsip_flow_is_long_after(rec, success);
	return success->copies != 0;
}

static void check_called_bye(const struct flow_step *s,
                             const struct zsip_flow_message *dialog)
{
	const struct zsip_flow_message *base = zsip_flow_base(s, dialog);
	uint32_t success = dialog->state.success;

	if (s->rec->method_id != ZSIP_METHOD_BYE ||
	    s->rec->side != ZSIP_FLOW_CALLED || base == dialog ||
	    base->method_id != ZSIP_METHOD_INVITE ||
	    (dialog->state.flags & FLOW_CONFIRMED) != 0)
		return;
	if (success == ZSIP_FLOW_NONE) {
		if (base->transaction.settled == ZSIP_FLOW_NONE)
			zsip_flow_find(s, ZSIP_FLOW_RULE_EARLY_BYE,
			               s->rec->start_line,
			               (uint32_t)(base - s->flow->messages),
			               base->start_line);
	} else if (!has_waited(s->rec, zsip_flow_at(s, success))) {
		zsip_flow_find(s, ZSIP_FLOW_RULE_BYE_BEFORE_ACK,
		               s->rec->start_line, success,
		               zsip_flow_at(s, success)->start_line);
	}
}

static bool is_pending(const struct flow_step *s, uint32_t invite)
{
	return invite != ZSIP_FLOW_NONE &&
	       zsip_flow_at(s, invite)->transaction.settled == ZSIP_FLOW_NONE;
}

/* RFC 3261 14.1: none while another one is under way; where two cross, each
 * side refuses the other's. */
static void check_pending(const struct flow_step *s,
                          const struct zsip_flow_message *dialog)
{
	uint32_t own = dialog->state.invite[s->rec->side];
	uint32_t other = dialog->state.invite[other_side(s->rec->side)];

	if (s->rec->method_id != ZSIP_METHOD_INVITE)
		return;
	if (is_pending(s, own))
		zsip_flow_find(s, ZSIP_FLOW_RULE_INVITE_PENDING,
		               s->rec->start_line, own,
		               zsip_flow_at(s, own)->start_line);
	else if (is_pending(s, other))
		s->rec->transaction.glare = other;
}

static void place_inside(struct flow_step *s)
{
	const struct zsip_flow_message *dialog;

	s->rec->dialog = zsip_flow_find_dialog(s);
	if (s->rec->dialog == ZSIP_FLOW_NONE)
		make_from_request(s);
	dialog = zsip_flow_at(s, s->rec->dialog);
	s->rec->side = (uint8_t)side_of(dialog, s->rec);
	zsip_flow_check_call_id(
	        s, (uint32_t)(zsip_flow_base(s, dialog) - s->flow->messages));
	check_sender(s, dialog);
	check_order(s, dialog);
	check_after_bye(s, dialog);
	check_called_bye(s, dialog);
	check_pending(s, dialog);
	zsip_flow_check_route(s);
}

/* The INVITE of a CANCEL, or of an ACK that makes nothing of a dialog: to a
 * refusal, on a hop that may not have been met. */
static uint32_t find_its_invite(const struct flow_step *s)
{
	const struct zsip_flow_message *settled;
	uint32_t invite;

	if (s->rec->request != ZSIP_FLOW_NONE)
		return s->rec->request;
	if (s->rec->method_id != ZSIP_METHOD_ACK &&
	    s->rec->method_id != ZSIP_METHOD_CANCEL)
		return ZSIP_FLOW_NONE;
	invite = s->invite;
	if (invite == ZSIP_FLOW_NONE || s->rec->method_id == ZSIP_METHOD_CANCEL)
		return invite;
	settled = zsip_flow_at(s, zsip_flow_at(s, invite)->transaction.settled);
	return settled != NULL && settled->code >= 300 ? invite
	                                               : ZSIP_FLOW_NONE;
}

static bool place_with_invite(struct flow_step *s)
{
	const struct zsip_flow_message *invite =
	        zsip_flow_at(s, find_its_invite(s));

	if (invite != NULL) {
		s->rec->dialog = invite->dialog;
		s->rec->side = invite->side;
	}
	return invite != NULL || s->rec->method_id == ZSIP_METHOD_CANCEL;
}

void zsip_flow_place_request(struct flow_step *s)
{
	if (s->rec->original != s->index || place_with_invite(s))
		return;
	if (has_both_tags(s->rec)) {
		place_inside(s);
	} else {
		place_outside(s);
		check_order(s, zsip_flow_at(s, s->rec->dialog));
	}
	zsip_flow_take_request(s);
}

/* Responses */

static bool makes_dialog(const struct flow_step *s,
                         const struct zsip_flow_message *request)
{
	if (!has_both_tags(s->rec) || s->rec->code == 100)
		return false;
	if (request == NULL)
		return s->rec->code < 300;
	return !zsip_flow_has(request->to_tag) &&
	       zsip_facts_forms_dialog((enum zsip_method)request->method_id,
	                               s->rec->code);
}

static void make_from_response(struct flow_step *s)
{
	s->rec->dialog = s->index;
	zsip_flow_add_dialog(s, true);
	if (s->group == ZSIP_FLOW_NONE)
		s->rec->state.flags |= FLOW_UNBEGUN | FLOW_OFFERS_LOST;
}

void zsip_flow_place_response(struct flow_step *s)
{
	struct zsip_flow_message *request = zsip_flow_at(s, s->group);

	if (s->rec->original == s->index) {
		if (makes_dialog(s, request)) {
			s->rec->dialog = zsip_flow_find_dialog(s);
			if (s->rec->dialog == ZSIP_FLOW_NONE)
				make_from_response(s);
		} else if (request != NULL) {
			s->rec->dialog = request->dialog;
		}
		if (request != NULL)
			s->rec->side = (uint8_t)other_side(request->side);
		else if (s->rec->dialog != ZSIP_FLOW_NONE)
			s->rec->side = (uint8_t)other_side(side_of(
			        zsip_flow_at(s, s->rec->dialog), s->rec));
	}
	zsip_flow_take_response(s);
}
