/*
 * URIs: their grammar, their parameters, and which parts may stand where.
 */
#include "checker.h"

/* RFC 3261 table 1 but for its rows that allow everything: "o" may stand, "-"
 * is to be ignored; the columns in the order of enum uri_place. */
static const char port_columns[] = "o--ooo";
/* A Request-URI has a rule of its own: ambiguous-request-uri-headers. */
static const char header_columns[] = "o--o-o";
static const char *param_columns(unsigned param)
{
	switch (param) {
	case ZSIP_PARAM_METHOD:
		return "-----o";
	case ZSIP_PARAM_TTL:
		return "o--o-o";
	case ZSIP_PARAM_MADDR:
	case ZSIP_PARAM_TRANSPORT:
		return "o--ooo";
	case ZSIP_PARAM_LR:
		return "o---oo";
	default:
		return "oooooo";
	}
}

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) */
bool zsip_check_has_scheme(struct zsip_slice text)
{
	size_t i = 0;

	while (i < text.len &&
	       (is_alpha(text.ptr[i]) || is_digit(text.ptr[i]) ||
	        text.ptr[i] == '+' || text.ptr[i] == '-' || text.ptr[i] == '.'))
		i++;
	return i > 0 && i < text.len && text.ptr[i] == ':' &&
	       is_alpha(*text.ptr);
}

static void check_syntax(struct checker *c, struct zsip_slice text,
                         const struct zsip_error *error)
{
	struct zsip_slice rest = slice_between(c->msg->text.ptr + error->offset,
	                                       slice_end(text));
	struct fault fault = {ZSIP_RULE_URI_SYNTAX, rest};

	if (error->status == ZSIP_E_RANGE)
		fault = (struct fault){ZSIP_RULE_NUMBER_RANGE,
		                       slice_digits(rest)};
	else if (!zsip_check_has_scheme(text))
		fault = (struct fault){ZSIP_RULE_URI_NO_SCHEME, text};
	else
		zsip_check_uri_fault(&fault, text, rest.ptr);
	zsip_check_report(c, fault.rule, fault.at, error);
}

/* RFC 3261 26.2.2, RFC 5630 3.1.4. */
static void check_transport(struct checker *c, const struct zsip_uri *uri,
                            const struct zsip_param *transport)
{
	if (slice_is_nocase(transport->value, "tls"))
		zsip_check_report_at(c, ZSIP_RULE_TRANSPORT_TLS,
		                     zsip_check_param_text(transport));
	else if (uri->scheme_id == ZSIP_SCHEME_SIPS &&
	         slice_is_nocase(transport->value, "udp"))
		zsip_check_report_at(c, ZSIP_RULE_SIPS_OVER_UDP,
		                     zsip_check_param_text(transport));
}

static void check_params(struct checker *c, const struct zsip_uri *uri,
                         enum uri_place place)
{
	struct param_names names;
	struct zsip_params walk;
	struct zsip_param param;
	bool has_transport = false;

	zsip_check_names_start(&names, uri->params, true);
	zsip_params_start_in(&walk, uri->params, c->msg);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK) {
		if (param_columns(param.id)[place] == '-')
			zsip_check_report_at(c, ZSIP_RULE_URI_PART,
			                     zsip_check_param_text(&param));
		if (zsip_check_is_repeated(c, &names, &param))
			zsip_check_report_at(c,
			                     ZSIP_RULE_AMBIGUOUS_URI_PARAMETER,
			                     zsip_check_param_text(&param));
		if (param.id == ZSIP_PARAM_TRANSPORT && !has_transport) {
			has_transport = true;
			check_transport(c, uri, &param);
		}
	}
}

static void check_places(struct checker *c, const struct zsip_uri *uri,
                         enum uri_place place)
{
	const char *port_end = uri->params.ptr != NULL ? uri->params.ptr
	                       : uri->headers.ptr != NULL
	                               ? uri->headers.ptr
	                               : slice_end(uri->text);

	if (uri->has_port && port_columns[place] == '-')
		zsip_check_report_at(
		        c, ZSIP_RULE_URI_PART,
		        slice_between(slice_end(uri->host), port_end));
	if (uri->headers.ptr != NULL && header_columns[place] == '-')
		zsip_check_report_at(c, ZSIP_RULE_URI_PART, uri->headers);
}

/* RFC 3261 19.1.2 lets them stand in a user part: elsewhere they end the URI or
 * begin its parameters. */
static void check_user(struct checker *c, struct zsip_slice user)
{
	size_t i = 0;

	while (i < user.len && user.ptr[i] != ';' && user.ptr[i] != '?')
		i++;
	if (i < user.len)
		zsip_check_report_at(
		        c, ZSIP_RULE_AMBIGUOUS_USER_PART,
		        (struct zsip_slice){user.ptr + i, user.len - i});
}

static bool is_escape(const char *p, const char *end)
{
	return end - p > 2 && is_hex(p[1]) && is_hex(p[2]);
}

/* Of the bytes that may not stand there unescaped those that end a text or a
 * line to who unescapes first and then parses. */
static bool is_control_escape(const char *p)
{
	return p[1] == '0' || p[1] == '1' ||
	       (p[1] == '7' && (p[2] == 'F' || p[2] == 'f'));
}

static void check_escapes(struct checker *c, struct zsip_slice text)
{
	const char *p = text.ptr, *end = slice_end(text);

	while ((p = memchr(p, '%', (size_t)(end - p))) != NULL) {
		if (is_escape(p, end) && is_control_escape(p)) {
			zsip_check_report_at(c, ZSIP_RULE_AMBIGUOUS_ESCAPE,
			                     (struct zsip_slice){p, 3});
			return;
		}
		p += is_escape(p, end) ? 3 : 1;
	}
}

/* What the grammar of RFC 3261 made by mistake. */
void zsip_check_host(struct checker *c, struct zsip_slice host)
{
	if (memchr(host.ptr, ':', host.len) == NULL)
		return;
	for (size_t i = 0; i + 2 < host.len; i++) {
		if (memcmp(host.ptr + i, ":::", 3) != 0)
			continue;
		zsip_check_report_at(c, ZSIP_RULE_IPV6_THREE_COLONS, host);
		return;
	}
}

/* A URI that its grammar took. */
static void check_parsed(struct checker *c, const struct zsip_uri *uri,
                         enum uri_place place)
{
	check_escapes(c, uri->text);
	if (!is_sip_uri(uri))
		return;
	check_user(c, uri->user);
	if (uri->host_type == ZSIP_HOST_IPV6)
		zsip_check_host(c, uri->host);
	check_places(c, uri, place);
	if (uri->params.ptr != NULL)
		check_params(c, uri, place);
}

bool zsip_check_uri(struct checker *c, struct zsip_slice text,
                    enum uri_place place, struct zsip_uri *uri)
{
	struct zsip_error error;

	if (zsip_uri_parse_in(uri, text, c->msg, &error) != ZSIP_OK) {
		c->quirks = zsip_check_uri_quirks(c, text);
		check_syntax(c, text, &error);
		c->quirks = 0;
		return false;
	}
	zsip_check_quirks(c, uri->quirks & ~c->told, text);
	check_parsed(c, uri, place);
	return true;
}

bool zsip_check_request_uri(struct checker *c, struct zsip_uri *uri)
{
	if (c->core == NULL ||
	    c->core->status[ZSIP_CORE_REQUEST_URI] != ZSIP_OK)
		return zsip_check_uri(c, c->msg->request_uri, URI_REQUEST, uri);
	*uri = c->core->request_uri;
	check_parsed(c, uri, URI_REQUEST);
	return true;
}
