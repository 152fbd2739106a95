/*
 * Lists within values, numbers, addresses.
 */
#include "sdp_internal.h"

static struct zsip_slice between(const char *from, const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

static bool next_word(struct zsip_slice *rest, struct zsip_slice *word)
{
	const char *p = rest->ptr, *end = p + rest->len, *from;

	while (p < end && *p == ' ')
		p++;
	from = p;
	while (p < end && *p != ' ')
		p++;
	*word = between(from, p);
	*rest = p < end ? between(p, end) : (struct zsip_slice){NULL, 0};
	return word->len != 0;
}

bool zsip_sdp_next(struct zsip_slice *rest, char separator,
                   struct zsip_slice *item)
{
	const char *from, *end, *at;

	if (rest->ptr == NULL)
		return false;
	if (separator == ' ')
		return next_word(rest, item);
	from = rest->ptr;
	end = from + rest->len;
	at = memchr(from, separator, rest->len);
	*rest = at != NULL ? between(at + 1, end)
	                   : (struct zsip_slice){NULL, 0};
	if (at == NULL)
		at = end;
	while (from < at && *from == ' ')
		from++;
	while (at > from && at[-1] == ' ')
		at--;
	*item = between(from, at);
	return true;
}

bool zsip_sdp_next_param(struct zsip_slice *rest, char separator,
                         struct zsip_sdp_pair *pair)
{
	struct zsip_slice item;
	const char *equal;

	/* Nothing stands between two separators, or behind the last one. */
	do {
		if (!zsip_sdp_next(rest, separator, &item))
			return false;
	} while (item.len == 0);
	*pair = (struct zsip_sdp_pair){.name = item};
	equal = memchr(item.ptr, '=', item.len);
	if (equal != NULL) {
		pair->name = between(item.ptr, equal);
		pair->value = between(equal + 1, item.ptr + item.len);
	}
	return true;
}

bool zsip_sdp_next_pair(struct zsip_slice *rest, struct zsip_sdp_pair *pair)
{
	*pair = (struct zsip_sdp_pair){{NULL, 0}, {NULL, 0}};
	if (!zsip_sdp_next(rest, ' ', &pair->name))
		return false;
	if (!zsip_sdp_next(rest, ' ', &pair->value))
		pair->value = (struct zsip_slice){NULL, 0};
	return true;
}

enum zsip_status zsip_sdp_number(struct zsip_slice digits, uint64_t *number)
{
	uint64_t value = 0;
	bool fits = true;

	if (digits.ptr == NULL || digits.len == 0)
		return ZSIP_E_SYNTAX;
	for (size_t i = 0; i < digits.len; i++) {
		unsigned digit = (unsigned)(unsigned char)digits.ptr[i] - '0';

		if (digit > 9)
			return ZSIP_E_SYNTAX;
		if (value > (UINT64_MAX - digit) / 10)
			fits = false;
		value = fits ? value * 10 + digit : 0;
	}
	*number = value;
	return fits ? ZSIP_OK : ZSIP_E_RANGE;
}

/* Seconds of a fixed-len-time-unit; 0 for what is none. */
static int64_t unit_of(char byte)
{
	switch (byte) {
	case 'd':
		return 86400;
	case 'h':
		return 3600;
	case 'm':
		return 60;
	case 's':
		return 1;
	default:
		return 0;
	}
}

enum zsip_status zsip_sdp_seconds(struct zsip_slice time, int64_t *seconds)
{
	bool negative = time.ptr != NULL && time.len != 0 && *time.ptr == '-';
	enum zsip_status status;
	uint64_t number;
	int64_t unit;

	if (negative)
		time = between(time.ptr + 1, time.ptr + time.len);
	unit = time.ptr != NULL && time.len != 0
	               ? unit_of(time.ptr[time.len - 1])
	               : 0;
	if (unit != 0)
		time.len--;
	else
		unit = 1;
	status = zsip_sdp_number(time, &number);
	if (status != ZSIP_OK)
		return status;
	if (number > (uint64_t)(INT64_MAX / unit))
		return ZSIP_E_RANGE;
	*seconds = (int64_t)number * (negative ? -unit : unit);
	return ZSIP_OK;
}

static struct zsip_slice without_zeros(struct zsip_slice digits)
{
	while (digits.len > 1 && *digits.ptr == '0') {
		digits.ptr++;
		digits.len--;
	}
	return digits;
}

int zsip_sdp_compare_numbers(struct zsip_slice a, struct zsip_slice b)
{
	a = without_zeros(a);
	b = without_zeros(b);
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len != 0 ? memcmp(a.ptr, b.ptr, a.len) : 0;
}

static bool is_all(struct zsip_slice digits, char digit)
{
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.ptr[i] != digit)
			return false;
	}
	return true;
}

bool zsip_sdp_number_follows(struct zsip_slice a, struct zsip_slice b)
{
	size_t kept;

	a = without_zeros(a);
	b = without_zeros(b);
	if (a.len == 0 || b.len == 0)
		return false;
	/* 999 and 1000 */
	if (b.len == a.len + 1)
		return is_all(a, '9') && *b.ptr == '1' &&
		       is_all((struct zsip_slice){b.ptr + 1, a.len}, '0');
	/* 1299 and 1300: one digit is raised, what precedes it is kept. */
	for (kept = a.len - 1; kept != 0 && a.ptr[kept] == '9'; kept--)
		;
	return b.len == a.len && memcmp(a.ptr, b.ptr, kept) == 0 &&
	       b.ptr[kept] == a.ptr[kept] + 1 &&
	       is_all((struct zsip_slice){b.ptr + kept + 1, b.len - kept - 1},
	              '0');
}

/* Four of decimal-uchar: no zero stands before another digit. */
static bool is_ip4(const char *p, const char *end)
{
	unsigned value = 0, digits = 0, dots = 0;

	for (; p < end; p++) {
		if (*p == '.' && digits != 0) {
			dots++;
			value = digits = 0;
			continue;
		}
		if (!zsip_sdp_is_digit(*p) || (digits != 0 && value == 0))
			return false;
		digits++;
		value = value * 10 + (unsigned)(*p - '0');
		if (value > 255)
			return false;
	}
	return dots == 3 && digits != 0;
}

static bool is_name(const char *p, const char *end)
{
	for (; p < end; p++) {
		if (!zsip_sdp_is_digit(*p) && *p != '-' && *p != '.' &&
		    ((*p | 0x20) < 'a' || (*p | 0x20) > 'z'))
			return false;
	}
	return true;
}

enum zsip_sdp_address zsip_sdp_address_classify(struct zsip_slice text)
{
	const char *p = text.ptr, *end;
	struct zsip_stop stop;

	if (text.ptr == NULL || text.len == 0)
		return ZSIP_SDP_ADDRESS_OTHER;
	end = p + text.len;
	if (is_ip4(p, end))
		return ZSIP_SDP_ADDRESS_IP4;
	if (memchr(p, ':', text.len) != NULL)
		return zsip_ipv6_machine(p, end, &stop) != ZSIP_HOST_NONE
		               ? ZSIP_SDP_ADDRESS_IP6
		               : ZSIP_SDP_ADDRESS_OTHER;
	/* FQDN (RFC 8866 9): at least four of its characters. */
	return text.len >= 4 && is_name(p, end) ? ZSIP_SDP_ADDRESS_NAME
	                                        : ZSIP_SDP_ADDRESS_OTHER;
}
