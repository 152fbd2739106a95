/*
 * SUBSCRIBE, REFER and NOTIFY within a dialog (RFC 6665 4, RFC 3515 2.4, RFC
 * 4488, RFC 7614).
 */
#include "usages.h"

/* Of SUBSCRIBE and REFER the UAC is the subscriber, of NOTIFY the UAS. */
static enum zsip_usage_kind kind_of(const struct zsip_event *event)
{
	bool uac = zsip_event_role(event) == ZSIP_ROLE_UAC;

	return uac != (event->what.method == ZSIP_METHOD_NOTIFY)
	               ? ZSIP_USAGE_SUBSCRIBER
	               : ZSIP_USAGE_NOTIFIER;
}

static uint32_t *request_of(struct zsip_usage *usage,
                            const struct zsip_event *event)
{
	return zsip_event_role(event) == ZSIP_ROLE_UAC ? &usage->local_request
	                                               : &usage->remote_request;
}

/* One that a NOTIFY made belongs to the SUBSCRIBE or REFER before it. */
static bool is_made_before(const struct zsip_event *event,
                           const struct zsip_usage *usage)
{
	return event->dialog->role == ZSIP_ROLE_UAS &&
	       zsip_event_role(event) == ZSIP_ROLE_UAC && usage->initial &&
	       usage->kind == ZSIP_USAGE_SUBSCRIBER &&
	       usage->local_request == 0;
}

size_t zsip_subscription_of(const struct zsip_event *event)
{
	enum zsip_usage_kind kind = kind_of(event);

	for (size_t i = 0; i < ZSIP_DIALOG_USAGES; i++) {
		struct zsip_usage *usage = &event->next->usages[i];

		if (usage->kind == kind &&
		    (*request_of(usage, event) == event->sequence ||
		     is_made_before(event, usage)))
			return i;
	}
	return ZSIP_NO_USAGE;
}

/* SUBSCRIBE */

bool zsip_expires_read(const struct zsip_message *msg, uint32_t *seconds)
{
	struct zsip_value value;

	if (!zsip_facts_first(msg, ZSIP_HDR_EXPIRES, &value))
		return false;
	*seconds = value.digits.number;
	return true;
}

/* RFC 6665 4.5.2, RFC 7647 4. */
static bool is_gruu(const struct zsip_event *event)
{
	struct zsip_slice target =
	        zsip_event_text(event, ZSIP_DIALOG_REMOTE_TARGET);
	struct zsip_param gr;
	struct zsip_uri uri;

	return zsip_uri_parse(&uri, target,
	                      event->msg != NULL ? event->msg->options : NULL,
	                      NULL) == ZSIP_OK &&
	       zsip_params_get(uri.params, ZSIP_PARAM_GR, &gr) == ZSIP_OK;
}

static size_t begin(struct zsip_event *event, struct zsip_slice text)
{
	if (event->sent && is_gruu(event)) {
		zsip_event_refuse(event, ZSIP_DIALOG_REASON_TARGET_IS_GRUU);
		return ZSIP_NO_USAGE;
	}
	return zsip_usage_begin(event, kind_of(event), text);
}

static void begin_transaction(struct zsip_event *event, size_t i)
{
	struct zsip_usage *usage = &event->next->usages[i];

	event->decision->usage = i;
	*request_of(usage, event) = event->sequence;
	if (event->sent)
		zsip_usage_await_notify(usage, event->moment);
}

static bool take_subscribe(struct zsip_event *event)
{
	struct zsip_package package;
	struct zsip_usage *usage;
	uint32_t seconds = 0;
	size_t i;

	if (event->msg == NULL)
		return zsip_usage_find(event->dialog, ZSIP_USAGE_SUBSCRIBER) !=
		               ZSIP_NO_USAGE ||
		       begin(event, (struct zsip_slice){NULL, 0}) !=
		               ZSIP_NO_USAGE;
	if (!zsip_package_read(event->msg, &package))
		return zsip_event_turn_down(event, ZSIP_DIALOG_REASON_NO_EVENT);
	i = zsip_package_find(event, kind_of(event), &package);
	if (i == ZSIP_NO_USAGE && zsip_package_is_refer(&package))
		return zsip_event_turn_down(event, ZSIP_DIALOG_REASON_NO_REFER);
	if (i == ZSIP_NO_USAGE)
		i = begin(event, package.value);
	if (i == ZSIP_NO_USAGE)
		return false;
	begin_transaction(event, i);
	usage = &event->next->usages[i];
	usage->ending = zsip_expires_read(event->msg, &seconds) && seconds == 0;
	usage->interval = seconds;
	return true;
}

