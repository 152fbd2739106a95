/*
 * Flows of files (call_file.h) with edits, a line each:
 *
 *	LABEL: OLD => NEW         text, of which OLD stands there just once, is
 *	                          replaced; escapes as in vectors.h
 *	LABEL body LABEL          its body is that of another message, with its
 *	                          type; "none": there is none
 *	LABEL gone                the message is left out
 *	LABEL before LABEL        it stands elsewhere
 *	LABEL again after LABEL   a copy of it, whose label has a ' more
 *
 * Content-Length is that of the body in the end.
 */

#ifndef ZSIP_TESTS_CALL_EDIT_H
#define ZSIP_TESTS_CALL_EDIT_H

#include "call_file.h"

enum { CALL_EDIT_MESSAGES = 2 * CALL_FILE_MESSAGES, CALL_EDIT_LABEL = 16 };

struct call_edit_message {
	char label[CALL_EDIT_LABEL];
	struct zsip_slice source, destination; /**< of the file */
	char *text;
	size_t len;
};

struct call_edit {
	struct call_edit_message messages[CALL_EDIT_MESSAGES];
	size_t count;
};

/** The messages of a file, which has to stay open. */
void call_edit_open(struct call_edit *edit, const struct call_file *file);

/** @return false: the line is no edit, or not one of this flow */
bool call_edit_line(struct call_edit *edit, const char *line);

void call_edit_close(struct call_edit *edit);

#endif
