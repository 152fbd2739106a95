/*
 * Which reader an input is for, and the one for messages one behind the other.
 */
#include "read/source.h"
#include "read/cut.h"

void messages_read(struct input *input, const struct read_options *options,
                   const struct sink *sink)
{
	struct cutter cutter;
	struct piece piece;
	enum cut found;

	(void)options;
	if (!cut_has_start_line(input)) {
		sink->trouble(sink->user, input,
		              "no SIP message here: no line resembles a start "
		              "line",
		              true);
		return;
	}
	if (input->lf)
		sink->line_ends(sink->user, input);
	cut_start(&cutter, input);
	while ((found = cut_next(&cutter, &piece)) != CUT_END) {
		input_pass(input, piece.seen.start);
		if (found == CUT_MESSAGE)
			sink->message(sink->user, &piece);
		else
			sink->skipped(sink->user, &piece.seen);
	}
	cut_end(&cutter);
}

bool source_is_sip(const struct input *input)
{
	return capture_is(input) || log_is(input) || cut_has_start_line(input);
}

void source_read(struct input *input, const struct read_options *options,
                 const struct sink *sink)
{
	if (capture_is(input))
		capture_read(input, options, sink);
	else if (log_is(input))
		log_read(input, options, sink);
	else
		messages_read(input, options, sink);
}
