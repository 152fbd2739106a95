/*
 * Two sides of a dialog that send whatever their dialog values let them, in
 * random order.  In the end each knows the same descriptions.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test_session.h"
#include "zsip_dialog.h"

enum {
	ROUNDS = 400,
	STEPS = 60,
	DRAIN = 400,
	FIELDS = 16,
	ROOM = 8192,
	QUEUE = 64,
	OPEN = 32,
	TEXT = 1024
};

/* A request that waits for our final response. */
struct open {
	enum zsip_method method;
	unsigned cseq;
	uint16_t code; /* as the decision has it; 0: any */
};

struct party {
	const char *name, *peer;
	struct zsip_dialog dialog;
	char arena[ROOM];
	/* On their way to this side. */
	char queue[QUEUE][TEXT];
	size_t first, count;
	struct open open[OPEN];
	size_t open_count;
	unsigned cseq, version, rseq;
	char early[16]; /* version of the answer that was said already */
	unsigned rack_rseq, rack_cseq, ack_cseq;
	bool prack, ack, offer; /* asked for */
};

struct model {
	struct party sides[2];
	struct zsip_moment moment;
	uint32_t seed;
	char invite[TEXT], invited[TEXT];
	bool agree; /* nothing is refused any more */
};

static unsigned draw(struct model *model, unsigned below)
{
	model->seed = model->seed * 1664525 + 1013904223;
	return (model->seed >> 10) % below;
}

/* Messages */

static void write_end(const struct party *party, char *out, const char *sdp)
{
	char body[128] = "";
	size_t len = strlen(out);

	if (sdp != NULL)
		snprintf(
		        body, sizeof(body),
		        "v=0\r\no=%s 1 %s IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n",
		        party->name, sdp);
	snprintf(out + len, TEXT - len,
	         "Call-ID: 1\r\nContact: <sip:%s@192.0.2.1>\r\n"
	         "Supported: 100rel\r\n%s\r\n%s",
	         party->name,
	         sdp != NULL ? "Content-Type: application/sdp\r\n" : "", body);
}

static void write_request(const struct party *party, char *out,
                          const char *method, unsigned cseq, const char *sdp)
{
	bool prack = strcmp(method, "PRACK") == 0;
	char rack[64] = "";

	if (prack)
		snprintf(rack, sizeof(rack), "RAck: %u %u INVITE\r\n",
		         party->rack_rseq, party->rack_cseq);
	snprintf(out, TEXT,
	         "%s sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK%s%u\r\n"
	         "From: <sip:%s>;tag=%s\r\nTo: <sip:%s>;tag=%s\r\n"
	         "CSeq: %u %s\r\n%s",
	         method, method, cseq, party->name, party->name, party->peer,
	         party->peer, cseq, method, rack);
	write_end(party, out, sdp);
}

static void write_response(const struct party *party, char *out, unsigned code,
                           const struct open *open, const char *sdp,
                           unsigned rseq)
{
	const char *method = zsip_method_name(open->method);
	char reliable[64] = "";

	if (rseq != 0)
		snprintf(reliable, sizeof(reliable),
		         "Require: 100rel\r\nRSeq: %u\r\n", rseq);
	snprintf(out, TEXT,
	         "SIP/2.0 %u x\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK%s%u\r\n"
	         "From: <sip:%s>;tag=%s\r\nTo: <sip:%s>;tag=%s\r\n"
	         "CSeq: %u %s\r\n%s",
	         code, method, open->cseq, party->peer, party->peer,
	         party->name, party->name, open->cseq, method, reliable);
	write_end(party, out, sdp);
}

static void read_message(struct zsip_message *msg, struct zsip_field *fields,
                         const char *text)
{
	zsip_message_init(msg, fields, FIELDS, NULL);
	ck_assert_int_eq(zsip_message_parse(msg, text, strlen(text), NULL),
	                 ZSIP_OK);
}

/* What holds at any time. */
static void check_party(const struct party *party)
{
	const struct zsip_dialog *dialog = &party->dialog;
	const struct zsip_session *session = &dialog->session;
	bool offer = session->offer != ZSIP_OFFER_NONE;
	bool pending = (session->local.state == ZSIP_INVITE_PENDING &&
	                !session->local.initial) ||
	               (session->remote.state == ZSIP_INVITE_PENDING &&
	                !session->remote.initial);

	ck_assert(!offer || session->offer_due == ZSIP_OFFER_NONE);
	ck_assert(offer ==
	          (zsip_dialog_text(dialog, ZSIP_DIALOG_OFFER).ptr != NULL));
	ck_assert(zsip_dialog_text(dialog, ZSIP_DIALOG_EARLY_ANSWER).ptr ==
	                  NULL ||
	          (offer && session->offer_method == ZSIP_METHOD_INVITE &&
	           !session->offer_by_response));
	ck_assert(!session->changed_within || pending);
	ck_assert(session->changed_within ||
	          (zsip_dialog_text(dialog, ZSIP_DIALOG_LOCAL_BEFORE).ptr ==
	                   NULL &&
	           zsip_dialog_text(dialog, ZSIP_DIALOG_REMOTE_BEFORE).ptr ==
	                   NULL));
}

