/*
 * Responses from requests: cases, files in tests/vectors/response (see
 * response_cases.h), each at a guard page and with every room.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "responding.h"
#include "response_cases.h"
#include "tally.h"
#include "test_build.h"
#include "vectors.h"

#define RESPONSE_DIR ZSIP_SOURCE_DIR "/tests/vectors/response"

enum { ROOM = 1 << 17 };

static char built[ROOM];

static void show(const char *what, struct zsip_slice text)
{
	fprintf(stderr, "%s:\n%.*s\n", what, (int)text.len,
	        text.ptr != NULL ? text.ptr : "");
}

/* An error that zsip_check() finds in a response to a whole request. */
static const char *check_fault(const struct response_case *c, size_t len)
{
	static struct checked checked;
	bool sound = true;

	if ((c->asked.flags & (ZSIP_RESPONSE_ERROR | ZSIP_RESPONSE_APART)) != 0)
		return NULL;
	checked_run(&checked, built, len, &c->request.options);
	for (size_t i = 0; i < checked.count; i++)
		sound &= checked.findings[i].rule->severity !=
		         ZSIP_SEVERITY_ERROR;
	if (!sound)
		checked_print(&checked);
	checked_free(&checked);
	return sound ? NULL : "errors are found in it";
}

/* What does not hold; the bytes, or the error, and all else that must. */
static const char *case_fault(struct response_case *c)
{
	struct zsip_error error;
	const char *fault;
	size_t len;

	fault = responding_build(&c->request.msg, &c->asked, built, ROOM, true,
	                         &len, &error);
	if (fault != NULL)
		return fault;
	if (c->error != NULL && response_case_is_error(c, &error))
		return NULL;
	if (len == 0) {
		fprintf(stderr, "%s@%zu %s\n", zsip_status_name(error.status),
		        error.offset, error.expected);
		return "another error";
	}
	if (!zsip_slice_equal((struct zsip_slice){built, len}, c->expected)) {
		show("expected", c->expected);
		show("built", (struct zsip_slice){built, len});
		return "other bytes";
	}
	fault = responding_fault(&c->request.msg, &c->asked, built, len);
	return fault != NULL ? fault : check_fault(c, len);
}

static unsigned run_case(const char *name, const struct one_case *one)
{
	static struct response_case c;
	const char *fault;
	char why[512];

	if (!response_case_read(&c, one, why, sizeof(why))) {
		fprintf(stderr, "%s:%u: %s\n", name, one->line, why);
		return 1;
	}
	fault = case_fault(&c);
	checked_free(&c.request);
	if (fault == NULL)
		return 0;
	fprintf(stderr, "%s:%u: %s: %s\n", name, one->line, one->title, fault);
	return 1;
}

START_TEST(cases_come_to_what_is_expected)
{
	struct vector_dir dir;
	unsigned failures = 0;
	size_t count = 0;
	char path[512];

	ck_assert(vectors_dir_open(&dir, RESPONSE_DIR));
	for (size_t i = 0; i < dir.count; i++) {
		struct case_file file;
		struct one_case one;

		snprintf(path, sizeof(path), "%s/%s", RESPONSE_DIR,
		         dir.names[i]);
		ck_assert_msg(cases_open(&file, path), "%s", path);
		for (; cases_next(&file, &one); count++)
			failures += run_case(dir.names[i], &one);
		ck_assert_msg(cases_at_end(&file), "%s:%u", path, file.line);
		cases_close(&file);
	}
	vectors_dir_close(&dir);
	tally_vectors("response", count);
	ck_assert_uint_gt(count, 0);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

TCase *response_tcase(void)
{
	TCase *tc = tcase_create("response");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, cases_come_to_what_is_expected);
	return tc;
}
