#include "call_dialogs.h"

#include "fuzz.h"
#include "zsip_dialog.h"

enum { FIELDS = 64, ROOM = 1 << 17, BIG = 1 << 18, MESSAGES = 64 };

static const struct zsip_options options[] = {
        {.size = sizeof(struct zsip_options)},
        {.size = sizeof(struct zsip_options), .quirks = ZSIP_PROFILE_INTEROP}};

struct message {
	struct zsip_message msg;
	struct zsip_field fields[FIELDS];
	char *text;
};

/* A dialog twice: in an arena that is big enough for all, and in one that has
 * not a byte too many and is a new one at each event. */
struct side {
	struct zsip_dialog roomy, tight;
	char *arena, *tight_arena;
	struct message last; /* request that was sent */
	bool has_last;
};

struct sides {
	struct side sides[CALL_SIDES];
	bool are_plain; /* with the usual tags */
	struct zsip_moment moment;
};

/* An event: one of the functions that take a message, or the time. */
enum event { RECEIVE, SEND, UNANSWERED };

static bool parse(struct message *m, const char *data, size_t size,
                  const struct zsip_options *with)
{
	m->text = fuzz_copy(data, size);
	zsip_message_init(&m->msg, m->fields, FIELDS, with);
	return zsip_message_parse(&m->msg, m->text, size, NULL) == ZSIP_OK;
}

/* What always holds */

static void check_deadlines(const struct zsip_dialog *dialog)
{
	enum zsip_deadline which = ZSIP_DEADLINE_COUNT;
	uint64_t next = zsip_dialog_next_deadline(dialog, &which);

	HOLDS((next == ZSIP_NEVER) == (which == ZSIP_DEADLINE_COUNT));
	HOLDS(next == ZSIP_NEVER || dialog->session.deadlines[which] == next);
	for (unsigned i = 0; i < ZSIP_DEADLINE_COUNT; i++) {
		HOLDS(dialog->session.deadlines[i] >= next);
		HOLDS(dialog->session.deadlines[i] != 0);
	}
}

static void check_dialog(const struct zsip_dialog *dialog)
{
	HOLDS(dialog->state <= ZSIP_DIALOG_TERMINATED);
	HOLDS(dialog->used <= dialog->arena_size);
	HOLDS(dialog->session.local.state <= ZSIP_INVITE_ANSWERED);
	HOLDS(dialog->session.remote.state <= ZSIP_INVITE_ANSWERED);
	HOLDS(dialog->session.offer <= ZSIP_OFFER_REMOTE);
	HOLDS(dialog->session.refresher <= ZSIP_REFRESHER_REMOTE);
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		struct zsip_slice text =
		        zsip_dialog_text(dialog, (enum zsip_dialog_text)i);

		HOLDS(text.ptr == NULL ||
		      (text.ptr >= dialog->arena &&
		       text.ptr + text.len <= dialog->arena + dialog->used));
	}
	for (unsigned i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		HOLDS(dialog->usages[i].kind <= ZSIP_USAGE_OTHER);
		HOLDS(dialog->usages[i].state <= ZSIP_USAGE_ACTIVE);
	}
	check_deadlines(dialog);
}

/* EARLY to CONFIRMED to TERMINATED, or at once; numbers never fall. */
static void check_course(const struct zsip_dialog *before,
                         const struct zsip_dialog *after,
                         const struct zsip_decision *decision)
{
	bool confirmed = before->state == ZSIP_DIALOG_EARLY &&
	                 after->state == ZSIP_DIALOG_CONFIRMED;
	bool terminated = before->state != ZSIP_DIALOG_TERMINATED &&
	                  after->state == ZSIP_DIALOG_TERMINATED;

	HOLDS(after->state >= before->state);
	HOLDS(((decision->changes & ZSIP_CHANGE_CONFIRMED) != 0) == confirmed);
	HOLDS(((decision->changes & ZSIP_CHANGE_TERMINATED) != 0) ==
	      terminated);
	HOLDS(after->has_local_sequence >= before->has_local_sequence);
	HOLDS(after->has_remote_sequence >= before->has_remote_sequence);
	HOLDS(!before->has_local_sequence ||
	      after->local_sequence >= before->local_sequence);
	HOLDS(!before->has_remote_sequence ||
	      after->remote_sequence >= before->remote_sequence);
}

static bool is_in_table(const struct zsip_dialog_reason_info *reason)
{
	const struct zsip_dialog_reason_info *row;

	for (size_t i = 0; (row = zsip_dialog_reason_at(i)) != NULL; i++) {
		if (row == reason)
			return true;
	}
	return false;
}

