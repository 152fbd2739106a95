/*
 * Walks over what the values of media and RTP attributes leave whole:
 * simulcast, image sizes, decoding dependencies.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_RTP_H
#define ZSIP_SDP_RTP_H

#include "zsip_sdp_description.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A stream among the alternatives for one (RFC 8853 5.1). */
struct zsip_sdp_rid_choice {
	struct zsip_slice id; /**< that of an a=rid line */
	bool paused;          /**< "~" stands before it */
};

/**
 * The next alternative for a simulcast stream, the preferred one first.
 *
 * @param rest  one stream of `send` or `recv`, which zsip_sdp_next() cuts at
 *              ';'; on return what follows, absent at the end
 * @return false at the end, and where no identifier stands
 */
ZSIP_API bool zsip_sdp_next_rid(struct zsip_slice *rest,
                                struct zsip_sdp_rid_choice *choice);

/** A set of image attributes (RFC 6236 3.1.1).  Members that it does not have
 *  are absent, and other keywords are passed over. */
struct zsip_sdp_image_set {
	struct zsip_slice x, y; /**< sizes: zsip_sdp_image_range() */
	struct zsip_slice sar;  /**< sample aspect ratio; without it 1.0 */
	struct zsip_slice par;  /**< picture aspect ratio */
	struct zsip_slice q;    /**< preference; without it 0.5 */
};

/**
 * The next set of an imageattr.
 *
 * @param rest  `send` or `recv`; on return what follows, absent at the end
 * @return false at the end, and where the text is no set, as in "*"
 */
ZSIP_API bool zsip_sdp_next_image_set(struct zsip_slice *rest,
                                      struct zsip_sdp_image_set *set);

/** Sizes in pixels: one, a range or some. */
struct zsip_sdp_image_range {
	uint32_t first, last; /**< the same if it is one */
	uint32_t step;        /**< 0 if `values` has all of them */
	/** "176,352": zsip_sdp_next() with ','; absent in a range. */
	struct zsip_slice values;
};

/**
 * Cut an xyrange of a set.  Whether sizes rise is not looked at.
 *
 * @return false where the text is none, or a number does not fit
 */
ZSIP_API bool zsip_sdp_image_range(struct zsip_slice text,
                                   struct zsip_sdp_image_range *range);

/** What a format needs to be decoded (RFC 5583 5.2.2). */
struct zsip_sdp_dependency {
	struct zsip_slice format;
	struct zsip_slice type; /**< "lay", "mdc" */
	/** Words as "L1:96,97": the mid of a media description, and formats
	 *  there, any one of which will do; absent if there are none. */
	struct zsip_slice needed;
};

/**
 * The next format of depend.
 *
 * @param rest  `dependencies` of depend; on return what follows, absent at the
 *              end
 * @return false at the end, and where the text is no dependency
 */
ZSIP_API bool zsip_sdp_next_dependency(struct zsip_slice *rest,
                                       struct zsip_sdp_dependency *dependency);

#ifdef __cplusplus
}
#endif

#endif
