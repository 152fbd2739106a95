/*
 * Small facts of lines, protocols and addresses.
 */
#include "sdp_internal.h"
#include "zsip_sdp_views.h"

int zsip_sdp_direction_of(unsigned attribute)
{
	switch (attribute) {
	case ZSIP_SDP_ATTR_SENDRECV:
		return ZSIP_SDP_SENDRECV;
	case ZSIP_SDP_ATTR_SENDONLY:
		return ZSIP_SDP_SENDONLY;
	case ZSIP_SDP_ATTR_RECVONLY:
		return ZSIP_SDP_RECVONLY;
	case ZSIP_SDP_ATTR_INACTIVE:
		return ZSIP_SDP_INACTIVE;
	default:
		return -1;
	}
}

unsigned zsip_sdp_payload_number(struct zsip_slice digits)
{
	uint64_t number;

	if (zsip_sdp_number(digits, &number) != ZSIP_OK ||
	    number >= ZSIP_SDP_PAYLOAD_TYPES)
		return ZSIP_SDP_PAYLOAD_TYPES;
	return (unsigned)number;
}

/* 224/4 (RFC 5771 3), ff00::/8 (RFC 4291 2.7). */
bool zsip_sdp_is_multicast(struct zsip_slice address)
{
	uint64_t first = 0;
	const char *dot;

	switch (zsip_sdp_address_classify(address)) {
	case ZSIP_SDP_ADDRESS_IP4:
		dot = memchr(address.ptr, '.', address.len);
		address.len = (size_t)(dot - address.ptr);
		zsip_sdp_number(address, &first);
		return first >= 224 && first <= 239;
	case ZSIP_SDP_ADDRESS_IP6:
		return address.len > 4 && address.ptr[4] == ':' &&
		       (address.ptr[0] | 0x20) == 'f' &&
		       (address.ptr[1] | 0x20) == 'f';
	default:
		return false;
	}
}

bool zsip_sdp_has_part(struct zsip_slice proto, const char *part)
{
	struct zsip_slice item;

	/* Most have not even its first letter. */
	if (proto.len == 0 || memchr(proto.ptr, *part, proto.len) == NULL)
		return false;
	while (zsip_sdp_next(&proto, '/', &item)) {
		if (zsip_slice_equal(item, zsip_slice_from(part)))
			return true;
	}
	return false;
}

bool zsip_sdp_is_dtls(struct zsip_slice proto)
{
	return zsip_sdp_has_part(proto, "DTLS") ||
	       (zsip_sdp_has_part(proto, "TLS") &&
	        (zsip_sdp_has_part(proto, "UDP") ||
	         zsip_sdp_has_part(proto, "DCCP")));
}
