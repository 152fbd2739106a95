/*
 * A test case of the suite "table": where header fields may be.
 */

#ifndef ZSIP_TESTS_TEST_PRESENCE_H
#define ZSIP_TESTS_TEST_PRESENCE_H

#include <check.h>

TCase *presence_tcase(void);

#endif
