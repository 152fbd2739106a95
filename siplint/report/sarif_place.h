/*
 * Where a finding is, as SARIF has it.
 */
#ifndef SIPLINT_SARIF_PLACE_H
#define SIPLINT_SARIF_PLACE_H

#include "report/json_text.h"
#include "report/where.h"

/* Moves on through a message, so that no byte of it is counted twice. */
struct cursor {
	struct mark mark;
	size_t line_start, at, column; /* in characters, from 1 */
};

struct cursor cursor_start(const struct seen *seen);
json_t *sarif_location(const struct spot *spot, struct cursor *cursor);
/* Of a file as a whole. */
json_t *sarif_file_location(const char *name);
json_t *sarif_message(const char *text);

#endif
