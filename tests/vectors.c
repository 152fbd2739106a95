#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

static void *must_alloc(void *ptr)
{
	if (ptr == NULL) {
		perror("vectors");
		abort();
	}
	return ptr;
}

static enum vector_result fail(struct vector_file *file, const char *what, ...)
{
	va_list args;
	int n;

	n = snprintf(file->error, sizeof(file->error), "%s:%u: ", file->path,
	             file->line);
	if (n < 0 || (size_t)n >= sizeof(file->error))
		return VECTOR_ERROR;
	va_start(args, what);
	vsnprintf(file->error + n, sizeof(file->error) - (size_t)n, what, args);
	va_end(args);
	return VECTOR_ERROR;
}

/* The whole stream, with a NUL behind it. */
static char *slurp(FILE *in, size_t *size)
{
	size_t room = 4096;
	char *data = must_alloc(malloc(room));
	size_t n;

	*size = 0;
	while ((n = fread(data + *size, 1, room - *size - 1, in)) > 0) {
		*size += n;
		if (*size == room - 1)
			data = must_alloc(realloc(data, room *= 2));
	}
	data[*size] = '\0';
	return data;
}

bool vectors_open(struct vector_file *file, const char *path,
                  const char *verdicts)
{
	FILE *in = fopen(path, "rb");
	bool read;

	memset(file, 0, sizeof(*file));
	file->path = path;
	file->verdicts = verdicts;
	if (in == NULL) {
		fail(file, "%s", strerror(errno));
		return false;
	}
	file->data = slurp(in, &file->size);
	read = !ferror(in);
	fclose(in);
	if (!read) {
		fail(file, "cannot be read");
		vectors_close(file);
	}
	return read;
}

void vectors_close(struct vector_file *file)
{
	free(file->text);
	free(file->data);
	file->text = NULL;
	file->data = NULL;
	file->size = 0;
	file->pos = 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	at = c == '\0' ? NULL : strchr(digits, c);
	return at == NULL ? -1 : (int)(at - digits);
}

/* The byte that an escape (after its backslash) stands for, -1 if none; *used
 * is its length.  The line ends in NUL, which is in no escape. */
static int unescape(const char *s, size_t *used)
{
	static const char letters[] = "rnt0s\\";
	static const char bytes[] = "\r\n\t\0 \\";
	const char *at = *s == '\0' ? NULL : strchr(letters, *s);

	*used = 1;
	if (at != NULL)
		return (unsigned char)bytes[at - letters];
	if (*s != 'x' || hex(s[1]) < 0 || hex(s[2]) < 0)
		return -1;
	*used = 3;
	return hex(s[1]) * 16 + hex(s[2]);
}

size_t vectors_unescape(char *text)
{
	char *out = text;
	size_t used;

	for (const char *p = text; *p != '\0'; p += used) {
		int byte = (unsigned char)*p;

		used = 1;
		if (byte == '\\') {
			byte = unescape(p + 1, &used);
			used++;
		}
		if (byte < 0)
			return SIZE_MAX;
		*out++ = (char)byte;
	}
	return (size_t)(out - text);
}

static enum vector_result set_text(struct vector_file *file, struct vector *v,
                                   const char *s, const char *end)
{
	char *out = must_alloc(malloc((size_t)(end - s) + 1));
	size_t len = 0;
	size_t used;
	int byte;

	file->text = out;
	if (end == s)
		return fail(file, "no text (\"\" is the empty one)");
	if (end - s == 2 && memcmp(s, "\"\"", 2) == 0)
		s = end;
	while (s < end) {
		byte = (unsigned char)*s++;
		if (byte < 0x20 || byte == 0x7F)
			return fail(file, "raw control byte %02X", byte);
		if (byte == '\\') {
			byte = unescape(s, &used);
			if (byte < 0)
				return fail(file, "unknown escape \\%.3s", s);
			s += used;
		}
		out[len++] = (char)byte;
	}
	file->text = malloc(len);
	if (len > 0)
		memcpy(must_alloc(file->text), out, len);
	free(out);
	v->text = file->text;
	v->len = len;
	return VECTOR_LINE;
}

