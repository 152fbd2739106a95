/*
 * libosip2 parses every header it knows as soon as it sees it and copies all
 * of it, so its levels differ only in what is read from the result.
 */
#include "../bench.h"

#ifdef HAVE_OSIP2

#include <stdio.h>
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

/* What a list has, copied to the end of another one. */
static bool clone_list(const osip_list_t *from, osip_list_t *to,
                       int (*clone)(void *, void **))
{
	return osip_list_clone(from, to, clone) == OSIP_SUCCESS;
}

static int clone_via(void *via, void **copy)
{
	return osip_via_clone(via, (osip_via_t **)copy);
}

static int clone_route(void *route, void **copy)
{
	return osip_record_route_clone(route, (osip_record_route_t **)copy);
}

static bool copy_identity(osip_message_t *sip, const osip_message_t *from)
{
	return clone_list(&from->vias, &sip->vias, clone_via) &&
	       osip_from_clone(from->from, &sip->from) == OSIP_SUCCESS &&
	       osip_to_clone(from->to, &sip->to) == OSIP_SUCCESS &&
	       osip_to_set_tag(sip->to, osip_strdup(BENCH_TAG)) ==
	               OSIP_SUCCESS &&
	       osip_call_id_clone(from->call_id, &sip->call_id) ==
	               OSIP_SUCCESS &&
	       osip_cseq_clone(from->cseq, &sip->cseq) == OSIP_SUCCESS;
}

/* As eXosip makes the answer that establishes a dialog. */
static bool fill_response(osip_message_t *sip, const osip_message_t *request)
{
	osip_message_set_version(sip, osip_strdup("SIP/2.0"));
	osip_message_set_status_code(sip, SIP_OK);
	osip_message_set_reason_phrase(
	        sip, osip_strdup(osip_message_get_reason(SIP_OK)));
	return copy_identity(sip, request) &&
	       clone_list(&request->record_routes, &sip->record_routes,
	                  clone_route) &&
	       osip_message_set_contact(sip, BENCH_CONTACT) == OSIP_SUCCESS &&
	       osip_message_set_content_type(sip, "application/sdp") ==
	               OSIP_SUCCESS &&
	       osip_message_set_body(sip, BENCH_ANSWER,
	                             sizeof(BENCH_ANSWER) - 1) == OSIP_SUCCESS;
}

static bool send_message(osip_message_t *sip)
{
	struct iovec whole;
	char *text;

	if (osip_message_to_str(sip, &text, &whole.iov_len) != OSIP_SUCCESS)
		return false;
	whole.iov_base = text;
	bench_send(&whole, 1);
	osip_free(text);
	return true;
}

static bool respond(void *request)
{
	osip_message_t *sip;
	bool good;

	if (osip_message_init(&sip) != OSIP_SUCCESS)
		return false;
	good = fill_response(sip, request) && send_message(sip);
	osip_message_free(sip);
	return good;
}

static void *request(const char *msg, size_t len)
{
	return parse(msg, len);
}

static void forget(void *request)
{
	osip_message_free(request);
}

static bool push_via(osip_message_t *sip)
{
	osip_via_t *via;

	if (osip_via_init(&via) != OSIP_SUCCESS)
		return false;
	osip_via_set_version(via, osip_strdup("2.0"));
	osip_via_set_protocol(via, osip_strdup("UDP"));
	osip_via_set_host(via, osip_strdup(BENCH_HOST));
	osip_via_set_port(via, osip_strdup(BENCH_PORT_TEXT));
	return osip_via_set_branch(via, osip_strdup(BENCH_BRANCH)) ==
	               OSIP_SUCCESS &&
	       osip_list_add(&sip->vias, via, 0) > 0;
}

static bool push_record_route(osip_message_t *sip)
{
	osip_record_route_t *route;

	return osip_record_route_init(&route) == OSIP_SUCCESS &&
	       osip_record_route_parse(route, BENCH_RECORD_ROUTE) ==
	               OSIP_SUCCESS &&
	       osip_list_add(&sip->record_routes, route, 0) > 0;
}

static bool lower_max_forwards(osip_message_t *sip)
{
	osip_header_t *hops = NULL;
	unsigned long number;
	char text[24];

	if (osip_message_get_max_forwards(sip, 0, &hops) < 0)
		return false;
	number = strtoul(hops->hvalue, NULL, 10);
	if (number == 0)
		return false;
	snprintf(text, sizeof(text), "%lu", number - 1);
	osip_free(hops->hvalue);
	hops->hvalue = osip_strdup(text);
	return hops->hvalue != NULL;
}

static bool pop_route(osip_message_t *sip)
{
	osip_route_t *route = osip_list_get(&sip->routes, 0);

	if (!route)
		return false;
	osip_list_remove(&sip->routes, 0);
	osip_route_free(route);
	return true;
}

static bool run_forward(const char *msg, size_t len)
{
	osip_message_t *sip = parse(msg, len);
	bool good;

	if (!sip)
		return false;
	good = read_table(sip) && lower_max_forwards(sip) && pop_route(sip) &&
	       push_via(sip) && push_record_route(sip) &&
	       osip_message_force_update(sip) == OSIP_SUCCESS &&
	       send_message(sip);
	osip_message_free(sip);
	return good;
}

const struct bench_parser bench_osip2[] = {
        {
                .name = "osip2",
                .setup = setup,
                .run = {run_table, run_core, run_full, NULL, run_forward},
                .request = request,
                .forget = forget,
                .respond = respond,
        },
        {0},
};

#else

const struct bench_parser bench_osip2[] = {{0}};

#endif
