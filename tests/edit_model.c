#include <stdio.h>
#include <string.h>

#include "edit_model.h"

void model_copy(char *to, struct zsip_slice from)
{
	size_t len = from.len < MODEL_TEXT - 1 ? from.len : MODEL_TEXT - 1;

	memset(to, 0, MODEL_TEXT);
	if (len != 0)
		memcpy(to, from.ptr, len);
}

bool model_is_text(struct zsip_slice got, const char *wanted)
{
	return zsip_slice_equal(got, zsip_slice_from(wanted));
}

/* "name" or "name=value" of each parameter; false if there are too many, or a
 * name has escapes. */
static bool cut_params(struct model_list *list, struct zsip_slice params)
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
		    param.name.len + param.value.len + 4 > MODEL_TEXT)
			return false;
		memset(item, 0, MODEL_TEXT);
		snprintf(item, MODEL_TEXT, "%.*s%s%.*s", (int)param.name.len,
		         param.name.ptr, param.value.ptr != NULL ? "=" : "",
		         (int)param.value.len,
		         param.value.ptr != NULL ? param.value.ptr : "");
		if (list->count == MODEL_PARAMS)
			return false;
	}
	return true;
}

bool model_cut_uri(struct model_parts *parts, struct zsip_slice text,
                   const struct zsip_options *options)
{
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, text, options, NULL) != ZSIP_OK ||
	    (uri.scheme_id != ZSIP_SCHEME_SIP &&
	     uri.scheme_id != ZSIP_SCHEME_SIPS))
		return false;
	model_copy(parts->user, uri.user);
	model_copy(parts->host, uri.host);
	model_copy(parts->headers, uri.headers);
	parts->port = uri.has_port ? uri.port : 0;
	return cut_params(&parts->uri_params, uri.params);
}

bool model_cut_address(struct model_parts *parts, enum zsip_header id,
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
		                   MODEL_TEXT - 1);
		if (len > MODEL_TEXT - 1)
			return false;
	} else {
		model_copy(parts->name, value.name_addr.display_name);
	}
	return cut_params(&parts->params, value.name_addr.params) &&
	       model_cut_uri(parts, value.name_addr.uri, options);
}

static bool is_same_list(const struct model_list *a, const struct model_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	}
	return true;
}

bool model_is_same(const struct model_parts *a, const struct model_parts *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->user, b->user) == 0 &&
	       strcmp(a->host, b->host) == 0 &&
	       strcmp(a->headers, b->headers) == 0 && a->port == b->port &&
	       is_same_list(&a->uri_params, &b->uri_params) &&
	       is_same_list(&a->params, &b->params);
}

bool model_is_name(const char *item, const char *name)
{
	size_t len = strcspn(item, "=");

	return zsip_slice_equal_nocase((struct zsip_slice){item, len},
	                               zsip_slice_from(name));
}

/* Puts an item in the place of all of its name; NULL takes them out. */
void model_set_item(struct model_list *list, const char *name, const char *item)
{
	size_t kept = 0;
	bool placed = false;

	for (size_t i = 0; i < list->count; i++) {
		bool named = model_is_name(list->items[i], name);

		if (named && (placed || item == NULL))
			continue;
		memmove(list->items[kept], list->items[i], MODEL_TEXT);
		if (named)
			model_copy(list->items[kept], zsip_slice_from(item));
		placed |= named;
		kept++;
	}
	if (!placed && item != NULL && kept < MODEL_PARAMS)
		model_copy(list->items[kept++], zsip_slice_from(item));
	list->count = kept;
}

void model_add_line(struct model *model, size_t place, bool in_front,
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
	model_copy(model->added[i].text, zsip_slice_from(line));
	model->added_count++;
}

bool model_has_added(const struct model *model, const char *line)
{
	for (size_t i = 0; i < model->added_count; i++) {
		if (strcmp(model->added[i].text, line) == 0)
			return true;
	}
	return false;
}

