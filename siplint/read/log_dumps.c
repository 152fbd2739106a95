/*
 * Heads of several lines, as of Kamailio's sipdump and of sipp, and heads that
 * name both sides, as of sngrep, ngrep and sipgrep.
 */
#include "read/log.h"
#include "read/line.h"

/* More lines than a head of sipdump has. */
#define DUMP_LINES 20

static bool is_line_of(struct line line, char byte, size_t count)
{
	line = log_trim(line);
	if ((size_t)(line.end - line.start) != count)
		return false;
	while (line.start < line.end && *line.start == byte)
		line.start++;
	return line.start == line.end;
}

/* --- Kamailio, src/modules/sipdump/sipdump_write.c */

/* "1577872800.123456" */
static void read_epoch(struct place *place, const char *p, const char *end)
{
	uint64_t seconds, micros;

	if (!log_skip_number(&p, end, &seconds) || !log_skip(&p, end, ".") ||
	    !log_skip_number(&p, end, &micros) ||
	    seconds > INT64_MAX / PLACE_SECOND - 1)
		return;
	place->has_time = true;
	place->time = (int64_t)seconds * PLACE_SECOND +
	              (int64_t)(micros % 1000000 * 1000);
}

static void read_port(struct endpoint *endpoint, const char *p, const char *end)
{
	uint64_t port;

	if (log_skip_number(&p, end, &port) && port <= UINT16_MAX)
		endpoint->port = (uint16_t)port;
}

/* "proto: udp ipv4" */
static void read_proto(struct place *place, const char *p, const char *end)
{
	const char *blank = memchr(p, ' ', (size_t)(end - p));

	if (blank != NULL)
		end = blank;
	place->transport =
	        zsip_transport_find((struct zsip_slice){p, (size_t)(end - p)});
}

static void read_dump_line(struct place *place, struct line line)
{
	const char *p = line.start, *end = line.end;

	if (log_skip(&p, end, "time: "))
		read_epoch(place, p, end);
	else if (log_skip(&p, end, "proto: "))
		read_proto(place, p, end);
	else if (log_skip(&p, end, "srcip: "))
		log_read_address(&place->source, p, end);
	else if (log_skip(&p, end, "srcport: "))
		read_port(&place->source, p, end);
	else if (log_skip(&p, end, "dstip: "))
		log_read_address(&place->destination, p, end);
	else if (log_skip(&p, end, "dstport: "))
		read_port(&place->destination, p, end);
}

bool log_read_sipdump(const struct log_format *format, struct log_head *head,
                      struct line line, const char *end)
{
	(void)format;
	if (!log_begins(line.start, line.end, "=") ||
	    !is_line_of(line, '=', 20))
		return false;
	*head = (struct log_head){.prefix = {line.start, 0}};
	line = log_short_line_at(line.next, end);
	if (!log_begins(line.start, line.end, "tag: "))
		return false;
	for (int i = 0; i < DUMP_LINES; i++) {
		line = log_short_line_at(line.next, end);
		if (is_line_of(line, '~', 20)) {
			head->text = line.next;
			return true;
		}
		read_dump_line(&head->place, log_trim(line));
	}
	return false;
}

/* --- SIPp, -trace_msg: src/socket.cpp */

/* "UDP message sent (500 bytes):" or "UDP message received [500] bytes :" */
static bool read_traced(struct log_head *head, struct line line)
{
	const char *p = log_find(line.start, line.end, " message ");
	uint64_t length;

	if (p == NULL)
		return false;
	head->place.transport = zsip_transport_find(
	        (struct zsip_slice){line.start, (size_t)(p - line.start)});
	p += strlen(" message ");
	if (!log_skip(&p, line.end, "sent (") &&
	    !log_skip(&p, line.end, "received ["))
		return false;
	if (!log_skip_number(&p, line.end, &length))
		return false;
	head->length = (size_t)length;
	return true;
}

bool log_read_sipp(const struct log_format *format, struct log_head *head,
                   struct line line, const char *end)
{
	static const char dashes[] = "----------------------------------------";

	(void)format;
	if (!log_begins(line.start, line.end, dashes))
		return false;
	*head = (struct log_head){.prefix = {line.start, 0}};
	if (!log_time_find(&head->time, line.start, line.end))
		return false;
	line = log_short_line_at(line.next, end);
	if (!read_traced(head, log_trim(line)))
		return false;
	line = log_short_line_at(line.next, end);
	if (!line_is_empty(line))
		return false;
	head->text = line.next;
	return true;
}

/* --- sngrep, ngrep, sipgrep, HOMER */

/* The word that ends at an offset. */
static struct zsip_slice word_before(const char *p, const char *end)
{
	const char *start;

	while (end > p && is_blank(end[-1]))
		end--;
	for (start = end; start > p && !is_blank(start[-1]); start--)
		;
	return (struct zsip_slice){start, (size_t)(end - start)};
}

static struct zsip_slice word_behind(const char *p, const char *end)
{
	const char *start;

	while (p < end && is_blank(*p))
		p++;
	for (start = p; p < end && !is_blank(*p); p++)
		;
	return (struct zsip_slice){start, (size_t)(p - start)};
}

/* "192.0.2.1:5060 -> 192.0.2.2:5060" */
static bool read_sides(struct log_head *head, struct line line)
{
	struct zsip_slice arrow, from, to;
	const char *tip = log_find(line.start, line.end, "-> ");
	struct place *place = &head->place;

	arrow = word_before(line.start, tip + 2);
	from = word_before(line.start, arrow.ptr);
	to = word_behind(tip + 2, line.end);
	head->prefix = (struct zsip_slice){line.start,
	                                   (size_t)(from.ptr - line.start)};
	return log_read_endpoint(&place->source, from.ptr,
	                         from.ptr + from.len) &&
	       log_read_endpoint(&place->destination, to.ptr, to.ptr + to.len);
}

/* The letter that ngrep begins with. */
static enum zsip_transport transport_of(struct line line)
{
	if (log_begins(line.start, line.end, "U "))
		return ZSIP_TRANSPORT_UDP;
	if (log_begins(line.start, line.end, "T "))
		return ZSIP_TRANSPORT_TCP;
	return ZSIP_TRANSPORT_OTHER;
}

bool log_read_arrow(const struct log_format *format, struct log_head *head,
                    struct line line, const char *end)
{
	struct line next;

	(void)format;
	if (log_find(line.start, line.end, "-> ") == NULL)
		return false;
	*head = (struct log_head){.place = {.transport = transport_of(line)}};
	if (!read_sides(head, line))
		return false;
	next = log_short_line_at(line.next, end);
	if (line_is_empty(next))
		next = log_short_line_at(next.next, end);
	if (!log_is_start(next, STRICT_START_LINE))
		return false;
	log_time_find(&head->time, line.start,
	              head->prefix.ptr + head->prefix.len);
	head->text = next.start;
	return true;
}
