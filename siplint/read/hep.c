/*
 * HEP version 3 ("The Hep/EEP encapsulation protocol", revision 1.2): "HEP3",
 * the packet's length, and chunks, each with its vendor, type and length.
 */
#include "read/hep.h"
#include <string.h>

enum { HEAD_SIZE = 6, CHUNK_SIZE = 6 };

/* Of vendor 0. */
enum chunk_type {
	CHUNK_FAMILY = 1,
	CHUNK_PROTOCOL = 2,
	CHUNK_SOURCE_4 = 3,
	CHUNK_DESTINATION_4 = 4,
	CHUNK_SOURCE_6 = 5,
	CHUNK_DESTINATION_6 = 6,
	CHUNK_SOURCE_PORT = 7,
	CHUNK_DESTINATION_PORT = 8,
	CHUNK_SECONDS = 9,
	CHUNK_MICROSECONDS = 10,
	CHUNK_KIND = 11,
	CHUNK_PAYLOAD = 15,
	CHUNK_COMPRESSED = 16
};

enum { KIND_SIP = 1 };
/* Numbers of protocols over IP. */
enum { IP_TCP = 6, IP_UDP = 17, IP_SCTP = 132 };

struct packet_of_hep {
	struct place place;
	uint32_t seconds, microseconds;
	unsigned kind; /* what it carries */
	struct zsip_slice payload;
	size_t lost; /* bytes behind the payload */
	bool is_compressed;
};

