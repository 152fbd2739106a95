/*
 * The session description of a message: its body, or a part of that.
 */
#include "flow.h"
#include <string.h>

static bool is_value(const struct zsip_message *msg, enum zsip_header id,
                     struct zsip_value *value)
{
	const struct zsip_field *field = zsip_field_find(msg, id, NULL);

	return field != NULL && zsip_value_parse(value, id, field->value,
	                                         msg->options, NULL) == ZSIP_OK;
}

/* RFC 3261 20.11: without Content-Disposition it is a session. */
static bool is_session(const struct zsip_message *msg)
{
	struct zsip_value value;

	if (zsip_field_find(msg, ZSIP_HDR_CONTENT_ENCODING, NULL) != NULL)
		return false;
	return !is_value(msg, ZSIP_HDR_CONTENT_DISPOSITION, &value) ||
	       zsip_slice_equal_nocase(value.token_params.token,
	                               ZSIP_TEXT("session"));
}

static bool is_type(const struct zsip_value *value, struct zsip_slice type,
                    struct zsip_slice subtype)
{
	return zsip_slice_equal_nocase(value->media_type.type, type) &&
	       (subtype.len == 0 ||
	        zsip_slice_equal_nocase(value->media_type.subtype, subtype));
}

static bool is_description(const struct zsip_message *msg)
{
	struct zsip_value value;

	return is_value(msg, ZSIP_HDR_CONTENT_TYPE, &value) &&
	       is_type(&value, ZSIP_TEXT("application"), ZSIP_TEXT("sdp")) &&
	       is_session(msg);
}

/* Enough for the header fields of a part. */
enum { PART_FIELDS = 16 };

static struct zsip_slice find_part(const struct zsip_message *msg)
{
	struct zsip_field fields[PART_FIELDS];
	struct zsip_message part;
	struct zsip_parts walk;
	enum zsip_status status;

	if (zsip_parts_start(&walk, msg, NULL) != ZSIP_OK)
		return (struct zsip_slice){NULL, 0};
	do {
		zsip_message_init(&part, fields, PART_FIELDS, msg->options);
		status = zsip_parts_next(&walk, &part, NULL);
		if (status == ZSIP_OK && is_description(&part))
			return part.body;
	} while (status != ZSIP_END && status != ZSIP_E_USE);
	return (struct zsip_slice){NULL, 0};
}

static struct zsip_slice find_description(const struct zsip_message *msg)
{
	const struct zsip_slice none = {NULL, 0};
	struct zsip_value value;

	if (msg->body.len == 0 || !is_value(msg, ZSIP_HDR_CONTENT_TYPE, &value))
		return none;
	if (is_type(&value, ZSIP_TEXT("multipart"), (struct zsip_slice){"", 0}))
		return find_part(msg);
	return is_description(msg) ? msg->body : none;
}

static void read_line(struct zsip_flow_message *rec, const char *line,
                      size_t len)
{
	if (len < 2 || line[1] != '=')
		return;
	if (line[0] == 'm' && rec->streams < UINT16_MAX)
		rec->streams++;
	if (line[0] != 'o' || zsip_flow_has(rec->origin))
		return;
	rec->origin.offset = (uint32_t)(line + 2 - rec->text.ptr);
	rec->origin.len = (uint32_t)(len - 2);
}

/* Of one that is cut off no more is known than that it is there. */
void zsip_flow_read_description(struct flow_step *s)
{
	struct zsip_slice text = find_description(s->msg);
	const char *line = text.ptr, *end, *next;

	if (text.len == 0) {
		if (s->msg->body.len != 0 || s->msg->missing != 0)
			s->rec->flags |= ZSIP_FLOW_OTHER_BODY;
		return;
	}
	s->rec->description.offset = (uint32_t)(text.ptr - s->msg->text.ptr);
	s->rec->description.len = (uint32_t)text.len;
	if (s->msg->missing != 0)
		return;
	for (end = text.ptr + text.len; line < end; line = next) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		next = stop == NULL ? end : stop + 1;
		if (stop == NULL)
			stop = end;
		if (stop > line && stop[-1] == '\r')
			stop--;
		read_line(s->rec, line, (size_t)(stop - line));
	}
}
