/*
 * An index of texts by what they are: a hash table on the stack.
 */
#ifndef ZSIP_SDP_INDEX_H
#define ZSIP_SDP_INDEX_H

#include "sdp_internal.h"

#pragma GCC visibility push(hidden)

enum {
	SDP_INDEX_ITEMS = 512, /* that it takes at most */
	SDP_INDEX_SLOTS = 2 * SDP_INDEX_ITEMS
};

#define SDP_NO_ITEM SIZE_MAX

/* The text of an item; absent for one that the index leaves out. */
typedef struct zsip_slice sdp_index_key(const void *of, size_t item);

struct sdp_index {
	sdp_index_key *key;
	const void *of;
	uint16_t slots[SDP_INDEX_SLOTS]; /* 1 and the item, 0 if free */
	uint64_t taken[SDP_INDEX_ITEMS / 64];
};

/* The items from 0 on, of which it takes SDP_INDEX_ITEMS. */
void zsip_sdp_index_fill(struct sdp_index *index, sdp_index_key *key,
                         const void *of, size_t count);

/* The first item of this text, SDP_NO_ITEM if there is none. */
size_t zsip_sdp_index_find(const struct sdp_index *index,
                           struct zsip_slice text);

/* The same of items that nobody has taken, and it is taken then. */
size_t zsip_sdp_index_take(struct sdp_index *index, struct zsip_slice text);

#pragma GCC visibility pop

#endif
