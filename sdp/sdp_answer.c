/*
 * zsip_sdp_answer(): what the answer to an offer says (RFC 3264 6).
 */
#include "sdp_answer.h"

/* An answer at work. */
struct answering {
	struct zsip_sdp_answer *answer;
	const struct zsip_sdp *offer;
	const struct zsip_sdp_support *support;
	struct sdp_defaults defaults; /* of the offer */
	/* The stream that is looked at. */
	const struct zsip_sdp_media *media;
	size_t number; /* from 1 */
	struct zsip_sdp_answer_stream *stream;
	bool full; /* no room was left for a format */
};

/* Directions: bits for what the one who says it sends and receives. */
enum { SENDS = 1, RECEIVES = 2 };

static unsigned direction_bits(enum zsip_sdp_direction direction)
{
	switch (direction) {
	case ZSIP_SDP_SENDRECV:
		return SENDS | RECEIVES;
	case ZSIP_SDP_SENDONLY:
		return SENDS;
	case ZSIP_SDP_RECVONLY:
		return RECEIVES;
	default:
		return 0;
	}
}

enum zsip_sdp_direction
zsip_sdp_direction_answer(enum zsip_sdp_direction offered,
                          enum zsip_sdp_direction ours)
{
	unsigned theirs = direction_bits(offered), bits = direction_bits(ours);

	if ((theirs & RECEIVES) == 0)
		bits &= ~(unsigned)SENDS;
	if ((theirs & SENDS) == 0)
		bits &= ~(unsigned)RECEIVES;
	switch (bits) {
	case SENDS | RECEIVES:
		return ZSIP_SDP_SENDRECV;
	case SENDS:
		return ZSIP_SDP_SENDONLY;
	case RECEIVES:
		return ZSIP_SDP_RECVONLY;
	default:
		return ZSIP_SDP_INACTIVE;
	}
}

static const char *const roles[] = {
        [ZSIP_SDP_SETUP_ACTIVE] = "active",
        [ZSIP_SDP_SETUP_PASSIVE] = "passive",
        [ZSIP_SDP_SETUP_ACTPASS] = "actpass",
        [ZSIP_SDP_SETUP_HOLDCONN] = "holdconn",
};

enum zsip_sdp_setup_role zsip_sdp_setup_find(struct zsip_slice text)
{
	for (size_t i = ZSIP_SDP_SETUP_ACTIVE; i <= ZSIP_SDP_SETUP_HOLDCONN;
	     i++) {
		if (zsip_slice_equal_nocase(text, zsip_slice_from(roles[i])))
			return (enum zsip_sdp_setup_role)i;
	}
	return ZSIP_SDP_SETUP_NONE;
}

static const struct zsip_sdp_line *in_force(const struct answering *a,
                                            enum zsip_sdp_attribute id)
{
	return zsip_sdp_in_force(&a->defaults, a->number, id);
}

static const struct zsip_sdp_line *own(const struct answering *a,
                                       enum zsip_sdp_attribute id)
{
	return zsip_sdp_own(a->offer, a->number, id);
}

/* Port 0 with bundle-only: to be accepted in its group alone (RFC 9143 6). */
static bool is_bundle_only(const struct answering *a)
{
	return a->support->bundle && a->media->m.port == 0 &&
	       own(a, ZSIP_SDP_ATTR_BUNDLE_ONLY) != NULL;
}

static bool is_dtls_ready(const struct answering *a)
{
	return a->support->dtls &&
	       in_force(a, ZSIP_SDP_ATTR_FINGERPRINT) != NULL;
}

/* What may not be with DTLS (RFC 8842 5.1). */
static bool is_held(const struct answering *a)
{
	const struct zsip_sdp_line *line = in_force(a, ZSIP_SDP_ATTR_SETUP);

	return line != NULL &&
	       zsip_sdp_setup_find(line->value) == ZSIP_SDP_SETUP_HOLDCONN;
}

/* The first suite of the offer that is ours (RFC 4568 5.1.2). */
static const struct zsip_sdp_line *find_crypto(const struct answering *a)
{
	const struct zsip_sdp_line *line = NULL;
	struct zsip_sdp_value value;

	while ((line = zsip_sdp_find(a->offer, a->number, ZSIP_SDP_ATTR_CRYPTO,
	                             line)) != NULL) {
		if (zsip_sdp_line_parse(a->offer, line, &value, NULL) ==
		            ZSIP_OK &&
		    zsip_sdp_has_word(a->support->crypto_suites,
		                      value.crypto.suite,
		                      zsip_slice_equal_nocase))
			return line;
	}
	return NULL;
}

/* Keys for a protocol that wants them.  A section that is bundle-only has
 * those of another (RFC 9143 7.1.3). */
static bool has_keys(const struct answering *a)
{
	struct zsip_slice proto = a->media->m.proto;

	if (is_bundle_only(a))
		return true;
	if (zsip_sdp_is_dtls(proto))
		return is_dtls_ready(a) && !is_held(a);
	if (!zsip_sdp_is_savp(proto))
		return true;
	if (a->support->crypto_suites != NULL)
		a->stream->crypto = find_crypto(a);
	return a->stream->crypto != NULL || is_dtls_ready(a);
}

