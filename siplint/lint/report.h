/*
 * A finding, ready to be told.
 */
#ifndef SIPLINT_REPORT_H
#define SIPLINT_REPORT_H

#include "lint/rules.h"
#include "read/message.h"

#define REPORT_LABEL 128

/* Bytes of a message. */
struct spot {
	const struct seen *seen;
	size_t start, end; /* in seen->input */
};

struct report {
	const struct zsip_rule_info *rule;
	enum zsip_severity severity; /* as the project wants it */
	struct spot spot;
	char label[REPORT_LABEL]; /* to stand beside the caret; may be empty */
	unsigned code;            /* of the answer; 0 for none */
	const char *reason;
	uint64_t quirks; /* that would let it pass */
	/* In a call: the message's name there, "200 OK to BYE", and its number
	 * from 1; the message that it is held against, if any. */
	struct zsip_slice title, method;
	size_t number;
	struct spot other; /* seen is NULL for none */
	struct zsip_slice other_title, other_method;
	size_t other_number;
};

#endif
