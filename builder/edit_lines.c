/*
 * Header fields of a message as lines that are put in and taken out.
 */
#include "edit.h"

bool zsip_edit_ready(struct zsip_edit *edit, const struct zsip_message *msg)
{
	const char *end = edit->text.ptr + edit->text.len;

	if (edit->error.status != ZSIP_OK)
		return false;
	if (ZSIP_LIKELY(msg->error.status == ZSIP_OK && msg->body.ptr != NULL &&
	                msg->text.ptr >= edit->text.ptr &&
	                msg->body.ptr + msg->body.len <= end))
		return true;
	zsip_edit_fail(edit, ZSIP_E_USE, NULL, "a message in the text");
	return false;
}

bool zsip_edit_check_length(struct zsip_edit *edit,
                            const struct zsip_message *msg)
{
	enum zsip_status status = (enum zsip_status)msg->content_length_status;

	if (status != ZSIP_OK && status != ZSIP_E_MISSING)
		zsip_edit_fail(edit, status, NULL, "Content-Length");
	else if (msg->missing != 0)
		zsip_edit_fail(edit, ZSIP_E_USE, NULL, "a whole body");
	else
		return true;
	return false;
}

void zsip_edit_start_message(struct zsip_edit *edit,
                             const struct zsip_message *msg,
                             struct zsip_splice *splices, size_t max_splices,
                             char *scratch, size_t scratch_size)
{
	struct zsip_slice text = msg->text;

	if (msg->body.ptr != NULL)
		text.len = (size_t)(msg->body.ptr + msg->body.len - text.ptr);
	zsip_edit_start(edit, text, splices, max_splices, scratch,
	                scratch_size);
	if (msg->body.ptr != NULL)
		zsip_edit_check_length(edit, msg);
}

struct zsip_slice zsip_edit_line_end(const struct zsip_message *msg)
{
	return zsip_edit_has_cr(msg) ? ZSIP_TEXT("\r\n") : ZSIP_TEXT("\n");
}

const char *zsip_edit_top(const struct zsip_message *msg)
{
	return msg->field_count != 0 ? msg->fields[0].name.ptr
	                             : zsip_edit_head_end(msg);
}

const char *zsip_edit_behind_vias(const struct zsip_message *msg)
{
	unsigned last = msg->last[ZSIP_HDR_VIA];

	return last != 0 ? zsip_edit_behind(msg, &msg->fields[last - 1])
	                 : zsip_edit_top(msg);
}

static const char *first_place(const struct zsip_message *msg,
                               enum zsip_header id)
{
	const struct zsip_field *first = zsip_field_find(msg, id, NULL);

	return first != NULL ? first->name.ptr : zsip_edit_behind_vias(msg);
}

enum zsip_status zsip_edit_push_line(struct zsip_edit *edit,
                                     const struct zsip_message *msg,
                                     enum zsip_header id,
                                     struct zsip_writer *writer)
{
	struct zsip_slice text = zsip_edit_composed(edit, writer);

	return zsip_edit_insert(edit, first_place(msg, id), text, true);
}

/* Whether a text is a field with this name. */
static bool is_named(struct zsip_slice text, struct zsip_slice name)
{
	return text.len > name.len && text.ptr[name.len] == ':' &&
	       zsip_slice_equal_nocase((struct zsip_slice){text.ptr, name.len},
	                               name);
}

size_t zsip_edit_find_added(const struct zsip_edit *edit,
                            const struct zsip_message *msg,
                            struct zsip_slice name)
{
	size_t start = (size_t)(zsip_edit_top(msg) - edit->text.ptr);
	size_t end = (size_t)(zsip_edit_head_end(msg) - edit->text.ptr);

	for (size_t i = zsip_edit_splices_before(edit, start); i < edit->count;
	     i++) {
		const struct zsip_splice *splice = &edit->splices[i];

		if (splice->offset > end)
			break;
		if (splice->len == 0 && is_named(splice->text, name))
			return i;
	}
	return edit->count;
}

enum zsip_status zsip_edit_remove_line(struct zsip_edit *edit,
                                       const struct zsip_message *msg,
                                       const struct zsip_field *field)
{
	return zsip_edit_put(edit, field->name.ptr,
	                     zsip_edit_behind(msg, field), ZSIP_NONE, 0);
}
