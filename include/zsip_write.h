/*
 * Writing SIP: values of header fields, and messages from their start line to
 * their body.  All that comes from outside is looked at: what would not be read
 * back as itself is refused, so no line end or NUL gets in (bodies are bytes).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_WRITE_H
#define ZSIP_WRITE_H

#include "zsip_edit.h"
#include "zsip_uri.h"
#include "zsip_value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Values, on a struct zsip_writer.  What is refused fails the writer with
 * ZSIP_E_SYNTAX; `expected` names the rule that was broken.  More than 256
 * parameters of one value are ZSIP_E_TOO_MANY. */

/** A parameter, or a header of a URI, to be written. */
struct zsip_param_parts {
	struct zsip_slice name;
	struct zsip_slice value; /**< absent: the name alone */
};

/** A sip or sips URI to be written.  User, password, parameters and headers
 *  are the bytes that are meant: what may not stand there is escaped. */
struct zsip_uri_parts {
	enum zsip_scheme scheme;    /**< ZSIP_SCHEME_SIP or ZSIP_SCHEME_SIPS */
	struct zsip_slice user;     /**< absent or empty: none */
	struct zsip_slice password; /**< absent: none */
	/** A hostname, an IPv4 address, or an IPv6 address with or without its
	 *  brackets. */
	struct zsip_slice host;
	uint16_t port; /**< 0: none */
	const struct zsip_param_parts *params;
	size_t param_count;
	const struct zsip_param_parts *headers;
	size_t header_count;
};

/** A name-addr to be written: always with angle brackets. */
struct zsip_address_parts {
	/** The text that is meant: quoted where need be; absent: none. */
	struct zsip_slice display_name;
	struct zsip_slice uri; /**< as it is written, escapes and all */
	struct zsip_slice tag; /**< absent: none */
	const struct zsip_param_parts *params;
	size_t param_count;
};

/** A Via to be written (RFC 3261 20.42). */
struct zsip_via_parts {
	struct zsip_slice transport; /**< a token, as "UDP" */
	struct zsip_slice host;      /**< as in struct zsip_uri_parts */
	uint16_t port;               /**< 0: none */
	struct zsip_slice branch;    /**< absent: none */
	bool rport;                  /**< ask for it (RFC 3581 3) */
	const struct zsip_param_parts *params;
	size_t param_count;
};

/** Where a request came from, for received and rport of its top Via (RFC 3261
 *  18.2.1, RFC 3581 4). */
struct zsip_source {
	/** IPv4 or IPv6 address, brackets or not; absent: not known. */
	struct zsip_slice address;
	uint16_t port; /**< 0: not known */
};

/** A token (RFC 3261 25.1). */
ZSIP_API void zsip_writer_add_token(struct zsip_writer *writer,
                                    struct zsip_slice token);

/** A quoted string, quotes included, that means these bytes: '"', '\' and
 *  control bytes become quoted pairs.  UTF-8; no CR, LF or NUL. */
ZSIP_API void zsip_writer_add_quoted(struct zsip_writer *writer,
                                     struct zsip_slice text);

/** A comment, parentheses included, that means these bytes: '(', ')', '\' and
 *  control bytes become quoted pairs.  UTF-8; no CR, LF or NUL. */
ZSIP_API void zsip_writer_add_comment(struct zsip_writer *writer,
                                      struct zsip_slice text);

/** Bytes as a part of a sip URI: zsip_escape().  No CR, LF or NUL. */
ZSIP_API void zsip_writer_add_escaped(struct zsip_writer *writer,
                                      enum zsip_uri_part part,
                                      struct zsip_slice text);

/** A host: hostname, IPv4address, or an IPv6 address, whose brackets are added
 *  where they are missing. */
ZSIP_API void zsip_writer_add_host(struct zsip_writer *writer,
                                   struct zsip_slice host);

/** A generic-param of a header field, with its semicolon; the value is quoted
 *  unless it is a token or a host. */
ZSIP_API void zsip_writer_add_param(struct zsip_writer *writer,
                                    const struct zsip_param_parts *param);

/** A sip or sips URI (RFC 3261 19.1.1). */
ZSIP_API void zsip_writer_add_uri(struct zsip_writer *writer,
                                  const struct zsip_uri_parts *uri);

/** The value of From, To, Contact, Route ... (RFC 3261 20.10). */
ZSIP_API void zsip_writer_add_address(struct zsip_writer *writer,
                                      const struct zsip_address_parts *address);

