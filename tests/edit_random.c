#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit_random.h"

static const char *const words[] = {"a", "bc", "x1", "z9hG4bKlong-token.012"};

const char *random_word(const struct random_operation *op)
{
	return words[op->bytes[3] % 4];
}

/* What the model says against what the function said.  @return whether the
 * operation was done */
bool random_agrees(struct random_operation *op, bool possible)
{
	if (possible != (op->status == ZSIP_OK))
		op->fault = possible ? "a possible edit failed"
		                     : "an impossible edit was done";
	return op->status == ZSIP_OK && possible;
}

static void push_via(struct random_operation *op)
{
	struct model *model = op->model;
	struct zsip_via_parts via = {.transport = zsip_slice_from("UDP"),
	                             .host = zsip_slice_from("p.example.com"),
	                             .branch =
	                                     zsip_slice_from(random_word(op))};
	model_text line;

	op->status = zsip_edit_push_via(&model->edit, &model->msg, &via);
	snprintf(line, MODEL_TEXT, "Via: SIP/2.0/UDP p.example.com;branch=%s%s",
	         random_word(op), model_line_end(model));
	if (random_agrees(op, true))
		model_add_line(model, model_first_place(model, ZSIP_HDR_VIA),
		               true, line);
}

static void push_route(struct random_operation *op)
{
	static const enum zsip_header ids[] = {ZSIP_HDR_RECORD_ROUTE,
	                                       ZSIP_HDR_PATH};
	enum zsip_header id = ids[op->bytes[1] % 2];
	struct model *model = op->model;
	model_text uri, line;

	snprintf(uri, MODEL_TEXT, "sip:%s@h;lr", random_word(op));
	op->status =
	        id == ZSIP_HDR_PATH
	                ? zsip_edit_push_path(&model->edit, &model->msg,
	                                      zsip_slice_from(uri))
	                : zsip_edit_push_record_route(&model->edit, &model->msg,
	                                              zsip_slice_from(uri));
	snprintf(line, MODEL_TEXT, "%s: <%.60s>%s",
	         zsip_header_info(id)->name.ptr, uri, model_line_end(model));
	if (random_agrees(op, true))
		model_add_line(model, model_first_place(model, id), true, line);
}

static void pop(struct random_operation *op)
{
	bool via = op->bytes[1] % 2 != 0;
	enum zsip_header id = via ? ZSIP_HDR_VIA : ZSIP_HDR_ROUTE;
	struct model *model = op->model;
	struct model_line *line;
	struct model_value *value = model_find_value(model, id, false, &line);
	bool sound =
	        model->core.status[via ? ZSIP_CORE_VIA : ZSIP_CORE_ROUTE] ==
	        ZSIP_OK;

	if (!model_knows(model, id))
		return;
	op->status =
	        via ? zsip_edit_pop_via(&model->edit, &model->msg, &model->core)
	            : zsip_edit_pop_route(&model->edit, &model->msg,
	                                  &model->core);
	if (!random_agrees(op, sound && value != NULL &&
	                               line->state != MODEL_SET &&
	                               random_is_value(line, value)))
		return;
	line->state = MODEL_IN_VALUES;
	value->state = MODEL_GONE;
}

static void set_uri(struct random_operation *op)
{
	struct model *model = op->model;
	model_text uri;

	snprintf(uri, MODEL_TEXT, "tel:+1%s",
	         op->bytes[3] % 2 != 0 ? "23" : "");
	op->status = zsip_edit_set_request_uri(&model->edit, &model->msg,
	                                       zsip_slice_from(uri));
	if (!random_agrees(op, model->msg.request_uri.ptr != NULL))
		return;
	model->uri.state = MODEL_REPLACED;
	model_copy(model->uri.text, zsip_slice_from(uri));
}

