/*
 * Texts of messages on their way into a dialog's arena.
 */
#ifndef ZSIP_TEXTS_H
#define ZSIP_TEXTS_H

#include "event.h"
#include "zsip_edit.h"

/* The offset of a text that is null. */
#define ZSIP_DIALOG_ABSENT UINT32_MAX

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

/* The bytes of the route set that Record-Route of a message makes. */
enum zsip_status zsip_texts_measure_routes(const struct zsip_message *msg,
                                           size_t *len, struct zsip_error *err);

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

/* Whether Record-Route of a message, which can be read, makes this route set;
 * with `reverse` in the opposite order. */
bool zsip_texts_are_routes(const struct zsip_message *msg, bool reverse,
                           struct zsip_slice routes);

/*
 * Bring the texts that an event changes into the arena, and take out what they
 * replace; the places of event->next say where all are then.
 *
 * @return ZSIP_OK; ZSIP_E_TOO_LONG if the arena is too small: then nothing has
 *         changed, and `needed` of the decision is set
 */
enum zsip_status zsip_texts_replace(struct zsip_event *event);

#endif
