/*
 * Parameters: each name once, and the known ones by their own grammar, which
 * generic-param would forgive.
 */
#include "checker.h"
#include <string.h>

/* The names met so far in one walk. */
struct names {
	size_t count;
	struct {
		uint32_t hash;
		struct zsip_slice name;
	} list[COMPARED_PARAMETERS];
};

/* A URI's parameter name counts by what its escapes stand for (19.1.4). */
struct name_reader {
	const char *at, *end;
	bool escapes;
};

/* The next byte of a name, in lower case; -1 at its end. */
static int next_byte(struct name_reader *reader)
{
	struct zsip_slice next = {reader->at, 1};
	unsigned char byte;
	char raw;

	if (reader->at == reader->end)
		return -1;
	if (reader->escapes && *reader->at == '%' &&
	    reader->end - reader->at > 2)
		next.len = 3;
	zsip_unescape(next, &raw, 1);
	reader->at += next.len;
	byte = (unsigned char)raw;
	return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

static struct name_reader read_name(struct zsip_slice name, bool escapes)
{
	return (struct name_reader){name.ptr, slice_end(name), escapes};
}

/* FNV-1a: spares most comparisons; equal names are compared byte by byte. */
static uint32_t hash_name(struct zsip_slice name, bool escapes)
{
	struct name_reader reader = read_name(name, escapes);
	uint32_t hash = 2166136261u;
	int byte;

	while ((byte = next_byte(&reader)) >= 0)
		hash = (hash ^ (uint32_t)byte) * 16777619u;
	return hash;
}

static bool same_name(struct zsip_slice a, struct zsip_slice b, bool escapes)
{
	struct name_reader left = read_name(a, escapes);
	struct name_reader right = read_name(b, escapes);
	int byte;

	do {
		byte = next_byte(&left);
		if (byte != next_byte(&right))
			return false;
	} while (byte >= 0);
	return true;
}

struct zsip_slice zsip_check_param_text(const struct zsip_param *param)
{
	const char *end = slice_end(param->name);

	if (param->value.ptr != NULL)
		end = slice_end(param->value) + param->quoted;
	return slice_between(param->name.ptr, end);
}

/* Whether the name was met before; when there are too many to compare, that
 * is reported once. */
static bool is_repeated(struct checker *c, struct names *names,
                        const struct zsip_param *param, bool escapes)
{
	uint32_t hash = hash_name(param->name, escapes);

	for (size_t i = 0; i < names->count && i < COMPARED_PARAMETERS; i++) {
		if (names->list[i].hash == hash &&
		    same_name(names->list[i].name, param->name, escapes))
			return true;
	}
	if (names->count < COMPARED_PARAMETERS) {
		names->list[names->count].hash = hash;
		names->list[names->count].name = param->name;
	} else if (names->count == COMPARED_PARAMETERS) {
		zsip_check_report_at(c, ZSIP_RULE_TOO_MANY_PARAMETERS,
		                     zsip_check_param_text(param));
	}
	names->count++;
	return false;
}

void zsip_check_uri_params(struct checker *c, struct zsip_slice params)
{
	struct names names;
	struct zsip_params walk;
	struct zsip_param param;

	names.count = 0;
	zsip_params_start(&walk, params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		if (is_repeated(c, &names, &param, true))
			zsip_check_report_at(c, ZSIP_RULE_URI_PARAMETER_TWICE,
			                     zsip_check_param_text(&param));
	}
}

static bool is_digits(struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	}
	return text.len != 0;
}

static bool is_number_up_to(struct zsip_slice text, unsigned most)
{
	unsigned number = 0;

	if (!is_digits(text))
		return false;
	for (size_t i = 0; i < text.len && number <= most; i++)
		number = number * 10 + (unsigned)(text.ptr[i] - '0');
	return number <= most;
}

/* Whether a parameter has a value, one that is not quoted. */
static bool is_plain(const struct zsip_param *param)
{
	return !param->quoted && param->value.len != 0;
}

/* What tag-param and via-branch take; generic-param knows IPv6 addresses. */
static bool is_token(const struct zsip_param *param)
{
	return is_plain(param) && *param->value.ptr != '[';
}

/* qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ) */
static bool is_qvalue(const struct zsip_param *param)
{
	struct zsip_slice text = param->value, decimals = text;

	if (!is_plain(param) || text.len > 5 ||
	    (*text.ptr != '0' && *text.ptr != '1'))
		return false;
	if (text.len == 1)
		return true;
	if (text.ptr[1] != '.')
		return false;
	decimals.ptr += 2;
	decimals.len -= 2;
	if (decimals.len == 0)
		return true;
	return *text.ptr == '0' ? is_digits(decimals)
	                        : is_number_up_to(decimals, 0);
}