void model_drop_added(struct model *model, const char *name)
{
	size_t kept = 0, len = strlen(name);

	for (size_t i = 0; i < model->added_count; i++) {
		struct zsip_slice start = {model->added[i].text, len};

		if (!zsip_slice_equal_nocase(start, zsip_slice_from(name)) ||
		    model->added[i].text[len] != ':')
			model->added[kept++] = model->added[i];
	}
	model->added_count = kept;
}

bool model_is_gone(const struct model_line *line)
{
	size_t gone = 0;

	for (size_t i = 0; i < line->count; i++)
		gone += line->values[i].state == MODEL_GONE;
	return line->state == MODEL_REMOVED ||
	       (line->state == MODEL_IN_VALUES && gone == line->count);
}

static void read_values(struct model *model, struct model_line *line)
{
	struct zsip_list list;

	zsip_list_start_field(&list, &model->msg, line->field);
	while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK) {
		if (line->count == MODEL_VALUES) {
			line->count = 0;
			return;
		}
		line->values[line->count].state = MODEL_KEPT;
		line->values[line->count++].raw = list.item;
	}
}

bool model_read(struct model *model, const char *bytes, size_t len,
                const struct zsip_options *options)
{
	struct zsip_message *msg = &model->msg;
	const char *head_end;

	zsip_message_init(msg, model->fields, MODEL_FIELDS, options);
	if (zsip_message_parse(msg, bytes, len, NULL) != ZSIP_OK)
		return false;
	memset(&model->core, 0, sizeof(model->core));
	zsip_core_parse(msg, &model->core, NULL);
	head_end = msg->body.ptr - (msg->body.ptr[-2] == '\r' ? 2 : 1);
	for (size_t i = 0; i < msg->field_count; i++) {
		struct model_line *line = &model->lines[i];
		const char *from = msg->fields[i].name.ptr;
		const char *to = i + 1 < msg->field_count
		                         ? msg->fields[i + 1].name.ptr
		                         : head_end;

		/* Nothing is cleared that says nothing: it is much. */
		line->field = &msg->fields[i];
		line->bytes = (struct zsip_slice){from, (size_t)(to - from)};
		line->state = MODEL_WHOLE;
		line->count = 0;
		read_values(model, line);
	}
	model->uri = (struct model_value){.raw = msg->request_uri};
	model->body = msg->body;
	model->added_count = 0;
	return true;
}

size_t model_first(const struct model *model, enum zsip_header id)
{
	size_t i = 0;

	while (i < model->msg.field_count && model->fields[i].id != id)
		i++;
	return i;
}

size_t model_behind_last(const struct model *model, enum zsip_header id)
{
	size_t behind = 0;

	for (size_t i = 0; i < model->msg.field_count; i++) {
		if (model->fields[i].id == id)
			behind = i + 1;
	}
	return behind;
}

size_t model_first_place(const struct model *model, enum zsip_header id)
{
	size_t first = model_first(model, id);

	return first < model->msg.field_count
	               ? first
	               : model_behind_last(model, ZSIP_HDR_VIA);
}

const char *model_line_end(const struct model *model)
{
	return model->msg.body.ptr[-2] == '\r' ? "\r\n" : "\n";
}

/* The first or the last value of a list that is still there. */
struct model_value *model_find_value(struct model *model, enum zsip_header id,
                                     bool last, struct model_line **in)
{
	struct model_value *found = NULL;

	for (size_t i = 0; i < model->msg.field_count; i++) {
		struct model_line *line = &model->lines[i];

		if (line->field->id != id || line->state == MODEL_REMOVED)
			continue;
		for (size_t j = 0; j < line->count; j++) {
			if (line->values[j].state == MODEL_GONE ||
			    (found != NULL && !last))
				continue;
			found = &line->values[j];
			*in = line;
		}
	}
	return found;
}

/* Whether the model knows all values of a list. */
bool model_knows(const struct model *model, enum zsip_header id)
{
	for (size_t i = 0; i < model->msg.field_count; i++) {
		if (model->fields[i].id == id && model->lines[i].count == 0)
			return false;
	}
	return true;
}
