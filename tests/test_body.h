/*
 * Test cases of the suite "body", which is too large for one file.
 */

#ifndef ZSIP_TESTS_TEST_BODY_H
#define ZSIP_TESTS_TEST_BODY_H

#include <check.h>

TCase *multipart_tcase(void); /* test_multipart.c: limits, walks, use */
TCase *parts_tcase(void);     /* test_parts.c: cuts, mutations */

#endif
