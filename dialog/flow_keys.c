/*
 * What is found by what it says of itself, whatever hop it was met on:
 * requests, responses, dialogs.
 */
#include "flow_index.h"

/* End to end */

static uint32_t hash_request(const struct flow_step *s, enum zsip_method method,
                             bool to_tag)
{
	const struct zsip_flow *flow = s->flow;
	uint64_t hash;

	if (zsip_flow_has_few(flow))
		return FLOW_HASH_OF_FEW;
	hash = zsip_flow_mix(flow, s->digests[FLOW_SENDER],
	                     (uint64_t)FLOW_KEY_REQUEST << 8 | method);
	if (to_tag)
		hash = zsip_flow_mix(flow, hash, s->digests[FLOW_TO_TAG]);
	if (method == ZSIP_METHOD_OTHER)
		hash = zsip_flow_mix(flow, hash, zsip_flow_digest_method(s));
	return zsip_flow_key(zsip_flow_mix(flow, hash, s->rec->cseq));
}

/* The first record of a request from this side, to this tag.  One that is to
 * have no To tag has another hash. */
static uint32_t find_request(const struct flow_step *s, uint32_t hash,
                             enum zsip_method method, bool to_tag)
{
	struct flow_walk walk = zsip_flow_walk(s, FLOW_END_TO_END, hash);
	const struct zsip_flow_message *rec;
	uint32_t i;

	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if (rec->code == 0 && rec->cseq == s->rec->cseq &&
		    rec->method_id == method &&
		    (method != ZSIP_METHOD_OTHER ||
		     zsip_flow_is_same_method(rec, s->rec)) &&
		    zsip_flow_has(rec->to_tag) == to_tag &&
		    zsip_flow_is_same_sender(rec, s->rec) &&
		    (!to_tag || zsip_is_same_tag(zsip_flow_tag(rec, true),
		                                 zsip_flow_tag(s->rec, true))))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

/* That it was sent to no tag is the usual case in the beginning. */
static uint32_t find_either(const struct flow_step *s, enum zsip_method method)
{
	bool to_tag = zsip_flow_has(s->rec->to_tag);
	uint32_t found = find_request(s, hash_request(s, method, to_tag),
	                              method, to_tag);

	return found != ZSIP_FLOW_NONE || !to_tag
	               ? found
	               : find_request(s, hash_request(s, method, false), method,
	                              false);
}

uint32_t zsip_flow_find_answered(const struct flow_step *s)
{
	return find_either(s, (enum zsip_method)s->rec->method_id);
}

uint32_t zsip_flow_find_invite(const struct flow_step *s)
{
	return find_either(s, ZSIP_METHOD_INVITE);
}

/* What tells responses of one request apart, but for the To tag. */
struct response_key {
	uint16_t code;
	bool described;
	enum zsip_method method;
	uint32_t rseq;
};

static uint32_t hash_key(const struct flow_step *s,
                         const struct response_key *key)
{
	const struct zsip_flow *flow = s->flow;
	uint64_t hash;

	if (zsip_flow_has_few(flow))
		return FLOW_HASH_OF_FEW;
	hash = zsip_flow_mix(flow, s->digests[FLOW_SENDER],
	                     (uint64_t)FLOW_KEY_RESPONSE << 32 |
	                             (uint32_t)key->method << 16 | key->code);
	hash = zsip_flow_mix(flow, hash, s->digests[FLOW_TO_TAG]);
	hash = zsip_flow_mix(flow, hash,
	                     (uint64_t)key->described << 32 | s->rec->cseq);
	if (key->method == ZSIP_METHOD_OTHER)
		hash = zsip_flow_mix(flow, hash, zsip_flow_digest_method(s));
	return zsip_flow_key(zsip_flow_mix(flow, hash, key->rseq));
}

static uint32_t hash_original_response(const struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;
	struct response_key key = {rec->code, zsip_flow_has(rec->description),
	                           (enum zsip_method)rec->method_id, rec->rseq};

	return hash_key(s, &key);
}

static uint32_t find_success(const struct flow_step *s, bool described)
{
	struct response_key key = {200, described, ZSIP_METHOD_INVITE, 0};
	struct flow_walk walk =
	        zsip_flow_walk(s, FLOW_END_TO_END, hash_key(s, &key));
	const struct zsip_flow_message *rec;
	uint32_t i;

	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if (rec->code == 200 && rec->cseq == s->rec->cseq &&
		    rec->method_id == ZSIP_METHOD_INVITE &&
		    zsip_flow_has(rec->description) == described &&
		    zsip_is_same_tag(zsip_flow_tag(rec, true),
		                     zsip_flow_tag(s->rec, true)) &&
		    zsip_flow_is_same_sender(rec, s->rec))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

uint32_t zsip_flow_find_success(const struct flow_step *s)
{
	uint32_t found = find_success(s, true);

	return found != ZSIP_FLOW_NONE ? found : find_success(s, false);
}

static uint32_t find_original_response(const struct flow_step *s)
{
	struct flow_walk walk =
	        zsip_flow_walk(s, FLOW_END_TO_END, s->original_hash);
	const struct zsip_flow_message *rec;
	uint32_t i;

	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if (rec->code != 0 && zsip_flow_is_same_response(rec, s->rec) &&
		    zsip_flow_is_same_sender(rec, s->rec))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

uint32_t zsip_flow_hash_original(const struct flow_step *s)
{
	return s->rec->code != 0
	               ? hash_original_response(s)
	               : hash_request(s, (enum zsip_method)s->rec->method_id,
	                              zsip_flow_has(s->rec->to_tag));
}

uint32_t zsip_flow_find_original(struct flow_step *s)
{
	s->original_hash = zsip_flow_hash_original(s);
	if (s->rec->code != 0)
		return find_original_response(s);
	return find_request(s, s->original_hash,
	                    (enum zsip_method)s->rec->method_id,
	                    zsip_flow_has(s->rec->to_tag));
}

void zsip_flow_add_original(const struct flow_step *s)
{
	zsip_flow_insert(s->flow, s->index, FLOW_END_TO_END, s->original_hash);
}

/* Dialogs */

/* Of one that has both tags; the same whichever side is the caller. */
static uint32_t hash_dialog(const struct flow_step *s)
{
	if (zsip_flow_has_few(s->flow))
		return FLOW_HASH_OF_FEW;
	return zsip_flow_key(zsip_flow_mix(
	        s->flow, s->digests[FLOW_SENDER] + s->digests[FLOW_TO_TAG],
	        FLOW_KEY_DIALOG));
}

static bool is_of_dialog(const struct zsip_flow_message *rec,
                         const struct zsip_flow_message *other)
{
	struct zsip_slice from = zsip_flow_tag(rec, false),
	                  to = zsip_flow_tag(rec, true);
	struct zsip_slice other_from = zsip_flow_tag(other, false);
	struct zsip_slice other_to = zsip_flow_tag(other, true);

	return (rec->state.flags & FLOW_BOTH_TAGS) != 0 &&
	       ((zsip_is_same_tag(from, other_from) &&
	         zsip_is_same_tag(to, other_to)) ||
	        (zsip_is_same_tag(from, other_to) &&
	         zsip_is_same_tag(to, other_from)));
}

uint32_t zsip_flow_find_dialog(const struct flow_step *s)
{
	struct flow_walk walk = zsip_flow_walk(s, FLOW_TAGS, hash_dialog(s));
	const struct zsip_flow_message *rec;
	uint32_t i;

	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if (is_of_dialog(rec, s->rec))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

/* Many registrations of one user agent have one Call-ID, each its own tag. */
static struct zsip_slice side_of(const struct zsip_flow_message *rec, bool to)
{
	if (to)
		return zsip_flow_tag(rec, true);
	if (rec->method_id == ZSIP_METHOD_REGISTER)
		return zsip_flow_slice(rec, rec->from_uri);
	return zsip_flow_sender(rec);
}

static uint32_t hash_side(const struct flow_step *s, bool to)
{
	uint64_t digest =
	        to ? s->digests[FLOW_TO_TAG] : s->digests[FLOW_SENDER];

	if (zsip_flow_has_few(s->flow))
		return FLOW_HASH_OF_FEW;
	if (!to && s->rec->method_id == ZSIP_METHOD_REGISTER)
		digest = zsip_flow_digest(s->flow, side_of(s->rec, false));
	return zsip_flow_key(zsip_flow_mix(s->flow, digest, FLOW_KEY_SIDE));
}

uint32_t zsip_flow_find_side(const struct flow_step *s, bool to)
{
	struct flow_walk walk = zsip_flow_walk(s, FLOW_TAGS, hash_side(s, to));
	const struct zsip_flow_message *rec;
	uint32_t i;

	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if ((rec->state.flags & FLOW_BOTH_TAGS) == 0 &&
		    zsip_slice_equal_nocase(side_of(rec, false),
		                            side_of(s->rec, to)))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

uint32_t zsip_flow_hash_tags(const struct flow_step *s)
{
	return (s->rec->state.flags & FLOW_BOTH_TAGS) != 0
	               ? hash_dialog(s)
	               : hash_side(s, false);
}

void zsip_flow_add_dialog(const struct flow_step *s, bool both)
{
	if (both)
		s->rec->state.flags |= FLOW_BOTH_TAGS;
	zsip_flow_insert(s->flow, s->index, FLOW_TAGS, zsip_flow_hash_tags(s));
}
