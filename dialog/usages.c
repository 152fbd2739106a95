/*
 * What a dialog is used for, and when that ends (RFC 5057).
 */
#include "usages.h"

bool zsip_event_turn_down(struct zsip_event *event,
                          enum zsip_dialog_reason reason)
{
	return event->sent ? zsip_event_refuse(event, reason)
	                   : zsip_event_respond(event, reason);
}

size_t zsip_usage_find(const struct zsip_dialog *dialog,
                       enum zsip_usage_kind kind)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (dialog->usages[i].kind == kind)
			return i;
	}
	return ZSIP_NO_USAGE;
}

bool zsip_has_session(const struct zsip_dialog *dialog)
{
	return zsip_usage_find(dialog, ZSIP_USAGE_INVITE) != ZSIP_NO_USAGE;
}

/* Begin */

static struct zsip_slice begin_refer(struct zsip_dialog *dialog, bool ours)
{
	dialog->usages[0].refer = true;
	dialog->referred = ours ? 1 : 2;
	return ZSIP_TEXT("refer");
}

/* RFC 6665 4.4.1: who gets the NOTIFY is the subscriber. */
static struct zsip_slice begin_by_notify(struct zsip_dialog *dialog,
                                         const struct zsip_facts *request,
                                         const struct zsip_package *package)
{
	struct zsip_usage *usage = &dialog->usages[0];
	struct zsip_subscription_state state;

	usage->state = ZSIP_USAGE_ACTIVE;
	usage->sequence = 0;
	usage->refer = zsip_package_is_refer(package);
	if (usage->refer)
		dialog->referred = usage->kind == ZSIP_USAGE_SUBSCRIBER ? 1 : 2;
	if (zsip_subscription_state_read(request->msg, &state))
		usage->interval = state.expires;
	return package->value;
}

static struct zsip_slice begin_by_subscribe(struct zsip_dialog *dialog,
                                            const struct zsip_facts *request,
                                            const struct zsip_package *package)
{
	struct zsip_usage *usage = &dialog->usages[0];

	usage->ending = zsip_expires_read(request->msg, &usage->interval) &&
	                usage->interval == 0;
	return package->value;
}

static void begin_subscription(struct zsip_usage *usage,
                               const struct zsip_facts *request, bool ours)
{
	bool subscriber =
	        ours != (request->msg->method_id == ZSIP_METHOD_NOTIFY);
	uint32_t number = request->cseq.number;

	*usage = (struct zsip_usage){.kind = subscriber ? ZSIP_USAGE_SUBSCRIBER
	                                                : ZSIP_USAGE_NOTIFIER,
	                             .sequence = number,
	                             .initial = true,
	                             .timer = ZSIP_NEVER,
	                             .deadline = ZSIP_NEVER};
	if (ours)
		usage->local_request = number;
	else
		usage->remote_request = number;
}

struct zsip_slice zsip_usages_begin(struct zsip_dialog *dialog,
                                    const struct zsip_facts *request,
                                    enum zsip_role role)
{
	struct zsip_package package = {.value = {NULL, 0}};
	bool ours = role == ZSIP_ROLE_UAC;

	zsip_package_read(request->msg, &package);
	switch (request->msg->method_id) {
	case ZSIP_METHOD_INVITE:
		dialog->usages[0].kind = ZSIP_USAGE_INVITE;
		return package.value;
	case ZSIP_METHOD_SUBSCRIBE:
		begin_subscription(&dialog->usages[0], request, ours);
		return begin_by_subscribe(dialog, request, &package);
	case ZSIP_METHOD_REFER:
		begin_subscription(&dialog->usages[0], request, ours);
		return begin_refer(dialog, ours);
	case ZSIP_METHOD_NOTIFY:
		begin_subscription(&dialog->usages[0], request, ours);
		return begin_by_notify(dialog, request, &package);
	default:
		dialog->usages[0].kind = ZSIP_USAGE_OTHER;
		dialog->usages[0].state = ZSIP_USAGE_ACTIVE;
		return (struct zsip_slice){NULL, 0};
	}
}

size_t zsip_usage_begin(struct zsip_event *event, enum zsip_usage_kind kind,
                        struct zsip_slice text)
{
	size_t i = zsip_usage_find(event->next, ZSIP_USAGE_NONE);

	if (i == ZSIP_NO_USAGE) {
		zsip_event_turn_down(event, ZSIP_DIALOG_REASON_TOO_MANY_USAGES);
		return i;
	}
	event->next->usages[i] =
	        (struct zsip_usage){.kind = (uint8_t)kind,
	                            .sequence = event->sequence,
	                            .timer = ZSIP_NEVER,
	                            .deadline = ZSIP_NEVER};
	zsip_event_set_text(event, ZSIP_DIALOG_EVENT + (unsigned)i, text);
	event->decision->changes |= ZSIP_CHANGE_USAGE_BEGUN;
	return i;
}

