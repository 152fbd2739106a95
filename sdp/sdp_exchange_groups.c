/*
 * mid and group (RFC 5888 9), BUNDLE (RFC 9143 7) in answers.
 */
#include "sdp_exchange.h"

static bool is_bundle(struct zsip_slice semantics)
{
	return sdp_slice_is(semantics, "BUNDLE");
}

/* The groups of the offer, and which sections they name. */
static void read_groups(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *line = NULL;
	struct zsip_slice rest, mid;

	while ((line = zsip_sdp_find(x->offer, 0, ZSIP_SDP_ATTR_GROUP, line)) !=
	               NULL &&
	       x->group_count < SDP_GROUPS) {
		bool bundle = is_bundle(zsip_sdp_group(line, &rest));

		while (zsip_sdp_next(&rest, ' ', &mid)) {
			size_t number = zsip_sdp_mids_find(&x->mids, mid);

			if (number == 0)
				continue;
			x->members[number].groups |= UINT64_C(1)
			                             << x->group_count;
			x->members[number].in_bundle |= bundle;
		}
		x->groups[x->group_count++] = line;
	}
}

/* The offered groups with these semantics, a bit each. */
static uint64_t groups_of(const struct sdp_exchange *x,
                          struct zsip_slice semantics)
{
	uint64_t groups = 0;
	struct zsip_slice rest;

	for (size_t i = 0; i < x->group_count; i++) {
		if (zsip_slice_equal(zsip_sdp_group(x->groups[i], &rest),
		                     semantics))
			groups |= UINT64_C(1) << i;
	}
	return groups;
}

static bool is_refused(const struct sdp_exchange *x, size_t number)
{
	return number <= x->answer->media_count &&
	       x->answer->media[number - 1].m.port == 0;
}

/* The tag: the first of the offered group that the answer has in it, and that
 * was offered with a port (RFC 9143 7.3.1). */
static void check_tag(struct sdp_exchange *x, const struct zsip_sdp_line *line,
                      size_t tag, uint64_t groups)
{
	struct zsip_slice rest, mid;
	size_t group = 0;

	while ((groups >> group & 1) == 0)
		group++;
	zsip_sdp_group(x->groups[group], &rest);
	while (zsip_sdp_next(&rest, ' ', &mid)) {
		size_t number = zsip_sdp_mids_find(&x->mids, mid);

		if (number == 0 || x->members[number].tag != tag ||
		    x->offer->media[number - 1].m.port == 0)
			continue;
		if (number != tag)
			zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_BUNDLE_TAG, line);
		return;
	}
}

/* Put the sections of an answer's BUNDLE into it; returns the tagged one. */
static size_t join(struct sdp_exchange *x, const struct zsip_sdp_line *line)
{
	struct zsip_slice rest, mid;
	size_t tag = 0;

	zsip_sdp_group(line, &rest);
	while (zsip_sdp_next(&rest, ' ', &mid)) {
		size_t number = zsip_sdp_mids_find(&x->mids, mid);

		if (tag == 0)
			tag = number;
		if (number != 0 && x->members[number].tag == 0)
			x->members[number].tag = (uint16_t)tag;
	}
	return tag;
}

/* The offered groups that have all members of this one; 0 if there is none,
 * which is told. */
static uint64_t check_members(struct sdp_exchange *x,
                              const struct zsip_sdp_line *line, uint64_t groups)
{
	bool counted = x->offer->media_count <= SDP_MIDS, refused = false;
	struct zsip_slice rest, mid;

	zsip_sdp_group(line, &rest);
	while (groups != 0 && zsip_sdp_next(&rest, ' ', &mid)) {
		size_t number = zsip_sdp_mids_find(&x->mids, mid);

		if (number != 0 || counted)
			groups &= x->members[number].groups;
		refused |= number != 0 && is_refused(x, number);
	}
	if (groups == 0)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_GROUP_MEMBER, line);
	else if (refused)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_GROUP_REFUSED, line);
	return groups;
}

static void check_group(struct sdp_exchange *x,
                        const struct zsip_sdp_line *line)
{
	struct zsip_slice rest, semantics = zsip_sdp_group(line, &rest);
	uint64_t groups = groups_of(x, semantics);
	bool bundle = is_bundle(semantics);
	size_t tag;

	/* A group without members tells what is understood (RFC 5888 9.3). */
	if (zsip_sdp_word(rest, 0).ptr == NULL ||
	    (groups == 0 && x->group_count == SDP_GROUPS))
		return;
	if (groups == 0) {
		zsip_sdp_tell(x,
		              bundle ? ZSIP_SDP_RULE_ANSWER_BUNDLE
		                     : ZSIP_SDP_RULE_ANSWER_GROUP,
		              line);
		return;
	}
	tag = bundle ? join(x, line) : 0;
	groups = check_members(x, line, groups);
	if (tag != 0 && groups != 0)
		check_tag(x, line, tag, groups);
}

