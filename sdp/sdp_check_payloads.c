/*
 * Formats of m= lines: payload types of RTP and what they stand for.
 */
#include "sdp_checker.h"
#include "zsip_sdp_views.h"

/* Formats that are no payload types are looked at so far: there is one of them
 * in all protocols that are in use. */
#define COMPARED_FORMATS 128

/* A payload type; SDP_PAYLOAD_NUMBERS, which is in no set, for what is none. */
static size_t payload_of(struct zsip_slice format)
{
	uint64_t number;

	if (zsip_sdp_number(format, &number) != ZSIP_OK ||
	    number >= SDP_PAYLOAD_NUMBERS)
		return SDP_PAYLOAD_NUMBERS;
	return (size_t)number;
}

static bool is_in(const struct sdp_payload_set *set, size_t payload)
{
	return payload < SDP_PAYLOAD_NUMBERS &&
	       (set->bits[payload / 64] >> payload % 64 & 1) != 0;
}

static void put(struct sdp_payload_set *set, size_t payload)
{
	if (payload < SDP_PAYLOAD_NUMBERS)
		set->bits[payload / 64] |= UINT64_C(1) << payload % 64;
}

static bool has_format(struct zsip_slice formats, struct zsip_slice wanted)
{
	struct zsip_slice format;

	while (zsip_sdp_next(&formats, ' ', &format)) {
		if (zsip_slice_equal(format, wanted))
			return true;
	}
	return false;
}

static void check_twice(struct sdp_checker *c, struct zsip_slice formats)
{
	struct zsip_slice rest = formats, before = {formats.ptr, 0}, format;

	while (zsip_sdp_next(&rest, ' ', &format)) {
		before.len = (size_t)(format.ptr - before.ptr);
		if (has_format(before, format))
			zsip_sdp_report(c, ZSIP_SDP_RULE_FORMAT_TWICE, format);
	}
}

void zsip_sdp_check_formats_listed(struct sdp_checker *c,
                                   const struct zsip_sdp_media_field *m)
{
	struct zsip_slice rest = m->formats, format;
	size_t payload;

	if (!c->media->rtp) {
		if (m->formats.len <= COMPARED_FORMATS)
			check_twice(c, m->formats);
		return;
	}
	while (zsip_sdp_next(&rest, ' ', &format)) {
		payload = payload_of(format);
		if (is_in(&c->listed, payload))
			zsip_sdp_report(c, ZSIP_SDP_RULE_FORMAT_TWICE, format);
		put(&c->listed, payload);
	}
}

static bool is_listed(struct sdp_checker *c, struct zsip_slice format)
{
	struct zsip_slice formats = c->media->m.formats;
	size_t payload = payload_of(format);

	/* Where the m= line cannot be read nobody knows. */
	if (formats.ptr == NULL)
		return true;
	if (c->media->rtp)
		return is_in(&c->listed, payload);
	return formats.len > COMPARED_FORMATS || has_format(formats, format);
}

void zsip_sdp_check_format(struct sdp_checker *c, struct zsip_slice format)
{
	if (!sdp_slice_is(format, "*") && !is_listed(c, format))
		zsip_sdp_report(c, ZSIP_SDP_RULE_FORMAT_NOT_LISTED, format);
}

static bool has_channels(const struct zsip_sdp_rtpmap *rtpmap,
                         const struct zsip_sdp_payload_type *type)
{
	uint64_t channels = 1;

	if (type->channels == 0)
		return true;
	zsip_sdp_number(rtpmap->params, &channels);
	return channels == type->channels;
}

/* Where rtpmap says something else than the payload type itself. */
static void check_static(struct sdp_checker *c,
                         const struct zsip_sdp_rtpmap *rtpmap,
                         const struct zsip_sdp_payload_type *type,
                         const char *end)
{
	enum zsip_sdp_rule rule = ZSIP_SDP_RULE_STATIC_PAYLOAD_TYPE;

	if (zsip_slice_equal_nocase(rtpmap->encoding, type->encoding)) {
		if (rtpmap->clock_rate == type->clock_rate &&
		    has_channels(rtpmap, type))
			return;
		rule = ZSIP_SDP_RULE_STATIC_CLOCK_RATE;
	}
	zsip_sdp_report(c, rule, sdp_slice_between(rtpmap->encoding.ptr, end));
}

void zsip_sdp_check_rtpmap(struct sdp_checker *c,
                           const struct zsip_sdp_line *line,
                           const struct zsip_sdp_rtpmap *rtpmap)
{
	const struct zsip_sdp_payload_type *type =
	        zsip_sdp_payload_type(rtpmap->payload_type);

	put(&c->mapped, rtpmap->payload_type);
	if (rtpmap->payload_type < SDP_BUNDLED_NUMBERS)
		c->mapping[rtpmap->payload_type] = (uint16_t)c->line;
	zsip_sdp_check_format(c, zsip_sdp_key_of(line, SDP_KEY_WORD));
	/* By a quirk the rest is missing. */
	if (rtpmap->clock_rate != 0 && type != NULL)
		check_static(c, rtpmap, type, sdp_slice_end(line->text));
}

