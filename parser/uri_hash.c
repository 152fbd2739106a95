/*
 * Hashes of URIs that go with their comparison: what is compared is hashed in
 * the form in which it is compared, and what may be ignored is left out.
 */
#include "siphash.h"
#include "uri_lists.h"

/* Every number is put as 16 bits; the end of a text, which is negative, is none
 * of its characters. */

static void start(struct zsip_siphash *hash, uint64_t seed)
{
	zsip_siphash_start(hash, seed, ~seed);
}

static void put_text(struct zsip_siphash *hash, struct zsip_slice text,
                     enum zsip_fold how)
{
	struct zsip_folded folded = zsip_folded_start(text, how);
	int c;

	zsip_siphash_put(hash, text.ptr != NULL);
	do {
		c = zsip_folded_next(&folded);
		zsip_siphash_put(hash, (uint16_t)c);
	} while (c != ZSIP_FOLDED_END);
}

static void put_bytes(struct zsip_siphash *hash, const void *text, size_t len)
{
	const unsigned char *bytes = text;

	for (size_t i = 0; i < len; i++)
		zsip_siphash_put(hash, bytes[i]);
}

static void put_sum(struct zsip_siphash *hash, uint64_t sum)
{
	for (int i = 0; i < 4; i++)
		zsip_siphash_put(hash, (uint16_t)(sum >> 16 * i));
}

static uint64_t name_hash(enum zsip_uri_list_kind kind,
                          const struct zsip_uri_item *item, uint64_t seed)
{
	struct zsip_siphash hash;

	start(&hash, seed);
	put_text(&hash, item->name, zsip_uri_name_fold(kind));
	return zsip_siphash_end(&hash);
}

static uint64_t item_hash(enum zsip_uri_list_kind kind,
                          const struct zsip_uri_item *item, uint64_t seed)
{
	unsigned char address[16];
	struct zsip_siphash hash;

	start(&hash, seed);
	put_text(&hash, item->name, zsip_uri_name_fold(kind));
	if (zsip_uri_item_address(kind, item, address))
		put_bytes(&hash, address, sizeof(address));
	else
		put_text(&hash, item->value, zsip_uri_value_fold(kind, item));
	return zsip_siphash_end(&hash);
}

/* A sum, as the order of items with different names does not count. */
static uint64_t list_hash(struct zsip_uri_list list, bool values, uint64_t seed)
{
	struct zsip_uri_item item;
	uint64_t sum = 0;

	while (zsip_uri_item_next(&list, &item))
		sum += values ? item_hash(list.kind, &item, seed)
		              : name_hash(list.kind, &item, seed);
	return sum;
}

/* The first of each of the parameters that must be in both URIs. */
static uint64_t decisive_hash(struct zsip_uri_list list, uint64_t seed)
{
	struct zsip_uri_item item;
	unsigned seen = 0;
	uint64_t sum = 0;

	while (zsip_uri_item_next(&list, &item)) {
		unsigned bit = 1U << zsip_uri_decisive(&item);

		if ((seen & bit) == 0 && bit != 1U << ZSIP_URI_DECISIVE)
			sum += item_hash(list.kind, &item, seed);
		seen |= bit;
	}
	return sum;
}

static void put_host(struct zsip_siphash *hash, const struct zsip_uri *uri)
{
	unsigned char address[16];

	zsip_siphash_put(hash, uri->host_type);
	if (uri->host_type == ZSIP_HOST_IPV6) {
		zsip_ipv6_value(uri->host, address);
		put_bytes(hash, address, sizeof(address));
	} else {
		put_text(hash, uri->host, ZSIP_FOLD_NOCASE);
	}
}

static void put_sip(struct zsip_siphash *hash, const struct zsip_uri *uri,
                    bool strict, uint64_t seed)
{
	struct zsip_uri_list params =
	        zsip_uri_list_of(uri->params, ZSIP_ITEMS_PARAMS);

	put_text(hash, uri->user, ZSIP_FOLD_EXACT);
	put_text(hash, uri->password, ZSIP_FOLD_EXACT);
	put_host(hash, uri);
	zsip_siphash_put(hash, uri->has_port);
	zsip_siphash_put(hash, uri->port);
	put_sum(hash, strict ? list_hash(params, true, seed)
	                     : decisive_hash(params, seed));
	put_sum(hash,
	        list_hash(zsip_uri_list_of(uri->headers, ZSIP_ITEMS_HEADERS),
	                  strict, seed));
}

static void put_tel(struct zsip_siphash *hash, const struct zsip_uri *uri,
                    uint64_t seed)
{
	put_text(hash, uri->user, ZSIP_FOLD_DIGITS);
	put_sum(hash, list_hash(zsip_uri_list_of(uri->params, ZSIP_ITEMS_TEL),
	                        true, seed));
}

static void put_urn(struct zsip_siphash *hash, const struct zsip_uri *uri,
                    bool strict)
{
	struct zsip_urn urn;

	zsip_urn_parse(&urn, uri->text, NULL);
	put_text(hash, urn.nid, ZSIP_FOLD_NOCASE);
	put_text(hash, urn.nss, ZSIP_FOLD_URN);
	if (strict) {
		put_text(hash, urn.r_component, ZSIP_FOLD_URN);
		put_text(hash, urn.q_component, ZSIP_FOLD_URN);
	}
}

static uint64_t hash_of(const struct zsip_uri *uri, bool strict, uint64_t seed)
{
	struct zsip_siphash hash;

	start(&hash, seed);
	zsip_siphash_put(&hash, uri->scheme_id);
	switch (uri->scheme_id) {
	case ZSIP_SCHEME_SIP:
	case ZSIP_SCHEME_SIPS:
		put_sip(&hash, uri, strict, seed);
		break;
	case ZSIP_SCHEME_TEL:
		put_tel(&hash, uri, seed);
		break;
	case ZSIP_SCHEME_URN:
		put_urn(&hash, uri, strict);
		break;
	default:
		put_text(&hash, uri->scheme, ZSIP_FOLD_NOCASE);
		put_bytes(&hash, uri->rest.ptr, uri->rest.len);
	}
	return zsip_siphash_end(&hash);
}

uint64_t zsip_uri_hash(const struct zsip_uri *uri, uint64_t seed)
{
	return hash_of(uri, false, seed);
}

uint64_t zsip_uri_strict_hash(const struct zsip_uri *uri, uint64_t seed)
{
	return hash_of(uri, true, seed);
}
