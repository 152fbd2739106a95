/*
 * Checks: a message against the rules of the RFCs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_CHECK_H
#define ZSIP_CHECK_H

#include "zsip_message.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The meaning of a finding. */
enum zsip_severity {
	/** Legal but worth knowing. */
	ZSIP_SEVERITY_NOTE,
	/** The sender broke a MUST or SHOULD that receivers tolerate. */
	ZSIP_SEVERITY_WARNING,
	/** A receiver must refuse it, cannot read it, or two receivers read
	 *  it differently. */
	ZSIP_SEVERITY_ERROR
};

/** Rules by number (zsip_rules.def). */
enum zsip_rule {
#define ZSIP_RULE(number, id, name, severity, code, rfc, text, known)          \
	ZSIP_RULE_##id = number,
#include "zsip_rules.def"
#undef ZSIP_RULE
};

/** What a rule is: the columns of zsip_rules.def. */
struct zsip_rule_info {
	uint16_t id;
	uint16_t code;    /**< the response to a request that breaks it, or 0 */
	uint8_t severity; /**< enum zsip_severity */
	const char *name;
	const char *rfc;
	const char *text;
	/** Of a rule on messages that receivers read differently: where that
	 *  has done harm; else "". */
	const char *known;
};

/** The rule in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_rule_info *zsip_rule_at(size_t index);

/** "note", "warning" or "error". */
ZSIP_API const char *zsip_severity_name(enum zsip_severity severity);

#define ZSIP_NO_FIELD ((size_t)-1)

/** One finding. */
struct zsip_finding {
	const struct zsip_rule_info *rule;
	/** Index into msg->fields; ZSIP_NO_FIELD for the start line, the body
	 *  and the message as a whole. */
	size_t field;
	/** The bytes it is about, offset from msg->text.ptr. */
	size_t offset, len;
	/** What went wrong there, where the rule is about grammar. */
	struct zsip_error error;
	/** The status code that a receiver should answer, and its reason
	 *  phrase; 0 and NULL where it should answer none. */
	uint16_t code;
	const char *reason;
	/** Quirks that would have let pass what is wrong here; with the rule
	 *  `quirk` those that did (enum zsip_quirk). */
	uint64_t quirks;
};

/**
 * Check a message against the rules of zsip_rules.def.
 *
 * Works on whatever zsip_message_parse() made of the message, also when it
 * failed.  Findings come in no promised order.
 *
 * @param report  called once a finding; the finding lives until it returns
 * @param user    handed to `report`
 * @return the number of findings reported
 */
ZSIP_API size_t zsip_check(const struct zsip_message *msg,
                           void (*report)(void *user,
                                          const struct zsip_finding *finding),
                           void *user);

#ifdef __cplusplus
}
#endif

#endif
