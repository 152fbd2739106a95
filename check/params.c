/*
 * Parameters: each name once, and the known ones by their own grammar, which
 * generic-param would forgive.
 */
#include "checker.h"

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
		end = slice_end(param->value) +
		      (param->quoted || param->bracketed);
	return slice_between(param->name.ptr, end);
}

/* Known names are told apart by their numbers, others by a hash first. */
static void note_name(struct param_name *noted, const struct zsip_param *param,
                      bool escapes)
{
	noted->name = param->name;
	noted->id = escapes ? (uint16_t)ZSIP_PARAM_OTHER : param->id;
	noted->hash = 0;
	if (noted->id == ZSIP_PARAM_OTHER)
		noted->hash = hash_name(param->name, escapes);
}

static bool is_same_name(const struct param_name *a, const struct param_name *b,
                         bool escapes)
{
	if (a->id != b->id || a->hash != b->hash)
		return false;
	return a->id != ZSIP_PARAM_OTHER ||
	       same_name(a->name, b->name, escapes);
}

void zsip_check_names_start(struct param_names *names, struct zsip_slice params,
                            bool escapes)
{
	names->count = 0;
	names->escapes = escapes && memchr(params.ptr, '%', params.len) != NULL;
}

bool zsip_check_is_repeated(struct checker *c, struct param_names *names,
                            const struct zsip_param *param)
{
	struct param_name noted;

	note_name(&noted, param, names->escapes);
	for (size_t i = 0; i < names->count && i < COMPARED_PARAMETERS; i++) {
		if (is_same_name(&names->list[i], &noted, names->escapes))
			return true;
	}
	if (names->count < COMPARED_PARAMETERS)
		names->list[names->count] = noted;
	else if (names->count == COMPARED_PARAMETERS)
		zsip_check_report_at(c, ZSIP_RULE_TOO_MANY_PARAMETERS,
		                     zsip_check_param_text(param));
	names->count++;
	return false;
}

/* @return the words that a parameter is one of, "" if it has none; NULL if it
 * is not known in this header field */
static const char *known_words(enum zsip_header header, unsigned param)
{
	switch ((unsigned)header << 16 | param) {
#define KNOWN_PARAM(header, param, words)                                      \
	case ZSIP_HDR_##header << 16 | ZSIP_PARAM_##param:                     \
		return words;
#include "known_params.def"
#undef KNOWN_PARAM
	default:
		return NULL;
	}
}

/* Of a tag or a branch it depends on the value what is identified. */
static enum zsip_rule rule_of(unsigned param)
{
	return param == ZSIP_PARAM_TAG || param == ZSIP_PARAM_BRANCH
	               ? ZSIP_RULE_AMBIGUOUS_TAG_OR_BRANCH
	               : ZSIP_RULE_PARAMETER_VALUE;
}

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
	const char *words = known_words(id, param->id);

	if (words == NULL)
		return;
	if (!zsip_param_is_sound(param) ||
	    (*words != '\0' && !zsip_check_is_word(param->value, words)))
		zsip_check_report_at(c, rule_of(param->id),
		                     zsip_check_param_text(param));
	else if (param->id == ZSIP_PARAM_EXPIRES)
		check_seconds(c, param->value);
	else if (param->id == ZSIP_PARAM_RECEIVED && *param->value.ptr == '[')
		zsip_check_report_at(c, ZSIP_RULE_VIA_RECEIVED_BRACKETS,
		                     zsip_check_param_text(param));
}

/* A parameter that only URIs have. */
static bool is_of_uri(unsigned param)
{
	return param == ZSIP_PARAM_TRANSPORT || param == ZSIP_PARAM_USER ||
	       param == ZSIP_PARAM_METHOD || param == ZSIP_PARAM_MADDR ||
	       param == ZSIP_PARAM_TTL || param == ZSIP_PARAM_LR;
}

/* Most have a tag or a branch and no more, which their value tells: ";", the
 * name, "=", and what is cut out already. */
static bool is_alone(const struct zsip_value *value, struct zsip_slice params,
                     struct zsip_param *param)
{
	bool via = value->shape == ZSIP_SHAPE_via_parm;
	size_t name_len = via ? strlen("branch") : strlen("tag");

	if (!via && value->shape != ZSIP_SHAPE_name_addr)
		return false;
	param->id = via ? ZSIP_PARAM_BRANCH : ZSIP_PARAM_TAG;
	param->name = (struct zsip_slice){params.ptr + 1, name_len};
	param->value = via ? value->via_parm.branch : value->name_addr.tag;
	param->quoted = param->bracketed = false;
	return param->value.ptr != NULL &&
	       (size_t)(param->value.ptr - params.ptr) == name_len + 2 &&
	       param->value.ptr[-1] == '=' &&
	       slice_end(param->value) == slice_end(params);
}

void zsip_check_params(struct checker *c, const struct zsip_value *value,
                       struct zsip_slice params)
{
	bool address = value->shape == ZSIP_SHAPE_name_addr;
	struct param_names names;
	struct zsip_params walk;
	struct zsip_param param;

	if (params.ptr == NULL)
		return;
	if (is_alone(value, params, &param)) {
		check_known(c, (enum zsip_header)value->id, &param);
		return;
	}
	zsip_check_names_start(&names, params, false);
	zsip_params_start_in(&walk, params, c->msg);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		if (address && is_of_uri(param.id))
			zsip_check_report_at(
			        c, ZSIP_RULE_AMBIGUOUS_PARAMETER_PLACE,
			        zsip_check_param_text(&param));
		if (zsip_check_is_repeated(c, &names, &param))
			zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_PARAMETER,
			                     zsip_check_param_text(&param));
		if (param.id != ZSIP_PARAM_OTHER)
			check_known(c, (enum zsip_header)value->id, &param);
	}
}