static bool is_seconds(const struct zsip_param *param)
{
	return is_plain(param) && is_digits(param->value);
}

static bool is_ttl(const struct zsip_param *param)
{
	return is_plain(param) && param->value.len <= 3 &&
	       is_number_up_to(param->value, 255);
}

static bool is_host(const struct zsip_param *param)
{
	return is_plain(param) &&
	       zsip_host_classify(param->value) != ZSIP_HOST_NONE;
}

/* An IPv6 address may be in brackets (RFC 5118 4.5); the grammar of Via has
 * judged one without them. */
static bool is_received(const struct zsip_param *param)
{
	struct zsip_slice text = param->value;
	enum zsip_host_type type;

	if (!is_plain(param))
		return false;
	if (*text.ptr != '[' && memchr(text.ptr, ':', text.len) != NULL)
		return true;
	type = zsip_host_classify(text);
	return type == ZSIP_HOST_IPV4 || type == ZSIP_HOST_IPV6;
}

/* RFC 3581 3: a client sends rport without a value. */
static bool is_rport(const struct zsip_param *param)
{
	return param->value.ptr == NULL ||
	       (is_plain(param) && is_number_up_to(param->value, 65535));
}

static const struct known_param {
	enum zsip_header header;
	enum zsip_param_id param;
	bool (*is_sound)(const struct zsip_param *param);
	enum zsip_rule rule;
} known_params[] = {
        {ZSIP_HDR_FROM, ZSIP_PARAM_TAG, is_token,
         ZSIP_RULE_TAG_OR_BRANCH_VALUE},
        {ZSIP_HDR_TO, ZSIP_PARAM_TAG, is_token, ZSIP_RULE_TAG_OR_BRANCH_VALUE},
        {ZSIP_HDR_VIA, ZSIP_PARAM_BRANCH, is_token,
         ZSIP_RULE_TAG_OR_BRANCH_VALUE},
        {ZSIP_HDR_CONTACT, ZSIP_PARAM_Q, is_qvalue, ZSIP_RULE_PARAMETER_VALUE},
        {ZSIP_HDR_CONTACT, ZSIP_PARAM_EXPIRES, is_seconds,
         ZSIP_RULE_PARAMETER_VALUE},
        {ZSIP_HDR_VIA, ZSIP_PARAM_TTL, is_ttl, ZSIP_RULE_PARAMETER_VALUE},
        {ZSIP_HDR_VIA, ZSIP_PARAM_MADDR, is_host, ZSIP_RULE_PARAMETER_VALUE},
        {ZSIP_HDR_VIA, ZSIP_PARAM_RECEIVED, is_received,
         ZSIP_RULE_PARAMETER_VALUE},
        {ZSIP_HDR_VIA, ZSIP_PARAM_RPORT, is_rport, ZSIP_RULE_PARAMETER_VALUE},
};

static void check_seconds(struct checker *c, struct zsip_slice text)
{
	struct zsip_value value;
	struct zsip_error error;

	if (zsip_value_parse(&value, ZSIP_HDR_EXPIRES, text, c->msg->options,
	                     &error) != ZSIP_E_RANGE)
		return;
	error.offset = zsip_check_offset(c, text.ptr);
	zsip_check_report(c, ZSIP_RULE_DELTA_SECONDS_RANGE, text, &error);
}

static void check_known(struct checker *c, enum zsip_header id,
                        const struct zsip_param *param)
{
	size_t count = sizeof(known_params) / sizeof(*known_params);

	for (size_t i = 0; i < count; i++) {
		const struct known_param *known = &known_params[i];

		if (known->header != id || (unsigned)known->param != param->id)
			continue;
		if (!known->is_sound(param))
			zsip_check_report_at(c, known->rule,
			                     zsip_check_param_text(param));
		else if (known->is_sound == is_seconds)
			check_seconds(c, param->value);
	}
}

void zsip_check_params(struct checker *c, enum zsip_header id,
                       struct zsip_slice params)
{
	struct names names;
	struct zsip_params walk;
	struct zsip_param param;

	if (params.ptr == NULL)
		return;
	names.count = 0;
	zsip_params_start(&walk, params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		if (is_repeated(c, &names, &param, false))
			zsip_check_report_at(c, ZSIP_RULE_PARAMETER_TWICE,
			                     zsip_check_param_text(&param));
		if (param.id != ZSIP_PARAM_OTHER)
			check_known(c, id, &param);
	}
}
