/*
 * Messages, cut into their start line, header fields and body.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_MESSAGE_H
#define ZSIP_MESSAGE_H

#include "zsip_base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Header fields by number (zsip_headers.def). */
enum zsip_header {
	ZSIP_HDR_OTHER = 0, /**< a name that is not in the table */
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	ZSIP_HDR_##id = number,
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

/** Methods by number (zsip_methods.def). */
enum zsip_method {
	ZSIP_METHOD_OTHER = 0, /**< an extension method */
#define ZSIP_METHOD(number, id, name, rfc) ZSIP_METHOD_##id = number,
#include "zsip_methods.def"
#undef ZSIP_METHOD
};

/** Response status codes (zsip_status_codes.def). */
enum zsip_status_code {
#define ZSIP_STATUS_CODE(code, id, reason, rfc) ZSIP_CODE_##id = code,
#include "zsip_status_codes.def"
#undef ZSIP_STATUS_CODE
};

/** How often a header field may stand in a message. */
enum zsip_multiplicity {
	ZSIP_ONCE,  /**< one field, one value */
	ZSIP_LIST,  /**< values joined by commas, in one field or several */
	ZSIP_LIST0, /**< the same, and the list may be empty */
	ZSIP_LINES  /**< several fields, never joined by commas */
};

/** What else is known of a header field's value. */
enum zsip_header_flag {
	ZSIP_BRACKETS = 1 << 0, /**< a name-addr, no addr-spec without "<" */
	ZSIP_NOPARAMS = 1 << 1  /**< a name-addr or addr-spec and no more */
};

/** The form of a header field's value. */
enum zsip_shape {
#define ZSIP_SHAPE(shape, members) ZSIP_SHAPE_##shape,
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

/** What is known of a header field: the columns of zsip_headers.def. */
struct zsip_header_info {
	struct zsip_slice name;
	const char *requests;
	const char *responses;
	const char *rfc;
	uint16_t id;
	uint8_t shape;        /**< enum zsip_shape */
	uint8_t multiplicity; /**< enum zsip_multiplicity */
	uint8_t flags;        /**< enum zsip_header_flag */
	char compact;         /**< 0 for none */
};

/**
 * The number of a header field name, in canonical or compact form, in any
 * case; exact: no two names are ever confused.
 *
 * @return ZSIP_HDR_OTHER when the name is not in the table
 */
ZSIP_API enum zsip_header zsip_header_find(struct zsip_slice name);

/** The row of a header field; NULL for ZSIP_HDR_OTHER and unknown numbers. */
ZSIP_API const struct zsip_header_info *zsip_header_info(enum zsip_header id);

/** Whether a header field may be in a message (RFC 3261 20, tables 2 and 3). */
enum zsip_presence {
	ZSIP_PRESENCE_UNSAID = '.', /**< no RFC says */
	ZSIP_PRESENCE_MANDATORY = 'm',
	ZSIP_PRESENCE_SHOULD = 's', /**< the RFCs' "m*" */
	ZSIP_PRESENCE_STREAM = 't', /**< mandatory over a stream */
	ZSIP_PRESENCE_OPTIONAL = 'o',
	ZSIP_PRESENCE_CONDITIONAL = 'c', /**< see the RFC */
	ZSIP_PRESENCE_BODY = 'b',        /**< mandatory where there is a body */
	ZSIP_PRESENCE_NONE = '-'         /**< not applicable */
};

/**
 * Whether a header field may be in a request of this method, or in a response
 * to it.
 *
 * @param code  the response's status code, 0 for the request
 * @return ZSIP_PRESENCE_UNSAID for numbers that are not in the tables
 */
ZSIP_API enum zsip_presence zsip_header_presence(enum zsip_header id,
                                                 enum zsip_method method,
                                                 unsigned code);

/** The number of a method, compared exactly; ZSIP_METHOD_OTHER if unknown. */
ZSIP_API enum zsip_method zsip_method_find(struct zsip_slice name);

/** The name of a method; NULL for ZSIP_METHOD_OTHER and unknown numbers. */
ZSIP_API const char *zsip_method_name(enum zsip_method method);

/** The default reason phrase of a status code; NULL if it is not known. */
ZSIP_API const char *zsip_reason_phrase(unsigned code);

/** Bits of zsip_field.flags. */
enum zsip_field_flag {
	ZSIP_FIELD_FOLDED = 1 << 0, /**< the field spans several lines */
	ZSIP_FIELD_CONTROL =
	        1 << 1, /**< has a byte below 0x20 but HTAB, or 0x7f */
	ZSIP_FIELD_BLANK = 1 << 2, /**< blanks stand before the colon */
	/** Not a header field: a line that has no name and colon, kept by a
	 *  parse that failed.  `name` is empty, `value` the line. */
	ZSIP_FIELD_BROKEN = 1 << 3
};

/** One header field as it stands in the message. */
struct zsip_field {
	struct zsip_slice name;
	/** Without the blanks and folds around it; folds inside are kept. */
	struct zsip_slice value;
	uint16_t id; /**< enum zsip_header */
	uint16_t flags;
	uint32_t reserved;
};

/** A header field that a caller wants in a message. */
struct zsip_header_line {
	enum zsip_header id;     /**< ZSIP_HDR_OTHER: `name` says which */
	struct zsip_slice name;  /**< looked at for ZSIP_HDR_OTHER alone */
	struct zsip_slice value; /**< values of a list are joined by commas */
};

/** Header fields whose first one is found without a walk. */
#define ZSIP_FIRST_COUNT 16

/** A message, or a part of a body (zsip_body.h), cut into slices.  The caller
 *  sets the first three members (zsip_message_init() does);
 *  zsip_message_parse() and its kin fill the others. */
struct zsip_message {
	struct zsip_field *fields; /**< the caller's array */
	size_t max_fields;
	const struct zsip_options *options; /**< NULL for the defaults */

