/*
 * Where the output goes.
 *
 * A file is written beside its place and takes its name when all is there, so
 * that nobody reads half a page.  What stands there and is no file, as a pipe
 * or /dev/null, is written straight.
 */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "command/target.h"
#include "base/show.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The temporary file, for the end of the program, whatever that is. */
static const char *volatile unfinished;

static void remove_unfinished(void)
{
	if (unfinished != NULL)
		unlink(unfinished);
}

static void on_signal(int number)
{
	remove_unfinished();
	raise(number);
}

static void remove_at_exit(void)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGPIPE, SIGTERM};
	struct sigaction action = {.sa_handler = on_signal,
	                           .sa_flags = (int)SA_RESETHAND};
	struct sigaction before;

	atexit(remove_unfinished);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		/* What nohup has it ignore stays ignored. */
		if (sigaction(signals[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

static bool cannot_write(const char *path)
{
	int why = errno;

	fputs("siplint: cannot write ", stderr);
	show_text(stderr, zsip_slice_from(path));
	fprintf(stderr, ": %s\n", strerror(why));
	return false;
}

static char *copy_with(const char *text, const char *end)
{
	char *copy = must_resize(NULL, strlen(text) + strlen(end) + 1, 1);

	strcpy(copy, text);
	return strcat(copy, end);
}

/* What a new file's mode would be. */
static mode_t usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static bool open_temporary(struct target *target, mode_t mode)
{
	int fd;

	target->temporary = copy_with(target->path, ".XXXXXX");
	fd = mkstemp(target->temporary);
	if (fd < 0)
		return false;
	unfinished = target->temporary;
	remove_at_exit();
	if (fchmod(fd, mode) != 0)
		return false;
	target->file = fdopen(fd, "wb");
	return target->file != NULL;
}

static bool open_path(struct target *target, const char *path)
{
	struct stat status;
	bool exists = stat(path, &status) == 0;

	if (exists && !S_ISREG(status.st_mode)) {
		target->path = copy_with(path, "");
		target->file = fopen(path, "wb");
		return target->file != NULL;
	}
	/* A link stays one. */
	if (exists)
		target->path = realpath(path, NULL);
	else
		target->path = copy_with(path, "");
	return target->path != NULL &&
	       open_temporary(target,
	                      exists ? status.st_mode & 07777 : usual_mode());
}

static void forget(struct target *target)
{
	remove_unfinished();
	unfinished = NULL;
	free(target->temporary);
	free(target->path);
}

bool target_open(struct target *target, const char *path)
{
	*target = (struct target){.file = stdout};
	if (path == NULL || open_path(target, path))
		return true;
	cannot_write(path);
	forget(target);
	return false;
}

bool target_close(struct target *target)
{
	bool done;

	if (target->path == NULL)
		return true;
	done = !ferror(target->file);
	done = fclose(target->file) == 0 && done;
	if (done && target->temporary != NULL)
		done = rename(target->temporary, target->path) == 0;
	if (done)
		unfinished = NULL;
	else
		cannot_write(target->path);
	forget(target);
	return done;
}
