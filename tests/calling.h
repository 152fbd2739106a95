/*
 * Calls in memory: every message is made by the builder, parsed back, and goes
 * through the dialog value of the side that sends it and of each side where it
 * arrives, as an event of a script (script.h).
 */

#ifndef ZSIP_TESTS_CALLING_H
#define ZSIP_TESTS_CALLING_H

#include "script_parts.h"

/** Who somebody is. */
struct identity {
	const char *name;    /**< NULL: no display name */
	const char *uri;     /**< in From or To */
	const char *tag;     /**< ours */
	const char *contact; /**< URI */
	const char *host;    /**< in Via */
	const char
	        *source; /**< address: for received, where `host` is another */
};

enum { CALL_FLIGHTS = 80, CALL_SIDES = 4, CALL_TEXT = 4096 };

struct call;

/** One dialog value and whose it is. */
struct side {
	struct call *call;
	const struct identity *identity, *peer;
	struct script *script;
	uint32_t sequence; /**< of the last request before there is a dialog */
	bool first;        /**< its descriptions are told apart by that */
};

/** A message on its way. */
struct flight {
	const struct side *from;
	const struct flight *request; /**< what a response answers */
	char spec[64];                /**< of its description */
	struct text description;
	char text[CALL_TEXT];
	size_t len;
	struct zsip_message msg;
	struct zsip_field fields[SCRIPT_FIELDS];
	/** Of a request, where it arrived last: what its response has. */
	struct zsip_decision decision;
};

struct call {
	const char *title;
	const char *call_id;
	/** What branches are made of, one after the other; then numbers. */
	const char *const *branches;
	unsigned branch_count;
	struct text faults;
	struct side sides[CALL_SIDES];
	size_t side_count;
	struct flight *flights[CALL_FLIGHTS];
	size_t flight_count;
};

struct call *call_open(const char *title, const char *call_id);

/** @return whether all was as expected; else it is printed */
bool call_close(struct call *call);

/** Another side, without a dialog. */
struct side *call_side(struct call *call, const struct identity *identity,
                       const struct identity *peer);

/**
 * Send a request.
 *
 * @param method    ACK: for a 2xx; PRACK
 * @param about     of an ACK and a CANCEL the INVITE, of a PRACK the response;
 *                  else NULL
 * @param sdp       "2,hold", as in scripts, or a description, "v=..."; NULL
 * @param headers   further header fields, "Name: value" and LF each; NULL
 * @param expected  the decision; NULL: there is no dialog yet
 */
struct flight *call_ask(struct side *side, const char *method,
                        const struct flight *about, const char *sdp,
                        const char *headers, const char *expected);

/** Send a response to a request that arrived, with the header fields of the
 *  decision about it.  The first one of 101 to 299 makes the dialog. */
struct flight *call_answer(struct side *side, const struct flight *request,
                           unsigned code, const char *sdp, const char *headers,
                           const char *expected);

/** A message arrives. */
void call_arrive(struct side *side, struct flight *flight,
                 const char *expected);

/** A request of this side got no response. */
void call_unanswered(struct side *side, const struct flight *request,
                     unsigned code, const char *expected);

/** A line of a script: a fact, an intent, "set". */
void call_line(struct side *side, const char *line);

/** The time goes on for all sides.
 *  @param expected  what each one has to do, in their order */
void call_time(struct call *call, unsigned ms, const char *const *expected);

/** Two people with nothing special about them. */
extern const struct identity alice_identity, bob_identity;

/** An INVITE with a description, the 200 with another, the ACK.
 *  @return the INVITE */
struct flight *call_establish(struct side *caller, struct side *called);

/** A request with an offer within the dialog, and its 200, both with the
 *  description; of an INVITE the ACK too.  @return the request */
struct flight *call_exchange(struct side *from, struct side *to,
                             const char *method, const char *offer,
                             const char *answer);

/** Both sides know the same: sequence numbers, descriptions, who refreshes. */
void call_agree(const struct side *a, const struct side *b);

#endif
