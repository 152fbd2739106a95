/*
 * All files, one after the other.
 */
#ifndef SIPLINT_RUN_H
#define SIPLINT_RUN_H

#include "settings.h"

/* @return enum exit_status */
int run(const struct settings *settings);

#endif
