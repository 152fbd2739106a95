/*
 * Lists within the values of transport and security attributes.
 */
#include "sdp_internal.h"
#include "zsip_sdp_transport.h"

static const struct zsip_slice absent;

static struct zsip_slice between(const char *from, const char *to)
{
	return (struct zsip_slice){from, (size_t)(to - from)};
}

/* Cut at the first of these bytes.  `rest` is what follows it, absent if there
 * is none. */
static struct zsip_slice cut(struct zsip_slice *rest, char separator)
{
	const char *from = rest->ptr, *end = from + rest->len;
	const char *at = memchr(from, separator, rest->len);

	*rest = at != NULL ? between(at + 1, end) : absent;
	return between(from, at != NULL ? at : end);
}

bool zsip_sdp_next_extension(struct zsip_slice *rest,
                             struct zsip_sdp_pair *pair)
{
	if (rest->ptr == NULL || rest->len == 0)
		return false;
	pair->name = cut(rest, ' ');
	pair->value = rest->ptr != NULL ? cut(rest, ' ') : absent;
	return true;
}

static bool read_u16(struct zsip_slice digits, uint32_t *number)
{
	uint64_t value;

	if (zsip_sdp_number(digits, &value) != ZSIP_OK || value > UINT16_MAX)
		return false;
	*number = (uint32_t)value;
	return true;
}

bool zsip_sdp_next_remote_candidate(struct zsip_slice *rest,
                                    struct zsip_sdp_remote_candidate *candidate)
{
	struct zsip_slice component, port;

	return zsip_sdp_next(rest, ' ', &component) &&
	       zsip_sdp_next(rest, ' ', &candidate->address) &&
	       zsip_sdp_next(rest, ' ', &port) &&
	       read_u16(component, &candidate->component_id) &&
	       read_u16(port, &candidate->port);
}

static bool is_inline(struct zsip_slice method)
{
	return zsip_slice_equal_nocase(method, zsip_slice_from("inline"));
}

/* key-salt ["|" lifetime] ["|" mki]: of the two the colon tells which. */
static bool cut_inline(struct zsip_sdp_crypto_key *key)
{
	struct zsip_slice rest = key->info, part;

	key->key_salt = cut(&rest, '|');
	while (rest.ptr != NULL) {
		part = cut(&rest, '|');
		if (memchr(part.ptr, ':', part.len) == NULL) {
			key->lifetime = part;
			continue;
		}
		key->mki = cut(&part, ':');
		if (!read_u16(part, &key->mki_length))
			return false;
	}
	return true;
}

bool zsip_sdp_next_crypto_key(struct zsip_slice *rest,
                              struct zsip_sdp_crypto_key *key)
{
	if (rest->ptr == NULL || rest->len == 0)
		return false;
	*key = (struct zsip_sdp_crypto_key){.info = cut(rest, ';')};
	key->method = cut(&key->info, ':');
	if (key->info.ptr == NULL)
		return false;
	return !is_inline(key->method) || cut_inline(key);
}

enum zsip_status zsip_sdp_crypto_lifetime(struct zsip_slice lifetime,
                                          uint64_t *packets)
{
	bool power = lifetime.len > 2 && memcmp(lifetime.ptr, "2^", 2) == 0;
	enum zsip_status status;

	if (power)
		lifetime =
		        between(lifetime.ptr + 2, lifetime.ptr + lifetime.len);
	status = zsip_sdp_number(lifetime, packets);
	if (!power || status != ZSIP_OK)
		return status;
	if (*packets > 63)
		return ZSIP_E_RANGE;
	*packets = UINT64_C(1) << *packets;
	return ZSIP_OK;
}

static bool is_wsp(char byte)
{
	return byte == ' ' || byte == '\t';
}

bool zsip_sdp_next_session_param(struct zsip_slice *rest,
                                 struct zsip_sdp_pair *pair)
{
	const char *p = rest->ptr, *end, *from;

	if (p == NULL)
		return false;
	end = p + rest->len;
	while (p < end && is_wsp(*p))
		p++;
	from = p;
	while (p < end && !is_wsp(*p))
		p++;
	*rest = p < end ? between(p, end) : absent;
	if (p == from)
		return false;
	pair->value = between(from, p);
	pair->name = cut(&pair->value, '=');
	return true;
}
