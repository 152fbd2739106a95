#include "lint/explain.h"
#include <string.h>

static const struct explanation explanations[] = {
#define EXPLANATION(rule, words, option, wrong, right)                         \
	{rule, words, option, wrong, right},
#include "explanations.h"
#undef EXPLANATION
};

const struct explanation *explanation_find(const char *rule)
{
	for (size_t i = 0; i < sizeof(explanations) / sizeof(*explanations);
	     i++) {
		if (strcmp(explanations[i].rule, rule) == 0)
			return &explanations[i];
	}
	return NULL;
}

/* The row of the rule's table. */
static void print_rule(FILE *out, const struct zsip_rule_info *rule)
{
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

static void print_lines(FILE *out, const char *lines, int indent)
{
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		/* No blanks at the end of a line. */
		fprintf(out, "%*s%.*s\n", len != 0 ? indent : 0, "", (int)len,
		        lines);
		lines += len + 1;
	}
}

static void print_example(FILE *out, const char *heading, const char *option,
                          const char *lines)
{
	fprintf(out, "  %s%s%s:\n", heading, *option != '\0' ? ", with " : "",
	        option);
	print_lines(out, lines, 4);
}

void rule_explain(FILE *out, const char *name)
{
	const struct zsip_rule_info *rule =
	        rule_at(rule_find(zsip_slice_from(name)));
	const struct explanation *explanation = explanation_find(name);

	print_rule(out, rule);
	if (explanation == NULL)
		return;
	fputc('\n', out);
	print_lines(out, explanation->words, 2);
	fputc('\n', out);
	print_example(out, "wrong", explanation->option, explanation->wrong);
	print_example(out, "right", explanation->option, explanation->right);
}
