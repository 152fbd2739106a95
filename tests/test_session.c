/*
 * What messages, intents and the time mean to a dialog.
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"
#include "tally.h"
#include "test_session.h"
#include "vectors.h"

#define SESSION_DIR ZSIP_SOURCE_DIR "/tests/vectors/session"

enum { FILES = 64 };

static char names[FILES][64];
static int file_count;

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void list_files(void)
{
	DIR *dir = opendir(SESSION_DIR);
	const struct dirent *entry;

	while (dir != NULL && file_count < FILES &&
	       (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len > 4 && len < sizeof(names[0]) &&
		    strcmp(entry->d_name + len - 4, ".txt") == 0)
			snprintf(names[file_count++], sizeof(names[0]), "%.*s",
			         (int)len - 4, entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	qsort(names, (size_t)file_count, sizeof(names[0]), compare_names);
}

START_TEST(every_script_is_as_expected)
{
	struct text faults = {0};
	char path[256];
	size_t count;

	snprintf(path, sizeof(path), "%s/%s.txt", SESSION_DIR, names[_i]);
	count = script_run(path, &faults);
	ck_assert_uint_ne(count, 0);
	if (faults.len != 0)
		fputs(faults.data, stderr);
	ck_assert_uint_eq(faults.len, 0);
	tally_vectors("session", count);
}
END_TEST

Suite *session_suite(void);

Suite *session_suite(void)
{
	Suite *suite = suite_create("session");

	list_files();
	for (int i = 0; i < file_count; i++) {
		TCase *tcase = tcase_create(names[i]);

		tcase_set_timeout(tcase, 60);
		tcase_add_loop_test(tcase, every_script_is_as_expected, i,
		                    i + 1);
		suite_add_tcase(suite, tcase);
	}
	suite_add_tcase(suite, decision_tcase());
	suite_add_tcase(suite, texts_tcase());
	suite_add_tcase(suite, offer_tcase());
	suite_add_tcase(suite, offer_model_tcase());
	suite_add_tcase(suite, call_tcase());
	suite_add_tcase(suite, call_changes_tcase());
	suite_add_tcase(suite, call_faults_tcase());
	suite_add_tcase(suite, call_usages_tcase());
	suite_add_tcase(suite, session_random_tcase());
	return suite;
}
