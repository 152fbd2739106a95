/*
 * What finds records: tables whose buckets lie in the records themselves, so
 * that they grow with them.
 */
#include "flow_index.h"
#include "folded.h"
#include "siphash.h"

static struct zsip_flow_link *link_of(struct zsip_flow *flow, uint32_t index,
                                      enum flow_table table)
{
	struct zsip_flow_message *rec = &flow->messages[index];

	switch (table) {
	case FLOW_HOP:
		return &rec->hop;
	case FLOW_END_TO_END:
		return &rec->end_to_end;
	default:
		return &rec->tags;
	}
}

static uint32_t *head_of(struct zsip_flow *flow, uint32_t hash,
                         enum flow_table table)
{
	return &link_of(flow, hash & (flow->buckets - 1), table)->head;
}

/* A hash of 0 is in no table. */
void zsip_flow_insert(struct zsip_flow *flow, uint32_t index,
                      enum flow_table table, uint32_t hash)
{
	struct zsip_flow_link *link = link_of(flow, index, table);
	uint32_t *head = head_of(flow, hash, table);

	link->hash = hash;
	link->next = *head;
	*head = index;
}

static void rebuild(struct zsip_flow *flow, enum flow_table table)
{
	for (uint32_t i = 0; i < flow->buckets; i++)
		link_of(flow, i, table)->head = ZSIP_FLOW_NONE;
	for (uint32_t i = 0; i < flow->count; i++) {
		uint32_t hash = link_of(flow, i, table)->hash;

		if (hash != 0)
			zsip_flow_insert(flow, i, table, hash);
	}
}

void zsip_flow_grow(struct zsip_flow *flow)
{
	if (flow->count <= flow->buckets * 2 && flow->buckets != 0)
		return;
	flow->buckets = flow->buckets == 0 ? 1 : flow->buckets * 2;
	rebuild(flow, FLOW_HOP);
	rebuild(flow, FLOW_END_TO_END);
	rebuild(flow, FLOW_TAGS);
}

struct flow_walk zsip_flow_walk(const struct flow_step *s,
                                enum flow_table table, uint32_t hash)
{
	return (struct flow_walk){.flow = s->flow,
	                          .table = table,
	                          .hash = hash,
	                          .next = *head_of(s->flow, hash, table)};
}

struct zsip_flow_message *zsip_flow_walk_next(struct flow_walk *walk,
                                              uint32_t *index)
{
	while (walk->next != ZSIP_FLOW_NONE) {
		const struct zsip_flow_link *link =
		        link_of(walk->flow, walk->next, walk->table);

		*index = walk->next;
		walk->next = link->next;
		if (link->hash == walk->hash)
			return &walk->flow->messages[*index];
	}
	return NULL;
}

/* Hashes */

/* Eight bytes of a text at a time; the last word, of what is left, has its
 * length in the byte on top. */
enum { WORD = 8, LENGTH_SHIFT = 56 };

static inline void put(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	zsip_siphash_round(v);
	v[0] ^= word;
}

static inline uint64_t fold(uint64_t word, bool lower)
{
	return lower ? zsip_lower_word(word) : word;
}

static inline uint64_t digest(const struct zsip_flow *flow,
                              struct zsip_slice text, bool lower)
{
	uint64_t length = (uint64_t)(text.len % 256) << LENGTH_SHIFT;
	struct zsip_siphash hash;
	uint64_t *v = hash.v;

	if (text.ptr == NULL)
		return 0;
	zsip_siphash_start(&hash, flow->seed, ~flow->seed);
	for (; text.len >= WORD; text.ptr += WORD, text.len -= WORD)
		put(v, fold(zsip_load64(text.ptr), lower));
	put(v, fold(zsip_load_short(text.ptr, text.len), lower) | length);
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		zsip_siphash_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t zsip_flow_digest(const struct zsip_flow *flow, struct zsip_slice text)
{
	return digest(flow, text, true);
}

uint64_t zsip_flow_digest_exact(const struct zsip_flow *flow,
                                struct zsip_slice text)
{
	return digest(flow, text, false);
}

uint64_t zsip_flow_digest_method(const struct flow_step *s)
{
	return zsip_flow_digest(s->flow,
	                        zsip_flow_slice(s->rec, s->rec->method));
}
