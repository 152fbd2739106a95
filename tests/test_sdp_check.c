/*
 * The rules of include/zsip_sdp_rules.def on a description by itself against
 * tests/vectors/sdp/check: for each rule descriptions that break it (hit) and
 * descriptions that do not (pass), as sdp_checked.h has them.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sdp_checked.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"

#define CHECK_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/check"

static bool passes(const char *rule, const struct vector *v)
{
	static struct sdp_checked run;
	bool hit = strcmp(v->verdict, "hit") == 0, passed;
	char *text;

	memset(&run, 0, sizeof(run));
	if (!sdp_checked_build(&run, v->text, v->len)) {
		fprintf(stderr, "cannot be built\n");
		return false;
	}
	/* Of just its size, so that reading past the end is seen. */
	text = malloc(run.len + (run.len == 0));
	memcpy(text, run.text, run.len);
	sdp_checked_run(&run, text, run.len);
	passed = !run.astray && sdp_checked_has(&run, rule) == hit &&
	         sdp_checked_expect(&run,
	                            v->expected == NULL ? "" : v->expected);
	if (!passed)
		sdp_checked_print(&run);
	free(text);
	return passed;
}

static unsigned run_file(const char *rule, unsigned *vectors)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	unsigned failures = 0, hits = 0, count = 0;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.txt", CHECK_DIR, rule);
	if (!vectors_open(&file, path, "hit pass")) {
		fprintf(stderr, "%s\n", file.error);
		return 1;
	}
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		count++;
		if (result == VECTOR_ERROR)
			fprintf(stderr, "%s\n", file.error);
		else if (!passes(rule, &v))
			fprintf(stderr, "%s:%u: not so\n", path, v.line);
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

/* Those of an answer beside its offer are not looked for here. */
static bool is_here(const struct zsip_rule_info *rule)
{
	return rule->id < 700;
}

