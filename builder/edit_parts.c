/*
 * Parameters and display names of values.
 */
#include "edit.h"
#include "folded.h"
#include "write.h"

/* The brackets of edits are told by where they lie. */
static const char brackets[] = "<>";

bool zsip_edit_is_bare(const struct zsip_message *msg, struct zsip_slice uri)
{
	return uri.ptr != msg->request_uri.ptr && uri.ptr[-1] != '<' &&
	       uri.ptr[-1] != '"';
}

static size_t first_at(const struct zsip_edit *edit, const char *at)
{
	return zsip_edit_splices_before(edit, (size_t)(at - edit->text.ptr));
}

/* The splice that puts a closing bracket there; edit->count if none does. */
static size_t find_bracket(const struct zsip_edit *edit, const char *at)
{
	for (size_t i = first_at(edit, at); zsip_edit_inserts(edit, i, at);
	     i++) {
		if (edit->splices[i].text.ptr == brackets + 1)
			return i;
	}
	return edit->count;
}

size_t zsip_edit_bracket_place(const struct zsip_edit *edit, const char *at)
{
	size_t bracket = find_bracket(edit, at), place = first_at(edit, at);

	if (bracket != edit->count)
		return bracket;
	/* Behind a port, before parameters of the header field. */
	if (zsip_edit_inserts(edit, place, at) &&
	    edit->splices[place].text.ptr[0] == ':')
		place++;
	return place;
}

void zsip_edit_add_brackets(struct zsip_edit *edit,
                            const struct zsip_message *msg,
                            struct zsip_slice uri)
{
	const char *end = uri.ptr + uri.len;

	if (!zsip_edit_is_bare(msg, uri))
		return;
	for (size_t i = first_at(edit, uri.ptr);
	     zsip_edit_inserts(edit, i, uri.ptr); i++) {
		if (edit->splices[i].text.ptr == brackets)
			return;
	}
	zsip_edit_insert(edit, uri.ptr, (struct zsip_slice){brackets, 1},
	                 false);
	zsip_edit_insert_as(edit, zsip_edit_bracket_place(edit, end), end,
	                    (struct zsip_slice){brackets + 1, 1});
}

/* Parameters */

static bool is_name(const struct zsip_edit_params *at, struct zsip_slice text,
                    struct zsip_slice name)
{
	const char *p = text.ptr, *end = p + text.len;
	size_t i = 0;

	if (!at->escaped)
		return zsip_slice_equal_nocase(text, name);
	while (p < end && i < name.len) {
		if (zsip_lower(zsip_unescape_next(&p, end)) !=
		    zsip_lower(name.ptr[i]))
			return false;
		i++;
	}
	return p == end && i == name.len;
}

/* The splice that adds a parameter of this name; edit->count if none does.
 * Those of a bare URI stand before its bracket, those of the value behind. */
static size_t find_added(const struct zsip_edit *edit,
                         const struct zsip_edit_params *at,
                         struct zsip_slice name)
{
	size_t i = first_at(edit, at->end), end = edit->count;
	size_t bracket = find_bracket(edit, at->end);

	if (at->bare)
		end = bracket != edit->count ? bracket : i;
	else if (bracket != edit->count)
		i = bracket + 1;
	for (; i < end && zsip_edit_inserts(edit, i, at->end); i++) {
		struct zsip_slice text = edit->splices[i].text;
		size_t len = 1;

		while (len < text.len && text.ptr[len] != '=')
			len++;
		if (text.ptr[0] == ';' &&
		    is_name(at, (struct zsip_slice){text.ptr + 1, len - 1},
		            name))
			return i;
	}
	return edit->count;
}

bool zsip_edit_put_param(struct zsip_edit *edit,
                         const struct zsip_edit_params *at,
                         struct zsip_slice name, struct zsip_slice text)
{
	struct zsip_params walk;
	struct zsip_param param;
	bool found = false;
	size_t added;
	const char *from;

	if (at->params.len != 0) {
		zsip_params_start(&walk, at->params);
		for (from = walk.at;
		     zsip_params_next(&walk, &param, NULL) == ZSIP_OK;
		     from = walk.at) {
			if (!is_name(at, param.name, name))
				continue;
			zsip_edit_put(edit, from, walk.at,
			              found ? ZSIP_NONE : text, 0);
			found = true;
		}
	}
	added = find_added(edit, at, name);
	if (found || added == edit->count)
		return found;
	if (text.len == 0)
		zsip_edit_drop(edit, added);
	else
		edit->splices[added].text = text;
	return true;
}

