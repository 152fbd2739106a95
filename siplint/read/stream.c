/*
 * Bytes in order, held until what they carry is whole.
 */
#include "read/hep.h"
#include "read/websocket.h"
#include <stdlib.h>
#include <string.h>

/* What the first bytes of a stream may take to tell what it carries. */
#define UNDECIDED_MAX 16384

/* In the order in which they are asked. */
static const struct protocol *const protocols[] = {
        &hep_protocol, &websocket_protocol, &sip_protocol};

static size_t foreign_take(struct stream *stream, const char *bytes,
                           size_t len);

static void foreign_gap(struct stream *stream, const char *bytes, size_t len,
                        uint64_t lost)
{
	(void)stream, (void)bytes, (void)len, (void)lost;
}

static void foreign_end(struct stream *stream, const char *bytes, size_t len,
                        enum stream_end why)
{
	(void)stream, (void)bytes, (void)len, (void)why;
}

/* None of those, as far as one can tell. */
static const struct protocol foreign_protocol = {
        .take = foreign_take, .gap = foreign_gap, .end = foreign_end};

void stream_start(struct stream *stream, struct carrier *carrier,
                  const struct place *place, struct stream *peer)
{
	*stream = (struct stream){
	        .carrier = carrier, .place = *place, .peer = peer};
}

bool stream_is_foreign(const struct stream *stream)
{
	return stream->protocol == &foreign_protocol;
}

size_t stream_held(const struct stream *stream)
{
	return stream->state_bytes + stream->room +
	       stream->span_room * sizeof(struct span);
}

/* Whether it is to carry SIP, whatever it begins with. */
static bool is_expected(const struct stream *stream)
{
	return carrier_expects(stream->carrier, &stream->place) ||
	       (stream->peer != NULL &&
	        stream->peer->protocol == &sip_protocol);
}

static enum recognition recognise(struct stream *stream, const char *bytes,
                                  size_t len)
{
	enum recognition result = NOT_OF_IT, one;

	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		one = protocols[i]->recognise(stream, bytes, len);
		if (one == SURELY_OF_IT) {
			stream->protocol = protocols[i];
			return one;
		}
		if (one == MAYBE_OF_IT)
			result = one;
	}
	return result;
}

/* A record of TLS (RFC 8446 5.1). */
static bool is_tls(const char *bytes, size_t len)
{
	return len >= 3 && bytes[0] >= 20 && bytes[0] <= 23 && bytes[1] == 3 &&
	       bytes[2] <= 4;
}

static void decide(struct stream *stream, const char *bytes, size_t len)
{
	struct carrier *carrier = stream->carrier;
	enum recognition result;

	stream->protocol = &foreign_protocol;
	if (is_tls(bytes, len)) {
		carrier->counts.encrypted++;
		return;
	}
	result = recognise(stream, bytes, len);
	if (result == MAYBE_OF_IT && len < UNDECIDED_MAX)
		stream->protocol = NULL;
	else if (result != SURELY_OF_IT && is_expected(stream))
		stream->protocol = &sip_protocol;
	else if (result != SURELY_OF_IT)
		carrier->counts.streams++;
}

/* A stream that was not seen from its beginning may go on with something that
 * is known. */
static size_t foreign_take(struct stream *stream, const char *bytes, size_t len)
{
	if (!stream->is_whole && recognise(stream, bytes, len) == SURELY_OF_IT)
		return stream->protocol->take(stream, bytes, len);
	return len;
}

static size_t take(struct stream *stream, const char *bytes, size_t len)
{
	if (stream->protocol == NULL)
		decide(stream, bytes, len);
	return stream->protocol == NULL
	               ? 0
	               : stream->protocol->take(stream, bytes, len);
}

static void add_span(struct stream *stream, uint64_t at,
                     const struct moment *moment)
{
	if (stream->span_count == stream->span_room) {
		stream->span_room = stream->span_room * 2 + 1;
		stream->spans = must_resize(stream->spans, stream->span_room,
		                            sizeof(*stream->spans));
	}
	stream->spans[stream->span_count++] = (struct span){at, *moment};
}

/* Those that end before the bytes at hand. */
static void drop_spans(struct stream *stream)
{
	struct span *spans = stream->spans;

	while (stream->first_span + 1 < stream->span_count &&
	       spans[stream->first_span + 1].at <= stream->at)
		stream->first_span++;
	if (stream->first_span * 2 <= stream->span_count)
		return;
	stream->span_count -= stream->first_span;
	memmove(spans, spans + stream->first_span,
	        stream->span_count * sizeof(*spans));
	stream->first_span = 0;
}

/* Memory for nothing is given back. */
static void empty(struct stream *stream)
{
	free(stream->bytes);
	free(stream->spans);
	stream->bytes = NULL;
	stream->spans = NULL;
	stream->at += stream->len;
	stream->len = stream->room = 0;
	stream->first_span = stream->span_count = stream->span_room = 0;
}

static void append(struct stream *stream, const char *bytes, size_t len)
{
	if (len == 0)
		return;
	if (len > stream->room - stream->len) {
		stream->room = (stream->len + len) * 2;
		stream->bytes = must_resize(stream->bytes, stream->room, 1);
	}
	memcpy(stream->bytes + stream->len, bytes, len);
	stream->len += len;
}

void stream_done(struct stream *stream, size_t len)
{
	stream->at += len;
	stream->len -= len;
	if (stream->len == 0) {
		empty(stream);
		return;
	}
	if (len != 0)
		memmove(stream->bytes, stream->bytes + len, stream->len);
	drop_spans(stream);
}

void stream_feed(struct stream *stream, const struct moment *moment,
                 const char *bytes, size_t len)
{
	size_t done;

	add_span(stream, stream->at + stream->len, moment);
	if (stream->len == 0) {
		done = take(stream, bytes, len);
		stream->at += done;
		append(stream, bytes + done, len - done);
		done = 0;
	} else {
		append(stream, bytes, len);
		done = take(stream, stream->bytes, stream->len);
	}
	stream_done(stream, done);
}

void stream_gap(struct stream *stream, uint64_t lost)
{
	if (stream->protocol != NULL)
		stream->protocol->gap(stream, stream->bytes, stream->len, lost);
	else
		stream->is_whole = false;
	empty(stream);
	stream->at += lost;
}

void stream_end(struct stream *stream, enum stream_end why)
{
	if (stream->protocol != NULL)
		stream->protocol->end(stream, stream->bytes, stream->len, why);
	empty(stream);
	free(stream->state);
	stream->state = NULL;
	stream->state_bytes = stream->state_waiting = 0;
	stream->protocol = NULL;
}

struct place stream_place(const struct stream *stream, size_t offset)
{
	size_t low = stream->first_span, high = stream->span_count;
	struct place place = stream->place;
	const struct moment *moment;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (stream->spans[middle].at <= stream->at + offset)
			low = middle;
		else
			high = middle;
	}
	moment = &stream->spans[low].moment;
	place.frame = moment->frame;
	place.time = moment->time;
	place.has_time = moment->has_time;
	return place;
}

size_t stream_latest(const struct stream *stream)
{
	return (size_t)(stream->spans[stream->span_count - 1].at - stream->at);
}
