/*
 * SIPS and transports (RFC 3261 8.1.1.8, 12.1.1, 26.2.2; RFC 5630).
 */
#include "checker.h"

static enum zsip_scheme scheme_of(const struct checker *c,
                                  struct zsip_slice text)
{
	struct zsip_uri uri;

	if (text.ptr == NULL ||
	    zsip_uri_parse_in(&uri, text, c->msg, NULL) != ZSIP_OK)
		return ZSIP_SCHEME_OTHER;
	return (enum zsip_scheme)uri.scheme_id;
}

/* Few are: the others are not parsed for this. */
static bool is_sips(const struct checker *c, struct zsip_slice text)
{
	struct zsip_slice scheme = {text.ptr, 4};

	return text.len > scheme.len && text.ptr[scheme.len] == ':' &&
	       slice_is_nocase(scheme, "sips") &&
	       scheme_of(c, text) == ZSIP_SCHEME_SIPS;
}

static bool has_sips(struct checker *c, enum zsip_header id)
{
	struct zsip_value value;

	return zsip_check_first(c, id, &value) &&
	       is_sips(c, value.name_addr.uri);
}

/* Whether the dialog that this message begins or refreshes, if it does, is to
 * be secure. */
static bool is_secure(struct checker *c)
{
	unsigned code = c->msg->status_code;

	if (c->request)
		return is_sips(c, c->msg->request_uri) ||
		       has_sips(c, ZSIP_HDR_ROUTE);
	return code > 100 && code < 300 && has_sips(c, ZSIP_HDR_RECORD_ROUTE);
}

static bool asks_contact(const struct checker *c)
{
	return zsip_header_presence(ZSIP_HDR_CONTACT, c->method, 0) ==
	       ZSIP_PRESENCE_MANDATORY;
}

static void check_contact(struct checker *c)
{
	struct zsip_value contact;

	if (is_secure(c) && asks_contact(c) &&
	    zsip_check_first(c, ZSIP_HDR_CONTACT, &contact) &&
	    scheme_of(c, contact.name_addr.uri) == ZSIP_SCHEME_SIP)
		zsip_check_report_at(c, ZSIP_RULE_CONTACT_SIPS,
		                     contact.name_addr.uri);
}

static void check_hop(struct checker *c)
{
	struct zsip_value via;

	if (is_sips(c, c->msg->request_uri) &&
	    zsip_check_first(c, ZSIP_HDR_VIA, &via) &&
	    slice_is_nocase(via.via_parm.transport, "UDP"))
		zsip_check_report_at(c, ZSIP_RULE_SIPS_OVER_UDP,
		                     via.via_parm.transport);
}

void zsip_check_sips(struct checker *c)
{
	check_contact(c);
	check_hop(c);
	c->field = ZSIP_NO_FIELD;
}
