/*
 * Where messages are worked at.
 */
#include "command/desk.h"

/* Files may hold messages of any calls, captures and logs hold calls; --get
 * prints nothing of either. */
static bool is_followed(const struct output *output, const struct place *place)
{
	const struct settings *settings = output->settings;

	return settings->get.text == NULL &&
	       (settings->flow || output->format->draws_calls ||
	        (settings->follow && place->has_time));
}

void desk_start(struct desk *desk, struct output *output, size_t flow_limit)
{
	desk->output = output;
	linter_start(&desk->linter, output->settings, output);
	desk->calls = calls_start(&desk->linter, flow_limit);
}

void desk_lend(struct desk *desk, struct verdicts *verdicts)
{
	desk->linter.verdicts = verdicts;
}

void desk_message(struct desk *desk, const struct piece *piece, size_t number)
{
	lint_message(&desk->linter, piece);
	if (is_followed(desk->output, &piece->seen.place))
		calls_add(desk->calls, number);
}

void desk_do(struct desk *desk, const struct task *task)
{
	const struct seen *seen = &task->piece.seen;

	switch (task->kind) {
	case TASK_MESSAGE:
		desk_message(desk, &task->piece, task->number);
		break;
	case TASK_SKIPPED:
		lint_skipped(&desk->linter, seen);
		break;
	case TASK_LINE_ENDS:
		lint_line_ends(&desk->linter, seen->input);
		break;
	case TASK_DESCRIPTION:
		lint_description(&desk->linter, seen->input);
		break;
	}
}

void desk_end(struct desk *desk)
{
	calls_free(desk->calls);
	linter_end(&desk->linter);
}
