/*
 * The test cases of the suite "build", one file each.
 */

#ifndef ZSIP_TESTS_TEST_BUILD_H
#define ZSIP_TESTS_TEST_BUILD_H

#include <check.h>

/** test_writer.c */
TCase *writer_tcase(void);

/** test_builder.c */
TCase *builder_tcase(void);

/** test_response.c */
TCase *response_tcase(void);

/** test_response_bad.c */
TCase *response_bad_tcase(void);

/** test_response_given.c */
TCase *response_given_tcase(void);

/** test_request.c */
TCase *request_tcase(void);

/** test_request_facts.c */
TCase *request_facts_tcase(void);

/** test_request_args.c */
TCase *request_args_tcase(void);

/** test_dialog.c */
TCase *dialog_tcase(void);

/** test_message_edit.c */
TCase *message_edit_tcase(void);

/** test_edit_faults.c */
TCase *edit_faults_tcase(void);

/** test_routing.c */
TCase *routing_tcase(void);

/** test_routing_calls.c: more of that test case. */
void routing_calls(TCase *tcase);

/** test_routing_branches.c */
void routing_branches(TCase *tcase);

/** test_routing_messages.c */
void routing_messages(TCase *tcase);

#endif
