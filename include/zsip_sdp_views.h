/*
 * Views: what a session description says of one stream, with what the session
 * level, a bundle or an RFC adds to its m= section.
 *
 * They work on whatever zsip_sdp_parse() made of a text.  A media number is 0
 * for the session, else that of sdp->media[number - 1].  Where an attribute
 * that may stand once stands more often, the first one counts.  Each call looks
 * at the lines of one m= section and of the session, once.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_VIEWS_H
#define ZSIP_SDP_VIEWS_H

#include "zsip_sdp_description.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where to, and which way */

/**
 * The connection data of a stream: its first c= line, else that of the session
 * (RFC 8866 5.7).
 *
 * @return NULL if neither is there
 */
ZSIP_API const struct zsip_sdp_connection *
zsip_sdp_connection_of(const struct zsip_sdp *sdp, size_t media);

/** Which way media flow, seen from who wrote the description. */
enum zsip_sdp_direction {
	ZSIP_SDP_SENDRECV, /**< also where nothing is said (RFC 8866 6.7) */
	ZSIP_SDP_SENDONLY,
	ZSIP_SDP_RECVONLY,
	ZSIP_SDP_INACTIVE
};

/** The direction of a stream: its own, else the session's, else sendrecv
 *  (RFC 3264 5.1). */
ZSIP_API enum zsip_sdp_direction zsip_sdp_direction(const struct zsip_sdp *sdp,
                                                    size_t media);

/** "sendrecv" ...; "?" for an unknown number. */
ZSIP_API const char *zsip_sdp_direction_name(enum zsip_sdp_direction direction);

/* Bundles */

enum { ZSIP_SDP_BUNDLED_MEDIA = 512 };

/** Which m= sections share a transport (RFC 9143). */
struct zsip_sdp_bundles {
	/** Of m= section n in [n - 1]: the number of the tagged section of its
	 *  BUNDLE group, itself perhaps; 0 if it is in no group.  Sections
	 *  past the end of this array are in none. */
	uint16_t tag[ZSIP_SDP_BUNDLED_MEDIA];
};

/**
 * Find out which m= sections share a transport.
 *
 * The tagged section is the one that comes first in "a=group:BUNDLE" (RFC 9143
 * 7.2), without identification-tags that no section has.  Of sections with the
 * same identification-tag the first one counts, of groups with the same section
 * likewise.
 */
ZSIP_API void zsip_sdp_bundles_read(struct zsip_sdp_bundles *bundles,
                                    const struct zsip_sdp *sdp);

/**
 * Whether a stream is in use: its port is not 0, or it has "a=bundle-only" and
 * is in a bundle (RFC 9143 6).
 *
 * @param bundles  of this description; NULL to leave bundles out
 */
ZSIP_API bool zsip_sdp_enabled(const struct zsip_sdp *sdp, size_t media,
                               const struct zsip_sdp_bundles *bundles);

/** How a stream is on hold; both bits may be set. */
enum zsip_sdp_hold {
	ZSIP_SDP_NOT_HELD = 0,
	/** sendonly or inactive (RFC 3264 8.4) */
	ZSIP_SDP_HELD_BY_DIRECTION = 1,
	/** 0.0.0.0, as RFC 2543 had it (RFC 3264 8.4); also what stands for it
	 *  with IPv6: "::", and a name under ".invalid" (RFC 6157) */
	ZSIP_SDP_HELD_BY_ADDRESS = 2
};

/**
 * Whether the writer of a description asks the other side to send nothing on a
 * stream.
 *
 * A stream that is not in use is not held.  With ICE an address of zeros and
 * port 9 say that candidates come later (RFC 8839 4.3.1): no hold.
 *
 * @param bundles  of this description; NULL to leave bundles out
 * @return bits of enum zsip_sdp_hold
 */
ZSIP_API unsigned zsip_sdp_hold(const struct zsip_sdp *sdp, size_t media,
                                const struct zsip_sdp_bundles *bundles);

/* Codecs */

/** A static payload type (RFC 3551 6): a row of zsip_sdp_payload_types.def. */
struct zsip_sdp_payload_type {
	uint32_t number;
	struct zsip_slice type; /**< empty for audio and video in one */
	struct zsip_slice encoding;
	uint32_t clock_rate;
	uint32_t channels; /**< 0 where it says nothing of them */
};

