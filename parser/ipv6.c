/*
 * The value of an IPv6 address.
 */
#include "uri_lists.h"

/* The number at *p in a base of at most 16. */
static unsigned number(const char **p, int base)
{
	unsigned value = 0;
	int digit;

	while ((digit = zsip_hex_value(**p)) >= 0) {
		value = value * (unsigned)base + (unsigned)digit;
		++*p;
	}
	return value;
}

static void ipv4_value(const char *p, unsigned char address[4])
{
	for (int i = 0; i < 4; i++, p++)
		address[i] = (unsigned char)number(&p, 10);
}

void zsip_ipv6_value(struct zsip_slice reference, unsigned char address[16])
{
	const char *p = reference.ptr + 1;
	size_t count = 0, gap = 16;

	while (*p != ']') {
		const char *group = p;
		unsigned value = number(&p, 16);

		if (*p == '.') {
			ipv4_value(group, address + count);
			count += 4;
			break;
		}
		if (p != group) {
			address[count++] = (unsigned char)(value >> 8);
			address[count++] = (unsigned char)value;
		}
		if (p[0] == ':' && p[1] == ':') {
			gap = count;
			p++;
		}
		p += *p == ':';
	}
	if (gap == 16)
		return;
	/* What follows "::" goes to the end. */
	memmove(address + 16 - (count - gap), address + gap, count - gap);
	memset(address + gap, 0, 16 - count);
}
