/*
 * A temporary folder for a case of the command line, with the files that it
 * wants to find there.
 */

#ifndef ZSIP_TESTS_CLI_FOLDER_H
#define ZSIP_TESTS_CLI_FOLDER_H

#include "cli_cases.h"

/** @return its path, to be given to cli_folder_remove() */
char *cli_folder_make(const struct cli_case *c);

/** That nothing was left there but what the case has, and names as left. */
void cli_folder_check(const struct cli_case *c, const char *path);

/** With all that is in it. */
void cli_folder_remove(char *path);

#endif
