/*
 * Lists that span fields, and parameters: zsip_params_next() and its kin
 * against tests/vectors/params, which has a file for each function.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "tally.h"
#include "test_params.h"
#include "vectors.h"
#include "zsip.h"

#define PARAM_DIR ZSIP_SOURCE_DIR "/tests/vectors/params"

/* A member for each parameter, which gives their number. */
union param_ids {
#define ZSIP_PARAM(number, id, name, form, rfc) char id[(number) + 1];
#include "zsip_params.def"
#undef ZSIP_PARAM
};
#define PARAM_IDS sizeof(union param_ids)

/* Vectors */

static void show_param(struct text *out, const struct zsip_param *param)
{
	const char *before = param->quoted ? "\"" : param->bracketed ? "<" : "";
	const char *behind = param->quoted ? "\"" : param->bracketed ? ">" : "";

	text_add(out, " [");
	text_bytes(out, param->name.ptr, param->name.len);
	if (param->value.ptr != NULL) {
		text_add(out, "=%s", before);
		text_bytes(out, param->value.ptr, param->value.len);
		text_add(out, "%s", behind);
	}
	text_add(out, "]");
}

static void show_walk(struct text *out, struct zsip_params *walk)
{
	struct zsip_param param;
	struct zsip_error error;
	enum zsip_status status;

	while ((status = zsip_params_next(walk, &param, &error)) == ZSIP_OK) {
		show_param(out, &param);
		if (out->len > 100000)
			return;
	}
	if (status != ZSIP_END)
		text_add(out, " [%s@%zu]", zsip_status_name(error.status),
		         error.offset);
	/* It is over, and stays so. */
	if (zsip_params_next(walk, &param, NULL) != ZSIP_END)
		text_add(out, " and on");
	if (out->len == 0)
		text_add(out, "none");
}

static void show_params(struct text *out, struct zsip_slice text)
{
	struct zsip_params walk;

	zsip_params_start(&walk, text);
	show_walk(out, &walk);
}

/* In a message, whose other bytes must not count. */
static void show_params_within(struct text *out, struct zsip_slice text)
{
	static const char fills[] = {'a', ';', '=', '"', '\\'};
	size_t before = 5, behind = 70, len = before + text.len + behind;
	struct text other = {0};
	char *data = malloc(len);

	ck_assert_ptr_nonnull(data);
	for (size_t i = 0; i < sizeof(fills); i++) {
		struct zsip_message msg = {.text = {data, len}};
		struct zsip_params walk;

		memset(data, fills[i], len);
		if (text.len != 0)
			memcpy(data + before, text.ptr, text.len);
		zsip_params_start_in(
		        &walk, (struct zsip_slice){data + before, text.len},
		        &msg);
		text_free(&other);
		show_walk(&other, &walk);
		if (out->len == 0)
			text_join(out, "", &other, "");
		else if (strcmp(text_get(out), text_get(&other)) != 0)
			text_join(out, " but then ", &other, "");
	}
	text_free(&other);
	free(data);
}

static void show_items(struct text *out, struct zsip_slice text)
{
	struct zsip_slice item;

	while (zsip_slice_next_item(&text, &item) && out->len < 100000) {
		text_add(out, " [");
		text_bytes(out, item.ptr, item.len);
		text_add(out, "]");
	}
	if (zsip_slice_next_item(&text, &item))
		text_add(out, " and on");
}

typedef size_t copy_function(struct zsip_slice text, char *buf, size_t size);

/* The result in quotes, if it comes out right at every output size. */
static void show_copy(struct text *out, struct zsip_slice text,
                      copy_function *function)
{
	size_t need = function(text, NULL, 0);
	char *whole = malloc(need + 1);
	bool right = true;

	ck_assert(whole != NULL && need <= text.len);
	right &= function(text, whole, need) == need;
	for (size_t size = 0; size <= need + 1; size++) {
		char *part = malloc(size + 1);
		size_t filled = size < need ? size : need;

		ck_assert_ptr_nonnull(part);
		memset(part, '#', size + 1);
		right &= function(text, part, size) == need;
		right &= memcmp(part, whole, filled) == 0;
		for (size_t i = filled; i <= size; i++)
			right &= part[i] == '#';
		free(part);
	}
	text_add(out, "\"");
	text_bytes(out, whole, need);
	text_add(out, right ? "\"" : "\" but not at every size");
	free(whole);
}

