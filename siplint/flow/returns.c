/*
 * Where responses go, against where their requests came from.
 *
 * Who stands behind an address that is translated writes another one into its
 * Via, so what the Via says is asked only where a response does not simply go
 * back (RFC 3261 18.2.2, RFC 3581 4).
 */
#include "flow/calls.h"
#include "lint/travel.h"

static const struct endpoint *source_of(const struct call *call, uint32_t index)
{
	return &call->sightings[index].seen.place.source;
}

/* On both sides of a translation the same request has two addresses: the first
 * and the last one that were met. */
static bool goes_back(const struct call *call, uint32_t request,
                      const struct endpoint *to)
{
	uint32_t latest = call->sightings[request].latest;

	return endpoint_equal(source_of(call, request), to) ||
	       endpoint_equal(source_of(call, latest), to);
}

static void note_again(struct call *call, uint32_t index)
{
	uint32_t first = call->flow.messages[index].retransmits;

	if (first != ZSIP_FLOW_NONE)
		call->sightings[first].latest = index;
}

void return_check(struct flow_watch *watch, uint32_t index,
                  struct message *message)
{
	struct call *call = watch->call;
	const struct zsip_flow_message *record = &call->flow.messages[index];
	const struct zsip_flow_message *request;
	struct zsip_flow_finding finding;

	note_again(call, index);
	if (record->code == 0 || record->request == ZSIP_FLOW_NONE ||
	    goes_back(call, record->request,
	              &message->seen.place.destination) ||
	    travel_goes_by_via(message))
		return;
	request = &call->flow.messages[record->request];
	finding = (struct zsip_flow_finding){
	        .rule = rule_own(OWN_RULE_CAPTURE_RESPONSE_ADDRESS),
	        .message = index,
	        .other = record->request,
	        .bytes = zsip_flow_slice(record, record->via),
	        .other_bytes = zsip_flow_slice(request, request->via)};
	flow_report(watch, &finding);
}
