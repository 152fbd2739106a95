/*
 * Edits of SIP messages: splices over the bytes of a parsed message.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_MESSAGE_EDIT_H
#define ZSIP_MESSAGE_EDIT_H

#include "zsip_edit.h"
#include "zsip_message.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How deep multipart bodies may be nested that have edits in their parts. */
#define ZSIP_EDIT_NESTING 8

/**
 * Put every Content-Length right after edits of the body, or of parts of a
 * multipart body: that of the message, and those of the parts that hold an
 * edited part, innermost first.  Where there is none, none is added.  To be
 * called once, behind the other edits.
 *
 * @param edit  of msg->text; the scratch takes the digits of each
 * @param msg   as zsip_message_parse() or a stream gave it, its body whole
 * @return ZSIP_OK; ZSIP_E_USE if the edit is of another text or bytes of the
 *         body are missing; what zsip_parts_next() says of a multipart body
 *         whose parts cannot be told apart; ZSIP_E_TOO_MANY or ZSIP_E_TOO_LONG
 *         without room in the edit
 */
ZSIP_API enum zsip_status
zsip_edit_content_length(struct zsip_edit *edit,
                         const struct zsip_message *msg);

#ifdef __cplusplus
}
#endif

#endif
