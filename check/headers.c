/*
 * Values of the header fields that have no file of their own: the words that
 * stand in them, their parameters, their URIs; and how the checks across
 * header fields reach a value.
 */
#include "checker.h"
#include <stddef.h>

bool zsip_check_is_word(struct zsip_slice text, const char *words)
{
	const char *p = words;

	for (;;) {
		const char *word = p;

		while (*p != ' ' && *p != '\0')
			p++;
		if (zsip_slice_equal_nocase(text, slice_between(word, p)))
			return true;
		if (*p++ == '\0')
			return false;
	}
}

bool zsip_check_first(struct checker *c, enum zsip_header id,
                      struct zsip_value *value)
{
	struct zsip_list list;

	if (!has_header(c, id))
		return false;
	zsip_list_start(&list, c->msg, id);
	if (zsip_list_next(&list, value, NULL) != ZSIP_OK)
		return false;
	c->field = (size_t)(list.field - c->msg->fields);
	return true;
}

bool zsip_check_has_tag(struct checker *c, enum zsip_header id, const char *tag)
{
	struct zsip_list list;
	struct zsip_value value;
	enum zsip_status status;

	if (!has_header(c, id))
		return false;
	zsip_list_start(&list, c->msg, id);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status != ZSIP_OK ||
		    !slice_is_nocase(value.token.token, tag))
			continue;
		c->field = (size_t)(list.field - c->msg->fields);
		return true;
	}
	return false;
}

void zsip_check_missing(struct checker *c, enum zsip_rule rule,
                        struct zsip_slice at, const char *name)
{
	const struct zsip_error error = {ZSIP_E_MISSING,
	                                 zsip_check_offset(c, at.ptr), name};

	zsip_check_report(c, rule, at, &error);
}

/* What the RFCs have for header fields that are one word: the whole list where
 * the grammar leaves no room for others, else those that are known. */
static const struct {
	uint16_t header;
	bool open;
	const char *words;
} keywords[] = {
        {ZSIP_HDR_ACCEPT_CONTACT, false, "*"}, /* 3841 10 */
        {ZSIP_HDR_REJECT_CONTACT, false, "*"},
        {ZSIP_HDR_FEATURE_CAPS, false, "*"},       /* 6809 6.3.1 */
        {ZSIP_HDR_REFER_SUB, false, "true false"}, /* 4488 4 */
        {ZSIP_HDR_REQUEST_DISPOSITION, false,      /* 3841 10 */
         "proxy redirect cancel no-cancel fork no-fork recurse no-recurse "
         "parallel sequential queue no-queue"},
        {ZSIP_HDR_GEOLOCATION_ROUTING, true, "yes no"}, /* 6442 4.2 */
        {ZSIP_HDR_PRIORITY, true,                       /* 3261 20.26, 7090 6 */
         "emergency urgent normal non-urgent psap-callback"},
        {ZSIP_HDR_SUBSCRIPTION_STATE, true, "active pending terminated"},
        {ZSIP_HDR_ANSWER_MODE, true, "Manual Auto"}, /* 5373 2 */
        {ZSIP_HDR_PRIV_ANSWER_MODE, true, "Manual Auto"},
        {ZSIP_HDR_P_ANSWER_STATE, true, "Confirmed Unconfirmed"}, /* 4964 */
        {ZSIP_HDR_P_EARLY_MEDIA, true,                            /* 5009 8 */
         "sendrecv sendonly recvonly inactive gated supported"},
};

static struct zsip_slice word_of(const struct zsip_value *value)
{
	return value->shape == ZSIP_SHAPE_token ? value->token.token
	                                        : value->token_params.token;
}

static void check_keyword(struct checker *c, const struct zsip_value *value)
{
	size_t count = sizeof(keywords) / sizeof(*keywords);

	for (size_t i = 0; i < count; i++) {
		if (keywords[i].header != value->id ||
		    zsip_check_is_word(word_of(value), keywords[i].words))
			continue;
		zsip_check_report_at(c,
		                     keywords[i].open ? ZSIP_RULE_UNKNOWN_VALUE
		                                      : ZSIP_RULE_FIXED_VALUE,
		                     word_of(value));
	}
}

