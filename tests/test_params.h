/*
 * Test cases of the suite "values" that are about lists and parameters.
 */

#ifndef ZSIP_TESTS_TEST_PARAMS_H
#define ZSIP_TESTS_TEST_PARAMS_H

#include <check.h>

TCase *lists_tcase(void);
TCase *params_tcase(void);

#endif
