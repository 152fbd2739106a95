/* The rules of parser/abnf_core.rl against tests/vectors/rule. */

#include <check.h>
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grammar_rules.h"
#include "tally.h"
#include "vectors.h"

#define RULE_DIR ZSIP_SOURCE_DIR "/tests/vectors/rule"

Suite *rules_suite(void);

static const char *const rules[] = {
#define RULE(rule) #rule,
#include "grammar_rules.def"
#undef RULE
};

enum { RULES = sizeof(rules) / sizeof(rules[0]) };

static bool is_rule(const char *name, size_t len)
{
	for (size_t i = 0; i < RULES; i++)
		if (strlen(rules[i]) == len && memcmp(rules[i], name, len) == 0)
			return true;
	return false;
}

/* "@OFFSET" */
static bool read_offset(const char *s, size_t *offset)
{
	char *end;

	if (s == NULL || s[0] != '@' || !isdigit((unsigned char)s[1]))
		return false;
	errno = 0;
	*offset = strtoul(s + 1, &end, 10);
	return *end == '\0' && errno == 0;
}

/* What is wrong with a vector or with the rule; false if nothing is. */
static bool complain(const char *rule, const struct vector *v, char *why,
                     size_t size)
{
	bool ok = strcmp(v->verdict, "ok") == 0;
	size_t expected = v->len;
	size_t offset;
	bool match;

	if (ok && v->expected != NULL) {
		snprintf(why, size, "ok takes no \"=>\"");
		return true;
	}
	if (!ok &&
	    (!read_offset(v->expected, &expected) || expected > v->len)) {
		snprintf(why, size, "bad wants \"=> @OFFSET\" in the text");
		return true;
	}
	match = grammar_rule_match(rule, v->text, v->len, &offset);
	if (match == ok && offset == expected)
		return false;
	snprintf(why, size, "%s: expected %s at %zu, got %s at %zu", rule,
	         ok ? "a match" : "none", expected, match ? "a match" : "none",
	         offset);
	return true;
}

/* Tries every vector of a rule; adds to *count, returns the failures. */
static unsigned try_rule(const char *rule, unsigned *count)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char path[256];
	char why[256];
	unsigned failures = 0;

	snprintf(path, sizeof(path), RULE_DIR "/%s.txt", rule);
	if (!vectors_open(&file, path, "ok bad")) {
		fprintf(stderr, "%s\n", file.error);
		return 1;
	}
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		++*count;
		if (result == VECTOR_ERROR) {
			fprintf(stderr, "%s\n", file.error);
			failures++;
		} else if (complain(rule, &v, why, sizeof(why))) {
			fprintf(stderr, "%s:%u: %s\n", path, v.line, why);
			failures++;
		}
	}
	vectors_close(&file);
	return failures;
}

START_TEST(every_vector_passes)
{
	unsigned failures = 0;
	unsigned count = 0;

	for (size_t i = 0; i < RULES; i++)
		failures += try_rule(rules[i], &count);
	ck_assert_msg(failures == 0, "%u of %u vectors fail", failures, count);
	tally("rules", "rules of the grammar", RULES);
	tally_vectors("rule", count);
}
END_TEST

/* A rule that takes everything says so in a comment: "# no bad: why". */
static bool excuses(const struct vector_file *file)
{
	const char *at = strstr(file->data, "# no bad: ");

	return at != NULL && (at == file->data || at[-1] == '\n') &&
	       !isspace((unsigned char)at[10]);
}

/* Returns what a rule's vectors lack, NULL if nothing. */
static const char *lacks(const char *rule)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char path[256];
	bool ok = false;
	bool bad;

	snprintf(path, sizeof(path), RULE_DIR "/%s.txt", rule);
	if (!vectors_open(&file, path, "ok bad"))
		return "vectors";
	bad = excuses(&file);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		if (result == VECTOR_LINE && strcmp(v.verdict, "ok") == 0)
			ok = true;
		else if (result == VECTOR_LINE)
			bad = true;
	}
	vectors_close(&file);
	return !ok ? "an ok vector" : !bad ? "a bad vector" : NULL;
}

START_TEST(every_rule_has_vectors)
{
	unsigned failures = 0;

	for (size_t i = 0; i < RULES; i++) {
		const char *what = lacks(rules[i]);

		if (what != NULL) {
			fprintf(stderr, RULE_DIR "/%s.txt:0: lacks %s\n",
			        rules[i], what);
			failures++;
		}
	}
	ck_assert_msg(failures == 0, "%u rules lack vectors", failures);
}
END_TEST

