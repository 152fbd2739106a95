/*
 * A packet of a capture, layer by layer.
 */
#ifndef SIPLINT_PACKET_H
#define SIPLINT_PACKET_H

#include "read/carried.h"

/* What is left of a packet inside the layers that were taken off. */
struct packet {
	const uint8_t *bytes;
	size_t len;
	size_t lost; /* bytes behind them that the capture does not have */
	struct place place;
	unsigned depth; /* headers of IP around it */
	uint32_t id;    /* of the innermost; 0 where IP has none */
};

/* The last datagrams, lest their copies are taken for messages sent again. */
enum { COPIES = 32 };
struct copies {
	/* To be compared before anything else. */
	uint32_t keys[COPIES];
	struct copied {
		struct place place;
		uint32_t id;
		uint8_t *bytes;
		size_t len, room;
	} all[COPIES];
	size_t next;
};

/* One capture while it is read. */
struct capture {
	struct carrier carrier;
	bool is_pcapng;
	struct fragments {
		void *tree;
		struct datagram *newest, *oldest; /* by when they began */
	} fragments;
	struct copies copies;
	void *connections;  /* tcp.c: a tree of connections */
	void *associations; /* sctp.c: a tree of associations */
};

/* capture_report.c: a line of what could not be read, or was given up; and all
 * that was counted. */
void capture_trouble(const struct capture *capture, bool is_fatal,
                     const char *format, ...)
        __attribute__((format(printf, 3, 4)));
void capture_sum_up(const struct capture *capture);

/* Bytes in network order. */
static inline uint16_t read_u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline uint32_t read_u32(const uint8_t *bytes)
{
	return (uint32_t)read_u16(bytes) << 16 | read_u16(bytes + 2);
}

/* Take bytes off the front; the packet has them. */
static inline void packet_skip(struct packet *packet, size_t size)
{
	packet->bytes += size;
	packet->len -= size;
}

/* What is behind this length is no part of the layer at hand. */
void packet_limit(struct packet *packet, size_t size);
/* A header that is not whole. */
void packet_short(struct capture *capture, const struct packet *packet);

/* link.c: a frame with its link layer, as libpcap numbers them (DLT_). */
bool link_is_known(int type);
void link_read(struct capture *capture, struct packet *packet, int type);
/* exported.c: a message with tags. */
void exported_read(struct capture *capture, struct packet *packet);
/* ip.c: a packet of IPv4 or IPv6. */
void ip_read(struct capture *capture, struct packet *packet);
/* What IP carries, by the number of its protocol. */
void ip_payload_read(struct capture *capture, struct packet *packet,
                     uint8_t protocol);

/* A packet of which this is one fragment. */
struct fragment {
	uint32_t id;
	uint8_t protocol; /* of the payload, as the first one has it */
	size_t offset;
	bool is_last;
};
/* fragments.c: hands on what is whole with ip_payload_read(). */
void fragment_read(struct capture *capture, struct packet *packet,
                   const struct fragment *fragment);
/* What the capture shows no more fragments of. */
void fragments_expire(struct capture *capture, const struct place *now);

/* copies.c: whether the capture had the same datagram just before. */
bool copies_has(struct capture *capture, const struct packet *packet);
void copies_free(struct capture *capture);

void udp_read(struct capture *capture, struct packet *packet);
void tcp_read(struct capture *capture, struct packet *packet);
void sctp_read(struct capture *capture, struct packet *packet);

#endif
