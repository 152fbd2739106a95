/*
 * The reader of logs against tests/vectors/log, and on logs that end anywhere.
 */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "log_cases.h"
#include "tally.h"
#include "test_siplint.h"
#include "vectors.h"

#define LOG_DIR ZSIP_SOURCE_DIR "/tests/vectors/log"

static struct log_case *cases;
static size_t case_count;

static void read_cases(void)
{
	case_count = log_cases_read(LOG_DIR, &cases);
}

static void free_cases(void)
{
	for (size_t i = 0; i < case_count; i++) {
		text_release(&cases[i].log);
		text_release(&cases[i].found);
	}
	free(cases);
}

START_TEST(messages)
{
	ck_assert_uint_gt(case_count, 0);
	for (size_t i = 0; i < case_count; i++) {
		const struct log_case *c = &cases[i];
		struct text found = {NULL, 0, 0};

		log_dump(&found, c->log.ptr, c->log.len);
		ck_assert_msg(strcmp(found.ptr, c->found.ptr) == 0,
		              "%s\n--- found\n%s--- expected\n%s", c->where,
		              found.ptr, c->found.ptr);
		text_release(&found);
	}
	tally_vectors("log", case_count);
}
END_TEST

/* log_dump() aborts when what is told makes no sense. */
START_TEST(cut_anywhere)
{
	for (size_t i = 0; i < case_count; i++) {
		const struct log_case *c = &cases[i];

		for (size_t len = 0; len < c->log.len; len++) {
			struct text found = {NULL, 0, 0};

			log_dump(&found, c->log.ptr, len);
			text_release(&found);
		}
	}
}
END_TEST

TCase *siplint_log_tcase(void)
{
	TCase *tcase = tcase_create("siplint_log");

	tcase_set_timeout(tcase, 60);
	tcase_add_unchecked_fixture(tcase, read_cases, free_cases);
	tcase_add_test(tcase, messages);
	tcase_add_test(tcase, cut_anywhere);
	return tcase;
}
