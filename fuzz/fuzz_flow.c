/*
 * The messages of a call, valid and mutated: through a flow, or through the
 * dialogs of both sides (call_dialogs.c).  How an input is read says
 * call_messages.h.
 */
#include "call_dialogs.h"
#include "fuzz.h"
#include "zsip_flow.h"

enum { FIELDS = 64, MESSAGES = 64, FINDINGS = 1024 };

static const struct zsip_options options[] = {
        {.size = sizeof(struct zsip_options)},
        {.size = sizeof(struct zsip_options), .quirks = ZSIP_PROFILE_INTEROP}};

/* The messages of an input, each in a block of its size. */
struct trace {
	char *texts[MESSAGES];
	size_t lens[MESSAGES];
	struct zsip_flow_place places[MESSAGES];
	uint32_t count;
	const struct zsip_options *options;
};

/* A finding, without pointers. */
struct found {
	const struct zsip_rule_info *rule;
	uint32_t message, other;
	size_t offset, len, other_offset, other_len;
};

struct run {
	const struct trace *trace;
	uint32_t added; /* messages, that of the call that reports included */
	size_t count;
	struct found found[FINDINGS];
};

static bool is_in_table(const struct zsip_rule_info *rule)
{
	const struct zsip_rule_info *row;

	for (size_t i = 0; (row = zsip_flow_rule_at(i)) != NULL; i++) {
		if (row == rule)
			return true;
	}
	return false;
}

/* Where bytes of a message lie. */
static size_t offset_of(const struct trace *trace, uint32_t message,
                        struct zsip_slice bytes)
{
	const char *text = trace->texts[message];

	HOLDS(bytes.ptr >= text);
	HOLDS(bytes.ptr + bytes.len <= text + trace->lens[message]);
	return (size_t)(bytes.ptr - text);
}

static void report(void *user, const struct zsip_flow_finding *finding)
{
	struct run *run = user;
	struct found found = {.rule = finding->rule,
	                      .message = finding->message,
	                      .other = finding->other};

	HOLDS(is_in_table(finding->rule));
	HOLDS(finding->message < run->added);
	HOLDS(finding->bytes.ptr != NULL);
	found.offset = offset_of(run->trace, finding->message, finding->bytes);
	found.len = finding->bytes.len;
	if (finding->other != ZSIP_FLOW_NONE) {
		HOLDS(finding->other < run->added);
		HOLDS(finding->other != finding->message);
	}
	if (finding->other_bytes.ptr != NULL) {
		HOLDS(finding->other != ZSIP_FLOW_NONE);
		found.other_offset = offset_of(run->trace, finding->other,
		                               finding->other_bytes);
		found.other_len = finding->other_bytes.len;
	}
	if (run->count < FINDINGS)
		run->found[run->count] = found;
	run->count++;
}

/* Records */

static void check_span(const struct zsip_flow_message *message,
                       struct zsip_flow_span span)
{
	HOLDS(span.offset == UINT32_MAX ||
	      (span.offset <= message->text.len &&
	       span.len <= message->text.len - span.offset));
}

static void check_spans(const struct zsip_flow_message *message)
{
	const struct zsip_flow_span spans[] = {
	        message->method,      message->start_line,
	        message->call_id,     message->request_uri,
	        message->from_uri,    message->from_tag,
	        message->to_uri,      message->to_tag,
	        message->via,         message->branch,
	        message->host,        message->cseq_value,
	        message->contact,     message->record_route,
	        message->origin,      message->response_number,
	        message->description, message->max_forwards_value};

	for (size_t i = 0; i < sizeof(spans) / sizeof(*spans); i++)
		check_span(message, spans[i]);
}

