/*
 * Addresses in place of others.  Those with the same beginning get the same
 * beginning.
 */
#include "select/permute.h"
#include <arpa/inet.h>
#include <string.h>

/* --- IPv4 */

/* A part of an address that says of which kind it is (RFC 6890 2.2.2, RFC 5771
 * 3), or that could make it one of these. */
static bool is_telling(const uint8_t octets[4], int i, unsigned value)
{
	unsigned first = octets[0];

	if (i == 0)
		return value == 0 || value == 10 || value == 100 ||
		       value == 127 || value == 169 || value == 172 ||
		       value == 192 || value >= 224;
	if (first == 0 || first == 127 || first == 255)
		return true;
	if (i > 1)
		return false;
	return (first == 172 && value >= 16 && value <= 31) ||
	       (first == 192 && value == 168) ||
	       (first == 169 && value == 254) ||
	       (first == 100 && value >= 64 && value <= 127);
}

/* Among those with as many digits. */
static uint8_t other_octet(const struct pseudonyms *pseudonyms,
                           const uint8_t octets[4], int i)
{
	unsigned low = octets[i] < 10 ? 0 : octets[i] < 100 ? 10 : 100;
	unsigned high = octets[i] < 10 ? 9 : octets[i] < 100 ? 99 : 255;
	uint64_t prefix = FOR_IPV4, count = 0, value = 0;
	uint8_t among[256];

	if (is_telling(octets, i, octets[i]))
		return octets[i];
	for (int k = 0; k < i; k++)
		prefix = prefix << 8 | octets[k];
	for (unsigned v = low; v <= high; v++) {
		if (is_telling(octets, i, v))
			continue;
		if (v == octets[i])
			value = count;
		among[count++] = (uint8_t)v;
	}
	prefix = prefix << 8 | low;
	return among[permute(pseudonyms, prefix, count, value)];
}

static void change_octets(const struct pseudonyms *pseudonyms,
                          uint8_t octets[4])
{
	const uint8_t old[4] = {octets[0], octets[1], octets[2], octets[3]};

	for (int i = 0; i < 4; i++)
		octets[i] = other_octet(pseudonyms, old, i);
}

static void change_numbers(const struct pseudonyms *pseudonyms, char *text,
                           size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t start = i;

		while (i < len && text[i] != '.')
			i++;
		if (i > start)
			pseudonym_number(pseudonyms, text + start, i - start);
	}
}

void pseudonym_ipv4(const struct pseudonyms *pseudonyms, char *text, size_t len)
{
	char copy[ENDPOINT_TEXT] = "";
	uint8_t octets[4];

	if (len < sizeof(copy))
		memcpy(copy, text, len);
	if (inet_pton(AF_INET, copy, octets) != 1) {
		change_numbers(pseudonyms, text, len);
		return;
	}
	change_octets(pseudonyms, octets);
	inet_ntop(AF_INET, octets, copy, sizeof(copy));
	memcpy(text, copy, len);
}

/* --- IPv6 */

static unsigned group_at(const uint8_t address[16], int i)
{
	return (unsigned)address[2 * i] << 8 | address[2 * i + 1];
}

/* ::, ::1 (RFC 4291 2.5.2, 2.5.3) */
static bool is_nobody(const uint8_t address[16])
{
	for (int i = 0; i < 15; i++) {
		if (address[i] != 0)
			return false;
	}
	return address[15] <= 1;
}

/* ::ffff:192.0.2.1 (RFC 4291 2.5.5.2) */
static bool has_ipv4(const uint8_t address[16])
{
	static const uint8_t before[12] = {[10] = 0xff, [11] = 0xff};

	return memcmp(address, before, sizeof(before)) == 0;
}

/* Among those with as many digits; the first one tells whether an address is
 * local, private or multicast (RFC 4291 2.4, RFC 4193 3.1). */
static unsigned other_group(const struct pseudonyms *pseudonyms,
                            const uint8_t address[16], int i)
{
	unsigned group = group_at(address, i);
	unsigned low = group < 0x10     ? 1
	               : group < 0x100  ? 0x10
	               : group < 0x1000 ? 0x100
	                                : 0x1000;
	unsigned high = low == 1 ? 0xf : low * 16 - 1;
	uint64_t prefix = permute_mix(pseudonyms, FOR_IPV6, (uint64_t)i, low);

	for (int k = 0; k < i; k++)
		prefix = permute_mix(pseudonyms, FOR_IPV6, prefix,
		                     group_at(address, k));
	if (group == 0 || is_nobody(address) || (i == 0 && group >= 0xfe00) ||
	    (i == 5 && has_ipv4(address)))
		return group;
	if (i == 0 && group >= 0xfc00)
		low = group & 0xff00;
	if (i == 0 && low == 0x1000)
		high = 0xfbff;
	else if (i == 0 && group >= 0xfc00)
		high = low | 0xff;
	return low + (unsigned)permute(pseudonyms, prefix, high - low + 1,
	                               group - low);
}

/* A number in hexadecimal digits over another of as many. */
static void write_group(char *digits, size_t len, unsigned group, bool is_upper)
{
	const char *names = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";

	for (size_t i = len; i-- > 0; group /= 16)
		digits[i] = names[group % 16];
}

static bool has_upper_case(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] >= 'A' && text[i] <= 'F')
			return true;
	}
	return false;
}

/* How many groups stand behind an offset, "::" left out; an IPv4 address takes
 * two. */
static int groups_from(const char *text, size_t len)
{
	int count = 0;

	for (size_t i = 0; i < len; i++) {
		bool is_digit = text[i] != ':' && text[i] != '.';

		if (text[i] == '.')
			return count + 1;
		if (is_digit && (i == 0 || text[i - 1] == ':'))
			count++;
	}
	return count;
}

static void change_groups(const struct pseudonyms *pseudonyms, char *text,
                          size_t len, const uint8_t address[16])
{
	bool is_upper = has_upper_case(text, len);
	int at = 0;

	for (size_t i = 0; i < len; i++) {
		size_t start = i;

		if (text[i] == ':') {
			if (i + 1 < len && text[i + 1] == ':')
				at = 8 - groups_from(text + i + 2, len - i - 2);
			continue;
		}
		while (i < len && text[i] != ':' && text[i] != '.')
			i++;
		if (i < len && text[i] == '.') {
			pseudonym_ipv4(pseudonyms, text + start, len - start);
			return;
		}
		write_group(text + start, i - start,
		            other_group(pseudonyms, address, at++), is_upper);
		i--;
	}
}

void pseudonym_ipv6(const struct pseudonyms *pseudonyms, char *text, size_t len)
{
	char copy[ENDPOINT_TEXT] = "";
	uint8_t address[16];

	if (len < sizeof(copy))
		memcpy(copy, text, len);
	if (inet_pton(AF_INET6, copy, address) == 1)
		change_groups(pseudonyms, text, len, address);
}

/* --- Endpoints */

void pseudonym_endpoint(const struct pseudonyms *pseudonyms,
                        struct endpoint *endpoint)
{
	uint8_t *address = endpoint->address, old[16];

	memcpy(old, address, sizeof(old));
	if (endpoint->family == 4) {
		change_octets(pseudonyms, address);
	} else if (endpoint->family == 6 && has_ipv4(address)) {
		change_octets(pseudonyms, address + 12);
	} else if (endpoint->family == 6) {
		for (int i = 0; i < 8; i++) {
			unsigned group = other_group(pseudonyms, old, i);

			address[2 * i] = (uint8_t)(group >> 8);
			address[2 * i + 1] = (uint8_t)group;
		}
	}
}
