/*
 * The command line.
 */
#ifndef SIPLINT_OPTIONS_H
#define SIPLINT_OPTIONS_H

#include "settings.h"

/* @return false for wrong usage, which has then been told on stderr */
bool options_read(struct settings *settings, int argc, char **argv);
void options_help(FILE *out);

#endif
