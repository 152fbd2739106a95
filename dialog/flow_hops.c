/*
 * What a message is to those before it: of which transaction on its hop, sent
 * again or not, forwarded or not (RFC 3261 17.1.3, 17.2.3, 16.6).
 */
#include "flow_index.h"

static void find_forwarded(struct flow_step *s)
{
	struct zsip_value value;
	struct zsip_list list;

	if (s->rec->via_count == 1)
		return;
	zsip_list_start_behind(&list, s->msg, s->core, ZSIP_CORE_VIA);
	while (s->rec->forwards == ZSIP_FLOW_NONE &&
	       zsip_list_next(&list, &value, NULL) == ZSIP_OK)
		s->rec->forwards = zsip_flow_find_via(s, &value.via_parm);
}

/* A copy is to its dialog what the first one is. */
static void copy_place(struct zsip_flow_message *rec,
                       const struct zsip_flow_message *of)
{
	rec->original = of->original;
	rec->dialog = of->dialog;
	rec->offer = of->offer;
	rec->previous = of->previous;
	rec->side = of->side;
	rec->part = of->part;
}

static bool retransmits(struct flow_step *s, uint32_t index)
{
	struct zsip_flow_message *of = zsip_flow_at(s, index);

	if (of == NULL)
		return false;
	of->copies++;
	s->rec->retransmits = index;
	s->rec->request = of->request;
	s->rec->forwards = of->forwards;
	copy_place(s->rec, of);
	return true;
}

static void relate_original(struct flow_step *s, uint32_t original)
{
	if (original == ZSIP_FLOW_NONE) {
		zsip_flow_add_original(s);
		return;
	}
	copy_place(s->rec, zsip_flow_at(s, original));
	if (s->rec->code != 0)
		s->rec->forwards = original;
	if (s->rec->forwards != ZSIP_FLOW_NONE)
		s->flow->proxied = true;
}

/* Requests */

static uint32_t find_with_method(const struct flow_step *s,
                                 enum zsip_method method)
{
	return zsip_flow_find_hop(s, &s->hop, method,
	                          FLOW_FIT_SENT_BY | FLOW_FIT_METHOD);
}

static uint32_t find_own(const struct flow_step *s)
{
	return find_with_method(s, (enum zsip_method)s->rec->method_id);
}

static bool is_challenge(const struct zsip_flow_message *rec)
{
	return rec != NULL && (rec->code == 401 || rec->code == 407);
}

/* The answer to a challenge is a request of its own (RFC 3261 22.2). */
static bool brings_credentials(const struct flow_step *s,
                               const struct zsip_flow_message *of)
{
	return (s->rec->flags & ~of->flags & ZSIP_FLOW_CREDENTIALS) != 0 &&
	       is_challenge(zsip_flow_at(s, of->transaction.final));
}

static bool is_again(const struct flow_step *s,
                     const struct zsip_flow_message *of)
{
	return of->cseq == s->rec->cseq &&
	       zsip_flow_is_same_nocase(of, of->to_tag, s->rec,
	                                s->rec->to_tag) &&
	       !brings_credentials(s, of);
}

/* A proxy makes the branch from the one below (RFC 3261 16.11): where that is
 * the INVITE's already it was told on that hop. */
static bool has_own_branch(const struct flow_step *s)
{
	const struct zsip_flow_message *before =
	        zsip_flow_at(s, s->rec->forwards);

	if (before == NULL)
		return s->rec->via_count == 1;
	return (before->flags & ZSIP_FLOW_INVITE_BRANCH) == 0;
}

/* The ACK to a 2xx has the branch of the INVITE. */
static void note_branch(struct flow_step *s, uint32_t invite)
{
	if (has_own_branch(s))
		zsip_flow_find(s, ZSIP_FLOW_RULE_ACK_2XX_BRANCH, s->rec->branch,
		               invite, zsip_flow_at(s, invite)->branch);
	s->rec->flags |= ZSIP_FLOW_INVITE_BRANCH;
}

