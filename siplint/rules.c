/*
 * The rules of the library and those of siplint in one numbering: which are
 * switched off, and how often each was broken.
 */
#include "siplint.h"
#include "zsip_flow.h"
#include <string.h>

static const struct zsip_rule_info file_rules[] = {
#define SIPLINT_RULE(id, name, severity, rfc, text)                            \
	{0, 0, ZSIP_SEVERITY_##severity, name, rfc, text, ""},
#include "siplint_rules.def"
#undef SIPLINT_RULE
};

/* The rules of the library: on messages, on session descriptions, on calls. */
enum message_rule {
#define ZSIP_RULE(number, id, name, severity, code, rfc, text, known)          \
	MESSAGE_RULE_##id,
#include "zsip_rules.def"
#undef ZSIP_RULE
	MESSAGE_RULES
};

enum sdp_rule {
#define ZSIP_SDP_RULE(number, id, name, severity, rfc, text) SDP_RULE_##id,
#include "zsip_sdp_rules.def"
#undef ZSIP_SDP_RULE
	SDP_RULES
};

enum flow_rule {
#define ZSIP_FLOW_RULE(number, id, name, severity, rfc, text) FLOW_RULE_##id,
#include "zsip_flow_rules.def"
#undef ZSIP_FLOW_RULE
	FLOW_RULES
};

#define FIRST_SDP_RULE  (FILE_RULE_COUNT + MESSAGE_RULES)
#define FIRST_FLOW_RULE (FIRST_SDP_RULE + SDP_RULES)
#define MAX_RULES       (FIRST_FLOW_RULE + FLOW_RULES)

static struct {
	bool disabled;
	size_t count;
} states[MAX_RULES + 1]; /* the last one for what is none of them */

static size_t total; /* findings */

/* Those of siplint come first: their number is known. */
const struct zsip_rule_info *rule_at(size_t index)
{
	if (index < FILE_RULE_COUNT)
		return &file_rules[index];
	if (index < FIRST_SDP_RULE)
		return zsip_rule_at(index - FILE_RULE_COUNT);
	if (index < FIRST_FLOW_RULE)
		return zsip_sdp_rule_at(index - FIRST_SDP_RULE);
	return zsip_flow_rule_at(index - FIRST_FLOW_RULE);
}

const struct zsip_rule_info *rule_of_file(enum file_rule rule)
{
	return &file_rules[rule];
}

size_t rule_find(struct zsip_slice name)
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++) {
		if (zsip_slice_equal(name, zsip_slice_from(rule->name)))
			return i;
	}
	return RULE_NONE;
}

/* Rules of the library have numbers, those of siplint none. */
static size_t index_of(const struct zsip_rule_info *wanted)
{
	const struct zsip_rule_info *rule;
	size_t i = 0;

	while ((rule = rule_at(i)) != NULL && rule != wanted)
		i++;
	return i;
}

void rule_disable(size_t index)
{
	states[index].disabled = true;
}

bool rule_is_disabled(const struct zsip_rule_info *rule)
{
	return states[index_of(rule)].disabled;
}

void rule_count(const struct zsip_rule_info *rule)
{
	states[index_of(rule)].count++;
	total++;
}

void rules_list(FILE *out)
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++)
		fprintf(out, "%-29s %-8s %s\n", rule->name,
		        zsip_severity_name(rule->severity), rule->text);
}

/* A number of an RFC, where a section could be: four digits without a dot. */
static bool is_rfc_number(const char *p)
{
	size_t len = strspn(p, "0123456789");

	return len >= 4 && p[len] != '.';
}

void rule_print_rfc(FILE *out, const struct zsip_rule_info *rule)
{
	const char *p = rule->rfc;

	for (; *p != '\0'; p++) {
		if ((p == rule->rfc || p[-1] == ' ') && is_rfc_number(p))
			fputs("RFC ", out);
		fputc(*p, out);
	}
}

void rule_explain(FILE *out, const char *name)
{
	const struct zsip_rule_info *rule =
	        rule_at(rule_find(zsip_slice_from(name)));

	fprintf(out, "%s: %s\n  %s\n  ", rule->name,
	        zsip_severity_name(rule->severity), rule->text);
	rule_print_rfc(out, rule);
	fputc('\n', out);
	if (rule->code != 0)
		fprintf(out, "  answer: %u %s\n", rule->code,
		        zsip_reason_phrase(rule->code));
	if (*rule->known != '\0')
		fprintf(out, "  known from: %s\n", rule->known);
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void count_severities(size_t counts[3])
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++)
		counts[rule->severity] += states[i].count;
}

size_t rules_total(void)
{
	return total;
}

bool rules_any_above_note(void)
{
	size_t counts[3] = {0};

	count_severities(counts);
	return counts[ZSIP_SEVERITY_WARNING] + counts[ZSIP_SEVERITY_ERROR] != 0;
}

static void list_counts(FILE *out, int severity)
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++) {
		if (rule->severity == severity && states[i].count != 0)
			fprintf(out, "%7zu  %-8s %s\n", states[i].count,
			        zsip_severity_name(severity), rule->name);
	}
}

void rules_summary(FILE *out, size_t files, size_t messages)
{
	size_t counts[3] = {0};

	count_severities(counts);
	for (int i = ZSIP_SEVERITY_ERROR; i >= ZSIP_SEVERITY_NOTE; i--)
		list_counts(out, i);
	fprintf(out, "%zu file%s, %zu message%s: ", files, plural(files),
	        messages, plural(messages));
	if (total == 0)
		fputs("nothing found\n", out);
	else
		fprintf(out, "%zu error%s, %zu warning%s, %zu note%s\n",
		        counts[2], plural(counts[2]), counts[1],
		        plural(counts[1]), counts[0], plural(counts[0]));
}
