/*
 * Keyed permutations: a Feistel network, which is walked until it stays within
 * the values.
 */
#include "select/permute.h"

uint64_t permute_mix(const struct pseudonyms *pseudonyms, enum purpose purpose,
                     uint64_t a, uint64_t b)
{
	struct zsip_siphash hash;

	zsip_siphash_start(&hash, pseudonyms->key[0], pseudonyms->key[1]);
	permute_put(&hash, purpose);
	permute_put(&hash, a);
	permute_put(&hash, b);
	return zsip_siphash_end(&hash);
}

static uint64_t feistel(const struct pseudonyms *pseudonyms, uint64_t tweak,
                        unsigned half, uint64_t value)
{
	uint64_t mask = (UINT64_C(1) << half) - 1;
	uint64_t left = value >> half, right = value & mask;

	for (uint64_t round = 0; round < 4; round++) {
		uint64_t f = permute_mix(pseudonyms, FOR_WORD, tweak,
		                         right << 8 | round);
		uint64_t next = left ^ (f & mask);

		left = right;
		right = next;
	}
	return left << half | right;
}

uint64_t permute(const struct pseudonyms *pseudonyms, uint64_t tweak,
                 uint64_t count, uint64_t value)
{
	unsigned half = 1;

	while (UINT64_C(1) << 2 * half < count)
		half++;
	do
		value = feistel(pseudonyms, tweak, half, value);
	while (value >= count);
	return value;
}
