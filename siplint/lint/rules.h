/*
 * The rules of the library and those of siplint in one numbering.
 */
#ifndef SIPLINT_RULES_H
#define SIPLINT_RULES_H

#include "base/base.h"
#include "zsip_flow.h"
#include "zsip_sdp.h"

/* About files and about how messages travelled: siplint_rules.def. */
enum own_rule {
#define SIPLINT_RULE(id, name, severity, rfc, text) OWN_RULE_##id,
#include "lint/siplint_rules.def"
#undef SIPLINT_RULE
	OWN_RULES
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

#define FIRST_SDP_RULE  (OWN_RULES + MESSAGE_RULES)
#define FIRST_FLOW_RULE (FIRST_SDP_RULE + SDP_RULES)
#define MAX_RULES       (FIRST_FLOW_RULE + FLOW_RULES)

#define RULE_NONE ((size_t)-1)

/* Of a rule's RFCs and sections in text. */
#define RULE_RFC_TEXT 128

/* What a project wants of a rule. */
struct rule_choice {
	bool is_disabled;
	bool is_chosen;   /* by --rule */
	uint8_t severity; /* enum zsip_severity */
};

/* @return NULL past the last one */
const struct zsip_rule_info *rule_at(size_t index);
const struct zsip_rule_info *rule_own(enum own_rule rule);
/* @return RULE_NONE if there is none of this name */
size_t rule_find(struct zsip_slice name);
size_t rule_index(const struct zsip_rule_info *rule);
/* All of them enabled, with the severities of their tables. */
void rules_init(struct rule_choice choices[MAX_RULES]);
/* "RFC 3261 20, RFC 8217"
 * @return text */
const char *rule_rfc_text(char text[RULE_RFC_TEXT],
                          const struct zsip_rule_info *rule);
void rule_print_rfc(FILE *out, const struct zsip_rule_info *rule);
void rules_list(FILE *out, const struct rule_choice choices[MAX_RULES]);

/* quirks.c: the quirks of the library. */

/* @return NULL if there is none of this name */
const struct zsip_quirk_info *quirk_find(const char *name);
void quirks_list(FILE *out);
void quirk_explain(FILE *out, const struct zsip_quirk_info *quirk);
/* "a", "a, b" */
void quirks_print(FILE *out, uint64_t quirks);

#endif
