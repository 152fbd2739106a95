/*
 * Walks of zsip_sdp_application.h against vectors in tests/vectors/sdp/walk, a
 * file each: TEXT is the list, EXPECTED its items in brackets, "none" if it has
 * none.
 */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "guard.h"
#include "sdp_dump.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"
#include "zsip_sdp_application.h"

#define WALK_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/walk/"

/* The next item as text; false at the end. */
typedef bool step(struct zsip_slice *rest, struct text *one);

static bool config_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_config config;

	if (!zsip_sdp_next_config(rest, &config))
		return false;
	text_slice(one, "name", config.name);
	text_slice(one, "value", config.value);
	if (config.mandatory)
		text_add(one, " mandatory");
	return true;
}

static bool alternative_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_alternative alt;

	if (!zsip_sdp_next_alternative(rest, &alt))
		return false;
	text_slice(one, "mandatory", alt.mandatory);
	text_slice(one, "optional", alt.optional);
	return true;
}

/* One that is no walk: what is left is absent. */
static bool attribute_config_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_attribute_config config;
	bool good = rest->ptr != NULL &&
	            zsip_sdp_attribute_config_split(*rest, &config);

	*rest = (struct zsip_slice){NULL, 0};
	if (!good)
		return false;
	if (config.delete_media)
		text_add(one, " delete_media");
	if (config.delete_session)
		text_add(one, " delete_session");
	text_slice(one, "alternatives", config.alternatives);
	return true;
}

static bool cap_range_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_cap_range range;

	if (!zsip_sdp_next_cap_range(rest, &range))
		return false;
	text_add(one, " %lu-%lu%s", (unsigned long)range.first,
	         (unsigned long)range.last, range.wildcard ? "*" : "");
	return true;
}

static bool payload_map_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_payload_map map;

	if (!zsip_sdp_next_payload_map(rest, &map))
		return false;
	text_add(one, " %lu:%lu", (unsigned long)map.capability,
	         (unsigned long)map.payload_type);
	return true;
}

static bool msrp_uri_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_value value = {.shape = ZSIP_SDP_SHAPE_msrp_uri};

	if (!zsip_sdp_next_msrp_uri(rest, &value.msrp_uri))
		return false;
	dump_sdp_value(one, &value);
	return true;
}

static bool format_entry_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_value value = {.shape = ZSIP_SDP_SHAPE_format_entry};

	if (!zsip_sdp_next_format_entry(rest, &value.format_entry))
		return false;
	dump_sdp_value(one, &value);
	return true;
}

static bool named_step(struct zsip_slice *rest, struct text *one)
{
	struct zsip_sdp_pair pair;

	if (!zsip_sdp_next_named(rest, &pair))
		return false;
	text_slice(one, "name", pair.name);
	text_slice(one, "value", pair.value);
	return true;
}

static const struct {
	const char *path;
	step *next;
} files[] = {
        {WALK_DIR "config.txt", config_step},
        {WALK_DIR "attribute-config.txt", attribute_config_step},
        {WALK_DIR "alternative.txt", alternative_step},
        {WALK_DIR "cap-range.txt", cap_range_step},
        {WALK_DIR "payload-map.txt", payload_map_step},
        {WALK_DIR "msrp-uri.txt", msrp_uri_step},
        {WALK_DIR "format-entry.txt", format_entry_step},
        {WALK_DIR "named.txt", named_step},
};

/* All items.  Each takes a byte at least, so that a walk ends. */
static void walk(step *next, struct zsip_slice rest, struct text *got)
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

START_TEST(every_walk)
{
	const char *path = files[_i].path;
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	struct guard guard;
	size_t count = 0, failed = 0;

	ck_assert_msg(vectors_open(&file, path, "ok"), "%s", file.error);
	guard_open(&guard, 4096);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		struct zsip_slice text = {NULL, v.len};
		struct text got = {0};

		ck_assert_msg(result == VECTOR_LINE, "%s", file.error);
		text.ptr = guard_end(&guard, v.text, v.len);
		walk(files[_i].next, text, &got);
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
END_TEST

TCase *sdp_application_tcase(void)
{
	TCase *tcase = tcase_create("sdp application");

	tcase_add_loop_test(tcase, every_walk, 0,
	                    sizeof(files) / sizeof(*files));
	return tcase;
}
