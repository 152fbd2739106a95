/*
 * As linear.c, for dialogs, what happens to them and the requests made from
 * them: messages with a header field or a body that makes builders slow, in
 * two sizes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "callgrind_calls.h"
#include "zsip.h"
#include "zsip_builder.h"

enum {
	FIRST_SIZE = 4096,
	LAST_SIZE = 8 * FIRST_SIZE,
	MAX_SIZE = 1 << 17,
	FIELDS = 65536
};

/* A message is a start line and usual header fields, then `open`, then `again`
 * as often as it fits, then `close`.  The usual From and Contact are left out
 * where `open` is one. */
struct family {
	const char *name, *open, *again, *close;
};

/* What makes no dialog. */
#define NO_ROUTE ",<tel:1>"

#define END       "\r\n"
#define SDP       "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"
#define SDP_TYPE  "application/sdp"
#define PART_TYPE "multipart/mixed;boundary=b"
#define PART      "--b\r\nContent-Type: "

static const struct family families[] = {
        {"routes", "Record-Route: <sip:p;lr>", ",<sip:p;lr>", END},
        {"strict routes", "Record-Route: <sip:p>", ", <sip:p>", END},
        {"route fields", "", "Record-Route: <sip:p;lr>\r\n", ""},
        {"route folds", "Record-Route: <sip:p;lr>", "\r\n ,<sip:p;lr>", END},
        {"names of routes", "Record-Route: ", "a ", "<sip:p;lr>" END},
        {"parameters of a route", "Record-Route: <sip:p", ";a=b", ">" END},
        {"methods of a route", "Record-Route: <sip:p", ";method=a", ">" END},
        {"headers of a route", "Record-Route: <sip:p?a=b", "&a=b", ">" END},
        {"what is no route", "Record-Route: <sip:p;lr>", ",<sip:p;lr>",
         NO_ROUTE END},
        {"folds", "From: \"", "\r\n a", "\" <sip:a@h>;tag=1" END},
        {"folds in parameters", "From: <sip:a@h>;tag=1", "\r\n ;a=b", END},
        {"folds before the tag", "From: <sip:a@h>", "\r\n ;a=b", ";tag=1" END},
        {"blanks before a fold", "From: \"", " \t",
         "\r\n a\" <sip:a@h>;tag=1" END},
        {"preloaded routes", "Route: <sip:p;lr>", ",<sip:p;lr>", END},
        {"vias", "Via: SIP/2.0/UDP h", ",SIP/2.0/UDP h", END},
        {"parameters of a via", "Via: SIP/2.0/UDP h", ";a=b", END},
        {"credentials", "", "Authorization: Basic eA==\r\n", ""},
        {"required", "RSeq: 1\r\nRequire: 100rel", ",a", END},
        {"other fields", "", "a: b\r\n", ""},
        {"parameters of a contact", "Contact: <sip:c@h>", ";a=b", END},
        {"parameters of a target", "Contact: <sip:c@h", ";a=b", ">" END},
        {"supported", "Supported: timer", ",a", END},
        {"parameters of an interval",
         "Supported: timer\r\nSession-Expires: 1800", ";a=b", END},
        {"parameters of an event", "Event: presence", ";a=b", END},
        {"parameters of a subscription",
         "Event: presence\r\nSubscription-State: active", ";a=b", END},
};

/* The same in the body. */
static const struct {
	struct family family;
	const char *type;
} bodies[] = {
        {{"attributes", SDP, "a=b\r\n", ""}, SDP_TYPE},
        {{"streams", SDP "c=IN IP4 192.0.2.1\r\n", "m=audio 1 RTP/AVP 0\r\n",
          ""},
         SDP_TYPE},
        {{"bytes of another body", "", "a", ""}, "text/plain"},
        {{"parts", PART SDP_TYPE "\r\n\r\n" SDP "\r\n",
          PART "text/plain\r\n\r\na\r\n", "--b--\r\n"},
         PART_TYPE},
        {{"parts before", "--b\r\n\r\na\r\n", PART "text/plain\r\n\r\na\r\n",
          PART SDP_TYPE "\r\n\r\n" SDP "\r\n--b--\r\n"},
         PART_TYPE},
        {{"lines that are nearly boundaries", PART SDP_TYPE "\r\n\r\n" SDP,
          "a=-\r\n--a\r\n", "\r\n--b--\r\n"},
         PART_TYPE},
        {{"header fields of a part", "--b\r\n", "a: b\r\n",
          "\r\n\r\n--b--\r\n"},
         PART_TYPE},
};

static const struct zsip_options options = {
        .size = sizeof(struct zsip_options),
        .limits = {.message_size = MAX_SIZE * 2,
                   .field_length = MAX_SIZE * 2,
                   .fields = FIELDS,
                   .list_length = MAX_SIZE * 2},
};

static char text[2][MAX_SIZE + 1024], arena[16 * MAX_SIZE],
        made_arena[16 * MAX_SIZE], out[4 * MAX_SIZE];
