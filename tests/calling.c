#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calling.h"
#include "zsip_builder.h"
#include "zsip_check.h"

enum { HEADERS = 16 };

/* What a message is built from beside what it is about. */
struct material {
	struct zsip_header_line headers[HEADERS];
	size_t count;
	struct text body;
	char contact[128], companions[ZSIP_DECISION_TEXT];
};

static void fail(const struct call *call, const char *format, const char *what)
{
	struct text *faults = (struct text *)&call->faults;

	text_add(faults, "%s: ", call->title);
	text_add(faults, format, what);
	text_add(faults, "\n");
}

struct call *call_open(const char *title, const char *call_id)
{
	struct call *call = calloc(1, sizeof(*call));

	call->title = title;
	call->call_id = call_id;
	return call;
}

bool call_close(struct call *call)
{
	bool sound = call->faults.len == 0;

	if (!sound)
		fputs(call->faults.data, stderr);
	for (size_t i = 0; i < call->side_count; i++)
		script_close(call->sides[i].script);
	for (size_t i = 0; i < call->flight_count; i++) {
		text_free(&call->flights[i]->description);
		free(call->flights[i]);
	}
	text_free(&call->faults);
	free(call);
	return sound;
}

struct side *call_side(struct call *call, const struct identity *identity,
                       const struct identity *peer)
{
	struct side *side = &call->sides[call->side_count];

	*side = (struct side){.call = call,
	                      .identity = identity,
	                      .peer = peer,
	                      .first = call->side_count == 0};
	side->script = script_open(identity->uri, &call->faults);
	script_begin(side->script, call->title);
	call->side_count++;
	return side;
}

static struct flight *new_flight(const struct side *from)
{
	struct call *call = from->call;
	struct flight *flight = calloc(1, sizeof(*flight));

	if (call->flight_count == CALL_FLIGHTS)
		abort();
	flight->from = from;
	call->flights[call->flight_count++] = flight;
	return flight;
}

/* Material */

static void add_header(struct material *material, enum zsip_header id,
                       struct zsip_slice value)
{
	material->headers[material->count++] =
	        (struct zsip_header_line){.id = id, .value = value};
}

static void add_headers(struct material *material, const char *lines)
{
	while (lines != NULL && *lines != '\0') {
		size_t len = strcspn(lines, "\n");
		const char *colon = memchr(lines, ':', len);
		struct zsip_slice name = {lines, (size_t)(colon - lines)};
		struct zsip_slice value = {colon + 2,
		                           len - (size_t)(colon + 2 - lines)};

		add_header(material, zsip_header_find(name), value);
		lines += len + (lines[len] == '\n');
	}
}

static void add_body(struct material *material, const struct side *side,
                     struct flight *flight, const char *sdp)
{
	if (sdp == NULL)
		return;
	snprintf(flight->spec, sizeof(flight->spec), "%s",
	         strncmp(sdp, "v=", 2) == 0 ? "text" : sdp);
	if (strncmp(sdp, "v=", 2) == 0)
		text_add(&flight->description, "%s", sdp);
	else
		script_describe(&flight->description, sdp, side->first);
	script_keep_description(side->script, flight->spec, true,
	                        &flight->description);
	add_header(material, ZSIP_HDR_CONTENT_TYPE,
	           zsip_slice_from("application/sdp"));
}

static struct zsip_slice slice_of(const struct text *text)
{
	return (struct zsip_slice){text->data, text->len};
}

/* Whether a request, and its responses, tell the target. */
static bool has_contact(struct zsip_slice method, unsigned code)
{
	static const char *const methods[] = {"INVITE", "UPDATE", "SUBSCRIBE",
	                                      "NOTIFY", "REFER"};

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (zsip_slice_equal(method, zsip_slice_from(methods[i])))
			return code < 300 && code != 100;
	}
	return false;
}

static void add_contact(struct material *material, const struct side *side)
{
	snprintf(material->contact, sizeof(material->contact), "<%s>",
	         side->identity->contact);
	add_header(material, ZSIP_HDR_CONTACT,
	           zsip_slice_from(material->contact));
}

/* Messages */

static void report_finding(void *user, const struct zsip_finding *finding)
{
	const struct flight *flight = user;

	if (finding->rule->severity != ZSIP_SEVERITY_NOTE)
		fail(flight->from->call, "finding: %s", finding->rule->name);
}

/* What was built is a message against which nothing stands. */
static void parse_back(struct flight *flight, const char *what, size_t len,
                       const struct zsip_error *err)
{
	if (len == 0 || len > CALL_TEXT) {
		fail(flight->from->call, "it cannot be built: %s", what);
		fail(flight->from->call, "  %s", err->expected);
		return;
	}
	flight->len = len;
	zsip_message_init(&flight->msg, flight->fields, SCRIPT_FIELDS, NULL);
	if (zsip_message_parse(&flight->msg, flight->text, len, NULL) !=
	    ZSIP_OK)
		fail(flight->from->call, "it cannot be parsed: %s", what);
	zsip_check(&flight->msg, report_finding, flight);
}

