/*
 * Equal findings, counted, in bounded memory: two hash tables with open
 * addressing, one of senders and one of groups.
 */
#include "lint/groups.h"
#include "siphash.h"
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 64
#define BLOCK_BYTES 65536

/* Numbers of entries, plus 1; half of them are 0 at least. */
struct slots {
	uint32_t *at;
	size_t count; /* a power of 2 */
};

struct sender {
	uint64_t hash;
	struct zsip_slice agent, source;
};

/* What a group is of, in one word. */
struct row {
	uint64_t key;
	size_t count;
};

/* Bytes that stay where they are. */
struct block {
	struct block *next;
	size_t len, room;
};

struct groups {
	uint64_t seed;
	struct slots sender_slots, row_slots;
	struct sender *senders;
	struct row *rows;
	size_t sender_count, sender_room, row_count, row_room;
	struct block *blocks;
	size_t name_bytes;
};

/* --- Names */

static struct block *new_block(struct groups *groups, size_t len)
{
	size_t room = len > BLOCK_BYTES ? len : BLOCK_BYTES;
	struct block *block = must_resize(NULL, 1, sizeof(*block) + room);

	*block = (struct block){groups->blocks, 0, room};
	groups->blocks = block;
	return block;
}

static struct zsip_slice keep(struct groups *groups, struct zsip_slice name)
{
	struct block *block = groups->blocks;
	char *copy;

	if (name.ptr == NULL)
		return name;
	if (block == NULL || block->room - block->len < name.len)
		block = new_block(groups, name.len);
	copy = (char *)(block + 1) + block->len;
	memcpy(copy, name.ptr, name.len);
	block->len += name.len;
	groups->name_bytes += name.len;
	return (struct zsip_slice){copy, name.len};
}

/* --- Slots */

/* Senders are numbered by us: nobody chooses keys, but for their order. */
static uint64_t row_hash(const struct groups *groups, uint64_t key)
{
	uint64_t hash = (key ^ groups->seed) * UINT64_C(0x9e3779b97f4a7c15);

	return hash ^ hash >> 32;
}

static void put_name(struct zsip_siphash *hash, struct zsip_slice name)
{
	size_t i = 0;
	uint64_t word = 0;

	for (; name.len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, name.ptr + i, sizeof(word));
		zsip_siphash_word(hash, word);
	}
	word = 0;
	if (i < name.len)
		memcpy(&word, name.ptr + i, name.len - i);
	zsip_siphash_word(hash, word);
	zsip_siphash_word(hash, name.ptr == NULL ? UINT64_MAX : name.len);
}

static uint64_t sender_hash(const struct groups *groups,
                            struct zsip_slice agent, struct zsip_slice source)
{
	struct zsip_siphash hash;

	zsip_siphash_start(&hash, groups->seed, ~groups->seed);
	put_name(&hash, agent);
	put_name(&hash, source);
	return zsip_siphash_end(&hash);
}

static void put_slot(struct slots *slots, uint64_t hash, size_t entry)
{
	size_t at = hash & (slots->count - 1);

	while (slots->at[at] != 0)
		at = (at + 1) & (slots->count - 1);
	slots->at[at] = (uint32_t)entry + 1;
}

/* Empty ones, twice as many. */
static void clear_slots(struct slots *slots)
{
	slots->count = slots->count == 0 ? FIRST_SLOTS : 2 * slots->count;
	slots->at = must_resize(slots->at, slots->count, sizeof(*slots->at));
	memset(slots->at, 0, slots->count * sizeof(*slots->at));
}

/* --- Senders */

