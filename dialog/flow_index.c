/*
 * What finds records: tables whose buckets lie in the records themselves, so
 * that they grow with them.
 */
#include "flow_index.h"
#include "text_hash.h"

/* Records in a bucket, on average, at most. */
enum { PER_BUCKET = 4 };

/* A hash of 0 is in no table. */
void zsip_flow_insert(struct zsip_flow *flow, uint32_t index,
                      enum flow_table table, uint32_t hash)
{
	struct zsip_flow_link *link = &flow->messages[index].links[table];
	uint32_t *head = zsip_flow_head(flow, hash, table);

	link->hash = hash;
	link->next = *head;
	*head = index;
}

static void rebuild(struct zsip_flow *flow, enum flow_table table)
{
	for (uint32_t i = 0; i < flow->buckets; i++)
		flow->messages[i].links[table].head = ZSIP_FLOW_NONE;
	for (uint32_t i = 0; i < flow->count; i++) {
		uint32_t hash = flow->messages[i].links[table].hash;

		if (hash != 0)
			zsip_flow_insert(flow, i, table, hash);
	}
}

static void put_hash(struct zsip_flow_message *rec, enum flow_table table,
                     uint32_t hash)
{
	if (rec->links[table].hash != 0)
		rec->links[table].hash = hash;
}

/* Those of a record that had that of few. */
static void put_hashes(struct zsip_flow *flow, uint32_t index)
{
	struct zsip_flow_message *rec = &flow->messages[index];
	struct flow_step s = {.flow = flow, .index = index, .rec = rec};
	const struct zsip_slice texts[FLOW_DIGESTS] = {
	        [FLOW_BRANCH] = zsip_flow_slice(rec, rec->branch),
	        [FLOW_HOST] = zsip_flow_slice(rec, rec->host),
	        [FLOW_SENDER] = zsip_flow_sender(rec),
	        [FLOW_TO_TAG] = zsip_flow_tag(rec, true)};

	zsip_flow_digest_texts(flow, texts, FLOW_DIGESTS, s.digests);
	zsip_flow_read_hop(&s);
	put_hash(rec, FLOW_HOP, s.hop_hash);
	put_hash(rec, FLOW_END_TO_END, zsip_flow_hash_original(&s));
	put_hash(rec, FLOW_TAGS, zsip_flow_hash_tags(&s));
}

void zsip_flow_grow(struct zsip_flow *flow)
{
	bool few = zsip_flow_has_few(flow);

	if (flow->count <= (few ? FLOW_FEW : flow->buckets * PER_BUCKET))
		return;
	flow->buckets *= few ? FLOW_FEW : PER_BUCKET;
	for (uint32_t i = 0; few && i < flow->count; i++)
		put_hashes(flow, i);
	rebuild(flow, FLOW_HOP);
	rebuild(flow, FLOW_END_TO_END);
	rebuild(flow, FLOW_TAGS);
}

/* Hashes */

void zsip_flow_digest_texts(const struct zsip_flow *flow,
                            const struct zsip_slice *texts, size_t count,
                            uint64_t *digests)
{
	struct zsip_text_key key = zsip_text_key(flow->seed);

	for (size_t i = 0; i < count; i++)
		digests[i] = zsip_text_hash(texts[i], &key, true);
}

uint64_t zsip_flow_digest(const struct zsip_flow *flow, struct zsip_slice text)
{
	uint64_t digest;

	zsip_flow_digest_texts(flow, &text, 1, &digest);
	return digest;
}

uint64_t zsip_flow_digest_exact(const struct zsip_flow *flow,
                                struct zsip_slice text)
{
	struct zsip_text_key key = zsip_text_key(flow->seed);

	return zsip_text_hash(text, &key, false);
}

uint64_t zsip_flow_digest_method(const struct flow_step *s)
{
	return zsip_flow_digest(s->flow,
	                        zsip_flow_slice(s->rec, s->rec->method));
}
