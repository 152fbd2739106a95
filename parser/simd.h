/*
 * What the line index asks of a SIMD form: masks of 64 bytes, the colon in the
 * first 32 bytes of a line, and a name folded for look-up.
 */
#ifndef ZSIP_SIMD_H
#define ZSIP_SIMD_H

#include "internal.h"
#include <string.h>

#define ZSIP_BLOCK 64

/* Bit i stands for byte i. */
struct block {
	uint64_t lf, cr;
	uint64_t control; /* below 0x20 or 0x7f; CR, LF and HTAB too */
};

/* The first bytes of a name, bit 5 set in each, and zeros behind its length:
 * the hash's input. */
struct folded {
	uint64_t a, b;
};

#if defined(ZSIP_FORM_AVX512)
#include <immintrin.h>

static inline __m512i repeated(const unsigned char *bytes)
{
	return _mm512_load_si512(bytes);
}

static inline struct block block_masked(__mmask64 text, __m512i v)
{
	return (struct block){
	        _mm512_mask_cmpeq_epi8_mask(text, v,
	                                    repeated(zsip_repeated.lf)),
	        _mm512_mask_cmpeq_epi8_mask(text, v,
	                                    repeated(zsip_repeated.cr)),
	        _mm512_mask_cmple_epu8_mask(
	                text, v, repeated(zsip_repeated.last_control)) |
	                _mm512_mask_cmpeq_epi8_mask(
	                        text, v, repeated(zsip_repeated.del))};
}

/* Masked loads read nothing behind the end. */
static inline struct block block_at(const char *p, const char *start,
                                    const char *end)
{
	size_t len = (size_t)(end - p);
	__mmask64 text = ~UINT64_C(0);

	(void)start;
	if (ZSIP_LIKELY(len >= ZSIP_BLOCK))
		return block_masked(text, _mm512_loadu_si512(p));
	text = _bzhi_u64(text, (unsigned)len);
	return block_masked(text, _mm512_maskz_loadu_epi8(text, p));
}

typedef __m256i name_vector;

static inline name_vector name_load(const char *p, const char *end)
{
	size_t len = (size_t)(end - p);

	if (ZSIP_LIKELY(len >= ZSIP_NAME_MAX))
		return _mm256_loadu_si256((const __m256i *)p);
	return _mm256_maskz_loadu_epi8(_bzhi_u32(~UINT32_C(0), (unsigned)len),
	                               p);
}

/* How many of the 32 bytes stand before a colon; 32 without one. */
static inline size_t first_colon(name_vector v)
{
	return _tzcnt_u32(_mm256_cmpeq_epi8_mask(
	        v, _mm256_load_si256((const __m256i *)zsip_repeated.colon)));
}

static inline name_vector name_fold(name_vector v, size_t len,
                                    struct folded *folded)
{
	__mmask32 keep = _bzhi_u32(~UINT32_C(0), (unsigned)len);
	__m128i low;

	v = _mm256_maskz_mov_epi8(
	        keep, _mm256_or_si256(
	                      v, _mm256_load_si256(
	                                 (const __m256i *)zsip_repeated.bit5)));
	low = _mm256_castsi256_si128(v);
	folded->a = (uint64_t)_mm_cvtsi128_si64(low);
	folded->b = (uint64_t)_mm_extract_epi64(low, 1);
	return v;
}

static inline bool name_equal(name_vector v, const struct zsip_name_entry *e)
{
	return _mm256_cmpneq_epi8_mask(
	               v, _mm256_loadu_si256((const __m256i *)e->folded)) == 0;
}

#elif defined(ZSIP_FORM_AVX2)
#include <immintrin.h>

static inline __m256i repeated(const unsigned char *bytes)
{
	return _mm256_load_si256((const __m256i *)bytes);
}

