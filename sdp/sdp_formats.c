/*
 * The formats of an m= section: what rtpmap and fmtp say of payload types, and
 * RFC 3551 where they say nothing.
 */
#include "sdp_internal.h"
#include "zsip_sdp_views.h"

static const struct zsip_sdp_payload_type static_types[] = {
#define ZSIP_SDP_PAYLOAD_TYPE(number, type, encoding, clock_rate, channels)    \
	[number] = {number,                                                    \
	            {type, sizeof(type) - 1},                                  \
	            {encoding, sizeof(encoding) - 1},                          \
	            clock_rate,                                                \
	            channels},
#include "zsip_sdp_payload_types.def"
#undef ZSIP_SDP_PAYLOAD_TYPE
};

const struct zsip_sdp_payload_type *zsip_sdp_payload_type(unsigned number)
{
	if (number >= sizeof(static_types) / sizeof(*static_types) ||
	    static_types[number].encoding.ptr == NULL)
		return NULL;
	return &static_types[number];
}

static void note(uint32_t *lines, struct zsip_slice value, size_t index)
{
	unsigned number;
	struct zsip_slice word;

	if (!zsip_sdp_next(&value, ' ', &word))
		return;
	number = zsip_sdp_payload_number(word);
	if (number < ZSIP_SDP_PAYLOAD_TYPES && lines[number] == 0)
		lines[number] = (uint32_t)index + 1;
}

void zsip_sdp_formats_start(struct zsip_sdp_formats *formats,
                            const struct zsip_sdp *sdp, size_t media)
{
	const struct zsip_sdp_line *line = NULL;

	zsip_clear(formats, sizeof(*formats));
	formats->sdp = sdp;
	if (media == 0 || media > sdp->media_count)
		return;
	formats->rest = sdp->media[media - 1].m.formats;
	formats->rtp = sdp->media[media - 1].rtp;
	while ((line = zsip_sdp_find_line(sdp, media, 'a', line)) != NULL) {
		size_t index = (size_t)(line - sdp->lines);

		if (line->attribute == ZSIP_SDP_ATTR_RTPMAP)
			note(formats->rtpmap, line->value, index);
		else if (line->attribute == ZSIP_SDP_ATTR_FMTP)
			note(formats->fmtp, line->value, index);
	}
}

static void read_rtpmap(const struct zsip_sdp *sdp,
                        struct zsip_sdp_format *format)
{
	struct zsip_sdp_value value;
	uint64_t channels;

	if (zsip_sdp_line_parse(sdp, format->rtpmap, &value, NULL) != ZSIP_OK)
		return;
	format->encoding = value.rtpmap.encoding;
	format->clock_rate = value.rtpmap.clock_rate;
	if (zsip_sdp_number(value.rtpmap.params, &channels) == ZSIP_OK &&
	    channels <= UINT32_MAX)
		format->channels = (uint32_t)channels;
}

static void read_static(unsigned payload_type, struct zsip_sdp_format *format)
{
	const struct zsip_sdp_payload_type *type =
	        zsip_sdp_payload_type(payload_type);

	if (type == NULL)
		return;
	format->encoding = type->encoding;
	format->clock_rate = type->clock_rate;
	if (type->channels != 0)
		format->channels = type->channels;
}

/* What fmtp has behind the format. */
static struct zsip_slice params_of(struct zsip_slice value)
{
	struct zsip_slice word;

	zsip_sdp_next(&value, ' ', &word);
	while (value.len != 0 && *value.ptr == ' ') {
		value.ptr++;
		value.len--;
	}
	return value;
}

static const struct zsip_sdp_line *line_at(const struct zsip_sdp *sdp,
                                           uint32_t place)
{
	return place != 0 ? &sdp->lines[place - 1] : NULL;
}

void zsip_sdp_formats_get(const struct zsip_sdp_formats *formats,
                          unsigned payload_type, struct zsip_sdp_format *format)
{
	const struct zsip_sdp *sdp = formats->sdp;

	*format = (struct zsip_sdp_format){.payload_type = payload_type,
	                                   .channels = 1};
	if (payload_type >= ZSIP_SDP_PAYLOAD_TYPES)
		return;
	format->rtpmap = line_at(sdp, formats->rtpmap[payload_type]);
	format->fmtp = line_at(sdp, formats->fmtp[payload_type]);
	if (format->fmtp != NULL)
		format->params = params_of(format->fmtp->value);
	if (format->rtpmap != NULL)
		read_rtpmap(sdp, format);
	else
		read_static(payload_type, format);
}

bool zsip_sdp_formats_next(struct zsip_sdp_formats *formats,
                           struct zsip_sdp_format *format)
{
	struct zsip_slice word;
	unsigned number;

	if (!zsip_sdp_next(&formats->rest, ' ', &word))
		return false;
	*format = (struct zsip_sdp_format){.channels = 0};
	number = formats->rtp ? zsip_sdp_payload_number(word)
	                      : ZSIP_SDP_PAYLOAD_TYPES;
	if (number < ZSIP_SDP_PAYLOAD_TYPES)
		zsip_sdp_formats_get(formats, number, format);
	format->format = word;
	return true;
}
