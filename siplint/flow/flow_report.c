/*
 * What is wrong between the messages of a call, told with both of them.
 */
#include "flow/calls.h"

/* Bytes of a message; its start line if there are none. */
static struct spot locate(const struct call *call, uint32_t index,
                          struct zsip_slice bytes)
{
	const struct zsip_flow_message *message = &call->flow.messages[index];
	const struct seen *seen = &call->sightings[index].seen;
	struct spot spot = {.seen = seen};

	if (bytes.ptr == NULL) {
		bytes.ptr = message->text.ptr;
		if (message->start_line.offset != UINT32_MAX)
			bytes.len = message->start_line.offset +
			            message->start_line.len;
	}
	spot.start = (size_t)(bytes.ptr - seen->input->bytes);
	spot.end = spot.start + bytes.len;
	return spot;
}

/* Of a response; absent where it is not known. */
static struct zsip_slice method_of(const struct zsip_flow_message *message)
{
	if (message->code == 0 || message->method.offset == UINT32_MAX)
		return (struct zsip_slice){NULL, 0};
	return zsip_flow_slice(message, message->method);
}

static void fill_other(struct report *report, const struct call *call,
                       const struct zsip_flow_finding *finding)
{
	const struct zsip_flow_message *other;

	if (finding->other == ZSIP_FLOW_NONE)
		return;
	other = &call->flow.messages[finding->other];
	report->other = locate(call, finding->other, finding->other_bytes);
	report->other_title = message_title(other);
	report->other_method = method_of(other);
	report->other_number = finding->other + 1;
}

static void tell(struct linter *linter, struct call *call,
                 const struct zsip_flow_finding *finding)
{
	const struct zsip_flow_message *message =
	        &call->flow.messages[finding->message];
	const struct format *format = linter->output->format;
	struct report report =
	        report_of(linter->settings, finding->rule,
	                  &call->sightings[finding->message].seen);

	report.spot = locate(call, finding->message, finding->bytes);
	report.title = message_title(message);
	report.method = method_of(message);
	report.number = finding->message + 1;
	fill_other(&report, call, finding);
	if (format->call != NULL)
		call_flag(call, finding->message, &report, finding->other);
	if (format->call_finding != NULL)
		format->call_finding(linter->output, call, &report);
}

void flow_report(void *user, const struct zsip_flow_finding *finding)
{
	const struct flow_watch *watch = user;
	const struct sighting *sighting =
	        &watch->call->sightings[finding->message];
	struct linter *linter = watch->linter;
	const struct format *format = linter->output->format;

	if (!is_told(linter->settings, finding->rule))
		return;
	lint_count(linter, finding->rule, &sighting->seen, sighting->agent);
	if (format->call != NULL || format->call_finding != NULL)
		tell(linter, watch->call, finding);
}
