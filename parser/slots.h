/*
 * Which member of a shape keeps the value of a parameter.
 */
#ifndef ZSIP_SLOTS_H
#define ZSIP_SLOTS_H

#include "internal.h"

/* The first 8 bytes of a name in lower case, zeros behind its end: bit 5 is
 * set in each byte, which keeps token characters apart but for case. */
static ALWAYS_INLINE uint64_t name_word(const char *name, size_t len,
                                        const char *limit)
{
	uint64_t word;

	if (ZSIP_LIKELY(limit - name >= 8))
		word = zsip_load64(name);
	else
		word = zsip_load_short(name, len);
	word |= UINT64_C(0x2020202020202020);
	return len < 8 ? word & ((UINT64_C(1) << 8 * len) - 1) : word;
}

#define BYTE(c, at)             ((uint64_t)(unsigned char)(c) << 8 * (at))
#define WORD3(a, b, c)          (BYTE(a, 0) | BYTE(b, 1) | BYTE(c, 2))
#define WORD5(a, b, c, d, e)    (WORD3(a, b, c) | BYTE(d, 3) | BYTE(e, 4))
#define WORD6(a, b, c, d, e, f) (WORD5(a, b, c, d, e) | BYTE(f, 5))
#define WORD8(a, b, c, d, e, f, g, h)                                          \
	(WORD6(a, b, c, d, e, f) | BYTE(g, 6) | BYTE(h, 7))

/* NULL if the shape does not keep a parameter of this name. */
static ALWAYS_INLINE struct zsip_slice *
name_addr_slot(struct zsip_name_addr *addr, const char *name, size_t len,
               const char *limit)
{
	if (len == 3 && name_word(name, len, limit) == WORD3('t', 'a', 'g'))
		return &addr->tag;
	return NULL;
}

static ALWAYS_INLINE struct zsip_slice *via_parm_slot(struct zsip_via_parm *via,
                                                      const char *name,
                                                      size_t len,
                                                      const char *limit)
{
	uint64_t word = name_word(name, len, limit);

	if (len > 8)
		return NULL;
	if (word == WORD6('b', 'r', 'a', 'n', 'c', 'h'))
		return &via->branch;
	if (word == WORD8('r', 'e', 'c', 'e', 'i', 'v', 'e', 'd'))
		return &via->received;
	if (word == WORD5('r', 'p', 'o', 'r', 't'))
		return &via->rport;
	if (word == WORD5('m', 'a', 'd', 'd', 'r'))
		return &via->maddr;
	if (word == WORD3('t', 't', 'l'))
		return &via->ttl;
	return NULL;
}

static inline void zsip_absent(struct zsip_slice *slice)
{
	slice->ptr = NULL;
	slice->len = 0;
}

/* The members that a value may leave out. */
static ALWAYS_INLINE void name_addr_clear(struct zsip_name_addr *addr)
{
	zsip_absent(&addr->display_name);
	zsip_absent(&addr->params);
	zsip_absent(&addr->tag);
	addr->quoted = addr->bracketed = addr->wildcard = false;
}

static ALWAYS_INLINE void via_parm_clear(struct zsip_via_parm *via)
{
	zsip_absent(&via->host);
	zsip_absent(&via->port);
	zsip_absent(&via->params);
	zsip_absent(&via->branch);
	zsip_absent(&via->received);
	zsip_absent(&via->rport);
	zsip_absent(&via->maddr);
	zsip_absent(&via->ttl);
}

#endif
