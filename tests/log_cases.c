/*
 * The cases of tests/vectors/log.
 */

#include "log_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

/* --- Reading the cases */

static void fault(const char *path, unsigned line)
{
	fprintf(stderr, "%s:%u: this line makes no sense\n", path, line);
	abort();
}

/* Of a log, with its escapes.  @return false for one that is not known */
static bool add_log_line(struct text *text, char *line)
{
	size_t len = strlen(line);
	bool is_open = len > 0 && line[len - 1] == '\\' &&
	               (len == 1 || line[len - 2] != '\\');

	if (is_open)
		line[len - 1] = '\0';
	len = vectors_unescape(line);
	if (len == SIZE_MAX)
		return false;
	text_append(text, line, len);
	if (!is_open)
		text_append(text, "\n", 1);
	return true;
}

/* A line with a bar, of the part that is open. */
static bool add_line(struct log_case *c, struct text *part, char *line)
{
	line += line[1] == ' ' ? 2 : 1;
	if (part == &c->log)
		return add_log_line(part, line);
	text_append(part, line, strlen(line));
	text_append(part, "\n", 1);
	return true;
}

static struct text *open_part(struct log_case *c, const char *line)
{
	if (strcmp(line, "log:") == 0)
		return &c->log;
	return strcmp(line, "found:") == 0 ? &c->found : NULL;
}

struct reading {
	struct log_case *cases;
	size_t count;
	struct text *part;
};

/* @return false if the line makes no sense */
static bool read_line(struct reading *reading, const char *path,
                      unsigned number, char *line)
{
	struct log_case *c;

	if (*line == '\0' || *line == '#')
		return true;
	if (strncmp(line, "=== ", 4) == 0) {
		reading->cases = must_alloc(realloc(
		        reading->cases, (reading->count + 1) * sizeof(*c)));
		c = &reading->cases[reading->count++];
		*c = (struct log_case){.log = {NULL, 0, 0}};
		snprintf(c->where, sizeof(c->where), "%.250s:%u: %.240s", path,
		         number, line + 4);
		reading->part = NULL;
		return true;
	}
	if (reading->count == 0)
		return false;
	c = &reading->cases[reading->count - 1];
	if (*line == '|')
		return reading->part != NULL &&
		       add_line(c, reading->part, line);
	reading->part = open_part(c, line);
	return reading->part != NULL;
}

static void read_file(struct reading *reading, const char *path)
{
	FILE *in = must_alloc(fopen(path, "rb"));
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	for (unsigned i = 1; (len = getline(&line, &room, in)) > 0; i++) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (!read_line(reading, path, i, line))
			fault(path, i);
	}
	free(line);
	fclose(in);
}

size_t log_cases_read(const char *folder, struct log_case **cases)
{
	struct reading reading = {NULL, 0, NULL};
	struct vector_dir dir;
	char path[4096];

	if (!vectors_dir_open(&dir, folder))
		abort();
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, dir.names[i]);
		read_file(&reading, path);
	}
	vectors_dir_close(&dir);
	*cases = reading.cases;
	return reading.count;
}

/* --- What is found */

struct dump {
	struct text *out;
	const struct input *log;
	size_t last; /* where the last piece in the log ended */
};

static void print(struct text *out, const char *text)
{
	text_append(out, text, strlen(text));
}

static const char *or_dash(const char *text)
{
	return *text == '\0' ? "-" : text;
}

static void must_hold(bool holds)
{
	if (!holds)
		abort();
}

static void dump_place(struct text *out, const struct place *place)
{
	char time[PLACE_TIME_TEXT], from[ENDPOINT_TEXT], to[ENDPOINT_TEXT];
	char line[256];

	snprintf(line, sizeof(line), "%s %s > %s %s",
	         or_dash(place_time_text(time, place)),
	         or_dash(endpoint_text(from, &place->source)),
	         or_dash(endpoint_text(to, &place->destination)),
	         or_dash(place_transport_name(place)));
	print(out, line);
	if (place->frame != 0) {
		snprintf(line, sizeof(line), ", frame %llu",
		         (unsigned long long)place->frame);
		print(out, line);
	}
}

