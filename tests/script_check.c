#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "script_parts.h"

/* A message, parsed. */
struct reading {
	struct zsip_message msg;
	struct zsip_field fields[SCRIPT_FIELDS];
};

static void read_message(struct script *script, struct reading *reading,
                         struct zsip_slice text)
{
	zsip_message_init(&reading->msg, reading->fields, SCRIPT_FIELDS, NULL);
	zsip_message_parse(&reading->msg,
	                   guard_end(&script->message, text.ptr, text.len),
	                   text.len, NULL);
}

static void run(struct zsip_dialog *dialog, const struct feeding *feeding,
                const struct zsip_message *msg, struct outcome *out)
{
	*out = (struct outcome){.status = ZSIP_OK, .due = true};
	switch (feeding->kind) {
	case RECEIVED:
		out->status = zsip_dialog_receive(dialog, msg, &feeding->moment,
		                                  &out->decision, &out->error);
		break;
	case SENT:
		out->status = zsip_dialog_send(dialog, msg, &feeding->moment,
		                               &out->decision, &out->error);
		break;
	case UNANSWERED:
		out->status = zsip_dialog_unanswered(
		        dialog, msg, feeding->code, &feeding->moment,
		        &out->decision, &out->error);
		break;
	case EXPIRED:
		out->due = zsip_dialog_expire(dialog, &feeding->moment,
		                              &out->decision);
		break;
	}
}

/* The dialog in an arena of `size` bytes with a guard page behind it. */
static void copy_tight(struct script *script, struct zsip_dialog *copy,
                       size_t size)
{
	if (zsip_dialog_copy(copy, &script->dialog, script->tight.end - size,
	                     size) != ZSIP_OK)
		script_fault(script, "it cannot be copied");
}

/* Whether two dialogs are the same, but for the place of their arenas. */
static bool is_same(const struct zsip_dialog *a, const struct zsip_dialog *b)
{
	struct zsip_dialog copy = *a;

	copy.arena = b->arena;
	copy.arena_size = b->arena_size;
	return memcmp(&copy, b, sizeof(copy)) == 0 &&
	       (a->used == 0 || memcmp(a->arena, b->arena, a->used) == 0);
}

static bool has_usage(const struct zsip_dialog *dialog,
                      enum zsip_usage_kind kind)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (dialog->usages[i].kind == kind)
			return true;
	}
	return false;
}

static bool is_set(const struct zsip_dialog *dialog, enum zsip_deadline which)
{
	return dialog->session.deadlines[which] != ZSIP_NEVER;
}

/* How the INVITEs, the state of the dialog and the deadlines go together. */
static void check_invites(struct script *script,
                          const struct zsip_dialog *dialog)
{
	const struct zsip_session *session = &dialog->session;
	unsigned local = session->local.state, remote = session->remote.state;
	bool early = dialog->state == ZSIP_DIALOG_EARLY;

	if (local != ZSIP_INVITE_NONE && remote != ZSIP_INVITE_NONE)
		script_fault(script, "two INVITEs at once");
	if (is_set(dialog, ZSIP_DEADLINE_NO_ACK) !=
	            (remote == ZSIP_INVITE_ANSWERED) ||
	    (is_set(dialog, ZSIP_DEADLINE_RESEND_2XX) &&
	     remote != ZSIP_INVITE_ANSWERED))
		script_fault(script, "an ACK is awaited, or not");
	if (local != ZSIP_INVITE_PENDING &&
	    (is_set(dialog, ZSIP_DEADLINE_CANCEL) ||
	     is_set(dialog, ZSIP_DEADLINE_FORK)))
		script_fault(script, "no INVITE of ours is pending");
	if (early && (dialog->role == ZSIP_ROLE_UAC ? local : remote) !=
	                     ZSIP_INVITE_PENDING)
		script_fault(script, "it is early, and no INVITE is pending");
	if (session->retry != 0 ? !has_usage(dialog, ZSIP_USAGE_INVITE)
	                        : is_set(dialog, ZSIP_DEADLINE_RETRY))
		script_fault(script, "what is to be tried again?");
	if (dialog->state == ZSIP_DIALOG_TERMINATED &&
	    has_usage(dialog, ZSIP_USAGE_INVITE))
		script_fault(script, "a session without dialog");
}

