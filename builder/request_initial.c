/*
 * Initial requests, from their parts (RFC 3261 8.1.1).
 */
#include "requesting.h"

static void check_address(struct zsip_requesting *r,
                          const struct zsip_request_parts *parts)
{
	const struct zsip_address_parts *to = &parts->to;

	if (parts->from.tag.ptr == NULL)
		zsip_requesting_fail(r, ZSIP_E_MISSING, "tag of From");
	if (to->tag.ptr != NULL)
		zsip_requesting_fail(r, ZSIP_E_USE, "To without a tag");
	for (size_t i = 0; i < to->param_count; i++) {
		if (zsip_slice_equal_nocase(to->params[i].name,
		                            zsip_slice_from("tag")))
			zsip_requesting_fail(r, ZSIP_E_USE, "To without a tag");
	}
}

/* Header fields and a method in the URI would get lost (RFC 3261 19.1.5). */
static void check_uri(struct zsip_requesting *r, struct zsip_slice text)
{
	struct zsip_param param;
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, text, r->builder.options, NULL) != ZSIP_OK ||
	    (!zsip_uri_is_sip(&uri)))
		return;
	if (uri.headers.ptr != NULL ||
	    zsip_params_get(uri.params, ZSIP_PARAM_METHOD, &param) == ZSIP_OK)
		zsip_requesting_fail(
		        r, ZSIP_E_USE,
		        "Request-URI without header fields and method");
}

size_t zsip_request_build(const struct zsip_request_parts *parts,
                          const struct zsip_request *request, char *buf,
                          size_t size, struct zsip_error *err)
{
	enum zsip_method method = zsip_method_find(parts->method);
	struct zsip_requesting r;

	zsip_requesting_start(&r, request, true, NULL, buf, size);
	if (method == ZSIP_METHOD_ACK || method == ZSIP_METHOD_CANCEL)
		zsip_requesting_fail(&r, ZSIP_E_USE,
		                     "method that is not ACK or CANCEL");
	check_address(&r, parts);
	check_uri(&r, parts->request_uri);
	zsip_requesting_head(&r, parts->method, parts->request_uri,
	                     parts->route_set);
	zsip_builder_add_address(&r.builder, ZSIP_HDR_TO, &parts->to);
	zsip_builder_add_address(&r.builder, ZSIP_HDR_FROM, &parts->from);
	zsip_builder_add(&r.builder, ZSIP_HDR_CALL_ID, parts->call_id);
	zsip_builder_add_cseq(&r.builder, parts->sequence, parts->method);
	return zsip_requesting_end(&r, err);
}
