/*
 * What changed between two session descriptions of one side, as a re-INVITE or
 * an UPDATE needs it (RFC 3264 8, RFC 3261 14.2).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_COMPARE_H
#define ZSIP_SDP_COMPARE_H

#include "zsip_sdp_description.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Changes by number (zsip_sdp_changes.def). */
enum zsip_sdp_change_id {
#define ZSIP_SDP_CHANGE(number, id, name, severity, rfc, text)                 \
	ZSIP_SDP_CHANGE_##id = number,
#include "zsip_sdp_changes.def"
#undef ZSIP_SDP_CHANGE
};

/** What a change is: the columns of zsip_sdp_changes.def. */
struct zsip_sdp_change_info {
	uint16_t id;      /**< enum zsip_sdp_change_id */
	uint8_t severity; /**< enum zsip_severity */
	const char *name;
	const char *rfc;
	const char *text;
};

/** The change in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_sdp_change_info *zsip_sdp_change_at(size_t index);

/** One difference. */
struct zsip_sdp_change {
	const struct zsip_sdp_change_info *info;
	/** The number of the m= section, the same in both descriptions; 0 for
	 *  the session. */
	size_t media;
	/** The lines it comes from: `before` of the first description, `after`
	 *  of the second one; NULL where there is none.  What a stream has from
	 *  the session level comes from a line of the session. */
	const struct zsip_sdp_line *before, *after;
	/** Of a change of a format: the format, as an m= line has it; else
	 *  absent. */
	struct zsip_slice format;
};

/**
 * Compare a description with the one that the same side sent before it.
 *
 * Works on whatever zsip_sdp_parse() made of them.  Streams are matched by
 * their place (RFC 3264 8), not by their names.  What counts is what holds for
 * a stream in the end (zsip_sdp_views.h): an attribute that only moved between
 * session and m= section is no change (RFC 8839 4.4.1.1.1), nor are attributes
 * in another order, lines that end otherwise, or a default that is spelled out.
 * If there is no other change and some lines still differ this is reported as
 * "rewritten".  Session id and version are compared as numbers of any length
 * (RFC 8866 5.2), addresses, protocols, media types and encoding names without
 * case, addresses else as they are written; all others byte for byte.
 *
 * A section whose m= line is broken counts as one with port 0.
 *
 * Takes time in proportion to the sum of both texts.  To that end lines are
 * looked for among runs of 512 lines of a section, streams in another order and
 * in bundles among the first 512, fingerprints among the first 16.
 *
 * Changes come in the order session, streams, version in o=.
 *
 * @param report  called once a change, which lives until it returns; may be
 *                NULL
 * @param user    handed to `report`
 * @return the number of changes; 0 if both have the same lines
 */
ZSIP_API size_t zsip_sdp_compare(
        const struct zsip_sdp *before, const struct zsip_sdp *after,
        void (*report)(void *user, const struct zsip_sdp_change *change),
        void *user);

#ifdef __cplusplus
}
#endif

#endif
