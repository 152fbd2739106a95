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
 *  first of that name.  As zsip_params_find(). */
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

#ifdef __cplusplus
}
#endif

#endif
