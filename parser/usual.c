/*
 * Values and URIs in their usual form, in front of the machines: what nearly
 * every message has, in the fewest steps.  Each function takes a value only if
 * it is plainly right, and then to the same slices as its machine; else, by
 * NULL, the machine has it from the start, and the last word on errors.  Tests
 * and fuzzing hold the two against each other.  Compiled once for each SIMD
 * form.
 */
#include "slots.h"
#include "usual.h"

/* What a parameter's value is kept in. */
typedef struct zsip_slice *slot_of(void *out, const char *name, size_t len,
                                   const char *limit);

/* The value behind a parameter's "=": a token or a plain string. */
static ALWAYS_INLINE const char *param_value(struct text *text, const char *p,
                                             struct zsip_slice *value)
{
	const char *end;

	if (ZSIP_UNLIKELY(byte_at(text, p) == '"')) {
		end = string_end(text, ++p);
		if (end == NULL)
			return NULL;
		cut(value, p, end);
		return end + 1;
	}
	end = token_end(text, p);
	cut(value, p, end);
	return end == p && byte_at(text, p) != ':' ? NULL : end;
}

/* received takes an IPv6address without brackets: p stands at its first colon.
 * Returns where it ends, NULL if it is none. */
static const char *ipv6_value(const struct text *text, const char *p,
                              struct zsip_slice *value)
{
	struct zsip_stop stop;
	const char *from = value->ptr;

	while (p < text->end && *p != ';' && *p != ',' && *p != ' ')
		p++;
	if (zsip_ipv6_machine(from, p, &stop) == ZSIP_HOST_NONE)
		return NULL;
	cut(value, from, p);
	return p;
}

/* The parameters from p on, to the end or a comma.  Those of a media type
 * (RFC 3261 25.1: m-parameter) must have values, and no comma ends them.
 * `ipv6_slot` is where an IPv6 address may go without brackets. */
static ALWAYS_INLINE const char *read_params(struct text *text, void *out,
                                             slot_of *find_slot,
                                             struct zsip_slice *ipv6_slot,
                                             struct zsip_slice *params,
                                             const char *p)
{
	const char *from = NULL;

	for (;;) {
		struct zsip_slice unused, *slot;
		const char *name, *behind = p;

		if (p < text->end && (unsigned char)*p <= ' ')
			p = skip_blanks(text, p);
		if (byte_at(text, p) != ';') {
			if (p < text->end && (*p != ',' || find_slot == NULL))
				return NULL;
			if (from != NULL)
				cut(params, from, behind);
			return p;
		}
		if (from == NULL)
			from = p;
		name = p + 1;
		p = token_end(text, name);
		if (p == name)
			return NULL;
		slot = find_slot == NULL
		               ? NULL
		               : find_slot(out, name, (size_t)(p - name),
		                           text->limit);
		if (slot == NULL || slot->ptr != NULL)
			slot = &unused;
		cut(slot, p, p);
		if (byte_at(text, p) == '=') {
			p = param_value(text, p + 1, slot);
			if (p == NULL)
				return NULL;
			if (ZSIP_UNLIKELY(byte_at(text, p) == ':')) {
				if (slot != ipv6_slot)
					return NULL;
				p = ipv6_value(text, p, slot);
				if (p == NULL)
					return NULL;
			}
		} else if (find_slot == NULL) {
			return NULL;
		}
	}
}

static ALWAYS_INLINE struct zsip_slice *via_slot(void *out, const char *name,
                                                 size_t len, const char *limit)
{
	return via_parm_slot(out, name, len, limit);
}

static ALWAYS_INLINE struct zsip_slice *addr_slot(void *out, const char *name,
                                                  size_t len, const char *limit)
{
	return name_addr_slot(out, name, len, limit);
}

/* Behind a host: ":" and a port, if there is one; NULL if it is a bad one. */
static ALWAYS_INLINE const char *read_port(const struct text *text,
                                           const char *p,
                                           struct zsip_slice *port,
                                           unsigned *number)
{
	const char *from = p + 1;
	unsigned value = 0;

	if (byte_at(text, p) != ':')
		return p;
	for (p = from; p < text->end && *p >= '0' && *p <= '9'; p++) {
		value = value * 10 + (unsigned)(*p - '0');
		if (value > 65535)
			return NULL;
	}
	cut(port, from, p);
	*number = value;
	return p == from ? NULL : p;
}

/* The host at p, up to its end; NULL if it is none. */
static ALWAYS_INLINE const char *read_host(struct text *text, const char *p,
                                           const struct zsip_slice *around,
                                           struct zsip_slice *host,
                                           enum zsip_host_type *type)
{
	struct zsip_stop stop;
	const char *end;

