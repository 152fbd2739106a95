/*
 * SIP over WebSocket (RFC 7118): behind the heads of HTTP, messages in frames
 * (RFC 6455 5).
 */
#include "read/websocket.h"
#include "read/start.h"
#include <stdlib.h>
#include <string.h>

/* A longer head is none. */
enum { MAX_HEAD = 16384 };
/* Looked at of a frame to tell what it carries. */
enum { LOOK = 256 };
enum { MASK_SIZE = 4, MAX_FRAME_HEAD = 14, MAX_CONTROL = 125 };

enum opcode { CONTINUATION = 0, TEXT = 1, BINARY = 2, CONTROL = 8 };

/* The head of a frame. */
struct frame {
	bool is_last, is_compressed, is_masked;
	unsigned opcode;
	unsigned char mask[MASK_SIZE];
	size_t head;     /* bytes */
	uint64_t length; /* of what it carries */
};

enum reading { READ_FRAME, READ_MORE, READ_BROKEN };

struct websocket {
	bool had_head;
	bool is_lost;       /* where the next frame begins is not known */
	bool is_begun;      /* a message is */
	bool is_unread;     /* it is compressed, or no data */
	struct place place; /* of the message */
	char *text;
	size_t len, room;
};

static enum reading read_frame(struct frame *frame, const char *bytes,
                               size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes;
	size_t extended;

	if (len < 2)
		return READ_MORE;
	frame->is_last = p[0] & 0x80;
	frame->is_compressed = p[0] & 0x40;
	frame->opcode = p[0] & 0x0f;
	frame->is_masked = p[1] & 0x80;
	frame->length = p[1] & 0x7f;
	if (p[0] & 0x30 ||
	    (frame->opcode > BINARY && frame->opcode < CONTROL) ||
	    frame->opcode > CONTROL + 2 ||
	    (frame->opcode >= CONTROL &&
	     (!frame->is_last || frame->length > MAX_CONTROL)))
		return READ_BROKEN;
	extended = frame->length == 127 ? 8 : frame->length == 126 ? 2 : 0;
	frame->head = 2 + extended + (frame->is_masked ? MASK_SIZE : 0);
	if (len < frame->head)
		return READ_MORE;
	for (size_t i = 0; i < extended; i++)
		frame->length = (i == 0 ? 0 : frame->length << 8) | p[2 + i];
	if (frame->is_masked)
		memcpy(frame->mask, p + 2 + extended, MASK_SIZE);
	return frame->length >> 63 ? READ_BROKEN : READ_FRAME;
}

static void unmask(char *to, const struct frame *frame, const char *from,
                   size_t len)
{
	if (!frame->is_masked) {
		memcpy(to, from, len);
		return;
	}
	for (size_t i = 0; i < len; i++)
		to[i] = (char)(from[i] ^ (char)frame->mask[i % MASK_SIZE]);
}

/* --- What a stream begins with */

static bool begins(const char *bytes, size_t len, const char *text)
{
	size_t size = strlen(text);

	return memcmp(bytes, text, len < size ? len : size) == 0;
}

/* Behind the empty line of a head of HTTP; 0 while there is none. */
static size_t http_head(const char *bytes, size_t len)
{
	const char *end = bytes, *stop = bytes + len;

	while ((end = memchr(end, '\n', (size_t)(stop - end))) != NULL) {
		end++;
		if (end - bytes >= 4 && memcmp(end - 4, "\r\n\r\n", 4) == 0)
			return (size_t)(end - bytes);
	}
	return 0;
}

/* RFC 6455 4.1: Upgrade names it, in any case. */
static bool is_upgrade(const char *head, size_t len)
{
	static const char name[] = "upgrade:";
	const char *p = head, *end = head + len, *lf;

	for (; (lf = memchr(p, '\n', (size_t)(end - p))) != NULL; p = lf + 1) {
		struct zsip_slice line = {p, sizeof(name) - 1};
		const char *value = p + line.len;

		if ((size_t)(lf - p) < line.len ||
		    !zsip_slice_equal_nocase(line, zsip_slice_from(name)))
			continue;
		while (value < lf && (*value == ' ' || *value == '\t'))
			value++;
		return lf - value >= 9 &&
		       zsip_slice_equal_nocase((struct zsip_slice){value, 9},
		                               zsip_slice_from("websocket"));
	}
	return false;
}

static enum recognition recognise_head(const char *bytes, size_t len)
{
	size_t head;

	if (!begins(bytes, len, "GET ") && !begins(bytes, len, "HTTP/1.1 101"))
		return NOT_OF_IT;
	head = http_head(bytes, len < MAX_HEAD ? len : MAX_HEAD);
	if (head == 0)
		return len < MAX_HEAD ? MAYBE_OF_IT : NOT_OF_IT;
	return is_upgrade(bytes, head) ? SURELY_OF_IT : NOT_OF_IT;
}

/* A frame with a message, in a connection that was open before the capture. */
static enum recognition recognise_frame(const char *bytes, size_t len)
{
	struct frame frame;
	char text[LOOK];
	const char *lf;
	size_t there;

	switch (read_frame(&frame, bytes, len)) {
	case READ_MORE:
		return MAYBE_OF_IT;
	case READ_BROKEN:
		return NOT_OF_IT;
	case READ_FRAME:
		break;
	}
	if (frame.opcode != TEXT && frame.opcode != BINARY)
		return NOT_OF_IT;
	there = len - frame.head;
	if (there > frame.length)
		there = (size_t)frame.length;
	if (there > LOOK)
		there = LOOK;
	unmask(text, &frame, bytes + frame.head, there);
	lf = memchr(text, '\n', there);
	if (is_like_start_line(text, lf != NULL ? lf : text + there))
		return SURELY_OF_IT;
	return lf == NULL && there < LOOK && there < frame.length ? MAYBE_OF_IT
	                                                          : NOT_OF_IT;
}

