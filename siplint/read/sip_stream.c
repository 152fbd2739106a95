/*
 * SIP over a stream: the library's framer finds where messages end, as long as
 * their Content-Length says so; behind a bad one reading goes on at the next
 * start line.
 */
#include "read/stream.h"
#include <stdlib.h>
#include <string.h>

#include "read/message.h"
#include "read/start.h"
#include "zsip_stream.h"

/* What a line is looked at for a start line. */
#define START_MAX 8192
/* A message that claims to be longer ends where the next one begins. */
#define MESSAGE_MAX ((size_t)1 << 20)
/* What is shown of bytes that are no message. */
#define SKIPPED_MAX 4096

enum phase {
	BETWEEN,  /* messages */
	WITHIN,   /* a message whose end the framer looks for */
	OPEN_END, /* one that ends where the next one begins */
	LOST      /* until one begins */
};

struct sip {
	struct zsip_options options;
	struct zsip_stream framer;
	enum phase phase;
	size_t searched; /* no other message begins before */
	uint64_t skip;   /* bytes of a message that is gone already */
	bool is_mid_line;
	bool is_silent; /* what is skipped is nobody's fault */
	/* What take() was given, from the first byte not done with. */
	struct stream *stream;
	const char *bytes;
	size_t len;
	size_t at; /* where that is in what was given */
};

static void consume(struct sip *sip, size_t len)
{
	sip->bytes += len;
	sip->len -= len;
	sip->at += len;
	sip->searched = 0;
}

static void lose(struct sip *sip, bool is_silent)
{
	sip->phase = LOST;
	sip->searched = 0;
	sip->is_silent = is_silent;
	sip->is_mid_line = is_silent;
}

static const char *find_lf(const char *p, const char *end)
{
	return p == end ? NULL : memchr(p, '\n', (size_t)(end - p));
}

/* Whether a start line stands here and a header field behind it.
 * @param least  what the start line must look like: the end of a method may be
 *               another one, where that is not the beginning of a line */
static enum recognition begins_message(const char *p, const char *end,
                                       enum likeness least)
{
	const char *lf = find_lf(p, end), *next;

	if (lf == NULL)
		return MAYBE_OF_IT;
	if (start_likeness(p, lf) < least)
		return NOT_OF_IT;
	next = find_lf(lf + 1, end);
	if (next == NULL)
		return MAYBE_OF_IT;
	return is_header_line(lf + 1, next) ? SURELY_OF_IT : NOT_OF_IT;
}

/* Where the bytes begin that came last, if a message begins there.
 * @return SIZE_MAX if none does */
static size_t latest_start(const struct sip *sip)
{
	size_t latest = stream_latest(sip->stream);

	if (latest < sip->at || latest - sip->at >= sip->len)
		return SIZE_MAX;
	latest -= sip->at;
	return begins_message(sip->bytes + latest, sip->bytes + sip->len,
	                      KNOWN_START_LINE) == SURELY_OF_IT
	               ? latest
	               : SIZE_MAX;
}

/* The next line where a message begins, from those not yet searched.
 * @return SIZE_MAX if there is none yet */
static size_t find_line(struct sip *sip)
{
	const char *p = sip->bytes + sip->searched;
	const char *end = sip->bytes + sip->len, *lf;
	enum recognition found = NOT_OF_IT;

	while (found == NOT_OF_IT && (lf = find_lf(p, end)) != NULL) {
		if (!sip->is_mid_line)
			found = begins_message(p, end, STRICT_START_LINE);
		if (found == NOT_OF_IT)
			p = lf + 1;
		sip->is_mid_line = false;
	}
	sip->searched = (size_t)(p - sip->bytes);
	return found == SURELY_OF_IT ? sip->searched : SIZE_MAX;
}

/* @param least  where it can be at the earliest */
static size_t find_start(struct sip *sip, size_t least)
{
	size_t line = find_line(sip), latest = latest_start(sip);

	return line < latest || latest < least ? line : latest;
}

static void settle(struct stream *stream);

