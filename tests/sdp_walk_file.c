#include "sdp_walk_file.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "guard.h"
#include "tally.h"
#include "vectors.h"

#define WALK_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/walk"

/* All items.  Each takes a byte at least, so that a walk ends. */
static void walk(sdp_walk_step *next, struct zsip_slice rest, struct text *got)
{
	size_t left = rest.len + 1;
	struct text one = {0};

	while (left-- != 0 && next(&rest, &one)) {
		text_join(got, got->len == 0 ? "[" : " [", &one, "]");
		text_free(&one);
		one = (struct text){0};
	}
	ck_assert_ptr_null(rest.ptr);
	ck_assert(!next(&rest, &one));
	if (got->len == 0)
		text_add(got, "none");
}

void sdp_walk_file(const char *name, sdp_walk_step *next)
{
	char path[512];
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	struct guard guard;
	size_t count = 0, failed = 0;

	snprintf(path, sizeof(path), WALK_DIR "/%s.txt", name);
	ck_assert_msg(vectors_open(&file, path, "ok"), "%s", file.error);
	guard_open(&guard, 4096);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		struct zsip_slice text = {NULL, v.len};
		struct text got = {0};

		ck_assert_msg(result == VECTOR_LINE, "%s", file.error);
		text.ptr = guard_end(&guard, v.text, v.len);
		walk(next, text, &got);
		if (v.expected == NULL ||
		    strcmp(text_get(&got), v.expected) != 0) {
			fprintf(stderr, "%s:%u: got %s\n", path, v.line,
			        text_get(&got));
			failed++;
		}
		text_free(&got);
		count++;
	}
	guard_close(&guard);
	vectors_close(&file);
	tally_vectors("sdp", count);
	ck_assert_msg(failed == 0, "%zu of %zu in %s", failed, count, path);
}