/* End */

static bool is_used(const struct zsip_dialog *dialog)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (dialog->usages[i].kind != ZSIP_USAGE_NONE)
			return true;
	}
	return false;
}

/* RFC 5057 4: a dialog ends with its last usage. */
static void end_unused(struct zsip_event *event)
{
	struct zsip_dialog *next = event->next;

	if (is_used(next))
		return;
	next->state = ZSIP_DIALOG_TERMINATED;
	event->decision->changes |= ZSIP_CHANGE_TERMINATED;
}

/* What an INVITE usage has besides.  An INVITE that is pending gets its final
 * response all the same, a 2xx that came its ACK (RFC 3261 15.1.2, 13.2.2.4).
 */
static void end_session(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;

	zsip_invite_end(event);
	zsip_offer_end(event);
	zsip_reliable_end(event);
	session->refresher = ZSIP_REFRESHER_NONE;
	session->session_interval = 0;
	session->deadlines[ZSIP_DEADLINE_REFRESH] = ZSIP_NEVER;
	session->deadlines[ZSIP_DEADLINE_SESSION] = ZSIP_NEVER;
}

void zsip_usage_end(struct zsip_event *event, size_t usage)
{
	struct zsip_usage *ended = &event->next->usages[usage];

	if (ended->kind == ZSIP_USAGE_NONE)
		return;
	if (ended->kind == ZSIP_USAGE_INVITE)
		end_session(event);
	*ended = (struct zsip_usage){.timer = ZSIP_NEVER,
	                             .deadline = ZSIP_NEVER};
	zsip_event_set_text(event, ZSIP_DIALOG_EVENT + (unsigned)usage,
	                    (struct zsip_slice){NULL, 0});
	event->decision->usage = usage;
	event->decision->changes |= ZSIP_CHANGE_USAGE_ENDED;
	zsip_usages_set_deadline(event->next);
	end_unused(event);
}

void zsip_session_end(struct zsip_event *event)
{
	size_t i = zsip_usage_find(event->next, ZSIP_USAGE_INVITE);

	if (i != ZSIP_NO_USAGE)
		zsip_usage_end(event, i);
}

void zsip_session_ask_end(struct zsip_event *event)
{
	const struct zsip_dialog_invite *remote = &event->next->session.remote;
	bool ringing = remote->initial && remote->state == ZSIP_INVITE_PENDING;

	event->decision->asks |= ringing ? ZSIP_ASK_REJECT : ZSIP_ASK_BYE;
	event->decision->asks &= ~(unsigned)ZSIP_ASK_OFFER;
}

void zsip_dialog_end(struct zsip_event *event)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++)
		zsip_usage_end(event, i);
}

/* Messages */

bool zsip_is_of_session(enum zsip_method method)
{
	return method == ZSIP_METHOD_INVITE || method == ZSIP_METHOD_ACK ||
	       method == ZSIP_METHOD_CANCEL || method == ZSIP_METHOD_BYE ||
	       method == ZSIP_METHOD_UPDATE || method == ZSIP_METHOD_PRACK ||
	       method == ZSIP_METHOD_INFO;
}

/* The others have been looked at, and a PRACK of the peer for what waits for
 * it. */
static bool needs_session(const struct zsip_event *event)
{
	return event->what.method == ZSIP_METHOD_UPDATE ||
	       event->what.method == ZSIP_METHOD_INFO ||
	       (event->what.method == ZSIP_METHOD_PRACK && event->sent);
}

static bool take_request(struct zsip_event *event)
{
	if (needs_session(event))
		return zsip_has_session(event->next) ||
		       zsip_event_turn_down(event,
		                            ZSIP_DIALOG_REASON_NO_SESSION);
	return zsip_subscription_request(event);
}

static void confirm_session(struct zsip_dialog *next)
{
	size_t i = zsip_usage_find(next, ZSIP_USAGE_INVITE);

	if (i != ZSIP_NO_USAGE)
		next->usages[i].state = ZSIP_USAGE_ACTIVE;
}

static bool take_response(struct zsip_event *event)
{
	unsigned code = event->what.code;

	if (code < 200)
		return true;
	if (code >= 300)
		return zsip_usages_fail(event);
	if (event->what.method == ZSIP_METHOD_INVITE)
		confirm_session(event->next);
	return zsip_subscription_2xx(event);
}

bool zsip_step_usages(struct zsip_event *event)
{
	bool go_on;

	if (zsip_is_of_session(event->what.method))
		event->decision->usage =
		        zsip_usage_find(event->dialog, ZSIP_USAGE_INVITE);
	go_on = zsip_is_request_event(event) ? take_request(event)
	                                     : take_response(event);

	zsip_usages_set_deadline(event->next);
	return go_on;
}
