/*
 * siplint against tests/vectors/cli: what it is given, and what it must print
 * and return, byte for byte.  cli_cases.h says how they are written.
 */

#define _XOPEN_SOURCE 700

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli_folder.h"
#include "tally.h"
#include "siplint_run.h"
#include "test_siplint.h"
#include "vectors.h"
#include "zsip.h"
#include "zsip_flow.h"
#include "zsip_sdp.h"

#define CLI_DIR   ZSIP_SOURCE_DIR "/tests/vectors/cli"
#define MAX_ARGS  32
#define MAX_FILES 64

Suite *siplint_suite(void);

extern char **environ;

struct result {
	struct text out, err;
	int status; /* -1 when it did not exit by itself */
};

static struct cli_case *cases;
static size_t case_count;
static char siplint[4096];

/* --- Running siplint */

/* @return what spawning came to */
static int spawn(pid_t *pid, const char *folder, char **argv,
                 FILE *const files[3])
{
	posix_spawn_file_actions_t actions;
	int here = open(".", O_RDONLY), status;

	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, fileno(files[i]), i);
	status = chdir(folder) != 0 ? errno : 0;
	if (status == 0)
		status = posix_spawn(pid, siplint, &actions, NULL, argv,
		                     environ);
	if (fchdir(here) != 0)
		perror("fchdir");
	close(here);
	posix_spawn_file_actions_destroy(&actions);
	return status;
}

static void run(const char *folder, char **argv, const struct text *in,
                struct result *result)
{
	FILE *files[3];
	int status = 0;
	pid_t pid;

	for (int i = 0; i < 3; i++)
		files[i] = must_alloc(tmpfile());
	fwrite(text_string(in), 1, in->len, files[0]);
	rewind(files[0]);
	*result = (struct result){.status = -1};
	ck_assert_int_eq(spawn(&pid, folder, argv, files), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		result->status = WEXITSTATUS(status);
	fclose(files[0]);
	text_read(files[1], &result->out);
	text_read(files[2], &result->err);
}

static void run_with(const char *option, const char *arg, struct result *result)
{
	char *argv[] = {"siplint", (char *)option, (char *)arg, NULL};
	struct text none = {NULL, 0, 0};

	run(ZSIP_SOURCE_DIR, argv, &none, result);
}

static void release_result(struct result *result)
{
	text_release(&result->out);
	text_release(&result->err);
}

/* --- Comparing */

static bool begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

/* Up to the end of a line of the pattern; {*} ends it. */
static bool line_matches(const char *pattern, const char *text)
{
	for (; *pattern != '\n' && *pattern != '\0'; pattern++, text++) {
		if (begins(pattern, "{*}"))
			return true;
		if (begins(pattern, "{ESC}") && *text == '\033') {
			pattern += 4;
			continue;
		}
		if (*pattern != *text)
			return false;
	}
	return *text == *pattern;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\0' ? line : line + 1;
}

/* What stands where something else was expected; NULL if nothing does. */
static bool differs(const struct text *expected, const struct text *got,
                    const char **want, const char **have)
{
	*want = text_string(expected);
	*have = text_string(got);
	while (**want != '\0' && line_matches(*want, *have)) {
		*want = next_line(*want);
		*have = next_line(*have);
	}
	return **want != **have || **want != '\0' ||
	       strlen(text_string(got)) != got->len;
}

static void compare(const struct cli_case *c, const char *what,
                    const struct text *expected, const struct text *got)
{
	const char *want, *have;

	if (differs(expected, got, &want, &have))
		ck_abort_msg("%s: %s: expected\n%.*s\nbut got\n%.*s", c->where,
		             what, (int)strcspn(want, "\n"), want,
		             (int)strcspn(have, "\n"), have);
}

static void compare_results(const struct cli_case *c,
                            const struct result *result)
{
	compare(c, "stderr", &c->err, &result->err);
	compare(c, "stdout", &c->out, &result->out);
	ck_assert_msg(result->status == c->status, "%s: status %d, not %d",
	              c->where, result->status, c->status);
}

static void compare_left(const struct cli_case *c, const char *folder)
{
	struct text left = {NULL, 0, 0};
	char path[512];

	if (c->left_name[0] == '\0')
		return;
	snprintf(path, sizeof(path), "%s/%s", folder, c->left_name);
	text_read_file(path, &left);
	compare(c, c->left_name, &c->left, &left);
	text_release(&left);
}

/* In a folder of its own, where nothing else may be left. */
static void run_in_folder(const struct cli_case *c, char **argv,
                          struct result *result)
{
	char *folder = cli_folder_make(c), path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, c->in_folder);
	run(path, argv, &c->in, result);
	compare_results(c, result);
	compare_left(c, folder);
	cli_folder_check(c, folder);
	cli_folder_remove(folder);
}

static void check_case(const struct cli_case *c)
{
	char *argv[MAX_ARGS + 2] = {"siplint"};
	struct text args[MAX_ARGS];
	struct result result;
	size_t count = 0;
	char *copy = must_alloc(strdup(text_string(&c->args))), *rest = copy;
	char *word;

	while ((word = strtok_r(rest, " ", &rest)) != NULL) {
		ck_assert_uint_lt(count, MAX_ARGS);
		args[count] = (struct text){NULL, 0, 0};
		ck_assert(text_append_line(&args[count], word, ""));
		argv[count + 1] = args[count].ptr;
		count++;
	}
	if (c->file_count != 0) {
		run_in_folder(c, argv, &result);
	} else {
		run(ZSIP_SOURCE_DIR, argv, &c->in, &result);
		compare_results(c, &result);
	}
	tally_vectors("cli", 1);
	release_result(&result);
	while (count > 0)
		text_release(&args[--count]);
	free(copy);
}