static void show_unquoted(struct text *out, struct zsip_slice text)
{
	show_copy(out, text, zsip_unquote);
}

static void show_unescaped(struct text *out, struct zsip_slice text)
{
	show_copy(out, text, zsip_unescape);
}

/* The row of a parameter's name; NULL if there is none. */
static const struct zsip_param_info *row_of(struct zsip_slice name)
{
	for (unsigned id = 0; id < PARAM_IDS; id++) {
		const struct zsip_param_info *info =
		        zsip_param_info((enum zsip_param_id)id);

		if (info != NULL &&
		    zsip_slice_equal(zsip_slice_from(info->name), name))
			return info;
	}
	return NULL;
}

/* "NAME PARAMS": looked for by the number that the name has. */
static void show_found(struct text *out, struct zsip_slice text)
{
	struct zsip_slice name = text, params = {text.ptr + text.len, 0};
	const char *blank = memchr(text.ptr, ' ', text.len);
	const struct zsip_param_info *info;
	struct zsip_param param;
	enum zsip_status status;

	if (blank != NULL) {
		name.len = (size_t)(blank - text.ptr);
		params.ptr = blank + 1;
		params.len = text.len - name.len - 1;
	}
	info = row_of(name);
	ck_assert_ptr_nonnull(info);
	status = zsip_params_get(params, (enum zsip_param_id)info->id, &param);
	if (status == ZSIP_OK)
		show_param(out, &param);
	else
		text_add(out, "%s", zsip_status_name(status));
}

/* Of a walk that ends well. */
static struct zsip_param first_param(struct zsip_slice text)
{
	struct zsip_params walk;
	struct zsip_param first, next;
	enum zsip_status status;

	zsip_params_start(&walk, text);
	ck_assert_int_eq(zsip_params_next(&walk, &first, NULL), ZSIP_OK);
	while ((status = zsip_params_next(&walk, &next, NULL)) == ZSIP_OK)
		;
	ck_assert_int_eq(status, ZSIP_END);
	return first;
}

typedef enum zsip_status read_function(const struct zsip_param *param,
                                       uint32_t *number);

/* What a number of the first parameter comes to; nothing is stored unless that
 * goes well. */
static void show_reading(struct text *out, struct zsip_slice text,
                         read_function *function)
{
	struct zsip_param param = first_param(text);
	uint32_t number = 4711;
	enum zsip_status status = function(&param, &number);

	if (status == ZSIP_OK)
		text_add(out, "%u", (unsigned)number);
	else
		text_add(out, "%s%s", zsip_status_name(status),
		         number == 4711 ? "" : " but stored");
}

static void show_number(struct text *out, struct zsip_slice text)
{
	show_reading(out, text, zsip_param_number);
}

static void show_qvalue(struct text *out, struct zsip_slice text)
{
	show_reading(out, text, zsip_param_qvalue);
}

static void show_sound(struct text *out, struct zsip_slice text)
{
	struct zsip_param param = first_param(text);

	text_add(out, zsip_param_is_sound(&param) ? "sound" : "unsound");
}

static const struct {
	const char *name;
	void (*show)(struct text *out, struct zsip_slice text);
} files[] = {
        {"next", show_params},        {"next", show_params_within},
        {"item", show_items},         {"unquote", show_unquoted},
        {"unescape", show_unescaped}, {"get", show_found},
        {"number", show_number},      {"qvalue", show_qvalue},
        {"sound", show_sound},
};

enum { FILES = sizeof(files) / sizeof(*files) };

