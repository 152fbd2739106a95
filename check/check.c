/*
 * zsip_check(): what a message as a whole is, and which checks it gets.
 */
#include "checker.h"

/* The method of the request that a response answers. */
static enum zsip_method asked_method(const struct checker *c)
{
	const struct zsip_field *field;
	struct zsip_list list;
	struct zsip_value value;

	if (c->core != NULL && c->core->status[ZSIP_CORE_CSEQ] == ZSIP_OK)
		return zsip_method_find(c->core->cseq.method);
	field = zsip_field_find(c->msg, ZSIP_HDR_CSEQ, NULL);
	if (field == NULL)
		return ZSIP_METHOD_OTHER;
	zsip_list_start_field(&list, c->msg, field);
	if (zsip_list_next(&list, &value, NULL) != ZSIP_OK)
		return ZSIP_METHOD_OTHER;
	return zsip_method_find(value.cseq.method);
}

/* What a message is can be told even where its start line is broken: only a
 * Status-Line begins with the version, for "/" is in no method. */
static void set_kind(struct checker *c)
{
	const struct zsip_message *msg = c->msg;
	struct zsip_slice head = {msg->text.ptr, 4};

	c->request = msg->text.len < 4 || !slice_is_nocase(head, "SIP/");
	if (!c->request)
		c->method = asked_method(c);
	else if ((c->method_name = msg->method).ptr != NULL)
		c->method = zsip_method_find(msg->method);
	c->answerable = c->request && c->method != ZSIP_METHOD_ACK;
}

/* A broken header line is a field of its own and reported there; what is left
 * are an LF without CR, and a CR without LF, of which the error is the byte
 * behind it. */
static void check_syntax(struct checker *c)
{
	const struct zsip_message *msg = c->msg;
	size_t offset = msg->error.offset;
	const char *at = msg->text.ptr + offset;
	bool behind_cr = offset > 0 && at[-1] == '\r';

	if (zsip_check_start_failed(msg) || offset >= msg->text.len ||
	    (*at == '\n') == behind_cr)
		return;
	zsip_check_report(c, ZSIP_RULE_AMBIGUOUS_LINE_END,
	                  (struct zsip_slice){at - behind_cr, 1}, &msg->error);
}

/* What kept the parser from reading the message to its end. */
static void check_frame(struct checker *c)
{
	const struct zsip_message *msg = c->msg;
	struct zsip_slice at = {msg->text.ptr + msg->error.offset, 0};

	switch (msg->error.status) {
	case ZSIP_MORE:
		at.ptr = slice_end(msg->text);
		zsip_check_report(c, ZSIP_RULE_NO_END_OF_HEADERS, at,
		                  &msg->error);
		break;
	case ZSIP_E_TOO_MANY:
		zsip_check_report(c, ZSIP_RULE_TOO_MANY_HEADERS, at,
		                  &msg->error);
		break;
	case ZSIP_E_TOO_LONG:
		zsip_check_report(c, ZSIP_RULE_TOO_LONG, at, &msg->error);
		break;
	case ZSIP_E_SYNTAX:
		check_syntax(c);
		break;
	default:
		break;
	}
}

/* A message that ends within a line: what there is of the line says nothing,
 * so it is left out. */
static const struct zsip_message *drop_last(const struct zsip_message *msg,
                                            struct zsip_message *copy)
{
	if (msg->error.status != ZSIP_MORE || msg->field_count == 0 ||
	    slice_end(msg->text)[-1] == '\n')
		return msg;
	*copy = *msg;
	copy->field_count--;
	for (size_t i = 0; i < ZSIP_FIRST_COUNT; i++) {
		if (copy->first[i] > copy->field_count)
			copy->first[i] = 0;
	}
	return copy;
}

size_t
zsip_check_core(const struct zsip_message *msg, const struct zsip_core *core,
                void (*report)(void *user, const struct zsip_finding *finding),
                void *user)
{
	struct checker c = {
	        .report = report, .user = user, .field = ZSIP_NO_FIELD};
	struct zsip_message whole;

	/* A part has no start line. */
	if (msg == NULL || report == NULL || msg->start_line.ptr == NULL)
		return 0;
	c.msg = drop_last(msg, &whole);
	/* Of what was accepted through quirks each value has to say so by
	 * itself, and of a field that is left out nothing may be known. */
	if (c.msg == msg && core != NULL && core->quirks == 0)
		c.core = core;
	set_kind(&c);
	c.ascii = zsip_check_is_ascii(c.msg);
	check_frame(&c);
	zsip_check_quirks(&c, msg->quirks, msg->start_line);
	zsip_check_start_line(&c);
	zsip_check_fields(&c);
	zsip_check_remote_parties(&c);
	zsip_check_presence(&c);
	zsip_check_body(&c);
	zsip_check_parts(&c);
	zsip_check_companions(&c);
	zsip_check_applicable(&c);
	zsip_check_dialogs(&c);
	zsip_check_sips(&c);
	zsip_check_identities(&c);
	zsip_check_history(&c);
	return c.found;
}

size_t zsip_check(const struct zsip_message *msg,
                  void (*report)(void *user,
                                 const struct zsip_finding *finding),
                  void *user)
{
	struct zsip_core core;

	if (msg == NULL)
		return 0;
	zsip_core_parse(msg, &core, NULL);
	return zsip_check_core(msg, &core, report, user);
}
