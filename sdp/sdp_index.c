/*
 * A hash table with open addressing: at most half of its places are filled, so
 * a search ends, after SDP_INDEX_ITEMS comparisons at the worst.
 */
#include "sdp_index.h"

/* FNV-1a */
static size_t hash(struct zsip_slice text)
{
	uint32_t value = 2166136261u;

	for (size_t i = 0; i < text.len; i++)
		value = (value ^ (unsigned char)text.ptr[i]) * 16777619u;
	return (value ^ value >> 16) % SDP_INDEX_SLOTS;
}

static size_t behind(size_t slot)
{
	return (slot + 1) % SDP_INDEX_SLOTS;
}

void zsip_sdp_index_fill(struct sdp_index *index, sdp_index_key *key,
                         const void *of, size_t count)
{
	*index = (struct sdp_index){.key = key, .of = of};
	for (size_t i = 0; i < count && i < SDP_INDEX_ITEMS; i++) {
		struct zsip_slice text = key(of, i);
		size_t slot;

		if (text.ptr == NULL)
			continue;
		slot = hash(text);
		while (index->slots[slot] != 0)
			slot = behind(slot);
		index->slots[slot] = (uint16_t)(i + 1);
	}
}

static bool is_taken(const struct sdp_index *index, size_t item)
{
	return (index->taken[item / 64] >> item % 64 & 1) != 0;
}

size_t zsip_sdp_index_find(const struct sdp_index *index,
                           struct zsip_slice text)
{
	size_t slot;

	if (text.ptr == NULL)
		return SDP_NO_ITEM;
	for (slot = hash(text); index->slots[slot] != 0; slot = behind(slot)) {
		size_t item = index->slots[slot] - 1u;

		if (!is_taken(index, item) &&
		    zsip_slice_equal(index->key(index->of, item), text))
			return item;
	}
	return SDP_NO_ITEM;
}

size_t zsip_sdp_index_take(struct sdp_index *index, struct zsip_slice text)
{
	size_t item = zsip_sdp_index_find(index, text);

	if (item != SDP_NO_ITEM)
		index->taken[item / 64] |= UINT64_C(1) << item % 64;
	return item;
}
