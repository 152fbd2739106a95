/*
 * The tables and the look-ups in them: each row is found by its name, and
 * nothing else is found, whatever the bytes.
 */

#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "dump.h"
#include "forms.h"
#include "tally.h"
#include "test_presence.h"
#include "zsip.h"

Suite *table_suite(void);

/* Look-ups under test */

/* What a name stands for, 0 for nothing. */
typedef unsigned lookup(const char *name, size_t len);

static unsigned find_header(const char *name, size_t len)
{
	return zsip_header_find((struct zsip_slice){name, len});
}

static unsigned find_method(const char *name, size_t len)
{
	return zsip_method_find((struct zsip_slice){name, len});
}

/* Parses "NAME BEFORE-THE-COLON: x" as a message of one field.
 * @return the field's id, 0 as well if it is no field */
static unsigned find_field_with(const char *name, size_t len, const char *end)
{
	static const char start[] = "A b SIP/2.0\r\n";
	size_t first = sizeof(start) - 1, last = strlen(end);
	char *text = malloc(first + len + last);
	struct zsip_field field;
	struct zsip_message msg;
	unsigned id = 0;

	if (text == NULL)
		ck_abort();
	memcpy(text, start, first);
	memcpy(text + first, name, len);
	memcpy(text + first + len, end, last);
	zsip_message_init(&msg, &field, 1, NULL);
	if (zsip_message_parse(&msg, text, first + len + last, NULL) ==
	            ZSIP_OK &&
	    field.name.len == len)
		id = field.id;
	free(text);
	return id;
}

static unsigned find_field(const char *name, size_t len)
{
	return find_field_with(name, len, ": x\r\n\r\n");
}

/* Less room behind it than a vector has. */
static unsigned find_short_field(const char *name, size_t len)
{
	return find_field_with(name, len, ":\r\n\r\n");
}

static unsigned find_blank_field(const char *name, size_t len)
{
	return find_field_with(name, len, " \t: x\r\n\r\n");
}

/* The id of the parameter in a walk. */
static unsigned find_param(const char *name, size_t len)
{
	struct zsip_params walk;
	struct zsip_param param;
	char *text = malloc(len + 1);
	unsigned id = 0;

	if (text == NULL)
		ck_abort();
	text[0] = ';';
	memcpy(text + 1, name, len);
	zsip_params_start(&walk, (struct zsip_slice){text, len + 1});
	if (zsip_params_next(&walk, &param, NULL) == ZSIP_OK &&
	    param.name.len == len && param.value.ptr == NULL)
		id = param.id;
	free(text);
	return id;
}

/* As a start line's method. */
static unsigned find_start_line(const char *name, size_t len)
{
	static const char end[] = " sip:h SIP/2.0\r\n\r\n";
	char *text = malloc(len + sizeof(end));
	struct zsip_message msg;
	unsigned id = 0;

	if (text == NULL)
		ck_abort();
	memcpy(text, name, len);
	memcpy(text + len, end, sizeof(end) - 1);
	zsip_message_init(&msg, NULL, 0, NULL);
	if (zsip_message_parse(&msg, text, len + sizeof(end) - 1, NULL) ==
	            ZSIP_OK &&
	    msg.method.len == len)
		id = msg.method_id;
	free(text);
	return id;
}

/* Rows */

struct row {
	char name[64];
	unsigned id;
};

struct rows {
	struct row row[256];
	size_t count;
	bool any_case;
};

static void add_row(struct rows *rows, const char *name, unsigned id)
{
	struct row *row = &rows->row[rows->count++];

	ck_assert_uint_lt(rows->count, 256);
	ck_assert_uint_lt(strlen(name), sizeof(row->name));
	ck_assert_uint_gt(id, 0);
	strcpy(row->name, name);
	row->id = id;
}

static void header_rows(struct rows *rows)
{
	char compact[2] = {0};

	rows->count = 0;
	rows->any_case = true;
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, letter, multiplicity, requests,          \
                    responses, shape, flags, rfc)                              \
	add_row(rows, name, number);                                           \
	compact[0] = letter;                                                   \
	if (letter != 0)                                                       \
		add_row(rows, compact, number);
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
}

static void method_rows(struct rows *rows)
{
	rows->count = 0;
	rows->any_case = false;
#define ZSIP_METHOD(number, id, name, rfc) add_row(rows, name, number);
#include "zsip_methods.def"
#undef ZSIP_METHOD
}