/* What a usage that is free does not have. */
static bool is_free(const struct zsip_dialog *dialog, unsigned i)
{
	return dialog->usages[i].timer == ZSIP_NEVER &&
	       dialog->usages[i].deadline == ZSIP_NEVER &&
	       zsip_dialog_text(dialog,
	                        (enum zsip_dialog_text)(ZSIP_DIALOG_EVENT + i))
	                       .ptr == NULL;
}

/* How the usages, the state of the dialog and the deadlines go together. */
static void check_usages(struct script *script,
                         const struct zsip_dialog *dialog)
{
	const struct zsip_session *session = &dialog->session;
	uint64_t first = ZSIP_NEVER;
	bool used = false;

	for (unsigned i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		const struct zsip_usage *usage = &dialog->usages[i];

		if (usage->kind == ZSIP_USAGE_NONE && !is_free(dialog, i))
			script_fault(script, "usage %u is not free", i);
		used = used || usage->kind != ZSIP_USAGE_NONE;
		first = usage->timer < first ? usage->timer : first;
		first = usage->deadline < first ? usage->deadline : first;
	}
	if (used != (dialog->state != ZSIP_DIALOG_TERMINATED))
		script_fault(script, "it is over, or has usages");
	if (session->deadlines[ZSIP_DEADLINE_SUBSCRIPTION] != first)
		script_fault(script, "another subscription is first");
	if (has_usage(dialog, ZSIP_USAGE_INVITE)
	            ? (session->refresher == ZSIP_REFRESHER_NONE) !=
	                      (session->session_interval == 0)
	            : is_set(dialog, ZSIP_DEADLINE_REFRESH) ||
	                      is_set(dialog, ZSIP_DEADLINE_SESSION) ||
	                      session->session_interval != 0)
		script_fault(script, "a session timer runs, or not");
}

/* What holds for any dialog after any event. */
static void check_sound(struct script *script, const struct zsip_dialog *before,
                        const struct zsip_dialog *after)
{
	const struct zsip_session *session = &after->session;

	if (after->used > after->arena_size)
		script_fault(script, "more is used than there is");
	for (unsigned i = 0; i < ZSIP_DIALOG_TEXTS; i++) {
		struct zsip_slice text =
		        zsip_dialog_text(after, (enum zsip_dialog_text)i);

		if (text.ptr != NULL &&
		    (text.ptr < after->arena ||
		     text.ptr + text.len > after->arena + after->used))
			script_fault(script, "text %u is not in the arena", i);
	}
	if (after->local_sequence < before->local_sequence ||
	    after->remote_sequence < before->remote_sequence)
		script_fault(script, "a CSeq falls");
	if (after->state < before->state ||
	    after->state > ZSIP_DIALOG_TERMINATED ||
	    session->local.state > ZSIP_INVITE_ANSWERED ||
	    session->remote.state > ZSIP_INVITE_ANSWERED ||
	    session->offer > ZSIP_OFFER_REMOTE ||
	    session->refresher > ZSIP_REFRESHER_REMOTE)
		script_fault(script, "a state is out of its table");
	check_invites(script, after);
	check_usages(script, after);
}

static bool is_request(const struct zsip_message *msg)
{
	return msg != NULL && msg->status_code == 0;
}

static void check_verdict(struct script *script, const struct feeding *feeding,
                          const struct zsip_message *msg,
                          const struct zsip_decision *decision)
{
	enum zsip_verdict verdict = decision->verdict;
	bool legal = verdict == ZSIP_VERDICT_ACCEPT;

	if (decision->reason == NULL)
		script_fault(script, "there is no reason");
	if (feeding->kind == SENT)
		legal = legal || verdict == ZSIP_VERDICT_REFUSE;
	else if (feeding->kind != EXPIRED)
		legal = legal || verdict == ZSIP_VERDICT_IGNORE ||
		        (verdict == ZSIP_VERDICT_RESPOND && is_request(msg) &&
		         feeding->kind == RECEIVED);
	if (!legal)
		script_fault(script, "verdict %d cannot be", verdict);
	if (verdict == ZSIP_VERDICT_RESPOND &&
	    (decision->code < 200 || decision->code > 699))
		script_fault(script, "responds with %u", decision->code);
}

