/*
 * libre decodes the start line with its URI, the header table, the top Via,
 * From, To, CSeq and Content-Type in one call; the rest is asked for value
 * by value, each with the call that its documentation gives.
 */
#include "../bench.h"

#ifdef HAVE_RE

/* What the library was built with: its headers test for these. */
#define HAVE_INTTYPES_H 1
#define HAVE_STDBOOL_H  1
#define HAVE_INET6      1

#include <re.h>

#define DEBUG_MODULE "bench"
#define DEBUG_LEVEL  0
#include <re_dbg.h>

/*
 * sip_msg_decode() keeps a reference to the mbuf, so that has to come from
 * the library; its bytes are only read and may be the caller's.
 */
static struct mbuf *input;
static uint8_t *input_own;

static void drop_print(int level, const char *p, size_t len, void *arg)
{
	(void)level;
	(void)p;
	(void)len;
	(void)arg;
}

/* Warnings about a message would be timed as output. */
static bool setup(void)
{
	dbg_init(DBG_EMERG, DBG_NONE);
	dbg_handler_set(drop_print, NULL);
	if (libre_init() != 0)
		return false;
	input = mbuf_alloc(1);
	if (!input)
		return false;
	input_own = input->buf;
	return true;
}

static void teardown(void)
{
	input->buf = input_own;
	input = mem_deref(input);
	libre_close();
}

static struct sip_msg *decode(const char *buf, size_t len)
{
	struct sip_msg *msg = NULL;

	input->buf = (uint8_t *)(uintptr_t)buf;
	input->pos = 0;
	input->end = input->size = len;
	return sip_msg_decode(&msg, input) == 0 ? msg : NULL;
}

static bool read_table(const struct sip_msg *msg)
{
	uint32_t body = pl_u32(&msg->clen);

	bench_sink += body;
	return pl_isset(&msg->clen) && body == mbuf_get_left(msg->mb);
}

struct reading {
	uintptr_t sum;
	bool good;
};

static void read_param(const struct pl *name, const struct pl *val, void *arg)
{
	struct reading *reading = arg;

	reading->sum += name->l + val->l;
}

static int read_uri_param(const struct pl *name, const struct pl *val,
                          void *arg)
{
	read_param(name, val, arg);
	return 0;
}

static uintptr_t peek(const struct uri *uri)
{
	return uri->user.l + uri->host.l + uri->port + uri->params.l;
}

/* For Route, Record-Route and P-Asserted-Identity. */
static bool read_address(const struct sip_hdr *hdr, const struct sip_msg *msg,
                         void *arg)
{
	struct reading *reading = arg;
	struct sip_addr addr;

	(void)msg;
	if (sip_addr_decode(&addr, &hdr->val) != 0) {
		reading->good = false;
		return true;
	}
	reading->sum += peek(&addr.uri);
	return false;
}

static bool read_contact(const struct sip_hdr *hdr, const struct sip_msg *msg,
                         void *arg)
{
	struct reading *reading = arg;
	struct sip_addr addr;

	(void)msg;
	if (sip_addr_decode(&addr, &hdr->val) != 0) {
		reading->good = false;
		return true;
	}
	reading->sum += peek(&addr.uri);
	(void)uri_params_apply(&addr.uri.params, read_uri_param, reading);
	fmt_param_apply(&addr.params, read_param, reading);
	return false;
}

static bool read_via(const struct sip_hdr *hdr, const struct sip_msg *msg,
                     void *arg)
{
	struct reading *reading = arg;
	struct sip_via via;

	/* The library has already decoded the first one. */
	if (hdr->val.p == msg->via.val.p) {
		via = msg->via;
	} else if (sip_via_decode(&via, &hdr->val) != 0) {
		reading->good = false;
		return true;
	}
	reading->sum += via.sentby.l + via.branch.l + (uintptr_t)via.tp;
	fmt_param_apply(&via.params, read_param, reading);
	return false;
}

static void read_all(const struct sip_msg *msg, enum sip_hdrid id,
                     sip_hdr_h *handler, struct reading *reading)
{
	(void)sip_msg_hdr_apply(msg, true, id, handler, reading);
}

/* The core values but for Route, of which the levels read one or all. */
static bool read_values(const struct sip_msg *msg, struct reading *reading)
{
	if (!read_table(msg) || !pl_isset(&msg->via.sentby) ||
	    !pl_isset(&msg->from.auri) || !pl_isset(&msg->to.auri) ||
	    !pl_isset(&msg->callid) || !pl_isset(&msg->cseq.met))
		return false;
	reading->sum += peek(&msg->uri) + peek(&msg->from.uri) +
	                msg->from.tag.l + peek(&msg->to.uri) + msg->to.tag.l +
	                pl_u32(&msg->maxfwd) + msg->cseq.num +
	                msg->ctyp.type.l + msg->ctyp.subtype.l;
	read_all(msg, SIP_HDR_VIA, read_via, reading);
	read_all(msg, SIP_HDR_CONTACT, read_contact, reading);
	return reading->good;
}

static bool read_core(const struct sip_msg *msg)
{
	struct reading reading = {0, true};
	const struct sip_hdr *route;

	if (!read_values(msg, &reading))
		return false;
	route = sip_msg_hdr(msg, SIP_HDR_ROUTE);
	if (route)
		(void)read_address(route, msg, &reading);
	bench_sink += reading.sum;
	return reading.good;
}

