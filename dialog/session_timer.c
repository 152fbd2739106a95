/*
 * Session timers (RFC 4028).
 */
#include "event.h"

enum { LEAST_INTERVAL = 90 /* seconds (RFC 4028 4, 5) */ };

/* Who refreshes, in the roles of the transaction that says so. */
enum refresher { UNSAID, UAC, UAS };

/* Session-Expires. */
struct expiry {
	bool there;
	uint32_t interval;
	uint8_t refresher; /* enum refresher */
};

static uint8_t read_refresher(struct zsip_slice params)
{
	struct zsip_param param;

	if (zsip_params_get(params, ZSIP_PARAM_REFRESHER, &param) != ZSIP_OK)
		return UNSAID;
	if (zsip_slice_equal_nocase(param.value, ZSIP_TEXT("uac")))
		return UAC;
	return zsip_slice_equal_nocase(param.value, ZSIP_TEXT("uas")) ? UAS
	                                                              : UNSAID;
}

static struct expiry read_expiry(const struct zsip_message *msg)
{
	struct zsip_value value;

	if (!zsip_facts_first(msg, ZSIP_HDR_SESSION_EXPIRES, &value))
		return (struct expiry){.there = false};
	return (struct expiry){
	        .there = true,
	        .interval = value.digits_params.number,
	        .refresher = read_refresher(value.digits_params.params)};
}

/* 0: there is none. */
static uint32_t read_min_se(const struct zsip_message *msg)
{
	struct zsip_value value;

	return zsip_facts_first(msg, ZSIP_HDR_MIN_SE, &value)
	               ? value.digits_params.number
	               : 0;
}

static uint32_t greater(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Requests */

static struct zsip_session_request *
request_of(struct zsip_dialog *dialog, enum zsip_method method, bool ours)
{
	return &dialog->session.requests[!ours][method == ZSIP_METHOD_UPDATE];
}

static void keep_request(struct zsip_session_request *kept,
                         const struct zsip_message *msg, uint32_t sequence)
{
	struct expiry expiry = read_expiry(msg);

	*kept = (struct zsip_session_request){
	        .sequence = sequence,
	        .interval = expiry.interval,
	        .min_se = read_min_se(msg),
	        .refresher = expiry.refresher,
	        .timer = zsip_facts_has_tag(msg, ZSIP_HDR_SUPPORTED,
	                                    ZSIP_TEXT("timer"))};
}

void zsip_timer_begin(struct zsip_dialog *dialog,
                      const struct zsip_facts *request, enum zsip_role role)
{
	bool ours = role == ZSIP_ROLE_UAC;
	struct zsip_session_request *kept =
	        request_of(dialog, ZSIP_METHOD_INVITE, ours);

	if (request->msg->method_id != ZSIP_METHOD_INVITE)
		return;
	keep_request(kept, request->msg, request->cseq.number);
	if (!ours)
		dialog->session.min_se = kept->min_se;
}

/* RFC 4028 9: who does not know the timer could not make use of a 422. */
static bool receive_request(struct zsip_event *event,
                            const struct zsip_session_request *request)
{
	struct zsip_session *session = &event->next->session;
	uint32_t least = greater(event->moment->min_se, LEAST_INTERVAL);

	if (request->timer && read_expiry(event->msg).there &&
	    request->interval < least) {
		zsip_event_respond(event, ZSIP_DIALOG_REASON_SESSION_INTERVAL);
		event->decision->min_se = least;
		return false;
	}
	session->min_se = greater(session->min_se, request->min_se);
	return true;
}

/* RFC 4028 7.1, 7.4. */
static bool send_request(struct zsip_event *event,
                         const struct zsip_session_request *request)
{
	bool there = read_expiry(event->msg).there;

	if (!request->timer)
		return !there ||
		       zsip_event_refuse(event, ZSIP_DIALOG_REASON_REFRESHER);
	if (request->min_se < event->dialog->session.min_se ||
	    (request->min_se != 0 && request->min_se < LEAST_INTERVAL))
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_MIN_SE);
	if (there &&
	    request->interval < greater(request->min_se, LEAST_INTERVAL))
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_SESSION_INTERVAL);
	return true;
}

static bool take_request(struct zsip_event *event)
{
	struct zsip_session_request *kept =
	        request_of(event->next, event->what.method, event->sent);

	keep_request(kept, event->msg, event->sequence);
	return event->sent ? send_request(event, kept)
	                   : receive_request(event, kept);
}

/* Responses */

/* RFC 4028 7.2, 9, 10.  Half the interval is when a refresh is to be sent; who
 * waits for one gives up before the session expires. */
static void set_deadlines(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	uint64_t *deadlines = session->deadlines;
	uint64_t interval = (uint64_t)session->session_interval * ZSIP_SECOND;
	uint64_t early = interval / 3 < 32 * ZSIP_SECOND ? interval / 3
	                                                 : 32 * ZSIP_SECOND;
	uint64_t now = event->moment->now;

	deadlines[ZSIP_DEADLINE_REFRESH] = ZSIP_NEVER;
	deadlines[ZSIP_DEADLINE_SESSION] = ZSIP_NEVER;
	if (session->refresher == ZSIP_REFRESHER_REMOTE)
		deadlines[ZSIP_DEADLINE_SESSION] = now + interval - early;
	if (session->refresher != ZSIP_REFRESHER_LOCAL)
		return;
	deadlines[ZSIP_DEADLINE_REFRESH] = now + interval / 2;
	deadlines[ZSIP_DEADLINE_SESSION] = now + interval;
}

