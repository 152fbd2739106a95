/*
 * All files, one after the other.
 */
#ifndef SIPLINT_RUN_H
#define SIPLINT_RUN_H

#include "lint/tally.h"
#include "settings.h"

/* @return enum exit_status */
int run(const struct settings *settings);
/* The same for --merge, whose files are summaries. */
int merge(const struct settings *settings);
/* What the shell is told of what was found. */
enum exit_status status_of(const struct settings *settings,
                           const struct tally *tally);

#endif