static size_t text_len[2];
static struct zsip_field fields[2][FIELDS];
static struct zsip_message msgs[2];
static struct zsip_dialog dialog, made;
static volatile size_t sink;

/* What is measured has to be what it is meant to be. */
static void must(bool sound, const char *what)
{
	if (!sound) {
		fprintf(stderr, "linear_dialog: %s\n", what);
		exit(1);
	}
}

static void put(size_t which, const char *piece)
{
	size_t len = strlen(piece);

	memcpy(text[which] + text_len[which], piece, len);
	text_len[which] += len;
}

static void put_pieces(size_t which, const struct family *family, size_t size)
{
	put(which, family->open);
	while (text_len[which] < size)
		put(which, family->again);
	put(which, family->close);
}

/* Usual header fields, but those that the job or the family has. */
static void put_usual(size_t which, const char *lines,
                      const struct family *family)
{
	static const struct {
		const char *name, *field;
	} usual[] = {{"Contact", "Contact: <sip:c@h>\r\n"},
	             {"From", "From: <sip:a@h>;tag=1\r\n"},
	             {"Event", "Event: presence\r\n"
	                       "Subscription-State: active\r\n"}};

	put(which, "Call-ID: 1\r\n");
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		if (strncmp(family->open, usual[i].name,
		            strlen(usual[i].name)) != 0 &&
		    strstr(lines, usual[i].name) == NULL)
			put(which, usual[i].field);
	}
}

/* The lines that a job gives, the usual ones and the pieces: header fields, or
 * a body. */
static void build(size_t which, const char *lines, const struct family *family,
                  const char *type, size_t size)
{
	text_len[which] = 0;
	put(which, lines);
	put_usual(which, lines, family);
	if (type == NULL)
		put_pieces(which, family, size);
	put(which, "Via: SIP/2.0/UDP h\r\nContent-Type: ");
	put(which, type != NULL ? type : SDP_TYPE);
	put(which, END END);
	if (type != NULL)
		put_pieces(which, family, size);
	else
		put(which, SDP);
	zsip_message_init(&msgs[which], fields[which], FIELDS, &options);
	must(zsip_message_parse(&msgs[which], text[which], text_len[which],
	                        NULL) == ZSIP_OK,
	     family->name);
}

static const struct zsip_request request = {.size = sizeof(struct zsip_request),
                                            .options = &options,
                                            .via = {.transport = {"UDP", 3},
                                                    .host = {"h", 1},
                                                    .branch = {"z9hG4bK1", 8}}};

static void do_create(void)
{
	sink += zsip_dialog_create(&dialog, ZSIP_ROLE_UAS, &msgs[0], &msgs[1],
	                           arena, sizeof(arena), NULL);
	sink += zsip_dialog_create(&dialog, ZSIP_ROLE_UAC, &msgs[0], &msgs[1],
	                           arena, sizeof(arena), NULL);
}

static void do_in_dialog(void)
{
	sink += zsip_request_in_dialog(&dialog, zsip_slice_from("BYE"),
	                               &request, out, sizeof(out), NULL);
	sink += zsip_request_ack_2xx(&dialog, &msgs[0], &request, out,
	                             sizeof(out), NULL);
	sink += zsip_request_prack(&dialog, &msgs[1], &request, out,
	                           sizeof(out), NULL);
}

static void do_transaction(void)
{
	sink += zsip_request_cancel(&msgs[0], NULL, out, sizeof(out), NULL);
	sink += zsip_request_ack(&msgs[0], &msgs[1], NULL, out, sizeof(out),
	                         NULL);
}

/* Events */

static const struct zsip_moment moment = {.size = sizeof(moment), .now = 1};

static enum zsip_verdict receive(const struct zsip_message *msg)
{
	struct zsip_decision decision;

	must(zsip_dialog_receive(&dialog, msg, &moment, &decision, NULL) ==
	             ZSIP_OK,
	     "receive");
	return decision.verdict;
}

static enum zsip_verdict send_message(const struct zsip_message *msg)
{
	struct zsip_decision decision;

	must(zsip_dialog_send(&dialog, msg, &moment, &decision, NULL) ==
	             ZSIP_OK,
	     "send");
	return decision.verdict;
}

static void do_serve(void)
{
	sink += receive(&msgs[0]);
	sink += send_message(&msgs[1]);
}

static void do_ask(void)
{
	sink += send_message(&msgs[0]);
	sink += receive(&msgs[1]);
}

static void do_give_up(void)
{
	struct zsip_decision decision;

	sink += send_message(&msgs[0]);
	sink += zsip_dialog_unanswered(&dialog, &msgs[0], 408, &moment,
	                               &decision, NULL);
}

