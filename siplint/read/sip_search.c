/*
 * Looks for messages in bytes that may be anything.
 */
#include "read/sip_search.h"
#include <string.h>

/* Of a header field's line that is not yet whole: what tells that it is one. */
#define NAME_MAX_LOOK 64

const char *find_lf(const char *p, const char *end)
{
	return p == end ? NULL : memchr(p, '\n', (size_t)(end - p));
}

bool is_keepalive(char byte)
{
	return byte == '\r' || byte == '\n' || byte == '\0';
}

const char *skip_keepalives(const char *p, const char *end)
{
	while (p < end && is_keepalive(*p))
		p++;
	return p;
}

enum recognition begins_message(const char *p, const char *end,
                                enum likeness least)
{
	const char *lf = find_lf(p, end), *next;

	if (lf == NULL)
		return MAYBE_OF_IT;
	if (lf - p > START_MAX || start_likeness(p, lf) < least)
		return NOT_OF_IT;
	next = find_lf(lf + 1, end);
	if (next == NULL && end - lf <= NAME_MAX_LOOK)
		return MAYBE_OF_IT;
	return is_header_line(lf + 1, next == NULL ? end : next) ? SURELY_OF_IT
	                                                         : NOT_OF_IT;
}

enum recognition is_meant_as_message(const char *p, const char *end)
{
	const char *lf = find_lf(p, end), *next;

	if (lf != NULL && is_like_start_line(p, lf))
		return SURELY_OF_IT;
	next = lf == NULL ? NULL : find_lf(lf + 1, end);
	if (next != NULL)
		return is_core_header_line(lf + 1, next) ? SURELY_OF_IT
		                                         : NOT_OF_IT;
	return end - p > START_MAX ? NOT_OF_IT : MAYBE_OF_IT;
}

bool can_end_at(struct zsip_slice bytes, size_t offset)
{
	const char *end = bytes.ptr + bytes.len;
	const char *p = skip_keepalives(bytes.ptr + offset, end);
	const char *lf = find_lf(p, end), *next;

	if (lf == NULL)
		return true;
	if (p[-1] != '\n')
		return is_start_behind_body(bytes.ptr, p, lf);
	next = find_lf(lf + 1, end);
	return is_like_start_line(p, lf) || next == NULL ||
	       is_core_header_line(lf + 1, next);
}

size_t count_left_out(struct zsip_slice bytes, size_t offset)
{
	const char *p = bytes.ptr + offset;
	size_t left = bytes.len - offset;

	if (p[-1] == '\n' || left == 0)
		return 0;
	if (p[-1] == '\r' && *p == '\n')
		return 1;
	return left >= 2 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

size_t whole_head_from(struct zsip_slice bytes, size_t *line)
{
	const char *p = bytes.ptr + *line, *end = bytes.ptr + bytes.len, *lf;

	while ((lf = find_lf(p, end)) != NULL) {
		if (lf > bytes.ptr && (lf == p || (lf == p + 1 && *p == '\r')))
			return (size_t)(lf + 1 - bytes.ptr);
		p = lf + 1;
	}
	*line = (size_t)(p - bytes.ptr);
	return 0;
}

size_t whole_head(struct zsip_slice bytes)
{
	size_t line = 0;

	return whole_head_from(bytes, &line);
}

size_t without_line_ends(struct zsip_slice bytes)
{
	size_t head = whole_head(bytes), len = bytes.len;

	while (len >= head + 2 && len >= 4 &&
	       memcmp(bytes.ptr + len - 4, "\r\n\r\n", 4) == 0)
		len -= 2;
	return len;
}
