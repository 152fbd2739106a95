/*
 * What --get prints of each message.
 */
#ifndef SIPLINT_PATTERN_H
#define SIPLINT_PATTERN_H

#include "select/parts.h"

/* Text and parts by turns. */
struct pattern_piece {
	struct zsip_slice text; /* as it is to be printed */
	size_t part;            /* NO_INDEX: the text */
};

struct pattern {
	char *text; /* that the pieces lie in */
	struct pattern_piece *pieces;
	size_t count;
	struct parts parts;
};

/* @return false for what is no such pattern, which is told of on stderr */
bool pattern_read(struct pattern *pattern, const char *text);
void pattern_free(struct pattern *pattern);
/* A line. */
void pattern_print(const struct pattern *pattern, FILE *out,
                   const struct message *message);

#endif
