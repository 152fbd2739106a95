/*
 * The cases of tests/vectors/cli.
 */

#define _XOPEN_SOURCE 700

#include "cli_cases.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

void text_read(FILE *file, struct text *text)
{
	char bytes[4096];
	size_t count;

	rewind(file);
	while ((count = fread(bytes, 1, sizeof(bytes), file)) > 0)
		text_append(text, bytes, count);
	fclose(file);
}

void text_read_file(const char *path, struct text *text)
{
	FILE *in = fopen(path, "rb");

	if (in == NULL) {
		perror(path);
		abort();
	}
	text_read(in, text);
}

/* --- Reading the cases */

/* {TEXT*N} */
static const char *append_repeated(struct text *text, const char *p)
{
	const char *star = strchr(p, '*');
	struct text part = {NULL, 0, 0};
	unsigned long count;
	char *end, *copy;
	bool read;

	if (star == NULL)
		return NULL;
	count = strtoul(star + 1, &end, 10);
	copy = must_alloc(strndup(p, (size_t)(star - p)));
	read = text_append_line(&part, copy, "");
	free(copy);
	while (read && count-- > 0)
		text_append(text, part.ptr, part.len);
	text_release(&part);
	return read && *end == '}' ? end + 1 : NULL;
}

static const char *append_hex(struct text *text, const char *p)
{
	char digits[3] = {p[0], p[0] != '\0' ? p[1] : '\0', '\0'};
	char *end;
	char byte = (char)strtoul(digits, &end, 16);

	if (end != digits + 2)
		return NULL;
	text_append(text, &byte, 1);
	return p + 2;
}

/* What follows a backslash.  @return behind it, NULL if it is unknown */
static const char *append_escaped(struct text *text, const char *p)
{
	static const char names[] = "rnt0\\s", bytes[] = "\r\n\t\0\\ ";
	const char *name;

	if (*p == 'x')
		return append_hex(text, p + 1);
	if (*p == '{')
		return append_repeated(text, p + 1);
	name = *p == '\0' ? NULL : strchr(names, *p);
	if (name == NULL)
		return NULL;
	text_append(text, &bytes[name - names], 1);
	return p + 1;
}

/* @return false for an escape that is unknown */
bool text_append_line(struct text *text, const char *p, const char *line_end)
{
	while (*p != '\0') {
		if (*p != '\\') {
			text_append(text, p++, 1);
			continue;
		}
		if (p[1] == '\0')
			return true;
		p = append_escaped(text, p + 1);
		if (p == NULL)
			return false;
	}
	text_append(text, line_end, strlen(line_end));
	return true;
}

static bool begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

/* Where the lines with a bar go. */
struct section {
	struct text *text;
	const char *line_end; /* NULL: all is literal */
};

/* What stands in NAME of "file NAME crlf:", up to a word that ends the heading.
 * @return what follows, NULL if it is another heading or there is no room */
static const char *read_heading(const char *line, const char *word, char *name,
                                size_t size, const char *end)
{
	const char *p = line + strlen(word);
	size_t len;

	if (!begins(line, word))
		return NULL;
	len = strcspn(p, " :");
	if (len == 0 || len >= size || !begins(p + len, end))
		return NULL;
	memcpy(name, p, len);
	name[len] = '\0';
	return p + len + strlen(end);
}

static bool open_file(struct section *section, struct cli_case *c,
                      const char *line)
{
	static const struct {
		const char *word, *end;
		enum cli_thing thing;
		const char *line_end;
	} kinds[] = {
	        {"file ", " crlf:", CLI_FILE, "\r\n"},
	        {"file ", " lf:", CLI_FILE, "\n"},
	        {"link ", ": ", CLI_LINK, NULL},
	        {"folder ", ":", CLI_FOLDER, NULL},
	        {"pipe ", ":", CLI_PIPE, NULL},
	};
	struct cli_file *file = &c->files[c->file_count];
	const char *rest = NULL;

	if (c->file_count == CLI_MAX_FILES)
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		rest = read_heading(line, kinds[i].word, file->name,
		                    sizeof(file->name), kinds[i].end);
		if (rest == NULL)
			continue;
		file->thing = kinds[i].thing;
		text_append(&file->bytes, rest, strlen(rest));
		*section = (struct section){&file->bytes, kinds[i].line_end};
		c->file_count++;
		return true;
	}
	return false;
}

static bool open_section(struct section *section, struct cli_case *c,
                         const char *line)
{
	if (strcmp(line, "stdin crlf:") == 0)
		*section = (struct section){&c->in, "\r\n"};
	else if (strcmp(line, "stdin lf:") == 0)
		*section = (struct section){&c->in, "\n"};
	else if (strcmp(line, "stdout:") == 0)
		*section = (struct section){&c->out, NULL};
	else if (strcmp(line, "stderr:") == 0)
		*section = (struct section){&c->err, NULL};
	else if (read_heading(line, "left ", c->left_name, sizeof(c->left_name),
	                      ":") != NULL)
		*section = (struct section){&c->left, NULL};
	else
		return open_file(section, c, line);
	return true;
}

/* @return false if the line makes no sense */
static bool read_line(struct section *section, struct cli_case *c,
                      const char *line)
{
	if (begins(line, "args: ")) {
		text_append(&c->args, line + 6, strlen(line + 6));
		return true;
	}
	if (begins(line, "status: ")) {
		c->status = atoi(line + 8);
		return true;
	}
	if (begins(line, "in: ")) {
		snprintf(c->in_folder, sizeof(c->in_folder), "%s", line + 4);
		return true;
	}
	if (*line != '|')
		return open_section(section, c, line);
	line += line[1] == ' ' ? 2 : 1;
	if (section->text == NULL)
		return false;
	if (section->line_end != NULL)
		return text_append_line(section->text, line, section->line_end);
	text_append(section->text, line, strlen(line));
	text_append(section->text, "\n", 1);
	return true;
}

static void fault(const char *path, unsigned line, const char *what)
{
	fprintf(stderr, "%s:%u: %s\n", path, line, what);
	abort();
}

static struct cli_case *new_case(struct cli_case **cases, size_t *count)
{
	struct cli_case *c;

	*cases = must_alloc(realloc(*cases, (*count + 1) * sizeof(**cases)));
	c = &(*cases)[(*count)++];
	*c = (struct cli_case){.status = -2};
	return c;
}

void cli_cases_read(const char *path, struct cli_case **cases, size_t *count)
{
	FILE *in = must_alloc(fopen(path, "rb"));
	struct section section = {NULL, NULL};
	struct cli_case *c = NULL;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	for (unsigned i = 1; (len = getline(&line, &room, in)) > 0; i++) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (*line == '\0' || *line == '#')
			continue;
		if (begins(line, "=== ")) {
			c = new_case(cases, count);
			snprintf(c->where, sizeof(c->where), "%s:%u: %s", path,
			         i, line + 4);
			section.text = NULL;
		} else if (c == NULL || !read_line(&section, c, line)) {
			fault(path, i, "this line makes no sense");
		}
	}
	free(line);
	fclose(in);
}
