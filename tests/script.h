/*
 * Scripts: what happens to one dialog value, step by step, in files of cases
 * (cases.h).  We are one side, the peer is the other.
 *
 *	=== a second INVITE before the final response
 *	< INVITE 1 sdp=1
 *	> 180 INVITE 1 => accept
 *	< INVITE 2 => respond 500 remote-invite-pending retry-after=0
 *	state early
 *
 * Messages
 *
 *	< METHOD CSEQ OPTION...         a request that was received
 *	> METHOD CSEQ OPTION...         one that is about to be sent
 *	< CODE METHOD CSEQ OPTION...    a response that was received
 *	> CODE METHOD CSEQ OPTION...    one that is about to be sent
 *
 * The first response, of 101 to 299, whose request makes a dialog makes it:
 * zsip_dialog_create(); it is then received, or sent, as all messages behind it
 * are.  What stands before it is no event and has no "=>".
 *
 * A message has the header fields that it needs: Via with a new branch in each
 * request but CANCEL, tags (ours is u1, the peer's p1; To has none in a request
 * that stands before the dialog, nor in a 100), Call-ID, CSeq, Max-Forwards,
 * Contact in requests and responses that refresh the target, which is
 * <sip:us@192.0.2.1> or <sip:peer@192.0.2.2>.  A response takes Via, From, To,
 * Call-ID and CSeq from its request.
 *
 * Options
 *
 *	Name=VALUE       a header field: instead of that of this name which the
 *	                 message would have, or a further one.  VALUE may be in
 *	                 '...' or "...", and must be if there are blanks in it.
 *	-Name            leave the header field out
 *	tag=T            the sender's tag is T: in From of a request, in To of a
 *	                 response; none: there is none
 *	to-tag=T         the tag in To of a request
 *	uri=URI          the Request-URI
 *	branch=B         z9hG4bK and B
 *	again            the branch of the last request of this method and CSeq
 *	reliable=N       Require: 100rel and RSeq: N
 *	sdp=N            a session description, whose version in o= is N
 *	offer=N          the same
 *	answer=N         the same
 *	multipart        in a multipart/mixed, behind another part
 *	body=TEXT        another body; \r and \n as in C
 *	cut=N            N bytes are missing at the end of the header fields
 *
 * Behind the N of a description, after commas: hold, recvonly, inactive;
 * port=P; streams=S; codec=PT; id=I, the sess-id; rejected: port 0; broken.
 *
 * Other events
 *
 *	? METHOD [description]                 an intent to send a request
 *	? CODE METHOD [reliable] [description] one to send a response
 *	unanswered METHOD CSEQ CODE            zsip_dialog_unanswered()
 *	time MS          the clock moves on, and stops at each deadline: what is
 *	                 due, as "500 ask=resend | 1500 ask=resend", with the
 *	                 milliseconds since the step began, or "nothing"
 *	late MS          the same, but it does not stop: all that is due by then
 *
 * Behind "=>" stands the whole decision:
 *
 *	accept | respond CODE | ignore | refuse, or "error STATUS WHAT"
 *	the name of the reason, unless it is in-order
 *	ask=WHAT,...     ack prack bye answer offer 487 resend retry refresh
 *	                 reject notify subscribe
 *	confirmed terminated target routes local-description remote-description
 *	offer-void usage-begun usage-ended session-timer: the changes
 *	part=PART        offer answer early-answer again other; behind it,
 *	                 but for the last two: first, unchanged or changed
 *	retry-after=S  min-se=S  warning=N
 *	until=MS         from now
 *	usage=N          only compared where it is expected
 *
 * or "*", whatever comes.  What the time asks for has no verdict.  Lines that
 *begin with a blank go on with the one before.
 *
 * In an event: random=N, t1=MS, t2=MS, min-se=S set the moment; in a line
 *
 *	set random=N t1=MS t2=MS min-se=S
 *
 * for all that follow.  Lines that tell what is not compared, as another file
 * has it:
 *
 *	without descriptions      parts, their changes, asks for answers and
 *	                          offers; INVITE and its 2xx have some but
 *	                          with -sdp
 *	without usages            changes of usages, asks for NOTIFY, SUBSCRIBE
 *	without timers            changes of the session timer, min-se
 *
 * The lines of a case "in all cases" stand before those of all that follow.
 *
 * Facts: what the dialog has then
 *
 *	state early|confirmed|terminated
 *	local-sequence N|none        remote-sequence N|none
 *	tags LOCAL REMOTE            "-" for one that is null
 *	target URI                   routes <URI>,<URI>|none
 *	local none|pending N|answered N        our INVITE and its CSeq
 *	remote none|pending N|answered N       the peer's
 *	offer none|local METHOD N|remote METHOD N, and "response" if it was in
 *	                             the response; due local N|due remote N
 *	                             of an INVITE without one
 *	local-description N|none     remote-description N|none
 *	open N|none                  the offer's description
 *	early-answer N|none          before LOCAL REMOTE
 *	updates LOCAL REMOTE         CSeqs of UPDATEs without response
 *	retry METHOD|none
 *	timer none|local S|remote S  refresher and interval
 *	min-se N
 *	rseq LOCAL REMOTE            and "unacknowledged"
 *	deadlines none|NAME=MS ...   from now, in the order of the enum
 *	usages none|KIND[:EVENT][:refer][:pending][=MS] ...
 *
 * With each event further things are tried: a copy of the dialog goes on
 * instead of it, in an arena of its own; the same in one that is just big
 * enough; broken forms of the message; that what is refused changes nothing;
 * that a request which comes again is ignored; that what was sent is what an
 * intent may.
 */

#ifndef ZSIP_TESTS_SCRIPT_H
#define ZSIP_TESTS_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "dump.h"

/** Run the cases of a file.
 *  @param faults  what is not as it is expected, a line each
 *  @return how many events there were; 0 also if the file cannot be read */
size_t script_run(const char *path, struct text *faults);

#endif
