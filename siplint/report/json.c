/*
 * JSON: objects one a line, or the same in one document.
 */
#include "flow/calls.h"
#include "report/formats.h"
#include "report/json_report.h"
#include "report/summary.h"
#include <stdlib.h>

/* Lines stand by themselves; those of a document have commas between them. */
static void write_record(struct output *output, json_t *record)
{
	output_separate(output);
	write_json(output->file, record);
	if (output->format->separator == NULL)
		fputc('\n', output->file);
}

static void tell_message(struct output *output, struct message *message,
                         const struct report *reports, size_t count)
{
	write_record(output, json_of_message(message, reports, count));
}

static void tell_finding(struct output *output, const struct report *report)
{
	write_record(output, json_of_finding(report));
}

static void tell_call_finding(struct output *output, const struct call *call,
                              const struct report *report)
{
	write_record(output, json_of_call_finding(call->id, report));
}

static void tell_trouble(struct output *output, const char *name,
                         const char *what)
{
	write_record(output, json_of_trouble(name, what));
}

static void tell_groups(struct output *output, const struct tally *tally)
{
	size_t count;
	struct group *groups = groups_sorted(tally->groups, &count);

	for (size_t i = 0; i < count; i++)
		write_record(output, json_of_group(&groups[i]));
	free(groups);
}

static void end_lines(struct output *output, const struct tally *tally)
{
	write_record(output, json_of_summary(tally));
}

const struct format format_ndjson = {
        .name = "ndjson",
        .message = tell_message,
        .finding = tell_finding,
        .call_finding = tell_call_finding,
        .trouble = tell_trouble,
        .end = end_lines,
        .summary = &summary_ndjson,
};

static void end_summary_lines(struct output *output, const struct tally *tally)
{
	tell_groups(output, tally);
	end_lines(output, tally);
}

const struct format summary_ndjson = {
        .name = "ndjson",
        .end = end_summary_lines,
};

static void begin_document(struct output *output)
{
	fprintf(output->file, "{\"version\":%d,\"records\":[\n", JSON_VERSION);
}

static void end_document(struct output *output, const struct tally *tally)
{
	fputs("\n],\"summary\":", output->file);
	write_json(output->file, json_of_summary(tally));
	fputs("}\n", output->file);
}

const struct format format_json = {
        .name = "json",
        .separator = ",\n",
        .begin = begin_document,
        .message = tell_message,
        .finding = tell_finding,
        .call_finding = tell_call_finding,
        .trouble = tell_trouble,
        .end = end_document,
        .summary = &summary_json,
};

static void end_summary_document(struct output *output,
                                 const struct tally *tally)
{
	tell_groups(output, tally);
	end_document(output, tally);
}

const struct format summary_json = {
        .name = "json",
        .separator = ",\n",
        .begin = begin_document,
        .end = end_summary_document,
};
