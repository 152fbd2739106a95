/*
 * What was accepted through a quirk, and what could have been.
 */
#include "checker.h"

uint64_t zsip_check_allowed(const struct checker *c)
{
	const struct zsip_options *options = c->msg->options;

	if (options == NULL || options->size < sizeof(*options))
		return 0;
	return options->quirks;
}

void zsip_check_quirks(struct checker *c, uint64_t quirks, struct zsip_slice at)
{
	const struct zsip_quirk_info *info;
	struct zsip_error error = {ZSIP_OK, 0, ""};

	if (quirks == 0)
		return;
	error.offset = zsip_check_offset(c, at.ptr);
	for (size_t i = 0; (info = zsip_quirk_at(i)) != NULL; i++) {
		if ((quirks & info->bit) == 0)
			continue;
		error.expected = info->name;
		c->quirks = info->bit;
		zsip_check_report(c, ZSIP_RULE_QUIRK, at, &error);
	}
	c->quirks = 0;
}

static struct zsip_options all_quirks(void)
{
	struct zsip_options options = {.size = sizeof(options)};

	options.quirks = ~(uint64_t)0;
	return options;
}

uint64_t zsip_check_value_quirks(const struct checker *c, enum zsip_header id,
                                 struct zsip_slice value)
{
	struct zsip_options options = all_quirks();
	struct zsip_value parsed;

	if (value.len == 0 && id != ZSIP_HDR_WARNING)
		return ZSIP_QUIRK_EMPTY_LIST_ELEMENT & ~zsip_check_allowed(c);
	if (slice_is(value, "(null)"))
		return ZSIP_QUIRK_NULL_VALUE & ~zsip_check_allowed(c);
	if (zsip_value_parse(&parsed, id, value, &options, NULL) != ZSIP_OK)
		return 0;
	return parsed.quirks & ~zsip_check_allowed(c);
}

uint64_t zsip_check_uri_quirks(const struct checker *c, struct zsip_slice text)
{
	struct zsip_options options = all_quirks();
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, text, &options, NULL) != ZSIP_OK)
		return 0;
	return uri.quirks & ~zsip_check_allowed(c);
}
