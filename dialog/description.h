/*
 * Session descriptions in messages, and one beside another by their o= lines.
 */
#ifndef ZSIP_DESCRIPTION_H
#define ZSIP_DESCRIPTION_H

#include "zsip_dialog_event.h"

/* The session description of a message, in its body or a part of it; absent:
 * none. */
struct zsip_slice zsip_description_of(const struct zsip_message *msg);

/* The o= line of a description, or of itself; `nettype` is absent where it
 * cannot be read. */
struct zsip_sdp_origin zsip_description_origin(struct zsip_slice text);

/* RFC 8866 5.2: what makes two descriptions those of one session. */
bool zsip_description_is_same_session(const struct zsip_sdp_origin *a,
                                      const struct zsip_sdp_origin *b);

/* What became of a description; either may be absent. */
enum zsip_description_change zsip_description_compare(struct zsip_slice before,
                                                      struct zsip_slice after);

#endif
