/*
 * The usual forms of values that many descriptions have.  What is plainly right
 * is cut here, byte class by byte class; everything else is left to the
 * machines, which have the only word on what is wrong.
 */
#include "sdp_internal.h"
#include "sdp_scan.h"

enum {
	TOKEN = 1,   /* token-char (RFC 8866 9) */
	VISIBLE = 2, /* of non-ws-string */
	DIGITS = 4,
	ICE = 8,      /* ice-char (RFC 8839 5.1) */
	FB_ID = 16,   /* of rtcp-fb-id (RFC 4585 4.2) */
	UHEX = 32,    /* RFC 8122 5 */
	SIP = 64,     /* token of RFC 3261 */
	PRINTED = 128 /* VCHAR */
};

#define ALWAYS  (VISIBLE | PRINTED)
#define LETTERS (ALWAYS | TOKEN | ICE | FB_ID | SIP)
#define BOTH    (ALWAYS | TOKEN | SIP)

static const unsigned char classes[256] = {
        ['0' ... '9'] = LETTERS | DIGITS | UHEX,
        ['A' ... 'F'] = LETTERS | UHEX,
        ['G' ... 'Z'] = LETTERS,
        ['a' ... 'z'] = LETTERS,
        ['!'] = BOTH,
        ['"'] = ALWAYS,
        ['#'] = ALWAYS | TOKEN,
        ['$'] = ALWAYS | TOKEN,
        ['%'] = BOTH,
        ['&'] = ALWAYS | TOKEN,
        ['\''] = BOTH,
        ['('] = ALWAYS,
        [')'] = ALWAYS,
        ['*'] = BOTH,
        ['+'] = BOTH | ICE,
        [','] = ALWAYS,
        ['-'] = BOTH | FB_ID,
        ['.'] = BOTH,
        ['/'] = ALWAYS | ICE,
        [':'] = ALWAYS,
        [';'] = ALWAYS,
        ['<'] = ALWAYS,
        ['='] = ALWAYS,
        ['>'] = ALWAYS,
        ['?'] = ALWAYS,
        ['@'] = ALWAYS,
        ['['] = ALWAYS,
        ['\\'] = ALWAYS,
        [']'] = ALWAYS,
        ['^'] = ALWAYS | TOKEN,
        ['_'] = BOTH | FB_ID,
        ['`'] = BOTH,
        ['{'] = ALWAYS | TOKEN,
        ['|'] = ALWAYS | TOKEN,
        ['}'] = ALWAYS | TOKEN,
        ['~'] = BOTH,
        [0x80 ... 0xFF] = VISIBLE,
};

struct cursor {
	const char *p, *end;
};

static ALWAYS_INLINE bool at_end(const struct cursor *c)
{
	return c->p == c->end;
}

/* One byte that must stand here. */
static ALWAYS_INLINE bool one(struct cursor *c, char byte)
{
	if (at_end(c) || *c->p != byte)
		return false;
	c->p++;
	return true;
}

/* A run of one class, not empty. */
static ALWAYS_INLINE bool run(struct cursor *c, unsigned class,
                              struct zsip_slice *slice)
{
	const char *from = c->p, *p = from, *end = c->end;

	while (p < end && (classes[(unsigned char)*p] & class) != 0)
		p++;
	*slice = (struct zsip_slice){from, (size_t)(p - from)};
	c->p = p;
	return p != from;
}

/* A blank and a run. */
static ALWAYS_INLINE bool word(struct cursor *c, unsigned class,
                               struct zsip_slice *slice)
{
	return one(c, ' ') && run(c, class, slice);
}

/* byte-string up to the end. */
static ALWAYS_INLINE bool rest(struct cursor *c, struct zsip_slice *slice)
{
	*slice = (struct zsip_slice){c->p, (size_t)(c->end - c->p)};
	if (at_end(c) || sdp_scan_break(c->p, c->end) != c->end)
		return false;
	c->p = c->end;
	return true;
}

