/*
 * What a message does to its transaction and its dialog.
 */
#include "flow.h"

static struct zsip_flow_message *dialog_of(const struct flow_step *s)
{
	return zsip_flow_at(s, s->rec->dialog);
}

static void end_dialog(struct flow_step *s, struct zsip_flow_message *dialog)
{
	if ((dialog->state.flags & (FLOW_SESSION | FLOW_ENDED)) == FLOW_SESSION)
		s->flow->open_dialogs--;
	dialog->state.flags |= FLOW_ENDED;
}

static void end_subscription(struct flow_step *s,
                             struct zsip_flow_message *dialog)
{
	if ((dialog->state.flags & (FLOW_SUBSCRIPTION | FLOW_NOTIFIED)) ==
	    FLOW_SUBSCRIPTION)
		s->flow->open_dialogs--;
	dialog->state.flags |= FLOW_NOTIFIED;
}

/* Requests */

/* A Contact within the dialog that the peer did not know: when it gets to know
 * it is not known here. */
static void note_target(const struct flow_step *s,
                        struct zsip_flow_message *dialog)
{
	const struct zsip_flow_message *rec = s->rec;
	unsigned other = rec->side == ZSIP_FLOW_CALLER ? ZSIP_FLOW_CALLED
	                                               : ZSIP_FLOW_CALLER;
	const struct zsip_flow_message *view =
	        zsip_flow_at(s, dialog->state.view[other]);

	if (view != NULL && zsip_flow_has(rec->contact) &&
	    !zsip_flow_is_same_uri(rec, rec->contact, view, view->contact))
		dialog->state.flags |= (uint32_t)FLOW_MOVED << rec->side;
}

/* The trace has not seen the final response that is acknowledged, on the hop of
 * `invite`. */
void zsip_flow_settle_unseen(const struct flow_step *s, uint32_t invite)
{
	const struct zsip_flow_message *on_hop = zsip_flow_at(s, invite);
	struct zsip_flow_message *of = zsip_flow_at(s, on_hop->original);
	struct zsip_flow_message *dialog = zsip_flow_at(s, of->dialog);

	if (of->transaction.settled != ZSIP_FLOW_NONE ||
	    on_hop->via_count > of->via_count)
		return;
	of->transaction.settled = s->index;
	s->flow->open_requests--;
	if (dialog == NULL)
		return;
	dialog->state.flags |= FLOW_OFFERS_LOST;
	if (s->rec->request == invite &&
	    dialog->state.offer == on_hop->original)
		zsip_flow_void_offer(s->flow, &dialog->state);
}

static void check_ack_number(const struct flow_step *s,
                             const struct zsip_flow_message *success)
{
	uint32_t index = zsip_flow_at(s, s->rec->dialog)->state.success;

	if (success->request != ZSIP_FLOW_NONE)
		index = zsip_flow_at(s, success->request)->original;
	zsip_flow_find(s, ZSIP_FLOW_RULE_ACK_CSEQ, s->rec->cseq_value, index,
	               zsip_flow_at(s, index)->cseq_value);
}

/* The 2xx of the other side that an ACK is for. */
static struct zsip_flow_message *
find_acknowledged(const struct flow_step *s,
                  const struct zsip_flow_message *dialog)
{
	struct zsip_flow_message *success =
	        zsip_flow_at(s, dialog->state.success);

	if (success != NULL && success->side != s->rec->side &&
	    success->cseq == s->rec->cseq)
		return success;
	return zsip_flow_at(s, zsip_flow_find_success(s));
}

static bool waits_for_ack(const struct flow_step *s,
                          const struct zsip_flow_message *success)
{
	return success != NULL && success->side != s->rec->side &&
	       (success->flags & ZSIP_FLOW_ACKNOWLEDGED) == 0;
}

/* The ACK to the 2xx before was sent before this one. */
static void acknowledge(const struct flow_step *s,
                        struct zsip_flow_message *success)
{
	struct zsip_flow_message *before = zsip_flow_at(s, success->reliable);

	success->flags |= ZSIP_FLOW_ACKNOWLEDGED;
	if (before != NULL && before->side == success->side)
		before->flags |= ZSIP_FLOW_PASSED;
}

/* Of a 2xx. */
static void take_ack(struct flow_step *s, struct zsip_flow_message *dialog)
{
	struct zsip_flow_message *success = find_acknowledged(s, dialog);
	uint32_t invite = s->invite;

	if (success != NULL) {
		acknowledge(s, success);
		dialog->state.flags |= FLOW_CONFIRMED;
		return;
	}
	success = zsip_flow_at(s, dialog->state.success);
	if (invite != ZSIP_FLOW_NONE) {
		zsip_flow_settle_unseen(s, invite);
		dialog->state.flags |= FLOW_CONFIRMED | FLOW_OFFERS_LOST;
	} else if (waits_for_ack(s, success) &&
	           (dialog->state.flags & FLOW_UNBEGUN) == 0) {
		success->flags |= ZSIP_FLOW_ACKNOWLEDGED;
		dialog->state.flags |= FLOW_CONFIRMED;
		check_ack_number(s, success);
	}
}

