/*
 * What the help on selection says besides the options.
 */
#ifndef SIPLINT_SELECT_HELP_H
#define SIPLINT_SELECT_HELP_H

#include "base/base.h"

void select_help(FILE *out);

#endif