/* @return whether the message was let go */
static bool send(struct model *model, unsigned side, const char *text,
                 struct zsip_decision *decision)
{
	struct party *party = &model->sides[side];
	struct party *peer = &model->sides[!side];
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;

	read_message(&msg, fields, text);
	ck_assert_int_eq(zsip_dialog_send(&party->dialog, &msg, &model->moment,
	                                  decision, NULL),
	                 ZSIP_OK);
	check_party(party);
	if (decision->verdict != ZSIP_VERDICT_ACCEPT)
		return false;
	ck_assert_uint_lt(peer->count, QUEUE);
	snprintf(peer->queue[(peer->first + peer->count++) % QUEUE], TEXT, "%s",
	         text);
	return true;
}

/* Requests */

static bool send_request(struct model *model, unsigned side,
                         enum zsip_method method, bool description)
{
	struct party *party = &model->sides[side];
	bool ack = method == ZSIP_METHOD_ACK;
	struct zsip_decision decision;
	char text[TEXT], sdp[16];

	snprintf(sdp, sizeof(sdp), "%u", party->version + 1);
	write_request(party, text, zsip_method_name(method),
	              ack ? party->ack_cseq : party->cseq + 1,
	              description ? sdp : NULL);
	if (!send(model, side, text, &decision))
		return false;
	party->version += description;
	party->cseq += !ack;
	/* Those to the INVITE before it are too late. */
	if (method == ZSIP_METHOD_INVITE)
		party->prack = false;
	return true;
}

static void acknowledge(struct model *model, unsigned side)
{
	struct party *party = &model->sides[side];
	bool offer = draw(model, 2) != 0;

	if (party->prack &&
	    (send_request(model, side, ZSIP_METHOD_PRACK, offer) ||
	     send_request(model, side, ZSIP_METHOD_PRACK, !offer)))
		party->prack = false;
	if (party->ack && (send_request(model, side, ZSIP_METHOD_ACK, false) ||
	                   send_request(model, side, ZSIP_METHOD_ACK, true)))
		party->ack = false;
}

/* Responses */

static bool respond(struct model *model, unsigned side, unsigned code,
                    const struct open *open, const char *sdp, bool reliable)
{
	struct party *party = &model->sides[side];
	struct zsip_decision decision;
	char text[TEXT], version[16];

	snprintf(version, sizeof(version), "%u", party->version + 1);
	if (sdp == NULL)
		sdp = version;
	write_response(party, text, code, open, *sdp != '\0' ? sdp : NULL,
	               reliable ? party->dialog.session.local_rseq + 1 : 0);
	if (!send(model, side, text, &decision))
		return false;
	party->version += sdp == version;
	if (decision.part == ZSIP_DESCRIPTION_EARLY_ANSWER)
		snprintf(party->early, sizeof(party->early), "%s", sdp);
	return true;
}

/* With a description, that which was said early, or without one. */
static bool respond_somehow(struct model *model, unsigned side, unsigned code,
                            const struct open *open, bool reliable)
{
	const struct party *party = &model->sides[side];
	unsigned from = draw(model, 3);
	bool done = false;

	for (unsigned i = 0; i < 3 && !done; i++) {
		const char *sdp[] = {"", NULL, party->early};

		done = respond(model, side, code, open, sdp[(from + i) % 3],
		               reliable);
	}
	return done;
}

static void answer(struct model *model, unsigned side, bool end)
{
	struct party *party = &model->sides[side];
	size_t at = party->open_count != 0
	                    ? draw(model, (unsigned)party->open_count)
	                    : 0;
	struct open open = party->open[at];
	bool invite = open.method == ZSIP_METHOD_INVITE;
	bool first = invite && party->dialog.state == ZSIP_DIALOG_EARLY;
	bool refused = draw(model, 4) == 0 && !first && !model->agree;
	unsigned code = open.code != 0 ? open.code : refused ? 488 : 200;

	if (party->open_count == 0)
		return;
	if (invite && open.code == 0 && !end && draw(model, 2) != 0) {
		respond_somehow(model, side, 183, &open, draw(model, 3) != 0);
		return;
	}
	if (code >= 300 ? !respond(model, side, code, &open, "", false)
	                : !respond_somehow(model, side, code, &open, false))
		return;
	if (invite)
		*party->early = '\0';
	party->open[at] = party->open[--party->open_count];
}

