/*
 * The table of rules on session descriptions, and how a finding is reported.
 */
#include "sdp_checker.h"

static const struct zsip_rule_info rules[] = {
#define ZSIP_SDP_RULE(number, id, name, severity, rfc, text)                   \
	{number, 0, ZSIP_SEVERITY_##severity, name, rfc, text, ""},
#include "zsip_sdp_rules.def"
#undef ZSIP_SDP_RULE
};

enum rule_row {
#define ZSIP_SDP_RULE(number, id, name, severity, rfc, text) ROW_##id,
#include "zsip_sdp_rules.def"
#undef ZSIP_SDP_RULE
	ROWS
};

#define FIRST_NUMBER 500

static const uint16_t rows[] = {
#define ZSIP_SDP_RULE(number, id, name, severity, rfc, text)                   \
	[number - FIRST_NUMBER] = ROW_##id,
#include "zsip_sdp_rules.def"
#undef ZSIP_SDP_RULE
};

const struct zsip_rule_info *zsip_sdp_rule_info(enum zsip_sdp_rule rule)
{
	return &rules[rows[rule - FIRST_NUMBER]];
}

const struct zsip_rule_info *zsip_sdp_rule_at(size_t index)
{
	return index < ROWS ? &rules[index] : NULL;
}

void zsip_sdp_report_error(struct sdp_checker *c, enum zsip_sdp_rule rule,
                           struct zsip_slice at, const struct zsip_error *error)
{
	const struct zsip_sdp_finding finding = {
	        .rule = zsip_sdp_rule_info(rule),
	        .line = c->line,
	        .offset = (size_t)(at.ptr - c->sdp->text.ptr),
	        .len = at.len,
	        .error = *error,
	        .quirks = c->quirks,
	};

	c->found++;
	c->report(c->user, &finding);
}

void zsip_sdp_report(struct sdp_checker *c, enum zsip_sdp_rule rule,
                     struct zsip_slice at)
{
	const struct zsip_error none = {
	        ZSIP_OK, (size_t)(at.ptr - c->sdp->text.ptr), ""};

	zsip_sdp_report_error(c, rule, at, &none);
}

void zsip_sdp_report_missing(struct sdp_checker *c, enum zsip_sdp_rule rule,
                             struct zsip_slice at, const char *what)
{
	const struct zsip_error error = {
	        ZSIP_E_MISSING, (size_t)(at.ptr - c->sdp->text.ptr), what};

	zsip_sdp_report_error(c, rule, at, &error);
}

void zsip_sdp_report_line(struct sdp_checker *c, enum zsip_sdp_rule rule,
                          const struct zsip_sdp_line *line)
{
	size_t at_hand = c->line;

	c->line = sdp_line_index(c, line);
	zsip_sdp_report(c, rule, line->text);
	c->line = at_hand;
}
