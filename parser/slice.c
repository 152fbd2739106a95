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

static ALWAYS_INLINE bool is_same_word(uint64_t a, uint64_t b)
{
	return a == b || zsip_lower_word(a) == zsip_lower_word(b);
}

bool zsip_slice_equal_nocase(struct zsip_slice a, struct zsip_slice b)
{
	size_t i = 0;

	if (a.len != b.len || a.len == 0)
		return a.len == b.len;
	if (a.len < 8)
		return is_same_word(zsip_load_short(a.ptr, a.len),
		                    zsip_load_short(b.ptr, a.len));
	for (; a.len - i > 8; i += 8) {
		if (!is_same_word(zsip_load64(a.ptr + i),
		                  zsip_load64(b.ptr + i)))
			return false;
	}
	/* The last word may have bytes of the one before it. */
	return is_same_word(zsip_load64(a.ptr + a.len - 8),
	                    zsip_load64(b.ptr + a.len - 8));
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
