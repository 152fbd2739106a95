/*
 * Messages, intents and time on their way through a dialog.
 */
#include "event.h"
#include "texts.h"
#include <string.h>

static bool (*const steps[])(struct zsip_event *event) = {
        zsip_step_in_dialog, zsip_step_invite, zsip_step_reliable,
        zsip_step_offer,     zsip_step_timer,  zsip_step_usages,
        zsip_step_target,    zsip_step_retry,
};

static void run(struct zsip_event *event)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		if (!steps[i](event))
			return;
	}
}

static void start(struct zsip_event *event, struct zsip_dialog *next,
                  const struct zsip_dialog *dialog,
                  const struct zsip_moment *moment,
                  struct zsip_decision *decision)
{
	*next = *dialog;
	event->dialog = dialog;
	event->next = next;
	event->moment = moment;
	event->decision = decision;
	zsip_decision_start(decision);
}

/* What the message is, whose facts have been read. */
static void start_message(struct zsip_event *event,
                          const struct zsip_message *msg)
{
	event->msg = msg;
	event->what.code = msg->status_code;
	event->what.method = zsip_method_find(event->facts.cseq.method);
	event->what.reliable = event->what.method == ZSIP_METHOD_INVITE &&
	                       zsip_is_reliable(msg);
	event->description = zsip_description_of(msg);
	event->what.description = event->description.ptr != NULL;
	event->sequence = event->facts.cseq.number;
}

/* The dialog as the steps left it, with the texts that they changed. */
static enum zsip_status commit(struct zsip_event *event,
                               struct zsip_dialog *dialog,
                               struct zsip_error *err)
{
	enum zsip_status status = zsip_texts_replace(event);

	if (status == ZSIP_OK)
		*dialog = *event->next;
	if (err != NULL)
		*err = (struct zsip_error){status, 0,
		                           status == ZSIP_OK ? "" : "arena"};
	return status;
}

/* Once the steps are through: what is refused changes nothing. */
static enum zsip_status finish(struct zsip_event *event,
                               struct zsip_dialog *dialog,
                               struct zsip_error *err)
{
	if (event->next->state == ZSIP_DIALOG_TERMINATED)
		event->decision->until = ZSIP_NEVER;
	if (event->decision->verdict == ZSIP_VERDICT_ACCEPT)
		return commit(event, dialog, err);
	if (!event->sent && zsip_is_request_event(event)) {
		dialog->remote_sequence = event->next->remote_sequence;
		dialog->has_remote_sequence = event->next->has_remote_sequence;
		dialog->last.received = event->next->last.received;
	}
	if (err != NULL)
		*err = (struct zsip_error){ZSIP_OK, 0, ""};
	return ZSIP_OK;
}

static enum zsip_status refuse_use(struct zsip_error *err)
{
	if (err != NULL)
		*err = (struct zsip_error){ZSIP_E_USE, 0, "argument"};
	return ZSIP_E_USE;
}

static bool is_whole(const struct zsip_moment *moment)
{
	return moment != NULL && moment->size >= sizeof(*moment);
}

enum zsip_status zsip_dialog_receive(struct zsip_dialog *dialog,
                                     const struct zsip_message *msg,
                                     const struct zsip_moment *moment,
                                     struct zsip_decision *decision,
                                     struct zsip_error *err)
{
	struct zsip_event event = {.sent = false};
	struct zsip_dialog next;

	if (dialog == NULL || msg == NULL || decision == NULL ||
	    !is_whole(moment))
		return refuse_use(err);
	start(&event, &next, dialog, moment, decision);
	if (zsip_facts_read(&event.facts, msg, err) != ZSIP_OK) {
		if (zsip_is_request(msg) && msg->method_id != ZSIP_METHOD_ACK)
			zsip_event_respond(&event, ZSIP_DIALOG_REASON_BROKEN);
		else
			zsip_event_ignore(&event, ZSIP_DIALOG_REASON_BROKEN);
		return ZSIP_OK;
	}
	start_message(&event, msg);
	run(&event);
	return finish(&event, dialog, err);
}

enum zsip_status zsip_dialog_send(struct zsip_dialog *dialog,
                                  const struct zsip_message *msg,
                                  const struct zsip_moment *moment,
                                  struct zsip_decision *decision,
                                  struct zsip_error *err)
{
	struct zsip_event event = {.sent = true};
	struct zsip_dialog next;
	enum zsip_status status;

	if (dialog == NULL || msg == NULL || decision == NULL ||
	    !is_whole(moment))
		return refuse_use(err);
	start(&event, &next, dialog, moment, decision);
	status = zsip_facts_read(&event.facts, msg, err);
	if (status != ZSIP_OK)
		return status;
	start_message(&event, msg);
	run(&event);
	return finish(&event, dialog, err);
}

