/*
 * What stands between a reader and the linter.
 */
#include "select/filter.h"
#include "select/anonymize.h"
#include "select/selection.h"

static bool selects(const struct filter *filter)
{
	return selection_is_any(&filter->settings->selection);
}

static const struct pseudonyms *pseudonyms(const struct filter *filter)
{
	return filter->settings->anonymize ? &filter->settings->pseudonyms
	                                   : NULL;
}

static bool is_selected(struct filter *filter, const struct place *place)
{
	if (place->has_time && !filter->has_first) {
		filter->first = place->time;
		filter->has_first = true;
	}
	if (!selects(filter) || selection_has(&filter->settings->selection,
	                                      &filter->message, filter->first))
		return true;
	filter->left_out++;
	return false;
}

static void pass_anonymous(const struct filter *filter,
                           const struct piece *piece)
{
	struct piece changed = *piece;

	anonymize_message(pseudonyms(filter), &filter->message, &changed);
	filter->next->message(filter->next->user, &changed);
	input_drop(changed.seen.input);
}

static void on_message(void *user, const struct piece *piece)
{
	struct filter *filter = user;

	message_read(&filter->message, piece);
	if (!is_selected(filter, &piece->seen.place))
		return;
	if (pseudonyms(filter) != NULL)
		pass_anonymous(filter, piece);
	else
		filter->next->message(filter->next->user, piece);
}

/* What belongs to no message is not told of when some are asked for. */
static void on_skipped(void *user, const struct seen *seen)
{
	struct filter *filter = user;
	struct seen changed = *seen;

	if (selects(filter))
		return;
	if (pseudonyms(filter) != NULL)
		anonymize_skipped(&changed);
	filter->next->skipped(filter->next->user, &changed);
	if (pseudonyms(filter) != NULL)
		input_drop(changed.input);
}

static void on_line_ends(void *user, struct input *input)
{
	struct filter *filter = user;
	struct input *changed;

	if (selects(filter))
		return;
	if (pseudonyms(filter) == NULL) {
		filter->next->line_ends(filter->next->user, input);
		return;
	}
	changed = anonymize_first_line(pseudonyms(filter), input);
	filter->next->line_ends(filter->next->user, changed);
	input_drop(changed);
}

static void on_trouble(void *user, const struct input *file, const char *what,
                       bool is_fatal)
{
	const struct filter *filter = user;

	filter->next->trouble(filter->next->user, file, what, is_fatal);
}

static void on_remark(void *user, const struct input *file, const char *what)
{
	const struct filter *filter = user;

	filter->next->remark(filter->next->user, file, what);
}

void filter_start(struct filter *filter, const struct settings *settings,
                  const struct sink *next)
{
	*filter = (struct filter){.settings = settings, .next = next};
	message_init(&filter->message);
}

void filter_end(struct filter *filter)
{
	message_free(&filter->message);
}

struct sink filter_sink(struct filter *filter)
{
	if (!selects(filter) && pseudonyms(filter) == NULL)
		return *filter->next;
	return (struct sink){.user = filter,
	                     .message = on_message,
	                     .skipped = on_skipped,
	                     .line_ends = on_line_ends,
	                     .trouble = on_trouble,
	                     .remark = on_remark};
}

struct input *filter_description(struct filter *filter, struct input *input)
{
	const struct place nowhere = {.frame = 0};

	message_read_body(&filter->message, input);
	if (!is_selected(filter, &nowhere))
		return NULL;
	if (pseudonyms(filter) != NULL)
		return anonymize_description(pseudonyms(filter),
		                             &filter->message);
	input_keep(input);
	return input;
}
