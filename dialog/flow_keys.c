/*
 * What is found by what it says of itself, whatever hop it was met on:
 * requests, responses, dialogs.
 */
#include "flow_index.h"

/* End to end */

static uint32_t hash_request(const struct flow_step *s,
                             struct zsip_slice method, bool to_tag)
{
	struct flow_hash hash;

	zsip_flow_hash_start(&hash, s, FLOW_KEY_REQUEST);
	zsip_flow_hash_nocase(&hash, zsip_flow_sender(s->rec));
	if (to_tag)
		zsip_flow_hash_nocase(&hash, zsip_flow_tag(s->rec, true));
	zsip_flow_hash_number(&hash, s->rec->cseq);
	zsip_flow_hash_exact(&hash, method);
	return zsip_flow_hash_end(&hash);
}

/* A request of a To tag that is to have none has another hash. */
uint32_t zsip_flow_find_request(const struct flow_step *s,
                                struct zsip_slice method, bool to_tag)
{
	const struct zsip_flow_message *rec;
	struct flow_walk walk;
	uint32_t i;

	to_tag = to_tag && zsip_flow_has(s->rec->to_tag);
	walk = zsip_flow_walk(s, FLOW_END_TO_END,
	                      hash_request(s, method, to_tag));
	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if (rec->code == 0 && rec->cseq == s->rec->cseq &&
		    zsip_flow_is_same_sender(rec, s->rec) &&
		    zsip_flow_has(rec->to_tag) == to_tag &&
		    (!to_tag ||
		     zsip_is_same_tag(zsip_flow_tag(rec, true),
		                      zsip_flow_tag(s->rec, true))) &&
		    zsip_slice_equal(zsip_flow_slice(rec, rec->method), method))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

/* That it was sent to no tag is the usual case in the beginning. */
static uint32_t find_either(const struct flow_step *s, struct zsip_slice method)
{
	uint32_t found = zsip_flow_find_request(s, method, true);

	return found != ZSIP_FLOW_NONE
	               ? found
	               : zsip_flow_find_request(s, method, false);
}

uint32_t zsip_flow_find_answered(const struct flow_step *s)
{
	return find_either(s, zsip_flow_slice(s->rec, s->rec->method));
}

uint32_t zsip_flow_find_invite(const struct flow_step *s)
{
	return find_either(s, ZSIP_TEXT("INVITE"));
}

/* What tells responses of one request apart, but for the To tag. */
struct response_key {
	unsigned code;
	struct zsip_slice method;
	uint32_t rseq;
	bool described;
};

static uint32_t hash_key(const struct flow_step *s,
                         const struct response_key *key)
{
	struct flow_hash hash;

	zsip_flow_hash_start(&hash, s, FLOW_KEY_RESPONSE);
	zsip_flow_hash_nocase(&hash, zsip_flow_sender(s->rec));
	zsip_flow_hash_nocase(&hash, zsip_flow_tag(s->rec, true));
	zsip_flow_hash_number(&hash, s->rec->cseq);
	zsip_flow_hash_number(&hash, (uint16_t)key->code);
	zsip_flow_hash_exact(&hash, key->method);
	zsip_flow_hash_number(&hash, key->rseq);
	zsip_flow_hash_number(&hash, key->described);
	return zsip_flow_hash_end(&hash);
}

static uint32_t hash_original_response(const struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;
	struct response_key key = {rec->code, zsip_flow_slice(rec, rec->method),
	                           rec->rseq, zsip_flow_has(rec->description)};

	return hash_key(s, &key);
}

static uint32_t find_success(const struct flow_step *s, bool described)
{
	struct response_key key = {200, ZSIP_TEXT("INVITE"), 0, described};
	struct flow_walk walk =
	        zsip_flow_walk(s, FLOW_END_TO_END, hash_key(s, &key));
	const struct zsip_flow_message *rec;
	uint32_t i;

	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if (rec->code == 200 && rec->cseq == s->rec->cseq &&
		    rec->method_id == ZSIP_METHOD_INVITE &&
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
	        zsip_flow_walk(s, FLOW_END_TO_END, hash_original_response(s));
	const struct zsip_flow_message *rec;
	uint32_t i;

	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if (rec->code != 0 && zsip_flow_is_same_response(rec, s->rec) &&
		    zsip_flow_is_same_sender(rec, s->rec))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

uint32_t zsip_flow_find_original(const struct flow_step *s)
{
	if (s->rec->code != 0)
		return find_original_response(s);
	return zsip_flow_find_request(
	        s, zsip_flow_slice(s->rec, s->rec->method), true);
}

void zsip_flow_add_original(const struct flow_step *s)
{
	struct zsip_slice method = zsip_flow_slice(s->rec, s->rec->method);
	bool to_tag = zsip_flow_has(s->rec->to_tag);

	zsip_flow_insert(s->flow, s->index, FLOW_END_TO_END,
	                 s->rec->code != 0 ? hash_original_response(s)
	                                   : hash_request(s, method, to_tag));
}

/* Dialogs */

static uint32_t hash_tag(const struct flow_step *s, struct zsip_slice tag)
{
	struct flow_hash hash;

	zsip_flow_hash_start(&hash, s, FLOW_KEY_DIALOG);
	zsip_flow_hash_nocase(&hash, tag);
	return zsip_flow_hash_end(&hash);
}

/* The same whichever side is the caller. */
static uint32_t hash_dialog(const struct flow_step *s)
{
	uint32_t hash = hash_tag(s, zsip_flow_tag(s->rec, false)) +
	                hash_tag(s, zsip_flow_tag(s->rec, true));

	return hash == 0 ? 1 : hash;
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
	struct flow_hash hash;

	zsip_flow_hash_start(&hash, s, FLOW_KEY_SIDE);
	zsip_flow_hash_nocase(&hash, side_of(s->rec, to));
	return zsip_flow_hash_end(&hash);
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

void zsip_flow_add_dialog(const struct flow_step *s, bool both)
{
	if (both)
		s->rec->state.flags |= FLOW_BOTH_TAGS;
	zsip_flow_insert(s->flow, s->index, FLOW_TAGS,
	                 both ? hash_dialog(s) : hash_side(s, false));
}
