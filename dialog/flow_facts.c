/*
 * What a message says of itself, into its record.
 */
#include "flow_index.h"
#include "routing.h"
#include <string.h>

static struct zsip_flow_span span_of(const struct flow_step *s,
                                     struct zsip_slice slice)
{
	if (slice.ptr == NULL)
		return flow_no_span;
	return (struct zsip_flow_span){(uint32_t)(slice.ptr - s->msg->text.ptr),
	                               (uint32_t)slice.len};
}

/* Hashes */

/* What the receiver of a request fills in on top of its response: RFC 3261
 * 18.2.1, RFC 3581 4, RFC 6223 5, RFC 7339 4. */
static bool is_filled_in(const struct zsip_param *param)
{
	switch (param->id) {
	case ZSIP_PARAM_RECEIVED:
	case ZSIP_PARAM_RPORT:
	case ZSIP_PARAM_KEEP:
	case ZSIP_PARAM_OC:
	case ZSIP_PARAM_OC_ALGO:
	case ZSIP_PARAM_OC_VALIDITY:
	case ZSIP_PARAM_OC_SEQ:
		return true;
	default:
		return false;
	}
}

static uint64_t mix_text(const struct flow_step *s, uint64_t hash,
                         struct zsip_slice text)
{
	return zsip_flow_mix(s->flow, hash, zsip_flow_digest(s->flow, text));
}

/* As of most requests on their first hop. */
static bool has_branch_alone(const struct zsip_via_parm *via)
{
	return via->branch.ptr != NULL &&
	       via->params.len == strlen(";branch=") + via->branch.len;
}

/* Its parameters but for what a response may have otherwise. */
static uint64_t mix_params(const struct flow_step *s, uint64_t hash,
                           const struct zsip_via_parm *via)
{
	struct zsip_params walk;
	struct zsip_param param;

	zsip_params_start_in(&walk, via->params, s->msg);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		if (is_filled_in(&param))
			continue;
		hash = zsip_flow_mix(s->flow, hash, 1 + (uint64_t)param.id);
		if (param.id == ZSIP_PARAM_OTHER)
			hash = mix_text(s, hash, param.name);
		hash = mix_text(s, hash, param.value);
	}
	return hash;
}

/* @param digests  of its texts */
static uint64_t mix_via(const struct flow_step *s, uint64_t hash,
                        const struct zsip_via_parm *via,
                        const uint64_t *digests, uint16_t port)
{
	hash = zsip_flow_mix(s->flow, hash, digests[FLOW_TRANSPORT]);
	hash = zsip_flow_mix(s->flow, hash, digests[FLOW_HOST]);
	hash = zsip_flow_mix(s->flow, hash, port);
	if (has_branch_alone(via)) {
		hash = zsip_flow_mix(s->flow, hash, 1 + ZSIP_PARAM_BRANCH);
		hash = zsip_flow_mix(s->flow, hash, digests[FLOW_BRANCH]);
	} else {
		hash = mix_params(s, hash, via);
	}
	return zsip_flow_mix(s->flow, hash, 0);
}

static uint64_t mix_further_via(const struct flow_step *s, uint64_t hash,
                                const struct zsip_via_parm *via)
{
	const struct zsip_slice texts[] = {via->branch, via->host,
	                                   via->transport};
	uint64_t digests[FLOW_TRANSPORT + 1];

	zsip_flow_digest_texts(s->flow, texts, FLOW_TRANSPORT + 1, digests);
	return mix_via(s, hash, via, digests, zsip_via_port(via));
}

/* What the core has taken is all. */
static bool has_one_via(const struct flow_step *s)
{
	const struct zsip_message *msg = s->msg;
	const struct zsip_slice *value =
	        &msg->fields[msg->first[ZSIP_HDR_VIA] - 1].value;

	return msg->first[ZSIP_HDR_VIA] == msg->last[ZSIP_HDR_VIA] &&
	       s->core->behind[ZSIP_CORE_VIA] == value->ptr + value->len;
}

static bool read_vias(struct flow_step *s)
{
	uint64_t hash = mix_via(s, 0, &s->core->via, s->digests, s->rec->port);
	enum zsip_status status = ZSIP_END;
	struct zsip_value value;
	struct zsip_list list;

	s->rec->via = span_of(s, zsip_top_via(s->core));
	s->rec->via_count = 1;
	if (!has_one_via(s)) {
		zsip_list_start_behind(&list, s->msg, s->core, ZSIP_CORE_VIA);
		while ((status = zsip_list_next(&list, &value, NULL)) ==
		       ZSIP_OK) {
			s->rec->via_count++;
			hash = mix_further_via(s, hash, &value.via_parm);
		}
	}
	s->rec->via_hash = (uint32_t)hash;
	return status == ZSIP_END;
}

