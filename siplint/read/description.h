/*
 * Session descriptions, alone and in messages.
 */
#ifndef SIPLINT_DESCRIPTION_H
#define SIPLINT_DESCRIPTION_H

#include "read/message.h"
#include "zsip_sdp.h"

/* Whether a message or part has one for its body, and not encoded. */
bool description_is_body(const struct zsip_message *sip);
/* Whether a file is one and nothing else. */
bool description_is_file(const struct input *input);
/* With room for all its lines, until description_free(). */
void description_read(struct zsip_sdp *sdp, struct zsip_slice text,
                      const struct zsip_options *options);
void description_free(struct zsip_sdp *sdp);

#endif
