/*
 * What is wrong between the messages of a call, told with both of them.
 */
#include "calls.h"

enum { NAME_CELLS = 60 };

/* "200 OK to BYE (6)" */
static void print_name(FILE *out, const struct call *call, uint32_t index)
{
	const struct zsip_flow_message *message = &call->flow.messages[index];

	show_fitted(out, message_title(message), NAME_CELLS);
	if (message->code != 0 && message->method.offset != UINT32_MAX) {
		fputs(" to ", out);
		show_fitted(out, zsip_flow_slice(message, message->method),
		            NAME_CELLS);
	}
	fprintf(out, " (%u)\n", index + 1);
}

/* Bytes of a message; its start line if there are none. */
static struct report locate(const struct call *call, uint32_t index,
                            struct zsip_slice bytes)
{
	const struct zsip_flow_message *message = &call->flow.messages[index];
	const char *start = call->sightings[index].input->bytes;
	struct report report = {.rule = NULL};

	if (bytes.ptr == NULL) {
		bytes.ptr = message->text.ptr;
		if (message->start_line.offset != UINT32_MAX)
			bytes.len = message->start_line.offset +
			            message->start_line.len;
	}
	report.start = (size_t)(bytes.ptr - start);
	report.end = report.start + bytes.len;
	return report;
}

static void print_other(const struct call *call, uint32_t index,
                        struct zsip_slice bytes)
{
	const struct sighting *sighting = &call->sightings[index];
	struct report report = locate(call, index, bytes);
	struct mark mark = sighting->mark;

	text_note(stdout, sighting->input, &mark, &report);
	fputs("held against this: ", stdout);
	print_name(stdout, call, index);
	text_excerpt(stdout, sighting->input, &mark, &report);
}

void flow_report(void *user, const struct zsip_flow_finding *finding)
{
	const struct flow_watch *watch = user;
	struct call *call = watch->call;
	const struct sighting *sighting = &call->sightings[finding->message];
	struct report report = locate(call, finding->message, finding->bytes);
	struct mark mark = sighting->mark;

	if (!is_told(finding->rule, watch->settings))
		return;
	rule_count(finding->rule);
	call_flag(call, finding->message, finding->rule, finding->other);
	report.rule = finding->rule;
	text_report(stdout, sighting->input, &mark, &report);
	fputs("      = in ", stdout);
	print_name(stdout, call, finding->message);
	if (finding->other != ZSIP_FLOW_NONE)
		print_other(call, finding->other, finding->other_bytes);
}
