/*
 * What a proxy works out from messages.
 */

#include "test_build.h"

TCase *routing_tcase(void)
{
	return tcase_create("routing");
}
