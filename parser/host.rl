/*
 * Hosts: hostname, IPv4address, IPv6reference (RFC 3261 25.1, RFC 5954 4.1).
 * Kept apart from whatever holds a host: the grammar of IPv6 addresses would
 * swell each of its machines.
 */
#include "internal.h"

%%{
	machine host;
	alphtype unsigned char;
	include abnf_core "abnf_core.rl";

	action name { type = ZSIP_HOST_NAME; }
	action ipv4 { type = ZSIP_HOST_IPV4; }
	action ipv6 { type = ZSIP_HOST_IPV6; }

	any_host := hostname %name | IPv4address %ipv4 | IPv6reference %ipv6;
	ipv6_address := IPv6address %ipv6;

	write data;
}%%

static struct zsip_stop run(int cs, struct zsip_span text, uint8_t *result)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	const unsigned char *const pe = (const unsigned char *)text.end;
	const unsigned char *const eof = pe;
	uint8_t type = ZSIP_HOST_NONE;

	%% write exec;

	*result = type;
	return (struct zsip_stop){
		cs >= host_first_final ? ZSIP_OK : ZSIP_E_SYNTAX,
		(const char *)p, "host"
	};
}

struct zsip_stop zsip_host_run(struct zsip_span text, uint8_t *type)
{
	return run(host_en_any_host, text, type);
}

struct zsip_stop zsip_ipv6_run(struct zsip_span text)
{
	uint8_t type;

	return run(host_en_ipv6_address, text, &type);
}
