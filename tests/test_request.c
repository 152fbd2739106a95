/*
 * Requests: ACK, CANCEL, PRACK, in a dialog, from parts.
 */

#include "test_build.h"

TCase *request_tcase(void)
{
	return tcase_create("request");
}
