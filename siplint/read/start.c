/*
 * What a line looks like: so much as one needs to find where messages begin
 * in bytes that may be anything.  What a line is, the parser says.
 */
#include "read/start.h"
#include "read/line.h"
#include <string.h>

/* No start line that is cut apart is longer. */
#define LOOK_BACK 4096
/* Of the methods that SIP knows: "SUBSCRIBE". */
#define LONGEST_METHOD 9

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_token(char byte)
{
	return is_digit(byte) ||
	       ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
	       (byte != '\0' && strchr("-.!%*_+`'~", byte) != NULL);
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

static const char *skip_word(const char *p, const char *end)
{
	while (p < end && !is_blank(*p))
		p++;
	return p;
}

static const char *skip_token(const char *p, const char *end)
{
	while (p < end && is_token(*p))
		p++;
	return p;
}

static inline bool begins(const char *p, const char *end, const char *prefix)
{
	size_t len = strlen(prefix);

	return (size_t)(end - p) >= len &&
	       zsip_slice_equal_nocase((struct zsip_slice){p, len},
	                               (struct zsip_slice){prefix, len});
}

/* SIP/x SP 3DIGIT, or at least one digit. */
static enum likeness status_line(const char *p, const char *end)
{
	const char *word = skip_word(p, end);
	const char *code = skip_blanks(word, end);
	const char *after = code;

	while (after < end && is_digit(*after))
		after++;
	if (after == code)
		return NO_START_LINE;
	if (after - code == 3 && word - p > 4 &&
	    (after == end || is_blank(*after)))
		return KNOWN_START_LINE;
	return LIKE_START_LINE;
}

/* A blank and SIP/ somewhere from p on. */
static bool has_version(const char *p, const char *end)
{
	while ((p = skip_word(p, end)) < end) {
		p = skip_blanks(p, end);
		if (begins(p, end, "SIP/"))
			return true;
	}
	return false;
}

/* A method that SIP knows and a URI that it knows, whatever follows. */
static bool is_known_request(struct zsip_slice method, const char *uri,
                             const char *end)
{
	return zsip_method_find(method) != ZSIP_METHOD_OTHER &&
	       (begins(uri, end, "sip:") || begins(uri, end, "sips:") ||
	        begins(uri, end, "tel:"));
}

enum likeness start_likeness(const char *line, const char *end)
{
	struct zsip_slice method = {line, 0};
	const char *uri, *uri_end, *version;

	/* For keep-alives, as some devices send them. */
	while (line < end && *line == '\0')
		line++;
	method.ptr = line;
	while (end > line && (is_blank(end[-1]) || end[-1] == '\r'))
		end--;
	if (begins(line, end, "SIP/"))
		return status_line(line, end);
	method.len = (size_t)(skip_token(line, end) - line);
	uri = skip_blanks(line + method.len, end);
	if (method.len == 0 || uri == line + method.len || uri == end ||
	    *uri == ':')
		return NO_START_LINE;
	uri_end = skip_word(uri, end);
	version = skip_blanks(uri_end, end);
	if (begins(version, end, "SIP/") && skip_word(version, end) == end &&
	    end - version > 4 &&
	    memchr(uri, ':', (size_t)(uri_end - uri)) != NULL)
		return zsip_method_find(method) != ZSIP_METHOD_OTHER
		               ? KNOWN_START_LINE
		               : STRICT_START_LINE;
	if (has_version(uri, end) || is_known_request(method, uri, end))
		return LIKE_START_LINE;
	return NO_START_LINE;
}

bool begins_usually(const char *line, const char *end)
{
	static const char version[] = "SIP/2.0 ", scheme[] = "sip:";
	const size_t version_len = sizeof(version) - 1;
	size_t len = (size_t)(end - line);
	struct zsip_slice method = {line, 0};

	if (len <= LONGEST_METHOD + sizeof(scheme))
		return false;
	if (memcmp(line, version, version_len) == 0)
		return is_digit(line[version_len]);
	while (method.len < LONGEST_METHOD && line[method.len] != ' ')
		method.len++;
	return line[method.len] == ' ' &&
	       memcmp(line + method.len + 1, scheme, sizeof(scheme) - 1) == 0 &&
	       zsip_method_find(method) != ZSIP_METHOD_OTHER;
}

bool is_like_start_line(const char *line, const char *end)
{
	return begins_usually(line, end) ||
	       start_likeness(line, end) != NO_START_LINE;
}

/* A length that is too large points into the start line of the next message,
 * and "ACK" may be the rest of "PRACK". */
bool is_start_behind_body(const char *body, const char *p, const char *end)
{
	const char *start = p;

	while (start > body && start[-1] != '\n' && p - start < LOOK_BACK)
		start--;
	return start_likeness(p, end) == KNOWN_START_LINE &&
	       start_likeness(start, end) != KNOWN_START_LINE;
}

/* @return the name of a header field, of length 0 if the line has none */
static struct zsip_slice header_name(const char *line, const char *end)
{
	const char *name_end = skip_token(line, end);
	const char *colon = skip_blanks(name_end, end);

	if (colon == end || *colon != ':')
		return (struct zsip_slice){line, 0};
	return (struct zsip_slice){line, (size_t)(name_end - line)};
}

bool is_header_line(const char *line, const char *end)
{
	return header_name(line, end).len != 0;
}

bool is_core_header_line(const char *line, const char *end)
{
	switch (zsip_header_find(header_name(line, end))) {
	case ZSIP_HDR_VIA:
	case ZSIP_HDR_FROM:
	case ZSIP_HDR_TO:
	case ZSIP_HDR_CALL_ID:
	case ZSIP_HDR_CSEQ:
		return true;
	default:
		return false;
	}
}
