/*
 * zsip in each of its SIMD forms.
 */
#include "bench.h"
#include "zsip.h"
#include "zsip_builder.h"
#include "zsip_dialog.h"
#include "zsip_sdp.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FIELDS 64
#define MAX_LINES  256
#define MAX_MEDIA  16
#define MAX_EDITS  8
#define MAX_PIECES (2 * MAX_EDITS + 1)

/* A literal. */
#define TEXT(text) ((struct zsip_slice){text, sizeof(text) - 1})

/* What a request is read to before the response to it is timed. */
struct request {
	struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
};

static bool form_select(const char *form)
{
	if (form == NULL)
		return zsip_simd_select(NULL);
	return zsip_simd_select(form);
}

static bool parse(struct zsip_message *msg, struct zsip_field *fields,
                  const char *text, size_t len)
{
	zsip_message_init(msg, fields, MAX_FIELDS, NULL);
	if (zsip_message_parse(msg, text, len, NULL) != ZSIP_OK)
		return false;
	bench_sink += msg->field_count + msg->body.len;
	return true;
}

static bool run_table(const char *text, size_t len)
{
	struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;

	return parse(&msg, fields, text, len);
}

/* Name by name, as the other parsers' lists are made. */
static bool walk_params(const struct zsip_message *msg,
                        struct zsip_slice params)
{
	struct zsip_params walk;
	struct zsip_param param;
	enum zsip_status status;

	if (params.len == 0)
		return true;
	zsip_params_start_in(&walk, params, msg);
	while ((status = zsip_params_next(&walk, &param, NULL)) == ZSIP_OK)
		bench_sink += param.id + param.value.len;
	return status == ZSIP_END;
}

static bool walk_uri(const struct zsip_message *msg, struct zsip_slice text)
{
	struct zsip_uri uri;

	if (zsip_uri_parse_in(&uri, text, msg, NULL) != ZSIP_OK)
		return false;
	bench_sink += uri.host.len;
	return walk_params(msg, uri.params);
}

static bool walk_vias(const struct zsip_message *msg,
                      const struct zsip_core *core)
{
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;

	if (!walk_params(msg, core->via.params))
		return false;
	zsip_list_start_behind(&list, msg, core, ZSIP_CORE_VIA);
	while ((status = zsip_list_next(&list, &value, NULL)) == ZSIP_OK) {
		if (!walk_params(msg, value.via_parm.params))
			return false;
	}
	return status == ZSIP_END;
}

static bool walk_contact(const struct zsip_message *msg,
                         const struct zsip_name_addr *contact)
{
	return walk_params(msg, contact->params) && walk_uri(msg, contact->uri);
}

static bool walk_contacts(const struct zsip_message *msg,
                          const struct zsip_core *core)
{
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;

	if (core->status[ZSIP_CORE_CONTACT] == ZSIP_E_MISSING)
		return true;
	if (!walk_contact(msg, &core->contact))
		return false;
	zsip_list_start_behind(&list, msg, core, ZSIP_CORE_CONTACT);
	while ((status = zsip_list_next(&list, &value, NULL)) == ZSIP_OK) {
		if (!walk_contact(msg, &value.name_addr))
			return false;
	}
	return status == ZSIP_END;
}

static bool read_core(const struct zsip_message *msg, struct zsip_core *core)
{
	if (zsip_core_parse(msg, core, NULL) != ZSIP_OK)
		return false;
	bench_sink += core->cseq.number + core->from.tag.len;
	return walk_vias(msg, core) && walk_contacts(msg, core);
}

static bool run_core(const char *text, size_t len)
{
	struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;
	struct zsip_core core;

	return parse(&msg, fields, text, len) && read_core(&msg, &core);
}

/* Whether level C has all there is of this header field. */
static bool in_core(unsigned id)
{
	switch (id) {
	case ZSIP_HDR_CONTENT_LENGTH:
#define ZSIP_CORE_MEMBER(header, member, shape) case ZSIP_HDR_##header:
		ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
		return true;
	default:
		return false;
	}
}

