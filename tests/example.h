/*
 * Examples as siplint --explain shows them (siplint/explain), and the messages,
 * descriptions and calls that they stand for.  What is not shown is as usual.
 *
 * A message is one of
 *
 *	Name: value      header fields of an INVITE, in place of its own of the
 *	                 same name, or further ones; an empty line and a body
 *	                 may follow
 *	START-LINE       the same, with "..." behind the start line: fields of a
 *	...              request of this method, or of a response, whose method
 *	Name: value      CSeq says, else INVITE
 *	START-LINE       a message as it stands: its last line must be an empty
 *	Name: value      one if there is to be no body
 *
 * But for the last, Content-Length is that of the body if the example has none.
 *
 * A description is one of
 *
 *	X=VALUE          lines of a description, which has the usual v=, o=, s=,
 *	                 c= and t= if they are not among them; without an m=
 *	                 line one of audio is at the end
 *	v=0              a description as it stands
 *	offer:           an offer and its answer, each in one of the two forms;
 *	...              or one of them alone
 *	answer:
 *	...
 *
 * A call is a list of messages; what is shown of a message stands indented
 * below it.
 *
 *	-> METHOD [URI] [(offer)]       from the caller
 *	<- CODE REASON [(answer)]       from the called side
 *	   Name: value                  as in messages
 *	   X=VALUE                      as in descriptions
 *
 * CSeq is that of the INVITE for ACK and CANCEL, one more than before for other
 * requests, and that of the other side's last request for a response.  (offer)
 * and (answer) stand for a usual description, as further lines of it do; its
 * version is one higher than that of the same side's last one.  To has a tag
 * where the other side has sent one; the ACK to a refusal has the branch of its
 * INVITE.
 *
 * A capture is a list of packets, each with a message below it as above; where
 * none is shown it is the last one again.
 *
 *	ADDRESS:PORT -> ADDRESS:PORT TRANSPORT [at N s] [, first N bytes]
 *	   START-LINE
 *	   ...
 *
 * In all of them \r \n \t \0 \\ \s \xHH stand for a byte, \uHHHH for a
 * character in UTF-8 and \{TEXT*N} for TEXT N times; a line that ends in \n, or
 * in a backslash, has no further line end.
 */

#ifndef ZSIP_TESTS_EXAMPLE_H
#define ZSIP_TESTS_EXAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "dump.h"

enum { EXAMPLE_LINES = 128 };

/** The lines of an example, without their ends. */
struct example {
	char *copy;
	char *lines[EXAMPLE_LINES];
	size_t count;
};

/** Cut a text into lines.  @return false: there are too many */
bool example_open(struct example *example, const char *text);
void example_close(struct example *example);

/** A line with what its escapes stand for, and CRLF. */
void example_line(struct text *out, const char *line);

/** The message. */
void example_message(struct text *out, const struct example *example);

/** A description of the side that offers, or of the other one, whose version in
 *  o= is the one given. */
void example_description(struct text *out, char *const *lines, size_t count,
                         bool answer, unsigned version);

/** Where an example of a description has its parts; both counts are 0 if it is
 *  neither offer nor answer. */
struct example_parts {
	char *const *offer, *const *answer;
	size_t offer_count, answer_count;
};
void example_parts(struct example_parts *parts, const struct example *example);

/** The messages of a call, in the order in which they are met.
 *  @param each  is given each, in the form of flow_cases.h
 *  @return NULL, or the line that has no such form */
const char *example_call(const struct example *example,
                         void (*each)(void *user, const char *lines),
                         void *user);

/** Whether it is one of a capture. */
bool example_is_capture(const struct example *example);

/** Write the capture.  @return NULL, or the line that has no such form */
const char *example_capture(FILE *out, const struct example *example);

#endif
