/*
 * One direction of a connection: bytes in order, and when they were seen.
 *
 * What it carries is told by its first bytes.  A protocol is given all bytes
 * that it has not yet done with, each time that there are more.
 */
#ifndef SIPLINT_STREAM_H
#define SIPLINT_STREAM_H

#include "read/carried.h"
#include "read/sip_search.h"

/* When bytes were seen. */
struct moment {
	uint64_t frame;
	int64_t time;
	bool has_time;
};

struct stream;

/* Why a stream is over. */
enum stream_end {
	STREAM_CLOSED, /* it was, and all was seen */
	STREAM_CUT     /* the capture is, or it is given up */
};

struct protocol {
	/* Whether a stream carries it whose first bytes are these; a stream
	 * that is not whole may begin anywhere. */
	enum recognition (*recognise)(const struct stream *stream,
	                              const char *bytes, size_t len);
	/* @return how many of the bytes are done with: the others come again,
	 *         with more behind them.  The first and the last time, and in
	 *         between it must be cheap to see that a message is not yet
	 *         whole. */
	size_t (*take)(struct stream *stream, const char *bytes, size_t len);
	/* Bytes behind these were not seen: these do not come again.
	 * @param lost  how many */
	void (*gap)(struct stream *stream, const char *bytes, size_t len,
	            uint64_t lost);
	/* There are none behind these. */
	void (*end)(struct stream *stream, const char *bytes, size_t len,
	            enum stream_end why);
};

struct stream {
	struct carrier *carrier;
	struct stream *peer;             /* the other direction */
	struct place place;              /* without frame and time */
	bool is_whole;                   /* its very first byte was seen */
	const struct protocol *protocol; /* NULL until it is known */
	void *state; /* of the protocol: freed with the stream by free() */
	size_t state_bytes;   /* memory that it takes, with what hangs on it */
	size_t state_waiting; /* bytes of the stream that wait in it */

	/* Bytes that are not done with, and where they begin in the stream. */
	char *bytes;
	size_t len, room;
	uint64_t at;
	/* When they were seen, in order. */
	struct span {
		uint64_t at;
		struct moment moment;
	} * spans;
	size_t first_span, span_count, span_room;
};

void stream_start(struct stream *stream, struct carrier *carrier,
                  const struct place *place, struct stream *peer);
/* The next bytes of it. */
void stream_feed(struct stream *stream, const struct moment *moment,
                 const char *bytes, size_t len);
/* The next bytes of it were not seen. */
void stream_gap(struct stream *stream, uint64_t lost);
void stream_end(struct stream *stream, enum stream_end why);
/* Whether it carries nothing that is known. */
bool stream_is_foreign(const struct stream *stream);
/* Memory that it takes for the bytes it holds. */
size_t stream_held(const struct stream *stream);

/* For protocols: the place of the byte at an offset of what was given. */
struct place stream_place(const struct stream *stream, size_t offset);
/* Where in what was given the bytes begin that were seen last. */
size_t stream_latest(const struct stream *stream);

/* Bytes that are held are done with, besides what take() tells. */
void stream_done(struct stream *stream, size_t len);

/* sip_stream.c */
extern const struct protocol sip_protocol;

#endif
