/*
 * Call flows: the messages of one call, in the order in which they were met,
 * and what is wrong between them.
 *
 * A flow recognises transactions, retransmissions, the hops of a request and
 * dialogs, and holds each message against those before it.  What is wrong with
 * a message by itself is the matter of zsip_check(), and what is wrong with a
 * session description, or with an answer beside its offer, that of zsip_sdp.h.
 *
 * All messages have one Call-ID.  They may come from any place of the network,
 * from several, and in the order of any of these: a request that passes proxies
 * may be met on each of its hops.  A trace may begin and end at any point of a
 * call, and then less is found.
 *
 *	struct zsip_flow_message messages[64];
 *	struct zsip_flow flow;
 *
 *	zsip_flow_init(&flow, messages, 64, seed);
 *	while (next(&msg, &place))
 *		zsip_flow_add(&flow, &msg, &place, report, user);
 *	zsip_flow_end(&flow, report, user);
 *
 * Nothing is allocated.  The caller gives the records, one a message, and keeps
 * the bytes of the messages where they are as long as the flow is used; of a
 * struct zsip_message only its bytes are kept.  Records refer to each other by
 * their numbers, so they may be moved.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_FLOW_H
#define ZSIP_FLOW_H

#include "zsip_dialog_event.h"

#ifdef __cplusplus
extern "C" {
#endif

/** No message, where the number of one may stand. */
#define ZSIP_FLOW_NONE UINT32_MAX

/* Rules */

/** Rules by number (zsip_flow_rules.def). */
enum zsip_flow_rule {
#define ZSIP_FLOW_RULE(number, id, name, severity, rfc, text)                  \
	ZSIP_FLOW_RULE_##id = number,
#include "zsip_flow_rules.def"
#undef ZSIP_FLOW_RULE
};

/** The rule in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_rule_info *zsip_flow_rule_at(size_t index);

/** One finding. */
struct zsip_flow_finding {
	const struct zsip_rule_info *rule;
	uint32_t message; /**< that is at fault: an index into the records */
	/** That it is held against; ZSIP_FLOW_NONE: none. */
	uint32_t other;
	struct zsip_slice bytes; /**< in `message`; its start line at least */
	/** In `other`; absent without one, or without such bytes in it. */
	struct zsip_slice other_bytes;
};

/* Messages */

/** Where and when a message was met; all of it may be absent, and zero. */
struct zsip_flow_place {
	/** Addresses, in any form in which the same is always the same text, as
	 *  "192.0.2.1:5060". */
	struct zsip_slice source, destination;
	uint64_t time; /**< milliseconds of any clock */
	bool has_time;
	uint64_t room[2];
};

/** A part of a message's bytes. */
struct zsip_flow_span {
	uint32_t offset; /**< from text.ptr; UINT32_MAX: absent */
	uint32_t len;
};

/** Who sends a message.  The caller is who sent the request that made the
 *  dialog, or, without dialog, who sends requests; where the trace has not seen
 *  that, who was first seen to send one within the dialog. */
enum zsip_flow_side { ZSIP_FLOW_CALLER, ZSIP_FLOW_CALLED, ZSIP_FLOW_UNKNOWN };

/** Bits of zsip_flow_message.flags. */
enum zsip_flow_flag {
	/** Not judged: it could not be parsed, or has no Via, From, To, Call-ID
	 *  or CSeq that could be. */
	ZSIP_FLOW_BROKEN = 1 << 0,
	/** A provisional response with RSeq and Require: 100rel. */
	ZSIP_FLOW_RELIABLE = 1 << 1,
	/** With Authorization or Proxy-Authorization. */
	ZSIP_FLOW_CREDENTIALS = 1 << 2,
	/** A NOTIFY that ends its subscription. */
	ZSIP_FLOW_TERMINATED = 1 << 3,
	/** Its Via has a branch by RFC 3261. */
	ZSIP_FLOW_COOKIE = 1 << 4,
	/** The first Record-Route, the last one, has the parameter lr. */
	ZSIP_FLOW_FIRST_LOOSE = 1 << 5,
	ZSIP_FLOW_LAST_LOOSE = 1 << 6,
	/** With a body in which no session description was found. */
	ZSIP_FLOW_OTHER_BODY = 1 << 7,
	/** Of a reliable response, that a PRACK acknowledges it; of a 2xx to an
	 *  INVITE, that an ACK does. */
	ZSIP_FLOW_ACKNOWLEDGED = 1 << 8,
	/** Of a 2xx to an INVITE: there were requests behind it that cannot be
	 *  there before its ACK. */
	ZSIP_FLOW_PASSED = 1 << 9,
	/** An ACK to a 2xx that has the branch of its INVITE. */
	ZSIP_FLOW_INVITE_BRANCH = 1 << 10,
	/** An INVITE with 100rel in Supported or Require. */
	ZSIP_FLOW_100REL = 1 << 11,
	/** The lines of its description, of which all is there, are not read
	 *  yet: zsip_flow_read_lines() does that. */
	ZSIP_FLOW_UNREAD = 1 << 12
};

