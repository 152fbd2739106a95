/*
 * How far it is, on a terminal, for inputs that take their time.
 */
#ifndef SIPLINT_PROGRESS_H
#define SIPLINT_PROGRESS_H

#include "lint/tally.h"

struct progress {
	bool is_on;      /* standard error is a terminal */
	bool is_shown;   /* the line stands there */
	unsigned calls;  /* until the clock is looked at */
	int64_t due;     /* when the line is drawn next, in milliseconds */
	uint64_t total;  /* bytes of all files; 0 where it is not known */
	uint64_t before; /* those of the files that are done */
};

void progress_start(struct progress *progress, bool is_wanted, uint64_t total);
/* Now and then, with the bytes done of the file at hand. */
void progress_tick(struct progress *progress, uint64_t done,
                   const struct tally *tally);
/* A file is done. */
void progress_pass(struct progress *progress, uint64_t bytes);
/* Away with the line, before anything else is written. */
void progress_erase(struct progress *progress);
/* For good. */
void progress_stop(struct progress *progress);

#endif