/* What arrives */

static void take_asks(struct party *party, const struct zsip_message *msg,
                      const struct zsip_decision *decision, unsigned cseq)
{
	const struct zsip_field *rseq =
	        zsip_field_find(msg, ZSIP_HDR_RSEQ, NULL);

	if ((decision->asks & ZSIP_ASK_PRACK) != 0)
		party->prack = true;
	if (party->prack && rseq != NULL) {
		party->rack_cseq = cseq;
		party->rack_rseq = (unsigned)strtoul(rseq->value.ptr, NULL, 10);
	}
	if ((decision->asks & ZSIP_ASK_ACK) != 0) {
		party->ack = true;
		party->ack_cseq = cseq;
	}
	if (msg->status_code != 0 && (decision->asks & ZSIP_ASK_OFFER) != 0)
		party->offer = true;
}

static void receive(struct model *model, unsigned side)
{
	struct party *party = &model->sides[side];
	struct zsip_field fields[FIELDS];
	struct zsip_decision decision;
	struct zsip_message msg;
	struct zsip_core core;
	char text[TEXT];

	if (party->count == 0)
		return;
	memcpy(text, party->queue[party->first], TEXT);
	party->first = (party->first + 1) % QUEUE;
	party->count--;
	read_message(&msg, fields, text);
	zsip_core_parse(&msg, &core, NULL);
	ck_assert_int_eq(zsip_dialog_receive(&party->dialog, &msg,
	                                     &model->moment, &decision, NULL),
	                 ZSIP_OK);
	check_party(party);
	ck_assert_int_ne(decision.verdict, ZSIP_VERDICT_REFUSE);
	/* Nobody misses what was due. */
	ck_assert_uint_ne(decision.reason->id,
	                  ZSIP_DIALOG_REASON_ANSWER_MISSING);
	ck_assert_uint_ne(decision.reason->id,
	                  ZSIP_DIALOG_REASON_OFFER_MISSING);
	ck_assert_uint_ne(decision.reason->id,
	                  ZSIP_DIALOG_REASON_ANSWER_CHANGED);
	take_asks(party, &msg, &decision, core.cseq.number);
	if (msg.status_code != 0 || msg.method_id == ZSIP_METHOD_ACK)
		return;
	ck_assert_uint_lt(party->open_count, OPEN);
	party->open[party->open_count++] =
	        (struct open){(enum zsip_method)msg.method_id, core.cseq.number,
	                      decision.code};
}

/* A model */

static void pass_time(struct model *model, unsigned ms)
{
	struct zsip_decision decision;

	model->moment.now += ms;
	for (size_t i = 0; i < 2; i++) {
		while (zsip_dialog_expire(&model->sides[i].dialog,
		                          &model->moment, &decision))
			check_party(&model->sides[i]);
	}
}

static void start_side(struct model *model, unsigned side,
                       const struct zsip_message *request,
                       const struct zsip_message *response)
{
	struct party *party = &model->sides[side];

	ck_assert_int_eq(
	        zsip_dialog_create(&party->dialog,
	                           side == 0 ? ZSIP_ROLE_UAC : ZSIP_ROLE_UAS,
	                           request, response, party->arena, ROOM, NULL),
	        ZSIP_OK);
}

/* The INVITE and a 180 have gone. */
static void start(struct model *model, uint32_t seed)
{
	struct open invite = {ZSIP_METHOD_INVITE, 1, 0};
	struct zsip_field fields[2][FIELDS];
	struct zsip_message request, response;
	char *to;

	memset(model, 0, sizeof(*model));
	model->seed = seed * 2654435761U;
	model->moment = (struct zsip_moment){.size = sizeof(model->moment),
	                                     .now = 1000};
	model->sides[0].name = model->sides[1].peer = "a";
	model->sides[1].name = model->sides[0].peer = "b";
	model->sides[0].cseq = 1;
	model->sides[0].version = 1;
	write_request(&model->sides[0], model->invite, "INVITE", 1,
	              draw(model, 3) != 0 ? "1" : NULL);
	to = strstr(model->invite, "To: <sip:b>;tag=b");
	memcpy(to, "To: <sip:b>      ", 17);
	write_response(&model->sides[1], model->invited, 180, &invite, NULL, 0);
	read_message(&request, fields[0], model->invite);
	read_message(&response, fields[1], model->invited);
	start_side(model, 0, &request, &response);
	start_side(model, 1, &request, &response);
	model->sides[1].open[model->sides[1].open_count++] = invite;
}

