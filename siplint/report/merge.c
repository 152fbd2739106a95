/*
 * Summaries in ndjson, read again: lines of groups, and behind them the totals.
 */
#include "report/merge.h"
#include "base/show.h"
#include "report/json_report.h"
#include <errno.h>
#include <string.h>

/* No summary has longer ones. */
#define MAX_LINE (2 * MAX_NAME_BYTES)

struct reader {
	struct tally *tally;
	const struct input *input;
	size_t line; /* from 1 */
	/* Findings in groups, of which no totals came yet. */
	size_t by_severity[ZSIP_SEVERITY_ERROR + 1];
	bool has_summary; /* behind all groups */
};

/* @return false */
static bool complain_of_line(const struct reader *reader, const char *what)
{
	fputs("siplint: ", stderr);
	show_text(stderr, zsip_slice_from(reader->input->name));
	fprintf(stderr, ":%zu: ", reader->line);
	show_text(stderr, zsip_slice_from(what));
	fputc('\n', stderr);
	return false;
}

/* @return "" if there is none */
static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static bool read_count(const struct reader *reader, const json_t *object,
                       const char *key, size_t *count)
{
	const json_t *value = json_object_get(object, key);
	char what[64];

	*count = (size_t)json_integer_value(value);
	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
	    *count <= SIZE_MAX / 4)
		return true;
	snprintf(what, sizeof(what), "no number '%s'", key);
	return complain_of_line(reader, what);
}

static bool read_severity(const struct reader *reader, const json_t *object,
                          enum zsip_severity *severity)
{
	const char *name = text_of(object, "severity");

	for (int i = ZSIP_SEVERITY_NOTE; i <= ZSIP_SEVERITY_ERROR; i++) {
		if (strcmp(name, zsip_severity_name(i)) == 0) {
			*severity = i;
			return true;
		}
	}
	return complain_of_line(reader, "no severity that is known");
}

/* @param name  out: in the object, whose text it takes the place of */
static bool read_name(const struct reader *reader, const json_t *object,
                      const char *key, struct zsip_slice *name)
{
	const json_t *value = json_object_get(object, key);
	char *text = (char *)json_string_value(value);
	char what[64];

	*name = (struct zsip_slice){NULL, 0};
	if (value == NULL)
		return true;
	if (text != NULL)
		*name = (struct zsip_slice){text, read_bytes(text)};
	if (text != NULL && name->len != (size_t)-1)
		return true;
	snprintf(what, sizeof(what), "'%s' is no text of bytes", key);
	return complain_of_line(reader, what);
}

static bool read_sender(const struct reader *reader, const json_t *object,
                        uint32_t *sender)
{
	struct zsip_slice agent, source;

	*sender = SENDER_OTHERS;
	if (json_is_true(json_object_get(object, "is_others")))
		return true;
	if (!read_name(reader, object, "agent", &agent) ||
	    !read_name(reader, object, "source", &source))
		return false;
	if (source.ptr == NULL)
		return complain_of_line(reader, "no text 'source'");
	*sender = groups_sender(reader->tally->groups, agent, source);
	return true;
}

static bool read_group(struct reader *reader, const json_t *object)
{
	size_t rule = rule_find(zsip_slice_from(text_of(object, "rule")));
	enum zsip_severity severity = ZSIP_SEVERITY_NOTE;
	uint32_t sender;
	size_t count;

	if (rule == RULE_NONE)
		return complain_of_line(reader, "no rule that is known");
	if (!read_severity(reader, object, &severity) ||
	    !read_count(reader, object, "count", &count) ||
	    !read_sender(reader, object, &sender))
		return false;
	groups_add(reader->tally->groups, rule, severity, sender, count);
	reader->by_severity[severity] += count;
	reader->has_summary = false;
	return true;
}

/* What stands under the groups, and was counted by itself. */
static bool read_totals(struct reader *reader, const json_t *object)
{
	static const char *const keys[] = {"notes", "warnings", "errors"};
	struct tally *tally = reader->tally;

	for (int i = ZSIP_SEVERITY_NOTE; i <= ZSIP_SEVERITY_ERROR; i++) {
		size_t count;

		if (!read_count(reader, object, keys[i], &count))
			return false;
		if (count != reader->by_severity[i])
			return complain_of_line(
			        reader, "the groups do not add up to it: some "
			                "are missing");
		tally->by_severity[i] += count;
		tally->total += count;
		reader->by_severity[i] = 0;
	}
	return true;
}

static bool read_summary(struct reader *reader, const json_t *object)
{
	size_t version, files, messages, troubles;

	if (!read_count(reader, object, "version", &version) ||
	    !read_count(reader, object, "files", &files) ||
	    !read_count(reader, object, "messages", &messages) ||
	    !read_count(reader, object, "troubles", &troubles))
		return false;
	if (version != JSON_VERSION)
		return complain_of_line(reader, "of a version that is not "
		                                "known");
	reader->tally->files += files;
	reader->tally->messages += messages;
	reader->tally->troubles += troubles;
	reader->has_summary = true;
	return read_totals(reader, object);
}

static const char no_line[] =
        "no line of a summary, as --summary --format=ndjson writes it";

static bool read_record(struct reader *reader, const json_t *object)
{
	const char *kind = text_of(object, "kind");

	if (strcmp(kind, "group") == 0)
		return read_group(reader, object);
	if (strcmp(kind, "summary") == 0)
		return read_summary(reader, object);
	return complain_of_line(reader, no_line);
}

static bool read_line(struct reader *reader, struct zsip_slice line)
{
	json_error_t error;
	json_t *object;
	bool done;

	if (line.len > MAX_LINE)
		return complain_of_line(reader, "too long");
	object = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &error);
	if (object == NULL)
		return complain_of_line(reader, no_line);
	done = read_record(reader, object);
	json_decref(object);
	return done;
}

static bool read_lines(struct reader *reader)
{
	const char *p = reader->input->bytes, *lf;
	const char *end = p + reader->input->len;

	for (; p < end; p = lf + 1) {
		reader->line++;
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			return complain_of_line(reader, "no end of the line");
		if (!read_line(reader,
		               (struct zsip_slice){p, (size_t)(lf - p)}))
			return false;
	}
	return reader->has_summary ||
	       complain_of_line(reader, "the summary has no end");
}

static bool merge_input(struct tally *tally, const struct input *input)
{
	struct tally own;
	struct reader reader = {.tally = &own, .input = input};
	bool done;

	tally_start(&own, true);
	done = read_lines(&reader);
	if (done)
		tally_merge(tally, &own);
	tally_end(&own);
	return done;
}

static void complain_of_file(const char *path)
{
	const char *why = strerror(errno);

	fputs("siplint: ", stderr);
	show_text(stderr, zsip_slice_from(path));
	fprintf(stderr, ": %s\n", why);
}

void merge_file(struct tally *tally, const char *path)
{
	struct input *input = input_open(path);
	bool done = false;

	if (input == NULL) {
		complain_of_file(path);
	} else {
		done = merge_input(tally, input);
		input_drop(input);
	}
	if (!done)
		tally->troubles++;
}