/* What is refused changes nothing but the CSeq of a request that came. */
static void check_unchanged(struct script *script,
                            const struct zsip_dialog *before,
                            const struct zsip_dialog *after,
                            const struct zsip_message *msg, bool received)
{
	struct zsip_dialog copy = *after;

	if (received && is_request(msg)) {
		copy.remote_sequence = before->remote_sequence;
		copy.has_remote_sequence = before->has_remote_sequence;
		copy.last.received = before->last.received;
	}
	if (!is_same(&copy, before))
		script_fault(script, "it changes, and should not");
}

/* The error is then what is broken. */
static bool is_broken(const struct outcome *out)
{
	return out->status == ZSIP_OK && out->decision.reason != NULL &&
	       out->decision.reason->id == ZSIP_DIALOG_REASON_BROKEN;
}

static void check_run(struct script *script, const struct feeding *feeding,
                      const struct zsip_message *msg,
                      const struct zsip_dialog *before,
                      const struct zsip_dialog *after,
                      const struct outcome *out)
{
	if (out->status != out->error.status && !is_broken(out))
		script_fault(script, "the error is another one");
	if (out->status == ZSIP_OK && out->due)
		check_verdict(script, feeding, msg, &out->decision);
	if (out->status != ZSIP_OK || !out->due ||
	    out->decision.verdict != ZSIP_VERDICT_ACCEPT)
		check_unchanged(script, before, after, msg,
		                feeding->kind == RECEIVED &&
		                        out->status == ZSIP_OK);
	check_sound(script, before, after);
}

/* Run it on a copy: whatever comes of it has to be sound. */
static void try(struct script *script, const struct feeding *feeding,
                const struct zsip_message *msg, size_t room,
                struct zsip_dialog *copy, struct outcome *out)
{
	copy_tight(script, copy, script->dialog.used + room);
	run(copy, feeding, msg, out);
	if (feeding->kind == EXPIRED)
		out->error.status = out->status;
	check_run(script, feeding, msg, &script->dialog, copy, out);
}

/* The same in an arena of just the size that is needed, and of less. */
static void run_tight(struct script *script, const struct feeding *feeding,
                      const struct zsip_message *msg, struct zsip_dialog *copy,
                      struct outcome *out)
{
	size_t used = script->dialog.used, needed;

	try(script, feeding, msg, 0, copy, out);
	if (out->status != ZSIP_E_TOO_LONG)
		return;
	needed = out->decision.needed;
	if (needed <= used || needed > SCRIPT_ARENA) {
		script_fault(script, "%zu bytes are needed", needed);
		return;
	}
	try(script, feeding, msg, needed - used - 1, copy, out);
	if (out->status != ZSIP_E_TOO_LONG || out->decision.needed != needed)
		script_fault(script, "one byte less is enough");
	try(script, feeding, msg, needed - used, copy, out);
	if (out->status != ZSIP_OK)
		script_fault(script, "what is needed is not enough");
}

static void check_alike(struct script *script, const struct zsip_dialog *tight,
                        const struct outcome *a, const struct outcome *b)
{
	struct text texts[2] = {{0}, {0}};

	if (a->status != b->status || a->due != b->due) {
		script_fault(script, "in a small arena it is %s",
		             zsip_status_name(a->status));
		return;
	}
	if (!is_same(tight, &script->dialog))
		script_fault(script, "in a small arena it is another dialog");
	if (a->status != ZSIP_OK || !a->due)
		return;
	script_decision(script, &texts[0], &a->decision, true);
	script_decision(script, &texts[1], &b->decision, true);
	if (strcmp(texts[0].data, texts[1].data) != 0)
		script_fault(script, "in a small arena:%s", texts[0].data);
	text_free(&texts[0]);
	text_free(&texts[1]);
}

static void check_description(struct script *script,
                              const struct zsip_message *msg,
                              const struct zsip_decision *decision)
{
	struct zsip_slice text = decision->description;

	if (decision->part == ZSIP_DESCRIPTION_NONE)
		return;
	if (msg == NULL || text.ptr < msg->text.ptr ||
	    text.ptr + text.len > msg->text.ptr + msg->text.len)
		script_fault(script, "the description is not the message's");
}

/* Of what is said once more, or of another INVITE than the last one, an intent
 * knows nothing. */