/** How a record is found: the library's. */
struct zsip_flow_link {
	uint32_t head, next, hash;
};

/** What became of a request, in its first record on each hop; the library's, to
 *  be read. */
struct zsip_flow_transaction {
	/** A provisional response; one with a To tag if there is one. */
	uint32_t provisional;
	uint32_t final;  /**< first final response */
	uint32_t cancel; /**< its CANCEL */
	/** What ends it on all hops, in the record that is `original`: a final
	 *  response, or the ACK to one that was not met. */
	uint32_t settled;
	uint32_t glare; /**< what was open when it came */
};

/** State of a dialog: in the record of the message that made it; the library's,
 *  to be read. */
struct zsip_flow_dialog {
	uint32_t request[2]; /**< of each side, its last one but ACK, CANCEL */
	uint32_t invite[2];  /**< of each side, its last INVITE */
	/** For each side, what tells its route set and the other's Contact. */
	uint32_t view[2];
	uint32_t description[2]; /**< of each side, its last one in force */
	uint32_t refused[2];     /**< of each side, its last one, refused */
	uint32_t offer;          /**< that is open */
	uint32_t answer;         /**< to the last offer, early or not */
	uint32_t success;        /**< last 2xx to an INVITE */
	uint32_t reliable;       /**< last reliable response */
	uint32_t bye;            /**< the response to a BYE */
	uint32_t flags;
};

/** The record of a message.  Facts and relations are to be read; of records
 *  that are ZSIP_FLOW_BROKEN only the first group says something. */
struct zsip_flow_message {
	struct zsip_slice text;                /**< the message's bytes */
	struct zsip_slice source, destination; /**< as zsip_flow_place */
	uint64_t time;                         /**< the same */
	uint32_t flags;                        /**< enum zsip_flow_flag */
	uint16_t code;                         /**< status code; 0: a request */
	uint8_t method_id; /**< enum zsip_method; of a response, by CSeq */
	bool has_time;
	/** Of a request its method, of a response that of CSeq. */
	struct zsip_flow_span method;
	struct zsip_flow_span start_line;

	/* Facts */
	struct zsip_flow_span request_uri, call_id;
	struct zsip_flow_span from_uri, from_tag, to_uri, to_tag;
	struct zsip_flow_span via, branch, host; /**< top Via, and of it */
	struct zsip_flow_span cseq_value, max_forwards_value, contact;
	struct zsip_flow_span record_route;
	struct zsip_flow_span response_number; /**< value of RSeq or RAck */
	/** Of type application/sdp, the body or a part of it. */
	struct zsip_flow_span description;
	/** Its o= line, behind "o="; like `streams` not known before its lines
	 *  are read: zsip_flow_read_lines(). */
	struct zsip_flow_span origin;
	uint32_t cseq; /**< number */
	uint32_t rseq; /**< number of RSeq, or first of RAck */
	uint32_t via_count, record_route_count;
	uint32_t via_hash, record_route_hash;
	uint16_t port;         /**< of top Via, the default filled in */
	uint16_t streams;      /**< m= lines of the description */
	uint16_t max_forwards; /**< UINT16_MAX: none, or more than that */
	uint8_t side;          /**< enum zsip_flow_side */
	uint8_t part;          /**< enum zsip_description_part */

	/* Relations: numbers of records, ZSIP_FLOW_NONE where there is none */
	/** Of a response, an ACK to a response that is no 2xx, or a CANCEL: the
	 *  request on the same hop that it belongs to. */
	uint32_t request;
	/** The same message on the same hop, the first time. */
	uint32_t retransmits;
	/** Of a request, the same on a hop before; of a response, the same on
	 *  the hop where it was first met. */
	uint32_t forwards;
	/** The first record of the same message, hops and retransmissions put
	 *  together; this one itself where it is the first. */
	uint32_t original;
	/** The record that has the dialog's state; two messages are of one
	 *  dialog if they have the same one. */
	uint32_t dialog;
	/** The offer that this one's description answers: for
	 *  zsip_sdp_check_answer(). */
	uint32_t offer;
	/** The description that was in force for the same side before this
	 *  one: for zsip_sdp_compare(). */
	uint32_t previous;
	/** Of a reliable response, the one before it to the same INVITE; of a
	 *  2xx to an INVITE, the one before it in the dialog. */
	uint32_t reliable;
	uint32_t copies; /**< how often it was retransmitted on this hop */