/* Whether what is expected is a failure, as "bad" says of a vector. */
static bool is_failure(const char *expected)
{
	static const char *const words[] = {"syntax", "range", "missing",
	                                    "unsound"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(expected, words[i]) == 0)
			return true;
	}
	return strstr(expected, "[syntax@") != NULL;
}

/* A vector in every SIMD form. */
static unsigned try_vector(const struct vector *v, const char *path,
                           const struct guard *guard, int which)
{
	struct zsip_slice text = {guard_end(guard, v->text, v->len), v->len};
	bool bad = strcmp(v->verdict, "bad") == 0;
	unsigned faults = 0;

	if (v->expected == NULL || bad != is_failure(v->expected)) {
		fprintf(stderr, "%s:%u: the verdict does not fit\n", path,
		        v->line);
		return 1;
	}
	for (size_t form = 0; form_next(&form);) {
		struct text got = {0};

		files[which].show(&got, text);
		if (strcmp(text_get(&got), v->expected) != 0) {
			fprintf(stderr, "%s:%u: %s: expected %s, got %s\n",
			        path, v->line, zsip_simd_name(), v->expected,
			        text_get(&got));
			faults++;
		}
		text_free(&got);
	}
	return faults;
}

START_TEST(every_vector_passes)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	struct guard guard;
	char path[256];
	unsigned faults = 0, count = 0;

	guard_open(&guard, 65536);
	snprintf(path, sizeof(path), PARAM_DIR "/%s.txt", files[_i].name);
	ck_assert_msg(vectors_open(&file, path, "ok bad"), "%s", file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		count++;
		if (result == VECTOR_ERROR) {
			fprintf(stderr, "%s\n", file.error);
			faults++;
		} else {
			faults += try_vector(&v, path, &guard, _i);
		}
	}
	vectors_close(&file);
	guard_close(&guard);
	ck_assert_msg(faults == 0, "%s: %u faults", path, faults);
	ck_assert_uint_gt(count, 0);
	if (files[_i].show != show_params_within)
		tally_vectors("params", count);
}
END_TEST

START_TEST(every_file_is_known)
{
	struct vector_dir dir;
	char subject[64];

	ck_assert(vectors_dir_open(&dir, PARAM_DIR));
	for (size_t i = 0; i < dir.count; i++) {
		bool known = false;

		ck_assert(vectors_subject(dir.names[i], subject,
		                          sizeof(subject)));
		for (size_t j = 0; j < FILES; j++)
			known |= strcmp(files[j].name, subject) == 0;
		ck_assert_msg(known, PARAM_DIR "/%s: no such function",
		              dir.names[i]);
	}
	vectors_dir_close(&dir);
}
END_TEST

/* The table of parameters */

/* Which verdicts sound.txt has for each parameter. */
static void count_sound(bool sound[PARAM_IDS], bool unsound[PARAM_IDS])
{
	struct vector_file file;
	struct vector v;

	ck_assert(vectors_open(&file, PARAM_DIR "/sound.txt", "ok bad"));
	while (vectors_next(&file, &v) == VECTOR_LINE) {
		struct zsip_slice text = {v.text, v.len};
		struct zsip_param param = first_param(text);
		bool bad = strcmp(v.verdict, "bad") == 0;

		(bad ? unsound : sound)[param.id] = true;
	}
	vectors_close(&file);
}

START_TEST(every_parameter_has_vectors)
{
	bool sound[PARAM_IDS] = {false}, unsound[PARAM_IDS] = {false};

	count_sound(sound, unsound);
	for (unsigned id = 1; id < PARAM_IDS; id++) {
		const struct zsip_param_info *info =
		        zsip_param_info((enum zsip_param_id)id);

		if (info == NULL)
			continue;
		ck_assert_msg(sound[id] && unsound[id] == (info->form !=
		                                           ZSIP_PARAM_FORM_ANY),
		              PARAM_DIR
		              "/sound.txt: %s wants a sound value "
		              "and, unless any will do, one that is not",
		              info->name);
	}
}
END_TEST