static struct zsip_slice text_of(const struct flight *flight)
{
	return (struct zsip_slice){flight->text, flight->len};
}

static void event(const struct side *side, enum feeding_kind kind,
                  const struct flight *flight, const char *expected,
                  struct outcome *out)
{
	struct feeding feeding = {.kind = kind,
	                          .text = text_of(flight),
	                          .moment = side->script->moment};
	char line[256];

	snprintf(line, sizeof(line), "%c %.*s => %.200s",
	         kind == SENT ? '>' : '<', (int)strcspn(flight->text, "\r"),
	         flight->text, expected != NULL ? expected : "");
	script_event(side->script, line, &feeding, expected, out);
}

/* Requests */

static void write_branch(struct call *call, char *out, size_t size)
{
	if (call->branches != NULL && *call->branches != NULL)
		snprintf(out, size, "z9hG4bK%s", *call->branches++);
	else
		snprintf(out, size, "z9hG4bKc%u", ++call->branch_count);
}

static struct zsip_address_parts address_of(const struct identity *identity,
                                            bool tag)
{
	struct zsip_address_parts parts = {
	        .uri = zsip_slice_from(identity->uri)};

	if (identity->name != NULL)
		parts.display_name = zsip_slice_from(identity->name);
	if (tag)
		parts.tag = zsip_slice_from(identity->tag);
	return parts;
}

static size_t build_initial(struct side *side, const char *method,
                            const struct zsip_request *request,
                            struct flight *flight, struct zsip_error *err)
{
	struct zsip_request_parts parts = {
	        .method = zsip_slice_from(method),
	        .request_uri = zsip_slice_from(side->peer->uri),
	        .to = address_of(side->peer, false),
	        .from = address_of(side->identity, true),
	        .call_id = zsip_slice_from(side->call->call_id),
	        .sequence = ++side->sequence};

	return zsip_request_build(&parts, request, flight->text, CALL_TEXT,
	                          err);
}

static size_t build_request(struct side *side, const char *method,
                            const struct flight *about,
                            const struct zsip_request *request,
                            struct flight *flight, struct zsip_error *err)
{
	struct zsip_dialog *dialog = &side->script->dialog;
	struct zsip_request plain = *request;

	if (strcmp(method, "CANCEL") == 0) {
		plain.via = (struct zsip_via_parts){.port = 0};
		return zsip_request_cancel(&about->msg, &plain, flight->text,
		                           CALL_TEXT, err);
	}
	if (!side->script->made)
		return build_initial(side, method, request, flight, err);
	if (strcmp(method, "ACK") == 0)
		return zsip_request_ack_2xx(dialog, &about->msg, request,
		                            flight->text, CALL_TEXT, err);
	if (strcmp(method, "PRACK") == 0)
		return zsip_request_prack(dialog, &about->msg, request,
		                          flight->text, CALL_TEXT, err);
	return zsip_request_in_dialog(dialog, zsip_slice_from(method), request,
	                              flight->text, CALL_TEXT, err);
}

struct flight *call_ask(struct side *side, const char *method,
                        const struct flight *about, const char *sdp,
                        const char *headers, const char *expected)
{
	struct flight *flight = new_flight(side);
	struct material material = {.count = 0};
	struct outcome out;
	struct zsip_error err;
	char branch[64];
	struct zsip_request request = {
	        .size = sizeof(request),
	        .via = {.transport = zsip_slice_from("UDP"),
	                .host = zsip_slice_from(side->identity->host),
	                .port = 5060}};

	if (strcmp(method, "CANCEL") != 0)
		write_branch(side->call, branch, sizeof(branch));
	else
		branch[0] = '\0';
	request.via.branch = zsip_slice_from(branch);
	add_headers(&material, headers);
	if (has_contact(zsip_slice_from(method), 0))
		add_contact(&material, side);
	add_body(&material, side, flight, sdp);
	request.headers = material.headers;
	request.header_count = material.count;
	request.body = slice_of(&flight->description);
	parse_back(flight, method,
	           build_request(side, method, about, &request, flight, &err),
	           &err);
	if (side->script->made)
		event(side, SENT, flight, expected, &out);
	return flight;
}

/* Responses */

static void make(const struct side *side, enum zsip_role role,
                 const struct flight *response, struct outcome *out)
{
	script_create(side->script, role, text_of(response->request),
	              text_of(response), out);
	side->script->made = out->status == ZSIP_OK;
	if (!side->script->made)
		fail(side->call, "no dialog: %s", out->error.expected);
}

static bool makes(const struct side *side, const struct flight *response)
{
	unsigned code = response->msg.status_code;

	return !side->script->made && code > 100 && code < 300;
}

static void add_companions(struct material *material,
                           const struct flight *request)
{
	if (request->decision.reason == NULL)
		return;
	material->count += zsip_decision_headers(
	        &request->decision, zsip_slice_from("example.com"),
	        material->headers + material->count, material->companions,
	        sizeof(material->companions));
}

