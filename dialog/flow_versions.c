/*
 * A session description beside those before it, by its o= line and its bytes
 * (RFC 3264 8).  What else may change, zsip_sdp_compare() tells.
 */
#include "flow.h"
#include <string.h>

/* The value of o= in three parts: before the version, the version, behind it.
 */
struct origin {
	struct zsip_slice before, version, behind;
};

static struct zsip_slice next_word(struct zsip_slice *rest)
{
	const char *end = memchr(rest->ptr, ' ', rest->len);
	size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
	struct zsip_slice word = {rest->ptr, len};

	if (end != NULL)
		len++;
	rest->ptr += len;
	rest->len -= len;
	return word;
}

static bool is_number(struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	}
	return text.len != 0;
}

static bool read_origin(const struct zsip_flow_message *rec,
                        struct origin *origin)
{
	struct zsip_slice rest = zsip_flow_slice(rec, rec->origin);
	const char *start = rest.ptr;

	if (rest.ptr == NULL)
		return false;
	next_word(&rest);
	next_word(&rest);
	origin->before = (struct zsip_slice){start, (size_t)(rest.ptr - start)};
	origin->version = next_word(&rest);
	origin->behind = rest;
	return is_number(origin->version) && rest.len != 0;
}

/* Leading zeros do not count; numbers have any length. */
static struct zsip_slice significant(struct zsip_slice number)
{
	while (number.len > 1 && *number.ptr == '0') {
		number.ptr++;
		number.len--;
	}
	return number;
}

/* Below, above or equal to 0. */
static int compare_numbers(struct zsip_slice a, struct zsip_slice b)
{
	a = significant(a);
	b = significant(b);
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return memcmp(a.ptr, b.ptr, a.len);
}

/* Of two numbers with this many digits at the end the difference is looked at,
 * and the others have to be the same. */
enum { DIGITS = 18 };

static uint64_t tail_of(struct zsip_slice number, size_t *head)
{
	uint64_t value = 0;

	*head = number.len > DIGITS ? number.len - DIGITS : 0;
	for (size_t i = *head; i < number.len; i++)
		value = value * 10 + (uint64_t)(number.ptr[i] - '0');
	return value;
}

/* A carry into the nineteenth digit is taken for one higher. */
static bool is_one_higher(struct zsip_slice a, struct zsip_slice b)
{
	size_t head_a, head_b;
	uint64_t tail_a, tail_b;

	a = significant(a);
	b = significant(b);
	tail_a = tail_of(a, &head_a);
	tail_b = tail_of(b, &head_b);
	if (head_a != head_b || memcmp(a.ptr, b.ptr, head_a) != 0)
		return tail_b == 0;
	return tail_b == tail_a + 1;
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
                      struct origin *old, struct origin *new)
{
	const struct zsip_flow_message *before = zsip_flow_at(s, index);
	int order;

	if (!is_met_alike(s, before) ||
	    !is_alike(s->rec->origin, before->origin) ||
	    !read_origin(before, old) || !read_origin(s->rec, new))
		return 0;
	if (!zsip_slice_equal(old->before, new->before) ||
	    !zsip_slice_equal(old->behind, new->behind))
		return ZSIP_FLOW_RULE_SDP_ORIGIN;
	order = compare_numbers(new->version, old->version);
	if (order < 0)
		return ZSIP_FLOW_RULE_SDP_LOWERED;
	if (order == 0)
		return is_same_content(s->rec, before)
		               ? 0
		               : ZSIP_FLOW_RULE_SDP_NOT_RAISED;
	return is_one_higher(old->version, new->version)
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
	struct origin old, new;
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
		zsip_flow_find(s, (enum zsip_flow_rule)rule,
		               span_in(s->rec, new.version), before,
		               span_in(zsip_flow_at(s, before), old.version));
}

/* A new offer has all streams of the session, also those that are over. */
void zsip_flow_check_streams(const struct flow_step *s)
{
	const struct zsip_flow_dialog *state =
	        &zsip_flow_at(s, s->rec->dialog)->state;

	if (!zsip_flow_has(s->rec->origin))
		return;
	for (unsigned side = 0; side < 2; side++) {
		uint32_t index = side == s->rec->side
		                         ? s->rec->previous
		                         : state->description[side];
		const struct zsip_flow_message *other = zsip_flow_at(s, index);

		if (other == NULL || s->rec->streams >= other->streams)
			continue;
		zsip_flow_find(s, ZSIP_FLOW_RULE_SDP_STREAMS,
		               s->rec->description, index, other->description);
		return;
	}
}

void zsip_flow_check_repeated(const struct flow_step *s, uint32_t answer)
{
	const struct zsip_flow_message *other = zsip_flow_at(s, answer);

	if (is_met_alike(s, other) && zsip_flow_has(s->rec->origin) &&
	    zsip_flow_has(other->origin) && !is_same_content(s->rec, other))
		zsip_flow_find(s, ZSIP_FLOW_RULE_ANSWER_CHANGED,
		               s->rec->description, answer, other->description);
}
