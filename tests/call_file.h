/*
 * Flows in files: the messages of a call as they are, one behind the other,
 * each as long as its Content-Length says.  Beside "NAME.sip" lies "NAME.hops",
 * with a line a message:
 *
 *	LABEL SOURCE DESTINATION
 */

#ifndef ZSIP_TESTS_CALL_FILE_H
#define ZSIP_TESTS_CALL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "zsip_base.h"

enum { CALL_FILE_MESSAGES = 64 };

struct call_file_message {
	struct zsip_slice text;
	struct zsip_slice label, source, destination;
};

struct call_file {
	char *data;
	char *hops;
	struct call_file_message messages[CALL_FILE_MESSAGES];
	size_t count;
};

/** Read "PATH.sip" and "PATH.hops".
 *  @return false: `why` says what is wrong with them */
bool call_file_open(struct call_file *file, const char *path, char *why,
                    size_t size);

void call_file_close(struct call_file *file);

/** The files of tests/vectors/calls/FOLDER, by their paths without ".sip".
 *  @return the sum of what `each` returns; UINT_MAX: there are none */
unsigned call_files_each(const char *folder,
                         unsigned (*each)(const char *path));

/** The folders in tests/vectors/calls, named by the RFC that shows a call or
 *  that it is about. */
#define CALL_FOLDERS 17
extern const char *const call_folders[CALL_FOLDERS];

#endif