static enum recognition recognise(const struct stream *stream,
                                  const char *bytes, size_t len)
{
	enum recognition head = recognise_head(bytes, len);

	if (head != NOT_OF_IT || stream->is_whole)
		return head;
	return recognise_frame(bytes, len);
}

/* --- Frames */

static struct websocket *state_of(struct stream *stream)
{
	struct websocket *websocket = stream->state;

	if (websocket == NULL) {
		websocket = must_resize(NULL, 1, sizeof(*websocket));
		*websocket = (struct websocket){.is_lost = false};
		stream->state = websocket;
		stream->state_bytes = sizeof(*websocket);
	}
	return websocket;
}

/* What a message of many frames takes is held with its stream. */
static void count_held(struct stream *stream, const struct websocket *websocket)
{
	stream->state_bytes = sizeof(*websocket) + websocket->room;
	stream->state_waiting = websocket->len;
}

static void forget(struct stream *stream, struct websocket *websocket)
{
	free(websocket->text);
	websocket->text = NULL;
	websocket->len = websocket->room = 0;
	websocket->is_begun = false;
	count_held(stream, websocket);
}

static void append(struct stream *stream, struct websocket *websocket,
                   const struct frame *frame, const char *bytes)
{
	size_t len = (size_t)frame->length;

	if (len > websocket->room - websocket->len) {
		websocket->room = (websocket->len + len) * 2;
		websocket->text =
		        must_resize(websocket->text, websocket->room, 1);
	}
	if (len != 0)
		unmask(websocket->text + websocket->len, frame, bytes, len);
	websocket->len += len;
	count_held(stream, websocket);
}

/* What there is of a message. */
static void tell(struct stream *stream, struct websocket *websocket,
                 size_t lost)
{
	if (websocket->is_unread)
		stream->carrier->counts.compressed++;
	else if (websocket->len != 0)
		sip_datagram_feed(stream->carrier, &websocket->place,
		                  websocket->text, websocket->len, lost);
	forget(stream, websocket);
}

/* @return false if it cannot come here */
static bool take_frame(struct stream *stream, struct websocket *websocket,
                       const struct frame *frame, const char *bytes,
                       size_t offset)
{
	if (frame->opcode >= CONTROL)
		return true;
	if ((frame->opcode == CONTINUATION) != websocket->is_begun)
		return false;
	if (!websocket->is_begun) {
		websocket->is_begun = true;
		websocket->is_unread = frame->is_compressed;
		websocket->place = stream_place(stream, offset);
		websocket->place.transport = ZSIP_TRANSPORT_WS;
	}
	append(stream, websocket, frame, bytes);
	if (frame->is_last)
		tell(stream, websocket, 0);
	return true;
}

/* Frames begin where segments do, mostly. */
static size_t find_frame(struct stream *stream, struct websocket *websocket,
                         const char *bytes, size_t len)
{
	size_t latest = stream_latest(stream);

	if (latest >= len ||
	    recognise_frame(bytes + latest, len - latest) != SURELY_OF_IT)
		return len;
	websocket->is_lost = false;
	return latest;
}

static size_t take(struct stream *stream, const char *bytes, size_t len)
{
	struct websocket *websocket = state_of(stream);
	size_t done = 0;
	struct frame frame;
	enum reading reading;

	if (!websocket->had_head) {
		if (recognise_head(bytes, len) == SURELY_OF_IT)
			done = http_head(bytes, len);
		websocket->had_head = true;
	}
	if (websocket->is_lost)
		done = find_frame(stream, websocket, bytes, len);
	while ((reading = read_frame(&frame, bytes + done, len - done)) ==
	               READ_FRAME &&
	       frame.length <= len - done - frame.head) {
		if (!take_frame(stream, websocket, &frame,
		                bytes + done + frame.head, done)) {
			reading = READ_BROKEN;
			break;
		}
		done += frame.head + (size_t)frame.length;
	}
	if (reading != READ_BROKEN)
		return done;
	stream->carrier->counts.broken_websocket++;
	forget(stream, websocket);
	websocket->is_lost = true;
	return len;
}

/* The beginning of a message whose end was not seen. */
static void take_rest(struct stream *stream, const char *bytes, size_t len)
{
	struct websocket *websocket = state_of(stream);
	struct frame frame;
	size_t there, lost;

	if (websocket->is_lost ||
	    read_frame(&frame, bytes, len) != READ_FRAME ||
	    frame.opcode >= CONTROL) {
		if (websocket->is_begun)
			tell(stream, websocket, 1);
		return;
	}
	there = len - frame.head;
	lost = (size_t)frame.length - there;
	frame.length = there;
	frame.is_last = false;
	if (take_frame(stream, websocket, &frame, bytes + frame.head, 0) &&
	    websocket->is_begun)
		tell(stream, websocket, lost);
}

static void gap(struct stream *stream, const char *bytes, size_t len,
                uint64_t lost)
{
	(void)lost;
	take_rest(stream, bytes, len);
	forget(stream, state_of(stream));
	state_of(stream)->is_lost = true;
}

static void end(struct stream *stream, const char *bytes, size_t len,
                enum stream_end why)
{
	(void)why;
	take_rest(stream, bytes, len);
	forget(stream, state_of(stream));
}

const struct protocol websocket_protocol = {
        .recognise = recognise, .take = take, .gap = gap, .end = end};
