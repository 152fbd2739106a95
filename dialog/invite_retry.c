/*
 * What was refused for now, and is to be tried again (RFC 3261 14.1, 20.33; RFC
 * 3311 5.3).
 */
#include "invite.h"

/* RFC 3261 14.1: T in units of 10 ms, longer for the owner of the Call-ID. */
static uint64_t draw(const struct zsip_event *event)
{
	uint32_t random = event->moment->random;

	return event->dialog->role == ZSIP_ROLE_UAC ? 2100 + random % 191 * 10
	                                            : random % 201 * 10;
}

bool zsip_retry_after_read(const struct zsip_message *msg, uint64_t *wait)
{
	struct zsip_value value;

	if (msg == NULL || !zsip_facts_first(msg, ZSIP_HDR_RETRY_AFTER, &value))
		return false;
	*wait = (uint64_t)value.retry_after.seconds * ZSIP_SECOND;
	return true;
}

void zsip_retry_set(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	uint64_t *deadline = &session->deadlines[ZSIP_DEADLINE_RETRY];
	uint64_t wait;

	session->glare = event->what.code == 491;
	if (session->glare)
		wait = draw(event);
	else if (event->what.code < 400 ||
	         !zsip_retry_after_read(event->msg, &wait))
		return;
	wait += event->moment->now;
	if (*deadline == ZSIP_NEVER || wait > *deadline)
		*deadline = wait;
	session->retry = (uint8_t)event->what.method;
	event->decision->until = *deadline;
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_RETRY_LATER);
}

void zsip_retry_clear(struct zsip_session *session)
{
	session->deadlines[ZSIP_DEADLINE_RETRY] = ZSIP_NEVER;
	session->retry = 0;
	session->glare = false;
}

/* RFC 3261 14.1; Retry-After forbids nothing (20.33). */
bool zsip_retry_blocks(struct zsip_event *event)
{
	const struct zsip_session *session = &event->dialog->session;
	uint64_t deadline = session->deadlines[ZSIP_DEADLINE_RETRY];

	if (!session->glare || deadline == ZSIP_NEVER ||
	    deadline <= event->moment->now)
		return false;
	zsip_event_refuse(event, ZSIP_DIALOG_REASON_RETRY_LATER);
	event->decision->until = deadline;
	return true;
}

/* What the request would have to wait for still (RFC 3261 14.1, RFC 3264 4). An
 * INVITE of ours would be it already. */
static bool is_in_the_way(const struct zsip_session *session)
{
	return !zsip_offer_is_free(session, (enum zsip_method)session->retry) ||
	       (session->retry == ZSIP_METHOD_INVITE &&
	        session->remote.state != ZSIP_INVITE_NONE);
}

static void try_again(struct zsip_event *event)
{
	event->next->session.retry = 0;
	event->decision->asks |= ZSIP_ASK_RETRY;
	zsip_decision_set_reason(event->decision, ZSIP_DIALOG_REASON_RETRY_DUE);
}

void zsip_retry_expire(struct zsip_event *event)
{
	if (is_in_the_way(&event->next->session))
		zsip_decision_set_reason(event->decision,
		                         ZSIP_DIALOG_REASON_RETRY_LATER);
	else
		try_again(event);
}

bool zsip_step_retry(struct zsip_event *event)
{
	const struct zsip_session *session = &event->next->session;
	bool intent = event->sent && event->msg == NULL;

	if (!intent && session->retry != 0 &&
	    session->deadlines[ZSIP_DEADLINE_RETRY] == ZSIP_NEVER &&
	    !is_in_the_way(session))
		try_again(event);
	return true;
}
