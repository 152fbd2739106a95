/*
 * The usual forms of values that many descriptions have.  What is plainly right
 * is cut here, byte class by byte class; everything else is left to the
 * machines, which have the only word on what is wrong.
 */
#include "scan.h"
#include "sdp_internal.h"
#include "sdp_scan.h"

/* Classes of bytes. */
#define IS_DIGIT(c)  ((c) >= '0' && (c) <= '9')
#define IS_UPPER(c)  ((c) >= 'A' && (c) <= 'Z')
#define IS_LETTER(c) (((c) | 0x20) >= 'a' && ((c) | 0x20) <= 'z')
#define IS_ALNUM(c)  (IS_DIGIT(c) || IS_LETTER(c))
/* VCHAR (RFC 5234 B.1), non-ws-string and token-char (RFC 8866 9) */
#define IS_PRINTED(c) ((c) >= 0x21 && (c) <= 0x7E)
#define IS_VISIBLE(c) (IS_PRINTED(c) || (c) >= 0x80)
#define IS_TOKEN(c)                                                            \
	(IS_ALNUM(c) || (c) == '!' || ((c) >= '#' && (c) <= '\'') ||           \
	 (c) == '*' || (c) == '+' || (c) == '-' || (c) == '.' || (c) == '^' || \
	 (c) == '_' || (c) == '`' || ((c) >= '{' && (c) <= '~'))
/* token (RFC 3261 25.1) */
#define IS_SIP(c)                                                              \
	(IS_ALNUM(c) || (c) == '-' || (c) == '.' || (c) == '!' ||              \
	 (c) == '%' || (c) == '*' || (c) == '_' || (c) == '+' || (c) == '`' || \
	 (c) == '\'' || (c) == '~')
/* ice-char (RFC 8839 5.1), rtcp-fb-id (RFC 4585 4.2), UHEX (RFC 8122 5) */
#define IS_ICE(c)   (IS_ALNUM(c) || (c) == '+' || (c) == '/')
#define IS_FB_ID(c) (IS_ALNUM(c) || (c) == '-' || (c) == '_')
#define IS_UHEX(c)  (IS_DIGIT(c) || ((c) >= 'A' && (c) <= 'F'))

enum class { TOKEN, VISIBLE, DIGITS, ICE, FB_ID, UHEX, SIP, PRINTED };

#define CLASSES(c)                                                             \
	(IS_TOKEN(c) << TOKEN | IS_VISIBLE(c) << VISIBLE |                     \
	 IS_DIGIT(c) << DIGITS | IS_ICE(c) << ICE | IS_FB_ID(c) << FB_ID |     \
	 IS_UHEX(c) << UHEX | IS_SIP(c) << SIP | IS_PRINTED(c) << PRINTED)
#define FOUR(c)    CLASSES(c), CLASSES(c + 1), CLASSES(c + 2), CLASSES(c + 3)
#define SIXTEEN(c) FOUR(c), FOUR(c + 4), FOUR(c + 8), FOUR(c + 12)
#define ALL_OF(c)  SIXTEEN(c), SIXTEEN(c + 16), SIXTEEN(c + 32), SIXTEEN(c + 48)

/* One bit a class. */
static const unsigned char classes[256] = {ALL_OF(0), ALL_OF(64), ALL_OF(128),
                                           ALL_OF(192)};

static ALWAYS_INLINE bool is(enum class class, char byte)
{
	return (classes[(unsigned char)byte] >> class & 1) != 0;
}

struct cursor {
	const char *p, *end;
	const char *limit; /* up to which bytes may be read */
};

static ALWAYS_INLINE bool at_end(const struct cursor *c)
{
	return c->p == c->end;
}

#if defined(ZSIP_FORM_AVX2)

/* Bit h of byte l: whether 16 * h + l belongs to the class. */
#define COLUMN(IS, l)                                                          \
	(IS(l) | IS(l + 16) << 1 | IS(l + 32) << 2 | IS(l + 48) << 3 |         \
	 IS(l + 64) << 4 | IS(l + 80) << 5 | IS(l + 96) << 6 |                 \
	 IS(l + 112) << 7)
#define COLUMNS(IS)                                                            \
	{                                                                      \
		COLUMN(IS, 0), COLUMN(IS, 1), COLUMN(IS, 2), COLUMN(IS, 3),    \
		        COLUMN(IS, 4), COLUMN(IS, 5), COLUMN(IS, 6),           \
		        COLUMN(IS, 7), COLUMN(IS, 8), COLUMN(IS, 9),           \
		        COLUMN(IS, 10), COLUMN(IS, 11), COLUMN(IS, 12),        \
		        COLUMN(IS, 13), COLUMN(IS, 14), COLUMN(IS, 15)         \
	}

