/*
 * What finds records: tables whose buckets lie in the records themselves, so
 * that they grow with them.
 */
#include "flow_index.h"
#include "siphash.h"
#include <string.h>

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
/* In place of the length: no text. */
#define ABSENT (UINT64_C(0xff) << LENGTH_SHIFT)

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

static void put(struct flow_hash *hash, uint64_t word)
{
	hash->v[3] ^= word;
	zsip_siphash_round(hash->v);
	hash->v[0] ^= word;
}

static uint64_t load(const char *p, size_t len)
{
	uint64_t word = 0;

	memcpy(&word, p, len);
	return word;
}

/* Its letters in lower case. */
static uint64_t lower_word(uint64_t word)
{
	uint64_t low = word & EACH_BYTE(0x7f);
	uint64_t from_a = low + EACH_BYTE(0x80 - 'A');
	uint64_t beyond_z = low + EACH_BYTE(0x80 - 'Z' - 1);

	return word | (from_a & ~beyond_z & ~word & EACH_BYTE(0x80)) >> 2;
}

static void put_text(struct flow_hash *hash, struct zsip_slice text, bool lower)
{
	const char *p = text.ptr;
	size_t left = text.len;
	uint64_t word;

	for (; left >= WORD; p += WORD, left -= WORD) {
		word = load(p, WORD);
		put(hash, lower ? lower_word(word) : word);
	}
	word = left != 0 ? load(p, left) : 0;
	put(hash, (lower ? lower_word(word) : word) |
	                  (uint64_t)(text.len % 0xff) << LENGTH_SHIFT);
}

void zsip_flow_hash_start(struct flow_hash *hash, const struct flow_step *s,
                          enum flow_key_kind kind)
{
	struct zsip_siphash start;

	zsip_siphash_start(&start, s->flow->seed, ~s->flow->seed);
	memcpy(hash->v, start.v, sizeof(hash->v));
	put(hash, kind);
}

void zsip_flow_hash_exact(struct flow_hash *hash, struct zsip_slice text)
{
	if (text.ptr == NULL)
		put(hash, ABSENT);
	else
		put_text(hash, text, false);
}

void zsip_flow_hash_nocase(struct flow_hash *hash, struct zsip_slice text)
{
	if (text.ptr == NULL)
		put(hash, ABSENT);
	else
		put_text(hash, text, true);
}

void zsip_flow_hash_number(struct flow_hash *hash, uint64_t number)
{
	put(hash, number);
}

uint32_t zsip_flow_hash_end(struct flow_hash *hash)
{
	uint64_t *v = hash->v;
	uint32_t value;

	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		zsip_siphash_round(v);
	value = (uint32_t)(v[0] ^ v[1] ^ v[2] ^ v[3]);
	return value == 0 ? 1 : value;
}
