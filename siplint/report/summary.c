/*
 * Equal findings, counted: a table for the eye, the worst first.
 */
#include "report/summary.h"
#include "base/show.h"
#include <stdlib.h>

/* Cells of a line, and of what stands before the names. */
enum { SCREEN = 80, BEFORE_NAMES = 19, GAP = 2 };

struct columns {
	size_t rule, agent, source; /* cells */
};

static const struct group heading = {
        .agent = {"user agent", sizeof("user agent") - 1},
        .source = {"source", sizeof("source") - 1},
};

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static struct zsip_slice agent_of(const struct group *group)
{
	if (group->is_others)
		return zsip_slice_from("(others)");
	return group->agent.ptr != NULL ? group->agent : zsip_slice_from("-");
}

static struct zsip_slice source_of(const struct group *group)
{
	return group->is_others ? zsip_slice_from("(others)") : group->source;
}

static void widen(size_t *column, struct zsip_slice text)
{
	size_t cells = count_cells(text);

	if (*column < cells)
		*column = cells;
}

/* As wide as their texts; where that is too much for a line, the two that are
 * no names of rules share it. */
static struct columns find_columns(const struct group *groups, size_t count)
{
	struct columns columns = {.rule = sizeof("rule") - 1};
	size_t room;

	widen(&columns.agent, heading.agent);
	widen(&columns.source, heading.source);
	for (size_t i = 0; i < count; i++) {
		widen(&columns.rule,
		      zsip_slice_from(rule_at(groups[i].rule)->name));
		widen(&columns.agent, agent_of(&groups[i]));
		widen(&columns.source, source_of(&groups[i]));
	}
	room = SCREEN - BEFORE_NAMES - columns.rule - 2 * GAP;
	if (columns.agent + columns.source <= room)
		return columns;
	if (columns.agent > room / 2)
		columns.agent = columns.source < room / 2
		                        ? room - columns.source
		                        : room / 2;
	columns.source = room - columns.agent;
	return columns;
}

static void print_name(FILE *out, struct zsip_slice name, size_t cells)
{
	size_t shown = show_fitted(out, name, cells);

	fprintf(out, "%*s", (int)(cells - shown + GAP), "");
}

static void print_names(FILE *out, const struct columns *columns,
                        const char *rule, struct zsip_slice agent,
                        struct zsip_slice source)
{
	print_name(out, zsip_slice_from(rule), columns->rule);
	print_name(out, agent, columns->agent);
	show_fitted(out, source, columns->source);
	fputc('\n', out);
}

static void print_group(FILE *out, const struct columns *columns,
                        const struct group *group)
{
	fprintf(out, "%7zu  ", group->count);
	paint(out, paint_of_severity(group->severity));
	fprintf(out, "%-8s", zsip_severity_name(group->severity));
	paint(out, PAINT_OFF);
	fprintf(out, "%*s", GAP, "");
	print_names(out, columns, rule_at(group->rule)->name, agent_of(group),
	            source_of(group));
}

static void print_groups(FILE *out, const struct groups *groups)
{
	size_t count, others = 0;
	struct group *sorted = groups_sorted(groups, &count);
	struct columns columns = find_columns(sorted, count);

	if (count != 0) {
		fprintf(out, "%7s  %-8s%*s", "count", "severity", GAP, "");
		print_names(out, &columns, "rule", heading.agent,
		            heading.source);
	}
	for (size_t i = 0; i < count; i++) {
		print_group(out, &columns, &sorted[i]);
		if (sorted[i].is_others)
			others += sorted[i].count;
	}
	if (others != 0)
		fprintf(out,
		        "(others): %zu finding%s of more user agents and "
		        "sources than can be told apart\n",
		        others, plural(others));
	free(sorted);
}

static void print_totals(FILE *out, const struct tally *tally)
{
	const size_t *counts = tally->by_severity;

	fprintf(out, "%zu file%s, %zu message%s: ", tally->files,
	        plural(tally->files), tally->messages, plural(tally->messages));
	if (tally->total == 0)
		fputs("nothing found\n", out);
	else
		fprintf(out, "%zu error%s, %zu warning%s, %zu note%s\n",
		        counts[2], plural(counts[2]), counts[1],
		        plural(counts[1]), counts[0], plural(counts[0]));
	if (tally->left_out != 0)
		fprintf(out, "%zu message%s not selected\n", tally->left_out,
		        plural(tally->left_out));
}

static void end(struct output *output, const struct tally *tally)
{
	print_groups(output->file, tally->groups);
	print_totals(output->file, tally);
}

const struct format summary_text = {.name = "text", .end = end};
