/*
 * The body against what the header fields say of it.
 */
#include "checker.h"

static void check_missing(struct checker *c)
{
	const struct zsip_field *field =
	        zsip_field_find(c->msg, ZSIP_HDR_CONTENT_LENGTH, NULL);

	c->field = (size_t)(field - c->msg->fields);
	zsip_check_report_at(c, ZSIP_RULE_CONTENT_LENGTH_TOO_LARGE,
	                     field->value);
	c->field = ZSIP_NO_FIELD;
}

static void check_rest(struct checker *c)
{
	struct zsip_slice rest =
	        slice_between(slice_end(c->msg->body), slice_end(c->msg->text));
	size_t i = 0;

	if (rest.len == 0)
		return;
	while (i < rest.len && (rest.ptr[i] == '\r' || rest.ptr[i] == '\n'))
		i++;
	zsip_check_report_at(c,
	                     i == rest.len ? ZSIP_RULE_LINE_ENDS_AFTER_BODY
	                                   : ZSIP_RULE_BYTES_AFTER_BODY,
	                     rest);
}

static void check_length_there(struct checker *c)
{
	const struct zsip_error error = {ZSIP_E_MISSING, 0, "Content-Length"};

	if (c->stream)
		zsip_check_report(c, ZSIP_RULE_NO_CONTENT_LENGTH,
		                  c->msg->start_line, &error);
}

void zsip_check_body(struct checker *c)
{
	const struct zsip_message *msg = c->msg;

	/* A fragment may end without the empty line. */
	if (msg->error.status != ZSIP_OK || msg->body.ptr == NULL)
		return;
	if (msg->content_length_status == ZSIP_E_MISSING)
		check_length_there(c);
	else if (msg->content_length_status != ZSIP_OK)
		return;
	if (msg->missing != 0)
		check_missing(c);
	check_rest(c);
	if (msg->body.len != 0 && !has_header(c, ZSIP_HDR_CONTENT_TYPE))
		zsip_check_report_at(c, ZSIP_RULE_NO_CONTENT_TYPE, msg->body);
}
