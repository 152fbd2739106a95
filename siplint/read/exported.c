/*
 * What Wireshark exports of a capture (LINKTYPE_WIRESHARK_UPPER_PDU): messages
 * by themselves, often those that were under TLS, each behind tags that tell
 * where it was seen.
 */
#include "read/packet.h"
#include <string.h>

enum {
	TAG_END = 0,
	TAG_PROTOCOL = 12,
	TAG_IPV4_SOURCE = 20,
	TAG_IPV4_DESTINATION = 21,
	TAG_IPV6_SOURCE = 22,
	TAG_IPV6_DESTINATION = 23,
	TAG_PORT_TYPE = 24,
	TAG_SOURCE_PORT = 25,
	TAG_DESTINATION_PORT = 26
};

enum { PORT_SCTP = 1, PORT_UDP = 3 };

enum { TAG_SIZE = 4, NUMBER_SIZE = 4 };

struct tag {
	uint16_t type;
	size_t len;
	const uint8_t *bytes;
};

static void read_address(struct endpoint *endpoint, uint8_t family,
                         const struct tag *tag)
{
	size_t size = family == 4 ? 4 : sizeof(endpoint->address);

	if (tag->len < size)
		return;
	endpoint->family = family;
	memcpy(endpoint->address, tag->bytes, size);
}

static uint16_t read_port(const struct tag *tag)
{
	return tag->len < NUMBER_SIZE ? 0 : (uint16_t)read_u32(tag->bytes);
}

/* With TCP it is not known whether there was TLS in it. */
static enum zsip_transport read_transport(const struct tag *tag)
{
	if (tag->len < NUMBER_SIZE)
		return ZSIP_TRANSPORT_OTHER;
	switch (read_u32(tag->bytes)) {
	case PORT_SCTP:
		return ZSIP_TRANSPORT_SCTP;
	case PORT_UDP:
		return ZSIP_TRANSPORT_UDP;
	default:
		return ZSIP_TRANSPORT_OTHER;
	}
}

static void tag_read(struct place *place, const struct tag *tag)
{
	switch (tag->type) {
	case TAG_IPV4_SOURCE:
		read_address(&place->source, 4, tag);
		break;
	case TAG_IPV4_DESTINATION:
		read_address(&place->destination, 4, tag);
		break;
	case TAG_IPV6_SOURCE:
		read_address(&place->source, 6, tag);
		break;
	case TAG_IPV6_DESTINATION:
		read_address(&place->destination, 6, tag);
		break;
	case TAG_PORT_TYPE:
		place->transport = read_transport(tag);
		break;
	case TAG_SOURCE_PORT:
		place->source.port = read_port(tag);
		break;
	case TAG_DESTINATION_PORT:
		place->destination.port = read_port(tag);
		break;
	default:
		break;
	}
}

/* @return whether it is there, and then taken off */
static bool next_tag(struct packet *packet, struct tag *tag)
{
	if (packet->len < TAG_SIZE)
		return false;
	*tag = (struct tag){.type = read_u16(packet->bytes),
	                    .len = read_u16(packet->bytes + 2),
	                    .bytes = packet->bytes + TAG_SIZE};
	if (tag->len > packet->len - TAG_SIZE)
		return false;
	packet_skip(packet, TAG_SIZE + tag->len);
	return true;
}

void exported_read(struct capture *capture, struct packet *packet)
{
	bool is_sip = false;
	struct tag tag;

	do {
		if (!next_tag(packet, &tag)) {
			packet_short(capture, packet);
			return;
		}
		if (tag.type == TAG_PROTOCOL)
			is_sip = tag.len >= 3 &&
			         memcmp(tag.bytes, "sip", 3) == 0;
		tag_read(&packet->place, &tag);
	} while (tag.type != TAG_END);
	if (is_sip)
		sip_datagram_feed(&capture->carrier, &packet->place,
		                  (const char *)packet->bytes, packet->len,
		                  packet->lost);
	else
		capture->carrier.counts.datagrams++;
}
