/*
 * Hosts, and the sent-by of a Via.
 */
#include "routing.h"

bool zsip_host_ipv6(struct zsip_slice host, unsigned char address[16])
{
	struct zsip_slice reference = host;
	char text[ZSIP_IPV6_TEXT];

	if (host.len < 2)
		return false;
	if (host.ptr[0] != '[') {
		if (host.len > sizeof(text) - 2 ||
		    memchr(host.ptr, ':', host.len) == NULL)
			return false;
		text[0] = '[';
		memcpy(text + 1, host.ptr, host.len);
		text[host.len + 1] = ']';
		reference = (struct zsip_slice){text, host.len + 2};
	}
	if (zsip_host_classify(reference) != ZSIP_HOST_IPV6)
		return false;
	zsip_ipv6_value(reference, address);
	return true;
}

enum zsip_host_type zsip_host_kind(struct zsip_slice host)
{
	unsigned char address[16];

	return zsip_host_ipv6(host, address) ? ZSIP_HOST_IPV6
	                                     : zsip_host_classify(host);
}

struct zsip_canonical_host zsip_host_canonical(struct zsip_slice host)
{
	struct zsip_canonical_host canonical = {.name = host};

	canonical.ipv6 = zsip_host_ipv6(host, canonical.address);
	if (host.len > 1 && host.ptr[host.len - 1] == '.')
		canonical.name.len--;
	return canonical;
}

bool zsip_host_equal(struct zsip_slice a, struct zsip_slice b)
{
	struct zsip_canonical_host of_a = zsip_host_canonical(a);
	struct zsip_canonical_host of_b = zsip_host_canonical(b);

	if (of_a.ipv6 && of_b.ipv6)
		return memcmp(of_a.address, of_b.address, 16) == 0;
	return of_a.ipv6 == of_b.ipv6 &&
	       zsip_slice_equal_nocase(of_a.name, of_b.name);
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

struct zsip_slice zsip_top_via(const struct zsip_core *core)
{
	const char *p = core->via.protocol_name.ptr;

	return zsip_trim(p, core->behind[ZSIP_CORE_VIA]);
}