START_TEST(every_vector_passes)
{
	const struct zsip_rule_info *rule;
	unsigned failures = 0, vectors = 0;

	for (size_t i = 0; (rule = zsip_sdp_rule_at(i)) != NULL; i++) {
		if (is_here(rule))
			failures += run_file(rule->name, &vectors);
	}
	tally_vectors("sdp check", vectors);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

static bool is_rule(const char *name)
{
	const struct zsip_rule_info *rule;

	for (size_t i = 0; (rule = zsip_sdp_rule_at(i)) != NULL; i++) {
		if (is_here(rule) && strcmp(rule->name, name) == 0)
			return true;
	}
	return false;
}

START_TEST(every_file_belongs_to_a_rule)
{
	struct vector_dir dir;
	char name[128];
	unsigned failures = 0;

	ck_assert_msg(vectors_dir_open(&dir, CHECK_DIR), "%s: %s", CHECK_DIR,
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++) {
		if (vectors_subject(dir.names[i], name, sizeof(name)) &&
		    is_rule(name))
			continue;
		fprintf(stderr, "%s: no such rule\n", dir.names[i]);
		failures++;
	}
	vectors_dir_close(&dir);
	ck_assert_msg(failures == 0, "%u files without a rule", failures);
}
END_TEST

/* Names and numbers are told apart from those of messages too. */
START_TEST(the_table_is_sound)
{
	const struct zsip_rule_info *a, *b;

	for (size_t i = 0; (a = zsip_sdp_rule_at(i)) != NULL; i++) {
		ck_assert_msg(strncmp(a->name, "sdp-", 4) == 0, "%s", a->name);
		ck_assert_msg(a->name[strspn(a->name,
		                             "abcdefghijklmnopqrstuvwxyz-")] ==
		                      '\0',
		              "%s", a->name);
		ck_assert_msg(strspn(a->rfc, "0123456789") >= 4, "%s", a->name);
		ck_assert_msg(strlen(a->text) <= 110, "%s", a->name);
		ck_assert(a->severity <= ZSIP_SEVERITY_ERROR);
		ck_assert_uint_eq(a->code, 0);
		ck_assert_str_eq(a->known, "");
		ck_assert(a->id >= 500 && a->id < 800);
		for (size_t j = 0; j < i; j++) {
			b = zsip_sdp_rule_at(j);
			ck_assert_str_ne(a->name, b->name);
			ck_assert_uint_ne(a->id, b->id);
		}
	}
	ck_assert_ptr_null(zsip_sdp_rule_at((size_t)-1));
}
END_TEST

/* Whatever is cut off or changed, findings lie in the text, and a base by
 * itself has none. */
START_TEST(bases_are_clean_and_changes_are_harmless)
{
	static struct sdp_checked run;
	static const char bytes[] = "\r\n\0 =:/a0";
	const char *base;
	size_t changed = 0;

	/* The first one is empty. */
	for (size_t i = 1; (base = sdp_checked_base(i)) != NULL; i++) {
		memset(&run, 0, sizeof(run));
		ck_assert(sdp_checked_build(&run, base, strlen(base)));
		for (int role = 0; role <= ZSIP_SDP_ROLE_OFFER; role++) {
			run.role = (enum zsip_sdp_role)role;
			sdp_checked_run(&run, run.text, run.len);
			ck_assert_msg(run.count == 0, "%s", base);
		}
		for (size_t at = 0; at < run.len; at++) {
			char *cut = malloc(at + 1);

			memcpy(cut, run.text, at + 1);
			sdp_checked_run(&run, cut, at);
			for (size_t j = 0; j < sizeof(bytes) - 1; j++) {
				cut[at] = bytes[j];
				sdp_checked_run(&run, cut, at + 1);
				changed++;
			}
			free(cut);
			ck_assert_msg(!run.astray, "%s at %zu", base, at);
		}
	}
	ck_assert_uint_gt(changed, 1000);
}
END_TEST

enum { MANY_LINES = 65600 };

/* Attributes, and at the end a line that is none. */
static size_t many_lines(char *text)
{
	static const char session[] = "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\n"
	                              "t=0 0\r\n";
	size_t len = sizeof(session) - 1;

	memcpy(text, session, len);
	for (size_t i = 0; i < MANY_LINES - 6; i++, len += 5)
		memcpy(text + len, "a=b\r\n", 5);
	memcpy(text + len, "x=\r\n", 4);
	return len + 4;
}

static void count(void *user, const struct zsip_sdp_finding *finding)
{
	size_t *found = user;

	(void)finding;
	++*found;
}

/* So many media descriptions, each with a mid of its own. */
static void put_media(struct sdp_checked *run, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		run->len += (size_t)sprintf(run->text + run->len,
		                            "m=x 2 y z\r\na=mid:%u\r\n", i);
}

/* Nothing is called missing where not all could be kept. */
START_TEST(what_is_compared_has_a_bound)
{
	static struct sdp_checked run;
	static const char base[] = "session | +c=IN IP4 192.0.2.1 | "
	                           "+a=group:LS none";

	for (unsigned more = 0; more < 2; more++) {
		memset(&run, 0, sizeof(run));
		ck_assert(sdp_checked_build(&run, base, strlen(base)));
		put_media(&run, ZSIP_SDP_COMPARED - 1 + 2 * more);
		sdp_checked_run(&run, run.text, run.len);
		ck_assert(sdp_checked_has(&run, "sdp-group-mid") == !more);
	}
}
END_TEST

START_TEST(no_more_lines_are_looked_at_than_can_be_noted)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .limits = {.fields = MANY_LINES}};
	struct zsip_sdp_line *lines = malloc(MANY_LINES * sizeof(*lines));
	char *text = malloc((size_t)MANY_LINES * 8);
	size_t found = 0, len;
	struct zsip_sdp sdp;

	ck_assert(lines != NULL && text != NULL);
	len = many_lines(text);
	zsip_sdp_init(&sdp, lines, MANY_LINES, NULL, 0, &options);
	ck_assert_int_eq(zsip_sdp_parse(&sdp, text, len, NULL), ZSIP_E_SYNTAX);
	ck_assert_uint_gt(sdp.line_count, 65535);
	ck_assert_uint_eq(zsip_sdp_check(&sdp, 0, count, &found), 0);
	free(lines);
	free(text);
}
END_TEST

START_TEST(nothing_to_check_is_nothing_found)
{
	static struct sdp_checked run;
	struct zsip_sdp sdp = {.text = {NULL, 0}};
	size_t found = 0;

	ck_assert_uint_eq(zsip_sdp_check(NULL, 0, count, &found), 0);
	ck_assert_uint_eq(zsip_sdp_check(&sdp, 0, count, &found), 0);
	sdp_checked_run(&run, "", 0);
	ck_assert_uint_eq(found, 0);
	ck_assert_uint_eq(run.count, 4);
	ck_assert(sdp_checked_has(&run, "sdp-missing-line"));
	ck_assert_uint_eq(zsip_sdp_check(&run.sdp, 0, NULL, &run), 0);
}
END_TEST

TCase *sdp_check_tcase(void)
{
	TCase *tcase = tcase_create("sdp check");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_table_is_sound);
	tcase_add_test(tcase, every_file_belongs_to_a_rule);
	tcase_add_test(tcase, every_vector_passes);
	tcase_add_test(tcase, bases_are_clean_and_changes_are_harmless);
	tcase_add_test(tcase, what_is_compared_has_a_bound);
	tcase_add_test(tcase, no_more_lines_are_looked_at_than_can_be_noted);
	tcase_add_test(tcase, nothing_to_check_is_nothing_found);
	return tcase;
}