/* 64*T1 (RFC 3261 13.3.1.4), in milliseconds. */
bool zsip_flow_is_long_after(const struct zsip_flow_message *rec,
                             const struct zsip_flow_message *before)
{
	return rec->has_time && before->has_time && rec->time >= before->time &&
	       rec->time - before->time >= 32000;
}

/* What cannot be there before the ACK to the last 2xx: a 2xx of the other side
 * to a further INVITE, and whatever comes long after.  Requests may overtake it
 * (RFC 5407 3.1). */
static void note_passed(struct flow_step *s, struct zsip_flow_message *dialog)
{
	struct zsip_flow_message *success =
	        zsip_flow_at(s, dialog->state.success);

	if (success == NULL)
		return;
	if (zsip_flow_is_long_after(s->rec, success) ||
	    (s->rec->code != 0 && s->rec->side != success->side))
		success->flags |= ZSIP_FLOW_PASSED;
}

static void take_outside(struct zsip_flow_message *dialog,
                         const struct zsip_flow_message *rec)
{
	dialog->state.flags &= ~(uint32_t)FLOW_ANSWERED;
	if (rec->method_id == ZSIP_METHOD_SUBSCRIBE ||
	    rec->method_id == ZSIP_METHOD_REFER)
		dialog->state.flags |= FLOW_SUBSCRIBES;
}

static void take_inside(struct flow_step *s, struct zsip_flow_message *dialog)
{
	note_target(s, dialog);
	note_passed(s, dialog);
}

static void take_method(struct flow_step *s, struct zsip_flow_message *dialog)
{
	struct zsip_flow_dialog *state = &dialog->state;

	switch (s->rec->method_id) {
	case ZSIP_METHOD_INVITE:
		state->invite[s->rec->side] = s->index;
		state->flags &= ~(uint32_t)FLOW_OFFERED;
		break;
	case ZSIP_METHOD_NOTIFY:
		if ((s->rec->flags & ZSIP_FLOW_TERMINATED) != 0)
			end_subscription(s, dialog);
		break;
	case ZSIP_METHOD_PRACK:
		zsip_flow_take_prack(s);
		break;
	default:
		break;
	}
}

void zsip_flow_take_request(struct flow_step *s)
{
	struct zsip_flow_message *dialog = dialog_of(s);
	bool both = (dialog->state.flags & FLOW_BOTH_TAGS) != 0;

	if (s->rec->method_id == ZSIP_METHOD_ACK) {
		if (both)
			take_ack(s, dialog);
		zsip_flow_offer_request(s);
		return;
	}
	s->flow->open_requests++;
	if (!both)
		take_outside(dialog, s->rec);
	else
		take_inside(s, dialog);
	take_method(s, dialog);
	zsip_flow_offer_request(s);
	dialog->state.request[s->rec->side] = s->index;
}

/* Responses */

/* A dialog begins with what the request that made it has said. */
static void begin_dialog(struct flow_step *s)
{
	struct zsip_flow_message *dialog = dialog_of(s);
	const struct zsip_flow_message *request = zsip_flow_at(s, s->group);
	struct zsip_flow_dialog *state = &dialog->state;

	if (request == NULL || zsip_flow_has(request->to_tag) ||
	    s->rec->dialog != s->index)
		return;
	state->request[ZSIP_FLOW_CALLER] = s->group;
	if (request->method_id == ZSIP_METHOD_INVITE)
		state->invite[ZSIP_FLOW_CALLER] = s->group;
	if ((request->flags & ZSIP_FLOW_OTHER_BODY) != 0)
		state->flags |= FLOW_OFFERS_LOST;
	if (!zsip_flow_has(request->description))
		return;
	state->description[ZSIP_FLOW_CALLER] = s->group;
	if (request->method_id == ZSIP_METHOD_INVITE)
		state->offer = s->group;
}

static void take_success(struct flow_step *s, struct zsip_flow_message *dialog)
{
	if (s->rec->method_id == ZSIP_METHOD_INVITE) {
		if ((dialog->state.flags & (FLOW_SESSION | FLOW_ENDED)) == 0)
			s->flow->open_dialogs++;
		dialog->state.flags |= FLOW_SESSION;
		note_passed(s, dialog);
		s->rec->reliable = dialog->state.success;
		dialog->state.success = s->index;
	} else if (s->rec->method_id == ZSIP_METHOD_SUBSCRIBE) {
		if ((dialog->state.flags &
		     (FLOW_SUBSCRIPTION | FLOW_NOTIFIED)) == 0)
			s->flow->open_dialogs++;
		dialog->state.flags |= FLOW_SUBSCRIPTION;
	}
}

static void take_original(struct flow_step *s)
{
	const struct zsip_flow_message *request = zsip_flow_at(s, s->group);
	struct zsip_flow_message *dialog = dialog_of(s);

	if (dialog == NULL || (dialog->state.flags & FLOW_BOTH_TAGS) == 0)
		return;
	begin_dialog(s);
	if (request != NULL && zsip_flow_has(request->to_tag))
		note_target(s, dialog);
	zsip_flow_take_reliable(s);
	zsip_flow_offer_response(s);
	if (s->rec->code / 100 == 2)
		take_success(s, dialog);
}