START_TEST(parameters_have_rows)
{
	static const struct zsip_param_info rows[] = {
#define ZSIP_PARAM(number, id, name, form, rfc)                                \
	{ZSIP_PARAM_##id, ZSIP_PARAM_FORM_##form, name, rfc},
#include "zsip_params.def"
#undef ZSIP_PARAM
	};
	struct zsip_param param;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct zsip_param_info *info =
		        zsip_param_info((enum zsip_param_id)rows[i].id);

		ck_assert_ptr_nonnull(info);
		ck_assert_uint_eq(info->id, rows[i].id);
		ck_assert_uint_eq(info->form, rows[i].form);
		ck_assert_str_eq(info->name, rows[i].name);
		ck_assert_str_eq(info->rfc, rows[i].rfc);
		ck_assert_uint_gt(strlen(info->rfc), 0);
	}
	ck_assert_ptr_null(zsip_param_info(ZSIP_PARAM_OTHER));
	ck_assert_ptr_null(zsip_param_info((enum zsip_param_id)PARAM_IDS));
	ck_assert_ptr_null(zsip_param_info((enum zsip_param_id)60000));
	ck_assert_int_eq(zsip_params_get(zsip_slice_from(";x"),
	                                 ZSIP_PARAM_OTHER, &param),
	                 ZSIP_E_USE);
	ck_assert_int_eq(zsip_params_get(zsip_slice_from(";x"),
	                                 (enum zsip_param_id)60000, &param),
	                 ZSIP_E_USE);
}
END_TEST

/* Of a parameter that is not in the table any value will do. */
START_TEST(unknown_parameters_are_sound)
{
	static const char *const texts[] = {";x", ";x=", ";x=\"\"", ";x=y",
	                                    ";operator-specific-gi=1"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct zsip_param param =
		        first_param(zsip_slice_from(texts[i]));

		ck_assert_uint_eq(param.id, ZSIP_PARAM_OTHER);
		ck_assert(zsip_param_is_sound(&param));
	}
}
END_TEST

/* A value of one byte, whichever, as a token, a number and a qvalue. */
START_TEST(every_byte_of_a_value)
{
	for (int byte = 0; byte < 256; byte++) {
		char text = (char)byte;
		bool digit = byte >= '0' && byte <= '9';
		bool letter = (byte >= 'A' && byte <= 'Z') ||
		              (byte >= 'a' && byte <= 'z');
		bool mark = byte != 0 && strchr("-.!%*_+`'~", byte) != NULL;
		struct zsip_param param = {.value = {&text, 1}};
		uint32_t number;

		param.id = ZSIP_PARAM_TAG;
		ck_assert_int_eq(zsip_param_is_sound(&param),
		                 digit || letter || mark);
		ck_assert_int_eq(zsip_param_number(&param, &number),
		                 digit ? ZSIP_OK : ZSIP_E_SYNTAX);
		ck_assert_int_eq(zsip_param_qvalue(&param, &number),
		                 byte == '0' || byte == '1' ? ZSIP_OK
		                                            : ZSIP_E_SYNTAX);
	}
}
END_TEST

/* zsip_params_find() */

static enum zsip_status find(const char *params, const char *name,
                             struct zsip_param *param)
{
	return zsip_params_find(zsip_slice_from(params), zsip_slice_from(name),
	                        param);
}

static bool is_text(struct zsip_slice slice, const char *text)
{
	return zsip_slice_equal(slice, zsip_slice_from(text));
}