static void forwards(struct random_operation *op)
{
	struct model *model = op->model;
	size_t first = model_first(model, ZSIP_HDR_MAX_FORWARDS);
	bool sound =
	        model->core.status[ZSIP_CORE_MAX_FORWARDS] == ZSIP_OK &&
	        first + 1 == model_behind_last(model, ZSIP_HDR_MAX_FORWARDS);
	struct model_line *line = &model->lines[first];
	model_text added;

	op->status = zsip_edit_decrement_max_forwards(&model->edit, &model->msg,
	                                              &model->core);
	if (first == model->msg.field_count) {
		snprintf(added, MODEL_TEXT, "Max-Forwards: 70%s",
		         model_line_end(model));
		if (random_agrees(op, true) && !model_has_added(model, added))
			model_add_line(
			        model,
			        model_first_place(model, ZSIP_HDR_MAX_FORWARDS),
			        true, added);
		return;
	}
	if (sound && model->core.max_forwards.number == 0) {
		if (op->status != ZSIP_END)
			op->fault = "Max-Forwards is 0";
		op->status = ZSIP_OK;
		return;
	}
	if (!random_agrees(op, sound &&
	                               (line->state == MODEL_WHOLE ||
	                                line->state == MODEL_IN_VALUES) &&
	                               !model_is_gone(line)))
		return;
	line->state = MODEL_IN_VALUES;
	line->values[0].state = MODEL_REPLACED;
	snprintf(line->values[0].text, MODEL_TEXT, "%u",
	         (unsigned)(model->core.max_forwards.number - 1));
}

static void add_field(struct random_operation *op)
{
	struct model *model = op->model;
	const struct zsip_header_line line = {ZSIP_HDR_SUPPORTED,
	                                      {NULL, 0},
	                                      zsip_slice_from(random_word(op))};
	unsigned place = op->bytes[1] % 4;
	size_t count = model->msg.field_count, at = count, behind;
	model_text added;

	op->status = zsip_edit_add_field(&model->edit, &model->msg, &line,
	                                 (enum zsip_edit_place)place);
	if (place == ZSIP_EDIT_TOP)
		at = 0;
	else if (place == ZSIP_EDIT_FIRST)
		at = model_first_place(model, ZSIP_HDR_SUPPORTED);
	behind = model_behind_last(model, ZSIP_HDR_SUPPORTED);
	if (place == ZSIP_EDIT_LAST && behind != 0)
		at = behind;
	snprintf(added, MODEL_TEXT, "Supported: %s%s", random_word(op),
	         model_line_end(model));
	if (random_agrees(op, true))
		model_add_line(model, at, place <= ZSIP_EDIT_FIRST, added);
}

/* All fields of a kind: set, or removed. */
static void put_fields(struct random_operation *op)
{
	static const char *const names[] = {"Supported", "Subject", "Via",
	                                    "X-a"};
	const char *name = names[op->bytes[1] % 4], *text = NULL;
	struct model *model = op->model;
	const struct zsip_field *field = NULL;
	struct zsip_header_line line = {zsip_header_find(zsip_slice_from(name)),
	                                zsip_slice_from(name),
	                                zsip_slice_from(random_word(op))};
	model_text set;

	if (op->bytes[2] % 2 != 0) {
		if (strcmp(name, "Via") == 0)
			line.value = zsip_slice_from("SIP/2.0/UDP q");
		op->status =
		        zsip_edit_set_field(&model->edit, &model->msg, &line);
		snprintf(set, MODEL_TEXT, "%s: %.*s%s", name,
		         (int)line.value.len, line.value.ptr,
		         model_line_end(model));
		text = set;
	} else {
		op->status = zsip_edit_remove_named(&model->edit, &model->msg,
		                                    zsip_slice_from(name));
	}
	if (!random_agrees(op, true))
		return;
	model_drop_added(model, name);
	while ((field = zsip_field_find_name(&model->msg, zsip_slice_from(name),
	                                     field)) != NULL) {
		struct model_line *old = &model->lines[field - model->fields];

		old->state = text != NULL ? MODEL_SET : MODEL_REMOVED;
		if (text != NULL)
			model_copy(old->text, zsip_slice_from(text));
		text = NULL;
	}
	if (text != NULL)
		model_add_line(model, model->msg.field_count, false, text);
}

