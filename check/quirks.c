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

void zsip_check_report_quirks(struct checker *c, uint64_t quirks,
                              struct zsip_slice at)
{
	const struct zsip_quirk_info *info;
	struct zsip_error error = {ZSIP_OK, 0, ""};

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

static bool is_list(enum zsip_header id)
{
	const struct zsip_header_info *info = zsip_header_info(id);

	return info != NULL && (info->multiplicity == ZSIP_LIST ||
	                        info->multiplicity == ZSIP_LIST0);
}

/* The quirks that a URI needs; false if none help. */
static bool needed_by_uri(struct zsip_slice text, uint64_t *quirks)
{
	struct zsip_options options = all_quirks();
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, text, &options, NULL) != ZSIP_OK)
		return false;
	*quirks |= uri.quirks;
	return true;
}

/* The quirks that a value needs, its URI with it; 0 if none help. */
static uint64_t needed_by_value(enum zsip_header id, struct zsip_slice text)
{
	struct zsip_options options = all_quirks();
	struct zsip_value value;

	if (is_list(id) && id != ZSIP_HDR_WARNING) {
		if (text.len == 0)
			return ZSIP_QUIRK_EMPTY_LIST_ELEMENT;
		if (slice_is(text, "(null)"))
			return ZSIP_QUIRK_NULL_VALUE;
	}
	if (zsip_value_parse(&value, id, text, &options, NULL) != ZSIP_OK)
		return 0;
	if (value.shape == ZSIP_SHAPE_name_addr &&
	    !needed_by_uri(value.name_addr.uri, &value.quirks))
		return 0;
	return value.quirks;
}

uint64_t zsip_check_value_quirks(const struct checker *c, enum zsip_header id,
                                 struct zsip_slice value)
{
	return needed_by_value(id, value) & ~zsip_check_allowed(c);
}

uint64_t zsip_check_uri_quirks(const struct checker *c, struct zsip_slice text)
{
	uint64_t quirks = 0;

	needed_by_uri(text, &quirks);
	return quirks & ~zsip_check_allowed(c);
}

/* Whether every line of the head ends in LF alone. */
static bool has_lf_head(struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end(text);

	for (; p < end && *p != '\r'; p++) {
		if (*p == '\n' && end - p > 1 && p[1] == '\n')
			return true;
	}
	return false;
}

uint64_t zsip_check_start_quirks(const struct checker *c)
{
	const struct zsip_message *msg = c->msg;
	const char *at = msg->text.ptr + msg->error.offset;
	uint64_t quirks = 0;

	if (msg->error.offset == msg->text.len)
		return 0;
	if (*at == '\0' && msg->error.offset == 0)
		quirks = ZSIP_QUIRK_NUL_KEEPALIVE;
	else if (*at == '\n' && msg->version.ptr != NULL &&
	         has_lf_head(msg->text))
		quirks = ZSIP_QUIRK_LF_LINE_ENDS;
	return quirks & ~zsip_check_allowed(c);
}
