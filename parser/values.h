/*
 * Host code of header_values.rl: what its actions call, and what is left to
 * check when the machine has stopped.
 */
#ifndef ZSIP_VALUES_H
#define ZSIP_VALUES_H

#include "internal.h"
#include <string.h>

#define OUT(shape) ((struct zsip_##shape *)out)
#define CUT(from) \
	((struct zsip_slice){ (const char *)(from), (size_t)(p - (from)) })
#define CUT_EMPTY(at) ((struct zsip_slice){ (const char *)(at), 0 })
#define NUMBER(from) read_number(from, p, &bad)
#define CHECK_HOST(from, to) check_host(from, to, limit, &bad)
#define COLON_IN(slot_) \
	colon_in(slot_, &OUT(via_parm)->received, p, &bad)

/* The first thing that is wrong stays. */
static inline void set_bad(struct zsip_stop *bad, enum zsip_status status,
                           const void *at, const char *expected)
{
	if (bad->status == ZSIP_OK || (const char *)at < bad->at)
		*bad = (struct zsip_stop){ status, at, expected };
}

static inline uint32_t read_number(const unsigned char *from,
                                   const unsigned char *to,
                                   struct zsip_stop *bad)
{
	uint64_t value = 0;

	for (const unsigned char *p = from; p < to; p++) {
		value = value * 10 + (*p - (unsigned)'0');
		if (ZSIP_UNLIKELY(value > UINT32_MAX)) {
			set_bad(bad, ZSIP_E_RANGE, from,
			        "number below 2^32");
			return 0;
		}
	}
	return (uint32_t)value;
}

static inline void check_host(const unsigned char *from,
                              const unsigned char *to, const char *limit,
                              struct zsip_stop *bad)
{
	struct zsip_span text = { (const char *)from, (const char *)to, limit };
	uint8_t type;
	struct zsip_stop stop = ISA(host)(text, &type);

	if (ZSIP_UNLIKELY(stop.status != ZSIP_OK))
		set_bad(bad, stop.status, stop.at, "host");
}

/* A colon in a parameter's value, outside brackets: only an IPv6 address in
 * received has it. */
static inline void colon_in(const struct zsip_slice *slot,
                            const struct zsip_slice *received,
                            const unsigned char *at, struct zsip_stop *bad)
{
	if (slot != received)
		set_bad(bad, ZSIP_E_SYNTAX, at, "parameter value");
}

/* The first 8 bytes of a name in lower case, zeros behind its end: bit 5 is
 * set in each byte, which keeps token characters apart but for case. */
