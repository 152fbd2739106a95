/*
 * The parts that know usages: subscriptions, and what ends them (RFC 5057, RFC
 * 6665).
 */
#ifndef ZSIP_USAGES_H
#define ZSIP_USAGES_H

#include "event.h"

/* event_package.c: what tells the subscriptions of a dialog apart. */
struct zsip_package {
	struct zsip_slice value;    /* of Event */
	struct zsip_slice type, id; /* the id is absent if there is none */
};

/* Event of a message; false if there is none, or it is broken. */
bool zsip_package_read(const struct zsip_message *msg,
                       struct zsip_package *package);

bool zsip_package_is_refer(const struct zsip_package *package);

/* The usage of this kind whose event it is; ZSIP_NO_USAGE: none. */
size_t zsip_package_find(const struct zsip_event *event,
                         enum zsip_usage_kind kind,
                         const struct zsip_package *package);

/* usages.c: whether requests of this method belong to the session (RFC 5057
 * 5.3). */
bool zsip_is_of_session(enum zsip_method method);

/* A further usage of the dialog; ZSIP_NO_USAGE: there is no room, and
 * the event is turned down. */
size_t zsip_usage_begin(struct zsip_event *event, enum zsip_usage_kind kind,
                        struct zsip_slice text);

/* What is received is answered so, what is sent is refused. */
bool zsip_event_turn_down(struct zsip_event *event,
                          enum zsip_dialog_reason reason);

/* usage_failure.c: responses of 300 and more, and none at all. */
bool zsip_usages_fail(struct zsip_event *event);

/* subscription.c: requests, and responses of 200 to 299. */
bool zsip_subscription_request(struct zsip_event *event);
bool zsip_subscription_2xx(struct zsip_event *event);

/* Expires; false: there is none. */
bool zsip_expires_read(const struct zsip_message *msg, uint32_t *seconds);

struct zsip_subscription_state {
	bool terminated, has_expires;
	uint32_t expires;
};

/* Subscription-State; false: there is none. */
bool zsip_subscription_state_read(const struct zsip_message *msg,
                                  struct zsip_subscription_state *state);

/* The usage that the request of this response belongs to. */
size_t zsip_subscription_of(const struct zsip_event *event);

/* subscription_time.c: what the timer of a usage is. */
enum zsip_usage_timer {
	ZSIP_USAGE_TIMER_NONE,
	/* A NOTIFY that is due (Timer N of RFC 6665 4.1.2.4). */
	ZSIP_USAGE_TIMER_NOTIFY,
	ZSIP_USAGE_TIMER_REFRESH /* a SUBSCRIBE that is to be sent */
};

/* The first deadline of all usages. */
void zsip_usages_set_deadline(struct zsip_dialog *dialog);

void zsip_usage_await_notify(struct zsip_usage *usage,
                             const struct zsip_moment *moment);
/* It lasts as long, from now. */
void zsip_usage_set_interval(struct zsip_usage *usage, uint32_t seconds,
                             const struct zsip_moment *moment);
/* No timer but that for the next refresh. */
void zsip_usage_await_refresh(struct zsip_usage *usage,
                              const struct zsip_moment *moment);
/* The refresh is not to be sent before a time. */
void zsip_usage_delay_refresh(struct zsip_usage *usage, uint64_t until);
/* A NOTIFY is to end it; there may be a timer for it already. */
void zsip_usage_await_end(struct zsip_usage *usage,
                          const struct zsip_moment *moment);

#endif
