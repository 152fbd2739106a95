/* A call between two sides in memory: what each of them sends and receives
 * goes through its dialog, and what that says is printed.  In the middle both
 * want to change the session at once. */
#include <stdio.h>
#include <stdlib.h>
#include <zsip.h>
#include <zsip_builder.h>

struct side {
	const char *name, *uri, *tag, *contact, *host;
	struct zsip_dialog dialog;
	char arena[4096];
	struct zsip_moment moment;
};

struct letter {
	char text[4096];
	struct zsip_field fields[64];
	struct zsip_message msg;
	struct zsip_decision decision; /* of who received it */
};

#define SDP(version)                                                           \
	"v=0\r\no=- 1 " version " IN IP4 192.0.2.1\r\ns=-\r\n"                 \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 49170 RTP/AVP 0\r\n"

static struct side alice = {.name = "Alice",
                            .uri = "sip:alice@atlanta.example",
                            .tag = "a1",
                            .contact = "<sip:alice@192.0.2.1>",
                            .host = "192.0.2.1"};
static struct side bob = {.name = "Bob",
                          .uri = "sip:bob@biloxi.example",
                          .tag = "b1",
                          .contact = "<sip:bob@192.0.2.2>",
                          .host = "192.0.2.2"};

static void fail(const char *what, const struct zsip_error *err)
{
	fprintf(stderr, "%s: %s, expected %s\n", what,
	        zsip_status_text(err->status), err->expected);
	exit(1);
}

static void parse(struct letter *letter, size_t len, struct zsip_error *err)
{
	if (len == 0 || len > sizeof(letter->text))
		fail("build", err);
	zsip_message_init(&letter->msg, letter->fields, 64, NULL);
	if (zsip_message_parse(&letter->msg, letter->text, len, err) != ZSIP_OK)
		fail("parse", err);
}

/* What is sent, received or due, and what the dialog says to it. */
static void print(const struct side *side, char direction,
                  const struct zsip_message *msg,
                  const struct zsip_decision *decision)
{
	static const struct {
		unsigned ask;
		const char *text;
	} asks[] = {{ZSIP_ASK_ACK, "send the ACK"},
	            {ZSIP_ASK_ANSWER, "answer the offer"},
	            {ZSIP_ASK_RETRY, "try it again"}};
	int len = 0;

	while (msg->text.len != 0 && msg->text.ptr[len] != '\r')
		len++;
	printf("%-5s %c %.*s\n", side->name, direction, len, msg->text.ptr);
	if (decision == NULL)
		return;
	if (decision->reason->id != ZSIP_DIALOG_REASON_IN_ORDER)
		printf("        %s\n", decision->reason->text);
	if (decision->code != 0)
		printf("        respond with %u\n", decision->code);
	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		if (decision->asks & asks[i].ask)
			printf("        %s\n", asks[i].text);
	}
	if (decision->changes & ZSIP_CHANGE_TERMINATED)
		printf("        the dialog is over\n");
}

/* Before there is a dialog nothing is to be decided. */
static void send_it(struct side *side, struct letter *letter)
{
	struct zsip_decision decision;
	struct zsip_error err;

	if (side->dialog.arena == NULL) {
		print(side, '>', &letter->msg, NULL);
		return;
	}
	if (zsip_dialog_send(&side->dialog, &letter->msg, &side->moment,
	                     &decision, &err) != ZSIP_OK)
		fail("send", &err);
	print(side, '>', &letter->msg, &decision);
}

static void receive(struct side *side, struct letter *letter)
{
	struct zsip_error err;

	if (side->dialog.arena == NULL) {
		print(side, '<', &letter->msg, NULL);
		return;
	}
	if (zsip_dialog_receive(&side->dialog, &letter->msg, &side->moment,
	                        &letter->decision, &err) != ZSIP_OK)
		fail("receive", &err);
	print(side, '<', &letter->msg, &letter->decision);
}

/* The first response of 101 to 299 makes the dialog of each side. */
static void make(struct side *side, enum zsip_role role,
                 const struct letter *request, const struct letter *response)
{
	struct zsip_error err;

	if (side->dialog.arena != NULL || response->msg.status_code <= 100 ||
	    response->msg.status_code >= 300)
		return;
	if (zsip_dialog_create(&side->dialog, role, &request->msg,
	                       &response->msg, side->arena, sizeof(side->arena),
	                       &err) != ZSIP_OK)
		fail("create", &err);
}

static size_t build(struct side *from, const struct side *to,
                    const char *method, const struct letter *invite,
                    const struct zsip_request *request, struct letter *letter,
                    struct zsip_error *err)
{
	const struct zsip_request_parts parts = {
	        .method = zsip_slice_from(method),
	        .request_uri = zsip_slice_from(to->uri),
	        .to = {.uri = zsip_slice_from(to->uri)},
	        .from = {.uri = zsip_slice_from(from->uri),
	                 .tag = zsip_slice_from(from->tag)},
	        .call_id = zsip_slice_from("1@192.0.2.1"),
	        .sequence = 1};

	if (from->dialog.arena == NULL)
		return zsip_request_build(&parts, request, letter->text,
		                          sizeof(letter->text), err);
	if (invite != NULL)
		return zsip_request_ack_2xx(&from->dialog, &invite->msg,
		                            request, letter->text,
		                            sizeof(letter->text), err);
	return zsip_request_in_dialog(&from->dialog, zsip_slice_from(method),
	                              request, letter->text,
	                              sizeof(letter->text), err);
}

