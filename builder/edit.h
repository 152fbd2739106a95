/*
 * What edits share.
 */
#ifndef ZSIP_BUILDER_EDIT_H
#define ZSIP_BUILDER_EDIT_H

#include "internal.h"
#include "zsip_message_edit.h"

#pragma GCC visibility push(hidden)

#define ZSIP_NONE ((struct zsip_slice){NULL, 0})

/* edit.c: splices */

/* Insertions at the ends of what is replaced that belong to it. */
enum zsip_edit_bounds { ZSIP_WITH_START = 1, ZSIP_WITH_END = 2 };
#define ZSIP_WITH_BOTH (ZSIP_WITH_START | ZSIP_WITH_END)

/* Puts a text in the place of the bytes from `from` to `to`, which lie in the
 * original, and of the edits within them. */
enum zsip_status zsip_edit_put(struct zsip_edit *edit, const char *from,
                               const char *to, struct zsip_slice text,
                               unsigned bounds);

/* Inserts a text before a place of the original, before or behind what has been
 * inserted there. */
enum zsip_status zsip_edit_insert(struct zsip_edit *edit, const char *at,
                                  struct zsip_slice text, bool in_front);

/* The same, as the splice with this number. */
enum zsip_status zsip_edit_insert_as(struct zsip_edit *edit, size_t place,
                                     const char *at, struct zsip_slice text);

/* How many splices stand before a place, insertions there not among them. */
size_t zsip_edit_splices_before(const struct zsip_edit *edit, size_t offset);

/* Takes a splice back. */
void zsip_edit_drop(struct zsip_edit *edit, size_t index);

/* Whether nothing between two places has been edited. */
bool zsip_edit_is_clean(const struct zsip_edit *edit, const char *from,
                        const char *to);

/* Whether bytes have been removed, all of them. */
bool zsip_edit_is_gone(const struct zsip_edit *edit, struct zsip_slice bytes);

/* Whether bytes have not been replaced as a whole; notes where they have. */
bool zsip_edit_is_free(struct zsip_edit *edit, struct zsip_slice bytes);

/* Writes what stands in the place of bytes, which are not empty. */
void zsip_edit_copy(const struct zsip_edit *edit, struct zsip_slice bytes,
                    struct zsip_writer *writer);

/* Texts are composed in what is left of the scratch. */
static inline void zsip_edit_compose(struct zsip_edit *edit,
                                     struct zsip_writer *writer)
{
	zsip_writer_init(writer,
	                 edit->scratch != NULL
	                         ? edit->scratch + edit->scratch_used
	                         : NULL,
	                 edit->scratch_size - edit->scratch_used);
}

/* What was composed; absent, and a failure of the edit, if something was
 * refused or there was no room. */
struct zsip_slice zsip_edit_composed(struct zsip_edit *edit,
                                     const struct zsip_writer *writer);

/* edit_lines.c: header fields as lines */

/* Whether a message can be edited; notes what is wrong. */
bool zsip_edit_ready(struct zsip_edit *edit, const struct zsip_message *msg);

/* Whether it is known where a message ends; notes where it is in doubt. */
bool zsip_edit_check_length(struct zsip_edit *edit,
                            const struct zsip_message *msg);

/* The line end of a message. */
struct zsip_slice zsip_edit_line_end(const struct zsip_message *msg);

/* Whether the empty line ends in CRLF.  A part may be no more than an LF. */
static inline bool zsip_edit_has_cr(const struct zsip_message *msg)
{
	return msg->body.ptr - msg->text.ptr > 1 && msg->body.ptr[-2] == '\r';
}

/* Where the empty line begins. */
static inline const char *zsip_edit_head_end(const struct zsip_message *msg)
{
	return msg->body.ptr - (zsip_edit_has_cr(msg) ? 2 : 1);
}

/* Where the line behind a field begins. */
static inline const char *zsip_edit_behind(const struct zsip_message *msg,
                                           const struct zsip_field *field)
{
	return field + 1 < msg->fields + msg->field_count
	               ? field[1].name.ptr
	               : zsip_edit_head_end(msg);
}

/* A field with its line end. */
static inline struct zsip_slice zsip_edit_line(const struct zsip_message *msg,
                                               const struct zsip_field *field)
{
	const char *from = field->name.ptr;

	return (struct zsip_slice){
	        from, (size_t)(zsip_edit_behind(msg, field) - from)};
}

