#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message_vectors.h"

static void *must_alloc(void *ptr)
{
	if (ptr == NULL) {
		perror("message_vectors");
		abort();
	}
	return ptr;
}

#define MAX_LINES 64

struct draft {
	char *lines[MAX_LINES]; /* start line and fields, without CRLF */
	size_t lens[MAX_LINES];
	size_t count;
	const char *end, *body;
	size_t end_len, body_len;
	bool lf;
	struct zsip_options options;
};

static char *copy(const char *text, size_t len)
{
	char *out = must_alloc(malloc(len + 1));

	memcpy(out, text, len);
	out[len] = '\0';
	return out;
}

static bool add_line(struct draft *draft, const char *text, size_t len)
{
	if (draft->count == MAX_LINES)
		return false;
	draft->lines[draft->count] = copy(text, len);
	draft->lens[draft->count++] = len;
	return true;
}

static void add_text(struct draft *draft, const char *text)
{
	add_line(draft, text, strlen(text));
}

static void set_line(struct draft *draft, size_t i, const char *text,
                     size_t len)
{
	free(draft->lines[i]);
	draft->lines[i] = copy(text, len);
	draft->lens[i] = len;
}

/* What a request of a method, or a response, must have beside what all have.
 * `code` is 0 for the request, 2 for any 2xx; no method: to any. */
static const struct {
	unsigned code;
	const char *method, *line;
} mandatory[] = {
        {0, "SUBSCRIBE", "Event: presence"},
        {0, "NOTIFY", "Event: presence"},
        {0, "NOTIFY", "Subscription-State: active;expires=600"},
        {0, "PUBLISH", "Event: presence"},
        {0, "PRACK", "RAck: 1 17 INVITE"},
        {0, "REFER", "Refer-To: <sip:carol@example.net>"},
        {2, "SUBSCRIBE", "Expires: 600"},
        {2, "PUBLISH", "Expires: 600"},
        {2, "PUBLISH", "SIP-ETag: a1"},
        {401, NULL, "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\""},
        {405, NULL, "Allow: INVITE"},
        {407, NULL, "Proxy-Authenticate: Digest realm=\"a\", nonce=\"b\""},
        {415, NULL, "Accept: application/sdp"},
        {420, NULL, "Unsupported: foo"},
        {421, NULL, "Require: 100rel"},
        {422, NULL, "Min-SE: 90"},
        {423, NULL, "Min-Expires: 60"},
        {424, NULL, "Geolocation-Error: 100"},
        {425, NULL, "AlertMsg-Error: 100"},
        {469, NULL, "Recv-Info: foo"},
        {470, NULL, "Permission-Missing: <sip:carol@example.net>"},
        {489, NULL, "Allow-Events: presence"},
        {494, NULL, "Security-Server: tls"},
};

static void add_mandatory(struct draft *draft, unsigned code,
                          const char *method)
{
	const size_t count = sizeof(mandatory) / sizeof(*mandatory);
	unsigned class = code / 100 == 2 ? 2 : code;

	for (size_t i = 0; i < count; i++) {
		if (mandatory[i].code == class &&
		    (mandatory[i].method == NULL ||
		     strcmp(mandatory[i].method, method) == 0))
			add_text(draft, mandatory[i].line);
	}
}

/* Where the tables let it be. */
static void add_contact(struct draft *draft, unsigned code, const char *method,
                        const char *line)
{
	enum zsip_method id = zsip_method_find(zsip_slice_from(method));

	if (zsip_header_presence(ZSIP_HDR_CONTACT, id, code) !=
	    ZSIP_PRESENCE_NONE)
		add_text(draft, line);
}

