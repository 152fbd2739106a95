/*
 * Summaries of siplint: groups of findings in bounded memory, and sums of sums.
 */

#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "numbered.h"
#include "siplint_run.h"
#include "test_siplint.h"

enum { GROUPS = 65536, AGENTS = 70000 };

#define OPTIONS "--summary --format=ndjson --disable=missing-header"

static FILE *write_messages(unsigned count, const char *piece)
{
	FILE *file = tmpfile();
	char text[512];

	ck_assert_ptr_nonnull(file);
	for (unsigned i = 0; i < count; i++) {
		size_t len = put_numbered(text, piece, i);

		ck_assert_uint_eq(fwrite(text, 1, len, file), len);
	}
	return file;
}

static size_t number_of(const json_t *object, const char *key)
{
	return (size_t)json_integer_value(json_object_get(object, key));
}

/* More user agents than are told apart: they are counted all the same. */
START_TEST(test_bound)
{
	FILE *file = write_messages(AGENTS, "MESSAGE sip:a SIP/2.0\r\n"
	                                    "Max-Forwards: 300\r\n"
	                                    "User-Agent: #\r\n"
	                                    "Content-Length: 0\r\n\r\n");
	size_t groups = 0, others = 0, errors = 0;
	char *line;
	int status;
	char *text = siplint_run("exec </dev/fd/%d; exec %s " OPTIONS " -",
	                         file, &status);

	for (line = strtok(text, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		json_t *object = json_loads(line, 0, NULL);

		ck_assert_ptr_nonnull(object);
		errors += number_of(object, "errors");
		if (json_is_true(json_object_get(object, "is_others")))
			others += number_of(object, "count");
		else
			groups += number_of(object, "count");
		json_decref(object);
	}
	ck_assert_uint_eq(errors, AGENTS);
	ck_assert_uint_eq(groups, GROUPS);
	ck_assert_uint_eq(others, AGENTS - GROUPS);
	free(text);
	fclose(file);
}
END_TEST

/* Bytes of any kind in names; sums in whatever order. */
START_TEST(test_merge)
{
	static const char command[] =
	        "f=/dev/fd/%d; s=%s; d=$(mktemp -d); "
	        "head -c 3000 $f >$d/a; head -c 6000 $f | tail -c 3000 >$d/b; "
	        "tail -c 3000 $f >$d/c; cd $d; "
	        "for i in a b c; do $s " OPTIONS " - <$i >$i.sum; done; "
	        "m='--merge --format=ndjson'; "
	        "$s $m a.sum b.sum >ab; $s $m b.sum c.sum >bc; "
	        "$s $m ab c.sum >left; $s $m a.sum bc >right; "
	        "$s $m left >same; $s $m c.sum b.sum a.sum >back; "
	        "cmp left right && cmp left same && cmp left back && cat left; "
	        "rm -r $d";
	FILE *file = write_messages(100, "MESSAGE sip:a SIP/2.0\r\n"
	                                 "Max-Forwards: 300\r\n"
	                                 "User-Agent: \\x\\\xff\t\x01\x7f#\r\n"
	                                 "Content-Length: 0\r\n\r\n");
	int status;
	char *text = siplint_run(command, file, &status);

	ck_assert_int_eq(status, 0);
	ck_assert_ptr_nonnull(strstr(text,
	                             "\"agent\":\"\\\\\\\\x\\\\\\\\\\\\xff"
	                             "\\\\t\\\\x01\\\\x7f000000\""));
	ck_assert_ptr_nonnull(strstr(text,
	                             "{\"kind\":\"summary\",\"version\":1,"
	                             "\"files\":3,"));
	free(text);
	fclose(file);
}
END_TEST

TCase *siplint_summary_tcase(void)
{
	TCase *tcase = tcase_create("siplint_summary");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_bound);
	tcase_add_test(tcase, test_merge);
	return tcase;
}
