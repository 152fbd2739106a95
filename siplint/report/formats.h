/*
 * The formats that --format names.
 */
#ifndef SIPLINT_FORMATS_H
#define SIPLINT_FORMATS_H

#include "lint/output.h"

extern const struct format format_text;

/* @return NULL if there is none of this name */
const struct format *format_find(const char *name);
/* "text, gcc or json" */
void formats_print(FILE *out);

#endif
