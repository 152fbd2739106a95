/*
 * The way of requests: hops, Record-Route, route set and remote target (RFC
 * 3261 12.1, 12.2.1.1, 16.6).
 */
#include "flow.h"

/* RFC 3261 16.6 step 3 */
void zsip_flow_check_max_forwards(const struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;
	const struct zsip_flow_message *before = zsip_flow_at(s, rec->forwards);

	if (before == NULL || rec->max_forwards == UINT16_MAX ||
	    before->max_forwards == UINT16_MAX ||
	    rec->max_forwards < before->max_forwards)
		return;
	zsip_flow_find(s, ZSIP_FLOW_RULE_MAX_FORWARDS, rec->max_forwards_value,
	               rec->forwards, before->max_forwards_value);
}

/* Record-Route */

static bool makes_dialog(const struct zsip_flow_message *request,
                         const struct zsip_flow_message *response)
{
	if (zsip_flow_has(request->to_tag) || !zsip_flow_has(response->to_tag))
		return false;
	if (response->code < 200)
		return (response->flags & ZSIP_FLOW_RELIABLE) != 0;
	return zsip_facts_forms_dialog((enum zsip_method)request->method_id,
	                               response->code);
}

/* Proxies behind this hop have put theirs in front (RFC 3261 16.6 step 4). */
static bool has_routes(const struct flow_step *s,
                       const struct zsip_flow_message *request)
{
	uint32_t count = s->rec->record_route_count;
	struct flow_routes routes;

	if (count < request->record_route_count)
		return false;
	if (count == request->record_route_count)
		return s->rec->record_route_hash == request->record_route_hash;
	zsip_flow_read_routes(s, ZSIP_HDR_RECORD_ROUTE,
	                      count - request->record_route_count, &routes);
	return routes.hash == request->record_route_hash;
}

/* What a response had when it was met first was told there. */
static bool is_told(const struct flow_step *s)
{
	const struct zsip_flow_message *told =
	        zsip_flow_at(s, s->rec->forwards);

	return told != NULL && told->request != ZSIP_FLOW_NONE &&
	       told->record_route_count == s->rec->record_route_count &&
	       told->record_route_hash == s->rec->record_route_hash;
}

void zsip_flow_check_record_route(const struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;
	const struct zsip_flow_message *request = zsip_flow_at(s, rec->request);

	if (request == NULL || !makes_dialog(request, rec) || is_told(s))
		return;
	if (!has_routes(s, request))
		zsip_flow_find(s, ZSIP_FLOW_RULE_RECORD_ROUTE,
		               rec->record_route, rec->request,
		               request->record_route);
	if ((rec->flags & ZSIP_FLOW_RELIABLE) != 0 &&
	    !zsip_flow_has(rec->contact) && rec->forwards == ZSIP_FLOW_NONE)
		zsip_flow_find(s, ZSIP_FLOW_RULE_NO_CONTACT, rec->start_line,
		               ZSIP_FLOW_NONE, flow_no_span);
}

/* Route set and remote target */

/* The caller knows them from the response as it gets it; the called side from
 * the request as it came, on the last hop that was met: the responses of the
 * hops may stand in any order. */
void zsip_flow_view(const struct flow_step *s)
{
	struct zsip_flow_message *dialog = zsip_flow_at(s, s->rec->dialog);
	const struct zsip_flow_message *request =
	        zsip_flow_at(s, s->rec->request);
	const struct zsip_flow_message *called;

	if (dialog == NULL || request == NULL ||
	    (dialog->state.flags & FLOW_BOTH_TAGS) == 0 ||
	    zsip_flow_has(request->to_tag) ||
	    !zsip_facts_forms_dialog((enum zsip_method)request->method_id,
	                             s->rec->code))
		return;
	called = zsip_flow_at(s, dialog->state.view[ZSIP_FLOW_CALLED]);
	if (called == NULL || called->via_count < request->via_count)
		dialog->state.view[ZSIP_FLOW_CALLED] = s->rec->request;
	if (s->rec->via_count == 1)
		dialog->state.view[ZSIP_FLOW_CALLER] = s->index;
}

