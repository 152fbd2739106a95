/*
 * Test case of the suite "uri" that is about comparison, hashes and copies
 * beyond what a vector can say.
 */

#ifndef ZSIP_TESTS_TEST_URI_COMPARE_H
#define ZSIP_TESTS_TEST_URI_COMPARE_H

#include <check.h>

TCase *uri_compare_tcase(void);

#endif
