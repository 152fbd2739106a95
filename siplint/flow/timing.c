/*
 * What the times of a call's messages tell: what was sent again, how often, and
 * what came too late.  Only a capture or a log has them.
 */
#include "flow/calls.h"
#include <stdlib.h>

/* RFC 3261 17, with T1 of 500 ms.  Timer A lets an INVITE be sent 7 times,
 * Timer E another request 11 times, and Timer G, or RFC 3261 13.3.1.4, a final
 * response to an INVITE. */
enum { INVITE_COPIES = 6, OTHER_COPIES = 10 };
enum { TRYING_MS = 200, GIVEN_UP_MS = 32000 };
enum { DOUBLED_MS = PLACE_SAME_PACKET / PLACE_MS };

/* What is known of a message that others repeat or answer. */
struct course {
	uint64_t last; /* when it was sent the last time */
	uint32_t copies, last_copy;
	bool is_answered, is_late;
};

struct timing {
	struct flow_watch *watch;
	struct call *call;
	struct course *courses; /* one a message */
};

static const struct zsip_flow_message *at(const struct timing *timing,
                                          uint32_t index)
{
	return &timing->call->flow.messages[index];
}

static const struct place *place_of(const struct timing *timing, uint32_t index)
{
	return &timing->call->sightings[index].seen.place;
}

static void report(const struct timing *timing, enum own_rule rule,
                   uint32_t message, uint32_t other)
{
	const struct zsip_flow_finding finding = {
	        .rule = rule_own(rule), .message = message, .other = other};

	flow_report(timing->watch, &finding);
}

static bool is_reliable(const struct timing *timing, uint32_t index)
{
	const struct zsip_transport_info *info =
	        zsip_transport_info(place_of(timing, index)->transport);

	return info != NULL && info->reliable;
}

/* The first time that a message was sent. */
static uint32_t first_of(const struct timing *timing, uint32_t index)
{
	uint32_t first = at(timing, index)->retransmits;

	return first != ZSIP_FLOW_NONE ? first : index;
}

/* --- Sent again */

static void count_copy(const struct timing *timing, uint32_t index)
{
	uint32_t first = first_of(timing, index);
	struct course *course = &timing->courses[first];
	uint64_t time = at(timing, index)->time;

	if (first != index && time - course->last >= DOUBLED_MS) {
		course->copies++;
		course->last_copy = index;
	}
	course->last = time;
}

/* Whoever waits for an ACK or a PRACK repeats its response on any transport
 * (RFC 3261 13.3.1.4, RFC 3262 3), and an ACK is repeated for each of them. Who
 * rings for long repeats that once a minute (RFC 3261 13.3.1.1). */
static bool may_repeat_on_stream(const struct zsip_flow_message *message)
{
	return message->method_id == ZSIP_METHOD_ACK ||
	       (message->method_id == ZSIP_METHOD_INVITE &&
	        message->code != 0 && message->code < 300);
}

static bool is_unreliable(const struct zsip_flow_message *message)
{
	return message->code != 0 && message->code < 200 &&
	       (message->flags & ZSIP_FLOW_RELIABLE) == 0;
}

/* A response is also repeated for each copy of its request. */
static uint32_t most_copies(const struct timing *timing, uint32_t index)
{
	const struct zsip_flow_message *message = at(timing, index);

	if (message->method_id == ZSIP_METHOD_ACK || is_unreliable(message))
		return UINT32_MAX;
	if (message->code == 0)
		return message->method_id == ZSIP_METHOD_INVITE ? INVITE_COPIES
		                                                : OTHER_COPIES;
	if (message->request == ZSIP_FLOW_NONE)
		return UINT32_MAX;
	return OTHER_COPIES + at(timing, message->request)->copies;
}

static void judge_copies(const struct timing *timing, uint32_t index)
{
	const struct course *course = &timing->courses[index];
	enum own_rule rule = OWN_RULE_CAPTURE_RETRANSMITTED;

	if (course->copies == 0)
		return;
	if (is_reliable(timing, index)) {
		if (!may_repeat_on_stream(at(timing, index)))
			rule = OWN_RULE_CAPTURE_RETRANSMITTED_STREAM;
	} else if (course->copies > most_copies(timing, index)) {
		rule = OWN_RULE_CAPTURE_RETRANSMITTED_OFTEN;
	}
	report(timing, rule, index, course->last_copy);
}

/* --- Late */

/* No less has passed.  A log may know whole seconds alone. */
static uint64_t time_between(const struct timing *timing, uint32_t from,
                             uint32_t to)
{
	uint64_t start = at(timing, from)->time, end = at(timing, to)->time;
	bool is_coarse = start % 1000 == 0 && end % 1000 == 0;

	return is_coarse && end != start ? end - start - 1000 : end - start;
}

static void judge_answer(const struct timing *timing, uint32_t index)
{
	const struct zsip_flow_message *message = at(timing, index);
	bool is_invite = message->method_id == ZSIP_METHOD_INVITE;
	uint32_t request = message->request;
	struct course *course;
	uint64_t took;

	if (message->code == 0 || request == ZSIP_FLOW_NONE ||
	    message->retransmits != ZSIP_FLOW_NONE)
		return;
	request = first_of(timing, request);
	course = &timing->courses[request];
	took = time_between(timing, request, index);
	/* A provisional response stops Timer B, and not Timer F. */
	if (took >= GIVEN_UP_MS && !course->is_late &&
	    (is_invite ? !course->is_answered : message->code >= 200)) {
		report(timing, OWN_RULE_CAPTURE_LATE_ANSWER, index, request);
		course->is_late = true;
	} else if (is_invite && !course->is_answered && took > TRYING_MS) {
		report(timing, OWN_RULE_CAPTURE_LATE_TRYING, index, request);
	}
	course->is_answered = true;
}

/* @return whether time is known of all, and never goes back */
static bool has_times(const struct timing *timing)
{
	for (uint32_t i = 0; i < timing->call->flow.count; i++) {
		if (!at(timing, i)->has_time ||
		    (i > 0 && at(timing, i)->time < at(timing, i - 1)->time))
			return false;
	}
	return true;
}

void timing_check(struct flow_watch *watch)
{
	uint32_t count = watch->call->flow.count;
	struct timing timing = {.watch = watch, .call = watch->call};

	if (!has_times(&timing))
		return;
	timing.courses = must_resize(NULL, count, sizeof(*timing.courses));
	for (uint32_t i = 0; i < count; i++)
		timing.courses[i] = (struct course){.copies = 0};
	for (uint32_t i = 0; i < count; i++) {
		count_copy(&timing, i);
		judge_answer(&timing, i);
	}
	for (uint32_t i = 0; i < count; i++)
		judge_copies(&timing, i);
	free(timing.courses);
}
