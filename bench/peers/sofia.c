/*
 * sofia-sip parses every header of its message class in msg_make(), which
 * copies the message because the parser writes into it.  Its levels differ
 * in the message class and in what is read from the result.
 */
#include "../bench.h"

#ifdef HAVE_SOFIA

#include <string.h>
#include <strings.h>

#include <sofia-sip/auth_digest.h>
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/sdp.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/su.h>
#include <sofia-sip/url.h>

/* The default class knows no P-Asserted-Identity; the extended one does. */
static msg_mclass_t *extended;

static bool setup(void)
{
	if (su_init() != 0)
		return false;
	extended = sip_extend_mclass(NULL);
	return extended != NULL;
}

static void teardown(void)
{
	su_deinit();
}

static uintptr_t peek(const char *text)
{
	return text ? (unsigned char)text[0] : 0;
}

/* A header that broke its grammar ends in sip_error, not in the result. */
static bool read_table(const msg_t *msg, const sip_t *sip)
{
	size_t body;

	(void)msg;
	if (!sip || MSG_HAS_ERROR(sip->sip_flags) || sip->sip_error ||
	    !(sip->sip_request || sip->sip_status) || !sip->sip_content_length)
		return false;
	body = sip->sip_payload ? sip->sip_payload->pl_len : 0;
	bench_sink += body;
	return body == sip->sip_content_length->l_length;
}

static uintptr_t read_params(const msg_param_t *params)
{
	uintptr_t sum = 0;

	for (; params && *params; params++)
		sum += peek(*params);
	return sum;
}

static uintptr_t read_url(const url_t *url)
{
	return (uintptr_t)url->url_type + peek(url->url_user) +
	       peek(url->url_host) + peek(url->url_port) +
	       peek(url->url_params);
}

/*
 * The parameters of a URI stay one string: asking for one of them, as a
 * proxy does for each target, is what walks it.
 */
static uintptr_t read_url_params(const url_t *url)
{
	char transport[16];

	if (!url->url_params)
		return 0;
	return (uintptr_t)url_param(url->url_params, "transport", transport,
	                            sizeof(transport));
}

static uintptr_t read_address(const sip_addr_t *address)
{
	return peek(address->a_display) + peek(address->a_tag) +
	       read_url(address->a_url);
}

static uintptr_t read_routes(const sip_route_t *route)
{
	uintptr_t sum = 0;

	for (; route; route = route->r_next)
		sum += read_url(route->r_url);
	return sum;
}

static uintptr_t read_contacts(const sip_contact_t *contact)
{
	uintptr_t sum = 0;

	for (; contact; contact = contact->m_next)
		sum += read_url(contact->m_url) +
		       read_url_params(contact->m_url) +
		       read_params(contact->m_params);
	return sum;
}

static uintptr_t read_vias(const sip_via_t *via)
{
	uintptr_t sum = 0;

	for (; via; via = via->v_next)
		sum += peek(via->v_protocol) + peek(via->v_host) +
		       peek(via->v_port) + peek(via->v_branch) +
		       read_params(via->v_params);
	return sum;
}

static bool read_core(const msg_t *msg, const sip_t *sip)
{
	uintptr_t sum;

	if (!read_table(msg, sip) || !sip->sip_via || !sip->sip_from ||
	    !sip->sip_to || !sip->sip_call_id || !sip->sip_cseq)
		return false;
	sum = read_vias(sip->sip_via) + read_contacts(sip->sip_contact) +
	      read_address(sip->sip_from) + read_address(sip->sip_to) +
	      peek(sip->sip_call_id->i_id) + sip->sip_cseq->cs_seq;
	if (sip->sip_request)
		sum += read_url(sip->sip_request->rq_url);
	if (sip->sip_route)
		sum += read_url(sip->sip_route->r_url);
	if (sip->sip_max_forwards)
		sum += sip->sip_max_forwards->mf_count;
	if (sip->sip_content_type)
		sum += peek(sip->sip_content_type->c_type) +
		       peek(sip->sip_content_type->c_subtype);
	bench_sink += sum;
	return true;
}

/* The class keeps credentials as a list; this gives them their names. */
static bool read_digest(const msg_t *msg, const sip_t *sip)
{
	auth_response_t digest = {.ar_size = sizeof(digest)};

	if (!sip->sip_authorization)
		return true;
	if (auth_digest_response_get(msg_home(msg), &digest,
	                             sip->sip_authorization->au_params) < 0)
		return false;
	bench_sink += peek(digest.ar_username) + peek(digest.ar_response);
	return true;
}

static uintptr_t read_identities(const sip_t *sip)
{
	const sip_p_asserted_identity_t *id = sip_p_asserted_identity(sip);
	uintptr_t sum = 0;

	for (; id; id = id->paid_next)
		sum += peek(id->paid_display) + read_url(id->paid_url);
	return sum;
}

