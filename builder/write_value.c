/*
 * Values of header fields, written from their parts.
 */
#include "guard.h"
#include "write.h"
#include <string.h>

static void add_byte(struct zsip_writer *writer, char byte)
{
	zsip_writer_add(writer, (struct zsip_slice){&byte, 1});
}

static void refuse(struct zsip_writer *writer, const char *expected)
{
	zsip_writer_fail(writer, ZSIP_E_SYNTAX, expected);
}

void zsip_writer_add_token(struct zsip_writer *writer, struct zsip_slice token)
{
	if (!zsip_guard_token(token))
		refuse(writer, "token");
	zsip_writer_add(writer, token);
}

/* Text with quoted pairs for control bytes and for those of `special`. */
static void add_quoted_text(struct zsip_writer *writer, struct zsip_slice text,
                            const char *special, const char *expected)
{
	const char *p = text.ptr != NULL ? text.ptr : "", *end = p + text.len;

	while (p < end) {
		size_t len = zsip_guard_character(p, end);
		bool control = (*p > 0 && *p < ' ' && *p != '\t') || *p == 0x7F;

		if (len == 0 || *p == '\0' || *p == '\r' || *p == '\n') {
			refuse(writer, expected);
			return;
		}
		if (control || strchr(special, *p) != NULL)
			add_byte(writer, '\\');
		zsip_writer_add(writer, (struct zsip_slice){p, len});
		p += len;
	}
}

void zsip_writer_add_quoted(struct zsip_writer *writer, struct zsip_slice text)
{
	add_byte(writer, '"');
	add_quoted_text(writer, text, "\"\\", "quoted-string");
	add_byte(writer, '"');
}

void zsip_writer_add_comment(struct zsip_writer *writer, struct zsip_slice text)
{
	add_byte(writer, '(');
	add_quoted_text(writer, text, "()\\", "comment");
	add_byte(writer, ')');
}

void zsip_writer_add_escaped(struct zsip_writer *writer,
                             enum zsip_uri_part part, struct zsip_slice text)
{
	char *place = NULL;
	size_t room = 0;

	if (zsip_guard_breaks(text))
		refuse(writer, "part of a URI");
	if (writer->error.status != ZSIP_OK)
		return;
	if (writer->len < writer->size) {
		place = writer->buf + writer->len;
		room = writer->size - writer->len;
	}
	writer->len += zsip_escape(part, text, place, room);
}

static bool is_bare_ipv6(struct zsip_slice host)
{
	struct zsip_stop stop;

	return host.len != 0 && memchr(host.ptr, ':', host.len) != NULL &&
	       zsip_ipv6_machine(host.ptr, host.ptr + host.len, &stop) !=
	               ZSIP_HOST_NONE;
}

void zsip_writer_add_host(struct zsip_writer *writer, struct zsip_slice host)
{
	bool bare = is_bare_ipv6(host);

	if (!bare && zsip_host_classify(host) == ZSIP_HOST_NONE)
		refuse(writer, "host");
	if (bare)
		add_byte(writer, '[');
	zsip_writer_add(writer, host);
	if (bare)
		add_byte(writer, ']');
}

static void add_port(struct zsip_writer *writer, uint16_t port)
{
	if (port == 0)
		return;
	add_byte(writer, ':');
	zsip_writer_add_number(writer, port);
}

/* What a name says of its parameter. */
static enum zsip_param_form form_of(struct zsip_slice name,
                                    struct zsip_param *param)
{
	const struct zsip_param_info *info;
	struct zsip_params walk;

	zsip_params_start(&walk, name);
	if (zsip_params_next(&walk, param, NULL) != ZSIP_OK)
		param->id = ZSIP_PARAM_OTHER;
	info = zsip_param_info((enum zsip_param_id)param->id);
	return info != NULL ? (enum zsip_param_form)info->form
	                    : ZSIP_PARAM_FORM_ANY;
}

