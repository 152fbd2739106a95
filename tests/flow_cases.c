#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow_cases.h"
#include "flow_template.h"

enum { FILE_MAX = 1 << 19 };

bool flow_file_open(struct flow_file *file, const char *path)
{
	FILE *in = fopen(path, "rb");
	size_t len;

	*file = (struct flow_file){.data = malloc(FILE_MAX)};
	if (in == NULL || file->data == NULL)
		return false;
	len = fread(file->data, 1, FILE_MAX - 1, in);
	file->data[len] = '\0';
	file->next = file->data;
	return fclose(in) == 0 && len < FILE_MAX - 1;
}

void flow_file_close(struct flow_file *file)
{
	free(file->data);
}

static char *take(struct flow_file *file)
{
	char *line = file->next, *end = line + strcspn(line, "\n");

	file->next = *end == '\n' ? end + 1 : end;
	*end = '\0';
	file->line++;
	return line;
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static bool is_mark(const char *line)
{
	return begins(line, "> ") || begins(line, "< ") || begins(line, "= ") ||
	       begins(line, "=\n") || begins(line, "---") ||
	       begins(line, "=== ");
}

/* Whether the next line that says something is one of the message. */
static bool goes_on(struct flow_file *file)
{
	while (*file->next == '#' || *file->next == '\n')
		take(file);
	return *file->next != '\0' && !is_mark(file->next);
}

static bool fail(struct flow_file *file, const char *error)
{
	file->error = error;
	return false;
}

static char *copy(const char *text, size_t len)
{
	char *to = malloc(len + 1);

	if (to == NULL)
		abort();
	memcpy(to, text, len);
	to[len] = '\0';
	return to;
}

static void set_place(struct flow_text *message, const char *line)
{
	const char *word = template_word(line, "at");

	if (word != NULL) {
		size_t len = strcspn(word, ">");

		message->source = copy(word, len);
		if (word[len] != '\0')
			message->destination =
			        copy(word + len + 1, strlen(word + len + 1));
	}
	word = template_word(line, "time");
	message->has_time = word != NULL;
	message->time = word != NULL ? strtoull(word, NULL, 10) : 0;
}

static bool read_usual(struct flow_file *file, struct flow_text *message,
                       char *line)
{
	static struct template template;
	size_t cut = 0;

	if (!template_begin(&template, *line, line + 1))
		return fail(file, "no message");
	while (goes_on(file)) {
		char *next = take(file);

		if (begins(next, "| "))
			template_body(&template, next + 2);
		else if (begins(next, "!"))
			cut++;
		else if (!template_field(&template, next))
			return fail(file, "no header field");
	}
	template_write(&template, &message->text);
	message->text.len -= cut == 0 ? 0 : message->text.len / 2;
	return true;
}

/* Fills in the length of the body. */
static void write_full(struct text *text, const char *full)
{
	const char *star = strstr(full, "Content-Length: *");
	const char *body = strstr(full, "\r\n\r\n");
	size_t len = body == NULL ? 0 : strlen(body + 4);

	if (star == NULL || body == NULL || star > body) {
		text_add(text, "%s", full);
		return;
	}
	text_add(text, "%.*sContent-Length: %zu%s", (int)(star - full), full,
	         len, star + strlen("Content-Length: *"));
}

static void read_full(struct flow_file *file, struct flow_text *message)
{
	struct text full = {0};
	size_t empty = 0;

	while (*file->next != '\0' && !is_mark(file->next)) {
		const char *line = take(file);

		if (*line == '\0') {
			empty++;
			continue;
		}
		/* Those behind the last line are none of the message. */
		for (; empty > 0; empty--)
			text_add(&full, "\r\n");
		text_add(&full, "%s\r\n", line);
	}
	if (strstr(text_get(&full), "\r\n\r\n") == NULL)
		text_add(&full, "\r\n");
	write_full(&message->text, text_get(&full));
	text_free(&full);
}

static bool read_message(struct flow_file *file, struct flow_case *one)
{
	struct flow_text *message;
	char *line = take(file);

	if (one->count == FLOW_MESSAGES)
		return fail(file, "too many messages");
	message = &one->messages[one->count++];
	*message = (struct flow_text){.source = NULL};
	set_place(message, line);
	if (*line != '=')
		return read_usual(file, message, line);
	read_full(file, message);
	return true;
}

static bool read_expected(struct flow_file *file, struct flow_case *one)
{
	take(file);
	while (goes_on(file)) {
		if (one->expected_count == FLOW_EXPECTED)
			return fail(file, "too many findings");
		one->expected[one->expected_count++] = take(file);
	}
	return true;
}

bool flow_file_next(struct flow_file *file, struct flow_case *one)
{
	*one = (struct flow_case){.title = NULL};
	if (goes_on(file) || !begins(file->next, "=== "))
		return *file->next == '\0' ? false : fail(file, "no title");
	one->title = take(file) + 4;
	one->line = file->line;
	while (!goes_on(file) && *file->next != '\0' &&
	       !begins(file->next, "=== ")) {
		bool read = begins(file->next, "---") ? read_expected(file, one)
		                                      : read_message(file, one);

		if (!read)
			return false;
	}
	return *file->next == '\0' || begins(file->next, "=== ")
	               ? true
	               : fail(file, "no such line");
}

bool flow_message(const char *lines, struct flow_text *message)
{
	struct flow_file file = {.data = copy(lines, strlen(lines))};
	bool read;

	file.next = file.data;
	*message = (struct flow_text){.source = NULL};
	read = read_usual(&file, message, take(&file));
	flow_file_close(&file);
	return read;
}

void flow_case_free(struct flow_case *one)
{
	for (size_t i = 0; i < one->count; i++) {
		text_free(&one->messages[i].text);
		free(one->messages[i].source);
		free(one->messages[i].destination);
	}
	one->count = 0;
}
