/* memmem() */
#define _GNU_SOURCE

#include "answering.h"

#include <stdbool.h>
#include <string.h>

enum { ANSWER_LINES = 4096, ANSWER_MEDIA = 256 };

/* Bundles have the port of the first, other streams their own. */
enum { FIRST_PORT = 20000 };

static void add_slice(struct text *text, struct zsip_slice slice)
{
	text_add(text, "%.*s", (int)slice.len, slice.ptr);
}

/* "a=NAME:VALUE" as a line of the offer has it. */
static void add_line(struct text *text, const struct zsip_sdp_line *line)
{
	if (line == NULL)
		return;
	add_slice(text, line->text);
	text_add(text, "\r\n");
}

static void add_group(struct text *text, const struct zsip_sdp_answer *answer,
                      const struct zsip_sdp_line *line)
{
	bool any = false;

	for (int tagged = 1; tagged >= 0; tagged--) {
		for (size_t i = 0; i < answer->stream_count; i++) {
			const struct zsip_sdp_answer_stream *stream =
			        &answer->streams[i];

			if (stream->bundle != line ||
			    stream->bundle_tag != (tagged == 1))
				continue;
			if (!any)
				text_add(text, "a=group:BUNDLE");
			any = true;
			text_add(text, " ");
			add_slice(text, stream->mid);
		}
	}
	if (any)
		text_add(text, "\r\n");
}

static void add_session(struct text *text, const struct zsip_sdp *offer,
                        const struct zsip_sdp_answer *answer)
{
	const struct zsip_sdp_line *line = NULL;

	/* Another origin than the offer's. */
	text_add(text,
	         "v=0\r\no=zsip %d 1 IN IP4 192.0.2.9\r\ns=-\r\n"
	         "c=IN IP4 192.0.2.9\r\n",
	         1 + zsip_slice_equal(offer->o.sess_id, zsip_slice_from("1")));
	while ((line = zsip_sdp_find_line(offer, 0, 't', line)) != NULL)
		add_line(text, line);
	line = NULL;
	while ((line = zsip_sdp_find(offer, 0, ZSIP_SDP_ATTR_GROUP, line)) !=
	       NULL)
		add_group(text, answer, line);
}

static void add_direction(struct text *text, enum zsip_sdp_direction direction)
{
	static const char *const names[] = {[ZSIP_SDP_SENDRECV] = "sendrecv",
	                                    [ZSIP_SDP_SENDONLY] = "sendonly",
	                                    [ZSIP_SDP_RECVONLY] = "recvonly",
	                                    [ZSIP_SDP_INACTIVE] = "inactive"};

	text_add(text, "a=%s\r\n", names[direction]);
}

/* What the answer to a multicast stream repeats (RFC 3264 6.2). */
static void add_multicast(struct text *text, const struct zsip_sdp *offer,
                          size_t number)
{
	const char *c = zsip_sdp_connection_of(offer, number)->nettype.ptr;
	const struct zsip_sdp_line *line = NULL;

	for (size_t i = 0; i < offer->line_count; i++) {
		if (offer->lines[i].value.ptr == c)
			add_line(text, &offer->lines[i]);
	}
	while ((line = zsip_sdp_find_line(offer, number, 'b', line)) != NULL)
		add_line(text, line);
	add_line(text, zsip_sdp_find(offer, number, ZSIP_SDP_ATTR_PTIME, NULL));
}

static void add_formats(struct text *text, const struct zsip_sdp *offer,
                        size_t number, const struct zsip_sdp_answer *answer)
{
	const struct zsip_sdp_media *media = &offer->media[number - 1];
	const struct zsip_sdp_answer_stream *stream =
	        &answer->streams[number - 1];
	const struct zsip_sdp_answer_format *format =
	        &answer->formats[stream->first_format];

	for (size_t i = 0; i < stream->format_count; i++) {
		text_add(text, " ");
		add_slice(text, format[i].format);
	}
	text_add(text, "\r\n");
	if (stream->multicast)
		add_multicast(text, offer, number);
	for (size_t i = 0; i < stream->format_count && media->rtp; i++) {
		const struct zsip_sdp_codec *codec = format[i].codec;

		text_add(text, "a=rtpmap:%u %s/%u", format[i].payload_type,
		         codec->encoding, codec->clock_rate);
		if (codec->channels > 1)
			text_add(text, "/%u", codec->channels);
		text_add(text, "\r\n");
		add_line(text, format[i].fmtp);
	}
}