static bool is_plain(struct zsip_slice value)
{
	return zsip_guard_token(value) ||
	       zsip_host_classify(value) != ZSIP_HOST_NONE;
}

void zsip_writer_add_param(struct zsip_writer *writer,
                           const struct zsip_param_parts *parts)
{
	struct zsip_param param = {.id = ZSIP_PARAM_OTHER};
	enum zsip_param_form form;

	add_byte(writer, ';');
	zsip_writer_add_token(writer, parts->name);
	if (writer->error.status != ZSIP_OK)
		return;
	form = form_of(parts->name, &param);
	param.value = parts->value;
	if (form == ZSIP_PARAM_FORM_STRING)
		param.quoted = param.value.ptr != NULL;
	else if (form == ZSIP_PARAM_FORM_TEXT || form == ZSIP_PARAM_FORM_ANY)
		param.quoted =
		        param.value.ptr != NULL && !is_plain(param.value);
	if (!zsip_param_is_sound(&param))
		refuse(writer, "parameter value");
	if (param.value.ptr == NULL)
		return;
	add_byte(writer, '=');
	if (param.quoted)
		zsip_writer_add_quoted(writer, param.value);
	else
		zsip_writer_add(writer, param.value);
}

/* As many are held against each other. */
enum { PARAMS = 256 };

/* No parameter stands twice (RFC 3261 7.3.1). */
static bool is_repeated(const struct zsip_param_parts *params, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (zsip_slice_equal_nocase(params[i].name, params[j].name))
			return true;
	}
	return false;
}

/* `own` are names that stand there already, ended by NULL. */
static void add_params(struct zsip_writer *writer,
                       const struct zsip_param_parts *params, size_t count,
                       const char *const *own)
{
	if (count > PARAMS)
		zsip_writer_fail(writer, ZSIP_E_TOO_MANY, "parameters");
	for (size_t i = 0; i < count && writer->error.status == ZSIP_OK; i++) {
		bool repeated = is_repeated(params, i);

		for (const char *const *name = own; *name != NULL; name++) {
			repeated |= zsip_slice_equal_nocase(
			        params[i].name, zsip_slice_from(*name));
		}
		if (repeated)
			refuse(writer, "one parameter of a name");
		zsip_writer_add_param(writer, &params[i]);
	}
}

void zsip_write_uri_param(struct zsip_writer *writer,
                          const struct zsip_param_parts *parts)
{
	struct zsip_param param = {.id = ZSIP_PARAM_OTHER};

	if (parts->name.len == 0)
		refuse(writer, "parameter name");
	add_byte(writer, ';');
	zsip_writer_add_escaped(writer, ZSIP_URI_PARAM, parts->name);
	if (zsip_guard_token(parts->name)) {
		form_of(parts->name, &param);
		param.value = parts->value;
		if (!zsip_param_is_sound(&param))
			refuse(writer, "parameter value");
	}
	if (parts->value.ptr == NULL)
		return;
	if (parts->value.len == 0)
		refuse(writer, "parameter value");
	add_byte(writer, '=');
	zsip_writer_add_escaped(writer, ZSIP_URI_PARAM, parts->value);
}

static void add_uri_params(struct zsip_writer *writer,
                           const struct zsip_uri_parts *uri)
{
	if (uri->param_count > PARAMS)
		zsip_writer_fail(writer, ZSIP_E_TOO_MANY, "parameters");
	for (size_t i = 0;
	     i < uri->param_count && writer->error.status == ZSIP_OK; i++) {
		if (is_repeated(uri->params, i))
			refuse(writer, "one parameter of a name");
		zsip_write_uri_param(writer, &uri->params[i]);
	}
	for (size_t i = 0; i < uri->header_count; i++) {
		const struct zsip_param_parts *header = &uri->headers[i];

		if (header->name.len == 0)
			refuse(writer, "header name");
		add_byte(writer, i == 0 ? '?' : '&');
		zsip_writer_add_escaped(writer, ZSIP_URI_HEADER, header->name);
		add_byte(writer, '=');
		zsip_writer_add_escaped(writer, ZSIP_URI_HEADER, header->value);
	}
}

