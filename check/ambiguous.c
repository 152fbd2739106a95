/*
 * Messages that two receivers read differently, as far as no value's grammar
 * tells: start line, lines, names, characters.
 */
#include "checker.h"

/* The longest name of a header field that is looked for. */
#define NAME_LENGTH 32

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

/* Whether a broken Request-Line has more than three words: the first and the
 * last blank of it then are borders of another Request-URI than the first and
 * the second. */
bool zsip_check_many_words(struct zsip_slice line)
{
	const char *p = line.ptr, *end = slice_end(line);
	unsigned words = 0;

	while (p < end && is_token_byte(*p))
		p++;
	if (p == line.ptr || p == end || *p != ' ')
		return false;
	for (p = line.ptr; p < end && words <= 3; words++) {
		while (p < end && !is_blank(*p))
			p++;
		p = skip_blanks(p, end);
	}
	return words > 3;
}

/* Whether a line would be a known header field without the bytes before its
 * colon that no name may have. */
bool zsip_check_hidden_name(struct zsip_slice line)
{
	const char *colon = memchr(line.ptr, ':', line.len), *p = line.ptr;
	char copy[NAME_LENGTH];
	struct zsip_slice name = {copy, 0};

	if (colon == NULL)
		return false;
	for (; p < colon; p++) {
		if (!is_token_byte(*p) && (!is_blank(*p) || name.len == 0))
			continue;
		if (name.len == NAME_LENGTH)
			return false;
		copy[name.len++] = *p;
	}
	while (name.len != 0 && is_blank(copy[name.len - 1]))
		name.len--;
	return zsip_header_find(name) != ZSIP_HDR_OTHER;
}

static bool is_line_end(const char *p, const char *end)
{
	if (p < end && *p == '\r')
		p++;
	return p < end && *p == '\n';
}

/* A fold may be blanks alone. */
static void check_blank_line(struct checker *c, const struct zsip_field *field)
{
	const char *p = slice_end(field->name), *end = slice_end(c->msg->text);
	const char *line;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		line = p + 1;
		p = skip_blanks(line, end);
		if (p == line)
			return;
		if (is_line_end(p, end)) {
			zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_BLANK_LINE,
			                     slice_between(line, p));
			return;
		}
	}
}

static bool begins_with_fold(const struct zsip_field *field)
{
	const char *p = slice_end(field->name);

	return field->value.len != 0 &&
	       memchr(p, '\n', (size_t)(field->value.ptr - p)) != NULL;
}

void zsip_check_field_form(struct checker *c, const struct zsip_field *field)
{
	if (field->flags & ZSIP_FIELD_BLANK)
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_BLANK_BEFORE_COLON,
		                     field->name);
	if ((field->flags & ZSIP_FIELD_FOLDED) == 0)
		return;
	if (begins_with_fold(field))
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_FOLD, field->name);
	check_blank_line(c, field);
}

/* RFC 3629 3: what of the UTF8-NONASCII of RFC 3261, which is RFC 2279's, is a
 * longer form than need be, a surrogate or beyond U+10FFFF. */
static bool is_forbidden_utf8(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xE0:
		return second < 0xA0;
	case 0xED:
		return second >= 0xA0;
	case 0xF0:
		return second < 0x90;
	case 0xF4:
		return second >= 0x90;
	default:
		return first < 0xC2 || first > 0xF4;
	}
}

/* The length of the character at p, 0 if there is no whole one of several
 * bytes: an extension header field may have lone continuation bytes, and what
 * quirks accept may be anything. */
size_t zsip_check_character_length(const char *p, const char *end)
{
	size_t len = zsip_check_utf8_length((unsigned char)*p);

	if (len > (size_t)(end - p))
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return len;
}

/* Bytes that are looked at in one step. */
#define ASCII_STEP 32

static inline uint64_t word_at(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

static inline bool is_ascii_at(const char *p)
{
	uint64_t all =
	        word_at(p) | word_at(p + 8) | word_at(p + 16) | word_at(p + 24);

	return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* By words as long as there are some; the last ones may be met twice. */
static const char *skip_ascii(const char *p, const char *end)
{
	const char *last = end - p >= ASCII_STEP ? end - ASCII_STEP : NULL;

	while (end - p >= ASCII_STEP && is_ascii_at(p))
		p += ASCII_STEP;
	if (last != NULL && p > last && is_ascii_at(last))
		return end;
	while (p < end && ((unsigned char)*p & 0x80) == 0)
		p++;
	return p;
}

/* Asked once a message, so that its texts need not be looked at. */
bool zsip_check_is_ascii(const struct zsip_message *msg)
{
	const char *end =
	        msg->body.ptr != NULL ? msg->body.ptr : slice_end(msg->text);

	return skip_ascii(msg->text.ptr, end) == end;
}

/* The first character of an accepted text that RFC 3629 forbids. */
void zsip_check_characters(struct checker *c, struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end(text);

	while ((p = skip_ascii(p, end)) < end) {
		size_t len = zsip_check_character_length(p, end);

		if (len != 0 && is_forbidden_utf8((unsigned char)p[0],
		                                  (unsigned char)p[1])) {
			zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_UTF8,
			                     (struct zsip_slice){p, len});
			return;
		}
		p += len == 0 ? 1 : len;
	}
}