/* Of a line that could be read before. */
static struct zsip_sdp_rtpmap rtpmap_of(const struct sdp_checker *c,
                                        const struct zsip_sdp_line *line)
{
	struct zsip_sdp_value value;

	zsip_sdp_line_parse(c->sdp, line, &value, NULL);
	return value.rtpmap;
}

static struct zsip_slice media_type(const struct sdp_checker *c,
                                    const struct zsip_sdp_line *line)
{
	return c->sdp->media[line->media - 1].m.type;
}

static bool is_same_codec(const struct sdp_checker *c,
                          const struct zsip_sdp_line *left,
                          const struct zsip_sdp_line *right)
{
	struct zsip_sdp_rtpmap a = rtpmap_of(c, left);
	struct zsip_sdp_rtpmap b = rtpmap_of(c, right);

	return zsip_slice_equal(media_type(c, left), media_type(c, right)) &&
	       zsip_slice_equal_nocase(a.encoding, b.encoding) &&
	       a.clock_rate == b.clock_rate &&
	       zsip_slice_equal(a.params, b.params);
}

/* RFC 9143 9.1.1: in one RTP session a payload type stands for one codec.  Each
 * rtpmap is compared with the one before it, so that none is read often. */
static void check_bundled(struct sdp_checker *c, size_t payload)
{
	const struct zsip_sdp_line *lines = c->sdp->lines, *line;
	unsigned bundle = sdp_bundle(c);

	if (bundle == SDP_UNBUNDLED || payload >= SDP_BUNDLED_NUMBERS ||
	    !is_in(&c->mapped, payload))
		return;
	line = &lines[c->mapping[payload]];
	if (is_in(&c->bundled, payload) &&
	    c->before[payload].bundle == bundle &&
	    line != &lines[c->before[payload].line] &&
	    !is_same_codec(c, &lines[c->before[payload].line], line))
		zsip_sdp_report_line(c, ZSIP_SDP_RULE_BUNDLE_PAYLOAD_TYPE,
		                     line);
	put(&c->bundled, payload);
	c->before[payload].line = c->mapping[payload];
	c->before[payload].bundle = (uint8_t)bundle;
}

static void check_payload(struct sdp_checker *c, struct zsip_slice format)
{
	size_t payload = payload_of(format);

	if (!is_in(&c->mapped, payload) &&
	    zsip_sdp_payload_type((unsigned)payload) == NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_NO_RTPMAP, format);
	if (payload >= 64 && payload <= 95 &&
	    sdp_here(c, ZSIP_SDP_ATTR_RTCP_MUX) != NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_PAYLOAD_TYPE_RTCP, format);
	check_bundled(c, payload);
}

/* RTP takes an even port and RTCP the next one, where nothing else says which
 * (RFC 3550 11). */
static void check_port(struct sdp_checker *c)
{
	static const enum zsip_sdp_attribute others[] = {
	        ZSIP_SDP_ATTR_RTCP, ZSIP_SDP_ATTR_RTCP_MUX,
	        ZSIP_SDP_ATTR_CANDIDATE};
	const struct zsip_sdp_media_field *m = &c->media->m;
	const char *p = sdp_slice_end(m->type) + 1, *end = p;

	if (m->port % 2 == 0 || m->port == SDP_DISCARD_PORT ||
	    sdp_bundle(c) != SDP_UNBUNDLED)
		return;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (sdp_here(c, others[i]) != NULL)
			return;
	}
	while (zsip_sdp_is_digit(*end))
		end++;
	zsip_sdp_report(c, ZSIP_SDP_RULE_ODD_PORT, sdp_slice_between(p, end));
}

void zsip_sdp_check_payloads(struct sdp_checker *c)
{
	struct zsip_slice rest = c->media->m.formats, format;

	if (!c->media->rtp || !sdp_is_used(c))
		return;
	while (zsip_sdp_next(&rest, ' ', &format))
		check_payload(c, format);
	check_port(c);
}

/* 1000 times the number, as far as it is exact and fits. */
static uint64_t thousandths(const struct zsip_sdp_decimal *decimal)
{
	uint64_t value = decimal->whole;

	if (value > UINT64_MAX / 1000 - 1)
		return UINT64_MAX;
	for (size_t i = 0; i < 3; i++)
		value = value * 10 +
		        (i < decimal->fraction.len
		                 ? (uint64_t)(decimal->fraction.ptr[i] - '0')
		                 : 0);
	return value;
}

static uint64_t packet_time(const struct sdp_checker *c,
                            const struct zsip_sdp_line *line)
{
	struct zsip_sdp_value value;

	if (line == NULL ||
	    zsip_sdp_line_parse(c->sdp, line, &value, NULL) != ZSIP_OK)
		return 0;
	return thousandths(&value.decimal);
}

/* RFC 8866 6.4, 6.5; that a time is above 0 is a matter of grammar. */
void zsip_sdp_check_packet_times(struct sdp_checker *c)
{
	const struct zsip_sdp_line *ptime = sdp_here(c, ZSIP_SDP_ATTR_PTIME);
	uint64_t usual = packet_time(c, ptime);
	uint64_t most = packet_time(c, sdp_here(c, ZSIP_SDP_ATTR_MAXPTIME));

	if (usual != 0 && most != 0 && most < usual)
		zsip_sdp_report_line(c, ZSIP_SDP_RULE_PACKET_TIME, ptime);
}
