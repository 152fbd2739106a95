/*
 * How long subscriptions last (RFC 6665 4.1.2, 4.2.1.4).
 */
#include "usages.h"

static uint64_t first_of(const struct zsip_usage *usage)
{
	return usage->timer < usage->deadline ? usage->timer : usage->deadline;
}

/* Those that are free have no deadline. */
static size_t find_first(const struct zsip_dialog *dialog)
{
	size_t found = 0;

	for (size_t i = 1; i < ZSIP_DIALOG_USAGES; i++) {
		if (first_of(&dialog->usages[i]) <
		    first_of(&dialog->usages[found]))
			found = i;
	}
	return found;
}

void zsip_usages_set_deadline(struct zsip_dialog *dialog)
{
	dialog->session.deadlines[ZSIP_DEADLINE_SUBSCRIPTION] =
	        first_of(&dialog->usages[find_first(dialog)]);
}

static void set_timer(struct zsip_usage *usage, enum zsip_usage_timer kind,
                      uint64_t at)
{
	usage->timer_kind = (uint8_t)kind;
	usage->timer = at;
}

void zsip_usage_await_notify(struct zsip_usage *usage,
                             const struct zsip_moment *moment)
{
	set_timer(usage, ZSIP_USAGE_TIMER_NOTIFY,
	          moment->now + zsip_moment_64_t1(moment));
}

void zsip_usage_set_interval(struct zsip_usage *usage, uint32_t seconds,
                             const struct zsip_moment *moment)
{
	usage->interval = seconds;
	usage->deadline = moment->now + (uint64_t)seconds * ZSIP_SECOND;
}

/* While two SUBSCRIBEs can still go unanswered; of what is left, not before its
 * half.  So one that failed is asked for again, later and later, down to a
 * second. */
void zsip_usage_await_refresh(struct zsip_usage *usage,
                              const struct zsip_moment *moment)
{
	uint64_t left = usage->deadline - moment->now;
	uint64_t early = 2 * zsip_moment_64_t1(moment);

	set_timer(usage, ZSIP_USAGE_TIMER_NONE, ZSIP_NEVER);
	if (usage->kind != ZSIP_USAGE_SUBSCRIBER ||
	    usage->deadline == ZSIP_NEVER ||
	    usage->deadline < moment->now + ZSIP_SECOND)
		return;
	set_timer(usage, ZSIP_USAGE_TIMER_REFRESH,
	          usage->deadline - (early < left / 2 ? early : left / 2));
}

void zsip_usage_delay_refresh(struct zsip_usage *usage, uint64_t until)
{
	if (usage->timer_kind != ZSIP_USAGE_TIMER_REFRESH ||
	    until <= usage->timer)
		return;
	if (until < usage->deadline)
		usage->timer = until;
	else
		set_timer(usage, ZSIP_USAGE_TIMER_NONE, ZSIP_NEVER);
}

void zsip_usage_await_end(struct zsip_usage *usage,
                          const struct zsip_moment *moment)
{
	usage->ending = true;
	usage->deadline = ZSIP_NEVER;
	if (usage->timer_kind != ZSIP_USAGE_TIMER_NOTIFY)
		zsip_usage_await_notify(usage, moment);
}

/* RFC 5057 4.2: one that expired ends with the NOTIFY that says so; if that
 * gets lost, some time later. */
static void expire(struct zsip_event *event, struct zsip_usage *usage)
{
	zsip_usage_await_end(usage, event->moment);
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_SUBSCRIPTION_EXPIRED);
	if (usage->kind == ZSIP_USAGE_NOTIFIER)
		event->decision->asks |= ZSIP_ASK_NOTIFY;
}

static void fire(struct zsip_event *event, size_t i)
{
	struct zsip_usage *usage = &event->next->usages[i];

	if (usage->timer_kind == ZSIP_USAGE_TIMER_REFRESH) {
		set_timer(usage, ZSIP_USAGE_TIMER_NONE, ZSIP_NEVER);
		event->decision->asks |= ZSIP_ASK_SUBSCRIBE;
		zsip_decision_set_reason(
		        event->decision,
		        ZSIP_DIALOG_REASON_SUBSCRIPTION_REFRESH);
		return;
	}
	zsip_usage_end(event, i);
	zsip_decision_set_reason(event->decision, ZSIP_DIALOG_REASON_NO_NOTIFY);
}

void zsip_expire_usages(struct zsip_event *event, enum zsip_deadline which)
{
	size_t i = find_first(event->next);
	struct zsip_usage *usage = &event->next->usages[i];

	(void)which;
	event->decision->usage = i;
	if (usage->deadline < usage->timer)
		expire(event, usage);
	else
		fire(event, i);
	zsip_usages_set_deadline(event->next);
}
