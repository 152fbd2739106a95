#include "comparing.h"
#include "descriptions.h"

enum { IDS = 128 };

/* How often each change was told of. */
struct tally_of {
	const struct zsip_sdp *before, *after;
	size_t counts[IDS], all;
	const char *fault;
};

static bool is_line_of(const struct zsip_sdp *sdp,
                       const struct zsip_sdp_line *line, size_t media)
{
	/* A stream has lines of the session, and of the section that its
	 * bundle or its old place is. */
	return line == NULL ||
	       (line >= sdp->lines && line < sdp->lines + sdp->line_count &&
	        (media != 0 || line->media == 0));
}

static void count(void *user, const struct zsip_sdp_change *change)
{
	struct tally_of *tally = user;
	/* Of the whole: how it is written, and o= wherever it stands. */
	size_t media = change->info->id <= ZSIP_SDP_CHANGE_REWRITTEN
	                       ? 1
	                       : change->media;

	tally->counts[change->info->id]++;
	tally->all++;
	if (!is_line_of(tally->before, change->before, media) ||
	    !is_line_of(tally->after, change->after, media))
		tally->fault = "a change comes from a line of elsewhere";
	if (change->before == NULL && change->after == NULL)
		tally->fault = "a change comes from nowhere";
	if (!description_inside(change->format, tally->before->text) &&
	    !description_inside(change->format, tally->after->text))
		tally->fault = "a format lies outside";
}

static struct tally_of compare(const struct zsip_sdp *before,
                               const struct zsip_sdp *after)
{
	struct tally_of tally = {.before = before, .after = after};
	size_t all = zsip_sdp_compare(before, after, count, &tally);

	if (all != tally.all ||
	    all != zsip_sdp_compare(before, after, NULL, NULL))
		tally.fault = "changes are counted wrongly";
	return tally;
}

static bool same_lines(const struct zsip_sdp *a, const struct zsip_sdp *b)
{
	if (a->line_count != b->line_count)
		return false;
	for (size_t i = 0; i < a->line_count; i++)
		if (!zsip_slice_equal(a->lines[i].text, b->lines[i].text))
			return false;
	return true;
}

/* What a change is the other way round; 0 if it need not be one. */
static enum zsip_sdp_change_id reverse(enum zsip_sdp_change_id id)
{
	switch (id) {
	case ZSIP_SDP_CHANGE_ATTRIBUTE_ADDED:
		return ZSIP_SDP_CHANGE_ATTRIBUTE_REMOVED;
	case ZSIP_SDP_CHANGE_ATTRIBUTE_REMOVED:
		return ZSIP_SDP_CHANGE_ATTRIBUTE_ADDED;
	case ZSIP_SDP_CHANGE_MEDIA_REMOVED:
		return ZSIP_SDP_CHANGE_MEDIA_REUSED;
	case ZSIP_SDP_CHANGE_MEDIA_REUSED:
		return ZSIP_SDP_CHANGE_MEDIA_REMOVED;
	case ZSIP_SDP_CHANGE_HOLD:
		return ZSIP_SDP_CHANGE_RESUME;
	case ZSIP_SDP_CHANGE_RESUME:
		return ZSIP_SDP_CHANGE_HOLD;
	case ZSIP_SDP_CHANGE_FORMAT_ADDED:
		return ZSIP_SDP_CHANGE_FORMAT_REMOVED;
	case ZSIP_SDP_CHANGE_FORMAT_REMOVED:
		return ZSIP_SDP_CHANGE_FORMAT_ADDED;
	case ZSIP_SDP_CHANGE_ICE_ADDED:
		return ZSIP_SDP_CHANGE_ICE_REMOVED;
	case ZSIP_SDP_CHANGE_ICE_REMOVED:
		return ZSIP_SDP_CHANGE_ICE_ADDED;
	case ZSIP_SDP_CHANGE_VERSION_LOWERED:
	case ZSIP_SDP_CHANGE_VERSION_SKIPPED:
	case ZSIP_SDP_CHANGE_MEDIA_ADDED:
	case ZSIP_SDP_CHANGE_MEDIA_ADDED_UNUSED:
	case ZSIP_SDP_CHANGE_MEDIA_MISSING:
	case ZSIP_SDP_CHANGE_ICE_NULL_ADDRESS:
	case ZSIP_SDP_CHANGE_DTLS_NEW:
		return (enum zsip_sdp_change_id)0;
	default:
		return id;
	}
}

static const char *reverse_fault(const struct tally_of *there,
                                 const struct tally_of *back)
{
	const struct zsip_sdp_change_info *info;
	size_t added = there->counts[ZSIP_SDP_CHANGE_MEDIA_ADDED] +
	               there->counts[ZSIP_SDP_CHANGE_MEDIA_ADDED_UNUSED];

	for (size_t i = 0; (info = zsip_sdp_change_at(i)) != NULL; i++) {
		enum zsip_sdp_change_id other =
		        reverse((enum zsip_sdp_change_id)info->id);

		if (other != 0 &&
		    there->counts[info->id] != back->counts[other])
			return info->name;
	}
	if (added != back->counts[ZSIP_SDP_CHANGE_MEDIA_MISSING])
		return "media-added";
	return NULL;
}

