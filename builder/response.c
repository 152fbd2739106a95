/*
 * zsip_response_build().
 */
#include "respond.h"
#include "facts.h"

void zsip_respond_fail(struct respond *respond, enum zsip_status status,
                       const char *at, enum zsip_header id)
{
	if (respond->error.status != ZSIP_OK)
		return;
	respond->error = (struct zsip_error){
	        status, (size_t)(at - respond->request->text.ptr),
	        zsip_header_info(id)->name.ptr};
}

bool zsip_respond_forms_dialog(const struct respond *respond)
{
	const struct zsip_response *response = respond->response;

	if ((response->flags & ZSIP_RESPONSE_RECORD_ROUTE) != 0)
		return response->code > 100 && response->code < 300;
	return zsip_facts_forms_dialog(
	        (enum zsip_method)respond->request->method_id, response->code);
}

static size_t report(struct zsip_error *err, const struct zsip_error *error,
                     size_t length)
{
	if (err != NULL)
		*err = *error;
	return error->status == ZSIP_OK ? length : 0;
}

static size_t misused(struct zsip_error *err, const char *expected)
{
	const struct zsip_error error = {ZSIP_E_USE, 0, expected};

	return report(err, &error, 0);
}

/* The whole response, or nothing. */
static size_t write_response(struct respond *respond, struct zsip_error *err)
{
	const struct zsip_response *response = respond->response;
	struct zsip_builder *builder = &respond->builder;
	struct zsip_error error;
	size_t length;

	zsip_builder_status_line(builder, response->code, response->reason);
	zsip_respond_check_lines(respond);
	zsip_respond_copy(respond);
	zsip_builder_add_lines(builder, response->headers,
	                       response->header_count);
	if ((response->flags & ZSIP_RESPONSE_APART) != 0)
		length = zsip_builder_end_apart(builder, response->body.len,
		                                &error);
	else
		length = zsip_builder_end(builder, response->body, &error);
	if (respond->error.status != ZSIP_OK)
		return report(err, &respond->error, 0);
	if (error.status != ZSIP_OK)
		error.status = ZSIP_E_USE;
	return report(err, &error, length);
}

static size_t build(struct respond *respond, char *buf, size_t size,
                    struct zsip_error *err)
{
	bool compact = (respond->response->flags & ZSIP_RESPONSE_COMPACT) != 0;
	unsigned flags = compact ? ZSIP_BUILDER_COMPACT : 0;

	respond->error = (struct zsip_error){ZSIP_OK, 0, ""};
	respond->run = (struct zsip_slice){"", 0};
	respond->plain = !compact && !zsip_respond_is_raw(respond);
	zsip_builder_start(&respond->builder, buf, size, flags, NULL);
	zsip_respond_check_request(respond);
	if (respond->error.status != ZSIP_OK)
		return report(err, &respond->error, 0);
	return write_response(respond, err);
}

/* For who has not parsed it: in a frame of its own, for it is big. */
static __attribute__((noinline)) size_t parse_and_build(struct respond *respond,
                                                        char *buf, size_t size,
                                                        struct zsip_error *err)
{
	struct zsip_core core;

	zsip_core_parse(respond->request, &core, NULL);
	respond->core = &core;
	return build(respond, buf, size, err);
}

size_t zsip_response_build(const struct zsip_message *request,
                           const struct zsip_core *core,
                           const struct zsip_response *response, char *buf,
                           size_t size, struct zsip_error *err)
{
	struct respond respond;

	if (request == NULL || response == NULL || (buf == NULL && size != 0))
		return misused(err, "arguments");
	if (response->size < sizeof(*response))
		return misused(err, "size of struct zsip_response");
	if (response->headers == NULL && response->header_count != 0)
		return misused(err, "header fields");
	if (response->body.ptr == NULL && response->body.len != 0 &&
	    (response->flags & ZSIP_RESPONSE_APART) == 0)
		return misused(err, "body");
	respond.request = request;
	respond.core = core;
	respond.response = response;
	if (core == NULL)
		return parse_and_build(&respond, buf, size, err);
	return build(&respond, buf, size, err);
}
