/*
 * Comparison of hosts.
 */
#include "uri_lists.h"

/* "[", an IPv6address of at most 45 characters, "]". */
#define REFERENCE_MAX 47

bool zsip_host_ipv6(struct zsip_slice host, unsigned char address[16])
{
	char copy[REFERENCE_MAX];
	struct zsip_slice reference = {copy, host.len + 2};

	if (host.len != 0 && host.ptr[0] == '[') {
		reference = host;
	} else {
		if (host.len > REFERENCE_MAX - 2 || host.len == 0 ||
		    memchr(host.ptr, ':', host.len) == NULL)
			return false;
		copy[0] = '[';
		memcpy(copy + 1, host.ptr, host.len);
		copy[host.len + 1] = ']';
	}
	if (zsip_host_classify(reference) != ZSIP_HOST_IPV6)
		return false;
	zsip_ipv6_value(reference, address);
	return true;
}

bool zsip_host_equal(struct zsip_slice a, struct zsip_slice b)
{
	unsigned char of_a[16], of_b[16];

	if (zsip_slice_equal_nocase(a, b))
		return true;
	return zsip_host_ipv6(a, of_a) && zsip_host_ipv6(b, of_b) &&
	       memcmp(of_a, of_b, sizeof(of_a)) == 0;
}
