/*
 * What stands between a reader and the linter: messages that are not asked for
 * are left out, and others are made anonymous.
 */
#ifndef SIPLINT_FILTER_H
#define SIPLINT_FILTER_H

#include "settings.h"

/* For one file. */
struct filter {
	const struct settings *settings;
	const struct sink *next;
	struct message message;
	bool has_first;
	int64_t first;   /* the time of the first message that has one */
	size_t left_out; /* messages */
};

void filter_start(struct filter *filter, const struct settings *settings,
                  const struct sink *next);
void filter_end(struct filter *filter);
/* Where the reader's messages go; it is to stay as long as the filter. */
struct sink filter_sink(struct filter *filter);
/* For a file that is a session description.
 * @return what is to be looked at, to be dropped; NULL for nothing */
struct input *filter_description(struct filter *filter, struct input *input);

#endif