bool random_must_stay(const struct zsip_field *field)
{
	return field->id == ZSIP_HDR_FROM || field->id == ZSIP_HDR_TO ||
	       field->id == ZSIP_HDR_CALL_ID || field->id == ZSIP_HDR_CSEQ ||
	       field->id == ZSIP_HDR_CONTENT_LENGTH;
}

static void remove_line(struct random_operation *op)
{
	struct model *model = op->model;
	struct model_line *line;

	if (model->msg.field_count == 0)
		return;
	line = &model->lines[op->bytes[1] % model->msg.field_count];
	op->status =
	        zsip_edit_remove_field(&model->edit, &model->msg, line->field);
	if (random_agrees(op, !random_must_stay(line->field)))
		line->state = MODEL_REMOVED;
}

/* Strict routing, where the Route that it takes has not been edited. */
static void strict(struct random_operation *op)
{
	struct model *model = op->model;
	bool undo = op->bytes[1] % 2 != 0;
	struct zsip_value parsed;
	struct model_value *value;
	struct model_line *line;
	struct model_parts parts;
	model_text added;

	value = model_find_value(model, ZSIP_HDR_ROUTE, undo, &line);
	if (model->msg.request_uri.ptr == NULL || value == NULL ||
	    !model_knows(model, ZSIP_HDR_ROUTE) || !random_is_open(line) ||
	    value->state != MODEL_KEPT || value->raw.len > 60 ||
	    model->uri.state == MODEL_CHANGED ||
	    model->msg.request_uri.len > 60 ||
	    !model_cut_address(&parts, ZSIP_HDR_ROUTE, value->raw,
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
			if (model_is_name(parts.uri_params.items[i], "lr"))
				return;
		}
		if (model->uri.state == MODEL_REPLACED)
			snprintf(added, MODEL_TEXT, "Route: <%.64s>%s",
			         model->uri.text, model_line_end(model));
		else
			snprintf(added, MODEL_TEXT, "Route: <%.*s>%s",
			         (int)model->uri.raw.len, model->uri.raw.ptr,
			         model_line_end(model));
		op->status = zsip_edit_do_strict_route(
		        &model->edit, &model->msg, &model->core);
		/* A Request-URI that quirks let pass may be none here. */
		if (op->status == ZSIP_E_SYNTAX)
			return;
	}
	if (!random_agrees(op, true))
		return;
	if (!undo)
		model_add_line(model, model_behind_last(model, ZSIP_HDR_ROUTE),
		               false, added);
	line->state = MODEL_IN_VALUES;
	value->state = MODEL_GONE;
	model->uri.state = MODEL_REPLACED;
	model_copy(model->uri.text, parsed.name_addr.uri);
}

/* The lines that tell of a body. */
static void set_kind(struct model *model, enum zsip_header id, const char *text)
{
	const struct zsip_field *field = NULL;
	char name[32];

	snprintf(name, sizeof(name), "%s", zsip_header_info(id)->name.ptr);
	model_drop_added(model, name);
	while ((field = zsip_field_find(&model->msg, id, field)) != NULL) {
		struct model_line *line = &model->lines[field - model->fields];

		line->state = text != NULL ? MODEL_SET : MODEL_REMOVED;
		if (text != NULL)
			model_copy(line->text, zsip_slice_from(text));
		text = NULL;
	}
	if (text != NULL)
		model_add_line(model, model->msg.field_count, false, text);
}