static inline uint64_t pair(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline __m256i controls(__m256i v)
{
	__m256i low = _mm256_cmpeq_epi8(
	        _mm256_min_epu8(v, repeated(zsip_repeated.last_control)), v);

	return _mm256_or_si256(
	        low, _mm256_cmpeq_epi8(v, repeated(zsip_repeated.del)));
}

static inline struct block block_load(const char *p)
{
	const __m256i lf = repeated(zsip_repeated.lf);
	const __m256i cr = repeated(zsip_repeated.cr);
	__m256i low = _mm256_loadu_si256((const __m256i *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));

	return (struct block){
	        pair(_mm256_cmpeq_epi8(low, lf), _mm256_cmpeq_epi8(high, lf)),
	        pair(_mm256_cmpeq_epi8(low, cr), _mm256_cmpeq_epi8(high, cr)),
	        pair(controls(low), controls(high))};
}

typedef __m256i name_vector;

/* The last `len` < 16 bytes before `end`, zeros behind. */
static inline __m128i last_bytes(const char *end, size_t len)
{
	/* Shuffles down by n when loaded at n; 0x80 makes zeros. */
	static const uint8_t down[32] = {
	        0,   1,   2,   3,   4,   5,   6,   7,   8,   9,   10,
	        11,  12,  13,  14,  15,  128, 128, 128, 128, 128, 128,
	        128, 128, 128, 128, 128, 128, 128, 128, 128, 128};
	__m128i v = _mm_loadu_si128((const __m128i *)(end - 16));

	return _mm_shuffle_epi8(
	        v, _mm_loadu_si128((const __m128i *)(down + 16 - len)));
}

/* 32 bytes from p on, zeros from `end` on.  At least 16 bytes stand before
 * `end`. */
static inline name_vector name_load(const char *p, const char *end)
{
	size_t len = (size_t)(end - p);

	if (ZSIP_LIKELY(len >= ZSIP_NAME_MAX))
		return _mm256_loadu_si256((const __m256i *)p);
	if (len < 16)
		return _mm256_zextsi128_si256(last_bytes(end, len));
	return _mm256_set_m128i(last_bytes(end, len - 16),
	                        _mm_loadu_si128((const __m128i *)p));
}

/* How many of the 32 bytes stand before a colon; 32 without one. */
static inline size_t first_colon(name_vector v)
{
	return _tzcnt_u32((uint32_t)_mm256_movemask_epi8(
	        _mm256_cmpeq_epi8(v, repeated(zsip_repeated.colon))));
}

static inline name_vector name_fold(name_vector v, size_t len,
                                    struct folded *folded)
{
	__m256i keep = _mm256_loadu_si256(
	        (const __m256i *)(zsip_repeated.window + ZSIP_NAME_MAX - len));
	__m128i low;

	v = _mm256_and_si256(_mm256_or_si256(v, repeated(zsip_repeated.bit5)),
	                     keep);
	low = _mm256_castsi256_si128(v);
	folded->a = (uint64_t)_mm_cvtsi128_si64(low);
	folded->b = (uint64_t)_mm_extract_epi64(low, 1);
	return v;
}

static inline bool name_equal(name_vector v, const struct zsip_name_entry *e)
{
	__m256i diff = _mm256_xor_si256(
	        v, _mm256_loadu_si256((const __m256i *)e->folded));

	return _mm256_testz_si256(diff, diff);
}

#else

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

struct name_words {
	uint64_t word[4];
};
typedef struct name_words name_vector;

static inline name_vector name_load(const char *p, const char *end)
{
	name_vector v = {{0}};

	if (ZSIP_LIKELY(end - p >= ZSIP_NAME_MAX)) {
		for (size_t i = 0; i < 4; i++)
			v.word[i] = zsip_load64(p + 8 * i);
		return v;
	}
	for (size_t i = 0; i < 4 && p < end; i++, p += 8)
		v.word[i] = zsip_load_short(p, (size_t)(end - p));
	return v;
}

/* Bit 7 of each byte that is zero, exactly. */
static inline uint64_t zero_bytes(uint64_t w)
{
	return ~(((w & EACH(0x7f)) + EACH(0x7f)) | w | EACH(0x7f));
}

static inline size_t first_colon(name_vector v)
{
	for (size_t i = 0; i < 4; i++) {
		uint64_t hit = zero_bytes(v.word[i] ^ EACH(':'));

		if (hit != 0)
			return 8 * i + (size_t)__builtin_ctzll(hit) / 8;
	}
	return ZSIP_NAME_MAX;
}

static inline name_vector name_fold(name_vector v, size_t len,
                                    struct folded *folded)
{
	for (size_t i = 0; i < 4; i++) {
		size_t have = len > 8 * i ? len - 8 * i : 0;
		uint64_t keep = have >= 8 ? ~UINT64_C(0)
		                          : (UINT64_C(1) << 8 * have) - 1;

		v.word[i] = (v.word[i] | EACH(0x20)) & keep;
	}
	folded->a = v.word[0];
	folded->b = v.word[1];
	return v;
}

static inline bool name_equal(name_vector v, const struct zsip_name_entry *e)
{
	const char *p = (const char *)e->folded;

	return ((v.word[0] ^ zsip_load64(p)) |
	        (v.word[1] ^ zsip_load64(p + 8)) |
	        (v.word[2] ^ zsip_load64(p + 16)) |
	        (v.word[3] ^ zsip_load64(p + 24))) == 0;
}

#if defined(ZSIP_FORM_SSE2)
#include <emmintrin.h>

static inline uint64_t bits(__m128i v, int at)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(v) << at;
}

