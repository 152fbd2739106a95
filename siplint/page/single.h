/*
 * Formats that hold one call.
 */
#ifndef SIPLINT_SINGLE_H
#define SIPLINT_SINGLE_H

#include "lint/output.h"

/* Of which calls a picture is asked for is known when the last one is over: the
 * first is drawn into memory. */
void single_begin(struct output *output);
/* @return where the next call is to be drawn; NULL if it is not the first */
FILE *single_open(struct output *output);
/* Write the picture of the only call; complain if there are more, or none. */
void single_end(struct output *output, const struct tally *tally);

#endif
