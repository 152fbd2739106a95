/*
 * What was found, counted.
 */
#ifndef SIPLINT_SUMMARY_H
#define SIPLINT_SUMMARY_H

#include "lint/tally.h"
#include "settings.h"

void summary_print(FILE *out, const struct settings *settings,
                   const struct tally *tally);

#endif
