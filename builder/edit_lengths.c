/*
 * Content-Length of a message and of the parts of its body after edits.
 */
#include "edit.h"
#include "zsip_body.h"

static bool has_edits(const struct zsip_edit *edit, struct zsip_slice text)
{
	const struct zsip_splice *first;
	size_t from, place;

	if (text.ptr == NULL)
		return false;
	from = (size_t)(text.ptr - edit->text.ptr);
	place = zsip_edit_splices_before(edit, from);
	first = &edit->splices[place];
	return place != edit->count &&
	       first->offset + first->len <= from + text.len;
}

static void set_length(struct zsip_edit *edit, struct zsip_slice old,
                       size_t length)
{
	struct zsip_writer writer;

	zsip_edit_compose(edit, &writer);
	zsip_writer_add_number(&writer, length);
	zsip_edit_replace(edit, old, zsip_edit_composed(edit, &writer));
}

void zsip_edit_set_length(struct zsip_edit *edit,
                          const struct zsip_message *msg, size_t length)
{
	const struct zsip_field *field = NULL;

	while ((field = zsip_field_find(msg, ZSIP_HDR_CONTENT_LENGTH, field)) !=
	       NULL) {
		if (field->value.len != 0)
			set_length(edit, field->value, length);
	}
}

static void set_lengths(struct zsip_edit *edit, const struct zsip_message *msg)
{
	size_t from;

	if (!has_edits(edit, msg->body))
		return;
	from = (size_t)(msg->body.ptr - edit->text.ptr);
	zsip_edit_set_length(edit, msg,
	                     zsip_edit_length(edit, from, msg->body.len));
}

/* Multipart bodies on the way down to a part, and the text of each part that
 * has one: its fields are cut again when its own parts are done. */
struct path {
	struct {
		struct zsip_parts walk;
		struct zsip_slice text;
	} levels[ZSIP_EDIT_NESTING];
	unsigned depth;
	struct zsip_field fields[ZSIP_EDIT_PART_FIELDS];
	struct zsip_message part;
};

/* Goes down into the body of a part that has edits; false if it has no parts,
 * or lies too deep. */
static bool go_down(struct zsip_edit *edit, struct path *path,
                    const struct zsip_message *part)
{
	struct zsip_parts walk;

	if (!has_edits(edit, part->body) ||
	    zsip_parts_start(&walk, part, NULL) != ZSIP_OK)
		return false;
	if (path->depth == ZSIP_EDIT_NESTING) {
		zsip_edit_fail(edit, ZSIP_E_TOO_MANY, part->body.ptr,
		               "parts that are not nested so deep");
		return false;
	}
	path->levels[path->depth].walk = walk;
	path->levels[path->depth].text = part->text;
	path->depth++;
	return true;
}

/* The parts of this level are done: so is the part that they are of.  That of
 * the first level is the message. */
static void go_up(struct zsip_edit *edit, struct path *path)
{
	struct zsip_slice text = path->levels[--path->depth].text;

	if (path->depth == 0)
		return;
	zsip_part_parse(&path->part, text.ptr, text.len, NULL);
	set_lengths(edit, &path->part);
}

static void set_parts(struct zsip_edit *edit, const struct zsip_message *msg)
{
	struct path path = {.depth = 0};
	enum zsip_status status;

	zsip_message_init(&path.part, path.fields, ZSIP_EDIT_PART_FIELDS,
	                  msg->options);
	go_down(edit, &path, msg);
	while (path.depth != 0 && edit->error.status == ZSIP_OK) {
		struct zsip_parts *walk = &path.levels[path.depth - 1].walk;
		struct zsip_error error;

		status = zsip_parts_next(walk, &path.part, &error);
		if (status == ZSIP_END)
			go_up(edit, &path);
		else if (status != ZSIP_OK)
			zsip_edit_fail(edit, status, NULL, error.expected);
		else if (!go_down(edit, &path, &path.part))
			set_lengths(edit, &path.part);
	}
}

enum zsip_status zsip_edit_content_length(struct zsip_edit *edit,
                                          const struct zsip_message *msg)
{
	if (edit->text.ptr != msg->text.ptr || msg->missing != 0)
		return zsip_edit_fail(edit, ZSIP_E_USE, NULL, "the message");
	set_parts(edit, msg);
	if (edit->error.status == ZSIP_OK)
		set_lengths(edit, msg);
	return edit->error.status;
}
