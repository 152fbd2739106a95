/*
 * Who a caller is said to be, and since when: Date, Identity, the identities
 * of trusted networks, Privacy.
 */
#include "checker.h"

#define DAY (24 * 60 * 60)

void zsip_check_date(struct checker *c, const struct zsip_value *value)
{
	static const char *const names[] = {"Thu", "Fri", "Sat", "Sun",
	                                    "Mon", "Tue", "Wed"};
	int64_t time = value->date.time;
	int64_t days = time / DAY - (time % DAY < 0); /* since a Thursday */

	if (value->date.weekday.ptr != NULL &&
	    !slice_is_nocase(value->date.weekday, names[(days % 7 + 7) % 7]))
		zsip_check_report_at(c, ZSIP_RULE_DATE_WEEKDAY,
		                     value->date.weekday);
}

/* RFC 4474 had a signature alone, and the rest in Identity-Info. */
void zsip_check_passport(struct checker *c, const struct zsip_value *value)
{
	if (value->identity.info.ptr == NULL)
		zsip_check_report_at(c, ZSIP_RULE_IDENTITY_OBSOLETE,
		                     value->raw);
}

void zsip_check_identity_info(struct checker *c, const struct zsip_value *value)
{
	zsip_check_report_at(c, ZSIP_RULE_IDENTITY_OBSOLETE, value->raw);
}

static void check_identity_date(struct checker *c)
{
	struct zsip_value identity;

	if (c->request && zsip_check_is_whole(c) &&
	    !has_header(c, ZSIP_HDR_DATE) &&
	    zsip_check_first(c, ZSIP_HDR_IDENTITY, &identity))
		zsip_check_missing(c, ZSIP_RULE_IDENTITY_DATE, identity.raw,
		                   "Date");
}

/* Of P-Asserted-Identity and P-Preferred-Identity: the values of a kind that
 * RFC 5876 4.5 has receivers ignore.  More than one of a kind is a rule on
 * ambiguity. */
static void check_asserted(struct checker *c, enum zsip_header id)
{
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_uri uri;
	enum zsip_status status;

	if (!has_header(c, id))
		return;
	zsip_list_start(&list, c->msg, id);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status != ZSIP_OK ||
		    zsip_uri_parse_in(&uri, value.name_addr.uri, c->msg,
		                      NULL) != ZSIP_OK ||
		    is_sip_uri(&uri) || uri.scheme_id == ZSIP_SCHEME_TEL)
			continue;
		c->field = (size_t)(list.field - c->msg->fields);
		zsip_check_report_at(c, ZSIP_RULE_ASSERTED_IDENTITY, value.raw);
	}
}

static void check_preferred(struct checker *c)
{
	struct zsip_value value;

	if (c->request && has_header(c, ZSIP_HDR_P_ASSERTED_IDENTITY) &&
	    zsip_check_first(c, ZSIP_HDR_P_PREFERRED_IDENTITY, &value))
		zsip_check_report_at(c, ZSIP_RULE_ASSERTED_AND_PREFERRED,
		                     value.raw);
}

void zsip_check_identities(struct checker *c)
{
	check_identity_date(c);
	check_asserted(c, ZSIP_HDR_P_ASSERTED_IDENTITY);
	check_asserted(c, ZSIP_HDR_P_PREFERRED_IDENTITY);
	check_preferred(c);
	c->field = ZSIP_NO_FIELD;
}

/* Privacy (RFC 3323 4.2): values joined by semicolons */

/* RFC 3323 4.2, RFC 3325 9.3, RFC 7044 10.1. */
static const char *const privacy_values[] = {
        "none", "header", "session", "user", "id", "history", "critical"};
enum { NONE, CRITICAL = 6, PRIVACY_VALUES };

static unsigned privacy_number(struct zsip_slice value)
{
	unsigned i = 0;

	while (i < PRIVACY_VALUES && !slice_is_nocase(value, privacy_values[i]))
		i++;
	return i;
}

/* One more value; `met` has a bit for each before it. */
static unsigned check_privacy_value(struct checker *c, struct zsip_slice value,
                                    unsigned met)
{
	unsigned number = privacy_number(value), bit = 1u << number;
	bool alone = number == NONE || (met & 1u << NONE) != 0;

	if (number == PRIVACY_VALUES)
		zsip_check_report_at(c, ZSIP_RULE_UNKNOWN_VALUE, value);
	if ((met != 0 && alone) || (met & 1u << CRITICAL) != 0 ||
	    (number != PRIVACY_VALUES && (met & bit) != 0))
		zsip_check_report_at(c, ZSIP_RULE_PRIVACY_VALUES, value);
	return met | bit;
}

void zsip_check_privacy(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_token_params *privacy = &value->token_params;
	struct zsip_params walk;
	struct zsip_param param;
	unsigned met = check_privacy_value(c, privacy->token, 0);

	if (privacy->params.ptr == NULL)
		return;
	zsip_params_start(&walk, privacy->params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK)
		met = check_privacy_value(c, param.name, met);
}
