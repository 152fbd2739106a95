/*
 * Addresses that their grammar refused: what ends a URI without brackets, a
 * display name without quotes, and a second address.
 */
#include "checker.h"

/* How far a text goes without a byte that ends a bare addr-spec or shows that
 * it is none. */
static const char *bare_end(const char *p, const char *end)
{
	while (p < end && (unsigned char)(*p - 0x21) < 0x7F - 0x21 &&
	       memchr("<>\",;?", *p, 6) == NULL)
		p++;
	return p;
}

static const char *find_byte(const char *p, const char *end, char byte)
{
	while (p < end && *p != byte)
		p++;
	return p;
}

static bool has_bracket(struct zsip_slice text)
{
	return memchr(text.ptr, '<', text.len) != NULL;
}

/* Whether an address is, or comes, behind a comma or at a bracket. */
static bool is_second_address(struct zsip_slice rest)
{
	const char *end = slice_end(rest);

	return has_bracket(rest) || zsip_check_has_scheme(slice_between(
	                                    skip_lws(rest.ptr + 1, end), end));
}

/* The second half of a URI that was cut at its comma: no scheme, but an "@",
 * behind a first half that could be a URI of its own. */
static bool second_half(const struct checker *c, struct fault *fault,
                        struct zsip_slice value)
{
	const char *stop = bare_end(value.ptr, slice_end(value));
	const char *first = c->half_uri.ptr;
	const char *comma;

	if (first == NULL || find_byte(value.ptr, stop, '@') == stop)
		return false;
	comma = find_byte(first, value.ptr, ',');
	*fault = (struct fault){ZSIP_RULE_AMBIGUOUS_COMMA, {comma, 1}};
	return true;
}

/* A URI that should be in brackets (RFC 8217).  Where the "@" stands tells
 * whether what ends the URI was meant to be in its user part. */
static bool bare_fault(struct fault *fault, struct zsip_slice value)
{
	const char *end = slice_end(value), *p, *stop, *at;
	bool host;

	if (!zsip_check_has_scheme(value))
		return false;
	p = memchr(value.ptr, ':', value.len);
	stop = bare_end(p, end);
	if (stop == end)
		return false;
	at = find_byte(stop, end, '@');
	host = find_byte(p, stop, '@') < stop;
	if (*stop == '?')
		fault->rule = ZSIP_RULE_AMBIGUOUS_QUESTION_MARK;
	else if (*stop == ',' &&
	         !(host && is_second_address(slice_between(stop, end))))
		fault->rule = ZSIP_RULE_AMBIGUOUS_COMMA;
	else if (*stop == ';' && !host && at < end &&
	         find_byte(stop, at, '"') == at)
		fault->rule = ZSIP_RULE_AMBIGUOUS_SEMICOLON;
	else
		return false;
	fault->at = (struct zsip_slice){stop, 1};
	return true;
}

/* Whether a text is an address, or begins with one. */
static bool has_address(struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end(text);

	while (p != NULL && p < end && *p != '>')
		p = zsip_check_skip_quoted(p, end);
	return (p != NULL && p < end) || zsip_check_has_scheme(text);
}

static bool is_words(struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_token_byte(text.ptr[i]) && !is_lws(text.ptr[i]))
			return false;
	}
	return true;
}

/* Words of a list that end at a comma, and the address behind it: absent if
 * what is there is no display name without its quotes. */
static struct zsip_slice unquoted_name(const struct checker *c,
                                       struct zsip_slice words)
{
	struct zsip_slice field = c->msg->fields[c->field].value, item;
	struct zsip_slice rest =
	        slice_between(slice_end(words), slice_end(field));

	/* The first item is what stands before the comma: nothing. */
	if (!is_words(words) || !zsip_slice_next_item(&rest, &item) ||
	    !zsip_slice_next_item(&rest, &item) || !has_bracket(item))
		return (struct zsip_slice){NULL, 0};
	return slice_between(words.ptr, slice_end(item));
}

/* A comma ends a value of a list, so that the words before it are one. */
static void list_fault(struct checker *c, struct fault *fault,
                       enum zsip_header id, struct zsip_slice value)
{
	struct zsip_slice name = unquoted_name(c, value);

	if (name.ptr == NULL)
		return;
	fault->rule = ZSIP_RULE_AMBIGUOUS_UNQUOTED_NAME;
	c->quirks = zsip_check_value_quirks(c, id, name);
}

/* At a bracket or a comma: the second address of one value, or an address
 * behind a name with a comma. */
static void second_fault(struct fault *fault, enum zsip_header id,
                         struct zsip_slice value, const char *at)
{
	struct zsip_slice rest = slice_between(at, slice_end(value));
	bool once = zsip_header_info(id)->multiplicity == ZSIP_ONCE;
	bool behind = has_address(slice_between(value.ptr, at));

	if (*at != '<' && (*at != ',' || !once))
		return;
	if (behind && is_second_address(rest))
		fault->rule = ZSIP_RULE_AMBIGUOUS_SECOND_ADDRESS;
	else if (!behind && *at == ',' && has_bracket(rest))
		fault->rule = ZSIP_RULE_AMBIGUOUS_UNQUOTED_NAME;
}

void zsip_check_address_fault(struct checker *c, struct fault *fault,
                              enum zsip_header id, struct zsip_slice value,
                              const char *at)
{
	if (second_half(c, fault, value) || bare_fault(fault, value))
		return;
	if (at == slice_end(value))
		list_fault(c, fault, id, value);
	else
		second_fault(fault, id, value, at);
}