/* The message at hand, of this length. */
static void hand_on(struct sip *sip, size_t len, size_t lost)
{
	struct stream *stream = sip->stream;
	struct place place = stream_place(stream, sip->at);

	if (stream->peer != NULL)
		settle(stream->peer);
	message_feed(stream->carrier, &place, sip->bytes, len, lost);
	consume(sip, len);
	sip->phase = BETWEEN;
}

/* Bytes that are no message. */
static void skip(struct sip *sip, size_t len)
{
	struct place place;

	if (len != 0 && !sip->is_silent) {
		place = stream_place(sip->stream, sip->at);
		skipped_feed(sip->stream->carrier, &place, sip->bytes, len);
	}
	consume(sip, len);
}

static bool is_keepalive(char byte)
{
	return byte == '\r' || byte == '\n' || byte == '\0';
}

static void skip_keepalives(struct sip *sip)
{
	size_t len = 0;

	while (len < sip->len && is_keepalive(sip->bytes[len]))
		len++;
	consume(sip, len);
}

/* The bytes of a message that was handed on when some of it was missing.
 * @return whether they are over */
static bool skip_rest(struct sip *sip)
{
	size_t len = sip->skip < sip->len ? (size_t)sip->skip : sip->len;

	sip->skip -= len;
	consume(sip, len);
	return sip->skip == 0;
}

/* A start line, or what stands where one is to be.
 * @return MAYBE_OF_IT if more bytes will tell */
static enum recognition is_start(const struct sip *sip)
{
	const char *end = sip->bytes + sip->len;
	const char *lf = find_lf(sip->bytes, end), *next;

	if (lf != NULL && start_likeness(sip->bytes, lf) != NO_START_LINE)
		return SURELY_OF_IT;
	next = lf == NULL ? NULL : find_lf(lf + 1, end);
	if (next != NULL)
		return is_core_header_line(lf + 1, next) ? SURELY_OF_IT
		                                         : NOT_OF_IT;
	return sip->len > START_MAX ? NOT_OF_IT : MAYBE_OF_IT;
}

/* @return whether there is more to do with the bytes at hand, as of the other
 *         phases */
static bool between(struct sip *sip)
{
	enum recognition found;

	if (!skip_rest(sip))
		return false;
	skip_keepalives(sip);
	if (sip->len == 0)
		return false;
	found = is_start(sip);
	if (found == NOT_OF_IT) {
		lose(sip, false);
	} else if (found == SURELY_OF_IT) {
		zsip_stream_init(&sip->framer, ZSIP_STREAM_ACCEPTED,
		                 &sip->options);
		sip->phase = WITHIN;
	}
	return found != MAYBE_OF_IT;
}

/* The line end that a body lacks, or half of it, sent with it: it is shown to
 * the checks, for a Content-Length that is too small by two is a common
 * mistake. @return its bytes */
