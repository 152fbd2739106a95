/*
 * What the checks of session descriptions share.
 */
#ifndef ZSIP_SDP_CHECKER_H
#define ZSIP_SDP_CHECKER_H

#include "sdp_internal.h"
#include "zsip_sdp_check.h"

#pragma GCC visibility push(hidden)

/* One check at work. */
struct sdp_checker {
	const struct zsip_sdp *sdp;
	enum zsip_sdp_role role;
	void (*report)(void *user, const struct zsip_sdp_finding *finding);
	void *user;
	size_t found;
	size_t line; /* that is looked at now: an index, or ZSIP_SDP_NO_LINE */
	uint64_t quirks; /* of the findings that are reported now */
};

/* sdp_rules.c: report bytes of the line at hand, in the second form with what
 * went wrong there. */
void zsip_sdp_report(struct sdp_checker *c, enum zsip_sdp_rule rule,
                     struct zsip_slice at);
void zsip_sdp_report_error(struct sdp_checker *c, enum zsip_sdp_rule rule,
                           struct zsip_slice at,
                           const struct zsip_error *error);

/* sdp_check_lines.c: lines, their order and their grammar. */
void zsip_sdp_check_lines(struct sdp_checker *c);

#pragma GCC visibility pop

#endif
