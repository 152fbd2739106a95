/*
 * What the parts of zsip_sdp_compare() share.
 */
#ifndef ZSIP_SDP_COMPARE_INTERNAL_H
#define ZSIP_SDP_COMPARE_INTERNAL_H

#include "sdp_views.h"
#include "zsip_sdp_compare.h"

#pragma GCC visibility push(hidden)

struct sdp_side {
	const struct zsip_sdp *sdp;
	struct zsip_sdp_bundles bundles;
	struct sdp_view view;
};

/* A comparison at work. */
struct sdp_compare {
	struct sdp_side before, after;
	size_t media; /* the section that is being compared */
	size_t count; /* of changes */
	void (*report)(void *user, const struct zsip_sdp_change *change);
	void *user;
};

/* sdp_compare.c */
void zsip_sdp_compare_report(struct sdp_compare *compare,
                             enum zsip_sdp_change_id id,
                             const struct zsip_sdp_line *before,
                             const struct zsip_sdp_line *after,
                             struct zsip_slice format);

static inline void sdp_changed(struct sdp_compare *compare,
                               enum zsip_sdp_change_id id,
                               const struct zsip_sdp_line *before,
                               const struct zsip_sdp_line *after)
{
	zsip_sdp_compare_report(compare, id, before, after,
	                        (struct zsip_slice){NULL, 0});
}

static inline const struct zsip_sdp_line *sdp_m_line(const struct zsip_sdp *sdp,
                                                     size_t media)
{
	return &sdp->lines[sdp->media[media - 1].first_line];
}

/* sdp_compare_order.c: where each section of `after`, of the first 512, stood
 * before; 0 if not elsewhere. */
struct sdp_moved {
	uint16_t from[ZSIP_SDP_BUNDLED_MEDIA];
};

void zsip_sdp_compare_order(const struct sdp_compare *compare,
                            struct sdp_moved *moved);

/* sdp_compare_lines.c: the lines of compare->media that no other part looks
 * at. */
void zsip_sdp_compare_lines(struct sdp_compare *compare);

/* sdp_compare_stream.c: a stream that is in use before and after. */
void zsip_sdp_compare_stream(struct sdp_compare *compare);

/* sdp_compare_formats.c */
void zsip_sdp_compare_formats(struct sdp_compare *compare);

#pragma GCC visibility pop

#endif
