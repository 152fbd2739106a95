/* The rules of include/zsip_rules.def against tests/vectors/check: for each
 * rule messages that break it (hit) and messages that do not (pass). */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "message_vectors.h"
#include "mutate.h"
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

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_same(const struct zsip_finding *a, const struct zsip_finding *b)
{
	return a->rule == b->rule && a->field == b->field &&
	       a->offset == b->offset && a->len == b->len &&
	       a->error.status == b->error.status &&
	       a->error.offset == b->error.offset &&
	       is_same_text(a->error.expected, b->error.expected) &&
	       a->code == b->code && is_same_text(a->reason, b->reason) &&
	       a->quirks == b->quirks;
}

/* Findings that are to come in this order. */
struct script {
	const struct checked *checked;
	size_t count;
	bool left;
};

static void follow(void *user, const struct zsip_finding *finding)
{
	struct script *script = user;
	const struct checked *checked = script->checked;
	size_t i = script->count++;

	if (i >= checked->count ||
	    (i < CHECKED_FINDINGS && !is_same(finding, &checked->findings[i])))
		script->left = true;
}

/* With the core and without it the same is found, in the same order. */
static bool is_same_with(const struct checked *checked,
                         const struct zsip_core *core)
{
	struct script script = {.checked = checked};

	return zsip_check_core(&checked->msg, core, follow, &script) ==
	               checked->count &&
	       script.count == checked->count && !script.left;
}

static bool is_same_without_core(const struct checked *checked)
{
	struct zsip_core core;

	zsip_core_parse(&checked->msg, &core, NULL);
	return is_same_with(checked, &core) && is_same_with(checked, NULL);
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
	if (passed && !is_same_without_core(&checked)) {
		snprintf(why, size, "the core makes a difference");
		passed = false;
	}
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

static void parse_usual(struct zsip_message *msg, struct zsip_core *core)
{
	static const char text[] = "OPTIONS sip:h SIP/2.0\r\n"
	                           "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
	                           "From: <sip:a@h>;tag=1\r\n"
	                           "To: <sip:b@h>\r\n"
	                           "Call-ID: 1\r\n"
	                           "CSeq: 1 OPTIONS\r\n"
	                           "Max-Forwards: 70\r\n\r\n";
	static struct zsip_field fields[8];

	zsip_message_init(msg, fields, 8, NULL);
	ck_assert_int_eq(zsip_message_parse(msg, text, sizeof(text) - 1, NULL),
	                 ZSIP_OK);
	ck_assert_int_eq(zsip_core_parse(msg, core, NULL), ZSIP_OK);
}

static void keep_rule(void *user, const struct zsip_finding *finding)
{
	const char **name = user;

	*name = finding->rule->name;
}

/* What stands in the core is believed, but not where quirks made it. */
START_TEST(the_core_is_taken)
{
	struct zsip_message msg;
	struct zsip_core core;
	const char *name = "";

	parse_usual(&msg, &core);
	ck_assert_uint_eq(zsip_check_core(&msg, &core, keep_rule, &name), 0);
	core.max_forwards.number = 256;
	ck_assert_uint_eq(zsip_check_core(&msg, &core, keep_rule, &name), 1);
	ck_assert_str_eq(name, "max-forwards-range");
	core.quirks = ZSIP_QUIRK_LF_LINE_ENDS;
	ck_assert_uint_eq(zsip_check_core(&msg, &core, keep_rule, &name), 0);
	core.quirks = 0;
	core.status[ZSIP_CORE_MAX_FORWARDS] = ZSIP_E_SYNTAX;
	ck_assert_uint_eq(zsip_check_core(&msg, &core, keep_rule, &name), 0);
	ck_assert_uint_eq(zsip_check_core(NULL, &core, keep_rule, &name), 0);
	ck_assert_uint_eq(zsip_check_core(&msg, &core, NULL, NULL), 0);
}
END_TEST

static void try_changed(const char *text, size_t len, const char *name,
                        const struct zsip_options *options)
{
	struct checked checked;

	checked_run(&checked, text, len, options);
	ck_assert_msg(is_same_without_core(&checked), "%s: %.*s", name,
	              (int)len, text);
	checked_free(&checked);
}

START_TEST(the_core_makes_no_difference)
{
	const struct zsip_options lenient = {.size = sizeof(lenient),
	                                     .quirks = ZSIP_PROFILE_INTEROP};
	struct corpus corpus;
	uint64_t state = 1;
	char *work;

	corpus_open(&corpus);
	work = malloc(corpus.longest + 512);
	ck_assert_ptr_nonnull(work);
	for (size_t i = 0; i < 40000; i++) {
		const struct corpus_message *message =
		        &corpus.messages[i % corpus.count];
		size_t len = message->len;

		memcpy(work, message->data, len);
		if (i >= corpus.count)
			len = mutate(&state, work, len, len + 512);
		try_changed(work, len, message->name, NULL);
		try_changed(work, len, message->name, &lenient);
	}
	tally("check", "mutations", 40000);
	free(work);
	corpus_close(&corpus);
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
	tcase_add_test(tc, the_core_is_taken);
	tcase_add_test(tc, the_core_makes_no_difference);
	tcase_add_test(tc, every_file_belongs_to_a_rule);
	tcase_add_test(tc, every_vector_passes);
	suite_add_tcase(suite, tc);
	return suite;
}
