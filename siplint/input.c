/*
 * A file in memory, and which of its lines an offset is in.
 */
#include "siplint.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool read_all(struct input *input, FILE *in)
{
	size_t room = 65536;
	size_t count;

	input->bytes = must_resize(NULL, room, 1);
	while ((count = fread(input->bytes + input->len, 1, room - input->len,
	                      in)) > 0) {
		input->len += count;
		if (input->len == room)
			input->bytes = must_resize(input->bytes, room *= 2, 1);
	}
	return !ferror(in);
}

/* A CR is no line end where none is followed by LF; but a file without any
 * LF has no lines, and is no file with LF alone. */
static bool has_lf_alone(const struct input *input)
{
	const char *p = input->bytes, *end = p + input->len, *lf;
	bool found = false;

	while ((lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (lf > input->bytes && lf[-1] == '\r')
			return false;
		found = true;
		p = lf + 1;
	}
	return found;
}

bool input_read(struct input *input, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *in = is_stdin ? stdin : fopen(path, "rb");
	bool done;
	int why;

	*input = (struct input){.name = is_stdin ? "<stdin>" : path, .line = 1};
	if (in == NULL)
		return false;
	done = read_all(input, in);
	why = errno;
	if (!is_stdin)
		fclose(in);
	if (!done) {
		input_free(input);
		errno = why;
		return false;
	}
	/* Of just its size, so that a tool which watches memory sees any
	 * reading past the end. */
	if (input->len > 0)
		input->bytes = must_resize(input->bytes, input->len, 1);
	input->lf = has_lf_alone(input);
	return true;
}

void input_free(struct input *input)
{
	free(input->bytes);
	input->bytes = NULL;
}

size_t input_locate(struct input *input, size_t offset, size_t *line_start)
{
	const char *p = input->bytes + input->at;
	const char *end = input->bytes + offset, *lf;

	while (p < end && (lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p = lf + 1;
		input->line++;
		input->line_start = (size_t)(p - input->bytes);
	}
	if (offset > input->at)
		input->at = offset;
	*line_start = input->line_start;
	return input->line;
}