static bool is_verdict(const char *verdicts, const char *word)
{
	size_t len = strlen(word);
	const char *at = verdicts;

	while ((at = strstr(at, word)) != NULL) {
		if ((at == verdicts || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
		at += len;
	}
	return false;
}

/* Cut the blanks off a string's end. */
static char *trim(char *s, char *end)
{
	while (end > s && is_blank(end[-1]))
		end--;
	*end = '\0';
	return end;
}

/* Cut a line's " => EXPECTED" off; NULL if there is none.  It begins with the
 * blank before the text, so that a text cannot be left out. */
static char *cut_expected(char *rest)
{
	char *arrow = strstr(rest, " => ");
	size_t len = strlen(rest);

	if (arrow == NULL && len >= 3 && strcmp(rest + len - 3, " =>") == 0)
		arrow = rest + len - 3;
	if (arrow == NULL)
		return NULL;
	*arrow = '\0';
	arrow += 3;
	return arrow + strspn(arrow, " \t");
}

static enum vector_result parse(struct vector_file *file, struct vector *v,
                                char *line)
{
	size_t word = strcspn(line, " \t");
	char *text = line + word;

	v->expected = cut_expected(text);
	if (v->expected != NULL && *v->expected == '\0')
		return fail(file, "nothing after =>");
	if (*text != '\0')
		*text++ = '\0';
	if (word == 0 || !is_verdict(file->verdicts, line))
		return fail(file, "\"%s\" is none of: %s", line,
		            file->verdicts);
	v->verdict = line;
	v->line = file->line;
	text += strspn(text, " \t");
	return set_text(file, v, text, trim(text, text + strlen(text)));
}

/* The next line, up to its line feed. */
static char *next_line(struct vector_file *file, char **end)
{
	char *line = file->data + file->pos;
	size_t left = file->size - file->pos;
	char *lf = memchr(line, '\n', left);

	*end = lf == NULL ? line + left : lf;
	file->pos += (size_t)(*end - line) + (lf != NULL);
	file->line++;
	return line;
}

enum vector_result vectors_next(struct vector_file *file, struct vector *v)
{
	char *line;
	char *end;

	free(file->text);
	file->text = NULL;
	while (file->pos < file->size) {
		line = next_line(file, &end);
		if (memchr(line, '\0', (size_t)(end - line)) != NULL)
			return fail(file, "raw NUL");
		end = trim(line, end);
		if (end > line && *line != '#')
			return parse(file, v, line);
	}
	return VECTOR_END;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool vectors_dir_open(struct vector_dir *dir, const char *path)
{
	DIR *in = opendir(path);
	struct dirent *entry;

	dir->names = NULL;
	dir->count = 0;
	if (in == NULL)
		return false;
	while ((entry = readdir(in)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		dir->names = must_alloc(realloc(
		        dir->names, (dir->count + 1) * sizeof(*dir->names)));
		dir->names[dir->count] = must_alloc(strdup(entry->d_name));
		dir->count++;
	}
	closedir(in);
	if (dir->count > 0)
		qsort(dir->names, dir->count, sizeof(*dir->names), by_name);
	return true;
}

void vectors_dir_close(struct vector_dir *dir)
{
	for (size_t i = 0; i < dir->count; i++)
		free(dir->names[i]);
	free(dir->names);
	dir->names = NULL;
	dir->count = 0;
}

bool vectors_subject(const char *name, char *subject, size_t size)
{
	static const char suffix[] = ".txt";
	size_t len = strlen(name);
	size_t cut = sizeof(suffix) - 1;

	if (len <= cut || strcmp(name + len - cut, suffix) != 0 ||
	    len - cut >= size)
		return false;
	memcpy(subject, name, len - cut);
	subject[len - cut] = '\0';
	return true;
}