static uintptr_t read_connections(const sdp_connection_t *connection)
{
	uintptr_t sum = 0;

	for (; connection; connection = connection->c_next)
		sum += peek(connection->c_address) + connection->c_groups;
	return sum;
}

static uintptr_t read_bandwidths(const sdp_bandwidth_t *bandwidth)
{
	uintptr_t sum = 0;

	for (; bandwidth; bandwidth = bandwidth->b_next)
		sum += bandwidth->b_value;
	return sum;
}

static uintptr_t read_attributes(const sdp_attribute_t *attribute)
{
	uintptr_t sum = 0;

	for (; attribute; attribute = attribute->a_next)
		sum += peek(attribute->a_name) + peek(attribute->a_value);
	return sum;
}

/* rtpmap and fmtp are one type, payload type by payload type. */
static uintptr_t read_formats(const sdp_media_t *media)
{
	const sdp_rtpmap_t *rtpmap = media->m_rtpmaps;
	const sdp_list_t *format = media->m_format;
	uintptr_t sum = 0;

	for (; format; format = format->l_next)
		sum += peek(format->l_text);
	for (; rtpmap; rtpmap = rtpmap->rm_next)
		sum += rtpmap->rm_pt + peek(rtpmap->rm_encoding) +
		       rtpmap->rm_rate + peek(rtpmap->rm_fmtp);
	return sum;
}

/* The directions are m_mode; other attributes stay names and values. */
static uintptr_t read_media(const sdp_media_t *media)
{
	uintptr_t sum = 0;

	for (; media; media = media->m_next)
		sum += media->m_port + media->m_proto + media->m_mode +
		       read_formats(media) +
		       read_connections(media->m_connections) +
		       read_bandwidths(media->m_bandwidths) +
		       read_attributes(media->m_attributes);
	return sum;
}

static uintptr_t read_session(const sdp_session_t *session)
{
	uintptr_t sum = read_connections(session->sdp_connection) +
	                read_bandwidths(session->sdp_bandwidths) +
	                read_attributes(session->sdp_attributes) +
	                read_media(session->sdp_media);

	if (session->sdp_origin)
		sum += session->sdp_origin->o_version;
	if (session->sdp_time)
		sum += session->sdp_time->t_start;
	return sum + peek(session->sdp_subject);
}

static bool read_sdp(const msg_t *msg, const sip_t *sip)
{
	const sip_payload_t *body = sip->sip_payload;
	const sip_content_type_t *type = sip->sip_content_type;
	const sdp_session_t *session;
	sdp_parser_t *parser;

	if (!body || body->pl_len == 0 || !type ||
	    strcasecmp(type->c_type, SDP_MIME_TYPE) != 0)
		return true;
	parser = sdp_parse(msg_home(msg), body->pl_data, (issize_t)body->pl_len,
	                   0);
	session = sdp_session(parser);
	if (session)
		bench_sink += read_session(session);
	sdp_parser_free(parser);
	return session != NULL;
}

static bool read_full(const msg_t *msg, const sip_t *sip)
{
	uintptr_t sum;

	if (!read_core(msg, sip) || !read_digest(msg, sip))
		return false;
	sum = read_identities(sip) + read_routes(sip->sip_route) +
	      read_routes(sip->sip_record_route);
	if (sip->sip_allow)
		sum += sip->sip_allow->k_bitmap;
	if (sip->sip_expires)
		sum += sip->sip_expires->ex_delta;
	if (sip->sip_session_expires)
		sum += sip->sip_session_expires->x_delta;
	if (sip->sip_min_se)
		sum += sip->sip_min_se->min_delta;
	if (sip->sip_event)
		sum += peek(sip->sip_event->o_type);
	if (sip->sip_subscription_state)
		sum += peek(sip->sip_subscription_state->ss_expires);
	if (sip->sip_accept_contact)
		sum += read_params(sip->sip_accept_contact->cp_params);
	if (sip->sip_security_verify)
		sum += read_params(sip->sip_security_verify->sa_params);
	if (sip->sip_content_disposition)
		sum += peek(sip->sip_content_disposition->cd_handling);
	bench_sink += sum;
	return !BENCH_SDP || read_sdp(msg, sip);
}

static bool run(const msg_mclass_t *class, const char *buf, size_t len,
                bool (*read)(const msg_t *msg, const sip_t *sip))
{
	msg_t *msg = msg_make(class, 0, buf, (ssize_t)len);
	bool good;

	if (!msg)
		return false;
	good = read(msg, sip_object(msg));
	msg_destroy(msg);
	return good;
}

