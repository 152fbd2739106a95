/*
 * The values of parameters that zsip knows.
 */
#include "internal.h"
#include "charsets.h"
#include <string.h>

static const struct zsip_param_info params[] = {
#define ZSIP_PARAM(number, id, name, form, rfc)                                \
	[number] = {number, ZSIP_PARAM_FORM_##form, name, rfc},
#include "zsip_params.def"
#undef ZSIP_PARAM
};

const struct zsip_param_info *zsip_param_info(enum zsip_param_id id)
{
	if ((size_t)id >= sizeof(params) / sizeof(*params) ||
	    params[id].name == NULL)
		return NULL;
	return &params[id];
}

enum zsip_status zsip_params_get(struct zsip_slice text, enum zsip_param_id id,
                                 struct zsip_param *param)
{
	struct zsip_params walk;
	enum zsip_status status;

	if (zsip_param_info(id) == NULL)
		return ZSIP_E_USE;
	zsip_params_start(&walk, text);
	while ((status = zsip_params_next(&walk, param, NULL)) == ZSIP_OK) {
		if (param->id == id)
			return ZSIP_OK;
	}
	return status == ZSIP_END ? ZSIP_E_MISSING : status;
}

enum zsip_status zsip_param_number(const struct zsip_param *param,
                                   uint32_t *number)
{
	uint32_t value;
	enum zsip_status status;

	if (param->value.ptr == NULL)
		return ZSIP_E_MISSING;
	if (param->quoted || param->bracketed)
		return ZSIP_E_SYNTAX;
	status = zsip_number_read(param->value, &value);
	if (status == ZSIP_OK)
		*number = value;
	return status;
}

/* qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ) */
enum zsip_status zsip_param_qvalue(const struct zsip_param *param,
                                   uint32_t *thousandths)
{
	const char *p = param->value.ptr, *end;
	uint32_t value, weight = 1000;

	if (p == NULL)
		return ZSIP_E_MISSING;
	end = p + param->value.len;
	if (param->quoted || param->bracketed || p == end || end - p > 5 ||
	    (*p != '0' && *p != '1'))
		return ZSIP_E_SYNTAX;
	value = (uint32_t)(*p++ - '0') * weight;
	if (p < end && *p++ != '.')
		return ZSIP_E_SYNTAX;
	for (; p < end; p++) {
		if (*p < '0' || *p > '9')
			return ZSIP_E_SYNTAX;
		weight /= 10;
		value += (uint32_t)(*p - '0') * weight;
	}
	if (value > 1000)
		return ZSIP_E_SYNTAX;
	*thousandths = value;
	return ZSIP_OK;
}

/* Whether a parameter has a value that nothing encloses. */
static bool is_plain(const struct zsip_param *param)
{
	return !param->quoted && !param->bracketed && param->value.len != 0;
}

static inline bool is_token_byte(char byte)
{
	return zsip_sets[(unsigned char)byte] >> ZSIP_SET_token & 1;
}

/* A token; generic-param takes more, addresses in brackets for one. */
static bool is_token(const struct zsip_param *param)
{
	size_t i = 0;

	while (i < param->value.len && is_token_byte(param->value.ptr[i]))
		i++;
	return is_plain(param) && i == param->value.len;
}

static bool is_number_up_to(const struct zsip_param *param, uint32_t most)
{
	uint32_t number;

	return zsip_param_number(param, &number) == ZSIP_OK && number <= most;
}

/* More digits than fit are digits nonetheless. */
static bool is_digits(const struct zsip_param *param)
{
	uint32_t number;
	enum zsip_status status = zsip_param_number(param, &number);

	return status == ZSIP_OK || status == ZSIP_E_RANGE;
}

static bool is_host(const struct zsip_param *param)
{
	return is_plain(param) &&
	       zsip_host_classify(param->value) != ZSIP_HOST_NONE;
}

/* An IPv6 address may be in brackets (RFC 5118 4.5). */
static bool is_ip(const struct zsip_param *param)
{
	struct zsip_slice text = param->value;
	struct zsip_stop stop;
	enum zsip_host_type type;

	if (!is_plain(param))
		return false;
	if (*text.ptr != '[' && memchr(text.ptr, ':', text.len) != NULL)
		return zsip_ipv6_machine(text.ptr, text.ptr + text.len,
		                         &stop) != ZSIP_HOST_NONE;
	type = zsip_host_classify(text);
	return type == ZSIP_HOST_IPV4 || type == ZSIP_HOST_IPV6;
}

bool zsip_param_is_sound(const struct zsip_param *param)
{
	const struct zsip_param_info *info =
	        zsip_param_info((enum zsip_param_id)param->id);
	uint32_t number;

	switch (info == NULL ? ZSIP_PARAM_FORM_ANY : info->form) {
	case ZSIP_PARAM_FORM_FLAG:
		return param->value.ptr == NULL;
	case ZSIP_PARAM_FORM_TOKEN:
		return is_token(param);
	case ZSIP_PARAM_FORM_STRING:
		return param->quoted;
	case ZSIP_PARAM_FORM_TEXT:
		return param->quoted || is_token(param);
	case ZSIP_PARAM_FORM_DIGITS:
		return is_digits(param);
	case ZSIP_PARAM_FORM_QVALUE:
		return zsip_param_qvalue(param, &number) == ZSIP_OK;
	case ZSIP_PARAM_FORM_TTL:
		return param->value.len <= 3 && is_number_up_to(param, 255);
	case ZSIP_PARAM_FORM_PORT:
		return param->value.ptr == NULL ||
		       is_number_up_to(param, 65535);
	case ZSIP_PARAM_FORM_HOST:
		return is_host(param);
	case ZSIP_PARAM_FORM_IP:
		return is_ip(param);
	default:
		return true;
	}
}
