/*
 * Words, numbers and addresses in the lines of a log.
 */
#include "read/log.h"
#include <arpa/inet.h>

/* No head is longer. */
#define HEAD_MAX 1024

const char *log_find(const char *p, const char *end, const char *text)
{
	size_t len = strlen(text);

	while ((size_t)(end - p) >= len &&
	       (p = memchr(p, *text, (size_t)(end - p) - len + 1)) != NULL) {
		if (memcmp(p, text, len) == 0)
			return p;
		p++;
	}
	return NULL;
}

const char *log_find_last(const char *p, const char *end, const char *text)
{
	const char *found = NULL, *next = p;

	while ((next = log_find(next, end, text)) != NULL)
		found = next++;
	return found;
}

bool log_begins(const char *p, const char *end, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(end - p) >= len && memcmp(p, text, len) == 0;
}

bool log_ends(const char *p, const char *end, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(end - p) >= len && memcmp(end - len, text, len) == 0;
}

bool log_skip(const char **p, const char *end, const char *text)
{
	if (!log_begins(*p, end, text))
		return false;
	*p += strlen(text);
	return true;
}

bool log_is_digit(const char *p, const char *end)
{
	return p < end && *p >= '0' && *p <= '9';
}

bool log_skip_number(const char **p, const char *end, uint64_t *number)
{
	const char *start = *p;

	*number = 0;
	while (log_is_digit(*p, end) && *p - start < 18)
		*number = *number * 10 + (uint64_t)(*(*p)++ - '0');
	return *p > start && !log_is_digit(*p, end);
}

/* @return where an escape sequence starts that ends here; NULL if none does */
static const char *find_color(const char *p, const char *end)
{
	const char *start = end - 1;

	if (end == p || (*start | 0x20) < 'a' || (*start | 0x20) > 'z')
		return NULL;
	while (start > p && (log_is_digit(start - 1, end) || start[-1] == ';'))
		start--;
	return start - p >= 2 && start[-1] == '[' && start[-2] == '\033'
	               ? start - 2
	               : NULL;
}

/* @return what is behind the escape sequence that is at p, p if none is */
static const char *skip_color(const char *p, const char *end)
{
	const char *start = p;

	if (!log_skip(&p, end, "\033["))
		return start;
	while (p < end && (log_is_digit(p, end) || *p == ';'))
		p++;
	return p < end ? p + 1 : start;
}

struct line log_trim(struct line line)
{
	const char *color;

	while ((color = skip_color(line.start, line.end)) != line.start)
		line.start = color;
	for (;;) {
		if (line.end > line.start &&
		    (line.end[-1] == '\r' || line.end[-1] == ' ' ||
		     line.end[-1] == '\t'))
			line.end--;
		else if ((color = find_color(line.start, line.end)) != NULL)
			line.end = color;
		else
			return line;
	}
}

struct line log_short_line_at(const char *p, const char *end)
{
	return line_at(p, end - p > HEAD_MAX ? p + HEAD_MAX : end);
}

bool log_read_address(struct endpoint *endpoint, const char *p, const char *end)
{
	char text[ENDPOINT_TEXT];
	size_t len = (size_t)(end - p);

	if (len == 0 || len >= sizeof(text) || memchr(p, '\0', len) != NULL)
		return false;
	memcpy(text, p, len);
	text[len] = '\0';
	text[strcspn(text, "%")] = '\0'; /* RFC 4007 11: the zone */
	if (inet_pton(AF_INET, text, endpoint->address) == 1)
		endpoint->family = 4;
	else if (inet_pton(AF_INET6, text, endpoint->address) == 1)
		endpoint->family = 6;
	return endpoint->family != 0;
}

bool log_read_endpoint(struct endpoint *endpoint, const char *p,
                       const char *end)
{
	const char *colon = log_find_last(p, end, ":"), *digits = colon;
	struct endpoint read = {.family = 0};
	uint64_t port;

	if (colon == NULL || !log_skip(&digits, end, ":") ||
	    !log_skip_number(&digits, end, &port) || digits != end ||
	    port > UINT16_MAX)
		return false;
	if (colon - p >= 2 && *p == '[' && colon[-1] == ']') {
		p++;
		colon--;
	}
	if (!log_read_address(&read, p, colon))
		return false;
	read.port = (uint16_t)port;
	*endpoint = read;
	return true;
}
