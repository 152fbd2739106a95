/*
 * Quoting and escaping, and the digits of telephone numbers.
 */
#include "folded.h"
#include "scan.h"

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

char zsip_unescape_next(const char **p, const char *end)
{
	int escape = zsip_escape_value(*p, end);
	char byte = **p;

	*p += escape < 0 ? 1 : 3;
	return escape < 0 ? byte : (char)escape;
}

size_t zsip_unescape(struct zsip_slice text, char *buf, size_t size)
{
	struct writer writer = {buf, size, 0};
	const char *p = text.ptr, *end = p + text.len;

	while (p < end)
		put(&writer, zsip_unescape_next(&p, end));
	return writer.len;
}

/* What stands unescaped in a part. */
static unsigned set_of(enum zsip_uri_part part)
{
	switch (part) {
	case ZSIP_URI_USER:
		return ZSIP_SET_user;
	case ZSIP_URI_PASSWORD:
		return ZSIP_SET_password;
	case ZSIP_URI_PARAM:
		return ZSIP_SET_param;
	case ZSIP_URI_HEADER:
		return ZSIP_SET_hnv;
	}
	return ZSIP_SET_unreserved;
}

size_t zsip_escape(enum zsip_uri_part part, struct zsip_slice text, char *buf,
                   size_t size)
{
	static const char digits[] = "0123456789ABCDEF";
	struct writer writer = {buf, size, 0};
	unsigned set = set_of(part);

	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (scan_has(set, text.ptr[i])) {
			put(&writer, text.ptr[i]);
			continue;
		}
		put(&writer, '%');
		put(&writer, digits[byte >> 4]);
		put(&writer, digits[byte & 15]);
	}
	return writer.len;
}

size_t zsip_tel_digits(struct zsip_slice number, char *buf, size_t size)
{
	struct zsip_folded folded = zsip_folded_start(number, ZSIP_FOLD_DIGITS);
	struct writer writer = {buf, size, 0};
	int digit;

	while ((digit = zsip_folded_next(&folded)) != ZSIP_FOLDED_END)
		put(&writer, (char)digit);
	return writer.len;
}
