/*
 * Checks: a session description against the rules of the RFCs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_CHECK_H
#define ZSIP_SDP_CHECK_H

#include "zsip_sdp_description.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Rules by number (zsip_sdp_rules.def). */
enum zsip_sdp_rule {
#define ZSIP_SDP_RULE(number, id, name, severity, rfc, text)                   \
	ZSIP_SDP_RULE_##id = number,
#include "zsip_sdp_rules.def"
#undef ZSIP_SDP_RULE
};

/** The rule in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_rule_info *zsip_sdp_rule_at(size_t index);

#define ZSIP_SDP_NO_LINE ((size_t)-1)

/** One finding. */
struct zsip_sdp_finding {
	const struct zsip_rule_info *rule;
	/** Index into sdp->lines; ZSIP_SDP_NO_LINE for the description as a
	 *  whole. */
	size_t line;
	/** The bytes it is about, offset from sdp->text.ptr. */
	size_t offset, len;
	/** What went wrong there, where the rule is about grammar. */
	struct zsip_error error;
	/** Quirks that would have let pass what is wrong here; with the rule
	 *  `sdp-quirk` those that did (enum zsip_quirk). */
	uint64_t quirks;
};

/** What a description is to its receiver (RFC 3264): some rules are about
 *  offers or answers alone. */
enum zsip_sdp_role {
	ZSIP_SDP_ROLE_UNKNOWN,
	ZSIP_SDP_ROLE_OFFER,
	ZSIP_SDP_ROLE_ANSWER
};

/**
 * Check a session description against the rules 500 to 699 of
 * zsip_sdp_rules.def.
 *
 * Works on whatever zsip_sdp_parse() made of the description, also when it
 * failed; what stands behind line 65535 is not looked at.  Findings come in no
 * promised order.  The work is linear in the length of the description: what
 * has to be unique is compared with so many of its like, then no more
 * (ZSIP_SDP_COMPARED).
 *
 * @param report  called once a finding; the finding lives until it returns
 * @param user    handed to `report`
 * @return the number of findings reported; 0 without `report`
 */
ZSIP_API size_t zsip_sdp_check(
        const struct zsip_sdp *sdp, enum zsip_sdp_role role,
        void (*report)(void *user, const struct zsip_sdp_finding *finding),
        void *user);

/** How many mids of a description, and how many identifiers in one media
 *  description (of sources, candidates, header extensions ...), are compared
 *  with each other. */
#define ZSIP_SDP_COMPARED 256

#ifdef __cplusplus
}
#endif

#endif
