/*
 * Test cases of the suite "session" in files of their own.
 */

#ifndef ZSIP_TESTS_TEST_SESSION_H
#define ZSIP_TESTS_TEST_SESSION_H

#include <check.h>

/** test_decision.c */
TCase *decision_tcase(void);

/** test_texts.c */
TCase *texts_tcase(void);

/** test_offer.c */
TCase *offer_tcase(void);

/** test_session_random.c */
TCase *session_random_tcase(void);

/** test_offer_model.c */
TCase *offer_model_tcase(void);

/** test_call.c */
TCase *call_tcase(void);

/** test_call_changes.c */
TCase *call_changes_tcase(void);

/** test_call_faults.c */
TCase *call_faults_tcase(void);

/** test_call_usages.c */
TCase *call_usages_tcase(void);

#endif
