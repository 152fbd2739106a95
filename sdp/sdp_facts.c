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
	const char *p = address.ptr;

	if (address.len <= 4)
		return false;
	if (p[0] == '2' && p[3] == '.' &&
	    (p[1] == '3' || (p[1] == '2' && p[2] >= '4')))
		return zsip_sdp_address_classify(address) ==
		       ZSIP_SDP_ADDRESS_IP4;
	if ((p[0] | 0x20) == 'f' && (p[1] | 0x20) == 'f' && p[4] == ':')
		return zsip_sdp_address_classify(address) ==
		       ZSIP_SDP_ADDRESS_IP6;
	return false;
}

/* Most protocols have not even a letter of what is looked for. */
static bool has_letter(struct zsip_slice proto, char letter)
{
	for (size_t i = 0; i < proto.len; i++) {
		if (proto.ptr[i] == letter)
			return true;
	}
	return false;
}

bool zsip_sdp_has_part(struct zsip_slice proto, const char *part)
{
	struct zsip_slice item;

	if (!has_letter(proto, *part))
		return false;
	while (zsip_sdp_next(&proto, '/', &item)) {
		if (zsip_slice_equal(item, zsip_slice_from(part)))
			return true;
	}
	return false;
}

bool zsip_sdp_is_secure_rtp(struct zsip_slice proto)
{
	return zsip_sdp_has_part(proto, "SAVP") ||
	       zsip_sdp_has_part(proto, "SAVPF");
}

bool zsip_sdp_is_dtls(struct zsip_slice proto)
{
	if (!has_letter(proto, 'L'))
		return false;
	return zsip_sdp_has_part(proto, "DTLS") ||
	       (zsip_sdp_has_part(proto, "TLS") &&
	        (zsip_sdp_has_part(proto, "UDP") ||
	         zsip_sdp_has_part(proto, "DCCP")));
}