/* Of an ACK or a CANCEL. */
static void relate_to_invite(struct flow_step *s)
{
	const struct zsip_flow_message *final;
	uint32_t invite;

	if (s->rec->method_id != ZSIP_METHOD_ACK &&
	    s->rec->method_id != ZSIP_METHOD_CANCEL)
		return;
	invite = find_with_method(s, ZSIP_METHOD_INVITE);
	if (invite == ZSIP_FLOW_NONE) {
		s->invite = zsip_flow_find_invite(s);
		return;
	}
	final = zsip_flow_at(s, zsip_flow_at(s, invite)->transaction.final);
	if (s->rec->method_id == ZSIP_METHOD_ACK && final != NULL &&
	    final->code < 300) {
		note_branch(s, invite);
		s->invite = zsip_flow_find_invite(s);
	} else {
		s->rec->request = invite;
	}
}

/* An answer to a challenge that has the CSeq of the request before. */
static void check_challenged(const struct flow_step *s, uint32_t original)
{
	const struct zsip_flow_message *of = zsip_flow_at(s, original);

	if (of != NULL && s->rec->forwards == ZSIP_FLOW_NONE &&
	    s->rec->via_count == 1 && of->via_count == 1 &&
	    brings_credentials(s, of))
		zsip_flow_find(s, ZSIP_FLOW_RULE_CSEQ_ORDER, s->rec->cseq_value,
		               original, of->cseq_value);
}

/* CANCEL and the ACK to a refusal have the branch of their INVITE, and nothing
 * else has (RFC 3261 8.1.1.7). */
static void check_shared(const struct flow_step *s, uint32_t other)
{
	if (s->hop.cookie && s->rec->method_id != ZSIP_METHOD_ACK &&
	    s->rec->method_id != ZSIP_METHOD_CANCEL)
		zsip_flow_find(s, ZSIP_FLOW_RULE_BRANCH_SHARED, s->rec->branch,
		               other, zsip_flow_at(s, other)->branch);
}

static void relate_request(struct flow_step *s)
{
	/* One with this method fits best. */
	uint32_t met = zsip_flow_find_hop(s, &s->hop,
	                                  (enum zsip_method)s->rec->method_id,
	                                  FLOW_FIT_SENT_BY);
	const struct zsip_flow_message *of = zsip_flow_at(s, met);
	uint32_t original;

	if (of != NULL && !zsip_flow_is_same_method(of, s->rec)) {
		check_shared(s, met);
		of = NULL;
	} else if (of != NULL) {
		if (is_again(s, of) && retransmits(s, met))
			return;
		zsip_flow_find(s, ZSIP_FLOW_RULE_BRANCH_REUSED, s->rec->branch,
		               met, of->branch);
	}
	find_forwarded(s);
	relate_to_invite(s);
	original = zsip_flow_find_original(s);
	if (of == NULL)
		check_challenged(s, original);
	if (original == ZSIP_FLOW_NONE && s->rec->forwards != ZSIP_FLOW_NONE)
		original = zsip_flow_at(s, s->rec->forwards)->original;
	zsip_flow_add_hop(s);
	relate_original(s, original);
}

/* Responses */

/* A branch is unique: it tells the request also where sent-by or the method is
 * not what it was (RFC 3261 17.1.3). */
static uint32_t find_nearly(const struct flow_step *s)
{
	enum zsip_method method = (enum zsip_method)s->rec->method_id;
	uint32_t found;

	if (!s->hop.cookie)
		return ZSIP_FLOW_NONE;
	found = zsip_flow_find_hop(s, &s->hop, method,
	                           FLOW_FIT_METHOD | FLOW_FIT_CSEQ);
	if (found == ZSIP_FLOW_NONE && method != ZSIP_METHOD_CANCEL)
		found = zsip_flow_find_hop(s, &s->hop, method,
		                           FLOW_FIT_SENT_BY);
	return found;
}

static void relate_response(struct flow_step *s)
{
	if (retransmits(s, zsip_flow_find_response(s)))
		return;
	s->rec->request = find_own(s);
	if (s->rec->request == ZSIP_FLOW_NONE)
		s->rec->request = find_nearly(s);
	zsip_flow_add_hop(s);
	/* Each hop has a 100 of its own (RFC 3261 16.7). */
	if (s->rec->code != 100)
		relate_original(s, zsip_flow_find_original(s));
	s->group = s->rec->request != ZSIP_FLOW_NONE
	                   ? zsip_flow_at(s, s->rec->request)->original
	                   : zsip_flow_find_answered(s);
}

void zsip_flow_relate(struct flow_step *s)
{
	zsip_flow_read_hop(s);
	if (s->rec->code == 0)
		relate_request(s);
	else
		relate_response(s);
}