static bool read_digest(const struct sip_msg *msg)
{
	const struct sip_hdr *hdr = sip_msg_hdr(msg, SIP_HDR_AUTHORIZATION);
	struct httpauth_digest_resp digest;

	if (!hdr)
		return true;
	if (httpauth_digest_response_decode(&digest, &hdr->val) != 0)
		return false;
	bench_sink += digest.username.l + digest.response.l;
	return true;
}

static bool read_events(const struct sip_msg *msg)
{
	const struct sip_hdr *hdr = sip_msg_hdr(msg, SIP_HDR_EVENT);
	struct sipevent_substate state;
	struct sipevent_event event;

	if (hdr && sipevent_event_decode(&event, &hdr->val) != 0)
		return false;
	hdr = sip_msg_hdr(msg, SIP_HDR_SUBSCRIPTION_STATE);
	if (hdr && sipevent_substate_decode(&state, &hdr->val) != 0)
		return false;
	return true;
}

static bool read_media_type(const struct sip_hdr *hdr,
                            const struct sip_msg *msg, void *arg)
{
	struct reading *reading = arg;
	struct msg_ctype ctype;

	(void)msg;
	reading->good = msg_ctype_decode(&ctype, &hdr->val) == 0;
	return !reading->good;
}

static bool read_number(const struct sip_hdr *hdr, const struct sip_msg *msg,
                        void *arg)
{
	struct reading *reading = arg;

	(void)msg;
	reading->sum += pl_u32(&hdr->val);
	return false;
}

static bool read_format(struct sdp_format *format, void *arg)
{
	struct reading *reading = arg;

	reading->sum += (uintptr_t)format->pt + format->srate + format->ch;
	reading->sum += format->params != NULL;
	return false;
}

static bool read_attribute(const char *name, const char *value, void *arg)
{
	struct reading *reading = arg;

	reading->sum += (unsigned char)*name + (value != NULL);
	return false;
}

/* Typed when asked for. */
static bool read_extmap(const char *name, const char *value, void *arg)
{
	struct reading *reading = arg;
	struct sdp_extmap extmap;

	(void)name;
	if (sdp_extmap_decode(&extmap, value) != 0) {
		reading->good = false;
		return true;
	}
	reading->sum += extmap.id;
	return false;
}

/*
 * rtpmap, fmtp, rtcp and the directions have gone into formats and addresses;
 * candidates would be for an ICE session, which there is not.
 */
static void read_media(const struct sdp_media *media, struct reading *reading)
{
	reading->sum +=
	        sdp_media_rport(media) + sdp_media_rdir(media) +
	        sa_port(sdp_media_raddr(media)) +
	        (uintptr_t)sdp_media_rbandwidth(media, SDP_BANDWIDTH_AS);
	(void)sdp_media_format_apply(media, false, NULL, -1, NULL, -1, -1,
	                             read_format, reading);
	(void)sdp_media_rattr_apply(media, NULL, read_attribute, reading);
	(void)sdp_media_rattr_apply(media, "extmap", read_extmap, reading);
}

static void read_session(const struct sdp_session *session,
                         struct reading *reading)
{
	const struct le *le = sdp_session_medial(session, false)->head;

	(void)sdp_session_rattr_apply(session, NULL, read_attribute, reading);
	for (; le; le = le->next)
		read_media(le->data, reading);
}

/* As for a call that comes in: what is offered, media by media. */
static bool read_sdp(const struct sip_msg *msg)
{
	struct sdp_session *session = NULL;
	struct reading reading = {0, true};
	struct sa local;

	if (mbuf_get_left(msg->mb) == 0 ||
	    !msg_ctype_cmp(&msg->ctyp, "application", "sdp"))
		return true;
	sa_init(&local, AF_INET);
	if (sdp_session_alloc(&session, &local) != 0)
		return false;
	reading.good = sdp_decode(session, msg->mb, true) == 0;
	if (reading.good)
		read_session(session, &reading);
	bench_sink += reading.sum;
	mem_deref(session);
	return reading.good;
}

/* Everything else of the corpus stays text in this library. */
static bool read_full(const struct sip_msg *msg)
{
	struct reading reading = {0, true};

	if (!read_values(msg, &reading) || !read_digest(msg) ||
	    !read_events(msg))
		return false;
	read_all(msg, SIP_HDR_ROUTE, read_address, &reading);
	read_all(msg, SIP_HDR_RECORD_ROUTE, read_address, &reading);
	read_all(msg, SIP_HDR_P_ASSERTED_IDENTITY, read_address, &reading);
	read_all(msg, SIP_HDR_ACCEPT, read_media_type, &reading);
	read_all(msg, SIP_HDR_EXPIRES, read_number, &reading);
	read_all(msg, SIP_HDR_SESSION_EXPIRES, read_number, &reading);
	read_all(msg, SIP_HDR_MIN_SE, read_number, &reading);
	bench_sink += reading.sum;
	return reading.good && (!BENCH_SDP || read_sdp(msg));
}

static bool run(const char *buf, size_t len,
                bool (*read)(const struct sip_msg *msg))
{
	struct sip_msg *msg = decode(buf, len);
	bool good;

	if (!msg)
		return false;
	good = read(msg);
	mem_deref(msg);
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

const struct bench_parser bench_re[] = {
        {
                .name = "libre",
                .setup = setup,
                .run = {run_table, run_core, run_full},
                .teardown = teardown,
        },
        {0},
};

#else

const struct bench_parser bench_re[] = {{0}};

#endif
