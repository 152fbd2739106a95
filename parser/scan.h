/*
 * Leaps: where a machine would only eat more characters of one set, an action
 * jumps to the end of the run.  After the jump the machine stands in the state
 * in which eating byte by byte would have left it, so a leap is right wherever
 * the set's characters lead from a state to itself; tests compare with the
 * same machines built without leaps (ZSIP_NO_LEAPS).
 */
#ifndef ZSIP_SCAN_H
#define ZSIP_SCAN_H

#include "internal.h"
#include "charsets.h"
#include <string.h>

#if defined(ZSIP_FORM_AVX2)
#include <immintrin.h>
#elif defined(ZSIP_FORM_NEON)
#include <arm_neon.h>
#endif

static inline bool scan_has(unsigned set, char byte)
{
	return zsip_sets[(unsigned char)byte] >> set & 1;
}

static inline const char *scan_bytes(unsigned set, const char *p,
                                     const char *end)
{
	while (p < end && scan_has(set, *p))
		p++;
	return p;
}

#if defined(ZSIP_FORM_AVX2)

/* Bit h of byte h, for the high halves of ASCII characters. */
#define SCAN_ROWS 1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0

/* One bit a byte: not in the set. */
static inline uint32_t scan_vector(const unsigned char nibbles[16],
                                   __m256i text)
{
	const __m256i rows = _mm256_setr_epi8(SCAN_ROWS, SCAN_ROWS);
	__m256i set = _mm256_broadcastsi128_si256(
	        _mm_loadu_si128((const __m128i *)nibbles));
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(text, 4),
	                                _mm256_set1_epi8(0x0f));
	__m256i low_bits = _mm256_shuffle_epi8(set, text);
	__m256i high_bits = _mm256_shuffle_epi8(rows, high);

#if defined(ZSIP_FORM_AVX512)
	return _mm256_testn_epi8_mask(low_bits, high_bits);
#else
	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(
	        _mm256_and_si256(low_bits, high_bits), _mm256_setzero_si256()));
#endif
}

/* The same for p[0..31]. */
static inline uint32_t scan_mask(const unsigned char nibbles[16], const char *p)
{
	return scan_vector(nibbles, _mm256_loadu_si256((const __m256i *)p));
}

/* The same for p[0..63]. */
static inline uint64_t scan_mask64(const unsigned char nibbles[16],
                                   const char *p)
{
#if defined(ZSIP_FORM_AVX512)
	const __m512i rows = _mm512_broadcast_i32x4(_mm_setr_epi8(SCAN_ROWS));
	__m512i set = _mm512_broadcast_i32x4(
	        _mm_loadu_si128((const __m128i *)nibbles));
	__m512i text = _mm512_loadu_si512(p), high;

	/* In a register: gcc would put it into memory, to be read twice. */
	__asm__("" : "+v"(text));
	high = _mm512_and_si512(_mm512_srli_epi16(text, 4),
	                        _mm512_set1_epi8(0x0f));

	return _mm512_testn_epi8_mask(_mm512_shuffle_epi8(set, text),
	                              _mm512_shuffle_epi8(rows, high));
#else
	return scan_mask(nibbles, p) | (uint64_t)scan_mask(nibbles, p + 32)
	                                       << 32;
#endif
}

/* Where no vector fits before the limit: the vector that ends there, shifted,
 * if at least the floor is far enough. */
static __attribute__((noinline, unused)) const char *
scan_last(unsigned set, const unsigned char nibbles[16], const char *p,
          const char *end, const char *floor, const char *limit)
{
	if (limit - floor >= 32) {
		uint32_t out =
		        scan_mask(nibbles, limit - 32) >> (32 - (limit - p));

		p = out != 0 ? p + __builtin_ctz(out) : limit;
		return p < end ? p : end;
	}
	return scan_bytes(set, p, end);
}

static inline const char *scan_run(unsigned set,
                                   const unsigned char nibbles[16],
                                   const char *p, const char *end,
                                   const char *floor, const char *limit)
{
	if (ZSIP_UNLIKELY(p >= end))
		return end;
	while (ZSIP_LIKELY(limit - p >= 32)) {
		uint32_t out = scan_mask(nibbles, p);

		if (ZSIP_LIKELY(out != 0)) {
			p += __builtin_ctz(out);
			return p < end ? p : end;
		}
		p += 32;
		if (p >= end)
			return end;
	}
	return scan_last(set, nibbles, p, end, floor, limit);
}

#elif defined(ZSIP_FORM_NEON)

static inline const char *scan_run(unsigned set,
                                   const unsigned char nibbles[16],
                                   const char *p, const char *end,
                                   const char *floor, const char *limit)
{
	static const unsigned char row_bits[16] = {1, 2, 4, 8, 16, 32, 64, 128};
	const uint8x16_t rows = vld1q_u8(row_bits), table = vld1q_u8(nibbles);

	(void)floor;
	while (ZSIP_LIKELY(limit - p >= 16)) {
		uint8x16_t text = vld1q_u8((const uint8_t *)p);
		uint8x16_t low = vandq_u8(text, vdupq_n_u8(0x0f));
		uint8x16_t in = vtstq_u8(vqtbl1q_u8(table, low),
		                         vqtbl1q_u8(rows, vshrq_n_u8(text, 4)));
		/* Four bits a byte, as NEON has no movemask. */
		uint64_t out =
		        ~vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(
		                               vreinterpretq_u16_u8(in), 4)),
		                       0);

		if (out != 0) {
			p += __builtin_ctzll(out) / 4;
			return p < end ? p : end;
		}
		p += 16;
		if (p >= end)
			return end;
	}
	return scan_bytes(set, p, end);
}

#else

static inline const char *scan_run(unsigned set,
                                   const unsigned char nibbles[16],
                                   const char *p, const char *end,
                                   const char *floor, const char *limit)
{
	(void)nibbles;
	(void)floor;
	(void)limit;
	return scan_bytes(set, p, end);
}

#endif

/* The first "@", NULL if there is none. */
static inline const char *scan_at(const char *p, const char *end,
                                  const char *limit)
{
#if defined(ZSIP_FORM_AVX2)
	if (ZSIP_LIKELY(limit - p >= 32)) {
		__m256i v = _mm256_loadu_si256((const __m256i *)p);
		uint32_t hit = (uint32_t)_mm256_movemask_epi8(
		        _mm256_cmpeq_epi8(v, _mm256_set1_epi8('@')));

		if (hit != 0) {
			p += __builtin_ctz(hit);
			return p < end ? p : NULL;
		}
		p += 32;
	}
#else
	(void)limit;
#endif
	return p < end ? memchr(p, '@', (size_t)(end - p)) : NULL;
}

/* From p to the first byte outside the set, at most `end`.  Bytes from `floor`
 * to `limit` may be read. */
#define SCAN(set, p, end, floor, limit)                                        \
	scan_run(ZSIP_SET_##set, zsip_nibbles_##set, p, end, floor, limit)

/* For the machines, with their variables p, pe, floor and limit: the action
 * stands on a character of the set, and Ragel steps on by one after it. */
#if defined(ZSIP_NO_LEAPS)
#define LEAP(set) ((void)floor, (void)limit)
#else
#define LEAP(set)                                                              \
	(p = (const unsigned char *)SCAN(set, (const char *)p + 1,             \
	                                 (const char *)pe, floor, limit) -     \
	     1)
#endif

#endif