/* What two requests that crossed may not come to. */
static void check_glare(const struct flow_step *s)
{
	const struct zsip_flow_message *request = zsip_flow_at(s, s->group);
	uint32_t index = request->transaction.glare;
	const struct zsip_flow_message *other = zsip_flow_at(s, index);

	if (other != NULL && request->method_id == ZSIP_METHOD_INVITE &&
	    s->rec->code / 100 == 2 &&
	    other->transaction.settled == ZSIP_FLOW_NONE)
		zsip_flow_find(s, ZSIP_FLOW_RULE_INVITE_GLARE,
		               s->rec->start_line, index, other->start_line);
}

static bool is_challenge(unsigned code)
{
	return code == 401 || code == 407;
}

/* An offer in the request that is refused, or in a response to it. */
static bool is_offer_of(const struct flow_step *s, uint32_t index)
{
	const struct zsip_flow_message *offer = zsip_flow_at(s, index);

	return index == s->group || (offer != NULL && offer->code != 0 &&
	                             offer->method_id == s->rec->method_id &&
	                             offer->cseq == s->rec->cseq);
}

/* RFC 3261 15.1.1 */
static bool ends_session(unsigned code)
{
	return code < 300 || code == 408 || code == 481;
}

/* RFC 3261 12.2.1.2, 15.1.1 */
static void settle_dialog(struct flow_step *s,
                          const struct zsip_flow_message *request)
{
	struct zsip_flow_message *dialog = zsip_flow_at(s, request->dialog);

	if (dialog == NULL || (dialog->state.flags & FLOW_BOTH_TAGS) == 0)
		return;
	if (request->method_id == ZSIP_METHOD_BYE &&
	    !is_challenge(s->rec->code)) {
		if (ends_session(s->rec->code))
			dialog->state.bye = s->index;
		end_dialog(s, dialog);
	} else if (s->rec->code == 481 &&
	           (request->method_id == ZSIP_METHOD_INVITE ||
	            request->method_id == ZSIP_METHOD_UPDATE)) {
		end_dialog(s, dialog);
	}
	if (s->rec->code >= 300 && is_offer_of(s, dialog->state.offer))
		zsip_flow_void_offer(s->flow, &dialog->state);
}

/* Of a proxy that has asked one target after the other the trace may have seen
 * the refusals alone. */
static void settle_again(const struct flow_step *s,
                         struct zsip_flow_message *request)
{
	uint32_t *settled = &request->transaction.settled;

	if (s->rec->code < 300 && zsip_flow_at(s, *settled)->code >= 300)
		*settled = s->index;
}

/* On a hop behind the one where the request was met first. */
static bool is_further_on(const struct flow_step *s,
                          const struct zsip_flow_message *first)
{
	const struct zsip_flow_message *request =
	        zsip_flow_at(s, s->rec->request);

	return request != NULL && request != first &&
	       request->via_count >= first->via_count;
}

/* A refusal further on does not count: another branch of a proxy may still
 * succeed (RFC 3261 16.7). */
static void settle(struct flow_step *s)
{
	struct zsip_flow_message *request = zsip_flow_at(s, s->group);

	if (request == NULL || s->rec->code < 200)
		return;
	if (request->transaction.settled != ZSIP_FLOW_NONE) {
		settle_again(s, request);
		return;
	}
	if (s->rec->code >= 300 && is_further_on(s, request))
		return;
	check_glare(s);
	request->transaction.settled = s->index;
	if (request->method_id == ZSIP_METHOD_CANCEL ||
	    request->method_id == ZSIP_METHOD_ACK)
		return;
	s->flow->open_requests--;
	settle_dialog(s, request);
}

static void note_answered(struct flow_step *s)
{
	const struct zsip_flow_message *request = zsip_flow_at(s, s->group);
	struct zsip_flow_message *side;

	if (request == NULL || zsip_flow_has(request->to_tag) ||
	    s->rec->code == 100 || !zsip_flow_has(s->rec->to_tag))
		return;
	side = zsip_flow_at(s, request->dialog);
	if (side != NULL && side->state.request[ZSIP_FLOW_CALLER] == s->group)
		side->state.flags |= FLOW_ANSWERED;
}

static void note_on_hop(struct flow_step *s)
{
	struct zsip_flow_message *request = zsip_flow_at(s, s->rec->request);
	const struct zsip_flow_message *before;

	if (request == NULL)
		return;
	before = zsip_flow_at(s, request->transaction.provisional);
	if (s->rec->code < 200 &&
	    (before == NULL || !zsip_flow_has(before->to_tag)))
		request->transaction.provisional = s->index;
	if (s->rec->code >= 200 && request->transaction.final == ZSIP_FLOW_NONE)
		request->transaction.final = s->index;
}

void zsip_flow_take_response(struct flow_step *s)
{
	if (s->rec->original == s->index)
		take_original(s);
	zsip_flow_view(s);
	note_on_hop(s);
	note_answered(s);
	settle(s);
}
