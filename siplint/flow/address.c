/*
 * Where somebody can be reached: hosts and ports of URIs and Vias.
 */
#include "flow/calls.h"

static unsigned port_of(const struct address *address)
{
	return address->port != 0
	               ? address->port
	               : zsip_transport_info(ZSIP_TRANSPORT_UDP)->port;
}

bool address_is_same(const struct address *a, const struct address *b)
{
	return a->host.ptr != NULL && b->host.ptr != NULL &&
	       port_of(a) == port_of(b) &&
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
