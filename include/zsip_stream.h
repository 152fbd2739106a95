/*
 * The ends of messages in a byte stream, and what comes in on a SIP port.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_STREAM_H
#define ZSIP_STREAM_H

#include "zsip_base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What zsip_datagram_classify() tells apart. */
enum zsip_datagram {
	ZSIP_DATAGRAM_EMPTY,
	ZSIP_DATAGRAM_SIP, /**< begins as a start line does */
	/** CRLFs (or NULs) and nothing else; the text PING or PONG, which
	 *  clients over WebSocket send, with or without CRLFs behind it */
	ZSIP_DATAGRAM_KEEPALIVE,
	ZSIP_DATAGRAM_STUN, /**< RFC 5626 3.5.2, RFC 8489 5 */
	ZSIP_DATAGRAM_UNKNOWN
};

/** Tell by its first bytes what came in on a SIP port. */
ZSIP_API enum zsip_datagram zsip_datagram_classify(const char *buf, size_t len);

/** What zsip_stream_next() found. */
enum zsip_stream_event {
	ZSIP_STREAM_MORE,    /**< nothing whole yet: read on */
	ZSIP_STREAM_MESSAGE, /**< the first `consumed` bytes end a message */
	ZSIP_STREAM_PING,    /**< CRLFCRLF: answer with CRLF (RFC 5626 3.5.1) */
	ZSIP_STREAM_PONG,    /**< CRLF, the answer to our ping */
	ZSIP_STREAM_CLOSE,   /**< no message end can be known any more */
	ZSIP_STREAM_NUL /**< a NUL where a CRLF could be: nothing to answer;
	                 *   by the quirk nul_keepalive alone */
};

/** Which end of the connection this is: the side that opened it gets pongs,
 *  the side that accepted it gets pings (RFC 5626 4.4.1, 5.4). */
enum zsip_stream_role { ZSIP_STREAM_ACCEPTED, ZSIP_STREAM_OPENED };

/** The framer of one byte stream.  Its members are the library's. */
struct zsip_stream {
	const struct zsip_options *options;
	struct zsip_error error;
	size_t seen;       /* bytes looked at, from the last one consumed */
	size_t start;      /* of the start line */
	size_t line;       /* of the field that is being read */
	size_t header_end; /* behind the empty line */
	uint64_t length;   /* Content-Length */
	uint64_t value;    /* of the Content-Length that is being read */
	int state;         /* of the machine that reads it */
	uint8_t named;     /* its name and colon were read */
	uint8_t phase;
	uint8_t role;
	uint8_t length_status;
	uint8_t closed;
};

/** Begin a stream. @param options may be NULL; must outlive the stream */
ZSIP_API void zsip_stream_init(struct zsip_stream *stream,
                               enum zsip_stream_role role,
                               const struct zsip_options *options);

/**
 * Find the end of the next message.
 *
 * `buf` holds every byte that was received and not yet consumed, `len` of
 * them; it may lie elsewhere at each call.  After any event but
 * ZSIP_STREAM_MORE drop the first `*consumed` bytes before the next call; one
 * read may hold several messages.  No byte is looked at twice, but for at
 * most one vector (64 bytes) a call.
 *
 * The library does not judge the message: that is zsip_message_parse()'s.
 * Content-Length is required (RFC 3261 18.3).
 *
 * @param message   on ZSIP_STREAM_MESSAGE the message, without CRLFs before it
 * @param consumed  how many bytes of `buf` are done with; 0 with
 *                  ZSIP_STREAM_MORE and ZSIP_STREAM_CLOSE
 * @param err       may be NULL; filled on ZSIP_STREAM_CLOSE: ZSIP_E_MISSING
 *                  (no Content-Length), ZSIP_E_SYNTAX, ZSIP_E_RANGE,
 *                  ZSIP_E_FRAMING (two that disagree, a bare CR or LF),
 *                  ZSIP_E_TOO_LONG; offset from `buf`
 */
ZSIP_API enum zsip_stream_event zsip_stream_next(struct zsip_stream *stream,
                                                 const char *buf, size_t len,
                                                 struct zsip_slice *message,
                                                 size_t *consumed,
                                                 struct zsip_error *err);

#ifdef __cplusplus
}
#endif

#endif
