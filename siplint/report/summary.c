/*
 * What was found, counted: the worst first.
 */
#include "report/summary.h"

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void list_counts(FILE *out, const struct settings *settings,
                        const struct tally *tally, int severity)
{
	for (size_t i = 0; i < MAX_RULES; i++) {
		if (settings->rules[i].severity == severity &&
		    tally->by_rule[i] != 0)
			fprintf(out, "%7zu  %-8s %s\n", tally->by_rule[i],
			        zsip_severity_name(severity), rule_at(i)->name);
	}
}

void summary_print(FILE *out, const struct settings *settings,
                   const struct tally *tally)
{
	const size_t *counts = tally->by_severity;

	for (int i = ZSIP_SEVERITY_ERROR; i >= ZSIP_SEVERITY_NOTE; i--)
		list_counts(out, settings, tally, i);
	fprintf(out, "%zu file%s, %zu message%s: ", tally->files,
	        plural(tally->files), tally->messages, plural(tally->messages));
	if (tally->total == 0)
		fputs("nothing found\n", out);
	else
		fprintf(out, "%zu error%s, %zu warning%s, %zu note%s\n",
		        counts[2], plural(counts[2]), counts[1],
		        plural(counts[1]), counts[0], plural(counts[0]));
}
