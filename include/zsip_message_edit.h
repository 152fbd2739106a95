/*
 * Edits of SIP messages: splices over the bytes of a parsed message, as a proxy
 * makes them (RFC 3261 16.6, 16.7, 16.12).  Nothing is copied but what is new;
 * the message stays as it is and may serve several edits at once.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_MESSAGE_EDIT_H
#define ZSIP_MESSAGE_EDIT_H

#include "zsip_core.h"
#include "zsip_edit.h"
#include "zsip_write.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Each function goes by the message as it was parsed and sees nothing of the
 * edits before it, but for what follows.
 *
 * - Of two edits of the same piece the later one counts.  An edit of a larger
 *   piece takes the place of those within it: a header field that is removed
 *   takes along what was changed in its values.  What lies within a piece that
 *   has been replaced or removed can no longer be edited: ZSIP_E_USE.
 * - Values that were removed are gone: zsip_edit_pop_route() twice pops two.
 * - What is pushed, or added before others, stands above what was pushed to the
 *   same place before; what is added behind others stands below.  Kinds of
 *   header fields do not mind each other's order (RFC 3261 7.3.1).
 * - What was pushed or added is not seen by later edits, but by those that
 *   replace all fields of a kind: zsip_edit_set_field() and its kin.
 *
 * The message, `msg`, was parsed without failure and lies in edit->text.  It
 * may be a part of a multipart body (zsip_body.h), for functions that edit
 * header fields.  `core` was taken from it by zsip_core_parse().
 *
 * Texts that are given are copied into the scratch, but for bodies.  They are
 * looked at: CR, LF, NUL, and what would not be read back as itself with
 * msg->options, is refused with ZSIP_E_SYNTAX, or ZSIP_E_RANGE for a number in
 * it that does not fit.
 *
 * All return ZSIP_OK, or why not: beside what is said of each, ZSIP_E_TOO_MANY
 * without room for a splice, ZSIP_E_TOO_LONG without room in the scratch,
 * ZSIP_E_USE for a message that is not in the text or was not parsed, and the
 * first failure again after it: it sticks, and the edit then writes nothing.
 * Each function takes one splice unless more are said; removals may give some
 * back.
 */

/**
 * Begin to edit a message, from its start line to the end of its body: bytes
 * behind the length that Content-Length tells are no part of it (RFC 3261
 * 18.3).  As zsip_edit_start() else.
 *
 * Where it is in doubt where the message ends, and the next hop might take its
 * body for another message, the edit begins with a failure, which sticks:
 * content_length_status of a length that cannot be read or of two that
 * disagree; ZSIP_E_USE if bytes of the body are missing.
 */
ZSIP_API void zsip_edit_start_message(struct zsip_edit *edit,
                                      const struct zsip_message *msg,
                                      struct zsip_splice *splices,
                                      size_t max_splices, char *scratch,
                                      size_t scratch_size);

/* Via and Max-Forwards */

/** Push a Via (RFC 3261 16.6 step 8): a header field before the first one, or
 *  before all others where there is none. */
ZSIP_API enum zsip_status zsip_edit_push_via(struct zsip_edit *edit,
                                             const struct zsip_message *msg,
                                             const struct zsip_via_parts *via);

/**
 * Pop the top Via (RFC 3261 16.7 step 3), with its header field if it is the
 * only value of that.
 *
 * @return also ZSIP_E_MISSING without a Via that is still there; what
 *         core->status says of one that is broken
 */
ZSIP_API enum zsip_status zsip_edit_pop_via(struct zsip_edit *edit,
                                            const struct zsip_message *msg,
                                            const struct zsip_core *core);

/**
 * Put received and rport on the top Via of the message (RFC 3261 18.2.1, RFC
 * 3581 4): received where the address is not that of sent-by or rport is asked
 * for, the port where rport stands.  Two splices at most.
 *
 * @return also ZSIP_E_MISSING without a Via; what core->status says of one that
 *         is broken; ZSIP_E_SYNTAX for an address that is none; ZSIP_E_TOO_MANY
 *         for a Via that has one of these parameters twice: a 400
 */
ZSIP_API enum zsip_status zsip_edit_stamp_via(struct zsip_edit *edit,
                                              const struct zsip_message *msg,
                                              const struct zsip_core *core,
                                              const struct zsip_source *source);

