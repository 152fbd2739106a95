/*
 * Dialog values taken from messages.
 */

#include "test_build.h"

TCase *dialog_tcase(void)
{
	return tcase_create("dialog");
}
