/*
 * siplint against tests/vectors/cli: what it is given, and what it must print
 * and return, byte for byte.  The files hold cases:
 *
 *	# lines like this one are skipped between cases
 *	=== what the case shows
 *	args: --tree -
 *	stdin crlf:
 *	| OPTIONS sip:h SIP/2.0
 *	stdout:
 *	| ...
 *	stderr:
 *	status: 0
 *
 * In args and stdin \r \n \t \0 \\ \s (space) and \xHH stand for one byte each,
 * \{TEXT*N} for TEXT N times, and a backslash at the end of a line keeps its
 * line end away; the line ends of stdin are those that its heading names, crlf
 * or lf.  In stdout and stderr all is literal, but {ESC} is an escape character
 * and {*} any text up to the end of the line.  What has no heading must be
 * empty.  siplint runs where the sources are.
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

#include "tally.h"
#include "test_siplint.h"
#include "vectors.h"
#include "zsip.h"
#include "zsip_flow.h"
#include "zsip_sdp.h"

#ifndef ZSIP_BUILD_DIR
#define ZSIP_BUILD_DIR "build"
#endif
#ifndef ZSIP_SIPLINT
#define ZSIP_SIPLINT ZSIP_BUILD_DIR "/siplint"
#endif
#define CLI_DIR   ZSIP_SOURCE_DIR "/tests/vectors/cli"
#define MAX_ARGS  32
#define MAX_FILES 64

Suite *siplint_suite(void);

extern char **environ;

struct text {
	char *ptr; /* with a NUL behind it */
	size_t len, room;
};

struct cli_case {
	char where[1024]; /* file:line: title */
	struct text args, in, out, err;
	int status;
};

struct result {
	struct text out, err;
	int status; /* -1 when it did not exit by itself */
};

static struct cli_case *cases;
static size_t case_count;
static char siplint[4096];

static void *must_alloc(void *ptr)
{
	if (ptr == NULL) {
		perror("test_siplint");
		abort();
	}
	return ptr;
}

static void append(struct text *text, const char *bytes, size_t len)
{
	if (text->room - text->len <= len) {
		text->room = 2 * (text->room + len + 1);
		text->ptr = must_alloc(realloc(text->ptr, text->room));
	}
	memcpy(text->ptr + text->len, bytes, len);
	text->len += len;
	text->ptr[text->len] = '\0';
}

static void release(struct text *text)
{
	free(text->ptr);
	*text = (struct text){NULL, 0, 0};
}

static const char *string(const struct text *text)
{
	return text->ptr == NULL ? "" : text->ptr;
}

/* --- Reading the cases */

static bool append_line(struct text *text, const char *p, const char *line_end);

/* {TEXT*N} */
static const char *append_repeated(struct text *text, const char *p)
{
	const char *star = strchr(p, '*');
	struct text part = {NULL, 0, 0};
	unsigned long count;
	char *end, *copy;
	bool read;

	if (star == NULL)
		return NULL;
	count = strtoul(star + 1, &end, 10);
	copy = must_alloc(strndup(p, (size_t)(star - p)));
	read = append_line(&part, copy, "");
	free(copy);
	while (read && count-- > 0)
		append(text, part.ptr, part.len);
	release(&part);
	return read && *end == '}' ? end + 1 : NULL;
}

static const char *append_hex(struct text *text, const char *p)
{
	char digits[3] = {p[0], p[0] != '\0' ? p[1] : '\0', '\0'};
	char *end;
	char byte = (char)strtoul(digits, &end, 16);

	if (end != digits + 2)
		return NULL;
	append(text, &byte, 1);
	return p + 2;
}

/* What follows a backslash.  @return behind it, NULL if it is unknown */
static const char *append_escaped(struct text *text, const char *p)
{
	static const char names[] = "rnt0\\s", bytes[] = "\r\n\t\0\\ ";
	const char *name;

	if (*p == 'x')
		return append_hex(text, p + 1);
	if (*p == '{')
		return append_repeated(text, p + 1);
	name = *p == '\0' ? NULL : strchr(names, *p);
	if (name == NULL)
		return NULL;
	append(text, &bytes[name - names], 1);
	return p + 1;
}

