/*
 * Values and URIs as text, for comparison with vectors: "member=value" in the
 * order of the tables, absent slices left out, flags only when true.
 */

#ifndef ZSIP_TESTS_DUMP_H
#define ZSIP_TESTS_DUMP_H

#include <stddef.h>

#include "zsip.h"

/** A string that grows; begin with { 0 }. */
struct text {
	char *data; /**< ends in NUL once something was added */
	size_t len, size;
};

void text_add(struct text *text, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/** Add bytes, escaped as in vectors; a blank only where it stands first or
 *  last. */
void text_bytes(struct text *text, const char *data, size_t len);

/** Add " name=value", or nothing if the slice is absent. */
void text_slice(struct text *text, const char *name, struct zsip_slice slice);

/** Add BEFORE, another text without its leading blank, and BEHIND. */
void text_join(struct text *text, const char *before, const struct text *other,
               const char *behind);

/** What was added, "" if nothing; without a leading blank. */
const char *text_get(const struct text *text);

void text_free(struct text *text);

/** The members of the value's shape. */
void dump_value(struct text *text, const struct zsip_value *value);

/** Whether every slice of the value lies within its raw bytes. */
bool value_inside(const struct zsip_value *value);

void dump_uri(struct text *text, const struct zsip_uri *uri);

/** "none", "name", "ipv4" or "ipv6". */
const char *host_type_name(unsigned type);

/** "status@offset", or "status@offset expected" if that is asked for. */
void dump_error(struct text *text, const struct zsip_error *error,
                bool expected);

#endif
