/*
 * Where somebody can be reached: hosts and ports of URIs and Vias.
 */
#include "flow/calls.h"

#define DEFAULT_PORT 5060

bool address_is_same(const struct address *a, const struct address *b)
{
	unsigned a_port = a->port != 0 ? a->port : DEFAULT_PORT;
	unsigned b_port = b->port != 0 ? b->port : DEFAULT_PORT;

	return a->host.ptr != NULL && b->host.ptr != NULL && a_port == b_port &&
	       zsip_slice_equal_nocase(a->host, b->host);
}

struct address address_of_uri(struct zsip_slice text,
                              const struct zsip_options *options)
{
	struct address address = {{NULL, 0}, 0};
	struct zsip_uri uri;

	if (text.ptr != NULL &&
	    zsip_uri_parse(&uri, text, options, NULL) == ZSIP_OK)
		address = (struct address){uri.host, uri.port};
	return address;
}

/* A value of Contact or Route. */
struct address address_of_value(enum zsip_header id, struct zsip_slice text,
                                const struct zsip_options *options)
{
	struct zsip_value value;

	if (text.ptr == NULL ||
	    zsip_value_parse(&value, id, text, options, NULL) != ZSIP_OK ||
	    value.name_addr.wildcard)
		return (struct address){{NULL, 0}, 0};
	return address_of_uri(value.name_addr.uri, options);
}
