/*
 * Formats in answers (RFC 3264 6.1): which codecs, under which payload types,
 * in which configuration.
 */
#include "sdp_exchange.h"

/* Formats that are no payload types: as many are looked at. */
enum { OTHER_FORMATS = 64 };

/* The payload types of both sides at work. */
struct codecs {
	struct sdp_exchange *x;
	struct sdp_payloads offered, own;
	/* Of the codecs that are offered, once somebody wants to know. */
	uint32_t hash[ZSIP_SDP_PAYLOAD_TYPES];
	bool hashed;
	/* Of those that were looked at, a bit for each sdp_kind; how many of
	 * the offer were. */
	unsigned kinds, offered_kinds;
	size_t looked;
	unsigned number; /* that is looked at, of the answer */
	struct zsip_sdp_format payload;
	const struct zsip_sdp_line *place; /* its rtpmap, else the m= line */
	size_t common, last; /* of the offer's order; out of it: `disordered` */
	bool disordered;
};

static const struct zsip_sdp_line *fmtp_place(const struct codecs *c)
{
	return c->payload.fmtp != NULL ? c->payload.fmtp : c->place;
}

static bool is_asymmetric(const struct zsip_sdp_format *payload)
{
	return sdp_slice_is(
	        zsip_sdp_param(payload->params, "level-asymmetry-allowed"),
	        "1");
}

/* Parameters that are no configuration and yet not free. */
static void check_parameters(struct codecs *c,
                             const struct zsip_sdp_format *offered)
{
	const struct zsip_sdp_format *payload = &c->payload;
	unsigned modes;

	if (sdp_slice_is_nocase(payload->encoding, "H264") &&
	    zsip_sdp_h264_level(payload->params) >
	            zsip_sdp_h264_level(offered->params) &&
	    !(is_asymmetric(payload) && is_asymmetric(offered)))
		zsip_sdp_tell(c->x, ZSIP_SDP_RULE_ANSWER_LEVEL, fmtp_place(c));
	if (!sdp_slice_is_nocase(payload->encoding, "AMR") &&
	    !sdp_slice_is_nocase(payload->encoding, "AMR-WB"))
		return;
	modes = zsip_sdp_amr_modes(offered->params);
	if (modes != 0 && modes != zsip_sdp_amr_modes(payload->params))
		zsip_sdp_tell(c->x, ZSIP_SDP_RULE_ANSWER_MODE_SET,
		              fmtp_place(c));
}

/* The answer has what the offer calls `number`. */
static void take(struct codecs *c, unsigned number)
{
	c->x->match[c->number] = (uint8_t)(number + 1);
	if (c->offered.place[number] < c->last)
		c->disordered = true;
	c->last = c->offered.place[number];
	c->common++;
}

/* A payload type that the offer has as well. */
static void check_same_number(struct codecs *c)
{
	struct zsip_sdp_format offered;

	if (!zsip_sdp_payload_read(&c->offered, c->number, &offered))
		return;
	c->offered_kinds |= 1u << zsip_sdp_kind(offered.encoding);
	c->looked++;
	if (!zsip_sdp_payload_same_codec(&offered, &c->payload)) {
		zsip_sdp_tell(c->x, ZSIP_SDP_RULE_ANSWER_PAYLOAD_REUSED,
		              c->place);
	} else if (!zsip_sdp_payload_same(&offered, &c->payload)) {
		zsip_sdp_tell(c->x, ZSIP_SDP_RULE_ANSWER_CONFIGURATION,
		              fmtp_place(c));
	} else {
		take(c, c->number);
		check_parameters(c, &offered);
	}
}

static void hash_offered(struct codecs *c)
{
	struct zsip_sdp_format payload;

	for (size_t i = 0; i < c->offered.count; i++) {
		unsigned number = c->offered.listed[i];

		zsip_sdp_payload_read(&c->offered, number, &payload);
		c->hash[number] = zsip_sdp_payload_hash(&payload);
	}
	c->hashed = true;
}

/* The offer's payload type for the same codec; ZSIP_SDP_PAYLOAD_TYPES if it has
 * none. */
static unsigned find_offered(struct codecs *c, struct zsip_sdp_format *offered)
{
	uint32_t hash = zsip_sdp_payload_hash(&c->payload);

	if (!c->hashed)
		hash_offered(c);
	for (size_t i = 0; i < c->offered.count; i++) {
		unsigned number = c->offered.listed[i];

		if (c->hash[number] != hash)
			continue;
		if (zsip_sdp_payload_read(&c->offered, number, offered) &&
		    zsip_sdp_payload_same(offered, &c->payload))
			return number;
		break;
	}
	return ZSIP_SDP_PAYLOAD_TYPES;
}

static void check_new_number(struct codecs *c)
{
	struct zsip_sdp_format offered;
	unsigned number = find_offered(c, &offered);

	if (number != ZSIP_SDP_PAYLOAD_TYPES) {
		zsip_sdp_tell(c->x, ZSIP_SDP_RULE_ANSWER_PAYLOAD_TYPE,
		              c->place);
		take(c, number);
		check_parameters(c, &offered);
	} else {
		zsip_sdp_tell(c->x,
		              c->x->multicast
		                      ? ZSIP_SDP_RULE_ANSWER_MULTICAST_FORMAT
		                      : ZSIP_SDP_RULE_ANSWER_FORMAT_ADDED,
		              c->place);
	}
}

