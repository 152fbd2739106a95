/*
 * Messages for tests, written short or in files.
 *
 * A message is a base and edits, separated by " | ":
 *
 *	INVITE | CSeq: 17 BYE | -Max-Forwards
 *
 * The base is METHOD, "dialog METHOD" for a request with a To tag, or "CODE
 * METHOD" for a response.  The edits, in their order:
 *
 *	Name: value     the first field of that name gets another value
 *	+Name: value    one more field at the end
 *	-Name           without the first field of that name
 *	start: LINE     another start line
 *	line: LINE      one more line that may be anything
 *	end: BYTES      these instead of the empty line
 *	body: BYTES     a body; Content-Length stays what it is
 *	lf: all         every CRLF becomes LF
 *	limit: NAME=N   a limit of struct zsip_limits: message_size ...
 *	quirk: NAME     a quirk of zsip_quirks.def
 */

#ifndef ZSIP_TESTS_MESSAGE_VECTORS_H
#define ZSIP_TESTS_MESSAGE_VECTORS_H

#include "checked.h"

/** Build a message from its base and edits, then checked_run() it.
 *  @return false: `why` says what is wrong with them */
bool message_build(struct checked *checked, const char *text, size_t len,
                   char *why, size_t size);

/** A file of tests/vectors/message: lines "KEY: TEXT", a line "---", and the
 *  message, in which a line break stands for CRLF, \ before a line break for
 *  nothing, and \r \n \t \0 \\ \s \xHH for their bytes. */
struct message_file {
	char *text; /**< the file, cut up */
	char *data; /**< the message */
	size_t len;
	const char *verdict; /**< zsip_status_name() of the parse */
	const char *status;  /**< the code to answer, "-" for none */
	char *findings;      /**< its "finding" lines, one notation */
};

/** @return false: `why` says what is wrong with the file */
bool message_file_open(struct message_file *file, const char *path, char *why,
                       size_t size);

void message_file_close(struct message_file *file);

#endif
