/*
 * Messages of all kinds, as they are and changed at random, in a file and in a
 * capture: what the output formats of siplint are tried on.
 */

#ifndef ZSIP_TESTS_FORMAT_SOURCE_H
#define ZSIP_TESTS_FORMAT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { SOURCE_MESSAGES = 800 };

struct bytes {
	const char *ptr;
	size_t len;
};

struct source {
	bool is_capture;
	FILE *file;
	struct bytes whole;
	struct bytes messages[SOURCE_MESSAGES]; /**< by frame */
	size_t count;
};

/** Messages go from 192.0.2.1:5060 to 192.0.2.2:5062 over UDP, one a second
 *  from the first one of 1970 on. */
void source_open(struct source *source, bool is_capture);

#endif
