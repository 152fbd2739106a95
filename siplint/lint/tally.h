/*
 * What was counted: findings by rule, and for --summary by what sent the
 * message and from where.
 */
#ifndef SIPLINT_TALLY_H
#define SIPLINT_TALLY_H

#include "lint/report.h"

struct tally {
	size_t files, messages;
	size_t troubles; /* with inputs */
	size_t by_rule[MAX_RULES];
	size_t by_severity[ZSIP_SEVERITY_ERROR + 1];
	size_t total;
};

void tally_add(struct tally *tally, const struct report *report);
/* Add what another one has counted. */
void tally_merge(struct tally *tally, const struct tally *other);

#endif
