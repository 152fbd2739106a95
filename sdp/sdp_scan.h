/*
 * Line ends by vectors that every processor of its kind has: sixteen bytes on
 * x86-64 and ARM, eight elsewhere.
 */
#ifndef ZSIP_SDP_SCAN_H
#define ZSIP_SDP_SCAN_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

static inline bool sdp_is_break(char byte)
{
	return byte == '\n' || byte == '\r' || byte == '\0';
}

/* The first LF, CR or NUL from p on, `end` if there is none. */
static inline const char *sdp_scan_break(const char *p, const char *end)
{
#if defined(__SSE2__)
	const __m128i last = _mm_set1_epi8('\r');

	/* Few other bytes are as low as these. */
	for (; end - p >= 16; p += 16) {
		__m128i text = _mm_loadu_si128((const __m128i *)p);
		unsigned mask = (unsigned)_mm_movemask_epi8(
		        _mm_cmpeq_epi8(_mm_min_epu8(text, last), text));

		for (; mask != 0; mask &= mask - 1) {
			if (sdp_is_break(p[__builtin_ctz(mask)]))
				return p + __builtin_ctz(mask);
		}
	}
#elif defined(__ARM_NEON) && defined(__aarch64__)
	for (; end - p >= 16; p += 16) {
		uint8x16_t text = vld1q_u8((const uint8_t *)p);
		uint8x16_t breaks =
		        vorrq_u8(vorrq_u8(vceqq_u8(text, vdupq_n_u8('\n')),
		                          vceqq_u8(text, vdupq_n_u8('\r'))),
		                 vceqzq_u8(text));
		uint64_t mask =
		        vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(
		                              vreinterpretq_u16_u8(breaks), 4)),
		                      0);

		if (mask != 0)
			return p + (__builtin_ctzll(mask) >> 2);
	}
#endif
	while (p < end && !sdp_is_break(*p))
		p++;
	return p;
}

/* The first colon from p on, `end` if there is none; the bytes up to `limit`
 * may be read. */
static inline const char *sdp_scan_colon(const char *p, const char *end,
                                         const char *limit)
{
#if defined(__SSE2__)
	/* Names are short. */
	if (limit - p >= 16) {
		__m128i text = _mm_loadu_si128((const __m128i *)p);
		unsigned mask = (unsigned)_mm_movemask_epi8(
		        _mm_cmpeq_epi8(text, _mm_set1_epi8(':')));

		if (mask != 0) {
			p += __builtin_ctz(mask);
			return p < end ? p : end;
		}
		if (end - p <= 16)
			return end;
	}
#else
	(void)limit;
#endif
	while (p < end && *p != ':')
		p++;
	return p;
}

/* sdp_scan_break(), and the first colon before it or that place itself in
 * `*colon`.  Sixteen bytes from p on can be read. */
static inline const char *sdp_scan_attribute(const char *p, const char *end,
                                             const char **colon)
{
#if defined(__SSE2__)
	__m128i text = _mm_loadu_si128((const __m128i *)p);
	unsigned low = (unsigned)_mm_movemask_epi8(
	        _mm_cmpeq_epi8(_mm_min_epu8(text, _mm_set1_epi8('\r')), text));
	unsigned colons = (unsigned)_mm_movemask_epi8(
	        _mm_cmpeq_epi8(text, _mm_set1_epi8(':')));

	/* A colon among the first sixteen, and no line end. */
	if (low == 0 && colons != 0) {
		*colon = p + __builtin_ctz(colons);
		return sdp_scan_break(p + 16, end);
	}
#endif
	const char *line_end = sdp_scan_break(p, end);

	*colon = memchr(p, ':', (size_t)(line_end - p));
	if (*colon == NULL)
		*colon = line_end;
	return line_end;
}

#endif