static void param_rows(struct rows *rows)
{
	rows->count = 0;
	rows->any_case = true;
#define ZSIP_PARAM(number, id, name, form, rfc) add_row(rows, name, number);
#include "zsip_params.def"
#undef ZSIP_PARAM
}

static bool same_byte(char a, char b, bool any_case)
{
	bool letters = isalpha((unsigned char)a) && isalpha((unsigned char)b);

	return a == b || (any_case && letters && (a ^ b) == 0x20);
}

/* What a name should stand for, by comparing it with every row. */
static unsigned expected_id(const struct rows *rows, const char *name,
                            size_t len)
{
	for (size_t i = 0; i < rows->count; i++) {
		const char *row = rows->row[i].name;
		size_t k = 0;

		if (strlen(row) != len)
			continue;
		while (k < len && same_byte(row[k], name[k], rows->any_case))
			k++;
		if (k == len)
			return rows->row[i].id;
	}
	return 0;
}

static size_t lookups;

static void complain(const char *name, size_t len, unsigned got,
                     unsigned expected)
{
	struct text text = {0};

	text_bytes(&text, name, len);
	ck_abort_msg("%s: \"%s\" is %u, not %u", zsip_simd_name(),
	             text_get(&text), got, expected);
}

static void try_name(const struct rows *rows, lookup *find, const char *name,
                     size_t len)
{
	/* A block of its own size, so that reading behind it is seen. */
	char *exact = malloc(len);
	unsigned expected = expected_id(rows, name, len), got;

	if (exact == NULL && len != 0)
		ck_abort();
	if (len != 0)
		memcpy(exact, name, len);
	got = find(exact, len);
	free(exact);
	if (got != expected)
		complain(name, len, got, expected);
	lookups++;
}

/* All lower, all upper, and each letter alone in the other case. */
static void try_cases(const struct rows *rows, lookup *find, const char *row)
{
	size_t len = strlen(row);
	char name[64];

	for (size_t i = 0; i < len; i++)
		name[i] = (char)tolower((unsigned char)row[i]);
	try_name(rows, find, name, len);
	for (size_t i = 0; i < len; i++) {
		name[i] = (char)toupper((unsigned char)row[i]);
		try_name(rows, find, name, len);
	}
	for (size_t i = 0; i < len; i++) {
		name[i] = (char)tolower((unsigned char)row[i]);
		try_name(rows, find, name, len);
	}
	memcpy(name, row, len);
	for (size_t i = 0; i < len; i++) {
		if (isalpha((unsigned char)row[i]))
			name[i] ^= 0x20;
		try_name(rows, find, name, len);
		name[i] = row[i];
	}
}

/* Whether the look-up reads too far depends on lengths and places: under
 * sanitizers a share of the bytes is tried, others at each place. */
enum { BYTE_STEP = 2 * CHANGES_SHARE - 1 };

/* Every single byte another one, one byte more at either end, and less. */
static void try_neighbours(const struct rows *rows, lookup *find,
                           const char *row)
{
	size_t len = strlen(row);
	char name[64];

	memcpy(name + 1, row, len);
	for (size_t i = 0; i <= len + 1; i++) {
		for (size_t byte = i % BYTE_STEP; byte < 256;
		     byte += BYTE_STEP) {
			char kept = name[i];

			name[i] = (char)byte;
			if (i == 0)
				try_name(rows, find, name, len + 1);
			else if (i == len + 1)
				try_name(rows, find, name + 1, len + 1);
			else
				try_name(rows, find, name + 1, len);
			name[i] = kept;
		}
	}
	for (size_t cut = 0; cut < len; cut++) {
		try_name(rows, find, row, cut);
		try_name(rows, find, row + len - cut, cut);
	}
}

/* Names that are longer than what is compared at once. */
static void try_long(const struct rows *rows, lookup *find, const char *row)
{
	static const char fills[] = {'\0', ' ', 'a', '-'};
	size_t len = strlen(row);
	char name[96];

	for (size_t i = 0; i < sizeof(fills); i++) {
		memset(name, fills[i], sizeof(name));
		memcpy(name, row, len);
		for (size_t more = 2; more < 70 && len + more < 96; more++)
			try_name(rows, find, name, len + more);
	}
}

