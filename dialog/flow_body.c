/*
 * The session description of a message: its body, or a part of that.
 */
#include "description.h"
#include "flow.h"
#include <string.h>

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

/* Of a body that is nothing but a description the core says that already: all
 * but what makes it something else. */
static bool is_plain(const struct flow_step *s)
{
	const struct zsip_message *msg = s->msg;
	const struct zsip_core *core = s->core;
	unsigned first = msg->first[ZSIP_HDR_CONTENT_TYPE];

	return core->status[ZSIP_CORE_CONTENT_TYPE] == ZSIP_OK &&
	       first == msg->last[ZSIP_HDR_CONTENT_TYPE] &&
	       (msg->fields[first - 1].flags & ZSIP_FIELD_CONTROL) == 0 &&
	       !zsip_flow_has_field(s, ZSIP_HDR_CONTENT_DISPOSITION) &&
	       !zsip_flow_has_field(s, ZSIP_HDR_CONTENT_ENCODING) &&
	       !zsip_flow_has_field(s, ZSIP_HDR_CONTENT_TRANSFER_ENCODING) &&
	       zsip_slice_equal_nocase(core->content_type.type,
	                               ZSIP_TEXT("application")) &&
	       zsip_slice_equal_nocase(core->content_type.subtype,
	                               ZSIP_TEXT("sdp"));
}

static struct zsip_slice description_of(const struct flow_step *s)
{
	return s->msg->body.len != 0 && is_plain(s)
	               ? s->msg->body
	               : zsip_description_of(s->msg);
}

/* Of one that is cut off no more is known than that it is there. */
void zsip_flow_read_description(struct flow_step *s)
{
	struct zsip_slice text = description_of(s);

	if (text.len == 0) {
		if (s->msg->body.len != 0 || s->msg->missing != 0)
			s->rec->flags |= ZSIP_FLOW_OTHER_BODY;
		return;
	}
	s->rec->description.offset = (uint32_t)(text.ptr - s->msg->text.ptr);
	s->rec->description.len = (uint32_t)text.len;
	if (s->msg->missing == 0)
		s->rec->flags |= ZSIP_FLOW_UNREAD;
}

void zsip_flow_read_lines(struct zsip_flow_message *rec)
{
	struct zsip_slice text = zsip_flow_slice(rec, rec->description);
	const char *line, *end, *next;

	if ((rec->flags & ZSIP_FLOW_UNREAD) == 0)
		return;
	rec->flags &= ~(uint32_t)ZSIP_FLOW_UNREAD;
	end = text.ptr + text.len;
	for (line = text.ptr; line < end; line = next) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		next = stop == NULL ? end : stop + 1;
		if (stop == NULL)
			stop = end;
		if (stop > line && stop[-1] == '\r')
			stop--;
		read_line(rec, line, (size_t)(stop - line));
	}
}
