/*
 * A text, character by character, in the form in which it is compared: two
 * texts are equal if this gives the same characters for both.
 */
#ifndef ZSIP_FOLDED_H
#define ZSIP_FOLDED_H

#include "internal.h"
#include <string.h>

enum zsip_fold {
	/* In URI parts an escape is its character unless that is reserved. */
	ZSIP_FOLD_EXACT,
	ZSIP_FOLD_BYTES,   /* an escape is its character, whatever it is */
	ZSIP_FOLD_NOCASE,  /* as EXACT, without case */
	ZSIP_FOLD_NAME,    /* as BYTES, without case; so are those below */
	ZSIP_FOLD_VALUE,   /* but case counts in quotes and brackets */
	ZSIP_FOLD_ADDRESS, /* and in what comes before the parameters */
	ZSIP_FOLD_DIGITS,  /* visual separators do not count */
	/* What an escape stands for is something else; its digits are without
	 * case. */
	ZSIP_FOLD_URN
};

struct zsip_folded {
	const char *p, *end;
	enum zsip_fold how;
	bool quoted, pair, bracketed, address;
};

/* A reserved character that is escaped. */
#define ZSIP_FOLDED_ESCAPE 0x100
#define ZSIP_FOLDED_END    (-1)

static inline char zsip_lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* Eight bytes at once. */
static inline uint64_t zsip_lower_word(uint64_t word)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t low = word & each * 0x7f;
	uint64_t from_a = low + each * (0x80 - 'A');
	uint64_t beyond_z = low + each * (0x80 - 'Z' - 1);

	return word | (from_a & ~beyond_z & ~word & each * 0x80) >> 2;
}

static inline int zsip_hex_value(char byte)
{
	char c = zsip_lower(byte);

	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte for which the escape at p stands, -1 if there is none. */
static inline int zsip_escape_value(const char *p, const char *end)
{
	int high, low;

	if (*p != '%' || end - p < 3)
		return -1;
	high = zsip_hex_value(p[1]);
	low = zsip_hex_value(p[2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* RFC 3261 25.1: reserved; of which RFC 3261 19.1.4 says that an escape is
 * something else. */
static inline bool zsip_is_reserved(int byte)
{
	return memchr(";/?:@&=+$,", byte, 10) != NULL;
}

/* RFC 3966 3 */
static inline bool zsip_is_visual_separator(int byte)
{
	return byte == '-' || byte == '.' || byte == '(' || byte == ')';
}

static inline struct zsip_folded zsip_folded_start(struct zsip_slice text,
                                                   enum zsip_fold how)
{
	const char *p = text.ptr != NULL ? text.ptr : "";

	return (struct zsip_folded){.p = p,
	                            .end = p + text.len,
	                            .how = how,
	                            .address = how == ZSIP_FOLD_ADDRESS};
}

int zsip_folded_other(struct zsip_folded *folded);

/* The next character, or ZSIP_FOLDED_END. */
static inline int zsip_folded_next(struct zsip_folded *folded)
{
	char byte;

	if (folded->p == folded->end || *folded->p == '%' ||
	    folded->how > ZSIP_FOLD_NAME)
		return zsip_folded_other(folded);
	byte = *folded->p++;
	return (unsigned char)(folded->how >= ZSIP_FOLD_NOCASE
	                               ? zsip_lower(byte)
	                               : byte);
}

/* Texts in order, as memcmp(), each folded in its way. */
int zsip_folded_order(struct zsip_slice a, enum zsip_fold how_a,
                      struct zsip_slice b, enum zsip_fold how_b);

#endif