/* Digits that cannot overflow; without a zero in front, unless that is all. */
static ALWAYS_INLINE bool number(struct cursor *c, uint64_t max,
                                 uint64_t *value)
{
	const char *from = c->p, *p = from, *end = c->end;
	uint64_t sum = 0;

	for (; p < end && zsip_sdp_is_digit(*p) && p - from < 18; p++)
		sum = sum * 10 + (unsigned)(*p - '0');
	c->p = p;
	*value = sum;
	return p != from && (*from != '0' || p - from == 1) && sum <= max &&
	       (p == end || !zsip_sdp_is_digit(*p));
}

static ALWAYS_INLINE bool number32(struct cursor *c, uint32_t max,
                                   uint32_t *value)
{
	uint64_t wide;

	if (!number(c, max, &wide))
		return false;
	*value = (uint32_t)wide;
	return true;
}

static ALWAYS_INLINE bool literal(struct cursor *c, const char *text,
                                  size_t len)
{
	if ((size_t)(c->end - c->p) < len || memcmp(c->p, text, len) != 0)
		return false;
	c->p += len;
	return true;
}

#define LITERAL(c, text) literal(c, text, sizeof(text) - 1)

/* Words of one class with one blank between them, up to the end. */
static bool words(struct cursor *c, unsigned class, struct zsip_slice *all)
{
	const char *from = c->p;
	struct zsip_slice item;

	do {
		if (!run(c, class, &item))
			return false;
	} while (one(c, ' '));
	*all = (struct zsip_slice){from, (size_t)(c->p - from)};
	return at_end(c);
}

/* Lines */

static bool origin(struct cursor *c, struct zsip_sdp_origin *o)
{
	return run(c, VISIBLE, &o->username) && word(c, DIGITS, &o->sess_id) &&
	       word(c, DIGITS, &o->sess_version) &&
	       word(c, TOKEN, &o->nettype) && word(c, TOKEN, &o->addrtype) &&
	       word(c, VISIBLE, &o->address) && at_end(c);
}

static bool connection(struct cursor *c, struct zsip_sdp_connection *v)
{
	v->ttl = (struct zsip_slice){NULL, 0};
	v->count = 1;
	return run(c, TOKEN, &v->nettype) && word(c, TOKEN, &v->addrtype) &&
	       word(c, VISIBLE, &v->address) && at_end(c) &&
	       memchr(v->address.ptr, '/', v->address.len) == NULL;
}

static bool payload_types(struct cursor *c, struct zsip_slice *all)
{
	const char *from = c->p;
	uint64_t type;

	/* A zero in front is left to the machine. */
	do {
		if (!number(c, 127, &type))
			return false;
	} while (one(c, ' '));
	*all = (struct zsip_slice){from, (size_t)(c->p - from)};
	return at_end(c);
}

static bool media_field(struct cursor *c, struct zsip_sdp_media_field *m)
{
	struct zsip_slice token;

	m->port_count = 1;
	if (!run(c, TOKEN, &m->type) || !one(c, ' ') ||
	    !number32(c, 65535, &m->port) || !one(c, ' '))
		return false;
	m->proto.ptr = c->p;
	do {
		if (!run(c, TOKEN, &token))
			return false;
	} while (one(c, '/'));
	m->proto.len = (size_t)(c->p - m->proto.ptr);
	if (!one(c, ' '))
		return false;
	return zsip_sdp_is_rtp(m->proto) ? payload_types(c, &m->formats)
	                                 : words(c, TOKEN, &m->formats);
}

static bool timing(struct cursor *c, struct zsip_sdp_timing *t)
{
	t->start = t->stop = 0;
	return LITERAL(c, "0 0") && at_end(c);
}

static bool bandwidth(struct cursor *c, struct zsip_sdp_bandwidth *b)
{
	return run(c, TOKEN, &b->bwtype) && one(c, ':') &&
	       number(c, UINT64_MAX, &b->bandwidth) && at_end(c);
}

static bool version(struct cursor *c, struct zsip_sdp_version *v)
{
	return number32(c, UINT32_MAX, &v->number) && at_end(c);
}

