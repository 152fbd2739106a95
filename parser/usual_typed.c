/*
 * Values of typed_values.rl in their usual form, in front of that machine; see
 * usual.c.  Compiled once for each SIMD form.
 */
#include "slots.h"
#include "usual.h"
#include <stddef.h>

/* A parameter's value from p on: a token, a plain string, or an IPv6 address in
 * brackets. */
static inline const char *gen_value(struct text *text, const char *p,
                                    const struct zsip_slice *around)
{
	const char *end;
	struct zsip_stop stop;

	if (byte_at(text, p) == '"') {
		end = string_end(text, p + 1);
		return end == NULL ? NULL : end + 1;
	}
	if (byte_at(text, p) == '[') {
		end = reference_end(text, p);
		if (end == NULL ||
		    ISA(host)(p, end, around, &stop) == ZSIP_HOST_NONE)
			return NULL;
		return end;
	}
	end = token_end(text, p);
	return end == p ? NULL : end;
}

/* The parameters whose first name begins at p, up to the end or a comma; they
 * go from `from` on. */
static const char *params_behind(struct text *text, struct zsip_slice *params,
                                 const char *from, const char *p,
                                 const struct zsip_slice *around)
{
	for (;;) {
		const char *name = p;

		p = token_end(text, name);
		if (p == name)
			return NULL;
		if (byte_at(text, p) == '=') {
			p = gen_value(text, p + 1, around);
			if (p == NULL)
				return NULL;
		}
		cut(params, from, p);
		if (p < text->end && (unsigned char)*p <= ' ')
			p = skip_blanks(text, p);
		if (byte_at(text, p) != ';')
			return p == text->end || *p == ',' ? p : NULL;
		p++;
		if (p < text->end && (unsigned char)*p <= ' ')
			p = skip_blanks(text, p);
	}
}

/* The same from behind the value, where there may be none. */
static inline const char *any_params(struct text *text,
                                     struct zsip_slice *params, const char *p,
                                     const struct zsip_slice *around)
{
	const char *from;

	zsip_absent(params);
	from = skip_blanks(text, p);
	if (from == text->end || *from == ',')
		return from;
	if (*from != ';')
		return NULL;
	return params_behind(text, params, from, skip_blanks(text, from + 1),
	                     around);
}

static const char *token_params(struct zsip_token_params *out,
                                struct text *text, const char *p,
                                const struct zsip_slice *around)
{
	const char *q = token_end(text, p);

	cut(&out->token, p, q);
	return q == p ? NULL : any_params(text, &out->params, q, around);
}

static const char *string_params(struct zsip_string_params *out,
                                 struct text *text, const char *p,
                                 const struct zsip_slice *around)
{
	const char *q;

	out->quoted = byte_at(text, p) == '"';
	if (out->quoted) {
		q = string_end(text, ++p);
		if (q == NULL)
			return NULL;
		cut(&out->value, p, q++);
	} else {
		q = token_end(text, p);
		if (q == p)
			return NULL;
		cut(&out->value, p, q);
	}
	return any_params(text, &out->params, q, around);
}

static const char *digits_params(struct zsip_digits_params *out,
                                 struct text *text, const char *p,
                                 const struct zsip_slice *around)
{
	p = read_number(p, text->end, &out->number);
	return p == NULL ? NULL : any_params(text, &out->params, p, around);
}

static const char *media_range(struct zsip_media_range *out, struct text *text,
                               const char *p, const struct zsip_slice *around)
{
	const char *slash = token_end(text, p), *q;

	if (slash == p || byte_at(text, slash) != '/')
		return NULL;
	q = token_end(text, slash + 1);
	if (q == slash + 1)
		return NULL;
	cut(&out->type, p, slash);
	cut(&out->subtype, slash + 1, q);
	return any_params(text, &out->params, q, around);
}

/* Behind the comment at p, if it is of ASCII without quoted pairs. */
static const char *behind_comment(const struct text *text, const char *p)
{
	size_t depth = 0;

	for (; p < text->end; p++) {
		if (*p < ' ' || *p > '~' || *p == '\\')
			return NULL;
		depth += *p == '(';
		if (*p == ')' && --depth == 0)
			return p + 1;
	}
	return NULL;
}

/* Products and comments, a blank between two of them. */
static const char *server_vals(struct text *text, const char *p)
{
	for (;;) {
		const char *q = p;

		if (byte_at(text, p) == '(') {
			q = behind_comment(text, p);
			if (q == NULL)
				return NULL;
		} else {
			q = token_end(text, p);
			if (q != p && byte_at(text, q) == '/') {
				p = q + 1;
				q = token_end(text, p);
			}
			if (q == p)
				return NULL;
		}
		if (q == text->end)
			return q;
		if (*q != ' ')
			return NULL;
		p = q + 1;
	}
}

/* A parameter of the digest scheme that a shape keeps. */
struct digest_param {
	uint64_t word; /* of its name: name_word() */
	uint8_t len, offset;
	char quotes; /* 'q' where there must be quotes, 't' where none may */
};

