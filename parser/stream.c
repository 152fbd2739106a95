/*
 * The framer of byte streams (RFC 3261 18.3, RFC 5626 4.4.1): finds where each
 * message ends and looks at no byte twice.
 */
#include "internal.h"
#include <string.h>

enum phase {
	BETWEEN,  /* before a start line: CRLFs */
	SKIP,     /* in a line that is not Content-Length */
	LENGTH,   /* in a line that may be Content-Length */
	CR,       /* behind a CR */
	LINE_END, /* behind a CRLF: the next byte tells a fold */
	LAST_CR,  /* behind the CR of the empty line */
	BODY
};

static void reset(struct zsip_stream *stream)
{
	stream->seen = stream->line = stream->start = stream->header_end = 0;
	stream->length = 0;
	stream->state = 0;
	stream->named = false;
	stream->phase = BETWEEN;
	stream->length_status = ZSIP_E_MISSING;
}

void zsip_stream_init(struct zsip_stream *stream, enum zsip_stream_role role,
                      const struct zsip_options *options)
{
	reset(stream);
	stream->options = options;
	stream->role = (uint8_t)role;
	stream->closed = false;
}

static enum zsip_stream_event close_at(struct zsip_stream *stream,
                                       enum zsip_status status, size_t offset,
                                       const char *expected)
{
	stream->closed = true;
	stream->error = (struct zsip_error){status, offset, expected};
	return ZSIP_STREAM_CLOSE;
}

static enum zsip_stream_event close_stream(struct zsip_stream *stream,
                                           enum zsip_status status,
                                           const char *expected)
{
	return close_at(stream, status, stream->seen, expected);
}

/* A NUL for a CRLF, by the quirk: each is an event, so that what is found does
 * not hang on how the bytes come in. */
static bool is_nul(const struct zsip_stream *stream, char byte)
{
	return byte == '\0' && stream->seen % 2 == 0 &&
	       (zsip_quirks_of(stream->options) & ZSIP_QUIRK_NUL_KEEPALIVE) !=
	               0;
}

/* CRLFs before a start line: keep-alives, or blank lines to be skipped.
 * @return ZSIP_STREAM_MESSAGE when a start line begins at `seen` */
static enum zsip_stream_event between(struct zsip_stream *stream,
                                      const char *buf, size_t len,
                                      size_t *consumed)
{
	static const char crlf[] = "\r\n\r\n";

	while (stream->seen < len) {
		char byte = buf[stream->seen];

		if (byte != crlf[stream->seen]) {
			if (stream->seen % 2 == 0 && zsip_is_token(byte))
				return ZSIP_STREAM_MESSAGE;
			if (!is_nul(stream, byte))
				return close_stream(stream, ZSIP_E_SYNTAX,
				                    "start line");
			*consumed = stream->seen + 1;
			reset(stream);
			return ZSIP_STREAM_NUL;
		}
		stream->seen++;
		if (stream->role == ZSIP_STREAM_OPENED && stream->seen == 2) {
			*consumed = 2;
			reset(stream);
			return ZSIP_STREAM_PONG;
		}
		if (stream->seen == 4) {
			*consumed = 4;
			reset(stream);
			return ZSIP_STREAM_PING;
		}
	}
	return ZSIP_STREAM_MORE;
}

static void begin_line(struct zsip_stream *stream)
{
	stream->line = stream->seen;
	stream->phase = LENGTH;
	stream->state = zsip_content_length_start();
	stream->named = false;
	stream->value = 0;
}

/* The line before was Content-Length: several must agree. */
static void end_line(struct zsip_stream *stream)
{
	enum zsip_status status = ZSIP_OK;

	if (!stream->named)
		return;
	if (!zsip_content_length_whole(stream->state))
		status = ZSIP_E_SYNTAX;
	else if (stream->value > UINT32_MAX)
		status = ZSIP_E_RANGE;
	if (stream->length_status == ZSIP_E_MISSING) {
		stream->length_status = (uint8_t)status;
		stream->length = stream->value;
	} else if (stream->length_status != status ||
	           (status == ZSIP_OK && stream->length != stream->value)) {
		stream->length_status = ZSIP_E_FRAMING;
	}
}

/* The bytes of a line up to the CR or LF that ends it. */
static void line_bytes(struct zsip_stream *stream, const char *buf, size_t len)
{
	const char *p = buf + stream->seen;
	const char *stop = zsip_engine->line_break(p, buf + len);

	if (stream->phase == LENGTH) {
		struct zsip_length_line line = {stream->value, stream->state,
		                                stream->named};

		zsip_content_length_feed(&line, p, stop);
		stream->value = line.value;
		stream->state = line.state;
		stream->named = line.named;
		if (line.state == 0 && !line.named)
			stream->phase = SKIP;
	}
	stream->seen = (size_t)(stop - buf);
}

/* The byte at the end of a line.  False: an LF without CR. */
static bool line_break(struct zsip_stream *stream, char byte)
{
	if (byte != '\r')
		return false;
	stream->seen++;
	stream->phase = CR;
	return true;
}

static bool is_break(char byte)
{
	return byte == '\r' || byte == '\n';
}

/* Behind a CRLF: a fold goes on with the line, and no name is folded. */
static void line_end(struct zsip_stream *stream, char byte)
{
	if (zsip_is_blank(byte)) {
		stream->phase = stream->named ? LENGTH : SKIP;
		return;
	}
	end_line(stream);
	if (byte == '\r') {
		stream->line = stream->seen++;
		stream->phase = LAST_CR;
	} else {
		begin_line(stream);
	}
}

