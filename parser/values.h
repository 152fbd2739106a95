/*
 * Host code of header_values.rl: what its actions call, and what is left to
 * check when a machine has stopped.
 */
#ifndef ZSIP_VALUES_H
#define ZSIP_VALUES_H

#include "slots.h"
#include <string.h>

/* What a machine notes as it goes. */
struct reading {
	const unsigned char *mark;   /* where the part being read begins */
	const unsigned char *name;   /* where the parameter's name begins */
	const unsigned char *params; /* the first semicolon */
	const char *end;             /* of the value: a comma may end it */
	const struct zsip_slice *around;
	struct zsip_slice *slot; /* where the parameter's value goes */
	struct zsip_slice unused;
	/* The first thing wrong beyond grammar; ZSIP_OK while there is none. */
	struct zsip_stop *stop;
};

/* Commas in a display name that has no quotes. */
#define NAME_COMMAS 4

#define OUT(shape) ((struct zsip_##shape *)out)
#define CUT(from)                                                              \
	((struct zsip_slice){(const char *)(from), (size_t)(p - (from))})

static ALWAYS_INLINE void reading_start(struct reading *r, const char *end,
                                        const struct zsip_slice *around,
                                        struct zsip_stop *stop)
{
	r->params = NULL;
	r->end = end;
	r->around = around;
	r->slot = &r->unused;
	r->stop = stop;
	stop->status = ZSIP_OK;
}

/* The first thing that is wrong stays. */
static inline void set_bad(struct reading *r, enum zsip_status status,
                           const void *at, const char *expected)
{
	if (r->stop->status == ZSIP_OK || (const char *)at < r->stop->at)
		zsip_stop_at(r->stop, status, at, expected);
}

/* A quirk that the value needs; whether it is allowed is the caller's matter.
 */
static inline void note_quirk(struct reading *r, uint64_t quirk,
                              const unsigned char *at)
{
	zsip_note_quirk(r->stop, quirk, (const char *)at, "");
}

static inline uint32_t read_number(struct reading *r, const unsigned char *end)
{
	uint64_t value = 0;

	for (const unsigned char *p = r->mark; p < end; p++) {
		value = value * 10 + (*p - (unsigned)'0');
		if (ZSIP_UNLIKELY(value > UINT32_MAX)) {
			set_bad(r, ZSIP_E_RANGE, r->mark, "number below 2^32");
			return 0;
		}
	}
	return (uint32_t)value;
}

static inline void check_host(struct reading *r, const unsigned char *from,
                              const unsigned char *to)
{
	struct zsip_stop stop;

	if (ZSIP_LIKELY(ISA(host)((const char *)from, (const char *)to,
	                          r->around, &stop) != ZSIP_HOST_NONE))
		return;
	stop.quirks = 0;
	if (zsip_host_forgiven((const char *)from, (const char *)to, &stop))
		zsip_note_quirk(r->stop, stop.quirks, stop.at, "host");
	else
		set_bad(r, stop.status, stop.at, "host");
}

/* A colon outside brackets: only an IPv6 address in received has it. */
static inline void colon_in_value(struct reading *r, const unsigned char *at)
{
	set_bad(r, ZSIP_E_SYNTAX, at, "parameter value");
}

static ALWAYS_INLINE struct zsip_slice *unused_or(struct reading *r,
                                                  struct zsip_slice *slot)
{
	return slot != NULL && slot->ptr == NULL ? slot : &r->unused;
}

static inline const char *value_failed(struct reading *r,
                                       const unsigned char *p)
{
	if (r->stop->status == ZSIP_OK)
		zsip_stop_at(r->stop, ZSIP_E_SYNTAX, p, "");
	return NULL;
}

/* The machine's fault, or one before it that is not the machine's matter. */
static inline const char *via_parm_failed(struct zsip_via_parm *via,
                                          struct reading *r,
                                          const unsigned char *p)
{
	const unsigned char *host = (const unsigned char *)via->host.ptr;

	set_bad(r, ZSIP_E_SYNTAX, p, "");
	if (host != NULL)
		check_host(r, host, host + via->host.len);
	return NULL;
}

