#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "flow_template.h"

const char *template_word(const char *line, const char *name)
{
	static char value[TEMPLATE_TEXT];
	size_t len = strlen(name);

	for (const char *at = line; (at = strchr(at, ' ')) != NULL;) {
		size_t end;

		at++;
		if (strncmp(at, name, len) != 0 || at[len] != '=')
			continue;
		at += len + 1;
		end = strcspn(at, " ");
		snprintf(value, sizeof(value), "%.*s", (int)end, at);
		return value;
	}
	return NULL;
}

__attribute__((format(printf, 3, 4))) static void
add(struct template *template, const char *name, const char *format, ...)
{
	struct template_field *field = &template->fields[template->count++];
	va_list args;

	snprintf(field->name, sizeof(field->name), "%s", name);
	va_start(args, format);
	vsnprintf(field->value, sizeof(field->value), format, args);
	va_end(args);
	field->usual = true;
}

/* What the first words of a line say. */
struct head {
	char method[32], cseq[16], branch[64];
	unsigned code;
	bool caller; /* has sent the request */
	char from[TEMPLATE_TEXT], to[TEMPLATE_TEXT];
};

static bool read_head(struct head *head, char side, const char *line)
{
	head->code = 0;
	if (isdigit((unsigned char)line[1]) &&
	    sscanf(line, " %u %31s %15s", &head->code, head->method,
	           head->cseq) != 3)
		return false;
	if (head->code == 0 &&
	    sscanf(line, " %31s %15s", head->method, head->cseq) != 2)
		return false;
	head->caller = (side == '>') == (head->code == 0);
	return true;
}

static void set_tag(char *tag, const char *line, const char *name,
                    const char *usual)
{
	const char *word = template_word(line, name);

	snprintf(tag, TEMPLATE_TEXT, "%s", word != NULL ? word : usual);
}

static void read_tags(struct head *head, const char *line)
{
	bool none = head->code == 100 || (head->code == 0 && head->caller);

	set_tag(head->from, line, "from", head->caller ? "a" : "b");
	set_tag(head->to, line, "to", head->caller ? none ? "" : "b" : "a");
}

static void read_branch(struct head *head, const char *line)
{
	const char *word = template_word(line, "branch");
	const char *method =
	        strcmp(head->method, "CANCEL") == 0 ? "INVITE" : head->method;
	size_t i = 0;

	if (word != NULL) {
		snprintf(head->branch, sizeof(head->branch), "%.*s",
		         (int)sizeof(head->branch) - 1, word);
		return;
	}
	snprintf(head->branch, sizeof(head->branch), "%s%s%s",
	         head->caller ? "" : "b-", method, head->cseq);
	for (; head->branch[i] != '\0'; i++)
		head->branch[i] = (char)tolower((unsigned char)head->branch[i]);
}

/* The ACK to a refusal goes where its INVITE went. */
static bool is_initial(const struct head *head)
{
	return *head->to == '\0' || (strcmp(head->method, "ACK") == 0 &&
	                             strncmp(head->branch, "invite", 6) == 0);
}

static void set_start_line(struct template *template, const struct head *head,
                           const char *line)
{
	const char *uri = template_word(line, "uri");
	const char *reason = zsip_reason_phrase(head->code);

	if (uri == NULL)
		uri = !head->caller      ? "sip:alice@pc.a.example"
		      : is_initial(head) ? "sip:bob@b.example"
		                         : "sip:bob@pc.b.example";
	if (head->code != 0)
		snprintf(template->start_line, TEMPLATE_TEXT, "SIP/2.0 %u %s",
		         head->code, reason != NULL ? reason : "-");
	else
		snprintf(template->start_line, TEMPLATE_TEXT,
		         "%s %.200s SIP/2.0", head->method, uri);
}

/* Calls `each` with the members of "P,Q"; returns how many there are. */
static unsigned
split(struct template *template, const struct head *head, const char *list,
      void (*each)(struct template *, const struct head *, const char *))
{
	char copy[TEMPLATE_TEXT], *at = copy;
	unsigned count = 0;

	if (list == NULL || *list == '\0')
		return 0;
	snprintf(copy, sizeof(copy), "%s", list);
	for (char *end = copy; end != NULL; at = end + 1) {
		end = strchr(at, ',');
		if (end != NULL)
			*end = '\0';
		each(template, head, at);
		count++;
		if (end == NULL)
			break;
	}
	return count;
}

static void add_proxy_via(struct template *template, const struct head *head,
                          const char *proxy)
{
	add(template, "Via", "SIP/2.0/UDP %s;branch=z9hG4bK%s-%s", proxy, proxy,
	    head->branch);
}

static void add_vias(struct template *template, const struct head *head,
                     const char *line)
{
	unsigned proxies = split(template, head, template_word(line, "via"),
	                         add_proxy_via);

	add(template, "Via", "SIP/2.0/UDP pc.%c.example;branch=z9hG4bK%s",
	    head->caller ? 'a' : 'b', head->branch);
	if (head->code == 0)
		add(template, "Max-Forwards", "%u", 70 - proxies);
}

static void add_record_route(struct template *template, const struct head *head,
                             const char *proxy)
{
	(void)head;
	add(template, "Record-Route", "<sip:%s;lr>", proxy);
}

static void add_route(struct template *template, const struct head *head,
                      const char *proxy)
{
	(void)head;
	add(template, "Route", "<sip:%s;lr>", proxy);
}

