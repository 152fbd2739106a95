/*
 * Items of lists that have a grammar of their own: configurations, capability
 * numbers, MSRP URIs, media types.
 */
#include "sdp_internal.h"
#include "zsip_sdp_application.h"

static struct zsip_slice between(const char *from, const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

/* The end of a walk, for whatever reason. */
static bool stop_walk(struct zsip_slice *rest)
{
	*rest = (struct zsip_slice){NULL, 0};
	return false;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* The word at the begin of `rest`, up to a blank outside of quotes; `escape`:
 * the byte that lets a quote stand in them. */
static bool next_quoted_word(struct zsip_slice *rest, char escape,
                             struct zsip_slice *word)
{
	const char *p = rest->ptr, *end, *from;
	bool quoted = false;

	if (p == NULL)
		return false;
	end = p + rest->len;
	while (p < end && is_blank(*p))
		p++;
	for (from = p; p < end && (quoted || !is_blank(*p)); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (quoted && *p == escape && end - p > 1)
			p++;
	}
	*word = between(from, p);
	*rest = p < end ? between(p, end) : (struct zsip_slice){NULL, 0};
	return word->len != 0;
}

/* `text` up to the first `byte`, which `behind` follows; absent if there is
 * none. */
static struct zsip_slice split(struct zsip_slice text, char byte,
                               struct zsip_slice *behind)
{
	const char *at = memchr(text.ptr, byte, text.len);

	*behind = (struct zsip_slice){NULL, 0};
	if (at == NULL)
		return text;
	*behind = between(at + 1, text.ptr + text.len);
	return between(text.ptr, at);
}

bool zsip_sdp_next_config(struct zsip_slice *rest,
                          struct zsip_sdp_config *config)
{
	struct zsip_slice word;

	if (!next_quoted_word(rest, '\0', &word))
		return stop_walk(rest);
	config->mandatory = *word.ptr == '+';
	if (config->mandatory)
		word = between(word.ptr + 1, word.ptr + word.len);
	config->name = split(word, '=', &config->value);
	if (config->name.len == 0 || config->value.ptr == NULL)
		return stop_walk(rest);
	return true;
}

bool zsip_sdp_attribute_config_split(struct zsip_slice attributes,
                                     struct zsip_sdp_attribute_config *config)
{
	struct zsip_slice deleted;

	*config =
	        (struct zsip_sdp_attribute_config){.alternatives = attributes};
	if (attributes.ptr == NULL || attributes.len == 0)
		return false;
	if (*attributes.ptr != '-')
		return true;
	deleted = split(attributes, ':', &config->alternatives);
	for (size_t i = 1; i < deleted.len; i++) {
		char letter = (char)(deleted.ptr[i] | 0x20);

		if (letter != 'm' && letter != 's')
			return false;
		config->delete_media |= letter == 'm';
		config->delete_session |= letter == 's';
	}
	return deleted.len > 1;
}

bool zsip_sdp_next_alternative(struct zsip_slice *rest,
                               struct zsip_sdp_alternative *alt)
{
	struct zsip_slice item, behind;

	if (!zsip_sdp_next(rest, '|', &item) || item.len == 0)
		return stop_walk(rest);
	alt->mandatory = split(item, '[', &alt->optional);
	if (alt->optional.ptr == NULL)
		return true;
	alt->optional = split(alt->optional, ']', &behind);
	if (behind.ptr == NULL || behind.len != 0)
		return stop_walk(rest);
	if (alt->mandatory.len == 0)
		alt->mandatory.ptr = NULL;
	else if (alt->mandatory.ptr[--alt->mandatory.len] != ',')
		return stop_walk(rest);
	return true;
}

static bool read_u32_of(struct zsip_slice digits, uint32_t *number)
{
	uint64_t value;

	if (zsip_sdp_number(digits, &value) != ZSIP_OK || value > UINT32_MAX)
		return false;
	*number = (uint32_t)value;
	return true;
}

bool zsip_sdp_next_cap_range(struct zsip_slice *rest,
                             struct zsip_sdp_cap_range *range)
{
	struct zsip_slice item, last;

	if (!zsip_sdp_next(rest, ',', &item) || item.len == 0)
		return stop_walk(rest);
	range->wildcard = item.ptr[item.len - 1] == '*';
	item.len -= range->wildcard;
	item = split(item, '-', &last);
	if (!read_u32_of(item, &range->first) ||
	    !read_u32_of(last.ptr != NULL ? last : item, &range->last))
		return stop_walk(rest);
	return true;
}

bool zsip_sdp_next_payload_map(struct zsip_slice *rest,
                               struct zsip_sdp_payload_map *map)
{
	struct zsip_slice item, type;

	if (!zsip_sdp_next(rest, ',', &item) || item.len == 0)
		return stop_walk(rest);
	item = split(item, ':', &type);
	if (!read_u32_of(item, &map->capability) ||
	    !read_u32_of(type, &map->payload_type))
		return stop_walk(rest);
	return true;
}

/* One item by the rule of its shape. */
static bool read_item(void *out, enum zsip_sdp_shape shape,
                      struct zsip_slice text)
{
	struct zsip_stop stop = {.status = ZSIP_OK};

	return zsip_sdp_application_machine(out, shape, text.ptr,
	                                    text.ptr + text.len, &stop) != NULL;
}

bool zsip_sdp_next_msrp_uri(struct zsip_slice *rest,
                            struct zsip_sdp_msrp_uri *uri)
{
	struct zsip_slice word;

	*uri = (struct zsip_sdp_msrp_uri){.port = 0};
	if (!zsip_sdp_next(rest, ' ', &word) ||
	    !read_item(uri, ZSIP_SDP_SHAPE_msrp_uri, word))
		return stop_walk(rest);
	return true;
}

bool zsip_sdp_next_format_entry(struct zsip_slice *rest,
                                struct zsip_sdp_format_entry *entry)
{
	struct zsip_slice word;

	*entry = (struct zsip_sdp_format_entry){.type = {NULL, 0}};
	if (!next_quoted_word(rest, '\\', &word) ||
	    !read_item(entry, ZSIP_SDP_SHAPE_format_entry, word))
		return stop_walk(rest);
	return true;
}

bool zsip_sdp_next_named(struct zsip_slice *rest, struct zsip_sdp_pair *pair)
{
	struct zsip_slice word;
	struct zsip_slice *value = &pair->value;

	if (!next_quoted_word(rest, '\0', &word))
		return stop_walk(rest);
	pair->name = split(word, ':', value);
	if (value->len > 1 && *value->ptr == '"' &&
	    value->ptr[value->len - 1] == '"')
		*value = between(value->ptr + 1, value->ptr + value->len - 1);
	return true;
}
