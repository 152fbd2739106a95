/*
 * SIP over a stream: the library's framer finds where messages end, as long as
 * their Content-Length says so; behind a bad one reading goes on at the next
 * start line.
 */
#include "read/stream.h"
#include <stdlib.h>
#include <string.h>

#include "read/message.h"
#include "read/sip_search.h"
#include "zsip_stream.h"

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
	size_t scanned;  /* the line at `searched` does not end before */
	size_t headless; /* the line before which no head ends */
	uint64_t skip;   /* bytes of a message that is gone already */
	bool is_mid_line;
	bool is_silent; /* what is skipped is nobody's fault */
	/* What take() was given, from the first byte not done with. */
	struct stream *stream;
	const char *bytes;
	size_t len;
	size_t at; /* where that is in what was given */
};

static struct zsip_slice bytes_of(const struct sip *sip)
{
	return (struct zsip_slice){sip->bytes, sip->len};
}

static void consume(struct sip *sip, size_t len)
{
	sip->bytes += len;
	sip->len -= len;
	sip->at += len;
	sip->searched = sip->scanned = sip->headless = 0;
}

static void lose(struct sip *sip, bool is_silent)
{
	sip->phase = LOST;
	sip->searched = sip->scanned = 0;
	sip->is_silent = is_silent;
	sip->is_mid_line = is_silent;
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
	const char *from = sip->bytes + sip->scanned;
	const char *end = sip->bytes + sip->len, *lf;
	enum recognition found = NOT_OF_IT;

	while (found == NOT_OF_IT &&
	       (lf = find_lf(p < from ? from : p, end)) != NULL) {
		if (!sip->is_mid_line)
			found = begins_message(p, end, STRICT_START_LINE);
		if (found == NOT_OF_IT)
			p = lf + 1;
		sip->is_mid_line = false;
	}
	sip->searched = (size_t)(p - sip->bytes);
	if (found == NOT_OF_IT)
		sip->scanned = sip->len;
	return found == SURELY_OF_IT ? sip->searched : SIZE_MAX;
}

/* @param least  where it can be at the earliest */
static size_t find_start(struct sip *sip, size_t least)
{
	size_t line = find_line(sip), latest = latest_start(sip);

	return line < latest || latest < least ? line : latest;
}

static void settle(struct stream *stream);

static void emit(struct sip *sip, size_t len, size_t lost)
{
	struct stream *stream = sip->stream;
	struct place place = stream_place(stream, sip->at);

	message_feed(stream->carrier, &place, sip->bytes, len, lost);
	consume(sip, len);
	sip->phase = BETWEEN;
}

/* The message at hand, of this length. */
static void hand_on(struct sip *sip, size_t len, size_t lost)
{
	if (sip->stream->peer != NULL)
		settle(sip->stream->peer);
	emit(sip, len, lost);
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

/* The bytes of a message that was handed on when some of it was missing.
 * @return whether they are over */
static bool skip_rest(struct sip *sip)
{
	size_t len = sip->skip < sip->len ? (size_t)sip->skip : sip->len;

	sip->skip -= len;
	consume(sip, len);
	return sip->skip == 0;
}

/* @return whether there is more to do with the bytes at hand, as of the other
 *         phases */
static bool between(struct sip *sip)
{
	enum recognition found;
	const char *start;

	if (!skip_rest(sip))
		return false;
	start = skip_keepalives(sip->bytes, sip->bytes + sip->len);
	consume(sip, (size_t)(start - sip->bytes));
	if (sip->len == 0)
		return false;
	found = is_meant_as_message(sip->bytes, sip->bytes + sip->len);
	if (found == NOT_OF_IT) {
		lose(sip, false);
	} else if (found == SURELY_OF_IT) {
		zsip_stream_init(&sip->framer, ZSIP_STREAM_ACCEPTED,
		                 &sip->options);
		sip->phase = WITHIN;
	}
	return found != MAYBE_OF_IT;
}

/* Where another message begins though this one is not over, by what it says
 * of itself: with bytes that came by themselves.  A body may well come by
 * itself, and begin like a message. */
static size_t inner_start(const struct sip *sip)
{
	size_t start = latest_start(sip);

	if (start == SIZE_MAX || start == whole_head(bytes_of(sip)) ||
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
		if (stream_latest(sip->stream) < sip->at + end)
			end += count_left_out(bytes_of(sip), end);
		if (can_end_at(bytes_of(sip), end)) {
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
	sip->searched = sip->scanned = 0;
	sip->is_mid_line = true;
	return true;
}

static bool open_end(struct sip *sip)
{
	size_t start = find_start(sip, 1);
	struct zsip_slice bytes = bytes_of(sip);

	if (start != SIZE_MAX) {
		bytes.len = start;
		hand_on(sip, without_line_ends(bytes), 0);
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
	if (whole_head_from(bytes_of(sip), &sip->headless) == 0)
		return;
	emit(sip, sip->len, 0);
	stream_done(stream, sip->at);
}

/* Bytes that a message's Content-Length counts and that are not there; 0 where
 * it does not say. */
static size_t count_missing(const struct sip *sip)
{
	struct input input = {.bytes = sip->bytes, .len = sip->len};
	struct piece piece = {.seen = {.input = &input, .end = sip->len}};
	struct message message;
	size_t missing;

	if (whole_head(bytes_of(sip)) == 0)
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
	return is_like_start_line(sip->bytes, lf == NULL ? end : lf);
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
	p = skip_keepalives(p, end);
	if (!stream->is_whole)
		return begins_message(p, end, KNOWN_START_LINE) == SURELY_OF_IT
		               ? SURELY_OF_IT
		               : NOT_OF_IT;
	lf = find_lf(p, end);
	if (lf == NULL)
		return len > START_MAX ? NOT_OF_IT : MAYBE_OF_IT;
	return is_like_start_line(p, lf) ? SURELY_OF_IT : NOT_OF_IT;
}

const struct protocol sip_protocol = {
        .recognise = recognise, .take = take, .gap = gap, .end = end};
