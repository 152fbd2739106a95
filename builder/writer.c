/*
 * A writer into the caller's buffer.
 */
#include "zsip_edit.h"
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
