/*
 * Texts of messages on their way into a dialog's arena.
 */
#ifndef ZSIP_TEXTS_H
#define ZSIP_TEXTS_H

#include "zsip_dialog.h"
#include "zsip_edit.h"

/* The offset of a text that is null. */
#define ZSIP_DIALOG_ABSENT SIZE_MAX

/* Append a text; absent: null. */
void zsip_texts_add(struct zsip_dialog *dialog, struct zsip_writer *arena,
                    enum zsip_dialog_text which, struct zsip_slice text);

/* Append the value of From or To, of which the URI and the tag are texts of
 * their own. */
void zsip_texts_add_address(struct zsip_dialog *dialog,
                            struct zsip_writer *arena,
                            enum zsip_dialog_text which,
                            struct zsip_slice value,
                            const struct zsip_name_addr *address);

/*
 * Append the route set that Record-Route of a message makes.
 *
 * @param reverse  in the opposite order (RFC 3261 12.1.2)
 * @return as zsip_dialog_create()
 */
enum zsip_status zsip_texts_add_routes(struct zsip_dialog *dialog,
                                       struct zsip_writer *arena,
                                       const struct zsip_message *msg,
                                       bool reverse, struct zsip_error *err);

#endif
