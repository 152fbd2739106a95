/*
 * libosip2 parses every header it knows as soon as it sees it and copies all
 * of it, so its levels differ only in what is read from the result.
 */
#include "../bench.h"

#ifdef HAVE_OSIP2

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/time.h>

#include <osipparser2/osip_parser.h>
#include <osipparser2/sdp_message.h>

static bool setup(void)
{
	return parser_init() == OSIP_SUCCESS;
}

/* All values are strings; a look at each is enough to have it made. */
static uintptr_t peek(const char *text)
{
	return text ? (unsigned char)text[0] : 0;
}

static osip_message_t *parse(const char *msg, size_t len)
{
	osip_message_t *sip;

	if (osip_message_init(&sip) != OSIP_SUCCESS)
		return NULL;
	if (osip_message_parse(sip, msg, len) == OSIP_SUCCESS)
		return sip;
	osip_message_free(sip);
	return NULL;
}

/* The library bounds the body itself when there is a Content-Length. */
static bool read_table(const osip_message_t *sip)
{
	const osip_content_length_t *clen;
	const osip_body_t *body;
	size_t want;

	clen = osip_message_get_content_length(sip);
	if (!clen || !(sip->sip_method || sip->status_code))
		return false;
	want = strtoul(clen->value, NULL, 10);
	body = osip_list_get(&sip->bodies, 0);
	bench_sink += want + (size_t)osip_list_size(&sip->headers);
	return body ? body->length == want : want == 0;
}

static uintptr_t read_params(const osip_list_t *params)
{
	osip_list_iterator_t it;
	osip_generic_param_t *param = osip_list_get_first(params, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += peek(param->gname) + peek(param->gvalue);
		param = osip_list_get_next(&it);
	}
	return sum;
}

static uintptr_t read_uri(const osip_uri_t *uri)
{
	if (!uri)
		return 0;
	return peek(uri->scheme) + peek(uri->username) + peek(uri->host) +
	       peek(uri->port) + peek(uri->string);
}

/* From, To, Contact, Route and Record-Route are one type. */
static uintptr_t read_address(const osip_from_t *address)
{
	return peek(address->displayname) + read_uri(address->url);
}

static uintptr_t read_addresses(const osip_list_t *list)
{
	osip_list_iterator_t it;
	osip_from_t *address = osip_list_get_first(list, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += read_address(address);
		address = osip_list_get_next(&it);
	}
	return sum;
}

static uintptr_t read_contacts(const osip_list_t *contacts)
{
	osip_list_iterator_t it;
	osip_contact_t *contact = osip_list_get_first(contacts, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += read_address(contact) +
		       read_params(&contact->gen_params);
		if (contact->url)
			sum += read_params(&contact->url->url_params);
		contact = osip_list_get_next(&it);
	}
	return sum;
}

static uintptr_t read_vias(const osip_list_t *vias)
{
	osip_list_iterator_t it;
	osip_via_t *via = osip_list_get_first(vias, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += peek(via->protocol) + peek(via->host) + peek(via->port) +
		       read_params(&via->via_params);
		via = osip_list_get_next(&it);
	}
	return sum;
}

static bool read_core(const osip_message_t *sip)
{
	osip_header_t *hops = NULL;
	osip_route_t *route = osip_list_get(&sip->routes, 0);
	uintptr_t sum;

	if (!read_table(sip) || !sip->from || !sip->to || !sip->call_id ||
	    !sip->cseq || osip_list_eol(&sip->vias, 0))
		return false;
	if (osip_message_get_max_forwards(sip, 0, &hops) >= 0)
		bench_sink += strtoul(hops->hvalue, NULL, 10);
	if (sip->content_type)
		bench_sink += peek(sip->content_type->type) +
		              peek(sip->content_type->subtype);
	sum = read_uri(sip->req_uri) + read_vias(&sip->vias) +
	      read_address(sip->from) + read_address(sip->to) +
	      peek(sip->call_id->number) + peek(sip->call_id->host) +
	      strtoul(sip->cseq->number, NULL, 10) + peek(sip->cseq->method) +
	      read_contacts(&sip->contacts);
	if (route)
		sum += read_address(route);
	bench_sink += sum;
	return true;
}

static bool read_disposition(const osip_message_t *sip)
{
	osip_content_disposition_t *parsed;
	osip_header_t *header = NULL;
	bool good;

	if (osip_message_header_get_byname(sip, CONTENT_DISPOSITION, 0,
	                                   &header) < 0)
		return true;
	if (osip_content_disposition_init(&parsed) != OSIP_SUCCESS)
		return false;
	good = osip_content_disposition_parse(parsed, header->hvalue) ==
	       OSIP_SUCCESS;
	if (good)
		bench_sink += peek(parsed->element) +
		              read_params(&parsed->gen_params);
	osip_content_disposition_free(parsed);
	return good;
}

