/*
 * Offers and answers (RFC 3264): what the answer to an offer says, and what is
 * wrong with a given one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_ANSWER_H
#define ZSIP_SDP_ANSWER_H

#include "zsip_sdp_check.h"
#include "zsip_sdp_views.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What we support */

/** A format that we support: one row a codec, as
 *
 *	static const struct zsip_sdp_codec codecs[] = {
 *		{"audio", "opus", 48000, 2, NULL},
 *		{"audio", "PCMU", 8000, 1, NULL},
 *		{"audio", "telephone-event", 8000, 1, "0-16"},
 *		{"video", "H264", 90000, 1, "packetization-mode=1"},
 *		{"image", "t38", 0, 0, NULL},
 *	};
 *
 *  telephone-event, tone, CN, red, rtx and forward error correction are codecs
 *  like others; they stay in an answer only with what they go with. */
struct zsip_sdp_codec {
	const char *type; /**< the media type of the m= line */
	/** The encoding name; the format itself where formats are no payload
	 *  types, as "t38", "webrtc-datachannel", "*". */
	const char *encoding;
	uint32_t clock_rate; /**< of RTP */
	uint32_t channels;   /**< of audio; 0 is 1 */
	/** The parameters that make a configuration, as an fmtp attribute has
	 *  them; what is left out has its default, so "" is the configuration
	 *  without parameters.  NULL accepts any.  These count: of H264
	 *  profile-level-id (not its level) and packetization-mode (RFC 6184
	 *  8.2.2), of H265 RFC 7798 7.2.2, of VP9 profile-id, of AV1 profile,
	 *  of H263-1998 and H263-2000 profile (RFC 4629 8.2.1), of AMR and
	 *  AMR-WB octet-align, crc, robust-sorting and interleaving (RFC 4867
	 *  8.3.1), of G7221 bitrate (RFC 5577 5.1); of telephone-event at least
	 *  one event has to be offered (RFC 4733 2.4). */
	const char *fmtp;
};

/** The order of the formats in an answer (RFC 3264 6.1). */
enum zsip_sdp_order {
	ZSIP_SDP_ORDER_OFFER, /**< the offer's, as the RFC recommends */
	ZSIP_SDP_ORDER_OURS   /**< that of zsip_sdp_support.codecs */
};

/** Who opens the connection (RFC 4145 4). */
enum zsip_sdp_setup_role {
	ZSIP_SDP_SETUP_NONE, /**< no setup attribute is called for */
	ZSIP_SDP_SETUP_ACTIVE,
	ZSIP_SDP_SETUP_PASSIVE,
	ZSIP_SDP_SETUP_ACTPASS, /**< in offers alone */
	ZSIP_SDP_SETUP_HOLDCONN
};

/** What we support.  Set `size` to sizeof(struct zsip_sdp_support), and zero
 *  what does not matter. */
struct zsip_sdp_support {
	size_t size;
	const struct zsip_sdp_codec *codecs; /**< in our order */
	size_t codec_count;
	/** Transport protocols, with blanks between them, compared byte for
	 * byte: "RTP/AVP RTP/SAVP"; NULL: any. */
	const char *protocols;
	/** Suites of crypto attributes (RFC 4568), with blanks between them;
	 *  NULL: none. */
	const char *crypto_suites;
	/** What we are ready to do. */
	enum zsip_sdp_direction direction;
	enum zsip_sdp_order order;
	/** What answers actpass: active, unless this says passive (RFC 5763
	 *  5). */
	enum zsip_sdp_setup_role setup;
	bool one_codec;  /**< the first codec alone, and what goes with it */
	bool rtcp_mux;   /**< RFC 5761 */
	bool rtcp_rsize; /**< RFC 5506 */
	bool bundle;     /**< RFC 9143; implies rtcp_mux within a group */
	bool dtls;       /**< RFC 8842 */
};

/* The facts of an answer */

/** Why a stream is refused. */
enum zsip_sdp_refusal {
	ZSIP_SDP_ACCEPTED,
	ZSIP_SDP_REFUSED_BROKEN,   /**< its m= line could not be read */
	ZSIP_SDP_REFUSED_DISABLED, /**< offered with port 0 (RFC 3264 8.2) */
	ZSIP_SDP_REFUSED_PROTOCOL,
	ZSIP_SDP_REFUSED_TYPE,     /**< no codec of this media type */
	ZSIP_SDP_REFUSED_FORMATS,  /**< none in common (RFC 3264 6.1) */
	ZSIP_SDP_REFUSED_SECURITY, /**< no keys that we could use */
	ZSIP_SDP_REFUSED_RTCP_MUX, /**< a must (RFC 8858 4.3) and not ours */
	ZSIP_SDP_REFUSED_BUNDLE    /**< lives in a group that cannot be */
};

