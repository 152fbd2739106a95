/*
 * Bytes whose words and addresses are replaced.
 */
#include "select/scrub.h"
#include "select/names.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define WORD(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}
#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static const struct zsip_slice kept_words[] = {
#define ANONYMIZE_WORD(text) WORD(text),
#define ANONYMIZE_HEADER(id, treatment)
#define ANONYMIZE_MEMBER(name, treatment)
#define ANONYMIZE_PARAM(id, treatment)
#define ANONYMIZE_ATTRIBUTE(id, treatment)
#define ANONYMIZE_SDP_MEMBER(letter, id, name, treatment)
#include "select/anonymize.def"
#undef ANONYMIZE_WORD
#undef ANONYMIZE_HEADER
#undef ANONYMIZE_MEMBER
#undef ANONYMIZE_PARAM
#undef ANONYMIZE_ATTRIBUTE
#undef ANONYMIZE_SDP_MEMBER
};

/* Methods, transports and what a start line has. */
static const struct zsip_slice protocol_words[] = {
#define ZSIP_METHOD(number, id, name, rfc) WORD(name),
#include "zsip_methods.def"
#undef ZSIP_METHOD
#define ZSIP_TRANSPORT(number, id, name, port, reliable, secure, over_tls,     \
                       service, naptr, rfc)                                    \
	WORD(name),
#include "zsip_transports.def"
#undef ZSIP_TRANSPORT
};

void scrub_start(struct scrub *scrub, const struct pseudonyms *pseudonyms,
                 char *bytes, size_t len)
{
	*scrub = (struct scrub){.pseudonyms = pseudonyms,
	                        .bytes = bytes,
	                        .len = len,
	                        .done = must_resize(NULL, len, sizeof(bool))};
	memset(scrub->done, 0, len * sizeof(bool));
}

void scrub_end(struct scrub *scrub)
{
	free(scrub->done);
}

void scrub_keep(struct scrub *scrub, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++)
		scrub->done[i] = true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_letter_or_digit(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_of_word(char c)
{
	return is_letter_or_digit(c) || (unsigned char)c >= 0x80;
}

static bool is_done(const struct scrub *scrub, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		if (scrub->done[i])
			return true;
	}
	return false;
}

/* --- Addresses */

/* Four numbers of up to three digits with dots between them.
 * @return behind them, `at` if there are none */
static size_t find_ipv4_end(const char *bytes, size_t at, size_t end)
{
	size_t p = at;

	for (int i = 0; i < 4; i++) {
		size_t start = p;

		if (i > 0 && (p == end || bytes[p] != '.'))
			return at;
		start = p += i > 0;
		while (p < end && p - start < 4 && is_digit(bytes[p]))
			p++;
		if (p == start || p - start > 3)
			return at;
	}
	if (end - p > 1 && bytes[p] == '.' && is_digit(bytes[p + 1]))
		return at;
	return p;
}

/* What stands before an address is none of it. */
static bool may_begin(const struct scrub *scrub, size_t start, size_t at)
{
	return at == start ||
	       (!is_digit(scrub->bytes[at - 1]) && scrub->bytes[at - 1] != '.');
}

/* As long as it may be one; whether it is, inet_pton() says.
 * @return behind it, `at` if there is none */
static size_t find_ipv6_end(const char *bytes, size_t at, size_t end)
{
	char copy[ENDPOINT_TEXT] = "";
	uint8_t address[16];
	size_t p = at, colons = 0;

	while (p < end && p - at < sizeof(copy) &&
	       (is_hex(bytes[p]) || bytes[p] == ':' ||
	        (bytes[p] == '.' && colons > 1))) {
		colons += bytes[p] == ':';
		p++;
	}
	while (p > at &&
	       (bytes[p - 1] == '.' ||
	        (p - at > 2 && bytes[p - 1] == ':' && bytes[p - 2] != ':')))
		p--;
	if (colons < 2 || p - at >= sizeof(copy) ||
	    (p < end && is_of_word(bytes[p])))
		return at;
	memcpy(copy, bytes + at, p - at);
	return inet_pton(AF_INET6, copy, address) == 1 ? p : at;
}

static size_t change_address(struct scrub *scrub, size_t at, size_t end)
{
	char *bytes = scrub->bytes;
	bool is_after_word = at > 0 && (is_letter_or_digit(bytes[at - 1]) ||
	                                bytes[at - 1] == ':');
	size_t behind = is_after_word ? at : find_ipv6_end(bytes, at, end);

	if (behind > at && !is_done(scrub, at, behind)) {
		pseudonym_ipv6(scrub->pseudonyms, bytes + at, behind - at);
		return behind;
	}
	behind = is_digit(bytes[at]) ? find_ipv4_end(bytes, at, end) : at;
	if (behind > at && !is_done(scrub, at, behind)) {
		pseudonym_ipv4(scrub->pseudonyms, bytes + at, behind - at);
		return behind;
	}
	return at;
}

void scrub_addresses(struct scrub *scrub, size_t start, size_t end)
{
	for (size_t at = start; at < end;) {
		size_t behind = at;

		if ((is_hex(scrub->bytes[at]) || scrub->bytes[at] == ':') &&
		    may_begin(scrub, start, at))
			behind = change_address(scrub, at, end);
		scrub_keep(scrub, at, behind);
		at = behind > at ? behind : at + 1;
	}
}

