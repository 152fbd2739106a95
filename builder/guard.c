/*
 * What keeps out of a message what would not be read back as itself.
 */
#include "guard.h"
#include "folded.h"
#include <string.h>

bool zsip_guard_token(struct zsip_slice text)
{
	size_t i = 0;

	while (i < text.len && zsip_is_token(text.ptr[i]))
		i++;
	return i == text.len && i != 0;
}

bool zsip_guard_breaks(struct zsip_slice text)
{
	return text.len != 0 && (memchr(text.ptr, '\r', text.len) != NULL ||
	                         memchr(text.ptr, '\n', text.len) != NULL ||
	                         memchr(text.ptr, '\0', text.len) != NULL);
}

static bool is_between(char byte, unsigned low, unsigned high)
{
	return (unsigned char)byte >= low && (unsigned char)byte <= high;
}

size_t zsip_guard_character(const char *p, const char *end)
{
	unsigned char first = (unsigned char)*p;
	unsigned low = 0x80, high = 0xBF;
	size_t len;

	if (first < 0x80)
		return 1;
	len = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
	if (len == 0 || first > 0xF4 || (size_t)(end - p) < len)
		return 0;
	if (first == 0xE0 || first == 0xF0)
		low = first == 0xE0 ? 0xA0 : 0x90;
	if (first == 0xED || first == 0xF4)
		high = first == 0xED ? 0x9F : 0x8F;
	if (!is_between(p[1], low, high))
		return 0;
	for (size_t i = 2; i < len; i++) {
		if (!is_between(p[i], 0x80, 0xBF))
			return 0;
	}
	return len;
}

/* reserved, unreserved, SP and HTAB. */
static bool is_reason_byte(char byte)
{
	static const char marks[] = ";/?:@&=+$,-_.!~*'() \t";
	char lower = zsip_lower(byte);

	return (byte >= '0' && byte <= '9') || (lower >= 'a' && lower <= 'z') ||
	       (byte != '\0' && strchr(marks, byte) != NULL);
}

bool zsip_guard_reason(struct zsip_slice text)
{
	const char *p = text.ptr, *end = p + text.len;

	while (p < end) {
		size_t len = zsip_guard_character(p, end);

		if (*p == '%')
			len = zsip_escape_value(p, end) < 0 ? 0 : 3;
		else if (len == 1 && !is_reason_byte(*p))
			len = 0;
		if (len == 0)
			return false;
		p += len;
	}
	return true;
}

/* As a list of one field.  Of the message no more is read than is set. */
static enum zsip_status check_list(enum zsip_header id, struct zsip_slice value,
                                   const struct zsip_options *options)
{
	const struct zsip_field field = {.value = value, .id = (uint16_t)id};
	struct zsip_value element;
	struct zsip_message msg;
	struct zsip_list list;
	enum zsip_status status;

	msg.options = options;
	msg.text = value;
	zsip_list_start_field(&list, &msg, &field);
	do {
		status = zsip_list_next(&list, &element, NULL);
	} while (status == ZSIP_OK);
	return status == ZSIP_END ? ZSIP_OK : status;
}

enum zsip_status zsip_guard_value(enum zsip_header id, struct zsip_slice value,
                                  const struct zsip_options *options)
{
	struct zsip_value element;

	if (zsip_is_list(zsip_header_info(id)))
		return check_list(id, value, options);
	return zsip_value_parse(&element, id, value, options, NULL);
}
