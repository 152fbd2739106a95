/*
 * Runs all suites, or those that T of the environment or the first argument
 * names: a suite, or a test case such as a header field's name.
 */

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

int main(int argc, char **argv)
{
	const char *name = wanted_name(argc, argv);
	SRunner *runner = srunner_create(suites[0].make());
	int run, failed;

	for (size_t i = 1; i < SUITE_COUNT; i++)
		srunner_add_suite(runner, suites[i].make());
	tally_open();
	if (name == NULL)
		srunner_run(runner, NULL, NULL, CK_NORMAL);
	else if (is_suite(name))
		srunner_run(runner, name, NULL, CK_NORMAL);
	else
		srunner_run(runner, NULL, name, CK_NORMAL);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	tally_print();
	if (name == NULL && failed == 0 && !write_totals())
		failed++;
	if (run == 0)
		fprintf(stderr, "no suite and no test case is named %s\n",
		        name);
	return run == 0 || failed != 0;
}
