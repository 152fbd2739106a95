#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "edit_model.h"
#include "zsip_builder.h"

enum {
	FIELDS = 64,
	VALUES = 12,
	PARAMS = 12,
	ADDED = 64,
	TEXT = 96,
	OPERATIONS = 16,
	SPLICES = 256,
	SCRATCH = 8192
};

typedef char chars[TEXT];

/* --- The model */

struct list {
	chars items[PARAMS];
	size_t count;
};

/* The parts of a URI, or of an address. */
struct parts {
	chars name, user, host, headers;
	unsigned port;
	struct list uri_params, params;
};

struct value {
	struct zsip_slice raw;
	enum { KEPT, GONE, REPLACED, CHANGED } state;
	chars text;
	struct parts parts;
};

struct line {
	const struct zsip_field *field;
	struct zsip_slice bytes;
	enum { WHOLE, REMOVED, SET, IN_VALUES } state;
	chars text;
	size_t count; /* of values; 0 where there are too many */
	struct value values[VALUES];
};

/* A line that was added before the line with this number. */
struct added {
	size_t place;
	chars text;
};

struct model {
	struct zsip_message msg;
	struct zsip_field fields[FIELDS];
	struct zsip_core core;
	struct line lines[FIELDS];
	struct added added[ADDED];
	size_t added_count;
	struct value uri;
	struct zsip_slice body;
	struct zsip_splice splices[SPLICES];
	char scratch[SCRATCH];
	struct zsip_edit edit;
	char *out;
	size_t out_len;
};

static struct zsip_slice slice(const char *string)
{
	return zsip_slice_from(string);
}

static void copy(char *to, struct zsip_slice from)
{
	size_t len = from.len < TEXT - 1 ? from.len : TEXT - 1;

	memset(to, 0, TEXT);
	if (len != 0)
		memcpy(to, from.ptr, len);
}

static bool is_text(struct zsip_slice got, const char *wanted)
{
	return zsip_slice_equal(got, slice(wanted));
}

/* "name" or "name=value" of each parameter; false if there are too many, or a
 * name has escapes. */
static bool cut_params(struct list *list, struct zsip_slice params)
{
	struct zsip_params walk;
	struct zsip_param param;

	list->count = 0;
	if (params.len == 0)
		return true;
	zsip_params_start(&walk, params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		char *item = list->items[list->count++];

		if (memchr(param.name.ptr, '%', param.name.len) != NULL ||
		    param.name.len + param.value.len + 4 > TEXT)
			return false;
		memset(item, 0, TEXT);
		snprintf(item, TEXT, "%.*s%s%.*s", (int)param.name.len,
		         param.name.ptr, param.value.ptr != NULL ? "=" : "",
		         (int)param.value.len,
		         param.value.ptr != NULL ? param.value.ptr : "");
		if (list->count == PARAMS)
			return false;
	}
	return true;
}

static bool cut_uri(struct parts *parts, struct zsip_slice text,
                    const struct zsip_options *options)
{
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, text, options, NULL) != ZSIP_OK ||
	    (uri.scheme_id != ZSIP_SCHEME_SIP &&
	     uri.scheme_id != ZSIP_SCHEME_SIPS))
		return false;
	copy(parts->user, uri.user);
	copy(parts->host, uri.host);
	copy(parts->headers, uri.headers);
	parts->port = uri.has_port ? uri.port : 0;
	return cut_params(&parts->uri_params, uri.params);
}

static bool cut_address(struct parts *parts, enum zsip_header id,
                        struct zsip_slice raw,
                        const struct zsip_options *options)
{
	const struct zsip_header_info *info = zsip_header_info(id);
	struct zsip_value value;
	size_t len;

	memset(parts, 0, sizeof(*parts));
	if (info == NULL || info->shape != ZSIP_SHAPE_name_addr ||
	    (info->flags & ZSIP_NOPARAMS) != 0 ||
	    zsip_value_parse(&value, id, raw, options, NULL) != ZSIP_OK ||
	    value.name_addr.wildcard)
		return false;
	if (value.name_addr.quoted) {
		len = zsip_unquote(value.name_addr.display_name, parts->name,
		                   TEXT - 1);
		if (len > TEXT - 1)
			return false;
	} else {
		copy(parts->name, value.name_addr.display_name);
	}
	return cut_params(&parts->params, value.name_addr.params) &&
	       cut_uri(parts, value.name_addr.uri, options);
}

static bool is_same_list(const struct list *a, const struct list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	}
	return true;
}