static void check_max_forwards(struct checker *c,
                               const struct zsip_value *value)
{
	if (value->digits.number > 255)
		zsip_check_report_at(c, ZSIP_RULE_MAX_FORWARDS_RANGE,
		                     value->raw);
}

static void check_expires(struct checker *c, const struct zsip_value *value)
{
	c->expires_zero = value->digits.number == 0;
}

/* Whoever requires what nobody knows is refused (8.2.2.3). */
static void check_option_tag(struct checker *c, const struct zsip_value *value)
{
	static const char *const names[] = {
#define ZSIP_OPTION_TAG(name, rfc) name,
#include "zsip_option_tags.def"
#undef ZSIP_OPTION_TAG
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (slice_is_nocase(value->token.token, names[i]))
			return;
	}
	zsip_check_report_at(c, ZSIP_RULE_UNKNOWN_OPTION_TAG, value->raw);
}

static void check_media_type(struct checker *c, const struct zsip_value *value)
{
	c->multipart = c->multipart ||
	               slice_is_nocase(value->media_type.type, "multipart");
	zsip_check_params(c, value, value->media_type.params);
}

static void check_mime_version(struct checker *c,
                               const struct zsip_value *value)
{
	if (value->mime_version.version_major != 1 ||
	    value->mime_version.version_minor != 0)
		zsip_check_report_at(c, ZSIP_RULE_FIXED_VALUE, value->raw);
}

static void check_charging_vector(struct checker *c,
                                  const struct zsip_value *value)
{
	struct zsip_param param;

	/* 7315 5.6: mandatory; all else is correlated by it. */
	if (zsip_params_get(value->charge_params.params, ZSIP_PARAM_ICID_VALUE,
	                    &param) == ZSIP_E_MISSING)
		zsip_check_missing(c, ZSIP_RULE_MISSING_PARAMETER, value->raw,
		                   "icid-value");
}

static void check_trigger_consent(struct checker *c,
                                  const struct zsip_value *value)
{
	struct zsip_param param;

	/* 5360 5.11.1: MUST contain a target-uri. */
	if (zsip_params_get(value->name_addr.params, ZSIP_PARAM_TARGET_URI,
	                    &param) == ZSIP_E_MISSING)
		zsip_check_missing(c, ZSIP_RULE_MISSING_PARAMETER, value->raw,
		                   "target-uri");
}

/* Header fields that receivers do without are not worth a refusal. */
static bool is_optional(enum zsip_header id)
{
	return id == ZSIP_HDR_ALERT_INFO || id == ZSIP_HDR_CALL_INFO ||
	       id == ZSIP_HDR_ERROR_INFO;
}

static void check_info(struct checker *c, const struct zsip_value *value)
{
	enum zsip_header id = (enum zsip_header)value->id;
	struct zsip_slice text = value->info.uri;
	struct zsip_error error;
	struct zsip_uri uri;

	/* A text, by a quirk. */
	if (text.ptr == NULL)
		return;
	if (!is_optional(id) ||
	    zsip_uri_parse_in(&uri, text, c->msg, &error) == ZSIP_OK) {
		zsip_check_uri(c, text, URI_ANYWHERE, &uri);
		return;
	}
	zsip_check_report(c, ZSIP_RULE_OPTIONAL_HEADER_VALUE, text, &error);
}

/* Header fields whose parameters may repeat: those of Privacy are values; RFC
 * 7315 4.5 has an address of each function for each server; of the two others,
 * from TS 24.229, the list may be one of several. */
static bool has_lists(enum zsip_header id)
{
	return id == ZSIP_HDR_PRIVACY ||
	       id == ZSIP_HDR_P_CHARGING_FUNCTION_ADDRESSES ||
	       id == ZSIP_HDR_RESOURCE_SHARE ||
	       id == ZSIP_HDR_SERVICE_INTERACT_INFO;
}

