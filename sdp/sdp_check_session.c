/*
 * The lines that are no attributes: version, origin, connection, time, key.
 */
#include "sdp_checker.h"

static ALWAYS_INLINE bool is_internet(struct zsip_slice nettype,
                                      struct zsip_slice addrtype,
                                      const char *type)
{
	return sdp_slice_is(nettype, "IN") && sdp_slice_is(addrtype, type);
}

static bool is_digit_or_dot(char byte)
{
	return zsip_sdp_is_digit(byte) || byte == '.';
}

/* A name whose last label is a number is none (RFC 1123 2.1), but what is left
 * of an IPv4 address. */
static bool is_numeric(struct zsip_slice name)
{
	const char *p = sdp_slice_end(name);

	return p > name.ptr && zsip_sdp_is_digit(p[-1]) &&
	       zsip_sdp_all(name, is_digit_or_dot);
}

void zsip_sdp_check_address(struct sdp_checker *c, enum zsip_sdp_rule rule,
                            struct zsip_slice nettype,
                            struct zsip_slice addrtype,
                            struct zsip_slice address)
{
	bool ip4 = is_internet(nettype, addrtype, "IP4");
	bool ip6 = !ip4 && is_internet(nettype, addrtype, "IP6");

	/* By a quirk there may be no address. */
	if ((!ip4 && !ip6) || address.ptr == NULL)
		return;
	switch (zsip_sdp_address_classify(address)) {
	case ZSIP_SDP_ADDRESS_IP4:
		if (ip6)
			zsip_sdp_report(c, rule, address);
		break;
	case ZSIP_SDP_ADDRESS_IP6:
		if (ip4)
			zsip_sdp_report(c, rule, address);
		break;
	case ZSIP_SDP_ADDRESS_NAME:
		if (is_numeric(address))
			zsip_sdp_report(c, rule, address);
		break;
	case ZSIP_SDP_ADDRESS_OTHER:
		if (memchr(address.ptr, ':', address.len) != NULL)
			zsip_sdp_report(c, rule, address);
		break;
	}
}

static void check_connection(struct sdp_checker *c,
                             const struct zsip_sdp_connection *field)
{
	struct zsip_slice at = field->address;
	bool multicast = zsip_sdp_is_multicast(at);

	c->connections++;
	zsip_sdp_check_address(c, ZSIP_SDP_RULE_ADDRESS_TYPE, field->nettype,
	                       field->addrtype, field->address);
	if (multicast && field->ttl.ptr == NULL &&
	    is_internet(field->nettype, field->addrtype, "IP4"))
		zsip_sdp_report(c, ZSIP_SDP_RULE_MULTICAST_TTL, at);
	if (!multicast && (field->ttl.ptr != NULL || field->count > 1)) {
		at = c->sdp->lines[c->line].text;
		zsip_sdp_report(c, ZSIP_SDP_RULE_UNICAST_SUFFIX,
		                sdp_slice_between(sdp_slice_end(field->address),
		                                  sdp_slice_end(at)));
	}
	if (!multicast && c->connections > 1 && c->media != NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_SEVERAL_CONNECTIONS,
		                field->address);
}

static void check_timing(struct sdp_checker *c,
                         const struct zsip_sdp_value *value)
{
	const struct zsip_sdp_timing *timing = &value->timing;

	if (timing->stop != 0 && timing->stop < timing->start)
		zsip_sdp_report(c, ZSIP_SDP_RULE_TIME_ORDER, value->raw);
	else if (c->role == ZSIP_SDP_ROLE_OFFER &&
	         (timing->start != 0 || timing->stop != 0))
		zsip_sdp_report(c, ZSIP_SDP_RULE_OFFER_TIME, value->raw);
}

void zsip_sdp_check_field(struct sdp_checker *c,
                          const struct zsip_sdp_line *line,
                          const struct zsip_sdp_value *value)
{
	switch (line->letter) {
	case 'v':
		if (value->version.number != 0)
			zsip_sdp_report(c, ZSIP_SDP_RULE_VERSION, value->raw);
		break;
	case 'o':
		zsip_sdp_check_address(
		        c, ZSIP_SDP_RULE_ORIGIN_ADDRESS, value->origin.nettype,
		        value->origin.addrtype, value->origin.address);
		break;
	case 'c':
		check_connection(c, &value->connection);
		break;
	case 't':
		check_timing(c, value);
		break;
	case 'k':
		zsip_sdp_report(c, ZSIP_SDP_RULE_KEY_OBSOLETE, line->text);
		break;
	case 'm':
		zsip_sdp_check_formats_listed(c, &value->media_field);
		break;
	default:
		break;
	}
}

/* Port 0 needs no address. */
void zsip_sdp_check_connections(struct sdp_checker *c)
{
	const struct zsip_sdp_line *m = sdp_m_line(c);

	if (c->session_connection || c->media->m.port == 0 ||
	    (c->order.seen & sdp_order_bit('c')) != 0)
		return;
	zsip_sdp_report_missing(c, ZSIP_SDP_RULE_NO_CONNECTION,
	                        (struct zsip_slice){m->text.ptr, 1},
	                        "connection-field");
}
