/*
 * zsip: a zero-copy SIP parser (RFC 3261).
 *
 * The library never allocates, never writes to the input, keeps no state but
 * the choice of the SIMD form, and calls nothing but functions of <string.h>
 * and, when it is loaded, getenv.  Every zsip_slice points into the buffer that
 * the caller gave and lives exactly as long as that buffer stays where it is.
 * Any function may run in any number of threads at once; a parsed message may
 * be read by many threads.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_H
#define ZSIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZSIP_VERSION_MAJOR 0
#define ZSIP_VERSION_MINOR 1
#define ZSIP_VERSION_PATCH 0
#define ZSIP_VERSION       "0.1.0"

#if defined(__GNUC__)
#define ZSIP_API __attribute__((visibility("default")))
#else
#define ZSIP_API
#endif

/** The version of the library that runs, which may be newer than
 *  ZSIP_VERSION of the headers: "0.1.0". */
ZSIP_API const char *zsip_version(void);

/* Slices */

/** A run of bytes in the caller's buffer, not ended by NUL.
 *  `ptr` NULL: absent.  `len` 0 with `ptr` set: present and empty. */
struct zsip_slice {
	const char *ptr;
	size_t len;
};

/** A slice of a C string, without its NUL. */
ZSIP_API struct zsip_slice zsip_slice_from(const char *text);

/** Equal byte for byte: methods, Call-IDs, user parts. */
ZSIP_API bool zsip_slice_equal(struct zsip_slice a, struct zsip_slice b);

/** Equal but for the case of ASCII letters: header names, tokens, tags,
 *  branches, hosts, schemes (RFC 3261 7.3.1). */
ZSIP_API bool zsip_slice_equal_nocase(struct zsip_slice a, struct zsip_slice b);

/* Status and errors */

/** What a call came to.  ZSIP_OK, ZSIP_MORE and ZSIP_END are no failures. */
enum zsip_status {
#define ZSIP_ERROR(number, id, name, text) ZSIP_##id = number,
#include "zsip_errors.def"
#undef ZSIP_ERROR
};

/** Where something went wrong and what stood to be read there. */
struct zsip_error {
	enum zsip_status status;
	/** From the start of the text that was parsed: the first byte that
	 *  cannot be right; of a number that does not fit, its first digit;
	 *  the text's length where it ends too early. */
	size_t offset;
	/** The grammar rule that was being read, as "Via" or "host"; a
	 *  constant string, never NULL. */
	const char *expected;
};

/** The short name of a status, as "syntax"; "?" for an unknown number. */
ZSIP_API const char *zsip_status_name(enum zsip_status status);

/** One line of text on a status. */
ZSIP_API const char *zsip_status_text(enum zsip_status status);

/**
 * Turn an offset into a line and a column, both from 1.
 *
 * A line ends in LF; the column counts bytes.  An offset past the end gives
 * the place after the last byte.
 */
ZSIP_API void zsip_locate(const char *buf, size_t len, size_t offset,
                          size_t *line, size_t *column);

/* Options */

/** Deviations that can be accepted: bits of zsip_options.quirks. */
enum zsip_quirk {
#define ZSIP_QUIRK(bit, id, name, accepts, example, risk)                      \
	ZSIP_QUIRK_##id = 1 << bit,
#include "zsip_quirks.def"
#undef ZSIP_QUIRK
};

/** What a quirk is: the columns of zsip_quirks.def. */
struct zsip_quirk_info {
	uint64_t bit;
	const char *name;
	const char *accepts;
	const char *example;
	const char *risk;
};

/** The quirk in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_quirk_info *zsip_quirk_at(size_t index);

/** Bounds on what is accepted; 0 stands for the default. */
struct zsip_limits {
	/** Bytes of a message, start line to body; default 1048576. */
	size_t message_size;
	/** Bytes of one header field or start line, folds included; default
	 *  65535. */
	size_t field_length;
	/** Header fields of a message; default 1024 (and never more than
	 *  zsip_message.max_fields). */
	size_t fields;
	/** Values of one list header, over all its fields; default 1024. */
	size_t list_length;
	/** Depth of nesting; default 16.  Nothing that is cut today nests. */
	size_t nesting;
};