static void check_headers(const struct zsip_decision *decision)
{
	struct zsip_header_line headers[ZSIP_DECISION_HEADERS];
	struct zsip_slice agent = zsip_slice_from("pbx.example");
	char buf[ZSIP_DECISION_TEXT + 16];
	size_t wanted = decision->has_retry_after + (decision->min_se != 0) +
	                (decision->warning != 0);
	size_t count;

	count = zsip_decision_headers(decision, agent, headers, buf,
	                              ZSIP_DECISION_TEXT + agent.len);
	HOLDS(count == wanted);
	count = zsip_decision_headers(decision, agent, headers, buf, 3);
	HOLDS(count == 0 || count == wanted);
}

static void check_verdict(enum event event, const struct zsip_message *msg,
                          const struct zsip_decision *decision)
{
	bool request = msg->status_code == 0;

	HOLDS(is_in_table(decision->reason));
	HOLDS(decision->usage < ZSIP_DIALOG_USAGES ||
	      decision->usage == ZSIP_NO_USAGE);
	switch (decision->verdict) {
	case ZSIP_VERDICT_ACCEPT:
		break;
	case ZSIP_VERDICT_RESPOND:
		HOLDS(event == RECEIVE && request);
		HOLDS(decision->code >= 300 && decision->code <= 699);
		break;
	case ZSIP_VERDICT_IGNORE:
		HOLDS(event != SEND);
		break;
	default:
		HOLDS(decision->verdict == ZSIP_VERDICT_REFUSE);
		HOLDS(event == SEND);
	}
	check_headers(decision);
}

static void check_description(const struct zsip_message *msg,
                              const struct zsip_decision *decision)
{
	struct zsip_slice text = decision->description;

	HOLDS(decision->part <= ZSIP_DESCRIPTION_OTHER);
	HOLDS(decision->description_change <= ZSIP_DESCRIPTION_CHANGED);
	HOLDS(text.ptr == NULL ||
	      (text.ptr >= msg->text.ptr &&
	       text.ptr + text.len <= msg->text.ptr + msg->text.len));
}

/* Equality */

static bool is_same_place(const struct zsip_dialog *a,
                          const struct zsip_dialog *b)
{
	struct zsip_slice one, other;

	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		one = zsip_dialog_text(a, (enum zsip_dialog_text)i);
		other = zsip_dialog_text(b, (enum zsip_dialog_text)i);
		if ((one.ptr == NULL) != (other.ptr == NULL) ||
		    !zsip_slice_equal(one, other))
			return false;
	}
	return true;
}

/* But for the sequence number of the peer, and for where texts lie. */
static bool is_same_dialog(const struct zsip_dialog *a,
                           const struct zsip_dialog *b)
{
	return a->state == b->state && a->role == b->role &&
	       a->secure == b->secure &&
	       a->has_local_sequence == b->has_local_sequence &&
	       a->local_sequence == b->local_sequence &&
	       memcmp(&a->session, &b->session, sizeof(a->session)) == 0 &&
	       memcmp(a->usages, b->usages, sizeof(a->usages)) == 0 &&
	       is_same_place(a, b);
}

static void check_same_decision(const struct zsip_decision *a,
                                const struct zsip_decision *b)
{
	HOLDS(a->verdict == b->verdict && a->code == b->code);
	HOLDS(a->reason == b->reason);
	HOLDS(a->asks == b->asks && a->changes == b->changes);
	HOLDS(a->part == b->part);
	HOLDS(a->description_change == b->description_change);
	HOLDS(a->description.ptr == b->description.ptr);
	HOLDS(a->description.len == b->description.len);
	HOLDS(a->usage == b->usage && a->until == b->until);
	HOLDS(a->has_retry_after == b->has_retry_after);
	HOLDS(a->retry_after == b->retry_after);
	HOLDS(a->min_se == b->min_se && a->warning == b->warning);
}

/* Events */

static enum zsip_status run_event(enum event event, struct zsip_dialog *dialog,
                                  const struct zsip_message *msg,
                                  const struct zsip_moment *moment,
                                  struct zsip_decision *decision)
{
	memset(decision, 0x5a, sizeof(*decision));
	switch (event) {
	case RECEIVE:
		return zsip_dialog_receive(dialog, msg, moment, decision, NULL);
	case SEND:
		return zsip_dialog_send(dialog, msg, moment, decision, NULL);
	default:
		return zsip_dialog_unanswered(dialog, msg, 408, moment,
		                              decision, NULL);
	}
}

/* Give the tight dialog a new arena. */
static void move(struct side *side, size_t size)
{
	char *arena = malloc(size + (size == 0));

	HOLDS(arena != NULL);
	HOLDS(zsip_dialog_copy(&side->tight, &side->tight, arena, size) ==
	      ZSIP_OK);
	free(side->tight_arena);
	side->tight_arena = arena;
}

