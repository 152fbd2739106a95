/*
 * Calls in files, and what is found in them:
 *
 *	=== TITLE
 *	messages, in the order in which they are met
 *	---
 *	what is expected, in the order in which it is reported
 *
 * Empty lines and lines that begin with "#" are skipped, but for those of full
 * messages.  A message begins with a line of one of these forms
 *
 *	> METHOD CSEQ [WORD...]       a request of the caller
 *	< METHOD CSEQ [WORD...]       a request of the called side
 *	< CODE METHOD CSEQ [WORD...]  a response of the called side
 *	> CODE METHOD CSEQ [WORD...]  a response of the caller
 *	= [WORD...]                   a full message follows, line by line
 *
 * The first four have usual header fields: the caller is <sip:alice@a.example>
 * with tag a at pc.a.example, the called side <sip:bob@b.example> with tag b at
 * pc.b.example.  Words change them:
 *
 *	from=TAG to=TAG   as in the message; "to=" has no tag.  Without the word
 *	                  requests of the caller have no To tag, all else has
 *	                  the usual one
 *	branch=TEXT       behind the cookie; else METHODCSEQ, of a CANCEL that
 *	                  of its INVITE
 *	via=P,Q           hosts of proxies whose Vias stand on top, the top one
 *	                  first; each has the branch P-BRANCH, and one less in
 *	                  Max-Forwards
 *	uri=URI           Request-URI; else sip:bob@b.example, or with a To tag
 *	                  the Contact of the other side; of an ACK with the
 *	                  branch of its INVITE the first again
 *	sdp=VERSION       a description with this version in o=; m=N: with N
 *	                  streams
 *	rseq=N rack=N     RSeq with Require: 100rel; RAck: N 1 INVITE
 *	rr=P,Q route=P,Q  Record-Route, Route: <sip:P;lr>, <sip:Q;lr>
 *	at=X>Y time=MS    from where to where, and when, it was met
 *
 * Lines "Name: value" behind it are header fields: the first one of a name
 * stands in place of the usual one, and one without value takes it away.  Lines
 * "| TEXT" are a body in place of the usual one, lines "! ERROR" take the last
 * bytes away so that the message is broken.
 *
 * A full message has an empty line behind its header fields; the "*" of
 * "Content-Length: *" is filled in.  Words that count for it are at= and time=.
 *
 * What is expected is a line
 *
 *	RULE MESSAGE OTHER BYTES => OTHER BYTES
 *
 * with messages counted from 1, OTHER and its bytes "-" where there are none,
 * or one that says what a message was recognised as, with members of struct
 * zsip_flow_message, the messages counted from 1, "-" for none:
 *
 *	@MESSAGE part=offer side=called request=1 dialog=2
 */

#ifndef ZSIP_TESTS_FLOW_CASES_H
#define ZSIP_TESTS_FLOW_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dump.h"

enum { FLOW_MESSAGES = 64, FLOW_EXPECTED = 64 };

/** A message as bytes, and where it was met. */
struct flow_text {
	struct text text;
	char *source, *destination; /**< NULL: absent */
	uint64_t time;
	bool has_time;
};

/** A case; what it points to lives until the next one is read. */
struct flow_case {
	const char *title;
	unsigned line; /**< that of the title */
	struct flow_text messages[FLOW_MESSAGES];
	size_t count;
	const char *expected[FLOW_EXPECTED];
	size_t expected_count;
};

struct flow_file {
	char *data, *next;
	unsigned line;
	const char *error; /**< what has no such form, at `line` */
};

/** @return false if it cannot be read */
bool flow_file_open(struct flow_file *file, const char *path);

/** The next case.  @return false at the end and after an error */
bool flow_file_next(struct flow_file *file, struct flow_case *one);

void flow_case_free(struct flow_case *one);

/** One message of the first four forms, from lines with "\n" between them.
 *  @return false if it has no such form */
bool flow_message(const char *lines, struct flow_text *message);

void flow_file_close(struct flow_file *file);

#endif