/**
 * Decrement Max-Forwards; 70 where there is none (RFC 3261 16.6 step 3).
 *
 * @return also ZSIP_END at 0, and nothing is edited: the answer is a 483 (RFC
 *         3261 16.3); this is no failure.  What core->status says of a value
 *         that is broken; ZSIP_E_TOO_MANY for two of them
 */
ZSIP_API enum zsip_status
zsip_edit_decrement_max_forwards(struct zsip_edit *edit,
                                 const struct zsip_message *msg,
                                 const struct zsip_core *core);

/* Request-URI and routes.  What is pushed is a URI as it is written, without
 * angle brackets: sip or sips with the parameter lr (RFC 3261 16.6 step 4 and
 * 6, RFC 3327 4); ZSIP_E_SYNTAX without. */

/** Set the Request-URI (RFC 3261 16.6 step 2).
 *  @param uri  of any scheme
 *  @return also ZSIP_E_USE for a response */
ZSIP_API enum zsip_status
zsip_edit_set_request_uri(struct zsip_edit *edit,
                          const struct zsip_message *msg,
                          struct zsip_slice uri);

/** Push a Record-Route (RFC 3261 16.6 step 4): a header field before the first
 *  one; where there is none, behind the last Via. */
ZSIP_API enum zsip_status
zsip_edit_push_record_route(struct zsip_edit *edit,
                            const struct zsip_message *msg,
                            struct zsip_slice uri);

/**
 * Push two Record-Routes, for a proxy that changes the transport, the address
 * family or the network (RFC 5658 5).  Two splices.
 *
 * @param received  the proxy as it is seen from where the request came from
 * @param sent      as it is seen from where the request goes: stands on top
 */
ZSIP_API enum zsip_status zsip_edit_push_record_routes(
        struct zsip_edit *edit, const struct zsip_message *msg,
        struct zsip_slice received, struct zsip_slice sent);

/** Push a Path on a REGISTER (RFC 3327 5.2), placed as a Record-Route. */
ZSIP_API enum zsip_status zsip_edit_push_path(struct zsip_edit *edit,
                                              const struct zsip_message *msg,
                                              struct zsip_slice uri);

/** Push a Route (RFC 3261 16.6 step 6), placed as a Record-Route. */
ZSIP_API enum zsip_status zsip_edit_push_route(struct zsip_edit *edit,
                                               const struct zsip_message *msg,
                                               struct zsip_slice uri);

/**
 * Pop the first Route, which names this proxy (RFC 3261 16.4), with its header
 * field if it is the only value of that.  Twice where two Record-Routes were
 * pushed.
 *
 * @return also ZSIP_E_MISSING without a Route that is still there; what
 *         core->status says of one that is broken
 */
ZSIP_API enum zsip_status zsip_edit_pop_route(struct zsip_edit *edit,
                                              const struct zsip_message *msg,
                                              const struct zsip_core *core);

/** Pop the first Routes, `count` of them, as zsip_route_plan.pops has it: in
 *  one walk, where one by one takes time by the square of what a sender may put
 *  there (zsip_limits.list_length).  A splice for each header field. */
ZSIP_API enum zsip_status zsip_edit_pop_routes(struct zsip_edit *edit,
                                               const struct zsip_message *msg,
                                               const struct zsip_core *core,
                                               size_t count);

/**
 * Undo what a strict router did before us: the Request-URI is one that we put
 * into a Record-Route (RFC 3261 16.4).  The last Route that is still there
 * becomes the Request-URI, without the header fields and the method that may
 * not stand there (19.1.1, table 1), and is removed.  Two splices.
 *
 * @return also ZSIP_E_MISSING without a Route; what zsip_list_next() says of
 *         one that is broken; ZSIP_E_USE for a response
 */
ZSIP_API enum zsip_status
zsip_edit_undo_strict_route(struct zsip_edit *edit,
                            const struct zsip_message *msg);

/**
 * Go by a strict router behind us: where the first Route that is still there
 * has no lr, it becomes the Request-URI in the same way, and the Request-URI,
 * as it has been set, becomes the last Route (RFC 3261 16.6 step 6).  Else
 * nothing is done.  Three splices.
 *
 * Not where a Route was pushed: that one is the first then, and loose.
 *
 * @return as zsip_edit_undo_strict_route(), but ZSIP_OK without a Route
 */
ZSIP_API enum zsip_status
zsip_edit_do_strict_route(struct zsip_edit *edit,
                          const struct zsip_message *msg,
                          const struct zsip_core *core);

