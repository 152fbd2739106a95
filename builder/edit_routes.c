/*
 * The Request-URI and routes, as a proxy edits them.
 */
#include "build.h"
#include "edit.h"
#include <string.h>

/* A URI for a start line or angle brackets; notes where it is none. */
static bool check_uri(struct zsip_edit *edit, const struct zsip_message *msg,
                      struct zsip_slice text, struct zsip_uri *uri)
{
	enum zsip_status status = zsip_uri_parse(uri, text, msg->options, NULL);

	if (status != ZSIP_OK)
		zsip_edit_fail(edit, status, NULL, "URI");
	return status == ZSIP_OK;
}

static bool is_request(struct zsip_edit *edit, const struct zsip_message *msg)
{
	if (!zsip_edit_ready(edit, msg))
		return false;
	if (msg->request_uri.ptr != NULL)
		return true;
	zsip_edit_fail(edit, ZSIP_E_USE, NULL, "request");
	return false;
}

static enum zsip_status put_request_uri(struct zsip_edit *edit,
                                        const struct zsip_message *msg,
                                        struct zsip_slice text)
{
	struct zsip_slice old = msg->request_uri;

	return zsip_edit_put(edit, old.ptr, old.ptr + old.len, text,
	                     ZSIP_WITH_BOTH);
}

enum zsip_status zsip_edit_set_request_uri(struct zsip_edit *edit,
                                           const struct zsip_message *msg,
                                           struct zsip_slice uri)
{
	struct zsip_writer writer;
	struct zsip_uri parsed;

	if (!is_request(edit, msg) || !check_uri(edit, msg, uri, &parsed))
		return edit->error.status;
	zsip_edit_compose(edit, &writer);
	zsip_writer_add(&writer, uri);
	return put_request_uri(edit, msg, zsip_edit_composed(edit, &writer));
}

/* Whether a URI is that of a loose router. */
static bool is_loose(const struct zsip_uri *uri)
{
	const struct zsip_slice *params = &uri->params;
	struct zsip_param param;

	/* By itself, as nearly always. */
	if (params->len == 3 && memcmp(params->ptr, ";lr", 3) == 0)
		return true;
	return params->len != 0 &&
	       zsip_params_get(uri->params, ZSIP_PARAM_LR, &param) == ZSIP_OK;
}

/* A URI where it was written, in a text that has bytes beside it: read in fewer
 * steps.  Else where the caller has it. */
static bool check_written(struct zsip_edit *edit,
                          const struct zsip_message *msg,
                          const struct zsip_writer *writer, size_t offset,
                          struct zsip_slice text, struct zsip_uri *uri)
{
	struct zsip_slice around = {writer->buf, writer->len};
	struct zsip_stop stop;
	const char *p;

	if (writer->len <= writer->size) {
		p = writer->buf + offset;
		stop.quirks = 0;
		if (zsip_engine->uri(uri, p, p + text.len, &around, &stop) !=
		            NULL &&
		    stop.quirks == 0)
			return true;
	}
	return check_uri(edit, msg, text, uri);
}

static enum zsip_status push(struct zsip_edit *edit,
                             const struct zsip_message *msg,
                             enum zsip_header id, struct zsip_slice name,
                             struct zsip_slice uri)
{
	struct zsip_writer writer;
	struct zsip_uri parsed;

	if (!zsip_edit_ready(edit, msg))
		return edit->error.status;
	zsip_edit_compose(edit, &writer);
	zsip_writer_add(&writer, name);
	zsip_writer_add(&writer, uri);
	zsip_writer_add(&writer, ZSIP_TEXT(">"));
	zsip_writer_add(&writer, zsip_edit_line_end(msg));
	if (!check_written(edit, msg, &writer, name.len, uri, &parsed))
		return edit->error.status;
	if (!zsip_uri_is_sip(&parsed) || !is_loose(&parsed))
		return zsip_edit_fail(edit, ZSIP_E_SYNTAX, NULL,
		                      "sip or sips URI with lr");
	return zsip_edit_push_line(edit, msg, id, &writer);
}

enum zsip_status zsip_edit_push_record_route(struct zsip_edit *edit,
                                             const struct zsip_message *msg,
                                             struct zsip_slice uri)
{
	return push(edit, msg, ZSIP_HDR_RECORD_ROUTE,
	            ZSIP_TEXT("Record-Route: <"), uri);
}

enum zsip_status zsip_edit_push_record_routes(struct zsip_edit *edit,
                                              const struct zsip_message *msg,
                                              struct zsip_slice received,
                                              struct zsip_slice sent)
{
	zsip_edit_push_record_route(edit, msg, received);
	return zsip_edit_push_record_route(edit, msg, sent);
}

enum zsip_status zsip_edit_push_path(struct zsip_edit *edit,
                                     const struct zsip_message *msg,
                                     struct zsip_slice uri)
{
	return push(edit, msg, ZSIP_HDR_PATH, ZSIP_TEXT("Path: <"), uri);
}

enum zsip_status zsip_edit_push_route(struct zsip_edit *edit,
                                      const struct zsip_message *msg,
                                      struct zsip_slice uri)
{
	return push(edit, msg, ZSIP_HDR_ROUTE, ZSIP_TEXT("Route: <"), uri);
}

/* The URI of a Route, which can be a Request-URI; absent where it is none. */
static struct zsip_slice uri_of(struct zsip_edit *edit,
                                const struct zsip_message *msg,
                                struct zsip_slice item, struct zsip_uri *uri)
{
	struct zsip_value value;
	enum zsip_status status;