/** A format of an accepted stream. */
struct zsip_sdp_answer_format {
	const struct zsip_sdp_codec *codec; /**< our row for it */
	/** As the offer's m= line has it: payload types are used again (RFC
	 *  3264 6.1). */
	struct zsip_slice format;
	uint32_t payload_type; /**< of RTP */
	/** Of the offer, NULL without: fmtp of this payload type. */
	const struct zsip_sdp_line *fmtp;
};

#define ZSIP_SDP_NO_FORMAT ((size_t)-1)

/** What the answer has in place of a stream of the offer.  In a BUNDLE the
 *  tagged section alone has what is said of the transport: `setup`, `crypto`,
 *  `rtcp_mux`, `rtcp_rsize`, and fingerprints and ICE, of which there are no
 *  facts (RFC 9143 7.1.3). */
struct zsip_sdp_answer_stream {
	enum zsip_sdp_refusal refusal;
	enum zsip_sdp_direction direction;
	/** The formats, in the answer's order: `format_count` from
	 *  zsip_sdp_answer.formats[first_format] on. */
	size_t first_format, format_count;
	/** Where in zsip_sdp_answer.formats the telephone-event is that has the
	 *  clock rate of the first codec; else ZSIP_SDP_NO_FORMAT. */
	size_t telephone_event;
	enum zsip_sdp_setup_role setup;
	/** The crypto attribute of the offer that is taken; NULL: none. */
	const struct zsip_sdp_line *crypto;
	/** To be repeated, in a refused stream as well (RFC 5888 9.1); absent
	 *  without. */
	struct zsip_slice mid;
	/** The group attribute of the offer's BUNDLE that it stays in; NULL:
	 *  none. */
	const struct zsip_sdp_line *bundle;
	bool bundle_tag; /**< its mid is the first of the group's */
	bool rtcp_mux, rtcp_rsize;
	bool multicast; /**< address and port are the offer's (RFC 3264 6.2) */
};

/** The facts of an answer.  The arrays and their sizes are the caller's. */
struct zsip_sdp_answer {
	struct zsip_sdp_answer_stream *streams; /**< one an m= line */
	size_t max_streams, stream_count;
	struct zsip_sdp_answer_format *formats; /**< of all streams */
	size_t max_formats, format_count;
	/** No stream is accepted, though the offer has some: the offer is to be
	 *  refused as a whole (RFC 3264 6.1). */
	bool rejected;
};

/**
 * What the answer to an offer says.
 *
 * What answers have in common with their offer is left to the writer: t= is the
 * offer's, o= is not (RFC 3264 6).
 *
 * @param answer   the arrays set; the rest is filled
 * @param offer    whatever zsip_sdp_parse() made of it
 * @return ZSIP_OK; ZSIP_E_TOO_MANY if an array is too small; ZSIP_E_USE
 */
ZSIP_API enum zsip_status
zsip_sdp_answer(struct zsip_sdp_answer *answer, const struct zsip_sdp *offer,
                const struct zsip_sdp_support *support);

/** The answer to a direction, by one who is ready for `ours` (RFC 3264 6.1). */
ZSIP_API enum zsip_sdp_direction
zsip_sdp_direction_answer(enum zsip_sdp_direction offered,
                          enum zsip_sdp_direction ours);

/** The role that this text names, compared without case; ZSIP_SDP_SETUP_NONE
 * for another. */
ZSIP_API enum zsip_sdp_setup_role zsip_sdp_setup_find(struct zsip_slice text);

/**
 * Two codecs with the same encoding and clock rate have the same configuration
 * by their fmtp parameters: a payload format with one is the same as with the
 * other (RFC 3264 6.1).  Which parameters count is said at
 * zsip_sdp_codec.fmtp; of what is left out there is a default.
 *
 * @param encoding  the encoding name
 * @param a, b      parameters, without payload type; absent for none
 */
ZSIP_API bool zsip_sdp_fmtp_equal(struct zsip_slice encoding,
                                  struct zsip_slice a, struct zsip_slice b);

/* Checks */

/**
 * Check an answer against its offer: the rules sdp-answer-* of
 * zsip_sdp_rules.def.  What is wrong with either by itself is the matter of
 * zsip_sdp_check().
 *
 * Works on whatever zsip_sdp_parse() made of them.  Streams are matched by
 * their place (RFC 3264 6).  Findings come in no promised order.  Of attributes
 * that stand more than 128 times in a section of the offer the first 128 count,
 * of formats that are no payload types the first 64, of m= lines in groups the
 * first 512.
 *
 * @param report  called once a finding, whose line and offset are those of the
 *                answer; the finding lives until it returns
 * @param user    handed to `report`
 * @return the number of findings reported
 */
ZSIP_API size_t zsip_sdp_check_answer(
        const struct zsip_sdp *offer, const struct zsip_sdp *answer,
        void (*report)(void *user, const struct zsip_sdp_finding *finding),
        void *user);

#ifdef __cplusplus
}
#endif

#endif
