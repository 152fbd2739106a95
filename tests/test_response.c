/*
 * Responses from requests.
 */

#include "test_build.h"

TCase *response_tcase(void)
{
	return tcase_create("response");
}
