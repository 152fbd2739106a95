/*
 * Checks: a message against the rules of the RFCs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_CHECK_H
#define ZSIP_CHECK_H

#include "zsip_core.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Rules by number (zsip_rules.def). */
enum zsip_rule {
#define ZSIP_RULE(number, id, name, severity, code, rfc, text, known)          \
	ZSIP_RULE_##id = number,
#include "zsip_rules.def"
#undef ZSIP_RULE
};

/** The rule in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_rule_info *zsip_rule_at(size_t index);

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

/**
 * The same for who has parsed the core of the message already.
 *
 * @param core  of zsip_core_parse() on `msg`, whatever that returned; may be
 *              NULL
 */
ZSIP_API size_t
zsip_check_core(const struct zsip_message *msg, const struct zsip_core *core,
                void (*report)(void *user, const struct zsip_finding *finding),
                void *user);

#ifdef __cplusplus
}
#endif

#endif
