/*
 * Where messages are worked at: checked by themselves and in their calls.  All
 * that changes by it is the desk's, and verdicts, of which each thread has its
 * own; one thread at a time works at a desk.
 */
#ifndef SIPLINT_DESK_H
#define SIPLINT_DESK_H

#include "flow/calls.h"
#include "lint/lint.h"

enum task_kind {
	TASK_MESSAGE,
	TASK_SKIPPED,    /* bytes of no message */
	TASK_LINE_ENDS,  /* of a file: LF alone */
	TASK_DESCRIPTION /* a file that is one */
};

/* What is to be worked at. */
struct task {
	enum task_kind kind;
	struct piece piece; /* what is not a message has but its seen */
	size_t number; /* of the message, over all files, or of the next one */
};

struct desk {
	struct output *output; /* of the desk alone, or of all */
	struct linter linter;
	struct calls *calls;
};

/* @param flow_limit  of calls that are open */
void desk_start(struct desk *desk, struct output *output, size_t flow_limit);
/* Before work is done there.
 * @param verdicts  of the thread that does it */
void desk_lend(struct desk *desk, struct verdicts *verdicts);
/* @param number  as in struct task */
void desk_message(struct desk *desk, const struct piece *piece, size_t number);
void desk_do(struct desk *desk, const struct task *task);
void desk_end(struct desk *desk);

#endif