/* @return false for an escape that is unknown */
static bool append_line(struct text *text, const char *p, const char *line_end)
{
	while (*p != '\0') {
		if (*p != '\\') {
			append(text, p++, 1);
			continue;
		}
		if (p[1] == '\0')
			return true;
		p = append_escaped(text, p + 1);
		if (p == NULL)
			return false;
	}
	append(text, line_end, strlen(line_end));
	return true;
}

static bool begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

/* Where the lines with a bar go. */
struct section {
	struct text *text;
	const char *line_end; /* NULL: all is literal */
};

static bool open_section(struct section *section, struct cli_case *c,
                         const char *line)
{
	if (strcmp(line, "stdin crlf:") == 0)
		*section = (struct section){&c->in, "\r\n"};
	else if (strcmp(line, "stdin lf:") == 0)
		*section = (struct section){&c->in, "\n"};
	else if (strcmp(line, "stdout:") == 0)
		*section = (struct section){&c->out, NULL};
	else if (strcmp(line, "stderr:") == 0)
		*section = (struct section){&c->err, NULL};
	else
		return false;
	return true;
}

/* @return false if the line makes no sense */
static bool read_line(struct section *section, struct cli_case *c,
                      const char *line)
{
	if (begins(line, "args: ")) {
		append(&c->args, line + 6, strlen(line + 6));
		return true;
	}
	if (begins(line, "status: ")) {
		c->status = atoi(line + 8);
		return true;
	}
	if (*line != '|')
		return open_section(section, c, line);
	line += line[1] == ' ' ? 2 : 1;
	if (section->text == NULL)
		return false;
	if (section->line_end != NULL)
		return append_line(section->text, line, section->line_end);
	append(section->text, line, strlen(line));
	append(section->text, "\n", 1);
	return true;
}

static struct cli_case *new_case(const char *path, unsigned line,
                                 const char *title)
{
	struct cli_case *c;

	cases = must_alloc(realloc(cases, (case_count + 1) * sizeof(*cases)));
	c = &cases[case_count++];
	*c = (struct cli_case){.status = -2};
	snprintf(c->where, sizeof(c->where), "%s:%u: %s", path, line, title);
	return c;
}

static void fault(const char *path, unsigned line, const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", path, line, what);
	abort();
}

static void read_cases(const char *path)
{
	FILE *in = must_alloc(fopen(path, "rb"));
	struct section section = {NULL, NULL};
	struct cli_case *c = NULL;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	for (unsigned i = 1; (len = getline(&line, &room, in)) > 0; i++) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (*line == '\0' || *line == '#')
			continue;
		if (begins(line, "=== ")) {
			c = new_case(path, i, line + 4);
			section.text = NULL;
		} else if (c == NULL || !read_line(&section, c, line)) {
			fault(path, i, "this line makes no sense");
		}
	}
	free(line);
	fclose(in);
}

/* --- Running siplint */

static void read_back(FILE *file, struct text *text)
{
	char bytes[4096];
	size_t count;

	rewind(file);
	while ((count = fread(bytes, 1, sizeof(bytes), file)) > 0)
		append(text, bytes, count);
	fclose(file);
}

/* Starts it where the sources are.  @return what spawning came to */
static int spawn(pid_t *pid, char **argv, FILE *const files[3])
{
	posix_spawn_file_actions_t actions;
	int here = open(".", O_RDONLY), status;

	posix_spawn_file_actions_init(&actions);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, fileno(files[i]), i);
	status = chdir(ZSIP_SOURCE_DIR) != 0 ? errno : 0;
	if (status == 0)
		status = posix_spawn(pid, siplint, &actions, NULL, argv,
		                     environ);
	if (fchdir(here) != 0)
		perror("fchdir");
	close(here);
	posix_spawn_file_actions_destroy(&actions);
	return status;
}

