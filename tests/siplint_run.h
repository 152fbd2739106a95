/*
 * siplint on input of any length, by way of the shell.
 */

#ifndef ZSIP_TESTS_SIPLINT_RUN_H
#define ZSIP_TESTS_SIPLINT_RUN_H

#include <stdio.h>

#ifndef ZSIP_BUILD_DIR
#define ZSIP_BUILD_DIR "build"
#endif
#ifndef ZSIP_SIPLINT
#define ZSIP_SIPLINT ZSIP_BUILD_DIR "/siplint"
#endif

/** What a command prints, up to 16 MB.
 *
 *  @param command  of the shell, with %d for the file's descriptor, which
 *                  stands at its start, and %s behind it for siplint
 *  @param status   out: as of wait()
 *  @return to be freed */
char *siplint_run(const char *command, FILE *file, int *status);

#endif
