/*
 * What a log puts before and into a message's lines: its own prefix before each
 * of them, blanks, colours, and dots for what cannot be shown.
 */
#include "read/log.h"

/* The part of a line that is looked at to learn what it is. */
#define LOOK 1024
/* A prefix that is longer is none. */
#define PREFIX_MAX 512
/* A stamp that begins further behind is none. */
#define STAMP_MAX 64

/* Behind the escape sequence that is at p; behind one byte if none is. */
static const char *skip_escape(const char *p, const char *end)
{
	if (!log_skip(&p, end, "\033["))
		return p + 1;
	while (p < end && (log_is_digit(p, end) || *p == ';'))
		p++;
	return p < end ? p + 1 : end;
}

size_t log_copy_plain(char *to, const char *p, const char *end)
{
	char *start = to;
	const char *escape, *next;

	while (p < end) {
		escape = memchr(p, '\033', (size_t)(end - p));
		next = escape != NULL ? skip_escape(escape, end) : end;
		if (escape == NULL || next == escape + 1)
			escape = next;
		memcpy(to, p, (size_t)(escape - p));
		to += escape - p;
		p = next;
	}
	return (size_t)(to - start);
}

/* The start of a line without colours and what stands at its end. */
static struct line look_at(char text[LOOK], struct line line)
{
	size_t len;

	if (line.end - line.start > LOOK)
		line.end = line.start + LOOK;
	len = log_copy_plain(text, line.start, line.end);
	return log_trim((struct line){text, text + len, text + len});
}

bool log_is_start(struct line line, enum likeness least)
{
	char text[LOOK];

	line = look_at(text, line);
	while (line.start < line.end && *line.start == ' ')
		line.start++;
	if (log_ends(line.start, line.end, "SIP/2.0."))
		line.end--;
	return start_likeness(line.start, line.end) >= least;
}

static bool is_pid(const char *p, const char *end, const char *brackets)
{
	uint64_t number;

	return p < end && *p++ == brackets[0] &&
	       log_skip_number(&p, end, &number) && p < end &&
	       *p == brackets[1];
}

/* " 1(4711) ", as Kamailio begins its lines on stderr. */
static bool is_process(const char *p, const char *end)
{
	uint64_t number;

	while (p < end && *p == ' ')
		p++;
	return log_skip_number(&p, end, &number) && is_pid(p, end, "()");
}

bool log_is_stamped(struct line line, struct log_time *time)
{
	const char *end = line.end - line.start > STAMP_MAX
	                          ? line.start + STAMP_MAX
	                          : line.end;
	const char *p = line.start;

	time->start = NULL;
	/* Most lines have a name there. */
	if (end - p > 3 && p[3] != ' ' && (*p | 0x20) >= 'a' &&
	    (*p | 0x20) <= 'z')
		return false;
	if (is_process(p, end))
		return true;
	if (!log_time_find(time, p, end))
		return false;
	while (p < time->start &&
	       (strchr(" [<>", *p) != NULL || log_is_digit(p, end)))
		p++;
	return p == time->start;
}

bool log_is_prefix(const char *p, const char *end)
{
	struct log_time time;

	if (log_time_find(&time, p, end))
		return true;
	for (; p < end; p++) {
		if (is_pid(p, end, "()") || is_pid(p, end, "[]"))
			return true;
	}
	return false;
}

/* How much of a line is the same as a prefix but for digits.
 * @param p  out: where that ends in the line */
static size_t count_same(struct zsip_slice prefix, struct line line,
                         const char **p)
{
	const char *q = prefix.ptr, *end = q + prefix.len;

	*p = line.start;
	while (q < end && *p < line.end) {
		if (log_is_digit(q, end) && log_is_digit(*p, line.end)) {
			while (log_is_digit(q, end))
				q++;
			while (log_is_digit(*p, line.end))
				(*p)++;
		} else if (*q == **p) {
			q++;
			(*p)++;
		} else {
			break;
		}
	}
	return (size_t)(q - prefix.ptr);
}

