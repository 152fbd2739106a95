/*
 * Lists within the values of media and RTP attributes.
 */
#include "sdp_internal.h"
#include "zsip_sdp_rtp.h"

static const struct zsip_slice absent;

static struct zsip_slice between(const char *from, const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

/* The end of a walk, for whatever reason. */
static bool stop_walk(struct zsip_slice *rest)
{
	*rest = absent;
	return false;
}

bool zsip_sdp_next_rid(struct zsip_slice *rest,
                       struct zsip_sdp_rid_choice *choice)
{
	if (!zsip_sdp_next(rest, ',', &choice->id))
		return false;
	choice->paused = choice->id.len != 0 && *choice->id.ptr == '~';
	if (choice->paused)
		choice->id = between(choice->id.ptr + 1,
		                     choice->id.ptr + choice->id.len);
	return choice->id.len != 0 || stop_walk(rest);
}

/* Up to the next comma or bracket that closes and is not within brackets;
 * `end` if there is none. */
static const char *item_end(const char *p, const char *end)
{
	size_t depth = 0;

	for (; p < end; p++) {
		if (depth == 0 && (*p == ',' || *p == ']'))
			return p;
		if (*p == '[')
			depth++;
		else if (*p == ']')
			depth--;
	}
	return end;
}

static void keep_image_item(struct zsip_sdp_image_set *set,
                            struct zsip_slice item)
{
	const struct {
		const char *name;
		struct zsip_slice *value;
	} members[] = {{"x=", &set->x},
	               {"y=", &set->y},
	               {"sar=", &set->sar},
	               {"par=", &set->par},
	               {"q=", &set->q}};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		size_t len = strlen(members[i].name);

		if (item.len >= len &&
		    zsip_slice_equal_nocase(between(item.ptr, item.ptr + len),
		                            zsip_slice_from(members[i].name)))
			*members[i].value =
			        between(item.ptr + len, item.ptr + item.len);
	}
}

bool zsip_sdp_next_image_set(struct zsip_slice *rest,
                             struct zsip_sdp_image_set *set)
{
	const char *p = rest->ptr, *end, *from;

	*set = (struct zsip_sdp_image_set){.x = absent};
	if (p == NULL)
		return false;
	end = p + rest->len;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (p == end || *p != '[')
		return stop_walk(rest);
	do {
		from = p + 1;
		p = item_end(from, end);
		if (p == end)
			return stop_walk(rest);
		keep_image_item(set, between(from, p));
	} while (*p == ',');
	*rest = p + 1 < end ? between(p + 1, end) : absent;
	return true;
}

static bool read_size(struct zsip_slice digits, uint32_t *size)
{
	uint64_t number;

	if (zsip_sdp_number(digits, &number) != ZSIP_OK || number > UINT32_MAX)
		return false;
	*size = (uint32_t)number;
	return true;
}

/* Sizes joined by commas. */
static bool read_sizes(struct zsip_slice rest,
                       struct zsip_sdp_image_range *range)
{
	struct zsip_slice item;

	range->values = rest;
	zsip_sdp_next(&rest, ',', &item);
	if (!read_size(item, &range->first))
		return false;
	while (zsip_sdp_next(&rest, ',', &item)) {
		if (!read_size(item, &range->last))
			return false;
	}
	return true;
}

/* first:last or first:step:last */
static bool read_range(struct zsip_slice rest,
                       struct zsip_sdp_image_range *range)
{
	struct zsip_slice item;

	zsip_sdp_next(&rest, ':', &item);
	if (!read_size(item, &range->first) ||
	    !zsip_sdp_next(&rest, ':', &item) || !read_size(item, &range->last))
		return false;
	range->step = 1;
	if (rest.ptr == NULL)
		return true;
	range->step = range->last;
	return read_size(rest, &range->last);
}

bool zsip_sdp_image_range(struct zsip_slice text,
                          struct zsip_sdp_image_range *range)
{
	*range = (struct zsip_sdp_image_range){.step = 0};
	if (text.len == 0 || *text.ptr != '[') {
		range->step = 1;
		return read_size(text, &range->first) &&
		       read_size(text, &range->last);
	}
	if (text.ptr[text.len - 1] != ']')
		return false;
	text = between(text.ptr + 1, text.ptr + text.len - 1);
	return memchr(text.ptr, ',', text.len) != NULL
	               ? read_sizes(text, range)
	               : read_range(text, range);
}

bool zsip_sdp_next_dependency(struct zsip_slice *rest,
                              struct zsip_sdp_dependency *dependency)
{
	struct zsip_slice words;

	if (!zsip_sdp_next(rest, ';', &words))
		return false;
	if (!zsip_sdp_next(&words, ' ', &dependency->format) ||
	    !zsip_sdp_next(&words, ' ', &dependency->type))
		return stop_walk(rest);
	while (words.len != 0 && *words.ptr == ' ')
		words = between(words.ptr + 1, words.ptr + words.len);
	dependency->needed = words.len != 0 ? words : absent;
	return true;
}
