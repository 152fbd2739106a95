/*
 * Summaries in ndjson, read again.
 */
#ifndef SIPLINT_MERGE_H
#define SIPLINT_MERGE_H

#include "lint/tally.h"

/* Add what a file counts, if it can be read and all of its lines are sound;
 * what is wrong with it is said on stderr, and is a trouble of the tally.
 * @param path  "-" for standard input */
void merge_file(struct tally *tally, const char *path);

#endif