/* Every line, and every attribute that zsip types. */
static bool walk_sdp(struct zsip_slice body)
{
	struct zsip_sdp_line lines[MAX_LINES];
	struct zsip_sdp_media media[MAX_MEDIA];
	struct zsip_sdp_value value;
	struct zsip_sdp sdp;

	zsip_sdp_init(&sdp, lines, MAX_LINES, media, MAX_MEDIA, NULL);
	if (zsip_sdp_parse(&sdp, body.ptr, body.len, NULL) != ZSIP_OK)
		return false;
	for (size_t i = 0; i < sdp.line_count; i++) {
		if (lines[i].attribute == ZSIP_SDP_ATTR_OTHER)
			continue;
		if (zsip_sdp_line_parse(&sdp, &lines[i], &value, NULL) !=
		    ZSIP_OK)
			return false;
		bench_sink += value.raw.len;
	}
	bench_sink += sdp.line_count + sdp.media_count;
	return true;
}

static bool read_sdp(const struct zsip_message *msg,
                     const struct zsip_core *core)
{
	const struct zsip_media_type *type = &core->content_type;

	if (msg->body.len == 0 ||
	    core->status[ZSIP_CORE_CONTENT_TYPE] != ZSIP_OK ||
	    !zsip_slice_equal_nocase(type->subtype, zsip_slice_from("sdp")) ||
	    !zsip_slice_equal_nocase(type->type,
	                             zsip_slice_from("application")))
		return true;
	return walk_sdp(msg->body);
}

static bool walk(struct zsip_list *list)
{
	struct zsip_value value;
	enum zsip_status status;

	while ((status = zsip_list_next(list, &value, NULL)) == ZSIP_OK)
		bench_sink += value.raw.len;
	return status == ZSIP_END;
}

/* Level C has taken the first Route. */
static bool walk_routes(const struct zsip_message *msg,
                        const struct zsip_core *core)
{
	struct zsip_list list;

	if (core->status[ZSIP_CORE_ROUTE] == ZSIP_E_MISSING)
		return true;
	zsip_list_start_behind(&list, msg, core, ZSIP_CORE_ROUTE);
	return walk(&list);
}

/* Every other header field of the table, value by value. */
static bool run_full(const char *text, size_t len)
{
	struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
	struct zsip_list list;

	if (!parse(&msg, fields, text, len) || !read_core(&msg, &core) ||
	    !walk_routes(&msg, &core))
		return false;
	for (size_t i = 0; i < msg.field_count; i++) {
		if (fields[i].id == ZSIP_HDR_OTHER || in_core(fields[i].id))
			continue;
		zsip_list_start_field(&list, &msg, &fields[i]);
		if (!walk(&list))
			return false;
	}
	return !BENCH_SDP || read_sdp(&msg, &core);
}

static void *request_parse(const char *text, size_t len)
{
	struct request *request = malloc(sizeof(*request));

	if (!request)
		return NULL;
	if (parse(&request->msg, request->fields, text, len) &&
	    zsip_core_parse(&request->msg, &request->core, NULL) == ZSIP_OK)
		return request;
	free(request);
	return NULL;
}

static bool respond(void *arg)
{
	const struct zsip_header_line headers[] = {
	        {.id = ZSIP_HDR_CONTACT, .value = TEXT(BENCH_CONTACT)},
	        {.id = ZSIP_HDR_CONTENT_TYPE, .value = TEXT("application/sdp")},
	};
	const struct zsip_response response = {
	        .size = sizeof(response),
	        .code = 200,
	        .to_tag = TEXT(BENCH_TAG),
	        .headers = headers,
	        .header_count = sizeof(headers) / sizeof(headers[0]),
	        .body = TEXT(BENCH_ANSWER),
	};
	const struct request *request = arg;
	char buf[4096];
	size_t len = zsip_response_build(&request->msg, &request->core,
	                                 &response, buf, sizeof(buf), NULL);

	bench_send(&(struct iovec){buf, len}, 1);
	return len > 0 && len <= sizeof(buf);
}

static bool edit_request(struct zsip_edit *edit, const struct zsip_message *msg,
                         const struct zsip_core *core)
{
	const struct zsip_via_parts via = {
	        .transport = TEXT("UDP"),
	        .host = TEXT(BENCH_HOST),
	        .port = BENCH_PORT,
	        .branch = TEXT(BENCH_BRANCH),
	};

	return zsip_edit_push_via(edit, msg, &via) == ZSIP_OK &&
	       zsip_edit_decrement_max_forwards(edit, msg, core) == ZSIP_OK &&
	       zsip_edit_pop_route(edit, msg, core) == ZSIP_OK &&
	       zsip_edit_push_record_route(
	               edit, msg, TEXT("sip:" BENCH_HOST ";lr")) == ZSIP_OK;
}