static bool is_same(const struct parts *a, const struct parts *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->user, b->user) == 0 &&
	       strcmp(a->host, b->host) == 0 &&
	       strcmp(a->headers, b->headers) == 0 && a->port == b->port &&
	       is_same_list(&a->uri_params, &b->uri_params) &&
	       is_same_list(&a->params, &b->params);
}

static bool is_name(const char *item, const char *name)
{
	size_t len = strcspn(item, "=");

	return zsip_slice_equal_nocase((struct zsip_slice){item, len},
	                               slice(name));
}

/* Puts an item in the place of all of its name; NULL takes them out. */
static void set_item(struct list *list, const char *name, const char *item)
{
	size_t kept = 0;
	bool placed = false;

	for (size_t i = 0; i < list->count; i++) {
		bool named = is_name(list->items[i], name);

		if (named && (placed || item == NULL))
			continue;
		memmove(list->items[kept], list->items[i], TEXT);
		if (named)
			copy(list->items[kept], slice(item));
		placed |= named;
		kept++;
	}
	if (!placed && item != NULL && kept < PARAMS)
		copy(list->items[kept++], slice(item));
	list->count = kept;
}

static void add_line(struct model *model, size_t place, bool in_front,
                     const char *line)
{
	size_t i = 0;

	while (i < model->added_count &&
	       (model->added[i].place < place ||
	        (model->added[i].place == place && !in_front)))
		i++;
	memmove(&model->added[i + 1], &model->added[i],
	        (model->added_count - i) * sizeof(*model->added));
	model->added[i].place = place;
	copy(model->added[i].text, slice(line));
	model->added_count++;
}

static bool has_added(const struct model *model, const char *line)
{
	for (size_t i = 0; i < model->added_count; i++) {
		if (strcmp(model->added[i].text, line) == 0)
			return true;
	}
	return false;
}

static void drop_added(struct model *model, const char *name)
{
	size_t kept = 0, len = strlen(name);

	for (size_t i = 0; i < model->added_count; i++) {
		struct zsip_slice start = {model->added[i].text, len};

		if (!zsip_slice_equal_nocase(start, slice(name)) ||
		    model->added[i].text[len] != ':')
			model->added[kept++] = model->added[i];
	}
	model->added_count = kept;
}

static bool is_gone(const struct line *line)
{
	size_t gone = 0;

	for (size_t i = 0; i < line->count; i++)
		gone += line->values[i].state == GONE;
	return line->state == REMOVED ||
	       (line->state == IN_VALUES && gone == line->count);
}

static void read_values(struct model *model, struct line *line)
{
	struct zsip_list list;

	zsip_list_start_field(&list, &model->msg, line->field);
	while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK) {
		if (line->count == VALUES) {
			line->count = 0;
			return;
		}
		line->values[line->count++] = (struct value){.raw = list.item};
	}
}

static bool read_model(struct model *model, const char *bytes, size_t len,
                       const struct zsip_options *options)
{
	struct zsip_message *msg = &model->msg;
	const char *head_end;

	zsip_message_init(msg, model->fields, FIELDS, options);
	if (zsip_message_parse(msg, bytes, len, NULL) != ZSIP_OK)
		return false;
	memset(&model->core, 0, sizeof(model->core));
	zsip_core_parse(msg, &model->core, NULL);
	head_end = msg->body.ptr - (msg->body.ptr[-2] == '\r' ? 2 : 1);
	for (size_t i = 0; i < msg->field_count; i++) {
		struct line *line = &model->lines[i];
		const char *from = msg->fields[i].name.ptr;
		const char *to = i + 1 < msg->field_count
		                         ? msg->fields[i + 1].name.ptr
		                         : head_end;

		*line = (struct line){.field = &msg->fields[i],
		                      .bytes = {from, (size_t)(to - from)}};
		read_values(model, line);
	}
	model->uri = (struct value){.raw = msg->request_uri};
	model->body = msg->body;
	model->added_count = 0;
	return true;
}

/* --- Operations */

struct operation {
	struct model *model;
	const unsigned char *bytes;
	enum zsip_status status;
	const char *fault;
};

static const char *const words[] = {"a", "bc", "x1", "z9hG4bKlong-token.012"};

static const char *word(const struct operation *op)
{
	return words[op->bytes[3] % 4];
}

/* What the model says against what the function said.  @return whether the
 * operation was done */
static bool agrees(struct operation *op, bool possible)
{
	if (possible != (op->status == ZSIP_OK))
		op->fault = possible ? "a possible edit failed"
		                     : "an impossible edit was done";
	return op->status == ZSIP_OK && possible;
}

