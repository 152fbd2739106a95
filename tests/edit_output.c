#include <string.h>
#include <sys/uio.h>

#include "edit_model.h"

static const char *check_value(const struct model *model, enum zsip_header id,
                               const struct model_value *value,
                               struct zsip_slice item)
{
	struct model_parts parts;

	if (value->state == MODEL_KEPT)
		return zsip_slice_equal(item, value->raw)
		               ? NULL
		               : "a value that was not edited";
	if (value->state == MODEL_REPLACED)
		return model_is_text(item, value->text) ? NULL
		                                        : "a replaced value";
	if (!model_cut_address(&parts, id, item, model->msg.options) ||
	    !model_is_same(&parts, &value->parts))
		return "parts of a value";
	return NULL;
}

static const char *check_values(const struct model *model,
                                const struct zsip_message *out,
                                const struct zsip_field *field,
                                const struct model_line *line)
{
	struct zsip_list list;
	const char *fault;

	zsip_list_start_field(&list, out, field);
	for (size_t i = 0; i < line->count; i++) {
		/* An empty element that is left alone is no element. */
		if (line->values[i].state == MODEL_GONE ||
		    (line->values[i].raw.len == 0 && field->value.len == 0))
			continue;
		if (zsip_list_next(&list, NULL, NULL) != ZSIP_OK)
			return "a value that is not there";
		fault = check_value(model, (enum zsip_header)field->id,
		                    &line->values[i], list.item);
		if (fault != NULL)
			return fault;
	}
	return field->value.len == 0 ||
	                       zsip_list_next(&list, NULL, NULL) == ZSIP_END
	               ? NULL
	               : "a value that should have gone";
}

static const char *check_line(const struct model *model,
                              const struct zsip_message *out, size_t i,
                              struct zsip_slice bytes,
                              const struct model_line *line)
{
	const struct zsip_field *field = &out->fields[i];

	if (line->state == MODEL_SET)
		return model_is_text(bytes, line->text) ? NULL
		                                        : "a field that is set";
	if (line->state == MODEL_WHOLE)
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
		const struct model_line *line = &model->lines[i];
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
		if (i == model->msg.field_count || model_is_gone(line))
			continue;
		if (at == out->field_count)
			return "a field that is not there";
		fault = check_line(
		        model, out, at,
		        (struct zsip_slice){out->fields[at].name.ptr,
		                            line->state == MODEL_SET
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
	const struct model_value *uri = &model->uri;
	struct model_parts parts = {.port = 0};

	if (out->status_code != model->msg.status_code ||
	    !zsip_slice_equal(out->method, model->msg.method) ||
	    !zsip_slice_equal(out->version, model->msg.version) ||
	    !zsip_slice_equal(out->reason, model->msg.reason))
		return "the start line";
	if (uri->state == MODEL_KEPT)
		return zsip_slice_equal(out->request_uri, uri->raw)
		               ? NULL
		               : "the Request-URI";
	if (uri->state == MODEL_REPLACED)
		return model_is_text(out->request_uri, uri->text)
		               ? NULL
		               : "the Request-URI that was set";
	return model_cut_uri(&parts, out->request_uri, model->msg.options) &&
	                       model_is_same(&parts, &uri->parts)
	               ? NULL
	               : "parts of the Request-URI";
}

static const char *check_pieces(const struct model *model)
{
	struct iovec iov[2 * MODEL_SPLICES + 1];
	size_t count =
	        zsip_edit_iovec(&model->edit, iov, 2 * MODEL_SPLICES + 1);
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

const char *model_fault(struct model *model)
{
	struct zsip_field fields[MODEL_FIELDS + MODEL_ADDED];
	struct zsip_message out;
	const char *fault = check_pieces(model);

	if (fault != NULL)
		return fault;
	zsip_message_init(&out, fields, MODEL_FIELDS + MODEL_ADDED,
	                  model->msg.options);
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
