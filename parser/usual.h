/*
 * What the usual forms of values and URIs have in common: tokens found by
 * masks, blanks and plain strings.
 */
#ifndef ZSIP_USUAL_H
#define ZSIP_USUAL_H

#include "scan.h"

/* A text and the mask of the 64 bytes from `base` on, where look() was told to
 * look: bit i tells that base[i] ends a token, or the text.  Token after token
 * is then found by a shift and a count. */
struct text {
	const char *end, *floor, *limit;
	const char *base;
	uint64_t stops;
};

#if defined(ZSIP_FORM_AVX2)

/* Where 64 bytes would run past the limit: what there is, by vectors that end
 * there; no mask if there is no room even for one. */
static __attribute__((noinline)) uint64_t last_stops(const struct text *text,
                                                     const char *p)
{
	const char *limit = text->limit;
	size_t room = (size_t)(limit - p);
	uint64_t stops = 0;

	if (limit - text->floor < 32) {
		for (size_t i = 0; i < room; i++)
			stops |= (uint64_t)!scan_has(ZSIP_SET_token, p[i]) << i;
		return stops;
	}
	stops = scan_mask(zsip_nibbles_token, limit - 32);
	if (room <= 32)
		return stops >> (32 - room);
	return stops << (room - 32) | scan_mask(zsip_nibbles_token, p);
}

static inline void look(struct text *text, const char *p)
{
	size_t len = (size_t)(text->end - p);

	text->base = p;
	if (ZSIP_LIKELY(text->limit - p >= 64))
		text->stops = scan_mask64(zsip_nibbles_token, p);
	else
		text->stops = last_stops(text, p);
	if (len < 64)
		text->stops |= ~UINT64_C(0) << len;
}

static __attribute__((noinline)) const char *look_on(struct text *text,
                                                     const char *p)
{
	p = SCAN(token, p, text->end, text->floor, text->limit);
	if (p < text->end)
		look(text, p);
	return p;
}

static ALWAYS_INLINE const char *token_end(struct text *text, const char *p)
{
	size_t offset = (size_t)(p - text->base);

	if (ZSIP_LIKELY(offset < 64)) {
		uint64_t stops = text->stops >> offset;

		if (ZSIP_LIKELY(stops != 0))
			return p + __builtin_ctzll(stops);
	}
	return look_on(text, p);
}

#else

static inline void look(struct text *text, const char *p)
{
	text->base = p;
}

static inline const char *token_end(struct text *text, const char *p)
{
	return SCAN(token, p, text->end, text->floor, text->limit);
}

#endif

static ALWAYS_INLINE void text_start(struct text *text, const char *end,
                                     const struct zsip_slice *around)
{
	text->end = end;
	text->floor = around->ptr;
	text->limit = around->ptr + around->len;
}

static ALWAYS_INLINE void cut(struct zsip_slice *slice, const char *from,
                              const char *to)
{
	slice->ptr = from;
	slice->len = (size_t)(to - from);
}

/* The byte at p, 0 at the end: no value has a NUL where this asks. */
static ALWAYS_INLINE char byte_at(const struct text *text, const char *p)
{
	return p < text->end ? *p : '\0';
}

/* SWS, where there is any. */
static inline const char *skip_blanks(const struct text *text, const char *p)
{
	const char *end = text->end;

	while (p < end && zsip_is_blank(*p))
		p++;
	if (end - p > 2 && p[0] == '\r' && p[1] == '\n' &&
	    zsip_is_blank(p[2])) {
		p += 3;
		while (p < end && zsip_is_blank(*p))
			p++;
	}
	return p;
}

/* The closing quote of a string without quoted pairs, folds and UTF-8, whose
 * content begins at p; NULL if it has them. */
static inline const char *string_end(const struct text *text, const char *p)
{
	p = SCAN(qdtext, p, text->end, text->floor, text->limit);
	return byte_at(text, p) == '"' ? p : NULL;
}

/* Behind the bracket that closes the IPv6 address at p; none is longer than 64
 * bytes, and to look further for each would take long in all. */
static inline const char *reference_end(const struct text *text, const char *p)
{
	size_t len = (size_t)(text->end - p);

	p = memchr(p, ']', len < 64 ? len : 64);
	return p == NULL ? NULL : p + 1;
}

/* Up to nine digits, which fit. */
static ALWAYS_INLINE const char *read_number(const char *p, const char *end,
                                             uint32_t *number)
{
	const char *from = p;
	uint32_t value = 0;

	for (; p < end && *p >= '0' && *p <= '9'; p++)
		value = value * 10 + (uint32_t)(*p - '0');
	*number = value;
	return p == from || p - from > 9 ? NULL : p;
}

#endif