/* --- Words */

static bool is_among(const struct zsip_slice *words, size_t count,
                     struct zsip_slice word)
{
	for (size_t i = 0; i < count; i++) {
		if (zsip_slice_equal_nocase(words[i], word))
			return true;
	}
	return false;
}

static size_t value_of_hex(char c)
{
	return is_digit(c) ? (size_t)(c - '0')
	                   : (size_t)((c | 0x20) - 'a') + 10;
}

/* A character behind "%" becomes another one of its kind (RFC 3261 25.1:
 * escaped), written in letters of the same case. */
static void change_escaped(const struct scrub *scrub, char *digits)
{
	bool is_upper = (digits[0] >= 'A' && digits[0] <= 'F') ||
	                (digits[1] >= 'A' && digits[1] <= 'F');
	const char *names = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char c = (char)(value_of_hex(digits[0]) << 4 | value_of_hex(digits[1]));

	if (!is_of_word(c))
		return;
	pseudonym_word(scrub->pseudonyms, &c, 1);
	digits[0] = names[(unsigned char)c >> 4];
	digits[1] = names[(unsigned char)c & 0xf];
}

static bool is_escape(const struct scrub *scrub, size_t at, size_t end)
{
	return scrub->bytes[at] == '%' && end - at > 2 &&
	       is_hex(scrub->bytes[at + 1]) && is_hex(scrub->bytes[at + 2]) &&
	       !is_done(scrub, at, at + 3);
}

static size_t find_word_end(const struct scrub *scrub, size_t at, size_t end)
{
	while (at < end && !scrub->done[at] && is_of_word(scrub->bytes[at]))
		at++;
	return at;
}

static bool is_number(const struct scrub *scrub, size_t at, size_t behind)
{
	for (size_t i = at; i < behind; i++) {
		if (!is_digit(scrub->bytes[i]))
			return false;
	}
	return true;
}

/* Digits behind a colon that follows a host. */
static bool is_port(const struct scrub *scrub, size_t at, size_t behind,
                    size_t end)
{
	const char *bytes = scrub->bytes;

	return is_number(scrub, at, behind) && at > 1 && bytes[at - 1] == ':' &&
	       (is_letter_or_digit(bytes[at - 2]) || bytes[at - 2] == ']') &&
	       (behind == end || strchr("@.-", bytes[behind]) == NULL);
}

static bool is_of_protocol(const struct scrub *scrub, size_t at, size_t behind,
                           size_t end)
{
	static const struct zsip_slice cookie = WORD("z9hG4bK");
	struct zsip_slice word = {scrub->bytes + at, behind - at};

	return word.len == 1 || is_port(scrub, at, behind, end) ||
	       names_stands_in_any(word) ||
	       is_among(protocol_words, COUNT(protocol_words), word) ||
	       (word.len >= cookie.len &&
	        zsip_slice_equal_nocase(
	                cookie, (struct zsip_slice){word.ptr, cookie.len}));
}

/* What may be meant as part of an address. */
static bool is_dotted_number(const struct scrub *scrub, size_t at,
                             size_t behind, size_t end)
{
	return is_number(scrub, at, behind) &&
	       ((at > 0 && scrub->bytes[at - 1] == '.') ||
	        (behind < end && scrub->bytes[behind] == '.'));
}

static void change_word(const struct scrub *scrub, size_t at, size_t behind,
                        size_t end)
{
	char *word = scrub->bytes + at;

	if (is_dotted_number(scrub, at, behind, end))
		pseudonym_number(scrub->pseudonyms, word, behind - at);
	else
		pseudonym_word(scrub->pseudonyms, word, behind - at);
}

static void scrub_all(struct scrub *scrub, size_t start, size_t end,
                      bool is_broken)
{
	for (size_t at = start; at < end;) {
		size_t behind = find_word_end(scrub, at, end);
		struct zsip_slice word = {scrub->bytes + at, behind - at};

		if (behind == at && is_escape(scrub, at, end)) {
			change_escaped(scrub, scrub->bytes + at + 1);
			behind = at + 3;
		} else if (behind > at &&
		           !is_among(kept_words, COUNT(kept_words), word) &&
		           !(is_broken &&
		             is_of_protocol(scrub, at, behind, end))) {
			change_word(scrub, at, behind, end);
		}
		scrub_keep(scrub, at, behind);
		at = behind > at ? behind : at + 1;
	}
}

void scrub_words(struct scrub *scrub, size_t start, size_t end)
{
	scrub_all(scrub, start, end, false);
}

void scrub_broken(struct scrub *scrub, size_t start, size_t end)
{
	scrub_all(scrub, start, end, true);
}

void scrub_blank(struct scrub *scrub, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		char *c = &scrub->bytes[i];

		if (is_digit(*c))
			*c = '0';
		else if (is_of_word(*c))
			*c = *c >= 'A' && *c <= 'Z' ? 'X' : 'x';
		scrub->done[i] = true;
	}
}
