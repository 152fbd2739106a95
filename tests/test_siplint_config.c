/*
 * siplint with any bytes for a .siplintrc: it takes them or says what is wrong
 * with them.
 */

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "mutate.h"
#include "siplint_run.h"
#include "test_siplint.h"

enum { ROUNDS = 150, ROOM = 1024 };

static const char sound[] = "# ours\n"
                            "profile = interop # as in the field\n"
                            "disable = missing-header, missing-contact\n"
                            "quirk display_name_comma\n"
                            "severity max-forwards-range = warning\n"
                            "port = 5060,5061\n"
                            "fail-on\tnote\n"
                            "no-flow\n"
                            "ladder=findings\n"
                            "jobs = 2\n";
/* @return the exit status */
static int print_config(const char *bytes, size_t len, char **text)
{
	FILE *file = tmpfile();
	int status;

	ck_assert_ptr_nonnull(file);
	fwrite(bytes, 1, len, file);
	*text = siplint_run("config=/dev/fd/%d; "
	                    "exec %s --print-config --config=$config 2>&1",
	                    file, &status);
	fclose(file);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(test_config_random)
{
	uint64_t state = 1;
	unsigned sound_ones = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		char bytes[ROOM], *text;
		size_t len = sizeof(sound) - 1;
		int status;

		memcpy(bytes, sound, len);
		if (random_below(&state, 4) != 0)
			len = mutate(&state, bytes, len, sizeof(bytes));
		status = print_config(bytes, len, &text);
		ck_assert(status == 0 || status == 2);
		ck_assert_msg(strstr(text, status == 0 ? " # default\n"
		                                       : "siplint: ") != NULL,
		              "%s", text);
		sound_ones += status == 0;
		free(text);
	}
	ck_assert_uint_gt(sound_ones, 0);
	ck_assert_uint_lt(sound_ones, ROUNDS);
}
END_TEST

/* What is printed is a .siplintrc that says the same. */
START_TEST(test_config_again)
{
	char *first, *second;

	ck_assert_int_eq(print_config(sound, sizeof(sound) - 1, &first), 0);
	ck_assert_int_eq(print_config(first, strlen(first), &second), 0);
	for (char *p = first, *q = second; *p != '\0' || *q != '\0';
	     p += strcspn(p, "\n") + 1, q += strcspn(q, "\n") + 1) {
		size_t len = strcspn(p, "#");

		ck_assert_uint_eq(strcspn(q, "#"), len);
		ck_assert_mem_eq(p, q, len);
	}
	free(first);
	free(second);
}
END_TEST

TCase *siplint_config_tcase(void)
{
	TCase *tcase = tcase_create("siplint_config");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_config_random);
	tcase_add_test(tcase, test_config_again);
	return tcase;
}