static size_t first_line(const struct model *model, enum zsip_header id)
{
	size_t i = 0;

	while (i < model->msg.field_count && model->fields[i].id != id)
		i++;
	return i;
}

static size_t behind_last(const struct model *model, enum zsip_header id)
{
	size_t behind = 0;

	for (size_t i = 0; i < model->msg.field_count; i++) {
		if (model->fields[i].id == id)
			behind = i + 1;
	}
	return behind;
}

static size_t first_place(const struct model *model, enum zsip_header id)
{
	size_t first = first_line(model, id);

	return first < model->msg.field_count
	               ? first
	               : behind_last(model, ZSIP_HDR_VIA);
}

static const char *line_end(const struct model *model)
{
	return model->msg.body.ptr[-2] == '\r' ? "\r\n" : "\n";
}

static void push_via(struct operation *op)
{
	struct model *model = op->model;
	struct zsip_via_parts via = {.transport = slice("UDP"),
	                             .host = slice("p.example.com"),
	                             .branch = slice(word(op))};
	chars line;

	op->status = zsip_edit_push_via(&model->edit, &model->msg, &via);
	snprintf(line, TEXT, "Via: SIP/2.0/UDP p.example.com;branch=%s%s",
	         word(op), line_end(model));
	if (agrees(op, true))
		add_line(model, first_place(model, ZSIP_HDR_VIA), true, line);
}

static void push_route(struct operation *op)
{
	static const enum zsip_header ids[] = {ZSIP_HDR_RECORD_ROUTE,
	                                       ZSIP_HDR_PATH};
	enum zsip_header id = ids[op->bytes[1] % 2];
	struct model *model = op->model;
	chars uri, line;

	snprintf(uri, TEXT, "sip:%s@h;lr", word(op));
	op->status = id == ZSIP_HDR_PATH
	                     ? zsip_edit_push_path(&model->edit, &model->msg,
	                                           slice(uri))
	                     : zsip_edit_push_record_route(
	                               &model->edit, &model->msg, slice(uri));
	snprintf(line, TEXT, "%s: <%.60s>%s", zsip_header_info(id)->name.ptr,
	         uri, line_end(model));
	if (agrees(op, true))
		add_line(model, first_place(model, id), true, line);
}

/* The first or the last value of a list that is still there. */
static struct value *find_value(struct model *model, enum zsip_header id,
                                bool last, struct line **in)
{
	struct value *found = NULL;

	for (size_t i = 0; i < model->msg.field_count; i++) {
		struct line *line = &model->lines[i];

		if (line->field->id != id || line->state == REMOVED)
			continue;
		for (size_t j = 0; j < line->count; j++) {
			if (line->values[j].state == GONE ||
			    (found != NULL && !last))
				continue;
			found = &line->values[j];
			*in = line;
		}
	}
	return found;
}

/* Whether the model knows all values of a list. */
static bool knows(const struct model *model, enum zsip_header id)
{
	for (size_t i = 0; i < model->msg.field_count; i++) {
		if (model->fields[i].id == id && model->lines[i].count == 0)
			return false;
	}
	return true;
}

static void pop(struct operation *op)
{
	bool via = op->bytes[1] % 2 != 0;
	enum zsip_header id = via ? ZSIP_HDR_VIA : ZSIP_HDR_ROUTE;
	struct model *model = op->model;
	struct line *line;
	struct value *value = find_value(model, id, false, &line);
	bool sound =
	        model->core.status[via ? ZSIP_CORE_VIA : ZSIP_CORE_ROUTE] ==
	        ZSIP_OK;

	if (!knows(model, id))
		return;
	op->status =
	        via ? zsip_edit_pop_via(&model->edit, &model->msg, &model->core)
	            : zsip_edit_pop_route(&model->edit, &model->msg,
	                                  &model->core);
	if (!agrees(op, sound && value != NULL && line->state != SET))
		return;
	line->state = IN_VALUES;
	value->state = GONE;
}

static void set_uri(struct operation *op)
{
	struct model *model = op->model;
	chars uri;

	snprintf(uri, TEXT, "tel:+1%s", "23" + op->bytes[3] % 3);
	op->status = zsip_edit_set_request_uri(&model->edit, &model->msg,
	                                       slice(uri));
	if (!agrees(op, model->msg.request_uri.ptr != NULL))
		return;
	model->uri.state = REPLACED;
	copy(model->uri.text, slice(uri));
}

