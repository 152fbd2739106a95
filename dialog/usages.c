/*
 * What a dialog is used for, and when that ends (RFC 5057, RFC 6665).
 */
#include "event.h"

struct zsip_slice zsip_usages_begin(struct zsip_dialog *dialog,
                                    const struct zsip_facts *request,
                                    enum zsip_role role)
{
	(void)role;
	if (request->msg->method_id == ZSIP_METHOD_INVITE)
		dialog->usages[0].kind = ZSIP_USAGE_INVITE;
	return (struct zsip_slice){NULL, 0};
}

bool zsip_step_usages(struct zsip_event *event)
{
	(void)event;
	return true;
}

void zsip_expire_usages(struct zsip_event *event, enum zsip_deadline which)
{
	(void)event;
	(void)which;
}

/* The first deadline of the subscriptions. */
static void set_deadline(struct zsip_dialog *dialog)
{
	uint64_t *first =
	        &dialog->session.deadlines[ZSIP_DEADLINE_SUBSCRIPTION];

	*first = ZSIP_NEVER;
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (dialog->usages[i].kind != ZSIP_USAGE_NONE &&
		    dialog->usages[i].deadline < *first)
			*first = dialog->usages[i].deadline;
	}
}

bool zsip_has_session(const struct zsip_dialog *dialog)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (dialog->usages[i].kind == ZSIP_USAGE_INVITE)
			return true;
	}
	return false;
}

static bool is_used(const struct zsip_dialog *dialog)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (dialog->usages[i].kind != ZSIP_USAGE_NONE)
			return true;
	}
	return false;
}

/* RFC 5057 4.2: a dialog ends with its last usage. */
static void end_unused(struct zsip_event *event)
{
	struct zsip_dialog *next = event->next;

	if (is_used(next) || next->state == ZSIP_DIALOG_TERMINATED)
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

	zsip_offer_end(event);
	zsip_reliable_end(event);
	session->refresher = ZSIP_REFRESHER_NONE;
	session->session_interval = 0;
	session->deadlines[ZSIP_DEADLINE_REFRESH] = ZSIP_NEVER;
	session->deadlines[ZSIP_DEADLINE_SESSION] = ZSIP_NEVER;
	zsip_invite_end(event);
}

void zsip_usage_end(struct zsip_event *event, size_t usage)
{
	struct zsip_usage *ended = &event->next->usages[usage];

	if (ended->kind == ZSIP_USAGE_NONE)
		return;
	if (ended->kind == ZSIP_USAGE_INVITE)
		end_session(event);
	*ended = (struct zsip_usage){.deadline = ZSIP_NEVER};
	zsip_event_set_text(event, ZSIP_DIALOG_EVENT + (unsigned)usage,
	                    (struct zsip_slice){NULL, 0});
	event->decision->usage = usage;
	event->decision->changes |= ZSIP_CHANGE_USAGE_ENDED;
	set_deadline(event->next);
	end_unused(event);
}

void zsip_session_end(struct zsip_event *event)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		if (event->next->usages[i].kind == ZSIP_USAGE_INVITE)
			zsip_usage_end(event, i);
	}
}

void zsip_dialog_end(struct zsip_event *event)
{
	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++)
		zsip_usage_end(event, i);
	end_unused(event);
}
