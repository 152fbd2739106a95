/*
 * Whether a request can be answered.
 */
#include "internal.h"
#include "respond.h"
#include <string.h>

/* Header fields that a response has from its request, and once (RFC 3261
 * 8.2.6.2), and where they are in a struct zsip_core. */
static const struct {
	enum zsip_header id;
	enum zsip_core_member member;
} copied[] = {
        {ZSIP_HDR_FROM, ZSIP_CORE_FROM},
        {ZSIP_HDR_TO, ZSIP_CORE_TO},
        {ZSIP_HDR_CALL_ID, ZSIP_CORE_CALL_ID},
        {ZSIP_HDR_CSEQ, ZSIP_CORE_CSEQ},
};

/* A start line that cannot be read may be that of a response (RFC 3261 7.2). */
static bool is_response(const struct zsip_message *msg)
{
	struct zsip_slice line = msg->start_line;

	if (msg->method.ptr != NULL)
		return false;
	if (msg->status_code != 0 || line.len == 0)
		return true;
	line.len = line.len < 4 ? line.len : 4;
	return zsip_slice_equal_nocase(line, ZSIP_TEXT("SIP/"));
}

/* None is answered (RFC 3261 17.1.1.3).  Of a start line that is broken behind
 * the method, the method has no number. */
static bool is_ack(const struct respond *respond)
{
	const struct zsip_core *core = respond->core;
	struct zsip_slice method = respond->request->method;

	if (method.ptr == NULL && core->status[ZSIP_CORE_CSEQ] == ZSIP_OK)
		method = core->cseq.method;
	return zsip_slice_equal(method, ZSIP_TEXT("ACK"));
}

/* The first value of a header field is not there or not sound: once more, to
 * say where. */
static __attribute__((noinline)) void fail_value(struct respond *respond,
                                                 enum zsip_header id,
                                                 enum zsip_status status)
{
	const struct zsip_message *msg = respond->request;
	struct zsip_error error = {status, 0, ""};
	struct zsip_value value;
	struct zsip_list list;

	if (status != ZSIP_E_MISSING) {
		zsip_list_start(&list, msg, id);
		zsip_list_next(&list, &value, &error);
	}
	zsip_respond_fail(respond, status, msg->text.ptr + error.offset, id);
}

static void check_value(struct respond *respond, enum zsip_header id,
                        enum zsip_core_member member)
{
	uint8_t status = respond->core->status[member];

	if (status != ZSIP_OK)
		fail_value(respond, id, (enum zsip_status)status);
}

static void check_once(struct respond *respond, enum zsip_header id)
{
	const struct zsip_message *msg = respond->request;
	const struct zsip_field *first, *second;

	if (msg->first[id] == msg->last[id])
		return;
	first = zsip_field_find(msg, id, NULL);
	second = zsip_field_find(msg, id, first);
	zsip_respond_fail(respond, ZSIP_E_TOO_MANY, second->name.ptr, id);
}

/* Whether the rest of a list is sound. */
static void check_list(struct respond *respond, struct zsip_list *list)
{
	const struct zsip_message *msg = respond->request;
	struct zsip_error error;
	struct zsip_value value;
	enum zsip_status status;

	do {
		status = zsip_list_next(list, &value, &error);
	} while (status == ZSIP_OK);
	if (status != ZSIP_END)
		zsip_respond_fail(respond, status, msg->text.ptr + error.offset,
		                  list->id);
}

static void check_vias(struct respond *respond)
{
	struct zsip_list list;

	zsip_list_start_behind(&list, respond->request, respond->core,
	                       ZSIP_CORE_VIA);
	check_list(respond, &list);
}

static void check_record_route(struct respond *respond)
{
	struct zsip_list list;

	zsip_list_start(&list, respond->request, ZSIP_HDR_RECORD_ROUTE);
	check_list(respond, &list);
}

/* What stands in the header fields that are sound. */
static void check_meaning(struct respond *respond)
{
	const struct zsip_core *core = respond->core;

	/* A parameter of that name without a value is no tag. */
	if (core->to.tag.ptr != NULL && core->to.tag.len == 0)
		zsip_respond_fail(respond, ZSIP_E_SYNTAX, core->to.tag.ptr,
		                  ZSIP_HDR_TO);
	if (!zsip_slice_equal(core->cseq.method, respond->request->method))
		zsip_respond_fail(respond, ZSIP_E_SYNTAX, core->cseq.method.ptr,
		                  ZSIP_HDR_CSEQ);
}

static void check_whole(struct respond *respond)
{
	check_vias(respond);
	for (size_t i = 0; i < sizeof(copied) / sizeof(*copied); i++) {
		check_value(respond, copied[i].id, copied[i].member);
		check_once(respond, copied[i].id);
	}
	if (zsip_respond_forms_dialog(respond))
		check_record_route(respond);
	if (respond->error.status == ZSIP_OK)
		check_meaning(respond);
}

bool zsip_respond_is_blank(struct zsip_slice text)
{
	size_t i = 0;

	while (i < text.len && (zsip_is_blank(text.ptr[i]) ||
	                        zsip_respond_is_control(text.ptr[i])))
		i++;
	return i == text.len;
}

/* Whether the protocol and sent-by of the top Via can be read, which say where
 * the response goes (RFC 3261 18.2.2). */
static __attribute__((noinline)) bool
has_usable_via(const struct respond *respond)
{
	const struct zsip_message *msg = respond->request;
	const struct zsip_field *field = NULL;
	struct zsip_slice text;
	struct zsip_value value;
	size_t len = 0;

	do {
		field = zsip_field_find(msg, ZSIP_HDR_VIA, field);
	} while (field != NULL && zsip_respond_is_blank(field->value));
	if (field == NULL)
		return false;
	text = field->value;
	while (len < text.len && text.ptr[len] != ';' && text.ptr[len] != ',')
		len++;
	text = zsip_trim(text.ptr, text.ptr + len);
	return zsip_value_parse(&value, ZSIP_HDR_VIA, text, msg->options,
	                        NULL) == ZSIP_OK;
}

static void misused(struct respond *respond, const char *expected)
{
	respond->error = (struct zsip_error){ZSIP_E_USE, 0, expected};
}

void zsip_respond_check_request(struct respond *respond)
{
	const struct zsip_message *msg = respond->request;
	bool raw = zsip_respond_is_raw(respond);

	if (is_response(msg) || msg->depth != 0)
		misused(respond, "request");
	else if (is_ack(respond))
		misused(respond, "request other than ACK");
	else if (raw && respond->response->code < 400)
		misused(respond, "status code of 400 to 699");
	else if (!raw && msg->error.status != ZSIP_OK)
		respond->error = msg->error;
	if (respond->error.status != ZSIP_OK)
		return;
	if (!raw || !has_usable_via(respond))
		check_value(respond, ZSIP_HDR_VIA, ZSIP_CORE_VIA);
	if (!raw)
		check_whole(respond);
}
