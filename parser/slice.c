/*
 * Slices: comparison and places.
 */
#include "folded.h"
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

bool zsip_slice_equal_nocase(struct zsip_slice a, struct zsip_slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (zsip_lower(a.ptr[i]) != zsip_lower(b.ptr[i]))
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
