#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"

enum { FILE_MAX = 1 << 18 };

bool cases_open(struct case_file *file, const char *path)
{
	FILE *in = fopen(path, "rb");
	size_t len;

	*file = (struct case_file){.data = malloc(FILE_MAX)};
	if (in == NULL || file->data == NULL)
		return false;
	len = fread(file->data, 1, FILE_MAX - 1, in);
	file->data[len] = '\0';
	file->next = file->data;
	return fclose(in) == 0 && len < FILE_MAX - 1;
}

void cases_close(struct case_file *file)
{
	free(file->data);
}

/* The next line that says something, "" at the end; it is not taken yet. */
static const char *peek(struct case_file *file)
{
	while (*file->next == '#' || *file->next == '\n') {
		file->next += strcspn(file->next, "\n");
		file->next += *file->next == '\n';
		file->line++;
	}
	return file->next;
}

static const char *take(struct case_file *file)
{
	char *line = file->next, *end = line + strcspn(line, "\n");

	file->next = *end == '\n' ? end + 1 : end;
	*end = '\0';
	file->line++;
	return line;
}

bool cases_at_end(const struct case_file *file)
{
	return *file->next == '\0';
}

static bool is_title(const char *line)
{
	return strncmp(line, "=== ", 4) == 0;
}

bool cases_next(struct case_file *file, struct one_case *one)
{
	size_t part = 0;

	*one = (struct one_case){.title = NULL};
	if (!is_title(peek(file)))
		return false;
	one->title = take(file) + 4;
	one->line = file->line;
	while (*peek(file) != '\0' && !is_title(file->next)) {
		const char *line = take(file);

		if (strcmp(line, "---") == 0)
			part++;
		else if (part < CASE_PARTS && one->counts[part] < CASE_LINES)
			one->parts[part][one->counts[part]++] = line;
		else
			return false;
		if (part == CASE_PARTS)
			return false;
	}
	return true;
}

void case_description(struct text *text, const char *const *lines)
{
	if (*lines == NULL || strncmp(*lines, "v=", 2) != 0)
		text_add(text, "v=0\r\n"
		               "o=- 1 1 IN IP4 192.0.2.1\r\n"
		               "s=-\r\n"
		               "c=IN IP4 192.0.2.1\r\n"
		               "t=0 0\r\n");
	for (; *lines != NULL; lines++)
		text_add(text, "%s\r\n", *lines);
}
