/*
 * The table of rules, and how a finding is reported.
 */
#include "checker.h"

static const struct zsip_rule_info rules[] = {
#define ZSIP_RULE(number, id, name, severity, code, rfc, text, known)          \
	{number, code, ZSIP_SEVERITY_##severity, name, rfc, text, known},
#include "zsip_rules.def"
#undef ZSIP_RULE
};

enum rule_row {
#define ZSIP_RULE(number, id, name, severity, code, rfc, text, known) ROW_##id,
#include "zsip_rules.def"
#undef ZSIP_RULE
	ROWS
};

static const uint8_t rows[] = {
#define ZSIP_RULE(number, id, name, severity, code, rfc, text, known)          \
	[number] = ROW_##id,
#include "zsip_rules.def"
#undef ZSIP_RULE
};

const struct zsip_rule_info *zsip_rule_at(size_t index)
{
	return index < ROWS ? &rules[index] : NULL;
}

size_t zsip_check_offset(const struct checker *c, const char *at)
{
	return (size_t)(at - c->msg->text.ptr);
}

static void report(struct checker *c, enum zsip_rule rule, struct zsip_slice at,
                   const struct zsip_error *error, uint16_t code)
{
	const struct zsip_rule_info *info = &rules[rows[rule]];
	struct zsip_finding finding = {
	        .rule = info,
	        .field = c->field,
	        .offset = zsip_check_offset(c, at.ptr),
	        .len = at.len,
	        .error = *error,
	        .quirks = c->quirks,
	};

	if (c->answerable && code != 0) {
		finding.code = code;
		finding.reason = zsip_reason_phrase(code);
	}
	c->found++;
	c->report(c->user, &finding);
}

void zsip_check_report(struct checker *c, enum zsip_rule rule,
                       struct zsip_slice at, const struct zsip_error *error)
{
	report(c, rule, at, error, rules[rows[rule]].code);
}

void zsip_check_report_code(struct checker *c, enum zsip_rule rule,
                            struct zsip_slice at, uint16_t code)
{
	const struct zsip_error none = {ZSIP_OK, zsip_check_offset(c, at.ptr),
	                                ""};

	report(c, rule, at, &none, code);
}

void zsip_check_report_at(struct checker *c, enum zsip_rule rule,
                          struct zsip_slice at)
{
	zsip_check_report_code(c, rule, at, rules[rows[rule]].code);
}
