/*
 * What is wrong with a value or a URI that its grammar refused, where it is a
 * fault that two receivers read differently.
 */
#include "checker.h"

static const char *skip_token(const char *p, const char *end)
{
	while (p < end && is_token_byte(*p))
		p++;
	return p;
}

static const char *skip_digits(const char *p, const char *end)
{
	while (p < end && is_digit(*p))
		p++;
	return p;
}

/* One part of an IPv4 address in the notations of inet_aton(). */
struct part {
	struct zsip_slice digits;
	unsigned base;
};

static bool is_octal(struct zsip_slice digits)
{
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.ptr[i] > '7')
			return false;
	}
	return digits.len > 1 && *digits.ptr == '0';
}

/* Hexadecimal behind 0x, octal behind 0 where the digits let it, decimal.
 * Returns where the part ends, NULL if there is none. */
static const char *read_part(struct part *part, const char *p, const char *end)
{
	const char *from = p;

	if (end - p > 1 && p[0] == '0' && (p[1] | 0x20) == 'x') {
		for (p = from += 2; p < end && is_hex(*p);)
			p++;
		part->digits = slice_between(from, p);
		part->base = 16;
		return p;
	}
	p = skip_digits(p, end);
	part->digits = slice_between(from, p);
	part->base = is_octal(part->digits) ? 8 : 10;
	return p > from ? p : NULL;
}

static bool part_fits(const struct part *part, uint64_t most)
{
	uint64_t number = 0;

	for (size_t i = 0; i < part->digits.len && number <= most; i++) {
		char digit = part->digits.ptr[i];

		number =
		        number * part->base +
		        (unsigned)(is_digit(digit) ? digit - '0'
		                                   : (digit | 0x20) - 'a' + 10);
	}
	return number <= most;
}

static bool has_leading_zero(const struct part *part)
{
	return part->digits.len > 1 && *part->digits.ptr == '0';
}

/* Whether a host that the grammar refused is an IPv4 address to others: one to
 * four parts, the last of which fills the bytes that the others leave. */
static bool is_other_ipv4(struct zsip_slice host)
{
	const char *p = host.ptr, *end = slice_end(host);
	struct part part;
	unsigned count = 0;
	bool other = false;

	if (host.len > 1 && end[-1] == '.')
		end--;
	for (;; p++) {
		p = read_part(&part, p, end);
		if (p == NULL || ++count > 4)
			return false;
		other |= part.base == 16 || has_leading_zero(&part);
		if (p == end)
			break;
		if (*p != '.' || !part_fits(&part, 255))
			return false;
	}
	return (other || count < 4) &&
	       part_fits(&part, UINT32_MAX >> 8 * (count - 1));
}

static const char *host_end(const char *p, const char *end)
{
	const char *bracket;

	if (p == end || *p != '[')
		return skip_token(p, end);
	bracket = memchr(p, ']', (size_t)(end - p));
	return bracket == NULL ? p : bracket + 1;
}

/* Behind the port that follows a host; NULL if none does. */
static const char *port_end(const char *p, const char *end)
{
	const char *digits;

	p = skip_lws(p, end);
	if (p == end || *p != ':')
		return NULL;
	digits = skip_lws(p + 1, end);
	p = skip_digits(digits, end);
	return p > digits ? p : NULL;
}

/* Whether what follows a host or its port is no part of them: the first piece
 * of an IPv6 address without brackets is no IPv4 address. */
static bool ends_there(const char *p, const char *end)
{
	p = skip_lws(p, end);
	return p == end || *p == ';' || *p == '?';
}

/* A fault at `at` in the host that begins at p, or behind its port. */
static bool host_fault(struct fault *fault, const char *p, const char *end,
                       const char *at)
{
	struct zsip_slice host = slice_between(p, host_end(p, end));
	const char *port = port_end(slice_end(host), end);

	if (at >= p && at <= slice_end(host) && is_other_ipv4(host) &&
	    ends_there(port != NULL ? port : slice_end(host), end)) {
		*fault = (struct fault){ZSIP_RULE_AMBIGUOUS_IPV4, host};
		return true;
	}
	if (port == NULL || at == end ||
	    (at != port && (*at != ':' || at != skip_lws(port, end))))
		return false;
	*fault = (struct fault){ZSIP_RULE_AMBIGUOUS_PORT,
	                        slice_between(at, end)};
	return true;
}

