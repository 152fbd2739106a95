/*
 * Test cases of the suite "message", which is too large for one file.
 */

#ifndef ZSIP_TESTS_TEST_MESSAGE_H
#define ZSIP_TESTS_TEST_MESSAGE_H

#include <check.h>

TCase *frame_tcase(void);  /* test_frame.c: start lines and fields */
TCase *limits_tcase(void); /* test_limits.c: limits, lengths, salvage */
TCase *core_tcase(void);   /* test_core.c: zsip_core_parse() and others */
TCase *quirks_tcase(void); /* test_quirks.c: lf_line_ends */

#endif
