/*
 * Call flows: a message goes through the steps that hold it against those
 * before it.
 */
#include "flow_index.h"

void zsip_flow_init(struct zsip_flow *flow, struct zsip_flow_message *messages,
                    uint32_t max_messages, uint64_t seed)
{
	*flow = (struct zsip_flow){.messages = messages,
	                           .max_messages = max_messages,
	                           .buckets = 1,
	                           .seed = seed};
}

static void clear_state(struct zsip_flow_message *rec)
{
	rec->transaction = (struct zsip_flow_transaction){
	        ZSIP_FLOW_NONE, ZSIP_FLOW_NONE, ZSIP_FLOW_NONE, ZSIP_FLOW_NONE,
	        ZSIP_FLOW_NONE};
	rec->state = (struct zsip_flow_dialog){
	        .request = {ZSIP_FLOW_NONE, ZSIP_FLOW_NONE},
	        .invite = {ZSIP_FLOW_NONE, ZSIP_FLOW_NONE},
	        .view = {ZSIP_FLOW_NONE, ZSIP_FLOW_NONE},
	        .description = {ZSIP_FLOW_NONE, ZSIP_FLOW_NONE},
	        .refused = {ZSIP_FLOW_NONE, ZSIP_FLOW_NONE},
	        .offer = ZSIP_FLOW_NONE,
	        .answer = ZSIP_FLOW_NONE,
	        .success = ZSIP_FLOW_NONE,
	        .reliable = ZSIP_FLOW_NONE,
	        .bye = ZSIP_FLOW_NONE};
	rec->links[FLOW_HOP] = rec->links[FLOW_END_TO_END] =
	        rec->links[FLOW_TAGS] = (struct zsip_flow_link){
	                ZSIP_FLOW_NONE, ZSIP_FLOW_NONE, 0};
}

static void clear_numbers(struct zsip_flow_message *rec)
{
	rec->time = 0;
	rec->flags = 0;
	rec->code = 0;
	rec->method_id = 0;
	rec->has_time = false;
	rec->cseq = rec->rseq = 0;
	rec->via_count = rec->record_route_count = 0;
	rec->via_hash = rec->record_route_hash = 0;
	rec->port = rec->streams = 0;
	rec->max_forwards = UINT16_MAX;
	rec->side = ZSIP_FLOW_UNKNOWN;
	rec->part = 0;
	rec->copies = 0;
	rec->room[0] = rec->room[1] = 0;
}

static void clear_facts(struct zsip_flow_message *rec)
{
	rec->source = rec->destination = (struct zsip_slice){NULL, 0};
	rec->method = rec->start_line = flow_no_span;
	rec->request_uri = rec->call_id = flow_no_span;
	rec->from_uri = rec->from_tag = rec->to_uri = rec->to_tag =
	        flow_no_span;
	rec->via = rec->branch = rec->host = flow_no_span;
	rec->cseq_value = rec->max_forwards_value = flow_no_span;
	rec->contact = rec->record_route = flow_no_span;
	rec->response_number = rec->description = rec->origin = flow_no_span;
	rec->request = rec->retransmits = rec->forwards = ZSIP_FLOW_NONE;
	rec->dialog = rec->offer = ZSIP_FLOW_NONE;
	rec->previous = rec->reliable = ZSIP_FLOW_NONE;
}

/* The next record, with what is known beforehand.  Members are cleared each by
 * itself: for all at once compilers take an instruction that starts slowly. */
static void begin(struct flow_step *s, const struct zsip_flow_place *place)
{
	s->index = s->flow->count++;
	s->rec = &s->flow->messages[s->index];
	s->rec->text = s->msg->text;
	clear_numbers(s->rec);
	clear_facts(s->rec);
	clear_state(s->rec);
	s->rec->original = s->index;
	if (place == NULL)
		return;
	s->rec->source = place->source;
	s->rec->destination = place->destination;
	s->rec->time = place->time;
	s->rec->has_time = place->has_time;
}

static void judge_request(struct flow_step *s)
{
	zsip_flow_check_max_forwards(s);
	if (s->rec->method_id == ZSIP_METHOD_ACK)
		zsip_flow_check_ack(s);
	else if (s->rec->method_id == ZSIP_METHOD_CANCEL)
		zsip_flow_check_cancel(s);
	zsip_flow_place_request(s);
}

static void judge_response(struct flow_step *s)
{
	zsip_flow_check_copies(s);
	zsip_flow_check_cancelled(s);
	zsip_flow_check_record_route(s);
	zsip_flow_place_response(s);
}

static bool begins_call(const struct zsip_flow_message *rec)
{
	return rec->code == 0 && !zsip_flow_has(rec->to_tag) &&
	       rec->method_id != ZSIP_METHOD_ACK &&
	       rec->method_id != ZSIP_METHOD_CANCEL;
}

static void judge(struct flow_step *s)
{
	bool request = s->rec->code == 0;

	if (!s->flow->begun) {
		s->flow->begun = true;
		s->flow->first = s->index;
		s->flow->initial = begins_call(s->rec);
	}
	zsip_flow_relate(s);
	if (s->rec->retransmits != ZSIP_FLOW_NONE)
		return;
	if (request)
		judge_request(s);
	else
		judge_response(s);
}

enum zsip_status zsip_flow_add_core(
        struct zsip_flow *flow, const struct zsip_message *msg,
        const struct zsip_core *core, const struct zsip_flow_place *place,
        void (*report)(void *user, const struct zsip_flow_finding *finding),
        void *user)
{
	struct flow_step step = {.flow = flow,
	                         .msg = msg,
	                         .core = core,
	                         .invite = ZSIP_FLOW_NONE,
	                         .report = report,
	                         .user = user};

	if (flow == NULL || msg == NULL || core == NULL)
		return ZSIP_E_USE;
	if (flow->count >= flow->max_messages)
		return ZSIP_E_TOO_MANY;
	begin(&step, place);
	zsip_flow_grow(flow);
	if (zsip_flow_read(&step))
		judge(&step);
	else
		step.rec->flags |= ZSIP_FLOW_BROKEN;
	return ZSIP_OK;
}

enum zsip_status zsip_flow_add(
        struct zsip_flow *flow, const struct zsip_message *msg,
        const struct zsip_flow_place *place,
        void (*report)(void *user, const struct zsip_flow_finding *finding),
        void *user)
{
	struct zsip_core core;

	if (flow == NULL || msg == NULL)
		return ZSIP_E_USE;
	if (flow->count >= flow->max_messages)
		return ZSIP_E_TOO_MANY;
	zsip_core_parse(msg, &core, NULL);
	return zsip_flow_add_core(flow, msg, &core, place, report, user);
}

bool zsip_flow_is_over(const struct zsip_flow *flow)
{
	return flow->open_requests == 0 && flow->open_dialogs == 0;
}