/* RFC 6665 4.2.1.1, 4.2.1.4: as long as was asked for, or shorter. */
static bool may_last(const struct zsip_usage *usage, uint32_t seconds)
{
	if (usage->ending)
		return seconds == 0;
	return usage->interval == 0 || seconds <= usage->interval;
}

/* Our 2xx: the NOTIFY is due at once (RFC 6665 4.2.1.2); without the first one
 * the peer has no subscription. */
static void ask_notify(struct zsip_event *event, struct zsip_usage *usage)
{
	event->decision->asks |= ZSIP_ASK_NOTIFY;
	if (usage->state == ZSIP_USAGE_PENDING)
		zsip_usage_await_notify(usage, event->moment);
}

/* A 204 says that there is no NOTIFY (RFC 5839 5.3). */
static bool grant(struct zsip_event *event, struct zsip_usage *usage)
{
	uint32_t seconds;

	if (!zsip_expires_read(event->msg, &seconds) ||
	    !may_last(usage, seconds))
		return zsip_event_refuse(
		        event, ZSIP_DIALOG_REASON_SUBSCRIPTION_EXPIRES);
	zsip_usage_set_interval(usage, seconds, event->moment);
	if (seconds == 0)
		zsip_usage_await_end(usage, event->moment);
	if (event->what.code != 204)
		ask_notify(event, usage);
	return true;
}

/* The peer's 2xx.  Without Expires it is as long as was asked for. */
static void take_grant(struct zsip_event *event, struct zsip_usage *usage)
{
	const struct zsip_moment *moment = event->moment;
	uint32_t seconds = usage->interval;
	bool told = zsip_expires_read(event->msg, &seconds);

	if (usage->state == ZSIP_USAGE_PENDING &&
	    usage->timer_kind != ZSIP_USAGE_TIMER_NOTIFY)
		zsip_usage_await_notify(usage, moment);
	if (told || seconds != 0)
		zsip_usage_set_interval(usage, seconds, moment);
	if (told)
		usage->ending = seconds == 0;
	if (usage->ending)
		zsip_usage_await_end(usage, moment);
	else if (usage->timer_kind != ZSIP_USAGE_TIMER_NOTIFY ||
	         event->what.code == 204)
		zsip_usage_await_refresh(usage, moment);
}

/* REFER */

/* RFC 7614 4.3, 5.3. */
static bool is_without_subscription(const struct zsip_message *refer)
{
	return zsip_facts_has_tag(refer, ZSIP_HDR_REQUIRE,
	                          ZSIP_TEXT("nosub")) ||
	       zsip_facts_has_tag(refer, ZSIP_HDR_REQUIRE,
	                          ZSIP_TEXT("explicitsub"));
}

/* RFC 4488 4: a response that has Refer-Sub: false. */
static bool is_suppressed(const struct zsip_message *response)
{
	struct zsip_value value;

	return zsip_facts_first(response, ZSIP_HDR_REFER_SUB, &value) &&
	       zsip_slice_equal_nocase(value.token_params.token,
	                               ZSIP_TEXT("false"));
}

/* RFC 3515 2.4.6: of all but the first one the id is the CSeq. */
static struct zsip_slice refer_event(struct zsip_event *event)
{
	uint8_t direction = event->sent ? 1 : 2;
	struct zsip_writer writer;

	zsip_writer_init(&writer, event->event_text, sizeof(event->event_text));
	zsip_writer_add(&writer, ZSIP_TEXT("refer"));
	if (event->dialog->referred & direction) {
		zsip_writer_add(&writer, ZSIP_TEXT(";id="));
		zsip_writer_add_number(&writer, event->sequence);
	}
	event->next->referred |= direction;
	return (struct zsip_slice){event->event_text, writer.len};
}

