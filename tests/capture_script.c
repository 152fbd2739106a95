#include "capture_script.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

enum { MAX_LAYERS = 24, MAX_ARGUMENTS = 8, ARGUMENT = 48 };

struct layer {
	char name[16];
	char arguments[MAX_ARGUMENTS][ARGUMENT];
	size_t count;
};

static void fail(const struct capture_script *script, const char *format, ...)
        __attribute__((noreturn, format(printf, 2, 3)));

static void fail(const struct capture_script *script, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: ", script->path, script->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

static void append(struct script_bytes *bytes, const char *ptr, size_t len)
{
	bytes->ptr = realloc(bytes->ptr, bytes->len + len + 1);
	if (bytes->ptr == NULL)
		abort();
	if (len != 0)
		memcpy(bytes->ptr + bytes->len, ptr, len);
	bytes->len += len;
}

/* The next line that is no comment, without its line end. */
static bool next_line(struct capture_script *script)
{
	size_t len;

	do {
		if (fgets(script->pending, sizeof(script->pending),
		          script->in) == NULL)
			return false;
		script->line++;
		len = strcspn(script->pending, "\n");
		script->pending[len] = '\0';
	} while (len == 0 || script->pending[0] == '#');
	return true;
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

static void read_text(struct capture_script *script)
{
	struct script_text *text = &script->texts[script->text_count++];

	if (script->text_count == SCRIPT_TEXTS ||
	    sscanf(script->pending, "text %31[a-z0-9_]:", text->name) != 1)
		fail(script, "no text: %s", script->pending);
	text->bytes = (struct script_bytes){NULL, 0};
	while (next_line(script) && script->pending[0] == '|') {
		const char *line = script->pending + 1;

		line += *line == ' ';
		append(&text->bytes, line, strlen(line));
		append(&text->bytes, "\r\n", 2);
	}
}

static void read_texts(struct capture_script *script)
{
	while (begins(script->pending, "text "))
		read_text(script);
}

void capture_script_open(struct capture_script *script, const char *path)
{
	*script = (struct capture_script){.path = path};
	script->in = fopen(path, "r");
	if (script->in == NULL || !next_line(script))
		fail(script, "cannot be read");
	read_texts(script);
}

static const struct script_text *find_text(const struct capture_script *script,
                                           const char *name, size_t len)
{
	for (size_t i = 0; i < script->text_count; i++) {
		if (strlen(script->texts[i].name) == len &&
		    memcmp(script->texts[i].name, name, len) == 0)
			return &script->texts[i];
	}
	fail(script, "no text of this name: %.*s", (int)len, name);
}

/* $name, $name[a:b]  @return behind it */
static char *read_reference(const struct capture_script *script, char *p,
                            struct script_bytes *bytes)
{
	size_t name = strspn(++p, "abcdefghijklmnopqrstuvwxyz0123456789_");
	const struct script_text *text = find_text(script, p, name);
	size_t start = 0, end = text->bytes.len;

	p += name;
	if (*p == '[') {
		start = strtoul(p + 1, &p, 10);
		if (*p++ != ':')
			fail(script, "no part of a text");
		if (*p != ']')
			end = strtoul(p, &p, 10);
		if (*p++ != ']' || start > end || end > text->bytes.len)
			fail(script, "no part of the text");
	}
	append(bytes, text->bytes.ptr + start, end - start);
	return p;
}

static char *read_quoted(const struct capture_script *script, char *p,
                         struct script_bytes *bytes)
{
	char *quote = strchr(p + 1, '"'), *copy;
	size_t len;

	if (quote == NULL)
		fail(script, "no closing quote");
	copy = strndup(p + 1, (size_t)(quote - p - 1));
	len = vectors_unescape(copy);
	if (len == SIZE_MAX)
		fail(script, "no escape: %s", p);
	append(bytes, copy, len);
	free(copy);
	return quote + 1;
}

/* The bytes behind a colon. */
static struct script_bytes read_bytes(const struct capture_script *script,
                                      char *p)
{
	struct script_bytes all = {NULL, 0}, one;
	unsigned long times;

	append(&all, NULL, 0);
	for (p += strspn(p, " "); *p != '\0'; p += strspn(p, " ")) {
		one = (struct script_bytes){NULL, 0};
		if (*p == '$')
			p = read_reference(script, p, &one);
		else if (*p == '"')
			p = read_quoted(script, p, &one);
		else
			fail(script, "no bytes: %s", p);
		times = 1;
		if (*p == '*')
			times = strtoul(p + 1, &p, 10);
		while (times-- > 0)
			append(&all, one.ptr, one.len);
		free(one.ptr);
	}
	return all;
}

static void read_options(const struct capture_script *script,
                         struct script_case *it, char *p)
{
	for (p = strtok(p, " "); p != NULL; p = strtok(NULL, " ")) {
		if (begins(p, "held=")) {
			it->held_bytes = strtoul(p + 5, NULL, 10);
		} else if (begins(p, "ports=")) {
			for (p += 5;
			     *p != '\0' && it->port_count < SCRIPT_PORTS;)
				it->ports[it->port_count++] =
				        (uint16_t)strtoul(p + 1, &p, 10);
		} else {
			fail(script, "no option: %s", p);
		}
	}
}

/* "message: WHAT : BYTES" and "trouble: WHAT". */
static void read_event(const struct capture_script *script,
                       struct script_case *it)
{
	struct script_event *event = &it->events[it->event_count++];
	char *line = (char *)script->pending, *colon = strstr(line, " : ");

	if (it->event_count == SCRIPT_EVENTS)
		fail(script, "too many");
	if (colon != NULL) {
		*colon = '\0';
		event->bytes = read_bytes(script, colon + 3);
	}
	event->what = strdup(line);
	it->has_remarks |= begins(line, "remark: ");
}

static void read_line(struct capture_script *script, struct script_case *it)
{
	char *line = script->pending;

	if (begins(line, "links: "))
		snprintf(it->links, sizeof(it->links), "%s", line + 7);
	else if (begins(line, "options: "))
		read_options(script, it, line + 9);
	else if (!begins(line, "frame: "))
		read_event(script, it);
	else if (it->frame_count == SCRIPT_FRAMES)
		fail(script, "too many frames");
	else
		it->frames[it->frame_count++] = strdup(line + 7);
}

bool script_next(struct capture_script *script, struct script_case *found)
{
	if (script->pending[0] == '\0' || feof(script->in))
		return false;
	*found = (struct script_case){.line = script->line};
	if (!begins(script->pending, "=== "))
		fail(script, "no case: %s", script->pending);
	snprintf(found->title, sizeof(found->title), "%s", script->pending + 4);
	while (next_line(script)) {
		if (begins(script->pending, "text "))
			read_texts(script);
		if (begins(script->pending, "=== "))
			return true;
		if (feof(script->in))
			break;
		read_line(script, found);
	}
	script->pending[0] = '\0';
	return true;
}

void script_case_free(struct script_case *it)
{
	for (size_t i = 0; i < it->frame_count; i++)
		free(it->frames[i]);
	for (size_t i = 0; i < it->event_count; i++) {
		free(it->events[i].what);
		free(it->events[i].bytes.ptr);
	}
}

void capture_script_close(struct capture_script *script)
{
	for (size_t i = 0; i < script->text_count; i++)
		free(script->texts[i].bytes.ptr);
	fclose(script->in);
}

/* "name(a,b,...)"  @return behind it */
static char *read_layer(const struct capture_script *script, char *p,
                        struct layer *layer)
{
	size_t name = strspn(p, "abcdefghijklmnopqrstuvwxyz"), len;

	*layer = (struct layer){.count = 0};
	if (name == 0 || name >= sizeof(layer->name) || p[name] != '(')
		fail(script, "no layer: %s", p);
	memcpy(layer->name, p, name);
	for (p += name; *p != ')'; p += len) {
		len = strcspn(++p, ",)");
		if (layer->count == MAX_ARGUMENTS || len >= ARGUMENT ||
		    p[len] == '\0')
			fail(script, "no arguments: %s", p);
		memcpy(layer->arguments[layer->count++], p, len);
	}
	p++;
	return p + strspn(p, " ");
}

static unsigned long number(const struct layer *layer, size_t argument)
{
	return strtoul(layer->arguments[argument], NULL, 0);
}

static uint16_t port(const struct layer *layer, size_t argument)
{
	return (uint16_t)number(layer, argument);
}

static void add_udp(struct made_packet *packet, const struct layer *layer)
{
	packet_udp(packet, port(layer, 0), port(layer, 1));
}

static void add_tcp(struct made_packet *packet, const struct layer *layer)
{
	static const char names[] = "FSRPA";
	unsigned flags = 0;

	for (const char *p = layer->arguments[3]; *p != '\0'; p++)
		flags |= 1u << (strchr(names, *p) - names);
	packet_tcp(packet, port(layer, 0), port(layer, 1),
	           (uint32_t)number(layer, 2), (uint32_t)number(layer, 4),
	           (flags & 16) != 0 ? (flags & 15) | PACKET_ACK : flags);
}

static void add_data(struct made_packet *packet, const struct layer *layer)
{
	packet_sctp_data(packet, (unsigned)number(layer, 0),
	                 (uint32_t)number(layer, 1), 0, 0);
}

static void add_sctp(struct made_packet *packet, const struct layer *layer)
{
	packet_sctp(packet, port(layer, 0), port(layer, 1),
	            (uint32_t)number(layer, 2));
}

static void add_extension(struct made_packet *packet, const struct layer *layer)
{
	packet_extension(packet, (uint8_t)number(layer, 0),
	                 (unsigned)number(layer, 1));
}

static void add_ip(struct made_packet *packet, const struct layer *layer)
{
	packet_ip(packet, layer->arguments[0], layer->arguments[1]);
}

static void add_fragment(struct made_packet *packet, const struct layer *layer)
{
	packet_ip_fragment(packet, layer->arguments[0], layer->arguments[1],
	                   (uint32_t)number(layer, 2), number(layer, 3),
	                   number(layer, 4) != 0);
}

static void add_vlan(struct made_packet *packet, const struct layer *layer)
{
	packet_vlan(packet, port(layer, 0), 0x8100);
}

static void add_qinq(struct made_packet *packet, const struct layer *layer)
{
	packet_vlan(packet, port(layer, 0), 0x88a8);
}

static void take_part(struct made_packet *packet, const struct layer *layer)
{
	size_t start = number(layer, 0), end = number(layer, 1);

	if (start > end || end > packet->len) {
		fprintf(stderr, "no part (%zu,%zu) of %zu bytes\n", start, end,
		        packet->len);
		abort();
	}
	packet->bytes += start;
	packet->len = end - start;
}

static void add_padding(struct made_packet *packet, const struct layer *layer)
{
	memset(packet->bytes + packet->len, 0, number(layer, 0));
	packet->len += number(layer, 0);
}

/* An argument that may be left out. */
static unsigned long number_or(const struct layer *layer, size_t argument,
                               unsigned long otherwise)
{
	return argument < layer->count ? number(layer, argument) : otherwise;
}

static void add_hep(struct made_packet *packet, const struct layer *layer)
{
	packet_hep(packet, layer->arguments[0], port(layer, 1),
	           layer->arguments[2], port(layer, 3),
	           (uint8_t)number(layer, 4), (uint8_t)number_or(layer, 5, 1),
	           (uint16_t)number_or(layer, 6, 15),
	           (uint32_t)number_or(layer, 7, 0));
}

static void add_websocket(struct made_packet *packet, const struct layer *layer)
{
	unsigned long key = number_or(layer, 1, 0);
	const unsigned char mask[4] = {
	        (unsigned char)(key >> 24), (unsigned char)(key >> 16),
	        (unsigned char)(key >> 8), (unsigned char)key};

	packet_websocket(packet, (uint8_t)number(layer, 0),
	                 layer->count > 1 ? mask : NULL);
}

static const struct {
	const char *name;
	void (*add)(struct made_packet *packet, const struct layer *layer);
} kinds[] = {
        {"udp", add_udp},
        {"tcp", add_tcp},
        {"sctp", add_sctp},
        {"data", add_data},
        {"ip", add_ip},
        {"fragment", add_fragment},
        {"vlan", add_vlan},
        {"qinq", add_qinq},
        {"part", take_part},
        {"extension", add_extension},
        {"pad", add_padding},
        {"hep", add_hep},
        {"websocket", add_websocket},
};

/* Around what is there. */
static void apply(const struct capture_script *script,
                  struct made_packet *packet, const struct layer *layer)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (strcmp(kinds[i].name, layer->name) == 0) {
			kinds[i].add(packet, layer);
			return;
		}
	}
	fail(script, "no layer: %s", layer->name);
}

