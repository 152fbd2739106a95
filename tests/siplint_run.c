/*
 * siplint on input of any length, by way of the shell.
 */

#define _XOPEN_SOURCE 700

#include "siplint_run.h"

#include <check.h>
#include <stdlib.h>

static FILE *start(const char *command, FILE *file)
{
	char line[8192], path[4096];
	FILE *out;

	ck_assert_ptr_nonnull(realpath(ZSIP_SIPLINT, path));
	ck_assert_int_eq(fflush(file), 0);
	rewind(file);
	snprintf(line, sizeof(line), command, fileno(file), path);
	out = popen(line, "r");
	ck_assert_ptr_nonnull(out);
	return out;
}

char *siplint_run(const char *command, FILE *file, int *status)
{
	FILE *out = start(command, file);
	size_t room = 16u << 20;
	char *text = malloc(room);
	size_t len;

	ck_assert_ptr_nonnull(text);
	len = fread(text, 1, room - 1, out);
	text[len] = '\0';
	*status = pclose(out);
	return text;
}