/** How to parse.  Set `size` to sizeof(struct zsip_options); zero the rest
 *  for the defaults. */
struct zsip_options {
	size_t size;
	/** Bits of enum zsip_quirk; 0 is strict. */
	uint64_t quirks;
	struct zsip_limits limits;
};

/* Messages */

/** Header fields by number (zsip_headers.def). */
enum zsip_header {
	ZSIP_HDR_OTHER = 0, /**< a name that is not in the table */
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, rfc)                                     \
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

/** The form of a header field's value. */
enum zsip_shape {
#define ZSIP_SHAPE(shape, members) ZSIP_SHAPE_##shape,
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, rfc)
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

/** Header fields whose first one is found without a walk. */
#define ZSIP_FIRST_COUNT 16

/** A message, cut into slices.  The caller sets the first three members
 *  (zsip_message_init() does); zsip_message_parse() fills the others. */
struct zsip_message {
	struct zsip_field *fields; /**< the caller's array */
	size_t max_fields;
	const struct zsip_options *options; /**< NULL for the defaults */

	/** The message, from its start line to the end of what was given;
	 *  CRLFs before the start line are left out. */
	struct zsip_slice text;
	size_t field_count;

	struct zsip_slice start_line;         /**< without its CRLF */
	struct zsip_slice method;             /**< absent in a response */
	struct zsip_slice request_uri;        /**< absent in a response */
	struct zsip_slice version;            /**< "SIP/2.0" */
	struct zsip_slice reason;             /**< absent in a request */
	uint16_t status_code;                 /**< 0 in a request */
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

/* Values */

#define ZSIP_SLICE(member) struct zsip_slice member;
#define ZSIP_U32(member)   uint32_t member;
#define ZSIP_FLAG(member)  bool member;
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, rfc)
/* struct zsip_text, zsip_untyped, zsip_token, zsip_digits, zsip_callid,
 * zsip_cseq, zsip_media_type, zsip_name_addr, zsip_via_parm: see
 * zsip_headers.def. `params` runs from the first semicolon to the end;
 * zsip_params_next() walks it.  A quoted display name stands without its
 * quotes.  Of a Contact "*" (RFC 3261 20.10) `wildcard` is set and `uri` is
 * present and empty. */
#define ZSIP_SHAPE(shape, members)                                             \
	struct zsip_##shape {                                                  \
		members                                                        \
	};
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_FLAG

/** One value of a header field. */
struct zsip_value {
	/** Its bytes, without blanks around them. */
	struct zsip_slice raw;
	uint64_t quirks; /**< that it was accepted through */
	uint16_t id;     /**< enum zsip_header */
	uint8_t shape;   /**< enum zsip_shape: the member that is filled */
	union {
#define ZSIP_SHAPE(shape, members) struct zsip_##shape shape;
#include "zsip_headers.def"
#undef ZSIP_SHAPE
		unsigned char room[320];
	};
};
#undef ZSIP_HEADER

/**
 * Parse one value: the whole of a ZSIP_ONCE or ZSIP_LINES header field, one
 * element of a list.
 *
 * The URI in a name-addr is cut out, not parsed: zsip_uri_parse() does that.
 *
 * @param value  filled on ZSIP_OK; on a failure its members say nothing
 * @param id     how to read it; ZSIP_HDR_OTHER reads it as text
 * @param options may be NULL
 * @param err    may be NULL; offset from text.ptr
 * @return ZSIP_OK, ZSIP_E_SYNTAX, ZSIP_E_RANGE or ZSIP_E_USE
 */
ZSIP_API enum zsip_status zsip_value_parse(struct zsip_value *value,
                                           enum zsip_header id,
                                           struct zsip_slice text,
                                           const struct zsip_options *options,
                                           struct zsip_error *err);

