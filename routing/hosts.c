/*
 * Hosts, and the sent-by of a Via.
 */
#include "routing.h"

enum zsip_host_type zsip_host_kind(struct zsip_slice host)
{
	unsigned char address[16];

	return zsip_host_ipv6(host, address) ? ZSIP_HOST_IPV6
	                                     : zsip_host_classify(host);
}

struct zsip_slice zsip_host_text(struct zsip_slice host,
                                 char room[ZSIP_HOST_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char address[16];
	char *p = room;

	if (!zsip_host_ipv6(host, address))
		return host;
	*p++ = '[';
	for (size_t i = 0; i < sizeof(address); i++) {
		*p++ = digits[address[i] >> 4];
		*p++ = digits[address[i] & 15];
	}
	*p = ']';
	return (struct zsip_slice){room, ZSIP_HOST_TEXT};
}

bool zsip_uri_text_equal(struct zsip_slice a, struct zsip_slice b)
{
	struct zsip_uri of_a, of_b;

	if (zsip_slice_equal(a, b))
		return true;
	return zsip_uri_parse(&of_a, a, NULL, NULL) == ZSIP_OK &&
	       zsip_uri_parse(&of_b, b, NULL, NULL) == ZSIP_OK &&
	       zsip_uri_equal(&of_a, &of_b);
}

uint16_t zsip_via_given_port(const struct zsip_via_parm *via)
{
	uint32_t port;

	if (zsip_number_read(via->port, &port) != ZSIP_OK || port > 65535)
		return 0;
	return (uint16_t)port;
}

uint16_t zsip_via_port(const struct zsip_via_parm *via)
{
	uint16_t port = zsip_via_given_port(via);
	const struct zsip_transport_info *info;

	if (port != 0)
		return port;
	info = zsip_transport_info(zsip_transport_find(via->transport));
	return info != NULL ? info->port : 0;
}
