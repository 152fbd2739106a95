/*
 * Via and Max-Forwards, as a proxy edits them.
 */
#include "edit.h"
#include "guard.h"
#include "stamp.h"
#include "zsip_forking.h"
#include <string.h>

static char *put(char *p, struct zsip_slice text)
{
	memcpy(p, text.ptr, text.len);
	return p + text.len;
}

static char *put_port(char *p, uint16_t port)
{
	struct zsip_writer writer;

	zsip_writer_init(&writer, p, 6);
	zsip_writer_add(&writer, ZSIP_TEXT(":"));
	zsip_writer_add_number(&writer, port);
	return p + writer.len;
}

/* A text that is read where it was written. */
static bool is_at(struct zsip_slice read, const char *p, struct zsip_slice text)
{
	return read.ptr == p && read.len == text.len;
}

#define VIA         "Via: SIP/2.0/"
#define RPORT       ";rport"
#define BRANCH      ";branch="
#define ROOM_BESIDE (sizeof(VIA ":65535" RPORT BRANCH "\r\n"))

/*
 * A Via of transport, host, port, rport and branch, which are looked at by
 * reading them back: that is one quick walk.  @return its length, 0 for what is
 * not plainly right, or where there is no room
 */
static size_t compose_usual(const struct zsip_edit *edit,
                            const struct zsip_message *msg,
                            const struct zsip_via_parts *via)
{
	size_t room = edit->scratch_size - edit->scratch_used;
	char *start = edit->scratch + edit->scratch_used, *p = start;
	struct zsip_slice text, transport = via->transport;
	const char *host, *branch;
	struct zsip_via_parm read;
	struct zsip_stop stop;

	if (via->param_count != 0 || transport.len == 0 || via->host.len == 0 ||
	    via->branch.len == 0 || room < ROOM_BESIDE ||
	    room - ROOM_BESIDE <
	            transport.len + via->host.len + via->branch.len)
		return 0;
	p = put(p, ZSIP_TEXT(VIA));
	p = put(p, transport);
	*p++ = ' ';
	p = put(p, via->host);
	host = p - via->host.len;
	if (via->port != 0)
		p = put_port(p, via->port);
	if (via->rport)
		p = put(p, ZSIP_TEXT(RPORT));
	p = put(p, ZSIP_TEXT(BRANCH));
	p = put(p, via->branch);
	branch = p - via->branch.len;
	text = (struct zsip_slice){start, (size_t)(p - start)};
	stop.quirks = 0;
	if (zsip_engine->value(&read, ZSIP_SHAPE_via_parm, start + 5, p, &text,
	                       &stop) != p ||
	    stop.quirks != 0 ||
	    !is_at(read.transport, start + sizeof(VIA) - 1, transport) ||
	    !is_at(read.host, host, via->host) ||
	    !is_at(read.branch, branch, via->branch))
		return 0;
	return (size_t)(put(p, zsip_edit_line_end(msg)) - start);
}

enum zsip_status zsip_edit_push_via(struct zsip_edit *edit,
                                    const struct zsip_message *msg,
                                    const struct zsip_via_parts *via)
{
	struct zsip_writer writer;

	if (!zsip_edit_ready(edit, msg))
		return edit->error.status;
	zsip_edit_compose(edit, &writer);
	writer.len = compose_usual(edit, msg, via);
	if (writer.len == 0) {
		zsip_writer_add(&writer, ZSIP_TEXT("Via: "));
		zsip_writer_add_via(&writer, via);
		zsip_writer_add(&writer, zsip_edit_line_end(msg));
	}
	return zsip_edit_push_line(edit, msg, ZSIP_HDR_VIA, &writer);
}

/* Notes what is wrong with a member of the core. */
static bool is_sound(struct zsip_edit *edit, const struct zsip_message *msg,
                     const struct zsip_core *core, enum zsip_core_member member,
                     enum zsip_header id)
{
	enum zsip_status status = (enum zsip_status)core->status[member];

	if (!zsip_edit_ready(edit, msg))
		return false;
	if (status == ZSIP_OK)
		return true;
	zsip_edit_fail(edit, status,
	               msg->first[id] != 0
	                       ? msg->fields[msg->first[id] - 1].value.ptr
	                       : NULL,
	               zsip_header_info(id)->name.ptr);
	return false;
}

static bool skips_elements(const struct zsip_message *msg)
{
	return msg->options != NULL &&
	       (msg->options->quirks & ZSIP_QUIRKS_NOTHING) != 0;
}

