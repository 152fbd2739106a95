/*
 * Moments that --since and --until name.
 */
#ifndef SIPLINT_MOMENT_H
#define SIPLINT_MOMENT_H

#include "base/base.h"

enum moment_kind {
	MOMENT_NONE,
	MOMENT_ABSOLUTE,
	MOMENT_OF_DAY,    /* of any day, in UTC */
	MOMENT_FROM_FIRST /* behind the first message of a file */
};

struct moment {
	enum moment_kind kind;
	int64_t time; /* nanoseconds */
};

/* "2026-01-31 10:00:00.5", "2026-01-31T10:00:00+01:00", "2026-01-31",
 * "10:00", "+90.5".
 * @return false for what is none of them */
bool moment_read(struct moment *moment, const char *text);
/* Below 0 if a time is before a moment, 0 if it is that, else above.
 * @param first  the time of the file's first message that has one */
int moment_compare(const struct moment *moment, int64_t time, int64_t first);

#endif