/* What the transport is; of a BUNDLE the tagged section has it. */
static void add_transport(struct text *text, const struct zsip_sdp *offer,
                          size_t number,
                          const struct zsip_sdp_answer_stream *stream)
{
	static const char *const roles[] = {
	        [ZSIP_SDP_SETUP_ACTIVE] = "active",
	        [ZSIP_SDP_SETUP_PASSIVE] = "passive",
	        [ZSIP_SDP_SETUP_HOLDCONN] = "holdconn"};
	struct zsip_sdp_value value;

	if (stream->setup != ZSIP_SDP_SETUP_NONE)
		text_add(text, "a=setup:%s\r\n", roles[stream->setup]);
	if (zsip_sdp_find(offer, number, ZSIP_SDP_ATTR_FINGERPRINT, NULL) !=
	            NULL ||
	    zsip_sdp_find(offer, 0, ZSIP_SDP_ATTR_FINGERPRINT, NULL) != NULL)
		text_add(text, "a=fingerprint:md5 00:01:02:03:04:05:06:07:08:"
		               "09:0A:0B:0C:0D:0E:0F\r\n");
	if (stream->crypto != NULL &&
	    zsip_sdp_line_parse(offer, stream->crypto, &value, NULL) ==
	            ZSIP_OK) {
		text_add(text, "a=crypto:%u ", value.crypto.tag);
		add_slice(text, value.crypto.suite);
		/* Another key than the offer's. */
		text_add(text, " inline:enNpc%c==",
		         memmem(offer->text.ptr, offer->text.len, "enNpcA",
		                6) != NULL
		                 ? 'B'
		                 : 'A');
		if (value.crypto.session_params.ptr != NULL) {
			text_add(text, " ");
			add_slice(text, value.crypto.session_params);
		}
		text_add(text, "\r\n");
	}
}

static void add_accepted(struct text *text, const struct zsip_sdp *offer,
                         size_t number, const struct zsip_sdp_answer *answer)
{
	const struct zsip_sdp_answer_stream *stream =
	        &answer->streams[number - 1];
	bool tagged = stream->bundle == NULL || stream->bundle_tag;
	const struct zsip_sdp_line *line;

	add_direction(text, stream->direction);
	if (stream->rtcp_mux)
		text_add(text, "a=rtcp-mux\r\n");
	if (stream->rtcp_rsize)
		text_add(text, "a=rtcp-rsize\r\n");
	if (tagged)
		add_transport(text, offer, number, stream);
	line = zsip_sdp_find(offer, number, ZSIP_SDP_ATTR_SCTP_PORT, NULL);
	if (line != NULL)
		add_line(text, line);
	else
		text_add(text, "a=sctp-port:5000\r\n");
}

static unsigned port_of(const struct zsip_sdp_media *media,
                        const struct zsip_sdp_answer_stream *stream,
                        size_t number)
{
	if (stream->refusal != ZSIP_SDP_ACCEPTED)
		return 0;
	if (stream->multicast)
		return media->m.port;
	if (stream->bundle != NULL)
		return FIRST_PORT;
	return FIRST_PORT + 2 * (unsigned)(number % 10000);
}

static void add_media(struct text *text, const struct zsip_sdp *offer,
                      size_t number, const struct zsip_sdp_answer *answer)
{
	const struct zsip_sdp_media *media = &offer->media[number - 1];
	const struct zsip_sdp_answer_stream *stream =
	        &answer->streams[number - 1];

	if (stream->refusal == ZSIP_SDP_REFUSED_BROKEN) {
		text_add(text, "m=audio 0 RTP/AVP 0\r\n");
		return;
	}
	text_add(text, "m=");
	add_slice(text, media->m.type);
	text_add(text, " %u ", port_of(media, stream, number));
	add_slice(text, media->m.proto);
	if (stream->refusal != ZSIP_SDP_ACCEPTED) {
		text_add(text, " 0\r\n");
	} else {
		add_formats(text, offer, number, answer);
		add_accepted(text, offer, number, answer);
	}
	if (stream->mid.ptr != NULL) {
		text_add(text, "a=mid:");
		add_slice(text, stream->mid);
		text_add(text, "\r\n");
	}
}

void answer_write(struct text *text, const struct zsip_sdp *offer,
                  const struct zsip_sdp_answer *answer)
{
	add_session(text, offer, answer);
	for (size_t i = 1; i <= answer->stream_count; i++)
		add_media(text, offer, i, answer);
}

static const struct zsip_sdp_codec codecs[] = {
        {"audio", "opus", 48000, 2, NULL},
        {"audio", "PCMU", 8000, 1, NULL},
        {"audio", "PCMA", 8000, 0, NULL},
        {"audio", "G722", 8000, 1, NULL},
        {"audio", "G729", 8000, 1, ""},
        {"audio", "iLBC", 8000, 1, "mode=30"},
        {"audio", "AMR", 8000, 1, ""},
        {"audio", "AMR-WB", 16000, 1, "octet-align=1"},
        {"audio", "G7221", 16000, 1, "bitrate=32000"},
        {"audio", "red", 8000, 1, NULL},
        {"audio", "CN", 8000, 1, NULL},
        {"audio", "telephone-event", 8000, 1, "0-16"},
        {"audio", "telephone-event", 48000, 1, NULL},
        {"video", "H264", 90000, 1,
         "packetization-mode=1;"
         "profile-level-id=42e01f"},
        {"video", "H264", 90000, 1, ""},
        {"video", "H265", 90000, 1, ""},
        {"video", "VP8", 90000, 1, NULL},
        {"video", "VP9", 90000, 1, "profile-id=0"},
        {"video", "H261", 90000, 1, NULL},
        {"video", "MPV", 90000, 1, NULL},
        {"video", "rtx", 90000, 1, NULL},
        {"text", "t140", 1000, 1, NULL},
        {"text", "red", 1000, 1, NULL},
        {"image", "t38", 0, 0, NULL},
        {"message", "*", 0, 0, NULL},
        {"application", "*", 0, 0, NULL},
        {"application", "webrtc-datachannel", 0, 0, NULL},
};

