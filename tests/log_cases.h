/*
 * The cases of tests/vectors/log: logs, and the messages that are in them.
 *
 *	# lines like this one are skipped between cases
 *	=== what the case shows
 *	log:
 *	| <--- SIP read from UDP:192.0.2.1:5060 --->
 *	| OPTIONS sip:example.com SIP/2.0\r
 *	| ...
 *	found:
 *	| message at 2: - 192.0.2.1:5060 > - UDP
 *	|   OPTIONS sip:example.com SIP/2.0
 *
 * Lines of the log end in LF, but for what a backslash at their end keeps away;
 * the escapes are those of vectors.h.  The lines of a message end in CRLF; see
 * log_dump().
 */

#ifndef ZSIP_TESTS_LOG_CASES_H
#define ZSIP_TESTS_LOG_CASES_H

#include "read/source.h"
#include "text.h"

struct log_case {
	char where[512]; /**< file:line: title */
	struct text log, found;
};

/** All cases of a folder; ends the program if they make no sense.
 *
 *  @return how many there are in *cases, to be freed */
size_t log_cases_read(const char *folder, struct log_case **cases);

/** What is in a log, one line for each message and what is skipped:
 *
 *	message at LINE: TIME SOURCE > DESTINATION TRANSPORT, ...
 *	skipped at LINE: N bytes
 *	trouble: WHAT
 *	no log
 *
 *  What is not known is "-".  Behind the transport: "frame N"; "copy" of bytes
 *  that do not stand in the log in this way; "lf" where lines end in LF alone,
 *  "counts crlf" where Content-Length takes them for CRLF; "lost N".  The
 *  message's lines follow, with two blanks before what is in them.  "\n" stands
 *  for an LF where CRLF is usual, "\" for no line end.
 *
 *  Aborts when the reader tells of bytes that are not in the input. */
void log_dump(struct text *out, const char *log, size_t len);

#endif
