/*
 * Header fields added, replaced and removed.
 */
#include "build.h"
#include "edit.h"
#include "guard.h"

bool zsip_edit_must_stay(struct zsip_edit *edit, enum zsip_header id,
                         const char *at)
{
	if (id != ZSIP_HDR_FROM && id != ZSIP_HDR_TO &&
	    id != ZSIP_HDR_CALL_ID && id != ZSIP_HDR_CSEQ &&
	    id != ZSIP_HDR_CONTENT_LENGTH)
		return false;
	zsip_edit_fail(edit, ZSIP_E_USE, at, "header field that may go");
	return true;
}

bool zsip_edit_check_value(struct zsip_edit *edit,
                           const struct zsip_message *msg, enum zsip_header id,
                           struct zsip_slice value)
{
	const struct zsip_header_info *info = zsip_header_info(id);
	enum zsip_status status = ZSIP_E_SYNTAX;

	if (value.ptr == NULL || id == ZSIP_HDR_CONTENT_LENGTH)
		status = ZSIP_E_USE;
	else if (!zsip_guard_breaks(value) &&
	         zsip_trim(value.ptr, value.ptr + value.len).len == value.len)
		status = zsip_guard_value(id, value, msg->options);
	if (status != ZSIP_OK)
		zsip_edit_fail(edit, status, NULL,
		               info != NULL ? info->name.ptr : "header-value");
	return status == ZSIP_OK;
}

/* The name that a field gets. */
static struct zsip_slice name_of(struct zsip_edit *edit,
                                 const struct zsip_header_line *line)
{
	enum zsip_header id = zsip_build_id(line);
	const struct zsip_header_info *info = zsip_header_info(id);

	if (info != NULL)
		return info->name;
	if (id != ZSIP_HDR_OTHER || !zsip_guard_token(line->name))
		zsip_edit_fail(edit, ZSIP_E_SYNTAX, NULL, "header-name");
	return line->name;
}

static struct zsip_slice compose_line(struct zsip_edit *edit,
                                      const struct zsip_message *msg,
                                      struct zsip_slice name,
                                      struct zsip_slice value)
{
	struct zsip_writer writer;

	zsip_edit_compose(edit, &writer);
	zsip_writer_add(&writer, name);
	zsip_writer_add(&writer, ZSIP_TEXT(": "));
	zsip_writer_add(&writer, value);
	zsip_writer_add(&writer, zsip_edit_line_end(msg));
	return zsip_edit_composed(edit, &writer);
}

struct zsip_slice zsip_edit_field_text(struct zsip_edit *edit,
                                       const struct zsip_message *msg,
                                       const struct zsip_header_line *line)
{
	struct zsip_slice name = name_of(edit, line);

	if (edit->error.status != ZSIP_OK ||
	    !zsip_edit_check_value(edit, msg, zsip_build_id(line), line->value))
		return ZSIP_NONE;
	return compose_line(edit, msg, name, line->value);
}

static const struct zsip_field *next_field(const struct zsip_message *msg,
                                           enum zsip_header id,
                                           struct zsip_slice name,
                                           const struct zsip_field *after)
{
	return id != ZSIP_HDR_OTHER ? zsip_field_find(msg, id, after)
	                            : zsip_field_find_name(msg, name, after);
}

/* A field that is there, or was added. */
static bool is_there(const struct zsip_edit *edit,
                     const struct zsip_message *msg,
                     const struct zsip_header_info *info)
{
	const struct zsip_field *field = NULL;

	while ((field = zsip_field_find(msg, (enum zsip_header)info->id,
	                                field)) != NULL) {
		if (!zsip_edit_is_gone(edit, zsip_edit_line(msg, field)))
			return true;
	}
	return zsip_edit_find_added(edit, msg, info->name) != edit->count;
}

static const char *last_place(const struct zsip_message *msg,
                              enum zsip_header id, struct zsip_slice name)
{
	const struct zsip_field *field = NULL, *last = NULL;

	while ((field = next_field(msg, id, name, field)) != NULL)
		last = field;
	return last != NULL ? zsip_edit_behind(msg, last)
	                    : zsip_edit_head_end(msg);
}

static const char *place_of(const struct zsip_message *msg,
                            const struct zsip_header_line *line,
                            enum zsip_edit_place place)
{
	const struct zsip_field *first;
	enum zsip_header id = zsip_build_id(line);

	if (place == ZSIP_EDIT_END)
		return zsip_edit_head_end(msg);
	if (place == ZSIP_EDIT_LAST)
		return last_place(msg, id, line->name);
	if (place == ZSIP_EDIT_TOP)
		return zsip_edit_top(msg);
	first = next_field(msg, id, line->name, NULL);
	return first != NULL ? first->name.ptr : zsip_edit_behind_vias(msg);
}