START_TEST(every_file_belongs_to_a_rule)
{
	struct vector_dir dir;
	char rule[64];
	unsigned failures = 0;

	ck_assert_msg(vectors_dir_open(&dir, RULE_DIR), RULE_DIR ": %s",
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++) {
		if (!vectors_subject(dir.names[i], rule, sizeof(rule)) ||
		    !is_rule(rule, strlen(rule))) {
			fprintf(stderr, RULE_DIR "/%s:0: no such rule\n",
			        dir.names[i]);
			failures++;
		}
	}
	vectors_dir_close(&dir);
	ck_assert_msg(failures == 0, "%u files without a rule", failures);
}
END_TEST

/* How much of a line is blank, and then how much is a name. */
static size_t name_at(const char *line, size_t *len)
{
	size_t start = strspn(line, " \t");

	*len = 0;
	while (isalnum((unsigned char)line[start + *len]) ||
	       line[start + *len] == '_')
		++*len;
	return start;
}

/* "NAME =": the rule's name, NULL if the line defines none. */
static const char *defined_rule(const char *line, size_t *len)
{
	size_t start = name_at(line, len);
	const char *after = line + start + *len;

	after += strspn(after, " \t");
	return *len > 0 && *after == '=' ? line + start : NULL;
}

/* Counts the rules of a grammar file, and those that are not listed. */
static unsigned count_rules(const char *path, unsigned *unlisted)
{
	FILE *in = fopen(path, "r");
	char line[256];
	const char *name;
	size_t len;
	unsigned number = 0;
	unsigned found = 0;

	ck_assert_msg(in != NULL, "%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), in) != NULL) {
		number++;
		name = defined_rule(line, &len);
		found += name != NULL;
		if (name != NULL && !is_rule(name, len)) {
			fprintf(stderr,
			        "%s:%u: %.*s is not in grammar_rules.def\n",
			        path, number, (int)len, name);
			++*unlisted;
		}
	}
	fclose(in);
	return found;
}

START_TEST(every_rule_is_listed)
{
	unsigned unlisted = 0;
	unsigned found = 0;

	found += count_rules(ZSIP_SOURCE_DIR "/parser/abnf_crlf.rl", &unlisted);
	found += count_rules(ZSIP_SOURCE_DIR "/parser/abnf_core.rl", &unlisted);
	ck_assert_msg(unlisted == 0, "%u rules not listed", unlisted);
	ck_assert_uint_eq(found, RULES);
}
END_TEST

/* "t_NAME := NAME;": false if the two names differ. */
static bool is_own_entry(const char *line)
{
	size_t len;
	size_t target_len;
	size_t start = name_at(line, &len);
	const char *name = line + start;
	const char *target;

	if (strncmp(name, "t_", 2) != 0 || strncmp(name + len, " := ", 4) != 0)
		return true;
	target = name + len + 4;
	target += name_at(target, &target_len);
	return target_len == len - 2 && memcmp(target, name + 2, len - 2) == 0;
}

START_TEST(every_entry_is_its_own_rule)
{
	static const char path[] = ZSIP_SOURCE_DIR "/tests/grammar_rules.rl";
	FILE *in = fopen(path, "r");
	char line[256];
	unsigned number = 0;
	unsigned failures = 0;

	ck_assert_msg(in != NULL, "%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), in) != NULL) {
		number++;
		if (!is_own_entry(line)) {
			fprintf(stderr, "%s:%u: another rule's machine\n", path,
			        number);
			failures++;
		}
	}
	fclose(in);
	ck_assert_msg(failures == 0, "%u entry points go astray", failures);
}
END_TEST

START_TEST(an_unknown_rule_matches_nothing)
{
	size_t offset;

	ck_assert(!grammar_rule_match("no_such_rule", "x", 1, &offset));
	ck_assert(offset == SIZE_MAX);
}
END_TEST

Suite *rules_suite(void)
{
	Suite *suite = suite_create("rules");
	TCase *tc = tcase_create("rules");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_rule_is_listed);
	tcase_add_test(tc, every_entry_is_its_own_rule);
	tcase_add_test(tc, every_rule_has_vectors);
	tcase_add_test(tc, every_file_belongs_to_a_rule);
	tcase_add_test(tc, an_unknown_rule_matches_nothing);
	tcase_add_test(tc, every_vector_passes);
	suite_add_tcase(suite, tc);
	return suite;
}
