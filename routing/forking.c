/*
 * Max-Forwards, Max-Breadth, the best response and its challenges.
 */
#include "routing.h"

enum zsip_forwards zsip_forwards_check(const struct zsip_message *msg,
                                       const struct zsip_core *core)
{
	switch (core->status[ZSIP_CORE_MAX_FORWARDS]) {
	case ZSIP_E_MISSING:
		return ZSIP_FORWARDS_ADD;
	case ZSIP_OK:
		break;
	default:
		return ZSIP_FORWARDS_BROKEN;
	}
	if (core->max_forwards.number != 0)
		return ZSIP_FORWARDS_DECREMENT;
	return msg->method_id == ZSIP_METHOD_OPTIONS ? ZSIP_FORWARDS_ANSWER
	                                             : ZSIP_FORWARDS_REFUSE;
}

enum zsip_status zsip_breadth_of(const struct zsip_message *msg, uint32_t max,
                                 uint32_t *breadth, struct zsip_error *err)
{
	const struct zsip_field *field =
	        zsip_field_find(msg, ZSIP_HDR_MAX_BREADTH, NULL);
	struct zsip_value value;
	enum zsip_status status;

	if (max == 0)
		max = ZSIP_MAX_BREADTH;
	if (field != NULL) {
		status = zsip_value_parse(&value, ZSIP_HDR_MAX_BREADTH,
		                          field->value, msg->options, NULL);
		if (status == ZSIP_OK && value.digits.number == 0)
			status = ZSIP_E_RANGE;
		if (status != ZSIP_OK)
			return zsip_routing_failed(
			        err, msg, ZSIP_HDR_MAX_BREADTH, status);
	}
	*breadth = field != NULL && value.digits.number < max
	                   ? value.digits.number
	                   : max;
	return zsip_passed(err, ZSIP_OK);
}

uint32_t zsip_breadth_share(uint32_t incoming, uint32_t outgoing,
                            uint32_t branches, uint32_t index)
{
	uint32_t left = incoming > outgoing ? incoming - outgoing : 0;

	if (branches == 0 || left < branches || index >= branches)
		return 0;
	return left / branches + (index < left % branches);
}

/* Lower is better; NO_RANK for what is no final response. */
enum { NO_RANK = 1000 };

static unsigned rank_in_class(unsigned code)
{
	switch (code) {
	case ZSIP_CODE_UNAUTHORIZED:
	case ZSIP_CODE_PROXY_AUTHENTICATION_REQUIRED:
		return 0;
	case ZSIP_CODE_UNSUPPORTED_MEDIA_TYPE:
	case ZSIP_CODE_BAD_EXTENSION:
	case ZSIP_CODE_ADDRESS_INCOMPLETE:
		return 1;
	case ZSIP_CODE_SERVICE_UNAVAILABLE:
		return 3;
	default:
		return 2;
	}
}

static unsigned rank(unsigned code)
{
	/* By class: 2xx, 6xx, 3xx, 4xx, 5xx. */
	static const unsigned char order[] = {0, 2, 3, 4, 1};

	if (code < 200 || code > 699)
		return NO_RANK;
	return order[code / 100 - 2] * 10U + rank_in_class(code);
}

bool zsip_best_response_choose(struct zsip_best_response *best,
                               const uint16_t *codes, size_t count)
{
	unsigned lowest = NO_RANK;

	for (size_t i = 0; i < count; i++) {
		if (rank(codes[i]) >= lowest)
			continue;
		lowest = rank(codes[i]);
		*best = (struct zsip_best_response){i, codes[i]};
	}
	if (lowest == NO_RANK)
		return false;
	if (best->code == ZSIP_CODE_SERVICE_UNAVAILABLE)
		best->code = ZSIP_CODE_SERVER_INTERNAL_ERROR;
	return true;
}

static bool is_challenged(const struct zsip_message *response)
{
	return response->status_code == ZSIP_CODE_UNAUTHORIZED ||
	       response->status_code == ZSIP_CODE_PROXY_AUTHENTICATION_REQUIRED;
}

void zsip_challenges_start(struct zsip_challenges *walk,
                           const struct zsip_message *const *responses,
                           size_t count, size_t chosen)
{
	*walk = (struct zsip_challenges){responses, count, chosen, 0, 0};
	if (chosen >= count || !is_challenged(responses[chosen]))
		walk->count = 0;
}

const struct zsip_field *zsip_challenges_next(struct zsip_challenges *walk)
{
	for (; walk->at < walk->count; walk->at++, walk->field = 0) {
		const struct zsip_message *response = walk->responses[walk->at];

		if (walk->at == walk->chosen || !is_challenged(response))
			continue;
		while (walk->field < response->field_count) {
			const struct zsip_field *field =
			        &response->fields[walk->field++];

			if (field->id == ZSIP_HDR_WWW_AUTHENTICATE ||
			    field->id == ZSIP_HDR_PROXY_AUTHENTICATE)
				return field;
		}
	}
	return NULL;
}