/* Attributes */

static bool rtpmap(struct cursor *c, struct zsip_sdp_rtpmap *m)
{
	m->params = (struct zsip_slice){NULL, 0};
	return number32(c, 127, &m->payload_type) &&
	       word(c, TOKEN, &m->encoding) && one(c, '/') &&
	       number32(c, UINT32_MAX, &m->clock_rate) && m->clock_rate != 0 &&
	       (at_end(c) || (one(c, '/') && run(c, DIGITS, &m->params) &&
	                      *m->params.ptr != '0' && at_end(c)));
}

static bool fmtp(struct cursor *c, struct zsip_sdp_fmtp *f)
{
	return run(c, TOKEN, &f->format) && one(c, ' ') && rest(c, &f->params);
}

static bool decimal(struct cursor *c, struct zsip_sdp_decimal *d)
{
	d->fraction = (struct zsip_slice){NULL, 0};
	return number(c, UINT64_MAX, &d->whole) && d->whole != 0 && at_end(c);
}

static bool rtcp(struct cursor *c, struct zsip_sdp_rtcp *r)
{
	if (!number32(c, 65535, &r->port))
		return false;
	r->nettype = r->addrtype = r->address = (struct zsip_slice){NULL, 0};
	return at_end(c) ||
	       (word(c, TOKEN, &r->nettype) && word(c, TOKEN, &r->addrtype) &&
	        word(c, VISIBLE, &r->address) && at_end(c));
}

static bool rtcp_fb(struct cursor *c, struct zsip_sdp_rtcp_fb *fb)
{
	fb->parameter = fb->value = (struct zsip_slice){NULL, 0};
	return run(c, TOKEN, &fb->format) && word(c, FB_ID, &fb->type) &&
	       (at_end(c) ||
	        (word(c, TOKEN, &fb->parameter) &&
	         (at_end(c) || (one(c, ' ') && rest(c, &fb->value)))));
}

static bool extmap(struct cursor *c, struct zsip_sdp_extmap *e)
{
	e->direction = e->attributes = (struct zsip_slice){NULL, 0};
	return number32(c, 99999, &e->id) && word(c, VISIBLE, &e->uri) &&
	       (at_end(c) || (one(c, ' ') && rest(c, &e->attributes)));
}

static bool msid(struct cursor *c, struct zsip_sdp_msid *m)
{
	m->appdata = (struct zsip_slice){NULL, 0};
	return run(c, TOKEN, &m->id) && m->id.len <= 64 &&
	       (at_end(c) || (word(c, TOKEN, &m->appdata) &&
	                      m->appdata.len <= 64 && at_end(c)));
}

static bool group(struct cursor *c, struct zsip_sdp_group *g)
{
	g->ids = (struct zsip_slice){NULL, 0};
	return run(c, TOKEN, &g->semantics) &&
	       (at_end(c) || (one(c, ' ') && words(c, TOKEN, &g->ids)));
}

static bool ssrc(struct cursor *c, struct zsip_sdp_ssrc *s)
{
	s->value = (struct zsip_slice){NULL, 0};
	return number32(c, UINT32_MAX, &s->ssrc) &&
	       word(c, TOKEN, &s->attribute) &&
	       (at_end(c) || (one(c, ':') && rest(c, &s->value)));
}

/* raddr and rport in any case: the machine knows where they may stand. */
static bool is_rel(struct zsip_slice name)
{
	return name.len == 5 && (*name.ptr | 0x20) == 'r';
}

static bool extensions(struct cursor *c, struct zsip_slice *all)
{
	const char *from = c->p;
	struct zsip_slice name, value;

	do {
		if (!run(c, SIP, &name) || is_rel(name) ||
		    !word(c, PRINTED, &value))
			return false;
	} while (one(c, ' '));
	*all = (struct zsip_slice){from, (size_t)(c->p - from)};
	return at_end(c);
}

