/*
 * Session descriptions: lines, their values and attributes (RFC 8866).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_SDP_DESCRIPTION_H
#define ZSIP_SDP_DESCRIPTION_H

#include "zsip_base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The attributes that zsip knows (zsip_sdp_attributes.def). */
enum zsip_sdp_attribute {
	ZSIP_SDP_ATTR_OTHER = 0,
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	ZSIP_SDP_ATTR_##id = number,
#include "zsip_sdp_attributes.def"
#undef ZSIP_SDP_ATTRIBUTE
#undef ZSIP_SDP_SHAPE
};

#define ZSIP_SLICE(member) struct zsip_slice member;
#define ZSIP_U32(member)   uint32_t member;
#define ZSIP_U64(member)   uint64_t member;
#define ZSIP_FLAG(member)  bool member;

/** The forms of values: the member of struct zsip_sdp_value that is filled. */
enum zsip_sdp_shape {
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)
#define ZSIP_SDP_SHAPE(machine, shape, members) ZSIP_SDP_SHAPE_##shape,
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
	ZSIP_SDP_SHAPES
};

/* struct zsip_sdp_origin, zsip_sdp_connection, zsip_sdp_rtpmap ...: see
 * zsip_sdp_lines.def and zsip_sdp_attributes.def. */
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	struct zsip_sdp_##shape {                                              \
		members                                                        \
	};
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE

/** The value of a line or of an attribute. */
struct zsip_sdp_value {
	/** Its bytes: what stands behind "x=", or behind the colon of an
	 *  attribute; absent for a property attribute. */
	struct zsip_slice raw;
	uint64_t quirks; /**< that it was accepted through */
	uint8_t shape;   /**< enum zsip_sdp_shape: the member that is filled */
	union {
#define ZSIP_SDP_SHAPE(machine, shape, members) struct zsip_sdp_##shape shape;
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
		unsigned char room[256];
	};
};

#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_U64
#undef ZSIP_FLAG
#undef ZSIP_SDP_LINE
#undef ZSIP_SDP_ATTRIBUTE

/** What an attribute may be: the columns of zsip_sdp_attributes.def. */
enum zsip_sdp_level {
	ZSIP_SDP_LEVEL_SESSION = 1,
	ZSIP_SDP_LEVEL_MEDIA = 2,
	ZSIP_SDP_LEVEL_SOURCE = 4
};

enum zsip_sdp_multiplicity {
	ZSIP_SDP_ONCE,   /**< once a level */
	ZSIP_SDP_FORMAT, /**< once a format and level */
	ZSIP_SDP_MANY,
	ZSIP_SDP_FORMATS /**< as MANY, each about a format */
};

/** What an attribute is to media that share one transport (RFC 8859 4). */
enum zsip_sdp_mux {
	ZSIP_SDP_MUX_NORMAL,
	ZSIP_SDP_MUX_CAUTION,
	ZSIP_SDP_MUX_IDENTICAL,
	ZSIP_SDP_MUX_SUM,
	ZSIP_SDP_MUX_TRANSPORT,
	ZSIP_SDP_MUX_INHERIT,
	ZSIP_SDP_MUX_IDENTICAL_PER_PT,
	ZSIP_SDP_MUX_SPECIAL,
	ZSIP_SDP_MUX_TBD
};

struct zsip_sdp_attribute_info {
	struct zsip_slice name;
	uint16_t id;
	uint8_t levels; /**< bits of enum zsip_sdp_level */
	uint8_t multiplicity, shape, mux;
	const char *rfc; /**< "8866 6.6" */
};

/** What is known of an attribute; NULL for ZSIP_SDP_ATTR_OTHER and unknown
 *  numbers. */
ZSIP_API const struct zsip_sdp_attribute_info *
zsip_sdp_attribute_info(unsigned id);

/** The attribute in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_sdp_attribute_info *
zsip_sdp_attribute_at(size_t index);

/** The attribute of this name, compared byte for byte; ZSIP_SDP_ATTR_OTHER if
 *  zsip does not know it. */
ZSIP_API enum zsip_sdp_attribute
zsip_sdp_attribute_find(struct zsip_slice name);