static uint32_t read_number(const char *bytes, size_t len)
{
	uint32_t number = 0;

	for (size_t i = 0; i < len && i < 4; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

static void read_address(struct endpoint *endpoint, uint8_t family,
                         struct zsip_slice body)
{
	if (body.len != (family == 4 ? 4 : sizeof(endpoint->address)))
		return;
	endpoint->family = family;
	memcpy(endpoint->address, body.ptr, body.len);
}

static enum zsip_transport transport_of(uint32_t protocol)
{
	switch (protocol) {
	case IP_TCP:
		return ZSIP_TRANSPORT_TCP;
	case IP_UDP:
		return ZSIP_TRANSPORT_UDP;
	case IP_SCTP:
		return ZSIP_TRANSPORT_SCTP;
	default:
		return ZSIP_TRANSPORT_OTHER;
	}
}

static void read_chunk(struct packet_of_hep *packet, uint32_t type,
                       struct zsip_slice body)
{
	uint32_t number = read_number(body.ptr, body.len);
	struct place *place = &packet->place;

	switch (type) {
	case CHUNK_PROTOCOL:
		place->transport = transport_of(number);
		break;
	case CHUNK_SOURCE_4:
	case CHUNK_SOURCE_6:
		read_address(&place->source, type == CHUNK_SOURCE_4 ? 4 : 6,
		             body);
		break;
	case CHUNK_DESTINATION_4:
	case CHUNK_DESTINATION_6:
		read_address(&place->destination,
		             type == CHUNK_DESTINATION_4 ? 4 : 6, body);
		break;
	case CHUNK_SOURCE_PORT:
		place->source.port = (uint16_t)number;
		break;
	case CHUNK_DESTINATION_PORT:
		place->destination.port = (uint16_t)number;
		break;
	case CHUNK_SECONDS:
		packet->seconds = number;
		break;
	case CHUNK_MICROSECONDS:
		packet->microseconds = number;
		break;
	case CHUNK_KIND:
		packet->kind = number;
		break;
	case CHUNK_COMPRESSED:
		packet->is_compressed = true;
		break;
	case CHUNK_PAYLOAD:
		packet->payload = body;
		break;
	default:
		break;
	}
}

/* @param lost  bytes that are missing behind `end`
 * @return false if it is broken */
static bool read_chunks(struct packet_of_hep *packet, const char *p,
                        const char *end, size_t lost)
{
	while (end - p >= CHUNK_SIZE) {
		uint32_t vendor = read_number(p, 2);
		uint32_t type = read_number(p + 2, 2);
		size_t size = read_number(p + 4, 2);
		size_t there = (size_t)(end - p);

		if (size < CHUNK_SIZE || size > there + lost)
			return false;
		if (size < there)
			there = size;
		if (vendor == 0)
			read_chunk(packet, type,
			           (struct zsip_slice){p + CHUNK_SIZE,
			                               there - CHUNK_SIZE});
		if (vendor == 0 && type == CHUNK_PAYLOAD)
			packet->lost = size - there;
		p += there;
	}
	return p == end;
}

bool hep_is_datagram(const char *bytes, size_t len)
{
	return len >= HEAD_SIZE && memcmp(bytes, "HEP3", 4) == 0;
}

static void feed(struct carrier *carrier, struct packet_of_hep *packet)
{
	struct place *place = &packet->place;

	if (packet->seconds != 0) {
		place->has_time = true;
		place->time = packet->seconds * PLACE_SECOND +
		              packet->microseconds * INT64_C(1000);
	}
	if (packet->payload.ptr == NULL)
		carrier->counts.datagrams++;
	else
		sip_datagram_feed(carrier, place, packet->payload.ptr,
		                  packet->payload.len, packet->lost);
}

void hep_feed(struct carrier *carrier, const struct place *outer,
              const char *bytes, size_t len, size_t lost)
{
	size_t size = read_number(bytes + 4, 2);
	struct packet_of_hep packet = {
	        .place = {.frame = outer->frame,
	                  .has_time = outer->has_time,
	                  .time = outer->time,
	                  .is_relayed = true},
	        .kind = KIND_SIP,
	};

	if (size > len) {
		if (size > len + lost) {
			carrier->counts.broken_hep++;
			return;
		}
		lost = size - len;
	} else {
		len = size;
		lost = 0;
	}
	if (!read_chunks(&packet, bytes + HEAD_SIZE, bytes + len, lost))
		carrier->counts.broken_hep++;
	else if (packet.is_compressed)
		carrier->counts.compressed++;
	else if (packet.kind != KIND_SIP)
		carrier->counts.datagrams++;
	else
		feed(carrier, &packet);
}

/* --- Over TCP */

static enum recognition recognise(const struct stream *stream,
                                  const char *bytes, size_t len)
{
	(void)stream;
	if (memcmp(bytes, "HEP3", len < 4 ? len : 4) != 0)
		return NOT_OF_IT;
	return len < 4 ? MAYBE_OF_IT : SURELY_OF_IT;
}

/* Where the next packet may begin. */
static size_t find_packet(const char *bytes, size_t len)
{
	size_t i = 0;

	while (i < len && memcmp(bytes + i, "HEP3", len - i < 4 ? len - i : 4))
		i++;
	return i;
}

static size_t take(struct stream *stream, const char *bytes, size_t len)
{
	size_t done = 0, size;

	for (;;) {
		done += find_packet(bytes + done, len - done);
		if (len - done < HEAD_SIZE)
			return done;
		size = read_number(bytes + done + 4, 2);
		if (size < HEAD_SIZE) {
			stream->carrier->counts.broken_hep++;
			done++;
			continue;
		}
		if (size > len - done)
			return done;
		struct place place = stream_place(stream, done);

		hep_feed(stream->carrier, &place, bytes + done, size, 0);
		done += size;
	}
}

/* What was seen of a packet may have the whole message. */
static void take_rest(struct stream *stream, const char *bytes, size_t len,
                      uint64_t lost)
{
	struct place place;

	if (!hep_is_datagram(bytes, len))
		return;
	place = stream_place(stream, 0);
	hep_feed(stream->carrier, &place, bytes, len,
	         lost < UINT16_MAX ? (size_t)lost : UINT16_MAX);
}

static void gap(struct stream *stream, const char *bytes, size_t len,
                uint64_t lost)
{
	take_rest(stream, bytes, len, lost);
}

static void end(struct stream *stream, const char *bytes, size_t len,
                enum stream_end why)
{
	take_rest(stream, bytes, len, why == STREAM_CUT ? UINT16_MAX : 0);
}

const struct protocol hep_protocol = {
        .recognise = recognise, .take = take, .gap = gap, .end = end};
