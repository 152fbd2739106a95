/*
 * A file cut into messages.
 */
#ifndef SIPLINT_CUT_H
#define SIPLINT_CUT_H

#include "read/message.h"

/* How sure a line within a message must be the start of the next one: where
 * no Content-Length says where that is, where one says otherwise. */
enum trust { NO_LENGTH, WRONG_LENGTH, TRUST_COUNT };

struct cutter {
	struct input *input;
	size_t at;
	struct mark mark;
	struct message head; /* to learn a message's Content-Length */
	/* The start found by the last search, and where that began: what was
	 * searched is not searched again. */
	struct {
		size_t from, found;
	} known[TRUST_COUNT];
};

enum cut { CUT_END, CUT_MESSAGE, CUT_SKIPPED };

void cut_start(struct cutter *cutter, struct input *input);
void cut_end(struct cutter *cutter);
/* @param piece  out: what was found; for CUT_SKIPPED piece->seen alone */
enum cut cut_next(struct cutter *cutter, struct piece *piece);
/* Whether any line of the file resembles a start line. */
bool cut_has_start_line(const struct input *input);

#endif
