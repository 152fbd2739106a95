/*
 * The rules of the library and those of siplint in one numbering.
 */
#include "lint/rules.h"
#include <string.h>

static const struct zsip_rule_info own_rules[] = {
#define SIPLINT_RULE(id, name, severity, rfc, text)                            \
	{0, 0, ZSIP_SEVERITY_##severity, name, rfc, text, ""},
#include "lint/siplint_rules.def"
#undef SIPLINT_RULE
};

/* Those of siplint come first. */
const struct zsip_rule_info *rule_at(size_t index)
{
	if (index < OWN_RULES)
		return &own_rules[index];
	if (index < FIRST_SDP_RULE)
		return zsip_rule_at(index - OWN_RULES);
	if (index < FIRST_FLOW_RULE)
		return zsip_sdp_rule_at(index - FIRST_SDP_RULE);
	return zsip_flow_rule_at(index - FIRST_FLOW_RULE);
}

const struct zsip_rule_info *rule_own(enum own_rule rule)
{
	return &own_rules[rule];
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

/* @return whether it is one of the `count` rules of a table */
static bool is_in(const struct zsip_rule_info *rule,
                  const struct zsip_rule_info *table, size_t count,
                  size_t *index)
{
	uintptr_t offset = (uintptr_t)rule - (uintptr_t)table;

	*index = offset / sizeof(*table);
	return *index < count;
}

size_t rule_index(const struct zsip_rule_info *rule)
{
	size_t index;

	if (is_in(rule, zsip_rule_at(0), MESSAGE_RULES, &index))
		return OWN_RULES + index;
	if (is_in(rule, zsip_sdp_rule_at(0), SDP_RULES, &index))
		return FIRST_SDP_RULE + index;
	if (is_in(rule, zsip_flow_rule_at(0), FLOW_RULES, &index))
		return FIRST_FLOW_RULE + index;
	is_in(rule, own_rules, OWN_RULES, &index);
	return index;
}

void rules_init(struct rule_choice choices[MAX_RULES])
{
	for (size_t i = 0; i < MAX_RULES; i++)
		choices[i] = (struct rule_choice){
		        .severity = (uint8_t)rule_at(i)->severity};
}

void rules_list(FILE *out, const struct rule_choice choices[MAX_RULES])
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++)
		fprintf(out, "%-29s %-8s %s\n", rule->name,
		        zsip_severity_name(choices[i].severity), rule->text);
}

/* A number of an RFC, where a section could be: four digits without a dot. */
static bool is_rfc_number(const char *p)
{
	size_t len = strspn(p, "0123456789");

	return len >= 4 && p[len] != '.';
}

const char *rule_rfc_text(char text[RULE_RFC_TEXT],
                          const struct zsip_rule_info *rule)
{
	const char *p = rule->rfc;
	char *to = text;

	for (; *p != '\0' && to + 5 < text + RULE_RFC_TEXT; p++) {
		if ((p == rule->rfc || p[-1] == ' ') && is_rfc_number(p)) {
			memcpy(to, "RFC ", 4);
			to += 4;
		}
		*to++ = *p;
	}
	*to = '\0';
	return text;
}

void rule_print_rfc(FILE *out, const struct zsip_rule_info *rule)
{
	char text[RULE_RFC_TEXT];

	fputs(rule_rfc_text(text, rule), out);
}
