#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message_vectors.h"
#include "response_cases.h"
#include "vectors.h"

/* A copy without escapes; ptr NULL if there is no room or they are wrong. */
static struct zsip_slice keep(struct response_case *c, const char *text)
{
	char *at = c->room + c->used;
	size_t len = strlen(text);

	if (len >= sizeof(c->room) - c->used)
		return (struct zsip_slice){NULL, 0};
	memcpy(at, text, len + 1);
	if (strcmp(at, "\"\"") == 0)
		*at = '\0';
	len = vectors_unescape(at);
	if (len == SIZE_MAX)
		return (struct zsip_slice){NULL, 0};
	c->used += len;
	return (struct zsip_slice){at, len};
}

/* "KEY: TEXT": the text; NULL for another key. */
static const char *text_of(const char *line, const char *key)
{
	size_t len = strlen(key);

	if (strncmp(line, key, len) != 0 || line[len] != ':')
		return NULL;
	return line + len + (line[len + 1] == ' ' ? 2 : 1);
}

static bool read_file(struct response_case *c, const char *name)
{
	char path[512], data[8192];
	FILE *in;
	size_t len;

	snprintf(path, sizeof(path), ZSIP_SOURCE_DIR "/%s", name);
	in = fopen(path, "rb");
	if (in == NULL)
		return false;
	len = fread(data, 1, sizeof(data), in);
	fclose(in);
	checked_run(&c->request, data, len, NULL);
	return true;
}

static bool read_request(struct response_case *c, const struct one_case *one,
                         char *why, size_t size)
{
	const char *const *lines = one->parts[0], *file;
	char all[RESPONSE_ROOM / 2];
	size_t len = 0;
	struct zsip_slice text;

	if (one->counts[0] == 0)
		return false;
	file = text_of(lines[0], "file");
	if (file != NULL)
		return read_file(c, file);
	for (size_t i = 0; lines[i] != NULL; i++)
		len += (size_t)snprintf(all + len, sizeof(all) - len, "%s%s",
		                        i != 0 ? " | " : "", lines[i]);
	text = keep(c, all);
	return text.ptr != NULL &&
	       message_build(&c->request, text.ptr, text.len, why, size);
}

static bool read_from(struct response_case *c, const char *text)
{
	struct zsip_slice whole = keep(c, text);
	const char *space = whole.ptr + whole.len;

	while (space > whole.ptr && *space != ' ')
		space--;
	c->asked.source.address =
	        (struct zsip_slice){whole.ptr, (size_t)(space - whole.ptr)};
	if (space == whole.ptr)
		c->asked.source.address = whole;
	else
		c->asked.source.port = (uint16_t)strtoul(space, NULL, 10);
	return whole.len != 0;
}

/* The number of a name that is written as in the table. */
static enum zsip_header number_of(struct zsip_slice name)
{
	enum zsip_header id = zsip_header_find(name);
	const struct zsip_header_info *info = zsip_header_info(id);

	return info != NULL && zsip_slice_equal(info->name, name)
	               ? id
	               : ZSIP_HDR_OTHER;
}

static bool read_line(struct response_case *c, const char *text)
{
	struct zsip_slice whole = keep(c, text), name;
	struct zsip_header_line *line;
	const char *colon;

	if (whole.ptr == NULL || c->asked.header_count == RESPONSE_LINES)
		return false;
	colon = memchr(whole.ptr, ':', whole.len);
	if (colon == NULL)
		return false;
	name = (struct zsip_slice){whole.ptr, (size_t)(colon - whole.ptr)};
	line = &c->lines[c->asked.header_count++];
	line->id = number_of(name);
	line->name = name;
	colon += colon + 1 < whole.ptr + whole.len && colon[1] == ' ' ? 2 : 1;
	line->value = (struct zsip_slice){
	        colon, (size_t)(whole.ptr + whole.len - colon)};
	return true;
}

/* One line more of the body: it has the room's end to itself. */
static bool read_body(struct response_case *c, const char *text)
{
	struct zsip_slice *body = &c->asked.body;
	char line[1024];
	struct zsip_slice more;

	snprintf(line, sizeof(line), "%s\\r\\n", text);
	more = keep(c, line);
	if (body->ptr == NULL)
		body->ptr = more.ptr;
	if (more.ptr != body->ptr + body->len)
		return false;
	body->len += more.len;
	return true;
}