START_TEST(find_takes_the_first_of_a_name)
{
	struct zsip_param param;

	ck_assert_int_eq(find(";a=1;b=2;B=3", "b", &param), ZSIP_OK);
	ck_assert(is_text(param.value, "2") && is_text(param.name, "b"));
	ck_assert_int_eq(find(";a=1;B=3;b=2", "b", &param), ZSIP_OK);
	ck_assert(is_text(param.value, "3") && is_text(param.name, "B"));
	ck_assert_int_eq(find(";a;LR", "lr", &param), ZSIP_OK);
	ck_assert_ptr_null(param.value.ptr);
	ck_assert_int_eq(param.id, ZSIP_PARAM_LR);
	ck_assert_int_eq(find("?a=1&b=2", "b", &param), ZSIP_OK);
	ck_assert(is_text(param.value, "2"));
}
END_TEST

START_TEST(find_says_what_is_missing_and_what_is_broken)
{
	struct zsip_param param;

	ck_assert_int_eq(find("", "a", &param), ZSIP_E_MISSING);
	ck_assert_int_eq(find(";a=1", "b", &param), ZSIP_E_MISSING);
	ck_assert_int_eq(find(";ab=1;a1;b=a;c=\"a\"", "a", &param),
	                 ZSIP_E_MISSING);
	ck_assert_int_eq(find(";a=1", "", &param), ZSIP_E_MISSING);
	ck_assert_int_eq(find(";c;;a=1", "a", &param), ZSIP_E_SYNTAX);
	ck_assert_int_eq(find(";a=1;;b", "a", &param), ZSIP_OK);
	ck_assert_int_eq(find(";b=\"a=1", "a", &param), ZSIP_E_SYNTAX);
	ck_assert_int_eq(zsip_params_find((struct zsip_slice){NULL, 0},
	                                  zsip_slice_from("a"), &param),
	                 ZSIP_E_MISSING);
}
END_TEST

TCase *params_tcase(void)
{
	TCase *tc = tcase_create("params");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_file_is_known);
	tcase_add_loop_test(tc, every_vector_passes, 0, FILES);
	tcase_add_test(tc, every_parameter_has_vectors);
	tcase_add_test(tc, parameters_have_rows);
	tcase_add_test(tc, unknown_parameters_are_sound);
	tcase_add_test(tc, every_byte_of_a_value);
	tcase_add_test(tc, find_takes_the_first_of_a_name);
	tcase_add_test(tc, find_says_what_is_missing_and_what_is_broken);
	return tc;
}

/* Lists */

static struct zsip_field fields[64];
static struct zsip_message msg;

static void parse(const char *text, const struct zsip_options *options)
{
	zsip_message_init(&msg, fields, 64, options);
	ck_assert_int_eq(zsip_message_parse(&msg, text, strlen(text), NULL),
	                 ZSIP_OK);
}

/* The items of a walk, each with the number of its field, and statuses. */
static void expect_list(struct zsip_list *list, const char *expected)
{
	struct text got = {0};
	struct zsip_value value;
	enum zsip_status status;

	while ((status = zsip_list_next(list, &value, NULL)) != ZSIP_END &&
	       got.len < 100000) {
		text_add(&got, " %d:", (int)(list->field - msg.fields));
		text_bytes(&got, list->item.ptr, list->item.len);
		if (status != ZSIP_OK)
			text_add(&got, "!%s", zsip_status_name(status));
	}
	ck_assert_str_eq(text_get(&got), expected);
	ck_assert_int_eq(zsip_list_next(list, &value, NULL), ZSIP_END);
	text_free(&got);
}

START_TEST(lists_go_across_fields_in_message_order)
{
	struct zsip_list list;

	parse("OPTIONS sip:h SIP/2.0\r\n"
	      "Supported: a, b\r\n"
	      "Require: x\r\n"
	      "k:\r\n"
	      "SUPPORTED: ,c\r\n"
	      "supported :d\r\n"
	      "\r\n",
	      NULL);
	zsip_list_start(&list, &msg, ZSIP_HDR_SUPPORTED);
	expect_list(&list, "0:a 0:b 3:!syntax 3:c 4:d");
	zsip_list_start(&list, &msg, ZSIP_HDR_REQUIRE);
	expect_list(&list, "1:x");
	zsip_list_start(&list, &msg, ZSIP_HDR_ALLOW);
	expect_list(&list, "");
}
END_TEST

