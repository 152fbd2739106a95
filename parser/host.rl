/*
 * Hosts: hostname, IPv4address, IPv6reference (RFC 3261 25.1, RFC 5954 4.1).
 * Kept apart from whatever holds a host: the grammar of IPv6 addresses would
 * swell each of its machines.
 */
#include "internal.h"

%%{
	machine host;
	alphtype unsigned char;
	include abnf_crlf "abnf_crlf.rl";
	include abnf_core "abnf_core.rl";

	action name { type = ZSIP_HOST_NAME; }
	action ipv4 { type = ZSIP_HOST_IPV4; }
	action ipv6 { type = ZSIP_HOST_IPV6; }

	# The IPv6address of RFC 3261 lets ":" IPv4address follow a "::" too, and
	# RFC 5118 4.10 asks to tolerate it.
	three_colons = "[" ( ( h16 ":" ){,4} h16 )? ":::" IPv4address "]";

	any_host := hostname %name | IPv4address %ipv4
	          | ( IPv6reference | three_colons ) %ipv6;
	ipv6_address := IPv6address %ipv6;

	write data;
}%%

static enum zsip_host_type run(int cs, const char *text, const char *end,
                               struct zsip_stop *stop)
{
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *const pe = (const unsigned char *)end;
	const unsigned char *const eof = pe;
	enum zsip_host_type type = ZSIP_HOST_NONE;

	%% write exec;

	if (cs < host_first_final) {
		zsip_stop_at(stop, ZSIP_E_SYNTAX, p, "host");
		return ZSIP_HOST_NONE;
	}
	return type;
}

enum zsip_host_type zsip_host_machine(const char *p, const char *end,
                                      struct zsip_stop *stop)
{
	return run(host_en_any_host, p, end, stop);
}

enum zsip_host_type zsip_ipv6_machine(const char *p, const char *end,
                                      struct zsip_stop *stop)
{
	return run(host_en_ipv6_address, p, end, stop);
}
