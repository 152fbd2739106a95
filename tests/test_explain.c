/*
 * What siplint explains of its rules (siplint/explain): there is something for
 * each; the wrong example breaks the rule, the right one does not, and neither
 * has an error or a warning beside it.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "checked.h"
#include "example.h"
#include "flow_run.h"
#include "siplint_run.h"
#include "tally.h"
#include "test_siplint.h"
#include "zsip_flow.h"
#include "zsip_sdp.h"

enum { LINES = 512, MEDIA = 64 };

static const struct explanation {
	const char *rule, *words, *option, *wrong, *right;
} explanations[] = {
#define EXPLANATION(rule, words, option, wrong, right)                         \
	{rule, words, option, wrong, right},
#include "explanations.h"
#undef EXPLANATION
};

enum { COUNT = sizeof(explanations) / sizeof(*explanations) };

static const struct zsip_rule_info own_rules[] = {
#define SIPLINT_RULE(id, name, severity, rfc, text)                            \
	{0, 0, ZSIP_SEVERITY_##severity, name, rfc, text, ""},
#include "lint/siplint_rules.def"
#undef SIPLINT_RULE
};

enum { OWN_RULES = sizeof(own_rules) / sizeof(*own_rules) };

static bool is_of(const struct zsip_rule_info *(*rule_at)(size_t index),
                  const char *name)
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++) {
		if (strcmp(rule->name, name) == 0)
			return true;
	}
	return false;
}

static bool is_own(const char *name)
{
	for (size_t i = 0; i < OWN_RULES; i++) {
		if (strcmp(own_rules[i].name, name) == 0)
			return true;
	}
	return false;
}

/* What an answer lacks it lacks without its offer, too. */
static const char *const twins[][2] = {
        {"sdp-answer-setup-missing", "sdp-no-setup"},
        {"sdp-answer-holdconn", "sdp-setup-answer"},
        {"sdp-answer-fingerprint", "sdp-no-fingerprint"},
        {"sdp-answer-crypto-missing", "sdp-no-key"},
        {"sdp-answer-sctp-port", "sdp-sctp-port"},
};

static bool are_twins(const char *rule, const char *other)
{
	for (size_t i = 0; i < sizeof(twins) / sizeof(*twins); i++) {
		if (strcmp(twins[i][0], rule) == 0 &&
		    strcmp(twins[i][1], other) == 0)
			return true;
	}
	return false;
}

/* What is found in an example. */
struct outcome {
	const char *rule;
	bool wrong;         /* it is to break the rule */
	bool broken;        /* it does */
	struct text others; /* errors and warnings of other rules */
};

static void note(struct outcome *outcome, const struct zsip_rule_info *rule)
{
	if (strcmp(rule->name, outcome->rule) == 0)
		outcome->broken = true;
	else if (rule->severity > ZSIP_SEVERITY_NOTE &&
	         !(outcome->wrong && are_twins(outcome->rule, rule->name)))
		text_add(&outcome->others, " %s", rule->name);
}

/* "--quirk=NAME", or "" */
static void set_options(struct zsip_options *options, const char *option)
{
	const struct zsip_quirk_info *quirk;

	*options = (struct zsip_options){.size = sizeof(*options)};
	if (*option == '\0')
		return;
	ck_assert_msg(strncmp(option, "--quirk=", 8) == 0, "%s", option);
	for (size_t i = 0; (quirk = zsip_quirk_at(i)) != NULL; i++) {
		if (strcmp(quirk->name, option + 8) == 0)
			options->quirks = quirk->bit;
	}
	ck_assert_msg(options->quirks != 0, "%s", option);
}

static void check_message(const struct explanation *explanation,
                          const struct example *example,
                          struct outcome *outcome)
{
	static struct checked checked;
	struct zsip_options options;
	struct text text = {0};

	set_options(&options, explanation->option);
	example_message(&text, example);
	checked_run(&checked, text.data, text.len, &options);
	ck_assert(!checked.astray && checked.count <= CHECKED_FINDINGS);
	for (size_t i = 0; i < checked.count; i++)
		note(outcome, checked.findings[i].rule);
	checked_free(&checked);
	text_free(&text);
}

/* Descriptions */

struct description {
	struct text text;
	struct zsip_options options;
	struct zsip_sdp sdp;
	struct zsip_sdp_line lines[LINES];
	struct zsip_sdp_media media[MEDIA];
};

static void note_description(void *user, const struct zsip_sdp_finding *finding)
{
	note(user, finding->rule);
}

static void check_description(struct description *it, enum zsip_sdp_role role,
                              struct outcome *outcome)
{
	zsip_sdp_init(&it->sdp, it->lines, LINES, it->media, MEDIA,
	              &it->options);
	zsip_sdp_parse(&it->sdp, it->text.data, it->text.len, NULL);
	zsip_sdp_check(&it->sdp, role, note_description, outcome);
}

