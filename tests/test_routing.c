/*
 * What a proxy works out from messages.
 */

#include "test_build.h"

#include <stdio.h>
#include <string.h>

#include "routed.h"
#include "tally.h"
#include "vectors.h"

#define ROUTING_DIR ZSIP_SOURCE_DIR "/tests/vectors/routing"

static const char *const files[] = {
        "aor",      "best", "binding", "branch",   "count",    "key",
        "next_hop", "own",  "plan",    "register", "response",
};

static bool is_wrong(const struct vector *v, const char *path)
{
	struct zsip_slice parts[ROUTED_PARTS] = {{NULL, 0}};
	struct text got = {0};
	bool wrong;

	routed_split((struct zsip_slice){v->text, v->len}, parts);
	routed_show(&got, v->verdict, parts);
	wrong = v->expected == NULL || strcmp(text_get(&got), v->expected) != 0;
	if (wrong)
		fprintf(stderr, "%s:%u: expected %s, got %s\n", path, v->line,
		        v->expected, text_get(&got));
	text_free(&got);
	return wrong;
}

START_TEST(vectors_show)
{
	struct vector_file file;
	enum vector_result result;
	unsigned faults = 0, count = 0;
	struct vector v;
	char path[256];

	snprintf(path, sizeof(path), ROUTING_DIR "/%s.txt", files[_i]);
	ck_assert_msg(vectors_open(&file, path, routed_verdicts), "%s",
	              file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		count++;
		if (result == VECTOR_ERROR)
			fprintf(stderr, "%s\n", file.error);
		faults += result == VECTOR_ERROR || is_wrong(&v, path);
	}
	vectors_close(&file);
	ck_assert_msg(faults == 0, "%s: %u faults", path, faults);
	ck_assert_uint_gt(count, 0);
	tally_vectors("routing", count);
}
END_TEST

START_TEST(every_file_is_known)
{
	struct vector_dir dir;
	char subject[64];

	ck_assert(vectors_dir_open(&dir, ROUTING_DIR));
	ck_assert_uint_eq(dir.count, sizeof(files) / sizeof(*files));
	for (size_t i = 0; i < dir.count; i++) {
		ck_assert(vectors_subject(dir.names[i], subject,
		                          sizeof(subject)));
		ck_assert_str_eq(subject, files[i]);
	}
	vectors_dir_close(&dir);
}
END_TEST

TCase *routing_tcase(void)
{
	TCase *tcase = tcase_create("routing");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, vectors_show, 0,
	                    sizeof(files) / sizeof(*files));
	tcase_add_test(tcase, every_file_is_known);
	routing_calls(tcase);
	routing_branches(tcase);
	routing_messages(tcase);
	return tcase;
}