static void write_frame(const struct capture_script *script, char *frame,
                        enum packet_link link, struct capture_out *capture,
                        uint64_t *time)
{
	static struct made_packet packet;
	struct layer layers[MAX_LAYERS];
	struct script_bytes bytes;
	size_t count = 0;

	while (*frame != ':') {
		if (count == MAX_LAYERS)
			fail(script, "too many layers");
		frame = read_layer(script, frame, &layers[count]);
		if (strcmp(layers[count].name, "snap") == 0)
			capture->snap_length = number(&layers[count], 0);
		else if (strcmp(layers[count].name, "at") == 0)
			*time = (uint64_t)(strtod(layers[count].arguments[0],
			                          NULL) *
			                   1e6) *
			        1000;
		else
			count++;
	}
	bytes = read_bytes(script, frame + 1);
	packet_start(&packet, bytes.ptr, bytes.len);
	free(bytes.ptr);
	while (count-- > 0)
		apply(script, &packet, &layers[count]);
	packet_link(&packet, link);
	capture_out_add(capture, &packet, *time);
}

void script_write(const struct capture_script *script,
                  const struct script_case *it, enum capture_out_form form,
                  enum packet_link link, size_t snap,
                  struct capture_out *capture, uint64_t times[SCRIPT_FRAMES])
{
	capture_out_start(capture, form, link);
	for (size_t i = 0; i < it->frame_count; i++) {
		times[i] = (i + 1) * UINT64_C(1000000000) + 123456000;
		capture->snap_length = snap;
		write_frame(script, it->frames[i], link, capture, &times[i]);
	}
}
