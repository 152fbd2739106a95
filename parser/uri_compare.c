/*
 * Whether two URIs are equivalent (RFC 3261 19.1.4, RFC 3966 4, RFC 8141 3),
 * and whether they are the same in every part.
 */
#include "uri_lists.h"

/* Present in both, or in none, and folded to the same. */
static bool same(struct zsip_slice a, struct zsip_slice b, enum zsip_fold how)
{
	return (a.ptr == NULL) == (b.ptr == NULL) &&
	       zsip_folded_order(a, how, b, how) == 0;
}

static bool same_host(const struct zsip_uri *a, const struct zsip_uri *b)
{
	unsigned char of_a[16], of_b[16];

	if (a->host_type != ZSIP_HOST_IPV6 || b->host_type != ZSIP_HOST_IPV6)
		return zsip_slice_equal_nocase(a->host, b->host);
	zsip_ipv6_value(a->host, of_a);
	zsip_ipv6_value(b->host, of_b);
	return memcmp(of_a, of_b, sizeof(of_a)) == 0;
}

static bool same_sip(const struct zsip_uri *a, const struct zsip_uri *b,
                     bool strict)
{
	struct zsip_uri_list of_a =
	        zsip_uri_list_of(a->params, ZSIP_ITEMS_PARAMS);
	struct zsip_uri_list of_b =
	        zsip_uri_list_of(b->params, ZSIP_ITEMS_PARAMS);

	return same(a->user, b->user, ZSIP_FOLD_EXACT) &&
	       same(a->password, b->password, ZSIP_FOLD_EXACT) &&
	       same_host(a, b) && a->has_port == b->has_port &&
	       a->port == b->port &&
	       (strict ? zsip_uri_lists_equal(of_a, of_b)
	               : zsip_uri_params_equal(of_a, of_b)) &&
	       zsip_uri_lists_equal(
	               zsip_uri_list_of(a->headers, ZSIP_ITEMS_HEADERS),
	               zsip_uri_list_of(b->headers, ZSIP_ITEMS_HEADERS));
}

static bool same_tel(const struct zsip_uri *a, const struct zsip_uri *b)
{
	return same(a->user, b->user, ZSIP_FOLD_DIGITS) &&
	       zsip_uri_lists_equal(
	               zsip_uri_list_of(a->params, ZSIP_ITEMS_TEL),
	               zsip_uri_list_of(b->params, ZSIP_ITEMS_TEL));
}

static bool same_urn(const struct zsip_uri *a, const struct zsip_uri *b,
                     bool strict)
{
	struct zsip_urn of_a, of_b;

	zsip_urn_parse(&of_a, a->text, NULL);
	zsip_urn_parse(&of_b, b->text, NULL);
	return zsip_slice_equal_nocase(of_a.nid, of_b.nid) &&
	       same(of_a.nss, of_b.nss, ZSIP_FOLD_URN) &&
	       (!strict ||
	        (same(of_a.r_component, of_b.r_component, ZSIP_FOLD_URN) &&
	         same(of_a.q_component, of_b.q_component, ZSIP_FOLD_URN)));
}

static bool compare(const struct zsip_uri *a, const struct zsip_uri *b,
                    bool strict)
{
	if (a->scheme_id != b->scheme_id)
		return false;
	switch (a->scheme_id) {
	case ZSIP_SCHEME_SIP:
	case ZSIP_SCHEME_SIPS:
		return same_sip(a, b, strict);
	case ZSIP_SCHEME_TEL:
		return same_tel(a, b);
	case ZSIP_SCHEME_URN:
		return same_urn(a, b, strict);
	default:
		return zsip_slice_equal_nocase(a->scheme, b->scheme) &&
		       zsip_slice_equal(a->rest, b->rest);
	}
}

bool zsip_uri_equal(const struct zsip_uri *a, const struct zsip_uri *b)
{
	return compare(a, b, false);
}

bool zsip_uri_strict_equal(const struct zsip_uri *a, const struct zsip_uri *b)
{
	return compare(a, b, true);
}
