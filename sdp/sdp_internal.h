/*
 * What the files of sdp/ share.
 */
#ifndef ZSIP_SDP_INTERNAL_H
#define ZSIP_SDP_INTERNAL_H

#include "internal.h"
#include "zsip_sdp.h"
#include <string.h>

#pragma GCC visibility push(hidden)

/* The machines, one for each name in the first column of ZSIP_SDP_SHAPE: a
 * value of a shape into that shape's struct, which is cleared.  They return
 * `end`, or NULL with the fault in `stop`; quirks are noted there. */
typedef const char *zsip_sdp_machine(void *out, unsigned shape,
                                     const char *text, const char *end,
                                     struct zsip_stop *stop);
zsip_sdp_machine zsip_sdp_lines_machine, zsip_sdp_rtp_machine,
        zsip_sdp_transport_machine, zsip_sdp_application_machine;

/* sdp_value.c: a value of a shape, quirks included; false with the fault in
 * `stop`.  An absent text is that of an attribute without colon, whose name
 * ends at `name_end`. */
bool zsip_sdp_value_read(struct zsip_sdp_value *value, unsigned shape,
                         struct zsip_slice text, const char *name_end,
                         uint64_t allowed, struct zsip_stop *stop);

/* The formats of this protocol are payload types. */
bool zsip_sdp_is_rtp(struct zsip_slice proto);

/* sdp_table.c: the shape of a line's value, and the rule for the line; false
 * for what is no line's letter. */
bool zsip_sdp_letter(char letter, unsigned *shape, const char **field);

static inline bool zsip_sdp_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* token-char of RFC 8866 9: wider than SIP's. */
extern const bool zsip_sdp_token_chars[256];

static inline bool zsip_sdp_is_token(char byte)
{
	return zsip_sdp_token_chars[(unsigned char)byte];
}

#pragma GCC visibility pop

#endif