/* Header fields.  Content-Length is written by the functions that edit bodies;
 * what else would edit it is refused with ZSIP_E_USE. */

/** Where a header field is added. */
enum zsip_edit_place {
	/** Before all others. */
	ZSIP_EDIT_TOP,
	/** Before the first of its kind; where there is none, behind the last
	 *  Via. */
	ZSIP_EDIT_FIRST,
	/** Behind the last of its kind; where there is none, at the end. */
	ZSIP_EDIT_LAST,
	/** Behind all others. */
	ZSIP_EDIT_END
};

/**
 * Add a header field.  A value is added to a list as a field of its own (RFC
 * 3261 7.3.1).
 *
 * @param line  a name of the table, compact forms too, is that header field; of
 *              any other the value is text
 * @return also ZSIP_E_USE for a second field of a kind that stands once
 */
ZSIP_API enum zsip_status
zsip_edit_add_field(struct zsip_edit *edit, const struct zsip_message *msg,
                    const struct zsip_header_line *line,
                    enum zsip_edit_place place);

/** Put one header field in the place of all those of its kind; at the end where
 *  there is none.  Also in the place of one that was added before.  A splice
 *  for each field of that kind. */
ZSIP_API enum zsip_status
zsip_edit_set_field(struct zsip_edit *edit, const struct zsip_message *msg,
                    const struct zsip_header_line *line);

/** Put a value, or several joined by commas, in the place of one header
 * field's; its name stays as it is.
 *  @param field  of msg->fields */
ZSIP_API enum zsip_status
zsip_edit_replace_field(struct zsip_edit *edit, const struct zsip_message *msg,
                        const struct zsip_field *field,
                        struct zsip_slice value);

/** Remove one header field.
 *  @param field  of msg->fields
 *  @return also ZSIP_E_USE for From, To, Call-ID and CSeq, which no message is
 *          without */
ZSIP_API enum zsip_status
zsip_edit_remove_field(struct zsip_edit *edit, const struct zsip_message *msg,
                       const struct zsip_field *field);

/** Remove all header fields of a kind, those that were added too; nothing where
 *  there is none.  A splice for each.  As zsip_edit_remove_field(). */
ZSIP_API enum zsip_status
zsip_edit_remove_fields(struct zsip_edit *edit, const struct zsip_message *msg,
                        enum zsip_header id);

/** The same by name: zsip_field_find_name(). */
ZSIP_API enum zsip_status zsip_edit_remove_named(struct zsip_edit *edit,
                                                 const struct zsip_message *msg,
                                                 struct zsip_slice name);

/* Values.  Each takes a walk over the message that has met the value:
 * zsip_list_next(). */

/** Put a value in the place of another. */
ZSIP_API enum zsip_status zsip_edit_replace_value(struct zsip_edit *edit,
                                                  const struct zsip_list *list,
                                                  struct zsip_slice value);

/** Remove a value with the comma and the blanks that part it from others; with
 *  its header field if none is left.  A value that has been removed may be
 *  removed again, an empty element of a list may not: ZSIP_E_SYNTAX.  Also what
 *  zsip_list_next() says where others of the field cannot be told apart.  As
 *  zsip_edit_remove_field() else.  Takes time by the values of that field. */
ZSIP_API enum zsip_status zsip_edit_remove_value(struct zsip_edit *edit,
                                                 const struct zsip_list *list);

/* Parts of values.  The bytes that are given are those that are meant: they are
 * escaped or quoted as need be.  Each takes up to three splices, and one more
 * for every parameter that stands there once more. */

/** Set a parameter of a value: the first of that name, the others are removed;
 *  behind all others where there is none.
 *  @param value  of the message, with parameters parted by semicolons; else
 *                ZSIP_E_USE */
ZSIP_API enum zsip_status
zsip_edit_set_param(struct zsip_edit *edit, const struct zsip_message *msg,
                    const struct zsip_value *value,
                    const struct zsip_param_parts *param);

/** Remove a parameter of a value, all of that name; nothing where there is
 *  none. */
ZSIP_API enum zsip_status zsip_edit_remove_param(struct zsip_edit *edit,
                                                 const struct zsip_message *msg,
                                                 const struct zsip_value *value,
                                                 struct zsip_slice name);

