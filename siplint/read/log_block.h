/*
 * The lines of a log behind a head, as far as they may be the message's.
 */
#ifndef SIPLINT_LOG_BLOCK_H
#define SIPLINT_LOG_BLOCK_H

#include "read/log.h"

/* How bytes are counted. */
enum count { AS_LOGGED, AS_CRLF, COUNTS };

/* A place between two bytes of the message. */
struct spot {
	const char *at;      /* in the log; NULL if it was not found */
	const char *go_on;   /* where the log goes on behind it */
	size_t copied;       /* in the copy */
	size_t size[COUNTS]; /* of the message up to it */
};

struct block {
	struct log_reader *reader;
	const struct log_format *format;
	const struct log_head *head;
	const char *end; /* of the log */
	struct log_coat coat;
	bool is_copy;
	bool has_cr; /* the first line */
	struct spot start, here, head_end;
	bool has_length;
	size_t content_length;
	/* Where the lengths say that it ends, and where the log does. */
	struct spot told, counted, closed;
	/* Before a line that may be the log's own, though the head tells that
	 * the message is longer. */
	struct spot doubted;
	bool is_closed; /* by what the log writes behind a message */
	bool is_ended;  /* by the end of the log, or by COPY_MAX */
};

/* Reads them, up to what is the log's own. */
void log_block_read(struct block *block);
/* Whether its lines end in LF where the message may have had CRLF. */
bool log_block_is_lf(const struct block *block);
/* In the file or in the copy. */
size_t log_block_offset(const struct block *block, const struct spot *spot);
struct zsip_slice log_block_between(const struct block *block,
                                    const struct spot *from,
                                    const struct spot *to);
void log_copy(struct log_reader *reader, const char *p, const char *end);
void log_copy_text(struct log_reader *reader, const char *text);

#endif
