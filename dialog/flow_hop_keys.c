/*
 * What is found by its branch: the transactions of a hop (RFC 3261 17.1.3,
 * 17.2.3).
 */
#include "flow_index.h"
#include "routing.h"

/* Of requests with one branch that are looked at for one that fits better. */
enum { LOOK_AT = 8 };

/* Without the cookie a branch alone tells nothing (RFC 3261 17.2.3). */
static uint32_t hash_branch(const struct flow_step *s,
                            const struct flow_hop_key *key, uint64_t digest)
{
	const struct zsip_flow *flow = s->flow;
	uint64_t hash;

	if (zsip_flow_has_few(flow))
		return zsip_flow_key(digest);
	hash = zsip_flow_mix(flow, digest, FLOW_KEY_BRANCH);
	if (!key->cookie) {
		hash = zsip_flow_mix(flow, hash,
		                     zsip_flow_digest(flow, key->host));
		hash = zsip_flow_mix(flow, hash,
		                     (uint64_t)key->port << 32 | s->rec->cseq);
		hash = zsip_flow_mix(flow, hash, s->digests[FLOW_SENDER]);
	}
	return zsip_flow_key(hash);
}

static bool has_branch(const struct flow_step *s,
                       const struct zsip_flow_message *rec,
                       const struct flow_hop_key *key)
{
	return rec->code == 0 &&
	       zsip_is_same_tag(zsip_flow_slice(rec, rec->branch),
	                        key->branch) &&
	       (key->cookie || (rec->cseq == s->rec->cseq &&
	                        zsip_flow_is_same_sender(rec, s->rec)));
}

/* What of the key fits, bits of enum flow_fit. */
static unsigned fit_of(const struct flow_step *s,
                       const struct zsip_flow_message *rec,
                       const struct flow_hop_key *key, enum zsip_method method)
{
	unsigned fit = 0;

	if (rec->port == key->port &&
	    zsip_slice_equal_nocase(zsip_flow_slice(rec, rec->host), key->host))
		fit |= FLOW_FIT_SENT_BY;
	if (rec->method_id == method && (method != ZSIP_METHOD_OTHER ||
	                                 zsip_flow_is_same_method(rec, s->rec)))
		fit |= FLOW_FIT_METHOD;
	else if (rec->method_id == ZSIP_METHOD_ACK ||
	         rec->method_id == ZSIP_METHOD_CANCEL)
		return 0;
	if (rec->cseq == s->rec->cseq)
		fit |= FLOW_FIT_CSEQ;
	return fit;
}

uint32_t zsip_flow_find_hop(const struct flow_step *s,
                            const struct flow_hop_key *key,
                            enum zsip_method method, unsigned needs)
{
	struct flow_walk walk = zsip_flow_walk(s, FLOW_HOP, key->hash);
	uint32_t found = ZSIP_FLOW_NONE, i;
	const struct zsip_flow_message *rec;
	unsigned best = 0, left = LOOK_AT;

	while (left > 0 && (rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		unsigned fit;

		if (!has_branch(s, rec, key))
			continue;
		left--;
		fit = fit_of(s, rec, key, method);
		if (fit > best && (fit & needs) == needs) {
			best = fit;
			found = i;
		}
	}
	return found;
}

uint32_t zsip_flow_find_via(const struct flow_step *s,
                            const struct zsip_via_parm *via)
{
	struct flow_hop_key key = {.branch = via->branch,
	                           .host = via->host,
	                           .port = zsip_via_port(via),
	                           .cookie = zsip_flow_has_cookie(via->branch)};

	key.hash = hash_branch(s, &key, zsip_flow_digest(s->flow, via->branch));
	return zsip_flow_find_hop(s, &key, (enum zsip_method)s->rec->method_id,
	                          FLOW_FIT_SENT_BY | FLOW_FIT_METHOD |
	                                  FLOW_FIT_CSEQ);
}

/* Responses */

static uint32_t hash_response(const struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;
	const struct zsip_flow *flow = s->flow;
	uint64_t hash =
	        zsip_flow_mix(flow, s->digests[FLOW_BRANCH],
	                      (uint64_t)FLOW_KEY_RESPONSE_ON_HOP << 32 |
	                              (uint32_t)rec->code << 16 | rec->port);

	hash = zsip_flow_mix(flow, hash, s->digests[FLOW_HOST]);
	hash = zsip_flow_mix(flow, hash, s->digests[FLOW_TO_TAG]);
	hash = zsip_flow_mix(flow, hash,
	                     (uint64_t)rec->method_id << 33 |
	                             (uint64_t)zsip_flow_has(rec->description)
	                                     << 32 |
	                             rec->cseq);
	if (rec->method_id == ZSIP_METHOD_OTHER)
		hash = zsip_flow_mix(flow, hash, zsip_flow_digest_method(s));
	return zsip_flow_key(zsip_flow_mix(flow, hash, rec->rseq));
}

bool zsip_flow_is_same_method(const struct zsip_flow_message *a,
                              const struct zsip_flow_message *b)
{
	return a->method_id == b->method_id &&
	       (a->method_id != ZSIP_METHOD_OTHER ||
	        zsip_slice_equal(zsip_flow_slice(a, a->method),
	                         zsip_flow_slice(b, b->method)));
}

bool zsip_flow_is_same_response(const struct zsip_flow_message *a,
                                const struct zsip_flow_message *b)
{
	return a->code == b->code && a->cseq == b->cseq && a->rseq == b->rseq &&
	       zsip_flow_has(a->description) == zsip_flow_has(b->description) &&
	       zsip_flow_is_same_method(a, b) &&
	       zsip_is_same_tag(zsip_flow_tag(a, true), zsip_flow_tag(b, true));
}

static bool is_same_via(const struct zsip_flow_message *a,
                        const struct zsip_flow_message *b)
{
	return a->port == b->port &&
	       zsip_flow_is_same_nocase(a, a->branch, b, b->branch) &&
	       zsip_flow_is_same_nocase(a, a->host, b, b->host);
}

uint32_t zsip_flow_find_response(const struct flow_step *s)
{
	struct flow_walk walk = zsip_flow_walk(s, FLOW_HOP, s->hop_hash);
	const struct zsip_flow_message *rec;
	uint32_t i;

	while ((rec = zsip_flow_walk_next(&walk, &i)) != NULL) {
		if (rec->code != 0 && zsip_flow_is_same_response(rec, s->rec) &&
		    is_same_via(rec, s->rec))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

void zsip_flow_add_hop(const struct flow_step *s)
{
	zsip_flow_insert(s->flow, s->index, FLOW_HOP, s->hop_hash);
}

void zsip_flow_read_hop(struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;

	s->hop = (struct flow_hop_key){
	        .branch = zsip_flow_slice(rec, rec->branch),
	        .host = zsip_flow_slice(rec, rec->host),
	        .port = rec->port,
	        .cookie = (rec->flags & ZSIP_FLOW_COOKIE) != 0};
	s->hop.hash = hash_branch(s, &s->hop, s->digests[FLOW_BRANCH]);
	s->hop_hash = rec->code == 0 || zsip_flow_has_few(s->flow)
	                      ? s->hop.hash
	                      : hash_response(s);
}