static bool candidate_end(struct cursor *c, struct zsip_sdp_candidate *v)
{
	v->rel_addr = v->extensions = (struct zsip_slice){NULL, 0};
	v->rel_port = 0;
	if (at_end(c))
		return true;
	if (LITERAL(c, " raddr ") &&
	    !(run(c, VISIBLE, &v->rel_addr) && LITERAL(c, " rport ") &&
	      number32(c, 65535, &v->rel_port)))
		return false;
	return at_end(c) || (one(c, ' ') && extensions(c, &v->extensions));
}

static bool candidate(struct cursor *c, struct zsip_sdp_candidate *v)
{
	return run(c, ICE, &v->foundation) && v->foundation.len <= 32 &&
	       one(c, ' ') && number32(c, 256, &v->component_id) &&
	       v->component_id != 0 && word(c, SIP, &v->transport) &&
	       one(c, ' ') && number32(c, UINT32_MAX, &v->priority) &&
	       word(c, VISIBLE, &v->address) && one(c, ' ') &&
	       number32(c, 65535, &v->port) && LITERAL(c, " typ ") &&
	       run(c, SIP, &v->type) && candidate_end(c, v);
}

static bool fingerprint(struct cursor *c, struct zsip_sdp_fingerprint *f)
{
	const char *p;

	if (!run(c, TOKEN, &f->hash_function) || !one(c, ' '))
		return false;
	f->fingerprint = (struct zsip_slice){c->p, (size_t)(c->end - c->p)};
	if (f->fingerprint.len % 3 != 2)
		return false;
	for (p = c->p;; p += 3) {
		if ((classes[(unsigned char)p[0]] &
		     classes[(unsigned char)p[1]] & UHEX) == 0)
			return false;
		if (c->end - p == 2)
			return true;
		if (p[2] != ':')
			return false;
	}
}

static bool bounded(struct cursor *c, size_t min, struct zsip_slice *slice)
{
	return run(c, ICE, slice) && at_end(c) && slice->len >= min &&
	       slice->len <= 256;
}

static bool setup(struct cursor *c, struct zsip_sdp_setup *s)
{
	s->role = (struct zsip_slice){c->p, (size_t)(c->end - c->p)};
	return (LITERAL(c, "act") &&
	        (LITERAL(c, "pass") || LITERAL(c, "ive")) && at_end(c)) ||
	       (LITERAL(c, "passive") && at_end(c));
}

static bool digits(struct cursor *c, struct zsip_sdp_digits *d)
{
	return number(c, UINT64_MAX, &d->number) && at_end(c);
}

static bool token(struct cursor *c, struct zsip_sdp_token *t)
{
	return run(c, TOKEN, &t->token) && at_end(c);
}

bool zsip_sdp_usual(struct zsip_sdp_value *value, unsigned shape,
                    const char *text, const char *end)
{
	struct cursor c = {text, end};

	switch (shape) {
#define USUAL(shape)                                                           \
	case ZSIP_SDP_SHAPE_##shape:                                           \
		return shape(&c, &value->shape);
		USUAL(origin)
		USUAL(connection)
		USUAL(media_field)
		USUAL(timing)
		USUAL(bandwidth)
		USUAL(version)
		USUAL(rtpmap)
		USUAL(fmtp)
		USUAL(decimal)
		USUAL(rtcp)
		USUAL(rtcp_fb)
		USUAL(extmap)
		USUAL(msid)
		USUAL(group)
		USUAL(ssrc)
		USUAL(candidate)
		USUAL(fingerprint)
		USUAL(setup)
		USUAL(digits)
		USUAL(token)
#undef USUAL
	case ZSIP_SDP_SHAPE_text:
		return rest(&c, &value->text.text);
	case ZSIP_SDP_SHAPE_ice_ufrag:
		return bounded(&c, 4, &value->ice_ufrag.ufrag);
	case ZSIP_SDP_SHAPE_ice_pwd:
		return bounded(&c, 22, &value->ice_pwd.password);
	case ZSIP_SDP_SHAPE_ice_options:
		return words(&c, ICE, &value->ice_options.tags);
	default:
		return false;
	}
}