	if (ZSIP_UNLIKELY(byte_at(text, p) == '[')) {
		end = reference_end(text, p);
		if (end == NULL)
			return NULL;
	} else {
		end = token_end(text, p);
	}
	*type = ISA(host)(p, end, around, &stop);
	cut(host, p, end);
	return *type == ZSIP_HOST_NONE ? NULL : end;
}

/* SIP/2.0/UDP host[:port];params */
static const char *via_parm(struct zsip_via_parm *via, const char *p,
                            const char *end, const struct zsip_slice *around)
{
	struct text text;
	enum zsip_host_type type;
	const char *q;
	unsigned port;

	if (end - p < 8 || zsip_load64(p) != zsip_load64("SIP/2.0/"))
		return NULL;
	text_start(&text, end, around);
	look(&text, p + 8);
	q = token_end(&text, p + 8);
	if (q == p + 8 || byte_at(&text, q) != ' ')
		return NULL;
	via_parm_clear(via);
	cut(&via->protocol_name, p, p + 3);
	cut(&via->protocol_version, p + 4, p + 7);
	cut(&via->transport, p + 8, q);
	q = read_host(&text, q + 1, around, &via->host, &type);
	p = q == NULL ? NULL : read_port(&text, q, &via->port, &port);
	if (p == NULL)
		return NULL;
	return read_params(&text, via, via_slot, &via->received, &via->params,
	                   p);
}

/* The display name and the blank behind it, up to "<"; NULL if it is none of
 * the plain ones. */
static ALWAYS_INLINE const char *
display_name(struct text *text, struct zsip_name_addr *addr, const char *p)
{
	const char *q = p, *end;

	if (*p == '"') {
		end = string_end(text, p + 1);
		if (end == NULL)
			return NULL;
		addr->quoted = true;
		cut(&addr->display_name, p + 1, end);
		p = end + 1;
		return p + (byte_at(text, p) == ' ');
	}
	for (;;) {
		end = token_end(text, q);
		if (end == q)
			return NULL;
		q = end + (byte_at(text, end) == ' ');
		if (byte_at(text, q) == '<')
			break;
		if (q == end)
			return NULL;
	}
	cut(&addr->display_name, p, end);
	return q;
}

/* An addr-spec without brackets, whose scheme ends at p. */
static ALWAYS_INLINE const char *bare_uri(struct text *text,
                                          struct zsip_name_addr *addr,
                                          const char *from, const char *p)
{
	const char *q = SCAN(bare, p + 1, text->end, text->floor, text->limit);

	if (q == p + 1 || p == from)
		return NULL;
	cut(&addr->uri, from, q);
	return q;
}

static ALWAYS_INLINE const char *
addr_params(struct text *text, struct zsip_name_addr *addr, const char *p)
{
	if (p == text->end)
		return p;
	look(text, p);
	return read_params(text, addr, addr_slot, NULL, &addr->params, p);
}

/* "Display" <uri>;params or uri;params */
static const char *name_addr(struct zsip_name_addr *addr, const char *p,
                             const char *end, const struct zsip_slice *around)
{
	struct text text;
	const char *q;

	if (p == end)
		return NULL;
	text_start(&text, end, around);
	name_addr_clear(addr);
	if (*p != '<') {
		look(&text, p);
		q = token_end(&text, p);
		if (byte_at(&text, q) == ':') {
			q = bare_uri(&text, addr, p, q);
			return q == NULL ? NULL : addr_params(&text, addr, q);
		}
		p = display_name(&text, addr, p);
		if (p == NULL || byte_at(&text, p) != '<')
			return NULL;
	}
	addr->bracketed = true;
	q = SCAN(bracketed, p + 1, end, text.floor, text.limit);
	if (q == p + 1 || byte_at(&text, q) != '>')
		return NULL;
	cut(&addr->uri, p + 1, q);
	return addr_params(&text, addr, q + 1);
}

static const char *cseq(struct zsip_cseq *out, const char *p, const char *end,
                        const struct zsip_slice *around)
{
	const char *limit = around->ptr + around->len, *method;

	p = read_number(p, end, &out->number);
	if (p == NULL || p == end || *p != ' ')
		return NULL;
	method = p + 1;
	p = SCAN(token, method, end, around->ptr, limit);
	if (p != end || p == method)
		return NULL;
	cut(&out->method, method, p);
	return p;
}

static const char *digits(struct zsip_digits *out, const char *p,
                          const char *end)
{
	p = read_number(p, end, &out->number);
	return p == end ? p : NULL;
}