/** The value of a Via. */
ZSIP_API void zsip_writer_add_via(struct zsip_writer *writer,
                                  const struct zsip_via_parts *via);

/** The value of a CSeq: a number below 2^31 and a method (RFC 3261 8.1.1.5). */
ZSIP_API void zsip_writer_add_cseq(struct zsip_writer *writer, uint32_t number,
                                   struct zsip_slice method);

/* Messages */

/** How a message is written. */
enum zsip_builder_flag {
	/** Header field names in their compact forms, where they have one
	 *  (RFC 3261 7.3.3). */
	ZSIP_BUILDER_COMPACT = 1 << 0
};

/** A message on its way into a buffer: the start line, header fields, and the
 *  end, in this order.  What is wrong sticks in `out.error`, and then nothing
 *  more is written. */
struct zsip_builder {
	struct zsip_writer out;
	/** How the values are read that are looked at; NULL is strict. */
	const struct zsip_options *options;
	unsigned flags; /**< enum zsip_builder_flag */
	/* The library's. */
	unsigned state;
	uint64_t written[4];
};

/** Begin a message.
 *  @param buf     may be NULL if `size` is 0: to learn the length
 *  @param options may be NULL; must live as long as the builder */
ZSIP_API void zsip_builder_start(struct zsip_builder *builder, char *buf,
                                 size_t size, unsigned flags,
                                 const struct zsip_options *options);

/** The start line of a request.
 *  @param method a token
 *  @param uri    as it is written: any scheme, no angle brackets */
ZSIP_API void zsip_builder_request_line(struct zsip_builder *builder,
                                        struct zsip_slice method,
                                        struct zsip_slice uri);

/** The start line of a response.
 *  @param code   100 to 699
 *  @param reason UTF-8, may be empty; absent: the default reason phrase, empty
 *                for a code that is not in the table */
ZSIP_API void zsip_builder_status_line(struct zsip_builder *builder,
                                       unsigned code, struct zsip_slice reason);

/**
 * A header field.
 *
 * Refused, beside what is not in its grammar: blanks around the value, folds, a
 * second field of a kind that stands once (ZSIP_E_USE), and Content-Length
 * (ZSIP_E_USE), which zsip_builder_end() writes.
 *
 * @param value as it stands in the message; several of a list joined by commas
 */
ZSIP_API void zsip_builder_add(struct zsip_builder *builder,
                               enum zsip_header id, struct zsip_slice value);

/** The same by name.  A name of the table, compact forms too, is that header
 *  field; of any other the value is text. */
ZSIP_API void zsip_builder_add_named(struct zsip_builder *builder,
                                     struct zsip_slice name,
                                     struct zsip_slice value);

/** Header fields, one by one as above. */
ZSIP_API void zsip_builder_add_lines(struct zsip_builder *builder,
                                     const struct zsip_header_line *lines,
                                     size_t count);

/** A header field that is a number: Max-Forwards, Expires, RSeq ... */
ZSIP_API void zsip_builder_add_number(struct zsip_builder *builder,
                                      enum zsip_header id, uint32_t number);

/** A Via. */
ZSIP_API void zsip_builder_add_via(struct zsip_builder *builder,
                                   const struct zsip_via_parts *via);

/** From, To, Contact, Route, Record-Route ... */
ZSIP_API void
zsip_builder_add_address(struct zsip_builder *builder, enum zsip_header id,
                         const struct zsip_address_parts *address);

/** CSeq. */
ZSIP_API void zsip_builder_add_cseq(struct zsip_builder *builder,
                                    uint32_t number, struct zsip_slice method);

/** A field of a parsed message, its value unfolded; looked at as by
 *  zsip_builder_add(). */
ZSIP_API void zsip_builder_copy(struct zsip_builder *builder,
                                const struct zsip_field *field);

/**
 * Content-Length, the empty line, and the body.
 *
 * @param body  bytes; may be empty or absent
 * @param err   may be NULL; filled on every result, its offset in what was
 *              written
 * @return the length of the message, also where that is more than there was
 *         room for, as snprintf() does (no NUL is added); 0 after a failure
 */
ZSIP_API size_t zsip_builder_end(struct zsip_builder *builder,
                                 struct zsip_slice body,
                                 struct zsip_error *err);

/** The same for a body that is sent from where it lies, behind what this
 *  writes.  @return the length without the body */
ZSIP_API size_t zsip_builder_end_apart(struct zsip_builder *builder,
                                       size_t body_len, struct zsip_error *err);

#ifdef __cplusplus
}
#endif

#endif
