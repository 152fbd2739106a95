/*
 * Where published test messages lie that are no part of this project.  A test
 * that needs them says so and passes where they are not there.
 */

#ifndef ZSIP_TESTS_CORPORA_H
#define ZSIP_TESTS_CORPORA_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "vectors.h"

/** The folder: ZSIP_CORPORA of the environment, or the one beside the
 *  project. */
static inline const char *corpora_folder(void)
{
	const char *folder = getenv("ZSIP_CORPORA");

	if (folder != NULL && *folder != '\0')
		return folder;
	return ZSIP_SOURCE_DIR "/../shared/corpora";
}

/** Open a file, as "rfc4475/wsinv.dat".  @return NULL if it is not there */
static inline FILE *corpora_open(const char *name)
{
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/%s", corpora_folder(), name);

	return n > 0 && (size_t)n < sizeof(path) ? fopen(path, "rb") : NULL;
}

/** Whether a folder of messages is there; prints that a test is skipped if
 *  not. */
static inline bool corpora_present(const char *name, const char *file)
{
	char path[256];
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", name, file);
	in = corpora_open(path);
	if (in == NULL) {
		printf("SKIPPED: no %s in %s (set ZSIP_CORPORA)\n", name,
		       corpora_folder());
		return false;
	}
	fclose(in);
	return true;
}

#endif
