/*
 * Reliable provisional responses and their PRACKs (RFC 3262), and what a flow
 * lacks in the end.
 */
#include "flow.h"

static struct zsip_flow_dialog *state_of(const struct flow_step *s)
{
	return &zsip_flow_at(s, s->rec->dialog)->state;
}

/* The last reliable response to the same INVITE. */
static const struct zsip_flow_message *last_of(const struct flow_step *s)
{
	const struct zsip_flow_message *last =
	        zsip_flow_at(s, state_of(s)->reliable);

	return last != NULL && last->cseq == s->rec->cseq ? last : NULL;
}

/* The INVITE as it came to who answers it. */
static void check_unasked(const struct flow_step *s)
{
	const struct zsip_flow_message *invite =
	        zsip_flow_at(s, s->rec->request);

	if (invite != NULL && (invite->flags & ZSIP_FLOW_100REL) == 0)
		zsip_flow_find(s, ZSIP_FLOW_RULE_RELIABLE_UNASKED,
		               s->rec->response_number, s->rec->request,
		               invite->start_line);
}

void zsip_flow_take_reliable(struct flow_step *s)
{
	uint32_t index = state_of(s)->reliable;
	const struct zsip_flow_message *last = last_of(s);

	if ((s->rec->flags & ZSIP_FLOW_RELIABLE) == 0 ||
	    s->rec->method_id != ZSIP_METHOD_INVITE)
		return;
	check_unasked(s);
	if (last != NULL && s->rec->rseq != last->rseq + 1)
		zsip_flow_find(s, ZSIP_FLOW_RULE_RSEQ, s->rec->response_number,
		               index, last->response_number);
	else if (last != NULL && last->reliable == ZSIP_FLOW_NONE &&
	         s->group != ZSIP_FLOW_NONE &&
	         (last->flags & ZSIP_FLOW_ACKNOWLEDGED) == 0)
		zsip_flow_find(s, ZSIP_FLOW_RULE_RELIABLE_EARLY,
		               s->rec->response_number, index,
		               last->response_number);
	s->rec->reliable = last == NULL ? ZSIP_FLOW_NONE : index;
	state_of(s)->reliable = s->index;
}

/* Responses that may be on their way at once; further ones are not looked
 * for. */
enum { ON_THEIR_WAY = 16 };

static bool is_acknowledged(const struct flow_step *s,
                            const struct zsip_flow_message *response)
{
	return response->rseq == s->rec->rseq && response->cseq == s->rack_cseq;
}

void zsip_flow_take_prack(struct flow_step *s)
{
	uint32_t last = state_of(s)->reliable, index = last;
	struct zsip_flow_message *response = zsip_flow_at(s, index);

	if (response == NULL || !zsip_flow_has(s->rec->response_number))
		return;
	for (int i = 0; i < ON_THEIR_WAY; i++) {
		if (is_acknowledged(s, response)) {
			response->flags |= ZSIP_FLOW_ACKNOWLEDGED;
			return;
		}
		index = response->reliable;
		if (index == ZSIP_FLOW_NONE)
			break;
		response = zsip_flow_at(s, index);
	}
	response = zsip_flow_at(s, last);
	if (index == ZSIP_FLOW_NONE && response->request != ZSIP_FLOW_NONE)
		zsip_flow_find(s, ZSIP_FLOW_RULE_RACK, s->rec->response_number,
		               last, response->response_number);
}

/* The end */

/* The peer has sent it again at least twice. */
static bool is_waited_for(const struct zsip_flow_message *rec)
{
	return rec->copies > 1;
}

static bool is_over(const struct zsip_flow *flow,
                    const struct zsip_flow_message *rec)
{
	return flow->messages[rec->dialog].state.bye != ZSIP_FLOW_NONE;
}

/* A BYE may come before the ACK (RFC 5407 3.1.3). */
static bool lacks_ack(const struct zsip_flow_message *rec)
{
	return rec->code / 100 == 2 &&
	       (is_waited_for(rec) || (rec->flags & ZSIP_FLOW_PASSED) != 0);
}

static bool lacks_prack(const struct zsip_flow *flow,
                        const struct zsip_flow_message *rec)
{
	return (rec->flags & ZSIP_FLOW_RELIABLE) != 0 &&
	       (is_waited_for(rec) || is_over(flow, rec));
}

/* Whether it is a response to an INVITE that a dialog has, where it was met
 * first, and nothing has acknowledged it. */
static bool is_open(const struct zsip_flow *flow, uint32_t index)
{
	const struct zsip_flow_message *rec = &flow->messages[index];

	return rec->original == index && rec->request != ZSIP_FLOW_NONE &&
	       rec->dialog != ZSIP_FLOW_NONE &&
	       rec->method_id == ZSIP_METHOD_INVITE && rec->code != 0 &&
	       (rec->flags & ZSIP_FLOW_ACKNOWLEDGED) == 0;
}

void zsip_flow_end(const struct zsip_flow *flow,
                   void (*report)(void *user,
                                  const struct zsip_flow_finding *finding),
                   void *user)
{
	for (uint32_t i = 0; i < flow->count; i++) {
		const struct zsip_flow_message *rec = &flow->messages[i];
		enum zsip_flow_rule rule = ZSIP_FLOW_RULE_NO_ACK;

		if (!is_open(flow, i))
			continue;
		if (lacks_prack(flow, rec))
			rule = ZSIP_FLOW_RULE_NO_PRACK;
		else if (!lacks_ack(rec))
			continue;
		zsip_flow_tell(flow, rule, i, rec->start_line, rec->request,
		               flow->messages[rec->request].start_line, report,
		               user);
	}
}