/** Set or, where it is absent or empty, remove the display name of a name-addr.
 *  An addr-spec gets its angle brackets.
 *  @param value  of the message, no "*" */
ZSIP_API enum zsip_status zsip_edit_set_display_name(
        struct zsip_edit *edit, const struct zsip_message *msg,
        const struct zsip_value *value, struct zsip_slice name);

/* Parts of a sip or sips URI of the message (ZSIP_E_USE for others), parsed by
 * zsip_uri_parse_in() or within struct zsip_core.  An addr-spec without angle
 * brackets gets them where what is set needs them (RFC 3261 20). */

/** Set the user; absent or empty: none.  A password goes in either case. */
ZSIP_API enum zsip_status zsip_edit_set_user(struct zsip_edit *edit,
                                             const struct zsip_message *msg,
                                             const struct zsip_uri *uri,
                                             struct zsip_slice user);

/** Set the host: as in struct zsip_uri_parts. */
ZSIP_API enum zsip_status zsip_edit_set_host(struct zsip_edit *edit,
                                             const struct zsip_message *msg,
                                             const struct zsip_uri *uri,
                                             struct zsip_slice host);

/** Set the port; 0: none. */
ZSIP_API enum zsip_status zsip_edit_set_port(struct zsip_edit *edit,
                                             const struct zsip_message *msg,
                                             const struct zsip_uri *uri,
                                             uint16_t port);

/** Set a parameter of a URI, as zsip_edit_set_param(). */
ZSIP_API enum zsip_status
zsip_edit_set_uri_param(struct zsip_edit *edit, const struct zsip_message *msg,
                        const struct zsip_uri *uri,
                        const struct zsip_param_parts *param);

/** Remove a parameter of a URI, as zsip_edit_remove_param(). */
ZSIP_API enum zsip_status
zsip_edit_remove_uri_param(struct zsip_edit *edit,
                           const struct zsip_message *msg,
                           const struct zsip_uri *uri, struct zsip_slice name);

/* Bodies.  They are bytes: not looked at, and not copied, so they must live
 * until the edit is written. */

/**
 * Set or, where it is absent or empty, remove the body.  Content-Type and
 * Content-Length are set, Content-Length also where there was none, and
 * Content-Encoding goes; with the body Content-Type, Content-Disposition,
 * Content-Language and Content-ID go too.  Up to one splice more for each of
 * these fields.
 *
 * @param content_type  absent: stays
 * @return also ZSIP_E_MISSING for a body without a type; as
 *         zsip_edit_start_message() where it is in doubt where the body ends
 */
ZSIP_API enum zsip_status zsip_edit_set_body(struct zsip_edit *edit,
                                             const struct zsip_message *msg,
                                             struct zsip_slice content_type,
                                             struct zsip_slice body);

/**
 * Set the body of a part of a multipart body, and every Content-Length around
 * it: zsip_edit_content_length().
 *
 * @param part          from zsip_parts_next() on the message or one of its
 *                      parts
 * @param content_type  of the part; absent: stays
 * @param body          may be empty; ZSIP_E_SYNTAX if it has a line that begins
 *                      as a delimiter around it
 * @return also ZSIP_E_MISSING for a part that has no body to replace;
 * ZSIP_E_USE for a part, or one around it, of more than 32 header fields
 */
ZSIP_API enum zsip_status
zsip_edit_set_part_body(struct zsip_edit *edit, const struct zsip_message *msg,
                        const struct zsip_message *part,
                        struct zsip_slice content_type, struct zsip_slice body);

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
 *         whose parts cannot be told apart; ZSIP_E_TOO_MANY for a part of more
 *         than 32 header fields; ZSIP_E_TOO_MANY or ZSIP_E_TOO_LONG without
 *         room in the edit
 */
ZSIP_API enum zsip_status
zsip_edit_content_length(struct zsip_edit *edit,
                         const struct zsip_message *msg);

/**
 * Add Content-Length to a message that came without, as it must be that goes on
 * over a stream (RFC 3261 16.6 step 9, 18.3): the body would be taken for
 * another message.  Nothing where there is one.  To be called once, behind the
 * other edits.
 *
 * @return also as zsip_edit_start_message() where it is in doubt where the body
 *         ends
 */
ZSIP_API enum zsip_status
zsip_edit_add_content_length(struct zsip_edit *edit,
                             const struct zsip_message *msg);

#ifdef __cplusplus
}
#endif

#endif