static uint64_t uri_hash(const struct flow_step *s, struct zsip_slice text,
                         bool *loose)
{
	struct zsip_param param;
	struct zsip_uri uri;

	*loose = false;
	if (zsip_uri_parse_in(&uri, text, s->msg, NULL) == ZSIP_OK) {
		*loose = zsip_params_get(uri.params, ZSIP_PARAM_LR, &param) ==
		         ZSIP_OK;
		return zsip_uri_strict_hash(&uri, s->flow->seed);
	}
	return zsip_flow_digest_exact(s->flow, text);
}

/* A polynomial, so that the list the other way round has a hash as well. */
void zsip_flow_read_routes(const struct flow_step *s, enum zsip_header id,
                           uint32_t skip, struct flow_routes *routes)
{
	static const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t forward = 0, turned = 0, power = 1, hash;
	struct zsip_value value;
	struct zsip_list list;

	*routes = (struct flow_routes){0};
	if (s->msg->first[id] == 0)
		return;
	zsip_list_start(&list, s->msg, id);
	while (zsip_list_next(&list, &value, NULL) == ZSIP_OK) {
		if (routes->count++ < skip)
			continue;
		hash = uri_hash(s, value.name_addr.uri, &routes->last_loose);
		if (routes->count == 1)
			routes->first_loose = routes->last_loose;
		forward = forward * factor + hash;
		turned += hash * power;
		power *= factor;
	}
	routes->hash = (uint32_t)(forward >> 32);
	routes->turned = (uint32_t)(turned >> 32);
}

struct zsip_flow_span zsip_flow_field(const struct flow_step *s,
                                      enum zsip_header id)
{
	unsigned first = s->msg->first[id];

	return first == 0 ? flow_no_span
	                  : span_of(s, s->msg->fields[first - 1].value);
}

static void read_record_route(struct flow_step *s)
{
	struct zsip_flow_message *rec = s->rec;
	struct flow_routes routes;

	if (s->msg->first[ZSIP_HDR_RECORD_ROUTE] == 0)
		return;
	rec->record_route = zsip_flow_field(s, ZSIP_HDR_RECORD_ROUTE);
	zsip_flow_read_routes(s, ZSIP_HDR_RECORD_ROUTE, 0, &routes);
	rec->record_route_hash = routes.hash;
	rec->record_route_count = routes.count;
	if (routes.first_loose)
		rec->flags |= ZSIP_FLOW_FIRST_LOOSE;
	if (routes.last_loose)
		rec->flags |= ZSIP_FLOW_LAST_LOOSE;
}

/* Single values */

static bool has_100rel(const struct flow_step *s, enum zsip_header id)
{
	return zsip_flow_has_field(s, id) &&
	       zsip_facts_has_tag(s->msg, id, ZSIP_TEXT("100rel"));
}

static void read_reliable(struct flow_step *s)
{
	struct zsip_flow_message *rec = s->rec;
	struct zsip_value value;

	if (rec->code > 100 && rec->code < 200 &&
	    has_100rel(s, ZSIP_HDR_REQUIRE) &&
	    zsip_facts_first(s->msg, ZSIP_HDR_RSEQ, &value)) {
		rec->flags |= ZSIP_FLOW_RELIABLE;
		rec->response_number = span_of(s, value.raw);
		rec->rseq = value.digits.number;
	}
	if (rec->code == 0 && rec->method_id == ZSIP_METHOD_INVITE &&
	    (has_100rel(s, ZSIP_HDR_SUPPORTED) ||
	     has_100rel(s, ZSIP_HDR_REQUIRE)))
		rec->flags |= ZSIP_FLOW_100REL;
	if (rec->code == 0 && rec->method_id == ZSIP_METHOD_PRACK &&
	    zsip_facts_first(s->msg, ZSIP_HDR_RACK, &value)) {
		rec->response_number = span_of(s, value.raw);
		rec->rseq = value.rack.response_number;
		s->rack_cseq = value.rack.cseq_number;
	}
}

static void read_subscription(struct flow_step *s)
{
	struct zsip_value value;

	if (s->rec->code == 0 && s->rec->method_id == ZSIP_METHOD_NOTIFY &&
	    zsip_facts_first(s->msg, ZSIP_HDR_SUBSCRIPTION_STATE, &value) &&
	    zsip_slice_equal_nocase(value.token_params.token,
	                            ZSIP_TEXT("terminated")))
		s->rec->flags |= ZSIP_FLOW_TERMINATED;
}