static void check_offer_and_answer(const struct explanation *explanation,
                                   const struct example_parts *parts,
                                   struct outcome *outcome)
{
	static struct description offer, answer;

	offer.text = answer.text = (struct text){.data = NULL};
	set_options(&offer.options, explanation->option);
	answer.options = offer.options;
	if (parts->offer_count != 0) {
		example_description(&offer.text, parts->offer,
		                    parts->offer_count, false, 1);
		check_description(&offer, ZSIP_SDP_ROLE_OFFER, outcome);
	}
	if (parts->answer_count != 0) {
		example_description(&answer.text, parts->answer,
		                    parts->answer_count, true, 1);
		check_description(&answer, ZSIP_SDP_ROLE_ANSWER, outcome);
	}
	if (parts->offer_count != 0 && parts->answer_count != 0)
		zsip_sdp_check_answer(&offer.sdp, &answer.sdp, note_description,
		                      outcome);
	text_free(&offer.text);
	text_free(&answer.text);
}

static void check_descriptions(const struct explanation *explanation,
                               const struct example *example,
                               struct outcome *outcome)
{
	static struct description one;
	struct example_parts parts;

	example_parts(&parts, example);
	if (parts.offer_count + parts.answer_count != 0) {
		check_offer_and_answer(explanation, &parts, outcome);
		return;
	}
	one.text = (struct text){.data = NULL};
	set_options(&one.options, explanation->option);
	example_description(&one.text, example->lines, example->count, false,
	                    1);
	check_description(&one, ZSIP_SDP_ROLE_UNKNOWN, outcome);
	text_free(&one.text);
}

/* Calls */

struct call_check {
	struct flow_run run;
	struct flow_text messages[EXAMPLE_LINES];
	size_t count;
	struct outcome *outcome;
};

/* A message by itself has no fault. */
static void add_message(void *user, const char *lines)
{
	static struct checked checked;
	struct call_check *check = user;
	struct flow_text *message = &check->messages[check->count++];

	ck_assert_msg(flow_message(lines, message), "%s", lines);
	checked_run(&checked, message->text.data, message->text.len, NULL);
	for (size_t i = 0; i < checked.count; i++)
		note(check->outcome, checked.findings[i].rule);
	checked_free(&checked);
	flow_run_add(&check->run, message);
}

static void note_lines(struct outcome *outcome, char *findings)
{
	const struct zsip_rule_info *rule;

	for (char *line = strtok(findings, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		line[strcspn(line, " ")] = '\0';
		for (size_t i = 0; (rule = zsip_flow_rule_at(i)) != NULL; i++) {
			if (strcmp(rule->name, line) == 0)
				note(outcome, rule);
		}
	}
}

static void check_call(const struct explanation *explanation,
                       const struct example *example, struct outcome *outcome)
{
	static struct call_check check;
	const char *fault;

	check.count = 0;
	check.outcome = outcome;
	flow_run_open(&check.run);
	fault = example_call(example, add_message, &check);
	ck_assert_msg(fault == NULL, "%s: %s", explanation->rule, fault);
	flow_run_end(&check.run);
	if (check.run.count != 0)
		note_lines(outcome, check.run.findings.data);
	flow_run_close(&check.run);
	for (size_t i = 0; i < check.count; i++)
		text_free(&check.messages[i].text);
}

/* Files */

static const struct zsip_rule_info *any_rule(const char *name)
{
	const struct zsip_rule_info *(*const tables[])(size_t index) = {
	        zsip_rule_at, zsip_sdp_rule_at, zsip_flow_rule_at};
	const struct zsip_rule_info *rule;

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		for (size_t j = 0; (rule = tables[i](j)) != NULL; j++) {
			if (strcmp(rule->name, name) == 0)
				return rule;
		}
	}
	for (size_t i = 0; i < OWN_RULES; i++) {
		if (strcmp(own_rules[i].name, name) == 0)
			return &own_rules[i];
	}
	return NULL;
}

/* "PLACE: SEVERITY: TEXT [RULE, RFC]" */
static void note_printed(struct outcome *outcome, char *printed)
{
	for (char *line = strtok(printed, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		char *name = strrchr(line, '[');
		const struct zsip_rule_info *rule;

		if (name == NULL)
			continue;
		name[strcspn(name, ",")] = '\0';
		rule = any_rule(name + 1);
		if (rule != NULL)
			note(outcome, rule);
	}
}

static void write_file(FILE *file, const struct example *example)
{
	struct text text = {0};

	if (example_is_capture(example)) {
		ck_assert_ptr_null(example_capture(file, example));
		return;
	}
	example_message(&text, example);
	ck_assert_uint_eq(fwrite(text.data, 1, text.len, file), text.len);
	text_free(&text);
}

static void check_file(const struct explanation *explanation,
                       const struct example *example, struct outcome *outcome)
{
	FILE *file = tmpfile();
	char *printed;
	int status;

	ck_assert_ptr_nonnull(file);
	write_file(file, example);
	printed = siplint_run("%2$s --ladder=none - <&%1$d", file, &status);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) < 2, "%s",
	              explanation->rule);
	note_printed(outcome, printed);
	free(printed);
	fclose(file);
}

