#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "example.h"
#include "message_vectors.h"

bool example_open(struct example *example, const char *text)
{
	size_t len = strlen(text);
	char *at = malloc(len + 1);

	*example = (struct example){.copy = at};
	if (at == NULL)
		abort();
	memcpy(at, text, len + 1);
	while (*at != '\0' && example->count < EXAMPLE_LINES) {
		example->lines[example->count++] = at;
		at += strcspn(at, "\n");
		*at++ = '\0';
	}
	return *at == '\0' && at == example->copy + len;
}

void example_close(struct example *example)
{
	free(example->copy);
}

/* Escapes */

static const char *escaped(struct text *out, const char *p);

static void add_utf8(struct text *out, unsigned c)
{
	if (c < 0x800)
		text_add(out, "%c%c", (int)(0xc0 | c >> 6),
		         (int)(0x80 | (c & 0x3f)));
	else
		text_add(out, "%c%c%c", (int)(0xe0 | c >> 12),
		         (int)(0x80 | (c >> 6 & 0x3f)),
		         (int)(0x80 | (c & 0x3f)));
}

static unsigned read_hex(const char *p, size_t digits)
{
	char copy[8] = "";

	memcpy(copy, p, strnlen(p, digits));
	return (unsigned)strtoul(copy, NULL, 16);
}

/* {TEXT*N}: what stands behind it. */
static const char *add_repeated(struct text *out, const char *p)
{
	const char *star = strchr(p, '*');
	char *end;
	unsigned long times = strtoul(star + 1, &end, 10);

	while (times-- > 0) {
		for (const char *at = p; at < star;)
			at = escaped(out, at);
	}
	return end + 1;
}

/* A character, or what an escape stands for; what is behind it. */
static const char *escaped(struct text *out, const char *p)
{
	static const char names[] = "rnt\\s", bytes[] = "\r\n\t\\ ";
	const char *name;

	if (*p != '\\') {
		text_add(out, "%c", *p);
		return p + 1;
	}
	p++;
	if (*p == '{')
		return add_repeated(out, p + 1);
	if (*p == 'x') {
		text_add(out, "%c", (int)read_hex(p + 1, 2));
		return p + 3;
	}
	if (*p == 'u') {
		add_utf8(out, read_hex(p + 1, 4));
		return p + 5;
	}
	name = *p == '\0' ? NULL : strchr(names, *p);
	text_add(out, "%c", name == NULL ? '\0' : bytes[name - names]);
	return p + 1;
}

void example_line(struct text *out, const char *line)
{
	const char *end = line + strlen(line);
	bool ends = end - line >= 2 && strcmp(end - 2, "\\n") == 0;

	while (*line != '\0') {
		if (strcmp(line, "\\") == 0)
			return;
		line = escaped(out, line);
	}
	if (!ends)
		text_add(out, "\r\n");
}

/* Messages */

static size_t name_length(const char *line)
{
	return strspn(line, "abcdefghijklmnopqrstuvwxyz"
	                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                    "0123456789-.!%*_+`'~");
}

static bool is_field(const char *line)
{
	size_t len = name_length(line);

	return len != 0 && line[len + strspn(line + len, " ")] == ':';
}

/* In whatever form it stands. */
static bool same_name(const char *a, const char *b)
{
	struct zsip_slice x = {a, name_length(a)}, y = {b, name_length(b)};
	enum zsip_header id = zsip_header_find(x);

	return id == ZSIP_HDR_OTHER ? zsip_slice_equal_nocase(x, y)
	                            : id == zsip_header_find(y);
}

/* An example on its way to a message. */
struct letter {
	char *const *lines; /* fields, then the empty line and the body */
	size_t count;
	bool used[EXAMPLE_LINES];
};

static void add_field(struct text *out, struct letter *letter, size_t i)
{
	letter->used[i] = true;
	example_line(out, letter->lines[i]);
	while (++i < letter->count && *letter->lines[i] == ' ') {
		letter->used[i] = true;
		example_line(out, letter->lines[i]);
	}
}

static bool add_own(struct text *out, struct letter *letter, const char *usual)
{
	bool found = false;

	for (size_t i = 0; i < letter->count; i++) {
		if (!is_field(letter->lines[i]) ||
		    !same_name(letter->lines[i], usual))
			continue;
		found = true;
		if (!letter->used[i])
			add_field(out, letter, i);
	}
	return found;
}

static void add_rest(struct text *out, struct letter *letter)
{
	for (size_t i = 0; i < letter->count; i++) {
		if (!letter->used[i])
			add_field(out, letter, i);
	}
}

/* The field lines of a usual message, with those of the example. */
static void add_fields(struct text *out, struct letter *letter,
                       const struct checked *usual, size_t body_len)
{
	for (size_t i = 0; i < usual->msg.field_count; i++) {
		const struct zsip_field *field = &usual->fields[i];
		char line[512];

		snprintf(line, sizeof(line), "%.*s: %.*s", (int)field->name.len,
		         field->name.ptr, (int)field->value.len,
		         field->value.ptr);
		if (field->id == ZSIP_HDR_CONTENT_LENGTH)
			snprintf(line, sizeof(line), "Content-Length: %zu",
			         body_len);
		if (!add_own(out, letter, line))
			text_add(out, "%s\r\n", line);
	}
	add_rest(out, letter);
}

