/*
 * Offers and answers in the messages of a dialog (RFC 3261 13.2.1, 14; RFC 3262
 * 5; RFC 3264; RFC 3311 5; RFC 6337).
 */
#include "flow.h"

static struct zsip_flow_dialog *state_of(const struct flow_step *s)
{
	return &zsip_flow_at(s, s->rec->dialog)->state;
}

/* Whether offers and answers can be told apart here. */
static bool is_known(const struct flow_step *s)
{
	return (state_of(s)->flags & FLOW_OFFERS_LOST) == 0;
}

static bool has_description(const struct flow_step *s)
{
	return zsip_flow_has(s->rec->description);
}

static void find(const struct flow_step *s, enum zsip_flow_rule rule,
                 uint32_t other)
{
	struct zsip_flow_span of_other = flow_no_span;

	if (other != ZSIP_FLOW_NONE)
		of_other = zsip_flow_at(s, other)->description;
	zsip_flow_find(s, rule, s->rec->description, other, of_other);
}

/* Notes the description as the last one of its side. */
static void put(struct flow_step *s, enum zsip_description_part part)
{
	struct zsip_flow_dialog *state = state_of(s);

	s->rec->part = (uint8_t)part;
	s->rec->previous = state->description[s->rec->side];
	if (is_known(s))
		zsip_flow_check_version(s);
	state->description[s->rec->side] = s->index;
	state->refused[s->rec->side] = ZSIP_FLOW_NONE;
}

static void put_offer(struct flow_step *s)
{
	put(s, ZSIP_DESCRIPTION_OFFER);
	if (is_known(s))
		zsip_flow_check_streams(s);
	state_of(s)->offer = s->index;
	state_of(s)->answer = ZSIP_FLOW_NONE;
}

static void put_answer(struct flow_step *s, uint32_t offer)
{
	s->rec->offer = offer;
	put(s, ZSIP_DESCRIPTION_ANSWER);
	state_of(s)->offer = ZSIP_FLOW_NONE;
	state_of(s)->answer = s->index;
	state_of(s)->flags &= ~(uint32_t)FLOW_OFFERS_LOST;
}

/* The session is as it was before (RFC 3261 14.1, RFC 3311 5.1). */
void zsip_flow_void_offer(struct zsip_flow *flow,
                          struct zsip_flow_dialog *state)
{
	const struct zsip_flow_message *offer = &flow->messages[state->offer];

	if (state->description[offer->side] == state->offer) {
		state->description[offer->side] = offer->previous;
		state->refused[offer->side] = state->offer;
	}
	state->offer = ZSIP_FLOW_NONE;
}

/* A message that should bring the answer has none. */
static void find_no_answer(struct flow_step *s, uint32_t offer)
{
	if (is_known(s))
		find(s, ZSIP_FLOW_RULE_NO_ANSWER, offer);
	state_of(s)->offer = ZSIP_FLOW_NONE;
}

/* Requests */

static bool is_from_other_side(const struct flow_step *s, uint32_t offer)
{
	return offer != ZSIP_FLOW_NONE &&
	       zsip_flow_at(s, offer)->side != s->rec->side;
}

/* An INVITE, an UPDATE, or a PRACK that answers nothing. */
static void request_offer(struct flow_step *s)
{
	uint32_t open = state_of(s)->offer;

	if (!is_known(s) || open == ZSIP_FLOW_NONE) {
		put_offer(s);
		return;
	}
	s->rec->part = ZSIP_DESCRIPTION_OFFER;
	s->rec->previous = state_of(s)->description[s->rec->side];
	state_of(s)->refused[s->rec->side] = s->index;
	if (is_from_other_side(s, open))
		s->rec->transaction.glare = open;
	else
		find(s, ZSIP_FLOW_RULE_OFFER_OPEN, open);
}

/* The answer to a reliable provisional response (RFC 3262 5). */
static void request_prack(struct flow_step *s)
{
	uint32_t open = state_of(s)->offer;
	const struct zsip_flow_message *offer = zsip_flow_at(s, open);

	if (!is_from_other_side(s, open) || offer->code == 0 ||
	    offer->rseq != s->rec->rseq) {
		if (has_description(s))
			request_offer(s);
	} else if (has_description(s)) {
		put_answer(s, open);
	} else {
		find_no_answer(s, open);
	}
}

