/*
 * Datagrams: which of them is a message is told by its bytes.
 */
#include "read/carried.h"
#include <string.h>

#include "read/hep.h"
#include "read/sip_search.h"
#include "zsip_stream.h"

/* What is looked at of a line to tell what it is. */
#define LINE_MAX_LOOK 8192

static bool is_among(uint16_t port, const struct read_options *options)
{
	for (size_t i = 0; i < options->port_count; i++) {
		if (options->ports[i] == port)
			return true;
	}
	return false;
}

bool carrier_wants(const struct carrier *carrier, const struct place *place)
{
	const struct read_options *options = carrier->options;

	return options->port_count == 0 ||
	       is_among(place->source.port, options) ||
	       is_among(place->destination.port, options);
}

static bool is_usual(uint16_t port)
{
	return port == zsip_transport_info(ZSIP_TRANSPORT_UDP)->port ||
	       port == zsip_transport_info(ZSIP_TRANSPORT_TLS)->port;
}

bool carrier_expects(const struct carrier *carrier, const struct place *place)
{
	if (carrier->options->port_count != 0)
		return carrier_wants(carrier, place);
	return is_usual(place->source.port) ||
	       is_usual(place->destination.port);
}

/* @return whether they lie in the file, and not in a copy of a part of it */
static bool lies_in(const struct input *mapped, const char *bytes)
{
	return mapped != NULL &&
	       (uintptr_t)bytes - (uintptr_t)mapped->bytes < mapped->len;
}

static void see(const struct carrier *carrier, struct seen *seen,
                const struct place *place, struct zsip_slice bytes)
{
	struct input *mapped = carrier->mapped;

	seen->place = *place;
	seen->start = 0;
	if (lies_in(mapped, bytes.ptr)) {
		seen->input = mapped;
		seen->start = (size_t)(bytes.ptr - mapped->bytes);
	} else {
		seen->input = input_of_message(carrier->file, bytes);
	}
	seen->end = seen->start + bytes.len;
	seen->mark = (struct mark){seen->start, 1, seen->start};
}

static void forget(const struct carrier *carrier, const struct seen *seen)
{
	if (seen->input != carrier->mapped)
		input_drop(seen->input);
}

void message_feed(struct carrier *carrier, const struct place *place,
                  const char *bytes, size_t len, size_t lost)
{
	struct piece piece = {.lost = lost};

	see(carrier, &piece.seen, place, (struct zsip_slice){bytes, len});
	carrier->sink->message(carrier->sink->user, &piece);
	forget(carrier, &piece.seen);
}

void skipped_feed(struct carrier *carrier, const struct place *place,
                  const char *bytes, size_t len)
{
	struct seen seen;

	see(carrier, &seen, place, (struct zsip_slice){bytes, len});
	carrier->sink->skipped(carrier->sink->user, &seen);
	forget(carrier, &seen);
}

/* A start line that is broken beyond likeness, where SIP is expected. */
static bool is_broken_start(const char *next, const char *end)
{
	const char *lf;

	if (next >= end)
		return false;
	lf = memchr(next, '\n', (size_t)(end - next));
	return is_core_header_line(next, lf == NULL ? end : lf);
}

static bool is_message(const struct carrier *carrier, const struct place *place,
                       const char *bytes, size_t len)
{
	const char *end = bytes + (len < LINE_MAX_LOOK ? len : LINE_MAX_LOOK);
	const char *line = skip_keepalives(bytes, end);
	const char *lf =
	        line == end ? NULL : memchr(line, '\n', (size_t)(end - line));
	const char *line_end = lf == NULL ? end : lf;

	return is_like_start_line(line, line_end) ||
	       (lf != NULL && carrier_expects(carrier, place) &&
	        is_broken_start(lf + 1, end));
}

void sip_datagram_feed(struct carrier *carrier, const struct place *place,
                       const char *bytes, size_t len, size_t lost)
{
	if (!carrier_wants(carrier, place))
		return;
	if (begins_usually(bytes, bytes + len)) {
		message_feed(carrier, place, bytes, len, lost);
		return;
	}
	switch (zsip_datagram_classify(bytes, len)) {
	case ZSIP_DATAGRAM_EMPTY:
	case ZSIP_DATAGRAM_KEEPALIVE:
		carrier->counts.keepalives++;
		return;
	case ZSIP_DATAGRAM_STUN:
		carrier->counts.stun++;
		return;
	case ZSIP_DATAGRAM_SIP:
	case ZSIP_DATAGRAM_UNKNOWN:
		break;
	}
	if (is_message(carrier, place, bytes, len))
		message_feed(carrier, place, bytes, len, lost);
	else
		carrier->counts.datagrams++;
}

void datagram_feed(struct carrier *carrier, const struct place *place,
                   const char *bytes, size_t len, size_t lost)
{
	if (hep_is_datagram(bytes, len))
		hep_feed(carrier, place, bytes, len, lost);
	else
		sip_datagram_feed(carrier, place, bytes, len, lost);
}