static void run(char **argv, const struct text *in, struct result *result)
{
	FILE *files[3];
	int status = 0;
	pid_t pid;

	for (int i = 0; i < 3; i++)
		files[i] = must_alloc(tmpfile());
	fwrite(string(in), 1, in->len, files[0]);
	rewind(files[0]);
	*result = (struct result){.status = -1};
	ck_assert_int_eq(spawn(&pid, argv, files), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		result->status = WEXITSTATUS(status);
	fclose(files[0]);
	read_back(files[1], &result->out);
	read_back(files[2], &result->err);
}

static void run_with(const char *option, const char *arg, struct result *result)
{
	char *argv[] = {"siplint", (char *)option, (char *)arg, NULL};
	struct text none = {NULL, 0, 0};

	run(argv, &none, result);
}

static void release_result(struct result *result)
{
	release(&result->out);
	release(&result->err);
}

/* --- Comparing */

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
	*want = string(expected);
	*have = string(got);
	while (**want != '\0' && line_matches(*want, *have)) {
		*want = next_line(*want);
		*have = next_line(*have);
	}
	return **want != **have || **want != '\0' ||
	       strlen(string(got)) != got->len;
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

static void check_case(const struct cli_case *c)
{
	char *argv[MAX_ARGS + 2] = {"siplint"};
	struct text args[MAX_ARGS];
	struct result result;
	size_t count = 0;
	char *copy = must_alloc(strdup(string(&c->args))), *rest = copy;
	char *word;

	while ((word = strtok_r(rest, " ", &rest)) != NULL) {
		ck_assert_uint_lt(count, MAX_ARGS);
		args[count] = (struct text){NULL, 0, 0};
		ck_assert(append_line(&args[count], word, ""));
		argv[count + 1] = args[count].ptr;
		count++;
	}
	run(argv, &c->in, &result);
	compare(c, "stderr", &c->err, &result.err);
	compare(c, "stdout", &c->out, &result.out);
	ck_assert_msg(result.status == c->status, "%s: status %d, not %d",
	              c->where, result.status, c->status);
	tally_vectors("cli", 1);
	release_result(&result);
	while (count > 0)
		release(&args[--count]);
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
		ck_assert_msg(strstr(string(&list.out), line) != NULL,
		              "--list-rules lacks %s", rule->name);
		run_with("--explain", rule->name, &explained);
		ck_assert_int_eq(explained.status, 0);
		ck_assert_ptr_nonnull(
		        strstr(string(&explained.out), rule->text));
		ck_assert_ptr_nonnull(
		        strstr(string(&explained.out), rule->known));
		ck_assert_ptr_nonnull(strstr(string(&explained.out), "RFC "));
		release_result(&explained);
	}
	release_result(&list);
}
END_TEST

static void read_whole(const char *path, struct text *text)
{
	FILE *in = fopen(path, "rb");

	ck_assert_msg(in != NULL, "%s: %s", path, strerror(errno));
	read_back(in, text);
}

/* Whether the manual page has an option, its hyphens spelled for roff. */
static bool has_option(const struct text *manual, const char *option,
                       size_t len)
{
	struct text spelled = {NULL, 0, 0};
	bool found;

	for (size_t i = 0; i < len; i++) {
		if (option[i] == '-')
			append(&spelled, "\\", 1);
		append(&spelled, &option[i], 1);
	}
	found = strstr(string(manual), string(&spelled)) != NULL;
	release(&spelled);
	return found;
}

START_TEST(test_manual)
{
	struct text manual = {NULL, 0, 0};
	struct result help;
	const char *option;
	size_t count = 0, len;

	read_whole(ZSIP_SOURCE_DIR "/docs/siplint.1", &manual);
	run_with("--help=all", NULL, &help);
	ck_assert_int_eq(help.status, 0);
	for (option = string(&help.out);
	     (option = strstr(option, "--")) != NULL; option += len) {
		count++;
		len = strcspn(option, "[= \n");
		ck_assert_msg(has_option(&manual, option, len),
		              "the manual page lacks %.*s", (int)len, option);
	}
	ck_assert_uint_gt(count, 0);
	release_result(&help);
	release(&manual);
}
END_TEST

/* A test case for each file, which keeps its name here. */
static void add_file(Suite *suite, const char *name, char *subject, size_t size)
{
	size_t first = case_count;
	char path[512];
	TCase *tcase;

	snprintf(path, sizeof(path), "%s/%s", CLI_DIR, name);
	if (!vectors_subject(name, subject, size))
		fault(path, 0, "no .txt file");
	read_cases(path);
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
		fault(CLI_DIR, 0, "too many files");
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
	suite_add_tcase(suite, siplint_long_tcase());
	suite_add_tcase(suite, siplint_log_tcase());
	suite_add_tcase(suite, siplint_explain_tcase());
	return suite;
}
