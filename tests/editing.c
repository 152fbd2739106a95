#include <stdlib.h>
#include <string.h>

#include "editing.h"
#include "zsip_body.h"

enum { PART_FIELDS = 16 };

struct operation {
	struct zsip_edit *edit;
	const struct zsip_message *msg;
	const struct zsip_core *core;
	char *rest;
	enum zsip_status status;
};

/* The next word, which is cut there. */
static char *word(struct operation *op)
{
	char *from = op->rest + strspn(op->rest, " ");
	char *end = from + strcspn(from, " ");

	op->rest = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return from;
}

static size_t number(struct operation *op)
{
	return strtoul(word(op), NULL, 10);
}

static int hex(char digit)
{
	return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/* A text with its escapes resolved in place. */
static struct zsip_slice unescaped(char *text)
{
	char *out = text;

	for (char *p = text; *p != '\0'; p++) {
		if (*p != '\\') {
			*out++ = *p;
			continue;
		}
		switch (*++p) {
		case 'r':
			*out++ = '\r';
			break;
		case 'n':
			*out++ = '\n';
			break;
		case '0':
			*out++ = '\0';
			break;
		case 'x':
			*out++ = (char)(hex(p[1]) * 16 + hex(p[2]));
			p += 2;
			break;
		default:
			*out++ = *p;
		}
	}
	return (struct zsip_slice){text, (size_t)(out - text)};
}

static struct zsip_slice next(struct operation *op)
{
	return unescaped(word(op));
}

static struct zsip_slice rest(struct operation *op)
{
	return unescaped(op->rest);
}

static struct zsip_slice named(struct operation *op)
{
	return zsip_slice_from(word(op));
}

static struct zsip_slice unless_dash(struct zsip_slice text)
{
	return zsip_slice_equal(text, zsip_slice_from("-"))
	               ? (struct zsip_slice){NULL, 0}
	               : text;
}

static void push_via(struct operation *op)
{
	struct zsip_via_parts via = {.transport = next(op)};

	via.host = next(op);
	via.port = (uint16_t)number(op);
	via.branch = unless_dash(next(op));
	via.rport = strcmp(word(op), "rport") == 0;
	op->status = zsip_edit_push_via(op->edit, op->msg, &via);
}

static void pop_via(struct operation *op)
{
	op->status = zsip_edit_pop_via(op->edit, op->msg, op->core);
}

static void stamp(struct operation *op)
{
	struct zsip_source source = {.address = unless_dash(next(op))};

	source.port = (uint16_t)number(op);
	op->status = zsip_edit_stamp_via(op->edit, op->msg, op->core, &source);
}

static void forwards(struct operation *op)
{
	op->status =
	        zsip_edit_decrement_max_forwards(op->edit, op->msg, op->core);
}

static void set_uri(struct operation *op)
{
	op->status = zsip_edit_set_request_uri(op->edit, op->msg, rest(op));
}

static void record_route(struct operation *op)
{
	op->status = zsip_edit_push_record_route(op->edit, op->msg, rest(op));
}

static void record_routes(struct operation *op)
{
	struct zsip_slice received = next(op);

	op->status = zsip_edit_push_record_routes(op->edit, op->msg, received,
	                                          rest(op));
}

static void path(struct operation *op)
{
	op->status = zsip_edit_push_path(op->edit, op->msg, rest(op));
}

static void route(struct operation *op)
{
	op->status = zsip_edit_push_route(op->edit, op->msg, rest(op));
}

static void pop_route(struct operation *op)
{
	op->status = zsip_edit_pop_route(op->edit, op->msg, op->core);
}

static void pop_routes(struct operation *op)
{
	op->status =
	        zsip_edit_pop_routes(op->edit, op->msg, op->core, number(op));
}

static void undo_strict(struct operation *op)
{
	op->status = zsip_edit_undo_strict_route(op->edit, op->msg);
}

static void strict(struct operation *op)
{
	op->status = zsip_edit_do_strict_route(op->edit, op->msg, op->core);
}

/* NAME: VALUE, the name as it is: its number is the library's matter. */
static struct zsip_header_line header_line(struct operation *op)
{
	char *colon = strchr(op->rest, ':');
	struct zsip_header_line line = {.id = ZSIP_HDR_OTHER};

	if (colon == NULL)
		return line;
	*colon = '\0';
	line.name = unescaped(op->rest);
	line.value = unescaped(colon + 1 + (colon[1] == ' '));
	return line;
}

static void add_field(struct operation *op)
{
	static const char *const places[] = {"top", "first", "last", "end"};
	const char *place = word(op);
	struct zsip_header_line line = header_line(op);
	int i = 0;

	while (i < 3 && strcmp(place, places[i]) != 0)
		i++;
	op->status = zsip_edit_add_field(op->edit, op->msg, &line,
	                                 (enum zsip_edit_place)i);
}

static void set_field(struct operation *op)
{
	struct zsip_header_line line = header_line(op);

	/* By its number, if it has one. */
	line.id = zsip_header_find(line.name);
	op->status = zsip_edit_set_field(op->edit, op->msg, &line);
}

static void replace_field(struct operation *op)
{
	const struct zsip_field *field = op->msg->fields + number(op) - 1;

	op->status =
	        zsip_edit_replace_field(op->edit, op->msg, field, rest(op));
}

static void remove_field(struct operation *op)
{
	op->status = zsip_edit_remove_field(op->edit, op->msg,
	                                    op->msg->fields + number(op) - 1);
}

static void remove_all(struct operation *op)
{
	op->status = zsip_edit_remove_named(op->edit, op->msg, named(op));
}

/* A walk that has met NAME N. */
static bool meet(struct operation *op, struct zsip_list *list,
                 struct zsip_value *value)
{
	struct zsip_slice name = named(op);
	enum zsip_header id = zsip_header_find(name);
	size_t n = number(op);

	if (id == ZSIP_HDR_OTHER)
		zsip_list_start_field(
		        list, op->msg,
		        zsip_field_find_name(op->msg, name, NULL));
	else
		zsip_list_start(list, op->msg, id);
	while (n-- != 0) {
		if (zsip_list_next(list, value, NULL) != ZSIP_OK)
			return false;
	}
	return true;
}

static void replace_value(struct operation *op)
{
	struct zsip_list list;

	if (meet(op, &list, NULL))
		op->status = zsip_edit_replace_value(op->edit, &list, rest(op));
}

static void drop(struct operation *op)
{
	struct zsip_list list;

	if (meet(op, &list, NULL))
		op->status = zsip_edit_remove_value(op->edit, &list);
}

static void display_name(struct operation *op)
{
	struct zsip_list list;
	struct zsip_value value;

	if (meet(op, &list, &value))
		op->status = zsip_edit_set_display_name(op->edit, op->msg,
		                                        &value, rest(op));
}

static struct zsip_param_parts param_parts(struct operation *op)
{
	struct zsip_param_parts param = {.name = {op->rest, 0}};
	char *equals = strchr(op->rest, '=');

	if (equals != NULL) {
		*equals = '\0';
		param.value = unescaped(equals + 1);
	}
	param.name = unescaped(op->rest);
	return param;
}

static void set_param(struct operation *op)
{
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_param_parts param;

	if (!meet(op, &list, &value))
		return;
	param = param_parts(op);
	op->status = zsip_edit_set_param(op->edit, op->msg, &value, &param);
}

static void remove_param(struct operation *op)
{
	struct zsip_list list;
	struct zsip_value value;

	if (meet(op, &list, &value))
		op->status = zsip_edit_remove_param(op->edit, op->msg, &value,
		                                    rest(op));
}

static bool find_uri(struct operation *op, struct zsip_uri *uri)
{
	struct zsip_list list;
	struct zsip_value value;

	if (strncmp(op->rest, "uri", 3) == 0) {
		word(op);
		*uri = op->core->request_uri;
		return true;
	}
	return meet(op, &list, &value) &&
	       zsip_uri_parse_in(uri, value.name_addr.uri, op->msg, NULL) ==
	               ZSIP_OK;
}

static void set_user(struct operation *op)
{
	struct zsip_uri uri;

	if (find_uri(op, &uri))
		op->status =
		        zsip_edit_set_user(op->edit, op->msg, &uri, rest(op));
}

static void set_host(struct operation *op)
{
	struct zsip_uri uri;

	if (find_uri(op, &uri))
		op->status =
		        zsip_edit_set_host(op->edit, op->msg, &uri, rest(op));
}

static void set_port(struct operation *op)
{
	struct zsip_uri uri;

	if (find_uri(op, &uri))
		op->status = zsip_edit_set_port(op->edit, op->msg, &uri,
		                                (uint16_t)number(op));
}

static void set_uri_param(struct operation *op)
{
	struct zsip_param_parts param;
	struct zsip_uri uri;

	if (!find_uri(op, &uri))
		return;
	param = param_parts(op);
	op->status = zsip_edit_set_uri_param(op->edit, op->msg, &uri, &param);
}

static void remove_uri_param(struct operation *op)
{
	struct zsip_uri uri;

	if (find_uri(op, &uri))
		op->status = zsip_edit_remove_uri_param(op->edit, op->msg, &uri,
		                                        rest(op));
}

static void set_body(struct operation *op)
{
	struct zsip_slice type = unless_dash(next(op));

	op->status = zsip_edit_set_body(op->edit, op->msg, type, rest(op));
}

static void add_length(struct operation *op)
{
	op->status = zsip_edit_add_content_length(op->edit, op->msg);
}

/* Part N of a body, and part N of that. */
static void set_part(struct operation *op)
{
	struct zsip_field fields[PART_FIELDS];
	struct zsip_message part;
	struct zsip_parts walk;
	struct zsip_slice type;
	char *path_to = word(op);

	type = unless_dash(next(op));
	zsip_message_init(&part, fields, PART_FIELDS, NULL);
	zsip_parts_start(&walk, op->msg, NULL);
	for (;;) {
		for (unsigned long n = strtoul(path_to, &path_to, 10); n != 0;
		     n--)
			zsip_parts_next(&walk, &part, NULL);
		if (*path_to++ != '.')
			break;
		zsip_parts_start(&walk, &part, NULL);
	}
	op->status = zsip_edit_set_part_body(op->edit, op->msg, &part, type,
	                                     rest(op));
}

static const struct {
	const char *name;
	void (*work)(struct operation *op);
} operations[] = {
        {"via", push_via},
        {"pop-via", pop_via},
        {"stamp", stamp},
        {"forwards", forwards},
        {"uri", set_uri},
        {"record-route", record_route},
        {"record-routes", record_routes},
        {"path", path},
        {"route", route},
        {"pop-route", pop_route},
        {"pop-routes", pop_routes},
        {"undo-strict", undo_strict},
        {"strict", strict},
        {"add", add_field},
        {"set", set_field},
        {"replace", replace_field},
        {"remove", remove_field},
        {"remove-all", remove_all},
        {"value", replace_value},
        {"drop", drop},
        {"name", display_name},
        {"hparam", set_param},
        {"hunparam", remove_param},
        {"user", set_user},
        {"host", set_host},
        {"port", set_port},
        {"param", set_uri_param},
        {"unparam", remove_uri_param},
        {"length", add_length},
        {"body", set_body},
        {"part", set_part},
};

bool editing_operate(struct zsip_edit *edit, const struct zsip_message *msg,
                     const struct zsip_core *core, char *line)
{
	struct operation op = {edit, msg, core, line, ZSIP_MORE};
	const char *name = word(&op);

	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
		if (strcmp(name, operations[i].name) != 0)
			continue;
		operations[i].work(&op);
		if (*op.rest == '=')
			return strcmp(zsip_status_name(op.status),
			              op.rest + 2) == 0;
		return op.status == edit->error.status;
	}
	return false;
}