/** What a static payload type stands for; NULL for another number. */
ZSIP_API const struct zsip_sdp_payload_type *
zsip_sdp_payload_type(unsigned number);

enum { ZSIP_SDP_PAYLOAD_TYPES = 128 };

/** Where the payload types of an m= section are described: 1 and the index into
 *  sdp->lines, 0 for none. */
struct zsip_sdp_formats {
	const struct zsip_sdp *sdp;
	uint32_t rtpmap[ZSIP_SDP_PAYLOAD_TYPES];
	uint32_t fmtp[ZSIP_SDP_PAYLOAD_TYPES];
	struct zsip_slice rest; /**< formats still to come */
	bool rtp;
};

/** A format of a stream. */
struct zsip_sdp_format {
	struct zsip_slice format; /**< as the m= line has it */
	uint32_t payload_type;    /**< of RTP */
	/** Of RTP: by rtpmap, else by RFC 3551; absent if nothing says it. */
	struct zsip_slice encoding;
	uint32_t clock_rate; /**< 0 if nothing says it */
	uint32_t channels;   /**< 1 where nothing else is said */
	/** What fmtp has behind the format; absent without. */
	struct zsip_slice params;
	const struct zsip_sdp_line *rtpmap, *fmtp; /**< NULL without */
};

/** Prepare a walk over the formats of a stream: one pass over its lines.
 *  @param media  from 1 */
ZSIP_API void zsip_sdp_formats_start(struct zsip_sdp_formats *formats,
                                     const struct zsip_sdp *sdp, size_t media);

/** The next format, in the order of the m= line, that of preference (RFC 3264
 *  5.1).  Of formats that are no payload types only `format` is filled.
 *  @return false at the end */
ZSIP_API bool zsip_sdp_formats_next(struct zsip_sdp_formats *formats,
                                    struct zsip_sdp_format *format);

/** What a payload type stands for in the stream, whether its m= line lists it
 *  or not; `format` is left absent.
 *  @param payload_type  below ZSIP_SDP_PAYLOAD_TYPES */
ZSIP_API void zsip_sdp_formats_get(const struct zsip_sdp_formats *formats,
                                   unsigned payload_type,
                                   struct zsip_sdp_format *format);

/* ICE and DTLS */

/** ICE of a stream (RFC 8839 5).  Lines are NULL and slices absent for what is
 *  not there. */
struct zsip_sdp_ice {
	const struct zsip_sdp_line *ufrag_line, *password_line, *options_line;
	struct zsip_slice ufrag, password, options;
	/** The first candidate.  More of them are found by
	 *  zsip_sdp_find(sdp, candidate->media, ...). */
	const struct zsip_sdp_line *candidate;
	const struct zsip_sdp_line *lite_line, *pacing_line;
	bool mismatch, end_of_candidates;
};

/**
 * What a description says of ICE for a stream: what its own m= section lacks is
 * taken from the tagged section of its bundle (RFC 9143 7.1.3), and then from
 * the session.
 *
 * @param bundles  of this description; NULL to leave bundles out
 * @return whether ICE is used: there are both username fragment and password
 */
ZSIP_API bool zsip_sdp_ice_of(const struct zsip_sdp *sdp, size_t media,
                              const struct zsip_sdp_bundles *bundles,
                              struct zsip_sdp_ice *ice);

/** DTLS, or TLS, of a stream (RFC 8842, 8122, 4145), as in struct
 *  zsip_sdp_ice. */
struct zsip_sdp_dtls {
	/** The first fingerprint.  Others that count stand behind it at the
	 *  same level. */
	const struct zsip_sdp_line *fingerprint;
	const struct zsip_sdp_line *setup_line, *tls_id_line, *connection_line;
	struct zsip_slice setup, tls_id, connection;
};

/** The same for DTLS.
 *  @return whether there is a fingerprint */
ZSIP_API bool zsip_sdp_dtls_of(const struct zsip_sdp *sdp, size_t media,
                               const struct zsip_sdp_bundles *bundles,
                               struct zsip_sdp_dtls *dtls);

#ifdef __cplusplus
}
#endif

#endif