/* It refers to what came before, or to itself. */
static void check_relations(const struct zsip_flow_message *message,
                            uint32_t number)
{
	const uint32_t earlier[] = {message->request,  message->retransmits,
	                            message->forwards, message->offer,
	                            message->previous, message->reliable};

	for (size_t i = 0; i < sizeof(earlier) / sizeof(*earlier); i++)
		HOLDS(earlier[i] == ZSIP_FLOW_NONE || earlier[i] < number);
	HOLDS(message->original == ZSIP_FLOW_NONE ||
	      message->original <= number);
	HOLDS(message->dialog == ZSIP_FLOW_NONE || message->dialog <= number);
	HOLDS(message->side <= ZSIP_FLOW_UNKNOWN);
	HOLDS(message->part <= ZSIP_DESCRIPTION_OTHER);
}

static void check_number(uint32_t number, uint32_t count)
{
	HOLDS(number == ZSIP_FLOW_NONE || number < count);
}

static void check_state(const struct zsip_flow_message *message, uint32_t count)
{
	const struct zsip_flow_transaction *transaction = &message->transaction;
	const struct zsip_flow_dialog *state = &message->state;

	check_number(transaction->provisional, count);
	check_number(transaction->final, count);
	check_number(transaction->cancel, count);
	check_number(transaction->settled, count);
	check_number(transaction->glare, count);
	for (unsigned side = 0; side < 2; side++) {
		check_number(state->request[side], count);
		check_number(state->invite[side], count);
		check_number(state->view[side], count);
		check_number(state->description[side], count);
		check_number(state->refused[side], count);
	}
	check_number(state->offer, count);
	check_number(state->answer, count);
	check_number(state->success, count);
	check_number(state->reliable, count);
	check_number(state->bye, count);
}

static void check_records(const struct zsip_flow *flow,
                          const struct trace *trace)
{
	HOLDS(flow->count <= trace->count);
	HOLDS(flow->open_requests <= flow->count);
	HOLDS(flow->open_dialogs <= flow->count);
	for (uint32_t i = 0; i < flow->count; i++) {
		struct zsip_flow_message message = flow->messages[i];

		if ((message.flags & ZSIP_FLOW_BROKEN) != 0)
			continue;
		HOLDS(message.text.ptr >= trace->texts[i]);
		HOLDS(message.text.ptr + message.text.len <=
		      trace->texts[i] + trace->lens[i]);
		zsip_flow_read_lines(&message);
		HOLDS((message.flags & ZSIP_FLOW_UNREAD) == 0);
		check_spans(&message);
		check_relations(&message, i);
		check_state(&message, flow->count);
	}
}

/* Runs */

static enum zsip_status add(struct zsip_flow *flow, struct run *run,
                            uint32_t number)
{
	const struct trace *trace = run->trace;
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;

	zsip_message_init(&msg, fields, FIELDS, trace->options);
	zsip_message_parse(&msg, trace->texts[number], trace->lens[number],
	                   NULL);
	run->added = number + 1;
	return zsip_flow_add(flow, &msg, &trace->places[number], report, run);
}

/* With room for all messages from the start. */
static void run_roomy(struct run *run, uint64_t seed)
{
	static struct zsip_flow_message records[MESSAGES];
	struct zsip_flow flow;

	run->count = 0;
	zsip_flow_init(&flow, records, MESSAGES, seed);
	for (uint32_t i = 0; i < run->trace->count; i++) {
		HOLDS(add(&flow, run, i) == ZSIP_OK);
		HOLDS(flow.count == i + 1);
		zsip_flow_is_over(&flow);
	}
	check_records(&flow, run->trace);
	zsip_flow_end(&flow, report, run);
	check_records(&flow, run->trace);
}

/* Room in another place. */
static void grow(struct zsip_flow *flow, uint32_t room)
{
	struct zsip_flow_message *records = malloc(room * sizeof(*records));

	HOLDS(records != NULL);
	if (flow->count != 0)
		memcpy(records, flow->messages, flow->count * sizeof(*records));
	memset(records + flow->count, 0x5a,
	       (room - flow->count) * sizeof(*records));
	free(flow->messages);
	flow->messages = records;
	flow->max_messages = room;
}

