/*
 * Bodies of messages and of their parts.
 */
#include "edit.h"
#include "zsip_body.h"
#include <string.h>

static void put_kind(struct zsip_edit *edit, const struct zsip_message *msg,
                     enum zsip_header id, struct zsip_slice text)
{
	zsip_edit_put_fields(edit, msg, id, ZSIP_NONE, text);
}

static void set_type(struct zsip_edit *edit, const struct zsip_message *msg,
                     struct zsip_slice content_type)
{
	const struct zsip_header_line line = {.id = ZSIP_HDR_CONTENT_TYPE,
	                                      .value = content_type};

	if (content_type.ptr == NULL)
		return;
	put_kind(edit, msg, ZSIP_HDR_CONTENT_TYPE,
	         zsip_edit_field_text(edit, msg, &line));
	/* It told how the old body is to be decoded. */
	put_kind(edit, msg, ZSIP_HDR_CONTENT_ENCODING, ZSIP_NONE);
}

static void remove_kinds(struct zsip_edit *edit, const struct zsip_message *msg)
{
	static const enum zsip_header ids[] = {
	        ZSIP_HDR_CONTENT_TYPE, ZSIP_HDR_CONTENT_ENCODING,
	        ZSIP_HDR_CONTENT_DISPOSITION, ZSIP_HDR_CONTENT_LANGUAGE,
	        ZSIP_HDR_CONTENT_ID};

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		put_kind(edit, msg, ids[i], ZSIP_NONE);
}

static void put_body(struct zsip_edit *edit, const struct zsip_message *msg,
                     struct zsip_slice body)
{
	struct zsip_slice old = msg->body;

	zsip_edit_put(edit, old.ptr, old.ptr + old.len, body, ZSIP_WITH_BOTH);
}

static void add_length(struct zsip_edit *edit, const struct zsip_message *msg,
                       size_t length)
{
	struct zsip_writer writer;

	zsip_edit_compose(edit, &writer);
	zsip_writer_add(&writer, ZSIP_TEXT("Content-Length: "));
	zsip_writer_add_number(&writer, length);
	zsip_writer_add(&writer, zsip_edit_line_end(msg));
	put_kind(edit, msg, ZSIP_HDR_CONTENT_LENGTH,
	         zsip_edit_composed(edit, &writer));
}

enum zsip_status zsip_edit_set_body(struct zsip_edit *edit,
                                    const struct zsip_message *msg,
                                    struct zsip_slice content_type,
                                    struct zsip_slice body)
{
	enum zsip_status known = (enum zsip_status)msg->content_length_status;

	if (!zsip_edit_ready(edit, msg))
		return edit->error.status;
	if (!zsip_edit_check_length(edit, msg))
		return edit->error.status;
	if (body.len != 0 && content_type.ptr == NULL &&
	    msg->first[ZSIP_HDR_CONTENT_TYPE] == 0)
		return zsip_edit_fail(edit, ZSIP_E_MISSING, NULL,
		                      "Content-Type");
	if (body.len != 0)
		set_type(edit, msg, content_type);
	else
		remove_kinds(edit, msg);
	put_body(edit, msg, body);
	if (known == ZSIP_OK)
		zsip_edit_set_length(edit, msg, body.len);
	else
		add_length(edit, msg, body.len);
	return edit->error.status;
}

enum zsip_status zsip_edit_add_content_length(struct zsip_edit *edit,
                                              const struct zsip_message *msg)
{
	size_t from;

	if (!zsip_edit_ready(edit, msg) || !zsip_edit_check_length(edit, msg))
		return edit->error.status;
	from = (size_t)(msg->body.ptr - edit->text.ptr);
	if (msg->content_length_status == ZSIP_E_MISSING)
		add_length(edit, msg,
		           zsip_edit_length(edit, from, msg->body.len));
	return edit->error.status;
}

/* Whether a line of a body begins as a delimiter. */
static bool has_delimiter(struct zsip_slice body, const struct zsip_parts *walk)
{
	const char *p = body.ptr, *end = p + body.len;

	while (p != NULL && (size_t)(end - p) >= walk->delimiter_len) {
		if (memcmp(p, walk->delimiter, walk->delimiter_len) == 0)
			return true;
		p = memchr(p, '\n', (size_t)(end - p));
		p = p != NULL ? p + 1 : NULL;
	}
	return false;
}

static bool holds(struct zsip_slice text, struct zsip_slice body)
{
	return text.ptr != NULL && body.ptr >= text.ptr &&
	       body.ptr + body.len <= text.ptr + text.len;
}

/* The part of this walk that holds a body. */
static bool find_part(struct zsip_parts *walk, struct zsip_slice body,
                      struct zsip_message *part)
{
	enum zsip_status status;

	do {
		status = zsip_parts_next(walk, part, NULL);
	} while (status != ZSIP_END && !holds(part->text, body));
	return status == ZSIP_OK;
}

/* Whether a body may stand in the place of a part's: the part is of the
 * message, and no delimiter on the way to it would end it early. */
static bool fits(struct zsip_edit *edit, const struct zsip_message *msg,
                 struct zsip_slice old, struct zsip_slice body)
{
	struct zsip_field fields[ZSIP_EDIT_PART_FIELDS];
	struct zsip_message part;
	struct zsip_parts walk;

	zsip_message_init(&part, fields, ZSIP_EDIT_PART_FIELDS, msg->options);
	for (size_t depth = 0; depth < ZSIP_EDIT_NESTING; depth++) {
		if (zsip_parts_start(&walk, depth == 0 ? msg : &part, NULL) !=
		            ZSIP_OK ||
		    !find_part(&walk, old, &part))
			break;
		if (has_delimiter(body, &walk)) {
			zsip_edit_fail(edit, ZSIP_E_SYNTAX, old.ptr,
			               "a body without delimiters");
			return false;
		}
		if (part.body.ptr == old.ptr && part.body.len == old.len)
			return true;
	}
	zsip_edit_fail(edit, ZSIP_E_USE, old.ptr, "a part of the message");
	return false;
}

enum zsip_status zsip_edit_set_part_body(struct zsip_edit *edit,
                                         const struct zsip_message *msg,
                                         const struct zsip_message *part,
                                         struct zsip_slice content_type,
                                         struct zsip_slice body)
{
	if (!zsip_edit_ready(edit, msg))
		return edit->error.status;
	if (part->body.ptr == NULL)
		return zsip_edit_fail(edit, ZSIP_E_MISSING, part->text.ptr,
		                      "body of the part");
	if (!zsip_edit_ready(edit, part) || !fits(edit, msg, part->body, body))
		return edit->error.status;
	set_type(edit, part, content_type);
	put_body(edit, part, body);
	return zsip_edit_content_length(edit, msg);
}
