/*
 * Calls and what is found in them: tests/vectors/flow, in the form of
 * flow_cases.h.  Each rule has cases for it and against it.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow_run.h"
#include "tally.h"
#include "test_flow.h"
#include "vectors.h"
#include "zsip_check.h"
#include "zsip_sdp.h"

#define FLOW_DIR ZSIP_SOURCE_DIR "/tests/vectors/flow"

Suite *flow_suite(void);

static void each_of_file(const char *name,
                         void (*each)(const char *name,
                                      const struct flow_case *one))
{
	struct flow_file file;
	struct flow_case one;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", FLOW_DIR, name);
	ck_assert_msg(flow_file_open(&file, path), "%s", path);
	while (flow_file_next(&file, &one)) {
		each(name, &one);
		flow_case_free(&one);
	}
	ck_assert_msg(file.error == NULL, "%s:%u: %s", path, file.line,
	              file.error);
	flow_file_close(&file);
}

void flow_each_case(void (*each)(const char *name, const struct flow_case *one))
{
	struct vector_dir dir;

	ck_assert_msg(vectors_dir_open(&dir, FLOW_DIR), "%s: %s", FLOW_DIR,
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++)
		each_of_file(dir.names[i], each);
	vectors_dir_close(&dir);
}

static unsigned failures, cases;
/* Cases in which a rule was found, by number. */
static unsigned found[1000];

static void count_rules(const char *findings)
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = zsip_flow_rule_at(i)) != NULL; i++) {
		char name[64];

		snprintf(name, sizeof(name), "%s ", rule->name);
		if (strstr(findings, name) != NULL)
			found[rule->id]++;
	}
}

static void add_expected(struct text *text, const struct flow_case *one,
                         bool relations)
{
	for (size_t i = 0; i < one->expected_count; i++) {
		if ((*one->expected[i] == '@') == relations)
			text_add(text, "%s\n", one->expected[i]);
	}
}

static void compare(const char *name, const struct flow_case *one,
                    const char *got, bool relations)
{
	struct text expected = {0};

	add_expected(&expected, one, relations);
	if (strcmp(got, text_get(&expected)) != 0) {
		fprintf(stderr, "%s:%u: %s:\nexpected\n%sgot\n%s", name,
		        one->line, one->title, text_get(&expected), got);
		failures++;
	}
	text_free(&expected);
}

static void check_relations(const char *name, const struct flow_case *one,
                            const struct flow_run *run)
{
	struct text got = {0};

	for (size_t i = 0; i < one->expected_count; i++) {
		if (*one->expected[i] != '@')
			continue;
		flow_run_relations(run, one->expected[i], &got);
		text_add(&got, "\n");
	}
	compare(name, one, text_get(&got), true);
	text_free(&got);
}

static void check_case(const char *name, const struct flow_case *one)
{
	struct flow_run run;

	cases++;
	flow_run_open(&run);
	for (size_t i = 0; i < one->count; i++)
		flow_run_add(&run, &one->messages[i]);
	flow_run_end(&run);
	compare(name, one, text_get(&run.findings), false);
	check_relations(name, one, &run);
	ck_assert_msg(run.sound, "%s:%u: bytes that lie elsewhere", name,
	              one->line);
	count_rules(text_get(&run.findings));
	flow_run_close(&run);
}

START_TEST(every_case_is_as_expected)
{
	const struct zsip_rule_info *rule;

	flow_each_case(check_case);
	tally_vectors("flow", cases);
	for (size_t i = 0; (rule = zsip_flow_rule_at(i)) != NULL; i++) {
		if (found[rule->id] != 0)
			continue;
		fprintf(stderr, "%s: no case has it\n", rule->name);
		failures++;
	}
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

static bool is_elsewhere(const struct zsip_rule_info *a)
{
	const struct zsip_rule_info *b;
	bool found_it = false;

	for (size_t i = 0; (b = zsip_rule_at(i)) != NULL; i++)
		found_it |= a->id == b->id || strcmp(a->name, b->name) == 0;
	for (size_t i = 0; (b = zsip_sdp_rule_at(i)) != NULL; i++)
		found_it |= a->id == b->id || strcmp(a->name, b->name) == 0;
	return found_it;
}

START_TEST(the_table_is_sound)
{
	const struct zsip_rule_info *a, *b;

	for (size_t i = 0; (a = zsip_flow_rule_at(i)) != NULL; i++) {
		ck_assert_msg(strncmp(a->name, "flow-", 5) == 0, "%s", a->name);
		ck_assert_msg(!is_elsewhere(a), "%s", a->name);
		for (size_t j = 0; j < i; j++) {
			b = zsip_flow_rule_at(j);
			ck_assert_msg(a->id != b->id &&
			                      strcmp(a->name, b->name) != 0,
			              "%s %s", a->name, b->name);
		}
	}
	ck_assert_uint_gt(a == NULL, 0);
}
END_TEST

START_TEST(wrong_use_is_told)
{
	struct zsip_message msg = {.fields = NULL};
	struct zsip_flow flow;

	zsip_flow_init(&flow, NULL, 0, 0);
	ck_assert_int_eq(zsip_flow_add(NULL, &msg, NULL, NULL, NULL),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_flow_add(&flow, NULL, NULL, NULL, NULL),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_flow_add(&flow, &msg, NULL, NULL, NULL),
	                 ZSIP_E_TOO_MANY);
	ck_assert_uint_eq(flow.count, 0);
	ck_assert(zsip_flow_is_over(&flow));
	zsip_flow_end(&flow, NULL, NULL);
}
END_TEST

static void add_line(struct flow_run *run, const char *line)
{
	struct flow_text message;

	ck_assert(flow_message(line, &message));
	flow_run_add(run, &message);
	text_free(&message.text);
}

/* Of a description that is held against none as well. */
START_TEST(lines_are_read_when_asked_for)
{
	static const char origin[] = "- 1 7 IN IP4 192.0.2.1";
	struct zsip_flow_message *rec;
	struct flow_run run;

	flow_run_open(&run);
	add_line(&run, "> INVITE 1 sdp=7 m=2");
	add_line(&run, "> OPTIONS 2");
	rec = run.flow.messages;
	for (int i = 0; i < 2; i++) {
		zsip_flow_read_lines(&rec[0]);
		zsip_flow_read_lines(&rec[1]);
		ck_assert_uint_eq(rec[0].flags & ZSIP_FLOW_UNREAD, 0);
		ck_assert(zsip_slice_equal(
		        zsip_flow_slice(&rec[0], rec[0].origin),
		        zsip_slice_from(origin)));
		ck_assert_uint_eq(rec[0].streams, 2);
		ck_assert_ptr_null(zsip_flow_slice(&rec[1], rec[1].origin).ptr);
		ck_assert_uint_eq(rec[1].streams, 0);
	}
	flow_run_close(&run);
}
END_TEST

Suite *flow_suite(void)
{
	Suite *suite = suite_create("flow");
	TCase *tcase = tcase_create("flow");

	tcase_add_test(tcase, every_case_is_as_expected);
	tcase_add_test(tcase, the_table_is_sound);
	tcase_add_test(tcase, wrong_use_is_told);
	tcase_add_test(tcase, lines_are_read_when_asked_for);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, flow_holds_tcase());
	suite_add_tcase(suite, flow_random_tcase());
	suite_add_tcase(suite, flow_silence_tcase());
	suite_add_tcase(suite, flow_faults_tcase());
	suite_add_tcase(suite, flow_dialogs_tcase());
	return suite;
}