/* The base "CODE METHOD". */
static void draft_response(struct draft *draft, const char *code,
                           const char *method)
{
	unsigned number = (unsigned)strtoul(code, NULL, 10);
	const char *reason = zsip_reason_phrase(number);
	char line[128];

	snprintf(line, sizeof(line), "SIP/2.0 %s %s", code,
	         reason == NULL ? "Yes" : reason);
	add_text(draft, line);
	add_text(draft, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK74b1");
	add_text(draft, "From: <sip:alice@example.com>;tag=9fx");
	add_text(draft, "To: <sip:bob@example.org>;tag=7h2");
	add_text(draft, "Call-ID: 3c26@192.0.2.1");
	snprintf(line, sizeof(line), "CSeq: 17 %s", method);
	add_text(draft, line);
	add_contact(draft, number, method, "Contact: <sip:bob@192.0.2.9>");
	add_text(draft, "Content-Length: 0");
	add_mandatory(draft, number, method);
}

/* The base "METHOD" or "dialog METHOD". */
static void draft_request(struct draft *draft, const char *method, bool dialog)
{
	char line[128];

	snprintf(line, sizeof(line), "%s sip:%sexample.org SIP/2.0", method,
	         strcmp(method, "REGISTER") == 0 ? "" : "bob@");
	add_text(draft, line);
	add_text(draft, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK74b1");
	add_text(draft, "Max-Forwards: 70");
	add_text(draft, "From: <sip:alice@example.com>;tag=9fx");
	add_text(draft, dialog ? "To: <sip:bob@example.org>;tag=7h2"
	                       : "To: <sip:bob@example.org>");
	add_text(draft, "Call-ID: 3c26@192.0.2.1");
	snprintf(line, sizeof(line), "CSeq: 17 %s", method);
	add_text(draft, line);
	add_contact(draft, 0, method, "Contact: <sip:alice@192.0.2.1>");
	add_text(draft, "Content-Length: 0");
	add_mandatory(draft, 0, method);
}

static bool draft_base(struct draft *draft, const char *base)
{
	static const char dialog[] = "dialog ";
	const char *space = strchr(base, ' ');
	char code[8];

	draft->count = 0;
	draft->end = "\r\n";
	draft->end_len = 2;
	draft->body = "";
	draft->body_len = 0;
	draft->lf = false;
	draft->options = (struct zsip_options){.size = sizeof(draft->options)};
	if (strncmp(base, dialog, sizeof(dialog) - 1) == 0) {
		draft_request(draft, base + sizeof(dialog) - 1, true);
	} else if (isdigit((unsigned char)*base)) {
		if (space == NULL || space - base > 7)
			return false;
		memcpy(code, base, (size_t)(space - base));
		code[space - base] = '\0';
		draft_response(draft, code, space + 1);
	} else {
		draft_request(draft, base, false);
	}
	return space == NULL || strchr(space + 1, ' ') == NULL;
}

static bool set_limit(struct draft *draft, const char *text)
{
	struct zsip_limits *limits = &draft->options.limits;
	const struct {
		const char *name;
		size_t *limit;
	} names[] = {
	        {"message_size=", &limits->message_size},
	        {"field_length=", &limits->field_length},
	        {"fields=", &limits->fields},
	        {"list_length=", &limits->list_length},
	        {"nesting=", &limits->nesting},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i].name);

		if (strncmp(text, names[i].name, len) != 0)
			continue;
		*names[i].limit = strtoul(text + len, NULL, 10);
		return *names[i].limit != 0;
	}
	return false;
}

static bool set_quirk(struct draft *draft, const char *name)
{
	const struct zsip_quirk_info *info;

	for (size_t i = 0; (info = zsip_quirk_at(i)) != NULL; i++) {
		if (strcmp(info->name, name) != 0)
			continue;
		draft->options.quirks |= info->bit;
		return true;
	}
	return false;
}

/* The first field of a name, with its colon; 0 if there is none. */
static size_t find_line(const struct draft *draft, const char *name, size_t len)
{
	for (size_t i = 1; i < draft->count; i++) {
		if (draft->lens[i] > len && draft->lines[i][len] == ':' &&
		    memcmp(draft->lines[i], name, len) == 0)
			return i;
	}
	return 0;
}

static bool remove_line(struct draft *draft, const char *name)
{
	size_t i = find_line(draft, name, strlen(name));

	if (i == 0)
		return false;
	free(draft->lines[i]);
	draft->count--;
	for (; i < draft->count; i++) {
		draft->lines[i] = draft->lines[i + 1];
		draft->lens[i] = draft->lens[i + 1];
	}
	return true;
}

/* "KEY: VALUE": where the value begins, NULL for another key. */
static const char *value_of(const char *edit, const char *key)
{
	size_t len = strlen(key);

	if (strncmp(edit, key, len) != 0 || edit[len] != ':')
		return NULL;
	return edit[len + 1] == ' ' ? edit + len + 2 : edit + len + 1;
}

static bool apply(struct draft *draft, const char *edit, size_t len)
{
	const char *end = edit + len, *value;
	const char *colon = memchr(edit, ':', len);
	size_t i;

	if (*edit == '-')
		return remove_line(draft, edit + 1);
	if (*edit == '+')
		return add_line(draft, edit + 1, len - 1);
	if ((value = value_of(edit, "start")) != NULL) {
		set_line(draft, 0, value, (size_t)(end - value));
	} else if ((value = value_of(edit, "line")) != NULL) {
		return add_line(draft, value, (size_t)(end - value));
	} else if ((value = value_of(edit, "end")) != NULL) {
		draft->end = value;
		draft->end_len = (size_t)(end - value);
	} else if ((value = value_of(edit, "body")) != NULL) {
		draft->body = value;
		draft->body_len = (size_t)(end - value);
	} else if ((value = value_of(edit, "lf")) != NULL) {
		draft->lf = true;
	} else if ((value = value_of(edit, "limit")) != NULL) {
		return set_limit(draft, value);
	} else if ((value = value_of(edit, "quirk")) != NULL) {
		return set_quirk(draft, value);
	} else if (colon != NULL &&
	           (i = find_line(draft, edit, (size_t)(colon - edit))) != 0) {
		set_line(draft, i, edit, len);
	} else {
		return false;
	}
	return true;
}

static size_t put(char *out, const char *text, size_t len, bool lf)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (lf && text[i] == '\r' && i + 1 < len && text[i + 1] == '\n')
			continue;
		out[n++] = text[i];
	}
	return n;
}

