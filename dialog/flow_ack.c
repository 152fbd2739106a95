/*
 * ACK and CANCEL beside their INVITE (RFC 3261 9, 13.2.2.4, 17.1.1.3).
 */
#include "flow.h"

static void check_cseq(const struct flow_step *s, enum zsip_flow_rule rule,
                       uint32_t invite)
{
	const struct zsip_flow_message *of = zsip_flow_at(s, invite);

	if (s->rec->cseq != of->cseq)
		zsip_flow_find(s, rule, s->rec->cseq_value, invite,
		               of->cseq_value);
}

static void check_request_uri(const struct flow_step *s,
                              enum zsip_flow_rule rule)
{
	const struct zsip_flow_message *rec = s->rec;
	const struct zsip_flow_message *of = zsip_flow_at(s, rec->request);

	if (!zsip_flow_is_same_uri(rec, rec->request_uri, of, of->request_uri))
		zsip_flow_find(s, rule, rec->request_uri, rec->request,
		               of->request_uri);
}

/* On the hop of the INVITE. */
static void check_hop_ack(const struct flow_step *s)
{
	struct zsip_flow_message *invite = zsip_flow_at(s, s->rec->request);
	uint32_t index = invite->transaction.final;
	const struct zsip_flow_message *final = zsip_flow_at(s, index);

	check_cseq(s, ZSIP_FLOW_RULE_ACK_CSEQ, s->rec->request);
	zsip_flow_check_call_id(s, s->rec->request);
	if (final == NULL) {
		zsip_flow_settle_unseen(s, s->rec->request);
		return;
	}
	check_request_uri(s, ZSIP_FLOW_RULE_ACK_REQUEST_URI);
	if (zsip_flow_has(final->to_tag) &&
	    !zsip_flow_is_same_nocase(s->rec, s->rec->to_tag, final,
	                              final->to_tag))
		zsip_flow_find(s, ZSIP_FLOW_RULE_ACK_TO_TAG,
		               zsip_flow_has(s->rec->to_tag) ? s->rec->to_tag
		                                             : s->rec->to_uri,
		               index, final->to_tag);
}

bool zsip_flow_is_on_its_hop(const struct flow_step *s,
                             const struct zsip_flow_message *of)
{
	return s->rec->via_count == 1 && of->via_count == 1 &&
	       s->rec->port == of->port &&
	       zsip_flow_is_same_nocase(s->rec, s->rec->host, of, of->host);
}

void zsip_flow_check_ack(const struct flow_step *s)
{
	const struct zsip_flow_message *invite, *final;
	uint32_t index;

	if (s->rec->request != ZSIP_FLOW_NONE) {
		check_hop_ack(s);
		return;
	}
	index = s->invite;
	invite = zsip_flow_at(s, index);
	if (invite == NULL || !zsip_flow_is_on_its_hop(s, invite))
		return;
	final = zsip_flow_at(s, invite->transaction.final);
	if (final != NULL && final->code >= 300 &&
	    zsip_flow_is_same_nocase(s->rec, s->rec->to_tag, final,
	                             final->to_tag))
		zsip_flow_find(s, ZSIP_FLOW_RULE_ACK_BRANCH, s->rec->branch,
		               index, invite->branch);
}

/* CANCEL */

static void check_cancel_address(const struct flow_step *s, bool to)
{
	const struct zsip_flow_message *rec = s->rec;
	const struct zsip_flow_message *of = zsip_flow_at(s, rec->request);
	struct zsip_flow_span tag = to ? rec->to_tag : rec->from_tag;
	struct zsip_flow_span uri = to ? rec->to_uri : rec->from_uri;
	struct zsip_flow_span of_tag = to ? of->to_tag : of->from_tag;
	struct zsip_flow_span of_uri = to ? of->to_uri : of->from_uri;

	if (!zsip_flow_is_same_nocase(rec, tag, of, of_tag))
		zsip_flow_find(s, ZSIP_FLOW_RULE_CANCEL_TAG,
		               zsip_flow_has(tag) ? tag : uri, rec->request,
		               zsip_flow_has(of_tag) ? of_tag : of_uri);
	else if (!zsip_flow_is_same_uri(rec, uri, of, of_uri))
		zsip_flow_find(s, ZSIP_FLOW_RULE_CANCEL_TAG, uri, rec->request,
		               of_uri);
}

static void check_hop_cancel(const struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;
	struct zsip_flow_message *invite = zsip_flow_at(s, rec->request);

	check_cseq(s, ZSIP_FLOW_RULE_CANCEL_CSEQ, rec->request);
	zsip_flow_check_call_id(s, rec->request);
	check_cancel_address(s, false);
	check_cancel_address(s, true);
	check_request_uri(s, ZSIP_FLOW_RULE_CANCEL_REQUEST_URI);
	if (invite->transaction.cancel == ZSIP_FLOW_NONE)
		invite->transaction.cancel = s->index;
}

void zsip_flow_check_cancel(const struct flow_step *s)
{
	const struct zsip_flow_message *invite;
	uint32_t index;

	if (s->rec->request != ZSIP_FLOW_NONE) {
		check_hop_cancel(s);
		return;
	}
	index = s->invite;
	invite = zsip_flow_at(s, index);
	if (invite != NULL && zsip_flow_is_on_its_hop(s, invite))
		zsip_flow_find(s, ZSIP_FLOW_RULE_CANCEL_BRANCH, s->rec->branch,
		               index, invite->branch);
}

/* Told with the first response that is met: a trace that has none says nothing
 * about when they came. */
static void check_cancel_early(const struct flow_step *s,
                               const struct zsip_flow_message *invite)
{
	uint32_t cancel = invite->transaction.cancel;

	if (cancel == ZSIP_FLOW_NONE ||
	    invite->transaction.provisional != ZSIP_FLOW_NONE ||
	    invite->transaction.final != ZSIP_FLOW_NONE)
		return;
	zsip_flow_tell(s->flow, ZSIP_FLOW_RULE_CANCEL_EARLY, cancel,
	               zsip_flow_at(s, cancel)->start_line, s->rec->request,
	               invite->start_line, s->report, s->user);
}

/* The first final response to an INVITE whose CANCEL was answered with 2xx. */
static void check_cancel_crossed(const struct flow_step *s,
                                 const struct zsip_flow_message *invite)
{
	const struct zsip_flow_message *cancel =
	        zsip_flow_at(s, invite->transaction.cancel);
	const struct zsip_flow_message *answer;

	if (cancel == NULL || s->rec->code < 200 || s->rec->code == 487 ||
	    invite->transaction.final != ZSIP_FLOW_NONE)
		return;
	answer = zsip_flow_at(s, cancel->transaction.final);
	if (answer != NULL && answer->code < 300)
		zsip_flow_find(s, ZSIP_FLOW_RULE_CANCEL_CROSSED,
		               s->rec->start_line, invite->transaction.cancel,
		               cancel->start_line);
}

void zsip_flow_check_cancelled(const struct flow_step *s)
{
	const struct zsip_flow_message *invite =
	        zsip_flow_at(s, s->rec->request);

	if (invite == NULL || invite->method_id != ZSIP_METHOD_INVITE)
		return;
	check_cancel_early(s, invite);
	check_cancel_crossed(s, invite);
}