/* In an arena with no room: nothing changes, and what is needed is enough. */
static enum zsip_status run_tight(struct side *side, enum event event,
                                  const struct zsip_message *msg,
                                  const struct zsip_moment *moment,
                                  struct zsip_decision *decision)
{
	struct zsip_dialog before;
	enum zsip_status status;
	char *texts;

	move(side, side->tight.used);
	before = side->tight;
	texts = fuzz_copy(before.arena, before.used);
	status = run_event(event, &side->tight, msg, moment, decision);
	if (status == ZSIP_E_TOO_LONG) {
		HOLDS(memcmp(&before, &side->tight, sizeof(before)) == 0);
		HOLDS(memcmp(texts, before.arena, before.used) == 0);
		HOLDS(decision->needed > before.arena_size);
		move(side, decision->needed);
		status = run_event(event, &side->tight, msg, moment, decision);
		HOLDS(status == ZSIP_OK);
	}
	free(texts);
	return status;
}

/* @return whether the message goes on, as far as the dialog says */
static bool meet(struct side *side, enum event event,
                 const struct zsip_message *msg,
                 const struct zsip_moment *moment)
{
	struct zsip_dialog before = side->roomy;
	char *texts = fuzz_copy(before.arena, before.used);
	struct zsip_decision decision, other;
	enum zsip_status status;

	status = run_event(event, &side->roomy, msg, moment, &decision);
	HOLDS(status != ZSIP_E_TOO_LONG);
	HOLDS(event != RECEIVE || status == ZSIP_OK);
	HOLDS(run_tight(side, event, msg, moment, &other) == status);
	check_dialog(&side->roomy);
	check_dialog(&side->tight);
	HOLDS(is_same_dialog(&side->roomy, &side->tight));
	HOLDS(side->roomy.remote_sequence == side->tight.remote_sequence);
	before.arena = texts;
	if (status == ZSIP_OK) {
		check_verdict(event, msg, &decision);
		check_description(msg, &decision);
		check_same_decision(&decision, &other);
		check_course(&before, &side->roomy, &decision);
	}
	if (status != ZSIP_OK || decision.verdict != ZSIP_VERDICT_ACCEPT)
		HOLDS(is_same_dialog(&before, &side->roomy));
	free(texts);
	return status == ZSIP_OK && decision.verdict == ZSIP_VERDICT_ACCEPT;
}

static bool expire_one(struct zsip_dialog *dialog,
                       const struct zsip_moment *moment,
                       struct zsip_decision *decision)
{
	struct zsip_dialog before = *dialog;
	bool over = zsip_dialog_next_deadline(dialog, NULL) <= moment->now;

	memset(decision, 0x5a, sizeof(*decision));
	HOLDS(zsip_dialog_expire(dialog, moment, decision) == over);
	check_dialog(dialog);
	if (!over)
		return false;
	HOLDS(is_in_table(decision->reason));
	check_course(&before, dialog, decision);
	HOLDS(dialog->local_sequence == before.local_sequence);
	HOLDS(dialog->remote_sequence == before.remote_sequence);
	return true;
}

/* All that is over, which comes to an end. */
static void expire(struct side *side, const struct zsip_moment *moment)
{
	struct zsip_decision decision, other;
	unsigned limit = 64;

	while (expire_one(&side->roomy, moment, &decision)) {
		HOLDS(limit-- != 0);
		move(side, side->tight.used);
		HOLDS(expire_one(&side->tight, moment, &other));
		other.description = decision.description;
		check_same_decision(&decision, &other);
	}
	HOLDS(!expire_one(&side->tight, moment, &other));
	HOLDS(is_same_dialog(&side->roomy, &side->tight));
}

static void ask_intents(const struct side *side,
                        const struct zsip_moment *moment)
{
	static const struct zsip_intent intents[] = {
	        {.method = ZSIP_METHOD_INVITE, .description = true},
	        {.method = ZSIP_METHOD_UPDATE, .description = true},
	        {.method = ZSIP_METHOD_BYE},
	        {.method = ZSIP_METHOD_ACK},
	        {.method = ZSIP_METHOD_INVITE, .code = 200},
	        {.method = ZSIP_METHOD_INVITE, .code = 183, .reliable = true}};
	struct zsip_decision decision;

	for (size_t i = 0; i < sizeof(intents) / sizeof(*intents); i++) {
		memset(&decision, 0x5a, sizeof(decision));
		zsip_dialog_may_send(&side->roomy, &intents[i], moment,
		                     &decision);
		HOLDS(decision.verdict == ZSIP_VERDICT_ACCEPT ||
		      decision.verdict == ZSIP_VERDICT_REFUSE);
		HOLDS(is_in_table(decision.reason));
	}
}

/* Sequences */

