/*
 * Writes captures: packets layer by layer, from the inside out, and the files
 * that they are in.
 *
 *	packet_start(&packet, "hello", 5);
 *	packet_udp(&packet, 5060, 5062);
 *	packet_ip(&packet, "192.0.2.1", "192.0.2.2");
 *	packet_link(&packet, PACKET_ETHERNET);
 *	capture_out_add(&capture, &packet, time);
 */

#ifndef ZSIP_TESTS_PACKETS_H
#define ZSIP_TESTS_PACKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Numbers of link types, as in files. */
enum packet_link {
	PACKET_NULL = 0,
	PACKET_ETHERNET = 1,
	PACKET_RAW = 101,
	PACKET_LOOP = 108,
	PACKET_COOKED = 113,
	PACKET_EXPORTED = 252, /* by Wireshark: written out by the test */
	PACKET_COOKED2 = 276
};

enum { PACKET_MAX = 1 << 17, PACKET_HEADROOM = 4096 };

/** A packet as it grows towards its front. */
struct made_packet {
	unsigned char room[PACKET_HEADROOM + PACKET_MAX];
	unsigned char *bytes;
	size_t len;
	/** What its bytes are to the layer around them: a protocol of IP, or
	 *  an EtherType. */
	uint8_t protocol;
	uint16_t type;
};

/** @param len  up to PACKET_MAX */
void packet_start(struct made_packet *packet, const void *payload, size_t len);

/** Transports. */
void packet_udp(struct made_packet *packet, uint16_t from, uint16_t to);

enum packet_tcp_flags {
	PACKET_FIN = 1,
	PACKET_SYN = 2,
	PACKET_RST = 4,
	PACKET_PSH = 8,
	PACKET_ACK = 16
};
void packet_tcp(struct made_packet *packet, uint16_t from, uint16_t to,
                uint32_t sequence, uint32_t ack, unsigned flags);

/** A DATA chunk around the payload, padded; flags: 1 the last fragment, 2 the
 *  first one, 4 unordered. */
void packet_sctp_data(struct made_packet *packet, unsigned flags, uint32_t tsn,
                      uint16_t stream, uint16_t sequence);
/** Around chunks. */
void packet_sctp(struct made_packet *packet, uint16_t from, uint16_t to,
                 uint32_t tag);

/** A chunk of HEP version 3 around the payload, and before that those of where
 *  it went; then the head of the packet.
 *  @param kind     1 for SIP
 *  @param type     15 for a payload, 16 for a compressed one
 *  @param seconds  its time; 0: none */
void packet_hep(struct made_packet *packet, const char *from,
                uint16_t from_port, const char *to, uint16_t to_port,
                uint8_t protocol, uint8_t kind, uint16_t type,
                uint32_t seconds);

/** A frame of WebSocket.
 *  @param first  its first byte: FIN, RSV and opcode
 *  @param mask   NULL for none */
void packet_websocket(struct made_packet *packet, uint8_t first,
                      const unsigned char mask[4]);

/** Extension headers, by their numbers; 51 is the authentication header.
 *  @param units  their length beyond the least */
void packet_extension(struct made_packet *packet, uint8_t number,
                      unsigned units);

/** IP of the addresses' version. */
void packet_ip(struct made_packet *packet, const char *from, const char *to);
/** The same as a fragment; the payload is the part of it.
 *  @param offset  in bytes, by eights */
void packet_ip_fragment(struct made_packet *packet, const char *from,
                        const char *to, uint32_t id, size_t offset, bool more);

/** Link layers. */
void packet_vlan(struct made_packet *packet, uint16_t tag, uint16_t type);
void packet_link(struct made_packet *packet, enum packet_link link);

/** A capture in memory. */
enum capture_out_form {
	CAPTURE_PCAP,
	CAPTURE_PCAP_NANO,
	CAPTURE_PCAP_SWAPPED, /* in the other order of bytes */
	CAPTURE_PCAPNG,
	CAPTURE_PCAPNG_SWAPPED
};

struct capture_out {
	unsigned char *bytes;
	size_t len, room;
	enum capture_out_form form;
	size_t snap_length; /* what is kept of a packet; 0: all */
};

void capture_out_start(struct capture_out *capture, enum capture_out_form form,
                       enum packet_link link);
/** Another interface of a pcapng capture. */
void capture_out_interface(struct capture_out *capture, enum packet_link link);
/** Another section of one, with its first interface. */
void capture_out_section(struct capture_out *capture, enum packet_link link);
/** @param time  in nanoseconds since 1970 */
void capture_out_add(struct capture_out *capture,
                     const struct made_packet *packet, uint64_t time);
/** The same on another interface than the first. */
void capture_out_add_on(struct capture_out *capture,
                        const struct made_packet *packet, uint64_t time,
                        uint32_t interface);
void capture_out_free(struct capture_out *capture);
bool capture_out_write(const struct capture_out *capture, const char *path);

#endif