/* Whatever was offered and answered before, with this ACK it is over. */
static void ack_lost(struct flow_step *s)
{
	if (has_description(s))
		put_answer(s, ZSIP_FLOW_NONE);
	if ((s->rec->flags & ZSIP_FLOW_OTHER_BODY) != 0)
		return;
	state_of(s)->offer = ZSIP_FLOW_NONE;
	state_of(s)->flags &= ~(uint32_t)FLOW_OFFERS_LOST;
}

/* Whether the 2xx was met that this ACK is for. */
static bool acknowledges_success(const struct flow_step *s)
{
	const struct zsip_flow_message *success =
	        zsip_flow_at(s, state_of(s)->success);

	return success != NULL && success->side != s->rec->side &&
	       success->cseq == s->rec->cseq;
}

/* The answer to a 2xx (RFC 3261 13.2.2.4). */
static void request_ack(struct flow_step *s)
{
	uint32_t open = state_of(s)->offer;
	const struct zsip_flow_message *offer = zsip_flow_at(s, open);

	if (!acknowledges_success(s)) {
		if (has_description(s))
			s->rec->part = ZSIP_DESCRIPTION_ANSWER;
	} else if (is_from_other_side(s, open) && offer->code / 100 == 2) {
		if (has_description(s))
			put_answer(s, open);
		else
			find_no_answer(s, open);
	} else if (!is_known(s)) {
		ack_lost(s);
	} else if (has_description(s)) {
		find(s, ZSIP_FLOW_RULE_DESCRIPTION_PLACE, state_of(s)->success);
	}
}

static bool has_offers(const struct flow_step *s)
{
	return s->rec->method_id == ZSIP_METHOD_INVITE ||
	       s->rec->method_id == ZSIP_METHOD_UPDATE ||
	       s->rec->method_id == ZSIP_METHOD_PRACK;
}

static void inside_request(struct flow_step *s)
{
	if ((s->rec->flags & ZSIP_FLOW_OTHER_BODY) != 0 &&
	    (has_offers(s) || s->rec->method_id == ZSIP_METHOD_ACK))
		state_of(s)->flags |= FLOW_OFFERS_LOST;
	switch (s->rec->method_id) {
	case ZSIP_METHOD_ACK:
		request_ack(s);
		break;
	case ZSIP_METHOD_PRACK:
		request_prack(s);
		break;
	case ZSIP_METHOD_INVITE:
	case ZSIP_METHOD_UPDATE:
		if (has_description(s))
			request_offer(s);
		break;
	case ZSIP_METHOD_BYE:
		if (has_description(s))
			find(s, ZSIP_FLOW_RULE_DESCRIPTION_PLACE,
			     ZSIP_FLOW_NONE);
		break;
	default:
		break;
	}
}

void zsip_flow_offer_request(struct flow_step *s)
{
	if ((state_of(s)->flags & FLOW_BOTH_TAGS) != 0)
		inside_request(s);
	else if (has_description(s) && s->rec->method_id == ZSIP_METHOD_INVITE)
		s->rec->part = ZSIP_DESCRIPTION_OFFER;
}

/* Responses */

static bool is_reliable(const struct flow_step *s)
{
	return s->rec->code >= 200 || (s->rec->flags & ZSIP_FLOW_RELIABLE) != 0;
}

/* The same answer once more, or what should be. */
static void repeat_answer(struct flow_step *s, uint32_t answer,
                          enum zsip_description_part part)
{
	s->rec->part = (uint8_t)part;
	s->rec->offer = zsip_flow_at(s, answer)->offer;
	s->rec->previous = answer;
	zsip_flow_check_repeated(s, answer);
}

