/*
 * How a message travelled, against what it says of that.
 */
#include "lint/travel.h"
#include "internal.h"
#include "read/description.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* RFC 3261 18.1.1: where the path's MTU is not known. */
enum { MAX_UDP_REQUEST = 1300 };

/* A message at work. */
struct travel {
	const struct message *message;
	const struct zsip_message *sip;
	const struct place *place;
	const struct zsip_core *core;
	void (*report)(void *user, const struct zsip_finding *finding);
	void *user;
};

static void report(const struct travel *travel, enum own_rule rule,
                   struct zsip_slice bytes)
{
	const struct zsip_finding finding = {
	        .rule = rule_own(rule),
	        .field = ZSIP_NO_FIELD,
	        .offset = (size_t)(bytes.ptr - travel->sip->text.ptr),
	        .len = bytes.len,
	        .error = {.expected = ""}};

	travel->report(travel->user, &finding);
}

/* --- Addresses */

/* @return false for what is no address, as a name */
static bool read_address(struct zsip_slice host, struct endpoint *endpoint)
{
	char text[INET6_ADDRSTRLEN];

	if (host.len >= 2 && *host.ptr == '[') {
		host.ptr++;
		host.len -= 2;
	}
	if (host.ptr == NULL || host.len >= sizeof(text))
		return false;
	memcpy(text, host.ptr, host.len);
	text[host.len] = '\0';
	endpoint->family = 4;
	if (inet_pton(AF_INET, text, endpoint->address) == 1)
		return true;
	endpoint->family = 6;
	return inet_pton(AF_INET6, text, endpoint->address) == 1;
}

/* @return 0 where there is none */
static uint16_t read_port(struct zsip_slice text)
{
	unsigned port = 0;

	for (size_t i = 0; i < text.len && port <= UINT16_MAX; i++)
		port = 10 * port + (unsigned)(text.ptr[i] - '0');
	return port <= UINT16_MAX ? (uint16_t)port : 0;
}

static uint16_t default_port(enum zsip_transport transport)
{
	const struct zsip_transport_info *info = zsip_transport_info(transport);

	return info != NULL ? info->port : 0;
}

/* What the sender of the top Via calls itself.
 * @return false where that is a name */
static bool sent_by(const struct travel *travel, struct endpoint *endpoint)
{
	const struct zsip_via_parm *via = &travel->core->via;

	endpoint->port = via->port.ptr != NULL
	                         ? read_port(via->port)
	                         : default_port(travel->place->transport);
	return read_address(via->host, endpoint);
}

static bool is_stream(const struct place *place)
{
	const struct zsip_transport_info *info =
	        zsip_transport_info(place->transport);

	return info != NULL && info->reliable;
}

/* --- The top Via */

/* What ends TLS, and shows what was in it, may be at either side of it. */
static enum zsip_transport without_tls(enum zsip_transport transport)
{
	switch (transport) {
	case ZSIP_TRANSPORT_TLS:
		return ZSIP_TRANSPORT_TCP;
	case ZSIP_TRANSPORT_TLS_SCTP:
		return ZSIP_TRANSPORT_SCTP;
	case ZSIP_TRANSPORT_WSS:
		return ZSIP_TRANSPORT_WS;
	default:
		return transport;
	}
}

/* The transport under what the Via says. */
static enum zsip_transport below(enum zsip_transport transport)
{
	transport = without_tls(transport);
	return transport == ZSIP_TRANSPORT_WS ? ZSIP_TRANSPORT_TCP : transport;
}

static void check_transport(const struct travel *travel)
{
	struct zsip_slice transport = travel->core->via.transport;
	enum zsip_transport said = zsip_transport_find(transport);
	enum zsip_transport seen = travel->place->transport;

	if (seen == ZSIP_TRANSPORT_OTHER || said == ZSIP_TRANSPORT_OTHER)
		return;
	if (travel->place->is_relayed ? below(said) != below(seen)
	                              : without_tls(said) != without_tls(seen))
		report(travel, OWN_RULE_CAPTURE_VIA_TRANSPORT, transport);
}

/* The port of a connection's client is any. */
static void check_source(const struct travel *travel)
{
	const struct endpoint *source = &travel->place->source;
	const struct zsip_via_parm *via = &travel->core->via;
	struct zsip_slice bytes = via->host;
	struct endpoint said;

	if (source->family == 0 || !sent_by(travel, &said))
		return;
	if (endpoint_address_equal(&said, source) &&
	    (is_stream(travel->place) || source->port == 0 ||
	     said.port == source->port))
		return;
	if (via->port.ptr != NULL)
		bytes.len = (size_t)(via->port.ptr + via->port.len - bytes.ptr);
	report(travel, OWN_RULE_CAPTURE_VIA_SOURCE, bytes);
}

/* RFC 3261 18.2.2, RFC 3581 4.  Behind a NAT received and rport are those of
 * its other side, so both are right. */
static bool goes_by_via(const struct travel *travel)
{
	const struct endpoint *to = &travel->place->destination;
	const struct zsip_via_parm *via = &travel->core->via;
	struct endpoint said, seen;

	if (via->maddr.ptr != NULL || !sent_by(travel, &said))
		return true;
	seen = said;
	if (via->received.ptr != NULL && !read_address(via->received, &seen))
		return true;
	if (via->rport.len != 0)
		seen.port = read_port(via->rport);
	if (to->port == 0)
		said.port = seen.port = to->port;
	return endpoint_equal(to, &said) || endpoint_equal(to, &seen);
}

