/*
 * Writing values and messages.
 */

#include "test_build.h"

TCase *writer_tcase(void)
{
	return tcase_create("writer");
}
