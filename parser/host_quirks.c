/*
 * Host names as devices have them, against the grammar.
 */
#include "internal.h"

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_alphanum(char byte)
{
	return is_digit(byte) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* The quirks that one label needs. */
static uint64_t label_quirks(const char *p, const char *end, bool last)
{
	uint64_t quirks = 0;

	if (last && is_digit(*p))
		quirks |= ZSIP_QUIRK_HOST_DIGIT_LABEL;
	for (; p < end; p++) {
		if (*p == '_')
			quirks |= ZSIP_QUIRK_HOST_UNDERSCORE;
	}
	return quirks;
}

/* A number where the last label of a name should be, as "1.2.3.256", "10.1" or
 * "0x7f.1": resolvers take that for an address, if for anything. */
static bool is_number(const char *p, const char *end)
{
	if (end - p >= 2 && *p == '0' && (p[1] | 0x20) == 'x') {
		for (p += 2; p < end; p++) {
			if (!is_digit(*p) &&
			    ((*p | 0x20) < 'a' || (*p | 0x20) > 'f'))
				return false;
		}
		return true;
	}
	while (p < end && is_digit(*p))
		p++;
	return p == end;
}

static bool is_label(const char *p, const char *end)
{
	if (p == end || *p == '-' || end[-1] == '-')
		return false;
	while (p < end && (is_alphanum(*p) || *p == '-' || *p == '_'))
		p++;
	return p == end;
}

bool zsip_host_forgiven(const char *p, const char *end, struct zsip_stop *stop)
{
	const char *label = p, *last = end;
	uint64_t quirks = 0;

	if (end - p > 1 && end[-1] == '.')
		last--;
	for (;; p++) {
		if (p < last && *p != '.')
			continue;
		if (!is_label(label, p) || (p == last && is_number(label, p)))
			return false;
		quirks |= label_quirks(label, p, p == last);
		if (p == last)
			break;
		label = p + 1;
	}
	zsip_note_quirk(stop, quirks, stop->at, "host");
	return quirks != 0;
}
