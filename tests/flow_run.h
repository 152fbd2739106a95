/*
 * A flow that is fed with messages, and what it says of them.
 */

#ifndef ZSIP_TESTS_FLOW_RUN_H
#define ZSIP_TESTS_FLOW_RUN_H

#include "flow_cases.h"
#include "zsip_flow.h"

enum { FLOW_FIELDS = 256 };

/** Records that grow one by one, and the findings as lines. */
struct flow_run {
	struct zsip_flow flow;
	char **copies; /**< of the messages, each of exactly its bytes */
	size_t copied;
	struct text findings; /**< in the form of flow_cases.h */
	size_t count;
	bool sound; /**< all findings lie within their messages */
};

void flow_run_open(struct flow_run *run);

/** Add a message. */
void flow_run_add(struct flow_run *run, const struct flow_text *message);

/** The findings at the end. */
void flow_run_end(struct flow_run *run);

void flow_run_close(struct flow_run *run);

/** What a message was recognised as; `line` says which members are asked for,
 *  as "@2 part=offer", and the result has them as they are. */
void flow_run_relations(const struct flow_run *run, const char *line,
                        struct text *text);

#endif