/** A walk over the values of one header field of a message, across fields
 *  and commas, in message order.  `item` and `field` say what was met last;
 *  the other members are the library's. */
struct zsip_list {
	struct zsip_slice item;
	const struct zsip_field *field;
	const struct zsip_message *msg;
	const char *at;
	size_t count;
	enum zsip_header id;
};

/** Begin a walk over the values of header field `id`. */
ZSIP_API void zsip_list_start(struct zsip_list *list,
                              const struct zsip_message *msg,
                              enum zsip_header id);

/**
 * The next value.  Commas in quoted strings, in angle brackets and in comments
 * do not part values.  A broken value is reported once; the next call goes on
 * behind it.
 *
 * @param value  may be NULL: cut, do not parse; list->item has the bytes
 * @param err    may be NULL; offset from msg->text.ptr
 * @return ZSIP_OK; ZSIP_END after the last one; ZSIP_E_SYNTAX or ZSIP_E_RANGE
 *         for a broken value; ZSIP_E_TOO_MANY beyond the limit, and then
 *         ZSIP_END
 */
ZSIP_API enum zsip_status zsip_list_next(struct zsip_list *list,
                                         struct zsip_value *value,
                                         struct zsip_error *err);

/**
 * Cut the first element off a comma-separated text, as zsip_list_next() does;
 * for header fields that are not in the table.
 *
 * @param rest  the text; on return what follows the comma, absent at the end
 * @param item  the element without blanks around it
 * @return false when `rest` was absent
 */
ZSIP_API bool zsip_slice_next_item(struct zsip_slice *rest,
                                   struct zsip_slice *item);

/* URIs */

enum zsip_scheme {
	ZSIP_SCHEME_OTHER, /**< an absolute URI: scheme and rest alone */
	ZSIP_SCHEME_SIP,
	ZSIP_SCHEME_SIPS
};

enum zsip_host_type {
	ZSIP_HOST_NONE,
	ZSIP_HOST_NAME,
	ZSIP_HOST_IPV4,
	ZSIP_HOST_IPV6 /**< an IPv6reference: host keeps its brackets */
};

/** A URI, cut into slices (RFC 3261 19.1.1). */
struct zsip_uri {
	struct zsip_slice text;
	struct zsip_slice scheme; /**< without the colon */
	struct zsip_slice rest;   /**< what follows the scheme's colon */
	struct zsip_slice user;   /**< escapes kept: zsip_unescape() */
	struct zsip_slice password;
	struct zsip_slice host;
	struct zsip_slice params;  /**< from the first semicolon */
	struct zsip_slice headers; /**< from the question mark */
	uint64_t quirks;
	uint16_t port; /**< 0 where none is given or none is meant */
	bool has_port;
	uint8_t scheme_id; /**< enum zsip_scheme */
	uint8_t host_type; /**< enum zsip_host_type */
};

/**
 * Parse a URI.  sip and sips to the last part, any other absolute URI as
 * scheme and rest.
 *
 * @param uri     filled on ZSIP_OK
 * @param options may be NULL
 * @param err     may be NULL; offset from text.ptr
 * @return ZSIP_OK, ZSIP_E_SYNTAX, ZSIP_E_RANGE (a port above 65535) or
 *         ZSIP_E_USE
 */
ZSIP_API enum zsip_status zsip_uri_parse(struct zsip_uri *uri,
                                         struct zsip_slice text,
                                         const struct zsip_options *options,
                                         struct zsip_error *err);

/** The same for a URI that lies in a parsed message, where it takes less time:
 *  the options are the message's, the offset counts from msg->text.ptr. */
ZSIP_API enum zsip_status zsip_uri_parse_in(struct zsip_uri *uri,
                                            struct zsip_slice text,
                                            const struct zsip_message *msg,
                                            struct zsip_error *err);

/**
 * What kind of host a text is: hostname, IPv4address or IPv6reference.
 *
 * @return ZSIP_HOST_NONE when it is no host
 */
