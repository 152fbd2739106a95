#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "naive_uri.h"

/* A text as it is compared, each character a number; present or not. */
struct canon {
	bool present;
	size_t len;
	int *chars;
};

static void *must(void *ptr)
{
	if (ptr == NULL)
		abort();
	return ptr;
}

static void canon_free(struct canon *canon)
{
	free(canon->chars);
}

static bool same(const struct canon *a, const struct canon *b)
{
	return a->present == b->present && a->len == b->len &&
	       (a->len == 0 ||
	        memcmp(a->chars, b->chars, a->len * sizeof(int)) == 0);
}

static bool has(const char *set, int c)
{
	return c != 0 && strchr(set, c) != NULL;
}

/* Reserved characters that were escaped, if they are kept apart. */
enum { ESCAPED = 1000 };

/* Escapes resolved. */
static struct canon unescaped(struct zsip_slice text, bool keep_reserved)
{
	struct canon canon = {text.ptr != NULL, 0, NULL};
	char digits[3] = "";

	canon.chars = must(calloc(text.len + 1, sizeof(int)));
	for (size_t i = 0; i < text.len; i++) {
		int c = (unsigned char)text.ptr[i];

		if (c == '%' && text.len - i > 2 &&
		    has("0123456789abcdefABCDEF", text.ptr[i + 1]) &&
		    has("0123456789abcdefABCDEF", text.ptr[i + 2])) {
			memcpy(digits, text.ptr + i + 1, 2);
			c = (int)strtol(digits, NULL, 16);
			if (keep_reserved && has(";/?:@&=+$,", c))
				c += ESCAPED;
			i += 2;
		}
		canon.chars[canon.len++] = c;
	}
	return canon;
}

static int folded(int c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static struct canon nocase(struct zsip_slice text, bool keep_reserved)
{
	struct canon canon = unescaped(text, keep_reserved);

	for (size_t i = 0; i < canon.len; i++)
		canon.chars[i] = folded(canon.chars[i]);
	return canon;
}

static struct canon digits(struct zsip_slice text)
{
	struct canon canon = nocase(text, false);
	size_t len = 0;

	for (size_t i = 0; i < canon.len; i++) {
		if (!has("-.()", canon.chars[i]))
			canon.chars[len++] = canon.chars[i];
	}
	canon.len = len;
	return canon;
}

/* Where the quoted string that begins here ends. */
static size_t string_end(const struct canon *canon, size_t i)
{
	for (i++; i < canon->len && canon->chars[i] != '"'; i++)
		i += canon->chars[i] == '\\';
	return i + 1;
}

static size_t bracket_end(const struct canon *canon, size_t i)
{
	while (i < canon->len && canon->chars[i] != '>')
		i++;
	return i + 1;
}

/* Without case, but not in strings and brackets, and not up to the parameters
 * of an address. */
static struct canon header_value(struct zsip_slice text, bool is_address)
{
	struct canon canon = unescaped(text, false);
	bool address = is_address;

	for (size_t i = 0; i < canon.len; i++) {
		int c = canon.chars[i];

		if (c == '"') {
			i = string_end(&canon, i) - 1;
		} else if (c == '<') {
			i = bracket_end(&canon, i) - 1;
		} else {
			if (!address)
				canon.chars[i] = folded(c);
			if (is_address && (c == ';' || c == ','))
				address = c == ',';
		}
	}
	return canon;
}

/* RFC 3261 25.1 allows one colon more before an IPv4address, behind "::". */
static void drop_third_colon(char *address)
{
	char *colons = strstr(address, ":::");

	if (colons != NULL)
		memmove(colons, colons + 1, strlen(colons));
}

/* The address of an IPv6reference instead of its text. */
static struct canon host(struct zsip_slice text)
{
	struct canon canon = nocase(text, true);
	char copy[64];
	unsigned char address[16];
	size_t len = 0;

	while (len < canon.len && len < sizeof(copy) - 1 &&
	       canon.chars[len] < 0x80) {
		copy[len] = (char)canon.chars[len];
		len++;
	}
	copy[len] = '\0';
	if (len < 2 || len != canon.len || copy[0] != '[' ||
	    copy[len - 1] != ']')
		return canon;
	copy[len - 1] = '\0';
	if (strlen(copy) != len - 1)
		return canon;
	drop_third_colon(copy + 1);
	if (inet_pton(AF_INET6, copy + 1, address) != 1)
		return canon;
	/* A text has no such character. */
	canon.chars[0] = -1;
	canon.len = 17;
	canon.chars = must(realloc(canon.chars, 17 * sizeof(int)));
	for (size_t i = 0; i < 16; i++)
		canon.chars[i + 1] = address[i];
	return canon;
}

enum kind { PARAM, TEL_PARAM, HEADER };

struct item {
	struct canon name, value;
};

struct items {
	size_t count;
	struct item *items;
};

/* The same as a known name but for the name's case. */
static bool is(const struct canon *canon, const char *text)
{
	size_t len = strlen(text);

	if (canon->len != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (canon->chars[i] != folded((unsigned char)text[i]))
			return false;
	}
	return true;
}

/* Shapes of values that are compared byte by byte, and of those that are up to
 * their parameters. */
static const uint8_t exact[] = {
        ZSIP_SHAPE_callid,   ZSIP_SHAPE_cseq,      ZSIP_SHAPE_rack,
        ZSIP_SHAPE_date,     ZSIP_SHAPE_challenge, ZSIP_SHAPE_credentials,
        ZSIP_SHAPE_identity,
};
static const uint8_t addresses[] = {
        ZSIP_SHAPE_name_addr,
        ZSIP_SHAPE_dialog_id,
        ZSIP_SHAPE_target_dialog,
};

/* The long name and the shape of a header. */
static struct canon header_name(struct zsip_slice text, int *shape)
{
	struct canon name = nocase(text, false);

#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, full, compact, multiplicity, requests,         \
                    responses, form, flags, rfc)                               \
	if (is(&name, full) ||                                                 \
	    (compact != 0 && name.len == 1 && name.chars[0] == compact)) {     \
		canon_free(&name);                                             \
		*shape = ZSIP_SHAPE_##form;                                    \
		return nocase(zsip_slice_from(full), false);                   \
	}
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
	*shape = -1;
	return name;
}