void zsip_writer_add_uri(struct zsip_writer *writer,
                         const struct zsip_uri_parts *uri)
{
	if (uri->scheme != ZSIP_SCHEME_SIP && uri->scheme != ZSIP_SCHEME_SIPS)
		zsip_writer_fail(writer, ZSIP_E_USE, "sip or sips");
	zsip_writer_add(writer, uri->scheme == ZSIP_SCHEME_SIP
	                                ? ZSIP_TEXT("sip:")
	                                : ZSIP_TEXT("sips:"));
	if (uri->user.len != 0) {
		zsip_writer_add_escaped(writer, ZSIP_URI_USER, uri->user);
		if (uri->password.ptr != NULL) {
			add_byte(writer, ':');
			zsip_writer_add_escaped(writer, ZSIP_URI_PASSWORD,
			                        uri->password);
		}
		add_byte(writer, '@');
	} else if (uri->password.len != 0) {
		refuse(writer, "user");
	}
	zsip_writer_add_host(writer, uri->host);
	add_port(writer, uri->port);
	add_uri_params(writer, uri);
}

/* Tokens with one space between them need no quotes: display-name (RFC 3261
 * 25.1). */
static bool are_tokens(struct zsip_slice text)
{
	char last = ' ';

	for (size_t i = 0; i < text.len; i++) {
		if (!zsip_is_token(text.ptr[i]) &&
		    (text.ptr[i] != ' ' || last == ' '))
			return false;
		last = text.ptr[i];
	}
	return last != ' ';
}

void zsip_write_display_name(struct zsip_writer *writer, struct zsip_slice name)
{
	if (name.len == 0)
		return;
	if (are_tokens(name))
		zsip_writer_add(writer, name);
	else
		zsip_writer_add_quoted(writer, name);
	add_byte(writer, ' ');
}

void zsip_writer_add_address(struct zsip_writer *writer,
                             const struct zsip_address_parts *address)
{
	static const char *const tag[] = {"tag", NULL};
	struct zsip_uri uri;

	zsip_write_display_name(writer, address->display_name);
	if (zsip_uri_parse(&uri, address->uri, NULL, NULL) != ZSIP_OK)
		refuse(writer, "URI");
	add_byte(writer, '<');
	zsip_writer_add(writer, address->uri);
	add_byte(writer, '>');
	if (address->tag.ptr != NULL) {
		zsip_writer_add(writer, ZSIP_TEXT(";tag="));
		zsip_writer_add_token(writer, address->tag);
	}
	add_params(writer, address->params, address->param_count,
	           address->tag.ptr != NULL ? tag : tag + 1);
}

void zsip_writer_add_via(struct zsip_writer *writer,
                         const struct zsip_via_parts *via)
{
	static const char *const own[] = {"branch", "rport", NULL};

	zsip_writer_add(writer, ZSIP_TEXT("SIP/2.0/"));
	zsip_writer_add_token(writer, via->transport);
	add_byte(writer, ' ');
	zsip_writer_add_host(writer, via->host);
	add_port(writer, via->port);
	if (via->rport)
		zsip_writer_add(writer, ZSIP_TEXT(";rport"));
	if (via->branch.ptr != NULL) {
		zsip_writer_add(writer, ZSIP_TEXT(";branch="));
		zsip_writer_add_token(writer, via->branch);
	}
	add_params(writer, via->params, via->param_count, own);
}

void zsip_writer_add_cseq(struct zsip_writer *writer, uint32_t number,
                          struct zsip_slice method)
{
	if (number > INT32_MAX)
		zsip_writer_fail(writer, ZSIP_E_RANGE, "number below 2^31");
	zsip_writer_add_number(writer, number);
	add_byte(writer, ' ');
	zsip_writer_add_token(writer, method);
}
