/*
 * A message from the line that begins it (flow_cases.h).
 */

#ifndef ZSIP_TESTS_FLOW_TEMPLATE_H
#define ZSIP_TESTS_FLOW_TEMPLATE_H

#include "flow_cases.h"

enum { TEMPLATE_FIELDS = 48, TEMPLATE_TEXT = 256, TEMPLATE_BODY = 2048 };

struct template_field {
	char name[TEMPLATE_TEXT];
	char value[TEMPLATE_TEXT];
	bool usual;
};

/** A message before it is written. */
struct template
{
	char start_line[TEMPLATE_TEXT];
	struct template_field fields[TEMPLATE_FIELDS];
	size_t count;
	char body[TEMPLATE_BODY];
	bool own_body;
};

/** The usual message of a line, without its first character; false for one that
 *  has no such form. */
bool template_begin(struct template *template, char side, char *line);

/** A line "Name: value" behind it. */
bool template_field(struct template *template, const char *line);

/** A line of a body of its own. */
void template_body(struct template *template, const char *line);

void template_write(const struct template *template, struct text *text);

/** The value of a word "name=value"; NULL if it is not there.  It lives until
 *  the next call. */
const char *template_word(const char *line, const char *name);

#endif
