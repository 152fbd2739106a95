/*
 * Runs all suites, or those that T of the environment or the first argument
 * names: a suite, or a test case such as a header field's name.
 */

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tally.h"

#ifndef ZSIP_BUILD_DIR
#define ZSIP_BUILD_DIR "build"
#endif

/* In the order in which they run: a fault is best met where it is simplest. */
#define SUITES(X)                                                              \
	X(rules)                                                               \
	X(table)                                                               \
	X(values)                                                              \
	X(walks)                                                               \
	X(uri)                                                                 \
	X(message)                                                             \
	X(simd)                                                                \
	X(stream)                                                              \
	X(sdp)                                                                 \
	X(body)                                                                \
	X(build)                                                               \
	X(session)                                                             \
	X(tolerance)                                                           \
	X(check)                                                               \
	X(flow)                                                                \
	X(rfc4475)                                                             \
	X(rfc5118)                                                             \
	X(capture)                                                             \
	X(siplint)

#define DECLARE(name) Suite *name##_suite(void);
SUITES(DECLARE)
#undef DECLARE

static const struct {
	const char *name;
	Suite *(*make)(void);
} suites[] = {
#define ROW(name) {#name, name##_suite},
        SUITES(ROW)
#undef ROW
};

enum { SUITE_COUNT = sizeof(suites) / sizeof(*suites) };

static const char *wanted_name(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : getenv("T");

	return name != NULL && *name != '\0' ? name : NULL;
}

static bool is_suite(const char *name)
{
	for (size_t i = 0; i < SUITE_COUNT; i++) {
		if (strcmp(suites[i].name, name) == 0)
			return true;
	}
	return false;
}

/* For whoever runs the other checks to print in the end. */
static bool write_totals(void)
{
	FILE *out = fopen(ZSIP_BUILD_DIR "/totals", "w");

	if (out == NULL) {
		perror(ZSIP_BUILD_DIR "/totals");
		return false;
	}
	tally_totals(out);
	return fclose(out) == 0;
}

/* What a child came to: all of them write here. */
static struct result {
	int run, failed, errors;
} * results;

static void run_suite(size_t i)
{
	SRunner *runner = srunner_create(suites[i].make());
	TestResult **failures;

	srunner_run(runner, NULL, NULL, CK_SILENT);
	results[i].run = srunner_ntests_run(runner);
	results[i].failed = srunner_ntests_failed(runner);
	failures = srunner_failures(runner);
	for (int k = 0; k < results[i].failed; k++)
		results[i].errors += tr_rtype(failures[k]) == CK_ERROR;
	free(failures);
	if (results[i].failed != 0)
		srunner_print(runner, CK_NORMAL);
	srunner_free(runner);
}

static void start_suite(size_t i)
{
	fflush(NULL);
	switch (fork()) {
	case -1:
		perror("fork");
		abort();
	case 0:
		run_suite(i);
		exit(EXIT_SUCCESS);
	}
}

/* @return whether it ended by itself: where tests do not fork, a sanitizer or
 *         a signal ends the whole suite */
static bool await_suite(void)
{
	int status;

	if (wait(&status) > 0 && status == 0)
		return true;
	fprintf(stderr, "a suite ended with status %x\n", (unsigned)status);
	return false;
}

/* Each suite in a process of its own, so many at once as there are processors.
 */
static bool run_suites(void)
{
	long at_once = sysconf(_SC_NPROCESSORS_ONLN);
	struct result sum = {0};
	bool ended = true;

	results = tally_share(SUITE_COUNT * sizeof(*results));
	for (size_t i = 0; i < SUITE_COUNT; i++) {
		if ((long)i >= at_once)
			ended = await_suite() && ended;
		start_suite(i);
	}
	for (size_t i = 0; i < SUITE_COUNT && (long)i < at_once; i++)
		ended = await_suite() && ended;
	for (size_t i = 0; i < SUITE_COUNT; i++) {
		sum.run += results[i].run;
		sum.failed += results[i].failed;
		sum.errors += results[i].errors;
	}
	printf("%d%%: Checks: %d, Failures: %d, Errors: %d\n",
	       sum.run == 0 ? 0 : 100 * (sum.run - sum.failed) / sum.run,
	       sum.run, sum.failed - sum.errors, sum.errors);
	return ended && sum.run != 0 && sum.failed == 0;
}

/* A suite or a test case, by name. */
static bool run_named(const char *name)
{
	SRunner *runner = srunner_create(suites[0].make());
	int run, failed;

	for (size_t i = 1; i < SUITE_COUNT; i++)
		srunner_add_suite(runner, suites[i].make());
	if (is_suite(name))
		srunner_run(runner, name, NULL, CK_NORMAL);
	else
		srunner_run(runner, NULL, name, CK_NORMAL);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	if (run == 0)
		fprintf(stderr, "no suite and no test case is named %s\n",
		        name);
	return run != 0 && failed == 0;
}

int main(int argc, char **argv)
{
	const char *name = wanted_name(argc, argv);
	bool good;

	tally_open();
	good = name == NULL ? run_suites() : run_named(name);
	tally_print();
	if (name == NULL && good)
		good = write_totals();
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
