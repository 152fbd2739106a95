/*
 * What the parts of zsip_response_build() share.
 */
#ifndef ZSIP_RESPOND_H
#define ZSIP_RESPOND_H

#include "zsip_response.h"

/* A response on its way. */
struct respond {
	const struct zsip_message *request;
	const struct zsip_core *core;
	const struct zsip_response *response;
	struct zsip_builder builder;
	/* Fields may be written with their names as they stand. */
	bool plain;
	/* Bytes of the request that are to be written. */
	struct zsip_slice run;
	/* What is wrong with the request. */
	struct zsip_error error;
};

/* Note what is wrong with the request, if nothing was before: at `at`, in the
 * header field `id`. */
void zsip_respond_fail(struct respond *respond, enum zsip_status status,
                       const char *at, enum zsip_header id);

/* Refuse what the caller gave. */
static inline void zsip_respond_refuse(struct respond *respond,
                                       const char *expected)
{
	zsip_writer_fail(&respond->builder.out, ZSIP_E_USE, expected);
}

static inline bool zsip_respond_is_raw(const struct respond *respond)
{
	return (respond->response->flags & ZSIP_RESPONSE_ERROR) != 0;
}

/* Whether the response may form a dialog, and so has the Record-Route of its
 * request. */
bool zsip_respond_forms_dialog(const struct respond *respond);

static inline bool zsip_respond_is_control(char byte)
{
	return ((unsigned char)byte < ' ' && byte != '\t') || byte == 0x7F;
}

/* Of a broken request: a value of which nothing is left to copy. */
bool zsip_respond_is_blank(struct zsip_slice text);

/* response_request.c: whether the request can be answered. */
void zsip_respond_check_request(struct respond *respond);

/* response_copy.c: what the request gives. */
void zsip_respond_copy(struct respond *respond);

/* response_needs.c: whether the header fields that the caller gives are those
 * that the code asks for, and no others' business. */
void zsip_respond_check_lines(struct respond *respond);

#endif
