/*
 * Server and User-Agent: their products and comments one by one.
 */
#include "internal.h"

/* The parenthesis that closes the one before p, NULL if there is none. */
static const char *closing(const char *p, const char *end)
{
	size_t depth = 1;

	for (; p < end; p++) {
		if (*p == '\\' && end - p > 1)
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p;
	}
	return NULL;
}

static const char *token_end(const char *p, const char *end)
{
	while (p < end && zsip_is_token(*p))
		p++;
	return p;
}

static struct zsip_slice between(const char *from, const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

/* Behind the comment or product at p; NULL if there is none. */
static const char *read_one(struct zsip_product *product, const char *p,
                            const char *end)
{
	const char *slash, *stop;

	if (p < end && *p == '(') {
		stop = closing(p + 1, end);
		if (stop == NULL)
			return NULL;
		product->comment = between(p + 1, stop);
		return stop + 1;
	}
	stop = token_end(p, end);
	if (stop == p)
		return NULL;
	product->name = between(p, stop);
	slash = zsip_skip_lws(stop, end);
	if (slash == end || *slash != '/')
		return stop;
	p = zsip_skip_lws(slash + 1, end);
	stop = token_end(p, end);
	product->version = between(p, stop);
	return stop > p ? stop : NULL;
}

bool zsip_products_next(struct zsip_slice *rest, struct zsip_product *product)
{
	const char *p, *end;

	*product = (struct zsip_product){.name = {NULL, 0}};
	if (rest->ptr == NULL)
		return false;
	p = rest->ptr;
	end = p + rest->len;
	p = read_one(product, zsip_skip_lws(p, end), end);
	if (p == NULL) {
		*rest = (struct zsip_slice){NULL, 0};
		return false;
	}
	*rest = between(p, end);
	return true;
}
