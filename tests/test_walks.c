/*
 * Walks within values: products and comments against
 * tests/vectors/walk/products.txt, the indices of History-Info against
 * history.txt and order.txt, and its tree.
 */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "dump.h"
#include "guard.h"
#include "tally.h"
#include "vectors.h"

#define WALK_DIR ZSIP_SOURCE_DIR "/tests/vectors/walk/"

Suite *walks_suite(void);

/* What a text comes to. */
typedef void attempt(struct text *got, struct zsip_slice text);

static void try_products(struct text *got, struct zsip_slice rest)
{
	struct zsip_product product;

	while (zsip_products_next(&rest, &product)) {
		struct text one = {0};

		text_slice(&one, "name", product.name);
		text_slice(&one, "version", product.version);
		text_slice(&one, "comment", product.comment);
		text_join(got, got->len == 0 ? "[" : " [", &one, "]");
		text_free(&one);
	}
	if (got->len == 0)
		text_add(got, "none");
	ck_assert_ptr_null(rest.ptr);
	ck_assert(!zsip_products_next(&rest, &product));
}

static void try_parent(struct text *got, struct zsip_slice index)
{
	struct zsip_slice parent = {"", 0};

	if (!zsip_history_parent(index, &parent))
		text_add(got, "syntax");
	else if (parent.ptr == NULL)
		text_add(got, "none");
	else
		text_bytes(got, parent.ptr, parent.len);
}

static void try_order(struct text *got, struct zsip_slice pair)
{
	const char *space = memchr(pair.ptr, ' ', pair.len);
	struct zsip_slice a = {pair.ptr, (size_t)(space - pair.ptr)};
	struct zsip_slice b = {space + 1, pair.len - a.len - 1};
	int order = zsip_history_compare(a, b);

	ck_assert_int_eq(zsip_history_compare(b, a), -order);
	text_add(got, order < 0 ? "below" : order > 0 ? "above" : "equal");
}

static const struct {
	const char *path;
	attempt *run;
} files[] = {
        {WALK_DIR "products.txt", try_products},
        {WALK_DIR "history.txt", try_parent},
        {WALK_DIR "order.txt", try_order},
};

START_TEST(every_vector_passes)
{
	const char *path = files[_i].path;
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	struct guard guard;
	unsigned faults = 0;
	size_t count = 0;

	guard_open(&guard, 4096);
	ck_assert_msg(vectors_open(&file, path, "ok bad"), "%s", path);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		struct zsip_slice text = {NULL, v.len};
		struct text got = {0};

		ck_assert_msg(result == VECTOR_LINE, "%s", file.error);
		text.ptr = guard_end(&guard, v.text, v.len);
		files[_i].run(&got, text);
		if (strcmp(text_get(&got), v.expected) != 0) {
			fprintf(stderr, "%s:%u: expected %s, got %s\n", path,
			        v.line, v.expected, text_get(&got));
			faults++;
		}
		text_free(&got);
		count++;
	}
	vectors_close(&file);
	guard_close(&guard);
	ck_assert_msg(faults == 0, "%s: %u faults", path, faults);
	tally_vectors("walk", count);
}
END_TEST

/* The indices of the entries that came from `parent`, "-" for none. */
static void expect_children(const struct zsip_message *msg, const char *parent,
                            const char *expected)
{
	struct zsip_slice index = {NULL, 0};
	struct text got = {0};
	struct zsip_param param;
	struct zsip_value value;
	struct zsip_list list;

	if (*parent != '-')
		index = zsip_slice_from(parent);
	zsip_list_start(&list, msg, ZSIP_HDR_HISTORY_INFO);
	while (zsip_history_next(&list, index, &value, NULL) == ZSIP_OK) {
		ck_assert_int_eq(zsip_params_get(value.name_addr.params,
		                                 ZSIP_PARAM_INDEX, &param),
		                 ZSIP_OK);
		text_add(&got, " %.*s", (int)param.value.len, param.value.ptr);
	}
	ck_assert_str_eq(text_get(&got), expected);
	text_free(&got);
}

START_TEST(history_info_is_a_tree)
{
	static const char text[] =
	        "INVITE sip:h SIP/2.0\r\n"
	        "History-Info: <sip:a@h>;index=1, <sip:b@h>;index=1.1;rc=1\r\n"
	        "History-Info: <sip:c@h>;mp=1.1;index=1.1.1, <sip:x@h>;q\r\n"
	        "History-Info: <sip:d@h>;index=1.2, <sip:e@h>;index=2\r\n"
	        "History-Info: <sip:f@h>;index=1.1.2, <sip:g@h>;index=1.\r\n"
	        "\r\n";
	struct zsip_field fields[8];
	struct zsip_message msg;
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_error error;

	zsip_message_init(&msg, fields, 8, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), NULL),
	                 ZSIP_OK);
	expect_children(&msg, "-", "1 2");
	expect_children(&msg, "1", "1.1 1.2");
	expect_children(&msg, "1.1", "1.1.1 1.1.2");
	expect_children(&msg, "01.1", "1.1.1 1.1.2");
	expect_children(&msg, "2", "");
	zsip_list_start(&list, &msg, ZSIP_HDR_DIVERSION);
	ck_assert_int_eq(zsip_history_next(&list, (struct zsip_slice){NULL, 0},
	                                   &value, &error),
	                 ZSIP_END);
}
END_TEST

Suite *walks_suite(void)
{
	Suite *suite = suite_create("walks");
	TCase *tc = tcase_create("walks");

	tcase_add_loop_test(tc, every_vector_passes, 0,
	                    sizeof(files) / sizeof(*files));
	tcase_add_test(tc, history_info_is_a_tree);
	suite_add_tcase(suite, tc);
	return suite;
}
