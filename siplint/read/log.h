/*
 * What the parts of the reader of logs share.
 *
 * A log writes messages between other lines.  A line of its own stands before
 * each, its head, that may tell when it came, from where or to where, and how
 * long it is.  The formats are rows of log_formats.def.
 */
#ifndef SIPLINT_LOG_H
#define SIPLINT_LOG_H

#include "read/line.h"
#include "read/message.h"
#include "read/start.h"

#define NO_DAY INT64_MIN

/* A time as a log writes it. */
struct log_time {
	const char *start; /* of its text; NULL where there is none */
	int64_t day;       /* since 1970; NO_DAY where it is not written */
	int64_t clock; /* nanoseconds of the day, in UTC if a zone is given */
};

struct log_head {
	const char *text; /* where the message begins */
	/* Bytes before what tells that it is a head: the logger's own. */
	struct zsip_slice prefix;
	size_t length; /* of the message in bytes; 0 where it is not told */
	struct place place; /* its time only if it is that since 1970 */
	struct log_time time;
	bool is_escaped; /* the whole message in one line */
};

enum log_id {
#define LOG_FORMAT(id, read_head, find_end, line_ends, flag) LOG_##id,
#include "read/log_formats.def"
#undef LOG_FORMAT
	LOG_FORMAT_COUNT
};

enum log_flag { LOG_NONE, LOG_SURE, LOG_CLOSED, LOG_PLAIN };

struct log_format {
	enum log_id id;
	/* Whether a line, as log_trim() leaves it, is a head.  What is behind
	 * it up to `end` may be looked at, so far as it tells that. */
	bool (*read_head)(const struct log_format *format,
	                  struct log_head *head, struct line line,
	                  const char *end);
	/* Where the message ends if a line of the log's own follows it, or what
	 * the log writes behind it is in its last line; NULL if the line is the
	 * message's. */
	const char *(*find_end)(struct line line);
	unsigned line_ends; /* that the log writes behind a message */
	enum log_flag flag; /* as in log_formats.def */
};

/* log_heads.c: heads of one line that names the other side. */
bool log_read_peer(const struct log_format *format, struct log_head *head,
                   struct line line, const char *end);
/* log_dumps.c: heads of several lines, and such that name both sides. */
bool log_read_sipdump(const struct log_format *format, struct log_head *head,
                      struct line line, const char *end);
bool log_read_sipp(const struct log_format *format, struct log_head *head,
                   struct line line, const char *end);
bool log_read_arrow(const struct log_format *format, struct log_head *head,
                    struct line line, const char *end);
/* log_plain.c: start lines that no head stands before. */
bool log_read_prefixed(const struct log_format *format, struct log_head *head,
                       struct line line, const char *end);
bool log_read_bare(const struct log_format *format, struct log_head *head,
                   struct line line, const char *end);
/* log_ends.c: what logs write behind a message. */
const char *log_end_of_chan_sip(struct line line);
const char *log_end_of_pjsua(struct line line);
const char *log_end_of_sofia(struct line line);
const char *log_end_of_sipdump(struct line line);

extern const struct log_format log_formats[LOG_FORMAT_COUNT];

/* log.c */

/* Whether a start line alone counts as a head. */
enum log_kind { LOG_ALL_HEADS, LOG_OWN_HEADS };

/* The row that knows a line; NULL if there is none. */
const struct log_format *log_find_head(struct log_head *head, struct line line,
                                       const char *end, enum log_kind kind);

/* log_message.c: the bytes of a message. */

struct log_reader {
	struct input *input;
	const struct sink *sink;
	struct mark mark;
	struct message message; /* to learn a Content-Length */
	/* The bytes of a message that are not as they stand in the log. */
	char *copy;
	size_t copied, room;
	/* The last line with a time behind the last message, and the day. */
	struct log_time stamp;
	int64_t day, clock;
	/* Behind a message Asterisk writes what else came with it, and that
	 * again behind heads of its own. */
	bool may_repeat;
	size_t messages;
};

/* @return where the log goes on behind it */
const char *log_read_message(struct log_reader *reader,
                             const struct log_format *format,
                             const struct log_head *head);

/* log_coat.c: what a log puts before and into a message's lines. */

struct log_coat {
	struct zsip_slice prefix; /* the same in each line but for digits */
	size_t indent;            /* blanks */
	bool has_colors;          /* escape sequences of a terminal */
	bool has_dots;            /* a '.' for each byte that is not shown */
};

/* @param end  of the log */
void log_coat_find(struct log_coat *coat, enum log_id id,
                   const struct log_head *head, const char *end);
bool log_coat_is_bare(const struct log_coat *coat);
/* What of a line is the message's.  @return false if it does not wear it */
bool log_coat_take_off(const struct log_coat *coat, struct line *line);
/* Without the colours.  @return how many bytes are left */
size_t log_copy_plain(char *to, const char *p, const char *end);
/* Whether a line resembles a start line under colours, dots and blanks. */
bool log_is_start(struct line line, enum likeness least);
/* Whether a line is a header field that SIP knows. */
bool log_is_field(const char *p, const char *end);
/* Whether a line begins with what loggers begin their lines with: a time, or
 * a process. */
bool log_is_stamped(struct line line, struct log_time *time);
/* Whether this may be what a logger writes before a text. */
bool log_is_prefix(const char *p, const char *end);

/* log_time.c: times in text. */

/* The first time of day in the text, and the date that stands before it. */
bool log_time_find(struct log_time *time, const char *p, const char *end);

/* log_words.c: words and numbers. */

/* @return NULL if it is not there */
const char *log_find(const char *p, const char *end, const char *text);
const char *log_find_last(const char *p, const char *end, const char *text);
bool log_begins(const char *p, const char *end, const char *text);
bool log_ends(const char *p, const char *end, const char *text);
/* Moves on behind it. */
bool log_skip(const char **p, const char *end, const char *text);
bool log_is_digit(const char *p, const char *end);
/* At most 18 digits.  @return false if there is none at *p */
bool log_skip_number(const char **p, const char *end, uint64_t *number);
/* Without colours at both ends, and CR and blanks at the second. */
struct line log_trim(struct line line);
/* A line that is looked at before it is known what it is: no longer than a
 * head can be. */
struct line log_short_line_at(const char *p, const char *end);
/* "192.0.2.1", "2001:db8::1" */
bool log_read_address(struct endpoint *endpoint, const char *p,
                      const char *end);
/* The same with a port: "[2001:db8::1]:5060", "2001:db8::1:5060". */
bool log_read_endpoint(struct endpoint *endpoint, const char *p,
                       const char *end);

#endif