ZSIP_API enum zsip_host_type zsip_host_classify(struct zsip_slice text);

/* Parameters */

/** Parameters by number (zsip_params.def). */
enum zsip_param_id {
	ZSIP_PARAM_OTHER = 0,
#define ZSIP_PARAM(number, id, name, rfc) ZSIP_PARAM_##id = number,
#include "zsip_params.def"
#undef ZSIP_PARAM
};

/** One parameter. */
struct zsip_param {
	struct zsip_slice name;
	/** Absent without "="; a quoted value stands without its quotes. */
	struct zsip_slice value;
	uint16_t id; /**< enum zsip_param_id */
	bool quoted; /**< use zsip_unquote() on the value */
};

/** A walk over parameters; its members are the library's. */
struct zsip_params {
	const char *start, *at, *end;
	const char *limit, *base;
	uint64_t stops;
	char lead;
};

/**
 * Begin a walk over the parameters of a value or of a URI (`params`), or over
 * the headers of a URI (`headers`); its first byte, ';' or '?', tells which.
 */
ZSIP_API void zsip_params_start(struct zsip_params *walk,
                                struct zsip_slice params);

/** The same for parameters that lie in a parsed message, where the walk takes
 *  less time. */
ZSIP_API void zsip_params_start_in(struct zsip_params *walk,
                                   struct zsip_slice params,
                                   const struct zsip_message *msg);

/**
 * The next parameter.
 *
 * @param err  may be NULL; offset from the start of the walk
 * @return ZSIP_OK; ZSIP_END after the last one; ZSIP_E_SYNTAX for what is no
 *         parameter (the walk then ends)
 */
ZSIP_API enum zsip_status zsip_params_next(struct zsip_params *walk,
                                           struct zsip_param *param,
                                           struct zsip_error *err);

/** Find a parameter by name, case aside; the first of that name.
 *  @return ZSIP_OK, ZSIP_E_MISSING, or ZSIP_E_SYNTAX met on the way */
ZSIP_API enum zsip_status zsip_params_find(struct zsip_slice params,
                                           struct zsip_slice name,
                                           struct zsip_param *param);

/**
 * Copy the content of a quoted string: quoted pairs (RFC 3261 25.1) lose
 * their backslash, a fold becomes one space.
 *
 * @param text  without the quotes
 * @param buf   at most `size` bytes are written, no NUL
 * @return the bytes that are needed, as snprintf counts
 */
ZSIP_API size_t zsip_unquote(struct zsip_slice text, char *buf, size_t size);

/** Copy a part of a URI with its %HH escapes resolved, once (RFC 3261 19.1.2);
 *  a percent sign that begins no escape is kept.  As zsip_unquote(). */
ZSIP_API size_t zsip_unescape(struct zsip_slice text, char *buf, size_t size);

/* What a proxy always needs */

/** The members of struct zsip_core and where each comes from: the Request-URI
 *  or the first value of a header field. */
#define ZSIP_CORE_MEMBERS(X)                                                   \
	X(VIA, via, via_parm)                                                  \
	X(FROM, from, name_addr)                                               \
	X(TO, to, name_addr)                                                   \
	X(CALL_ID, call_id, callid)                                            \
	X(CSEQ, cseq, cseq)                                                    \
	X(MAX_FORWARDS, max_forwards, digits)                                  \
	X(CONTACT, contact, name_addr)                                         \
	X(CONTENT_TYPE, content_type, media_type)                              \
	X(ROUTE, route, name_addr)

enum zsip_core_member {
	ZSIP_CORE_REQUEST_URI,
#define ZSIP_CORE_MEMBER(header, member, shape) ZSIP_CORE_##header,
	ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	        ZSIP_CORE_COUNT
};

/** Content-Length is in the message itself. */
struct zsip_core {
	struct zsip_uri request_uri;
#define ZSIP_CORE_MEMBER(header, member, shape) struct zsip_##shape member;
	ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	/** For each member: ZSIP_OK; ZSIP_E_MISSING, when it is not in the
	 *  message; else why it could not be parsed. */
	uint8_t status[ZSIP_CORE_COUNT];
	/** Where each value that could be parsed ended: for
	 *  zsip_list_start_behind(). */
	const char *behind[ZSIP_CORE_COUNT];
};

