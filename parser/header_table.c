/*
 * The tables: header fields, methods, status codes, parameters, statuses and
 * quirks, made from the .def files, and the look-ups in them.
 */
#define ZSIP_HASH_DEFINE
#define ZSIP_SETS_DEFINE
#include "internal.h"
#include "charsets.h"
#include <string.h>

#define NAME(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

#define BRACKETS ZSIP_BRACKETS
#define NOPARAMS ZSIP_NOPARAMS
static const struct zsip_header_info headers[] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	[number] = {                                                           \
	        NAME(name), requests,           responses,           rfc,      \
	        number,     ZSIP_SHAPE_##shape, ZSIP_##multiplicity, flags,    \
	        compact},
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

/* A compact form or a number that stands twice is a duplicate case. */
static inline void no_duplicates(int value)
{
	switch (value) {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	case number:                                                           \
	case 1000 + (compact ? compact : 1000 + number):
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
	default:
		break;
	}
}

static const struct zsip_slice methods[] = {
#define ZSIP_METHOD(number, id, name, rfc) [number] = NAME(name),
#include "zsip_methods.def"
#undef ZSIP_METHOD
};

#define FOUR(byte)    byte, byte, byte, byte
#define SIXTEEN(byte) FOUR(byte), FOUR(byte), FOUR(byte), FOUR(byte)
#define REPEATED(byte)                                                         \
	{                                                                      \
		SIXTEEN(byte), SIXTEEN(byte), SIXTEEN(byte), SIXTEEN(byte)     \
	}

_Alignas(64) const
        struct zsip_repeated zsip_repeated = {REPEATED('\n'),
                                              REPEATED('\r'),
                                              REPEATED(0x1f),
                                              REPEATED(0x7f),
                                              REPEATED(':'),
                                              REPEATED(0x20),
                                              {SIXTEEN(0xff), SIXTEEN(0xff)}};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define METHODS      (COUNT(methods) - 1)

bool zsip_is_token(char byte)
{
	return zsip_sets[(unsigned char)byte] >> ZSIP_SET_token & 1;
}

enum zsip_header zsip_header_find(struct zsip_slice name)
{
	/* Folding keeps tokens apart, but not other bytes. */
	for (size_t i = 0; i < name.len; i++) {
		if (!zsip_is_token(name.ptr[i]))
			return ZSIP_HDR_OTHER;
	}
	return (enum zsip_header)zsip_name_portable(name.ptr, name.len);
}

const struct zsip_header_info *zsip_header_info(enum zsip_header id)
{
	no_duplicates(0);
	if ((size_t)id >= COUNT(headers) || headers[id].id == 0)
		return NULL;
	return &headers[id];
}

/* How closely WHERE, up to its colon, fits a status code: the narrower the
 * range the more, 0 for not at all.  Sets where its letters begin. */
static unsigned fit(const char *where, unsigned code, const char **letters)
{
	unsigned best = *where == 'r';

	for (where += best; *where != ':'; where += *where == ',') {
		unsigned from = (unsigned)(*where++ - '0'), to = from;

		if (*where >= '0' && *where <= '9') {
			from = from * 100 + (unsigned)(where[0] - '0') * 10 +
			       (unsigned)(where[1] - '0');
			where += 2;
			best = code == from ? 4 : best;
			continue;
		}
		if (*where == '-') {
			to = (unsigned)(where[1] - '0');
			where += 2;
		}
		if (code / 100 >= from && code / 100 <= to && best < 3)
			best = from == to ? 3 : 2;
	}
	*letters = where + 1;
	return best;
}

static char response_letter(const char *responses, enum zsip_method method,
                            unsigned code)
{
	char letter = '-';
	unsigned best = 0;

	while (*responses != '\0') {
		const char *letters;
		unsigned fits = fit(responses, code, &letters);
		char said = letters[method - 1];

		if (said == '.' && fits != 0 && best == 0) {
			letter = said;
		} else if (said != '.' && fits > best) {
			letter = said;
			best = fits;
		}
		responses = letters + METHODS;
		responses += *responses == ' ';
	}
	return letter;
}

enum zsip_presence zsip_header_presence(enum zsip_header id,
                                        enum zsip_method method, unsigned code)
{
	const struct zsip_header_info *info = zsip_header_info(id);

	if (info == NULL || method == ZSIP_METHOD_OTHER ||
	    (unsigned)method > METHODS)
		return ZSIP_PRESENCE_UNSAID;
	if (code == 0)
		return (enum zsip_presence)info->requests[method - 1];
	return (enum zsip_presence)response_letter(info->responses, method,
	                                           code);
}

enum zsip_method zsip_method_find(struct zsip_slice name)
{
	struct zsip_words words;
	unsigned entry;

	if (name.len > 16)
		return ZSIP_METHOD_OTHER;
	words = zsip_load_words(name.ptr, name.len);
	entry = zsip_method_slots[zsip_hash(
	        words.a, words.b, ZSIP_METHOD_FACTOR, ZSIP_METHOD_BITS)];
	if (zsip_method_rows[entry].a != words.a ||
	    zsip_method_rows[entry].b != words.b ||
	    methods[zsip_method_ids[entry]].len != name.len)
		return ZSIP_METHOD_OTHER;
	return (enum zsip_method)zsip_method_ids[entry];
}

const char *zsip_method_name(enum zsip_method method)
{
	return (size_t)method < COUNT(methods) ? methods[method].ptr : NULL;
}

const char *zsip_reason_phrase(unsigned code)
{
	switch (code) {
#define ZSIP_STATUS_CODE(code, id, reason, rfc)                                \
	case code:                                                             \
		return reason;
#include "zsip_status_codes.def"
#undef ZSIP_STATUS_CODE
	default:
		return NULL;
	}
}