/* Where the first field begins, and where the line behind the last Via. */
const char *zsip_edit_top(const struct zsip_message *msg);
const char *zsip_edit_behind_vias(const struct zsip_message *msg);

/* What was composed, a line with its end, inserted before the first of its
 * kind; where there is none, behind the last Via. */
enum zsip_status zsip_edit_push_line(struct zsip_edit *edit,
                                     const struct zsip_message *msg,
                                     enum zsip_header id,
                                     struct zsip_writer *writer);

/* The splice that inserts a header field of this name; edit->count if there is
 * none. */
size_t zsip_edit_find_added(const struct zsip_edit *edit,
                            const struct zsip_message *msg,
                            struct zsip_slice name);

/* Removes the line of a field, and what was edited in it. */
enum zsip_status zsip_edit_remove_line(struct zsip_edit *edit,
                                       const struct zsip_message *msg,
                                       const struct zsip_field *field);

/* edit_fields.c */

/* Removes all fields of a kind, known or by name, and those that were added;
 * puts `text` into the place of the first one, or at the end. */
enum zsip_status zsip_edit_put_fields(struct zsip_edit *edit,
                                      const struct zsip_message *msg,
                                      enum zsip_header id,
                                      struct zsip_slice name,
                                      struct zsip_slice text);

/* Whether a field may not be removed, which is noted: no message is without
 * it, or it is Content-Length, which the body decides. */
bool zsip_edit_must_stay(struct zsip_edit *edit, enum zsip_header id,
                         const char *at);

/* A field with its line end, composed; absent after a failure. */
struct zsip_slice zsip_edit_field_text(struct zsip_edit *edit,
                                       const struct zsip_message *msg,
                                       const struct zsip_header_line *line);

/* Whether a value may stand in a field of this kind; notes what is wrong. */
bool zsip_edit_check_value(struct zsip_edit *edit,
                           const struct zsip_message *msg, enum zsip_header id,
                           struct zsip_slice value);

/* edit_values.c */

/* Removes a value of a field with the comma that parts it from others, or the
 * line if none is left. */
enum zsip_status zsip_edit_remove_item(struct zsip_edit *edit,
                                       const struct zsip_message *msg,
                                       const struct zsip_field *field,
                                       struct zsip_slice item);

/* edit_proxy.c */

/* The first value of a list that is still there, cut.  @return ZSIP_OK, or why
 * there is none: ZSIP_E_MISSING behind the last one */
enum zsip_status zsip_edit_next_value(const struct zsip_edit *edit,
                                      const struct zsip_message *msg,
                                      enum zsip_header id,
                                      struct zsip_list *list);

/* edit_parts.c */

/* Whether a splice, by its number, inserts something at a place. */
static inline bool zsip_edit_inserts(const struct zsip_edit *edit, size_t index,
                                     const char *at)
{
	return index < edit->count && edit->splices[index].len == 0 &&
	       edit->text.ptr + edit->splices[index].offset == at;
}

/* Whether a URI of the message stands where brackets may be put around it. */
bool zsip_edit_is_bare(const struct zsip_message *msg, struct zsip_slice uri);

/* Puts angle brackets around a URI that is bare. */
void zsip_edit_add_brackets(struct zsip_edit *edit,
                            const struct zsip_message *msg,
                            struct zsip_slice uri);

/* Where the bracket is, or would be, among the splices behind a URI. */
size_t zsip_edit_bracket_place(const struct zsip_edit *edit, const char *at);

/* Parameters that are edited, of a value or of a URI. */
struct zsip_edit_params {
	struct zsip_slice params; /* from the first semicolon; may be absent */
	const char *end;          /* where further ones are inserted */
	bool escaped;             /* those of a URI */
	bool bare;                /* which has no brackets */
};

/* Puts a text in the place of all parameters of a name that the message has or
 * that were added.  @return whether there was any */
bool zsip_edit_put_param(struct zsip_edit *edit,
                         const struct zsip_edit_params *at,
                         struct zsip_slice name, struct zsip_slice text);

/* Header fields of a part that is looked at for its Content-Length and its
 * type. */
enum { ZSIP_EDIT_PART_FIELDS = 32 };

/* edit_lengths.c */

/* Sets every Content-Length of a message. */
void zsip_edit_set_length(struct zsip_edit *edit,
                          const struct zsip_message *msg, size_t length);

#pragma GCC visibility pop

#endif