static inline uint64_t name_word(const unsigned char *name, size_t len,
                                 const char *limit)
{
	uint64_t word = 0;

	if (ZSIP_LIKELY(limit - (const char *)name >= 8))
		memcpy(&word, name, 8);
	else
		memcpy(&word, name, len < 8 ? len : 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	word |= UINT64_C(0x2020202020202020);
	return len < 8 ? word & ((UINT64_C(1) << 8 * len) - 1) : word;
}

#define BYTE(c, at) ((uint64_t)(unsigned char)(c) << 8 * (at))
#define WORD3(a, b, c) (BYTE(a, 0) | BYTE(b, 1) | BYTE(c, 2))
#define WORD5(a, b, c, d, e) (WORD3(a, b, c) | BYTE(d, 3) | BYTE(e, 4))
#define WORD8(a, b, c, d, e, f, g, h) \
	(WORD5(a, b, c, d, e) | BYTE(f, 5) | BYTE(g, 6) | BYTE(h, 7))

/* Where the value of this parameter goes; to `unused` if nowhere, or if one of
 * its name came before. */
static inline struct zsip_slice *
addr_slot(void *out, const unsigned char *name, const unsigned char *end,
          const char *limit, struct zsip_slice *unused)
{
	struct zsip_slice *slot = unused;
	size_t len = (size_t)(end - name);

	if (len == 3 && name_word(name, len, limit) == WORD3('t', 'a', 'g'))
		slot = &OUT(name_addr)->tag;
	return slot->ptr == NULL ? slot : unused;
}

static inline struct zsip_slice *
via_slot(void *out, const unsigned char *name, const unsigned char *end,
         const char *limit, struct zsip_slice *unused)
{
	struct zsip_slice *slot = unused;
	size_t len = (size_t)(end - name);
	uint64_t word = name_word(name, len, limit);

	if (len > 8)
		return unused;
	if (word == (WORD5('b', 'r', 'a', 'n', 'c') | BYTE('h', 5)))
		slot = &OUT(via_parm)->branch;
	else if (word == WORD8('r', 'e', 'c', 'e', 'i', 'v', 'e', 'd'))
		slot = &OUT(via_parm)->received;
	else if (word == WORD5('r', 'p', 'o', 'r', 't'))
		slot = &OUT(via_parm)->rport;
	else if (word == WORD5('m', 'a', 'd', 'd', 'r'))
		slot = &OUT(via_parm)->maddr;
	else if (word == WORD3('t', 't', 'l'))
		slot = &OUT(via_parm)->ttl;
	return slot->ptr == NULL ? slot : unused;
}

static inline struct zsip_stop value_failed(const struct zsip_stop *bad,
                                            const unsigned char *p)
{
	struct zsip_stop stop = { ZSIP_E_SYNTAX, (const char *)p, "" };

	return bad->status != ZSIP_OK ? *bad : stop;
}

static inline const char *trim_end(const char *from, const char *end)
{
	while (end > from && (end[-1] == ' ' || end[-1] == '\t' ||
	                      end[-1] == '\r' || end[-1] == '\n'))
		end--;
	return end;
}

/* IPv6address without brackets, as received has it. */
static inline void check_received(const struct zsip_via_parm *via,
                                  const char *limit, struct zsip_stop *bad)
{
	struct zsip_span text = zsip_span(via->received, limit);
	struct zsip_stop stop;

	if (via->received.len == 0 || *text.ptr == '[' ||
	    memchr(text.ptr, ':', via->received.len) == NULL)
		return;
	stop = zsip_ipv6_run(text);
	if (stop.status != ZSIP_OK)
		set_bad(bad, stop.status, stop.at, "IPv6 address");
}

static inline void via_done(struct zsip_via_parm *via, const char *limit,
                            struct zsip_stop *bad)
{
	const char *host = via->host.ptr;
	uint32_t port;

	check_host((const unsigned char *)host,
	           (const unsigned char *)host + via->host.len, limit, bad);
	if (via->port.ptr != NULL &&
	    (zsip_number_read(via->port, &port) != ZSIP_OK || port > 65535))
		set_bad(bad, ZSIP_E_RANGE, via->port.ptr, "port below 65536");
	if (ZSIP_UNLIKELY(via->received.ptr != NULL))
		check_received(via, limit, bad);
}

static inline struct zsip_stop value_done(void *out, unsigned shape,
                                          struct zsip_stop *bad,
                                          struct zsip_span text,
                                          const unsigned char *params,
                                          const unsigned char *comma)
{
	const char *end = comma != NULL ? (const char *)comma : text.end;

	if (params != NULL) {
		const char *from = (const char *)params;
		struct zsip_slice slice = {
			from, (size_t)(trim_end(from, end) - from)
		};

		if (shape == ZSIP_SHAPE_name_addr)
			OUT(name_addr)->params = slice;
		else if (shape == ZSIP_SHAPE_via_parm)
			OUT(via_parm)->params = slice;
		else
			OUT(media_type)->params = slice;
	}
	if (shape == ZSIP_SHAPE_via_parm)
		via_done(out, text.limit, bad);
	if (ZSIP_UNLIKELY(bad->status != ZSIP_OK))
		return *bad;
	return (struct zsip_stop){ ZSIP_OK, end, "" };
}

#endif