static void add_address(struct template *template, const char *name,
                        bool caller, const char *tag)
{
	add(template, name, "<sip:%s>%s%s",
	    caller ? "alice@a.example" : "bob@b.example",
	    *tag != '\0' ? ";tag=" : "", tag);
}

static bool has_contact(const struct head *head)
{
	static const char *const methods[] = {"INVITE", "UPDATE", "SUBSCRIBE",
	                                      "NOTIFY", "REFER"};

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (strcmp(head->method, methods[i]) == 0)
			return head->code != 100 && head->code < 300;
	}
	return false;
}

static void add_reliable(struct template *template, const char *line)
{
	const char *word = template_word(line, "rseq");

	if (word != NULL) {
		add(template, "Require", "100rel");
		add(template, "RSeq", "%s", word);
	}
	word = template_word(line, "rack");
	if (word != NULL)
		add(template, "RAck", "%s 1 INVITE", word);
}

static void add_description(struct template *template, bool caller,
                            const char *line)
{
	const char *word = template_word(line, "sdp");
	char *body = template->body;
	unsigned long streams;
	int len;

	if (word == NULL)
		return;
	len = snprintf(body, TEMPLATE_BODY,
	               "v=0\r\n"
	               "o=- %c %s IN IP4 192.0.2.%c\r\n"
	               "s=-\r\n"
	               "c=IN IP4 192.0.2.%c\r\n"
	               "t=0 0\r\n",
	               caller ? '1' : '2', word, caller ? '1' : '2',
	               caller ? '1' : '2');
	word = template_word(line, "m");
	streams = word != NULL ? strtoul(word, NULL, 10) : 1;
	for (unsigned long i = 0; i < streams; i++)
		len += snprintf(body + len, TEMPLATE_BODY - (size_t)len,
		                "m=audio %lu RTP/AVP 0\r\n", 49170 + 2 * i);
	add(template, "Content-Type", "application/sdp");
}

bool template_begin(struct template *template, char side, char *line)
{
	struct head head;

	*template = (struct template){.count = 0};
	if (!read_head(&head, side, line))
		return false;
	read_tags(&head, line);
	read_branch(&head, line);
	set_start_line(template, &head, line);
	add_vias(template, &head, line);
	split(template, &head, template_word(line, "rr"), add_record_route);
	split(template, &head, template_word(line, "route"), add_route);
	add_address(template, "From", head.caller, head.from);
	add_address(template, "To", !head.caller, head.to);
	add(template, "Call-ID", "1@a.example");
	add(template, "CSeq", "%s %s", head.cseq, head.method);
	if (has_contact(&head))
		add(template, "Contact", "<sip:%s>",
		    side == '>' ? "alice@pc.a.example" : "bob@pc.b.example");
	if (head.code == 0 && strcmp(head.method, "INVITE") == 0)
		add(template, "Supported", "100rel");
	add_reliable(template, line);
	add_description(template, side == '>', line);
	return true;
}

static void remove_at(struct template *template, size_t index)
{
	template->count--;
	memmove(&template->fields[index], &template->fields[index + 1],
	        (template->count - index) * sizeof(template->fields[0]));
}

/* Takes the usual fields of a name away; where the first one stood. */
static size_t make_room(struct template *template, const char *name)
{
	size_t place = template->count, i = 0;
	bool found = false;

	while (i < template->count) {
		if (!template->fields[i].usual ||
		    strcasecmp(template->fields[i].name, name) != 0) {
			i++;
			continue;
		}
		if (!found)
			place = i;
		found = true;
		remove_at(template, i);
	}
	return found ? place : template->count;
}

bool template_field(struct template *template, const char *line)
{
	struct template_field field = {.usual = false};
	size_t len = strcspn(line, ":"), place;

	if (line[len] == '\0' || template->count == TEMPLATE_FIELDS)
		return false;
	snprintf(field.name, sizeof(field.name), "%.*s", (int)len, line);
	snprintf(field.value, sizeof(field.value), "%s",
	         line + len + 1 + strspn(line + len + 1, " "));
	place = make_room(template, field.name);
	if (*field.value == '\0')
		return true;
	memmove(&template->fields[place + 1], &template->fields[place],
	        (template->count - place) * sizeof(field));
	template->fields[place] = field;
	template->count++;
	return true;
}

void template_body(struct template *template, const char *line)
{
	size_t len;

	if (!template->own_body)
		*template->body = '\0';
	template->own_body = true;
	len = strlen(template->body);
	snprintf(template->body + len, TEMPLATE_BODY - len, "%s\r\n", line);
}

/* "\r\n " in a value is a fold. */
static void write_value(const char *value, struct text *text)
{
	const char *fold;

	for (; (fold = strstr(value, "\\r\\n")) != NULL; value = fold + 4)
		text_add(text, "%.*s\r\n", (int)(fold - value), value);
	text_add(text, "%s\r\n", value);
}

void template_write(const struct template *template, struct text *text)
{
	text_add(text, "%s\r\n", template->start_line);
	for (size_t i = 0; i < template->count; i++) {
		text_add(text, "%s: ", template->fields[i].name);
		write_value(template->fields[i].value, text);
	}
	text_add(text, "Content-Length: %zu\r\n\r\n%s", strlen(template->body),
	         template->body);
}