/* Whether an example is as it should be. */
static bool holds(const struct explanation *explanation, bool wrong,
                  void (*check)(const struct explanation *explanation,
                                const struct example *example,
                                struct outcome *outcome))
{
	struct outcome outcome = {.rule = explanation->rule, .wrong = wrong};
	struct example example;
	bool good;

	ck_assert(example_open(&example, wrong ? explanation->wrong
	                                       : explanation->right));
	check(explanation, &example, &outcome);
	good = outcome.broken == wrong && outcome.others.len == 0;
	if (!good)
		fprintf(stderr, "%s: %s example:%s%s\n", explanation->rule,
		        wrong ? "wrong" : "right",
		        outcome.broken ? " found" : " not found",
		        text_get(&outcome.others));
	text_free(&outcome.others);
	example_close(&example);
	return good;
}

static unsigned check_all(bool (*is_meant)(const char *rule),
                          void (*check)(const struct explanation *explanation,
                                        const struct example *example,
                                        struct outcome *outcome))
{
	unsigned failures = 0, examples = 0;

	for (size_t i = 0; i < COUNT; i++) {
		if (!is_meant(explanations[i].rule))
			continue;
		examples += 2;
		failures += !holds(&explanations[i], true, check);
		failures += !holds(&explanations[i], false, check);
	}
	ck_assert_uint_ne(examples, 0);
	tally_vectors("explain", examples);
	return failures;
}

static bool is_of_messages(const char *rule)
{
	return is_of(zsip_rule_at, rule);
}

static bool is_of_descriptions(const char *rule)
{
	return is_of(zsip_sdp_rule_at, rule);
}

static bool is_of_calls(const char *rule)
{
	return is_of(zsip_flow_rule_at, rule);
}

START_TEST(examples_of_messages)
{
	ck_assert_uint_eq(check_all(is_of_messages, check_message), 0);
}
END_TEST

START_TEST(examples_of_descriptions)
{
	ck_assert_uint_eq(check_all(is_of_descriptions, check_descriptions), 0);
}
END_TEST

START_TEST(examples_of_calls)
{
	ck_assert_uint_eq(check_all(is_of_calls, check_call), 0);
}
END_TEST

START_TEST(examples_of_files)
{
	ck_assert_uint_eq(check_all(is_own, check_file), 0);
}
END_TEST

static unsigned count_of(const char *rule)
{
	unsigned count = 0;

	for (size_t i = 0; i < COUNT; i++)
		count += strcmp(explanations[i].rule, rule) == 0;
	if (count != 1)
		fprintf(stderr, "%s is explained %u times\n", rule, count);
	return count;
}

static unsigned unexplained(const struct zsip_rule_info *(*rule_at)(size_t))
{
	const struct zsip_rule_info *rule;
	unsigned failures = 0;

	for (size_t i = 0; (rule = rule_at(i)) != NULL; i++)
		failures += count_of(rule->name) != 1;
	return failures;
}

START_TEST(every_rule_is_explained)
{
	unsigned failures = unexplained(zsip_rule_at) +
	                    unexplained(zsip_sdp_rule_at) +
	                    unexplained(zsip_flow_rule_at);

	for (size_t i = 0; i < OWN_RULES; i++)
		failures += count_of(own_rules[i].name) != 1;
	ck_assert_msg(failures == 0, "%u rules", failures);
}
END_TEST

START_TEST(what_is_explained_is_a_rule)
{
	for (size_t i = 0; i < COUNT; i++) {
		const char *rule = explanations[i].rule;

		ck_assert_msg(is_of_messages(rule) ||
		                      is_of_descriptions(rule) ||
		                      is_of_calls(rule) || is_own(rule),
		              "%s", rule);
	}
}
END_TEST

TCase *siplint_explain_tcase(void)
{
	TCase *tcase = tcase_create("explain");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, every_rule_is_explained);
	tcase_add_test(tcase, what_is_explained_is_a_rule);
	tcase_add_test(tcase, examples_of_messages);
	tcase_add_test(tcase, examples_of_descriptions);
	tcase_add_test(tcase, examples_of_calls);
	tcase_add_test(tcase, examples_of_files);
	return tcase;
}