static enum zsip_stream_event too_long(struct zsip_stream *stream,
                                       const struct zsip_limits *limits)
{
	return close_at(stream, ZSIP_E_TOO_LONG,
	                stream->start + limits->message_size, "message");
}

/* The lines up to the empty one.  @return ZSIP_STREAM_MESSAGE behind it */
static enum zsip_stream_event head(struct zsip_stream *stream, const char *buf,
                                   size_t len, const struct zsip_limits *limits)
{
	while (stream->seen < len) {
		switch (stream->phase) {
		case CR:
		case LAST_CR:
			if (buf[stream->seen] != '\n')
				return close_stream(stream, ZSIP_E_FRAMING,
				                    "LF");
			stream->seen++;
			if (stream->phase == LAST_CR)
				return ZSIP_STREAM_MESSAGE;
			stream->phase = LINE_END;
			break;
		case LINE_END:
			line_end(stream, buf[stream->seen]);
			break;
		default:
			if (!is_break(buf[stream->seen]))
				line_bytes(stream, buf, len);
			else if (!line_break(stream, buf[stream->seen]))
				return close_stream(stream, ZSIP_E_FRAMING,
				                    "CR");
		}
		if (stream->seen - stream->line > limits->field_length)
			return close_at(stream, ZSIP_E_TOO_LONG, stream->line,
			                "header field");
		if (stream->seen - stream->start > limits->message_size)
			return too_long(stream, limits);
	}
	return ZSIP_STREAM_MORE;
}

/* The empty line was met: is the end of the message known? */
static enum zsip_stream_event head_done(struct zsip_stream *stream,
                                        const struct zsip_limits *limits)
{
	size_t head_size = stream->seen - stream->start;

	if (stream->length_status != ZSIP_OK)
		return close_stream(stream,
		                    (enum zsip_status)stream->length_status,
		                    "Content-Length");
	if (head_size > limits->message_size)
		return too_long(stream, limits);
	if (stream->length > limits->message_size - head_size)
		return close_stream(stream, ZSIP_E_TOO_LONG, "message");
	stream->header_end = stream->seen;
	stream->phase = BODY;
	return ZSIP_STREAM_MORE;
}

static enum zsip_stream_event body(struct zsip_stream *stream, const char *buf,
                                   size_t len, struct zsip_slice *message,
                                   size_t *consumed)
{
	size_t end = stream->header_end + (size_t)stream->length;

	if (len < end)
		return ZSIP_STREAM_MORE;
	*message =
	        (struct zsip_slice){buf + stream->start, end - stream->start};
	*consumed = end;
	reset(stream);
	return ZSIP_STREAM_MESSAGE;
}

static enum zsip_stream_event step(struct zsip_stream *stream, const char *buf,
                                   size_t len, struct zsip_slice *message,
                                   size_t *consumed)
{
	struct zsip_limits filled;
	const struct zsip_limits *limits =
	        zsip_limits_of(stream->options, &filled);
	enum zsip_stream_event event;

	if (stream->phase == BETWEEN) {
		event = between(stream, buf, len, consumed);
		if (event != ZSIP_STREAM_MESSAGE)
			return event;
		stream->start = stream->line = stream->seen;
		stream->phase = SKIP;
	}
	if (stream->phase != BODY) {
		event = head(stream, buf, len, limits);
		if (event == ZSIP_STREAM_MESSAGE)
			event = head_done(stream, limits);
		if (event == ZSIP_STREAM_CLOSE || stream->phase != BODY)
			return event;
	}
	return body(stream, buf, len, message, consumed);
}

enum zsip_stream_event zsip_stream_next(struct zsip_stream *stream,
                                        const char *buf, size_t len,
                                        struct zsip_slice *message,
                                        size_t *consumed,
                                        struct zsip_error *err)
{
	enum zsip_stream_event event = ZSIP_STREAM_CLOSE;

	*message = (struct zsip_slice){NULL, 0};
	*consumed = 0;
	if (!stream->closed)
		event = step(stream, buf, len, message, consumed);
	if (event == ZSIP_STREAM_CLOSE && err != NULL)
		*err = stream->error;
	return event;
}

/* What clients over WebSocket send to keep the connection open. */
static bool is_ping_text(const char *p, const char *end)
{
	while (end - p > 5 && end[-2] == '\r' && end[-1] == '\n')
		end -= 2;
	return end - p == 4 &&
	       (memcmp(p, "PING", 4) == 0 || memcmp(p, "PONG", 4) == 0);
}

static bool all_in(const char *p, const char *end, const char *set)
{
	for (; p < end; p++) {
		if (*p != set[0] && *p != set[1])
			return false;
	}
	return true;
}

/* RFC 8489 5: two zero bits, a length in fours, and the magic cookie. */
static bool is_stun(const unsigned char *p, size_t len)
{
	return len >= 20 && p[0] < 0x40 && p[4] == 0x21 && p[5] == 0x12 &&
	       p[6] == 0xa4 && p[7] == 0x42 && p[3] % 4 == 0 &&
	       (size_t)(p[2] << 8 | p[3]) + 20 == len;
}

enum zsip_datagram zsip_datagram_classify(const char *buf, size_t len)
{
	const char *p = buf, *end;

	if (len == 0)
		return ZSIP_DATAGRAM_EMPTY;
	end = buf + len;
	if (is_stun((const unsigned char *)buf, len))
		return ZSIP_DATAGRAM_STUN;
	if (all_in(p, end, "\r\n") || all_in(p, end, "\0") ||
	    is_ping_text(p, end))
		return ZSIP_DATAGRAM_KEEPALIVE;
	while (end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		p += 2;
	return p < end && zsip_is_token(*p) ? ZSIP_DATAGRAM_SIP
	                                    : ZSIP_DATAGRAM_UNKNOWN;
}
