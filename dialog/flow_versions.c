/*
 * A session description beside those before it, by its o= line and its bytes
 * (RFC 3264 8).  What else may change, zsip_sdp_compare() tells.
 */
#include "description.h"
#include "flow.h"
#include "sdp_internal.h"

/* With its lines; NULL where there is no message. */
static const struct zsip_flow_message *described(const struct flow_step *s,
                                                 uint32_t index)
{
	struct zsip_flow_message *rec = zsip_flow_at(s, index);

	if (rec != NULL)
		zsip_flow_read_lines(rec);
	return rec;
}

/* The line alone: what stands before and behind it may be long. */
static struct zsip_sdp_origin origin_of(const struct zsip_flow_message *rec)
{
	struct zsip_slice line = zsip_flow_slice(rec, rec->origin);

	if (line.ptr == NULL)
		return (struct zsip_sdp_origin){0};
	line.ptr -= 2;
	line.len += 2;
	return zsip_description_origin(line);
}

static struct zsip_slice content_of(const struct zsip_flow_message *rec)
{
	struct zsip_slice text = zsip_flow_slice(rec, rec->description);

	return zsip_trim(text.ptr, text.ptr + text.len);
}

/* Texts whose length differs by more are not looked at, lest a long one is with
 * each message. */
enum { ALIKE = 256 };

static bool is_alike(struct zsip_flow_span a, struct zsip_flow_span b)
{
	return a.len / 4 <= b.len + ALIKE && b.len / 4 <= a.len + ALIKE;
}

static bool is_same_content(const struct zsip_flow_message *a,
                            const struct zsip_flow_message *b)
{
	return is_alike(a->description, b->description) &&
	       zsip_slice_equal(content_of(a), content_of(b));
}

static bool is_met_with_request(const struct zsip_flow_message *rec)
{
	return rec->code == 0 || rec->request != ZSIP_FLOW_NONE;
}

/* On the way a description may be changed: two are only held against each other
 * where they were met at one place. */
static bool is_met_alike(const struct flow_step *s,
                         const struct zsip_flow_message *other)
{
	if (s->rec->source.ptr != NULL && other->source.ptr != NULL)
		return zsip_slice_equal(s->rec->source, other->source);
	if ((s->rec->code == 0) == (other->code == 0))
		return s->rec->via_count == other->via_count;
	return !s->flow->proxied && is_met_with_request(s->rec) &&
	       is_met_with_request(other);
}

static struct zsip_flow_span span_in(const struct zsip_flow_message *rec,
                                     struct zsip_slice text)
{
	return (struct zsip_flow_span){(uint32_t)(text.ptr - rec->text.ptr),
	                               (uint32_t)text.len};
}

/* What is wrong with a description behind another one; 0: nothing. */
static unsigned judge(const struct flow_step *s, uint32_t index,
                      struct zsip_sdp_origin *old, struct zsip_sdp_origin *new)
{
	const struct zsip_flow_message *before = described(s, index);
	int order;

	zsip_flow_read_lines(s->rec);
	if (!is_met_alike(s, before) ||
	    !is_alike(s->rec->origin, before->origin))
		return 0;
	*old = origin_of(before);
	*new = origin_of(s->rec);
	if (old->nettype.ptr == NULL || new->nettype.ptr == NULL)
		return 0;
	if (!zsip_description_is_same_session(old, new))
		return ZSIP_FLOW_RULE_SDP_ORIGIN;
	order = zsip_sdp_compare_numbers(new->sess_version, old->sess_version);
	if (order < 0)
		return ZSIP_FLOW_RULE_SDP_LOWERED;
	if (order == 0)
		return is_same_content(s->rec, before)
		               ? 0
		               : ZSIP_FLOW_RULE_SDP_NOT_RAISED;
	return zsip_sdp_number_follows(old->sess_version, new->sess_version)
	               ? 0
	               : ZSIP_FLOW_RULE_SDP_SKIPPED;
}

/* An offer that was refused may count as the one before or not: it has to fit
 * behind one of both. */
void zsip_flow_check_version(const struct flow_step *s)
{
	const struct zsip_flow_dialog *state =
	        &zsip_flow_at(s, s->rec->dialog)->state;
	uint32_t refused = state->refused[s->rec->side];
	uint32_t before = s->rec->previous;
	struct zsip_sdp_origin old, new;
	unsigned rule;

	if (before == ZSIP_FLOW_NONE)
		return;
	rule = judge(s, before, &old, &new);
	if (rule != 0 && refused != ZSIP_FLOW_NONE) {
		before = refused;
		rule = judge(s, before, &old, &new);
	}
	if (rule == ZSIP_FLOW_RULE_SDP_ORIGIN)
		zsip_flow_find(s, ZSIP_FLOW_RULE_SDP_ORIGIN, s->rec->origin,
		               before, zsip_flow_at(s, before)->origin);
	else if (rule != 0)
		zsip_flow_find(
		        s, (enum zsip_flow_rule)rule,
		        span_in(s->rec, new.sess_version), before,
		        span_in(zsip_flow_at(s, before), old.sess_version));
}

/* A new offer has all streams of the session, also those that are over. */
void zsip_flow_check_streams(const struct flow_step *s)
{
	const struct zsip_flow_dialog *state =
	        &zsip_flow_at(s, s->rec->dialog)->state;

	for (unsigned side = 0; side < 2; side++) {
		uint32_t index = side == s->rec->side
		                         ? s->rec->previous
		                         : state->description[side];
		const struct zsip_flow_message *other = described(s, index);

		if (other == NULL ||
		    !zsip_flow_has(described(s, s->index)->origin) ||
		    s->rec->streams >= other->streams)
			continue;
		zsip_flow_find(s, ZSIP_FLOW_RULE_SDP_STREAMS,
		               s->rec->description, index, other->description);
		return;
	}
}

void zsip_flow_check_repeated(const struct flow_step *s, uint32_t answer)
{
	const struct zsip_flow_message *other = described(s, answer);

	zsip_flow_read_lines(s->rec);
	if (is_met_alike(s, other) && zsip_flow_has(s->rec->origin) &&
	    zsip_flow_has(other->origin) && !is_same_content(s->rec, other))
		zsip_flow_find(s, ZSIP_FLOW_RULE_ANSWER_CHANGED,
		               s->rec->description, answer, other->description);
}
