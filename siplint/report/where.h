/*
 * Where bytes of a message stand, in figures and in words.
 */
#ifndef SIPLINT_WHERE_H
#define SIPLINT_WHERE_H

#include "lint/report.h"

struct where {
	size_t line,
	        column;    /* from 1, in bytes; of a capture, in the message */
	size_t line_start; /* in the input */
	size_t offset;     /* in the message */
	size_t len;
};

/* @param mark  stands at or before the spot, and moves there */
struct where where_find(const struct spot *spot, struct mark *mark);
/* The same for a spot that stands by itself. */
struct where where_is(const struct spot *spot);

/* Whether a capture or a log says when the message was seen, or where. */
bool place_is_known(const struct place *place);
/* "TIME SOURCE > DESTINATION TRANSPORT", as much of it as is known. */
void place_print(FILE *out, const struct place *place);
/* " (frame 12, TIME SOURCE > DESTINATION TRANSPORT, offset 120)"; nothing for a
 * message of a file. */
void seen_print(FILE *out, const struct seen *seen, const struct where *where);
/* "200 OK to BYE (6)": a message of a call, and its number. */
void title_print(FILE *out, struct zsip_slice title, struct zsip_slice method,
                 size_t number);
/* What is wrong, on one line: "TEXT (LABEL), in TITLE". */
void report_print(FILE *out, const struct report *report);
/* "held against this: TITLE" */
void other_print(FILE *out, const struct report *report);

#endif