static void act(struct model *model, unsigned side)
{
	static const enum zsip_method methods[] = {
	        ZSIP_METHOD_INVITE, ZSIP_METHOD_UPDATE, ZSIP_METHOD_UPDATE,
	        ZSIP_METHOD_INFO};

	switch (draw(model, 6)) {
	case 0:
		send_request(model, side, methods[draw(model, 4)],
		             draw(model, 3) != 0);
		break;
	case 1:
		acknowledge(model, side);
		break;
	case 2:
		answer(model, side, false);
		break;
	case 3:
		pass_time(model, draw(model, 60));
		break;
	default:
		receive(model, side);
	}
}

static bool is_idle(const struct party *party)
{
	return party->count == 0 && party->open_count == 0 && !party->prack &&
	       !party->ack;
}

/* Whatever is owed is sent, until there is nothing more. */
static void drain(struct model *model)
{
	unsigned i = 0;

	for (; i < DRAIN &&
	       !(is_idle(&model->sides[0]) && is_idle(&model->sides[1]));
	     i++) {
		unsigned side = i % 2;

		receive(model, side);
		acknowledge(model, side);
		answer(model, side, true);
	}
	ck_assert_uint_lt(i, DRAIN);
}

static void check_same(const struct zsip_dialog *a, const struct zsip_dialog *b)
{
	struct zsip_slice ours =
	        zsip_dialog_text(a, ZSIP_DIALOG_LOCAL_DESCRIPTION);
	struct zsip_slice theirs =
	        zsip_dialog_text(b, ZSIP_DIALOG_REMOTE_DESCRIPTION);

	ck_assert_int_eq(a->session.offer, ZSIP_OFFER_NONE);
	ck_assert_int_eq(a->session.offer_due, ZSIP_OFFER_NONE);
	ck_assert(zsip_slice_equal(ours, theirs));
}

START_TEST(both_sides_come_to_the_same)
{
	struct model *model = malloc(sizeof(*model));

	for (unsigned i = 0; i < ROUNDS; i++) {
		start(model, (unsigned)_i * ROUNDS + i);
		for (unsigned step = 0; step < STEPS; step++)
			act(model, draw(model, 2));
		drain(model);
		/* RFC 6141 3.4. */
		pass_time(model, 5000);
		model->agree = true;
		for (unsigned side = 0; side < 2; side++) {
			if (model->sides[side].offer)
				ck_assert(send_request(
				        model, side, ZSIP_METHOD_UPDATE, true));
			drain(model);
		}
		check_same(&model->sides[0].dialog, &model->sides[1].dialog);
		check_same(&model->sides[1].dialog, &model->sides[0].dialog);
	}
	free(model);
}
END_TEST

static void check_gone(const struct zsip_dialog *dialog)
{
	static const enum zsip_dialog_text texts[] = {
	        ZSIP_DIALOG_OFFER, ZSIP_DIALOG_EARLY_ANSWER,
	        ZSIP_DIALOG_LOCAL_BEFORE, ZSIP_DIALOG_REMOTE_BEFORE};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		ck_assert_ptr_null(zsip_dialog_text(dialog, texts[i]).ptr);
	ck_assert_int_eq(dialog->session.offer, ZSIP_OFFER_NONE);
	ck_assert_int_eq(dialog->session.offer_due, ZSIP_OFFER_NONE);
	ck_assert(!dialog->session.changed_within);
	ck_assert_uint_eq(dialog->session.deadlines[ZSIP_DEADLINE_RESEND_1XX],
	                  ZSIP_NEVER);
	ck_assert_uint_eq(dialog->session.deadlines[ZSIP_DEADLINE_NO_PRACK],
	                  ZSIP_NEVER);
}

START_TEST(nothing_is_open_after_the_end)
{
	struct model *model = malloc(sizeof(*model));

	for (unsigned i = 0; i < ROUNDS; i++) {
		start(model, i);
		for (unsigned step = draw(model, STEPS); step != 0; step--)
			act(model, draw(model, 2));
		if (!send_request(model, i % 2, ZSIP_METHOD_BYE, false))
			continue;
		check_gone(&model->sides[i % 2].dialog);
		while (model->sides[!(i % 2)].count != 0)
			receive(model, !(i % 2));
		check_gone(&model->sides[!(i % 2)].dialog);
	}
	free(model);
}
END_TEST

TCase *offer_model_tcase(void)
{
	TCase *tcase = tcase_create("offer_model");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, nothing_is_open_after_the_end);
	tcase_add_loop_test(tcase, both_sides_come_to_the_same, 0, 4);
	return tcase;
}