static bool is_on_its_hop(const struct zsip_flow_message *rec,
                          const struct zsip_flow_message *view)
{
	if (rec->source.ptr != NULL && view->destination.ptr != NULL)
		return zsip_slice_equal(rec->source, view->destination);
	return view->code == 0 ||
	       zsip_flow_is_same_nocase(rec, rec->host, view, view->host);
}

/* The view of the side that sends this request, if it was sent on the hop of
 * that view, as far as is known. */
static const struct zsip_flow_message *
find_view(const struct flow_step *s, const struct zsip_flow_message *dialog)
{
	const struct zsip_flow_message *view =
	        zsip_flow_at(s, dialog->state.view[s->rec->side]);

	return view != NULL && s->rec->via_count == 1 &&
	                       (dialog->state.flags & FLOW_UNBEGUN) == 0 &&
	                       is_on_its_hop(s->rec, view)
	               ? view
	               : NULL;
}

/* The caller takes the list in the opposite order, the called side as it
 * stands (RFC 3261 12.1). */
static bool has_route_set(const struct zsip_flow_message *view,
                          const struct flow_routes *routes)
{
	return view->record_route_count == routes->count &&
	       view->record_route_hash ==
	               (view->code != 0 ? routes->turned : routes->hash);
}

/* A strict router is put into the Request-URI, which is another matter. */
static bool is_loose(const struct zsip_flow_message *view)
{
	uint32_t flag =
	        view->code != 0 ? ZSIP_FLOW_LAST_LOOSE : ZSIP_FLOW_FIRST_LOOSE;

	return view->record_route_count == 0 || (view->flags & flag) != 0;
}

static bool has_target(const struct flow_step *s,
                       const struct zsip_flow_message *view)
{
	struct zsip_slice contact = zsip_flow_slice(view, view->contact);
	struct zsip_uri of_contact;

	/* Lest a long one is read with each message. */
	if (contact.len > s->rec->text.len ||
	    zsip_slice_equal(contact, s->msg->request_uri) ||
	    s->core->status[ZSIP_CORE_REQUEST_URI] != ZSIP_OK ||
	    s->core->request_uri.quirks != 0 ||
	    zsip_uri_parse(&of_contact, contact, NULL, NULL) != ZSIP_OK ||
	    of_contact.headers.len != 0)
		return true;
	return zsip_uri_equal(&of_contact, &s->core->request_uri);
}

static void check_target(const struct flow_step *s,
                         const struct zsip_flow_message *dialog,
                         const struct zsip_flow_message *view)
{
	enum zsip_flow_side other = s->rec->side == ZSIP_FLOW_CALLER
	                                    ? ZSIP_FLOW_CALLED
	                                    : ZSIP_FLOW_CALLER;

	if ((dialog->state.flags & (uint32_t)FLOW_MOVED << other) != 0 ||
	    !zsip_flow_has(view->contact) || has_target(s, view))
		return;
	zsip_flow_find(s, ZSIP_FLOW_RULE_TARGET, s->rec->request_uri,
	               (uint32_t)(view - s->flow->messages), view->contact);
}

void zsip_flow_check_route(const struct flow_step *s)
{
	const struct zsip_flow_message *dialog =
	        zsip_flow_at(s, s->rec->dialog);
	const struct zsip_flow_message *view = find_view(s, dialog);
	struct flow_routes routes;

	if (view == NULL || !is_loose(view))
		return;
	zsip_flow_read_routes(s, ZSIP_HDR_ROUTE, 0, &routes);
	if (!has_route_set(view, &routes)) {
		zsip_flow_find(s, ZSIP_FLOW_RULE_ROUTE,
		               zsip_flow_field(s, ZSIP_HDR_ROUTE),
		               (uint32_t)(view - s->flow->messages),
		               view->record_route);
		return;
	}
	check_target(s, dialog, view);
}