static void try_table(void (*fill)(struct rows *rows), lookup *find)
{
	static struct rows rows;

	fill(&rows);
	for (size_t form = 0; form_next(&form);) {
		for (size_t i = 0; i < rows.count; i++) {
			const char *row = rows.row[i].name;

			ck_assert_uint_eq(expected_id(&rows, row, strlen(row)),
			                  rows.row[i].id);
			try_cases(&rows, find, row);
			try_neighbours(&rows, find, row);
			try_long(&rows, find, row);
		}
	}
	tally("table", "look-ups", lookups);
	lookups = 0;
}

START_TEST(headers)
{
	static lookup *const finds[] = {find_header, find_field,
	                                find_short_field, find_blank_field};

	try_table(header_rows, finds[_i]);
}
END_TEST

START_TEST(methods)
{
	static lookup *const finds[] = {find_method, find_start_line};

	try_table(method_rows, finds[_i]);
}
END_TEST

START_TEST(params)
{
	try_table(param_rows, find_param);
}
END_TEST

/* Contents */

/* "WHERE:LETTERS WHERE:LETTERS ...", as zsip_headers.def says. */
static void check_responses(const char *text, size_t methods_count)
{
	while (*text != '\0') {
		size_t where = strspn(text, "r0123456789,-");

		ck_assert_uint_gt(where, 0);
		ck_assert_int_eq(text[where], ':');
		text += where + 1;
		ck_assert_uint_eq(strspn(text, "mstocb-."), methods_count);
		text += methods_count;
		if (*text == ' ')
			text++;
		else
			ck_assert_int_eq(*text, '\0');
	}
}

START_TEST(header_rows_are_sound)
{
	static struct rows rows;
	size_t methods_count = 0;

#define ZSIP_METHOD(number, id, name, rfc) methods_count++;
#include "zsip_methods.def"
#undef ZSIP_METHOD
	header_rows(&rows);
	for (size_t i = 0; i < rows.count; i++) {
		const struct zsip_header_info *info =
		        zsip_header_info((enum zsip_header)rows.row[i].id);

		ck_assert_ptr_nonnull(info);
		ck_assert_uint_eq(info->id, rows.row[i].id);
		if (strlen(rows.row[i].name) == 1)
			ck_assert_int_eq(info->compact, rows.row[i].name[0]);
		else
			ck_assert(zsip_slice_equal(
			        info->name, zsip_slice_from(rows.row[i].name)));
		ck_assert_int_le(info->multiplicity, ZSIP_LINES);
		ck_assert_uint_eq(strlen(info->requests), methods_count);
		ck_assert_uint_eq(strspn(info->requests, "mstocb-."),
		                  methods_count);
		check_responses(info->responses, methods_count);
		ck_assert_uint_gt(strlen(info->rfc), 0);
	}
	ck_assert_ptr_null(zsip_header_info(ZSIP_HDR_OTHER));
	ck_assert_ptr_null(zsip_header_info((enum zsip_header)rows.count));
	ck_assert_ptr_null(zsip_header_info((enum zsip_header)60000));
}
END_TEST

/* No number, no name and no compact form stands twice. */
START_TEST(rows_are_unique)
{
	static struct rows rows;
	void (*const fills[])(struct rows *) = {header_rows, method_rows,
	                                        param_rows};

	fills[_i](&rows);
	for (size_t i = 0; i < rows.count; i++) {
		for (size_t k = i + 1; k < rows.count; k++) {
			const struct row *a = &rows.row[i], *b = &rows.row[k];

			ck_assert_uint_ne(
			        expected_id(&rows, a->name, strlen(a->name)),
			        expected_id(&rows, b->name, strlen(b->name)) +
			                (a->id == b->id) * 1000);
			/* A number twice is a header field's compact form. */
			ck_assert_msg(a->id != b->id ||
			                      (_i == 0 && k == i + 1 &&
			                       strlen(b->name) == 1),
			              "%s and %s", a->name, b->name);
		}
	}
}
END_TEST

START_TEST(method_names)
{
#define ZSIP_METHOD(number, id, name, rfc)                                     \
	ck_assert_str_eq(zsip_method_name((enum zsip_method)number), name);
#include "zsip_methods.def"
#undef ZSIP_METHOD
	ck_assert_ptr_null(zsip_method_name(ZSIP_METHOD_OTHER));
	ck_assert_ptr_null(zsip_method_name((enum zsip_method)200));
}
END_TEST

