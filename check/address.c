/*
 * name-addr and addr-spec: From, To, Contact, Route and their kin.
 */
#include "checker.h"

/* Methods that are sent within a dialog only.  NOTIFY is one too, but those
 * that come without a subscription, from message waiting servers, are too
 * common to tell of. */
static const enum zsip_method dialog_methods[] = {
        ZSIP_METHOD_ACK,    /* 3261 13.2.2.4, 17.1.1.3 */
        ZSIP_METHOD_BYE,    /* 3261 15 */
        ZSIP_METHOD_PRACK,  /* 3262 6 */
        ZSIP_METHOD_UPDATE, /* 3311 5.1 */
        ZSIP_METHOD_INFO,   /* 6086 4.1 */
};

static bool is_dialog_method(enum zsip_method method)
{
	size_t count = sizeof(dialog_methods) / sizeof(*dialog_methods);

	for (size_t i = 0; i < count; i++) {
		if (dialog_methods[i] == method)
			return true;
	}
	return false;
}

/* Whether the Contacts of this message are bindings or the other addresses of
 * a redirection, and not where a dialog's requests go (RFC 3261 19.1.1; 11.2
 * and 21.4.23 give OPTIONS and 485 the meaning of a 3xx). */
static bool has_bindings(const struct checker *c)
{
	unsigned code = c->msg->status_code;

	return c->method == ZSIP_METHOD_REGISTER ||
	       (!c->request && c->method == ZSIP_METHOD_OPTIONS) ||
	       (code >= 300 && code <= 399) || code == 485;
}

static enum uri_place place_of(const struct checker *c, enum zsip_header id)
{
	switch (id) {
	case ZSIP_HDR_TO:
		return URI_TO;
	case ZSIP_HDR_FROM:
		return URI_FROM;
	case ZSIP_HDR_CONTACT:
		return has_bindings(c) ? URI_BINDING : URI_DIALOG;
	case ZSIP_HDR_ROUTE:
	case ZSIP_HDR_RECORD_ROUTE:
		return URI_DIALOG;
	default:
		return URI_ANYWHERE;
	}
}

static void count_contact(struct checker *c, struct zsip_slice contact)
{
	c->contacts++;
	if (c->contacts == 2) {
		c->second_contact = contact;
		c->second_contact_field = c->field;
	}
}

void zsip_check_wildcard(struct checker *c, struct zsip_slice wildcard)
{
	count_contact(c, wildcard);
	if (c->wildcard.ptr == NULL) {
		c->wildcard = wildcard;
		c->wildcard_field = c->field;
	}
}

static void check_tag(struct checker *c, const struct zsip_value *value)
{
	if (value->name_addr.tag.ptr != NULL)
		return;
	if (value->id == ZSIP_HDR_FROM)
		zsip_check_report_at(c, ZSIP_RULE_NO_FROM_TAG, value->raw);
	else if (!c->request && c->msg->status_code > 100)
		zsip_check_report_at(c, ZSIP_RULE_NO_TO_TAG, value->raw);
	else if (c->request && is_dialog_method(c->method))
		zsip_check_report_at(c, ZSIP_RULE_NO_DIALOG_TAG, value->raw);
}

static bool has_params_of_its_own(enum zsip_header id)
{
	return id == ZSIP_HDR_FROM || id == ZSIP_HDR_TO ||
	       id == ZSIP_HDR_CONTACT;
}

/* A parameter that is the header field's own. */
static bool is_of_header(enum zsip_header header, unsigned param)
{
	switch (header) {
	case ZSIP_HDR_FROM:
	case ZSIP_HDR_TO:
		return param == ZSIP_PARAM_TAG;
	case ZSIP_HDR_CONTACT:
		return param == ZSIP_PARAM_EXPIRES || param == ZSIP_PARAM_Q;
	default:
		return false;
	}
}

/* Parameters within brackets that are meant for the other side of them, or for
 * within brackets where there are none. */
static void check_uri_params(struct checker *c, enum zsip_header id,
                             struct zsip_slice params)
{
	struct zsip_params walk;
	struct zsip_param param;

	if (params.ptr == NULL || !has_params_of_its_own(id))
		return;
	zsip_params_start_in(&walk, params, c->msg);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		if (is_of_header(id, param.id))
			zsip_check_report_at(
			        c, ZSIP_RULE_AMBIGUOUS_PARAMETER_PLACE,
			        zsip_check_param_text(&param));
	}
}

static void check_brackets(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_name_addr *addr = &value->name_addr;

	c->half_uri = (struct zsip_slice){NULL, 0};
	if (addr->bracketed)
		return;
	if (addr->params.ptr == NULL &&
	    memchr(addr->uri.ptr, '@', addr->uri.len) == NULL)
		c->half_uri = value->raw;
}

/* What can be said of an address only by its URI. */
static void check_sound(struct checker *c, const struct zsip_value *value,
                        const struct zsip_uri *uri)
{
	check_uri_params(c, value->id, uri->params);
	if (value->id == ZSIP_HDR_P_ASSERTED_IDENTITY ||
	    value->id == ZSIP_HDR_P_PREFERRED_IDENTITY)
		zsip_check_identity(c, value, uri);
	if (value->id == ZSIP_HDR_TO && c->request &&
	    c->method == ZSIP_METHOD_REGISTER && !is_sip_uri(uri))
		zsip_check_report_at(c, ZSIP_RULE_REGISTER_TO_SCHEME,
		                     uri->scheme);
}

void zsip_check_address(struct checker *c, const struct zsip_value *value)
{
	const struct zsip_name_addr *addr = &value->name_addr;
	struct zsip_uri uri;

	if (addr->wildcard) {
		zsip_check_wildcard(c, value->raw);
		return;
	}
	if (value->id == ZSIP_HDR_CONTACT)
		count_contact(c, value->raw);
	check_brackets(c, value);
	zsip_check_display_name(c, addr);
	if (value->id == ZSIP_HDR_FROM || value->id == ZSIP_HDR_TO)
		check_tag(c, value);
	if (zsip_check_uri(c, addr->uri, place_of(c, value->id), &uri))
		check_sound(c, value, &uri);
	zsip_check_params(c, value, addr->params);
}
