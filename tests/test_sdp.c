/*
 * Session descriptions: the table of attributes, lines and their order.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "sdp_dump.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"

Suite *sdp_suite(void);

static struct zsip_slice slice(const char *text)
{
	return zsip_slice_from(text);
}

/* Each attribute by its name and by its number. */
START_TEST(table)
{
	const struct zsip_sdp_attribute_info *info;

	for (size_t i = 0; (info = zsip_sdp_attribute_at(i)) != NULL; i++) {
		char other[64];

		ck_assert_uint_eq(zsip_sdp_attribute_find(info->name),
		                  info->id);
		ck_assert_ptr_eq(zsip_sdp_attribute_info(info->id), info);
		snprintf(other, sizeof(other), "%sx", info->name.ptr);
		ck_assert_uint_eq(zsip_sdp_attribute_find(slice(other)), 0);
		memcpy(other, info->name.ptr, info->name.len + 1);
		other[0] ^= 0x20;
		ck_assert_uint_eq(zsip_sdp_attribute_find(slice(other)), 0);
	}
	ck_assert_ptr_null(zsip_sdp_attribute_info(0));
	ck_assert_ptr_null(zsip_sdp_attribute_info(65535));
	ck_assert_uint_eq(zsip_sdp_attribute_find((struct zsip_slice){0}), 0);
}
END_TEST

START_TEST(numbers)
{
	static const struct {
		const char *a, *b;
		int order;
	} rows[] = {
	        {"0", "0", 0},
	        {"000", "0", 0},
	        {"01", "1", 0},
	        {"9", "10", -1},
	        {"2", "1", 1},
	        {"18446744073709551616", "18446744073709551615", 1},
	        {"99999999999999999999999999999998",
	         "99999999999999999999999999999999", -1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int order = zsip_sdp_compare_numbers(slice(rows[i].a),
		                                     slice(rows[i].b));

		ck_assert_int_eq((order > 0) - (order < 0), rows[i].order);
	}
}
END_TEST

/* RFC 8866 5.10, 5.11 */
START_TEST(typed_times)
{
	static const struct {
		const char *text;
		enum zsip_status status;
		int64_t seconds;
	} rows[] = {
	        {"0", ZSIP_OK, 0},
	        {"604800", ZSIP_OK, 604800},
	        {"7d", ZSIP_OK, 604800},
	        {"25h", ZSIP_OK, 90000},
	        {"2m", ZSIP_OK, 120},
	        {"2s", ZSIP_OK, 2},
	        {"-1h", ZSIP_OK, -3600},
	        {"-0", ZSIP_OK, 0},
	        {"9223372036854775807", ZSIP_OK, INT64_MAX},
	        {"9223372036854775808", ZSIP_E_RANGE, 0},
	        {"106751991167301d", ZSIP_E_RANGE, 0},
	        {"99999999999999999999", ZSIP_E_RANGE, 0},
	        {"", ZSIP_E_SYNTAX, 0},
	        {"-", ZSIP_E_SYNTAX, 0},
	        {"d", ZSIP_E_SYNTAX, 0},
	        {"--1", ZSIP_E_SYNTAX, 0},
	        {"1D", ZSIP_E_SYNTAX, 0},
	        {"1dd", ZSIP_E_SYNTAX, 0},
	        {"+1", ZSIP_E_SYNTAX, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t seconds = 0;

		ck_assert_msg(zsip_sdp_seconds(slice(rows[i].text), &seconds) ==
		                      rows[i].status,
		              "%s", rows[i].text);
		ck_assert_int_eq(seconds, rows[i].seconds);
	}
	ck_assert_int_eq(
	        zsip_sdp_seconds((struct zsip_slice){NULL, 0}, &(int64_t){0}),
	        ZSIP_E_SYNTAX);
}
END_TEST

Suite *sdp_suite(void)
{
	Suite *suite = suite_create("sdp");
	TCase *tcase = tcase_create("sdp table");

	tcase_add_test(tcase, table);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, typed_times);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, sdp_values_tcase());
	suite_add_tcase(suite, sdp_quirks_tcase());
	suite_add_tcase(suite, sdp_usual_tcase());
	suite_add_tcase(suite, sdp_edit_tcase());
	suite_add_tcase(suite, sdp_check_tcase());
	suite_add_tcase(suite, sdp_real_tcase());
	suite_add_tcase(suite, sdp_bytes_tcase());
	suite_add_tcase(suite, sdp_rtp_tcase());
	suite_add_tcase(suite, sdp_transport_tcase());
	suite_add_tcase(suite, sdp_application_tcase());
	suite_add_tcase(suite, sdp_views_tcase());
	suite_add_tcase(suite, sdp_compare_tcase());
	suite_add_tcase(suite, sdp_answer_tcase());
	return suite;
}
