/*
 * The values of header fields, one by one and in lists.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_VALUE_H
#define ZSIP_VALUE_H

#include "zsip_message.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ZSIP_SLICE(member) struct zsip_slice member;
#define ZSIP_U32(member)   uint32_t member;
#define ZSIP_I64(member)   int64_t member;
#define ZSIP_FLAG(member)  bool member;
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
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
#undef ZSIP_I64
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
 *  and commas, in message order.  `item` and `field` say what was met last,
 *  `quirks` by which quirks elements were skipped that say nothing; the other
 *  members are the library's. */
struct zsip_list {
	struct zsip_slice item;
	const struct zsip_field *field;
	uint64_t quirks;
	const struct zsip_message *msg;
	const char *at;
	size_t count, max_count;
	uint64_t allowed, nothing;
	const struct zsip_header_info *info;
	const struct zsip_field *last;
	const char *base;
	uint64_t stops;
	enum zsip_header id;
};

/** Begin a walk over the values of header field `id`. */
ZSIP_API void zsip_list_start(struct zsip_list *list,
                              const struct zsip_message *msg,
                              enum zsip_header id);

/** Begin a walk over the values that one field of the message has, for who goes
 *  through its fields one by one. */
ZSIP_API void zsip_list_start_field(struct zsip_list *list,
                                    const struct zsip_message *msg,
                                    const struct zsip_field *field);

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

/** A server-val (RFC 3261 25.1): a product or a comment. */
struct zsip_product {
	struct zsip_slice name;    /**< absent in a comment */
	struct zsip_slice version; /**< absent without a slash */
	/** Absent in a product.  Without its parentheses; those of comments
	 *  within it are kept. */
	struct zsip_slice comment;
};

/**
 * Cut the first product or comment off the value of Server or User-Agent.
 *
 * @param rest  `text` of the value; on return what follows, absent at the end
 * @return false at the end, and where the text is no product and no comment
 */
ZSIP_API bool zsip_products_next(struct zsip_slice *rest,
                                 struct zsip_product *product);

/**
 * The index of the entry that one of History-Info came from (RFC 7044 10.3):
 * "1.2" of "1.2.1".
 *
 * @param index   the value of the parameter ZSIP_PARAM_INDEX
 * @param parent  absent where the index is that of a first entry: "1"
 * @return false if that is no index
 */
ZSIP_API bool zsip_history_parent(struct zsip_slice index,
                                  struct zsip_slice *parent);

/** Compare two indices, number by number: an entry comes before those that came
 *  from it.  @return below, above or equal to 0 */
ZSIP_API int zsip_history_compare(struct zsip_slice a, struct zsip_slice b);

/**
 * The next entry of History-Info that came from the one with this index.
 *
 * @param list    begun with zsip_list_start() for ZSIP_HDR_HISTORY_INFO
 * @param parent  an index; absent for the entries that came from none
 * @return as zsip_list_next(); entries without an index are passed over
 */
ZSIP_API enum zsip_status zsip_history_next(struct zsip_list *list,
                                            struct zsip_slice parent,
                                            struct zsip_value *value,
                                            struct zsip_error *err);

#ifdef __cplusplus
}
#endif

#endif
