/*
 * Values: what their grammar refused, and what it took but rules forbid.
 */
#include "checker.h"

static const char cookie[] = "z9hG4bK";
#define COOKIE_LENGTH (sizeof(cookie) - 1)

/* A number that does not fit: what it means depends on what it counts. */
static enum zsip_rule range_rule(enum zsip_header id)
{
	switch (id) {
	case ZSIP_HDR_CSEQ:
		return ZSIP_RULE_CSEQ_RANGE;
	case ZSIP_HDR_MAX_FORWARDS:
		return ZSIP_RULE_MAX_FORWARDS_RANGE;
	case ZSIP_HDR_EXPIRES:
	case ZSIP_HDR_MIN_EXPIRES:
	case ZSIP_HDR_RETRY_AFTER:
	case ZSIP_HDR_SESSION_EXPIRES:
	case ZSIP_HDR_MIN_SE:
	case ZSIP_HDR_FLOW_TIMER:
		return ZSIP_RULE_DELTA_SECONDS_RANGE;
	case ZSIP_HDR_CONTENT_LENGTH:
		return ZSIP_RULE_AMBIGUOUS_CONTENT_LENGTH;
	default:
		return ZSIP_RULE_NUMBER_RANGE;
	}
}

/* Where the character begins that was broken off at `at`, or that cannot begin
 * there; NULL if the fault is another. */
static const char *broken_character(struct zsip_slice text, const char *at)
{
	const char *p = at;

	while (p > text.ptr && (p[-1] & 0xC0) == 0x80)
		p--;
	if (p > text.ptr &&
	    (size_t)(at - p) + 1 < zsip_check_utf8_length((unsigned char)p[-1]))
		return p - 1;
	return at < slice_end(text) && (unsigned char)*at >= 0x80 ? at : NULL;
}

/* A malformed header field that is not needed is to be ignored (RFC 3261 8.2.2,
 * 16.3); of others nothing can be taken to be ignored. */
static enum zsip_rule value_rule(enum zsip_header id)
{
	switch (id) {
	case ZSIP_HDR_ALERT_INFO:
	case ZSIP_HDR_CALL_INFO:
	case ZSIP_HDR_DATE:
	case ZSIP_HDR_ERROR_INFO:
	case ZSIP_HDR_RETRY_AFTER:
	case ZSIP_HDR_SERVER:
	case ZSIP_HDR_TIMESTAMP:
	case ZSIP_HDR_USER_AGENT:
	case ZSIP_HDR_WARNING:
		return ZSIP_RULE_OPTIONAL_HEADER_VALUE;
	default:
		return ZSIP_RULE_HEADER_VALUE;
	}
}

/* A text has one grammar for all: no control bytes, and UTF-8. */
static void check_bad_text(struct checker *c, enum zsip_header id,
                           struct zsip_slice text,
                           const struct zsip_error *error)
{
	const char *at = c->msg->text.ptr + error->offset;
	const char *p = text.ptr, *end = slice_end(text);
	const char *character = broken_character(text, at < end ? at : end);

	if (character != NULL)
		zsip_check_report(c, ZSIP_RULE_NOT_UTF8,
		                  (struct zsip_slice){character, 1}, error);
	else if (at >= end || !is_control(*at))
		zsip_check_report(c, value_rule(id),
		                  slice_between(at, at < end ? end : at),
		                  error);
	while (p < end && !is_control(*p))
		p++;
	if (p < end)
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_CONTROL_BYTE,
		                     (struct zsip_slice){p, 1});
}

static bool is_text(enum zsip_header id)
{
	const struct zsip_header_info *info = zsip_header_info(id);

	return info == NULL || info->shape == ZSIP_SHAPE_text ||
	       info->shape == ZSIP_SHAPE_server_vals;
}

/* That a method is unknown is the better answer (RFC 4475 3.1.2.18). */
static void check_cseq_method(struct checker *c, struct zsip_slice method)
{
	/* What begins a broken start line may be no method at all. */
	if (c->method == ZSIP_METHOD_OTHER && zsip_check_start_failed(c->msg))
		return;
	if (!c->request || c->method_name.ptr == NULL ||
	    zsip_slice_equal(c->method_name, method))
		return;
	if (c->method == ZSIP_METHOD_OTHER)
		zsip_check_report_code(c, ZSIP_RULE_AMBIGUOUS_CSEQ_METHOD,
		                       method, ZSIP_CODE_NOT_IMPLEMENTED);
	else
		zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_CSEQ_METHOD,
		                     method);
}

/* The last word of a CSeq whose number hides it by not fitting. */
static struct zsip_slice last_word(struct zsip_slice text)
{
	const char *end = slice_end(text), *p = end;

	while (p > text.ptr && p[-1] != ' ' && p[-1] != '\t')
		p--;
	return slice_between(p, end);
}

