/* The rules of include/zsip_rules.def against tests/vectors/check: for each
 * rule messages that break it (hit) and messages that do not (pass). */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "message_vectors.h"
#include "tally.h"
#include "vectors.h"

#define CHECK_DIR ZSIP_SOURCE_DIR "/tests/vectors/check"

Suite *check_suite(void);

static const struct zsip_rule_info *find_rule(const char *name)
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = zsip_rule_at(i)) != NULL; i++) {
		if (strcmp(rule->name, name) == 0)
			return rule;
	}
	return NULL;
}

/* What holds for any message, whatever is wrong with it. */
static bool is_sound(const struct checked *checked, char *why, size_t size)
{
	const struct zsip_message *msg = &checked->msg;
	bool response =
	        msg->text.len >= 4 && memcmp(msg->text.ptr, "SIP/", 4) == 0;

	if (checked->astray) {
		snprintf(why, size, "a finding lies outside the message");
		return false;
	}
	for (size_t i = 0; i < checked->count && i < CHECKED_FINDINGS; i++) {
		if (!response || checked->findings[i].code == 0)
			continue;
		snprintf(why, size, "a response gets no answer");
		return false;
	}
	return true;
}

/* One vector of a rule: built, checked, compared. */
static bool passes(const char *rule, const struct vector *v, char *why,
                   size_t size)
{
	bool hit = strcmp(v->verdict, "hit") == 0;
	const char *expected = v->expected == NULL ? "clean" : v->expected;
	struct checked checked;
	bool passed;

	if (!message_build(&checked, v->text, v->len, why, size))
		return false;
	passed = is_sound(&checked, why, size) &&
	         checked_expect(&checked, expected, NULL, why, size);
	if (passed && (checked_hits(&checked, rule) != 0) != hit) {
		snprintf(why, size, "hit or pass does not fit");
		passed = false;
	}
	if (!passed)
		checked_print(&checked);
	checked_free(&checked);
	return passed;
}

/* The vectors of one rule; the number of failures. */
static unsigned run_file(const char *rule, unsigned *vectors)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char path[512], why[1024];
	unsigned failures = 0, hits = 0, count = 0;

	snprintf(path, sizeof(path), "%s/%s.txt", CHECK_DIR, rule);
	if (!vectors_open(&file, path, "hit pass")) {
		fprintf(stderr, "%s\n", file.error);
		return 1;
	}
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		count++;
		if (result == VECTOR_ERROR)
			fprintf(stderr, "%s\n", file.error);
		else if (!passes(rule, &v, why, sizeof(why)))
			fprintf(stderr, "%s:%u: %s\n", path, v.line, why);
		else {
			hits += strcmp(v.verdict, "hit") == 0;
			continue;
		}
		failures++;
	}
	if (failures == 0 && (hits == 0 || hits == count)) {
		fprintf(stderr, "%s: needs hits and passes\n", path);
		failures++;
	}
	vectors_close(&file);
	*vectors += count;
	return failures;
}

START_TEST(every_vector_passes)
{
	const struct zsip_rule_info *rule;
	unsigned failures = 0, vectors = 0;

	for (size_t i = 0; (rule = zsip_rule_at(i)) != NULL; i++)
		failures += run_file(rule->name, &vectors);
	tally_vectors("check", vectors);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

START_TEST(every_file_belongs_to_a_rule)
{
	struct vector_dir dir;
	char name[128];
	unsigned failures = 0;

	ck_assert_msg(vectors_dir_open(&dir, CHECK_DIR), "%s: %s", CHECK_DIR,
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++) {
		if (vectors_subject(dir.names[i], name, sizeof(name)) &&
		    find_rule(name) != NULL)
			continue;
		fprintf(stderr, "%s: no such rule\n", dir.names[i]);
		failures++;
	}
	vectors_dir_close(&dir);
	ck_assert_msg(failures == 0, "%u files without a rule", failures);
}
END_TEST

static bool is_kebab(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] ==
	               '\0' &&
	       *name != '-' && *name != '\0';
}

START_TEST(the_table_is_sound)
{
	const struct zsip_rule_info *a, *b;

	for (size_t i = 0; (a = zsip_rule_at(i)) != NULL; i++) {
		ck_assert_msg(is_kebab(a->name), "%s", a->name);
		ck_assert_msg(strspn(a->rfc, "0123456789") >= 4, "%s", a->name);
		ck_assert_msg(strlen(a->text) <= 110, "%s", a->name);
		ck_assert(a->severity <= ZSIP_SEVERITY_ERROR);
		ck_assert(a->code == 0 || zsip_reason_phrase(a->code) != NULL);
		/* What receivers tolerate they do not answer with 400. */
		ck_assert_msg(a->severity != ZSIP_SEVERITY_WARNING ||
		                      a->code == 0,
		              "%s", a->name);
		for (size_t j = 0; j < i; j++) {
			b = zsip_rule_at(j);
			ck_assert_str_ne(a->name, b->name);
			ck_assert_uint_ne(a->id, b->id);
		}
	}
	ck_assert_ptr_null(zsip_rule_at((size_t)-1));
}
END_TEST

