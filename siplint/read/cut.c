/*
 * Cutting a file into messages: by Content-Length as long as it makes sense,
 * else by what looks like the start of the next message.  Every byte comes out
 * in a piece, but for the CRLFs between messages (RFC 3261 7.5).
 */
#include "read/cut.h"
#include "read/line.h"
#include "read/start.h"

/* What is looked at where a Content-Length points, so that many of them that
 * point to one place do not cost its length each time. */
#define LOOKAHEAD 4096

/* Line ends as the file has them. */
static const char *skip_line_ends(const struct input *input, const char *p,
                                  const char *end)
{
	if (input->lf) {
		while (p < end && *p == '\n')
			p++;
		return p;
	}
	while (end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		p += 2;
	return p;
}

static bool is_followed_by_header(struct line line, const char *end)
{
	struct line next = line_at(line.next, end);

	return is_header_line(next.start, next.end);
}

/* The start line of a message may be broken beyond likeness, but what follows
 * tells that it is meant as one. */
static bool is_broken_start(struct line line, const char *end)
{
	struct line next = line_at(line.next, end);

	return !line_is_empty(line) && *line.start != ' ' &&
	       *line.start != '\t' && !is_header_line(line.start, line.end) &&
	       is_core_header_line(next.start, next.end);
}

static bool is_start(struct line line, const char *end)
{
	return is_like_start_line(line.start, line.end) ||
	       is_broken_start(line, end);
}

/* Whether a line within what may still be a message is the start of another:
 * bodies may hold start lines too. */
static bool is_inner_start(struct line line, const char *end, bool after_empty,
                           enum trust trust)
{
	enum likeness likeness = start_likeness(line.start, line.end);

	if (likeness == NO_START_LINE)
		return false;
	if (is_followed_by_header(line, end))
		return likeness >= STRICT_START_LINE || after_empty;
	return likeness >= STRICT_START_LINE && after_empty &&
	       trust == NO_LENGTH;
}

/* @return whether the line before p is empty */
static bool is_after_empty(const char *start, const char *p)
{
	if (p - start < 2 || p[-1] != '\n')
		return false;
	p -= p[-2] == '\r' ? 2 : 1;
	return p == start || p[-1] == '\n';
}

/* @return the next start of a message from a line on, the file's length if
 *         there is none */
static size_t find_inner_start(struct cutter *cutter, size_t from,
                               enum trust trust)
{
	const char *bytes = cutter->input->bytes;
	const char *end = bytes + cutter->input->len;
	bool after_empty = is_after_empty(bytes, bytes + from);
	struct line line;

	if (from >= cutter->known[trust].from &&
	    from <= cutter->known[trust].found)
		return cutter->known[trust].found;
	cutter->known[trust].from = from;
	for (line = line_at(bytes + from, end); line.start < end;
	     line = line_at(line.next, end)) {
		if (is_inner_start(line, end, after_empty, trust))
			break;
		after_empty = line_is_empty(line);
	}
	return cutter->known[trust].found = (size_t)(line.start - bytes);
}

/* Behind the empty line; or where the next message begins if the one at
 * `start` has none.  @return whether it has one */
static bool find_head_end(const struct input *input, size_t start,
                          size_t *head_end)
{
	const char *end = input->bytes + input->len;
	struct line line = line_at(input->bytes + start, end);

	do {
		line = line_at(line.next, end);
		if (line_is_empty(line)) {
			*head_end = (size_t)(line.next - input->bytes);
			return true;
		}
	} while (line.start < end &&
	         !(start_likeness(line.start, line.end) >= STRICT_START_LINE &&
	           is_followed_by_header(line, end)));
	*head_end = (size_t)(line.start - input->bytes);
	return false;
}

/* Whether a body can end here: the file does, or a message begins. */
static bool is_boundary(const struct input *input, size_t body, size_t offset)
{
	const char *bytes = input->bytes, *p = bytes + offset;
	const char *end = bytes + input->len;
	bool is_cut = end - p > LOOKAHEAD;

	if (is_cut)
		end = p + LOOKAHEAD;
	p = skip_line_ends(input, p, end);
	if (p == end || (is_cut && end - p < 2))
		return true;
	return p[-1] == '\n' ? is_start(line_at(p, end), end)
	                     : is_start_behind_body(bytes + body, p,
	                                            line_at(p, end).end);
}

/* Where a body ends whose length counts two bytes for each LF.
 * @return false if that is not at a byte of the file before `limit` */
static bool find_crlf_end(const struct input *input, size_t body, size_t length,
                          size_t limit, size_t *end)
{
	const char *p = input->bytes + body, *lf;
	const char *last = input->bytes + limit;

	while ((lf = memchr(p, '\n', (size_t)(last - p))) != NULL) {
		size_t size = (size_t)(lf - p) + 2;

		if (size > length)
			break;
		length -= size;
		p = lf + 1;
	}
	if (lf == NULL)
		lf = last;
	*end = (size_t)(p - input->bytes) + length;
	return length <= (size_t)(lf - p);
}

/* The line end that a body lacks, or half of it, is shown to the checks with
 * the message: a Content-Length that is too small by two is a common mistake.
 * @return its bytes */
static size_t count_left_out(const struct input *input, size_t body, size_t end)
{
	const char *p = input->bytes + end;
	size_t left = input->len - end;

	if (input->lf || end == body || left == 0)
		return 0;
	if (p[-1] == '\r' && *p == '\n')
		return 1;
	return left >= 2 && p[-1] != '\n' && p[0] == '\r' && p[1] == '\n' ? 2
	                                                                  : 0;
}

/* Where a message ends whose Content-Length can be read. */
static size_t end_by_length(struct cutter *cutter, struct piece *piece,
                            size_t body, size_t length)
{
	const struct input *input = cutter->input;
	size_t end = body + length, next;
	bool fits = length <= input->len - body;

	if (fits) {
		end += count_left_out(input, body, end);
		if (is_boundary(input, body, end))
			return end;
	}
	next = find_inner_start(cutter, body, WRONG_LENGTH);
	if (input->lf && find_crlf_end(input, body, length, next, &end) &&
	    is_boundary(input, body, end)) {
		piece->counts_crlf = true;
		return end;
	}
	end = body + length;
	if (!fits || next < end)
		return next;
	if (input->bytes[end] == '\n' || input->bytes[end] == '\r')
		return end;
	/* What follows is this message's, but no part of its body. */
	end = (size_t)(line_at(input->bytes + end, input->bytes + input->len)
	                       .next -
	               input->bytes);
	return find_inner_start(cutter, end, WRONG_LENGTH);
}

/* Where a message ends without one: the empty lines before the next message
 * are no part of it. */
static size_t end_by_start(struct cutter *cutter, size_t body)
{
	const char *bytes = cutter->input->bytes;
	size_t end = find_inner_start(cutter, body, NO_LENGTH);
	size_t size = cutter->input->lf ? 1 : 2;

	while (end - body >= size && is_after_empty(bytes, bytes + end) &&
	       bytes[end - size] == (cutter->input->lf ? '\n' : '\r'))
		end -= size;
	return end;
}

static void cut_message(struct cutter *cutter, struct piece *piece)
{
	const struct zsip_message *sip = &cutter->head.sip;
	size_t body;
	bool has_end = find_head_end(cutter->input, piece->seen.start, &body);

	piece->seen.end = body;
	if (!has_end)
		return;
	message_read(&cutter->head, piece);
	if (sip->content_length_status == ZSIP_OK)
		piece->seen.end =
		        end_by_length(cutter, piece, body, sip->content_length);
	else
		piece->seen.end = end_by_start(cutter, body);
}

/* Outside of any message. */
static size_t find_start(const struct input *input, size_t from)
{
	const char *end = input->bytes + input->len;
	struct line line = line_at(input->bytes + from, end);

	while (line.start < end && !is_start(line, end))
		line = line_at(line.next, end);
	return (size_t)(line.start - input->bytes);
}

bool cut_has_start_line(const struct input *input)
{
	const char *p = input->bytes, *end = p + input->len;
	struct line line;

	for (; p < end; p = line.next) {
		line = line_at(p, end);
		if (is_like_start_line(line.start, line.end))
			return true;
	}
	return false;
}

void cut_start(struct cutter *cutter, struct input *input)
{
	*cutter = (struct cutter){.input = input, .mark.line = 1};
	message_init(&cutter->head);
	for (size_t i = 0; i < TRUST_COUNT; i++)
		cutter->known[i].from = 1;
}

void cut_end(struct cutter *cutter)
{
	message_free(&cutter->head);
}

enum cut cut_next(struct cutter *cutter, struct piece *piece)
{
	struct input *input = cutter->input;
	const char *end = input->bytes + input->len;
	const char *p = skip_line_ends(input, input->bytes + cutter->at, end);
	struct seen *seen = &piece->seen;
	enum cut found = CUT_SKIPPED;
	size_t line_start;

	if (p == end)
		return CUT_END;
	*piece = (struct piece){
	        .seen = {.input = input, .start = (size_t)(p - input->bytes)}};
	input_locate(input, &cutter->mark, seen->start, &line_start);
	seen->mark = cutter->mark;
	if (is_start(line_at(p, end), end)) {
		found = CUT_MESSAGE;
		cut_message(cutter, piece);
	} else {
		seen->end = find_start(input, seen->start);
	}
	cutter->at = seen->end;
	return found;
}