static bool is_elsewhere(const struct zsip_decision *decision)
{
	return decision->reason->id == ZSIP_DIALOG_REASON_RETRANSMISSION ||
	       decision->reason->id == ZSIP_DIALOG_REASON_NO_TRANSACTION ||
	       decision->reason->id == ZSIP_DIALOG_REASON_REFUSAL;
}

/* What the state of the dialog alone stands against. */
static bool is_of_state(const struct zsip_decision *decision)
{
	switch ((enum zsip_dialog_reason)decision->reason->id) {
	case ZSIP_DIALOG_REASON_REMOTE_INVITE_PENDING:
	case ZSIP_DIALOG_REASON_LOCAL_INVITE_PENDING:
	case ZSIP_DIALOG_REASON_LOCAL_ACK_DUE:
	case ZSIP_DIALOG_REASON_REMOTE_ACK_DUE:
	case ZSIP_DIALOG_REASON_RETRY_LATER:
	case ZSIP_DIALOG_REASON_EARLY_DIALOG:
	case ZSIP_DIALOG_REASON_NO_SESSION:
	case ZSIP_DIALOG_REASON_LOCAL_OFFER_OPEN:
	case ZSIP_DIALOG_REASON_LOCAL_EXCHANGE:
	case ZSIP_DIALOG_REASON_REMOTE_EXCHANGE:
	case ZSIP_DIALOG_REASON_ANSWER_DUE:
	case ZSIP_DIALOG_REASON_OFFER_DUE:
	case ZSIP_DIALOG_REASON_PRACK_AWAITED:
		return true;
	default:
		return false;
	}
}

/* What zsip_dialog_may_send() refuses, zsip_dialog_send() does, and the other
 * way round where the dialog's state is the reason. */
static void compare_intent(struct script *script,
                           const struct zsip_decision *intended,
                           const struct zsip_decision *sent)
{
	bool accepted = intended->verdict == ZSIP_VERDICT_ACCEPT;

	if (!accepted && sent->verdict == ZSIP_VERDICT_ACCEPT &&
	    !is_elsewhere(sent))
		script_fault(script, "the intent is refused: %s",
		             intended->reason->name);
	if (accepted && sent->verdict == ZSIP_VERDICT_REFUSE &&
	    is_of_state(sent))
		script_fault(script, "the intent is accepted, not %s",
		             sent->reason->name);
}

/* An intent to respond is about the last request of its method. */
static bool is_intended(const struct zsip_dialog *dialog,
                        const struct zsip_intent *intent, uint32_t sequence)
{
	if (intent->code == 0)
		return true;
	if (intent->method == ZSIP_METHOD_INVITE)
		return sequence == dialog->session.remote.sequence;
	return sequence == dialog->remote_sequence &&
	       (intent->method != ZSIP_METHOD_UPDATE ||
	        sequence == dialog->session.remote_update);
}

static void check_intent(struct script *script, const struct feeding *feeding,
                         const struct zsip_message *msg,
                         const struct outcome *out)
{
	struct zsip_intent intent = {
	        .code = msg->status_code,
	        .reliable = msg->status_code > 100 && msg->status_code < 200 &&
	                    zsip_field_find(msg, ZSIP_HDR_RSEQ, NULL) != NULL,
	        .description = zsip_description_of(msg).ptr != NULL};
	const struct zsip_field *field =
	        zsip_field_find(msg, ZSIP_HDR_CSEQ, NULL);
	struct zsip_decision decision;
	struct zsip_value cseq;

	if (out->status != ZSIP_OK || field == NULL ||
	    zsip_value_parse(&cseq, ZSIP_HDR_CSEQ, field->value, NULL, NULL) !=
	            ZSIP_OK)
		return;
	intent.method = zsip_method_find(cseq.cseq.method);
	if (!is_intended(&script->dialog, &intent, cseq.cseq.number))
		return;
	zsip_dialog_may_send(&script->dialog, &intent, &feeding->moment,
	                     &decision);
	check_verdict(script, feeding, msg, &decision);
	compare_intent(script, &decision, &out->decision);
}