static bool is_in(int shape, const uint8_t *shapes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (shapes[i] == shape)
			return true;
	}
	return false;
}

static struct item item_of(enum kind kind, struct zsip_slice name,
                           struct zsip_slice value)
{
	struct item item;
	int shape;

	if (kind == HEADER) {
		item.name = header_name(name, &shape);
		if (is(&item.name, "body") ||
		    is_in(shape, exact, sizeof(exact)))
			item.value = unescaped(value, false);
		else
			item.value =
			        header_value(value, is_in(shape, addresses,
			                                  sizeof(addresses)));
		return item;
	}
	item.name = nocase(name, true);
	if (kind == PARAM && is(&item.name, "maddr"))
		item.value = host(value);
	else if (kind == PARAM && is(&item.name, "method"))
		item.value = unescaped(value, true);
	else if (kind == TEL_PARAM &&
	         (is(&item.name, "ext") ||
	          (is(&item.name, "phone-context") && *value.ptr == '+')))
		item.value = digits(value);
	else
		item.value = nocase(value, true);
	return item;
}

static struct items items_of(enum kind kind, struct zsip_slice text)
{
	struct items items = {0,
	                      must(calloc(text.len + 1, sizeof(struct item)))};
	char separator = kind == HEADER ? '&' : ';';
	size_t i = 0;

	while (i < text.len) {
		size_t from = ++i, equal;
		struct zsip_slice value = {NULL, 0};

		while (i < text.len && text.ptr[i] != separator)
			i++;
		for (equal = from; equal < i && text.ptr[equal] != '=';)
			equal++;
		if (equal < i)
			value = (struct zsip_slice){text.ptr + equal + 1,
			                            i - equal - 1};
		items.items[items.count++] = item_of(
		        kind,
		        (struct zsip_slice){text.ptr + from, equal - from},
		        value);
	}
	return items;
}

static void items_free(struct items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		canon_free(&items->items[i].name);
		canon_free(&items->items[i].value);
	}
	free(items->items);
}

/* The n-th item of this name, counted from 0. */
static const struct item *nth(const struct items *items,
                              const struct canon *name, size_t n)
{
	for (size_t i = 0; i < items->count; i++) {
		if (same(&items->items[i].name, name) && n-- == 0)
			return &items->items[i];
	}
	return NULL;
}