static const char *callid(struct zsip_callid *out, const char *p,
                          const char *end, const struct zsip_slice *around)
{
	const char *floor = around->ptr, *limit = floor + around->len;
	const char *at = SCAN(word, p, end, floor, limit), *q = at;

	if (at != end) {
		q = SCAN(word, at + 1, end, floor, limit);
		if (*at != '@' || q == at + 1 || q != end)
			return NULL;
	}
	cut(&out->callid, p, q);
	return at == p ? NULL : q;
}

/* type/subtype;params */
static const char *media_type(struct zsip_media_type *out, const char *p,
                              const char *end, const struct zsip_slice *around)
{
	struct text text;
	const char *slash, *q;

	text_start(&text, end, around);
	look(&text, p);
	zsip_absent(&out->params);
	slash = token_end(&text, p);
	if (slash == p || byte_at(&text, slash) != '/')
		return NULL;
	q = token_end(&text, slash + 1);
	if (q == slash + 1)
		return NULL;
	cut(&out->type, p, slash);
	cut(&out->subtype, slash + 1, q);
	return read_params(&text, out, NULL, NULL, &out->params, q);
}

static const char *token(struct zsip_token *out, const char *p, const char *end,
                         const struct zsip_slice *around)
{
	const char *q =
	        SCAN(token, p, end, around->ptr, around->ptr + around->len);

	if (q == p || (q < end && *q != ','))
		return NULL;
	cut(&out->token, p, q);
	return q;
}

/* One line of ASCII. */
static const char *text_value(const char *p, const char *end,
                              const struct zsip_slice *around)
{
	p = SCAN(text, p, end, around->ptr, around->ptr + around->len);
	return p == end ? p : NULL;
}

const char *ISA(value)(void *out, unsigned shape, const char *p,
                       const char *end, const struct zsip_slice *around,
                       struct zsip_stop *stop)
{
	const char *at = NULL;

	switch (shape) {
	case ZSIP_SHAPE_via_parm:
		at = via_parm(out, p, end, around);
		break;
	case ZSIP_SHAPE_name_addr:
		at = name_addr(out, p, end, around);
		break;
	case ZSIP_SHAPE_cseq:
		at = cseq(out, p, end, around);
		break;
	case ZSIP_SHAPE_digits:
		at = digits(out, p, end);
		break;
	case ZSIP_SHAPE_callid:
		at = callid(out, p, end, around);
		break;
	case ZSIP_SHAPE_media_type:
		at = media_type(out, p, end, around);
		break;
	case ZSIP_SHAPE_token:
		at = token(out, p, end, around);
		break;
	case ZSIP_SHAPE_text:
	case ZSIP_SHAPE_EXTENSION:
		at = text_value(p, end, around);
		break;
	default:
		at = ISA(usual_typed)(out, shape, p, end, around);
		break;
	}
	if (ZSIP_LIKELY(at != NULL))
		return at;
	return MACHINE(value_machine)(out, shape, p, end, around, stop);
}

/* What a name-addr has in a header field, beyond its grammar. */
static inline bool is_flagged(const struct zsip_name_addr *addr, unsigned flags,
                              const char *p)
{
	return ((flags & ZSIP_BRACKETS) == 0 || *p == '<') &&
	       ((flags & ZSIP_NOPARAMS) == 0 || addr->params.ptr == NULL);
}

/* What is told of each value; this one is read from p to `at`. */
static ALWAYS_INLINE void take(struct zsip_list *list, struct zsip_value *value,
                               const char *p, const char *at)
{
	list->count++;
	cut(&list->item, p, at);
	cut(&value->raw, p, at);
	value->quirks = 0;
	value->id = (uint16_t)list->id;
	value->shape = list->info->shape;
}

/* Where the token at p ends.  One look marks the ends of those in 64 bytes, so
 * that the next ones are found by shifts. */
static ALWAYS_INLINE const char *list_token_end(struct zsip_list *list,
                                                const char *p, const char *end)
{
	const char *floor = list->msg->text.ptr;
	const char *limit = floor + list->msg->text.len;
#if defined(ZSIP_FORM_AVX2)
	size_t offset = (size_t)(p - list->base);
	uint64_t stops = offset < 64 ? list->stops >> offset : 0;

	if (stops == 0 && limit - p >= 64) {
		list->base = p;
		list->stops = stops = scan_mask64(zsip_nibbles_token, p);
	}
	if (ZSIP_LIKELY(stops != 0)) {
		p += __builtin_ctzll(stops);
		return p < end ? p : end;
	}
#endif
	return SCAN(token, p, end, floor, limit);
}

static __attribute__((noinline)) enum zsip_status
next_token(struct zsip_list *list, struct zsip_value *value,
           struct zsip_error *err, const char *end)
{
	const char *p = list->at, *at = list_token_end(list, p, end);

