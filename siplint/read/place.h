/*
 * Where and when a message was seen: what a capture or a log tells of it.
 */
#ifndef SIPLINT_PLACE_H
#define SIPLINT_PLACE_H

#include "base/base.h"
#include "zsip_next_hop.h"

/* Of an address and a port in text: "[2001:db8::1]:5060". */
#define ENDPOINT_TEXT 56
/* Of a time in text. */
#define PLACE_TIME_TEXT 48

/* In the nanoseconds of struct place. */
#define PLACE_SECOND INT64_C(1000000000)
#define PLACE_MS     INT64_C(1000000)
#define PLACE_DAY    (86400 * PLACE_SECOND)
/* Sights of one packet, on its way in and out, are no further apart: no timer
 * sends anything again as fast (RFC 3261 17.1.1.1). */
#define PLACE_SAME_PACKET (50 * PLACE_MS)

/* An address of IP, and a port. */
struct endpoint {
	uint8_t family; /* 4, 6; 0 where it is not known */
	uint8_t address[16];
	uint16_t port; /* 0 where it is not known */
};

/* What is not known is zero. */
struct place {
	/* From 1, as packet viewers count; that of a message's first byte.  Of
	 * a log that has a message in one line, the number of that line. */
	uint64_t frame;
	bool has_time;
	int64_t time; /* nanoseconds since 1970 */
	struct endpoint source, destination;
	enum zsip_transport transport;
	/* By an agent, which does not tell what stands over the transport, as
	 * TLS and WebSocket over TCP. */
	bool is_relayed;
};

/* Whatever their ports are. */
bool endpoint_address_equal(const struct endpoint *a, const struct endpoint *b);
bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);
/* "192.0.2.1:5060", "[2001:db8::1]:5060"; empty where it is not known.
 * @return text */
const char *endpoint_text(char text[ENDPOINT_TEXT],
                          const struct endpoint *endpoint);
/* "192.0.2.1", without port and brackets, as endpoint_text() else. */
const char *endpoint_address_text(char text[ENDPOINT_TEXT],
                                  const struct endpoint *endpoint);
/* "2026-01-31 10:00:00.123456", in UTC; empty without a time.
 * @return text */
const char *place_time_text(char text[PLACE_TIME_TEXT],
                            const struct place *place);
/* "UDP"; empty where it is not known. */
const char *place_transport_name(const struct place *place);
/* Whether an address is one that is not routed beyond a site or a link: private
 * (RFC 1918, RFC 4193), shared (RFC 6598), link-local or loopback. */
bool endpoint_is_private(const struct endpoint *endpoint);

#endif
