/*
 * What is wrong with a text on the command line, and where.
 */
#ifndef SIPLINT_FAULT_H
#define SIPLINT_FAULT_H

#include "base/base.h"

struct fault {
	const char *at; /* in the text; NULL as long as all is well */
	char what[160];
};

/* The first one counts.  @return false */
bool fault_set(struct fault *fault, const char *at, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* On stderr, with a caret under the byte.
 * @param option  that has the text, as "--get" */
void fault_tell(const struct fault *fault, const char *option,
                const char *text);

#endif