/* A BUNDLE was offered of streams that are accepted, and there is none. */
static bool is_bundle_refused(const struct sdp_exchange *x)
{
	bool wanted = false;

	for (size_t i = 1; i <= x->member_count; i++) {
		if (x->members[i].tag != 0)
			return false;
		wanted |= x->members[i].in_bundle &&
		          i <= x->answer->media_count && !is_refused(x, i);
	}
	return wanted;
}

static bool has_mids(const struct zsip_sdp *sdp)
{
	for (size_t i = 0; i <= sdp->media_count; i++) {
		if (zsip_sdp_own(sdp, i, ZSIP_SDP_ATTR_MID) != NULL ||
		    zsip_sdp_own(sdp, i, ZSIP_SDP_ATTR_GROUP) != NULL)
			return true;
	}
	return false;
}

void zsip_sdp_exchange_groups(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *line = NULL;

	x->has_mids = has_mids(x->answer);
	zsip_sdp_mids_read(&x->mids, x->offer);
	read_groups(x);
	while ((line = zsip_sdp_find(x->answer, 0, ZSIP_SDP_ATTR_GROUP,
	                             line)) != NULL)
		check_group(x, line);
	if (is_bundle_refused(x))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_BUNDLE_REFUSED,
		              x->answer->lines);
}

/* A mid without value names nothing. */
static const struct zsip_sdp_line *mid_of(const struct zsip_sdp *sdp,
                                          size_t number)
{
	const struct zsip_sdp_line *line =
	        zsip_sdp_own(sdp, number, ZSIP_SDP_ATTR_MID);

	return line != NULL && line->value.ptr != NULL ? line : NULL;
}

void zsip_sdp_exchange_mid(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *offered = mid_of(x->offer, x->number);
	const struct zsip_sdp_line *line = mid_of(x->answer, x->number);

	if (offered != NULL && line != NULL) {
		if (!zsip_slice_equal(offered->value, line->value))
			zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MID, line);
	} else if (line != NULL) {
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MID_ADDED, line);
	} else if (offered != NULL && x->has_mids && x->media->m.port != 0) {
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_MID_MISSING, x->m_line);
	}
}

/* One address and port for all (RFC 9143 7.3). */
static void check_transport_address(struct sdp_exchange *x)
{
	size_t tag = x->member->tag;

	if (x->media->m.port != x->answer->media[tag - 1].m.port ||
	    !zsip_slice_equal_nocase(zsip_sdp_address_of(x->answer, x->number),
	                             zsip_sdp_address_of(x->answer, tag)))
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_BUNDLE_ADDRESS,
		              x->m_line);
}

static bool is_of_transport(const struct zsip_sdp_line *line)
{
	const struct zsip_sdp_attribute_info *info =
	        zsip_sdp_attribute_info(line->attribute);

	/* There is a rule on rtcp of its own. */
	return info != NULL && line->attribute != ZSIP_SDP_ATTR_RTCP &&
	       (info->mux == ZSIP_SDP_MUX_TRANSPORT ||
	        info->mux == ZSIP_SDP_MUX_IDENTICAL);
}

/* What the transport is, the tagged section says alone (RFC 9143 7.1.3). */
static void check_repeated(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *line = NULL;

	while (!x->repeated &&
	       (line = zsip_sdp_find(x->answer, x->number, ZSIP_SDP_ATTR_OTHER,
	                             line)) != NULL) {
		if (!is_of_transport(line))
			continue;
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_BUNDLE_REPEATED, line);
		x->repeated = true;
	}
}

void zsip_sdp_exchange_bundled(struct sdp_exchange *x)
{
	const struct zsip_sdp_line *rtcp = own(x, ZSIP_SDP_ATTR_RTCP);

	if (!x->bundled)
		return;
	if (rtcp != NULL)
		zsip_sdp_tell(x, ZSIP_SDP_RULE_ANSWER_BUNDLE_RTCP, rtcp);
	if (!x->tagged && x->member->tag <= x->answer->media_count) {
		check_transport_address(x);
		check_repeated(x);
	}
}
