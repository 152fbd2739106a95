/*
 * Where a response goes: RFC 3261 18.2.2, RFC 3581 4, RFC 3263 5.
 */
#include "routing.h"

/* 0 is none that could be sent to. */
static enum zsip_status read_port(struct zsip_slice text, uint16_t *port)
{
	uint32_t number;

	if (zsip_number_read(text, &number) != ZSIP_OK || number == 0 ||
	    number > 65535)
		return ZSIP_E_RANGE;
	*port = (uint16_t)number;
	return ZSIP_OK;
}

/* A host that must be an address, or may be a name. */
static enum zsip_status set_host(struct zsip_hop *to, struct zsip_slice host,
                                 bool name)
{
	to->host = host;
	to->host_type = (uint8_t)zsip_host_kind(host);
	to->look_up = ZSIP_LOOK_UP_NONE;
	if (to->host_type == ZSIP_HOST_NAME)
		to->look_up = ZSIP_LOOK_UP_ADDRESS;
	return to->host_type == ZSIP_HOST_NONE ||
	                       (to->host_type == ZSIP_HOST_NAME && !name)
	               ? ZSIP_E_SYNTAX
	               : ZSIP_OK;
}

enum zsip_status zsip_response_hop_fallback(struct zsip_hop *to,
                                            const struct zsip_via_parm *via)
{
	enum zsip_transport transport = zsip_transport_find(via->transport);
	const struct zsip_transport_info *info = zsip_transport_info(transport);

	*to = (struct zsip_hop){
	        .host = via->host,
	        .transport = (uint8_t)transport,
	        .host_type = (uint8_t)zsip_host_kind(via->host),
	        .port = info != NULL ? info->port : 5060,
	};
	/* What a quirk took for a host is a name. */
	if (to->host_type == ZSIP_HOST_NONE)
		to->host_type = ZSIP_HOST_NAME;
	if (to->host_type == ZSIP_HOST_NAME)
		to->look_up = via->port.ptr != NULL ? ZSIP_LOOK_UP_ADDRESS
		                                    : ZSIP_LOOK_UP_SRV;
	return via->port.ptr != NULL ? read_port(via->port, &to->port)
	                             : ZSIP_OK;
}

static bool is_multicast(const struct zsip_hop *to)
{
	unsigned char address[16];
	uint32_t first = 0;
	size_t len = 0;

	if (zsip_host_ipv6(to->host, address))
		return address[0] == 0xff;
	while (len < to->host.len && to->host.ptr[len] != '.')
		len++;
	return to->host_type == ZSIP_HOST_IPV4 &&
	       zsip_number_read((struct zsip_slice){to->host.ptr, len},
	                        &first) == ZSIP_OK &&
	       first >= 224 && first <= 239;
}

/* RFC 3261 18.2.2: a group is sent to with ttl, or 1. */
static enum zsip_status set_maddr(struct zsip_response_hop *hop,
                                  const struct zsip_via_parm *via)
{
	enum zsip_status status = set_host(&hop->to, via->maddr, true);
	uint32_t ttl = 1;

	if (status != ZSIP_OK)
		return status;
	hop->multicast = is_multicast(&hop->to);
	if (!hop->multicast)
		return ZSIP_OK;
	if (via->ttl.ptr != NULL &&
	    (zsip_number_read(via->ttl, &ttl) != ZSIP_OK || ttl > 255))
		return ZSIP_E_RANGE;
	hop->ttl = (uint8_t)ttl;
	return ZSIP_OK;
}

static bool is_reliable(const struct zsip_hop *to)
{
	const struct zsip_transport_info *info =
	        zsip_transport_info((enum zsip_transport)to->transport);

	return info != NULL && info->reliable;
}

static bool is_websocket(const struct zsip_hop *to)
{
	return to->transport == ZSIP_TRANSPORT_WS ||
	       to->transport == ZSIP_TRANSPORT_WSS;
}

enum zsip_status zsip_response_hop_of(struct zsip_response_hop *hop,
                                      const struct zsip_via_parm *via)
{
	enum zsip_status status;

	*hop = (struct zsip_response_hop){.ttl = 0};
	status = zsip_response_hop_fallback(&hop->to, via);
	hop->reuse = is_reliable(&hop->to);
	hop->reuse_only = is_websocket(&hop->to);
	if (status != ZSIP_OK)
		return status;
	if (!hop->reuse && via->maddr.len != 0)
		return set_maddr(hop, via);
	if (via->received.len == 0)
		return ZSIP_OK;
	status = set_host(&hop->to, via->received, false);
	if (status != ZSIP_OK || hop->reuse || via->rport.len == 0)
		return status;
	hop->symmetric = true;
	return read_port(via->rport, &hop->to.port);
}

enum zsip_status zsip_response_hop_upstream(struct zsip_response_hop *hop,
                                            struct zsip_via_parm *via,
                                            const struct zsip_message *msg,
                                            const struct zsip_core *core,
                                            struct zsip_error *err)
{
	struct zsip_value value;
	enum zsip_status status;
	struct zsip_list list;

	status = zsip_routing_needs(err, msg, core, ZSIP_CORE_VIA);
	if (status != ZSIP_OK)
		return status;
	zsip_list_start_behind(&list, msg, core, ZSIP_CORE_VIA);
	status = zsip_list_next(&list, &value, err);
	if (status == ZSIP_END)
		return zsip_routing_failed(err, msg, ZSIP_HDR_VIA,
		                           ZSIP_E_MISSING);
	if (status != ZSIP_OK)
		return status;
	if (via != NULL)
		*via = value.via_parm;
	status = zsip_response_hop_of(hop, &value.via_parm);
	if (err != NULL)
		*err = (struct zsip_error){
		        status, (size_t)(value.raw.ptr - msg->text.ptr), "Via"};
	return status;
}
