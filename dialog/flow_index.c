/*
 * What finds records: tables whose buckets lie in the records themselves, so
 * that they grow with them.
 */
#include "flow_index.h"
#include "text_hash.h"

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

uint64_t zsip_flow_digest(const struct zsip_flow *flow, struct zsip_slice text)
{
	return zsip_text_hash(text, flow->seed, true);
}

uint64_t zsip_flow_digest_exact(const struct zsip_flow *flow,
                                struct zsip_slice text)
{
	return zsip_text_hash(text, flow->seed, false);
}

uint64_t zsip_flow_digest_method(const struct flow_step *s)
{
	return zsip_flow_digest(s->flow,
	                        zsip_flow_slice(s->rec, s->rec->method));
}