static inline const char *value_passed(const struct reading *r)
{
	return ZSIP_LIKELY(r->stop->status == ZSIP_OK) ? r->end : NULL;
}

/* From the first semicolon on, without blanks at the end. */
static inline struct zsip_slice params_of(const struct reading *r)
{
	const char *from = (const char *)r->params, *end = r->end;

	while ((unsigned char)end[-1] <= ' ' && end > from)
		end--;
	return (struct zsip_slice){from, (size_t)(end - from)};
}

/* The escaped quote that must have been meant to close the string which begins
 * at p: the last one before "<", if no other quote stands behind it. */
static inline const char *find_escaped_quote(const char *p, const char *end)
{
	const char *quote = NULL, *behind;

	for (p++; p < end; p++) {
		if (*p == '"')
			quote = p;
	}
	if (quote == NULL || quote[-1] != '\\')
		return NULL;
	behind = zsip_skip_lws(quote + 1, end);
	return behind < end && *behind == '<' ? quote : NULL;
}

/* May stand in a URI, as far as its end can be told without brackets. */
static inline bool is_bare(char byte)
{
	return byte > ' ' && byte < 0x7F && memchr(",<>\"", byte, 4) == NULL;
}

/* An addr-spec with headers: by the quirk all up to a blank or comma is the
 * URI, in which there are no blanks either. */
static inline const char *bare_headers(struct zsip_name_addr *out,
                                       const char *text, const char *question,
                                       const char *end, struct zsip_stop *stop)
{
	const char *p = text;

	while (zsip_is_token(*p))
		p++;
	if (p == text || *p != ':' || p + 1 == question)
		return NULL;
	while (p != end && is_bare(*p))
		p++;
	if (p <= question)
		return NULL;
	name_addr_clear(out);
	out->uri = (struct zsip_slice){text, (size_t)(p - text)};
	stop->quirks |= ZSIP_QUIRK_BARE_URI_HEADERS;
	p = zsip_skip_lws(p, end);
	return p == end || *p == ',' ? p : NULL;
}

/* Whether a bracket follows a few commas at most: each value of a list may look
 * that far ahead, and no further. */
static inline bool has_bracket(const char *p, const char *end)
{
	unsigned commas = 0;

	for (; p < end && *p != '<'; p++) {
		commas += *p == ',';
		if (commas > NAME_COMMAS)
			return false;
	}
	return p < end;
}

static inline const char *name_addr_done(struct zsip_name_addr *addr,
                                         struct reading *r)
{
	if (r->params != NULL)
		addr->params = params_of(r);
	return value_passed(r);
}

/* IPv6address without brackets, as received has it. */
static inline void check_received(struct reading *r, struct zsip_slice received)
{
	const char *p = received.ptr, *colon;
	struct zsip_stop stop;

	if (received.len == 0 || *p == '[')
		return;
	colon = memchr(p, ':', received.len);
	if (colon == NULL ||
	    zsip_ipv6_machine(p, p + received.len, &stop) != ZSIP_HOST_NONE)
		return;
	/* Up to its first colon it could have been a token. */
	set_bad(r, stop.status, stop.at > colon ? stop.at : colon,
	        "IPv6 address");
}

static inline const char *via_parm_done(struct zsip_via_parm *via,
                                        struct reading *r)
{
	const unsigned char *host = (const unsigned char *)via->host.ptr;
	uint32_t port;

	check_host(r, host, host + via->host.len);
	if (via->port.ptr != NULL &&
	    (zsip_number_read(via->port, &port) != ZSIP_OK || port > 65535))
		set_bad(r, ZSIP_E_RANGE, via->port.ptr, "port below 65536");
	if (ZSIP_UNLIKELY(via->received.ptr != NULL))
		check_received(r, via->received);
	if (r->params != NULL)
		via->params = params_of(r);
	return value_passed(r);
}

#endif