static bool has_one_refer_to(const struct zsip_message *msg)
{
	const struct zsip_field *first =
	        zsip_field_find(msg, ZSIP_HDR_REFER_TO, NULL);

	return first != NULL &&
	       zsip_field_find(msg, ZSIP_HDR_REFER_TO, first) == NULL;
}

static bool take_refer(struct zsip_event *event)
{
	size_t i;

	if (event->msg == NULL)
		return true;
	if (!has_one_refer_to(event->msg))
		return zsip_event_turn_down(event,
		                            ZSIP_DIALOG_REASON_NO_REFER_TO);
	if (is_without_subscription(event->msg))
		return true;
	i = begin(event, refer_event(event));
	if (i == ZSIP_NO_USAGE)
		return false;
	event->next->usages[i].refer = true;
	begin_transaction(event, i);
	return true;
}

/* How long it lasts, the first NOTIFY says (RFC 3515 2.4.4). */
static void take_refer_2xx(struct zsip_event *event, size_t i)
{
	struct zsip_usage *usage = &event->next->usages[i];

	if (is_suppressed(event->msg))
		zsip_usage_end(event, i);
	else if (event->sent)
		ask_notify(event, usage);
	else if (usage->state == ZSIP_USAGE_PENDING &&
	         usage->timer_kind != ZSIP_USAGE_TIMER_NOTIFY)
		zsip_usage_await_notify(usage, event->moment);
}

/* NOTIFY */

bool zsip_subscription_state_read(const struct zsip_message *msg,
                                  struct zsip_subscription_state *state)
{
	struct zsip_value value;
	struct zsip_param expires;

	if (!zsip_facts_first(msg, ZSIP_HDR_SUBSCRIPTION_STATE, &value))
		return false;
	*state = (struct zsip_subscription_state){
	        .terminated = zsip_slice_equal_nocase(value.token_params.token,
	                                              ZSIP_TEXT("terminated"))};
	if (zsip_params_get(value.token_params.params, ZSIP_PARAM_EXPIRES,
	                    &expires) == ZSIP_OK &&
	    zsip_param_number(&expires, &state->expires) == ZSIP_OK)
		state->has_expires = !state->terminated;
	return true;
}

/* RFC 6665 4.2.2: with an expires, which shortens what is left, up to the
 * second that has begun; once it has expired it can only be terminated. */
static bool may_notify(const struct zsip_event *event,
                       const struct zsip_usage *usage,
                       const struct zsip_subscription_state *state)
{
	uint64_t now = event->moment->now;

	if (state->terminated)
		return true;
	if (usage->ending || !state->has_expires)
		return false;
	if (usage->deadline == ZSIP_NEVER)
		return usage->interval == 0 ||
		       state->expires <= usage->interval;
	return now + (uint64_t)state->expires * ZSIP_SECOND <
	       usage->deadline + ZSIP_SECOND;
}

/* RFC 6665 4.4.1: the route set of a subscriber is that of the NOTIFY.  Proxies
 * by RFC 3265 are in the 2xx alone. */
static void take_routes(struct zsip_event *event,
                        const struct zsip_usage *usage)
{
	if (usage->initial && usage->state == ZSIP_USAGE_PENDING &&
	    !event->sent &&
	    zsip_field_find(event->msg, ZSIP_HDR_RECORD_ROUTE, NULL) != NULL)
		zsip_event_recompute_routes(event);
}

/* One that expired goes on if the NOTIFY says so; one that was unsubscribed
 * does not: this NOTIFY crosses what unsubscribes it. */
static bool ends(const struct zsip_usage *usage,
                 const struct zsip_subscription_state *state)
{
	return state->terminated ||
	       (usage->ending && (!state->has_expires || usage->interval == 0));
}

static void set_state(struct zsip_event *event, struct zsip_usage *usage,
                      const struct zsip_subscription_state *state)
{
	const struct zsip_moment *moment = event->moment;

	take_routes(event, usage);
	usage->state = ZSIP_USAGE_ACTIVE;
	usage->final = state->terminated;
	usage->ending = ends(usage, state);
	*request_of(usage, event) = event->sequence;
	if (usage->final)
		zsip_usage_await_notify(usage, moment);
	if (usage->ending) {
		zsip_usage_await_end(usage, moment);
		return;
	}
	if (state->has_expires)
		zsip_usage_set_interval(usage, state->expires, moment);
	else if (usage->deadline == ZSIP_NEVER && usage->interval != 0)
		zsip_usage_set_interval(usage, usage->interval, moment);
	zsip_usage_await_refresh(usage, moment);
}

