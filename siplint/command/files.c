/*
 * Which files are read.
 *
 * Of directories what is hidden is left out, and links to other directories
 * are not followed: so there is an end, and no file comes twice.
 */
#include "command/files.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *copy_of(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(must_resize(NULL, size, 1), text, size);
}

/* @param path  to be freed with the files */
static struct file *add(struct files *files, char *path)
{
	if (files->count == files->room) {
		files->room = files->room == 0 ? 16 : 2 * files->room;
		files->files = must_resize(files->files, files->room,
		                           sizeof(*files->files));
	}
	files->files[files->count] = (struct file){.path = path};
	return &files->files[files->count++];
}

static void add_trouble(struct files *files, char *path, const char *why)
{
	add(files, path)->why = copy_of(why);
}

static void add_sized(struct files *files, char *path,
                      const struct stat *status, bool is_in_directory)
{
	struct file *file = add(files, path);

	file->is_in_directory = is_in_directory;
	if (S_ISREG(status->st_mode))
		file->size = (uint64_t)status->st_size;
	else
		files->is_sized = false;
	files->bytes += file->size;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static char *join(const char *directory, const char *name)
{
	size_t len = strlen(directory);
	char *path = must_resize(NULL, len + strlen(name) + 2, 1);
	bool has_slash = len > 0 && directory[len - 1] == '/';

	sprintf(path, "%s%s%s", directory, has_slash ? "" : "/", name);
	return path;
}

static void visit(struct files *files, char *path);

/* @param directory  freed */
static void walk(struct files *files, char *directory)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, is_visible, alphasort);

	if (count < 0) {
		add_trouble(files, directory, strerror(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		visit(files, join(directory, entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	free(directory);
}

/* What stands in a directory. */
static void visit(struct files *files, char *path)
{
	struct stat status;
	bool is_link;

	if (lstat(path, &status) != 0) {
		add_trouble(files, path, strerror(errno));
		return;
	}
	is_link = S_ISLNK(status.st_mode);
	if (is_link && stat(path, &status) != 0)
		add_trouble(files, path, strerror(errno));
	else if (S_ISREG(status.st_mode))
		add_sized(files, path, &status, true);
	else if (S_ISDIR(status.st_mode) && !is_link)
		walk(files, path);
	else
		free(path);
}

static void find(struct files *files, const char *name, bool is_recursive)
{
	char *path = copy_of(name);
	struct stat status;

	if (strcmp(name, "-") == 0) {
		add(files, path);
		files->is_sized = false;
	} else if (stat(name, &status) != 0) {
		add_trouble(files, path, strerror(errno));
	} else if (!S_ISDIR(status.st_mode)) {
		add_sized(files, path, &status, false);
	} else if (is_recursive) {
		walk(files, path);
	} else {
		add_trouble(files, path,
		            "a directory; --recursive reads what is in it");
	}
}

void files_find(struct files *files, const struct settings *settings)
{
	*files = (struct files){.is_sized = true};
	for (int i = 0; i < settings->file_count; i++)
		find(files, settings->files[i], settings->recursive);
}

void files_free(struct files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->files[i].path);
		free(files->files[i].why);
	}
	free(files->files);
}
