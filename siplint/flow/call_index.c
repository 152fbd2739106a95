/*
 * Calls by their Call-IDs.
 *
 * Without case: a Call-ID whose case was changed on the way is a finding in the
 * call, not another call.
 */
#include "flow/calls.h"
#include "text_hash.h"
#include <stdlib.h>

#define FIRST_BUCKETS 256

uint64_t call_hash(const struct call_index *index, struct zsip_slice id)
{
	struct zsip_text_key key = zsip_text_key(index->seed);

	return zsip_text_hash(id, &key, true);
}

static struct call **bucket_of(const struct call_index *index, uint64_t hash)
{
	return &index->buckets[hash & (index->room - 1)];
}

struct call *call_find(const struct call_index *index, struct zsip_slice id,
                       uint64_t hash)
{
	struct call *call = index->room == 0 ? NULL : *bucket_of(index, hash);

	while (call != NULL &&
	       (call->hash != hash || !zsip_slice_equal_nocase(call->id, id)))
		call = call->same;
	return call;
}

static void put(struct call_index *index, struct call *call)
{
	struct call **bucket = bucket_of(index, call->hash);

	call->same = *bucket;
	*bucket = call;
}

static void grow(struct call_index *index)
{
	struct call_index old = *index;
	struct call *call, *next;

	index->room = old.room == 0 ? FIRST_BUCKETS : 2 * old.room;
	index->buckets =
	        must_resize(NULL, index->room, sizeof(*index->buckets));
	for (size_t i = 0; i < index->room; i++)
		index->buckets[i] = NULL;
	for (size_t i = 0; i < old.room; i++) {
		for (call = old.buckets[i]; call != NULL; call = next) {
			next = call->same;
			put(index, call);
		}
	}
	free(old.buckets);
}

void call_insert(struct call_index *index, struct call *call)
{
	if (index->count == index->room)
		grow(index);
	put(index, call);
	index->count++;
}

void call_remove(struct call_index *index, struct call *call)
{
	struct call **at = bucket_of(index, call->hash);

	while (*at != call)
		at = &(*at)->same;
	*at = call->same;
	index->count--;
}

void call_index_free(struct call_index *index)
{
	free(index->buckets);
}
