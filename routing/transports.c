/*
 * Transports, and what a URI says of them.
 */
#include "routing.h"

static const struct zsip_transport_info transports[] = {
#define ZSIP_TRANSPORT(number, id, name, port, reliable, secure, over_tls,     \
                       service, naptr, rfc)                                    \
	[number] = {number,   ZSIP_TRANSPORT_##over_tls,                       \
	            reliable, secure,                                          \
	            port,     name,                                            \
	            service,  naptr,                                           \
	            rfc},
#include "zsip_transports.def"
#undef ZSIP_TRANSPORT
};
#define TRANSPORT_COUNT (sizeof(transports) / sizeof(*transports))

const struct zsip_transport_info *
zsip_transport_info(enum zsip_transport transport)
{
	size_t number = (size_t)transport;

	return number != 0 && number < TRANSPORT_COUNT ? &transports[number]
	                                               : NULL;
}

enum zsip_transport zsip_transport_find(struct zsip_slice name)
{
	for (size_t i = 1; i < TRANSPORT_COUNT; i++) {
		if (zsip_slice_equal_nocase(
		            name, zsip_slice_from(transports[i].name)))
			return (enum zsip_transport)i;
	}
	return ZSIP_TRANSPORT_OTHER;
}

enum zsip_transport zsip_transport_find_naptr(struct zsip_slice services)
{
	for (size_t i = 1; i < TRANSPORT_COUNT; i++) {
		if (zsip_slice_equal_nocase(
		            services, zsip_slice_from(transports[i].naptr)))
			return (enum zsip_transport)i;
	}
	return ZSIP_TRANSPORT_OTHER;
}

enum zsip_transport zsip_transport_over_tls(enum zsip_transport transport)
{
	const struct zsip_transport_info *info = zsip_transport_info(transport);

	return info != NULL ? (enum zsip_transport)info->over_tls
	                    : ZSIP_TRANSPORT_OTHER;
}

enum zsip_transport zsip_uri_transport(const struct zsip_uri *uri)
{
	bool sips = uri->scheme_id == ZSIP_SCHEME_SIPS;
	enum zsip_transport transport;
	struct zsip_param param;

	if (!sips && uri->scheme_id != ZSIP_SCHEME_SIP)
		return ZSIP_TRANSPORT_OTHER;
	if (zsip_params_get(uri->params, ZSIP_PARAM_TRANSPORT, &param) !=
	    ZSIP_OK)
		return sips ? ZSIP_TRANSPORT_TLS : ZSIP_TRANSPORT_UDP;
	transport = zsip_transport_find(param.value);
	return sips ? zsip_transport_over_tls(transport) : transport;
}

uint16_t zsip_uri_effective_port(const struct zsip_uri *uri)
{
	const struct zsip_transport_info *info =
	        zsip_transport_info(zsip_uri_transport(uri));

	if (!zsip_uri_is_sip(uri))
		return 0;
	if (uri->port != 0)
		return uri->port;
	return info != NULL ? info->port : 0;
}

size_t zsip_service_name(enum zsip_transport transport, struct zsip_slice host,
                         char *buf, size_t size)
{
	const struct zsip_transport_info *info = zsip_transport_info(transport);
	struct zsip_writer writer;

	if (info == NULL)
		return 0;
	zsip_writer_init(&writer, buf, size);
	zsip_writer_add(&writer, zsip_slice_from(info->service));
	zsip_writer_add(&writer, zsip_slice_from("."));
	zsip_writer_add(&writer, host);
	return writer.len;
}
