/*
 * What a registrar works out from a REGISTER.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_REGISTRAR_H
#define ZSIP_REGISTRAR_H

#include "zsip_core.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Write an address-of-record in the form under which its bindings are kept (RFC
 * 3261 10.3 step 5, 16.5): scheme, user with its escapes resolved, host in
 * lower case, and the port if there is one; no parameters, and no password or
 * headers, which no address-of-record has.
 *
 * It is a key, not a URI: what was escaped may be any byte, and of an IPv6
 * address stand the bytes.
 *
 * @param buf  at most `size` bytes are written, no NUL; may be NULL if `size`
 *             is 0
 * @return the bytes that are needed, as snprintf counts; 0 for a URI that is
 *         neither sip nor sips
 */
ZSIP_API size_t zsip_aor_write(const struct zsip_uri *uri, char *buf,
                               size_t size);

/** For how long a registrar binds, in seconds. */
struct zsip_registrar_policy {
	uint32_t default_expires; /**< where the request says nothing */
	/** What is less, and less than an hour, is too brief: 423 with this as
	 *  Min-Expires.  0: nothing is. */
	uint32_t min_expires;
	uint32_t max_expires; /**< what is more is cut; 0: nothing is */
};

/** What a REGISTER asks for (RFC 3261 10.3 step 6). */
enum zsip_register_kind {
	ZSIP_REGISTER_QUERY,     /**< no Contact: the bindings are asked for */
	ZSIP_REGISTER_UPDATE,    /**< each Contact is a binding */
	ZSIP_REGISTER_REMOVE_ALL /**< "*": all bindings go */
};

/** A REGISTER as a whole. */
struct zsip_register {
	uint8_t kind; /**< enum zsip_register_kind */
	/** 0; 400 for a request that is wrong; 423 for an interval that is too
	 *  brief (10.3 step 7), which a registrar may also let pass. */
	uint16_t code;
	size_t contacts; /**< that were looked at */
	/** There is an Expires, and what it says: 3600 where that is no number
	 *  below 2^32 (RFC 3261 20.19). */
	bool has_expires;
	uint32_t expires;
};

/**
 * Look through a REGISTER before any of it is done: it is done as a whole or
 * not at all.
 *
 * @param err  may be NULL; filled on every result, offset from msg->text.ptr:
 *             for a 400 or 423 where its reason is, for which `expected` has a
 *             name
 * @return ZSIP_OK, also with a 423; ZSIP_E_USE for a message that is no
 *         REGISTER; with a 400: ZSIP_E_SYNTAX or ZSIP_E_RANGE for a Contact
 *         that cannot be read or is no URI, ZSIP_E_USE for a "*" that does not
 *         stand alone or whose Expires is not 0, and for more
 *         than one Contact that is to stay where one has reg-id (RFC 5626 6)
 */
ZSIP_API enum zsip_status
zsip_register_read(struct zsip_register *reg, const struct zsip_message *msg,
                   const struct zsip_registrar_policy *policy,
                   struct zsip_error *err);

/**
 * For how long a Contact is to be bound (RFC 3261 10.3 step 7): its parameter
 * expires, else the header field Expires, else the default, and no longer than
 * the policy's maximum.  What is no number below 2^32 counts as 3600 (20.10,
 * 20.19).
 *
 * @param reg      as zsip_register_read() filled it
 * @param expires  out: seconds; 0 removes the binding
 * @return whether this is too brief: more than 0, less than an hour, and less
 *         than the policy's minimum
 */
ZSIP_API bool zsip_contact_expires(const struct zsip_name_addr *contact,
                                   const struct zsip_register *reg,
                                   const struct zsip_registrar_policy *policy,
                                   uint32_t *expires);

/** A binding, as far as requests are compared with it. */
struct zsip_binding {
	struct zsip_slice uri; /**< as it stood in Contact, no brackets */
	/** What +sip.instance has between its quotes; absent without one. */
	struct zsip_slice instance;
	/** 0: none, or no instance beside it.  Set it to 0 where outbound
	 *  processing must not be done: the first hop lacks it (RFC 5626 6). */
	uint32_t reg_id;
	struct zsip_slice call_id;
	uint32_t cseq;
};

/**
 * The binding that a Contact of a REGISTER asks for.
 *
 * @param core  of the message: Call-ID and CSeq
 * @return ZSIP_OK; ZSIP_E_USE for "*"; the status of Call-ID or CSeq that is
 *         missing or broken
 */
ZSIP_API enum zsip_status zsip_binding_of(struct zsip_binding *binding,
                                          const struct zsip_name_addr *contact,
                                          const struct zsip_core *core);

/**
 * Whether two bindings of one address-of-record are the same one: by instance
 * and reg-id where both have both (RFC 5626 6); by their URIs where neither has
 * (RFC 3261 10.3 step 7, 19.1.4); else they are not.  A UUID is compared
 * without case (RFC 5626 4.1, RFC 4122 3).
 */
ZSIP_API bool zsip_binding_equal(const struct zsip_binding *a,
                                 const struct zsip_binding *b);

/** What becomes of a binding. */
enum zsip_binding_change {
	ZSIP_BINDING_NONE, /**< it is not there and need not be */
	ZSIP_BINDING_ADD,
	ZSIP_BINDING_UPDATE,
	ZSIP_BINDING_REMOVE,
	/** The request is older than what is known: nothing of it is done, and
	 *  it fails (RFC 3261 10.3 steps 6 and 7), with a 500. */
	ZSIP_BINDING_ABORT
};

/**
 * What a REGISTER does to a binding (RFC 3261 10.3 steps 6 and 7).
 *
 * @param old      the one that is there; NULL if none is
 * @param asked    what the request asks for; for "*" its Call-ID and CSeq count
 *                 alone
 * @param expires  zsip_contact_expires(); 0 for "*"
 */
ZSIP_API enum zsip_binding_change
zsip_binding_decide(const struct zsip_binding *old,
                    const struct zsip_binding *asked, uint32_t expires);

#ifdef __cplusplus
}
#endif

#endif
