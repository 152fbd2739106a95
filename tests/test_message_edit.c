/*
 * Edits of messages.
 */

#include "test_build.h"

TCase *message_edit_tcase(void)
{
	return tcase_create("message edit");
}