/* Each item of `a` in `b`, at the same place among those of its name. */
static bool all_in(const struct items *a, const struct items *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct item *item = &a->items[i], *other;
		size_t n = 0;

		for (size_t j = 0; j < i; j++)
			n += same(&a->items[j].name, &item->name);
		other = nth(b, &item->name, n);
		if (other == NULL || !same(&item->value, &other->value))
			return false;
	}
	return true;
}

static bool must_be_in_both(const struct canon *name)
{
	return is(name, "transport") || is(name, "user") ||
	       is(name, "method") || is(name, "maddr") || is(name, "ttl");
}

static bool firsts_fit(const struct items *a, const struct items *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct canon *name = &a->items[i].name;
		const struct item *item = nth(a, name, 0);
		const struct item *other = nth(b, name, 0);

		if (other == NULL ? must_be_in_both(name)
		                  : !same(&item->value, &other->value))
			return false;
	}
	return true;
}

static bool same_items(enum kind kind, struct zsip_slice a, struct zsip_slice b,
                       bool strict)
{
	struct items of_a = items_of(kind, a), of_b = items_of(kind, b);
	bool right =
	        strict ? all_in(&of_a, &of_b) && all_in(&of_b, &of_a)
	               : firsts_fit(&of_a, &of_b) && firsts_fit(&of_b, &of_a);

	items_free(&of_a);
	items_free(&of_b);
	return right;
}

static bool same_canons(struct canon a, struct canon b)
{
	bool right = same(&a, &b);

	canon_free(&a);
	canon_free(&b);
	return right;
}

static bool same_sip(const struct zsip_uri *a, const struct zsip_uri *b,
                     bool strict)
{
	return same_canons(unescaped(a->user, true),
	                   unescaped(b->user, true)) &&
	       same_canons(unescaped(a->password, true),
	                   unescaped(b->password, true)) &&
	       same_canons(host(a->host), host(b->host)) &&
	       a->has_port == b->has_port && a->port == b->port &&
	       same_items(PARAM, a->params, b->params, strict) &&
	       same_items(HEADER, a->headers, b->headers, true);
}

/* RFC 8141 3.1: the hexadecimal digits of escapes in upper case. */
static struct canon urn_part(struct zsip_slice text, bool without_case)
{
	struct canon canon = {text.ptr != NULL, text.len, NULL};

	canon.chars = must(calloc(text.len + 1, sizeof(int)));
	for (size_t i = 0; i < text.len; i++) {
		bool digit = (i > 0 && text.ptr[i - 1] == '%') ||
		             (i > 1 && text.ptr[i - 2] == '%');

		canon.chars[i] = (unsigned char)text.ptr[i];
		if (without_case || digit)
			canon.chars[i] = folded(canon.chars[i]);
	}
	return canon;
}

static bool same_urn(const struct zsip_uri *a, const struct zsip_uri *b,
                     bool strict)
{
	struct zsip_urn of_a, of_b;

	if (zsip_urn_parse(&of_a, a->text, NULL) != ZSIP_OK ||
	    zsip_urn_parse(&of_b, b->text, NULL) != ZSIP_OK)
		abort();
	return same_canons(urn_part(of_a.nid, true),
	                   urn_part(of_b.nid, true)) &&
	       same_canons(urn_part(of_a.nss, false),
	                   urn_part(of_b.nss, false)) &&
	       (!strict || (same_canons(urn_part(of_a.r_component, false),
	                                urn_part(of_b.r_component, false)) &&
	                    same_canons(urn_part(of_a.q_component, false),
	                                urn_part(of_b.q_component, false))));
}

bool naive_uri_equal(const struct zsip_uri *a, const struct zsip_uri *b,
                     bool strict)
{
	if (a->scheme.len != b->scheme.len ||
	    strncasecmp(a->scheme.ptr, b->scheme.ptr, a->scheme.len) != 0)
		return false;
	switch (a->scheme_id) {
	case ZSIP_SCHEME_SIP:
	case ZSIP_SCHEME_SIPS:
		return same_sip(a, b, strict);
	case ZSIP_SCHEME_TEL:
		return same_canons(digits(a->user), digits(b->user)) &&
		       same_items(TEL_PARAM, a->params, b->params, true);
	case ZSIP_SCHEME_URN:
		return same_urn(a, b, strict);
	default:
		return a->rest.len == b->rest.len &&
		       memcmp(a->rest.ptr, b->rest.ptr, a->rest.len) == 0;
	}
}
