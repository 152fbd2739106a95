/*
 * Leaps of sdp_transport.rl: where the machine would only eat more bytes of one
 * set, an action jumps to the last of them.  It then stands in the state in
 * which eating byte by byte would have left it; a test compares with the same
 * machine built without leaps (ZSIP_NO_LEAPS).
 */
#ifndef ZSIP_SDP_LEAP_H
#define ZSIP_SDP_LEAP_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* ice-char; non-ws-char; token of RFC 3261; VCHAR; what base64 has. */
enum { ICE = 1, NON_WS = 2, SIP_TOKEN = 4, VISIBLE = 8, BASE64 = 16 };

#define SEEN  (NON_WS | VISIBLE)
#define TOKEN (SEEN | SIP_TOKEN)
#define ALNUM (TOKEN | ICE | BASE64)

static const uint8_t leap_sets[256] = {['!'] = TOKEN,
                                       ['"' ... '$'] = SEEN,
                                       ['%'] = TOKEN,
                                       ['&'] = SEEN,
                                       ['\''] = TOKEN,
                                       ['(' ... ')'] = SEEN,
                                       ['*'] = TOKEN,
                                       ['+'] = ALNUM,
                                       [','] = SEEN,
                                       ['-' ... '.'] = TOKEN,
                                       ['/'] = SEEN | ICE | BASE64,
                                       ['0' ... '9'] = ALNUM,
                                       [':' ... '<'] = SEEN,
                                       ['='] = SEEN | BASE64,
                                       ['>' ... '@'] = SEEN,
                                       ['A' ... 'Z'] = ALNUM,
                                       ['[' ... '^'] = SEEN,
                                       ['_' ... '`'] = TOKEN,
                                       ['a' ... 'z'] = ALNUM,
                                       ['{' ... '}'] = SEEN,
                                       ['~'] = TOKEN,
                                       [0x80 ... 0xff] = NON_WS};

/* The last of the bytes from p on that are of the set, as the one at p is. */
static inline const unsigned char *
leap_set(unsigned set, const unsigned char *p, const unsigned char *pe)
{
	while (pe - p > 1 && (leap_sets[p[1]] & set) != 0)
		p++;
	return p;
}

static inline bool leap_is_uhex(unsigned char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'F');
}

#if defined(__SSE2__)

/* "12:34:56:78:9A:" from p on. */
static inline bool leap_five_bytes(const unsigned char *p)
{
	__m128i text = _mm_loadu_si128((const __m128i *)p);
	__m128i digits =
	        _mm_and_si128(_mm_cmpgt_epi8(text, _mm_set1_epi8('0' - 1)),
	                      _mm_cmplt_epi8(text, _mm_set1_epi8('9' + 1)));
	__m128i letters =
	        _mm_and_si128(_mm_cmpgt_epi8(text, _mm_set1_epi8('A' - 1)),
	                      _mm_cmplt_epi8(text, _mm_set1_epi8('F' + 1)));
	__m128i colons = _mm_cmpeq_epi8(text, _mm_set1_epi8(':'));
	int hex = _mm_movemask_epi8(_mm_or_si128(digits, letters));

	return (hex & 0x7fff) == 0x3 * 0x1249 &&
	       (_mm_movemask_epi8(colons) & 0x7fff) == 0x4 * 0x1249;
}

#endif

/* From the colon at p to the last one that follows with two digits between
 * each. */
static inline const unsigned char *leap_fingerprint(const unsigned char *p,
                                                    const unsigned char *pe)
{
#if defined(__SSE2__)
	while (pe - p > 16 && leap_five_bytes(p + 1))
		p += 15;
#endif
	while (pe - p > 3 && leap_is_uhex(p[1]) && leap_is_uhex(p[2]) &&
	       p[3] == ':')
		p += 3;
	return p;
}

#if defined(ZSIP_NO_LEAPS)
#define LEAP(set)
#define LEAP_FINGERPRINT
#else
#define LEAP(set)        (p = leap_set(set, p, pe))
#define LEAP_FINGERPRINT (p = leap_fingerprint(p, pe))
#endif

#endif