static struct zsip_sdp_support support_of(unsigned kind)
{
	return (struct zsip_sdp_support){
	        .size = sizeof(struct zsip_sdp_support),
	        .codecs = codecs,
	        .codec_count = sizeof(codecs) / sizeof(*codecs),
	        .crypto_suites =
	                "AES_CM_128_HMAC_SHA1_80 AES_CM_128_HMAC_SHA1_32",
	        .direction = (enum zsip_sdp_direction)(kind & 3),
	        .order = (kind & 4) != 0 ? ZSIP_SDP_ORDER_OURS
	                                 : ZSIP_SDP_ORDER_OFFER,
	        .setup = (kind & 8) != 0 ? ZSIP_SDP_SETUP_PASSIVE
	                                 : ZSIP_SDP_SETUP_NONE,
	        .one_codec = (kind & 16) != 0,
	        .rtcp_mux = (kind & 32) != 0,
	        .rtcp_rsize = (kind & 64) != 0,
	        .bundle = (kind & 128) != 0,
	        .dtls = (kind & 256) != 0};
}

/* Every index and pointer of a stream leads where it should. */
static bool is_stream_sound(const struct zsip_sdp *offer,
                            const struct zsip_sdp_answer *answer,
                            const struct zsip_sdp_answer_stream *stream)
{
	size_t end = stream->first_format + stream->format_count;
	size_t event = stream->telephone_event;

	if (stream->refusal != ZSIP_SDP_ACCEPTED)
		return stream->format_count == 0 &&
		       event == ZSIP_SDP_NO_FORMAT && stream->bundle == NULL;
	if (stream->format_count == 0 || end > answer->format_count)
		return false;
	if (event != ZSIP_SDP_NO_FORMAT &&
	    (event < stream->first_format || event >= end))
		return false;
	return (stream->bundle == NULL || stream->bundle->media == 0) &&
	       (stream->crypto == NULL ||
	        stream->crypto->media == stream - answer->streams + 1) &&
	       stream->direction <= ZSIP_SDP_INACTIVE &&
	       stream->setup != ZSIP_SDP_SETUP_ACTPASS && offer != NULL;
}

static bool is_sound(const struct zsip_sdp *offer,
                     const struct zsip_sdp_answer *answer)
{
	bool accepted = false;

	for (size_t i = 0; i < answer->stream_count; i++) {
		if (!is_stream_sound(offer, answer, &answer->streams[i]))
			return false;
		accepted |= answer->streams[i].refusal == ZSIP_SDP_ACCEPTED;
	}
	return answer->stream_count == offer->media_count &&
	       answer->rejected == (!accepted && offer->media_count != 0);
}

static void note_rule(void *user, const struct zsip_sdp_finding *finding)
{
	const char **rule = user;

	if (finding->rule->severity != ZSIP_SEVERITY_NOTE)
		*rule = finding->rule->name;
}

/* Findings in the answer that the facts make. */
static const char *broken_rule(const struct zsip_sdp *offer,
                               const struct zsip_sdp_answer *facts)
{
	static struct zsip_sdp_line lines[ANSWER_LINES];
	static struct zsip_sdp_media media[ANSWER_MEDIA];
	struct text text = {0};
	struct zsip_sdp answer;
	const char *rule = NULL;

	answer_write(&text, offer, facts);
	zsip_sdp_init(&answer, lines, ANSWER_LINES, media, ANSWER_MEDIA,
	              offer->options);
	zsip_sdp_parse(&answer, text.data, text.len, NULL);
	if (answer.error.status != ZSIP_E_TOO_MANY &&
	    answer.error.status != ZSIP_E_TOO_LONG)
		zsip_sdp_check_answer(offer, &answer, note_rule, &rule);
	text_free(&text);
	return rule;
}

const char *answer_fault(const struct zsip_sdp *offer, unsigned kind)
{
	static struct zsip_sdp_answer_stream streams[ANSWER_MEDIA];
	static struct zsip_sdp_answer_format formats[ANSWER_LINES];
	struct zsip_sdp_answer answer = {.streams = streams,
	                                 .max_streams = ANSWER_MEDIA,
	                                 .formats = formats,
	                                 .max_formats = ANSWER_LINES};
	struct zsip_sdp_support support = support_of(kind);

	if (zsip_sdp_answer(&answer, offer, &support) != ZSIP_OK)
		return NULL;
	if (!is_sound(offer, &answer))
		return "the facts";
	return broken_rule(offer, &answer);
}
