/*
 * The header fields: each by its grammar, how often it stands there, and which
 * are missing.
 */
#include "checker.h"
#include "header_hash.h"

/* A line that is no header field: from the byte where the name or its colon
 * fails to come. */
static void check_broken(struct checker *c, const struct zsip_field *field)
{
	const char *p = field->value.ptr, *end = slice_end(field->value);
	struct zsip_error error = {ZSIP_E_SYNTAX, 0, "header field"};

	while (p < end && is_token_byte(*p))
		p++;
	if (p > field->value.ptr) {
		while (p < end && is_blank(*p))
			p++;
	}
	/* Name and colon are there, and the blank before them is wrong. */
	if (p < end && *p == ':')
		p = field->value.ptr;
	error.offset = zsip_check_offset(c, p);
	zsip_check_report(c,
	                  zsip_check_hidden_name(field->value)
	                          ? ZSIP_RULE_AMBIGUOUS_HEADER_NAME
	                          : ZSIP_RULE_HEADER_LINE,
	                  slice_between(p, end), &error);
}

/* One more field of a kind that may stand only once. */
static void check_repeated(struct checker *c, const struct zsip_field *field,
                           bool other_form)
{
	if (field->id == ZSIP_HDR_CONTENT_LENGTH &&
	    c->msg->content_length_status == ZSIP_E_FRAMING)
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_LENGTH_CONFLICT,
		                     field->value);
	else
		zsip_check_report_at(
		        c,
		        other_form ? ZSIP_RULE_AMBIGUOUS_COMPACT_DUPLICATE
		                   : ZSIP_RULE_AMBIGUOUS_DUPLICATE,
		        field->name);
}

static void check_extension(struct checker *c, const struct zsip_field *field)
{
	struct zsip_value value;
	struct zsip_error error;

	if (zsip_value_parse(&value, ZSIP_HDR_OTHER, field->value,
	                     c->msg->options, &error) == ZSIP_OK) {
		zsip_check_quirks(c, value.quirks, value.raw);
		if (!c->ascii)
			zsip_check_characters(c, value.raw);
		return;
	}
	error.offset += zsip_check_offset(c, field->value.ptr);
	zsip_check_bad_value(c, ZSIP_HDR_OTHER, field->value, &error);
}

/* The one value of a header field, if it is parsed already. */
static bool parsed_value(const struct checker *c,
                         const struct zsip_field *field,
                         struct zsip_value *value)
{
	const struct zsip_core *core = c->core;

