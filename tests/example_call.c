/*
 * The messages of a call from what an example shows of them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "example.h"

/* A message of the example. */
struct shown {
	char side; /* '>' or '<' */
	unsigned code;
	char method[32], uri[128], number[16], branch[64];
	bool described;
	char *const *below;
	size_t count;
};

/* What one side has sent. */
struct side {
	unsigned sequence;         /* CSeq of its last request, but for ACK */
	struct shown last, invite; /* its last request, but for ACK */
	unsigned description;      /* version of its last one */
	bool refused;              /* its last INVITE */
	bool early, confirmed;     /* it has answered with a tag */
};

struct call {
	struct side sides[2]; /* the caller, the called side */
};

static const char *skip_blanks(const char *line)
{
	return line + strspn(line, " ");
}

static bool is_named(const char *line, const char *name)
{
	size_t len = strlen(name);

	line = skip_blanks(line);
	return strncasecmp(line, name, len) == 0 && line[len] == ':';
}

/* The value of a field below; NULL: it is not shown. */
static const char *field_below(const struct shown *shown, const char *name)
{
	for (size_t i = 0; i < shown->count; i++) {
		if (is_named(shown->below[i], name))
			return skip_blanks(strchr(shown->below[i], ':') + 1);
	}
	return NULL;
}

static bool is_description(const char *line)
{
	return islower((unsigned char)line[0]) && line[1] == '=';
}

static bool is_method(const struct shown *shown, const char *method)
{
	return strcmp(shown->method, method) == 0;
}

static bool read_arrow(struct shown *shown, const char *line)
{
	char word[32];

	if (strncmp(line, "-> ", 3) != 0 && strncmp(line, "<- ", 3) != 0)
		return false;
	shown->side = *line == '-' ? '>' : '<';
	shown->described =
	        strstr(line, " (offer)") || strstr(line, " (answer)");
	if (sscanf(line + 3, "%31s %127s", word, shown->uri) < 1)
		return false;
	shown->code = (unsigned)strtoul(word, NULL, 10);
	if (shown->code == 0)
		memcpy(shown->method, word, sizeof(word));
	if (shown->code != 0 || *shown->uri == '(')
		*shown->uri = '\0';
	return true;
}

static struct side *own_side(struct call *call, const struct shown *shown)
{
	return &call->sides[shown->side == '<'];
}

static struct side *other_side(struct call *call, const struct shown *shown)
{
	return &call->sides[shown->side == '>'];
}

/* What a response is to. */
static const struct shown *request_of(struct call *call,
                                      const struct shown *response)
{
	const struct side *side = other_side(call, response);
	const char *value = field_below(response, "CSeq");

	if (response->code == 487 ||
	    (value != NULL && strstr(value, "INVITE") != NULL))
		return &side->invite;
	return &side->last;
}

static void complete_response(struct call *call, struct shown *shown)
{
	const struct shown *request = request_of(call, shown);
	const char *value = field_below(shown, "CSeq");

	memcpy(shown->method, request->method, sizeof(shown->method));
	memcpy(shown->number, request->number, sizeof(shown->number));
	memcpy(shown->branch, request->branch, sizeof(shown->branch));
	if (value != NULL)
		sscanf(value, "%15s %31s", shown->number, shown->method);
}

static void complete_request(struct call *call, struct shown *shown)
{
	const struct side *side = own_side(call, shown);
	const char *value = field_below(shown, "CSeq");
	bool cancel = is_method(shown, "CANCEL"), ack = is_method(shown, "ACK");

	snprintf(shown->number, sizeof(shown->number), "%u",
	         side->sequence + 1);
	if (ack || cancel)
		memcpy(shown->number, side->invite.number,
		       sizeof(shown->number));
	if (value != NULL)
		sscanf(value, "%15s", shown->number);
	if (cancel || (ack && side->refused)) {
		memcpy(shown->branch, side->invite.branch,
		       sizeof(shown->branch));
		return;
	}
	snprintf(shown->branch, sizeof(shown->branch), "%s%s%s",
	         shown->side == '>' ? "" : "b-", shown->method, shown->number);
	for (char *p = shown->branch; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
}

static void remember_response(struct call *call, const struct shown *shown)
{
	struct side *own = own_side(call, shown);

	if (shown->code > 100 && shown->code < 300)
		own->early = true;
	if (!is_method(shown, "INVITE") || shown->code < 200)
		return;
	other_side(call, shown)->refused = shown->code >= 300;
	own->confirmed = own->confirmed || shown->code < 300;
	own->early = own->confirmed;
}

static void remember_request(struct call *call, const struct shown *shown)
{
	struct side *own = own_side(call, shown);

	if (is_method(shown, "ACK"))
		return;
	own->last = *shown;
	if (is_method(shown, "INVITE"))
		own->invite = *shown;
	if (!is_method(shown, "CANCEL"))
		own->sequence = (unsigned)strtoul(shown->number, NULL, 10);
}

/* Whether To has a tag, of the caller's requests. */
static bool has_to_tag(struct call *call, const struct shown *shown)
{
	const struct side *own = own_side(call, shown);

	if (shown->code != 0 || shown->side == '<' ||
	    is_method(shown, "CANCEL"))
		return false;
	return other_side(call, shown)->early ||
	       (is_method(shown, "ACK") && own->refused);
}

/* The line that begins it, as flow_cases.h has it. */
static void add_head(struct text *out, struct call *call,
                     const struct shown *shown)
{
	text_add(out, "%c ", shown->side);
	if (shown->code != 0)
		text_add(out, "%u ", shown->code);
	text_add(out, "%s %s branch=%s", shown->method, shown->number,
	         shown->branch);
	if (*shown->uri != '\0')
		text_add(out, " uri=%s", shown->uri);
	text_add(out, "%s\n", has_to_tag(call, shown) ? " to=b" : "");
}

/* The Vias that a message has from another one, where that shows them. */
static void add_vias(struct text *out, struct call *call,
                     const struct shown *shown)
{
	const struct side *own = own_side(call, shown);
	const struct shown *from;

	if (shown->code != 0)
		from = request_of(call, shown);
	else if (is_method(shown, "CANCEL") ||
	         (is_method(shown, "ACK") && own->refused))
		from = &own->invite;
	else
		return;
	if (field_below(shown, "Via") != NULL)
		return;
	for (size_t i = 0; i < from->count; i++) {
		if (is_named(from->below[i], "Via"))
			text_add(out, "%s\n", skip_blanks(from->below[i]));
	}
}

static void add_fields(struct text *out, const struct shown *shown)
{
	for (size_t i = 0; i < shown->count; i++) {
		const char *line = skip_blanks(shown->below[i]);

		if (!is_description(line))
			text_add(out, "%s\n", line);
	}
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
	add_vias(out, call, shown);
	add_fields(out, shown);
	add_description(out, own_side(call, shown), shown);
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
		if (shown.code != 0)
			complete_response(&call, &shown);
		else
			complete_request(&call, &shown);
		write_shown(&text, &call, &shown);
		if (shown.code != 0)
			remember_response(&call, &shown);
		else
			remember_request(&call, &shown);
		each(user, text.data);
		text_free(&text);
	}
	return NULL;
}