static bool is_in_dialog(const char *method)
{
	static const char *const methods[] = {"ACK",    "BYE",  "PRACK",
	                                      "UPDATE", "INFO", "NOTIFY"};

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (strcmp(method, methods[i]) == 0)
			return true;
	}
	return false;
}

/* The usual message of a start line. */
static void usual_message(struct checked *usual, const char *start,
                          const struct letter *letter)
{
	char base[128] = "INVITE", method[32] = "INVITE", why[128];

	for (size_t i = 0; i < letter->count; i++) {
		if (same_name(letter->lines[i], "CSeq"))
			sscanf(letter->lines[i], "%*[^:]: %*u %31s", method);
	}
	if (start != NULL && strncmp(start, "SIP/2.0 ", 8) == 0) {
		snprintf(base, sizeof(base), "%.3s %s", start + 8, method);
	} else if (start != NULL) {
		snprintf(method, sizeof(method), "%.*s",
		         (int)strcspn(start, " "), start);
		snprintf(base, sizeof(base), "%s%s",
		         is_in_dialog(method) ? "dialog " : "", method);
	}
	if (!message_build(usual, base, strlen(base), why, sizeof(why)))
		abort();
}

static void add_start(struct text *out, const struct checked *usual,
                      const char *start)
{
	if (start != NULL)
		example_line(out, start);
	else
		text_add(out, "%.*s\r\n", (int)strcspn(usual->data, "\r"),
		         usual->data);
}

static void write_message(struct text *out, const char *start,
                          struct letter *letter)
{
	static struct checked usual;
	struct text body = {0};
	size_t fields = 0;

	while (fields < letter->count && *letter->lines[fields] != '\0')
		fields++;
	for (size_t i = fields + 1; i < letter->count; i++)
		example_line(&body, letter->lines[i]);
	letter->count = fields;
	usual_message(&usual, start, letter);
	add_start(out, &usual, start);
	add_fields(out, letter, &usual, body.len);
	text_add(out, "\r\n");
	for (size_t i = 0; i < body.len; i++)
		text_add(out, "%c", body.data[i]);
	text_free(&body);
	checked_free(&usual);
}

void example_message(struct text *out, const struct example *example)
{
	struct letter letter = {example->lines, example->count, {false}};
	bool starts =
	        example->count > 1 && strcmp(example->lines[1], "...") == 0;

	if (starts) {
		letter.lines += 2;
		letter.count -= 2;
		write_message(out, example->lines[0], &letter);
	} else if (is_field(example->lines[0])) {
		write_message(out, NULL, &letter);
	} else {
		for (size_t i = 0; i < example->count; i++)
			example_line(out, example->lines[i]);
	}
}

/* Descriptions */

static size_t find_media(char *const *lines, size_t count)
{
	size_t i = 0;

	while (i < count && strncmp(lines[i], "m=", 2) != 0)
		i++;
	return i;
}

/* Lines of the session in the order that RFC 8866 5 gives them. */
static void add_session(struct text *out, char *const *lines, size_t count,
                        const char *const *usual)
{
	for (const char *letter = "vosiuepcbtrzka"; *letter != '\0'; letter++) {
		bool found = false;

		for (size_t i = 0; i < count; i++) {
			if (*lines[i] != *letter)
				continue;
			example_line(out, lines[i]);
			found = true;
		}
		for (; !found && **usual == *letter; usual++)
			text_add(out, "%s\r\n", *usual);
		if (**usual == *letter)
			usual++;
	}
}

void example_description(struct text *out, char *const *lines, size_t count,
                         bool answer, unsigned version)
{
	size_t session = find_media(lines, count);
	const char *host = answer ? "198.51.100.2" : "192.0.2.1";
	char origin[64], connection[64];
	const char *const usual[] = {"v=0",      origin,  "s=-",
	                             connection, "t=0 0", ""};

	if (count != 0 && strncmp(lines[0], "v=", 2) == 0) {
		for (size_t i = 0; i < count; i++)
			example_line(out, lines[i]);
		return;
	}
	snprintf(origin, sizeof(origin), "o=- %d %u IN IP4 %s", 1 + answer,
	         version, host);
	snprintf(connection, sizeof(connection), "c=IN IP4 %s", host);
	add_session(out, lines, session, usual);
	for (size_t i = session; i < count; i++)
		example_line(out, lines[i]);
	if (session == count)
		text_add(out, "m=audio 49170 RTP/AVP 0\r\n");
}

void example_parts(struct example_parts *parts, const struct example *example)
{
	size_t *count = NULL;

	*parts = (struct example_parts){.offer = NULL};
	for (size_t i = 0; i < example->count; i++) {
		char *const *next = &example->lines[i] + 1;

		if (strcmp(example->lines[i], "offer:") == 0) {
			parts->offer = next;
			count = &parts->offer_count;
		} else if (strcmp(example->lines[i], "answer:") == 0) {
			parts->answer = next;
			count = &parts->answer_count;
		} else if (count != NULL) {
			++*count;
		}
	}
}