static void forwards(struct operation *op)
{
	struct model *model = op->model;
	size_t first = first_line(model, ZSIP_HDR_MAX_FORWARDS);
	bool sound = model->core.status[ZSIP_CORE_MAX_FORWARDS] == ZSIP_OK &&
	             first + 1 == behind_last(model, ZSIP_HDR_MAX_FORWARDS);
	struct line *line = &model->lines[first];
	chars added;

	op->status = zsip_edit_decrement_max_forwards(&model->edit, &model->msg,
	                                              &model->core);
	if (first == model->msg.field_count) {
		snprintf(added, TEXT, "Max-Forwards: 70%s", line_end(model));
		if (agrees(op, true) && !has_added(model, added))
			add_line(model,
			         first_place(model, ZSIP_HDR_MAX_FORWARDS),
			         true, added);
		return;
	}
	if (sound && model->core.max_forwards.number == 0) {
		if (op->status != ZSIP_END)
			op->fault = "Max-Forwards is 0";
		op->status = ZSIP_OK;
		return;
	}
	if (!agrees(op, sound &&
	                        (line->state == WHOLE ||
	                         line->state == IN_VALUES) &&
	                        !is_gone(line)))
		return;
	line->state = IN_VALUES;
	line->values[0].state = REPLACED;
	snprintf(line->values[0].text, TEXT, "%u",
	         (unsigned)(model->core.max_forwards.number - 1));
}

static void add_field(struct operation *op)
{
	struct model *model = op->model;
	const struct zsip_header_line line = {
	        ZSIP_HDR_SUPPORTED, {NULL, 0}, slice(word(op))};
	unsigned place = op->bytes[1] % 4;
	size_t count = model->msg.field_count, at = count, behind;
	chars added;

	op->status = zsip_edit_add_field(&model->edit, &model->msg, &line,
	                                 (enum zsip_edit_place)place);
	if (place == ZSIP_EDIT_TOP)
		at = 0;
	else if (place == ZSIP_EDIT_FIRST)
		at = first_place(model, ZSIP_HDR_SUPPORTED);
	behind = behind_last(model, ZSIP_HDR_SUPPORTED);
	if (place == ZSIP_EDIT_LAST && behind != 0)
		at = behind;
	snprintf(added, TEXT, "Supported: %s%s", word(op), line_end(model));
	if (agrees(op, true))
		add_line(model, at, place <= ZSIP_EDIT_FIRST, added);
}

/* All fields of a kind: set, or removed. */
static void put_fields(struct operation *op)
{
	static const char *const names[] = {"Supported", "Subject", "Via",
	                                    "X-a"};
	const char *name = names[op->bytes[1] % 4], *text = NULL;
	struct model *model = op->model;
	const struct zsip_field *field = NULL;
	struct zsip_header_line line = {zsip_header_find(slice(name)),
	                                slice(name), slice(word(op))};
	chars set;

	if (op->bytes[2] % 2 != 0) {
		if (strcmp(name, "Via") == 0)
			line.value = slice("SIP/2.0/UDP q");
		op->status =
		        zsip_edit_set_field(&model->edit, &model->msg, &line);
		snprintf(set, TEXT, "%s: %.*s%s", name, (int)line.value.len,
		         line.value.ptr, line_end(model));
		text = set;
	} else {
		op->status = zsip_edit_remove_named(&model->edit, &model->msg,
		                                    slice(name));
	}
	if (!agrees(op, true))
		return;
	drop_added(model, name);
	while ((field = zsip_field_find_name(&model->msg, slice(name),
	                                     field)) != NULL) {
		struct line *old = &model->lines[field - model->fields];

		old->state = text != NULL ? SET : REMOVED;
		if (text != NULL)
			copy(old->text, slice(text));
		text = NULL;
	}
	if (text != NULL)
		add_line(model, model->msg.field_count, false, text);
}

static bool must_stay(const struct zsip_field *field)
{
	return field->id == ZSIP_HDR_FROM || field->id == ZSIP_HDR_TO ||
	       field->id == ZSIP_HDR_CALL_ID || field->id == ZSIP_HDR_CSEQ ||
	       field->id == ZSIP_HDR_CONTENT_LENGTH;
}

static void remove_line(struct operation *op)
{
	struct model *model = op->model;
	struct line *line;

	if (model->msg.field_count == 0)
		return;
	line = &model->lines[op->bytes[1] % model->msg.field_count];
	op->status =
	        zsip_edit_remove_field(&model->edit, &model->msg, line->field);
	if (agrees(op, !must_stay(line->field)))
		line->state = REMOVED;
}

/* A walk that has met the value that the operation is about; false where there
 * is none. */
static bool meet(struct operation *op, struct line **line, struct value **value,
                 struct zsip_list *list)
{
	struct model *model = op->model;
	size_t n;

