/*
 * Link layers, as https://www.tcpdump.org/linktypes.html describes them.
 */
#include "read/packet.h"
#include <pcap/dlt.h>

enum {
	TYPE_IPV4 = 0x0800,
	TYPE_IPV6 = 0x86dd,
	/* Tags of IEEE 802.1Q and 802.1ad, and those used before it. */
	TYPE_VLAN = 0x8100,
	TYPE_SERVICE_VLAN = 0x88a8,
	TYPE_OLD_VLAN_1 = 0x9100,
	TYPE_OLD_VLAN_2 = 0x9200,
	TYPE_PPPOE = 0x8864, /* RFC 2516 4 */
	PPP_IPV4 = 0x0021,
	PPP_IPV6 = 0x0057
};

/* DLT_RAW in files. */
enum { LINKTYPE_RAW = 101 };

enum { MAC_SIZE = 6, COOKED_SIZE = 16, COOKED2_SIZE = 20, LOOPBACK_SIZE = 4 };

/* @return whether they are there, and then taken off */
static bool skip(struct capture *capture, struct packet *packet, size_t size)
{
	if (packet->len < size) {
		packet_short(capture, packet);
		return false;
	}
	packet_skip(packet, size);
	return true;
}

static void pppoe_read(struct capture *capture, struct packet *packet)
{
	uint16_t protocol;

	if (!skip(capture, packet, 8))
		return;
	protocol = read_u16(packet->bytes - 2);
	if (protocol == PPP_IPV4 || protocol == PPP_IPV6)
		ip_read(capture, packet);
}

static bool is_vlan(uint16_t type)
{
	return type == TYPE_VLAN || type == TYPE_SERVICE_VLAN ||
	       type == TYPE_OLD_VLAN_1 || type == TYPE_OLD_VLAN_2;
}

/* Behind an EtherType. */
static void type_read(struct capture *capture, struct packet *packet,
                      uint16_t type)
{
	while (is_vlan(type)) {
		if (!skip(capture, packet, 4))
			return;
		type = read_u16(packet->bytes - 2);
	}
	if (type == TYPE_PPPOE)
		pppoe_read(capture, packet);
	else if (type == TYPE_IPV4 || type == TYPE_IPV6)
		ip_read(capture, packet);
}

static void ethernet_read(struct capture *capture, struct packet *packet)
{
	if (skip(capture, packet, 2 * MAC_SIZE + 2))
		type_read(capture, packet, read_u16(packet->bytes - 2));
}

static void cooked_read(struct capture *capture, struct packet *packet)
{
	if (skip(capture, packet, COOKED_SIZE))
		type_read(capture, packet, read_u16(packet->bytes - 2));
}

static void cooked2_read(struct capture *capture, struct packet *packet)
{
	if (skip(capture, packet, COOKED2_SIZE))
		type_read(capture, packet,
		          read_u16(packet->bytes - COOKED2_SIZE));
}

/* AF_INET and AF_INET6 of the systems that write such captures; in the order
 * of bytes of the machine, or of the network. */
static void loopback_read(struct capture *capture, struct packet *packet)
{
	uint32_t family;

	if (!skip(capture, packet, LOOPBACK_SIZE))
		return;
	family = read_u32(packet->bytes - LOOPBACK_SIZE);
	if (family > 0xffff)
		family >>= 24;
	switch (family) {
	case 2:  /* all of them */
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* macOS */
		ip_read(capture, packet);
		break;
	default:
		break;
	}
}

struct link {
	int type;
	void (*read)(struct capture *capture, struct packet *packet);
};

static const struct link links[] = {
        {DLT_EN10MB, ethernet_read},
        {DLT_LINUX_SLL, cooked_read},
        {DLT_LINUX_SLL2, cooked2_read},
        {DLT_NULL, loopback_read},
        {DLT_LOOP, loopback_read},
        {DLT_RAW, ip_read},
        {LINKTYPE_RAW, ip_read},
        {DLT_WIRESHARK_UPPER_PDU, exported_read},
        {DLT_IPV4, ip_read},
        {DLT_IPV6, ip_read},
};

static const struct link *link_find(int type)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		if (links[i].type == type)
			return &links[i];
	}
	return NULL;
}

bool link_is_known(int type)
{
	return link_find(type) != NULL;
}

void link_read(struct capture *capture, struct packet *packet, int type)
{
	const struct link *link = link_find(type);

	if (link != NULL)
		link->read(capture, packet);
	else
		capture->carrier.counts.unknown_link++;
}