/** A line of a description. */
struct zsip_sdp_line {
	struct zsip_slice text; /**< without its line end */
	/** Of an attribute its name; absent in other lines. */
	struct zsip_slice name;
	/** What stands behind "x=", or behind the colon of an attribute; absent
	 *  in an attribute without colon and in a line that is none. */
	struct zsip_slice value;
	uint16_t attribute; /**< enum zsip_sdp_attribute */
	/** 0: at session level; else the description of
	 *  zsip_sdp.media[media - 1]. */
	uint16_t media;
	char letter; /**< 'v', 'o' ...; 0 in a line that is none */
	bool broken; /**< the line, or its place, is against the grammar */
};

/** A media description (RFC 8866 5.14): an m= line and those behind it. */
struct zsip_sdp_media {
	struct zsip_sdp_media_field m; /**< `type` is absent if it is broken */
	/** Its first c= line; `nettype` is absent without one. */
	struct zsip_sdp_connection c;
	size_t first_line; /**< the m= line: an index into zsip_sdp.lines */
	size_t line_count; /**< the m= line is one of them */
	/** Its attributes, a bit each by its number modulo 64: which are not
	 *  there zsip_sdp_find() knows at once. */
	uint64_t attributes;
	/** Formats are RTP payload types: the protocol is RTP/x or x/RTP/y. */
	bool rtp;
};

/** A session description. */
struct zsip_sdp {
	struct zsip_slice text;

	/** All lines in their order, and the media descriptions.  The arrays
	 *  and their sizes are set by zsip_sdp_init(). */
	struct zsip_sdp_line *lines;
	struct zsip_sdp_media *media;
	size_t max_lines, max_media;
	size_t line_count, media_count;
	size_t session_lines; /**< that stand before the first m= line */

	/** The o= line; its members are absent if there is none or if it is
	 *  broken. */
	struct zsip_sdp_origin o;
	struct zsip_slice s; /**< the session name (s=) */
	/** The c= line of the session; `nettype` is absent without one. */
	struct zsip_sdp_connection c;
	uint64_t attributes; /**< of the session, as those of media */

	/** The first line end that is LF alone (RFC 8866 5), else absent. */
	struct zsip_slice bare_lf;
	/** The first failure, or what ended the parse early, as
	 *  zsip_sdp_parse() returned it. */
	struct zsip_error error;
	uint64_t quirks; /**< that lines or their order were accepted through */
	const struct zsip_options *options;
};

/**
 * Prepare a description for zsip_sdp_parse().
 *
 * @param lines, media  arrays of the caller, which live as long as `sdp` is
 *                      used
 * @param options       NULL for the defaults; the limits `message_size`,
 *                      `fields` (lines), `field_length` (of a line) and
 *                      `list_length` (media descriptions) are heeded;
 *                      there are never more than 65535 media descriptions
 */
ZSIP_API void zsip_sdp_init(struct zsip_sdp *sdp, struct zsip_sdp_line *lines,
                            size_t max_lines, struct zsip_sdp_media *media,
                            size_t max_media,
                            const struct zsip_options *options);

/**
 * Cut a session description into its lines, and check them and their order
 * against the grammar (RFC 8866 9).
 *
 * Lines end in CRLF or in LF (RFC 8866 5).  Of attributes the name is read;
 * their values are parsed by zsip_sdp_line_parse() when they are asked for.
 * What is broken hides nothing else: after ZSIP_E_SYNTAX and ZSIP_E_RANGE all
 * lines are in the table, those that are wrong marked as broken.
 *
 * The formats of RTP must be payload types, 0 to 127 (RFC 3551 3).
 *
 * @param buf  the bytes, all of the description; need not end in NUL
 * @param err  may be NULL; filled on every result: the first failure, or
 *             ZSIP_E_TOO_MANY or ZSIP_E_TOO_LONG; offset from `buf`
 * @return ZSIP_OK; ZSIP_E_SYNTAX; ZSIP_E_RANGE for a number that does not fit;
 *         ZSIP_E_MISSING for a line that must be there (its offset is where it
 *         should stand); ZSIP_E_TOO_MANY, ZSIP_E_TOO_LONG by arrays or limits,
 *         and then what follows is not in the table; ZSIP_E_USE
 */
ZSIP_API enum zsip_status zsip_sdp_parse(struct zsip_sdp *sdp, const char *buf,
                                         size_t len, struct zsip_error *err);

/**
 * Parse the value of a line, or of its attribute.  The value of an attribute
 * that zsip does not know is text; without colon it is a property.
 *
 * @param value  filled on ZSIP_OK; on a failure its members say nothing
 * @param err    may be NULL; offset from sdp->text.ptr
 * @return ZSIP_OK, ZSIP_E_SYNTAX, ZSIP_E_RANGE or ZSIP_E_USE
 */