static void check_payload(struct codecs *c)
{
	bool known = zsip_sdp_payload_read(&c->own, c->number, &c->payload);
	bool listed = c->offered.place[c->number] != 0;

	c->place = c->payload.rtpmap != NULL ? c->payload.rtpmap : c->x->m_line;
	if (known)
		c->kinds |= 1u << zsip_sdp_kind(c->payload.encoding);
	/* What the answer does not say is as the offer says. */
	if (!known && listed)
		take(c, c->number);
	else if (known && listed)
		check_same_number(c);
	else if (known)
		check_new_number(c);
}

/* A codec of this clock rate is listed, or any codec at all for rate 0. */
static bool has_codec(const struct sdp_payloads *payloads, uint32_t clock_rate)
{
	struct zsip_sdp_format payload;

	for (size_t i = 0; i < payloads->count; i++) {
		if (zsip_sdp_payload_read(payloads, payloads->listed[i],
		                          &payload) &&
		    zsip_sdp_kind(payload.encoding) == SDP_KIND_CODEC &&
		    (clock_rate == 0 || payload.clock_rate == clock_rate))
			return true;
	}
	return false;
}

static void check_repair(struct codecs *c)
{
	unsigned apt = zsip_sdp_payload_number(
	        zsip_sdp_param(c->payload.params, "apt"));

	if (apt != ZSIP_SDP_PAYLOAD_TYPES && c->offered.place[apt] != 0 &&
	    c->own.place[apt] == 0)
		zsip_sdp_tell(c->x, ZSIP_SDP_RULE_ANSWER_RTX, fmtp_place(c));
}

/* Events, and what goes with other payload types. */
static void check_companions(struct codecs *c)
{
	bool any_codec = has_codec(&c->own, 0);

	for (size_t i = 0; i < c->own.count; i++) {
		c->number = c->own.listed[i];
		if (!zsip_sdp_payload_read(&c->own, c->number, &c->payload))
			continue;
		c->place = c->payload.rtpmap != NULL ? c->payload.rtpmap
		                                     : c->x->m_line;
		switch (zsip_sdp_kind(c->payload.encoding)) {
		case SDP_KIND_EVENT:
			if (any_codec &&
			    !has_codec(&c->own, c->payload.clock_rate))
				zsip_sdp_tell(c->x,
				              ZSIP_SDP_RULE_ANSWER_EVENT_RATE,
				              c->place);
			break;
		case SDP_KIND_RTX:
			check_repair(c);
			break;
		default:
			break;
		}
	}
}

static bool has_kind(const struct codecs *c, enum sdp_kind kind)
{
	return (c->kinds >> kind & 1) != 0;
}

static bool are_events_offered(const struct codecs *c)
{
	struct zsip_sdp_format payload;

	if (c->looked == c->offered.count)
		return (c->offered_kinds >> SDP_KIND_EVENT & 1) != 0;
	for (size_t i = 0; i < c->offered.count; i++) {
		if (zsip_sdp_payload_read(&c->offered, c->offered.listed[i],
		                          &payload) &&
		    zsip_sdp_kind(payload.encoding) == SDP_KIND_EVENT)
			return true;
	}
	return false;
}

static void check_payloads(struct sdp_exchange *x)
{
	struct codecs c;

	c.x = x;
	c.hashed = c.disordered = false;
	c.kinds = c.offered_kinds = 0;
	c.looked = 0;
	c.common = c.last = 0;
	zsip_sdp_payloads_read(&c.offered, x->offer, x->number);
	zsip_sdp_payloads_read(&c.own, x->answer, x->number);
	for (size_t i = 0; i < c.own.count; i++) {
		c.number = c.own.listed[i];
		check_payload(&c);
	}
	if (c.common == 0)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_NO_FORMAT, x->m_line);
	if (c.disordered)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_FORMAT_ORDER, x->m_line);
	if (has_kind(&c, SDP_KIND_EVENT) || has_kind(&c, SDP_KIND_RTX))
		check_companions(&c);
	if (!has_kind(&c, SDP_KIND_EVENT) && are_events_offered(&c))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_NO_EVENTS, x->m_line);
}

/* false if there are more than are looked at. */
static bool has_format(struct zsip_slice formats, struct zsip_slice wanted,
                       bool *found)
{
	struct zsip_slice format;

	for (int i = 0; i < OTHER_FORMATS; i++) {
		if (!zsip_sdp_next(&formats, ' ', &format))
			return true;
		if (zsip_slice_equal_nocase(format, wanted)) {
			*found = true;
			return true;
		}
	}
	return false;
}

static void check_others(struct sdp_exchange *x)
{
	struct zsip_slice rest = x->media->m.formats, format;
	bool whole = true, found = false;

	/* There it was the port of SCTP (draft-ietf-mmusic-sctp-sdp-06). */
	if (zsip_slice_equal(x->media->m.proto, zsip_slice_from("DTLS/SCTP")))
		return;
	for (int i = 0; !found && zsip_sdp_next(&rest, ' ', &format); i++)
		whole = i < OTHER_FORMATS &&
		        has_format(x->offered->m.formats, format, &found) &&
		        whole;
	if (whole && !found)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_NO_FORMAT, x->m_line);
}

void zsip_sdp_exchange_formats(struct sdp_exchange *x)
{
	if (x->offered->rtp && x->media->rtp)
		check_payloads(x);
	else
		check_others(x);
}
