/*
 * The test cases of the suite "flow", one file each.
 */

#ifndef ZSIP_TESTS_TEST_FLOW_H
#define ZSIP_TESTS_TEST_FLOW_H

#include <check.h>

#include "flow_cases.h"

/** Calls `each` for every case of tests/vectors/flow, with the file's name. */
void flow_each_case(void (*each)(const char *name,
                                 const struct flow_case *one));

/** test_flow_holds.c: what holds for all of them. */
TCase *flow_holds_tcase(void);

/** test_flow_random.c */
TCase *flow_random_tcase(void);

/** test_flow_silence.c: flows without a fault. */
TCase *flow_silence_tcase(void);

/** test_flow_faults.c: flows with one. */
TCase *flow_faults_tcase(void);

/** test_flow_dialogs.c: flows without a fault, through dialogs. */
TCase *flow_dialogs_tcase(void);

#endif