static void report_bad_value(struct checker *c, enum zsip_header id,
                             struct zsip_slice value,
                             const struct zsip_error *error)
{
	const char *at = c->msg->text.ptr + error->offset;
	const char *end = slice_end(value);
	struct zsip_slice rest = slice_between(at, at < end ? end : at);

	/* A lone CR or LF has been told of already. */
	if (c->msg->error.status == ZSIP_E_SYNTAX &&
	    c->msg->error.offset == error->offset)
		return;
	c->vias += id == ZSIP_HDR_VIA;
	if (id == ZSIP_HDR_CONTACT && slice_is(value, "*")) {
		zsip_check_wildcard(c, value);
		return;
	}
	if (error->status == ZSIP_E_RANGE && id != ZSIP_HDR_DATE) {
		rest = slice_digits(rest);
		zsip_check_report(c, range_rule(id), rest, error);
		if (id == ZSIP_HDR_CSEQ)
			check_cseq_method(c, last_word(value));
	} else if (id == ZSIP_HDR_CONTENT_LENGTH) {
		zsip_check_report(c, ZSIP_RULE_AMBIGUOUS_CONTENT_LENGTH, rest,
		                  error);
	} else if (is_text(id)) {
		check_bad_text(c, id, value, error);
	} else if ((c->quirks & ZSIP_QUIRK_NO_BRACKETS) != 0) {
		zsip_check_report(c, ZSIP_RULE_ROUTE_BRACKETS, value, error);
	} else {
		struct fault fault = {value_rule(id), rest};

		zsip_check_value_fault(c, &fault, id, value,
		                       at < end ? at : end);
		zsip_check_report(c, fault.rule, fault.at, error);
	}
}

void zsip_check_bad_value(struct checker *c, enum zsip_header id,
                          struct zsip_slice value,
                          const struct zsip_error *error)
{
	c->quirks = zsip_check_value_quirks(c, id, value);
	report_bad_value(c, id, value, error);
	c->quirks = 0;
	c->half_uri = (struct zsip_slice){NULL, 0};
}

static bool has_cookie(struct zsip_slice branch)
{
	return branch.len >= COOKIE_LENGTH &&
	       memcmp(branch.ptr, cookie, COOKIE_LENGTH) == 0;
}

/* In other letter case it is one by a quirk. */
static void check_cookie(struct checker *c, struct zsip_slice branch)
{
	const uint64_t quirk = ZSIP_QUIRK_BRANCH_COOKIE_CASE;
	struct zsip_slice head = {branch.ptr, COOKIE_LENGTH};
	bool other_case =
	        branch.len >= COOKIE_LENGTH && slice_is_nocase(head, cookie);

	if (other_case && (zsip_check_allowed(c) & quirk) != 0) {
		zsip_check_quirks(c, quirk, branch);
		return;
	}
	c->quirks = other_case ? quirk : 0;
	zsip_check_report_at(c,
	                     other_case ? ZSIP_RULE_BRANCH_COOKIE_CASE
	                                : ZSIP_RULE_NO_BRANCH_COOKIE,
	                     branch);
	c->quirks = 0;
}

/* The branch of the top Via: only there does it identify a transaction (17.1.3,
 * 17.2.3); those below are for the elements that wrote them.  Case counts
 * though a token's does not: receivers look for these very bytes. */
static void check_branch(struct checker *c, const struct zsip_value *value)
{
	struct zsip_slice branch = value->via_parm.branch;

	if (branch.ptr == NULL)
		zsip_check_report_at(c, ZSIP_RULE_NO_BRANCH_COOKIE, value->raw);
	else if (branch.len != 0 && !has_cookie(branch))
		check_cookie(c, branch);
	else if (branch.len == COOKIE_LENGTH)
		zsip_check_report_at(c, ZSIP_RULE_BRANCH_COOKIE_ONLY, branch);
}

/* 3261 18.1.1; 4168 3, 7118 5.2. */
static void check_transport(struct checker *c, struct zsip_slice transport)
{
	if (!zsip_check_is_word(transport, "UDP TCP TLS SCTP TLS-SCTP WS WSS"))
		zsip_check_report_at(c, ZSIP_RULE_VIA_TRANSPORT, transport);
}

void zsip_check_via(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_via_parm *via = &value->via_parm;

	if (!slice_is_nocase(via->protocol_name, "SIP") ||
	    !slice_is(via->protocol_version, "2.0"))
		zsip_check_report_at(
		        c, ZSIP_RULE_VIA_PROTOCOL,
		        slice_between(via->protocol_name.ptr,
		                      slice_end(via->protocol_version)));
	zsip_check_host(c, via->host);
	if (slice_is(via->host, "255.255.255.255"))
		zsip_check_report_at(c, ZSIP_RULE_VIA_BROADCAST, via->host);
	if (c->vias++ == 0) {
		check_branch(c, value);
		c->stream = slice_is_nocase(via->transport, "TCP") ||
		            slice_is_nocase(via->transport, "TLS");
	}
	zsip_check_params(c, value, via->params);
	check_transport(c, via->transport);
}

void zsip_check_cseq(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_cseq *cseq = &value->cseq;

	if (cseq->number > INT32_MAX)
		zsip_check_report_at(c, ZSIP_RULE_CSEQ_RANGE,
		                     slice_digits(value->raw));
	check_cseq_method(c, cseq->method);
}