/* One field alone, wherever the others are. */
START_TEST(a_field_has_its_own_values)
{
	struct zsip_list list;

	parse("OPTIONS sip:h SIP/2.0\r\n"
	      "Supported: a, b\r\n"
	      "k:\r\n"
	      "Via: SIP/2.0/UDP a, SIP/2.0/UDP b\r\n"
	      "k: c\r\n"
	      "Via: SIP/2.0/UDP c\r\n"
	      "Require:\r\n"
	      "Q: d, e\r\n"
	      "\r\n",
	      NULL);
	zsip_list_start_field(&list, &msg, &msg.fields[0]);
	expect_list(&list, "0:a 0:b");
	zsip_list_start_field(&list, &msg, &msg.fields[1]);
	expect_list(&list, "");
	zsip_list_start_field(&list, &msg, &msg.fields[2]);
	expect_list(&list, "2:SIP/2.0/UDP a 2:SIP/2.0/UDP b");
	zsip_list_start_field(&list, &msg, &msg.fields[3]);
	expect_list(&list, "3:c");
	zsip_list_start_field(&list, &msg, &msg.fields[5]);
	expect_list(&list, "5:!syntax");
	zsip_list_start_field(&list, &msg, &msg.fields[6]);
	expect_list(&list, "6:d, e");
}
END_TEST

/* A list that must not be empty, in which one field is. */
START_TEST(an_empty_field_of_a_list_is_broken)
{
	struct zsip_list list;

	parse("OPTIONS sip:h SIP/2.0\r\n"
	      "Require: a\r\nRequire:\r\nRequire: b\r\n\r\n",
	      NULL);
	zsip_list_start(&list, &msg, ZSIP_HDR_REQUIRE);
	expect_list(&list, "0:a 1:!syntax 2:b");
}
END_TEST

START_TEST(fields_that_are_no_list_give_one_value_each)
{
	struct zsip_list list;

	parse("OPTIONS sip:h SIP/2.0\r\n"
	      "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n"
	      "Q: a, b\r\n"
	      "WWW-Authenticate: Basic c=d, e=f\r\n"
	      "Z: c\r\n"
	      "\r\n",
	      NULL);
	zsip_list_start(&list, &msg, ZSIP_HDR_WWW_AUTHENTICATE);
	expect_list(&list,
	            "0:Digest realm=\"a\", nonce=\"b\" 2:Basic c=d, e=f");
	zsip_list_start(&list, &msg, ZSIP_HDR_OTHER);
	expect_list(&list, "1:a, b 3:c");
}
END_TEST

START_TEST(a_list_has_a_limit)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .limits.list_length = 3};
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_error error;

	parse("OPTIONS sip:h SIP/2.0\r\nSupported: a,b\r\nk: c\r\n\r\n",
	      &options);
	zsip_list_start(&list, &msg, ZSIP_HDR_SUPPORTED);
	expect_list(&list, "0:a 0:b 1:c");
	parse("OPTIONS sip:h SIP/2.0\r\nSupported: a,b\r\nk: c,d,e\r\n\r\n",
	      &options);
	for (unsigned which = 0; which < 2; which++) {
		struct zsip_value *into = which == 0 ? NULL : &value;

		zsip_list_start(&list, &msg, ZSIP_HDR_SUPPORTED);
		for (int i = 0; i < 3; i++)
			ck_assert_int_eq(zsip_list_next(&list, into, NULL),
			                 ZSIP_OK);
		ck_assert_int_eq(zsip_list_next(&list, into, &error),
		                 ZSIP_E_TOO_MANY);
		ck_assert_int_eq(error.status, ZSIP_E_TOO_MANY);
		ck_assert_int_eq(msg.text.ptr[error.offset], 'd');
		ck_assert_int_eq(zsip_list_next(&list, into, &error), ZSIP_END);
		ck_assert_int_eq(zsip_list_next(&list, into, &error), ZSIP_END);
	}
}
END_TEST

