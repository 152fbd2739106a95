/*
 * URIs on their way into a Request-URI or a Route.
 */
#include "build.h"
#include "internal.h"
#include "zsip_uri.h"

static bool has_method(const struct zsip_uri *uri)
{
	struct zsip_param param;

	return zsip_uri_is_sip(uri) &&
	       zsip_params_get(uri->params, ZSIP_PARAM_METHOD, &param) ==
	               ZSIP_OK;
}

bool zsip_build_is_target(const struct zsip_uri *uri)
{
	return uri->headers.ptr == NULL && !has_method(uri);
}

void zsip_build_target(struct zsip_writer *out, const struct zsip_uri *uri)
{
	struct zsip_slice front = uri->text;
	struct zsip_params walk;
	struct zsip_param param;

	if (uri->headers.ptr != NULL)
		front.len = (size_t)(uri->headers.ptr - front.ptr);
	if (!has_method(uri)) {
		zsip_writer_add(out, front);
		return;
	}
	front.len = (size_t)(uri->params.ptr - front.ptr);
	zsip_writer_add(out, front);
	zsip_params_start(&walk, uri->params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		if (param.id == ZSIP_PARAM_METHOD)
			continue;
		zsip_writer_add(out, zsip_slice_from(";"));
		zsip_writer_add(out, param.name);
		if (param.value.ptr != NULL)
			zsip_writer_add(out, zsip_slice_from("="));
		zsip_writer_add(out, param.value);
	}
}
