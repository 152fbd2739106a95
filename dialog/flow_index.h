/*
 * Tables of a flow, and hashes of what finds a record in them.
 */
#ifndef ZSIP_FLOW_INDEX_H
#define ZSIP_FLOW_INDEX_H

#include "flow.h"

#pragma GCC visibility push(hidden)

/* Which member of a record. */
enum flow_table { FLOW_HOP, FLOW_END_TO_END, FLOW_TAGS };

/* What a hash is of. */
enum flow_key_kind {
	FLOW_KEY_BRANCH,
	FLOW_KEY_RESPONSE_ON_HOP,
	FLOW_KEY_REQUEST,
	FLOW_KEY_RESPONSE,
	FLOW_KEY_DIALOG,
	FLOW_KEY_SIDE
};

/* The records with one hash, those that were put in last first. */
struct flow_walk {
	struct zsip_flow *flow;
	enum flow_table table;
	uint32_t hash, next;
};

static inline uint32_t *zsip_flow_head(struct zsip_flow *flow, uint32_t hash,
                                       enum flow_table table)
{
	return &flow->messages[hash & (flow->buckets - 1)].links[table].head;
}

static inline struct flow_walk
zsip_flow_walk(const struct flow_step *s, enum flow_table table, uint32_t hash)
{
	return (struct flow_walk){
	        .flow = s->flow,
	        .table = table,
	        .hash = hash,
	        .next = *zsip_flow_head(s->flow, hash, table)};
}

/* NULL at the end. */
static inline struct zsip_flow_message *
zsip_flow_walk_next(struct flow_walk *walk, uint32_t *index)
{
	while (walk->next != ZSIP_FLOW_NONE) {
		const struct zsip_flow_link *link =
		        &walk->flow->messages[walk->next].links[walk->table];

		*index = walk->next;
		walk->next = link->next;
		if (link->hash == walk->hash)
			return &walk->flow->messages[*index];
	}
	return NULL;
}

void zsip_flow_insert(struct zsip_flow *flow, uint32_t index,
                      enum flow_table table, uint32_t hash);

/* Of texts without case.  Of none it is 0. */
void zsip_flow_digest_texts(const struct zsip_flow *flow,
                            const struct zsip_slice *texts, size_t count,
                            uint64_t *digests);
uint64_t zsip_flow_digest(const struct zsip_flow *flow, struct zsip_slice text);
uint64_t zsip_flow_digest_exact(const struct zsip_flow *flow,
                                struct zsip_slice text);
/* Of a method that has no number. */
uint64_t zsip_flow_digest_method(const struct flow_step *s);

/* Puts a digest, or a number, to a hash that began with a digest: with that
 * secret, and a secret factor, a product is enough. */
static inline uint64_t zsip_flow_mix(const struct zsip_flow *flow,
                                     uint64_t hash, uint64_t word)
{
	hash = (hash + word) *
	       ((flow->seed ^ UINT64_C(0x9e3779b97f4a7c15)) | 1);
	return hash ^ hash >> 32;
}

/* Few records are found as soon without a hash of all that tells them apart:
 * until there are more, those on hops have one of their branch alone, and the
 * others all the same one. */
enum { FLOW_FEW = 16, FLOW_HASH_OF_FEW = 1 };

static inline bool zsip_flow_has_few(const struct zsip_flow *flow)
{
	return flow->buckets == 1;
}

/* For the tables: never 0, which is in none. */
static inline uint32_t zsip_flow_key(uint64_t hash)
{
	return (uint32_t)hash != 0 ? (uint32_t)hash : 1;
}

static inline struct zsip_slice
zsip_flow_tag(const struct zsip_flow_message *rec, bool to)
{
	return zsip_flow_slice(rec, to ? rec->to_tag : rec->from_tag);
}

/* Without a tag the URI tells sides apart. */
static inline struct zsip_slice
zsip_flow_sender(const struct zsip_flow_message *rec)
{
	return zsip_flow_has(rec->from_tag)
	               ? zsip_flow_tag(rec, false)
	               : zsip_flow_slice(rec, rec->from_uri);
}

static inline bool zsip_flow_is_same_sender(const struct zsip_flow_message *a,
                                            const struct zsip_flow_message *b)
{
	return zsip_flow_has(a->from_tag) == zsip_flow_has(b->from_tag) &&
	       zsip_slice_equal_nocase(zsip_flow_sender(a),
	                               zsip_flow_sender(b));
}

/* flow_keys.c: by what a record stands in the tables. */
uint32_t zsip_flow_hash_original(const struct flow_step *s);
uint32_t zsip_flow_hash_tags(const struct flow_step *s);

bool zsip_flow_is_same_method(const struct zsip_flow_message *a,
                              const struct zsip_flow_message *b);

/* The same response, on whatever hop. */
bool zsip_flow_is_same_response(const struct zsip_flow_message *a,
                                const struct zsip_flow_message *b);

#pragma GCC visibility pop

#endif
