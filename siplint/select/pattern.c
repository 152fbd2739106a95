/*
 * What --get prints of each message: text, and paths in braces.
 */
#include "select/pattern.h"
#include "base/show.h"
#include <stdlib.h>
#include <string.h>

struct reading {
	struct pattern *pattern;
	struct fault *fault;
	char *out; /* where text goes; no longer than what it is read from */
};

static void add(struct reading *reading, struct zsip_slice text, size_t part)
{
	struct pattern *pattern = reading->pattern;

	pattern->pieces = must_resize(pattern->pieces, pattern->count + 1,
	                              sizeof(*pattern->pieces));
	pattern->pieces[pattern->count++] = (struct pattern_piece){text, part};
}

/* @return behind it */
static const char *read_path(struct reading *reading, const char *p)
{
	const char *end = strchr(p + 1, '}');
	struct zsip_slice path = {p + 1, 0};

	if (end == NULL) {
		fault_set(reading->fault, p, "'}' is missing");
		return NULL;
	}
	path.len = (size_t)(end - p - 1);
	add(reading, (struct zsip_slice){NULL, 0},
	    parts_add(&reading->pattern->parts, path, reading->fault));
	return reading->fault->at == NULL ? end + 1 : NULL;
}

/* @return behind it, NULL for what has to be doubled or escaped */
static const char *read_character(struct reading *reading, const char *p)
{
	static const char names[] = "tn\\", bytes[] = "\t\n\\";
	const char *name;

	if (*p == '}' && p[1] != '}') {
		fault_set(reading->fault, p, "'}' stands for itself as '}}'");
		return NULL;
	}
	if (*p == '{' || *p == '}')
		p++;
	if (*p != '\\') {
		*reading->out++ = *p;
		return p + 1;
	}
	name = p[1] != '\0' ? strchr(names, p[1]) : NULL;
	if (name == NULL) {
		fault_set(reading->fault, p,
		          "after '\\' there is 't', 'n' or '\\'");
		return NULL;
	}
	*reading->out++ = bytes[name - names];
	return p + 2;
}

static const char *read_text(struct reading *reading, const char *p)
{
	const char *start = reading->out;

	while (p != NULL && *p != '\0' && (*p != '{' || p[1] == '{'))
		p = read_character(reading, p);
	if (reading->out > start)
		add(reading,
		    (struct zsip_slice){start, (size_t)(reading->out - start)},
		    NO_INDEX);
	return p;
}

bool pattern_read(struct pattern *pattern, const char *text)
{
	struct fault fault = {.at = NULL};
	struct reading reading = {.pattern = pattern, .fault = &fault};
	const char *p = text;

	*pattern = (struct pattern){
	        .text = must_resize(NULL, strlen(text) + 1, 1)};
	reading.out = pattern->text;
	while (p != NULL && *p != '\0')
		p = *p == '{' && p[1] != '{' ? read_path(&reading, p)
		                             : read_text(&reading, p);
	if (fault.at == NULL)
		return true;
	fault_tell(&fault, "--get", text);
	pattern_free(pattern);
	return false;
}

void pattern_free(struct pattern *pattern)
{
	free(pattern->text);
	free(pattern->pieces);
	parts_free(&pattern->parts);
	*pattern = (struct pattern){.text = NULL};
}

void pattern_print(const struct pattern *pattern, FILE *out,
                   const struct message *message)
{
	struct parts parts;

	parts_copy(&parts, &pattern->parts);
	parts_collect(&parts, message);
	for (size_t i = 0; i < pattern->count; i++) {
		const struct pattern_piece *piece = &pattern->pieces[i];

		if (piece->part == NO_INDEX)
			fwrite(piece->text.ptr, 1, piece->text.len, out);
		else
			show_text(out, parts.list[piece->part].value);
	}
	fputc('\n', out);
	parts_free(&parts);
}