/* Where the parameters are of the shapes whose check does not see to them. */
static const uint8_t params_at[SHAPES] = {
#define PARAMS_AT(shape)                                                       \
	[ZSIP_SHAPE_##shape] = offsetof(struct zsip_value, shape.params)
        PARAMS_AT(token_params),  PARAMS_AT(string_params),
        PARAMS_AT(digits_params), PARAMS_AT(charge_params),
        PARAMS_AT(info),          PARAMS_AT(media_range),
        PARAMS_AT(language),      PARAMS_AT(challenge),
        PARAMS_AT(credentials),   PARAMS_AT(auth_info),
        PARAMS_AT(dialog_id),     PARAMS_AT(target_dialog),
        PARAMS_AT(identity),      PARAMS_AT(retry_after),
        PARAMS_AT(session_id),
#undef PARAMS_AT
};

static void check_params(struct checker *c, const struct zsip_value *value)
{
	unsigned at = params_at[value->shape];
	struct zsip_slice params;

	if (at == 0 || has_lists((enum zsip_header)value->id))
		return;
	memcpy(&params, (const char *)value + at, sizeof(params));
	if (params.ptr != NULL)
		zsip_check_params(c, value, params);
}

/* What is asked of a value beyond its grammar: by its shape where all header
 * fields of that shape are alike, and by its header field. */
typedef void check(struct checker *c, const struct zsip_value *value);

static check *const shape_checks[SHAPES] = {
        [ZSIP_SHAPE_challenge] = zsip_check_challenge,
        [ZSIP_SHAPE_credentials] = zsip_check_credentials,
        [ZSIP_SHAPE_dialog_id] = zsip_check_dialog_id,
        [ZSIP_SHAPE_info] = check_info,
        [ZSIP_SHAPE_media_type] = check_media_type,
        [ZSIP_SHAPE_name_addr] = zsip_check_address,
        [ZSIP_SHAPE_target_dialog] = zsip_check_target_dialog,
        [ZSIP_SHAPE_token] = check_keyword,
        [ZSIP_SHAPE_token_params] = check_keyword,
        [ZSIP_SHAPE_via_parm] = zsip_check_via,
};

static check *const header_checks[HEADER_IDS] = {
        [ZSIP_HDR_CSEQ] = zsip_check_cseq,
        [ZSIP_HDR_DATE] = zsip_check_date,
        [ZSIP_HDR_EXPIRES] = check_expires,
        [ZSIP_HDR_IDENTITY] = zsip_check_passport,
        [ZSIP_HDR_IDENTITY_INFO] = zsip_check_identity_info,
        [ZSIP_HDR_MAX_FORWARDS] = check_max_forwards,
        [ZSIP_HDR_MIME_VERSION] = check_mime_version,
        [ZSIP_HDR_MIN_SE] = zsip_check_interval,
        [ZSIP_HDR_P_CHARGING_VECTOR] = check_charging_vector,
        [ZSIP_HDR_PRIVACY] = zsip_check_privacy,
        [ZSIP_HDR_PROXY_REQUIRE] = check_option_tag,
        [ZSIP_HDR_RACK] = zsip_check_rack,
        [ZSIP_HDR_REASON] = zsip_check_reason,
        [ZSIP_HDR_REQUIRE] = check_option_tag,
        [ZSIP_HDR_RSEQ] = zsip_check_rseq,
        [ZSIP_HDR_SESSION_EXPIRES] = zsip_check_interval,
        [ZSIP_HDR_SUBSCRIPTION_STATE] = zsip_check_subscription,
        [ZSIP_HDR_TRIGGER_CONSENT] = check_trigger_consent,
        [ZSIP_HDR_WARNING] = zsip_check_warning,
};

void zsip_check_value(struct checker *c, const struct zsip_value *value)
{
	check *const shape_check = shape_checks[value->shape];
	check *const header_check = header_checks[value->id];

	zsip_check_quirks(c, value->quirks, value->raw);
	c->told = value->quirks;
	if (!c->ascii)
		zsip_check_characters(c, value->raw);
	if (shape_check != NULL)
		shape_check(c, value);
	if (header_check != NULL)
		header_check(c, value);
	check_params(c, value);
}
