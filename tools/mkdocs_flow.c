/*
 * The rules of call flows, in the page on rules.
 */
#include <stdio.h>

#include "mkdocs.h"

static struct rule_row rules[] = {
#define ZSIP_FLOW_RULE(number, id, name, severity, rfc, text)                  \
	{name, #severity, rfc, text},
#include "zsip_flow_rules.def"
#undef ZSIP_FLOW_RULE
};

void flow_section(void)
{
	SORT(rules);
	printf("\n## Call flows\n\n"
	       "What `zsip_flow_add()` and `zsip_flow_end()` look for between "
	       "the messages of one call:\n%zu rules. Each finding names the "
	       "message at fault and the one that it is held against.\n\n",
	       COUNT(rules));
	rule_rows(rules, COUNT(rules));
}
