/*
 * Where the output goes: standard output, or the file of --output.
 */
#ifndef SIPLINT_TARGET_H
#define SIPLINT_TARGET_H

#include "base/base.h"

struct target {
	FILE *file;
	char *path;      /* of --output, links followed; NULL for stdout */
	char *temporary; /* beside it, to take its place; NULL for none */
};

/* @return false if it cannot be written, which was told */
bool target_open(struct target *target, const char *path);
/* All is written: a file takes its name.
 * @return false if that fails, which was told */
bool target_close(struct target *target);

#endif