	if (model->msg.field_count == 0)
		return false;
	*line = &model->lines[op->bytes[1] % model->msg.field_count];
	if ((*line)->count == 0)
		return false;
	n = op->bytes[2] % (*line)->count;
	*value = &(*line)->values[n];
	zsip_list_start_field(list, &model->msg, (*line)->field);
	do {
		zsip_list_next(list, NULL, NULL);
	} while (n-- != 0);
	return true;
}

static bool is_open(const struct line *line)
{
	return line->state == WHOLE || line->state == IN_VALUES;
}

static void drop_value(struct operation *op)
{
	struct zsip_list list;
	struct value *value;
	struct line *line;
	bool removed;

	if (!meet(op, &line, &value, &list))
		return;
	removed = line->state == REMOVED;
	op->status = zsip_edit_remove_value(&op->model->edit, &list);
	if (!agrees(op, !must_stay(line->field) && line->state != SET) ||
	    removed)
		return;
	line->state = IN_VALUES;
	value->state = GONE;
}

static void replace_value(struct operation *op)
{
	struct model *model = op->model;
	struct zsip_list list;
	struct value *value;
	struct line *line;
	chars new;

	if (!meet(op, &line, &value, &list) ||
	    (line->field->id != ZSIP_HDR_CONTACT &&
	     line->field->id != ZSIP_HDR_TO &&
	     line->field->id != ZSIP_HDR_ROUTE))
		return;
	snprintf(new, TEXT, "<sip:%s@new.example.com>", word(op));
	op->status = zsip_edit_replace_value(&model->edit, &list, slice(new));
	if (!agrees(op, is_open(line) && value->state != GONE))
		return;
	line->state = IN_VALUES;
	value->state = REPLACED;
	copy(value->text, slice(new));
}

/* One part of a URI. */
static enum zsip_status edit_uri(struct operation *op, unsigned which,
                                 const struct zsip_uri *uri,
                                 struct parts *parts)
{
	static const char *const names[] = {"lr", "transport", "X", "user"};
	const char *name = names[op->bytes[3] / 4 % 4];
	struct zsip_edit *edit = &op->model->edit;
	const struct zsip_message *msg = &op->model->msg;
	struct zsip_param_parts param = {slice(name), {NULL, 0}};
	chars item;

	switch (which) {
	case 0:
		copy(parts->user, slice(word(op)));
		return zsip_edit_set_user(edit, msg, uri, slice(word(op)));
	case 1:
		copy(parts->user, slice(""));
		return zsip_edit_set_user(edit, msg, uri, slice(""));
	case 2:
		copy(parts->host, slice("[2001:db8::7]"));
		return zsip_edit_set_host(edit, msg, uri, slice("2001:db8::7"));
	case 3:
		parts->port = op->bytes[3] % 2 * 5070;
		return zsip_edit_set_port(edit, msg, uri,
		                          (uint16_t)parts->port);
	case 4:
		if (strcmp(name, "lr") != 0)
			param.value = slice("tok");
		snprintf(item, TEXT, "%.16s%s", name,
		         param.value.ptr != NULL ? "=tok" : "");
		set_item(&parts->uri_params, name, item);
		return zsip_edit_set_uri_param(edit, msg, uri, &param);
	default:
		set_item(&parts->uri_params, name, NULL);
		return zsip_edit_remove_uri_param(edit, msg, uri, slice(name));
	}
}

/* One part of an address. */
static enum zsip_status edit_address(struct operation *op, unsigned which,
                                     const struct zsip_value *value,
                                     struct parts *parts)
{
	static const char *const names[] = {"tag", "q", "x", "y"};
	const char *name = names[op->bytes[3] / 4 % 4];
	struct zsip_edit *edit = &op->model->edit;
	const struct zsip_message *msg = &op->model->msg;
	const struct zsip_param_parts param = {slice(name), slice("0.5")};
	struct zsip_uri uri;
	chars item;

	switch (which) {
	case 6:
		copy(parts->name, slice(word(op)));
		return zsip_edit_set_display_name(edit, msg, value,
		                                  slice(word(op)));
	case 7:
		copy(parts->name, slice(""));
		return zsip_edit_set_display_name(edit, msg, value, slice(""));
	case 8:
		snprintf(item, TEXT, "%.8s=0.5", name);
		set_item(&parts->params, name, item);
		return zsip_edit_set_param(edit, msg, value, &param);
	case 9:
		set_item(&parts->params, name, NULL);
		return zsip_edit_remove_param(edit, msg, value, slice(name));
	default:
		zsip_uri_parse_in(&uri, value->name_addr.uri, msg, NULL);
		return edit_uri(op, which, &uri, parts);
	}
}

