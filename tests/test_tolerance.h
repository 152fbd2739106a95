/*
 * The test cases of the suite "tolerance" that have a file of their own, and
 * what they share.
 */

#ifndef ZSIP_TESTS_TEST_TOLERANCE_H
#define ZSIP_TESTS_TEST_TOLERANCE_H

#include <check.h>

#include "checked.h"

/** test_devices.c */
TCase *devices_tcase(void);

/** Whether something worse than a note was found that this quirk would have
 *  let pass. */
bool checked_asks_for(const struct checked *checked, uint64_t quirk);

/** Whether nothing worse than a note was found, and the message was taken
 *  through these quirks, each of which is told. */
bool checked_took(const struct checked *checked, uint64_t quirks);

#endif
