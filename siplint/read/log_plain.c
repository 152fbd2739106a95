/*
 * Start lines that no head stands before: behind what a logger writes before a
 * text, as xlog("$mb") of Kamailio and OpenSIPS gives, or at the start of a
 * line.
 */
#include "read/log.h"
#include "read/line.h"

/* Before the word that ends behind the blanks before p. */
static const char *before_word(const char *start, const char *p)
{
	while (p > start && is_blank(p[-1]))
		p--;
	while (p > start && !is_blank(p[-1]))
		p--;
	return p;
}

/* Where the line ends that a syslog daemon has written as "#015#012". */
static const char *find_escape(const char *p, const char *end)
{
	const char *escape = log_find(p, end, "#012");

	if (escape == NULL)
		return NULL;
	return escape - p >= 4 && memcmp(escape - 4, "#015", 4) == 0
	               ? escape - 4
	               : escape;
}

/* Where a start line is in a line that ends with it; NULL if it does not. */
static const char *find_start(const char *start, const char *end)
{
	const char *p;

	if (log_ends(start, end, " SIP/2.0"))
		p = before_word(start, before_word(start, end - 8));
	else
		p = log_find(start, end, "SIP/2.0 ");
	return p != NULL && p > start &&
	                       start_likeness(p, end) == KNOWN_START_LINE
	               ? p
	               : NULL;
}

/* A start line alone is no message: some logs have them.
 * @param escape  where it ends if its message is in one line */
static bool is_followed_by_field(const struct log_head *head,
                                 const char *escape, const char *end)
{
	struct line line = log_short_line_at(head->text, end);
	struct log_coat coat;

	if (escape != NULL) {
		log_skip(&escape, end, "#015");
		log_skip(&escape, end, "#012");
		return log_is_field(escape, log_short_line_at(escape, end).end);
	}
	log_coat_find(&coat, LOG_PREFIXED, head, end);
	line = log_short_line_at(line.next, end);
	return log_coat_take_off(&coat, &line) &&
	       log_is_field(line.start, line.end);
}

bool log_read_prefixed(const struct log_format *format, struct log_head *head,
                       struct line line, const char *end)
{
	const char *escape = find_escape(line.start, line.end), *start;
	const char *text_end = escape != NULL ? escape : line.end;

	(void)format;
	start = find_start(line.start, text_end);
	if (start == NULL || !log_is_prefix(line.start, start))
		return false;
	*head = (struct log_head){
	        .text = start,
	        .prefix = {line.start, (size_t)(start - line.start)},
	        .is_escaped = escape != NULL};
	log_time_find(&head->time, line.start, start);
	return is_followed_by_field(head, escape, end);
}

bool log_read_bare(const struct log_format *format, struct log_head *head,
                   struct line line, const char *end)
{
	struct line next;

	(void)format;
	if (start_likeness(line.start, line.end) < STRICT_START_LINE)
		return false;
	next = log_short_line_at(line.next, end);
	if (!log_is_field(next.start, next.end))
		return false;
	*head = (struct log_head){.text = line.start,
	                          .prefix = {line.start, 0}};
	return true;
}