static bool is_same(struct zsip_slice a, struct zsip_slice b)
{
	return a.len == b.len && (a.ptr == NULL) == (b.ptr == NULL) &&
	       (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static void add_sender(struct groups *groups, const struct sender *sender)
{
	if (groups->sender_count == groups->sender_room) {
		groups->sender_room = 2 * groups->sender_room + 16;
		groups->senders =
		        must_resize(groups->senders, groups->sender_room,
		                    sizeof(*groups->senders));
	}
	groups->senders[groups->sender_count++] = *sender;
	if (2 * groups->sender_count <= groups->sender_slots.count) {
		put_slot(&groups->sender_slots, sender->hash,
		         groups->sender_count - 1);
		return;
	}
	clear_slots(&groups->sender_slots);
	for (size_t i = 0; i < groups->sender_count; i++)
		put_slot(&groups->sender_slots, groups->senders[i].hash, i);
}

static bool is_sender(const struct sender *sender, struct zsip_slice agent,
                      struct zsip_slice source)
{
	return is_same(sender->agent, agent) && is_same(sender->source, source);
}

uint32_t groups_sender(struct groups *groups, struct zsip_slice agent,
                       struct zsip_slice source)
{
	struct sender sender = {sender_hash(groups, agent, source), agent,
	                        source};
	const struct slots *slots = &groups->sender_slots;
	size_t at = sender.hash & (slots->count - 1);

	for (; slots->at[at] != 0; at = (at + 1) & (slots->count - 1)) {
		const struct sender *found =
		        &groups->senders[slots->at[at] - 1];

		if (found->hash == sender.hash &&
		    is_sender(found, agent, source))
			return slots->at[at] - 1;
	}
	if (groups->sender_count > MAX_GROUPS ||
	    agent.len + source.len > MAX_NAME_BYTES - groups->name_bytes)
		return SENDER_OTHERS;
	sender.agent = keep(groups, agent);
	sender.source = keep(groups, source);
	add_sender(groups, &sender);
	return (uint32_t)groups->sender_count - 1;
}

bool groups_is_agent(const struct groups *groups, uint32_t sender,
                     struct zsip_slice agent)
{
	return is_same(groups->senders[sender].agent, agent);
}

/* --- Groups */

static uint64_t key_of(size_t rule, enum zsip_severity severity,
                       uint32_t sender)
{
	return (uint64_t)rule << 34 | (uint64_t)severity << 32 | sender;
}

static struct row *find_row(const struct groups *groups, uint64_t key,
                            uint64_t hash)
{
	const struct slots *slots = &groups->row_slots;
	size_t at = hash & (slots->count - 1);

	for (; slots->at[at] != 0; at = (at + 1) & (slots->count - 1)) {
		if (groups->rows[slots->at[at] - 1].key == key)
			return &groups->rows[slots->at[at] - 1];
	}
	return NULL;
}

static struct row *add_row(struct groups *groups, uint64_t key, uint64_t hash)
{
	if (groups->row_count == groups->row_room) {
		groups->row_room = 2 * groups->row_room + 16;
		groups->rows = must_resize(groups->rows, groups->row_room,
		                           sizeof(*groups->rows));
	}
	groups->rows[groups->row_count++] = (struct row){key, 0};
	if (2 * groups->row_count <= groups->row_slots.count) {
		put_slot(&groups->row_slots, hash, groups->row_count - 1);
		return &groups->rows[groups->row_count - 1];
	}
	clear_slots(&groups->row_slots);
	for (size_t i = 0; i < groups->row_count; i++)
		put_slot(&groups->row_slots,
		         row_hash(groups, groups->rows[i].key), i);
	return &groups->rows[groups->row_count - 1];
}

void groups_add(struct groups *groups, size_t rule, enum zsip_severity severity,
                uint32_t sender, size_t count)
{
	uint64_t key = key_of(rule, severity, sender);
	uint64_t hash = row_hash(groups, key);
	struct row *row = find_row(groups, key, hash);

	if (row == NULL && groups->row_count >= MAX_GROUPS &&
	    sender != SENDER_OTHERS) {
		groups_add(groups, rule, severity, SENDER_OTHERS, count);
		return;
	}
	if (row == NULL)
		row = add_row(groups, key, hash);
	row->count += count;
}

/* --- All of them */

struct groups *groups_start(void)
{
	struct groups *groups = must_resize(NULL, 1, sizeof(*groups));

	*groups = (struct groups){.seed = random_seed()};
	clear_slots(&groups->sender_slots);
	clear_slots(&groups->row_slots);
	add_sender(groups, &(struct sender){0});
	return groups;
}

void groups_end(struct groups *groups)
{
	struct block *block, *next;

	for (block = groups->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	free(groups->sender_slots.at);
	free(groups->row_slots.at);
	free(groups->senders);
	free(groups->rows);
	free(groups);
}

static struct group group_of(const struct groups *groups, const struct row *row)
{
	uint32_t number = (uint32_t)row->key;
	const struct sender *sender = &groups->senders[number];

	return (struct group){.rule = row->key >> 34,
	                      .severity = row->key >> 32 & 3,
	                      .is_others = number == SENDER_OTHERS,
	                      .agent = sender->agent,
	                      .source = sender->source,
	                      .count = row->count};
}

void groups_merge(struct groups *groups, const struct groups *others)
{
	for (size_t i = 0; i < others->row_count; i++) {
		struct group group = group_of(others, &others->rows[i]);
		uint32_t sender = SENDER_OTHERS;

		if (!group.is_others)
			sender = groups_sender(groups, group.agent,
			                       group.source);
		groups_add(groups, group.rule, group.severity, sender,
		           group.count);
	}
}

static int compare_names(struct zsip_slice a, struct zsip_slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len != 0 ? memcmp(a.ptr, b.ptr, len) : 0;

	if (order != 0)
		return order;
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return (a.ptr != NULL) - (b.ptr != NULL);
}

static int compare(const void *left, const void *right)
{
	const struct group *a = left, *b = right;
	int order;

	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	if (a->is_others != b->is_others)
		return a->is_others ? 1 : -1;
	order = compare_names(a->agent, b->agent);
	return order != 0 ? order : compare_names(a->source, b->source);
}

struct group *groups_sorted(const struct groups *groups, size_t *count)
{
	struct group *sorted =
	        must_resize(NULL, groups->row_count, sizeof(*sorted));

	for (size_t i = 0; i < groups->row_count; i++)
		sorted[i] = group_of(groups, &groups->rows[i]);
	qsort(sorted, groups->row_count, sizeof(*sorted), compare);
	*count = groups->row_count;
	return sorted;
}
