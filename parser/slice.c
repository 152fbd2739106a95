/*
 * Slices: comparison, places, quoting.
 */
#include "internal.h"
#include <string.h>

const char *zsip_version(void)
{
	return ZSIP_VERSION;
}

struct zsip_slice zsip_slice_from(const char *text)
{
	return (struct zsip_slice){text, text == NULL ? 0 : strlen(text)};
}

bool zsip_slice_equal(struct zsip_slice a, struct zsip_slice b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static unsigned char lower(char byte)
{
	unsigned char c = (unsigned char)byte;

	return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : c;
}

bool zsip_slice_equal_nocase(struct zsip_slice a, struct zsip_slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	}
	return true;
}

void zsip_locate(const char *buf, size_t len, size_t offset, size_t *line,
                 size_t *column)
{
	const char *p = buf, *at;

	if (offset > len)
		offset = len;
	at = buf + offset;
	*line = 1;
	while (p < at) {
		const char *lf = memchr(p, '\n', (size_t)(at - p));

		if (lf == NULL)
			break;
		p = lf + 1;
		++*line;
	}
	*column = (size_t)(at - p) + 1;
}

/* Writes what fits and counts what is needed. */
struct writer {
	char *buf;
	size_t size, len;
};

static void put(struct writer *writer, char byte)
{
	if (writer->len < writer->size)
		writer->buf[writer->len] = byte;
	writer->len++;
}

/* The length of the fold at p: the line break and the blanks behind it. */
static size_t fold_length(const char *p, const char *end)
{
	size_t len = p[0] == '\r' && end - p > 1 && p[1] == '\n' ? 2
	             : p[0] == '\n'                              ? 1
	                                                         : 0;

	if (len == 0)
		return 0;
	while (p + len < end && zsip_is_blank(p[len]))
		len++;
	return len;
}

char zsip_unquote_next(const char **p, const char *end)
{
	size_t fold = fold_length(*p, end);

	*p += fold;
	if (fold != 0)
		return ' ';
	if (**p == '\\' && end - *p > 1)
		++*p;
	return *(*p)++;
}

size_t zsip_unquote(struct zsip_slice text, char *buf, size_t size)
{
	struct writer writer = {buf, size, 0};
	const char *p = text.ptr, *end = p + text.len;

	while (p < end)
		put(&writer, zsip_unquote_next(&p, end));
	return writer.len;
}

static int hex_value(char byte)
{
	unsigned char c = lower(byte);

	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char zsip_unescape_next(const char **p, const char *end)
{
	const char *at = *p;

	if (*at != '%' || end - at < 3 || hex_value(at[1]) < 0 ||
	    hex_value(at[2]) < 0) {
		*p = at + 1;
		return *at;
	}
	*p = at + 3;
	return (char)(hex_value(at[1]) * 16 + hex_value(at[2]));
}

size_t zsip_unescape(struct zsip_slice text, char *buf, size_t size)
{
	struct writer writer = {buf, size, 0};
	const char *p = text.ptr, *end = p + text.len;

	while (p < end)
		put(&writer, zsip_unescape_next(&p, end));
	return writer.len;
}