static void run_draft(struct checked *checked, const struct draft *draft)
{
	size_t room = draft->end_len + draft->body_len, n = 0;
	char *data;

	for (size_t i = 0; i < draft->count; i++)
		room += draft->lens[i] + 2;
	data = must_alloc(malloc(room + 1));
	for (size_t i = 0; i < draft->count; i++) {
		n += put(data + n, draft->lines[i], draft->lens[i], draft->lf);
		n += put(data + n, "\r\n", 2, draft->lf);
	}
	n += put(data + n, draft->end, draft->end_len, draft->lf);
	n += put(data + n, draft->body, draft->body_len, false);
	checked_run(checked, data, n, &draft->options);
	free(data);
}

/* The next " | ", or the end. */
static char *next_bar(char *p, char *end)
{
	while (end - p >= 3 && memcmp(p, " | ", 3) != 0)
		p++;
	return end - p >= 3 ? p : end;
}

bool message_build(struct checked *checked, const char *text, size_t len,
                   char *why, size_t size)
{
	struct draft draft;
	char *work = copy(text, len), *end = work + len;
	char *p = work, *bar = next_bar(p, end);
	bool sound;

	*bar = '\0';
	sound = draft_base(&draft, p);
	if (!sound)
		snprintf(why, size, "\"%s\" is no base", p);
	while (sound && bar < end) {
		p = bar + 3;
		bar = next_bar(p, end);
		*bar = '\0';
		sound = apply(&draft, p, (size_t)(bar - p));
		if (!sound)
			snprintf(why, size, "\"%s\" cannot be done", p);
	}
	if (sound)
		run_draft(checked, &draft);
	for (size_t i = 0; i < draft.count; i++)
		free(draft.lines[i]);
	free(work);
	return sound;
}

/* Files of messages */

static char *read_all(const char *path)
{
	FILE *in = fopen(path, "rb");
	size_t room = 65536, n;
	char *text;

	if (in == NULL)
		return NULL;
	text = must_alloc(malloc(room + 1));
	n = fread(text, 1, room, in);
	text[n] = '\0';
	fclose(in);
	return text;
}

/* The byte that an escape stands for, -1 if none; *p is behind it after. */
static int file_escape(const char **p)
{
	static const char letters[] = "rnt0s\\";
	static const char bytes[] = "\r\n\t\0 \\";
	const char *at = **p == '\0' ? NULL : strchr(letters, **p);
	unsigned byte;

	if (at != NULL) {
		++*p;
		return (unsigned char)bytes[at - letters];
	}
	if (**p != 'x' || !isxdigit((unsigned char)(*p)[1]) ||
	    !isxdigit((unsigned char)(*p)[2]) ||
	    sscanf(*p + 1, "%2x", &byte) != 1)
		return -1;
	*p += 3;
	return (int)byte;
}

/* The message of a file. */
static bool read_message(struct message_file *file, const char *p)
{
	char *out = must_alloc(malloc(2 * strlen(p) + 1));

	file->data = out;
	while (*p != '\0') {
		int byte = (unsigned char)*p++;

		if (byte == '\n')
			*out++ = '\r';
		if (byte == '\\' && *p == '\n') {
			p++;
			continue;
		}
		if (byte == '\\')
			byte = file_escape(&p);
		if (byte < 0)
			return false;
		*out++ = (char)byte;
	}
	file->len = (size_t)(out - file->data);
	return true;
}

static void add_finding(struct message_file *file, const char *text)
{
	size_t had = file->findings == NULL ? 0 : strlen(file->findings);

	file->findings =
	        must_alloc(realloc(file->findings, had + strlen(text) + 3));
	snprintf(file->findings + had, strlen(text) + 3, "%s%s",
	         had == 0 ? "" : "; ", text);
}

static bool read_key(struct message_file *file, const char *line)
{
	const char *value;

	if ((value = value_of(line, "verdict")) != NULL)
		file->verdict = value;
	else if ((value = value_of(line, "status")) != NULL)
		file->status = value;
	else if ((value = value_of(line, "finding")) != NULL)
		add_finding(file, value);
	else
		return *line == '#' || *line == '\0';
	return true;
}

bool message_file_open(struct message_file *file, const char *path, char *why,
                       size_t size)
{
	char *line, *end;

	memset(file, 0, sizeof(*file));
	file->text = read_all(path);
	if (file->text == NULL) {
		snprintf(why, size, "%s: cannot be read", path);
		return false;
	}
	for (line = file->text; strncmp(line, "---\n", 4) != 0;
	     line = end + 1) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end = '\0';
		if (end == NULL || !read_key(file, line)) {
			snprintf(why, size, "%s: \"%s\"", path, line);
			message_file_close(file);
			return false;
		}
	}
	if (file->verdict != NULL && file->status != NULL &&
	    file->findings != NULL && read_message(file, line + 4))
		return true;
	snprintf(why, size, "%s: a key is missing or an escape unknown", path);
	message_file_close(file);
	return false;
}

void message_file_close(struct message_file *file)
{
	free(file->text);
	free(file->data);
	free(file->findings);
	file->text = file->data = file->findings = NULL;
}
