/*
 * Lines by what identifies them: a hash table of fixed size.
 */
#include "sdp_checker.h"

/* So many slots are looked at, however many have one hash. */
#define PROBES 32

void zsip_sdp_keys_clear(struct sdp_keys *keys)
{
	keys->count = 0;
	zsip_clear(keys->filled, sizeof(keys->filled));
}

/* The first `count` words of a text, each with the blank before it. */
static struct zsip_slice first_words(struct zsip_slice text, unsigned count)
{
	const char *p = text.ptr, *end = sdp_slice_end(text);

	for (; p < end; p++) {
		if ((*p == ' ' || *p == '\t') && --count == 0)
			break;
	}
	return sdp_slice_between(text.ptr, p);
}

struct zsip_slice zsip_sdp_key_of(const struct zsip_sdp_line *line,
                                  enum sdp_key_kind kind)
{
	struct zsip_slice key = line->value, before;
	const char *slash;

	switch (kind) {
	case SDP_KEY_CANDIDATE:
		return first_words(key, 6);
	case SDP_KEY_PRIORITY:
		before = first_words(key, 3);
		key = first_words(key, 4);
		return sdp_slice_between(sdp_slice_end(before),
		                         sdp_slice_end(key));
	case SDP_KEY_WORD:
		break;
	}
	key = first_words(key, 1);
	slash = key.len != 0 ? memchr(key.ptr, '/', key.len) : NULL;
	if (slash != NULL)
		key.len = (size_t)(slash - key.ptr);
	return key;
}

/* Whether a slot has this key, whose line is only looked at where the lengths
 * are the same: so no key costs more than its own length. */
static bool has_key(const struct sdp_key *slot, const struct zsip_sdp *sdp,
                    enum sdp_key_kind kind, unsigned attribute,
                    struct zsip_slice key)
{
	const struct zsip_sdp_line *line = &sdp->lines[slot->line - 1];
	struct zsip_slice there = {line->value.ptr, key.len};

	if (slot->kind != kind || slot->len != key.len ||
	    line->attribute != attribute)
		return false;
	if (kind == SDP_KEY_PRIORITY)
		there = zsip_sdp_key_of(line, kind);
	return zsip_slice_equal(there, key);
}

static uint32_t hash(enum sdp_key_kind kind, unsigned attribute,
                     struct zsip_slice key)
{
	uint32_t hash = 2166136261u ^ (attribute << 2 | kind);

	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.ptr[i]) * 16777619u;
	return hash ^ hash >> 16;
}

static bool is_filled(const struct sdp_keys *keys, size_t slot)
{
	return (keys->filled[slot / 64] >> slot % 64 & 1) != 0;
}

/* The slot of a key, or the free one where it belongs; SDP_KEY_SLOTS if neither
 * is within reach. */
static size_t find_slot(const struct sdp_keys *keys, const struct zsip_sdp *sdp,
                        enum sdp_key_kind kind, unsigned attribute,
                        struct zsip_slice key)
{
	uint32_t at = hash(kind, attribute, key);

	for (size_t i = 0; i < PROBES; i++, at++) {
		size_t slot = at % SDP_KEY_SLOTS;

		if (!is_filled(keys, slot) ||
		    has_key(&keys->slots[slot], sdp, kind, attribute, key))
			return slot;
	}
	return SDP_KEY_SLOTS;
}

struct sdp_key *zsip_sdp_key_find(struct sdp_keys *keys,
                                  const struct zsip_sdp *sdp,
                                  enum sdp_key_kind kind, unsigned attribute,
                                  struct zsip_slice key)
{
	size_t slot;

	if (keys->count == 0)
		return NULL;
	slot = find_slot(keys, sdp, kind, attribute, key);
	return slot != SDP_KEY_SLOTS && is_filled(keys, slot)
	               ? &keys->slots[slot]
	               : NULL;
}

const struct zsip_sdp_line *zsip_sdp_key_add(struct sdp_keys *keys,
                                             const struct zsip_sdp *sdp,
                                             enum sdp_key_kind kind,
                                             const struct zsip_sdp_line *line)
{
	struct zsip_slice key = zsip_sdp_key_of(line, kind);
	size_t number = (size_t)(line - sdp->lines) + 1;
	size_t slot;

	if (key.len > UINT16_MAX)
		return NULL;
	slot = find_slot(keys, sdp, kind, line->attribute, key);
	if (slot == SDP_KEY_SLOTS)
		return NULL;
	if (is_filled(keys, slot))
		return &sdp->lines[keys->slots[slot].line - 1];
	if (keys->count == ZSIP_SDP_COMPARED)
		return NULL;
	keys->count++;
	keys->filled[slot / 64] |= UINT64_C(1) << slot % 64;
	keys->slots[slot] = (struct sdp_key){.line = (uint16_t)number,
	                                     .len = (uint16_t)key.len,
	                                     .kind = (uint8_t)kind};
	return NULL;
}