static inline struct block block_load(const char *p)
{
	struct block block = {0, 0, 0};

	for (int at = 0; at < ZSIP_BLOCK; at += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + at));
		__m128i low =
		        _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);

		block.lf |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), at);
		block.cr |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('\r')), at);
		low = _mm_or_si128(low, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f)));
		block.control |= bits(low, at);
	}
	return block;
}

#elif defined(ZSIP_FORM_NEON)
#include <arm_neon.h>

/* Sixteen lanes of 0 or 0xff to sixteen bits: each lane keeps its own bit of
 * its half, and pairwise sums gather eight lanes in a byte. */
static inline uint64_t bits(uint8x16_t v, int at)
{
	static const uint8_t own[16] = {1, 2, 4, 8, 16, 32, 64, 128,
	                                1, 2, 4, 8, 16, 32, 64, 128};
	uint8x16_t kept = vandq_u8(v, vld1q_u8(own));
	uint8x8_t sum = vpadd_u8(vget_low_u8(kept), vget_high_u8(kept));

	sum = vpadd_u8(sum, sum);
	sum = vpadd_u8(sum, sum);
	return (uint64_t)vget_lane_u16(vreinterpret_u16_u8(sum), 0) << at;
}

static inline struct block block_load(const char *p)
{
	struct block block = {0, 0, 0};

	for (int at = 0; at < ZSIP_BLOCK; at += 16) {
		uint8x16_t v = vld1q_u8((const uint8_t *)p + at);
		uint8x16_t low = vcltq_u8(v, vdupq_n_u8(0x20));
		uint8x16_t del = vceqq_u8(v, vdupq_n_u8(0x7f));

		block.lf |= bits(vceqq_u8(v, vdupq_n_u8('\n')), at);
		block.cr |= bits(vceqq_u8(v, vdupq_n_u8('\r')), at);
		block.control |= bits(vorrq_u8(low, del), at);
	}
	return block;
}

#else

/* Bit 7 of each byte to eight bits. */
static inline uint64_t gather(uint64_t high_bits)
{
	return ((high_bits >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline struct block block_load(const char *p)
{
	struct block block = {0, 0, 0};

	for (int at = 0; at < ZSIP_BLOCK; at += 8) {
		uint64_t w = zsip_load64(p + at);
		uint64_t control =
		        zero_bytes(w & EACH(0xe0)) | zero_bytes(w ^ EACH(0x7f));

		if (control == 0)
			continue;
		block.lf |= gather(zero_bytes(w ^ EACH('\n'))) << at;
		block.cr |= gather(zero_bytes(w ^ EACH('\r'))) << at;
		block.control |= gather(control) << at;
	}
	return block;
}

#endif
#endif

#if !defined(ZSIP_FORM_AVX512)

/* The block at p of the text from `start` to `end`; what is not text shows as
 * no line end and no control byte. */
static inline struct block block_at(const char *p, const char *start,
                                    const char *end)
{
	struct block block;
	char copy[ZSIP_BLOCK];
	size_t len = (size_t)(end - p), beyond = ZSIP_BLOCK - len;

	if (ZSIP_LIKELY(len >= ZSIP_BLOCK))
		return block_load(p);
	if (ZSIP_LIKELY(end - start >= ZSIP_BLOCK)) {
		block = block_load(end - ZSIP_BLOCK);
	} else {
		memset(copy, ' ', sizeof(copy));
		memcpy(copy + beyond, p, len);
		block = block_load(copy);
	}
	return (struct block){block.lf >> beyond, block.cr >> beyond,
	                      block.control >> beyond};
}

#endif
#endif