/* The CSeq that a message would have. */
static uint32_t sequence_of(const struct zsip_dialog *dialog,
                            const struct zsip_intent *intent)
{
	if (intent->code != 0)
		return intent->method == ZSIP_METHOD_INVITE
		               ? dialog->session.remote.sequence
		               : dialog->remote_sequence;
	if (intent->method == ZSIP_METHOD_ACK ||
	    intent->method == ZSIP_METHOD_CANCEL)
		return dialog->session.local.sequence;
	return dialog->local_sequence + 1;
}

void zsip_dialog_may_send(const struct zsip_dialog *dialog,
                          const struct zsip_intent *intent,
                          const struct zsip_moment *moment,
                          struct zsip_decision *decision)
{
	struct zsip_event event = {.sent = true, .what = *intent};
	struct zsip_dialog next;

	start(&event, &next, dialog, moment, decision);
	event.sequence = sequence_of(dialog, intent);
	run(&event);
}

/* The INVITE that made the dialog has no To tag. */
static bool is_ours(const struct zsip_dialog *dialog,
                    const struct zsip_facts *request)
{
	struct zsip_dialog_key key = zsip_dialog_key(dialog);

	return zsip_slice_equal(key.call_id, request->call_id) &&
	       zsip_is_same_tag(key.local_tag, request->from.tag) &&
	       (request->to.tag.ptr == NULL ||
	        zsip_is_same_tag(key.remote_tag, request->to.tag));
}

enum zsip_status zsip_dialog_unanswered(struct zsip_dialog *dialog,
                                        const struct zsip_message *request,
                                        unsigned code,
                                        const struct zsip_moment *moment,
                                        struct zsip_decision *decision,
                                        struct zsip_error *err)
{
	struct zsip_event event = {.sent = false};
	struct zsip_dialog next;
	enum zsip_status status;

	if (dialog == NULL || request == NULL || !is_whole(moment) ||
	    decision == NULL || (code != 408 && code != 503))
		return refuse_use(err);
	start(&event, &next, dialog, moment, decision);
	status = zsip_facts_read(&event.facts, request, err);
	if (status != ZSIP_OK)
		return status;
	if (!is_ours(dialog, &event.facts))
		return refuse_use(err);
	event.what.code = code;
	event.what.method = zsip_method_find(event.facts.cseq.method);
	event.sequence = event.facts.cseq.number;
	run(&event);
	return finish(&event, dialog, err);
}

uint64_t zsip_dialog_next_deadline(const struct zsip_dialog *dialog,
                                   enum zsip_deadline *which)
{
	const uint64_t *deadlines = dialog->session.deadlines;
	size_t first = 0;

	for (size_t i = 1; i < ZSIP_DEADLINE_COUNT; i++) {
		if (deadlines[i] < deadlines[first])
			first = i;
	}
	if (which != NULL && deadlines[first] != ZSIP_NEVER)
		*which = (enum zsip_deadline)first;
	return deadlines[first];
}

bool zsip_dialog_expire(struct zsip_dialog *dialog,
                        const struct zsip_moment *moment,
                        struct zsip_decision *decision)
{
	static void (*const parts[ZSIP_DEADLINE_COUNT])(
	        struct zsip_event * event, enum zsip_deadline which) = {
	        [ZSIP_DEADLINE_RESEND_2XX] = zsip_expire_invite,
	        [ZSIP_DEADLINE_NO_ACK] = zsip_expire_invite,
	        [ZSIP_DEADLINE_RESEND_1XX] = zsip_expire_reliable,
	        [ZSIP_DEADLINE_NO_PRACK] = zsip_expire_reliable,
	        [ZSIP_DEADLINE_RETRY] = zsip_expire_invite,
	        [ZSIP_DEADLINE_REFRESH] = zsip_expire_timer,
	        [ZSIP_DEADLINE_SESSION] = zsip_expire_timer,
	        [ZSIP_DEADLINE_FORK] = zsip_expire_invite,
	        [ZSIP_DEADLINE_SUBSCRIPTION] = zsip_expire_usages,
	        [ZSIP_DEADLINE_CANCEL] = zsip_expire_invite,
	};
	struct zsip_event event = {.sent = false};
	struct zsip_dialog next;
	enum zsip_deadline which;

	if (zsip_dialog_next_deadline(dialog, &which) > moment->now)
		return false;
	start(&event, &next, dialog, moment, decision);
	decision->deadline = which;
	next.session.deadlines[which] = ZSIP_NEVER;
	parts[which](&event, which);
	/* Texts can only go: there is room. */
	commit(&event, dialog, NULL);
	return true;
}
