/*
 * What files, captures and logs are read into: messages with their places.
 *
 * A reader pushes what it finds into a sink, in the order of the input.  Which
 * reader it is for is told by the content (source.c).
 */
#ifndef SIPLINT_SOURCE_H
#define SIPLINT_SOURCE_H

#include "read/input.h"

/* A message, or what is meant as one. */
struct piece {
	struct seen seen;
	/* A Content-Length that counts two bytes for each LF of the body. */
	bool counts_crlf;
	/* Bytes at its end that were sent and are not there: the capture kept
	 * only the beginning of a packet, or a segment was not seen. */
	size_t lost;
};

struct sink {
	void *user;
	/* The piece lives until it returns; whoever wants the bytes longer
	 * keeps the input. */
	void (*message)(void *user, const struct piece *piece);
	/* Bytes where messages are expected, of none. */
	void (*skipped)(void *user, const struct seen *seen);
	/* Every line of a file with messages ends in LF alone. */
	void (*line_ends)(void *user, struct input *input);
	/* What could not be read, or was given up: a line without the name of
	 * the file, and whether all behind it is lost. */
	void (*trouble)(void *user, const struct input *file, const char *what,
	                bool is_fatal);
	/* What is no fault, as packets of other protocols: a line to be said
	 * with --verbose. */
	void (*remark)(void *user, const struct input *file, const char *what);
};

/* How to read. */
struct read_options {
	/* Ports of either side that captured packets must have; none: any. */
	const uint16_t *ports;
	size_t port_count;
	/* Bytes held at once for streams and fragments; 0 for the default. */
	size_t held_bytes;
};

/* Whether there is something in it that any of the readers is for. */
bool source_is_sip(const struct input *input);
/* Read an input to its end. */
void source_read(struct input *input, const struct read_options *options,
                 const struct sink *sink);

/* The readers, and by what their inputs are known. */
bool capture_is(const struct input *input);
void capture_read(struct input *input, const struct read_options *options,
                  const struct sink *sink);
bool log_is(const struct input *input);
void log_read(struct input *input, const struct read_options *options,
              const struct sink *sink);
/* What is neither of them: messages one behind the other. */
void messages_read(struct input *input, const struct read_options *options,
                   const struct sink *sink);

#endif