static uintptr_t read_connection(const sdp_connection_t *connection)
{
	return connection ? peek(connection->c_addr) : 0;
}

static uintptr_t read_connections(const osip_list_t *list)
{
	osip_list_iterator_t it;
	sdp_connection_t *connection = osip_list_get_first(list, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += read_connection(connection);
		connection = osip_list_get_next(&it);
	}
	return sum;
}

static uintptr_t read_bandwidths(const osip_list_t *list)
{
	osip_list_iterator_t it;
	sdp_bandwidth_t *bandwidth = osip_list_get_first(list, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += peek(bandwidth->b_bandwidth);
		bandwidth = osip_list_get_next(&it);
	}
	return sum;
}

/* No attribute has a type of its own. */
static uintptr_t read_attributes(const osip_list_t *list)
{
	osip_list_iterator_t it;
	sdp_attribute_t *attribute = osip_list_get_first(list, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += peek(attribute->a_att_field) +
		       peek(attribute->a_att_value);
		attribute = osip_list_get_next(&it);
	}
	return sum;
}

static uintptr_t read_payloads(const osip_list_t *list)
{
	osip_list_iterator_t it;
	char *payload = osip_list_get_first(list, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += peek(payload);
		payload = osip_list_get_next(&it);
	}
	return sum;
}

static uintptr_t read_media(const osip_list_t *list)
{
	osip_list_iterator_t it;
	sdp_media_t *media = osip_list_get_first(list, &it);
	uintptr_t sum = 0;

	while (osip_list_iterator_has_elem(it)) {
		sum += peek(media->m_media) + peek(media->m_port) +
		       peek(media->m_proto) +
		       read_payloads(&media->m_payloads) +
		       read_connections(&media->c_connections) +
		       read_bandwidths(&media->b_bandwidths) +
		       read_attributes(&media->a_attributes);
		media = osip_list_get_next(&it);
	}
	return sum;
}

static uintptr_t read_session(const sdp_message_t *sdp)
{
	return peek(sdp->o_sess_version) + peek(sdp->s_name) +
	       read_connection(sdp->c_connection) +
	       read_bandwidths(&sdp->b_bandwidths) +
	       (uintptr_t)osip_list_size(&sdp->t_descrs) +
	       read_attributes(&sdp->a_attributes) + read_media(&sdp->m_medias);
}

static bool read_sdp(const osip_message_t *sip)
{
	const osip_content_type_t *type = sip->content_type;
	const osip_body_t *body = osip_list_get(&sip->bodies, 0);
	sdp_message_t *sdp;
	bool good;

	if (!body || body->length == 0 || !type ||
	    strcasecmp(type->type, "application") != 0 ||
	    strcasecmp(type->subtype, "sdp") != 0)
		return true;
	if (sdp_message_init(&sdp) != OSIP_SUCCESS)
		return false;
	good = sdp_message_parse(sdp, body->body) == OSIP_SUCCESS;
	if (good)
		bench_sink += read_session(sdp);
	sdp_message_free(sdp);
	return good;
}

/*
 * Allow and Accept come out of the parse as lists, Authorization with its
 * members; numbers such as Expires stay text, and so do the headers of the
 * extensions.
 */
static bool read_full(const osip_message_t *sip)
{
	osip_authorization_t *auth = osip_list_get(&sip->authorizations, 0);
	uintptr_t sum = 0;

	if (!read_core(sip))
		return false;
	if (auth)
		sum = peek(auth->username) + peek(auth->realm) +
		      peek(auth->nonce) + peek(auth->response) +
		      peek(auth->uri) + peek(auth->cnonce) +
		      peek(auth->nonce_count);
	sum += read_addresses(&sip->routes) +
	       read_addresses(&sip->record_routes) +
	       (uintptr_t)osip_list_size(&sip->allows) +
	       (uintptr_t)osip_list_size(&sip->accepts);
	bench_sink += sum;
	return read_disposition(sip) && (!BENCH_SDP || read_sdp(sip));
}

static bool run(const char *msg, size_t len,
                bool (*read)(const osip_message_t *sip))
{
	osip_message_t *sip = parse(msg, len);
	bool good;

	if (!sip)
		return false;
	good = read(sip);
	osip_message_free(sip);
	return good;
}

static bool run_table(const char *msg, size_t len)
{
	return run(msg, len, read_table);
}

static bool run_core(const char *msg, size_t len)
{
	return run(msg, len, read_core);
}

static bool run_full(const char *msg, size_t len)
{
	return run(msg, len, read_full);
}

const struct bench_parser bench_osip2[] = {
        {
                .name = "osip2",
                .setup = setup,
                .run = {run_table, run_core, run_full},
        },
        {0},
};

#else

const struct bench_parser bench_osip2[] = {{0}};

#endif