	/* State */
	struct zsip_flow_transaction transaction;
	struct zsip_flow_dialog state;
	struct zsip_flow_link links[3]; /* one a table */
	uint32_t room[2];
};

/** A part of a message as a slice; absent where the span is. */
static inline struct zsip_slice
zsip_flow_slice(const struct zsip_flow_message *message,
                struct zsip_flow_span span)
{
	struct zsip_slice slice = {NULL, 0};

	if (span.offset != UINT32_MAX) {
		slice.ptr = message->text.ptr + span.offset;
		slice.len = span.len;
	}
	return slice;
}

/* Flows */

/** The messages of a call.  `messages` and `max_messages` are the caller's, and
 *  may be changed between two calls as long as the first `count` records stay
 *  the same; the rest is the library's, to be read. */
struct zsip_flow {
	struct zsip_flow_message *messages;
	uint32_t max_messages;
	uint32_t count;
	uint32_t open_requests; /**< without a final response */
	uint32_t open_dialogs;  /**< sessions and subscriptions not over */
	uint32_t first;         /**< message that could be read */
	bool begun;             /**< there is one */
	bool initial;           /**< and it begins a call */
	bool proxied;           /**< some message was met on several hops */
	uint32_t buckets;
	uint64_t seed;
	uint64_t room[4];
};

/**
 * Begin a flow without messages.
 *
 * @param messages      the caller's records; may be NULL if there are none
 * @param max_messages  how many there are
 * @param seed          secret, lest somebody makes messages that are slow to
 *                      find
 */
ZSIP_API void zsip_flow_init(struct zsip_flow *flow,
                             struct zsip_flow_message *messages,
                             uint32_t max_messages, uint64_t seed);

/**
 * Add the next message: it gets the record flow->messages[flow->count].
 *
 * Any message may come, also one that zsip_message_parse() refused; such a one
 * is recorded and not judged.  Takes time in proportion to the message.
 *
 * @param msg     parsed; its bytes must stay where they are
 * @param place   may be NULL; its texts must stay where they are
 * @param report  called once a finding, which lives until it returns; may be
 *                NULL
 * @param user    handed to `report`
 * @return ZSIP_OK; ZSIP_E_TOO_MANY if there is no record left: nothing changed,
 *         and the call can be repeated with more of them; ZSIP_E_USE for a NULL
 *         argument
 */
ZSIP_API enum zsip_status zsip_flow_add(
        struct zsip_flow *flow, const struct zsip_message *msg,
        const struct zsip_flow_place *place,
        void (*report)(void *user, const struct zsip_flow_finding *finding),
        void *user);

/**
 * The same for who has parsed the core of the message already.
 *
 * @param core  of zsip_core_parse() on `msg`, whatever that returned; is not
 *              kept
 */
ZSIP_API enum zsip_status zsip_flow_add_core(
        struct zsip_flow *flow, const struct zsip_message *msg,
        const struct zsip_core *core, const struct zsip_flow_place *place,
        void (*report)(void *user, const struct zsip_flow_finding *finding),
        void *user);

/**
 * Report what is known only when no more messages come: a 2xx without ACK, a
 * reliable response without PRACK.  Where the trace may simply have ended
 * nothing is reported.
 */
ZSIP_API void zsip_flow_end(
        const struct zsip_flow *flow,
        void (*report)(void *user, const struct zsip_flow_finding *finding),
        void *user);

/**
 * Fill `origin` and `streams`.  Messages are added without, and only what is
 * held against another description has them; without a description, or with
 * one that is cut off, there is nothing to fill.  Where it is done makes no
 * difference to what is found.
 *
 * @param message  a record that was added, in the flow or a copy of it
 */
ZSIP_API void zsip_flow_read_lines(struct zsip_flow_message *message);

/** Whether all requests have their final response and no session is open.
 *  Retransmissions, the ACK to a 2xx and the BYE that the caller of a cancelled
 *  INVITE has to send may still come: keep the flow for 64*T1, 32 s. */
ZSIP_API bool zsip_flow_is_over(const struct zsip_flow *flow);

#ifdef __cplusplus
}
#endif

#endif
