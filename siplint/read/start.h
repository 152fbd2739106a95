/*
 * What a line looks like.
 */
#ifndef SIPLINT_START_H
#define SIPLINT_START_H

#include "base/base.h"

enum likeness {
	NO_START_LINE,
	LIKE_START_LINE,   /* it may well be meant as one */
	STRICT_START_LINE, /* Method SP URI SP SIP/x or SIP/x SP 3DIGIT */
	KNOWN_START_LINE   /* the same, of a method that is known */
};
enum likeness start_likeness(const char *line, const char *end);
/* As nearly all start lines begin: told without a look at the whole line. */
bool begins_usually(const char *line, const char *end);
/* Whether that is anything but NO_START_LINE. */
bool is_like_start_line(const char *line, const char *end);
/* Whether a message begins right behind a body that has no line end.
 * @param body  how far back to look at most
 * @param end   of the line at p */
bool is_start_behind_body(const char *body, const char *p, const char *end);
bool is_header_line(const char *line, const char *end);
/* A header field that every SIP message has. */
bool is_core_header_line(const char *line, const char *end);

#endif