	if (at == p || (at != end && (*at != ',' || !zsip_is_list(list->info))))
		return zsip_list_next_slowly(list, value, err);
	cut(&value->token.token, p, at);
	zsip_list_go_behind(list, at, end);
	take(list, value, p, at);
	return zsip_passed(err, ZSIP_OK);
}

static __attribute__((noinline)) enum zsip_status
next_value(struct zsip_list *list, struct zsip_value *value,
           struct zsip_error *err, const char *end)
{
	const struct zsip_header_info *info = list->info;
	const char *p = list->at, *at;
	struct zsip_stop stop;

	stop.quirks = 0;
	at = ISA(value)(&value->text, info->shape, p, end, &list->msg->text,
	                &stop);
	if (at == NULL || stop.quirks != 0 ||
	    (at != end && !zsip_is_list(info)) ||
	    (info->shape == ZSIP_SHAPE_name_addr &&
	     !is_flagged(&value->name_addr, info->flags, p)))
		return zsip_list_next_slowly(list, value, err);
	zsip_list_go_behind(list, at, end);
	while (zsip_is_lws(at[-1]))
		at--;
	take(list, value, p, at);
	if (info->shape == ZSIP_SHAPE_server_vals)
		value->server_vals.text = value->raw;
	return zsip_passed(err, ZSIP_OK);
}

enum zsip_status ISA(next)(struct zsip_list *list, struct zsip_value *value,
                           struct zsip_error *err)
{
	const struct zsip_header_info *info = list->info;
	const char *end = list->field->value.ptr + list->field->value.len;

	if (value == NULL || info == NULL || list->at == end ||
	    list->count == list->max_count || info->shape == ZSIP_SHAPE_text)
		return zsip_list_next_slowly(list, value, err);
	if (info->shape == ZSIP_SHAPE_token)
		return next_token(list, value, err, end);
	return next_value(list, value, err, end);
}

/* The userinfo before `at`, if it is a user alone, without escapes. */
static ALWAYS_INLINE bool plain_user(struct zsip_uri *uri,
                                     const struct text *text, const char *p,
                                     const char *at)
{
	if (at == p || SCAN(user, p, at, text->floor, text->limit) != at)
		return false;
	cut(&uri->user, p, at);
	return true;
}

/* sip:user@host:port;params */
static const char *sip_uri(struct zsip_uri *uri, const char *p, const char *end,
                           const struct zsip_slice *around)
{
	const char *start = p, *at, *q;
	size_t scheme = 3;
	enum zsip_host_type type;
	struct zsip_slice port;
	struct text text;
	unsigned number = 0;

	if (end - p < 6 ||
	    (zsip_load_short(p, 3) | 0x202020) != zsip_load_short("sip", 3))
		return NULL;
	if (p[3] != ':') {
		if ((p[3] | 0x20) != 's' || p[4] != ':')
			return NULL;
		scheme = 4;
	}
	zsip_clear(uri, sizeof(*uri));
	text_start(&text, end, around);
	p += scheme + 1;
	cut(&uri->rest, p, end);
	at = scan_at(p, end, text.limit);
	if (at != NULL) {
		if (!plain_user(uri, &text, p, at))
			return NULL;
		p = at + 1;
	}
	look(&text, p);
	q = read_host(&text, p, around, &uri->host, &type);
	p = q == NULL ? NULL : read_port(&text, q, &port, &number);
	if (p == NULL)
		return NULL;
	uri->host_type = (uint8_t)type;
	uri->has_port = p != q;
	uri->port = (uint16_t)number;
	cut(&uri->text, start, end);
	cut(&uri->scheme, start, start + scheme);
	uri->scheme_id = scheme == 3 ? ZSIP_SCHEME_SIP : ZSIP_SCHEME_SIPS;
	return p;
}

/* The parameters of a URI from p on, if they have no escapes and there are no
 * headers behind them. */
static ALWAYS_INLINE bool uri_params(const char *p, const char *end,
                                     const struct zsip_slice *around)
{
	const char *floor = around->ptr, *limit = floor + around->len;

	while (p < end) {
		const char *q = SCAN(param, p + 1, end, floor, limit);

		if (*p != ';' || q == p + 1)
			return false;
		p = q;
		if (p < end && *p == '=') {
			q = SCAN(param, p + 1, end, floor, limit);
			if (q == p + 1)
				return false;
			p = q;
		}
	}
	return true;
}

const char *ISA(uri)(struct zsip_uri *uri, const char *p, const char *end,
                     const struct zsip_slice *around, struct zsip_stop *stop)
{
	const char *params = sip_uri(uri, p, end, around);

	if (ZSIP_LIKELY(params != NULL) && uri_params(params, end, around)) {
		if (params != end)
			cut(&uri->params, params, end);
		return end;
	}
	return MACHINE(uri_machine)(uri, p, end, around, stop);
}