enum zsip_status zsip_edit_add_field(struct zsip_edit *edit,
                                     const struct zsip_message *msg,
                                     const struct zsip_header_line *line,
                                     enum zsip_edit_place place)
{
	const struct zsip_header_info *info;
	struct zsip_slice text;

	if (!zsip_edit_ready(edit, msg))
		return edit->error.status;
	info = zsip_header_info(zsip_build_id(line));
	if (info != NULL && info->multiplicity == ZSIP_ONCE &&
	    is_there(edit, msg, info))
		return zsip_edit_fail(edit, ZSIP_E_USE, NULL, info->name.ptr);
	text = zsip_edit_field_text(edit, msg, line);
	return zsip_edit_insert(edit, place_of(msg, line, place), text,
	                        place == ZSIP_EDIT_TOP ||
	                                place == ZSIP_EDIT_FIRST);
}

static void drop_added(struct zsip_edit *edit, const struct zsip_message *msg,
                       enum zsip_header id, struct zsip_slice name)
{
	const struct zsip_header_info *info = zsip_header_info(id);
	size_t added;

	if (info != NULL)
		name = info->name;
	while ((added = zsip_edit_find_added(edit, msg, name)) != edit->count)
		zsip_edit_drop(edit, added);
}

enum zsip_status zsip_edit_put_fields(struct zsip_edit *edit,
                                      const struct zsip_message *msg,
                                      enum zsip_header id,
                                      struct zsip_slice name,
                                      struct zsip_slice text)
{
	const struct zsip_field *field;

	if (edit->error.status != ZSIP_OK)
		return edit->error.status;
	drop_added(edit, msg, id, name);
	field = next_field(msg, id, name, NULL);
	if (field == NULL && text.len != 0)
		return zsip_edit_insert(edit, zsip_edit_head_end(msg), text,
		                        false);
	for (; field != NULL; field = next_field(msg, id, name, field)) {
		zsip_edit_put(edit, field->name.ptr,
		              zsip_edit_behind(msg, field), text, 0);
		text = ZSIP_NONE;
	}
	return edit->error.status;
}

enum zsip_status zsip_edit_set_field(struct zsip_edit *edit,
                                     const struct zsip_message *msg,
                                     const struct zsip_header_line *line)
{
	struct zsip_slice text;

	if (!zsip_edit_ready(edit, msg))
		return edit->error.status;
	text = zsip_edit_field_text(edit, msg, line);
	return zsip_edit_put_fields(edit, msg, zsip_build_id(line), line->name,
	                            text);
}

/* Notes where a field is not of the message. */
static bool owns(struct zsip_edit *edit, const struct zsip_message *msg,
                 const struct zsip_field *field)
{
	if (!zsip_edit_ready(edit, msg))
		return false;
	if (field >= msg->fields && field < msg->fields + msg->field_count)
		return true;
	zsip_edit_fail(edit, ZSIP_E_USE, NULL, "a field of the message");
	return false;
}

enum zsip_status zsip_edit_replace_field(struct zsip_edit *edit,
                                         const struct zsip_message *msg,
                                         const struct zsip_field *field,
                                         struct zsip_slice value)
{
	struct zsip_slice text;

	if (!owns(edit, msg, field) ||
	    !zsip_edit_check_value(edit, msg, (enum zsip_header)field->id,
	                           value))
		return edit->error.status;
	text = compose_line(edit, msg, field->name, value);
	return zsip_edit_put(edit, field->name.ptr,
	                     zsip_edit_behind(msg, field), text, 0);
}

enum zsip_status zsip_edit_remove_field(struct zsip_edit *edit,
                                        const struct zsip_message *msg,
                                        const struct zsip_field *field)
{
	if (!owns(edit, msg, field) ||
	    zsip_edit_must_stay(edit, (enum zsip_header)field->id,
	                        field->name.ptr))
		return edit->error.status;
	return zsip_edit_remove_line(edit, msg, field);
}

enum zsip_status zsip_edit_remove_fields(struct zsip_edit *edit,
                                         const struct zsip_message *msg,
                                         enum zsip_header id)
{
	if (!zsip_edit_ready(edit, msg) || zsip_edit_must_stay(edit, id, NULL))
		return edit->error.status;
	if (zsip_header_info(id) == NULL)
		return zsip_edit_fail(edit, ZSIP_E_USE, NULL, "header field");
	return zsip_edit_put_fields(edit, msg, id, ZSIP_NONE, ZSIP_NONE);
}

enum zsip_status zsip_edit_remove_named(struct zsip_edit *edit,
                                        const struct zsip_message *msg,
                                        struct zsip_slice name)
{
	enum zsip_header id;

	if (name.len == 0)
		return zsip_edit_fail(edit, ZSIP_E_USE, NULL, "header-name");
	id = zsip_header_find(name);
	if (!zsip_edit_ready(edit, msg) || zsip_edit_must_stay(edit, id, NULL))
		return edit->error.status;
	return zsip_edit_put_fields(edit, msg, id, name, ZSIP_NONE);
}