/* A request, with the INVITE for an ACK.  Branches have to be random. */
static void ask(struct side *from, const struct side *to, const char *method,
                const struct letter *invite, const char *sdp,
                struct letter *letter)
{
	static unsigned branches;
	char branch[32];
	const struct zsip_header_line headers[] = {
	        {.id = ZSIP_HDR_CONTACT,
	         .value = zsip_slice_from(from->contact)},
	        {.id = ZSIP_HDR_CONTENT_TYPE,
	         .value = zsip_slice_from("application/sdp")}};
	struct zsip_request request = {
	        .size = sizeof(request),
	        .via = {.transport = zsip_slice_from("UDP"),
	                .host = zsip_slice_from(from->host)},
	        .headers = headers,
	        .header_count = sdp != NULL ? 2 : 0};
	struct zsip_error err;

	snprintf(branch, sizeof(branch), "z9hG4bK%u", ++branches);
	request.via.branch = zsip_slice_from(branch);
	if (sdp != NULL)
		request.body = zsip_slice_from(sdp);
	parse(letter, build(from, to, method, invite, &request, letter, &err),
	      &err);
	send_it(from, letter);
}

/* The response, with the header fields of the decision about the request. */
static void answer(struct side *from, const struct letter *request,
                   unsigned code, const char *sdp, struct letter *letter)
{
	struct zsip_header_line headers[2 + ZSIP_DECISION_HEADERS] = {
	        {.id = ZSIP_HDR_CONTACT,
	         .value = zsip_slice_from(from->contact)},
	        {.id = ZSIP_HDR_CONTENT_TYPE,
	         .value = zsip_slice_from("application/sdp")}};
	size_t count = sdp != NULL ? 2 : 1;
	char companions[ZSIP_DECISION_TEXT];
	struct zsip_response response = {.size = sizeof(response),
	                                 .code = code,
	                                 .to_tag = zsip_slice_from(from->tag),
	                                 .headers = headers};
	struct zsip_error err;

	if (sdp != NULL)
		response.body = zsip_slice_from(sdp);
	response.header_count =
	        count + zsip_decision_headers(&request->decision,
	                                      zsip_slice_from(from->host),
	                                      headers + count, companions,
	                                      sizeof(companions));
	parse(letter,
	      zsip_response_build(&request->msg, NULL, &response, letter->text,
	                          sizeof(letter->text), &err),
	      &err);
	make(from, ZSIP_ROLE_UAS, request, letter);
	send_it(from, letter);
}

/* The response arrives at who sent the request. */
static void arrive(struct side *to, const struct letter *request,
                   struct letter *response)
{
	make(to, ZSIP_ROLE_UAC, request, response);
	receive(to, response);
}

/* An INVITE, its 200 and the ACK. */
static void invite(struct side *from, struct side *to, const char *offer,
                   const char *reply)
{
	static struct letter request, response, ack;

	ask(from, to, "INVITE", NULL, offer, &request);
	receive(to, &request);
	answer(to, &request, 180, NULL, &response);
	arrive(from, &request, &response);
	answer(to, &request, 200, reply, &response);
	arrive(from, &request, &response);
	ask(from, to, "ACK", &request, NULL, &ack);
	receive(to, &ack);
}

/* Both send an INVITE at once, and both refuse that of the other side. */
static void collide(void)
{
	static struct letter letters[2], responses[2];

	ask(&alice, &bob, "INVITE", NULL, SDP("2"), &letters[0]);
	ask(&bob, &alice, "INVITE", NULL, SDP("2"), &letters[1]);
	receive(&bob, &letters[0]);
	receive(&alice, &letters[1]);
	answer(&bob, &letters[0], letters[0].decision.code, NULL,
	       &responses[0]);
	answer(&alice, &letters[1], letters[1].decision.code, NULL,
	       &responses[1]);
	arrive(&alice, &letters[0], &responses[0]);
	arrive(&bob, &letters[1], &responses[1]);
}

/* The clock moves on to the next thing that there is to do. */
static void pause_until_due(struct side *side)
{
	const struct zsip_message none = {.fields = NULL};
	struct zsip_decision decision;
	uint64_t next = zsip_dialog_next_deadline(&side->dialog, NULL);

	printf("%u ms later\n", (unsigned)(next - side->moment.now));
	alice.moment.now = bob.moment.now = next;
	while (zsip_dialog_expire(&side->dialog, &side->moment, &decision))
		print(side, '!', &none, &decision);
}

int main(void)
{
	static struct letter bye, response;
	const struct zsip_moment moment = {
	        .size = sizeof(moment), .now = 1000, .random = 4711};

	alice.moment = bob.moment = moment;
	invite(&alice, &bob, SDP("1"), SDP("1"));
	collide();
	pause_until_due(&bob);
	invite(&bob, &alice, SDP("3"), SDP("3"));
	ask(&bob, &alice, "BYE", NULL, NULL, &bye);
	receive(&alice, &bye);
	answer(&alice, &bye, bye.decision.code, NULL, &response);
	arrive(&bob, &bye, &response);
	return 0;
}