static void set_source(struct zsip_response *response,
                       const struct identity *from)
{
	if (from->source == NULL)
		return;
	response->source.address = zsip_slice_from(from->source);
	response->source.port = 5060;
}

struct flight *call_answer(struct side *side, const struct flight *request,
                           unsigned code, const char *sdp, const char *headers,
                           const char *expected)
{
	struct flight *flight = new_flight(side);
	struct material material = {.count = 0};
	struct outcome out;
	struct zsip_error err;
	struct zsip_response response = {
	        .size = sizeof(response),
	        .code = code,
	        .to_tag = zsip_slice_from(side->identity->tag)};
	char what[16];

	flight->request = request;
	set_source(&response, request->from->identity);
	add_headers(&material, headers);
	if (has_contact(request->msg.method, code))
		add_contact(&material, side);
	add_companions(&material, request);
	add_body(&material, side, flight, sdp);
	response.headers = material.headers;
	response.header_count = material.count;
	response.body = slice_of(&flight->description);
	snprintf(what, sizeof(what), "%u", code);
	parse_back(flight, what,
	           zsip_response_build(&request->msg, NULL, &response,
	                               flight->text, CALL_TEXT, &err),
	           &err);
	if (makes(side, flight))
		make(side, ZSIP_ROLE_UAS, flight, &out);
	if (side->script->made)
		event(side, SENT, flight, expected, &out);
	return flight;
}

/* Arrivals and the time */

void call_arrive(struct side *side, struct flight *flight, const char *expected)
{
	struct outcome out = {.status = ZSIP_OK};

	if (flight->description.len != 0)
		script_keep_description(side->script, flight->spec, false,
		                        &flight->description);
	if (flight->request != NULL && makes(side, flight))
		make(side, ZSIP_ROLE_UAC, flight, &out);
	if (!side->script->made)
		return;
	event(side, RECEIVED, flight, expected, &out);
	flight->decision = out.decision;
}

void call_unanswered(struct side *side, const struct flight *request,
                     unsigned code, const char *expected)
{
	struct feeding feeding = {.kind = UNANSWERED,
	                          .text = text_of(request),
	                          .code = code,
	                          .moment = side->script->moment};
	struct outcome out;

	script_event(side->script, "unanswered", &feeding, expected, &out);
}

void call_line(struct side *side, const char *line)
{
	script_line(side->script, line);
}

void call_time(struct call *call, unsigned ms, const char *const *expected)
{
	for (size_t i = 0; i < call->side_count; i++) {
		struct text line = {0};

		text_add(&line, "time %u => %s", ms, expected[i]);
		if (call->sides[i].script->made)
			script_line(call->sides[i].script, line.data);
		else
			call->sides[i].script->moment.now += ms;
		text_free(&line);
	}
}

static bool is_same_text(const struct side *a, enum zsip_dialog_text of_a,
                         const struct side *b, enum zsip_dialog_text of_b)
{
	struct zsip_slice x = zsip_dialog_text(&a->script->dialog, of_a);
	struct zsip_slice y = zsip_dialog_text(&b->script->dialog, of_b);

	return (x.ptr == NULL) == (y.ptr == NULL) && zsip_slice_equal(x, y);
}

/* What `a` says of itself is what `b` knows of it. */
static void agree(const struct side *a, const struct side *b)
{
	static const enum zsip_dialog_text texts[][2] = {
	        {ZSIP_DIALOG_CALL_ID, ZSIP_DIALOG_CALL_ID},
	        {ZSIP_DIALOG_LOCAL_TAG, ZSIP_DIALOG_REMOTE_TAG},
	        {ZSIP_DIALOG_LOCAL_URI, ZSIP_DIALOG_REMOTE_URI},
	        {ZSIP_DIALOG_LOCAL_DESCRIPTION, ZSIP_DIALOG_REMOTE_DESCRIPTION},
	        {ZSIP_DIALOG_OFFER, ZSIP_DIALOG_OFFER}};
	const struct zsip_dialog *x = &a->script->dialog,
	                         *y = &b->script->dialog;
	bool refreshes = x->session.refresher == ZSIP_REFRESHER_LOCAL;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (!is_same_text(a, texts[i][0], b, texts[i][1]))
			fail(a->call, "they differ in %s", "a text");
	}
	if (x->has_local_sequence != y->has_remote_sequence ||
	    x->local_sequence != y->remote_sequence)
		fail(a->call, "they differ in %s", "a CSeq");
	if (refreshes != (y->session.refresher == ZSIP_REFRESHER_REMOTE) ||
	    x->session.session_interval != y->session.session_interval)
		fail(a->call, "they differ in %s", "the session timer");
	if (x->state != y->state)
		fail(a->call, "they differ in %s", "their states");
}

void call_agree(const struct side *a, const struct side *b)
{
	agree(a, b);
	agree(b, a);
}
