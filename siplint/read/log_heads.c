/*
 * Heads of one line that name the other side, as of Asterisk and FreeSWITCH.
 */
#include "read/log.h"

enum direction { RECEIVED, SENT };
enum size { UNSIZED, SIZED };

struct form {
	enum log_id format;
	const char *begin, *before, *behind;
	enum direction direction;
	enum size size;
};

static const struct form forms[] = {
#define LOG_HEAD(format, begin, direction, before, behind, size)               \
	{LOG_##format, begin, before, behind, direction, size},
#include "read/log_heads.def"
#undef LOG_HEAD
};

/* The transport that stands before an address: "UDP:", "udp/", "UDP ".
 * @return what is behind it */
static const char *skip_transport(struct place *place, const char *p,
                                  const char *end)
{
	struct zsip_slice word = {p, 0};

	while (word.ptr + word.len < end &&
	       strchr(":/ ", word.ptr[word.len]) == NULL)
		word.len++;
	place->transport = zsip_transport_find(word);
	if (place->transport == ZSIP_TRANSPORT_OTHER)
		return p;
	for (p += word.len; p < end && strchr(":/ ", *p) != NULL; p++)
		;
	return p;
}

/* Behind the address and port: Sofia-SIP writes a flow label and what
 * compresses there, as in "[2001:db8::1]:5060/7;comp=sigcomp". */
static const char *end_of_endpoint(const char *p, const char *end)
{
	const char *bracket = memchr(p, ']', (size_t)(end - p));

	if (*p == '[' && bracket != NULL)
		p = bracket;
	while (p < end && strchr(" /;", *p) == NULL)
		p++;
	return p;
}

/* "10:00:00.123456" behind the other side, and what the logger has before the
 * head. */
static void read_time(struct log_head *head, const char *p, const char *end)
{
	struct log_time logged;

	log_time_find(&logged, head->prefix.ptr,
	              head->prefix.ptr + head->prefix.len);
	if (!log_time_find(&head->time, p, end))
		head->time = logged;
	else if (head->time.day == NO_DAY && logged.start != NULL)
		head->time.day = logged.day;
}

/* "507 bytes" */
static bool read_length(const struct form *form, struct log_head *head,
                        const char *p, const char *end)
{
	const char *start = log_find(p, end, " bytes");
	uint64_t length;

	if (form->size == UNSIZED)
		return true;
	if (start == NULL)
		return false;
	while (start > p && log_is_digit(start - 1, end))
		start--;
	if (!log_skip_number(&start, end, &length))
		return false;
	head->length = (size_t)length;
	return true;
}

/* @param p  where a head begins
 * @return whether it is one */
static bool read_rest(const struct form *form, struct log_head *head,
                      const char *p, const char *end)
{
	const char *before = log_find_last(p, end, form->before), *peer;
	struct endpoint *endpoint = form->direction == SENT
	                                    ? &head->place.destination
	                                    : &head->place.source;

	if (before == NULL || !log_ends(before, end, form->behind) ||
	    !read_length(form, head, p + strlen(form->begin), end))
		return false;
	end -= strlen(form->behind);
	peer = before + strlen(form->before);
	if (peer >= end)
		return false;
	peer = skip_transport(&head->place, peer, end);
	end = end_of_endpoint(peer, end);
	log_read_endpoint(endpoint, peer, end);
	return true;
}

/* The line under a head of Sofia-SIP. */
static const char *skip_dashes(const char *p, const char *end)
{
	struct line line = log_short_line_at(p, end);

	return log_end_of_sofia(line) == line.start ? line.next : p;
}

bool log_read_peer(const struct log_format *format, struct log_head *head,
                   struct line line, const char *end)
{
	const char *begin;

	/* As they all do. */
	if (!log_ends(line.start, line.end, ":") &&
	    !log_ends(line.start, line.end, " --->"))
		return false;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (forms[i].format != format->id ||
		    (begin = log_find(line.start, line.end, forms[i].begin)) ==
		            NULL)
			continue;
		*head = (struct log_head){
		        .text = line.next,
		        .prefix = {line.start, (size_t)(begin - line.start)}};
		if (!read_rest(&forms[i], head, begin, line.end))
			continue;
		read_time(head, begin, line.end);
		head->text = skip_dashes(head->text, end);
		return true;
	}
	return false;
}