/* Behind the scheme of a SIP or SIPS URI, NULL of any other. */
static const char *behind_scheme(struct zsip_slice text)
{
	static const char *const schemes[] = {"sip:", "sips:"};

	for (size_t i = 0; i < 2; i++) {
		struct zsip_slice head = {text.ptr, 4 + i};

		if (text.len >= head.len && slice_is_nocase(head, schemes[i]))
			return slice_end(head);
	}
	return NULL;
}

void zsip_check_uri_fault(struct fault *fault, struct zsip_slice text,
                          const char *at)
{
	const char *p = behind_scheme(text), *end = slice_end(text), *user_end;

	if (p == NULL)
		return;
	user_end = memchr(p, '@', (size_t)(end - p));
	if (user_end != NULL)
		p = user_end + 1;
	if (user_end != NULL && user_end < at && at < end && *at == '@')
		*fault = (struct fault){ZSIP_RULE_AMBIGUOUS_USERINFO,
		                        slice_between(at, end)};
	else if (at >= p)
		host_fault(fault, p, end, at);
}

/* Where the sent-by of a Via begins, NULL if nothing comes that far. */
static const char *find_sent_by(struct zsip_slice value)
{
	const char *p = value.ptr, *end = slice_end(value), *transport_end;

	for (unsigned slashes = 0; slashes < 2; slashes++) {
		p = memchr(p, '/', (size_t)(end - p));
		if (p == NULL)
			return NULL;
		p++;
	}
	transport_end = skip_token(skip_lws(p, end), end);
	p = skip_lws(transport_end, end);
	return p > transport_end ? p : NULL;
}

static bool is_sent_protocol(const char *p, const char *end)
{
	struct zsip_slice name = {p, 3};

	if (end - p < 3 || !slice_is_nocase(name, "SIP"))
		return false;
	p = skip_lws(p + 3, end);
	return p < end && *p == '/';
}

/* A second hop behind a blank, where a comma should be or nothing. */
static void via_fault(struct fault *fault, struct zsip_slice value,
                      const char *at)
{
	const char *p = find_sent_by(value), *end = slice_end(value);

	if (p == NULL || at <= p || host_fault(fault, p, end, at) ||
	    at == end || !is_lws(at[-1]))
		return;
	if (is_sent_protocol(at, end) ||
	    (memchr(p, ';', (size_t)(at - p)) == NULL &&
	     (is_alpha(*at) || is_digit(*at) || *at == '[')))
		*fault = (struct fault){ZSIP_RULE_AMBIGUOUS_VIA,
		                        slice_between(at, end)};
}

/* Behind the byte at p, or behind the quoted string that it begins; NULL if
 * that has no end. */
const char *zsip_check_skip_quoted(const char *p, const char *end)
{
	if (*p++ != '"')
		return p;
	while (p < end && *p != '"')
		p += *p == '\\' ? 2 : 1;
	return p < end ? p + 1 : NULL;
}

static bool has_open_quote(struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end(text);

	while (p != NULL && p < end)
		p = zsip_check_skip_quoted(p, end);
	return p == NULL;
}

/* In a Call-ID quotes are characters like others. */
static bool has_quotes(unsigned shape)
{
	return shape != ZSIP_SHAPE_callid && shape != ZSIP_SHAPE_dialog_id &&
	       shape != ZSIP_SHAPE_target_dialog;
}

void zsip_check_value_fault(struct checker *c, struct fault *fault,
                            enum zsip_header id, struct zsip_slice value,
                            const char *at)
{
	unsigned shape = zsip_header_info(id)->shape;
	const char *end = slice_end(value);

	if (at < end && is_control(*at)) {
		*fault = (struct fault){ZSIP_RULE_AMBIGUOUS_CONTROL_BYTE,
		                        {at, 1}};
		return;
	}
	if (fault->rule != ZSIP_RULE_HEADER_VALUE)
		return;
	if (at == end && has_quotes(shape) && has_open_quote(value))
		fault->rule = ZSIP_RULE_AMBIGUOUS_QUOTE;
	else if (shape == ZSIP_SHAPE_via_parm)
		via_fault(fault, value, at);
	else if (shape == ZSIP_SHAPE_name_addr)
		zsip_check_address_fault(c, fault, id, value, at);
}
