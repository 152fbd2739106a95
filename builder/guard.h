/*
 * What keeps out of a message what would not be read back as itself.
 */
#ifndef ZSIP_GUARD_H
#define ZSIP_GUARD_H

#include "internal.h"

/* 1*token-char (RFC 3261 25.1). */
bool zsip_guard_token(struct zsip_slice text);

/* Whether there is a CR, an LF or a NUL. */
bool zsip_guard_breaks(struct zsip_slice text);

/* The length of the character at p, 0 if it is none: RFC 3629 4, which knows
 * neither longer forms of a character nor surrogates. */
size_t zsip_guard_character(const char *p, const char *end);

/* Reason-Phrase (RFC 3261 25.1), its bytes above ASCII UTF-8. */
bool zsip_guard_reason(struct zsip_slice text);

/* The value of a header field, all its elements if it is a list; ZSIP_OK, or
 * why not.  Folds are no fault here.  ZSIP_HDR_OTHER: text. */
enum zsip_status zsip_guard_value(enum zsip_header id, struct zsip_slice value,
                                  const struct zsip_options *options);

#endif