/* The dialog in which something is to happen, from short messages. */
static void make(const char *method, enum zsip_role role)
{
	static const struct family none = {"none", "", "", ""};
	char lines[128];

	snprintf(lines, sizeof(lines),
	         "%s sip:b@h SIP/2.0\r\nTo: <sip:b@h>\r\nCSeq: 1 %s\r\n",
	         method, method);
	build(0, lines, &none, NULL, 0);
	snprintf(lines, sizeof(lines),
	         "SIP/2.0 200 OK\r\nTo: <sip:b@h>;tag=2\r\nCSeq: 1 %s\r\n",
	         method);
	build(1, lines, &none, NULL, 0);
	must(zsip_dialog_create(&made, role, &msgs[0], &msgs[1], made_arena,
	                        sizeof(made_arena), NULL) == ZSIP_OK,
	     "no dialog");
}

static void make_session(void)
{
	make("INVITE", ZSIP_ROLE_UAS);
	made.session.remote.state = ZSIP_INVITE_NONE;
	made.session.offer = ZSIP_OFFER_NONE;
}

static void make_own_session(void)
{
	make("INVITE", ZSIP_ROLE_UAC);
	made.session.local.state = ZSIP_INVITE_NONE;
	made.session.offer = ZSIP_OFFER_NONE;
}

static void make_subscription(void)
{
	make("SUBSCRIBE", ZSIP_ROLE_UAC);
}

#define INVITE(to, number)                                                     \
	"INVITE sip:b@h SIP/2.0\r\nTo: <sip:b@h>" to "\r\nCSeq: " number       \
	" INVITE\r\n"
#define RESPONSE(line, number)                                                 \
	"SIP/2.0 " line "\r\nTo: <sip:b@h>;tag=2\r\nCSeq: " number " INVITE\r" \
	"\n"

/* `make` makes the dialog in which it happens; NULL: it is what the messages
 * make. */
static const struct {
	const char *name, *request, *response;
	void (*make)(void);
	void (*work)(void);
	bool has_dialog;
} jobs[] = {
        {"create", INVITE("", "1"), RESPONSE("200 OK", "1"), NULL, do_create,
         true},
        {"in dialog", INVITE("", "1"), RESPONSE("183 Session Progress", "1"),
         NULL, do_in_dialog, true},
        {"transaction", INVITE("", "1"), RESPONSE("486 Busy Here", "1"), NULL,
         do_transaction, false},
        {"serve", INVITE(";tag=2", "2"), RESPONSE("200 OK", "2"), make_session,
         do_serve, true},
        {"ask", INVITE(";tag=2", "2"), RESPONSE("200 OK", "2"),
         make_own_session, do_ask, true},
        {"refused", INVITE(";tag=2", "2"),
         RESPONSE("488 Not Acceptable Here", "2"), make_own_session, do_ask,
         true},
        {"give up", INVITE(";tag=2", "2"), RESPONSE("200 OK", "2"),
         make_own_session, do_give_up, true},
        {"notify",
         "NOTIFY sip:a@h SIP/2.0\r\nTo: <sip:a@h>;tag=1\r\n"
         "From: <sip:b@h>;tag=2\r\nCSeq: 2 NOTIFY\r\n",
         "SIP/2.0 200 OK\r\nTo: <sip:a@h>;tag=1\r\n"
         "From: <sip:b@h>;tag=2\r\nCSeq: 2 NOTIFY\r\n",
         make_subscription, do_serve, true},
};

/* The dialog of the messages, or that which was there before. */
static void begin(const struct family *family, size_t job)
{
	dialog = (struct zsip_dialog){.arena = arena};
	if (jobs[job].make != NULL) {
		must(zsip_dialog_copy(&dialog, &made, arena, sizeof(arena)) ==
		             ZSIP_OK,
		     "copy");
		return;
	}
	do_create();
	must((dialog.used != 0) == (jobs[job].has_dialog &&
	                            strstr(family->close, NO_ROUTE) == NULL),
	     family->name);
}

static void measure(const struct family *family, const char *type, size_t size,
                    size_t job)
{
	char label[256];

	/* Two of them are none. */
	if (strstr(jobs[job].request, "From:") != NULL &&
	    strncmp(family->open, "From:", 5) == 0)
		return;
	if (jobs[job].make != NULL)
		jobs[job].make();
	build(0, jobs[job].request, family, type, size);
	build(1, jobs[job].response, family, type, size);
	begin(family, job);
	snprintf(label, sizeof(label), "dialog %s|%s|%s|%zu", family->name,
	         jobs[job].name, zsip_simd_name(), text_len[0]);
	CALLGRIND_ZERO_STATS;
	CALLGRIND_TOGGLE_COLLECT;
	jobs[job].work();
	CALLGRIND_TOGGLE_COLLECT;
	CALLGRIND_DUMP_STATS_AT(label);
}

static void measure_all(const struct family *family, const char *type)
{
	for (size_t size = FIRST_SIZE; size <= LAST_SIZE; size *= 8) {
		for (size_t j = 0; j < sizeof(jobs) / sizeof(*jobs); j++)
			measure(family, type, size, j);
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		measure_all(&families[i], NULL);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		measure_all(&bodies[i].family, bodies[i].type);
	return 0;
}