static void edit_part(struct operation *op)
{
	struct model *model = op->model;
	struct zsip_list list;
	struct zsip_value parsed;
	struct value *value;
	struct line *line;
	struct parts parts;
	enum zsip_header id;

	if (!meet(op, &line, &value, &list))
		return;
	id = (enum zsip_header)line->field->id;
	if (!cut_address(&parts, id, value->raw, model->msg.options) ||
	    zsip_value_parse(&parsed, id, value->raw, model->msg.options,
	                     NULL) != ZSIP_OK)
		return;
	if (value->state == CHANGED)
		parts = value->parts;
	op->status = edit_address(op, op->bytes[0] / 16 % 10, &parsed, &parts);
	if (!agrees(op, is_open(line) && (value->state == KEPT ||
	                                  value->state == CHANGED)))
		return;
	line->state = IN_VALUES;
	value->state = CHANGED;
	value->parts = parts;
}

static void edit_request_uri(struct operation *op)
{
	struct model *model = op->model;
	struct parts parts = {.port = 0};

	if (model->core.status[ZSIP_CORE_REQUEST_URI] != ZSIP_OK ||
	    !cut_uri(&parts, model->msg.request_uri, model->msg.options))
		return;
	if (model->uri.state == CHANGED)
		parts = model->uri.parts;
	op->status = edit_uri(op, op->bytes[0] / 16 % 6,
	                      &model->core.request_uri, &parts);
	if (!agrees(op, model->uri.state != REPLACED))
		return;
	model->uri.state = CHANGED;
	model->uri.parts = parts;
}

/* Strict routing, where the Route that it takes has not been edited. */
static void strict(struct operation *op)
{
	struct model *model = op->model;
	bool undo = op->bytes[1] % 2 != 0;
	struct zsip_value parsed;
	struct value *value;
	struct line *line;
	struct parts parts;
	chars added;

	value = find_value(model, ZSIP_HDR_ROUTE, undo, &line);
	if (model->msg.request_uri.ptr == NULL || value == NULL ||
	    !knows(model, ZSIP_HDR_ROUTE) || !is_open(line) ||
	    value->state != KEPT || value->raw.len > 60 ||
	    model->uri.state == CHANGED || model->msg.request_uri.len > 60 ||
	    !cut_address(&parts, ZSIP_HDR_ROUTE, value->raw,
	                 model->msg.options) ||
	    model->core.status[ZSIP_CORE_ROUTE] != ZSIP_OK)
		return;
	zsip_value_parse(&parsed, ZSIP_HDR_ROUTE, value->raw,
	                 model->msg.options, NULL);
	if (undo) {
		op->status =
		        zsip_edit_undo_strict_route(&model->edit, &model->msg);
	} else {
		for (size_t i = 0; i < parts.uri_params.count; i++) {
			if (is_name(parts.uri_params.items[i], "lr"))
				return;
		}
		if (model->uri.state == REPLACED)
			snprintf(added, TEXT, "Route: <%.64s>%s",
			         model->uri.text, line_end(model));
		else
			snprintf(added, TEXT, "Route: <%.*s>%s",
			         (int)model->uri.raw.len, model->uri.raw.ptr,
			         line_end(model));
		op->status = zsip_edit_do_strict_route(
		        &model->edit, &model->msg, &model->core);
		/* A Request-URI that quirks let pass may be none here. */
		if (op->status == ZSIP_E_SYNTAX)
			return;
	}
	if (!agrees(op, true))
		return;
	if (!undo)
		add_line(model, behind_last(model, ZSIP_HDR_ROUTE), false,
		         added);
	line->state = IN_VALUES;
	value->state = GONE;
	model->uri.state = REPLACED;
	copy(model->uri.text, parsed.name_addr.uri);
}

/* The lines that tell of a body. */
static void set_kind(struct model *model, enum zsip_header id, const char *text)
{
	const struct zsip_field *field = NULL;
	char name[32];

	snprintf(name, sizeof(name), "%s", zsip_header_info(id)->name.ptr);
	drop_added(model, name);
	while ((field = zsip_field_find(&model->msg, id, field)) != NULL) {
		struct line *line = &model->lines[field - model->fields];

		line->state = text != NULL ? SET : REMOVED;
		if (text != NULL)
			copy(line->text, slice(text));
		text = NULL;
	}
	if (text != NULL)
		add_line(model, model->msg.field_count, false, text);
}

