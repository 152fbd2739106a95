/*
 * Hashes of texts, for tables that somebody might want to be slow:
 * for each eight bytes a product with a secret, turned round lest the upper
 * bytes reach no others, and a product with another one.  Quicker than SipHash,
 * and enough where nobody sees the hashes.
 */
#ifndef ZSIP_TEXT_HASH_H
#define ZSIP_TEXT_HASH_H

#include "folded.h"

/* Secrets that are factors are odd. */
struct zsip_text_key {
	uint64_t start, factor, turned_factor;
};

static inline struct zsip_text_key zsip_text_key(uint64_t seed)
{
	return (struct zsip_text_key){
	        .start = seed ^ UINT64_C(0x243f6a8885a308d3),
	        .factor = (seed ^ UINT64_C(0x9e3779b97f4a7c15)) | 1,
	        .turned_factor = (seed * UINT64_C(0xd1342543de82ef95) + 1) | 1};
}

static inline uint64_t zsip_text_put(const struct zsip_text_key *key,
                                     uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * key->factor;
	return __builtin_bswap64(hash) * key->turned_factor;
}

static inline uint64_t zsip_text_fold(uint64_t word, bool lower)
{
	return lower ? zsip_lower_word(word) : word;
}

/* With or without case.  Of none it is 0. */
static inline uint64_t zsip_text_hash(struct zsip_slice text,
                                      const struct zsip_text_key *key,
                                      bool lower)
{
	uint64_t hash = key->start + text.len;
	const char *p = text.ptr, *end;

	if (p == NULL)
		return 0;
	end = p + text.len;
	for (; end - p > 8; p += 8)
		hash = zsip_text_put(key, hash,
		                     zsip_text_fold(zsip_load64(p), lower));
	/* The last word may have bytes of the one before it. */
	p = text.len > 8 ? end - 8 : p;
	return zsip_text_put(
	        key, hash,
	        zsip_text_fold(zsip_load_short(p, (size_t)(end - p)), lower));
}

#endif
