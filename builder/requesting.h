/*
 * What all requests have alike that are made from messages, dialogs and parts.
 */
#ifndef ZSIP_REQUESTING_H
#define ZSIP_REQUESTING_H

#include "build.h"
#include "internal.h"
#include "zsip_request.h"

/* A request on its way into a buffer; what is wrong sticks in the builder. */
struct zsip_requesting {
	struct zsip_builder builder;
	const struct zsip_request *request;
	enum zsip_method method;
	/* Header fields that the caller may not give, ended by ZSIP_HDR_OTHER;
	 * those that stand once are refused as doubled anyhow. */
	const enum zsip_header *own;
	bool sips; /* so Contact must be sips */
};

/* The caller's, who may have given nothing where `needed` is false.
 * `options` are those of the message, where the caller has none. */
void zsip_requesting_start(struct zsip_requesting *r,
                           const struct zsip_request *request, bool needed,
                           const struct zsip_options *options, char *buf,
                           size_t size);

void zsip_requesting_fail(struct zsip_requesting *r, enum zsip_status status,
                          const char *expected);

/* The caller's Max-Forwards, or 70 (RFC 3261 8.1.1.6). */
void zsip_requesting_max_forwards(struct zsip_requesting *r);

/* The start line, the caller's Via, Max-Forwards and Route, as RFC 3261
 * 12.2.1.1 has it; a route set is text as Route has it. */
void zsip_requesting_head(struct zsip_requesting *r, struct zsip_slice method,
                          struct zsip_slice target, struct zsip_slice routes);

/* All fields of a kind. */
void zsip_requesting_copy(struct zsip_requesting *r,
                          const struct zsip_message *msg, enum zsip_header id);

/* What an ACK has from its INVITE (RFC 3261 22.1). */
void zsip_requesting_credentials(struct zsip_requesting *r,
                                 const struct zsip_message *invite);

/* Contact, the caller's header fields, and the end.  What is missing, or may
 * not be there, is a failure. */
size_t zsip_requesting_end(struct zsip_requesting *r, struct zsip_error *err);

/* request_needs.c: whether the caller's header fields may stand there, and
 * Contact is one that will do; and whether all are there that must be. */
void zsip_requesting_check_lines(struct zsip_requesting *r);
void zsip_requesting_check_mandatory(struct zsip_requesting *r);

#endif