static void set_length(struct model *model, size_t length)
{
	const struct zsip_field *field = NULL;
	chars line;

	if (model->msg.content_length_status == ZSIP_E_MISSING) {
		snprintf(line, TEXT, "Content-Length: %zu%s", length,
		         line_end(model));
		set_kind(model, ZSIP_HDR_CONTENT_LENGTH, line);
		return;
	}
	while ((field = zsip_field_find(&model->msg, ZSIP_HDR_CONTENT_LENGTH,
	                                field)) != NULL) {
		struct line *old = &model->lines[field - model->fields];

		old->state = IN_VALUES;
		old->values[0].state = REPLACED;
		snprintf(old->values[0].text, TEXT, "%zu", length);
	}
}

static void set_body(struct operation *op)
{
	static const enum zsip_header ids[] = {
	        ZSIP_HDR_CONTENT_TYPE, ZSIP_HDR_CONTENT_ENCODING,
	        ZSIP_HDR_CONTENT_DISPOSITION, ZSIP_HDR_CONTENT_LANGUAGE,
	        ZSIP_HDR_CONTENT_ID};
	struct model *model = op->model;
	bool remove = op->bytes[1] % 2 != 0;
	struct zsip_slice body = slice(remove ? "" : word(op));
	unsigned known = model->msg.content_length_status;
	chars line;

	op->status = zsip_edit_set_body(&model->edit, &model->msg,
	                                slice("text/plain"), body);
	if (!agrees(op, (known == ZSIP_OK || known == ZSIP_E_MISSING) &&
	                        model->msg.missing == 0))
		return;
	snprintf(line, TEXT, "Content-Type: text/plain%s", line_end(model));
	for (size_t i = 0; i < (remove ? 5 : 2); i++)
		set_kind(model, ids[i], i == 0 && !remove ? line : NULL);
	set_length(model, body.len);
	model->body = body;
}

static void (*const operations[])(struct operation *op) = {
        push_via,      push_route, pop,        set_uri,
        forwards,      add_field,  put_fields, remove_line,
        drop_value,    edit_part,  edit_part,  edit_request_uri,
        replace_value, strict,     set_body,   edit_part,
};

/* --- What came out */

static const char *check_value(const struct model *model, enum zsip_header id,
                               const struct value *value,
                               struct zsip_slice item)
{
	struct parts parts;

	if (value->state == KEPT)
		return zsip_slice_equal(item, value->raw)
		               ? NULL
		               : "a value that was not edited";
	if (value->state == REPLACED)
		return is_text(item, value->text) ? NULL : "a replaced value";
	if (!cut_address(&parts, id, item, model->msg.options) ||
	    !is_same(&parts, &value->parts))
		return "parts of a value";
	return NULL;
}

static const char *check_values(const struct model *model,
                                const struct zsip_message *out,
                                const struct zsip_field *field,
                                const struct line *line)
{
	struct zsip_list list;
	const char *fault;

	zsip_list_start_field(&list, out, field);
	for (size_t i = 0; i < line->count; i++) {
		if (line->values[i].state == GONE)
			continue;
		if (zsip_list_next(&list, NULL, NULL) != ZSIP_OK)
			return "a value that is not there";
		fault = check_value(model, (enum zsip_header)field->id,
		                    &line->values[i], list.item);
		if (fault != NULL)
			return fault;
	}
	return zsip_list_next(&list, NULL, NULL) == ZSIP_END
	               ? NULL
	               : "a value that should have gone";
}

static const char *check_line(const struct model *model,
                              const struct zsip_message *out, size_t i,
                              struct zsip_slice bytes, const struct line *line)
{
	const struct zsip_field *field = &out->fields[i];

	if (line->state == SET)
		return is_text(bytes, line->text) ? NULL
		                                  : "a field that is set";
	if (line->state == WHOLE)
		return zsip_slice_equal(bytes, line->bytes)
		               ? NULL
		               : "a field that was not edited";
	if (!zsip_slice_equal(field->name, line->field->name))
		return "the name of a field";
	return check_values(model, out, field, line);
}

