/*
 * Where a request goes: RFC 3261 16.4, 16.6 steps 6 and 7, RFC 3263 4.
 */
#include "routing.h"

static bool has_lr(const struct zsip_uri *uri)
{
	struct zsip_param lr;

	return zsip_params_get(uri->params, ZSIP_PARAM_LR, &lr) == ZSIP_OK;
}

/* RFC 3263 4: TARGET, its maddr or its host. */
static enum zsip_status set_target(struct zsip_hop *to,
                                   const struct zsip_uri *uri)
{
	struct zsip_param maddr;

	to->host = uri->host;
	to->host_type = uri->host_type;
	if (zsip_params_get(uri->params, ZSIP_PARAM_MADDR, &maddr) != ZSIP_OK)
		return ZSIP_OK;
	to->host = maddr.value;
	to->host_type = (uint8_t)zsip_host_kind(maddr.value);
	return to->host_type == ZSIP_HOST_NONE ? ZSIP_E_SYNTAX : ZSIP_OK;
}

/* RFC 3263 4.1 and 4.2. */
static enum zsip_look_up look_up(const struct zsip_next_hop *hop,
                                 const struct zsip_uri *uri)
{
	if (hop->to.host_type != ZSIP_HOST_NAME)
		return ZSIP_LOOK_UP_NONE;
	if (uri->port != 0)
		return ZSIP_LOOK_UP_ADDRESS;
	return hop->transport_param.ptr != NULL ? ZSIP_LOOK_UP_SRV
	                                        : ZSIP_LOOK_UP_NAPTR;
}

/* RFC 3263 4.1; without a transport parameter, TLS for what is sips by its
 * Request-URI alone. */
static enum zsip_transport transport_of(const struct zsip_next_hop *hop,
                                        const struct zsip_uri *uri)
{
	if (hop->sips && hop->transport_param.ptr == NULL)
		return ZSIP_TRANSPORT_TLS;
	return hop->sips ? zsip_transport_over_tls(
	                           zsip_transport_find(hop->transport_param))
	                 : zsip_uri_transport(uri);
}

enum zsip_status zsip_next_hop_of(struct zsip_next_hop *hop,
                                  const struct zsip_uri *request_uri,
                                  const struct zsip_uri *route)
{
	const struct zsip_uri *uri = route != NULL ? route : request_uri;
	const struct zsip_transport_info *info;
	struct zsip_param param;
	enum zsip_status status;

	*hop = (struct zsip_next_hop){.uri = uri->text};
	if (!zsip_uri_is_sip(uri))
		return ZSIP_E_USE;
	hop->strict = route != NULL && !has_lr(route);
	hop->sips = uri->scheme_id == ZSIP_SCHEME_SIPS ||
	            request_uri->scheme_id == ZSIP_SCHEME_SIPS;
	if (zsip_params_get(uri->params, ZSIP_PARAM_TRANSPORT, &param) ==
	    ZSIP_OK) {
		if (param.value.ptr == NULL)
			return ZSIP_E_SYNTAX;
		hop->transport_param = param.value;
	}
	status = set_target(&hop->to, uri);
	if (status != ZSIP_OK)
		return status;
	hop->to.transport = (uint8_t)transport_of(hop, uri);
	hop->to.look_up = (uint8_t)look_up(hop, uri);
	info = zsip_transport_info((enum zsip_transport)hop->to.transport);
	hop->to.port = uri->port != 0 ? uri->port
	               : info != NULL ? info->port
	                              : 0;
	return ZSIP_OK;
}

/* A walk over Route, and what it comes to. */
struct routes {
	struct zsip_slice next, last; /* URIs: the first that is not ours */
	size_t count, own;
};

static enum zsip_status walk_routes(struct routes *routes,
                                    const struct zsip_message *msg,
                                    const struct zsip_own *own, size_t count,
                                    struct zsip_error *err)
{
	struct zsip_value value;
	enum zsip_status status;
	struct zsip_list list;
	struct zsip_uri uri;

	*routes = (struct routes){.count = 0};
	zsip_list_start(&list, msg, ZSIP_HDR_ROUTE);
	while ((status = zsip_list_next(&list, &value, err)) == ZSIP_OK) {
		routes->last = value.name_addr.uri;
		status = zsip_uri_parse_in(&uri, routes->last, msg, err);
		if (status != ZSIP_OK)
			return status;
		if (routes->next.ptr == NULL) {
			if (zsip_own_uri(own, count, &uri) != NULL)
				routes->own++;
			else
				routes->next = routes->last;
		}
		routes->count++;
	}
	return status == ZSIP_END ? ZSIP_OK : status;
}

/* The last value goes to the Request-URI. */
static void restore(struct zsip_route_plan *plan, struct routes *routes)
{
	plan->restore = true;
	plan->request_uri = routes->last;
	routes->count--;
	if (routes->own > routes->count)
		routes->own = routes->count;
	if (routes->own == routes->count)
		routes->next = (struct zsip_slice){NULL, 0};
}

enum zsip_status zsip_route_plan_make(struct zsip_route_plan *plan,
                                      const struct zsip_message *msg,
                                      const struct zsip_core *core,
                                      const struct zsip_own *own, size_t count,
                                      struct zsip_error *err)
{
	enum zsip_status status =
	        (enum zsip_status)core->status[ZSIP_CORE_REQUEST_URI];
	struct routes routes;

	*plan = (struct zsip_route_plan){.request_uri = msg->request_uri};
	if (msg->request_uri.ptr == NULL)
		return zsip_passed(err, ZSIP_E_USE);
	if (status != ZSIP_OK && err != NULL)
		*err = (struct zsip_error){
		        status, (size_t)(msg->request_uri.ptr - msg->text.ptr),
		        "Request-URI"};
	if (status != ZSIP_OK)
		return status;
	status = walk_routes(&routes, msg, own, count, err);
	if (status != ZSIP_OK)
		return status;
	if (routes.count != 0 && has_lr(&core->request_uri) &&
	    zsip_own_uri(own, count, &core->request_uri) != NULL)
		restore(plan, &routes);
	plan->pops = routes.own;
	plan->next = routes.next;
	plan->remaining = routes.count - routes.own;
	return zsip_passed(err, ZSIP_OK);
}