static bool is_ambiguity(const struct zsip_rule_info *rule)
{
	return strncmp(rule->name, "ambiguous-", 10) == 0;
}

/* Nobody is told that two receivers disagree without being told which. */
START_TEST(every_ambiguity_is_known_from_somewhere)
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = zsip_rule_at(i)) != NULL; i++) {
		ck_assert_msg(strlen(rule->known) <= 110, "%s", rule->name);
		ck_assert_msg((*rule->known != '\0') == is_ambiguity(rule),
		              "%s", rule->name);
	}
}
END_TEST

START_TEST(severities_have_names)
{
	ck_assert_str_eq(zsip_severity_name(ZSIP_SEVERITY_NOTE), "note");
	ck_assert_str_eq(zsip_severity_name(ZSIP_SEVERITY_WARNING), "warning");
	ck_assert_str_eq(zsip_severity_name(ZSIP_SEVERITY_ERROR), "error");
	ck_assert_str_eq(zsip_severity_name((enum zsip_severity)9), "?");
}
END_TEST

static const struct {
	const char *name, *rfc;
} option_tags[] = {
#define ZSIP_OPTION_TAG(name, rfc) {name, rfc},
#include "zsip_option_tags.def"
#undef ZSIP_OPTION_TAG
};

enum { OPTION_TAGS = sizeof(option_tags) / sizeof(*option_tags) };

START_TEST(every_option_tag_is_known)
{
	struct checked checked;
	char text[128], why[256];

	for (size_t i = 0; i < OPTION_TAGS; i++) {
		const char *name = option_tags[i].name;

		ck_assert(i == 0 || strcmp(option_tags[i - 1].name, name) < 0);
		ck_assert_msg(strspn(option_tags[i].rfc, "0123456789") >= 4,
		              "%s", name);
		snprintf(text, sizeof(text), "OPTIONS | +Require: %s", name);
		ck_assert_msg(message_build(&checked, text, strlen(text), why,
		                            sizeof(why)),
		              "%s", why);
		ck_assert_msg(checked.count == 0, "%s", name);
		checked_free(&checked);
	}
}
END_TEST

static void count(void *user, const struct zsip_finding *finding)
{
	size_t *found = user;

	(void)finding;
	++*found;
}

START_TEST(nothing_to_check_is_nothing_found)
{
	struct zsip_message msg;
	struct zsip_field fields[4];
	size_t found = 0;

	ck_assert_uint_eq(zsip_check(NULL, count, &found), 0);
	zsip_message_init(&msg, fields, 4, NULL);
	zsip_message_parse(&msg, "", 0, NULL);
	ck_assert_uint_eq(zsip_check(&msg, NULL, NULL), 0);
	zsip_check(&msg, count, &found);
	ck_assert_uint_eq(found, 1);
}
END_TEST

static void keep_name(void *user, const struct zsip_finding *finding)
{
	const char **name = user;

	ck_assert_str_eq(finding->rule->name, "quirk");
	*name = finding->error.expected;
}

START_TEST(each_quirk_is_told_of)
{
	static const char text[] = "OPTIONS sip:h SIP/2.0\r\nQ: y\r\n\r\n";
	const struct zsip_quirk_info *info;
	struct zsip_message msg;
	struct zsip_field fields[4];
	const char *name;

	zsip_message_init(&msg, fields, 4, NULL);
	zsip_message_parse(&msg, text, sizeof(text) - 1, NULL);
	/* What else such a message lacks is not looked for then. */
	msg.error.status = ZSIP_E_USE;
	for (size_t i = 0; (info = zsip_quirk_at(i)) != NULL; i++) {
		size_t found = 0;

		msg.quirks = info->bit;
		ck_assert_uint_eq(zsip_check(&msg, keep_name, &name), 1);
		ck_assert_str_eq(name, info->name);
		msg.quirks = UINT64_C(1) << 63;
		ck_assert_uint_eq(zsip_check(&msg, count, &found), 0);
	}
}
END_TEST

Suite *check_suite(void)
{
	Suite *suite = suite_create("check");
	TCase *tc = tcase_create("check");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, the_table_is_sound);
	tcase_add_test(tc, every_ambiguity_is_known_from_somewhere);
	tcase_add_test(tc, severities_have_names);
	tcase_add_test(tc, every_option_tag_is_known);
	tcase_add_test(tc, nothing_to_check_is_nothing_found);
	tcase_add_test(tc, each_quirk_is_told_of);
	tcase_add_test(tc, every_file_belongs_to_a_rule);
	tcase_add_test(tc, every_vector_passes);
	suite_add_tcase(suite, tc);
	return suite;
}
