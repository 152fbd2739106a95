/*
 * The formats of an accepted stream (RFC 3264 6.1), and which of them go with
 * others.
 */
#include "sdp_answer.h"

/* Formats that are no payload types: as many are looked at. */
enum { OTHER_FORMATS = 64 };

/* The formats of a stream at work. */
struct choosing {
	struct zsip_sdp_answer *answer;
	struct zsip_sdp_answer_stream *stream;
	const struct zsip_sdp *offer;
	const struct zsip_sdp_media *media;
	const struct zsip_sdp_support *support;
	struct sdp_payloads payloads;
	bool codec_offered; /* and no stream of events alone */
	bool full;
};

static struct zsip_sdp_answer_format *formats_of(const struct choosing *c)
{
	return &c->answer->formats[c->stream->first_format];
}

static struct zsip_slice encoding_of(const struct zsip_sdp_answer_format *f)
{
	return zsip_slice_from(f->codec->encoding);
}

static enum sdp_kind kind_of(const struct zsip_sdp_answer_format *format)
{
	return zsip_sdp_kind(encoding_of(format));
}

/* Behind those whose rows stand no later in our order. */
static void insert(struct choosing *c, struct zsip_sdp_answer_format format)
{
	struct zsip_sdp_answer_format *formats = formats_of(c);
	size_t place = c->stream->format_count;

	if (c->stream->first_format + place == c->answer->max_formats) {
		c->full = true;
		return;
	}
	while (c->support->order == ZSIP_SDP_ORDER_OURS && place > 0 &&
	       formats[place - 1].codec > format.codec) {
		formats[place] = formats[place - 1];
		place--;
	}
	formats[place] = format;
	c->stream->format_count++;
}

static bool has_name(const struct choosing *c,
                     const struct zsip_sdp_codec *codec,
                     struct zsip_slice encoding)
{
	return zsip_slice_equal_nocase(c->media->m.type,
	                               zsip_slice_from(codec->type)) &&
	       zsip_slice_equal_nocase(encoding,
	                               zsip_slice_from(codec->encoding));
}

static bool has_parameters(const struct zsip_sdp_codec *codec,
                           const struct zsip_sdp_format *payload)
{
	struct zsip_slice ours;

	if (codec->fmtp == NULL)
		return true;
	ours = zsip_slice_from(codec->fmtp);
	if (zsip_sdp_kind(payload->encoding) == SDP_KIND_EVENT)
		return payload->params.len == 0 || ours.len == 0 ||
		       zsip_sdp_events_meet(ours, payload->params);
	return zsip_sdp_fmtp_equal(payload->encoding, ours, payload->params);
}

static const struct zsip_sdp_codec *find_codec(const struct choosing *c,
                                               const struct zsip_sdp_format *p)
{
	for (size_t i = 0; i < c->support->codec_count; i++) {
		const struct zsip_sdp_codec *codec = &c->support->codecs[i];

		if (codec->clock_rate == p->clock_rate &&
		    (codec->channels != 0 ? codec->channels : 1) ==
		            p->channels &&
		    has_name(c, codec, p->encoding) && has_parameters(codec, p))
			return codec;
	}
	return NULL;
}

static void choose_payloads(struct choosing *c)
{
	struct zsip_slice rest = c->media->m.formats, format;
	struct zsip_sdp_format payload;
	size_t place = 0;

	while (!c->full && zsip_sdp_next(&rest, ' ', &format)) {
		unsigned number = zsip_sdp_payload_number(format);
		const struct zsip_sdp_codec *codec;

		if (number == ZSIP_SDP_PAYLOAD_TYPES ||
		    c->payloads.place[number] != place + 1)
			continue;
		place++;
		/* What is not known may be a codec. */
		if (!zsip_sdp_payload_read(&c->payloads, number, &payload) ||
		    zsip_sdp_kind(payload.encoding) == SDP_KIND_CODEC)
			c->codec_offered = true;
		codec = find_codec(c, &payload);
		if (codec != NULL)
			insert(c, (struct zsip_sdp_answer_format){
			                  codec, format, number, payload.fmtp});
	}
}

static bool is_chosen(const struct choosing *c, struct zsip_slice format)
{
	for (size_t i = 0; i < c->stream->format_count; i++) {
		if (zsip_slice_equal_nocase(formats_of(c)[i].format, format))
			return true;
	}
	return false;
}

static void choose_others(struct choosing *c)
{
	struct zsip_slice rest = c->media->m.formats, format;

	for (int n = 0; n < OTHER_FORMATS && !c->full &&
	                zsip_sdp_next(&rest, ' ', &format);
	     n++) {
		for (size_t i = 0; i < c->support->codec_count; i++) {
			const struct zsip_sdp_codec *codec =
			        &c->support->codecs[i];

			if (!has_name(c, codec, format))
				continue;
			if (!is_chosen(c, format))
				insert(c, (struct zsip_sdp_answer_format){
				                  .codec = codec,
				                  .format = format});
			break;
		}
	}
}