static bool run_table(const char *msg, size_t len)
{
	return run(sip_default_mclass(), msg, len, read_table);
}

static bool run_core(const char *msg, size_t len)
{
	return run(sip_default_mclass(), msg, len, read_core);
}

static bool run_full(const char *msg, size_t len)
{
	return run(extended, msg, len, read_full);
}

enum { MAX_PIECES = 64 };

/* The library's own vector has other names for the same members. */
static bool send_message(msg_t *msg)
{
	msg_iovec_t vector[MAX_PIECES];
	struct iovec pieces[MAX_PIECES];
	size_t count;

	if (msg_prepare(msg) < 0)
		return false;
	count = msg_iovec(msg, vector, MAX_PIECES);
	if (count > MAX_PIECES)
		return false;
	for (size_t i = 0; i < count; i++)
		pieces[i] = (struct iovec){vector[i].mv_base, vector[i].mv_len};
	bench_send(pieces, count);
	return true;
}

/* As nta.c completes a response, and then what an application adds. */
static bool fill_response(msg_t *msg, const sip_t *request)
{
	su_home_t *home = msg_home(msg);
	sip_t *sip = sip_object(msg);

	sip->sip_status = sip_status_create(home, SIP_200_OK, NULL);
	sip->sip_via = sip_via_dup(home, request->sip_via);
	sip->sip_from = sip_from_dup(home, request->sip_from);
	sip->sip_to = sip_to_dup(home, request->sip_to);
	sip->sip_call_id = sip_call_id_dup(home, request->sip_call_id);
	sip->sip_cseq = sip_cseq_dup(home, request->sip_cseq);
	sip->sip_record_route =
	        sip_record_route_dup(home, request->sip_record_route);
	sip->sip_contact = sip_contact_make(home, BENCH_CONTACT);
	sip->sip_content_type = sip_content_type_make(home, SDP_MIME_TYPE);
	sip->sip_payload = sip_payload_create(home, BENCH_ANSWER,
	                                      sizeof(BENCH_ANSWER) - 1);
	return sip->sip_to && sip_to_tag(home, sip->sip_to, BENCH_TAG) == 0 &&
	       sip_complete_message(msg) == 0 &&
	       msg_serialize(msg, (msg_pub_t *)sip) == 0;
}

static bool respond(void *request)
{
	msg_t *msg = msg_create(sip_default_mclass(), 0);
	bool good;

	if (!msg)
		return false;
	good = fill_response(msg, sip_object(request)) && send_message(msg);
	msg_destroy(msg);
	return good;
}

static void *request(const char *buf, size_t len)
{
	return msg_make(sip_default_mclass(), 0, buf, (ssize_t)len);
}

static void forget(void *request)
{
	msg_destroy(request);
}

static bool insert(msg_t *msg, sip_t *sip, void *header)
{
	return header && sip_header_insert(msg, sip, header) == 0;
}

static bool push_via(msg_t *msg, sip_t *sip)
{
	return insert(msg, sip,
	              sip_via_create(msg_home(msg), BENCH_HOST, BENCH_PORT_TEXT,
	                             sip_transport_udp, "branch=" BENCH_BRANCH,
	                             NULL));
}

static bool push_record_route(msg_t *msg, sip_t *sip)
{
	return insert(msg, sip,
	              sip_record_route_make(msg_home(msg), BENCH_RECORD_ROUTE));
}

/* A header's fragment is what it is written from, unless it is cleared. */
static bool lower_max_forwards(sip_t *sip)
{
	sip_max_forwards_t *hops = sip->sip_max_forwards;

	if (!hops || hops->mf_count == 0)
		return false;
	hops->mf_count--;
	sip_fragment_clear(hops->mf_common);
	return true;
}

static bool forward(msg_t *msg)
{
	sip_t *sip = sip_object(msg);

	return read_table(msg, sip) && lower_max_forwards(sip) &&
	       sip_route_remove(msg, sip) && push_via(msg, sip) &&
	       push_record_route(msg, sip) && send_message(msg);
}

/* Keeps what every header was parsed from, so that only those are written that
 * have changed. */
static bool run_forward(const char *buf, size_t len)
{
	msg_t *msg = msg_make(sip_default_mclass(), MSG_DO_EXTRACT_COPY, buf,
	                      (ssize_t)len);
	bool good;

	if (!msg)
		return false;
	good = forward(msg);
	msg_destroy(msg);
	return good;
}

const struct bench_parser bench_sofia[] = {
        {
                .name = "sofia",
                .setup = setup,
                .run = {run_table, run_core, run_full, NULL, run_forward},
                .request = request,
                .forget = forget,
                .respond = respond,
                .teardown = teardown,
        },
        {0},
};

#else

const struct bench_parser bench_sofia[] = {{0}};

#endif
