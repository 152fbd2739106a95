/*
 * A URI, or a host: every SIMD form and the machines without leaps read it
 * alike, and quirks change nothing of what needs none.  Two URIs, one line
 * each: they compare as they do without haste, both ways, and their hashes go
 * with that.  Any bytes: escaped, they are what they were.
 */
#include "fuzz.h"
#include "lenient.h"
#include "naive_uri.h"
#include "record.h"

/* The naive comparison takes quadratic time. */
enum { NAIVE_MAX = 600, SEED = 1 };

static void escape(struct zsip_slice text)
{
	static const enum zsip_uri_part parts[] = {
	        ZSIP_URI_USER, ZSIP_URI_PASSWORD, ZSIP_URI_PARAM,
	        ZSIP_URI_HEADER};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		size_t len = zsip_escape(parts[i], text, NULL, 0);
		char *escaped = malloc(len + 1), *back = malloc(text.len + 1);

		HOLDS(escaped != NULL && back != NULL);
		HOLDS(zsip_escape(parts[i], text, escaped, len) == len);
		HOLDS(zsip_unescape((struct zsip_slice){escaped, len}, back,
		                    text.len) == text.len);
		HOLDS(text.len == 0 || memcmp(back, text.ptr, text.len) == 0);
		free(escaped);
		free(back);
	}
}

static bool same_slice(struct zsip_slice a, struct zsip_slice b)
{
	return a.ptr == b.ptr && a.len == b.len;
}

/* What is a tel URI to one is one to the other, but for what only one asks. */
static void agree_on_tel(struct zsip_slice text, const struct zsip_uri *uri,
                         bool parsed)
{
	struct zsip_error error;
	struct zsip_tel tel;
	enum zsip_status status = zsip_tel_parse(&tel, text, &error);
	bool whole = status == ZSIP_OK || status == ZSIP_E_MISSING ||
	             strcmp(error.expected, "another parameter") == 0;

	HOLDS(error.status == status && error.offset <= text.len);
	if (parsed && uri->scheme_id == ZSIP_SCHEME_TEL)
		HOLDS(whole && same_slice(tel.number, uri->user) &&
		      same_slice(tel.params, uri->params));
	else if (whole && text.len > 4 && text.ptr[3] == ':')
		HOLDS(memchr(text.ptr, '#', text.len) != NULL);
	if (status == ZSIP_OK)
		HOLDS(zsip_tel_digits(tel.number, NULL, 0) <= tel.number.len);
}

static void agree_on_urn(struct zsip_slice text, const struct zsip_uri *uri,
                         bool parsed)
{
	struct zsip_urn urn;
	bool whole = zsip_urn_parse(&urn, text, NULL) == ZSIP_OK;

	if (parsed && uri->scheme_id == ZSIP_SCHEME_URN)
		HOLDS(whole && urn.f_component.ptr == NULL &&
		      same_slice(urn.text, uri->rest));
	else if (whole)
		HOLDS(urn.f_component.ptr != NULL);
}

static void walk(const struct zsip_uri *uri)
{
	struct zsip_slice before, params = zsip_uri_user_params(uri, &before);
	struct zsip_params headers;
	struct zsip_param header;

	HOLDS(params.ptr == NULL || before.ptr + before.len == params.ptr);
	zsip_params_start(&headers, uri->headers);
	while (zsip_params_next(&headers, &header, NULL) == ZSIP_OK)
		HOLDS(!zsip_uri_header_is_body(&header) ||
		      zsip_uri_header_id(&header) == ZSIP_HDR_OTHER);
}

/* What is accepted through a quirk is compared as well. */
static bool parse(struct zsip_uri *uri, struct zsip_slice text)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = UINT64_MAX};
	bool parsed = zsip_uri_parse(uri, text, NULL, NULL) == ZSIP_OK;

	escape(text);
	agree_on_tel(text, uri, parsed);
	agree_on_urn(text, uri, parsed);
	parsed = zsip_uri_parse(uri, text, &options, NULL) == ZSIP_OK;
	if (parsed)
		walk(uri);
	return parsed;
}

static void compare(const struct zsip_uri *a, const struct zsip_uri *b)
{
	bool equal = zsip_uri_equal(a, b), strict = zsip_uri_strict_equal(a, b);

	HOLDS(zsip_uri_equal(b, a) == equal);
	HOLDS(zsip_uri_strict_equal(b, a) == strict);
	HOLDS(equal || !strict);
	if (equal)
		HOLDS(zsip_uri_hash(a, SEED) == zsip_uri_hash(b, SEED));
	if (strict)
		HOLDS(zsip_uri_strict_hash(a, SEED) ==
		      zsip_uri_strict_hash(b, SEED));
	if (a->text.len + b->text.len > NAIVE_MAX)
		return;
	HOLDS(naive_uri_equal(a, b, false) == equal);
	HOLDS(naive_uri_equal(a, b, true) == strict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = size != 0 ? memchr(data, '\n', size) : NULL;
	size_t first = line != NULL ? (size_t)(line - data) : size;
	size_t second = line != NULL ? size - first - 1 : 0;
	char *text = fuzz_copy(data, size), *one = fuzz_copy(data, first);
	char *two = fuzz_copy(data + size - second, second);
	struct zsip_uri a, b;
	bool is_a = parse(&a, (struct zsip_slice){one, first});
	bool is_b = parse(&b, (struct zsip_slice){two, second});

	HOLDS(record_same(record_uri, 0, text, size));
	HOLDS(lenient_uri(text, size));
	if (is_a)
		compare(&a, &a);
	if (is_a && is_b)
		compare(&a, &b);
	free(text);
	free(one);
	free(two);
	return 0;
}
