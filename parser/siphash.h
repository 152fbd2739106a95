/*
 * SipHash-2-4 (J.-P. Aumasson, D. J. Bernstein: SipHash: a fast short-input
 * PRF) of 16-bit numbers, low byte first.
 */
#ifndef ZSIP_SIPHASH_H
#define ZSIP_SIPHASH_H

#include <stdint.h>

struct zsip_siphash {
	uint64_t v[4];
	uint64_t word; /* the numbers that are no whole word yet */
	uint64_t count;
};

static inline uint64_t zsip_rotate(uint64_t word, unsigned bits)
{
	return word << bits | word >> (64 - bits);
}

static inline void zsip_siphash_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = zsip_rotate(v[1], 13) ^ v[0];
	v[3] = zsip_rotate(v[3], 16) ^ v[2];
	v[0] = zsip_rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = zsip_rotate(v[1], 17) ^ v[2];
	v[3] = zsip_rotate(v[3], 21) ^ v[0];
	v[2] = zsip_rotate(v[2], 32);
}

static inline void zsip_siphash_start(struct zsip_siphash *hash, uint64_t k0,
                                      uint64_t k1)
{
	*hash = (struct zsip_siphash){.v = {k0 ^ UINT64_C(0x736f6d6570736575),
	                                    k1 ^ UINT64_C(0x646f72616e646f6d),
	                                    k0 ^ UINT64_C(0x6c7967656e657261),
	                                    k1 ^ UINT64_C(0x7465646279746573)}};
}

static inline void zsip_siphash_word(struct zsip_siphash *hash, uint64_t word)
{
	hash->v[3] ^= word;
	zsip_siphash_round(hash->v);
	zsip_siphash_round(hash->v);
	hash->v[0] ^= word;
}

static inline void zsip_siphash_put(struct zsip_siphash *hash, uint16_t number)
{
	hash->word |= (uint64_t)number << 16 * (hash->count % 4);
	if (++hash->count % 4 == 0) {
		zsip_siphash_word(hash, hash->word);
		hash->word = 0;
	}
}

static inline uint64_t zsip_siphash_end(struct zsip_siphash *hash)
{
	zsip_siphash_word(hash, hash->word | hash->count * 2 << 56);
	hash->v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		zsip_siphash_round(hash->v);
	return hash->v[0] ^ hash->v[1] ^ hash->v[2] ^ hash->v[3];
}

#endif