	if (core == NULL || c->repeated[field->id])
		return false;
	switch (field->id) {
#define ZSIP_CORE_MEMBER(header, member, shape_)                               \
	case ZSIP_HDR_##header:                                                \
		if (core->status[ZSIP_CORE_##header] != ZSIP_OK ||             \
		    core->behind[ZSIP_CORE_##header] !=                        \
		            slice_end(field->value))                           \
			return false;                                          \
		value->shape = ZSIP_SHAPE_##shape_;                            \
		value->shape_ = core->member;                                  \
		break;
		ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	case ZSIP_HDR_CONTENT_LENGTH:
		if (c->msg->content_length_status != ZSIP_OK)
			return false;
		value->shape = ZSIP_SHAPE_digits;
		value->digits.number = c->msg->content_length;
		break;
	default:
		return false;
	}
	value->raw = field->value;
	value->quirks = 0;
	value->id = field->id;
	return true;
}

/* All values of one known header field, over all its lines. */
static __attribute__((noinline)) void parse_values(struct checker *c,
                                                   enum zsip_header id)
{
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_error error;
	enum zsip_status status;
	const struct zsip_field *first = &c->msg->fields[c->field];

	if (c->repeated[id])
		zsip_list_start(&list, c->msg, id);
	else
		zsip_list_start_field(&list, c->msg, first);
	c->half_uri = (struct zsip_slice){NULL, 0};
	do {
		size_t field;

		status = zsip_list_next(&list, &value, &error);
		if (status == ZSIP_END)
			break;
		field = (size_t)(list.field - c->msg->fields);

		if (field != c->field)
			c->half_uri = (struct zsip_slice){NULL, 0};
		c->field = field;
		if (status == ZSIP_OK)
			zsip_check_value(c, &value);
		else if (status == ZSIP_E_TOO_MANY)
			zsip_check_report(
			        c, ZSIP_RULE_TOO_MANY_VALUES,
			        slice_between(c->msg->text.ptr + error.offset,
			                      slice_end(list.field->value)),
			        &error);
		else
			zsip_check_bad_value(c, id, list.item, &error);
	} while (c->repeated[id] || list.at != NULL);
	zsip_check_quirks(c, list.quirks, first->value);
}

static void check_values(struct checker *c, const struct zsip_field *field)
{
	struct zsip_value value;

	if (parsed_value(c, field, &value))
		zsip_check_value(c, &value);
	else
		parse_values(c, (enum zsip_header)field->id);
}

static void check_known(struct checker *c, const struct zsip_field *field)
{
	const struct zsip_field *first =
	        &c->msg->fields[c->first[field->id] - 1];
	bool other_form;

	if (field == first) {
		check_values(c, field);
		return;
	}
	other_form = (first->name.len == 1) != (field->name.len == 1);
	if (zsip_header_info(field->id)->multiplicity == ZSIP_ONCE) {
		check_repeated(c, field, other_form);
	} else if (other_form && !c->two_forms[field->id]) {
		c->two_forms[field->id] = true;
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_TWO_FORMS,
		                     field->name);
	}
}

static void note_fields(struct checker *c)
{
	const struct zsip_message *msg = c->msg;

	for (size_t i = 0; i < msg->field_count; i++) {
		const struct zsip_field *field = &msg->fields[i];

		if ((field->flags & ZSIP_FIELD_BROKEN) != 0 ||
		    field->id == ZSIP_HDR_OTHER)
			continue;
		if (c->first[field->id] == 0)
			c->first[field->id] = (uint16_t)(i + 1);
		else
			c->repeated[field->id] = true;
	}
}

void zsip_check_fields(struct checker *c)
{
	const struct zsip_message *msg = c->msg;

	note_fields(c);
	for (size_t i = 0; i < msg->field_count; i++) {
		const struct zsip_field *field = &msg->fields[i];

		c->field = i;
		if (field->flags & ZSIP_FIELD_BROKEN) {
			check_broken(c, field);
			continue;
		}
		if (field->flags != 0)
			zsip_check_field_form(c, field);
		if (field->id == ZSIP_HDR_OTHER)
			check_extension(c, field);
		else
			check_known(c, field);
	}
	c->field = ZSIP_NO_FIELD;
}

/* For the table: 0 in a request, what is no code where a response has none. */
static unsigned code_of(const struct checker *c)
{
	if (c->request)
		return 0;
	return c->msg->status_code != 0 ? c->msg->status_code : 999;
}

/* The table has a letter for each method it knows; of a method that it does
 * not know only what all others need is asked. */
static bool is_mandatory(const struct checker *c, enum zsip_header id)
{
	unsigned code = code_of(c);
	unsigned method = ZSIP_METHOD_OTHER + 1;

	if (c->method != ZSIP_METHOD_OTHER)
		return zsip_header_presence(id, c->method, code) ==
		       ZSIP_PRESENCE_MANDATORY;
	while (zsip_method_name((enum zsip_method)method) != NULL &&
	       zsip_header_presence(id, (enum zsip_method)method, code) ==
	               ZSIP_PRESENCE_MANDATORY)
		method++;
	return zsip_method_name((enum zsip_method)method) == NULL;
}

/* What receivers can do without has a rule of its own; so has what only some
 * responses must have, for those are never refused. */
static enum zsip_rule missing_rule(const struct checker *c, enum zsip_header id)
{
	switch (id) {
	case ZSIP_HDR_VIA:
	case ZSIP_HDR_FROM:
	case ZSIP_HDR_TO:
	case ZSIP_HDR_CALL_ID:
	case ZSIP_HDR_CSEQ:
		return ZSIP_RULE_MISSING_HEADER;
	case ZSIP_HDR_MAX_FORWARDS:
		return ZSIP_RULE_MISSING_MAX_FORWARDS;
	case ZSIP_HDR_CONTACT:
		return ZSIP_RULE_MISSING_CONTACT;
	default:
		return c->request ? ZSIP_RULE_MISSING_HEADER
		                  : ZSIP_RULE_MISSING_COMPANION;
	}
}

static void check_contacts(struct checker *c)
{
	if (c->wildcard.ptr != NULL &&
	    (!c->request || c->method != ZSIP_METHOD_REGISTER ||
	     c->contacts != 1 || !c->expires_zero)) {
		c->field = c->wildcard_field;
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_WILDCARD,
		                     c->wildcard);
	}
	if (c->contacts > 1 && is_mandatory(c, ZSIP_HDR_CONTACT)) {
		c->field = c->second_contact_field;
		zsip_check_report_at(c, ZSIP_RULE_ONE_CONTACT,
		                     c->second_contact);
	}
	c->field = ZSIP_NO_FIELD;
}

/* Requests, classes of status codes, and codes of none. */
static unsigned column_of(const struct checker *c)
{
	unsigned class = code_of(c) / 100;

	if (c->request)
		return 0;
	return class == 0 || class > 6 ? 7 : class;
}

void zsip_check_presence(struct checker *c)
{
	static const uint8_t headers[] = {ZSIP_MANDATORY_HEADERS};
	static const uint32_t in[] = {ZSIP_MANDATORY_IN};
	static const uint32_t of[] = {ZSIP_MANDATORY_OF};
	_Static_assert(sizeof(headers) <= 32, "a bit for each");
	struct zsip_error error = {ZSIP_E_MISSING, 0, ""};
	uint32_t left = in[column_of(c)];

	check_contacts(c);
	if (!zsip_check_is_whole(c))
		return;
	/* Of an unknown one only what all others need is asked. */
	if (c->method != ZSIP_METHOD_OTHER)
		left &= of[c->method - 1];
	for (; left != 0; left &= left - 1) {
		enum zsip_header id =
		        (enum zsip_header)headers[__builtin_ctz(left)];

		if (has_header(c, id) || !is_mandatory(c, id))
			continue;
		error.expected = zsip_header_info(id)->name.ptr;
		zsip_check_report(c, missing_rule(c, id), c->msg->start_line,
		                  &error);
	}
}
