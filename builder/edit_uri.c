/*
 * Parts of URIs.
 */
#include "edit.h"
#include "write.h"
#include <string.h>

/* Notes where a URI is none of the message that has such parts. */
static bool owns(struct zsip_edit *edit, const struct zsip_message *msg,
                 const struct zsip_uri *uri)
{
	if (!zsip_edit_ready(edit, msg))
		return false;
	if (zsip_uri_is_sip(uri) && uri->text.ptr > msg->text.ptr &&
	    uri->text.ptr + uri->text.len <= msg->body.ptr)
		return zsip_edit_is_free(edit, uri->text);
	zsip_edit_fail(edit, ZSIP_E_USE, NULL, "a sip URI of the message");
	return false;
}

static const char *end_of(struct zsip_slice text)
{
	return text.ptr + text.len;
}

/* What ends a URI that has no angle brackets. */
static bool needs_brackets(struct zsip_slice text)
{
	return text.len != 0 && (memchr(text.ptr, ',', text.len) != NULL ||
	                         memchr(text.ptr, ';', text.len) != NULL ||
	                         memchr(text.ptr, '?', text.len) != NULL);
}

enum zsip_status zsip_edit_set_user(struct zsip_edit *edit,
                                    const struct zsip_message *msg,
                                    const struct zsip_uri *uri,
                                    struct zsip_slice user)
{
	const char *from;
	struct zsip_writer writer;
	struct zsip_slice text;

	if (!owns(edit, msg, uri))
		return edit->error.status;
	from = uri->user.ptr != NULL ? uri->user.ptr : uri->host.ptr;
	zsip_edit_compose(edit, &writer);
	zsip_writer_add_escaped(&writer, ZSIP_URI_USER, user);
	if (user.len != 0)
		zsip_writer_add(&writer, ZSIP_TEXT("@"));
	text = zsip_edit_composed(edit, &writer);
	zsip_edit_put(edit, from, uri->host.ptr, text, ZSIP_WITH_BOTH);
	if (edit->error.status == ZSIP_OK && needs_brackets(text))
		zsip_edit_add_brackets(edit, msg, uri->text);
	return edit->error.status;
}

enum zsip_status zsip_edit_set_host(struct zsip_edit *edit,
                                    const struct zsip_message *msg,
                                    const struct zsip_uri *uri,
                                    struct zsip_slice host)
{
	struct zsip_writer writer;

	if (!owns(edit, msg, uri))
		return edit->error.status;
	zsip_edit_compose(edit, &writer);
	zsip_writer_add_host(&writer, host);
	return zsip_edit_put(edit, uri->host.ptr, end_of(uri->host),
	                     zsip_edit_composed(edit, &writer), 0);
}

/* Where parameters end, and headers begin. */
static const char *behind_params(const struct zsip_uri *uri)
{
	return uri->headers.ptr != NULL ? uri->headers.ptr : end_of(uri->text);
}

enum zsip_status zsip_edit_set_port(struct zsip_edit *edit,
                                    const struct zsip_message *msg,
                                    const struct zsip_uri *uri, uint16_t port)
{
	const char *from, *to;
	struct zsip_writer writer;
	struct zsip_slice text;
	size_t place;

	if (!owns(edit, msg, uri))
		return edit->error.status;
	from = end_of(uri->host);
	to = uri->params.ptr != NULL ? uri->params.ptr : behind_params(uri);
	zsip_edit_compose(edit, &writer);
	if (port != 0) {
		zsip_writer_add(&writer, ZSIP_TEXT(":"));
		zsip_writer_add_number(&writer, port);
	}
	text = zsip_edit_composed(edit, &writer);
	if (from != to)
		return zsip_edit_put(edit, from, to, text, 0);
	/* One that has been set, before what was added behind it. */
	place = zsip_edit_splices_before(edit, (size_t)(from - edit->text.ptr));
	if (zsip_edit_inserts(edit, place, from) &&
	    edit->splices[place].text.ptr[0] == ':')
		zsip_edit_drop(edit, place);
	return port == 0 ? edit->error.status
	                 : zsip_edit_insert(edit, from, text, true);
}

static struct zsip_edit_params params_of(const struct zsip_message *msg,
                                         const struct zsip_uri *uri)
{
	return (struct zsip_edit_params){uri->params, behind_params(uri), true,
	                                 zsip_edit_is_bare(msg, uri->text)};
}

enum zsip_status zsip_edit_set_uri_param(struct zsip_edit *edit,
                                         const struct zsip_message *msg,
                                         const struct zsip_uri *uri,
                                         const struct zsip_param_parts *param)
{
	struct zsip_edit_params at;
	struct zsip_writer writer;
	struct zsip_slice text;

	if (!owns(edit, msg, uri))
		return edit->error.status;
	at = params_of(msg, uri);
	zsip_edit_compose(edit, &writer);
	zsip_write_uri_param(&writer, param);
	text = zsip_edit_composed(edit, &writer);
	if (text.ptr == NULL ||
	    zsip_edit_put_param(edit, &at, param->name, text))
		return edit->error.status;
	if (!at.bare)
		return zsip_edit_insert(edit, at.end, text, false);
	zsip_edit_add_brackets(edit, msg, uri->text);
	return zsip_edit_insert_as(edit, zsip_edit_bracket_place(edit, at.end),
	                           at.end, text);
}

enum zsip_status zsip_edit_remove_uri_param(struct zsip_edit *edit,
                                            const struct zsip_message *msg,
                                            const struct zsip_uri *uri,
                                            struct zsip_slice name)
{
	struct zsip_edit_params at;

	if (!owns(edit, msg, uri))
		return edit->error.status;
	at = params_of(msg, uri);
	zsip_edit_put_param(edit, &at, name, ZSIP_NONE);
	return edit->error.status;
}