static const char *check_lines(const struct model *model,
                               const struct zsip_message *out)
{
	size_t next = 0, at = 0;

	for (size_t i = 0; i <= model->msg.field_count; i++) {
		const struct line *line = &model->lines[i];
		const char *fault = NULL;

		while (next < model->added_count &&
		       model->added[next].place == i) {
			size_t len = strlen(model->added[next].text);

			if (at == out->field_count ||
			    memcmp(out->fields[at].name.ptr,
			           model->added[next].text, len) != 0)
				return "a field that was added";
			next++;
			at++;
		}
		if (i == model->msg.field_count || is_gone(line))
			continue;
		if (at == out->field_count)
			return "a field that is not there";
		fault = check_line(
		        model, out, at,
		        (struct zsip_slice){out->fields[at].name.ptr,
		                            line->state == SET
		                                    ? strlen(line->text)
		                                    : line->bytes.len},
		        line);
		if (fault != NULL)
			return fault;
		at++;
	}
	return at == out->field_count ? NULL : "a field too many";
}

static const char *check_start(const struct model *model,
                               const struct zsip_message *out)
{
	const struct value *uri = &model->uri;
	struct parts parts = {.port = 0};

	if (out->status_code != model->msg.status_code ||
	    !zsip_slice_equal(out->method, model->msg.method) ||
	    !zsip_slice_equal(out->version, model->msg.version) ||
	    !zsip_slice_equal(out->reason, model->msg.reason))
		return "the start line";
	if (uri->state == KEPT)
		return zsip_slice_equal(out->request_uri, uri->raw)
		               ? NULL
		               : "the Request-URI";
	if (uri->state == REPLACED)
		return is_text(out->request_uri, uri->text)
		               ? NULL
		               : "the Request-URI that was set";
	return cut_uri(&parts, out->request_uri, model->msg.options) &&
	                       is_same(&parts, &uri->parts)
	               ? NULL
	               : "parts of the Request-URI";
}

static const char *check_pieces(const struct model *model)
{
	struct iovec iov[2 * SPLICES + 1];
	size_t count = zsip_edit_iovec(&model->edit, iov, 2 * SPLICES + 1);
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		if (at + iov[i].iov_len > model->out_len ||
		    memcmp(model->out + at, iov[i].iov_base, iov[i].iov_len) !=
		            0)
			return "vectors";
		at += iov[i].iov_len;
	}
	return at == model->out_len ? NULL : "the length of the vectors";
}

static const char *check_output(struct model *model)
{
	struct zsip_field fields[FIELDS + ADDED];
	struct zsip_message out;
	const char *fault = check_pieces(model);

	if (fault != NULL)
		return fault;
	zsip_message_init(&out, fields, FIELDS + ADDED, model->msg.options);
	if (zsip_message_parse(&out, model->out, model->out_len, NULL) !=
	    ZSIP_OK)
		return "what was written is no message";
	fault = check_start(model, &out);
	if (fault == NULL)
		fault = check_lines(model, &out);
	if (fault == NULL && !zsip_slice_equal(out.body, model->body))
		fault = "the body";
	return fault;
}

/* Does operations, but for those that are left out; on a failure leaves out
 * one more.  @return whether all were done */
static bool operate(struct model *model, const unsigned char *bytes,
                    size_t count, bool *left_out, const char **fault)
{
	for (size_t i = 0; i < count; i++) {
		struct operation op = {model, bytes + i * EDIT_OPERATION,
		                       ZSIP_OK, NULL};

		if (left_out[i])
			continue;
		operations[op.bytes[0] % 16](&op);
		if (op.fault != NULL)
			*fault = op.fault;
		if (op.status == ZSIP_OK)
			continue;
		left_out[i] = true;
		if (zsip_edit_write(&model->edit, NULL, 0) != 0)
			*fault = "a failure that does not stick";
		return false;
	}
	return true;
}

const char *edit_fault(const char *bytes, size_t len,
                       const struct zsip_options *options,
                       const unsigned char *chosen, size_t count, size_t *done)
{
	struct model *model = malloc(sizeof(*model));
	bool left_out[OPERATIONS] = {false};
	const char *fault = NULL;
	bool all;

	if (model == NULL)
		abort();
	if (count > OPERATIONS)
		count = OPERATIONS;
	do {
		if (!read_model(model, bytes, len, options)) {
			free(model);
			return NULL;
		}
		zsip_edit_start_message(&model->edit, &model->msg,
		                        model->splices, SPLICES, model->scratch,
		                        SCRATCH);
		all = operate(model, chosen, count, left_out, &fault);
	} while (!all && fault == NULL);
	if (fault == NULL) {
		model->out_len = zsip_edit_write(&model->edit, NULL, 0);
		model->out = malloc(model->out_len + 1);
		if (model->out == NULL)
			abort();
		zsip_edit_write(&model->edit, model->out, model->out_len);
		fault = check_output(model);
		free(model->out);
	}
	for (size_t i = 0; done != NULL && i < count; i++)
		*done += !left_out[i];
	free(model);
	return fault;
}