/* Letter case does not count: nobody tells two transactions apart by it. */
bool zsip_flow_has_cookie(struct zsip_slice branch)
{
	struct zsip_slice cookie = ZSIP_TEXT(ZSIP_BRANCH_COOKIE);

	if (branch.len <= cookie.len)
		return false;
	branch.len = cookie.len;
	return zsip_slice_equal_nocase(branch, cookie);
}

static void read_core(struct flow_step *s)
{
	struct zsip_flow_message *rec = s->rec;
	const struct zsip_core *core = s->core;

	rec->branch = span_of(s, core->via.branch);
	rec->host = span_of(s, core->via.host);
	if (zsip_flow_has_cookie(core->via.branch))
		rec->flags |= ZSIP_FLOW_COOKIE;
	rec->from_uri = span_of(s, core->from.uri);
	rec->from_tag = span_of(s, core->from.tag);
	rec->to_uri = span_of(s, core->to.uri);
	rec->to_tag = span_of(s, core->to.tag);
	rec->call_id = span_of(s, core->call_id.callid);
	rec->cseq = core->cseq.number;
	rec->cseq_value = zsip_flow_field(s, ZSIP_HDR_CSEQ);
	if (core->status[ZSIP_CORE_MAX_FORWARDS] == ZSIP_OK &&
	    core->max_forwards.number < UINT16_MAX)
		rec->max_forwards = (uint16_t)core->max_forwards.number;
	rec->max_forwards_value = zsip_flow_field(s, ZSIP_HDR_MAX_FORWARDS);
	if (core->status[ZSIP_CORE_CONTACT] == ZSIP_OK &&
	    !core->contact.wildcard)
		rec->contact = span_of(s, core->contact.uri);
}

/* Of a response. */
static void read_method(struct flow_step *s)
{
	struct zsip_slice method = s->core->cseq.method;

	s->rec->method = span_of(s, method);
	s->rec->method_id = (uint8_t)zsip_method_find(method);
}

static bool is_whole(const struct flow_step *s)
{
	const uint8_t *status = s->core->status;

	if ((status[ZSIP_CORE_VIA] | status[ZSIP_CORE_FROM] |
	     status[ZSIP_CORE_TO] | status[ZSIP_CORE_CALL_ID] |
	     status[ZSIP_CORE_CSEQ]) != ZSIP_OK)
		return false;
	return s->msg->status_code != 0 ||
	       zsip_slice_equal(s->core->cseq.method, s->msg->method);
}

/* Without a tag the URI tells sides apart. */
static void digest_texts(struct flow_step *s)
{
	const struct zsip_core *core = s->core;
	struct zsip_slice sender =
	        core->from.tag.ptr != NULL ? core->from.tag : core->from.uri;
	const struct zsip_slice texts[] = {core->via.branch, core->via.host,
	                                   core->via.transport, sender,
	                                   core->to.tag};

	zsip_flow_digest_texts(s->flow, texts,
	                       zsip_flow_has_few(s->flow) ? FLOW_SENDER
	                                                  : FLOW_DIGESTS,
	                       s->digests);
}

static void read_start_line(struct flow_step *s)
{
	const struct zsip_message *msg = s->msg;

	s->rec->start_line = span_of(s, msg->start_line);
	s->rec->code = msg->status_code;
	s->rec->request_uri = span_of(s, msg->request_uri);
	if (msg->status_code == 0) {
		s->rec->method = span_of(s, msg->method);
		s->rec->method_id = msg->method_id;
	}
}

static void note_fields(struct flow_step *s)
{
	const struct zsip_message *msg = s->msg;

	for (size_t i = 0; i < msg->field_count; i++) {
		if (msg->fields[i].id < FLOW_FIELDS)
			s->fields |= UINT64_C(1) << msg->fields[i].id;
	}
}

bool zsip_flow_read(struct flow_step *s)
{
	const struct zsip_message *msg = s->msg;

	if (msg->text.len >= UINT32_MAX)
		return false;
	read_start_line(s);
	if (msg->error.status != ZSIP_OK || !is_whole(s))
		return false;
	digest_texts(s);
	s->rec->port = zsip_via_port(&s->core->via);
	if (!read_vias(s))
		return false;
	if (s->rec->code != 0)
		read_method(s);
	note_fields(s);
	read_core(s);
	read_record_route(s);
	read_reliable(s);
	read_subscription(s);
	if (zsip_flow_has_field(s, ZSIP_HDR_AUTHORIZATION) ||
	    zsip_flow_has_field(s, ZSIP_HDR_PROXY_AUTHORIZATION))
		s->rec->flags |= ZSIP_FLOW_CREDENTIALS;
	zsip_flow_read_description(s);
	return true;
}