static void dump_line(struct text *out, const char *p, const char *end,
                      bool is_lf)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));
	const char *text_end = lf == NULL ? end : lf;
	bool is_crlf = lf != NULL && lf > p && lf[-1] == '\r';

	text_end -= is_crlf;
	if (text_end > p)
		print(out, "  ");
	text_append(out, p, (size_t)(text_end - p));
	if (lf == NULL)
		print(out, "\\");
	else if (is_crlf == is_lf)
		print(out, is_lf ? "\\r" : "\\n");
	print(out, "\n");
}

static void dump_bytes(struct text *out, const char *p, const char *end,
                       bool is_lf)
{
	const char *lf;

	while (p < end) {
		dump_line(out, p, end, is_lf);
		lf = memchr(p, '\n', (size_t)(end - p));
		p = lf == NULL ? end : lf + 1;
	}
}

/* What is told lies in the input, behind what was told before. */
static void check_seen(struct dump *dump, const struct seen *seen)
{
	const char *bytes = seen->input->bytes;
	size_t lines = 1;

	must_hold(seen->start <= seen->end && seen->end <= seen->input->len);
	if (seen->input != dump->log) {
		must_hold(seen->input->is_message);
		return;
	}
	must_hold(seen->start >= dump->last);
	dump->last = seen->end;
	for (size_t i = 0; i < seen->start; i++)
		lines += bytes[i] == '\n';
	must_hold(lines == seen->mark.line);
}

static void on_message(void *user, const struct piece *piece)
{
	struct dump *dump = user;
	const struct seen *seen = &piece->seen;
	struct text *out = dump->out;
	const char *bytes = seen->input->bytes;
	char text[64];

	check_seen(dump, seen);
	must_hold(seen->start <= seen->end);
	snprintf(text, sizeof(text), "message at %zu: ", seen->mark.line);
	print(out, text);
	dump_place(out, &seen->place);
	print(out, seen->input == dump->log ? "" : ", copy");
	print(out, seen->input->lf ? ", lf" : "");
	print(out, piece->counts_crlf ? ", counts crlf" : "");
	if (piece->lost != 0) {
		snprintf(text, sizeof(text), ", lost %zu", piece->lost);
		print(out, text);
	}
	print(out, "\n");
	dump_bytes(out, bytes + seen->start, bytes + seen->end,
	           seen->input->lf);
}

static void on_skipped(void *user, const struct seen *seen)
{
	struct dump *dump = user;
	char text[64];

	check_seen(dump, seen);
	snprintf(text, sizeof(text), "skipped at %zu: %zu bytes\n",
	         seen->mark.line, seen->end - seen->start);
	print(dump->out, text);
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	struct dump *dump = user;

	must_hold(file == dump->log && is_fatal);
	print(dump->out, "trouble: ");
	print(dump->out, what);
	print(dump->out, "\n");
}

static bool has_lf_alone(const char *p, size_t len)
{
	bool found = false;

	for (size_t i = 0; i < len; i++) {
		if (p[i] == '\n' && i > 0 && p[i - 1] == '\r')
			return false;
		found = found || p[i] == '\n';
	}
	return found;
}

void log_dump(struct text *out, const char *log, size_t len)
{
	struct input input = {.name = "log", .len = len, .users = 1};
	struct dump dump = {.out = out, .log = &input};
	const struct sink sink = {.user = &dump,
	                          .message = on_message,
	                          .skipped = on_skipped,
	                          .trouble = on_trouble};
	/* Of just its length, so that reading past the end is seen. */
	char *bytes = must_alloc(malloc(len + (len == 0)));

	if (len != 0)
		memcpy(bytes, log, len);
	input.bytes = bytes;
	input.lf = has_lf_alone(log, len);
	if (log_is(&input))
		log_read(&input, NULL, &sink);
	else
		print(out, "no log\n");
	must_hold(input.users == 1);
	free(bytes);
}