/* Take out the formats that `stays` is false for. */
static void keep(struct choosing *c,
                 bool (*stays)(const struct choosing *c,
                               const struct zsip_sdp_answer_format *format))
{
	struct zsip_sdp_answer_format *formats = formats_of(c);
	size_t kept = 0;

	for (size_t i = 0; i < c->stream->format_count; i++) {
		if (stays(c, &formats[i]))
			formats[kept++] = formats[i];
	}
	c->stream->format_count = kept;
}

static const struct zsip_sdp_answer_format *
first_codec(const struct choosing *c)
{
	for (size_t i = 0; i < c->stream->format_count; i++) {
		if (kind_of(&formats_of(c)[i]) == SDP_KIND_CODEC)
			return &formats_of(c)[i];
	}
	return NULL;
}

static bool is_first_codec(const struct choosing *c,
                           const struct zsip_sdp_answer_format *format)
{
	return kind_of(format) != SDP_KIND_CODEC || format == first_codec(c);
}

/* A codec with this clock rate is there (RFC 4733 2.1). */
static bool has_rate(const struct choosing *c,
                     const struct zsip_sdp_answer_format *format)
{
	for (size_t i = 0; i < c->stream->format_count; i++) {
		const struct zsip_sdp_answer_format *other = &formats_of(c)[i];

		if (other->codec->clock_rate == format->codec->clock_rate &&
		    kind_of(other) == SDP_KIND_CODEC)
			return true;
	}
	return false;
}

/* A payload type that the stream lists is chosen, one that it does not list is
 * the matter of another stream (RFC 4588 8.7). */
static bool is_payload_there(const struct choosing *c, struct zsip_slice digits)
{
	unsigned number = zsip_sdp_payload_number(digits);

	if (number == ZSIP_SDP_PAYLOAD_TYPES || c->payloads.place[number] == 0)
		return true;
	for (size_t i = 0; i < c->stream->format_count; i++) {
		if (formats_of(c)[i].payload_type == number)
			return true;
	}
	return false;
}

/* All that it may carry is there (RFC 2198 5). */
static bool is_red_whole(const struct choosing *c, struct zsip_slice params)
{
	struct zsip_slice item;

	while (zsip_sdp_next(&params, '/', &item)) {
		if (!is_payload_there(c, item))
			return false;
	}
	return true;
}

static bool goes_by_rate(const struct choosing *c,
                         const struct zsip_sdp_answer_format *format)
{
	switch (kind_of(format)) {
	case SDP_KIND_CODEC:
	case SDP_KIND_RTX:
		return true;
	default:
		return has_rate(c, format);
	}
}

static struct zsip_slice params_of(const struct choosing *c,
                                   const struct zsip_sdp_answer_format *format)
{
	struct zsip_sdp_format payload;

	zsip_sdp_payload_read(&c->payloads, format->payload_type, &payload);
	return payload.params;
}

static bool goes_with_red(const struct choosing *c,
                          const struct zsip_sdp_answer_format *format)
{
	return kind_of(format) != SDP_KIND_RED ||
	       is_red_whole(c, params_of(c, format));
}

static bool goes_with_rtx(const struct choosing *c,
                          const struct zsip_sdp_answer_format *format)
{
	return kind_of(format) != SDP_KIND_RTX ||
	       is_payload_there(c, zsip_sdp_param(params_of(c, format), "apt"));
}

/* What is left without a codec goes as well, unless no codec was offered: a
 * stream of events alone (RFC 4317 2.4). */
static void keep_companions(struct choosing *c)
{
	if (c->support->one_codec)
		keep(c, is_first_codec);
	if (!c->codec_offered)
		return;
	if (first_codec(c) == NULL) {
		c->stream->format_count = 0;
		return;
	}
	keep(c, goes_by_rate);
	keep(c, goes_with_red);
	keep(c, goes_with_rtx);
}

static void find_event(struct choosing *c)
{
	const struct zsip_sdp_answer_format *codec = first_codec(c);

	for (size_t i = 0; i < c->stream->format_count; i++) {
		const struct zsip_sdp_answer_format *format = &formats_of(c)[i];

		if (kind_of(format) == SDP_KIND_EVENT &&
		    (codec == NULL ||
		     codec->codec->clock_rate == format->codec->clock_rate)) {
			c->stream->telephone_event =
			        c->stream->first_format + i;
			return;
		}
	}
}

bool zsip_sdp_answer_formats(struct zsip_sdp_answer *answer,
                             struct zsip_sdp_answer_stream *stream,
                             const struct zsip_sdp *offer, size_t media,
                             const struct zsip_sdp_support *support)
{
	struct choosing c = {.answer = answer,
	                     .stream = stream,
	                     .offer = offer,
	                     .media = &offer->media[media - 1],
	                     .support = support};

	if (c.media->rtp) {
		zsip_sdp_payloads_read(&c.payloads, offer, media);
		choose_payloads(&c);
		keep_companions(&c);
		find_event(&c);
	} else {
		choose_others(&c);
	}
	answer->format_count = stream->first_format + stream->format_count;
	return !c.full;
}