static bool send_pieces(const struct zsip_edit *edit)
{
	struct iovec pieces[MAX_PIECES];
	size_t count = zsip_edit_iovec(edit, pieces, MAX_PIECES);

	if (count == 0 || count > MAX_PIECES)
		return false;
	bench_send(pieces, count);
	return true;
}

static bool run_forward(const char *text, size_t len)
{
	struct zsip_splice splices[MAX_EDITS];
	struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
	struct zsip_edit edit;
	char scratch[512];

	if (!parse(&msg, fields, text, len) ||
	    zsip_core_parse(&msg, &core, NULL) != ZSIP_OK)
		return false;
	zsip_edit_start_message(&edit, &msg, splices, MAX_EDITS, scratch,
	                        sizeof(scratch));
	return edit_request(&edit, &msg, &core) && send_pieces(&edit);
}

/* The messages of a call. */
enum { INVITE, RINGING, OK, ACK, BYE, OK_BYE, CALL_MESSAGES };

/* Both sides of it. */
struct call {
	struct zsip_field fields[CALL_MESSAGES][MAX_FIELDS];
	struct zsip_message msgs[CALL_MESSAGES];
	struct zsip_dialog caller, called;
	char arenas[2][2048];
};

/* One behind the other: where the body of one ends the next one begins. */
static bool parse_call(struct call *call, const char *text, size_t len)
{
	const char *end = text + len;

	for (size_t i = 0; i < CALL_MESSAGES; i++) {
		struct zsip_message *msg = &call->msgs[i];

		if (!parse(msg, call->fields[i], text, (size_t)(end - text)))
			return false;
		text = msg->body.ptr + msg->body.len;
	}
	return text == end;
}

static bool make_dialogs(struct call *call)
{
	const struct zsip_message *invite = &call->msgs[INVITE];
	const struct zsip_message *ringing = &call->msgs[RINGING];

	return zsip_dialog_create(&call->called, ZSIP_ROLE_UAS, invite, ringing,
	                          call->arenas[0], sizeof(call->arenas[0]),
	                          NULL) == ZSIP_OK &&
	       zsip_dialog_create(&call->caller, ZSIP_ROLE_UAC, invite, ringing,
	                          call->arenas[1], sizeof(call->arenas[1]),
	                          NULL) == ZSIP_OK;
}

/* Through the dialog of who sends it, and of who receives it. */
static bool carry(struct zsip_dialog *from, struct zsip_dialog *to,
                  const struct zsip_message *msg)
{
	const struct zsip_moment moment = {.size = sizeof(moment), .now = 1000};
	struct zsip_decision decision;

	if (zsip_dialog_send(from, msg, &moment, &decision, NULL) != ZSIP_OK ||
	    decision.verdict != ZSIP_VERDICT_ACCEPT)
		return false;
	bench_sink += decision.changes;
	if (zsip_dialog_receive(to, msg, &moment, &decision, NULL) != ZSIP_OK ||
	    decision.verdict != ZSIP_VERDICT_ACCEPT)
		return false;
	bench_sink += decision.asks;
	return true;
}

static bool run_call(const char *text, size_t len)
{
	struct call call;
	struct zsip_dialog *caller = &call.caller, *called = &call.called;

	return parse_call(&call, text, len) && make_dialogs(&call) &&
	       carry(called, caller, &call.msgs[RINGING]) &&
	       carry(called, caller, &call.msgs[OK]) &&
	       carry(caller, called, &call.msgs[ACK]) &&
	       carry(called, caller, &call.msgs[BYE]) &&
	       carry(caller, called, &call.msgs[OK_BYE]) &&
	       caller->state == ZSIP_DIALOG_TERMINATED &&
	       called->state == ZSIP_DIALOG_TERMINATED;
}

const struct bench_parser bench_zsip[] = {
        {.name = "zsip",
         .select = form_select,
         .run = {run_table, run_core, run_full, NULL, run_forward, run_call},
         .request = request_parse,
         .forget = free,
         .respond = respond},
        {.name = "zsip-sse2",
         .form = "sse2",
         .select = form_select,
         .run = {run_table, run_core, run_full, NULL, run_forward, run_call},
         .request = request_parse,
         .forget = free,
         .respond = respond},
        {.name = "zsip-portable",
         .form = "portable",
         .select = form_select,
         .run = {run_table, run_core, run_full, NULL, run_forward, run_call},
         .request = request_parse,
         .forget = free,
         .respond = respond},
        {.name = NULL},
};
