/*
 * Where findings go.
 */
#include "lint/output.h"

void output_separate(struct output *output)
{
	if (output->has_records && output->format->separator != NULL)
		fputs(output->format->separator, output->file);
	output->has_records = true;
}

static void note_records(struct output *output, size_t count)
{
	output->has_records = output->has_records || count != 0;
	output->is_fresh = output->is_fresh && count == 0;
}

void output_message(struct output *output, struct message *message,
                    const struct report *reports, size_t count)
{
	struct mark mark = message->seen.mark;

	for (size_t i = 0; i < count; i++)
		output->format->report(output->file, &reports[i], &mark);
	note_records(output, count);
}

void output_finding(struct output *output, const struct report *report)
{
	struct mark mark = report->spot.seen->mark;

	output->format->report(output->file, report, &mark);
	note_records(output, 1);
}

void output_call_finding(struct output *output, const struct call *call,
                         const struct report *report)
{
	(void)call;
	output_finding(output, report);
}