static void set_length(struct model *model, size_t length)
{
	const struct zsip_field *field = NULL;
	model_text line;

	if (model->msg.content_length_status == ZSIP_E_MISSING) {
		snprintf(line, MODEL_TEXT, "Content-Length: %zu%s", length,
		         model_line_end(model));
		set_kind(model, ZSIP_HDR_CONTENT_LENGTH, line);
		return;
	}
	while ((field = zsip_field_find(&model->msg, ZSIP_HDR_CONTENT_LENGTH,
	                                field)) != NULL) {
		struct model_line *old = &model->lines[field - model->fields];

		old->state = MODEL_IN_VALUES;
		old->values[0].state = MODEL_REPLACED;
		snprintf(old->values[0].text, MODEL_TEXT, "%zu", length);
	}
}

static void set_body(struct random_operation *op)
{
	static const enum zsip_header ids[] = {
	        ZSIP_HDR_CONTENT_TYPE, ZSIP_HDR_CONTENT_ENCODING,
	        ZSIP_HDR_CONTENT_DISPOSITION, ZSIP_HDR_CONTENT_LANGUAGE,
	        ZSIP_HDR_CONTENT_ID};
	struct model *model = op->model;
	bool remove = op->bytes[1] % 2 != 0;
	struct zsip_slice body = zsip_slice_from(remove ? "" : random_word(op));
	model_text line;

	op->status = zsip_edit_set_body(&model->edit, &model->msg,
	                                zsip_slice_from("text/plain"), body);
	if (!random_agrees(op, true))
		return;
	snprintf(line, MODEL_TEXT, "Content-Type: text/plain%s",
	         model_line_end(model));
	for (size_t i = 0; i < (remove ? 5 : 2); i++)
		set_kind(model, ids[i], i == 0 && !remove ? line : NULL);
	set_length(model, body.len);
	model->body = body;
}

static void (*const operations[])(struct random_operation *op) = {
        push_via,
        push_route,
        pop,
        set_uri,
        forwards,
        add_field,
        put_fields,
        remove_line,
        random_drop_value,
        random_edit_part,
        random_edit_part,
        random_edit_request_uri,
        random_replace_value,
        strict,
        set_body,
        random_edit_part,
};

/* Does operations, but for those that are left out; on a failure leaves out
 * one more.  @return whether all were done */
static bool operate(struct model *model, const unsigned char *bytes,
                    size_t count, bool *left_out, const char **fault)
{
	for (size_t i = 0; i < count; i++) {
		struct random_operation op = {model, bytes + i * EDIT_OPERATION,
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

/* Whether it is known where the message ends. */
static bool has_end(const struct zsip_message *msg)
{
	return (msg->content_length_status == ZSIP_OK ||
	        msg->content_length_status == ZSIP_E_MISSING) &&
	       msg->missing == 0;
}

const char *edit_fault(const char *bytes, size_t len,
                       const struct zsip_options *options,
                       const unsigned char *chosen, size_t count, size_t *done)
{
	/* Too big for the stack, and slow to come by anew. */
	static struct model room;
	struct model *model = &room;
	bool left_out[EDIT_OPERATIONS] = {false};
	const char *fault = NULL;
	bool all;

	if (count > EDIT_OPERATIONS)
		count = EDIT_OPERATIONS;
	do {
		if (!model_read(model, bytes, len, options))
			return NULL;
		zsip_edit_start_message(&model->edit, &model->msg,
		                        model->splices, MODEL_SPLICES,
		                        model->scratch, MODEL_SCRATCH);
		if (!has_end(&model->msg))
			return model->edit.error.status == ZSIP_OK
			               ? "an end that is in doubt"
			               : NULL;
		all = operate(model, chosen, count, left_out, &fault);
	} while (!all && fault == NULL);
	if (fault == NULL) {
		model->out_len = zsip_edit_write(&model->edit, NULL, 0);
		model->out = malloc(model->out_len + 1);
		if (model->out == NULL)
			abort();
		zsip_edit_write(&model->edit, model->out, model->out_len);
		fault = model_fault(model);
		free(model->out);
	}
	for (size_t i = 0; done != NULL && i < count; i++)
		*done += !left_out[i];
	return fault;
}