enum zsip_status zsip_edit_next_value(const struct zsip_edit *edit,
                                      const struct zsip_message *msg,
                                      enum zsip_header id,
                                      struct zsip_list *list)
{
	enum zsip_status status;

	zsip_list_start(list, msg, id);
	do {
		status = zsip_list_next(list, NULL, NULL);
	} while (status == ZSIP_OK && zsip_edit_is_gone(edit, list->item));
	return status == ZSIP_END ? ZSIP_E_MISSING : status;
}

/* Removes the first value of a list, which ends at `behind`, in one step; false
 * where there is more to it. */
static bool pop_first(struct zsip_edit *edit, const struct zsip_message *msg,
                      enum zsip_header id, const char *behind)
{
	const struct zsip_field *field = &msg->fields[msg->first[id] - 1];
	const char *from = field->value.ptr, *end = from + field->value.len;
	const char *next = behind;

	if (behind != end)
		next = zsip_skip_lws(behind + 1, end);
	if (skips_elements(msg) ||
	    !zsip_edit_is_clean(edit, field->name.ptr, next))
		return false;
	if (behind == end)
		zsip_edit_remove_line(edit, msg, field);
	else
		zsip_edit_put(edit, from, next, ZSIP_NONE, ZSIP_WITH_START);
	return true;
}

/* Removes the line of a field whose values all go; not where another line
 * stands now. */
static void pop_line(struct zsip_edit *edit, const struct zsip_message *msg,
                     const struct zsip_field *field)
{
	struct zsip_slice line = zsip_edit_line(msg, field);

	if (!zsip_edit_is_gone(edit, line) && zsip_edit_is_free(edit, line))
		zsip_edit_remove_line(edit, msg, field);
}

/* Removes the first values of a list that are still there, in one walk. */
static enum zsip_status pop_values(struct zsip_edit *edit,
                                   const struct zsip_message *msg,
                                   enum zsip_header id, size_t count)
{
	const struct zsip_field *field = NULL;
	const char *from = NULL;
	enum zsip_status status;
	struct zsip_list list;

	zsip_list_start(&list, msg, id);
	while ((status = zsip_list_next(&list, NULL, NULL)) == ZSIP_OK) {
		if (list.field != field) {
			if (field != NULL)
				pop_line(edit, msg, field);
			field = list.field;
			from = list.item.ptr;
		}
		if (zsip_edit_is_gone(edit, list.item))
			continue;
		if (count == 0)
			break;
		count--;
	}
	if (status == ZSIP_OK)
		return from == list.item.ptr
		               ? edit->error.status
		               : zsip_edit_put(edit, from, list.item.ptr,
		                               ZSIP_NONE, ZSIP_WITH_START);
	if (status == ZSIP_END && field != NULL)
		pop_line(edit, msg, field);
	if (status != ZSIP_END || count != 0)
		zsip_edit_fail(edit,
		               status == ZSIP_END ? ZSIP_E_MISSING : status,
		               NULL, zsip_header_info(id)->name.ptr);
	return edit->error.status;
}

static enum zsip_status pop(struct zsip_edit *edit,
                            const struct zsip_message *msg,
                            const struct zsip_core *core,
                            enum zsip_core_member member, enum zsip_header id)
{
	if (!is_sound(edit, msg, core, member, id) ||
	    pop_first(edit, msg, id, core->behind[member]))
		return edit->error.status;
	return pop_values(edit, msg, id, 1);
}

enum zsip_status zsip_edit_pop_via(struct zsip_edit *edit,
                                   const struct zsip_message *msg,
                                   const struct zsip_core *core)
{
	return pop(edit, msg, core, ZSIP_CORE_VIA, ZSIP_HDR_VIA);
}

enum zsip_status zsip_edit_pop_route(struct zsip_edit *edit,
                                     const struct zsip_message *msg,
                                     const struct zsip_core *core)
{
	return pop(edit, msg, core, ZSIP_CORE_ROUTE, ZSIP_HDR_ROUTE);
}

enum zsip_status zsip_edit_pop_routes(struct zsip_edit *edit,
                                      const struct zsip_message *msg,
                                      const struct zsip_core *core,
                                      size_t count)
{
	if (count == 1)
		return zsip_edit_pop_route(edit, msg, core);
	if (count == 0 ||
	    !is_sound(edit, msg, core, ZSIP_CORE_ROUTE, ZSIP_HDR_ROUTE))
		return edit->error.status;
	return pop_values(edit, msg, ZSIP_HDR_ROUTE, count);
}

