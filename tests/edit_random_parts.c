#include <stdio.h>
#include <string.h>

#include "edit_random.h"

/* A walk that has met the value that the operation is about; false where there
 * is none. */
static bool meet(struct random_operation *op, struct model_line **line,
                 struct model_value **value, struct zsip_list *list)
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

bool random_is_open(const struct model_line *line)
{
	return line->state == MODEL_WHOLE || line->state == MODEL_IN_VALUES;
}

bool random_is_value(const struct model_line *line,
                     const struct model_value *value)
{
	return value->raw.len != 0 || line->field->value.len == 0;
}

void random_drop_value(struct random_operation *op)
{
	struct zsip_list list;
	struct model_value *value;
	struct model_line *line;
	bool removed;

	if (!meet(op, &line, &value, &list))
		return;
	removed = line->state == MODEL_REMOVED;
	op->status = zsip_edit_remove_value(&op->model->edit, &list);
	if (!random_agrees(op, !random_must_stay(line->field) &&
	                               line->state != MODEL_SET &&
	                               random_is_value(line, value)) ||
	    removed)
		return;
	line->state = MODEL_IN_VALUES;
	value->state = MODEL_GONE;
}

void random_replace_value(struct random_operation *op)
{
	struct model *model = op->model;
	struct zsip_list list;
	struct model_value *value;
	struct model_line *line;
	model_text new;

	if (!meet(op, &line, &value, &list) ||
	    (line->field->id != ZSIP_HDR_CONTACT &&
	     line->field->id != ZSIP_HDR_TO &&
	     line->field->id != ZSIP_HDR_ROUTE))
		return;
	snprintf(new, MODEL_TEXT, "<sip:%s@new.example.com>", random_word(op));
	op->status = zsip_edit_replace_value(&model->edit, &list,
	                                     zsip_slice_from(new));
	if (!random_agrees(op,
	                   random_is_open(line) && value->state != MODEL_GONE))
		return;
	line->state = MODEL_IN_VALUES;
	value->state = MODEL_REPLACED;
	model_copy(value->text, zsip_slice_from(new));
}

/* One part of a URI. */
static enum zsip_status edit_uri(struct random_operation *op, unsigned which,
                                 const struct zsip_uri *uri,
                                 struct model_parts *parts)
{
	static const char *const names[] = {"lr", "transport", "X", "user"};
	const char *name = names[op->bytes[3] / 4 % 4];
	struct zsip_edit *edit = &op->model->edit;
	const struct zsip_message *msg = &op->model->msg;
	struct zsip_param_parts param = {zsip_slice_from(name), {NULL, 0}};
	model_text item;

	switch (which) {
	case 0:
		model_copy(parts->user, zsip_slice_from(random_word(op)));
		return zsip_edit_set_user(edit, msg, uri,
		                          zsip_slice_from(random_word(op)));
	case 1:
		model_copy(parts->user, zsip_slice_from(""));
		return zsip_edit_set_user(edit, msg, uri, zsip_slice_from(""));
	case 2:
		model_copy(parts->host, zsip_slice_from("[2001:db8::7]"));
		return zsip_edit_set_host(edit, msg, uri,
		                          zsip_slice_from("2001:db8::7"));
	case 3:
		parts->port = op->bytes[3] % 2 * 5070;
		return zsip_edit_set_port(edit, msg, uri,
		                          (uint16_t)parts->port);
	case 4:
		if (strcmp(name, "lr") != 0)
			param.value = zsip_slice_from("tok");
		snprintf(item, MODEL_TEXT, "%.16s%s", name,
		         param.value.ptr != NULL ? "=tok" : "");
		model_set_item(&parts->uri_params, name, item);
		return zsip_edit_set_uri_param(edit, msg, uri, &param);
	default:
		model_set_item(&parts->uri_params, name, NULL);
		return zsip_edit_remove_uri_param(edit, msg, uri,
		                                  zsip_slice_from(name));
	}
}

/* One part of an address. */
static enum zsip_status edit_address(struct random_operation *op,
                                     unsigned which,
                                     const struct zsip_value *value,
                                     struct model_parts *parts)
{
	static const char *const names[] = {"tag", "q", "x", "y"};
	const char *name = names[op->bytes[3] / 4 % 4];
	struct zsip_edit *edit = &op->model->edit;
	const struct zsip_message *msg = &op->model->msg;
	const struct zsip_param_parts param = {zsip_slice_from(name),
	                                       zsip_slice_from("0.5")};
	struct zsip_uri uri;
	model_text item;

	switch (which) {
	case 6:
		model_copy(parts->name, zsip_slice_from(random_word(op)));
		return zsip_edit_set_display_name(
		        edit, msg, value, zsip_slice_from(random_word(op)));
	case 7:
		model_copy(parts->name, zsip_slice_from(""));
		return zsip_edit_set_display_name(edit, msg, value,
		                                  zsip_slice_from(""));
	case 8:
		snprintf(item, MODEL_TEXT, "%.8s=0.5", name);
		model_set_item(&parts->params, name, item);
		return zsip_edit_set_param(edit, msg, value, &param);
	case 9:
		model_set_item(&parts->params, name, NULL);
		return zsip_edit_remove_param(edit, msg, value,
		                              zsip_slice_from(name));
	default:
		zsip_uri_parse_in(&uri, value->name_addr.uri, msg, NULL);
		return edit_uri(op, which, &uri, parts);
	}
}

void random_edit_part(struct random_operation *op)
{
	struct model *model = op->model;
	struct zsip_list list;
	struct zsip_value parsed;
	struct model_value *value;
	struct model_line *line;
	struct model_parts parts;
	enum zsip_header id;

	if (!meet(op, &line, &value, &list))
		return;
	id = (enum zsip_header)line->field->id;
	if (!model_cut_address(&parts, id, value->raw, model->msg.options) ||
	    zsip_value_parse(&parsed, id, value->raw, model->msg.options,
	                     NULL) != ZSIP_OK)
		return;
	if (value->state == MODEL_CHANGED)
		parts = value->parts;
	op->status = edit_address(op, op->bytes[0] / 16 % 10, &parsed, &parts);
	if (!random_agrees(op, random_is_open(line) &&
	                               (value->state == MODEL_KEPT ||
	                                value->state == MODEL_CHANGED)))
		return;
	line->state = MODEL_IN_VALUES;
	value->state = MODEL_CHANGED;
	value->parts = parts;
}

void random_edit_request_uri(struct random_operation *op)
{
	struct model *model = op->model;
	struct model_parts parts = {.port = 0};

	if (model->core.status[ZSIP_CORE_REQUEST_URI] != ZSIP_OK ||
	    !model_cut_uri(&parts, model->msg.request_uri, model->msg.options))
		return;
	if (model->uri.state == MODEL_CHANGED)
		parts = model->uri.parts;
	op->status = edit_uri(op, op->bytes[0] / 16 % 6,
	                      &model->core.request_uri, &parts);
	if (!random_agrees(op, model->uri.state != MODEL_REPLACED))
		return;
	model->uri.state = MODEL_CHANGED;
	model->uri.parts = parts;
}
