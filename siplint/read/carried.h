/*
 * What datagrams and streams carry: messages, by themselves or within HEP and
 * WebSocket.
 */
#ifndef SIPLINT_CARRIED_H
#define SIPLINT_CARRIED_H

#include "read/held.h"
#include "read/source.h"

/* What was no message, and what was given up. */
struct carried_counts {
#define CARRIED_COUNT(kind, member, one, many) uint64_t member;
#include "read/carried_counts.def"
#undef CARRIED_COUNT
	uint64_t given_up_streams, given_up_fragments, given_up_bytes;
};

/* What brings messages out of a capture. */
struct carrier {
	struct input *file;
	struct input *mapped; /* input_of_capture() */
	const struct read_options *options;
	const struct sink *sink;
	struct hoard hoard;
	struct carried_counts counts;
};

/* What a datagram carried: SIP, HEP or something else.
 * @param lost  bytes behind them that the capture does not have */
void datagram_feed(struct carrier *carrier, const struct place *place,
                   const char *bytes, size_t len, size_t lost);
/* The same for what carries SIP if it is anything that matters here. */
void sip_datagram_feed(struct carrier *carrier, const struct place *place,
                       const char *bytes, size_t len, size_t lost);
/* What is known to be a message. */
void message_feed(struct carrier *carrier, const struct place *place,
                  const char *bytes, size_t len, size_t lost);
/* Bytes of no message where one was to come. */
void skipped_feed(struct carrier *carrier, const struct place *place,
                  const char *bytes, size_t len);
/* Whether the ports of a place are among those asked for. */
bool carrier_wants(const struct carrier *carrier, const struct place *place);
/* Whether a port is one where SIP is to be expected. */
bool carrier_expects(const struct carrier *carrier, const struct place *place);

#endif