#define WORD2(a, b) (BYTE(a, 0) | BYTE(b, 1))
#define DIGEST(shape, word, len, member, quotes)                               \
	{                                                                      \
		word, len, offsetof(struct zsip_##shape, member), quotes       \
	}
#define BOTH(shape)                                                            \
	DIGEST(shape, WORD5('r', 'e', 'a', 'l', 'm'), 5, realm, 'q'),          \
	        DIGEST(shape, WORD5('n', 'o', 'n', 'c', 'e'), 5, nonce, 'q'),  \
	        DIGEST(shape, WORD6('o', 'p', 'a', 'q', 'u', 'e'), 6, opaque,  \
	               'q'),                                                   \
	        DIGEST(shape, WORD8('a', 'l', 'g', 'o', 'r', 'i', 't', 'h'),   \
	               9, algorithm, 't'),                                     \
	        DIGEST(shape, WORD8('u', 's', 'e', 'r', 'h', 'a', 's', 'h'),   \
	               8, userhash, 0)

static const struct digest_param in_credentials[] = {
        BOTH(credentials),
        DIGEST(credentials, WORD8('u', 's', 'e', 'r', 'n', 'a', 'm', 'e'), 8,
               username, 'q'),
        DIGEST(credentials, WORD3('u', 'r', 'i'), 3, uri, 'q'),
        DIGEST(credentials, WORD8('r', 'e', 's', 'p', 'o', 'n', 's', 'e'), 8,
               response, 'q'),
        DIGEST(credentials, WORD6('c', 'n', 'o', 'n', 'c', 'e'), 6, cnonce,
               'q'),
        DIGEST(credentials, WORD3('q', 'o', 'p'), 3, qop, 't'),
        DIGEST(credentials, WORD2('n', 'c'), 2, nc, 't'),
        {0, 0, 0, 0}};
static const struct digest_param in_challenge[] = {
        BOTH(challenge),
        DIGEST(challenge, WORD6('d', 'o', 'm', 'a', 'i', 'n'), 6, domain, 'q'),
        DIGEST(challenge, WORD5('s', 't', 'a', 'l', 'e'), 5, stale, 't'),
        DIGEST(challenge, WORD3('q', 'o', 'p'), 3, qop, 'q'),
        DIGEST(challenge, WORD8('c', 'h', 'a', 'r', 's', 'e', 't', 0), 7,
               charset, 0),
        {0, 0, 0, 0}};

static const struct digest_param *digest_param(const struct digest_param *known,
                                               const char *name, size_t len,
                                               const char *limit)
{
	uint64_t word = name_word(name, len, limit);

	while (known->len != 0 && (known->word != word || known->len != len))
		known++;
	if (known->len == 0 || (len == 9 && (name[8] | 0x20) != 'm'))
		return NULL;
	return known;
}

/* One auth-param; what is kept must come first of its name, and have quotes as
 * its grammar says. */
static const char *auth_param(void *out, const struct digest_param *known,
                              struct text *text, const char *name)
{
	const char *p = token_end(text, name), *value;
	const struct digest_param *param;
	struct zsip_slice *slot;
	bool quotes;

	if (p == name || byte_at(text, p) != '=')
		return NULL;
	param = digest_param(known, name, (size_t)(p - name), text->limit);
	value = p + 1;
	quotes = byte_at(text, value) == '"';
	value += quotes;
	p = quotes ? string_end(text, value) : token_end(text, value);
	if (p == NULL || (p == value && !quotes))
		return NULL;
	if (param != NULL) {
		slot = (struct zsip_slice *)((char *)out + param->offset);
		if (slot->ptr != NULL || param->quotes == (quotes ? 't' : 'q'))
			return NULL;
		cut(slot, value, p);
	}
	return p + quotes;
}

/* Digest name=value, name="value" */
static const char *digest(void *out, const struct digest_param *known,
                          struct zsip_slice *scheme, struct zsip_slice *params,
                          struct text *text, const char *p)
{
	const char *from = p + 7;

	if (text->end - p < 8 ||
	    name_word(p, 6, text->limit) !=
	            WORD6('d', 'i', 'g', 'e', 's', 't') ||
	    p[6] != ' ')
		return NULL;
	cut(scheme, p, p + 6);
	for (p = from;;) {
		p = auth_param(out, known, text, p);
		if (p == NULL || p == text->end)
			break;
		if (*p != ',')
			return NULL;
		p = skip_blanks(text, p + 1);
	}
	if (p != NULL)
		cut(params, from, p);
	return p;
}

const char *ISA(usual_typed)(void *out, unsigned shape, const char *p,
                             const char *end, const struct zsip_slice *around)
{
	struct zsip_credentials *credentials = out;
	struct zsip_challenge *challenge = out;
	struct text text;

	if (p == end)
		return NULL;
	text_start(&text, end, around);
	look(&text, p);
	switch (shape) {
	case ZSIP_SHAPE_token_params:
		return token_params(out, &text, p, around);
	case ZSIP_SHAPE_string_params:
		return string_params(out, &text, p, around);
	case ZSIP_SHAPE_digits_params:
		return digits_params(out, &text, p, around);
	case ZSIP_SHAPE_charge_params:
		return params_behind(
		        &text, &((struct zsip_charge_params *)out)->params, p,
		        p, around);
	case ZSIP_SHAPE_media_range:
		return media_range(out, &text, p, around);
	case ZSIP_SHAPE_server_vals:
		return server_vals(&text, p);
	case ZSIP_SHAPE_credentials:
		zsip_clear(credentials, sizeof(*credentials));
		return digest(out, in_credentials, &credentials->scheme,
		              &credentials->params, &text, p);
	case ZSIP_SHAPE_challenge:
		zsip_clear(challenge, sizeof(*challenge));
		return digest(out, in_challenge, &challenge->scheme,
		              &challenge->params, &text, p);
	default:
		return NULL;
	}
}
