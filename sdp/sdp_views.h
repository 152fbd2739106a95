/*
 * What views and comparison share: the attributes that hold for a stream, found
 * in one pass over each section that has a say.
 */
#ifndef ZSIP_SDP_VIEWS_INTERNAL_H
#define ZSIP_SDP_VIEWS_INTERNAL_H

#include "sdp_internal.h"
#include "zsip_sdp_views.h"

#pragma GCC visibility push(hidden)

enum sdp_say {
	SDP_SAY_NONE,
	SDP_SAY_DIRECTION,
	SDP_SAY_UFRAG,
	SDP_SAY_PASSWORD,
	SDP_SAY_OPTIONS,
	SDP_SAY_LITE,
	SDP_SAY_PACING,
	SDP_SAY_CANDIDATE,
	SDP_SAY_MISMATCH,
	SDP_SAY_END_OF_CANDIDATES,
	SDP_SAY_FINGERPRINT,
	SDP_SAY_SETUP,
	SDP_SAY_TLS_ID,
	SDP_SAY_CONNECTION,
	SDP_SAYS
};

/* The lines of a section. */
struct sdp_lines {
	const struct zsip_sdp_line *first;
	size_t count;
};

/* None of a section that is not there. */
static inline struct sdp_lines sdp_lines_of(const struct zsip_sdp *sdp,
                                            size_t media)
{
	if (media == 0)
		return (struct sdp_lines){sdp->lines, sdp->session_lines};
	if (media > sdp->media_count)
		return (struct sdp_lines){NULL, 0};
	return (struct sdp_lines){sdp->lines + sdp->media[media - 1].first_line,
	                          sdp->media[media - 1].line_count};
}

/* The line among these that a slice lies in; NULL if there is none, or if the
 * slice is absent. */
const struct zsip_sdp_line *zsip_sdp_line_of(struct sdp_lines lines,
                                             struct zsip_slice part);

/* The c= line of a section that its connection data come from. */
const struct zsip_sdp_line *zsip_sdp_c_line(const struct zsip_sdp *sdp,
                                            size_t media);

/* Of each the first line in a section, or NULL. */
struct sdp_section {
	const struct zsip_sdp_line *says[SDP_SAYS];
	const struct zsip_sdp_line *c;
};

/* What is said of one stream. */
struct sdp_view {
	const struct zsip_sdp *sdp;
	const struct zsip_sdp_bundles *bundles; /* may be NULL */
	size_t media, tag;
	struct sdp_section own, tagged, session;
};

/* At first media is 0; from there a view goes from stream to stream. */
void zsip_sdp_view_start(struct sdp_view *view, const struct zsip_sdp *sdp,
                         const struct zsip_sdp_bundles *bundles);
void zsip_sdp_view_turn(struct sdp_view *view, size_t media);

/* The line of the stream, else of the session; NULL without. */
const struct zsip_sdp_line *zsip_sdp_view_c_line(const struct sdp_view *view);
const struct zsip_sdp_line *
zsip_sdp_view_direction_line(const struct sdp_view *view);
enum zsip_sdp_direction zsip_sdp_view_direction(const struct sdp_view *view);
unsigned zsip_sdp_view_hold(const struct sdp_view *view);
bool zsip_sdp_view_ice(const struct sdp_view *view, struct zsip_sdp_ice *ice);
bool zsip_sdp_view_dtls(const struct sdp_view *view,
                        struct zsip_sdp_dtls *dtls);

/* The tagged section of the bundle, 0 outside of one. */
size_t zsip_sdp_tag_of(const struct zsip_sdp_bundles *bundles, size_t media);

/* An address that stands for none: all zeros, or a name under ".invalid" (RFC
 * 6157). */
bool zsip_sdp_is_null_address(const struct zsip_sdp_connection *c);

#pragma GCC visibility pop

#endif
