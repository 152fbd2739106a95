/*
 * Where messages begin and end in the bytes of a stream, by what they look
 * like.
 */
#ifndef SIPLINT_SIP_SEARCH_H
#define SIPLINT_SIP_SEARCH_H

#include "base/base.h"
#include "read/start.h"

/* What a line is looked at for a start line. */
#define START_MAX 8192

enum recognition {
	NOT_OF_IT,
	MAYBE_OF_IT, /* more bytes will tell */
	SURELY_OF_IT
};

/* @return NULL if there is none */
const char *find_lf(const char *p, const char *end);
/* CRLFs, and the NULs that some send for them. */
bool is_keepalive(char byte);
const char *skip_keepalives(const char *p, const char *end);

/* Whether a start line stands here and a header field behind it.
 * @param least  what the start line must look like: the end of a method may be
 *               another one, where that is not the beginning of a line */
enum recognition begins_message(const char *p, const char *end,
                                enum likeness least);
/* A start line, or what stands where one is to be. */
enum recognition is_meant_as_message(const char *p, const char *end);
/* Whether a message can end at an offset above 0: nothing is behind it yet, or
 * the next one begins. */
bool can_end_at(struct zsip_slice bytes, size_t offset);
/* Bytes of the line end behind a body that has none. */
size_t count_left_out(struct zsip_slice bytes, size_t offset);
/* Behind the empty line; 0 if it is not there. */
size_t whole_head(struct zsip_slice bytes);
/* The same where it is not there before a line.
 * @param line  in: its start; out: that of the last one, if it is not there */
size_t whole_head_from(struct zsip_slice bytes, size_t *line);
/* A message without the empty lines at its end. */
size_t without_line_ends(struct zsip_slice bytes);

#endif