/* --- The tests */

START_TEST(test_case)
{
	check_case(&cases[_i]);
}
END_TEST

/* The rules on messages, then those on session descriptions, then those on
 * calls. */
static const struct zsip_rule_info *any_rule_at(size_t index)
{
	static const struct zsip_rule_info *(*const tables[])(size_t index) = {
	        zsip_rule_at, zsip_sdp_rule_at, zsip_flow_rule_at};
	size_t count;

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		for (count = 0; tables[i](count) != NULL; count++) {
			if (count == index)
				return tables[i](count);
		}
		index -= count;
	}
	return NULL;
}

/* A line of --list-rules for each rule, and --explain knows it. */
START_TEST(test_every_rule)
{
	const struct zsip_rule_info *rule;
	struct result list, explained;
	char line[256];

	run_with("--list-rules", NULL, &list);
	ck_assert_int_eq(list.status, 0);
	for (size_t i = 0; (rule = any_rule_at(i)) != NULL; i++) {
		snprintf(line, sizeof(line), "\n%-30s%-9s", rule->name,
		         zsip_severity_name(rule->severity));
		ck_assert_msg(strstr(text_string(&list.out), line) != NULL,
		              "--list-rules lacks %s", rule->name);
		run_with("--explain", rule->name, &explained);
		ck_assert_int_eq(explained.status, 0);
		ck_assert_ptr_nonnull(
		        strstr(text_string(&explained.out), rule->text));
		ck_assert_ptr_nonnull(
		        strstr(text_string(&explained.out), rule->known));
		ck_assert_ptr_nonnull(
		        strstr(text_string(&explained.out), "RFC "));
		release_result(&explained);
	}
	release_result(&list);
}
END_TEST

/* Whether the manual page has an option, its hyphens spelled for roff. */
static bool has_option(const struct text *manual, const char *option,
                       size_t len)
{
	struct text spelled = {NULL, 0, 0};
	bool found;

	for (size_t i = 0; i < len; i++) {
		if (option[i] == '-')
			text_append(&spelled, "\\", 1);
		text_append(&spelled, &option[i], 1);
	}
	found = strstr(text_string(manual), text_string(&spelled)) != NULL;
	text_release(&spelled);
	return found;
}

START_TEST(test_manual)
{
	struct text manual = {NULL, 0, 0};
	struct result help;
	const char *option;
	size_t count = 0, len;

	text_read_file(ZSIP_SOURCE_DIR "/docs/siplint.1", &manual);
	run_with("--help=all", NULL, &help);
	ck_assert_int_eq(help.status, 0);
	for (option = text_string(&help.out);
	     (option = strstr(option, "--")) != NULL; option += len) {
		count++;
		len = strcspn(option, "[= \n");
		ck_assert_msg(has_option(&manual, option, len),
		              "the manual page lacks %.*s", (int)len, option);
	}
	ck_assert_uint_gt(count, 0);
	release_result(&help);
	text_release(&manual);
}
END_TEST

static void fault(const char *path, const char *what)
{
	fprintf(stderr, "%s: %s\n", path, what);
	abort();
}

/* A test case for each file, which keeps its name here. */
static void add_file(Suite *suite, const char *name, char *subject, size_t size)
{
	size_t first = case_count;
	char path[512];
	TCase *tcase;

	snprintf(path, sizeof(path), "%s/%s", CLI_DIR, name);
	if (!vectors_subject(name, subject, size))
		fault(path, "no .txt file");
	cli_cases_read(path, &cases, &case_count);
	tcase = tcase_create(subject);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_case, (int)first, (int)case_count);
	suite_add_tcase(suite, tcase);
}

static void add_files(Suite *suite)
{
	static char subjects[MAX_FILES][64];
	struct vector_dir dir;

	if (!vectors_dir_open(&dir, CLI_DIR)) {
		perror(CLI_DIR);
		abort();
	}
	if (dir.count > MAX_FILES)
		fault(CLI_DIR, "too many files");
	for (size_t i = 0; i < dir.count; i++)
		add_file(suite, dir.names[i], subjects[i], sizeof(subjects[i]));
	vectors_dir_close(&dir);
}

Suite *siplint_suite(void)
{
	Suite *suite = suite_create("siplint");
	TCase *tcase = tcase_create("siplint_whole");

	if (realpath(ZSIP_SIPLINT, siplint) == NULL)
		fprintf(stderr, "%s: %s\n", ZSIP_SIPLINT, strerror(errno));
	add_files(suite);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_every_rule);
	tcase_add_test(tcase, test_manual);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, siplint_columns_tcase());
	suite_add_tcase(suite, siplint_seeded_tcase());
	suite_add_tcase(suite, siplint_alike_tcase());
	suite_add_tcase(suite, siplint_long_tcase());
	suite_add_tcase(suite, siplint_config_tcase());
	suite_add_tcase(suite, siplint_anonymous_tcase());
	suite_add_tcase(suite, siplint_terminal_tcase());
	suite_add_tcase(suite, siplint_help_tcase());
	suite_add_tcase(suite, siplint_page_tcase());
	suite_add_tcase(suite, siplint_log_tcase());
	suite_add_tcase(suite, siplint_explain_tcase());
	suite_add_tcase(suite, siplint_formats_tcase());
	suite_add_tcase(suite, siplint_summary_tcase());
	return suite;
}
