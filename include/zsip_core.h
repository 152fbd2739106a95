/*
 * What a proxy needs of every message, in one call.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_CORE_H
#define ZSIP_CORE_H

#include "zsip_uri.h"
#include "zsip_value.h"

#ifdef __cplusplus
extern "C" {
#endif

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
	uint64_t quirks; /**< that any of them was accepted through */
	/** For each member: ZSIP_OK; ZSIP_E_MISSING, when it is not in the
	 *  message, or has no value but what quirks take for nothing; else why
	 *  it could not be parsed. */
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

#ifdef __cplusplus
}
#endif

#endif