static bool make(struct side *side, enum zsip_role role,
                 const struct zsip_message *request,
                 const struct zsip_message *response)
{
	side->arena = malloc(BIG);
	HOLDS(side->arena != NULL);
	side->tight_arena = NULL;
	if (zsip_dialog_create(&side->roomy, role, request, response,
	                       side->arena, BIG, NULL) != ZSIP_OK)
		return false;
	side->tight_arena = malloc(BIG);
	HOLDS(side->tight_arena != NULL);
	HOLDS(zsip_dialog_create(&side->tight, role, request, response,
	                         side->tight_arena, BIG, NULL) == ZSIP_OK);
	check_dialog(&side->roomy);
	return true;
}

static void keep_last(struct side *side, struct message *message)
{
	if (message->msg.status_code != 0) {
		free(message->text);
		return;
	}
	if (side->has_last)
		free(side->last.text);
	side->last = *message;
	side->last.msg.fields = side->last.fields;
	side->has_last = true;
}

/* What may not be sent is not sent.  What may be sent is, but where something
 * that nobody was asked about stands against it: of these requests nothing. */
static void check_intent(enum zsip_method method, bool may, bool goes)
{
	if (method == ZSIP_METHOD_ACK || method == ZSIP_METHOD_CANCEL)
		return;
	HOLDS(may || !goes);
	if (method == ZSIP_METHOD_INVITE || method == ZSIP_METHOD_BYE ||
	    method == ZSIP_METHOD_UPDATE || method == ZSIP_METHOD_OPTIONS)
		HOLDS(may == goes);
}

static bool send(struct side *side, const struct zsip_message *msg,
                 const struct zsip_moment *moment, bool is_plain)
{
	struct zsip_intent intent = {.description = msg->body.len != 0};
	struct zsip_decision may;
	bool goes;

	if (!is_plain || msg->status_code != 0 ||
	    side->roomy.local_sequence >= INT32_MAX)
		return meet(side, SEND, msg, moment);
	intent.method = zsip_method_find(msg->method);
	zsip_dialog_may_send(&side->roomy, &intent, moment, &may);
	goes = meet(side, SEND, msg, moment);
	check_intent(intent.method, may.verdict == ZSIP_VERDICT_ACCEPT, goes);
	return goes;
}

static void take(struct sides *sides, const struct call_message *one,
                 const struct zsip_options *with)
{
	struct side *from = &sides->sides[one->side];
	struct side *to = &sides->sides[!one->side];
	struct message message;
	bool goes;

	sides->moment.now += one->after;
	sides->moment.random = sides->moment.random * 1664525 + 1013904223;
	expire(from, &sides->moment);
	expire(to, &sides->moment);
	ask_intents(from, &sides->moment);
	if (one->place == 3 && from->has_last)
		meet(from, UNANSWERED, &from->last.msg, &sides->moment);
	parse(&message, one->text, one->len, with);
	goes = send(from, &message.msg, &sides->moment,
	            one->is_plain && sides->are_plain);
	/* What its sender should not have sent may come as well. */
	if (!one->is_lost && (goes || one->place == 2))
		meet(to, RECEIVE, &message.msg, &sides->moment);
	keep_last(from, &message);
}

static void run(struct call *call, struct sides *sides,
                const struct message *response, const struct zsip_options *with)
{
	static struct call_message one;

	meet(&sides->sides[1], SEND, &response->msg, &sides->moment);
	meet(&sides->sides[0], RECEIVE, &response->msg, &sides->moment);
	for (unsigned i = 0; i < MESSAGES && call_next(call, &one); i++)
		take(sides, &one, with);
}

/* The first two messages make the dialog. */
void call_dialogs_run(struct call *call)
{
	static struct sides sides;
	static struct message request, response;
	static struct call_message first, second;
	const struct zsip_options *with =
	        &options[(call->kind & CALL_QUIRKS) != 0];
	bool made;

	if (!call_next(call, &first) || !call_next(call, &second))
		return;
	memset(&sides, 0, sizeof(sides));
	sides.moment = (struct zsip_moment){.size = sizeof(sides.moment),
	                                    .now = 1000000,
	                                    .random = call->kind};
	sides.are_plain = first.is_plain && second.is_plain;
	parse(&request, first.text, first.len, with);
	parse(&response, second.text, second.len, with);
	made = make(&sides.sides[0], ZSIP_ROLE_UAC, &request.msg,
	            &response.msg);
	made = make(&sides.sides[1], ZSIP_ROLE_UAS, &request.msg,
	            &response.msg) &&
	       made;
	if (made)
		run(call, &sides, &response, with);
	for (unsigned i = 0; i < CALL_SIDES; i++) {
		free(sides.sides[i].arena);
		free(sides.sides[i].tight_arena);
		if (sides.sides[i].has_last)
			free(sides.sides[i].last.text);
	}
	free(request.text);
	free(response.text);
}