/**
 * Parse in one call what every proxy needs of a message.
 *
 * @param msg   parsed by zsip_message_parse()
 * @param core  a member is filled where its status is ZSIP_OK
 * @param err   may be NULL; the first failure, offset from msg->text.ptr
 * @return ZSIP_OK if every member that is there could be parsed, else the
 *         status of the first that could not; what is missing is no failure
 */
ZSIP_API enum zsip_status zsip_core_parse(const struct zsip_message *msg,
                                          struct zsip_core *core,
                                          struct zsip_error *err);

/**
 * Begin a walk over the values of a list behind the one that
 * zsip_core_parse() took, so that nothing is parsed twice; at the first value
 * where it could not be parsed.
 *
 * @param member  one that is a list: ZSIP_CORE_VIA, ZSIP_CORE_CONTACT or
 *                ZSIP_CORE_ROUTE
 */
ZSIP_API void zsip_list_start_behind(struct zsip_list *list,
                                     const struct zsip_message *msg,
                                     const struct zsip_core *core,
                                     enum zsip_core_member member);

/* Streams */

/** What zsip_datagram_classify() tells apart. */
enum zsip_datagram {
	ZSIP_DATAGRAM_EMPTY,
	ZSIP_DATAGRAM_SIP,       /**< begins as a start line does */
	ZSIP_DATAGRAM_KEEPALIVE, /**< CRLFs (or NULs) and nothing else */
	ZSIP_DATAGRAM_STUN,      /**< RFC 5626 3.5.2, RFC 8489 5 */
	ZSIP_DATAGRAM_UNKNOWN
};

/** Tell by its first bytes what came in on a SIP port. */
ZSIP_API enum zsip_datagram zsip_datagram_classify(const char *buf, size_t len);

/** What zsip_stream_next() found. */
enum zsip_stream_event {
	ZSIP_STREAM_MORE,    /**< nothing whole yet: read on */
	ZSIP_STREAM_MESSAGE, /**< the first `consumed` bytes end a message */
	ZSIP_STREAM_PING,    /**< CRLFCRLF: answer with CRLF (RFC 5626 3.5.1) */
	ZSIP_STREAM_PONG,    /**< CRLF, the answer to our ping */
	ZSIP_STREAM_CLOSE    /**< no message end can be known any more */
};

/** Which end of the connection this is: the side that opened it gets pongs,
 *  the side that accepted it gets pings (RFC 5626 4.4.1, 5.4). */
enum zsip_stream_role { ZSIP_STREAM_ACCEPTED, ZSIP_STREAM_OPENED };

/** The framer of one byte stream.  Its members are the library's. */
struct zsip_stream {
	const struct zsip_options *options;
	struct zsip_error error;
	size_t seen;       /* bytes looked at, from the last one consumed */
	size_t start;      /* of the start line */
	size_t line;       /* of the field that is being read */
	size_t header_end; /* behind the empty line */
	uint64_t length;   /* Content-Length */
	uint64_t value;    /* of the Content-Length that is being read */
	int state;         /* of the machine that reads it */
	uint8_t named;     /* its name and colon were read */
	uint8_t phase;
	uint8_t role;
	uint8_t length_status;
	uint8_t closed;
};

/** Begin a stream. @param options may be NULL; must outlive the stream */
ZSIP_API void zsip_stream_init(struct zsip_stream *stream,
                               enum zsip_stream_role role,
                               const struct zsip_options *options);

