/*
 * --print-config: the options that hold, and where each of them comes from.
 */
#include "command/options.h"
#include "select/expression.h"
#include <string.h>

enum { FROM_COLUMN = 44 };

static void print_from(FILE *out, const struct asked *asked, size_t width)
{
	fprintf(out, "%*s # ",
	        width < FROM_COLUMN ? (int)(FROM_COLUMN - width) : 0, "");
	if (asked->is_standard) {
		fputs("default", out);
	} else if (asked->file == NULL) {
		fputs("command line", out);
	} else {
		show_text(out, zsip_slice_from(asked->file));
		fprintf(out, ":%zu", asked->line);
	}
	fputc('\n', out);
}

static void print_asked(FILE *out, const struct asked *asked)
{
	size_t width;

	width = (size_t)fprintf(out, "%s%s%s", asked->is_off ? "no-" : "",
	                        asked->row->name,
	                        asked->arg != NULL ? " = " : "");
	if (asked->arg != NULL) {
		show_text(out, zsip_slice_from(asked->arg));
		width += count_cells(zsip_slice_from(asked->arg));
	}
	print_from(out, asked, width);
}

/* The last one counts, unless each does. */
static void print_row(FILE *out, const struct settings *settings,
                      const struct option_row *row)
{
	const struct asked *last = NULL;

	for (size_t i = 0; i < settings->asked_count; i++) {
		const struct asked *asked = &settings->history[i];

		if (asked->row != row)
			continue;
		if (row->takes == TAKES_EACH)
			print_asked(out, asked);
		last = asked;
	}
	if (last != NULL && row->takes != TAKES_EACH)
		print_asked(out, last);
}

/* --- Of rules it is the outcome that counts */

static bool is_on_rules(const struct option_row *row)
{
	return row->topic == TOPIC_FINDINGS && row->takes == TAKES_EACH;
}

/* By its name, or a pattern. */
static bool names_rule(const struct asked *asked, const char *rule)
{
	struct zsip_slice name = {asked->arg, 0};

	if (!is_on_rules(asked->row))
		return false;
	name.len = strcspn(name.ptr, " \t=");
	return glob_matches(name, zsip_slice_from(rule), false);
}

/* What was last asked of a rule. */
static const struct asked *last_on(const struct settings *settings,
                                   const char *rule)
{
	for (size_t i = settings->asked_count; i > 0; i--) {
		if (names_rule(&settings->history[i - 1], rule))
			return &settings->history[i - 1];
	}
	return NULL;
}

static void print_rule(FILE *out, const struct settings *settings, size_t index)
{
	const struct rule_choice *choice = &settings->rules[index];
	const struct zsip_rule_info *rule = rule_at(index);
	const struct asked *asked = last_on(settings, rule->name);
	int width;

	if (asked == NULL)
		return;
	if (choice->is_disabled)
		width = fprintf(out, "disable = %s", rule->name);
	else if (choice->severity != (int)rule->severity)
		width = fprintf(out, "severity %s = %s", rule->name,
		                zsip_severity_name(choice->severity));
	else
		width = fprintf(out, "enable = %s", rule->name);
	print_from(out, asked, (size_t)width);
}

void config_print(FILE *out, const struct settings *settings)
{
	const struct option_row *row;

	for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
		if (!option_is_once(row) && !is_on_rules(row))
			print_row(out, settings, row);
	}
	for (size_t i = 0; i < MAX_RULES; i++)
		print_rule(out, settings, i);
}
