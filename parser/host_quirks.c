/*
 * Host names as devices have them, against the grammar.
 */
#include "internal.h"

static bool is_alphanum(char byte)
{
	return (byte >= '0' && byte <= '9') ||
	       ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* The quirks that one label needs. */
static uint64_t label_quirks(const char *p, const char *end, bool last)
{
	uint64_t quirks = 0;

	if (last && *p >= '0' && *p <= '9')
		quirks |= ZSIP_QUIRK_HOST_DIGIT_LABEL;
	for (; p < end; p++) {
		if (*p == '_')
			quirks |= ZSIP_QUIRK_HOST_UNDERSCORE;
	}
	return quirks;
}

static bool is_hex(char byte)
{
	return (byte >= '0' && byte <= '9') ||
	       ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

/* Numbers alone, decimal or hexadecimal, would be an address to those who go by
 * inet_aton(), and none that the grammar has. */
static bool is_numeric(const char *p, const char *end)
{
	while (p < end) {
		if (end - p > 1 && p[0] == '0' && (p[1] | 0x20) == 'x') {
			for (p += 2; p < end && is_hex(*p);)
				p++;
		}
		while (p < end && *p >= '0' && *p <= '9')
			p++;
		if (p < end && *p++ != '.')
			return false;
	}
	return true;
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

	if (is_numeric(p, end))
		return false;
	if (end - p > 1 && end[-1] == '.')
		last--;
	for (;; p++) {
		if (p < last && *p != '.')
			continue;
		if (!is_label(label, p))
			return false;
		quirks |= label_quirks(label, p, p == last);
		if (p == last)
			break;
		label = p + 1;
	}
	zsip_note_quirk(stop, quirks, stop->at, "host");
	return true;
}
