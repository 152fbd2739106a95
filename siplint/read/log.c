/*
 * Messages in the log of a SIP server or a tool, with what the log tells of
 * them.  Lines between them are the log's own and nothing is said of them.
 */
#include "read/log.h"
#include <stdlib.h>

/* In the year 2199. */
#define LAST_DAY 84000
/* More than a usual message has. */
#define FIRST_ROOM 4096

const struct log_format log_formats[LOG_FORMAT_COUNT] = {
#define LOG_FORMAT(id, read_head, find_end, line_ends, flag)                   \
	{LOG_##id, read_head, find_end, line_ends, LOG_##flag},
#include "read/log_formats.def"
#undef LOG_FORMAT
};

const struct log_format *log_find_head(struct log_head *head, struct line line,
                                       const char *end, enum log_kind kind)
{
	line = log_trim(line);
	for (size_t i = 0; i < LOG_FORMAT_COUNT; i++) {
		if (kind == LOG_OWN_HEADS && log_formats[i].flag == LOG_PLAIN)
			continue;
		if (log_formats[i].read_head(&log_formats[i], head, line, end))
			return &log_formats[i];
	}
	return NULL;
}

/* It is known by what comes first in it.  A start line alone is a file of
 * messages, unless a logger has written the line before it. */
bool log_is(const struct input *input)
{
	const char *p = input->bytes, *end = p + input->len;
	const struct log_format *format;
	bool is_stamped = false;
	struct log_head head;
	struct log_time time;
	struct line line;

	for (; p < end; p = line.next) {
		line = line_at(p, end);
		format = log_find_head(&head, line, end, LOG_ALL_HEADS);
		if (format != NULL)
			return format->id != LOG_BARE || is_stamped;
		if (start_likeness(line.start, line.end) >= STRICT_START_LINE)
			return false;
		is_stamped = log_is_stamped(line, &time);
	}
	return false;
}

/* A time before that of the last message by more than half a day, and without a
 * date, is of the next day; but nanoseconds since 1970 do not have room for any
 * number of them. */
static int64_t find_day(const struct log_reader *reader,
                        const struct log_time *time)
{
	if (time->day != NO_DAY)
		return time->day;
	if (time->clock + PLACE_DAY / 2 < reader->clock &&
	    reader->day < LAST_DAY)
		return reader->day + 1;
	return reader->day;
}

static void set_time(struct log_reader *reader, struct log_head *head)
{
	const struct log_time *time =
	        head->time.start != NULL ? &head->time : &reader->stamp;
	struct place *place = &head->place;

	if (place->has_time || time->start == NULL)
		return;
	reader->day = find_day(reader, time);
	reader->clock = time->clock;
	place->has_time = true;
	place->time = reader->day * PLACE_DAY + time->clock;
}

/* What stands between two messages. */
static void read_own_line(struct log_reader *reader, struct line line)
{
	struct log_time time;

	if (!log_is_stamped(line, &time))
		return;
	reader->may_repeat = false;
	if (time.start == NULL)
		return;
	reader->stamp = time;
	reader->day = find_day(reader, &time);
	reader->clock = time.clock;
}

static void read_all(struct log_reader *reader)
{
	const struct input *input = reader->input;
	const char *p = input->bytes, *end = p + input->len;
	const struct log_format *format;
	struct log_head head;
	struct line line;

	while (p < end) {
		line = line_at(p, end);
		input_pass(reader->input, (size_t)(p - input->bytes));
		format = log_find_head(&head, line, end, LOG_ALL_HEADS);
		if (format == NULL ||
		    (format->id == LOG_BARE && reader->may_repeat)) {
			read_own_line(reader, line);
			p = line.next;
			continue;
		}
		set_time(reader, &head);
		reader->stamp.start = NULL;
		p = log_read_message(reader, format, &head);
		reader->may_repeat = format->id == LOG_PJSIP;
	}
}

void log_read(struct input *input, const struct read_options *options,
              const struct sink *sink)
{
	struct log_reader reader = {.input = input,
	                            .sink = sink,
	                            .mark.line = 1,
	                            .copy = must_resize(NULL, FIRST_ROOM, 1),
	                            .room = FIRST_ROOM};

	(void)options;
	message_init(&reader.message);
	read_all(&reader);
	if (reader.messages == 0)
		sink->trouble(sink->user, input, "no SIP message in this log",
		              true);
	message_free(&reader.message);
	free(reader.copy);
}