static const unsigned char columns[][16] = {
        [TOKEN] = COLUMNS(IS_TOKEN), [DIGITS] = COLUMNS(IS_DIGIT),
        [ICE] = COLUMNS(IS_ICE),     [FB_ID] = COLUMNS(IS_FB_ID),
        [SIP] = COLUMNS(IS_SIP),     [PRINTED] = COLUMNS(IS_PRINTED),
        [UHEX] = COLUMNS(IS_UHEX)};

/* One bit for each of 32 bytes: not in the class. */
static ALWAYS_INLINE uint32_t others(enum class class, const char *p)
{
	__m256i text = _mm256_loadu_si256((const __m256i *)p);

	if (class == VISIBLE) {
		const __m256i first = _mm256_set1_epi8(0x21);
		__m256i above =
		        _mm256_cmpeq_epi8(_mm256_max_epu8(text, first), text);
		__m256i del = _mm256_cmpeq_epi8(text, _mm256_set1_epi8(0x7F));

		return ~(uint32_t)_mm256_movemask_epi8(
		        _mm256_andnot_si256(del, above));
	}
	return scan_vector(columns[class], text);
}

static ALWAYS_INLINE uint32_t equal(char byte, const char *p)
{
	__m256i text = _mm256_loadu_si256((const __m256i *)p);

	return (uint32_t)_mm256_movemask_epi8(
	        _mm256_cmpeq_epi8(text, _mm256_set1_epi8(byte)));
}

#endif

/* The first byte from p on that is not of the class. */
static ALWAYS_INLINE const char *behind(const struct cursor *c,
                                        enum class class)
{
	const char *p = c->p;

#if defined(ZSIP_FORM_AVX2)
	if (ZSIP_LIKELY(c->limit - p >= 32)) {
		uint32_t mask = others(class, p);

		if (ZSIP_LIKELY(mask != 0)) {
			p += __builtin_ctz(mask);
			return p < c->end ? p : c->end;
		}
	}
#endif
	while (p < c->end && is(class, *p))
		p++;
	return p;
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
static ALWAYS_INLINE bool run(struct cursor *c, enum class class,
                              struct zsip_slice *slice)
{
	const char *from = c->p, *p = behind(c, class);

