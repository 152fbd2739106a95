/*
 * Call flows with a fault: those of tests/vectors/calls with edits, and what
 *the rules of flows find in them, notes too.  tests/vectors/calls/faults.txt
 *has cases (cases.h), whose first part is
 *
 *	flow FOLDER/NAME
 *	edits (call_edit.h)
 *
 * and whose second one is "nothing", or findings in the order in which they
 * come, "RULE LABEL" or "RULE LABEL OTHER".  A line "without addresses" begins
 * what is found if nothing is known of places, where that is not the same.
 */

#include "test_flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "call_edit.h"
#include "tally.h"
#include "vectors.h"
#include "zsip_flow.h"

#define FOLDER ZSIP_SOURCE_DIR "/tests/vectors/calls/"

enum { FIELDS = 64 };

struct found {
	const struct call_edit *edit;
	struct text text; /* a line each */
	bool rules[1000]; /* that were found, by number */
};

static void report(void *user, const struct zsip_flow_finding *finding)
{
	struct found *found = user;
	const struct call_edit_message *messages = found->edit->messages;

	text_add(&found->text, "%s %s", finding->rule->name,
	         messages[finding->message].label);
	if (finding->other != ZSIP_FLOW_NONE)
		text_add(&found->text, " %s", messages[finding->other].label);
	text_add(&found->text, "\n");
	found->rules[finding->rule->id] = true;
}

static void run(const struct call_edit *edit, bool has_places,
                struct found *found)
{
	static struct zsip_flow_message records[CALL_EDIT_MESSAGES];
	struct zsip_flow flow;

	found->edit = edit;
	found->text = (struct text){.data = NULL};
	zsip_flow_init(&flow, records, CALL_EDIT_MESSAGES, 1);
	for (size_t i = 0; i < edit->count; i++) {
		const struct call_edit_message *message = &edit->messages[i];
		struct zsip_flow_place place = {.source = message->source,
		                                .destination =
		                                        message->destination};
		struct zsip_field fields[FIELDS];
		struct zsip_message msg;

		zsip_message_init(&msg, fields, FIELDS, NULL);
		zsip_message_parse(&msg, message->text, message->len, NULL);
		ck_assert_int_eq(zsip_flow_add(&flow, &msg,
		                               has_places ? &place : NULL,
		                               report, found),
		                 ZSIP_OK);
	}
	zsip_flow_end(&flow, report, found);
}

/* The lines of the second part that are for a run. */
static void expect(const struct one_case *one, bool has_places,
                   struct text *text)
{
	static const char separator[] = "without addresses";
	const char *const *line = one->parts[1];
	const char *const *from = line;

	for (; *line != NULL; line++) {
		if (strcmp(*line, separator) != 0)
			continue;
		if (has_places)
			break;
		from = line + 1;
	}
	for (; from != line && *from != NULL; from++) {
		if (strcmp(*from, "nothing") != 0)
			text_add(text, "%s\n", *from);
	}
}

static bool is_as_expected(const struct one_case *one, bool has_places,
                           struct found *found)
{
	struct text expected = {.data = NULL};
	bool same;

	expect(one, has_places, &expected);
	same = strcmp(text_get(&expected), text_get(&found->text)) == 0;
	if (!same)
		fprintf(stderr, "faults.txt:%u: %s%s: expected\n%sfound\n%s",
		        one->line, one->title,
		        has_places ? "" : ", without addresses",
		        text_get(&expected), text_get(&found->text));
	text_free(&expected);
	text_free(&found->text);
	return same;
}

static bool run_case(const struct one_case *one, struct found *found)
{
	static struct call_file file;
	static struct call_edit edit;
	const char *base = one->parts[0][0];
	char path[1024], why[5000] = "";
	bool good = true;

	ck_assert_msg(one->counts[0] != 0 && strncmp(base, "flow ", 5) == 0 &&
	                      one->counts[1] != 0,
	              "line %u: what is the flow, or found?", one->line);
	snprintf(path, sizeof(path), FOLDER "%s", base + 5);
	ck_assert_msg(call_file_open(&file, path, why, sizeof(why)), "%s", why);
	call_edit_open(&edit, &file);
	for (size_t i = 1; i < one->counts[0]; i++)
		ck_assert_msg(call_edit_line(&edit, one->parts[0][i]),
		              "line %u: %s", one->line, one->parts[0][i]);
	for (unsigned places = 0; places < 2; places++) {
		run(&edit, places != 0, found);
		good = is_as_expected(one, places != 0, found) && good;
	}
	call_edit_close(&edit);
	call_file_close(&file);
	tally_vectors("calls", 1);
	return good;
}

/* Each rule has a case that breaks it. */
static unsigned count_missing(const struct found *found)
{
	const struct zsip_rule_info *rule;
	unsigned missing = 0;

	for (size_t i = 0; (rule = zsip_flow_rule_at(i)) != NULL; i++) {
		if (found->rules[rule->id])
			continue;
		fprintf(stderr, "faults.txt: no case breaks %s\n", rule->name);
		missing++;
	}
	return missing;
}

START_TEST(faults_are_found)
{
	static struct found found;
	struct case_file file;
	struct one_case one;
	unsigned bad = 0;

	ck_assert(cases_open(&file, FOLDER "faults.txt"));
	while (cases_next(&file, &one))
		bad += !run_case(&one, &found);
	ck_assert(cases_at_end(&file));
	cases_close(&file);
	bad += count_missing(&found);
	ck_assert_uint_eq(bad, 0);
}
END_TEST

TCase *flow_faults_tcase(void)
{
	TCase *tcase = tcase_create("flow-faults");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, faults_are_found);
	return tcase;
}
