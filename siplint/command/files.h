/*
 * Which files are read: those that are named, and with --recursive those of
 * the directories among them.
 */
#ifndef SIPLINT_FILES_H
#define SIPLINT_FILES_H

#include "settings.h"

struct file {
	char *path;
	char *why;            /* it cannot be read; NULL if it can be tried */
	uint64_t size;        /* 0 where it is not known */
	bool is_in_directory; /* nobody has named it */
};

struct files {
	struct file *files;
	size_t count, room;
	uint64_t bytes;
	bool is_sized; /* all of them are */
};

/* In the order in which they were named, those of a directory by name. */
void files_find(struct files *files, const struct settings *settings);
void files_free(struct files *files);

#endif