/* On a connection a response goes back to where the request came from, whatever
 * its Via says. */
bool travel_goes_by_via(struct message *message)
{
	struct travel travel = {.message = message,
	                        .sip = &message->sip,
	                        .place = &message->seen.place};

	if (travel.place->destination.family == 0 || is_stream(travel.place))
		return true;
	travel.core = message_core(message);
	return travel.core->status[ZSIP_CORE_VIA] != ZSIP_OK ||
	       goes_by_via(&travel);
}

/* --- Private addresses */

/* Between two places of the internet. */
static bool is_public(const struct place *place)
{
	return place->source.family != 0 && place->destination.family != 0 &&
	       !endpoint_is_private(&place->source) &&
	       !endpoint_is_private(&place->destination);
}

static bool is_private(struct zsip_slice host)
{
	struct endpoint endpoint;

	return read_address(host, &endpoint) && endpoint_is_private(&endpoint);
}

static bool is_register(const struct zsip_message *sip)
{
	const struct zsip_field *field =
	        zsip_field_find(sip, ZSIP_HDR_CSEQ, NULL);
	struct zsip_value value;

	return field != NULL &&
	       zsip_value_parse(&value, ZSIP_HDR_CSEQ, field->value,
	                        sip->options, NULL) == ZSIP_OK &&
	       zsip_method_find(value.cseq.method) == ZSIP_METHOD_REGISTER;
}

/* Requests come back by the flow that it was registered by (RFC 5626). */
static bool is_outbound(const struct zsip_name_addr *contact,
                        const struct zsip_uri *uri)
{
	struct zsip_param param;

	return zsip_params_get(contact->params, ZSIP_PARAM_REG_ID, &param) ==
	               ZSIP_OK ||
	       zsip_params_get(uri->params, ZSIP_PARAM_OB, &param) == ZSIP_OK;
}

/* Where a proxy stays between, it may know better; and a registrar tells what
 * was registered. */
static bool is_contact_judged(const struct zsip_message *sip)
{
	return zsip_field_find(sip, ZSIP_HDR_RECORD_ROUTE, NULL) == NULL &&
	       (sip->method.ptr != NULL || !is_register(sip));
}

static void check_contact(const struct travel *travel)
{
	const struct zsip_message *sip = travel->sip;
	struct zsip_value value;
	struct zsip_list list;
	struct zsip_uri uri;

	zsip_list_start(&list, sip, ZSIP_HDR_CONTACT);
	if (!is_contact_judged(sip) ||
	    zsip_list_next(&list, &value, NULL) != ZSIP_OK ||
	    value.name_addr.wildcard ||
	    zsip_uri_parse(&uri, value.name_addr.uri, sip->options, NULL) !=
	            ZSIP_OK ||
	    !is_private(uri.host) || is_outbound(&value.name_addr, &uri))
		return;
	report(travel, OWN_RULE_CAPTURE_CONTACT_PRIVATE, uri.host);
}

static const struct zsip_sdp_connection *
find_private(const struct zsip_sdp *sdp)
{
	struct zsip_sdp_bundles bundles;

	zsip_sdp_bundles_read(&bundles, sdp);
	for (size_t media = 1; media <= sdp->media_count; media++) {
		const struct zsip_sdp_connection *c =
		        zsip_sdp_connection_of(sdp, media);

		if (c != NULL && is_private(c->address) &&
		    zsip_sdp_enabled(sdp, media, &bundles))
			return c;
	}
	return NULL;
}

/* With ICE the address in c= is one of several. */
static bool has_candidates(struct zsip_slice body)
{
	static const char start[] = "\na=candidate:";

	for (size_t i = 0; i + sizeof(start) - 1 <= body.len; i++) {
		if (memcmp(body.ptr + i, start, sizeof(start) - 1) == 0)
			return true;
	}
	return false;
}

static void check_media(const struct travel *travel)
{
	const struct zsip_message *sip = travel->sip;
	const struct zsip_sdp_connection *found;
	struct zsip_sdp sdp;

	if (!description_is_body(sip) || sip->missing != 0 ||
	    has_candidates(sip->body))
		return;
	description_read(&sdp, sip->body, sip->options);
	found = find_private(&sdp);
	if (found != NULL)
		report(travel, OWN_RULE_CAPTURE_MEDIA_PRIVATE, found->address);
	description_free(&sdp);
}

void travel_check(struct message *message,
                  void (*tell)(void *user, const struct zsip_finding *finding),
                  void *user)
{
	struct travel travel = {.message = message,
	                        .sip = &message->sip,
	                        .place = &message->seen.place,
	                        .report = tell,
	                        .user = user};
	bool is_request = message->sip.method.ptr != NULL;

	if (travel.place->source.family == 0 &&
	    travel.place->destination.family == 0)
		return;
	if (is_request && travel.place->transport == ZSIP_TRANSPORT_UDP &&
	    message->sip.text.len > MAX_UDP_REQUEST)
		report(&travel, OWN_RULE_CAPTURE_UDP_SIZE,
		       message->sip.start_line);
	travel.core = message_core(message);
	if (travel.core->status[ZSIP_CORE_VIA] == ZSIP_OK) {
		check_transport(&travel);
		if (is_request)
			check_source(&travel);
	}
	if (is_public(travel.place)) {
		check_contact(&travel);
		check_media(&travel);
	}
}