/* A request that comes again is nothing new. */
static void check_again(struct script *script, const struct feeding *feeding,
                        const struct zsip_message *msg)
{
	struct zsip_dialog copy;
	struct outcome out;

	if (feeding->kind != RECEIVED || !is_request(msg) ||
	    zsip_field_find(msg, ZSIP_HDR_VIA, NULL) == NULL ||
	    msg->method_id == ZSIP_METHOD_ACK ||
	    msg->method_id == ZSIP_METHOD_CANCEL)
		return;
	try(script, feeding, msg, SCRIPT_ARENA / 2, &copy, &out);
	if (out.status != ZSIP_OK ||
	    out.decision.verdict != ZSIP_VERDICT_IGNORE)
		script_fault(script, "it is not ignored when it comes again");
}

/* Any text, in both directions: nothing breaks. */
static void try_text(struct script *script, const struct feeding *feeding,
                     struct zsip_slice text)
{
	struct feeding other = *feeding;
	struct reading reading;
	struct zsip_dialog copy;
	struct outcome out;

	read_message(script, &reading, text);
	for (other.kind = RECEIVED; other.kind <= SENT; other.kind++)
		try(script, &other, &reading.msg, SCRIPT_ARENA / 2, &copy,
		    &out);
}

/* The message without each of its lines, and cut off at many places. */
static void try_broken(struct script *script, const struct feeding *feeding)
{
	struct zsip_slice text = feeding->text;
	char *room = malloc(text.len);

	for (size_t len = 0; len < text.len; len += 5)
		try_text(script, feeding, (struct zsip_slice){text.ptr, len});
	for (size_t at = 0, next; room != NULL && at < text.len; at = next) {
		const char *end = memchr(text.ptr + at, '\n', text.len - at);

		next = end != NULL ? (size_t)(end + 1 - text.ptr) : text.len;
		memcpy(room, text.ptr, at);
		memcpy(room + at, text.ptr + next, text.len - next);
		try_text(script, feeding,
		         (struct zsip_slice){room, text.len - (next - at)});
	}
	free(room);
	try_text(script, feeding, text);
}

/* A copy goes on; nothing of what was is left. */
static void move(struct script *script)
{
	struct zsip_dialog old = script->dialog;
	const struct guard *to = &script->arenas[!script->arena];

	zsip_dialog_copy(&script->dialog, &old, to->end - SCRIPT_ARENA,
	                 SCRIPT_ARENA);
	memset(old.arena, '#', old.arena_size);
	memset(script->message.start, '#',
	       (size_t)(script->message.end - script->message.start));
	script->arena = !script->arena;
}

void script_create(struct script *script, enum zsip_role role,
                   struct zsip_slice request, struct zsip_slice response,
                   struct outcome *out)
{
	struct reading first, second;
	char *arena = script->arenas[script->arena].end - SCRIPT_ARENA;
	char *copy = malloc(request.len);

	*out = (struct outcome){.status = ZSIP_OK};
	memcpy(copy, request.ptr, request.len);
	zsip_message_init(&first.msg, first.fields, SCRIPT_FIELDS, NULL);
	zsip_message_parse(&first.msg, copy, request.len, NULL);
	read_message(script, &second, response);
	out->status = zsip_dialog_create(&script->dialog, role, &first.msg,
	                                 &second.msg, arena, SCRIPT_ARENA,
	                                 &out->error);
	free(copy);
}

void script_feed(struct script *script, const struct feeding *feeding,
                 struct outcome *out)
{
	struct reading reading;
	struct zsip_message *msg = NULL;
	struct zsip_dialog tight;
	struct outcome in_tight;

	if (!script->whole &&
	    (feeding->kind == RECEIVED || feeding->kind == SENT))
		try_broken(script, feeding);
	if (feeding->kind != EXPIRED) {
		msg = &reading.msg;
		read_message(script, &reading, feeding->text);
	}
	try(script, feeding, msg, SCRIPT_ARENA / 2, &tight, out);
	if (feeding->kind == SENT)
		check_intent(script, feeding, msg, out);
	run_tight(script, feeding, msg, &tight, &in_tight);
	run(&script->dialog, feeding, msg, out);
	check_alike(script, &tight, &in_tight, out);
	check_description(script, msg, &out->decision);
	if (out->status == ZSIP_OK &&
	    out->decision.verdict == ZSIP_VERDICT_ACCEPT)
		check_again(script, feeding, msg);
	move(script);
}
