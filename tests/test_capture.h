/*
 * The test cases of the suite "capture" that have a file of their own.
 */

#ifndef ZSIP_TESTS_TEST_CAPTURE_H
#define ZSIP_TESTS_TEST_CAPTURE_H

#include <check.h>

/** test_capture_files.c */
TCase *capture_files_tcase(void);
/** test_call_id.c */
TCase *call_id_tcase(void);

#endif