START_TEST(status_codes)
{
	static const struct {
		unsigned code;
		const char *reason;
	} codes[] = {
#define ZSIP_STATUS_CODE(code, id, reason, rfc) {code, reason},
#include "zsip_status_codes.def"
#undef ZSIP_STATUS_CODE
	};
	const size_t count = sizeof(codes) / sizeof(*codes);
	size_t found = 0;

	for (unsigned code = 0; code < 70000; code++)
		found += zsip_reason_phrase(code) != NULL;
	ck_assert_uint_eq(found, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_ge(codes[i].code, 100);
		ck_assert_uint_le(codes[i].code, 699);
		ck_assert_uint_gt(strlen(codes[i].reason), 0);
		ck_assert_str_eq(zsip_reason_phrase(codes[i].code),
		                 codes[i].reason);
		if (i > 0)
			ck_assert_uint_gt(codes[i].code, codes[i - 1].code);
	}
	/* RFC 3261 21 */
	ck_assert_str_eq(zsip_reason_phrase(100), "Trying");
	ck_assert_str_eq(zsip_reason_phrase(481),
	                 "Call/Transaction Does Not Exist");
	ck_assert_str_eq(zsip_reason_phrase(606), "Not Acceptable");
}
END_TEST

START_TEST(status_names)
{
	static const struct {
		int number;
		const char *name;
	} rows[] = {
#define ZSIP_ERROR(number, id, name, text) {number, name},
#include "zsip_errors.def"
#undef ZSIP_ERROR
	};
	const size_t count = sizeof(rows) / sizeof(*rows);

	for (size_t i = 0; i < count; i++) {
		enum zsip_status status = (enum zsip_status)rows[i].number;

		ck_assert_str_eq(zsip_status_name(status), rows[i].name);
		ck_assert_uint_gt(strlen(zsip_status_text(status)), 0);
		for (size_t k = i + 1; k < count; k++) {
			ck_assert_int_ne(rows[i].number, rows[k].number);
			ck_assert_str_ne(rows[i].name, rows[k].name);
		}
	}
	ck_assert_str_eq(zsip_status_name((enum zsip_status)1000), "?");
	ck_assert_ptr_nonnull(zsip_status_text((enum zsip_status)1000));
	/* ABI */
	ck_assert_int_eq(ZSIP_OK, 0);
	ck_assert_int_eq(ZSIP_MORE, 1);
	ck_assert_int_eq(ZSIP_E_SYNTAX, 3);
}
END_TEST

START_TEST(quirks_are_single_bits)
{
	const struct zsip_quirk_info *info;
	uint64_t seen = 0;
	size_t count = 0;

	for (; (info = zsip_quirk_at(count)) != NULL; count++) {
		ck_assert_uint_ne(info->bit, 0);
		ck_assert_uint_eq(info->bit & (info->bit - 1), 0);
		ck_assert_uint_eq(seen & info->bit, 0);
		seen |= info->bit;
		ck_assert_uint_gt(strlen(info->name), 0);
		ck_assert_uint_gt(strlen(info->accepts), 0);
		ck_assert_uint_gt(strlen(info->example), 0);
		ck_assert_uint_gt(strlen(info->risk), 0);
	}
	ck_assert_uint_gt(count, 0);
	ck_assert_ptr_null(zsip_quirk_at(count + 1));
	ck_assert_ptr_null(zsip_quirk_at((size_t)-1));
}
END_TEST

START_TEST(the_version_is_that_of_the_header)
{
	char version[32];

	snprintf(version, sizeof(version), "%d.%d.%d", ZSIP_VERSION_MAJOR,
	         ZSIP_VERSION_MINOR, ZSIP_VERSION_PATCH);
	ck_assert_str_eq(ZSIP_VERSION, version);
	ck_assert_str_eq(zsip_version(), version);
}
END_TEST

Suite *table_suite(void)
{
	Suite *suite = suite_create("table");
	TCase *tc = tcase_create("look-ups");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, headers, 0, 4);
	tcase_add_loop_test(tc, methods, 0, 2);
	tcase_add_test(tc, params);
	suite_add_tcase(suite, tc);
	tc = tcase_create("rows");
	tcase_add_test(tc, header_rows_are_sound);
	tcase_add_loop_test(tc, rows_are_unique, 0, 3);
	tcase_add_test(tc, method_names);
	tcase_add_test(tc, status_codes);
	tcase_add_test(tc, status_names);
	tcase_add_test(tc, quirks_are_single_bits);
	tcase_add_test(tc, the_version_is_that_of_the_header);
	suite_add_tcase(suite, tc);
	suite_add_tcase(suite, presence_tcase());
	return suite;
}