/* Refused without room, with nothing changed. */
static void add_and_grow(struct zsip_flow *flow, struct run *run, uint32_t i)
{
	struct zsip_flow before = *flow;
	size_t size = flow->count * sizeof(*flow->messages);
	char *records = fuzz_copy(flow->messages, size);
	enum zsip_status status = add(flow, run, i);

	if (status == ZSIP_E_TOO_MANY) {
		HOLDS(before.count == before.max_messages);
		HOLDS(memcmp(&before, flow, sizeof(before)) == 0);
		HOLDS(size == 0 || memcmp(records, flow->messages, size) == 0);
		grow(flow, i + 1 + i / 2);
		status = add(flow, run, i);
	}
	HOLDS(status == ZSIP_OK);
	free(records);
}

/* With as little room as can be. */
static void run_growing(struct run *run, uint64_t seed)
{
	struct zsip_flow flow;

	run->count = 0;
	zsip_flow_init(&flow, NULL, 0, seed);
	for (uint32_t i = 0; i < run->trace->count; i++)
		add_and_grow(&flow, run, i);
	check_records(&flow, run->trace);
	zsip_flow_end(&flow, report, run);
	free(flow.messages);
}

static bool is_same(const struct found *a, const struct found *b)
{
	return a->rule == b->rule && a->message == b->message &&
	       a->other == b->other && a->offset == b->offset &&
	       a->len == b->len && a->other_offset == b->other_offset &&
	       a->other_len == b->other_len;
}

static void check_same(const struct run *a, const struct run *b)
{
	HOLDS(a->count == b->count);
	for (size_t i = 0; i < a->count && i < FINDINGS; i++)
		HOLDS(is_same(&a->found[i], &b->found[i]));
}

static void run_flow(const struct trace *trace)
{
	static struct run first, again;

	first = (struct run){.trace = trace};
	again = (struct run){.trace = trace};
	run_roomy(&first, 1);
	run_roomy(&again, 1);
	check_same(&first, &again);
	run_growing(&again, 2);
	check_same(&first, &again);
}

static struct zsip_flow_place place_of(const struct call_message *message,
                                       uint64_t time)
{
	static const char *const hosts[] = {"one:5060", "p1:5060", "p2:5060",
	                                    "two:5060"};
	struct zsip_flow_place place = {.time = time, .has_time = true};
	const char *source = hosts[message->side == 0 ? 0 : 3];

	if (message->place == 0)
		return (struct zsip_flow_place){.time = 0};
	if (message->place == 3)
		source = hosts[message->side + 1];
	place.source = zsip_slice_from(source);
	place.destination = zsip_slice_from(
	        hosts[message->place == 1 ? message->side + 1U : 2U]);
	return place;
}

static void add_text(struct trace *trace, const struct call_message *message,
                     uint64_t time)
{
	if (trace->count == MESSAGES)
		return;
	trace->texts[trace->count] = fuzz_copy(message->text, message->len);
	trace->lens[trace->count] = message->len;
	trace->places[trace->count++] = place_of(message, time);
}

/* A message that is lost on its way is sent again. */
static void read_trace(struct trace *trace, struct call *call)
{
	static struct call_message message;
	uint64_t time = 0;

	trace->count = 0;
	while (trace->count < MESSAGES && call_next(call, &message)) {
		time += message.after;
		add_text(trace, &message, time);
		if (message.is_lost)
			add_text(trace, &message, time + 500);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trace trace;
	struct call call;

	call_open(&call, data, size);
	if ((call.kind & CALL_DIALOGS) != 0) {
		call_dialogs_run(&call);
		return 0;
	}
	trace.options = &options[(call.kind & CALL_QUIRKS) != 0];
	read_trace(&trace, &call);
	run_flow(&trace);
	for (uint32_t i = 0; i < trace.count; i++)
		free(trace.texts[i]);
	return 0;
}
