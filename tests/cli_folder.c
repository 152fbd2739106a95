/*
 * A temporary folder for a case of the command line.
 */

#define _XOPEN_SOURCE 700

#include "cli_folder.h"

#include <check.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_PATH = 1024 };

static void make_folders(char *path)
{
	for (char *p = strchr(path + 1, '/'); p != NULL;
	     p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(path, 0777);
		*p = '/';
	}
}

static void write_file(const char *path, const struct text *bytes)
{
	FILE *out = fopen(path, "wb");

	ck_assert_ptr_nonnull(out);
	fwrite(text_string(bytes), 1, bytes->len, out);
	ck_assert_int_eq(fclose(out), 0);
}

static void make(const char *path, const struct cli_file *file)
{
	switch (file->thing) {
	case CLI_FILE:
		write_file(path, &file->bytes);
		break;
	case CLI_LINK:
		ck_assert_int_eq(symlink(text_string(&file->bytes), path), 0);
		break;
	case CLI_FOLDER:
		ck_assert_int_eq(mkdir(path, 0777), 0);
		break;
	case CLI_PIPE:
		ck_assert_int_eq(mkfifo(path, 0666), 0);
		break;
	}
}

char *cli_folder_make(const struct cli_case *c)
{
	char *folder = strdup("/tmp/siplint-XXXXXX"), path[MAX_PATH];

	ck_assert_ptr_nonnull(folder);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (size_t i = 0; i < c->file_count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, c->files[i].name);
		make_folders(path);
		make(path, &c->files[i]);
	}
	return folder;
}

/* Whether a path begins with the name, or is it. */
static bool begins_with(const char *path, const char *name)
{
	size_t len = strlen(name);

	return strncmp(path, name, len) == 0 &&
	       (path[len] == '\0' || path[len] == '/');
}

static bool is_known(const struct cli_case *c, const char *name)
{
	for (size_t i = 0; i < c->file_count; i++) {
		if (begins_with(c->files[i].name, name))
			return true;
	}
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	       begins_with(c->left_name, name);
}

void cli_folder_check(const struct cli_case *c, const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL)
		ck_assert_msg(is_known(c, entry->d_name), "%s: leaves %s",
		              c->where, entry->d_name);
	closedir(directory);
}

static int remove_one(const char *path, const struct stat *status, int flag,
                      struct FTW *walk)
{
	(void)status;
	(void)flag;
	(void)walk;
	return remove(path);
}

void cli_folder_remove(char *path)
{
	ck_assert_int_eq(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(path);
}