	status = zsip_value_parse(&value, ZSIP_HDR_ROUTE, item, msg->options,
	                          NULL);
	if (status == ZSIP_OK)
		status = zsip_uri_parse_in(uri, value.name_addr.uri, msg, NULL);
	if (status == ZSIP_OK)
		return value.name_addr.uri;
	zsip_edit_fail(edit, status, item.ptr, "Route");
	return ZSIP_NONE;
}

/* The last value of a field that is still there; false if there is none, or it
 * cannot be told, which is noted. */
static bool last_value(struct zsip_edit *edit, const struct zsip_message *msg,
                       const struct zsip_field *field, struct zsip_slice *item)
{
	enum zsip_status status;
	struct zsip_list list;

	*item = ZSIP_NONE;
	zsip_list_start_field(&list, msg, field);
	while ((status = zsip_list_next(&list, NULL, NULL)) == ZSIP_OK) {
		if (!zsip_edit_is_gone(edit, list.item))
			*item = list.item;
	}
	if (status != ZSIP_END)
		zsip_edit_fail(edit, status, field->value.ptr, "Route");
	return item->ptr != NULL && status == ZSIP_END;
}

static const struct zsip_field *last_route(struct zsip_edit *edit,
                                           const struct zsip_message *msg,
                                           struct zsip_slice *item)
{
	const struct zsip_field *field =
	        msg->fields + msg->last[ZSIP_HDR_ROUTE];

	while (field-- != msg->fields && edit->error.status == ZSIP_OK) {
		if (field->id == ZSIP_HDR_ROUTE &&
		    last_value(edit, msg, field, item))
			return field;
	}
	return NULL;
}

/* A URI as it may stand in the start line. */
static struct zsip_slice as_target(struct zsip_edit *edit,
                                   struct zsip_slice text,
                                   const struct zsip_uri *uri)
{
	struct zsip_writer writer;

	if (edit->error.status != ZSIP_OK || zsip_build_is_target(uri))
		return text;
	zsip_edit_compose(edit, &writer);
	zsip_build_target(&writer, uri);
	return zsip_edit_composed(edit, &writer);
}

enum zsip_status zsip_edit_undo_strict_route(struct zsip_edit *edit,
                                             const struct zsip_message *msg)
{
	const struct zsip_field *field;
	struct zsip_slice item, text;
	struct zsip_uri uri;

	if (!is_request(edit, msg))
		return edit->error.status;
	field = last_route(edit, msg, &item);
	if (field == NULL)
		return zsip_edit_fail(edit, ZSIP_E_MISSING, NULL, "Route");
	text = uri_of(edit, msg, item, &uri);
	put_request_uri(edit, msg, as_target(edit, text, &uri));
	return zsip_edit_remove_item(edit, msg, field, item);
}

/* The Request-URI, as it has been set, as a Route. */
static struct zsip_slice request_uri_as_route(struct zsip_edit *edit,
                                              const struct zsip_message *msg)
{
	struct zsip_writer writer;
	struct zsip_slice text, route;
	struct zsip_value value;

	zsip_edit_compose(edit, &writer);
	zsip_writer_add(&writer, ZSIP_TEXT("Route: <"));
	zsip_edit_copy(edit, msg->request_uri, &writer);
	zsip_writer_add(&writer, ZSIP_TEXT(">"));
	zsip_writer_add(&writer, zsip_edit_line_end(msg));
	text = zsip_edit_composed(edit, &writer);
	if (text.ptr == NULL)
		return text;
	route = (struct zsip_slice){text.ptr + 7, text.len - 7};
	/* One that quirks let pass there need not be right here. */
	if (zsip_value_parse(&value, ZSIP_HDR_ROUTE, route, msg->options,
	                     NULL) != ZSIP_OK)
		zsip_edit_fail(edit, ZSIP_E_SYNTAX, msg->request_uri.ptr,
		               "Request-URI");
	return text;
}

static const char *behind_routes(const struct zsip_message *msg)
{
	return zsip_edit_behind(msg,
	                        &msg->fields[msg->last[ZSIP_HDR_ROUTE] - 1]);
}

enum zsip_status zsip_edit_do_strict_route(struct zsip_edit *edit,
                                           const struct zsip_message *msg,
                                           const struct zsip_core *core)
{
	enum zsip_status status;
	struct zsip_slice text, last;
	struct zsip_list list;
	struct zsip_uri uri;

	if (!is_request(edit, msg))
		return edit->error.status;
	if (core->status[ZSIP_CORE_ROUTE] == ZSIP_E_MISSING)
		return ZSIP_OK;
	status = zsip_edit_next_value(edit, msg, ZSIP_HDR_ROUTE, &list);
	if (status == ZSIP_E_MISSING)
		return ZSIP_OK;
	if (status != ZSIP_OK)
		return zsip_edit_fail(edit, status, NULL, "Route");
	text = uri_of(edit, msg, list.item, &uri);
	if (text.ptr == NULL || is_loose(&uri))
		return edit->error.status;
	last = request_uri_as_route(edit, msg);
	put_request_uri(edit, msg, as_target(edit, text, &uri));
	zsip_edit_insert(edit, behind_routes(msg), last, false);
	return zsip_edit_remove_item(edit, msg, list.field, list.item);
}
