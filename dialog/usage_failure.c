/*
 * What responses of 300 and more end, and those that never came (RFC 5057 5.1,
 * 5.2; RFC 6665 4.1.2.2, 4.2.2).
 */
#include "usages.h"

enum effect { NOTHING, USAGE, DIALOG };
enum where { ANY, USED, INTEGRAL, TARGET, EVENTS, ROUTED };

static const struct row {
	uint16_t code;
	uint8_t effect, where;
} rows[] = {
#define ZSIP_USAGE_EFFECT(code, effect, where, rfc) {code, effect, where},
#include "zsip_usage_effects.def"
#undef ZSIP_USAGE_EFFECT
};

static bool is_of_events(enum zsip_method method)
{
	return method == ZSIP_METHOD_SUBSCRIBE || method == ZSIP_METHOD_NOTIFY;
}

/* A 481 to a PRACK may mean the response that it acknowledges (RFC 3262 3). */
static bool is_used(enum zsip_method method, unsigned code)
{
	return (zsip_is_of_session(method) &&
	        (method != ZSIP_METHOD_PRACK || code != 481)) ||
	       is_of_events(method);
}

static bool is_there(enum where where, enum zsip_method method, unsigned code)
{
	switch (where) {
	case USED:
		return is_used(method, code);
	case INTEGRAL:
		return method == ZSIP_METHOD_INVITE || is_of_events(method);
	case TARGET:
		return method != ZSIP_METHOD_REFER;
	case EVENTS:
		return is_of_events(method);
	case ROUTED:
		return !is_of_events(method);
	default:
		return true;
	}
}

static enum effect effect_of(enum zsip_method method, unsigned code)
{
	if (method == ZSIP_METHOD_CANCEL)
		return NOTHING;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].code == code &&
		    is_there((enum where)rows[i].where, method, code))
			return (enum effect)rows[i].effect;
	}
	return NOTHING;
}

static void end_usage(struct zsip_event *event, size_t usage)
{
	zsip_usage_end(event, usage);
	if ((event->decision->asks & ZSIP_ASK_RETRY) == 0)
		zsip_decision_set_reason(event->decision,
		                         ZSIP_DIALOG_REASON_USAGE_FAILED);
}

/* The end of a session is a BYE, for a peer that still has it (RFC 3261
 * 12.2.1.2, 14.1). */
static void fail_session(struct zsip_event *event)
{
	if (!zsip_has_session(event->next))
		return;
	zsip_session_ask_end(event);
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_USAGE_FAILED);
}

/* RFC 5057 5.1 (13), (17): the last NOTIFY, and what unsubscribes, are taken as
 * done whatever the answer is; but a challenge, whose answer comes. */
static bool ends_anyway(const struct zsip_event *event,
                        const struct zsip_usage *usage)
{
	unsigned code = event->what.code;

	if (code == 401 || code == 407 || event->sent)
		return false;
	if (event->what.method == ZSIP_METHOD_NOTIFY)
		return usage->final;
	return usage->ending && code >= 500;
}

/* RFC 6665 4.1.2.2: the subscription has the time that it had; RFC 5057 5.1
 * (13): another SUBSCRIBE may have to wait. */
static void refresh_again(struct zsip_event *event, struct zsip_usage *usage)
{
	uint64_t wait;

	if (usage->state == ZSIP_USAGE_ACTIVE && usage->deadline != ZSIP_NEVER)
		zsip_usage_await_refresh(usage, event->moment);
	if (!zsip_retry_after_read(event->msg, &wait))
		return;
	event->decision->until = event->moment->now + wait;
	zsip_usage_delay_refresh(usage, event->decision->until);
}

/* A usage whose request failed, but which does not end for it. */
static void go_on(struct zsip_event *event, struct zsip_usage *usage)
{
	bool subscribe = event->what.method == ZSIP_METHOD_SUBSCRIBE;

	usage->final = false;
	if (subscribe && event->sent)
		usage->ending = false;
	else if (subscribe && !usage->ending)
		refresh_again(event, usage);
}

/* Whether the request is the one that was to make it; the CSeq is not known
 * where a NOTIFY came first. */
static bool is_new(const struct zsip_event *event,
                   const struct zsip_usage *usage)
{
	return event->what.method != ZSIP_METHOD_NOTIFY &&
	       (usage->sequence == event->sequence || usage->sequence == 0);
}

/* The response is lost, and a NOTIFY came (RFC 6665 4.4.1). */
static bool is_made(const struct zsip_event *event,
                    const struct zsip_usage *usage)
{
	return event->what.code == 408 && is_new(event, usage) &&
	       usage->state == ZSIP_USAGE_ACTIVE;
}

static void fail_subscription(struct zsip_event *event, enum effect effect)
{
	size_t i = zsip_subscription_of(event);
	struct zsip_usage *usage;

	if (i == ZSIP_NO_USAGE)
		return;
	usage = &event->next->usages[i];
	event->decision->usage = i;
	if (!is_made(event, usage) &&
	    (effect != NOTHING || ends_anyway(event, usage) ||
	     is_new(event, usage)))
		end_usage(event, i);
	else
		go_on(event, usage);
}

static void fail_dialog(struct zsip_event *event)
{
	if (event->next->state == ZSIP_DIALOG_TERMINATED)
		return;
	zsip_dialog_end(event);
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_DIALOG_FAILED);
}

/* RFC 5057 5.1: what we answer has the same effect as what is answered to us;
 * but a 408, which no UAS sends (RFC 4320 4.2). */
bool zsip_usages_fail(struct zsip_event *event)
{
	enum zsip_method method = event->what.method;
	unsigned code = event->what.code;
	enum effect effect = NOTHING;

	if (!event->sent || code != 408)
		effect = effect_of(method, code);
	if (effect == DIALOG)
		fail_dialog(event);
	else if (is_of_events(method) || method == ZSIP_METHOD_REFER)
		fail_subscription(event, effect);
	else if (effect == USAGE)
		fail_session(event);
	return true;
}
