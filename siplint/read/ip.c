/*
 * IPv4 (RFC 791), IPv6 with its extension headers (RFC 8200), IP in IP (RFC
 * 2003, RFC 4213, RFC 2473) and UDP (RFC 768).
 */
#include "read/packet.h"
#include <string.h>

enum {
	NEXT_HOP_BY_HOP = 0,
	NEXT_IPV4 = 4,
	NEXT_TCP = 6,
	NEXT_UDP = 17,
	NEXT_IPV6 = 41,
	NEXT_ROUTING = 43,
	NEXT_FRAGMENT = 44,
	NEXT_AUTHENTICATION = 51,
	NEXT_DESTINATION = 60,
	NEXT_MOBILITY = 135,
	NEXT_HIP = 139,
	NEXT_SHIM6 = 140,
	NEXT_SCTP = 132
};

enum { IPV4_SIZE = 20, IPV6_SIZE = 40, FRAGMENT_SIZE = 8, UDP_SIZE = 8 };
/* More than anyone tunnels. */
enum { MAX_DEPTH = 8 };

static void read_addresses(struct packet *packet, uint8_t family, size_t at,
                           size_t size)
{
	struct place *place = &packet->place;

	place->source = (struct endpoint){.family = family};
	place->destination = (struct endpoint){.family = family};
	memcpy(place->source.address, packet->bytes + at, size);
	memcpy(place->destination.address, packet->bytes + at + size, size);
}

static void ipv4_read(struct capture *capture, struct packet *packet)
{
	const uint8_t *bytes = packet->bytes;
	size_t header, total;
	struct fragment fragment;

	header = packet->len < IPV4_SIZE ? 0 : (size_t)(bytes[0] & 15) * 4;
	if (header < IPV4_SIZE || packet->len < header) {
		packet_short(capture, packet);
		return;
	}
	total = read_u16(bytes + 2);
	/* Captured before the network card cut it into segments. */
	if (total == 0)
		total = packet->len + packet->lost;
	if (total < header) {
		capture->carrier.counts.broken++;
		return;
	}
	packet_limit(packet, total);
	read_addresses(packet, 4, 12, 4);
	fragment = (struct fragment){
	        .id = read_u16(bytes + 4),
	        .protocol = bytes[9],
	        .offset = (size_t)(read_u16(bytes + 6) & 0x1fff) * 8,
	        .is_last = (bytes[6] & 0x20) == 0,
	};
	packet->id = fragment.id;
	packet_skip(packet, header);
	if (fragment.offset != 0 || !fragment.is_last)
		fragment_read(capture, packet, &fragment);
	else
		ip_payload_read(capture, packet, fragment.protocol);
}

static void fragment_header_read(struct capture *capture, struct packet *packet)
{
	const uint8_t *bytes = packet->bytes;
	struct fragment fragment;

	if (packet->len < FRAGMENT_SIZE) {
		packet_short(capture, packet);
		return;
	}
	fragment = (struct fragment){
	        .id = read_u32(bytes + 4),
	        .protocol = bytes[0],
	        .offset = read_u16(bytes + 2) & 0xfff8u,
	        .is_last = (bytes[3] & 1) == 0,
	};
	packet_skip(packet, FRAGMENT_SIZE);
	/* An atomic one (RFC 6946). */
	if (fragment.offset == 0 && fragment.is_last)
		ip_payload_read(capture, packet, fragment.protocol);
	else
		fragment_read(capture, packet, &fragment);
}

/* An extension header, the number of the one behind it in its first byte.
 * @param unit, base  its length is the second byte of the former and the
 *                    latter */
static bool skip_extension(struct capture *capture, struct packet *packet,
                           size_t unit, size_t base, uint8_t *next)
{
	size_t size;

	if (packet->len < 2) {
		packet_short(capture, packet);
		return false;
	}
	size = packet->bytes[1] * unit + base;
	if (packet->len < size) {
		packet_short(capture, packet);
		return false;
	}
	*next = packet->bytes[0];
	packet_skip(packet, size);
	return true;
}

static void ipv6_read(struct capture *capture, struct packet *packet)
{
	size_t payload;
	uint8_t next;

	if (packet->len < IPV6_SIZE) {
		packet_short(capture, packet);
		return;
	}
	payload = read_u16(packet->bytes + 4);
	next = packet->bytes[6];
	packet->id = 0;
	read_addresses(packet, 6, 8, 16);
	packet_skip(packet, IPV6_SIZE);
	if (payload != 0)
		packet_limit(packet, payload);
	ip_payload_read(capture, packet, next);
}

void ip_read(struct capture *capture, struct packet *packet)
{
	if (packet->len == 0) {
		packet_short(capture, packet);
		return;
	}
	if (packet->depth++ >= MAX_DEPTH)
		return;
	if (packet->bytes[0] >> 4 == 4)
		ipv4_read(capture, packet);
	else if (packet->bytes[0] >> 4 == 6)
		ipv6_read(capture, packet);
	else
		capture->carrier.counts.broken++;
}

void udp_read(struct capture *capture, struct packet *packet)
{
	struct place *place = &packet->place;
	size_t size;

	if (packet->len < UDP_SIZE) {
		packet_short(capture, packet);
		return;
	}
	place->source.port = read_u16(packet->bytes);
	place->destination.port = read_u16(packet->bytes + 2);
	place->transport = ZSIP_TRANSPORT_UDP;
	size = read_u16(packet->bytes + 4);
	/* Zero where it does not fit (RFC 2675 4). */
	if (size >= UDP_SIZE)
		packet_limit(packet, size);
	packet_skip(packet, UDP_SIZE);
	if (packet->len == 0 && packet->lost != 0 &&
	    carrier_expects(&capture->carrier, place))
		capture->carrier.counts.cut++;
	if (copies_has(capture, packet))
		return;
	datagram_feed(&capture->carrier, place, (const char *)packet->bytes,
	              packet->len, packet->lost);
}

void ip_payload_read(struct capture *capture, struct packet *packet,
                     uint8_t protocol)
{
	for (;;) {
		switch (protocol) {
		case NEXT_UDP:
			udp_read(capture, packet);
			return;
		case NEXT_TCP:
			tcp_read(capture, packet);
			return;
		case NEXT_SCTP:
			sctp_read(capture, packet);
			return;
		case NEXT_IPV4:
		case NEXT_IPV6:
			ip_read(capture, packet);
			return;
		case NEXT_FRAGMENT:
			fragment_header_read(capture, packet);
			return;
		case NEXT_HOP_BY_HOP:
		case NEXT_ROUTING:
		case NEXT_DESTINATION:
		case NEXT_MOBILITY:
		case NEXT_HIP:
		case NEXT_SHIM6:
			if (!skip_extension(capture, packet, 8, 8, &protocol))
				return;
			break;
		case NEXT_AUTHENTICATION: /* RFC 4302 2.2 */
			if (!skip_extension(capture, packet, 4, 8, &protocol))
				return;
			break;
		default:
			return;
		}
	}
}
