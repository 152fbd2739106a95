/*
 * The table of rules, and how a finding is reported.
 */
#include "flow.h"

static const struct zsip_rule_info rules[] = {
#define ZSIP_FLOW_RULE(number, id, name, severity, rfc, text)                  \
	{number, 0, ZSIP_SEVERITY_##severity, name, rfc, text, ""},
#include "zsip_flow_rules.def"
#undef ZSIP_FLOW_RULE
};

enum rule_row {
#define ZSIP_FLOW_RULE(number, id, name, severity, rfc, text) ROW_##id,
#include "zsip_flow_rules.def"
#undef ZSIP_FLOW_RULE
	ROWS
};

enum { FIRST_RULE = 800 };

static const uint8_t rows[] = {
#define ZSIP_FLOW_RULE(number, id, name, severity, rfc, text)                  \
	[number - FIRST_RULE] = ROW_##id,
#include "zsip_flow_rules.def"
#undef ZSIP_FLOW_RULE
};

const struct zsip_rule_info *zsip_flow_rule_at(size_t index)
{
	return index < ROWS ? &rules[index] : NULL;
}

void zsip_flow_tell(const struct zsip_flow *flow, enum zsip_flow_rule rule,
                    uint32_t message, struct zsip_flow_span span,
                    uint32_t other, struct zsip_flow_span other_span,
                    void (*report)(void *user,
                                   const struct zsip_flow_finding *finding),
                    void *user)
{
	const struct zsip_flow_message *rec = &flow->messages[message];
	struct zsip_flow_finding finding = {
	        .rule = &rules[rows[rule - FIRST_RULE]],
	        .message = message,
	        .other = other};

	if (report == NULL)
		return;
	finding.bytes = zsip_flow_slice(
	        rec, zsip_flow_has(span) ? span : rec->start_line);
	if (other != ZSIP_FLOW_NONE)
		finding.other_bytes =
		        zsip_flow_slice(&flow->messages[other], other_span);
	report(user, &finding);
}

void zsip_flow_find(const struct flow_step *s, enum zsip_flow_rule rule,
                    struct zsip_flow_span span, uint32_t other,
                    struct zsip_flow_span other_span)
{
	zsip_flow_tell(s->flow, rule, s->index, span, other, other_span,
	               s->report, s->user);
}
