/*
 * A file in memory, and which of its lines an offset is in.
 *
 * What is big is mapped, not read: a pipe goes to a temporary file for that.
 * The pages that were looked at are given back, so that a file of any size
 * takes little memory, and whoever looks at them again gets them anew.
 */
#define _DEFAULT_SOURCE /* madvise() */

#include "read/input.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file up to this size is read, into memory of just its size, so that a tool
 * which watches memory sees any reading past the end. */
#define SMALL 65536
/* How much is given back at once: a multiple of every page size. */
#define STRIDE ((size_t)4 << 20)

/* A mapped file whose end was cut off while it was looked at. */
static void on_bus_error(int number)
{
	static const char text[] = "siplint: a file became shorter while it "
	                           "was read\n";

	(void)number;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_TROUBLE);
}

/* @return whether it is there: not every file can be mapped */
static bool map(struct input *input, FILE *in, size_t len)
{
	struct sigaction action = {.sa_handler = on_bus_error};
	void *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fileno(in), 0);

	if (bytes == MAP_FAILED)
		return false;
	sigaction(SIGBUS, &action, NULL);
	madvise(bytes, len, MADV_SEQUENTIAL);
	input->bytes = bytes;
	input->len = len;
	input->is_mapped = true;
	return true;
}

/* @return its size if it is one that can be mapped from its first byte on */
static size_t mappable_size(FILE *in)
{
	struct stat status;

	if (fstat(fileno(in), &status) != 0 || !S_ISREG(status.st_mode) ||
	    lseek(fileno(in), 0, SEEK_CUR) != 0)
		return 0;
	return (size_t)status.st_size;
}

/* All that is left of a stream behind what was read of it. */
static bool copy_rest(FILE *in, FILE *spool, char *bytes, size_t count,
                      size_t *len)
{
	do {
		if (fwrite(bytes, 1, count, spool) != count)
			return false;
		*len += count;
	} while ((count = fread(bytes, 1, SMALL, in)) > 0);
	return !ferror(in) && fflush(spool) == 0;
}

static bool spool_and_map(struct input *input, FILE *in, char *bytes,
                          size_t count)
{
	FILE *spool = tmpfile();
	size_t len = 0;
	bool done;
	int why;

	if (spool == NULL)
		return false;
	done = copy_rest(in, spool, bytes, count, &len) &&
	       map(input, spool, len);
	why = errno;
	fclose(spool);
	errno = why;
	return done;
}

static bool read_or_spool(struct input *input, FILE *in)
{
	char *bytes = must_resize(NULL, SMALL, 1);
	size_t count = fread(bytes, 1, SMALL, in);
	bool done;
	int why;

	if (!ferror(in) && count < SMALL) {
		input->bytes = must_resize(bytes, count, 1);
		input->len = count;
		return true;
	}
	done = !ferror(in) && spool_and_map(input, in, bytes, count);
	why = errno;
	free(bytes);
	errno = why;
	return done;
}

static bool fill(struct input *input, FILE *in)
{
	size_t size = mappable_size(in);

	return (size > SMALL && map(input, in, size)) ||
	       read_or_spool(input, in);
}

/* A CR is no line end where none is followed by LF; but a file without any
 * LF has no lines, and is no file with LF alone. */
static bool has_lf_alone(struct input *input)
{
	const char *p = input->bytes, *end = p + input->len, *lf;
	bool found = false;

	while ((lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (lf > input->bytes && lf[-1] == '\r')
			return false;
		found = true;
		p = lf + 1;
		input_pass(input, (size_t)(p - input->bytes));
	}
	return found;
}

struct input *input_open(const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *in = is_stdin ? stdin : fopen(path, "rb");
	struct input *input;
	bool done;
	int why;

	if (in == NULL)
		return NULL;
	input = must_resize(NULL, 1, sizeof(*input));
	*input =
	        (struct input){.name = is_stdin ? "<stdin>" : path, .users = 1};
	done = fill(input, in);
	why = errno;
	if (!is_stdin)
		fclose(in);
	if (!done) {
		input_drop(input);
		errno = why;
		return NULL;
	}
	input->lf = has_lf_alone(input);
	input->passed = 0;
	return input;
}

struct input *input_of_message(const struct input *file,
                               struct zsip_slice bytes)
{
	struct input *input = must_resize(NULL, 1, sizeof(*input) + bytes.len);
	char *copy = (char *)(input + 1);

	if (bytes.len != 0)
		memcpy(copy, bytes.ptr, bytes.len);
	*input = (struct input){.name = file->name,
	                        .bytes = copy,
	                        .len = bytes.len,
	                        .quirks = file->quirks,
	                        .users = 1,
	                        .is_message = true};
	return input;
}

struct input *input_of_capture(struct input *file)
{
	struct input *input;

	if (!file->is_mapped)
		return NULL;
	input_keep(file);
	input = must_resize(NULL, 1, sizeof(*input));
	*input = (struct input){.name = file->name,
	                        .bytes = file->bytes,
	                        .len = file->len,
	                        .quirks = file->quirks,
	                        .users = 1,
	                        .is_message = true,
	                        .file = file};
	return input;
}

void input_keep(struct input *input)
{
	atomic_fetch_add_explicit(&input->users, 1, memory_order_relaxed);
}

void input_drop(struct input *input)
{
	if (atomic_fetch_sub(&input->users, 1) != 1)
		return;
	if (input->file != NULL)
		input_drop(input->file);
	else if (input->is_mapped)
		munmap((void *)input->bytes, input->len);
	else if (!input->is_message)
		free((void *)input->bytes);
	free(input);
}

void input_pass(struct input *input, size_t offset)
{
	if (!input->is_mapped || offset < input->passed + STRIDE)
		return;
	/* From the first one on: calls look back. */
	input->passed = offset - offset % STRIDE;
	madvise((void *)input->bytes, input->passed, MADV_DONTNEED);
	if (input->watcher != NULL)
		input->watcher->passed(input->watcher->user, offset);
}

size_t input_locate(const struct input *input, struct mark *mark, size_t offset,
                    size_t *line_start)
{
	const char *p = input->bytes + mark->at;
	const char *end = input->bytes + offset, *lf;

	while (p < end && (lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p = lf + 1;
		mark->line++;
		mark->line_start = (size_t)(p - input->bytes);
	}
	if (offset > mark->at)
		mark->at = offset;
	*line_start = mark->line_start;
	return mark->line;
}
