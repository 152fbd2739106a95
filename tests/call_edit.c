#include "call_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

static char *copy(const char *text, size_t len)
{
	char *out = malloc(len + 1);

	if (out == NULL) {
		perror("call_edit");
		abort();
	}
	memcpy(out, text, len);
	out[len] = '\0';
	return out;
}

/* Room for one more in front of the message at `at`. */
static struct call_edit_message *insert(struct call_edit *edit, size_t at)
{
	struct call_edit_message *message = &edit->messages[at];

	if (edit->count == CALL_EDIT_MESSAGES)
		abort();
	memmove(message + 1, message, (edit->count - at) * sizeof(*message));
	edit->count++;
	return message;
}

/* Take the message at `at` out; its text is the caller's. */
static struct call_edit_message take_out(struct call_edit *edit, size_t at)
{
	struct call_edit_message taken = edit->messages[at];

	edit->count--;
	memmove(&edit->messages[at], &edit->messages[at + 1],
	        (edit->count - at) * sizeof(taken));
	return taken;
}

/* The message that a label at the start of a text names.  @return false: none;
 * else `rest` is what follows the label */
static bool find(const struct call_edit *edit, const char *text, size_t *at,
                 const char **rest)
{
	size_t len = strcspn(text, ": \n");

	for (*at = 0; *at < edit->count; ++*at) {
		const char *label = edit->messages[*at].label;

		if (strlen(label) == len && memcmp(label, text, len) == 0) {
			*rest = text + len;
			return true;
		}
	}
	return false;
}

static bool begins(const char *text, const char *with, const char **rest)
{
	size_t len = strlen(with);

	*rest = text + len;
	return strncmp(text, with, len) == 0;
}

/* The text of a message with `len` bytes at `at` replaced. */
static void splice(struct call_edit_message *message, size_t at, size_t len,
                   const char *with)
{
	size_t more = strlen(with), room = message->len + more + 1;
	char *out = malloc(room);

	if (out == NULL)
		abort();
	snprintf(out, room, "%.*s%s%s", (int)at, message->text, with,
	         message->text + at + len);
	free(message->text);
	message->text = out;
	message->len = strlen(out);
}

static void fix_length(struct call_edit_message *message)
{
	static const char name[] = "\r\nContent-Length: ";
	const char *head_end = strstr(message->text, "\r\n\r\n");
	const char *value = strstr(message->text, name);
	char number[24];

	if (head_end == NULL || value == NULL || value > head_end)
		return;
	value += sizeof(name) - 1;
	snprintf(number, sizeof(number), "%zu", strlen(head_end + 4));
	splice(message, (size_t)(value - message->text),
	       strspn(value, "0123456789"), number);
}

/* "OLD => NEW" */
static bool replace(struct call_edit_message *message, const char *line)
{
	const char *arrow = strstr(line, " =>"), *at;
	char *old, *new;
	bool once;

	if (arrow == NULL)
		return false;
	old = copy(line, (size_t)(arrow - line));
	arrow += arrow[3] == ' ' ? 4 : 3;
	new = copy(arrow, strlen(arrow));
	old[vectors_unescape(old)] = '\0';
	new[vectors_unescape(new)] = '\0';
	at = strstr(message->text, old);
	once = at != NULL && *old != '\0' && strstr(at + 1, old) == NULL;
	if (once) {
		splice(message, (size_t)(at - message->text), strlen(old), new);
		fix_length(message);
	}
	free(old);
	free(new);
	return once;
}

/* The line of a header field, without the CRLF before it. */
static size_t find_field(const struct call_edit_message *message,
                         const char *name, size_t *len)
{
	const char *field = strstr(message->text, name);

	if (field == NULL)
		return 0;
	field += 2;
	*len = strcspn(field, "\n") + 1;
	return (size_t)(field - message->text);
}

static size_t body_of(const struct call_edit_message *message)
{
	return (size_t)(strstr(message->text, "\r\n\r\n") + 4 - message->text);
}

static bool set_body(struct call_edit *edit, size_t which, const char *from)
{
	static const char type_name[] = "\r\nContent-Type:";
	static const char length_name[] = "\r\nContent-Length:";
	struct call_edit_message *message = &edit->messages[which], *other;
	char *body = NULL, *type = NULL;
	size_t at = body_of(message), len, to;
	const char *rest;

	if (find(edit, from, &to, &rest)) {
		other = &edit->messages[to];
		body = copy(other->text + body_of(other),
		            other->len - body_of(other));
		to = find_field(other, type_name, &len);
		type = to == 0 ? NULL : copy(other->text + to, len);
	} else if (strcmp(from, "none") != 0) {
		return false;
	}
	splice(message, at, message->len - at, body == NULL ? "" : body);
	at = find_field(message, type_name, &len);
	if (at != 0)
		splice(message, at, len, "");
	at = find_field(message, length_name, &len);
	if (at != 0 && type != NULL)
		splice(message, at, 0, type);
	fix_length(message);
	free(body);
	free(type);
	return true;
}

static bool move(struct call_edit *edit, size_t from, const char *where)
{
	struct call_edit_message taken;
	const char *rest;
	size_t to;

	if (!find(edit, where, &to, &rest) || to == from)
		return false;
	taken = take_out(edit, from);
	*insert(edit, to - (to > from)) = taken;
	return true;
}

static bool repeat(struct call_edit *edit, size_t from, const char *where)
{
	struct call_edit_message again = edit->messages[from];
	size_t len = strlen(again.label), to;
	const char *rest;

	if (!find(edit, where, &to, &rest) || len + 2 > sizeof(again.label))
		return false;
	again.label[len] = '\'';
	again.label[len + 1] = '\0';
	again.text = copy(again.text, again.len);
	*insert(edit, to + 1) = again;
	return true;
}

bool call_edit_line(struct call_edit *edit, const char *line)
{
	const char *what, *rest;
	size_t at;

	if (!find(edit, line, &at, &what))
		return false;
	if (begins(what, ": ", &rest))
		return replace(&edit->messages[at], rest);
	if (begins(what, " body ", &rest))
		return set_body(edit, at, rest);
	if (begins(what, " before ", &rest))
		return move(edit, at, rest);
	if (begins(what, " again after ", &rest))
		return repeat(edit, at, rest);
	if (strcmp(what, " gone") != 0)
		return false;
	free(take_out(edit, at).text);
	return true;
}

void call_edit_open(struct call_edit *edit, const struct call_file *file)
{
	edit->count = file->count;
	for (size_t i = 0; i < file->count; i++) {
		const struct call_file_message *from = &file->messages[i];
		struct call_edit_message *to = &edit->messages[i];

		snprintf(to->label, sizeof(to->label), "%.*s",
		         (int)from->label.len, from->label.ptr);
		to->source = from->source;
		to->destination = from->destination;
		to->text = copy(from->text.ptr, from->text.len);
		to->len = from->text.len;
	}
}

void call_edit_close(struct call_edit *edit)
{
	for (size_t i = 0; i < edit->count; i++)
		free(edit->messages[i].text);
	edit->count = 0;
}