static bool take_notify(struct zsip_event *event)
{
	struct zsip_subscription_state state;
	struct zsip_package package;
	size_t i;

	if (event->msg == NULL)
		return zsip_usage_find(event->dialog, ZSIP_USAGE_NOTIFIER) !=
		               ZSIP_NO_USAGE ||
		       zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_NO_SUBSCRIPTION);
	if (!zsip_package_read(event->msg, &package))
		return zsip_event_turn_down(
		        event, ZSIP_DIALOG_REASON_NO_SUBSCRIPTION_STATE);
	i = zsip_package_find(event, kind_of(event), &package);
	if (i == ZSIP_NO_USAGE)
		return zsip_event_turn_down(event,
		                            ZSIP_DIALOG_REASON_NO_SUBSCRIPTION);
	if (!zsip_subscription_state_read(event->msg, &state))
		return zsip_event_turn_down(
		        event, ZSIP_DIALOG_REASON_NO_SUBSCRIPTION_STATE);
	if (event->sent &&
	    !may_notify(event, &event->dialog->usages[i], &state))
		return zsip_event_refuse(
		        event, ZSIP_DIALOG_REASON_SUBSCRIPTION_EXPIRES);
	event->decision->usage = i;
	set_state(event, &event->next->usages[i], &state);
	return true;
}

/* RFC 6665 4.4.1: the NOTIFY that says terminated is through.  One that made
 * the dialog says how long the subscription lasts. */
static void take_notify_2xx(struct zsip_event *event, size_t i)
{
	struct zsip_usage *usage = &event->next->usages[i];

	if (usage->final) {
		zsip_usage_end(event, i);
		return;
	}
	if (usage->deadline != ZSIP_NEVER || usage->interval == 0 ||
	    usage->ending)
		return;
	zsip_usage_set_interval(usage, usage->interval, event->moment);
	zsip_usage_await_refresh(usage, event->moment);
}

/* All */

bool zsip_subscription_request(struct zsip_event *event)
{
	switch (event->what.method) {
	case ZSIP_METHOD_SUBSCRIBE:
		return take_subscribe(event);
	case ZSIP_METHOD_REFER:
		return take_refer(event);
	case ZSIP_METHOD_NOTIFY:
		return take_notify(event);
	default:
		return true;
	}
}

static bool take_subscribe_2xx(struct zsip_event *event, size_t i)
{
	struct zsip_usage *usage = &event->next->usages[i];

	if (event->sent)
		return grant(event, usage);
	take_grant(event, usage);
	return true;
}

/* A NOTIFY was there first. */
static void set_sequence(const struct zsip_event *event,
                         struct zsip_usage *usage)
{
	if (is_made_before(event, usage))
		usage->sequence = usage->local_request = event->sequence;
}

bool zsip_subscription_2xx(struct zsip_event *event)
{
	enum zsip_method method = event->what.method;
	size_t i;

	if (event->msg == NULL ||
	    (method != ZSIP_METHOD_SUBSCRIBE && method != ZSIP_METHOD_REFER &&
	     method != ZSIP_METHOD_NOTIFY))
		return true;
	i = zsip_subscription_of(event);
	if (i == ZSIP_NO_USAGE)
		return true;
	event->decision->usage = i;
	if (method != ZSIP_METHOD_NOTIFY)
		set_sequence(event, &event->next->usages[i]);
	if (method == ZSIP_METHOD_SUBSCRIBE)
		return take_subscribe_2xx(event, i);
	if (method == ZSIP_METHOD_REFER)
		take_refer_2xx(event, i);
	else
		take_notify_2xx(event, i);
	return true;
}

bool zsip_subscription_begins(const struct zsip_message *request,
                              const struct zsip_message *response)
{
	struct zsip_subscription_state state;

	switch (request->method_id) {
	case ZSIP_METHOD_REFER:
		return !is_without_subscription(request) &&
		       !is_suppressed(response);
	case ZSIP_METHOD_NOTIFY:
		return !zsip_subscription_state_read(request, &state) ||
		       !state.terminated;
	default:
		return true;
	}
}