bool log_is_field(const char *p, const char *end)
{
	const char *colon = memchr(p, ':', (size_t)(end - p));

	if (colon == NULL)
		return false;
	while (colon > p && (colon[-1] == ' ' || colon[-1] == '\t'))
		colon--;
	return zsip_header_find((struct zsip_slice){p, (size_t)(colon - p)}) !=
	       ZSIP_HDR_OTHER;
}

/* Whether the message begins in a line behind its head. */
static bool is_behind(const struct log_head *head)
{
	return head->text > head->prefix.ptr + head->prefix.len;
}

/* Whether a line is of a message: its first, or a header field. */
static bool is_of_message(const struct log_head *head, const char *p,
                          const char *end)
{
	struct line line = {p, end, end};

	return is_behind(head) ? log_is_start(line, STRICT_START_LINE)
	                       : log_is_field(p, end);
}

static bool is_all_blank(const char *p, const char *end)
{
	struct line line = log_trim((struct line){p, end, end});

	return line.start == line.end;
}

/* The prefix of the head, or what of it the message's lines have too. */
static void find_prefix(struct log_coat *coat, const struct log_head *head,
                        struct line line)
{
	struct zsip_slice prefix = head->prefix;
	const char *p;

	if (prefix.len > PREFIX_MAX)
		return;
	prefix.len = count_same(prefix, line, &p);
	/* A keep-alive is blank. */
	if (prefix.len == head->prefix.len && is_all_blank(p, line.end))
		coat->prefix = prefix;
	while (prefix.len > 0 && coat->prefix.len == 0) {
		if (is_of_message(head, p, line.end)) {
			coat->prefix = prefix;
			return;
		}
		/* Back to a blank. */
		do
			prefix.len--;
		while (prefix.len > 0 && prefix.ptr[prefix.len - 1] != ' ' &&
		       prefix.ptr[prefix.len - 1] != '\t');
		count_same(prefix, line, &p);
	}
}

static size_t count_blanks(struct line line)
{
	const char *p = line.start;

	while (p < line.end && *p == ' ')
		p++;
	return (size_t)(p - line.start);
}

/* What is indented may also be folded: then there is no name. */
static void find_indent(struct log_coat *coat, const struct log_head *head,
                        struct line line)
{
	size_t blanks = count_blanks(line);

	if (is_of_message(head, line.start + blanks, line.end))
		coat->indent = blanks;
}

static bool has_dot(struct line line)
{
	char text[LOOK];

	line = look_at(text, line);
	return line.end > line.start && line.end[-1] == '.';
}

static bool has_color(struct line line)
{
	return log_find(line.start, line.end, "\033[") != NULL;
}

void log_coat_find(struct log_coat *coat, enum log_id id,
                   const struct log_head *head, const char *end)
{
	struct line first = log_short_line_at(head->text, end);
	struct line second = log_short_line_at(first.next, end);
	struct line dressed = is_behind(head) ? first : second;

	*coat = (struct log_coat){.indent = 0};
	find_prefix(coat, head, dressed);
	if (coat->prefix.len == 0)
		find_indent(coat, head, dressed);
	coat->has_colors = has_color(first) || has_color(second);
	coat->has_dots = id == LOG_ARROW && has_dot(first) && has_dot(second);
}

bool log_coat_is_bare(const struct log_coat *coat)
{
	return coat->prefix.len == 0 && coat->indent == 0 &&
	       !coat->has_colors && !coat->has_dots;
}

/* Blanks at the end of a prefix may be missing where nothing follows. */
static bool is_prefix_alone(struct zsip_slice prefix, size_t same)
{
	while (same < prefix.len && prefix.ptr[same] == ' ')
		same++;
	return same == prefix.len;
}

bool log_coat_take_off(const struct log_coat *coat, struct line *line)
{
	struct line text = log_trim(*line);
	const char *p;
	size_t same, blanks;

	if (coat->prefix.len != 0) {
		same = count_same(coat->prefix, *line, &p);
		if (same < coat->prefix.len &&
		    (p < text.end || !is_prefix_alone(coat->prefix, same)))
			return false;
		line->start = p;
		return true;
	}
	blanks = count_blanks(*line);
	if (blanks < coat->indent && text.start < text.end)
		return false;
	line->start += blanks < coat->indent ? blanks : coat->indent;
	return true;
}
