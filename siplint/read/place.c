/*
 * Addresses and ports in text, and what kind they are of.
 */
#include "read/place.h"
#include <arpa/inet.h>
#include <string.h>
#include <time.h>

/* A network of addresses. */
struct network {
	uint8_t family, bits;
	uint8_t address[16];
};

static const struct network private_networks[] = {
        {4, 8, {10}},          {4, 12, {172, 16}}, /* RFC 1918 3 */
        {4, 16, {192, 168}},   {4, 10, {100, 64}}, /* RFC 6598 7 */
        {4, 16, {169, 254}},                       /* RFC 3927 2.1 */
        {4, 8, {127}},                             /* RFC 1122 3.2.1.3 */
        {6, 7, {0xfc}},                            /* RFC 4193 3.1 */
        {6, 10, {0xfe, 0x80}},                     /* RFC 4291 2.5.6 */
        {6, 128, {[15] = 1}},                      /* RFC 4291 2.5.3 */
};

bool endpoint_address_equal(const struct endpoint *a, const struct endpoint *b)
{
	if (a->family != b->family)
		return false;
	switch (a->family) {
	case 4:
		return memcmp(a->address, b->address, 4) == 0;
	case 6:
		return memcmp(a->address, b->address, 16) == 0;
	default:
		return true;
	}
}

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && endpoint_address_equal(a, b);
}

/* Asked for again and again: inet_ntop() takes its time. */
static void write_ipv4(char *to, const uint8_t address[4])
{
	for (int i = 0; i < 4; i++) {
		unsigned byte = address[i];

		if (byte >= 100)
			*to++ = (char)('0' + byte / 100);
		if (byte >= 10)
			*to++ = (char)('0' + byte / 10 % 10);
		*to++ = (char)('0' + byte % 10);
		*to++ = i < 3 ? '.' : '\0';
	}
}

const char *endpoint_address_text(char text[ENDPOINT_TEXT],
                                  const struct endpoint *endpoint)
{
	*text = '\0';
	if (endpoint->family == 4)
		write_ipv4(text, endpoint->address);
	else if (endpoint->family == 6)
		inet_ntop(AF_INET6, endpoint->address, text, ENDPOINT_TEXT);
	return text;
}

const char *endpoint_text(char text[ENDPOINT_TEXT],
                          const struct endpoint *endpoint)
{
	char address[ENDPOINT_TEXT];
	const char *form = endpoint->family == 6 ? "[%.45s]:%u" : "%.45s:%u";

	*text = '\0';
	if (endpoint->family != 0)
		snprintf(text, ENDPOINT_TEXT, form,
		         endpoint_address_text(address, endpoint),
		         (unsigned)endpoint->port);
	return text;
}

const char *place_time_text(char text[PLACE_TIME_TEXT],
                            const struct place *place)
{
	int64_t fraction = place->time % PLACE_SECOND;
	time_t seconds = (time_t)(place->time / PLACE_SECOND);
	struct tm tm;
	size_t len;

	*text = '\0';
	if (fraction < 0) {
		fraction += PLACE_SECOND;
		seconds--;
	}
	if (!place->has_time || gmtime_r(&seconds, &tm) == NULL)
		return text;
	len = strftime(text, PLACE_TIME_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(text + len, PLACE_TIME_TEXT - len, ".%06d",
	         (int)(fraction / 1000));
	return text;
}

const char *place_transport_name(const struct place *place)
{
	const struct zsip_transport_info *info =
	        zsip_transport_info(place->transport);

	return info != NULL ? info->name : "";
}

static bool is_in(const struct endpoint *endpoint,
                  const struct network *network)
{
	size_t whole = network->bits / 8, rest = network->bits % 8;
	uint8_t mask = (uint8_t)(0xff00u >> rest);

	if (endpoint->family != network->family)
		return false;
	for (size_t i = 0; i < whole; i++) {
		if (endpoint->address[i] != network->address[i])
			return false;
	}
	return rest == 0 ||
	       ((endpoint->address[whole] ^ network->address[whole]) & mask) ==
	               0;
}

bool endpoint_is_private(const struct endpoint *endpoint)
{
	size_t count = sizeof(private_networks) / sizeof(*private_networks);

	for (size_t i = 0; i < count; i++) {
		if (is_in(endpoint, &private_networks[i]))
			return true;
	}
	return false;
}
