/*
 * The messages of a call from what an example shows of them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "example.h"
#include "zsip.h"

/* What one side has sent. */
struct side {
	unsigned sequence;      /* CSeq of its last request, but for ACK */
	unsigned invite;        /* that of its last INVITE */
	char method[32];        /* of the last request, but for ACK */
	char number[16];        /* its CSeq as it stands there */
	unsigned description;   /* version of the last */
	bool refused, answered; /* its last INVITE; it has a To tag */
};

struct call {
	struct side sides[2]; /* the caller, the called side */
};

/* A message of the example. */
struct shown {
	char side; /* '>' or '<' */
	unsigned code;
	char method[32], uri[128], number[16];
	bool described;
	char *const *below;
	size_t count;
};

static const char *skip_blanks(const char *line)
{
	return line + strspn(line, " ");
}

/* The value of a field below; NULL: it is not shown. */
static const char *field_below(const struct shown *shown, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < shown->count; i++) {
		const char *line = skip_blanks(shown->below[i]);

		if (strncasecmp(line, name, len) == 0 && line[len] == ':')
			return skip_blanks(line + len + 1);
	}
	return NULL;
}

static bool is_description(const char *line)
{
	return islower((unsigned char)line[0]) && line[1] == '=';
}

static bool read_arrow(struct shown *shown, const char *line)
{
	const char *bracket = strstr(line, " (");
	char word[32];

	if (strncmp(line, "-> ", 3) != 0 && strncmp(line, "<- ", 3) != 0)
		return false;
	shown->side = *line == '-' ? '>' : '<';
	shown->described = bracket != NULL;
	if (sscanf(line + 3, "%31s %127s", word, shown->uri) < 1)
		return false;
	shown->code = (unsigned)strtoul(word, NULL, 10);
	if (shown->code == 0)
		memcpy(shown->method, word, sizeof(word));
	if (shown->code != 0 || *shown->uri == '(')
		*shown->uri = '\0';
	return true;
}

static struct side *side_of(struct call *call, char side)
{
	return &call->sides[side == '<'];
}

/* CSeq as it is shown, or as it has to be. */
static void set_sequence(struct call *call, struct shown *shown)
{
	bool response = shown->code != 0;
	struct side *side =
	        side_of(call, response ? (shown->side == '>' ? '<' : '>')
	                               : shown->side);
	const char *value = field_below(shown, "CSeq");
	bool follows = strcmp(shown->method, "ACK") == 0 ||
	               strcmp(shown->method, "CANCEL") == 0;

	if (value != NULL && response)
		sscanf(value, "%15s %31s", shown->number, shown->method);
	else if (value != NULL)
		sscanf(value, "%15s", shown->number);
	else if (response) {
		memcpy(shown->method, side->method, sizeof(side->method));
		memcpy(shown->number, side->number, sizeof(side->number));
	} else {
		snprintf(shown->number, sizeof(shown->number), "%u",
		         follows ? side->invite : side->sequence + 1);
	}
}

/* What later messages go by. */
static void remember(struct call *call, const struct shown *shown)
{
	struct side *own = side_of(call, shown->side);
	struct side *other = side_of(call, shown->side == '>' ? '<' : '>');
	unsigned number = (unsigned)strtoul(shown->number, NULL, 10);

	if (shown->code > 100)
		own->answered = true;
	if (shown->code >= 200 && strcmp(shown->method, "INVITE") == 0)
		other->refused = shown->code >= 300;
	if (shown->code != 0 || strcmp(shown->method, "ACK") == 0)
		return;
	memcpy(own->method, shown->method, sizeof(own->method));
	memcpy(own->number, shown->number, sizeof(own->number));
	if (strcmp(shown->method, "CANCEL") == 0)
		return;
	own->sequence = number;
	if (strcmp(shown->method, "INVITE") == 0)
		own->invite = number;
}

static void add_head(struct text *out, struct call *call,
                     const struct shown *shown)
{
	const struct side *own = side_of(call, shown->side);
	bool ack = strcmp(shown->method, "ACK") == 0;
	bool caller = shown->side == '>';

	text_add(out, "%c ", shown->side);
	if (shown->code != 0)
		text_add(out, "%u ", shown->code);
	text_add(out, "%s %s", shown->method, shown->number);
	if (*shown->uri != '\0')
		text_add(out, " uri=%s", shown->uri);
	if (shown->code == 0 && caller && call->sides[1].answered &&
	    strcmp(shown->method, "CANCEL") != 0)
		text_add(out, " to=b");
	if (ack && own->refused)
		text_add(out, " branch=%sinvite%u", caller ? "" : "b-",
		         own->invite);
	text_add(out, "\n");
}

static void add_description(struct text *out, struct side *side,
                            const struct shown *shown)
{
	char *lines[EXAMPLE_LINES];
	struct text text = {0};
	size_t count = 0;

	for (size_t i = 0; i < shown->count; i++) {
		char *line = shown->below[i] + strspn(shown->below[i], " ");

		if (is_description(line))
			lines[count++] = line;
	}
	if (count == 0 && !shown->described)
		return;
	text_add(out, "Content-Type: application/sdp\n");
	example_description(&text, lines, count, shown->side == '<',
	                    ++side->description);
	for (char *line = strtok(text.data, "\r\n"); line != NULL;
	     line = strtok(NULL, "\r\n"))
		text_add(out, "| %s\n", line);
	text_free(&text);
}

static void write_shown(struct text *out, struct call *call,
                        const struct shown *shown)
{
	add_head(out, call, shown);
	for (size_t i = 0; i < shown->count; i++) {
		const char *line = skip_blanks(shown->below[i]);

		if (!is_description(line))
			text_add(out, "%s\n", line);
	}
	add_description(out, side_of(call, shown->side), shown);
}

const char *example_call(const struct example *example,
                         void (*each)(void *user, const char *lines),
                         void *user)
{
	struct call call = {.sides = {{.sequence = 0}}};
	size_t i = 0;

	while (i < example->count) {
		struct shown shown = {.below = &example->lines[i + 1]};
		struct text text = {0};

		if (!read_arrow(&shown, example->lines[i]))
			return example->lines[i];
		while (++i < example->count && *example->lines[i] == ' ')
			shown.count++;
		set_sequence(&call, &shown);
		write_shown(&text, &call, &shown);
		remember(&call, &shown);
		each(user, text.data);
		text_free(&text);
	}
	return NULL;
}
