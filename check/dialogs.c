/*
 * What begins, keeps or names dialogs: reliable responses, session timers,
 * subscriptions, Replaces and its kin.
 */
#include "checker.h"

/* Reliable provisional responses (RFC 3262) */

static void check_response_number(struct checker *c, uint32_t number,
                                  struct zsip_slice text)
{
	if (number == 0 || number > INT32_MAX)
		zsip_check_report_at(c, ZSIP_RULE_RSEQ_RANGE,
		                     slice_digits(text));
}

void zsip_check_rseq(struct checker *c, const struct zsip_value *value)
{
	check_response_number(c, value->digits.number, value->raw);
}

/* The number before the method. */
static struct zsip_slice second_number(const struct zsip_value *value)
{
	const char *p = slice_end(slice_digits(value->raw));

	while (*p < '0' || *p > '9')
		p++;
	return slice_digits(slice_between(p, slice_end(value->raw)));
}

void zsip_check_rack(struct checker *c, const struct zsip_value *value)
{
	check_response_number(c, value->rack.response_number, value->raw);
	if (value->rack.cseq_number > INT32_MAX)
		zsip_check_report_at(c, ZSIP_RULE_CSEQ_RANGE,
		                     second_number(value));
	if (!slice_is(value->rack.method, "INVITE"))
		zsip_check_report_at(c, ZSIP_RULE_RACK_METHOD,
		                     value->rack.method);
}

static void check_reliable(struct checker *c)
{
	unsigned code = c->msg->status_code;
	bool required;
	struct zsip_value rseq;

	if (c->request || code < 100 || code > 199)
		return;
	required = zsip_check_has_tag(c, ZSIP_HDR_REQUIRE, "100rel");
	if (required && code == 100)
		zsip_check_report_at(c, ZSIP_RULE_RELIABLE_RESPONSE,
		                     c->msg->fields[c->field].value);
	else if (required && zsip_check_is_whole(c) &&
	         !has_header(c, ZSIP_HDR_RSEQ))
		zsip_check_missing(c, ZSIP_RULE_RELIABLE_RESPONSE,
		                   c->msg->fields[c->field].value, "RSeq");
	else if (!required && code != 100 && zsip_check_is_whole(c) &&
	         zsip_check_first(c, ZSIP_HDR_RSEQ, &rseq))
		zsip_check_missing(c, ZSIP_RULE_RELIABLE_RESPONSE, rseq.raw,
		                   "Require: 100rel");
}

/* Session timers (RFC 4028) */

#define LEAST_INTERVAL 90

void zsip_check_interval(struct checker *c, const struct zsip_value *value)
{
	if (value->digits_params.number < LEAST_INTERVAL)
		zsip_check_report_at(c, ZSIP_RULE_SESSION_INTERVAL,
		                     slice_digits(value->raw));
}

static bool has_timer(struct checker *c)
{
	size_t field = c->field;
	bool has = zsip_check_has_tag(c, ZSIP_HDR_SUPPORTED, "timer") ||
	           zsip_check_has_tag(c, ZSIP_HDR_REQUIRE, "timer");

	c->field = field;
	return has;
}

static void check_timer_request(struct checker *c,
                                const struct zsip_value *expires)
{
	struct zsip_value min_se;
	size_t field = c->field;

	if (!has_timer(c))
		zsip_check_report_at(c, ZSIP_RULE_SESSION_TIMER_TAG,
		                     expires->raw);
	if (zsip_check_first(c, ZSIP_HDR_MIN_SE, &min_se) &&
	    expires->digits_params.number < min_se.digits_params.number) {
		c->field = field;
		zsip_check_report_at(c, ZSIP_RULE_SESSION_BELOW_MIN_SE,
		                     slice_digits(expires->raw));
	}
}

