/*
 * URIs, and the parameters of URIs and of header field values.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_URI_H
#define ZSIP_URI_H

#include "zsip_message.h"

#ifdef __cplusplus
extern "C" {
#endif

/* URIs */

enum zsip_scheme {
	ZSIP_SCHEME_OTHER, /**< an absolute URI: scheme and rest alone */
	ZSIP_SCHEME_SIP,
	ZSIP_SCHEME_SIPS,
	ZSIP_SCHEME_TEL, /**< RFC 3966: user (the number) and params */
	ZSIP_SCHEME_URN  /**< RFC 8141: scheme and rest; zsip_urn_parse() */
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
	/** Escapes kept: zsip_unescape().  Of a tel URI the number, with its
	 *  "+" and visual separators. */
	struct zsip_slice user;
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
 * Parse a URI.  sip and sips to the last part, tel into number and parameters,
 * any other absolute URI as scheme and rest; a urn must be one by RFC 8141.
 *
 * The grammar is that of URIs in SIP messages (RFC 3261 25.1: absoluteURI), so
 * a "#" is refused even where the scheme has one, in a urn's f-component and,
 * but for the quirk hash_in_user, a tel's local number: zsip_urn_parse() and
 * zsip_tel_parse() take it.  Which parts may stand where is not asked here: a
 * Request-URI has no headers and no method parameter, To and From have no port
 * (RFC 3261 19.1.1, table 1; zsip_check() tells).  Whether a tel URI has the
 * phone-context that a local number needs, and each parameter once, is asked by
 * zsip_tel_parse().
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

/**
 * Whether a URI must stand in angle brackets where a header field has a
 * name-addr or an addr-spec: it has a comma, semicolon or question mark, which
 * without brackets would end it (RFC 3261 20, 20.10).
 */
ZSIP_API bool zsip_uri_needs_brackets(const struct zsip_uri *uri);

/* Telephone numbers and names */

/** A telephone-subscriber (RFC 3966 3), cut into slices. */
struct zsip_tel {
	struct zsip_slice text;   /**< number and parameters */
	struct zsip_slice number; /**< with its "+" and visual separators */
	struct zsip_slice params; /**< from the first semicolon */
	struct zsip_slice ext;    /**< value of ext: an extension's digits */
	struct zsip_slice isub;   /**< value of isub: an ISDN subaddress */
	/** Value of phone-context: a domain name or, with a "+", the digits of
	 * a global number. */
	struct zsip_slice phone_context;
	bool global; /**< the number begins with "+" */
};

/**
 * Parse a tel URI, or a telephone-subscriber by itself: the user part of a
 * sip URI with user=phone (RFC 3261 19.1.6).
 *
 * Parameters may come in any order.  The "#" of a local number, which most
 * parts of a URI cannot have, may be written "%23" as well.
 *
 * @param tel  filled on ZSIP_OK
 * @param err  may be NULL; offset from text.ptr
 * @return ZSIP_OK; ZSIP_E_SYNTAX, also for a parameter that stands twice, at
 *         its second name; ZSIP_E_MISSING, at the end of the text, for a local
 *         number without phone-context; ZSIP_E_USE
 */
ZSIP_API enum zsip_status zsip_tel_parse(struct zsip_tel *tel,
                                         struct zsip_slice text,
                                         struct zsip_error *err);

/**
 * Copy a number, an extension or a phone-context with its visual separators
 * left out (RFC 3966 5.1.1), letters in lower case and "%23" as "#".
 *
 * @param buf   at most `size` bytes are written, no NUL
 * @return the bytes that are needed, as snprintf counts
 */
ZSIP_API size_t zsip_tel_digits(struct zsip_slice number, char *buf,
                                size_t size);

/** A urn (RFC 8141 2), cut into slices. */
struct zsip_urn {
	struct zsip_slice text;
	struct zsip_slice nid; /**< namespace identifier, as "service" */
	struct zsip_slice nss; /**< namespace-specific string, as "sos" */
	struct zsip_slice r_component; /**< behind "?+" */
	struct zsip_slice q_component; /**< behind "?=" */
	struct zsip_slice f_component; /**< behind "#"; may be empty */
};

/**
 * Parse a urn.
 *
 * @param urn  filled on ZSIP_OK
 * @param err  may be NULL; offset from text.ptr
 * @return ZSIP_OK, ZSIP_E_SYNTAX or ZSIP_E_USE
 */
ZSIP_API enum zsip_status zsip_urn_parse(struct zsip_urn *urn,
                                         struct zsip_slice text,
                                         struct zsip_error *err);

/* Comparison */

/** Whether two hosts are the same: names without case, IPv6 addresses by value,
 *  with brackets or without.  A name is never the same as an address. */
ZSIP_API bool zsip_host_equal(struct zsip_slice a, struct zsip_slice b);

/**
 * Whether two URIs, parsed by zsip_uri_parse(), are equivalent: sip and sips by
 * RFC 3261 19.1.4, tel by RFC 3966 4, urn by RFC 8141 3; of any other scheme
 * if they are the same but for the scheme's case.  Two schemes never are.
 *
 * Of sip and sips URIs, a character outside the reserved set (RFC 2396 2.2) is
 * the same as its escape, a reserved one is not.  User, password and the method
 * parameter are compared exactly, the rest without case; hosts and maddr by
 * value, so that [::1] is [0:0::1].  The parameters user, ttl, method, maddr
 * and transport must be in both, any other counts only where both have it; of
 * a parameter that stands twice the first counts.  The headers must be in both,
 * of one name in the same order, with values as RFC 3261 7.3.1 and 20 compare
 * them; docs/decisions.md has the details.
 *
 * It is reflexive and symmetric but not transitive: a URI with ";a=1" and one
 * with ";a=2" are both equivalent to one without.
 *
 * Linear in the input but for the sorting of names, as long as there are no
 * more than 384 parameters or headers; each further 384 take one more walk.
 */
ZSIP_API bool zsip_uri_equal(const struct zsip_uri *a,
                             const struct zsip_uri *b);

/**
 * A hash that is the same for all equivalent URIs.  It covers the parts that
 * zsip_uri_equal() never ignores: of sip and sips URIs user, password, host,
 * port, those five parameters and the names of the headers.
 *
 * SipHash-2-4 keyed with `seed`: where the seed is secret, nobody can choose
 * URIs that collide, but for those that differ in what is left out.  A table
 * filled from the network had better use zsip_uri_strict_hash().
 */
ZSIP_API uint64_t zsip_uri_hash(const struct zsip_uri *uri, uint64_t seed);

/**
 * Whether two URIs are the same in all their parts: as zsip_uri_equal(), but
 * every parameter must be in both, those of one name in the same order, and
 * so must the components of a urn.  This one is transitive, and what it calls
 * equal is equivalent too: for tables of URIs without duplicates.
 */
ZSIP_API bool zsip_uri_strict_equal(const struct zsip_uri *a,
                                    const struct zsip_uri *b);

/** The hash for zsip_uri_strict_equal(), which covers everything but the order
 *  of parameters or headers of one name.  As zsip_uri_hash(). */
ZSIP_API uint64_t zsip_uri_strict_hash(const struct zsip_uri *uri,
                                       uint64_t seed);

/* Parameters */

/** Parameters by number (zsip_params.def). */
enum zsip_param_id {
	ZSIP_PARAM_OTHER = 0,
#define ZSIP_PARAM(number, id, name, form, rfc) ZSIP_PARAM_##id = number,
#include "zsip_params.def"
#undef ZSIP_PARAM
};

/** What the value of a parameter is: the column of zsip_params.def. */
enum zsip_param_form {
	ZSIP_PARAM_FORM_FLAG,
	ZSIP_PARAM_FORM_TOKEN,
	ZSIP_PARAM_FORM_STRING,
	ZSIP_PARAM_FORM_TEXT,
	ZSIP_PARAM_FORM_DIGITS,
	ZSIP_PARAM_FORM_QVALUE,
	ZSIP_PARAM_FORM_TTL,
	ZSIP_PARAM_FORM_PORT,
	ZSIP_PARAM_FORM_HOST,
	ZSIP_PARAM_FORM_IP,
	ZSIP_PARAM_FORM_ANY
};

/** What is known of a parameter: the columns of zsip_params.def. */
struct zsip_param_info {
	uint16_t id;
	uint8_t form; /**< enum zsip_param_form */
	const char *name;
	const char *rfc;
};

/** The row of a parameter; NULL for ZSIP_PARAM_OTHER and unknown numbers. */
ZSIP_API const struct zsip_param_info *zsip_param_info(enum zsip_param_id id);

/** One parameter. */
struct zsip_param {
	struct zsip_slice name;
	/** Absent without "="; a quoted value stands without its quotes, one in
	 *  angle brackets without those. */
	struct zsip_slice value;
	uint16_t id;    /**< enum zsip_param_id */
	bool quoted;    /**< use zsip_unquote() on the value */
	bool bracketed; /**< the value stood in angle brackets */
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
 * the headers of a URI (`headers`); its first byte tells which: ';', '?', or
 * that of a name where no semicolon stands before the first parameter and
 * commas or semicolons behind it (RFC 3261 20.7, RFC 7315 4.6).
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

/** Find a parameter by its number, in canonical spelling or any other case; the
 *  first of that name.
 *  @return as zsip_params_find(); ZSIP_E_USE for ZSIP_PARAM_OTHER and numbers
 *          that are not in the table */
ZSIP_API enum zsip_status zsip_params_get(struct zsip_slice params,
                                          enum zsip_param_id id,
                                          struct zsip_param *param);

/**
 * Whether a parameter's value has the form that its RFC gives it.
 *
 * @param param  as a walk gave it; any value will do where no RFC says more
 */
ZSIP_API bool zsip_param_is_sound(const struct zsip_param *param);

/**
 * The value of a parameter as a number: expires, ttl, rport, reg-id, cause ...
 *
 * @param number  set on ZSIP_OK
 * @return ZSIP_OK; ZSIP_E_SYNTAX for what is not 1*DIGIT; ZSIP_E_RANGE from
 * 2^32 on; ZSIP_E_MISSING where there is no value
 */
ZSIP_API enum zsip_status zsip_param_number(const struct zsip_param *param,
                                            uint32_t *number);

/**
 * The value of a parameter as a qvalue (RFC 3261 25.1) in thousandths: 1000 for
 * "1", 500 for "0.5".
 *
 * @param thousandths  set on ZSIP_OK
 * @return ZSIP_OK; ZSIP_E_SYNTAX for what is no qvalue; ZSIP_E_MISSING where
 *         there is no value
 */
ZSIP_API enum zsip_status zsip_param_qvalue(const struct zsip_param *param,
                                            uint32_t *thousandths);

/**
 * The parameters within the user part of a sip or sips URI, as a telephone
 * number has them (RFC 3261 19.1.6; tgrp of RFC 4904, rn and npdi of RFC
 * 4694), or those of a tel URI; for zsip_params_start() and
 * zsip_params_find().
 *
 * @param before  may be NULL; out: the user part up to the first semicolon
 * @return from the first semicolon of the user part on; absent without one
 */
ZSIP_API struct zsip_slice zsip_uri_user_params(const struct zsip_uri *uri,
                                                struct zsip_slice *before);

/** The number of the header field that a header of a URI names, escapes
 *  resolved, in canonical or compact form; `header` comes from a walk over
 *  zsip_uri.headers.  @return ZSIP_HDR_OTHER also for "body" */
ZSIP_API enum zsip_header zsip_uri_header_id(const struct zsip_param *header);

/** Whether a header of a URI is none but the message body (RFC 3261 19.1.1:
 *  "the special hname body"). */
ZSIP_API bool zsip_uri_header_is_body(const struct zsip_param *header);

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

/** Parts of a sip URI that have characters of their own (RFC 3261 25.1). */
enum zsip_uri_part {
	ZSIP_URI_USER,
	ZSIP_URI_PASSWORD,
	ZSIP_URI_PARAM, /**< name or value of a parameter */
	ZSIP_URI_HEADER /**< name or value of a header */
};

/** Copy bytes as a part of a sip URI: those that may not stand in it become
 *  "%HH", in upper case, "%" itself among them.  As zsip_unquote(); what comes
 *  out, zsip_unescape() turns back. */
ZSIP_API size_t zsip_escape(enum zsip_uri_part part, struct zsip_slice text,
                            char *buf, size_t size);

#ifdef __cplusplus
}
#endif

#endif