/* Whether two texts set the same: "=PORT" or ";received=ADDRESS". */
static bool sets_same(struct zsip_slice a, struct zsip_slice b)
{
	const char *equals = memchr(b.ptr, '=', b.len);
	size_t len = (size_t)(equals + 1 - b.ptr);

	return a.len >= len && memcmp(a.ptr, b.ptr, len) == 0;
}

static void put_stamp(struct zsip_edit *edit, struct zsip_slice old,
                      struct zsip_slice text)
{
	size_t i = zsip_edit_splices_before(edit,
	                                    (size_t)(old.ptr - edit->text.ptr));

	if (old.len != 0 || text.len == 0) {
		zsip_edit_put(edit, old.ptr, old.ptr + old.len, text, 0);
		return;
	}
	for (; zsip_edit_inserts(edit, i, old.ptr); i++) {
		if (sets_same(edit->splices[i].text, text)) {
			edit->splices[i].text = text;
			return;
		}
	}
	/* The value of rport, which may end where parameters are added. */
	zsip_edit_insert(edit, old.ptr, text, text.ptr[0] == '=');
}

enum zsip_status zsip_edit_stamp_via(struct zsip_edit *edit,
                                     const struct zsip_message *msg,
                                     const struct zsip_core *core,
                                     const struct zsip_source *source)
{
	struct zsip_stamp stamp;
	enum zsip_status status;

	if (!is_sound(edit, msg, core, ZSIP_CORE_VIA, ZSIP_HDR_VIA) ||
	    !zsip_edit_is_free(edit, zsip_top_via(core)))
		return edit->error.status;
	status =
	        zsip_stamp_make(&stamp, zsip_top_via(core), &core->via, source);
	if (status == ZSIP_E_SYNTAX)
		return zsip_edit_fail(edit, status, NULL, "IP address");
	if (status != ZSIP_OK)
		return zsip_edit_fail(edit, status, zsip_top_via(core).ptr,
		                      "one received and one rport");
	for (unsigned i = 0; i < stamp.count; i++) {
		struct zsip_slice old = stamp.splices[i].old;
		struct zsip_writer writer;

		zsip_edit_compose(edit, &writer);
		zsip_writer_add(&writer, stamp.splices[i].text);
		put_stamp(edit, old, zsip_edit_composed(edit, &writer));
	}
	return edit->error.status;
}

/* The recommended initial value (RFC 3261 16.6 step 3). */
static enum zsip_status add_max_forwards(struct zsip_edit *edit,
                                         const struct zsip_message *msg)
{
	static const struct zsip_slice name = {"Max-Forwards", 12};
	struct zsip_writer writer;

	if (zsip_edit_find_added(edit, msg, name) != edit->count)
		return ZSIP_OK;
	zsip_edit_compose(edit, &writer);
	zsip_writer_add(&writer, ZSIP_TEXT("Max-Forwards: "));
	zsip_writer_add_number(&writer, ZSIP_MAX_FORWARDS);
	zsip_writer_add(&writer, zsip_edit_line_end(msg));
	return zsip_edit_push_line(edit, msg, ZSIP_HDR_MAX_FORWARDS, &writer);
}

enum zsip_status
zsip_edit_decrement_max_forwards(struct zsip_edit *edit,
                                 const struct zsip_message *msg,
                                 const struct zsip_core *core)
{
	unsigned first = msg->first[ZSIP_HDR_MAX_FORWARDS];
	const struct zsip_field *field;
	struct zsip_writer writer;

	if (first == 0)
		return zsip_edit_ready(edit, msg) ? add_max_forwards(edit, msg)
		                                  : edit->error.status;
	if (!is_sound(edit, msg, core, ZSIP_CORE_MAX_FORWARDS,
	              ZSIP_HDR_MAX_FORWARDS))
		return edit->error.status;
	if (msg->last[ZSIP_HDR_MAX_FORWARDS] != first)
		return zsip_edit_fail(edit, ZSIP_E_TOO_MANY, NULL,
		                      "one Max-Forwards");
	if (core->max_forwards.number == 0)
		return ZSIP_END;
	field = &msg->fields[first - 1];
	zsip_edit_compose(edit, &writer);
	zsip_writer_add_number(&writer, core->max_forwards.number - 1);
	return zsip_edit_put(edit, field->value.ptr,
	                     field->value.ptr + field->value.len,
	                     zsip_edit_composed(edit, &writer), ZSIP_WITH_BOTH);
}
