/*
 * Multipart bodies: whether the parts can be told apart (RFC 2046 5.1).
 */
#include "checker.h"
#include "zsip_body.h"

/* Of a part no more is looked at than whether its fields can be cut. */
#define PART_FIELDS 32

static void check_start(struct checker *c, const struct zsip_error *error)
{
	const struct zsip_field *field =
	        zsip_field_find(c->msg, ZSIP_HDR_CONTENT_TYPE, NULL);
	struct zsip_value value;

	if (field == NULL || error->status == ZSIP_E_TOO_MANY ||
	    zsip_value_parse(&value, ZSIP_HDR_CONTENT_TYPE, field->value,
	                     c->msg->options, NULL) != ZSIP_OK ||
	    !slice_is_nocase(value.media_type.type, "multipart"))
		return;
	c->field = (size_t)(field - c->msg->fields);
	zsip_check_report(c, ZSIP_RULE_MULTIPART_BOUNDARY, field->value, error);
	c->field = ZSIP_NO_FIELD;
}

static void check_part(struct checker *c, const struct zsip_error *error)
{
	struct zsip_slice at = {c->msg->text.ptr + error->offset, 0};

	if (error->status == ZSIP_E_MISSING)
		zsip_check_report(c, ZSIP_RULE_MULTIPART_END, at, error);
	else if (error->status == ZSIP_E_SYNTAX)
		zsip_check_report(c, ZSIP_RULE_PART_HEADER, at, error);
}

void zsip_check_parts(struct checker *c)
{
	struct zsip_field fields[PART_FIELDS];
	struct zsip_message part;
	struct zsip_parts walk;
	struct zsip_error error;

	if (!c->multipart || c->msg->body.len == 0 || c->msg->missing != 0)
		return;
	if (zsip_parts_start(&walk, c->msg, &error) != ZSIP_OK) {
		check_start(c, &error);
		return;
	}
	zsip_message_init(&part, fields, PART_FIELDS, c->msg->options);
	while (zsip_parts_next(&walk, &part, &error) != ZSIP_END)
		check_part(c, &error);
	if (walk.lookalike.ptr != NULL)
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_BOUNDARY,
		                     walk.lookalike);
}