	/** The message, from its start line to the end of what was given;
	 *  CRLFs before the start line are left out. */
	struct zsip_slice text;
	size_t field_count;

	/** Without its CRLF; absent in a part. */
	struct zsip_slice start_line;
	struct zsip_slice method;      /**< absent in a response */
	struct zsip_slice request_uri; /**< absent in a response */
	struct zsip_slice version;     /**< "SIP/2.0" */
	struct zsip_slice reason;      /**< absent in a request */
	uint16_t status_code;          /**< 0 in a request */
	/** 0 for a message, 1 for a part of its body, 2 for a part of that;
	 *  set by zsip_parts_next(). */
	uint16_t depth;
	uint8_t method_id;                    /**< enum zsip_method */
	uint8_t version_major, version_minor; /**< 255 for 255 and above */

	/** What Content-Length came to: ZSIP_OK; ZSIP_E_MISSING; ZSIP_E_SYNTAX
	 *  or ZSIP_E_RANGE, when it cannot be read; ZSIP_E_FRAMING, when two
	 *  of them disagree. */
	uint8_t content_length_status;
	/** Its value, where its status is ZSIP_OK. */
	uint32_t content_length;
	/** The body: as many bytes as Content-Length says and there are, all
	 *  that follow the header fields where it says nothing. */
	struct zsip_slice body;
	/** Bytes of the body that Content-Length promises and are not there. */
	size_t missing;

	/** Quirks that this message was accepted through (enum zsip_quirk). */
	uint64_t quirks;
	/** How zsip_message_parse() ended; its offset counts from text.ptr. */
	struct zsip_error error;
	/** For each low-numbered header field, 1 + the index of the first and
	 *  of the last one; 0 if there is none.  Those of 0 say nothing. */
	uint16_t first[ZSIP_FIRST_COUNT], last[ZSIP_FIRST_COUNT];
};

/** Make a message ready for zsip_message_parse(). */
static inline void zsip_message_init(struct zsip_message *msg,
                                     struct zsip_field *fields,
                                     size_t max_fields,
                                     const struct zsip_options *options)
{
	msg->fields = fields;
	msg->max_fields = max_fields;
	msg->options = options;
}

/**
 * Cut one datagram, or one message framed by zsip_stream_next(), into slices.
 *
 * Looks at the start line, the field names and Content-Length; values are
 * parsed when they are asked for, by zsip_value_parse() and its kin.  A body
 * shorter than Content-Length says is no error here: `missing` counts.
 *
 * After a failure the fields that could still be cut are in the message, for
 * findings and for an error response (RFC 3261 8.2.6 asks for Via, From ...).
 *
 * @param msg  `fields`, `max_fields` and `options` set by the caller
 * @param buf  the bytes; need not end in NUL
 * @param err  may be NULL; filled on every result, offset from `buf`
 * @return ZSIP_OK; ZSIP_MORE before the empty line, if every byte so far
 *         could begin a message; ZSIP_E_SYNTAX; ZSIP_E_TOO_MANY fields or
 *         ZSIP_E_TOO_LONG by the limits; ZSIP_E_USE for a NULL argument
 */
ZSIP_API enum zsip_status zsip_message_parse(struct zsip_message *msg,
                                             const char *buf, size_t len,
                                             struct zsip_error *err);

/**
 * Walk the fields with one id, in message order.
 *
 * @param after  the field found before, NULL to begin
 * @return the next field, NULL when there is none
 */
ZSIP_API const struct zsip_field *
zsip_field_find(const struct zsip_message *msg, enum zsip_header id,
                const struct zsip_field *after);

/** The same by name, for any header field: case does not count, and a known
 *  header field is found by its canonical and its compact name alike. */
ZSIP_API const struct zsip_field *
zsip_field_find_name(const struct zsip_message *msg, struct zsip_slice name,
                     const struct zsip_field *after);

#ifdef __cplusplus
}
#endif

#endif
