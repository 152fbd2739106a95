/*
 * The formats that --format names.
 */
#ifndef SIPLINT_FORMATS_H
#define SIPLINT_FORMATS_H

#include "lint/output.h"

#define FORMAT(name, help) extern const struct format format_##name;
#include "report/formats.def"
#undef FORMAT

/* @return NULL if there is none of this name */
const struct format *format_find(const char *name);
/* @return NULL past the last one */
const char *format_name_at(size_t index);
/* A line for each. */
void formats_print(FILE *out);

#endif