/* Less than the least interval there is would make us refresh all the time (RFC
 * 4028 11.1).  Who does not say who refreshes has us do it. */
static void set_timer(struct zsip_event *event, const struct expiry *expiry)
{
	struct zsip_session *session = &event->next->session;
	const struct zsip_session *before = &event->dialog->session;
	bool local = (expiry->refresher == UAS) == event->sent;

	session->session_interval = 0;
	session->refresher = ZSIP_REFRESHER_NONE;
	if (expiry->there) {
		session->session_interval =
		        greater(expiry->interval, LEAST_INTERVAL);
		session->refresher =
		        local ? ZSIP_REFRESHER_LOCAL : ZSIP_REFRESHER_REMOTE;
	}
	if (session->session_interval != before->session_interval ||
	    session->refresher != before->refresher)
		event->decision->changes |= ZSIP_CHANGE_SESSION_TIMER;
	set_deadlines(event);
}

/* RFC 4028 9, table 2. */
static bool may_refresh(const struct zsip_session_request *request,
                        uint8_t refresher)
{
	if (!request->timer)
		return refresher == UAS;
	return refresher != UNSAID && (request->refresher == UNSAID ||
	                               request->refresher == refresher);
}

/* RFC 4028 9: what the request asked for, or less, down to the minimum. */
static bool may_last(const struct zsip_session_request *request,
                     uint32_t interval)
{
	if (request->interval != 0 && interval >= request->interval)
		return interval == request->interval;
	return interval >= greater(request->min_se, LEAST_INTERVAL);
}

static bool check_2xx(struct zsip_event *event, const struct expiry *expiry)
{
	const struct zsip_session_request *request =
	        request_of(event->next, event->what.method, false);

	if (!expiry->there || request->sequence != event->sequence)
		return true;
	if (!may_last(request, expiry->interval))
		return zsip_event_refuse(event,
		                         ZSIP_DIALOG_REASON_SESSION_INTERVAL);
	if (!may_refresh(request, expiry->refresher) ||
	    (expiry->refresher == UAC &&
	     !zsip_facts_has_tag(event->msg, ZSIP_HDR_REQUIRE,
	                         ZSIP_TEXT("timer"))))
		return zsip_event_refuse(event, ZSIP_DIALOG_REASON_REFRESHER);
	return true;
}

static bool take_2xx(struct zsip_event *event)
{
	struct expiry expiry = read_expiry(event->msg);

	if (!zsip_has_session(event->next))
		return true;
	if (event->sent && !check_2xx(event, &expiry))
		return false;
	set_timer(event, &expiry);
	return true;
}

/* RFC 4028 7.3.  Where what was asked for is enough, the next one would be
 * refused too (10). */
static bool receive_422(struct zsip_event *event)
{
	struct zsip_session *session = &event->next->session;
	const struct zsip_session_request *request =
	        request_of(event->next, event->what.method, true);
	uint32_t min_se = read_min_se(event->msg);

	session->min_se = greater(session->min_se, min_se);
	event->decision->min_se = min_se;
	if (request->sequence != event->sequence || request->interval >= min_se)
		return true;
	event->decision->asks |= ZSIP_ASK_RETRY;
	zsip_decision_set_reason(event->decision,
	                         ZSIP_DIALOG_REASON_SESSION_INTERVAL);
	return true;
}

/* RFC 4028 10: a refresh of ours that failed is asked for again, in half of
 * what is left; and one that had to wait for a request of the peer, which
 * failed. */
static void refresh_again(struct zsip_event *event)
{
	uint64_t *deadlines = event->next->session.deadlines;
	uint64_t end = deadlines[ZSIP_DEADLINE_SESSION];
	uint64_t now = event->moment->now;

	if (event->next->session.refresher != ZSIP_REFRESHER_LOCAL ||
	    deadlines[ZSIP_DEADLINE_REFRESH] != ZSIP_NEVER ||
	    end == ZSIP_NEVER || end < now + ZSIP_SECOND)
		return;
	deadlines[ZSIP_DEADLINE_REFRESH] = now + (end - now) / 2;
}

bool zsip_step_timer(struct zsip_event *event)
{
	unsigned code = event->what.code;

	if (event->what.method != ZSIP_METHOD_INVITE &&
	    event->what.method != ZSIP_METHOD_UPDATE)
		return true;
	if (code >= 300)
		refresh_again(event);
	if (event->msg == NULL)
		return true;
	if (code == 0)
		return take_request(event);
	if (code >= 200 && code < 300)
		return take_2xx(event);
	return code != 422 || event->sent || receive_422(event);
}

/* Time */

void zsip_expire_timer(struct zsip_event *event, enum zsip_deadline which)
{
	bool over = which == ZSIP_DEADLINE_SESSION;

	if (over)
		zsip_session_ask_end(event);
	else
		event->decision->asks |= ZSIP_ASK_REFRESH;
	zsip_decision_set_reason(event->decision,
	                         over ? ZSIP_DIALOG_REASON_SESSION_EXPIRED
	                              : ZSIP_DIALOG_REASON_SESSION_REFRESH);
}