/* 1024 by default. */
START_TEST(a_list_has_a_default_limit)
{
	struct text text = {0};
	struct zsip_list list;
	size_t count = 0;

	text_add(&text, "OPTIONS sip:h SIP/2.0\r\nSupported: 0");
	for (int i = 1; i < 1025; i++)
		text_add(&text, ",%d", i);
	text_add(&text, "\r\n\r\n");
	parse(text.data, NULL);
	zsip_list_start(&list, &msg, ZSIP_HDR_SUPPORTED);
	while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK)
		count++;
	ck_assert_uint_eq(count, 1024);
	text_free(&text);
}
END_TEST

static void start_behind(struct zsip_list *list, enum zsip_core_member member)
{
	struct zsip_core core;

	zsip_core_parse(&msg, &core, NULL);
	zsip_list_start_behind(list, &msg, &core, member);
}

START_TEST(a_walk_may_begin_behind_what_the_core_took)
{
	struct zsip_list list;

	parse("OPTIONS sip:h SIP/2.0\r\n"
	      "Contact: <sip:a>;q=1 ,\r\n <sip:b>\r\n"
	      "Via: SIP/2.0/UDP a\r\n"
	      "v: SIP/2.0/UDP b, SIP/2.0/UDP c\r\n"
	      "Contact: <sip:c>\r\n"
	      "\r\n",
	      NULL);
	start_behind(&list, ZSIP_CORE_CONTACT);
	expect_list(&list, "0:<sip:b> 3:<sip:c>");
	start_behind(&list, ZSIP_CORE_VIA);
	expect_list(&list, "2:SIP/2.0/UDP b 2:SIP/2.0/UDP c");
	start_behind(&list, ZSIP_CORE_ROUTE);
	expect_list(&list, "");
}
END_TEST

/* What could not be parsed is met again, as broken. */
START_TEST(a_walk_begins_at_what_the_core_could_not_take)
{
	struct zsip_list list;

	parse("OPTIONS sip:h SIP/2.0\r\n"
	      "Contact: <sip:a, <sip:b>, <sip:c>\r\n"
	      "Via: SIP/2.0/UDP a,\r\n"
	      "Route: *\r\n"
	      "\r\n",
	      NULL);
	start_behind(&list, ZSIP_CORE_CONTACT);
	expect_list(&list, "0:<sip:a, <sip:b>!syntax 0:<sip:c>");
	start_behind(&list, ZSIP_CORE_VIA);
	expect_list(&list, "1:!syntax");
	start_behind(&list, ZSIP_CORE_ROUTE);
	expect_list(&list, "2:*!syntax");
}
END_TEST

START_TEST(the_wildcard_is_a_list_of_one)
{
	struct zsip_list list;

	parse("REGISTER sip:h SIP/2.0\r\nm: *\r\n\r\n", NULL);
	zsip_list_start(&list, &msg, ZSIP_HDR_CONTACT);
	expect_list(&list, "0:*");
	start_behind(&list, ZSIP_CORE_CONTACT);
	expect_list(&list, "");
}
END_TEST

TCase *lists_tcase(void)
{
	TCase *tc = tcase_create("lists");

	tcase_add_test(tc, lists_go_across_fields_in_message_order);
	tcase_add_test(tc, a_field_has_its_own_values);
	tcase_add_test(tc, an_empty_field_of_a_list_is_broken);
	tcase_add_test(tc, fields_that_are_no_list_give_one_value_each);
	tcase_add_test(tc, a_list_has_a_limit);
	tcase_add_test(tc, a_list_has_a_default_limit);
	tcase_add_test(tc, a_walk_may_begin_behind_what_the_core_took);
	tcase_add_test(tc, a_walk_begins_at_what_the_core_could_not_take);
	tcase_add_test(tc, the_wildcard_is_a_list_of_one);
	return tc;
}
