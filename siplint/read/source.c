/*
 * Which reader an input is for, and the one for messages one behind the other.
 */
#include "read/source.h"
#include <string.h>

#include "read/cut.h"

/* What tools that capture compress with, and what a file of it begins with. */
static const struct {
	const char *magic, *program;
} packings[] = {
        {"\x1f\x8b", "gzip"},
        {"\x28\xb5\x2f\xfd", "zstd"},
        {"\x04\x22\x4d\x18", "lz4"},
        {"\xfd\x37zXZ", "xz"},
        {"BZh", "bzip2"},
};

static const char *find_packing(const struct input *input)
{
	for (size_t i = 0; i < sizeof(packings) / sizeof(*packings); i++) {
		size_t len = strlen(packings[i].magic);

		if (input->len >= len &&
		    memcmp(input->bytes, packings[i].magic, len) == 0)
			return packings[i].program;
	}
	return NULL;
}

static void say_no_message(const struct input *input, const struct sink *sink)
{
	const char *program = find_packing(input);
	char what[96] = "no SIP message here: no line resembles a start line";

	if (program != NULL)
		snprintf(what, sizeof(what),
		         "compressed: %s -dc FILE | siplint - reads it",
		         program);
	sink->trouble(sink->user, input, what, true);
}

void messages_read(struct input *input, const struct read_options *options,
                   const struct sink *sink)
{
	struct cutter cutter;
	struct piece piece;
	enum cut found;

	(void)options;
	if (!cut_has_start_line(input)) {
		say_no_message(input, sink);
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
