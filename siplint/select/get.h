/*
 * What --get prints: a line for each message, and nothing else.
 */
#ifndef SIPLINT_GET_H
#define SIPLINT_GET_H

#include "lint/output.h"

extern const struct format format_get;

#endif