/* The request's offer is open. */
static void response_answer(struct flow_step *s)
{
	struct zsip_flow_dialog *state = state_of(s);
	uint32_t offer = state->offer;

	if (!has_description(s)) {
		if (s->rec->code >= 200)
			find_no_answer(s, offer);
	} else if (state->answer != ZSIP_FLOW_NONE) {
		repeat_answer(s, state->answer,
		              is_reliable(s) ? ZSIP_DESCRIPTION_ANSWER
		                             : ZSIP_DESCRIPTION_EARLY_ANSWER);
		if (is_reliable(s))
			state->offer = ZSIP_FLOW_NONE;
	} else if (is_reliable(s)) {
		put_answer(s, offer);
	} else {
		put_answer(s, offer);
		s->rec->part = ZSIP_DESCRIPTION_EARLY_ANSWER;
		state->offer = offer;
	}
}

/* The INVITE had no offer: the first reliable response has it (RFC 3261
 * 13.2.1). */
static void response_offer(struct flow_step *s)
{
	struct zsip_flow_dialog *state = state_of(s);

	if (!is_reliable(s))
		return;
	if ((state->flags & FLOW_OFFERED) != 0) {
		if (has_description(s))
			s->rec->part = ZSIP_DESCRIPTION_AGAIN;
	} else if (has_description(s)) {
		request_offer(s);
		state->flags |= FLOW_OFFERED;
	} else if (s->rec->code >= 200) {
		find(s, ZSIP_FLOW_RULE_NO_OFFER, s->group);
	}
}

/* A response to a request whose offer met another one that was open. */
static void response_glare(struct flow_step *s,
                           const struct zsip_flow_message *request)
{
	uint32_t open = request->transaction.glare;

	if (s->rec->code < 200)
		return;
	if (open == state_of(s)->offer &&
	    request->method_id != ZSIP_METHOD_INVITE)
		find(s, ZSIP_FLOW_RULE_OFFER_GLARE, open);
	state_of(s)->flags |= FLOW_OFFERS_LOST;
}

static void response_invite(struct flow_step *s,
                            const struct zsip_flow_message *request)
{
	const struct zsip_flow_message *answer =
	        zsip_flow_at(s, state_of(s)->answer);

	if (state_of(s)->offer == s->group)
		response_answer(s);
	else if (!zsip_flow_has(request->description))
		response_offer(s);
	else if (!has_description(s))
		return;
	else if (answer != NULL && answer->offer == s->group)
		repeat_answer(s, state_of(s)->answer, ZSIP_DESCRIPTION_AGAIN);
	else
		s->rec->part = ZSIP_DESCRIPTION_AGAIN;
}

/* UPDATE and PRACK have their answer in the 2xx. */
static void response_other(struct flow_step *s)
{
	if (s->rec->code < 200)
		return;
	if (state_of(s)->offer == s->group)
		response_answer(s);
	else if (has_description(s))
		find(s, ZSIP_FLOW_RULE_DESCRIPTION_PLACE, s->group);
}

static bool has_no_body(const struct zsip_flow_message *rec)
{
	return !zsip_flow_has(rec->description) &&
	       (rec->flags & ZSIP_FLOW_OTHER_BODY) == 0;
}

/* Which description answers which is not known: the beginning was not seen, two
 * offers have met, or a body cannot be read.  With the end of the next exchange
 * it is. */
static void response_lost(struct flow_step *s,
                          const struct zsip_flow_message *request)
{
	if (!has_description(s) || s->rec->code < 200)
		return;
	if (s->rec->method_id != ZSIP_METHOD_INVITE)
		put_answer(s, ZSIP_FLOW_NONE);
	else if (request != NULL && has_no_body(request))
		put_offer(s);
	else
		put(s, ZSIP_DESCRIPTION_ANSWER);
}

void zsip_flow_offer_response(struct flow_step *s)
{
	const struct zsip_flow_message *request = zsip_flow_at(s, s->group);

	if (s->rec->code >= 300 || !has_offers(s))
		return;
	if ((s->rec->flags & ZSIP_FLOW_OTHER_BODY) != 0)
		state_of(s)->flags |= FLOW_OFFERS_LOST;
	else if (request != NULL &&
	         request->transaction.glare != ZSIP_FLOW_NONE)
		response_glare(s, request);
	else if (request == NULL ||
	         (!is_known(s) && state_of(s)->offer != s->group))
		response_lost(s, request);
	else if (request->method_id == ZSIP_METHOD_INVITE)
		response_invite(s, request);
	else
		response_other(s);
}