static bool read_flags(struct response_case *c, const char *text)
{
	static const struct {
		const char *name;
		enum zsip_response_flag flag;
	} names[] = {
	        {"compact", ZSIP_RESPONSE_COMPACT},
	        {"error", ZSIP_RESPONSE_ERROR},
	        {"record-route", ZSIP_RESPONSE_RECORD_ROUTE},
	        {"apart", ZSIP_RESPONSE_APART},
	};
	bool known = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strstr(text, names[i].name) == NULL)
			continue;
		known = true;
		c->asked.flags |= names[i].flag;
	}
	return known;
}

static bool read_asked(struct response_case *c, const char *line)
{
	const char *text;

	if ((text = text_of(line, "code")) != NULL)
		c->asked.code = (unsigned)strtoul(text, NULL, 10);
	else if ((text = text_of(line, "reason")) != NULL)
		c->asked.reason = keep(c, text);
	else if ((text = text_of(line, "tag")) != NULL)
		c->asked.to_tag = keep(c, text);
	else if ((text = text_of(line, "delay")) != NULL)
		c->asked.delay = (uint32_t)strtoul(text, NULL, 10);
	else if ((text = text_of(line, "from")) != NULL)
		return read_from(c, text);
	else if ((text = text_of(line, "line")) != NULL)
		return read_line(c, text);
	else if ((text = text_of(line, "body")) != NULL)
		return read_body(c, text);
	else if ((text = text_of(line, "flags")) != NULL)
		return read_flags(c, text);
	else
		return false;
	return true;
}

static bool read_expected(struct response_case *c, const struct one_case *one)
{
	const char *const *lines = one->parts[2];
	struct zsip_slice body = c->asked.body;
	size_t from = c->used;

	if (one->counts[2] == 0)
		return false;
	c->error = text_of(lines[0], "error");
	if (c->error != NULL)
		return one->counts[2] == 1;
	for (; *lines != NULL; lines++) {
		char line[1024];

		snprintf(line, sizeof(line), "%s\\r\\n", *lines);
		if (keep(c, line).ptr == NULL)
			return false;
	}
	keep(c, "\\r\\n");
	if ((c->asked.flags & ZSIP_RESPONSE_APART) == 0 && body.len != 0) {
		memcpy(c->room + c->used, body.ptr, body.len);
		c->used += body.len;
	}
	c->expected = (struct zsip_slice){c->room + from, c->used - from};
	return true;
}

bool response_case_read(struct response_case *c, const struct one_case *one,
                        char *why, size_t size)
{
	bool sound = true;

	c->used = 0;
	c->error = NULL;
	c->expected = (struct zsip_slice){NULL, 0};
	c->asked = (struct zsip_response){.size = sizeof(c->asked),
	                                  .headers = c->lines};
	snprintf(why, size, "no request");
	if (!read_request(c, one, why, size))
		return false;
	for (size_t i = 0; i < one->counts[1] && sound; i++) {
		sound = read_asked(c, one->parts[1][i]);
		snprintf(why, size, "\"%s\"", one->parts[1][i]);
	}
	if (sound && !read_expected(c, one)) {
		snprintf(why, size, "nothing is expected");
		sound = false;
	}
	if (!sound)
		checked_free(&c->request);
	return sound;
}

bool response_case_is_error(struct response_case *c,
                            const struct zsip_error *error)
{
	const struct zsip_slice text = c->request.msg.text;
	char begin[128];
	size_t len, n = (size_t)snprintf(begin, sizeof(begin), "%s %s",
	                                 zsip_status_name(error->status),
	                                 error->expected);
	struct zsip_slice at;

	if (c->error == NULL || strncmp(c->error, begin, n) != 0)
		return false;
	if (error->status == ZSIP_E_USE)
		return c->error[n] == '\0';
	if (c->error[n] != ' ')
		return false;
	at = keep(c, c->error + n + 1);
	len = error->offset <= text.len ? text.len - error->offset : 0;
	return at.len != 0 && at.len <= len &&
	       memcmp(text.ptr + error->offset, at.ptr, at.len) == 0;
}