const char *compare_fault(const struct zsip_sdp *a, const struct zsip_sdp *b)
{
	struct tally_of there = compare(a, b), back = compare(b, a);

	if (there.fault != NULL || back.fault != NULL)
		return there.fault != NULL ? there.fault : back.fault;
	if (zsip_sdp_compare(a, a, NULL, NULL) != 0 ||
	    zsip_sdp_compare(b, b, NULL, NULL) != 0)
		return "a description differs from itself";
	if ((there.all == 0) != same_lines(a, b))
		return "no changes and yet others lines, or the other way";
	/* What stood elsewhere before hides what else became of it. */
	if (there.counts[ZSIP_SDP_CHANGE_MEDIA_ORDER] != 0 ||
	    back.counts[ZSIP_SDP_CHANGE_MEDIA_ORDER] != 0)
		return NULL;
	return reverse_fault(&there, &back);
}

/* Views */

static const char *formats_fault(const struct zsip_sdp *sdp, size_t media)
{
	struct zsip_sdp_formats formats;
	struct zsip_sdp_format format;
	size_t count = 0;

	zsip_sdp_formats_start(&formats, sdp, media);
	while (zsip_sdp_formats_next(&formats, &format)) {
		if (!description_inside(format.format, sdp->text) ||
		    !description_inside(format.params, sdp->text))
			return "a format or its parameters lie outside";
		if (!is_line_of(sdp, format.rtpmap, media) ||
		    !is_line_of(sdp, format.fmtp, media))
			return "a format comes from elsewhere";
		if (format.payload_type >= ZSIP_SDP_PAYLOAD_TYPES)
			return "a payload type of more than 7 bits";
		if (format.encoding.ptr == NULL && format.clock_rate != 0)
			return "a clock rate without encoding";
		if (++count > sdp->text.len)
			return "formats without end";
	}
	return NULL;
}

static const char *security_fault(const struct zsip_sdp *sdp, size_t media,
                                  const struct zsip_sdp_bundles *bundles)
{
	struct zsip_sdp_ice ice;
	struct zsip_sdp_dtls dtls;
	bool has_ice = zsip_sdp_ice_of(sdp, media, bundles, &ice);
	bool has_dtls = zsip_sdp_dtls_of(sdp, media, bundles, &dtls);

	/* A line that lacks its value says nothing. */
	if (has_ice != (ice.ufrag.len != 0 && ice.password.len != 0))
		return "ICE without credentials";
	if (has_dtls && dtls.fingerprint == NULL)
		return "DTLS without fingerprint";
	if (!description_inside(ice.ufrag, sdp->text) ||
	    !description_inside(ice.password, sdp->text) ||
	    !description_inside(ice.options, sdp->text) ||
	    !description_inside(dtls.setup, sdp->text) ||
	    !description_inside(dtls.tls_id, sdp->text) ||
	    !description_inside(dtls.connection, sdp->text))
		return "ICE or DTLS lies outside";
	if (!is_line_of(sdp, ice.candidate, media) ||
	    !is_line_of(sdp, dtls.fingerprint, media) ||
	    !is_line_of(sdp, ice.lite_line, 0))
		return "ICE or DTLS comes from elsewhere";
	return NULL;
}

static const char *stream_fault(const struct zsip_sdp *sdp, size_t media,
                                const struct zsip_sdp_bundles *bundles)
{
	size_t tag = media != 0 && media <= ZSIP_SDP_BUNDLED_MEDIA
	                     ? bundles->tag[media - 1]
	                     : 0;
	unsigned hold = zsip_sdp_hold(sdp, media, bundles);
	const char *fault;

	if (tag > sdp->media_count || (tag != 0 && bundles->tag[tag - 1] == 0))
		return "a tag outside of any bundle";
	if (media != 0 && hold != 0 && !zsip_sdp_enabled(sdp, media, bundles))
		return "a stream that is off is on hold";
	if ((hold & ZSIP_SDP_HELD_BY_ADDRESS) != 0 &&
	    zsip_sdp_connection_of(sdp, media) == NULL)
		return "held by no address";
	fault = security_fault(sdp, media, bundles);
	return fault != NULL || media == 0 ? fault : formats_fault(sdp, media);
}

const char *view_fault(const struct zsip_sdp *sdp)
{
	struct zsip_sdp_bundles bundles;
	const char *fault = NULL;

	zsip_sdp_bundles_read(&bundles, sdp);
	for (size_t i = 0; i <= sdp->media_count && fault == NULL; i++)
		fault = stream_fault(sdp, i, &bundles);
	return fault;
}
