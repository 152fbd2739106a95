/*
 * The walk over parameters; its step is in core.c, made for each SIMD form.
 */
#include "internal.h"

void zsip_params_start(struct zsip_params *walk, struct zsip_slice params)
{
	if (params.len == 0)
		params.ptr = "";
	walk->start = walk->at = params.ptr;
	walk->end = walk->limit = params.ptr + params.len;
	walk->base = NULL;
	walk->stops = 0;
	walk->lead = ';';
	if (params.len != 0 && *params.ptr != ';')
		walk->lead = *params.ptr == '?' ? '?' : ',';
}

void zsip_params_start_in(struct zsip_params *walk, struct zsip_slice params,
                          const struct zsip_message *msg)
{
	zsip_params_start(walk, params);
	walk->limit = msg->text.ptr + msg->text.len;
}

enum zsip_status zsip_params_next(struct zsip_params *walk,
                                  struct zsip_param *param,
                                  struct zsip_error *err)
{
	if (walk->at >= walk->end)
		return ZSIP_END;
	return zsip_engine->param(walk, param, err);
}

enum zsip_status zsip_params_find(struct zsip_slice params,
                                  struct zsip_slice name,
                                  struct zsip_param *param)
{
	struct zsip_params walk;
	enum zsip_status status;

	zsip_params_start(&walk, params);
	while ((status = zsip_params_next(&walk, param, NULL)) == ZSIP_OK) {
		if (zsip_slice_equal_nocase(param->name, name))
			return ZSIP_OK;
	}
	return status == ZSIP_END ? ZSIP_E_MISSING : status;
}
