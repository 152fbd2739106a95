/*
 * Whether a URI, a Via or a maddr names the proxy itself.
 */
#include "routing.h"

/* "example.org." is example.org. */
static struct zsip_slice without_dot(struct zsip_slice host)
{
	if (host.len > 1 && host.ptr[host.len - 1] == '.')
		host.len--;
	return host;
}

static bool is_host(const struct zsip_own *own, struct zsip_slice host)
{
	return zsip_host_equal(without_dot(own->host), without_dot(host));
}

static const struct zsip_own *find(const struct zsip_own *own, size_t count,
                                   struct zsip_slice host, uint16_t port,
                                   enum zsip_transport transport)
{
	for (size_t i = 0; i < count; i++) {
		if ((own[i].port == 0 || own[i].port == port) &&
		    (own[i].transport == 0 || own[i].transport == transport) &&
		    is_host(&own[i], host))
			return &own[i];
	}
	return NULL;
}

const struct zsip_own *zsip_own_uri(const struct zsip_own *own, size_t count,
                                    const struct zsip_uri *uri)
{
	if (!zsip_uri_is_sip(uri))
		return NULL;
	return find(own, count, uri->host, zsip_uri_effective_port(uri),
	            zsip_uri_transport(uri));
}

const struct zsip_own *zsip_own_via(const struct zsip_own *own, size_t count,
                                    const struct zsip_via_parm *via)
{
	return find(own, count, via->host, zsip_via_port(via),
	            zsip_transport_find(via->transport));
}

bool zsip_maddr_reached(const struct zsip_own *own, size_t count,
                        const struct zsip_uri *request_uri,
                        enum zsip_transport transport, uint16_t port)
{
	struct zsip_param maddr;

	if (zsip_params_get(request_uri->params, ZSIP_PARAM_MADDR, &maddr) !=
	            ZSIP_OK ||
	    zsip_uri_transport(request_uri) != transport ||
	    zsip_uri_effective_port(request_uri) != port)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (is_host(&own[i], maddr.value))
			return true;
	}
	return false;
}