static bool has_type(const struct answering *a)
{
	for (size_t i = 0; i < a->support->codec_count; i++) {
		if (zsip_slice_equal_nocase(
		            a->media->m.type,
		            zsip_slice_from(a->support->codecs[i].type)))
			return true;
	}
	return false;
}

/* RTP and RTCP on one port: a group needs it (RFC 9143 9.3). */
static bool is_mux_ours(const struct answering *a)
{
	return a->support->rtcp_mux || a->support->bundle;
}

static bool is_mux_offered(const struct answering *a, size_t number)
{
	return zsip_sdp_own(a->offer, number, ZSIP_SDP_ATTR_RTCP_MUX) != NULL ||
	       zsip_sdp_own(a->offer, number, ZSIP_SDP_ATTR_RTCP_MUX_ONLY) !=
	               NULL;
}

static enum zsip_sdp_refusal refusal_of(const struct answering *a)
{
	const struct zsip_sdp_media_field *m = &a->media->m;

	if (m->type.ptr == NULL)
		return ZSIP_SDP_REFUSED_BROKEN;
	if (m->port == 0 && !is_bundle_only(a))
		return ZSIP_SDP_REFUSED_DISABLED;
	if (a->support->protocols != NULL &&
	    !zsip_sdp_has_word(a->support->protocols, m->proto,
	                       zsip_slice_equal))
		return ZSIP_SDP_REFUSED_PROTOCOL;
	if (!has_type(a))
		return ZSIP_SDP_REFUSED_TYPE;
	if (own(a, ZSIP_SDP_ATTR_RTCP_MUX_ONLY) != NULL && !is_mux_ours(a))
		return ZSIP_SDP_REFUSED_RTCP_MUX;
	if (!has_keys(a))
		return ZSIP_SDP_REFUSED_SECURITY;
	return ZSIP_SDP_ACCEPTED;
}

/* RFC 4145 4.1 */
static enum zsip_sdp_setup_role role_of(const struct answering *a)
{
	const struct zsip_sdp_line *line = in_force(a, ZSIP_SDP_ATTR_SETUP);
	enum zsip_sdp_setup_role offered = ZSIP_SDP_SETUP_ACTIVE;

	if (line != NULL)
		offered = zsip_sdp_setup_find(line->value);
	else if (!zsip_sdp_is_dtls(a->media->m.proto) || is_bundle_only(a))
		return ZSIP_SDP_SETUP_NONE;
	switch (offered) {
	case ZSIP_SDP_SETUP_PASSIVE:
		return ZSIP_SDP_SETUP_ACTIVE;
	case ZSIP_SDP_SETUP_ACTPASS:
		return a->support->setup == ZSIP_SDP_SETUP_PASSIVE
		               ? ZSIP_SDP_SETUP_PASSIVE
		               : ZSIP_SDP_SETUP_ACTIVE;
	case ZSIP_SDP_SETUP_HOLDCONN:
		return ZSIP_SDP_SETUP_HOLDCONN;
	default:
		return ZSIP_SDP_SETUP_PASSIVE;
	}
}

static void answer_attributes(struct answering *a)
{
	struct zsip_sdp_answer_stream *stream = a->stream;
	const struct zsip_sdp_line *line;
	enum zsip_sdp_direction offered =
	        zsip_sdp_direction_in_force(&a->defaults, a->number, &line);

	stream->multicast =
	        zsip_sdp_is_multicast(zsip_sdp_address_of(a->offer, a->number));
	/* All members of a multicast session have one view (RFC 3264 6.2). */
	stream->direction = stream->multicast
	                            ? offered
	                            : zsip_sdp_direction_answer(
	                                      offered, a->support->direction);
	stream->setup = role_of(a);
	if (a->media->rtp) {
		stream->rtcp_mux =
		        is_mux_ours(a) && is_mux_offered(a, a->number);
		stream->rtcp_rsize = a->support->rtcp_rsize &&
		                     own(a, ZSIP_SDP_ATTR_RTCP_RSIZE) != NULL;
	}
}

static void answer_stream(struct answering *a)
{
	struct zsip_sdp_answer_stream *stream = a->stream;
	const struct zsip_sdp_line *mid = own(a, ZSIP_SDP_ATTR_MID);

	*stream = (struct zsip_sdp_answer_stream){
	        .direction = ZSIP_SDP_INACTIVE,
	        .first_format = a->answer->format_count,
	        .telephone_event = ZSIP_SDP_NO_FORMAT};
	if (mid != NULL)
		stream->mid = mid->value;
	stream->refusal = refusal_of(a);
	if (stream->refusal != ZSIP_SDP_ACCEPTED)
		return;
	if (!zsip_sdp_answer_formats(a->answer, stream, a->offer, a->number,
	                             a->support)) {
		a->full = true;
		return;
	}
	if (stream->format_count != 0)
		answer_attributes(a);
	else
		stream->refusal = ZSIP_SDP_REFUSED_FORMATS;
}