static void check_timer_response(struct checker *c,
                                 const struct zsip_value *expires)
{
	struct zsip_param refresher;
	size_t field = c->field;

	if (zsip_params_get(expires->digits_params.params, ZSIP_PARAM_REFRESHER,
	                    &refresher) != ZSIP_OK)
		zsip_check_missing(c, ZSIP_RULE_MISSING_PARAMETER, expires->raw,
		                   "refresher");
	else if (slice_is_nocase(refresher.value, "uac") &&
	         !zsip_check_has_tag(c, ZSIP_HDR_REQUIRE, "timer"))
		zsip_check_missing(c, ZSIP_RULE_REFRESHER_REQUIRE,
		                   zsip_check_param_text(&refresher),
		                   "Require: timer");
	c->field = field;
}

static void check_session_timer(struct checker *c)
{
	struct zsip_value expires;

	if (!zsip_check_first(c, ZSIP_HDR_SESSION_EXPIRES, &expires))
		return;
	if (c->request)
		check_timer_request(c, &expires);
	else if (c->msg->status_code / 100 == 2)
		check_timer_response(c, &expires);
}

/* Events (RFC 6665, RFC 3903) */

static bool has_param(struct zsip_slice params, enum zsip_param_id id)
{
	struct zsip_param param;

	return zsip_params_get(params, id, &param) == ZSIP_OK;
}

void zsip_check_subscription(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_token_params *state = &value->token_params;

	if (zsip_check_is_word(state->token, "active pending") &&
	    !has_param(state->params, ZSIP_PARAM_EXPIRES))
		zsip_check_missing(c, ZSIP_RULE_MISSING_PARAMETER, value->raw,
		                   "expires");
	if (slice_is_nocase(state->token, "terminated") &&
	    !has_param(state->params, ZSIP_PARAM_REASON))
		zsip_check_missing(c, ZSIP_RULE_SUBSCRIPTION_REASON, value->raw,
		                   "reason");
}

static void check_publish(struct checker *c)
{
	if (c->request && c->method == ZSIP_METHOD_PUBLISH &&
	    zsip_check_is_whole(c) && c->msg->body.len == 0 &&
	    c->msg->missing == 0 && !has_header(c, ZSIP_HDR_SIP_IF_MATCH))
		zsip_check_report_at(c, ZSIP_RULE_PUBLISH_NOTHING,
		                     c->msg->start_line);
}

/* Replaces, Join, Target-Dialog */

void zsip_check_dialog_id(struct checker *c, const struct zsip_value *value)
{
	if (value->dialog_id.to_tag.ptr == NULL)
		zsip_check_missing(c, ZSIP_RULE_DIALOG_TAGS, value->raw,
		                   "to-tag");
	if (value->dialog_id.from_tag.ptr == NULL)
		zsip_check_missing(c, ZSIP_RULE_DIALOG_TAGS, value->raw,
		                   "from-tag");
}

/* 4538 4: without both the header field is ignored. */
void zsip_check_target_dialog(struct checker *c, const struct zsip_value *value)
{
	if (value->target_dialog.local_tag.ptr == NULL)
		zsip_check_missing(c, ZSIP_RULE_MISSING_PARAMETER, value->raw,
		                   "local-tag");
	if (value->target_dialog.remote_tag.ptr == NULL)
		zsip_check_missing(c, ZSIP_RULE_MISSING_PARAMETER, value->raw,
		                   "remote-tag");
}

static void check_replaces_and_join(struct checker *c)
{
	struct zsip_value join;

	if (c->request && has_header(c, ZSIP_HDR_REPLACES) &&
	    zsip_check_first(c, ZSIP_HDR_JOIN, &join))
		zsip_check_report_at(c, ZSIP_RULE_REPLACES_AND_JOIN, join.raw);
}

void zsip_check_dialogs(struct checker *c)
{
	check_reliable(c);
	check_session_timer(c);
	check_replaces_and_join(c);
	c->field = ZSIP_NO_FIELD;
	check_publish(c);
}