ZSIP_API enum zsip_status zsip_sdp_line_parse(const struct zsip_sdp *sdp,
                                              const struct zsip_sdp_line *line,
                                              struct zsip_sdp_value *value,
                                              struct zsip_error *err);

/**
 * Parse the value of an attribute.
 *
 * @param text     what stands behind the colon; absent without colon
 * @param options  may be NULL
 * @param err      may be NULL; offset from text.ptr
 * @return as zsip_sdp_line_parse()
 */
ZSIP_API enum zsip_status
zsip_sdp_attribute_parse(struct zsip_sdp_value *value,
                         enum zsip_sdp_attribute id, struct zsip_slice text,
                         const struct zsip_options *options,
                         struct zsip_error *err);

/**
 * The next attribute of one kind at one level.
 *
 * @param id     ZSIP_SDP_ATTR_OTHER: any attribute, known or not
 * @param media  0 for the session, else the number of a media description,
 *               from 1
 * @param after  the line of this level behind which to look; NULL to begin
 * @return NULL if there is none
 */
ZSIP_API const struct zsip_sdp_line *
zsip_sdp_find(const struct zsip_sdp *sdp, size_t media,
              enum zsip_sdp_attribute id, const struct zsip_sdp_line *after);

/** The same for lines by their letter, as 'b'.  The m= line of a media
 *  description is at its level. */
ZSIP_API const struct zsip_sdp_line *
zsip_sdp_find_line(const struct zsip_sdp *sdp, size_t media, char letter,
                   const struct zsip_sdp_line *after);

/* Walks over what a value leaves whole */

/**
 * Cut the first item off a list: formats of an m= line and other words with
 * the separator ' ', of which several count as one; ',' and ';' elsewhere, and
 * blanks around an item then are no part of it.
 *
 * @param rest  the list; on return what follows the item, absent at the end
 * @return false when `rest` was absent or, of words, held none
 */
ZSIP_API bool zsip_sdp_next(struct zsip_slice *rest, char separator,
                            struct zsip_slice *item);

/** A name and its value: name=value, or two words. */
struct zsip_sdp_pair {
	struct zsip_slice name;
	struct zsip_slice value; /**< absent where there is none */
};

/**
 * The next parameter of fmtp and others: name=value, joined by separators.
 * What has no "=" is a name without value.
 *
 * @return false at the end
 */
ZSIP_API bool zsip_sdp_next_param(struct zsip_slice *rest, char separator,
                                  struct zsip_sdp_pair *pair);

/** The next pair of words, as of the extensions of a candidate: a name, a
 *  blank, a value.  @return false at the end */
ZSIP_API bool zsip_sdp_next_pair(struct zsip_slice *rest,
                                 struct zsip_sdp_pair *pair);

/* Numbers and addresses */

/** 1*DIGIT as a number.  @return ZSIP_OK, ZSIP_E_SYNTAX, or ZSIP_E_RANGE from
 *  2^64 on */
ZSIP_API enum zsip_status zsip_sdp_number(struct zsip_slice digits,
                                          uint64_t *number);

/**
 * A typed-time in seconds, as "7d", "1h" or "3600" of an r= line, or "-1h" of a
 * z= line (RFC 8866 5.10, 5.11).
 *
 * @return ZSIP_OK; ZSIP_E_SYNTAX for what is none; ZSIP_E_RANGE beyond 2^63
 *         seconds
 */
ZSIP_API enum zsip_status zsip_sdp_seconds(struct zsip_slice time,
                                           int64_t *seconds);

/** Compare two session ids or versions by their value, however many digits
 *  they have (RFC 8866 5.2).  @return below, above or equal to 0 */
ZSIP_API int zsip_sdp_compare_numbers(struct zsip_slice a, struct zsip_slice b);

enum zsip_sdp_address {
	ZSIP_SDP_ADDRESS_OTHER, /**< extn-addr, of other networks */
	ZSIP_SDP_ADDRESS_NAME,  /**< FQDN */
	ZSIP_SDP_ADDRESS_IP4,
	ZSIP_SDP_ADDRESS_IP6
};

/** What kind of address this text is. */
ZSIP_API enum zsip_sdp_address
zsip_sdp_address_classify(struct zsip_slice text);

#ifdef __cplusplus
}
#endif

#endif