static void refuse(struct zsip_sdp_answer_stream *stream,
                   enum zsip_sdp_refusal refusal)
{
	*stream = (struct zsip_sdp_answer_stream){
	        .refusal = refusal,
	        .direction = ZSIP_SDP_INACTIVE,
	        .telephone_event = ZSIP_SDP_NO_FORMAT,
	        .mid = stream->mid};
}

/* The accepted stream of the next identification-tag of a group; NULL past the
 * last one. */
static struct zsip_sdp_answer_stream *next_member(const struct answering *a,
                                                  const struct sdp_mids *mids,
                                                  struct zsip_slice *rest,
                                                  size_t *number)
{
	struct zsip_slice mid;

	while (zsip_sdp_next(rest, ' ', &mid)) {
		struct zsip_sdp_answer_stream *stream;

		*number = zsip_sdp_mids_find(mids, mid);
		if (*number == 0)
			continue;
		stream = &a->answer->streams[*number - 1];
		if (stream->refusal == ZSIP_SDP_ACCEPTED &&
		    stream->bundle == NULL && !stream->multicast)
			return stream;
	}
	return NULL;
}

/* Into a group: what the transport is, its tagged section says alone (RFC 9143
 * 7.1.3), and RTCP goes with RTP there (9.3). */
static void join(const struct answering *a,
                 struct zsip_sdp_answer_stream *stream, size_t number,
                 const struct zsip_sdp_line *line,
                 struct zsip_sdp_answer_stream *tagged)
{
	tagged->rtcp_mux |=
	        a->offer->media[number - 1].rtp || is_mux_offered(a, number);
	stream->bundle = line;
	stream->bundle_tag = stream == tagged;
	if (stream->bundle_tag)
		return;
	stream->rtcp_mux = stream->rtcp_rsize = false;
	stream->setup = ZSIP_SDP_SETUP_NONE;
	stream->crypto = NULL;
}

/* A group: the first of its streams that is accepted and has a port gives it
 * its transport; without one there is no group (RFC 9143 7.3.1). */
static void answer_bundle(struct answering *a, const struct sdp_mids *mids,
                          const struct zsip_sdp_line *line)
{
	struct zsip_sdp_answer_stream *stream, *tagged = NULL;
	struct zsip_slice tags, rest;
	size_t number;

	if (!zsip_slice_equal(zsip_sdp_group(line, &tags),
	                      zsip_slice_from("BUNDLE")))
		return;
	rest = tags;
	while (tagged == NULL &&
	       (stream = next_member(a, mids, &rest, &number)) != NULL) {
		if (a->offer->media[number - 1].m.port != 0)
			tagged = stream;
	}
	rest = tags;
	while ((stream = next_member(a, mids, &rest, &number)) != NULL) {
		if (tagged != NULL)
			join(a, stream, number, line, tagged);
		else if (a->offer->media[number - 1].m.port == 0)
			refuse(stream, ZSIP_SDP_REFUSED_BUNDLE);
	}
}

static void answer_bundles(struct answering *a)
{
	const struct zsip_sdp_line *line = NULL;
	struct sdp_mids mids;

	zsip_sdp_mids_read(&mids, a->offer);
	while ((line = zsip_sdp_find(a->offer, 0, ZSIP_SDP_ATTR_GROUP, line)) !=
	       NULL)
		answer_bundle(a, &mids, line);
	for (size_t i = 0; i < a->answer->stream_count; i++) {
		struct zsip_sdp_answer_stream *stream = &a->answer->streams[i];

		/* bundle-only outside a group is to be discarded (RFC 9143
		 * 6). */
		if (stream->refusal == ZSIP_SDP_ACCEPTED &&
		    stream->bundle == NULL && a->offer->media[i].m.port == 0)
			refuse(stream, ZSIP_SDP_REFUSED_DISABLED);
	}
}

static bool is_rejected(const struct zsip_sdp_answer *answer)
{
	for (size_t i = 0; i < answer->stream_count; i++) {
		if (answer->streams[i].refusal == ZSIP_SDP_ACCEPTED)
			return false;
	}
	return answer->stream_count != 0;
}

enum zsip_status zsip_sdp_answer(struct zsip_sdp_answer *answer,
                                 const struct zsip_sdp *offer,
                                 const struct zsip_sdp_support *support)
{
	struct answering a = {
	        .answer = answer, .offer = offer, .support = support};

	if (answer == NULL || offer == NULL || support == NULL ||
	    support->size < sizeof(*support) ||
	    (support->codecs == NULL && support->codec_count != 0))
		return ZSIP_E_USE;
	answer->stream_count = 0;
	answer->format_count = 0;
	answer->rejected = false;
	if (offer->media_count > answer->max_streams)
		return ZSIP_E_TOO_MANY;
	zsip_sdp_defaults_read(&a.defaults, offer);
	for (size_t i = 0; i < offer->media_count && !a.full; i++) {
		a.media = &offer->media[i];
		a.number = i + 1;
		a.stream = &answer->streams[i];
		answer_stream(&a);
		answer->stream_count++;
	}
	if (a.full)
		return ZSIP_E_TOO_MANY;
	if (support->bundle)
		answer_bundles(&a);
	answer->rejected = is_rejected(answer);
	return ZSIP_OK;
}
