/*
 * Groups of media descriptions and their members (RFC 5888), bundles (RFC
 * 9143).
 */
#include "sdp_checker.h"

static struct sdp_key *find_mid(struct sdp_checker *c, struct zsip_slice mid)
{
	return zsip_sdp_key_find(c->mids, c->sdp, SDP_KEY_WORD,
	                         ZSIP_SDP_ATTR_MID, mid);
}

/* A refused stream is in no group, and nobody asks which it is. */
static void check_mid(struct sdp_checker *c, size_t index)
{
	const struct zsip_sdp_media *media = &c->sdp->media[index];
	const struct zsip_sdp_line *m = &c->sdp->lines[media->first_line];

	if (media->m.port == 0)
		return;
	c->line = sdp_line_index(c, m);
	zsip_sdp_report_missing(c, ZSIP_SDP_RULE_NO_MID,
	                        (struct zsip_slice){m->text.ptr, 1}, "mid");
}

/* The mids of all media descriptions; a group asks for one of each. */
static void collect_mids(struct sdp_checker *c, bool grouped)
{
	const struct zsip_sdp *sdp = c->sdp;
	size_t with = 0; /* the last media description that has one */

	for (size_t i = sdp->session_lines; i < sdp->line_count; i++) {
		const struct zsip_sdp_line *line = &sdp->lines[i];

		if (line->letter == 'm' && line->media > 1 && grouped &&
		    with != line->media - 1u)
			check_mid(c, line->media - 2u);
		if (line->attribute != ZSIP_SDP_ATTR_MID ||
		    line->value.ptr == NULL || with == line->media)
			continue;
		with = line->media;
		c->line = i;
		if (zsip_sdp_key_add(c->mids, sdp, SDP_KEY_WORD, line) != NULL)
			zsip_sdp_report(c, ZSIP_SDP_RULE_MID_TWICE,
			                line->value);
	}
	if (grouped && sdp->media_count != 0 && with != sdp->media_count)
		check_mid(c, sdp->media_count - 1);
}

/* `bundle` is 0 in a group of another kind; first in it comes the one that is
 * tagged. */
static void check_member(struct sdp_checker *c, struct zsip_slice mid,
                         unsigned bundle, unsigned *tag)
{
	struct sdp_key *key = find_mid(c, mid);

	if (key == NULL) {
		/* There may be more than could be kept. */
		if (c->mids->count < ZSIP_SDP_COMPARED)
			zsip_sdp_report(c, ZSIP_SDP_RULE_GROUP_MID, mid);
		return;
	}
	if (bundle == 0)
		return;
	if (key->mark != SDP_UNBUNDLED)
		zsip_sdp_report(c, ZSIP_SDP_RULE_BUNDLE_TWICE, mid);
	else
		key->mark = (uint8_t)(bundle | *tag);
	*tag = 0;
}

static void check_group(struct sdp_checker *c, const struct zsip_sdp_line *line,
                        unsigned *bundles)
{
	struct zsip_sdp_value value;
	struct zsip_slice rest, mid;
	unsigned bundle = 0, tag = SDP_TAGGED;

	if (zsip_sdp_line_parse(c->sdp, line, &value, NULL) != ZSIP_OK)
		return;
	c->line = sdp_line_index(c, line);
	if (sdp_slice_is(value.group.semantics, "BUNDLE")) {
		*bundles += *bundles < SDP_BUNDLE_MAX;
		bundle = *bundles;
	}
	rest = value.group.ids;
	while (zsip_sdp_next(&rest, ' ', &mid))
		check_member(c, mid, bundle, &tag);
}

void zsip_sdp_find_bundle(struct sdp_checker *c)
{
	const struct zsip_sdp_line *line = sdp_here(c, ZSIP_SDP_ATTR_MID);
	struct sdp_key *key = NULL;

	if (line != NULL && line->value.ptr != NULL)
		key = find_mid(c, zsip_sdp_key_of(line, SDP_KEY_WORD));
	c->mark = key != NULL ? key->mark : SDP_UNBUNDLED;
}

void zsip_sdp_check_mids(struct sdp_checker *c)
{
	const struct zsip_sdp *sdp = c->sdp;
	const struct zsip_sdp_line *line =
	        zsip_sdp_find(sdp, 0, ZSIP_SDP_ATTR_GROUP, NULL);

	unsigned bundles = 0;

	collect_mids(c, line != NULL);
	for (; line != NULL;
	     line = zsip_sdp_find(sdp, 0, ZSIP_SDP_ATTR_GROUP, line))
		check_group(c, line, &bundles);
}

/* RFC 9143 6: with a port of 0, and in a group. */
void zsip_sdp_check_bundle_only(struct sdp_checker *c)
{
	const struct zsip_sdp_line *line =
	        sdp_here(c, ZSIP_SDP_ATTR_BUNDLE_ONLY);

	if (line != NULL && c->role != ZSIP_SDP_ROLE_ANSWER &&
	    (sdp_bundle(c) == SDP_UNBUNDLED || c->media->m.port != 0))
		zsip_sdp_report_line(c, ZSIP_SDP_RULE_BUNDLE_ONLY, line);
}
