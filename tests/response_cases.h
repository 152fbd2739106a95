/*
 * Cases of responses, files in tests/vectors/response, in the form of cases.h:
 * a request; what is asked for; and what comes of it.
 *
 * The request is a base and edits of message_vectors.h, each edit on a line of
 * its own or behind " | "; or "file: PATH".
 *
 *	code: 180
 *	reason: TEXT      "" is the empty one
 *	tag: TEXT
 *	from: ADDRESS PORT
 *	delay: MILLISECONDS
 *	line: NAME: VALUE, again for each header field; a name as in
 *	                  zsip_headers.def is given by its number
 *	body: LINE        again for each line of the body; CRLF is added
 *	flags: compact error record-route apart
 *
 * It comes to a response, its lines up to Content-Length, behind which are the
 * empty line and the body; or to
 *
 *	error: use EXPECTED
 *	error: STATUS EXPECTED TEXT   the request has TEXT at the offset
 *
 * Escapes are those of vectors.h.
 */

#ifndef ZSIP_TESTS_RESPONSE_CASES_H
#define ZSIP_TESTS_RESPONSE_CASES_H

#include "cases.h"
#include "checked.h"
#include "zsip_builder.h"

enum { RESPONSE_LINES = 32, RESPONSE_ROOM = 65536 };

struct response_case {
	struct checked request;
	struct zsip_response asked;
	struct zsip_header_line lines[RESPONSE_LINES];
	char room[RESPONSE_ROOM]; /**< for texts without their escapes */
	size_t used;
	/** The whole response, absent if there is an error. */
	struct zsip_slice expected;
	const char *error; /**< behind "error: ", else NULL */
};

/** @return false: `why` says what is wrong with the case.  The request is to
 *  be freed with checked_free() if it is true. */
bool response_case_read(struct response_case *c, const struct one_case *one,
                        char *why, size_t size);

/** Whether an error is the one that was expected. */
bool response_case_is_error(struct response_case *c,
                            const struct zsip_error *error);

#endif
