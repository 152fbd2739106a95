/*
 * Lines of bytes that may be anything.
 */
#ifndef SIPLINT_LINE_H
#define SIPLINT_LINE_H

#include <string.h>

#include "base/base.h"

struct line {
	const char *start;
	const char *end;  /* without its LF */
	const char *next; /* the line behind it */
};

static inline bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static inline struct line line_at(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));

	if (lf == NULL)
		return (struct line){p, end, end};
	return (struct line){p, lf, lf + 1};
}

static inline bool line_is_empty(struct line line)
{
	return line.next > line.end &&
	       (line.start == line.end ||
	        (line.end - line.start == 1 && *line.start == '\r'));
}

#endif
