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
		end = slice_end(param->value) +
		      (param->quoted || param->bracketed);
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
			zsip_check_report_at(c,
			                     ZSIP_RULE_AMBIGUOUS_URI_PARAMETER,
			                     zsip_check_param_text(&param));
	}
}

/* Where a known parameter is the one that is meant: in other header fields it
 * is a generic-param like any. */
static const struct known_param {
	uint16_t header, param;
	const char *words; /* the only values that it may have, or NULL */
} known_params[] = {
        {ZSIP_HDR_FROM, ZSIP_PARAM_TAG, NULL},
        {ZSIP_HDR_TO, ZSIP_PARAM_TAG, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_BRANCH, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_TTL, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_MADDR, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_RECEIVED, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_RPORT, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_COMP, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_SIGCOMP_ID, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_ALIAS, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_OC_ALGO, NULL},
        {ZSIP_HDR_VIA, ZSIP_PARAM_OC_VALIDITY, NULL},
        {ZSIP_HDR_CONTACT, ZSIP_PARAM_Q, NULL},
        {ZSIP_HDR_CONTACT, ZSIP_PARAM_EXPIRES, NULL},
        {ZSIP_HDR_CONTACT, ZSIP_PARAM_INSTANCE, NULL},
        {ZSIP_HDR_CONTACT, ZSIP_PARAM_REG_ID, NULL},
        {ZSIP_HDR_CONTACT, ZSIP_PARAM_PUB_GRUU, NULL},
        {ZSIP_HDR_CONTACT, ZSIP_PARAM_TEMP_GRUU, NULL},
        {ZSIP_HDR_ACCEPT, ZSIP_PARAM_Q, NULL},
        {ZSIP_HDR_ACCEPT_ENCODING, ZSIP_PARAM_Q, NULL},
        {ZSIP_HDR_ACCEPT_LANGUAGE, ZSIP_PARAM_Q, NULL},
        {ZSIP_HDR_CALL_INFO, ZSIP_PARAM_PURPOSE, NULL},
        {ZSIP_HDR_CONTENT_DISPOSITION, ZSIP_PARAM_HANDLING, NULL},
        {ZSIP_HDR_RETRY_AFTER, ZSIP_PARAM_DURATION, NULL},
        {ZSIP_HDR_ACCEPT_CONTACT, ZSIP_PARAM_REQUIRE, NULL},
        {ZSIP_HDR_ACCEPT_CONTACT, ZSIP_PARAM_EXPLICIT, NULL},
        {ZSIP_HDR_ANSWER_MODE, ZSIP_PARAM_REQUIRE, NULL},
        {ZSIP_HDR_PRIV_ANSWER_MODE, ZSIP_PARAM_REQUIRE, NULL},
        {ZSIP_HDR_DIVERSION, ZSIP_PARAM_COUNTER, NULL},
        {ZSIP_HDR_DIVERSION, ZSIP_PARAM_LIMIT, NULL},
        {ZSIP_HDR_DIVERSION, ZSIP_PARAM_PRIVACY, NULL},
        {ZSIP_HDR_EVENT, ZSIP_PARAM_ID, NULL},
        {ZSIP_HDR_GEOLOCATION_ERROR, ZSIP_PARAM_CODE, NULL},
        {ZSIP_HDR_IDENTITY, ZSIP_PARAM_ALG, NULL},
        {ZSIP_HDR_IDENTITY, ZSIP_PARAM_PPT, NULL},
        {ZSIP_HDR_JOIN, ZSIP_PARAM_TO_TAG, NULL},
        {ZSIP_HDR_JOIN, ZSIP_PARAM_FROM_TAG, NULL},
        {ZSIP_HDR_P_SERVED_USER, ZSIP_PARAM_SESCASE, "orig term"},
        {ZSIP_HDR_P_SERVED_USER, ZSIP_PARAM_REGSTATE, "reg unreg"},
        {ZSIP_HDR_REASON, ZSIP_PARAM_CAUSE, NULL},
        {ZSIP_HDR_REASON, ZSIP_PARAM_TEXT, NULL},
        {ZSIP_HDR_REFERRED_BY, ZSIP_PARAM_CID, NULL},
        {ZSIP_HDR_REMOTE_PARTY_ID, ZSIP_PARAM_SCREEN, NULL},
        {ZSIP_HDR_REMOTE_PARTY_ID, ZSIP_PARAM_PARTY, NULL},
        {ZSIP_HDR_REMOTE_PARTY_ID, ZSIP_PARAM_ID_TYPE, NULL},
        {ZSIP_HDR_REMOTE_PARTY_ID, ZSIP_PARAM_PRIVACY, NULL},
        {ZSIP_HDR_REPLACES, ZSIP_PARAM_TO_TAG, NULL},
        {ZSIP_HDR_REPLACES, ZSIP_PARAM_FROM_TAG, NULL},
        {ZSIP_HDR_REPLACES, ZSIP_PARAM_EARLY_ONLY, NULL},
        {ZSIP_HDR_SECURITY_CLIENT, ZSIP_PARAM_Q, NULL},
        {ZSIP_HDR_SECURITY_CLIENT, ZSIP_PARAM_D_ALG, NULL},
        {ZSIP_HDR_SECURITY_CLIENT, ZSIP_PARAM_D_QOP, NULL},
        {ZSIP_HDR_SECURITY_CLIENT, ZSIP_PARAM_D_VER, NULL},
        {ZSIP_HDR_SECURITY_SERVER, ZSIP_PARAM_Q, NULL},
        {ZSIP_HDR_SECURITY_SERVER, ZSIP_PARAM_D_ALG, NULL},
        {ZSIP_HDR_SECURITY_SERVER, ZSIP_PARAM_D_QOP, NULL},
        {ZSIP_HDR_SECURITY_SERVER, ZSIP_PARAM_D_VER, NULL},
        {ZSIP_HDR_SECURITY_VERIFY, ZSIP_PARAM_Q, NULL},
        {ZSIP_HDR_SECURITY_VERIFY, ZSIP_PARAM_D_ALG, NULL},
        {ZSIP_HDR_SECURITY_VERIFY, ZSIP_PARAM_D_QOP, NULL},
        {ZSIP_HDR_SECURITY_VERIFY, ZSIP_PARAM_D_VER, NULL},
        {ZSIP_HDR_SESSION_EXPIRES, ZSIP_PARAM_REFRESHER, "uac uas"},
        {ZSIP_HDR_SESSION_ID, ZSIP_PARAM_REMOTE, NULL},
        {ZSIP_HDR_SUBSCRIPTION_STATE, ZSIP_PARAM_REASON, NULL},
        {ZSIP_HDR_SUBSCRIPTION_STATE, ZSIP_PARAM_EXPIRES, NULL},
        {ZSIP_HDR_SUBSCRIPTION_STATE, ZSIP_PARAM_RETRY_AFTER, NULL},
        {ZSIP_HDR_TARGET_DIALOG, ZSIP_PARAM_LOCAL_TAG, NULL},
        {ZSIP_HDR_TARGET_DIALOG, ZSIP_PARAM_REMOTE_TAG, NULL},
        {ZSIP_HDR_TRIGGER_CONSENT, ZSIP_PARAM_TARGET_URI, NULL},
        {ZSIP_HDR_USER_TO_USER, ZSIP_PARAM_PURPOSE, NULL},
        {ZSIP_HDR_USER_TO_USER, ZSIP_PARAM_CONTENT, NULL},
        {ZSIP_HDR_USER_TO_USER, ZSIP_PARAM_ENCODING, NULL},
};

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
	size_t count = sizeof(known_params) / sizeof(*known_params);

	for (size_t i = 0; i < count; i++) {
		const struct known_param *known = &known_params[i];

		if (known->header != id || known->param != param->id)
			continue;
		if (!zsip_param_is_sound(param) ||
		    (known->words != NULL &&
		     !zsip_check_is_word(param->value, known->words)))
			zsip_check_report_at(c, rule_of(param->id),
			                     zsip_check_param_text(param));
		else if (param->id == ZSIP_PARAM_EXPIRES)
			check_seconds(c, param->value);
		else if (param->id == ZSIP_PARAM_RECEIVED &&
		         *param->value.ptr == '[')
			zsip_check_report_at(c, ZSIP_RULE_VIA_RECEIVED_BRACKETS,
			                     zsip_check_param_text(param));
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
			zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_PARAMETER,
			                     zsip_check_param_text(&param));
		if (param.id != ZSIP_PARAM_OTHER)
			check_known(c, id, &param);
	}
}