static size_t count_left_out(const struct sip *sip, size_t end)
{
	const char *p = sip->bytes + end;
	size_t left = sip->len - end;

	if (p[-1] == '\n' || left == 0 ||
	    stream_latest(sip->stream) >= sip->at + end)
		return 0;
	if (p[-1] == '\r' && *p == '\n')
		return 1;
	return left >= 2 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

/* Whether a message begins right behind a body that has no line end.  A length
 * that is too large points into the start line of the next message, and "ACK"
 * may be the rest of "PRACK". */
static bool is_start_within(const struct sip *sip, const char *p,
                            const char *lf)
{
	const char *start = p;

	while (start > sip->bytes && start[-1] != '\n' && p - start < START_MAX)
		start--;
	return start_likeness(p, lf) == KNOWN_START_LINE &&
	       start_likeness(start, lf) != KNOWN_START_LINE;
}

/* Whether a message can end here: nothing is behind it yet, or the next one
 * begins. */
static bool is_boundary(const struct sip *sip, size_t offset)
{
	const char *p = sip->bytes + offset, *end = sip->bytes + sip->len;
	const char *lf, *next;

	while (p < end && is_keepalive(*p))
		p++;
	lf = find_lf(p, end);
	if (lf == NULL || p == end)
		return true;
	if (p[-1] != '\n')
		return is_start_within(sip, p, lf);
	next = find_lf(lf + 1, end);
	return start_likeness(p, lf) != NO_START_LINE || next == NULL ||
	       is_core_header_line(lf + 1, next);
}

/* Behind the empty line; 0 if it is not there. */
static size_t whole_head(const struct sip *sip)
{
	size_t len = head_length(sip->bytes, sip->len);

	return len < sip->len ||
	                       (sip->len != 0 && sip->bytes[len - 1] == '\n' &&
	                        head_length(sip->bytes, len - 1) != len)
	               ? len
	               : 0;
}

/* Where another message begins though this one is not over, by what it says
 * of itself: with bytes that came by themselves.  A body may well come by
 * itself, and begin like a message. */
static size_t inner_start(const struct sip *sip)
{
	size_t start = latest_start(sip);

	if (start == SIZE_MAX || start == whole_head(sip) ||
	    find_lf(sip->bytes, sip->bytes + start) == NULL)
		return SIZE_MAX;
	return start;
}

static bool within(struct sip *sip)
{
	struct zsip_slice message;
	size_t end = 0, start;
	enum zsip_stream_event event;

	event = zsip_stream_next(&sip->framer, sip->bytes, sip->len, &message,
	                         &end, NULL);
	if (event == ZSIP_STREAM_MESSAGE) {
		end += count_left_out(sip, end);
		if (is_boundary(sip, end)) {
			hand_on(sip, end, 0);
			return true;
		}
	} else if (event == ZSIP_STREAM_MORE && sip->len < MESSAGE_MAX) {
		start = inner_start(sip);
		if (start == SIZE_MAX)
			return false;
		hand_on(sip, start, 0);
		return true;
	}
	sip->phase = OPEN_END;
	sip->searched = 0;
	sip->is_mid_line = true;
	return true;
}

/* The empty lines before the next message are no part of it. */
static size_t without_line_ends(const struct sip *sip, size_t len)
{
	while (len >= 4 && memcmp(sip->bytes + len - 4, "\r\n\r\n", 4) == 0 &&
	       whole_head(sip) < len)
		len -= 2;
	return len;
}

static bool open_end(struct sip *sip)
{
	size_t start = find_start(sip, 1);

	if (start != SIZE_MAX) {
		hand_on(sip, without_line_ends(sip, start), 0);
		return true;
	}
	if (sip->len < MESSAGE_MAX)
		return false;
	hand_on(sip, sip->len, 0);
	lose(sip, true);
	return false;
}

static bool lost(struct sip *sip)
{
	size_t start = find_start(sip, 0);

	if (start != SIZE_MAX) {
		skip(sip, start);
		sip->phase = BETWEEN;
		return true;
	}
	if (sip->searched > SKIPPED_MAX || sip->len > SKIPPED_MAX * 2) {
		skip(sip, sip->len);
		lose(sip, true);
	} else if (sip->is_silent && sip->searched != 0) {
		skip(sip, sip->searched);
	}
	return false;
}

static bool step(struct sip *sip)
{
	switch (sip->phase) {
	case BETWEEN:
		return between(sip);
	case WITHIN:
		return within(sip);
	case OPEN_END:
		return open_end(sip);
	default:
		return lost(sip);
	}
}

static struct sip *sip_of(struct stream *stream, const char *bytes, size_t len)
{
	struct sip *sip = stream->state;

	if (sip == NULL) {
		sip = stream->state = must_resize(NULL, 1, sizeof(*sip));
		*sip = (struct sip){.stream = stream};
		stream->state_bytes = sizeof(*sip);
		input_options(stream->carrier->file, &sip->options);
		sip->options.limits.message_size = MESSAGE_MAX;
		if (!stream->is_whole)
			lose(sip, true);
	}
	sip->bytes = bytes == NULL ? "" : bytes;
	sip->len = len;
	sip->at = 0;
	return sip;
}

static size_t take(struct stream *stream, const char *bytes, size_t len)
{
	struct sip *sip = sip_of(stream, bytes, len);

	while (step(sip))
		continue;
	return sip->at;
}

/* What the other side sends shows that it has got a message that was sent
 * before, though that does not say where it ends. */
static void settle(struct stream *stream)
{
	struct sip *sip = stream->state;

	if (stream->protocol != &sip_protocol || sip == NULL ||
	    sip->phase != OPEN_END || stream->len == 0)
		return;
	sip->bytes = stream->bytes;
	sip->len = stream->len;
	sip->at = 0;
	if (whole_head(sip) == 0)
		return;
	sip->phase = BETWEEN;
	hand_on(sip, sip->len, 0);
	stream_done(stream, sip->at);
}

/* Bytes that a message's Content-Length counts and that are not there; 0 where
 * it does not say. */
static size_t count_missing(const struct sip *sip)
{
	struct input input = {.bytes = sip->bytes, .len = sip->len};
	struct piece piece = {.seen = {.input = &input, .end = sip->len},
	                      .head_end = whole_head(sip)};
	struct message message;
	size_t missing;

	if (piece.head_end == 0)
		return 0;
	message_init(&message);
	message_read(&message, &piece);
	missing = message.sip.missing;
	message_free(&message);
	return missing;
}

/* What is left when no more comes, or not what comes next.
 * @param gap  how much is known to be missing */
static size_t hand_on_rest(struct sip *sip, uint64_t gap)
{
	size_t missing = count_missing(sip);

	hand_on(sip, sip->len, missing != 0 ? missing : (size_t)gap);
	return missing;
}

/* Whether bytes between messages may be the beginning of one. */
static bool is_beginning(const struct sip *sip)
{
	const char *end, *lf;

	if (sip->len == 0)
		return false;
	end = sip->bytes + sip->len;
	lf = find_lf(sip->bytes, end);
	return start_likeness(sip->bytes, lf == NULL ? end : lf) !=
	       NO_START_LINE;
}

static void gap(struct stream *stream, const char *bytes, size_t len,
                uint64_t lost_bytes)
{
	struct sip *sip = sip_of(stream, bytes, len);
	size_t missing = 0;

	if (sip->phase == BETWEEN && sip->skip >= lost_bytes &&
	    sip->skip != 0) {
		sip->skip -= lost_bytes;
		return;
	}
	sip->skip = 0;
	if (sip->phase == LOST)
		skip(sip, sip->len);
	else if (sip->phase != BETWEEN || is_beginning(sip))
		missing = hand_on_rest(sip, lost_bytes);
	if (missing >= lost_bytes)
		sip->skip = missing - lost_bytes;
	else
		lose(sip, true);
}

static void end(struct stream *stream, const char *bytes, size_t len,
                enum stream_end why)
{
	struct sip *sip = sip_of(stream, bytes, len);

	if (len == 0)
		return;
	if (sip->phase == LOST || (sip->phase == BETWEEN && !is_beginning(sip)))
		skip(sip, sip->len);
	else if (why == STREAM_CLOSED || sip->phase == OPEN_END)
		hand_on(sip, sip->len, 0);
	else
		hand_on_rest(sip, 1);
}

static enum recognition recognise(const struct stream *stream,
                                  const char *bytes, size_t len)
{
	const char *p = bytes, *end = bytes + len, *lf;

	if (!carrier_wants(stream->carrier, &stream->place))
		return NOT_OF_IT;
	while (p < end && is_keepalive(*p))
		p++;
	if (!stream->is_whole)
		return begins_message(p, end, KNOWN_START_LINE) == SURELY_OF_IT
		               ? SURELY_OF_IT
		               : NOT_OF_IT;
	lf = find_lf(p, end);
	if (lf == NULL)
		return len > START_MAX ? NOT_OF_IT : MAYBE_OF_IT;
	return start_likeness(p, lf) != NO_START_LINE ? SURELY_OF_IT
	                                              : NOT_OF_IT;
}

const struct protocol sip_protocol = {
        .recognise = recognise, .take = take, .gap = gap, .end = end};
