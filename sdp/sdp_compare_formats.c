/*
 * The formats of a stream (RFC 3264 8.3.2).
 */
#include "sdp_compare.h"

/* The payload types of one description. */
struct payloads {
	struct zsip_sdp_formats formats;
	const struct zsip_sdp_line *m;
	struct zsip_slice
	        words[ZSIP_SDP_PAYLOAD_TYPES]; /* absent: not listed */
	uint8_t order[ZSIP_SDP_PAYLOAD_TYPES]; /* each once */
	size_t count;
};

static void read_payloads(struct payloads *payloads, const struct zsip_sdp *sdp,
                          size_t media)
{
	struct zsip_slice rest = sdp->media[media - 1].m.formats, word;
	uint64_t number;

	*payloads = (struct payloads){.m = sdp_m_line(sdp, media)};
	zsip_sdp_formats_start(&payloads->formats, sdp, media);
	while (zsip_sdp_next(&rest, ' ', &word)) {
		if (zsip_sdp_number(word, &number) != ZSIP_OK ||
		    number >= ZSIP_SDP_PAYLOAD_TYPES ||
		    payloads->words[number].ptr != NULL)
			continue;
		payloads->words[number] = word;
		payloads->order[payloads->count++] = (uint8_t)number;
	}
}

static bool same_codec(const struct zsip_sdp_format *a,
                       const struct zsip_sdp_format *b)
{
	return (a->encoding.ptr == NULL) == (b->encoding.ptr == NULL) &&
	       zsip_slice_equal_nocase(a->encoding, b->encoding) &&
	       a->clock_rate == b->clock_rate && a->channels == b->channels;
}

/* The line that says most of it. */
static const struct zsip_sdp_line *line_of(const struct zsip_sdp_format *format,
                                           const struct payloads *payloads)
{
	return format->rtpmap != NULL ? format->rtpmap : payloads->m;
}

static void compare_payload(struct sdp_compare *compare,
                            const struct payloads *before,
                            const struct payloads *after, unsigned number)
{
	bool was = before->words[number].ptr != NULL;
	bool is = after->words[number].ptr != NULL;
	struct zsip_slice word = (is ? after : before)->words[number];
	struct zsip_sdp_format a, b;

	zsip_sdp_formats_get(&before->formats, number, &a);
	zsip_sdp_formats_get(&after->formats, number, &b);
	if (!was || !is)
		zsip_sdp_compare_report(compare,
		                        was ? ZSIP_SDP_CHANGE_FORMAT_REMOVED
		                            : ZSIP_SDP_CHANGE_FORMAT_ADDED,
		                        was ? line_of(&a, before) : NULL,
		                        is ? line_of(&b, after) : NULL, word);
	else if (!same_codec(&a, &b))
		zsip_sdp_compare_report(
		        compare, ZSIP_SDP_CHANGE_FORMAT_REMAPPED,
		        line_of(&a, before), line_of(&b, after), word);
	else if (!zsip_slice_equal(a.params, b.params))
		zsip_sdp_compare_report(compare,
		                        ZSIP_SDP_CHANGE_FORMAT_PARAMETERS,
		                        a.fmtp, b.fmtp, word);
}

/* Those that stand in both, in the order of the first. */
static size_t common(const struct payloads *of, const struct payloads *with,
                     uint8_t *order)
{
	size_t count = 0;

	for (size_t i = 0; i < of->count; i++) {
		if (with->words[of->order[i]].ptr != NULL)
			order[count++] = of->order[i];
	}
	return count;
}

static bool same_order(const struct payloads *before,
                       const struct payloads *after)
{
	uint8_t a[ZSIP_SDP_PAYLOAD_TYPES], b[ZSIP_SDP_PAYLOAD_TYPES];
	size_t count = common(before, after, a);

	common(after, before, b);
	return memcmp(a, b, count) == 0;
}

static void compare_payloads(struct sdp_compare *compare)
{
	struct payloads before, after;

	read_payloads(&before, compare->before.sdp, compare->media);
	read_payloads(&after, compare->after.sdp, compare->media);
	for (unsigned i = 0; i < ZSIP_SDP_PAYLOAD_TYPES; i++) {
		if (before.words[i].ptr != NULL || after.words[i].ptr != NULL)
			compare_payload(compare, &before, &after, i);
	}
	if (!same_order(&before, &after))
		sdp_changed(compare, ZSIP_SDP_CHANGE_FORMAT_ORDER, before.m,
		            after.m);
}

static bool same_words(struct zsip_slice a, struct zsip_slice b)
{
	struct zsip_slice one, two;
	bool more, other;

	do {
		more = zsip_sdp_next(&a, ' ', &one);
		other = zsip_sdp_next(&b, ' ', &two);
		if (more != other || (more && !zsip_slice_equal(one, two)))
			return false;
	} while (more);
	return true;
}

void zsip_sdp_compare_formats(struct sdp_compare *compare)
{
	const struct zsip_sdp *a = compare->before.sdp, *b = compare->after.sdp;
	const struct zsip_sdp_media *before = &a->media[compare->media - 1];
	const struct zsip_sdp_media *after = &b->media[compare->media - 1];

	if (before->rtp && after->rtp)
		compare_payloads(compare);
	else if (!same_words(before->m.formats, after->m.formats))
		sdp_changed(compare, ZSIP_SDP_CHANGE_FORMATS,
		            sdp_m_line(a, compare->media),
		            sdp_m_line(b, compare->media));
}
