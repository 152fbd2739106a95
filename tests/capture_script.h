/*
 * Captures as text, and what is to be read from them:
 *
 *	# lines like this one are skipped
 *	text invite:
 *	| INVITE sip:b@example.com SIP/2.0
 *	| ...
 *	=== what the case shows
 *	links: ethernet cooked
 *	options: ports=5060,5080 held=65536
 *	frame: vlan(5) ip(192.0.2.1,192.0.2.2) udp(5060,5062) : $invite
 *	message: 1 UDP 192.0.2.1:5060 192.0.2.2:5062 : $invite
 *
 * A text is of lines with CRLF.  A frame has its layers from the outermost to
 * the innermost one, and behind the colon what is in it: texts by their names,
 * parts of them ($invite[10:20], $invite[10:]), bytes in quotes with the
 * escapes of vectors.h, each with *N to stand N times.  The link layer is left
 * out: a case is run with each that its "links" name, all that are for IP if
 * there are none, and in each form of file.  The layers:
 *
 *	ip(FROM,TO)  udp(FROM,TO)  tcp(FROM,TO,SEQUENCE,FLAGS[,ACK])
 *	sctp(FROM,TO,TAG)  data(FLAGS,TSN)  extension(NUMBER,UNITS)
 *	hep(FROM,PORT,TO,PORT,PROTOCOL[,KIND[,CHUNK[,SECONDS]]])
 *	websocket(FIRST[,MASK])
 *	fragment(FROM,TO,ID,OFFSET,MORE)  vlan(TAG)  qinq(TAG)
 *	pad(N)           zeros behind what is within
 *	part(START,END)  of what is within, as for a fragment
 *	snap(N)          of the whole frame that is kept
 *	at(SECONDS)      its time; else that of its number
 *
 * Remarks are looked at where the case has some.
 *
 * Flags of TCP are letters (SAFRP), those of SCTP numbers.
 */

#ifndef ZSIP_TESTS_CAPTURE_SCRIPT_H
#define ZSIP_TESTS_CAPTURE_SCRIPT_H

#include <stdio.h>

#include "packets.h"

enum {
	SCRIPT_TEXTS = 32,
	SCRIPT_EVENTS = 128,
	SCRIPT_FRAMES = 400,
	SCRIPT_PORTS = 8
};

struct script_bytes {
	char *ptr;
	size_t len;
};

/** Something that is read: the line of the script up to the colon, and the
 *  bytes that it comes with. */
struct script_event {
	char *what;
	struct script_bytes bytes;
};

struct script_case {
	char title[128];
	unsigned line;
	char links[128];
	char *frames[SCRIPT_FRAMES];
	size_t frame_count;
	struct script_event events[SCRIPT_EVENTS];
	size_t event_count;
	uint16_t ports[SCRIPT_PORTS];
	size_t port_count;
	size_t held_bytes;
	bool has_remarks; /* else they do not matter */
};

struct capture_script {
	FILE *in;
	const char *path;
	unsigned line;
	char pending[65536]; /* a line that was read and belongs to the next */
	struct script_text {
		char name[32];
		struct script_bytes bytes;
	} texts[SCRIPT_TEXTS];
	size_t text_count;
};

/** Complains and ends the program on a file that breaks the format. */
void capture_script_open(struct capture_script *script, const char *path);
/** @return false if there is none; else to be freed by script_case_free() */
bool script_next(struct capture_script *script, struct script_case *found);
void script_case_free(struct script_case *it);
void capture_script_close(struct capture_script *script);

/** The capture of a case.
 *  @param snap   what is kept of each frame at most; 0: all
 *  @param times  out: of each frame, in nanoseconds */
void script_write(const struct capture_script *script,
                  const struct script_case *it, enum capture_out_form form,
                  enum packet_link link, size_t snap,
                  struct capture_out *capture, uint64_t times[SCRIPT_FRAMES]);

#endif
