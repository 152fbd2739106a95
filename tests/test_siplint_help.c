/*
 * The help of siplint: each topic fits a screen, and together they have what
 * the manual page has.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "siplint_run.h"
#include "test_siplint.h"

enum { SCREEN_LINES = 24, SCREEN_COLUMNS = 80 };

struct row {
	char letter;
	const char *name, *help;
};

static const struct row rows[] = {
#define OPTION_TOPIC(id, name, title)
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)                                             \
	{letter, name, help},
#include "command/options.def"
#undef OPTION_TOPIC
#undef OPTION
};

static const char *const topics[] = {
#define OPTION_TOPIC(id, name, title) name,
#define OPTION(letter, name, takes, argument, words, standard, topic, use,     \
               does, help, manual)
#include "command/options.def"
#undef OPTION_TOPIC
#undef OPTION
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static char *print_help(const char *topic)
{
	char command[128];
	FILE *none = tmpfile();
	int status;
	char *help;

	ck_assert_ptr_nonnull(none);
	snprintf(command, sizeof(command),
	         "exec </dev/fd/%%d; exec %%s --help%s%s",
	         *topic != '\0' ? "=" : "", topic);
	help = siplint_run(command, none, &status);
	ck_assert_int_eq(status, 0);
	fclose(none);
	return help;
}

/* With a line left for the prompt. */
static void check_screen(const char *topic)
{
	char *help = print_help(topic);
	const char *line = help, *end;
	size_t lines = 0;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		lines++;
		ck_assert_msg(end - line <= SCREEN_COLUMNS, "%s: %s", topic,
		              line);
	}
	ck_assert_msg(lines < SCREEN_LINES, "--help=%s: %zu lines", topic,
	              lines);
	free(help);
}

START_TEST(test_help_fits)
{
	check_screen("");
	for (size_t i = 0; i < COUNT(topics); i++)
		check_screen(topics[i]);
}
END_TEST

/* Each option in one of the topics, and as often in all of them. */
START_TEST(test_help_whole)
{
	char *all = print_help("all"), line[128];
	size_t len = 0;

	for (size_t i = 0; i < COUNT(topics); i++) {
		char *help = print_help(topics[i]);

		ck_assert_ptr_nonnull(strstr(all, help));
		len += strlen(help) + (i > 0);
		free(help);
	}
	ck_assert_uint_eq(strlen(all), len);
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(line, sizeof(line), "--%s", rows[i].name);
		ck_assert_msg(strstr(all, line) != NULL, "no %s", line);
		ck_assert_ptr_nonnull(strstr(all, rows[i].help));
	}
	free(all);
}
END_TEST

/* Nothing is named twice. */
START_TEST(test_help_names)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t j = 0; j < i; j++) {
			ck_assert_str_ne(rows[i].name, rows[j].name);
			if (rows[i].letter != '\0')
				ck_assert_int_ne(rows[i].letter,
				                 rows[j].letter);
		}
	}
}
END_TEST

TCase *siplint_help_tcase(void)
{
	TCase *tcase = tcase_create("siplint_help");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_help_fits);
	tcase_add_test(tcase, test_help_whole);
	tcase_add_test(tcase, test_help_names);
	return tcase;
}
