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

/* Of one that is cut off no more is known than that it is there. */
void zsip_flow_read_description(struct flow_step *s)
{
	struct zsip_slice text = zsip_description_of(s->msg);
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