/**
 * Find the end of the next message.
 *
 * `buf` holds every byte that was received and not yet consumed, `len` of
 * them; it may lie elsewhere at each call.  After any event but
 * ZSIP_STREAM_MORE drop the first `*consumed` bytes before the next call; one
 * read may hold several messages.  No byte is looked at twice, but for at
 * most one vector (64 bytes) a call.
 *
 * The library does not judge the message: that is zsip_message_parse()'s.
 * Content-Length is required (RFC 3261 18.3).
 *
 * @param message   on ZSIP_STREAM_MESSAGE the message, without CRLFs before it
 * @param consumed  how many bytes of `buf` are done with; 0 with
 *                  ZSIP_STREAM_MORE and ZSIP_STREAM_CLOSE
 * @param err       may be NULL; filled on ZSIP_STREAM_CLOSE: ZSIP_E_MISSING
 *                  (no Content-Length), ZSIP_E_SYNTAX, ZSIP_E_RANGE,
 *                  ZSIP_E_FRAMING (two that disagree, a bare CR or LF),
 *                  ZSIP_E_TOO_LONG; offset from `buf`
 */
ZSIP_API enum zsip_stream_event zsip_stream_next(struct zsip_stream *stream,
                                                 const char *buf, size_t len,
                                                 struct zsip_slice *message,
                                                 size_t *consumed,
                                                 struct zsip_error *err);

/* Checks */

/** The meaning of a finding. */
enum zsip_severity {
	/** Legal but worth knowing. */
	ZSIP_SEVERITY_NOTE,
	/** The sender broke a MUST or SHOULD that receivers tolerate. */
	ZSIP_SEVERITY_WARNING,
	/** A receiver must refuse it, cannot read it, or two receivers read
	 *  it differently. */
	ZSIP_SEVERITY_ERROR
};

/** Rules by number (zsip_rules.def). */
enum zsip_rule {
#define ZSIP_RULE(number, id, name, severity, code, rfc, text)                 \
	ZSIP_RULE_##id = number,
#include "zsip_rules.def"
#undef ZSIP_RULE
};

/** What a rule is: the columns of zsip_rules.def. */
struct zsip_rule_info {
	uint16_t id;
	uint16_t code;    /**< the response to a request that breaks it, or 0 */
	uint8_t severity; /**< enum zsip_severity */
	const char *name;
	const char *rfc;
	const char *text;
};

/** The rule in row `index` of the table, NULL past the last one. */
ZSIP_API const struct zsip_rule_info *zsip_rule_at(size_t index);

/** "note", "warning" or "error". */
ZSIP_API const char *zsip_severity_name(enum zsip_severity severity);

#define ZSIP_NO_FIELD ((size_t)-1)

/** One finding. */
struct zsip_finding {
	const struct zsip_rule_info *rule;
	/** Index into msg->fields; ZSIP_NO_FIELD for the start line, the body
	 *  and the message as a whole. */
	size_t field;
	/** The bytes it is about, offset from msg->text.ptr. */
	size_t offset, len;
	/** What went wrong there, where the rule is about grammar. */
	struct zsip_error error;
	/** The status code that a receiver should answer, and its reason
	 *  phrase; 0 and NULL where it should answer none. */
	uint16_t code;
	const char *reason;
};

/**
 * Check a message against the rules of zsip_rules.def.
 *
 * Works on whatever zsip_message_parse() made of the message, also when it
 * failed.  Findings come in no promised order.
 *
 * @param report  called once a finding; the finding lives until it returns
 * @param user    handed to `report`
 * @return the number of findings reported
 */
ZSIP_API size_t zsip_check(const struct zsip_message *msg,
                           void (*report)(void *user,
                                          const struct zsip_finding *finding),
                           void *user);

/* SIMD */

/** The SIMD form in use: "avx512", "avx2", "sse2", "neon" or "portable". Chosen
 * when the library is loaded: the best that the processor has, or the one named
 *  in the environment variable ZSIP_SIMD. */
ZSIP_API const char *zsip_simd_name(void);

/** Choose another form, for tests and benchmarks; not while another thread
 *  parses.  @return false when this processor or build lacks it */
ZSIP_API bool zsip_simd_select(const char *name);

#ifdef __cplusplus
}
#endif

#endif
