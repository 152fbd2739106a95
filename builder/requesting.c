/*
 * What all requests have alike: their beginning, by the route set, and their
 * end.
 */
#include "requesting.h"
#include "guard.h"
#include "zsip_branch.h"
#include "zsip_forking.h"

void zsip_requesting_fail(struct zsip_requesting *r, enum zsip_status status,
                          const char *expected)
{
	zsip_writer_fail(&r->builder.out, status, expected);
}

static bool is_whole(const struct zsip_request *request)
{
	bool apart = (request->flags & ZSIP_REQUEST_APART) != 0;

	return request->size >= sizeof(*request) &&
	       (request->headers != NULL || request->header_count == 0) &&
	       (request->body.ptr != NULL || request->body.len == 0 || apart);
}

void zsip_requesting_start(struct zsip_requesting *r,
                           const struct zsip_request *request, bool needed,
                           const struct zsip_options *options, char *buf,
                           size_t size)
{
	static const struct zsip_request none = {.size = sizeof(none)};
	static const enum zsip_header own[] = {ZSIP_HDR_VIA, ZSIP_HDR_ROUTE,
	                                       ZSIP_HDR_OTHER};
	bool sound = request != NULL ? is_whole(request) : !needed;

	r->request = request != NULL && sound ? request : &none;
	r->own = own;
	r->sips = false;
	if (r->request->options != NULL)
		options = r->request->options;
	zsip_builder_start(&r->builder, buf, size,
	                   (r->request->flags & ZSIP_REQUEST_COMPACT) != 0
	                           ? ZSIP_BUILDER_COMPACT
	                           : 0,
	                   options);
	if (!sound)
		zsip_requesting_fail(r, ZSIP_E_USE, "struct zsip_request");
}

void zsip_requesting_max_forwards(struct zsip_requesting *r)
{
	const struct zsip_request *request = r->request;
	bool given = (request->flags & ZSIP_REQUEST_MAX_FORWARDS) != 0;

	zsip_builder_add_number(&r->builder, ZSIP_HDR_MAX_FORWARDS,
	                        given ? request->max_forwards
	                              : ZSIP_MAX_FORWARDS);
}

/* RFC 3261 8.1.1.7: a branch, and its magic cookie. */
static void add_via(struct zsip_requesting *r)
{
	struct zsip_slice branch = r->request->via.branch;

	if (branch.ptr == NULL)
		zsip_requesting_fail(r, ZSIP_E_MISSING, "branch");
	else if (!zsip_branch_is_unique(branch))
		zsip_requesting_fail(
		        r, ZSIP_E_SYNTAX,
		        "branch that begins with " ZSIP_BRANCH_COOKIE);
	zsip_builder_add_via(&r->builder, &r->request->via);
}

/* The URI of the first route, and the routes behind it; what is no Route of
 * sip and sips URIs is refused. */
static void read_routes(struct zsip_requesting *r, struct zsip_slice routes,
                        struct zsip_uri *first, struct zsip_slice *rest)
{
	const struct zsip_options *options = r->builder.options;
	struct zsip_slice walk = routes, item;
	struct zsip_value value;
	struct zsip_uri uri;

	*rest = (struct zsip_slice){NULL, 0};
	if (zsip_guard_breaks(routes))
		zsip_requesting_fail(r, ZSIP_E_SYNTAX, "Route");
	while (zsip_slice_next_item(&walk, &item)) {
		if (zsip_value_parse(&value, ZSIP_HDR_ROUTE, item, options,
		                     NULL) != ZSIP_OK ||
		    zsip_uri_parse(&uri, value.name_addr.uri, options, NULL) !=
		            ZSIP_OK ||
		    !zsip_uri_is_sip(&uri)) {
			zsip_requesting_fail(r, ZSIP_E_SYNTAX, "Route");
			return;
		}
		if (first->text.ptr == NULL) {
			*first = uri;
			*rest = walk;
		}
	}
	if (rest->ptr != NULL)
		*rest = zsip_trim(rest->ptr, rest->ptr + rest->len);
}

/* The target as the last value of Route, for who is behind strict routers. */
static void add_strict_route(struct zsip_requesting *r, struct zsip_slice rest,
                             const struct zsip_uri *target)
{
	struct zsip_writer *out = &r->builder.out;

	zsip_build_name(&r->builder, ZSIP_HDR_ROUTE);
	zsip_writer_add(out, rest);
	zsip_writer_add(out, rest.len != 0 ? ZSIP_TEXT(",<") : ZSIP_TEXT("<"));
	zsip_build_target(out, target);
	zsip_writer_add(out, ZSIP_TEXT(">"));
	zsip_build_line_end(&r->builder);
}

void zsip_requesting_head(struct zsip_requesting *r, struct zsip_slice method,
                          struct zsip_slice target, struct zsip_slice routes)
{
	struct zsip_uri uri, first = {.text = {NULL, 0}};
	struct zsip_slice rest = {NULL, 0};
	struct zsip_param lr;
	bool strict = false;

	r->method = zsip_method_find(method);
	if (zsip_uri_parse(&uri, target, r->builder.options, NULL) != ZSIP_OK)
		zsip_requesting_fail(r, ZSIP_E_SYNTAX, "Request-URI");
	if (routes.len != 0)
		read_routes(r, routes, &first, &rest);
	if (r->builder.out.error.status != ZSIP_OK)
		return;
	if (first.text.ptr != NULL)
		strict = zsip_params_get(first.params, ZSIP_PARAM_LR, &lr) !=
		         ZSIP_OK;
	r->sips |= uri.scheme_id == ZSIP_SCHEME_SIPS ||
	           first.scheme_id == ZSIP_SCHEME_SIPS;
	zsip_build_method(&r->builder, method);
	zsip_build_target(&r->builder.out, strict ? &first : &uri);
	zsip_writer_add(&r->builder.out, ZSIP_TEXT(" SIP/2.0\r\n"));
	add_via(r);
	zsip_requesting_max_forwards(r);
	if (strict)
		add_strict_route(r, rest, &uri);
	else if (routes.len != 0)
		zsip_builder_add(&r->builder, ZSIP_HDR_ROUTE, routes);
}

void zsip_requesting_copy(struct zsip_requesting *r,
                          const struct zsip_message *msg, enum zsip_header id)
{
	const struct zsip_field *field = NULL;

	while ((field = zsip_field_find(msg, id, field)) != NULL)
		zsip_builder_copy(&r->builder, field);
}

void zsip_requesting_credentials(struct zsip_requesting *r,
                                 const struct zsip_message *invite)
{
	zsip_requesting_copy(r, invite, ZSIP_HDR_AUTHORIZATION);
	zsip_requesting_copy(r, invite, ZSIP_HDR_PROXY_AUTHORIZATION);
}

size_t zsip_requesting_end(struct zsip_requesting *r, struct zsip_error *err)
{
	const struct zsip_request *request = r->request;
	struct zsip_builder *builder = &r->builder;

	if (builder->out.error.status == ZSIP_OK)
		zsip_requesting_check_lines(r);
	if (request->contact.uri.ptr != NULL)
		zsip_builder_add_address(builder, ZSIP_HDR_CONTACT,
		                         &request->contact);
	zsip_builder_add_lines(builder, request->headers,
	                       request->header_count);
	if (builder->out.error.status == ZSIP_OK)
		zsip_requesting_check_mandatory(r);
	return (request->flags & ZSIP_REQUEST_APART) != 0
	               ? zsip_builder_end_apart(builder, request->body.len, err)
	               : zsip_builder_end(builder, request->body, err);
}
