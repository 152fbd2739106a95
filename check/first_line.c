/*
 * The start line: version, method, Request-URI, status code, reason phrase.
 */
#include "checker.h"

/* Schemes that documents on SIP give a meaning in a Request-URI, other than
 * sip, sips, tel (3261 19.1.6) and urn (5031). */
static const char *const request_schemes[] = {
        "im",   /* 3428 7 */
        "pres", /* 3856 5 */
};

static void check_version(struct checker *c)
{
	struct zsip_slice version = c->msg->version;

	/* 7.1: the number is a literal string, so 2.00 is another one. */
	if (slice_is(version, "SIP/2.0"))
		return;
	zsip_check_report_at(c,
	                     slice_is_nocase(version, "SIP/2.0")
	                             ? ZSIP_RULE_VERSION_CASE
	                             : ZSIP_RULE_SIP_VERSION,
	                     version);
}

/* An unknown method that is a known one but for its case has a rule of its
 * own. */
static void check_method(struct checker *c)
{
	static const char *const names[] = {
#define ZSIP_METHOD(number, id, name, rfc) name,
#include "zsip_methods.def"
#undef ZSIP_METHOD
	};

	enum zsip_rule rule = ZSIP_RULE_UNKNOWN_METHOD;

	if (c->method != ZSIP_METHOD_OTHER)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (slice_is_nocase(c->method_name, names[i]))
			rule = ZSIP_RULE_AMBIGUOUS_METHOD_CASE;
	}
	zsip_check_report_at(c, rule, c->method_name);
}

static bool is_request_scheme(const struct zsip_uri *uri)
{
	size_t count = sizeof(request_schemes) / sizeof(*request_schemes);

	if (uri->scheme_id != ZSIP_SCHEME_OTHER)
		return true;
	for (size_t i = 0; i < count; i++) {
		if (slice_is_nocase(uri->scheme, request_schemes[i]))
			return true;
	}
	return false;
}

static void check_request_uri(struct checker *c)
{
	struct zsip_slice text = c->msg->request_uri;
	struct zsip_uri uri;

	if (*text.ptr == '<') {
		zsip_check_report_at(c, ZSIP_RULE_REQUEST_URI_BRACKETS, text);
		return;
	}
	if (!zsip_check_request_uri(c, &uri))
		return;
	if (!is_request_scheme(&uri))
		zsip_check_report_at(c, ZSIP_RULE_REQUEST_URI_SCHEME,
		                     uri.scheme);
	if (uri.headers.ptr != NULL)
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_REQUEST_URI_HEADERS,
		                     uri.headers);
	if (c->method == ZSIP_METHOD_REGISTER && uri.user.ptr != NULL)
		zsip_check_report_at(c, ZSIP_RULE_REGISTER_URI_USER, uri.user);
}

/* 7.2: six values for the first digit. */
static void check_status_code(struct checker *c)
{
	const char *code = slice_end(c->msg->version) + 1;

	if (*code < '1' || *code > '6')
		zsip_check_report_at(c, ZSIP_RULE_STATUS_CODE,
		                     (struct zsip_slice){code, 3});
}

/* The length of the UTF8-NONASCII that begins with this byte (25.1, which is
 * RFC 2279 with up to six bytes), 0 if none does. */
size_t zsip_check_utf8_length(unsigned char first)
{
	static const unsigned char least[] = {0xC0, 0xE0, 0xF0, 0xF8, 0xFC};
	size_t len = 0;

	if (first > 0xFD)
		return 0;
	for (size_t i = 0; i < sizeof(least); i++)
		len = first >= least[i] ? i + 2 : len;
	return len;
}

/* How many bytes from p on are the next element of a Reason-Phrase (25.1): a
 * character, an escape, or a lone UTF8-CONT; 0 if it has none like this. */
static size_t reason_element(const char *p, const char *end)
{
	static const char marks[] = ";/?:@&=+$,-_.!~*'() \t";
	unsigned char byte = (unsigned char)*p;
	size_t len;

	if (byte == '%')
		return end - p > 2 && is_hex(p[1]) && is_hex(p[2]) ? 3 : 0;
	if (byte < 0x80)
		return is_digit(*p) || is_alpha(*p) ||
		       memchr(marks, byte, sizeof(marks) - 1) != NULL;
	if (byte < 0xC0)
		return 1;
	len = zsip_check_utf8_length(byte);
	if (len > (size_t)(end - p))
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return len;
}

static void check_reason(struct checker *c)
{
	const char *p = c->msg->reason.ptr, *end = slice_end(c->msg->reason);
	size_t len;

	while (p < end && (len = reason_element(p, end)) != 0)
		p += len;
	if (p < end)
		zsip_check_report_at(c, ZSIP_RULE_REASON_PHRASE,
		                     (struct zsip_slice){p, 1});
	else if (!c->ascii)
		zsip_check_characters(c, c->msg->reason);
}

/* Behind the LF of the first line; the end if it has none. */
static const char *first_line_end(struct zsip_slice text)
{
	const char *lf = memchr(text.ptr, '\n', text.len);

	return lf == NULL ? slice_end(text) : lf + 1;
}

bool zsip_check_start_failed(const struct zsip_message *msg)
{
	const char *at = msg->text.ptr + msg->error.offset;

	return msg->error.status == ZSIP_E_SYNTAX &&
	       at < first_line_end(msg->text);
}

/* From where it went wrong to the end of the line. */
static void report_start_line(struct checker *c)
{
	const struct zsip_message *msg = c->msg;
	const char *at = msg->text.ptr + msg->error.offset;
	const char *end = first_line_end(msg->text);
	struct fault fault = {ZSIP_RULE_START_LINE, {at, 1}};

	while (end > at && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	if (at < end && is_control(*at)) {
		fault.rule = ZSIP_RULE_AMBIGUOUS_CONTROL_BYTE;
	} else {
		fault.at = slice_between(at, end);
		if (zsip_check_many_words(slice_between(msg->text.ptr, end)))
			fault.rule = ZSIP_RULE_AMBIGUOUS_REQUEST_LINE;
	}
	c->quirks = zsip_check_start_quirks(c);
	zsip_check_report(c, fault.rule, fault.at, &msg->error);
	c->quirks = 0;
}

void zsip_check_start_line(struct checker *c)
{
	const struct zsip_message *msg = c->msg;

	if (zsip_check_start_failed(msg)) {
		report_start_line(c);
		return;
	}
	/* What was cut of a line that is not whole says nothing. */
	if (msg->version.ptr == NULL ||
	    memchr(msg->text.ptr, '\n', msg->text.len) == NULL)
		return;
	check_version(c);
	if (c->request) {
		check_method(c);
		check_request_uri(c);
	} else {
		check_status_code(c);
		check_reason(c);
	}
}