/* The parameters of a shape that has them, parted by semicolons. */
static bool params_of(const struct zsip_value *value, struct zsip_slice *params)
{
#define HAS_PARAMS(shape)                                                      \
	case ZSIP_SHAPE_##shape:                                               \
		*params = value->shape.params;                                 \
		return true;

	switch (value->shape) {
		HAS_PARAMS(name_addr)
		HAS_PARAMS(via_parm)
		HAS_PARAMS(media_type)
		HAS_PARAMS(media_range)
		HAS_PARAMS(token_params)
		HAS_PARAMS(string_params)
		HAS_PARAMS(digits_params)
		HAS_PARAMS(info)
		HAS_PARAMS(language)
		HAS_PARAMS(dialog_id)
		HAS_PARAMS(target_dialog)
		HAS_PARAMS(identity)
		HAS_PARAMS(retry_after)
		HAS_PARAMS(session_id)
	default:
		return false;
	}
#undef HAS_PARAMS
}

/* Notes where a value is not of the message. */
static bool owns(struct zsip_edit *edit, const struct zsip_message *msg,
                 const struct zsip_value *value)
{
	struct zsip_slice raw = value->raw;

	if (!zsip_edit_ready(edit, msg))
		return false;
	if (raw.ptr != NULL && raw.ptr > msg->text.ptr &&
	    raw.ptr + raw.len <= msg->body.ptr)
		return zsip_edit_is_free(edit, raw);
	zsip_edit_fail(edit, ZSIP_E_USE, NULL, "a value of the message");
	return false;
}

static bool find_params(struct zsip_edit *edit, const struct zsip_message *msg,
                        const struct zsip_value *value,
                        struct zsip_edit_params *at)
{
	if (!owns(edit, msg, value))
		return false;
	*at = (struct zsip_edit_params){.end = value->raw.ptr + value->raw.len};
	if (!zsip_is_wildcard(value->raw) && params_of(value, &at->params))
		return true;
	zsip_edit_fail(edit, ZSIP_E_USE, value->raw.ptr,
	               "a value with parameters");
	return false;
}

enum zsip_status zsip_edit_set_param(struct zsip_edit *edit,
                                     const struct zsip_message *msg,
                                     const struct zsip_value *value,
                                     const struct zsip_param_parts *param)
{
	const struct zsip_header_info *info;
	struct zsip_edit_params at;
	struct zsip_writer writer;
	struct zsip_slice text;

	if (!find_params(edit, msg, value, &at))
		return edit->error.status;
	info = zsip_header_info((enum zsip_header)value->id);
	if (info != NULL && (info->flags & ZSIP_NOPARAMS) != 0)
		return zsip_edit_fail(edit, ZSIP_E_SYNTAX, value->raw.ptr,
		                      info->name.ptr);
	zsip_edit_compose(edit, &writer);
	zsip_writer_add_param(&writer, param);
	text = zsip_edit_composed(edit, &writer);
	if (text.ptr != NULL &&
	    !zsip_edit_put_param(edit, &at, param->name, text))
		zsip_edit_insert(edit, at.end, text, false);
	return edit->error.status;
}

enum zsip_status zsip_edit_remove_param(struct zsip_edit *edit,
                                        const struct zsip_message *msg,
                                        const struct zsip_value *value,
                                        struct zsip_slice name)
{
	struct zsip_edit_params at;

	if (find_params(edit, msg, value, &at))
		zsip_edit_put_param(edit, &at, name, ZSIP_NONE);
	return edit->error.status;
}

/* Display names */

/* A name before an addr-spec, which gets brackets. */
static void put_bare_name(struct zsip_edit *edit,
                          const struct zsip_message *msg, struct zsip_slice uri,
                          struct zsip_slice text)
{
	size_t place = first_at(edit, uri.ptr);
	bool there = zsip_edit_inserts(edit, place, uri.ptr) &&
	             edit->splices[place].text.ptr != brackets;

	if (there && text.len != 0)
		edit->splices[place].text = text;
	else if (there)
		zsip_edit_drop(edit, place);
	else if (text.len != 0)
		zsip_edit_insert(edit, uri.ptr, text, true);
	if (text.len != 0)
		zsip_edit_add_brackets(edit, msg, uri);
}

enum zsip_status zsip_edit_set_display_name(struct zsip_edit *edit,
                                            const struct zsip_message *msg,
                                            const struct zsip_value *value,
                                            struct zsip_slice name)
{
	const struct zsip_name_addr *addr = &value->name_addr;
	const char *bracket = addr->uri.ptr;
	struct zsip_writer writer;
	struct zsip_slice text;

	if (!owns(edit, msg, value))
		return edit->error.status;
	if (value->shape != ZSIP_SHAPE_name_addr || addr->wildcard)
		return zsip_edit_fail(edit, ZSIP_E_USE, value->raw.ptr,
		                      "name-addr");
	zsip_edit_compose(edit, &writer);
	zsip_write_display_name(&writer, name);
	text = zsip_edit_composed(edit, &writer);
	if (edit->error.status != ZSIP_OK)
		return edit->error.status;
	if (!addr->bracketed) {
		put_bare_name(edit, msg, addr->uri, text);
		return edit->error.status;
	}
	while (*bracket != '<')
		bracket--;
	return zsip_edit_put(edit, value->raw.ptr, bracket, text,
	                     ZSIP_WITH_BOTH);
}
