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

static __attribute__((noinline)) bool is_other_case(uint64_t a, uint64_t b)
{
	return zsip_lower_word(a) == zsip_lower_word(b);
}

static inline bool is_same_word(uint64_t a, uint64_t b)
{
	return a == b || is_other_case(a, b);
}

/* Of more than eight bytes each: by words, the last of which may overlap. */
static __attribute__((noinline)) bool is_same_text(const char *a, const char *b,
                                                   size_t len)
{
	for (size_t i = 0; i < len - 8; i += 8) {
		if (!is_same_word(zsip_load64(a + i), zsip_load64(b + i)))
			return false;
	}
	return is_same_word(zsip_load64(a + len - 8), zsip_load64(b + len - 8));
}

/* Most texts are short, and equal as they are. */
bool zsip_slice_equal_nocase(struct zsip_slice a, struct zsip_slice b)
{
	if (a.len != b.len)
		return false;
	if (a.len > 8)
		return is_same_text(a.ptr, b.ptr, a.len);
	return is_same_word(zsip_load_short(a.ptr, a.len),
	                    zsip_load_short(b.ptr, b.len));
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
