/*
 * Attributes: where they may stand and how often, and which checks their values
 * get.
 */
#include "sdp_checker.h"

static bool is_same(const struct zsip_sdp_line *a,
                    const struct zsip_sdp_line *b)
{
	return (a->value.ptr == NULL) == (b->value.ptr == NULL) &&
	       (a->value.ptr == NULL || zsip_slice_equal(a->value, b->value));
}

static void report_second(struct sdp_checker *c,
                          const struct zsip_sdp_line *line,
                          const struct zsip_sdp_line *before)
{
	enum zsip_sdp_rule rule = ZSIP_SDP_RULE_DUPLICATE_ATTRIBUTE;

	if (is_same(line, before))
		rule = ZSIP_SDP_RULE_REPEATED_ATTRIBUTE;
	else if (line->attribute == ZSIP_SDP_ATTR_RTPMAP)
		rule = ZSIP_SDP_RULE_RTPMAP_CONTRADICTION;
	zsip_sdp_report(c, rule, line->text);
}

/* Of several directions one receiver takes the first, another the last. */
static void check_direction(struct sdp_checker *c,
                            const struct zsip_sdp_line *line)
{
	if (c->direction != NULL && c->direction->attribute != line->attribute)
		zsip_sdp_report(c, ZSIP_SDP_RULE_SEVERAL_DIRECTIONS,
		                line->name);
	else
		c->direction = line;
}

static const struct zsip_sdp_line *note_first(struct sdp_checker *c,
                                              const struct zsip_sdp_line *line)
{
	enum zsip_sdp_attribute id = (enum zsip_sdp_attribute)line->attribute;
	const struct zsip_sdp_line *before = sdp_here(c, id);

	if (before == NULL)
		c->first[c->media != NULL][id] = (uint16_t)(c->line + 1);
	return before;
}

void zsip_sdp_check_place(struct sdp_checker *c,
                          const struct zsip_sdp_line *line)
{
	const struct zsip_sdp_attribute_info *info =
	        zsip_sdp_attribute_info(line->attribute);
	const struct zsip_sdp_line *before;
	unsigned level = c->media != NULL ? ZSIP_SDP_LEVEL_MEDIA
	                                  : ZSIP_SDP_LEVEL_SESSION;

	if (info == NULL)
		return;
	if ((info->levels & level) == 0)
		zsip_sdp_report(c, ZSIP_SDP_RULE_ATTRIBUTE_LEVEL, line->name);
	if (zsip_sdp_direction_of(info->id) >= 0)
		check_direction(c, line);
	before = note_first(c, line);
	if (info->multiplicity == ZSIP_SDP_FORMAT && line->value.ptr != NULL)
		before = zsip_sdp_key_add(c->keys, c->sdp, SDP_KEY_WORD, line);
	else if (info->multiplicity != ZSIP_SDP_ONCE)
		return;
	if (before != NULL)
		report_second(c, line, before);
}

static void check_media_attribute(struct sdp_checker *c,
                                  const struct zsip_sdp_line *line,
                                  const struct zsip_sdp_value *value)
{
	switch (line->attribute) {
	case ZSIP_SDP_ATTR_RTPMAP:
		zsip_sdp_check_rtpmap(c, line, &value->rtpmap);
		break;
	case ZSIP_SDP_ATTR_FMTP:
		zsip_sdp_check_format(c, value->fmtp.format);
		break;
	case ZSIP_SDP_ATTR_RTCP_FB:
		zsip_sdp_check_format(c, value->rtcp_fb.format);
		break;
	case ZSIP_SDP_ATTR_RTCP:
		if (value->rtcp.nettype.ptr != NULL)
			zsip_sdp_check_address(c, ZSIP_SDP_RULE_ADDRESS_TYPE,
			                       value->rtcp.nettype,
			                       value->rtcp.addrtype,
			                       value->rtcp.address);
		break;
	case ZSIP_SDP_ATTR_CANDIDATE:
		zsip_sdp_check_candidate(c, line, &value->candidate);
		break;
	case ZSIP_SDP_ATTR_SSRC:
		zsip_sdp_check_ssrc(c, line);
		break;
	case ZSIP_SDP_ATTR_RID:
		zsip_sdp_check_rid(c, line, &value->rid);
		break;
	case ZSIP_SDP_ATTR_CRYPTO:
		zsip_sdp_check_crypto(c, line, &value->crypto);
		break;
	default:
		break;
	}
}

void zsip_sdp_check_attribute(struct sdp_checker *c,
                              const struct zsip_sdp_line *line,
                              const struct zsip_sdp_value *value)
{
	switch (line->attribute) {
	case ZSIP_SDP_ATTR_SETUP:
		zsip_sdp_check_setup(c, value->setup.role);
		break;
	case ZSIP_SDP_ATTR_FINGERPRINT:
		zsip_sdp_check_fingerprint(c, &value->fingerprint);
		break;
	case ZSIP_SDP_ATTR_EXTMAP:
		zsip_sdp_check_extmap(c, line, &value->extmap);
		break;
	default:
		if (c->media != NULL)
			check_media_attribute(c, line, value);
		break;
	}
}

/* RFC 4585 4.2: AVPF, or SAVPF (RFC 5124). */
static void check_feedback(struct sdp_checker *c)
{
	const struct zsip_sdp_line *line = sdp_here(c, ZSIP_SDP_ATTR_RTCP_FB);
	struct zsip_slice proto = c->media->m.proto;

	if (line != NULL && proto.len != 0 && proto.ptr[proto.len - 1] != 'F')
		zsip_sdp_report_line(c, ZSIP_SDP_RULE_FEEDBACK_PROFILE, line);
}

/* RFC 3312 5: what is desired is told with what there is. */
static void check_preconditions(struct sdp_checker *c)
{
	const struct zsip_sdp_line *curr = sdp_here(c, ZSIP_SDP_ATTR_CURR);
	const struct zsip_sdp_line *des = sdp_here(c, ZSIP_SDP_ATTR_DES);

	if ((curr != NULL) != (des != NULL))
		zsip_sdp_report_line(c, ZSIP_SDP_RULE_PRECONDITION,
		                     curr != NULL ? curr : des);
}

/* Attributes that mean nothing without others, or in this role. */
void zsip_sdp_check_presence(struct sdp_checker *c)
{
	static const enum zsip_sdp_attribute of_answers[] = {
	        ZSIP_SDP_ATTR_ICE_MISMATCH, ZSIP_SDP_ATTR_ACFG};
	const struct zsip_sdp_line *line =
	        sdp_here(c, ZSIP_SDP_ATTR_RTCP_MUX_ONLY);

	if (line != NULL && sdp_here(c, ZSIP_SDP_ATTR_RTCP_MUX) == NULL)
		zsip_sdp_report_line(c, ZSIP_SDP_RULE_RTCP_MUX_ONLY, line);
	check_feedback(c);
	check_preconditions(c);
	for (size_t i = 0; i < sizeof(of_answers) / sizeof(*of_answers); i++) {
		line = sdp_here(c, of_answers[i]);
		if (line != NULL && c->role == ZSIP_SDP_ROLE_OFFER)
			zsip_sdp_report_line(c, ZSIP_SDP_RULE_ANSWER_ATTRIBUTE,
			                     line);
	}
}
