/*
 * A writer into the caller's buffer.
 */
#include "zsip_edit.h"
#include "internal.h"
#include <string.h>

void zsip_writer_init(struct zsip_writer *writer, char *buf, size_t size)
{
	*writer = (struct zsip_writer){
	        .buf = buf, .size = size, .error = {ZSIP_OK, 0, ""}};
}

void zsip_writer_add(struct zsip_writer *writer, struct zsip_slice bytes)
{
	size_t at = writer->len, room;

	if (writer->error.status != ZSIP_OK || bytes.len == 0)
		return;
	writer->len = at + bytes.len;
	if (at < writer->size) {
		room = writer->size - at;
		memcpy(writer->buf + at, bytes.ptr,
		       bytes.len < room ? bytes.len : room);
	}
}

void zsip_writer_add_number(struct zsip_writer *writer, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	zsip_writer_add(writer,
	                (struct zsip_slice){digits + at, sizeof(digits) - at});
}

void zsip_writer_fail(struct zsip_writer *writer, enum zsip_status status,
                      const char *expected)
{
	if (writer->error.status == ZSIP_OK)
		writer->error =
		        (struct zsip_error){status, writer->len, expected};
}

/* Behind the fold at p, p itself if there is none: a line end with a blank
 * behind it. */
static const char *behind_fold(const char *p, const char *end)
{
	const char *line = p;

	if (line < end && *line == '\r')
		line++;
	if (line == end || *line != '\n' || ++line == end ||
	    !zsip_is_blank(*line))
		return p;
	while (line < end && zsip_is_blank(*line))
		line++;
	return line;
}

/* The same for folds that follow each other. */
static const char *behind_folds(const char *p, const char *end)
{
	const char *behind;

	while ((behind = behind_fold(p, end)) != p)
		p = behind;
	return p;
}

/* Neither folds nor anything that may not stand in a value. */
static bool is_plain(struct zsip_slice text)
{
	return text.len == 0 || (memchr(text.ptr, '\n', text.len) == NULL &&
	                         memchr(text.ptr, '\r', text.len) == NULL &&
	                         memchr(text.ptr, '\0', text.len) == NULL);
}

void zsip_writer_add_unfolded(struct zsip_writer *writer,
                              struct zsip_slice text)
{
	const char *p = text.ptr != NULL ? text.ptr : "";
	const char *end = p + text.len, *from = p;

	if (is_plain(text))
		p = end;
	while (p < end) {
		const char *behind = behind_folds(p, end);

		if (behind == p && *p != '\r' && *p != '\n' && *p != '\0') {
			p++;
			continue;
		}
		if (behind == p) {
			zsip_writer_fail(writer, ZSIP_E_SYNTAX,
			                 "no line end, no NUL");
			return;
		}
		while (p > from && zsip_is_blank(p[-1]))
			p--;
		zsip_writer_add(writer,
		                (struct zsip_slice){from, (size_t)(p - from)});
		zsip_writer_add(writer, ZSIP_TEXT(" "));
		from = p = behind;
	}
	zsip_writer_add(writer,
	                (struct zsip_slice){from, (size_t)(end - from)});
}
