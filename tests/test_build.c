/*
 * What is written: values, messages, responses, requests and edits; and what a
 * proxy works out.
 */

#include "test_build.h"

Suite *build_suite(void);

Suite *build_suite(void)
{
	Suite *suite = suite_create("build");

	suite_add_tcase(suite, writer_tcase());
	suite_add_tcase(suite, builder_tcase());
	suite_add_tcase(suite, response_tcase());
	suite_add_tcase(suite, response_bad_tcase());
	suite_add_tcase(suite, response_given_tcase());
	suite_add_tcase(suite, request_tcase());
	suite_add_tcase(suite, request_facts_tcase());
	suite_add_tcase(suite, request_args_tcase());
	suite_add_tcase(suite, dialog_tcase());
	suite_add_tcase(suite, message_edit_tcase());
	suite_add_tcase(suite, edit_faults_tcase());
	suite_add_tcase(suite, routing_tcase());
	return suite;
}
