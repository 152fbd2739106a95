/*
 * What became of a request on its way: Reason, Warning, History-Info.
 */
#include "checker.h"
#include <string.h>

static bool is_cause(struct zsip_slice protocol, uint32_t cause)
{
	if (slice_is_nocase(protocol, "SIP"))
		return cause >= 100 && cause <= 699;
	return !slice_is_nocase(protocol, "Q.850") || cause <= 127;
}

void zsip_check_reason(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_token_params *reason = &value->token_params;
	struct zsip_param param;
	uint32_t cause;

	if (zsip_params_get(reason->params, ZSIP_PARAM_CAUSE, &param) ==
	            ZSIP_OK &&
	    zsip_param_number(&param, &cause) == ZSIP_OK &&
	    !is_cause(reason->token, cause))
		zsip_check_report_at(c, ZSIP_RULE_REASON_CAUSE,
		                     zsip_check_param_text(&param));
}

void zsip_check_warning(struct checker *c, const struct zsip_value *value)
{
	/* Without an agent it is a text, by a quirk. */
	if (value->warning_value.agent.ptr != NULL &&
	    (value->warning_value.code < 300 ||
	     value->warning_value.code > 399))
		zsip_check_report_at(c, ZSIP_RULE_WARNING_CODE,
		                     slice_digits(value->raw));
}

/* Protocols that are compared; three are in use. */
#define COMPARED_PROTOCOLS 8

/* RFC 9366 lets a protocol's registration allow more than one value; that of
 * STIR does. */
static void check_protocols(struct checker *c)
{
	struct zsip_slice met[COMPARED_PROTOCOLS], protocol;
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;
	size_t count = 0, i;

	if (!has_header(c, ZSIP_HDR_REASON))
		return;
	zsip_list_start(&list, c->msg, ZSIP_HDR_REASON);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status != ZSIP_OK)
			continue;
		protocol = value.token_params.token;
		for (i = 0; i < count; i++) {
			if (zsip_slice_equal_nocase(met[i], protocol))
				break;
		}
		c->field = (size_t)(list.field - c->msg->fields);
		if (i < count && !slice_is_nocase(protocol, "STIR"))
			zsip_check_report_at(c, ZSIP_RULE_REASON_TWICE,
			                     value.raw);
		else if (i == count && count < COMPARED_PROTOCOLS)
			met[count++] = protocol;
	}
}

/* History-Info (RFC 7044) */

/* The numbers of an index have no leading zeros (5.2); those that its parent
 * has in common with it were looked at there. */
static bool is_index(struct zsip_slice text)
{
	struct zsip_slice above;
	const char *number;

	if (!zsip_history_parent(text, &above))
		return false;
	number = above.ptr == NULL ? text.ptr : slice_end(above) + 1;
	return *number != '0' || slice_end(text) - number == 1;
}

/* Whether an entry stands on the way from the root to another, or is it. */
static bool is_above(struct zsip_slice above, struct zsip_slice index)
{
	return above.len <= index.len &&
	       memcmp(above.ptr, index.ptr, above.len) == 0 &&
	       (above.len == index.len || index.ptr[above.len] == '.');
}

/* 10.3 item 6: a hop that left no entry stands as a 0 in the next one. */
static struct zsip_slice skip_silent_hop(struct zsip_slice above)
{
	struct zsip_slice higher;

	if (above.len > 2 && above.ptr[above.len - 1] == '0' &&
	    above.ptr[above.len - 2] == '.' &&
	    zsip_history_parent(above, &higher))
		return higher;
	return above;
}

/* 10.3: entries come in the preorder of their tree, so that the next one is a
 * child of the last one or a later child of what stands above it. */
static bool follows(struct zsip_slice last, struct zsip_slice index)
{
	struct zsip_slice above;

	if (!zsip_history_parent(index, &above) ||
	    zsip_history_compare(index, last) <= 0)
		return false;
	return above.ptr == NULL || is_above(above, last) ||
	       is_above(skip_silent_hop(above), last);
}

static void check_entry(struct checker *c, const struct zsip_value *value,
                        struct zsip_slice *last)
{
	struct zsip_param index;

	if (zsip_params_get(value->name_addr.params, ZSIP_PARAM_INDEX,
	                    &index) != ZSIP_OK) {
		zsip_check_missing(c, ZSIP_RULE_MISSING_PARAMETER, value->raw,
		                   "index");
		return;
	}
	if (index.quoted || !is_index(index.value)) {
		zsip_check_report_at(c, ZSIP_RULE_HISTORY_INDEX,
		                     zsip_check_param_text(&index));
		return;
	}
	if (last->ptr == NULL ? !slice_is(index.value, "1")
	                      : !follows(*last, index.value))
		zsip_check_report_at(c, ZSIP_RULE_HISTORY_INDEX,
		                     zsip_check_param_text(&index));
	*last = index.value;
}

static void check_history(struct checker *c)
{
	struct zsip_slice last = {NULL, 0};
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;

	if (!has_header(c, ZSIP_HDR_HISTORY_INFO))
		return;
	zsip_list_start(&list, c->msg, ZSIP_HDR_HISTORY_INFO);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		c->field = (size_t)(list.field - c->msg->fields);
		if (status == ZSIP_OK)
			check_entry(c, &value, &last);
	}
}

void zsip_check_history(struct checker *c)
{
	check_protocols(c);
	check_history(c);
	c->field = ZSIP_NO_FIELD;
}