	*slice = (struct zsip_slice){from, (size_t)(p - from)};
	c->p = p;
	return p != from;
}

/* A blank and a run. */
static ALWAYS_INLINE bool word(struct cursor *c, enum class class,
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

/* The digits, less '0' each, that eight bytes begin with; `*count` of them, if
 * it is not all. */
static ALWAYS_INLINE uint64_t leading_digits(const char *p, unsigned *count)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t text = zsip_load64(p) ^ UINT64_C(0x3030303030303030);
	uint64_t wrong = (text | (text + UINT64_C(0x7676767676767676))) & high;

	*count = wrong != 0 ? (unsigned)__builtin_ctzll(wrong) / 8 : 8;
	return text;
}

/* Eight digits: pairs, then fours, then all. */
static ALWAYS_INLINE uint64_t eight_digits(uint64_t text)
{
	const uint64_t pairs = UINT64_C(0x000000FF000000FF);

	text = text * 10 + (text >> 8);
	return ((text & pairs) * UINT64_C(0x000F424000000064) +
	        (text >> 16 & pairs) * UINT64_C(0x0000271000000001)) >>
	       32;
}

/* As many digits as cannot overflow; NULL if there are more, or a zero in front
 * of others. */
static __attribute__((noinline)) const char *
any_number(const char *p, const char *end, uint64_t *value)
{
	const char *const from = p;
	const char *const most = end - p < 18 ? end : p + 18;
	uint64_t sum = 0, text;
	unsigned count;

	if (end - p >= 8) {
		text = leading_digits(p, &count);
		if (count == 8) {
			sum = eight_digits(text);
			p += 8;
		}
	}
	for (; p < most && zsip_sdp_is_digit(*p); p++)
		sum = sum * 10 + (unsigned)(*p - '0');
	*value = sum;
	if (p == from || (*from == '0' && p - from > 1) ||
	    (p < end && zsip_sdp_is_digit(*p)))
		return NULL;
	return p;
}

/* Digits that cannot overflow; without a zero in front, unless that is all. */
static ALWAYS_INLINE bool number(struct cursor *c, uint64_t max,
                                 uint64_t *value)
{
	const char *from = c->p, *p;
	unsigned count;
	uint64_t text;

	if (ZSIP_LIKELY(c->limit - from >= 8)) {
		text = leading_digits(from, &count);
		if (ZSIP_LIKELY(count < 8)) {
			c->p = from + count;
			/* What is behind the last digit goes, and zeros come
			 * in front. */
			*value = eight_digits(text << (56 - 8 * count) << 8);
			/* In what stands behind the text digits are no part of
			 * it. */
			return count != 0 && c->p <= c->end && *value <= max &&
			       (*from != '0' || count == 1);
		}
	}
	p = any_number(from, c->end, value);
	if (p == NULL || *value > max)
		return false;
	c->p = p;
	return true;
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
static ALWAYS_INLINE bool words(struct cursor *c, enum class class,
                                struct zsip_slice *all)
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

static ALWAYS_INLINE bool origin(struct cursor *c, struct zsip_sdp_origin *o)
{
	return run(c, VISIBLE, &o->username) && word(c, DIGITS, &o->sess_id) &&
	       word(c, DIGITS, &o->sess_version) &&
	       word(c, TOKEN, &o->nettype) && word(c, TOKEN, &o->addrtype) &&
	       word(c, VISIBLE, &o->address) && at_end(c);
}

static ALWAYS_INLINE bool connection(struct cursor *c,
                                     struct zsip_sdp_connection *v)
{
	v->ttl = (struct zsip_slice){NULL, 0};
	v->count = 1;
	return run(c, TOKEN, &v->nettype) && word(c, TOKEN, &v->addrtype) &&
	       word(c, VISIBLE, &v->address) && at_end(c) &&
	       memchr(v->address.ptr, '/', v->address.len) == NULL;
}

static ALWAYS_INLINE bool payload_types(struct cursor *c,
                                        struct zsip_slice *all)
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

static ALWAYS_INLINE bool media_field(struct cursor *c,
                                      struct zsip_sdp_media_field *m)
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

static ALWAYS_INLINE bool timing(struct cursor *c, struct zsip_sdp_timing *t)
{
	t->start = t->stop = 0;
	return LITERAL(c, "0 0") && at_end(c);
}

static ALWAYS_INLINE bool bandwidth(struct cursor *c,
                                    struct zsip_sdp_bandwidth *b)
{
	return run(c, TOKEN, &b->bwtype) && one(c, ':') &&
	       number(c, UINT64_MAX, &b->bandwidth) && at_end(c);
}

static ALWAYS_INLINE bool version(struct cursor *c, struct zsip_sdp_version *v)
{
	return number32(c, UINT32_MAX, &v->number) && at_end(c);
}

/* Attributes */

static ALWAYS_INLINE bool rtpmap(struct cursor *c, struct zsip_sdp_rtpmap *m)
{
	m->params = (struct zsip_slice){NULL, 0};
	return number32(c, 127, &m->payload_type) &&
	       word(c, TOKEN, &m->encoding) && one(c, '/') &&
	       number32(c, UINT32_MAX, &m->clock_rate) && m->clock_rate != 0 &&
	       (at_end(c) || (one(c, '/') && run(c, DIGITS, &m->params) &&
	                      *m->params.ptr != '0' && at_end(c)));
}

static ALWAYS_INLINE bool fmtp(struct cursor *c, struct zsip_sdp_fmtp *f)
{
	return run(c, TOKEN, &f->format) && one(c, ' ') && rest(c, &f->params);
}

static ALWAYS_INLINE bool decimal(struct cursor *c, struct zsip_sdp_decimal *d)
{
	d->fraction = (struct zsip_slice){NULL, 0};
	return number(c, UINT64_MAX, &d->whole) && d->whole != 0 && at_end(c);
}

static ALWAYS_INLINE bool rtcp(struct cursor *c, struct zsip_sdp_rtcp *r)
{
	if (!number32(c, 65535, &r->port))
		return false;
	r->nettype = r->addrtype = r->address = (struct zsip_slice){NULL, 0};
	return at_end(c) ||
	       (word(c, TOKEN, &r->nettype) && word(c, TOKEN, &r->addrtype) &&
	        word(c, VISIBLE, &r->address) && at_end(c));
}

static ALWAYS_INLINE bool rtcp_fb(struct cursor *c, struct zsip_sdp_rtcp_fb *fb)
{
	fb->parameter = fb->value = (struct zsip_slice){NULL, 0};
	return run(c, TOKEN, &fb->format) && word(c, FB_ID, &fb->type) &&
	       (at_end(c) ||
	        (word(c, TOKEN, &fb->parameter) &&
	         (at_end(c) || (one(c, ' ') && rest(c, &fb->value)))));
}

static ALWAYS_INLINE bool extmap(struct cursor *c, struct zsip_sdp_extmap *e)
{
	e->direction = e->attributes = (struct zsip_slice){NULL, 0};
	return number32(c, 99999, &e->id) && word(c, VISIBLE, &e->uri) &&
	       (at_end(c) || (one(c, ' ') && rest(c, &e->attributes)));
}

static ALWAYS_INLINE bool msid(struct cursor *c, struct zsip_sdp_msid *m)
{
	m->appdata = (struct zsip_slice){NULL, 0};
	return run(c, TOKEN, &m->id) && m->id.len <= 64 &&
	       (at_end(c) || (word(c, TOKEN, &m->appdata) &&
	                      m->appdata.len <= 64 && at_end(c)));
}

static ALWAYS_INLINE bool group(struct cursor *c, struct zsip_sdp_group *g)
{
	g->ids = (struct zsip_slice){NULL, 0};
	return run(c, TOKEN, &g->semantics) &&
	       (at_end(c) || (one(c, ' ') && words(c, TOKEN, &g->ids)));
}

static ALWAYS_INLINE bool ssrc(struct cursor *c, struct zsip_sdp_ssrc *s)
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

static ALWAYS_INLINE bool extensions(struct cursor *c, struct zsip_slice *all)
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

static ALWAYS_INLINE bool candidate_end(struct cursor *c,
                                        struct zsip_sdp_candidate *v)
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

static ALWAYS_INLINE bool candidate(struct cursor *c,
                                    struct zsip_sdp_candidate *v)
{
	return run(c, ICE, &v->foundation) && v->foundation.len <= 32 &&
	       one(c, ' ') && number32(c, 256, &v->component_id) &&
	       v->component_id != 0 && word(c, SIP, &v->transport) &&
	       one(c, ' ') && number32(c, UINT32_MAX, &v->priority) &&
	       word(c, VISIBLE, &v->address) && one(c, ' ') &&
	       number32(c, 65535, &v->port) && LITERAL(c, " typ ") &&
	       run(c, SIP, &v->type) && candidate_end(c, v);
}

/* Behind as many groups of ten bytes, each with its colon, as there are. */
static ALWAYS_INLINE const char *ten_bytes_at_once(const struct cursor *c)
{
	const char *p = c->p;

#if defined(ZSIP_FORM_AVX2)
	const uint32_t all = 0x3FFFFFFF, colons = 0x24924924;

	while (c->end - p >= 32 && (others(UHEX, p) & all) == colons &&
	       (equal(':', p) & all) == colons)
		p += 30;
#endif
	return p;
}

static ALWAYS_INLINE bool fingerprint(struct cursor *c,
                                      struct zsip_sdp_fingerprint *f)
{
	const char *p;

	if (!run(c, TOKEN, &f->hash_function) || !one(c, ' '))
		return false;
	f->fingerprint = (struct zsip_slice){c->p, (size_t)(c->end - c->p)};
	if (f->fingerprint.len % 3 != 2)
		return false;
	for (p = ten_bytes_at_once(c);; p += 3) {
		if (!is(UHEX, p[0]) || !is(UHEX, p[1]))
			return false;
		if (c->end - p == 2)
			return true;
		if (p[2] != ':')
			return false;
	}
}

static ALWAYS_INLINE bool bounded(struct cursor *c, size_t min,
                                  struct zsip_slice *slice)
{
	return run(c, ICE, slice) && at_end(c) && slice->len >= min &&
	       slice->len <= 256;
}

static ALWAYS_INLINE bool setup(struct cursor *c, struct zsip_sdp_setup *s)
{
	s->role = (struct zsip_slice){c->p, (size_t)(c->end - c->p)};
	return (LITERAL(c, "act") &&
	        (LITERAL(c, "pass") || LITERAL(c, "ive")) && at_end(c)) ||
	       (LITERAL(c, "passive") && at_end(c));
}

static ALWAYS_INLINE bool digits(struct cursor *c, struct zsip_sdp_digits *d)
{
	return number(c, UINT64_MAX, &d->number) && at_end(c);
}

static ALWAYS_INLINE bool token(struct cursor *c, struct zsip_sdp_token *t)
{
	return run(c, TOKEN, &t->token) && at_end(c);
}

bool ISA(sdp_usual)(struct zsip_sdp_value *value, unsigned shape,
                    const char *text, const char *end, const char *limit)
{
	struct cursor c = {text, end, limit};

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
	case ZSIP_SDP_SHAPE_free_text:
		return rest(&c, &value->free_text.text);
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
