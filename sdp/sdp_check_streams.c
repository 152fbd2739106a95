/*
 * Header extensions (RFC 8285), sources (RFC 5576), simulcast (RFC 8851, 8853).
 */
#include "sdp_checker.h"

/* Of one-byte headers 1 to 14, of two-byte headers up to 255 and 256 for the
 * bits of the application; from 4096 to 4351 to be mapped by the answerer
 * (RFC 8285 5, 7). */
static bool is_local_id(uint32_t id)
{
	return (id >= 1 && id <= 256) || (id >= 4096 && id <= 4351);
}

void zsip_sdp_check_extmap(struct sdp_checker *c,
                           const struct zsip_sdp_line *line,
                           const struct zsip_sdp_extmap *extmap)
{
	struct zsip_slice at = zsip_sdp_key_of(line, SDP_KEY_WORD);

	if (!is_local_id(extmap->id))
		zsip_sdp_report(c, ZSIP_SDP_RULE_EXTMAP_RANGE, at);
	/* Those to be mapped are alternatives. */
	else if (extmap->id < 4096 &&
	         zsip_sdp_key_add(c->keys, c->sdp, SDP_KEY_WORD, line) != NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_EXTMAP_TWICE, at);
}

/* Whether a line of this attribute begins with the word; true if there are
 * more than could be kept. */
static bool has_line(struct sdp_checker *c, unsigned attribute,
                     struct zsip_slice word)
{
	return c->keys->count == ZSIP_SDP_COMPARED ||
	       zsip_sdp_key_find(c->keys, c->sdp, SDP_KEY_WORD, attribute,
	                         word) != NULL;
}

/* RFC 5576 4.2. */
static void check_group(struct sdp_checker *c,
                        const struct zsip_sdp_ssrc_group *group)
{
	struct zsip_slice rest = group->ssrcs, ssrc;

	while (zsip_sdp_next(&rest, ' ', &ssrc)) {
		if (!has_line(c, ZSIP_SDP_ATTR_SSRC, ssrc))
			zsip_sdp_report(c, ZSIP_SDP_RULE_SSRC_GROUP, ssrc);
	}
}

/* One direction of simulcast: streams, each with alternatives, which may begin
 * with "~" (RFC 8853 5.1). */
static void check_streams(struct sdp_checker *c, struct zsip_slice streams)
{
	struct zsip_slice stream, id;

	while (zsip_sdp_next(&streams, ';', &stream)) {
		while (zsip_sdp_next(&stream, ',', &id)) {
			if (id.len != 0 && *id.ptr == '~') {
				id.ptr++;
				id.len--;
			}
			if (!has_line(c, ZSIP_SDP_ATTR_RID, id))
				zsip_sdp_report(c, ZSIP_SDP_RULE_SIMULCAST_RID,
				                id);
		}
	}
}

static void check_line(struct sdp_checker *c, const struct zsip_sdp_line *line)
{
	struct zsip_sdp_value value;

	if (line->attribute != ZSIP_SDP_ATTR_SSRC_GROUP &&
	    line->attribute != ZSIP_SDP_ATTR_SIMULCAST)
		return;
	if (zsip_sdp_line_parse(c->sdp, line, &value, NULL) != ZSIP_OK)
		return;
	c->line = sdp_line_index(c, line);
	if (line->attribute == ZSIP_SDP_ATTR_SSRC_GROUP) {
		check_group(c, &value.ssrc_group);
		return;
	}
	check_streams(c, value.simulcast.send);
	check_streams(c, value.simulcast.recv);
}

/* What names lines that may stand below it. */
void zsip_sdp_check_streams(struct sdp_checker *c)
{
	const struct zsip_sdp_media *media = c->media;

	if (sdp_here(c, ZSIP_SDP_ATTR_SSRC_GROUP) == NULL &&
	    sdp_here(c, ZSIP_SDP_ATTR_SIMULCAST) == NULL)
		return;
	for (size_t i = 0; i < media->line_count; i++)
		check_line(c, &c->sdp->lines[media->first_line + i]);
}

void zsip_sdp_check_ssrc(struct sdp_checker *c,
                         const struct zsip_sdp_line *line)
{
	zsip_sdp_key_add(c->keys, c->sdp, SDP_KEY_WORD, line);
}

/* RFC 8851 4: formats of the m= line. */
void zsip_sdp_check_rid(struct sdp_checker *c, const struct zsip_sdp_line *line,
                        const struct zsip_sdp_rid *rid)
{
	struct zsip_slice rest = rid->formats, format;

	if (zsip_sdp_key_add(c->keys, c->sdp, SDP_KEY_WORD, line) != NULL)
		zsip_sdp_report(c, ZSIP_SDP_RULE_RID_TWICE, rid->id);
	while (zsip_sdp_next(&rest, ',', &format))
		zsip_sdp_check_format(c, format);
}
