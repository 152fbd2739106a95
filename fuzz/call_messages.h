/*
 * A sequence of messages of one call, made from the bytes of a fuzz input.
 *
 * An input has, behind its first byte, either texts, each of them after a byte
 * that tells who sends it and when, and before a NUL; or steps of eight bytes,
 * each of them a message from a template: usual ones follow from small bytes.
 */

#ifndef ZSIP_FUZZ_CALL_MESSAGES_H
#define ZSIP_FUZZ_CALL_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bits of the first byte. */
enum call_kind {
	CALL_DIALOGS = 1 << 0, /**< through dialogs, else through a flow */
	CALL_STEPS = 1 << 1,   /**< steps, else texts */
	CALL_QUIRKS = 1 << 2   /**< those of the profile interop */
};

enum { CALL_TEXT = 4096, CALL_SIDES = 2 };

/** A request that was sent. */
struct call_request {
	uint32_t cseq;
	unsigned branch;
	unsigned method;
};

/** What a side of the call did last. */
struct call_side {
	struct call_request last, invite;
	uint32_t cseq; /* the highest usual one */
	uint32_t rseq;
	uint32_t version; /* of its session description */
	unsigned branches;
};

/** Where the input is read, and what went before. */
struct call {
	const uint8_t *data;
	size_t left;
	uint8_t kind;
	struct call_side sides[CALL_SIDES];
	unsigned count;
};

/** A message. */
struct call_message {
	unsigned side;  /**< who sends it: 0 the caller, 1 the called side */
	uint32_t after; /**< milliseconds after the one before */
	bool is_lost;   /**< it does not come to the other side */
	uint8_t place;  /**< where it is met; 0: unknown */
	/** With the usual tags, no further header fields, and the CSeq number
	 *  that is next or that of the request. */
	bool is_plain;
	size_t len;
	char text[CALL_TEXT];
};

/** Begin; the first byte is taken. */
void call_open(struct call *call, const uint8_t *data, size_t size);

/** The next message.  @return false at the end */
bool call_next(struct call *call, struct call_message *message);

#endif
