/*
 * What was counted.
 */
#include "lint/tally.h"

void tally_add(struct tally *tally, const struct report *report)
{
	tally->by_rule[rule_index(report->rule)]++;
	tally->by_severity[report->severity]++;
	tally->total++;
}

void tally_merge(struct tally *tally, const struct tally *other)
{
	tally->files += other->files;
	tally->messages += other->messages;
	tally->troubles += other->troubles;
	for (size_t i = 0; i < MAX_RULES; i++)
		tally->by_rule[i] += other->by_rule[i];
	for (int i = 0; i <= ZSIP_SEVERITY_ERROR; i++)
		tally->by_severity[i] += other->by_severity[i];
	tally->total += other->total;
}
