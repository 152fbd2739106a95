/*
 * The cases of tests/vectors/cli:
 *
 *	# lines like this one are skipped between cases
 *	=== what the case shows
 *	args: --tree -
 *	stdin crlf:
 *	| OPTIONS sip:h SIP/2.0
 *	stdout:
 *	| ...
 *	stderr:
 *	status: 0
 *
 * In args, stdin and files \r \n \t \0 \\ \s (space) and \xHH stand for one
 * byte each, \{TEXT*N} for TEXT N times, and a backslash at the end of a line
 * keeps its line end away; the line ends are those that the heading names, crlf
 * or lf.  In stdout and stderr all is literal, but {ESC} is an escape character
 * and {*} any text up to the end of the line.  What has no heading must be
 * empty.
 *
 * siplint runs where the sources are; or, where the case has any of these, in a
 * temporary folder with
 *	file NAME crlf:		lines with bars behind it
 *	file NAME lf:
 *	link NAME: TARGET
 *	folder NAME:
 *	pipe NAME:
 *	in: FOLDER		that siplint runs in, of those there
 *	left NAME:		a file that must stand there then, as stdout
 */

#ifndef ZSIP_TESTS_CLI_CASES_H
#define ZSIP_TESTS_CLI_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "text.h"

enum { CLI_MAX_FILES = 8 };

enum cli_thing { CLI_FILE, CLI_LINK, CLI_FOLDER, CLI_PIPE };

struct cli_file {
	enum cli_thing thing;
	char name[64];
	struct text bytes; /* where a link goes */
};

struct cli_case {
	char where[1024]; /* file:line: title */
	struct text args, in, out, err;
	struct cli_file files[CLI_MAX_FILES]; /* of a folder of its own */
	size_t file_count;
	char in_folder[64]; /* of those there; empty for the outermost */
	char left_name[64]; /* empty for none */
	struct text left;
	int status;
};

/** All of a file from its start on, which is closed. */
void text_read(FILE *file, struct text *text);
void text_read_file(const char *path, struct text *text);
/** A line with escapes.  @return false for an escape that is unknown */
bool text_append_line(struct text *text, const char *p, const char *line_end);

/** The cases of a file behind those that are there already.  They live until
 *  the end. */
void cli_cases_read(const char *path, struct cli_case **cases, size_t *count);

#endif
