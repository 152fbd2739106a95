/*
 * What the helpers of a proxy share.
 */
#ifndef ZSIP_ROUTING_INTERNAL_H
#define ZSIP_ROUTING_INTERNAL_H

#include "siphash.h"
#include "uri_lists.h"
#include "zsip_edit.h"
#include "zsip_routing.h"

#pragma GCC visibility push(hidden)

/* transports.c: the one that has TLS over this one. */
enum zsip_transport zsip_transport_over_tls(enum zsip_transport transport);

/* Hosts (hosts.c) */

/* What kind of host it is, a bare IPv6 address included. */
enum zsip_host_type zsip_host_kind(struct zsip_slice host);

/* A host in the form, but for the case of its letters, in which all that are
 * equal are the same: an IPv6 address as its bytes in hexadecimal digits. */
enum { ZSIP_HOST_TEXT = 2 * 16 + 2 };
struct zsip_slice zsip_host_text(struct zsip_slice host,
                                 char room[ZSIP_HOST_TEXT]);

/* Whether two texts are equivalent URIs; one that only a quirk makes a URI must
 * be the same byte for byte. */
bool zsip_uri_text_equal(struct zsip_slice a, struct zsip_slice b);

/* Vias (hosts.c) */

/* The port of a sent-by, 0 without one or where it is no port. */
uint16_t zsip_via_given_port(const struct zsip_via_parm *via);

/* The same with the default of the transport filled in (RFC 3261 18.1.1). */
uint16_t zsip_via_port(const struct zsip_via_parm *via);

/* Hashes (needs.c): texts, each closed, so that none runs into the next. */

void zsip_hash_exact(struct zsip_siphash *hash, struct zsip_slice text);
void zsip_hash_nocase(struct zsip_siphash *hash, struct zsip_slice text);
void zsip_hash_number(struct zsip_siphash *hash, uint64_t number);
void zsip_hash_host(struct zsip_siphash *hash, struct zsip_slice host);

/* Failures */

/* Notes which header field it is that fails, and where it stands. */
enum zsip_status zsip_routing_failed(struct zsip_error *err,
                                     const struct zsip_message *msg,
                                     enum zsip_header id,
                                     enum zsip_status status);

/* A member of the core that is needed: its status, and noted in `err`. */
enum zsip_status zsip_routing_needs(struct zsip_error *err,
                                    const struct zsip_message *msg,
                                    const struct zsip_core *core,
                                    enum zsip_core_member member);

/* What a transaction is known by without a branch that is unique: Request-URI,
 * From, To, Call-ID, CSeq (RFC 3261 17.2.3, 16.11). */
enum zsip_status zsip_routing_needs_all(struct zsip_error *err,
                                        const struct zsip_message *msg,
                                        const struct zsip_core *core);

/* branch.c: has it the magic cookie, in the letter case that the message's
 * options ask for, and more? */
bool zsip_branch_counts(const struct zsip_message *msg,
                        struct zsip_slice branch);

#pragma GCC visibility pop

#endif
