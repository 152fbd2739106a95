#define _DEFAULT_SOURCE
#include "packets.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UDP = 17, TCP = 6, SCTP = 132, FRAGMENT = 44, AUTHENTICATION = 51 };
enum { TYPE_IPV4 = 0x0800, TYPE_IPV6 = 0x86dd };

static void put16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

static void put32(unsigned char *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

/* Room before what is there, of zeros. */
static unsigned char *prepend(struct made_packet *packet, size_t size)
{
	if (size > (size_t)(packet->bytes - packet->room)) {
		fprintf(stderr, "packets: too many headers\n");
		abort();
	}
	packet->bytes -= size;
	packet->len += size;
	memset(packet->bytes, 0, size);
	return packet->bytes;
}

void packet_start(struct made_packet *packet, const void *payload, size_t len)
{
	if (len > PACKET_MAX) {
		fprintf(stderr, "packets: too long\n");
		abort();
	}
	packet->bytes = packet->room + PACKET_HEADROOM;
	packet->len = len;
	packet->protocol = 59; /* none */
	packet->type = 0;
	if (len != 0)
		memcpy(packet->bytes, payload, len);
}

void packet_udp(struct made_packet *packet, uint16_t from, uint16_t to)
{
	unsigned char *p = prepend(packet, 8);

	put16(p, from);
	put16(p + 2, to);
	put16(p + 4, (unsigned)packet->len);
	packet->protocol = UDP;
}

void packet_tcp(struct made_packet *packet, uint16_t from, uint16_t to,
                uint32_t sequence, uint32_t ack, unsigned flags)
{
	unsigned char *p = prepend(packet, 20);

	put16(p, from);
	put16(p + 2, to);
	put32(p + 4, sequence);
	put32(p + 8, ack);
	p[12] = 5 << 4;
	p[13] = (unsigned char)flags;
	put16(p + 14, 65535);
	packet->protocol = TCP;
}

void packet_sctp_data(struct made_packet *packet, unsigned flags, uint32_t tsn,
                      uint16_t stream, uint16_t sequence)
{
	unsigned char *p = prepend(packet, 16);

	p[1] = (unsigned char)flags;
	put16(p + 2, (unsigned)packet->len);
	put32(p + 4, tsn);
	put16(p + 8, stream);
	put16(p + 10, sequence);
	while (packet->len % 4 != 0)
		packet->bytes[packet->len++] = 0;
}

void packet_sctp(struct made_packet *packet, uint16_t from, uint16_t to,
                 uint32_t tag)
{
	unsigned char *p = prepend(packet, 12);

	put16(p, from);
	put16(p + 2, to);
	put32(p + 4, tag);
	packet->protocol = SCTP;
}

/* A chunk of vendor 0, before what is there. */
static void prepend_chunk(struct made_packet *packet, uint16_t type,
                          const void *value, size_t len)
{
	unsigned char *p = prepend(packet, 6 + len);

	put16(p + 2, type);
	put16(p + 4, (unsigned)(6 + len));
	memcpy(p + 6, value, len);
}

static void prepend_number(struct made_packet *packet, uint16_t type,
                           uint32_t value, size_t size)
{
	unsigned char bytes[4];

	put32(bytes, value);
	prepend_chunk(packet, type, bytes + 4 - size, size);
}

static void prepend_address(struct made_packet *packet, uint16_t type,
                            const char *text)
{
	unsigned char address[16];

	if (inet_pton(AF_INET, text, address) == 1)
		prepend_chunk(packet, type, address, 4);
	else if (inet_pton(AF_INET6, text, address) == 1)
		prepend_chunk(packet, type + 2, address, 16);
}

void packet_hep(struct made_packet *packet, const char *from,
                uint16_t from_port, const char *to, uint16_t to_port,
                uint8_t protocol, uint8_t kind, uint16_t type, uint32_t seconds)
{
	unsigned char *p = prepend(packet, 6);

	put16(p + 2, type);
	put16(p + 4, (unsigned)packet->len);
	prepend_number(packet, 11, kind, 1);
	if (seconds != 0) {
		prepend_number(packet, 10, 250000, 4);
		prepend_number(packet, 9, seconds, 4);
	}
	prepend_number(packet, 8, to_port, 2);
	prepend_number(packet, 7, from_port, 2);
	prepend_address(packet, 4, to);
	prepend_address(packet, 3, from);
	prepend_number(packet, 2, protocol, 1);
	prepend_number(packet, 1, strchr(from, ':') != NULL ? 10 : 2, 1);
	p = prepend(packet, 6);
	memcpy(p, "HEP3", 4);
	put16(p + 4, (unsigned)packet->len);
}

void packet_websocket(struct made_packet *packet, uint8_t first,
                      const unsigned char mask[4])
{
	size_t len = packet->len;
	unsigned char *p;

	for (size_t i = 0; i < len && mask != NULL; i++)
		packet->bytes[i] ^= mask[i % 4];
	if (mask != NULL)
		memcpy(prepend(packet, 4), mask, 4);
	p = prepend(packet, len > 65535 ? 10 : len > 125 ? 4 : 2);
	p[0] = first;
	p[1] = mask != NULL ? 0x80 : 0;
	if (len > 65535) {
		p[1] |= 127;
		put32(p + 6, (uint32_t)len);
	} else if (len > 125) {
		p[1] |= 126;
		put16(p + 2, (unsigned)len);
	} else {
		p[1] |= (unsigned char)len;
	}
}

void packet_extension(struct made_packet *packet, uint8_t number,
                      unsigned units)
{
	size_t unit = number == AUTHENTICATION ? 4 : 8;
	unsigned char *p = prepend(packet, 8 + units * unit);

	p[0] = packet->protocol;
	p[1] = (unsigned char)units;
	packet->protocol = number;
}

/* RFC 1071 */
static unsigned checksum(const unsigned char *bytes, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += (unsigned)(bytes[i] << 8 | bytes[i + 1]);
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static void address(int family, const char *text, unsigned char *at)
{
	if (inet_pton(family, text, at) != 1) {
		fprintf(stderr, "packets: no address: %s\n", text);
		abort();
	}
}

static void ipv4(struct made_packet *packet, const char *from, const char *to,
                 uint32_t id, unsigned fragment)
{
	unsigned char *p = prepend(packet, 20);

	p[0] = 4 << 4 | 5;
	put16(p + 2, (unsigned)packet->len);
	put16(p + 4, id & 0xffff);
	put16(p + 6, fragment);
	p[8] = 64;
	p[9] = packet->protocol;
	address(AF_INET, from, p + 12);
	address(AF_INET, to, p + 16);
	put16(p + 10, checksum(p, 20));
	packet->protocol = 4;
	packet->type = TYPE_IPV4;
}

static void ipv6(struct made_packet *packet, const char *from, const char *to)
{
	size_t payload = packet->len;
	unsigned char *p = prepend(packet, 40);

	p[0] = 6 << 4;
	put16(p + 4, (unsigned)payload);
	p[6] = packet->protocol;
	p[7] = 64;
	address(AF_INET6, from, p + 8);
	address(AF_INET6, to, p + 24);
	packet->protocol = 41;
	packet->type = TYPE_IPV6;
}

void packet_ip(struct made_packet *packet, const char *from, const char *to)
{
	if (strchr(from, ':') != NULL)
		ipv6(packet, from, to);
	else
		ipv4(packet, from, to, 0, 0);
}

void packet_ip_fragment(struct made_packet *packet, const char *from,
                        const char *to, uint32_t id, size_t offset, bool more)
{
	unsigned char *p;

	if (strchr(from, ':') == NULL) {
		ipv4(packet, from, to, id,
		     (unsigned)(offset / 8) | (more ? 0x2000 : 0));
		return;
	}
	p = prepend(packet, 8);
	p[0] = packet->protocol;
	put16(p + 2, (unsigned)offset | (more ? 1 : 0));
	put32(p + 4, id);
	packet->protocol = FRAGMENT;
	ipv6(packet, from, to);
}

void packet_vlan(struct made_packet *packet, uint16_t tag, uint16_t type)
{
	unsigned char *p = prepend(packet, 4);

	put16(p, tag);
	put16(p + 2, packet->type);
	packet->type = type;
}

void packet_link(struct made_packet *packet, enum packet_link link)
{
	unsigned family = packet->type == TYPE_IPV6 ? 30 : 2;

	switch (link) {
	case PACKET_ETHERNET:
		put16(prepend(packet, 14) + 12, packet->type);
		break;
	case PACKET_COOKED:
		put16(prepend(packet, 16) + 14, packet->type);
		packet->bytes[3] = 1;
		packet->bytes[5] = 6;
		break;
	case PACKET_COOKED2:
		put16(prepend(packet, 20), packet->type);
		packet->bytes[7] = 1;
		packet->bytes[9] = 1;
		packet->bytes[11] = 6;
		break;
	case PACKET_NULL:
		prepend(packet, 4)[0] = (unsigned char)family;
		break;
	case PACKET_LOOP:
		prepend(packet, 4)[3] = (unsigned char)family;
		break;
	case PACKET_RAW:
	case PACKET_EXPORTED:
		break;
	}
}

/* The file */

static void put(struct capture_out *capture, const void *bytes, size_t len)
{
	if (len > capture->room - capture->len) {
		capture->room = (capture->len + len) * 2;
		capture->bytes = realloc(capture->bytes, capture->room);
		if (capture->bytes == NULL)
			abort();
	}
	if (len != 0)
		memcpy(capture->bytes + capture->len, bytes, len);
	capture->len += len;
}

static bool is_swapped(const struct capture_out *capture)
{
	return capture->form == CAPTURE_PCAP_SWAPPED ||
	       capture->form == CAPTURE_PCAPNG_SWAPPED;
}

static void number16(struct capture_out *capture, uint16_t value)
{
	if (is_swapped(capture))
		value = (uint16_t)(value << 8 | value >> 8);
	put(capture, &value, sizeof(value));
}

static void number32(struct capture_out *capture, uint32_t value)
{
	if (is_swapped(capture))
		value = __builtin_bswap32(value);
	put(capture, &value, sizeof(value));
}

static bool is_pcapng(const struct capture_out *capture)
{
	return capture->form == CAPTURE_PCAPNG ||
	       capture->form == CAPTURE_PCAPNG_SWAPPED;
}

static void pcap_header(struct capture_out *capture, enum packet_link link)
{
	number32(capture,
	         capture->form == CAPTURE_PCAP_NANO ? 0xa1b23c4d : 0xa1b2c3d4);
	number16(capture, 2);
	number16(capture, 4);
	number32(capture, 0);
	number32(capture, 0);
	number32(capture, 262144);
	number32(capture, (uint32_t)link);
}

static void section_header(struct capture_out *capture)
{
	number32(capture, 0x0a0d0d0a);
	number32(capture, 28);
	number32(capture, 0x1a2b3c4d);
	number16(capture, 1);
	number16(capture, 0);
	number32(capture, 0xffffffff);
	number32(capture, 0xffffffff);
	number32(capture, 28);
}

/* With times in nanoseconds. */
void capture_out_interface(struct capture_out *capture, enum packet_link link)
{
	static const unsigned char resolution[4] = {9};

	number32(capture, 1);
	number32(capture, 32);
	number16(capture, (uint16_t)link);
	number16(capture, 0);
	number32(capture, 0);
	number16(capture, 9); /* if_tsresol */
	number16(capture, 1);
	put(capture, resolution, 4);
	number32(capture, 0); /* end of the options */
	number32(capture, 32);
}

void capture_out_section(struct capture_out *capture, enum packet_link link)
{
	section_header(capture);
	capture_out_interface(capture, link);
}

void capture_out_start(struct capture_out *capture, enum capture_out_form form,
                       enum packet_link link)
{
	*capture = (struct capture_out){.form = form};
	if (!is_pcapng(capture)) {
		pcap_header(capture, link);
		return;
	}
	capture_out_section(capture, link);
}

static void pcap_record(struct capture_out *capture,
                        const struct made_packet *packet, uint64_t time,
                        size_t kept)
{
	uint64_t unit = capture->form == CAPTURE_PCAP_NANO ? 1 : 1000;

	number32(capture, (uint32_t)(time / 1000000000));
	number32(capture, (uint32_t)(time % 1000000000 / unit));
	number32(capture, (uint32_t)kept);
	number32(capture, (uint32_t)packet->len);
	put(capture, packet->bytes, kept);
}

static void packet_block(struct capture_out *capture,
                         const struct made_packet *packet, uint64_t time,
                         uint32_t interface, size_t kept)
{
	size_t padding = (4 - kept % 4) % 4, size = 32 + kept + padding;

	number32(capture, 6);
	number32(capture, (uint32_t)size);
	number32(capture, interface);
	number32(capture, (uint32_t)(time >> 32));
	number32(capture, (uint32_t)time);
	number32(capture, (uint32_t)kept);
	number32(capture, (uint32_t)packet->len);
	put(capture, packet->bytes, kept);
	put(capture, "\0\0\0", padding);
	number32(capture, (uint32_t)size);
}

void capture_out_add_on(struct capture_out *capture,
                        const struct made_packet *packet, uint64_t time,
                        uint32_t interface)
{
	size_t kept = packet->len;

	if (capture->snap_length != 0 && kept > capture->snap_length)
		kept = capture->snap_length;
	if (is_pcapng(capture))
		packet_block(capture, packet, time, interface, kept);
	else
		pcap_record(capture, packet, time, kept);
}

void capture_out_add(struct capture_out *capture,
                     const struct made_packet *packet, uint64_t time)
{
	capture_out_add_on(capture, packet, time, 0);
}

void capture_out_free(struct capture_out *capture)
{
	free(capture->bytes);
	*capture = (struct capture_out){.bytes = NULL};
}

bool capture_out_write(const struct capture_out *capture, const char *path)
{
	FILE *out = fopen(path, "wb");
	bool done;

	if (out == NULL)
		return false;
	done = fwrite(capture->bytes, 1, capture->len, out) == capture->len;
	return fclose(out) == 0 && done;
}
