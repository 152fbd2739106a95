/*
 * What the rules are about, at length: siplint/explain.
 */
#ifndef SIPLINT_EXPLAIN_H
#define SIPLINT_EXPLAIN_H

#include "lint/rules.h"

/* All in lines, each with its end. */
struct explanation {
	const char *rule;
	const char *words;  /* what is asked for, and why */
	const char *option; /* that the examples need, else "" */
	const char *wrong,
	        *right; /* examples, in the form of tests/example.h */
};

/* @return NULL if there is none of this rule */
const struct explanation *explanation_find(const char *rule);
/* All that is known of a rule that there is. */
void rule_explain(FILE *out, const char *name);

#endif
