/*
 * What was found on the session descriptions that were met lately: the same
 * bytes, sent again or passed on, break the same rules.
 */
#ifndef SIPLINT_VERDICTS_H
#define SIPLINT_VERDICTS_H

#include "lint/copy.h"
#include "zsip_sdp.h"

enum { VERDICT_FINDINGS = 8 };

/* All that a verdict depends on. */
struct plea {
	struct zsip_slice text;
	struct zsip_slice offer; /* that it answers; absent without one */
	enum zsip_sdp_role role;
	uint64_t quirks; /* that are allowed */
};

struct verdict {
	struct copy text, offer;
	bool has_offer;
	enum zsip_sdp_role role;
	uint64_t quirks;
	struct zsip_sdp_finding findings[VERDICT_FINDINGS];
	size_t count; /* there may be more than there is room for */
};

struct verdicts;

struct verdicts *verdicts_start(void);
void verdicts_end(struct verdicts *verdicts);
/* @return NULL if there is none */
const struct verdict *verdict_find(const struct verdicts *verdicts,
                                   const struct plea *plea);
/* One for what is found now; the oldest is forgotten.
 * @return NULL for what is too long to be kept */
struct verdict *verdict_begin(struct verdicts *verdicts,
                              const struct plea *plea);
void verdict_add(struct verdict *verdict,
                 const struct zsip_sdp_finding *finding);

#endif
