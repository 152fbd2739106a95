/*
 * Keyed permutations.
 */
#ifndef SIPLINT_PERMUTE_H
#define SIPLINT_PERMUTE_H

#include "select/pseudonyms.h"
#include "siphash.h"

enum purpose { FOR_SEED, FOR_WORD, FOR_STREAM, FOR_IPV4, FOR_IPV6, FOR_NUMBER };

static inline void permute_put(struct zsip_siphash *hash, uint64_t word)
{
	for (int i = 0; i < 64; i += 16)
		zsip_siphash_put(hash, (uint16_t)(word >> i));
}

/* A number that nobody can foresee without the key. */
uint64_t permute_mix(const struct pseudonyms *pseudonyms, enum purpose purpose,
                     uint64_t a, uint64_t b);
/* Another value for each, or the same.
 * @param tweak  for another permutation
 * @param count  of values, from 0 on */
uint64_t permute(const struct pseudonyms *pseudonyms, uint64_t tweak,
                 uint64_t count, uint64_t value);

#endif
