/*
 * Cases: texts of several lines, in files of this form
 *
 *	=== TITLE
 *	lines of the first part
 *	---
 *	lines of the second part
 *
 * and so on.  Lines that begin with "#" and empty ones are skipped.
 */

#ifndef ZSIP_TESTS_CASES_H
#define ZSIP_TESTS_CASES_H

#include <stdbool.h>
#include <stddef.h>

#include "dump.h"

enum { CASE_PARTS = 4, CASE_LINES = 64 };

/** Parts and their lines; what is behind the last line is NULL. */
struct one_case {
	const char *title;
	unsigned line; /**< that of the title */
	const char *parts[CASE_PARTS][CASE_LINES + 1];
	size_t counts[CASE_PARTS];
};

struct case_file {
	char *data, *next;
	unsigned line;
};

/** @return false if it cannot be read */
bool cases_open(struct case_file *file, const char *path);

/** The next case; its lines live until the file is closed.
 *  @return false at the end, and for what has no such form */
bool cases_next(struct case_file *file, struct one_case *one);

/** Whether all of the file was read. */
bool cases_at_end(const struct case_file *file);

void cases_close(struct case_file *file);

/** Add a description: a part of a case, behind the lines that all descriptions
 *  have unless it has a v= line itself. */
void case_description(struct text *text, const char *const *lines);

#endif
