/*
 * Messages without the people and the machines that they are of.
 */
#ifndef SIPLINT_ANONYMIZE_H
#define SIPLINT_ANONYMIZE_H

#include "read/message.h"
#include "select/pseudonyms.h"

/* @param message  that the piece was read into
 * @param piece    in, out: it lies in an input of its own then, which is to be
 *                 dropped; every byte keeps its line, column and offset */
void anonymize_message(const struct pseudonyms *pseudonyms,
                       const struct message *message, struct piece *piece);
/* As message_read_body() read it.  @return to be dropped */
struct input *anonymize_description(const struct pseudonyms *pseudonyms,
                                    const struct message *message);
/* Bytes that are no message. */
void anonymize_skipped(struct seen *seen);
/* Of a file, up to its LF. */
struct input *anonymize_first_line(const struct pseudonyms *pseudonyms,
                                   const struct input *input);

#endif
