/* The rules of parser/abnf_core.rl, one by one. */

#ifndef ZSIP_TESTS_GRAMMAR_RULES_H
#define ZSIP_TESTS_GRAMMAR_RULES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Does the whole text match a rule?
 *
 * @param rule    a name from grammar_rules.def
 * @param offset  out; the first byte that cannot be right: len when the text
 *                matches or ends too early, SIZE_MAX when there is no such rule
 */
bool grammar_rule_match(const char *rule, const char *text, size_t len,
                        size_t *offset);

#endif
