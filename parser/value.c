/*
 * Values: one by one, and the walk over the values of a list.
 */
#include "internal.h"
#include <string.h>

static enum zsip_status failed(struct zsip_error *err,
                               const struct zsip_stop *stop, const char *from,
                               const char *expected)
{
	if (err != NULL)
		*err = (struct zsip_error){
		        stop->status, (size_t)(stop->at - from),
		        *stop->expected != '\0' ? stop->expected : expected};
	return stop->status;
}

static enum zsip_status wrong_use(struct zsip_error *err)
{
	if (err != NULL)
		*err = (struct zsip_error){ZSIP_E_USE, 0, "arguments"};
	return ZSIP_E_USE;
}

/* A text has no grammar that would end it at a comma. */
static bool is_text(unsigned shape)
{
	return shape == ZSIP_SHAPE_text;
}

static unsigned shape_of(const struct zsip_header_info *info)
{
	return info == NULL ? ZSIP_SHAPE_EXTENSION : info->shape;
}

/* What the header field asks of a name-addr beyond its grammar. */
static const char *check_flags(const struct zsip_value *value, unsigned flags,
                               const char *at, struct zsip_stop *stop)
{
	const struct zsip_name_addr *addr = &value->name_addr;

	if ((flags & ZSIP_BRACKETS) != 0)
		zsip_check_brackets(value->raw.ptr,
		                    value->raw.ptr + value->raw.len, stop);
	if ((flags & ZSIP_NOPARAMS) != 0 && at != NULL &&
	    addr->params.ptr != NULL)
		return zsip_stop_at(stop, ZSIP_E_SYNTAX, addr->params.ptr, "");
	return at;
}

/* An element that is not there; a Warning that says nothing is let pass by a
 * quirk. */
static const char *empty_value(struct zsip_value *value, enum zsip_header id,
                               const char *p, uint64_t allowed,
                               struct zsip_stop *stop)
{
	if (id != ZSIP_HDR_WARNING || (allowed & ZSIP_QUIRK_WARNING_TEXT) == 0)
		return zsip_stop_at(stop, ZSIP_E_SYNTAX, p, "");
	value->warning_value = (struct zsip_warning_value){.text = {p, 0}};
	value->quirks = ZSIP_QUIRK_WARNING_TEXT;
	return p;
}

/* Parses the value that begins at p.  Returns where it ends, which may be at a
 * comma; NULL if it is wrong. */
static const char *parse(struct zsip_value *value, enum zsip_header id,
                         const struct zsip_header_info *info, const char *p,
                         const char *end, const struct zsip_slice *around,
                         uint64_t allowed, struct zsip_stop *stop)
{
	unsigned shape = shape_of(info);
	const char *at;

	value->raw.ptr = p;
	value->raw.len = (size_t)(end - p);
	value->quirks = 0;
	value->id = (uint16_t)id;
	value->shape = shape == ZSIP_SHAPE_EXTENSION ? ZSIP_SHAPE_text
	                                             : (uint8_t)shape;
	if (id == ZSIP_HDR_CONTACT && zsip_is_wildcard(value->raw)) {
		zsip_set_wildcard(&value->name_addr, value->raw);
		return end;
	}
	stop->quirks = 0;
	/* An element of a list is not empty, whatever form it has. */
	if (p == end && zsip_is_list(info))
		return empty_value(value, id, p, allowed, stop);
	at = zsip_engine->value(&value->text, shape, p, end, around, stop);
	if (shape == ZSIP_SHAPE_name_addr)
		at = check_flags(value, info->flags, at, stop);
	if (zsip_quirk_refused(stop, allowed, at == NULL) || at == NULL)
		return NULL;
	value->quirks = stop->quirks;
	value->raw = zsip_trim(p, at);
	if (is_text(value->shape))
		value->text.text = value->raw;
	else if (shape == ZSIP_SHAPE_server_vals)
		value->server_vals.text = value->raw;
	return at;
}

static const char *name_of(const struct zsip_header_info *info)
{
	return info == NULL ? "header field value" : info->name.ptr;
}

enum zsip_status zsip_value_parse(struct zsip_value *value, enum zsip_header id,
                                  struct zsip_slice text,
                                  const struct zsip_options *options,
                                  struct zsip_error *err)
{
	const struct zsip_header_info *info = zsip_header_info(id);
	struct zsip_slice trimmed;
	struct zsip_stop stop;
	const char *end, *at;

	if (value == NULL || text.ptr == NULL)
		return wrong_use(err);
	trimmed = zsip_trim(text.ptr, text.ptr + text.len);
	end = trimmed.ptr + trimmed.len;
	at = parse(value, id, info, trimmed.ptr, end, &text,
	           zsip_quirks_of(options), &stop);
	if (at != NULL && at != end)
		at = zsip_stop_at(&stop, ZSIP_E_SYNTAX, at, "");
	if (at == NULL)
		return failed(err, &stop, text.ptr, name_of(info));
	return zsip_passed(err, ZSIP_OK);
}

/* Where the element that begins at p ends: at a comma outside quotes, angle
 * brackets and comments, or at the end.  In a Call-ID those are characters
 * like others, and comments are in text alone. */
static const char *element_end(const char *p, const char *end, unsigned shape)
{
	size_t comments = 0;
	bool quoted = false, bracketed = false;

	if (shape == ZSIP_SHAPE_callid) {
		p = memchr(p, ',', (size_t)(end - p));
		return p != NULL ? p : end;
	}
	for (; p < end; p++) {
		if (*p == '\\' && (quoted || comments != 0) && end - p > 1)
			p++;
		else if (*p == '"' && comments == 0)
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (*p == '(' && !bracketed && is_text(shape))
			comments++;
		else if (*p == ')' && comments != 0)
			comments--;
		else if (comments != 0)
			continue;
		else if (*p == '<' || *p == '>')
			bracketed = *p == '<';
		else if (*p == ',' && !bracketed)
			return p;
	}
	return end;
}

bool zsip_slice_next_item(struct zsip_slice *rest, struct zsip_slice *item)
{
	const char *end, *comma;

	if (rest->ptr == NULL)
		return false;
	end = rest->ptr + rest->len;
	comma = element_end(rest->ptr, end, ZSIP_SHAPE_text);
	*item = zsip_trim(rest->ptr, comma);
	if (comma == end)
		*rest = (struct zsip_slice){NULL, 0};
	else
		*rest = (struct zsip_slice){comma + 1,
		                            (size_t)(end - comma - 1)};
	return true;
}

static ALWAYS_INLINE void begin(struct zsip_list *list,
                                const struct zsip_message *msg,
                                enum zsip_header id)
{
	list->item = (struct zsip_slice){NULL, 0};
	list->field = NULL;
	list->msg = msg;
	list->at = NULL;
	list->count = 0;
	list->quirks = 0;
	list->id = id;
}

/* The quirks by which elements of a list are taken for nothing.  An empty
 * Warning has a quirk of its own, and where any text or word is a value,
 * "(null)" is one. */
static uint64_t nothing_quirks(const struct zsip_list *list)
{
	const struct zsip_header_info *info = list->info;
	uint64_t quirks = list->allowed & ZSIP_QUIRKS_NOTHING;

	if (!zsip_is_list(info) || list->id == ZSIP_HDR_WARNING)
		return 0;
	if (is_text(info->shape) || info->shape == ZSIP_SHAPE_callid)
		quirks &= ~(uint64_t)ZSIP_QUIRK_NULL_VALUE;
	return quirks;
}

static __attribute__((noinline)) void apply_options(struct zsip_list *list)
{
	list->max_count = zsip_list_length_of(list->msg->options);
	list->allowed = zsip_quirks_of(list->msg->options);
	if ((list->allowed & ZSIP_QUIRKS_NOTHING) != 0)
		list->nothing = nothing_quirks(list);
}

/* What all values of a walk have in common. */
static ALWAYS_INLINE void prepare(struct zsip_list *list)
{
	list->info = zsip_header_info(list->id);
	list->last = NULL;
	list->base = NULL;
	list->stops = 0;
	list->allowed = list->nothing = 0;
	list->max_count = zsip_list_length_of(NULL);
	if (ZSIP_UNLIKELY(list->msg->options != NULL))
		apply_options(list);
}

void zsip_list_start(struct zsip_list *list, const struct zsip_message *msg,
                     enum zsip_header id)
{
	begin(list, msg, id);
	prepare(list);
}

/* Whether an empty field has no values, rather than an empty one. */
static bool has_none(const struct zsip_header_info *info,
                     const struct zsip_field *field)
{
	return field->value.len == 0 && info != NULL &&
	       info->multiplicity == ZSIP_LIST0;
}

void zsip_list_start_field(struct zsip_list *list,
                           const struct zsip_message *msg,
                           const struct zsip_field *field)
{
	begin(list, msg, (enum zsip_header)field->id);
	prepare(list);
	list->field = list->last = field;
	if (!has_none(list->info, field))
		list->at = field->value.ptr;
}

enum zsip_header zsip_core_header(enum zsip_core_member member)
{
	static const uint8_t headers[ZSIP_CORE_COUNT] = {
#define ZSIP_CORE_MEMBER(header, member, shape)                                \
	[ZSIP_CORE_##header] = ZSIP_HDR_##header,
	        ZSIP_CORE_MEMBERS(ZSIP_CORE_MEMBER)
#undef ZSIP_CORE_MEMBER
	};

	return (enum zsip_header)headers[member];
}

void zsip_list_start_behind(struct zsip_list *list,
                            const struct zsip_message *msg,
                            const struct zsip_core *core,
                            enum zsip_core_member member)
{
	enum zsip_header id = zsip_core_header(member);
	const struct zsip_field *field;
	const char *end;

	begin(list, msg, id);
	if (core->status[member] == ZSIP_OK) {
		field = &msg->fields[msg->first[id] - 1];
		end = field->value.ptr + field->value.len;
		if (ZSIP_LIKELY(core->behind[member] == end &&
		                msg->first[id] == msg->last[id])) {
			list->count = SIZE_MAX;
			return;
		}
		/* Quirks may have taken it from a later field. */
		while (ZSIP_UNLIKELY(core->behind[member] > end)) {
			field = zsip_field_find(msg, id, field);
			end = field->value.ptr + field->value.len;
		}
		list->field = field;
		list->count = 1;
		list->item = zsip_trim(field->value.ptr, core->behind[member]);
		zsip_list_go_behind(list, core->behind[member], end);
	}
	prepare(list);
}

/* Goes to the next field that has values. */
static bool next_field(struct zsip_list *list)
{
	do {
		if (list->field != NULL && list->field == list->last)
			return false;
		list->field = zsip_field_find(list->msg, list->id, list->field);
		if (list->field == NULL)
			return false;
	} while (has_none(list->info, list->field));
	list->at = list->field->value.ptr;
	return true;
}

/* Behind an element that says nothing; NULL if the one at p does. */
static const char *behind_nothing(const char *p, const char *end,
                                  uint64_t *quirk)
{
	static const char null[] = "(null)";
	const size_t len = sizeof(null) - 1;

	*quirk = ZSIP_QUIRK_EMPTY_LIST_ELEMENT;
	if ((size_t)(end - p) >= len && memcmp(p, null, len) == 0) {
		*quirk = ZSIP_QUIRK_NULL_VALUE;
		p = zsip_skip_lws(p + len, end);
	}
	return p == end || *p == ',' ? p : NULL;
}

/* Goes past elements that the quirks allow to say nothing; false at the end of
 * the field. */
static bool skip_nothing(struct zsip_list *list)
{
	const char *end = list->field->value.ptr + list->field->value.len;

	while (list->at != NULL) {
		uint64_t quirk;
		const char *comma = behind_nothing(list->at, end, &quirk);

		if (comma == NULL || (quirk & ~list->nothing) != 0)
			return true;
		list->quirks |= quirk;
		list->item = zsip_trim(list->at, comma);
		zsip_list_go_behind(list, comma, end);
	}
	return false;
}

/* Goes to where the next value begins; false behind the last one. */
static bool next_element(struct zsip_list *list)
{
	do {
		if (list->at == NULL && !next_field(list))
			return false;
	} while (ZSIP_UNLIKELY(list->nothing != 0) && !skip_nothing(list));
	return true;
}

const char *zsip_list_seek(struct zsip_list *list)
{
	return next_element(list) ? list->at : NULL;
}

/* Goes behind an element that is not asked for.  Quirks may move the comma that
 * ends it: then only a parse tells. */
static void cut_next(struct zsip_list *list, const char *end)
{
	const struct zsip_header_info *info = list->info;
	const char *from = list->at, *comma = NULL;
	unsigned shape = shape_of(info);
	struct zsip_value value;
	struct zsip_stop stop;

	if (!zsip_is_list(info))
		comma = end;
	else if (list->allowed != 0 && !is_text(shape))
		comma = parse(&value, list->id, info, from, end,
		              &list->msg->text, list->allowed, &stop);
	if (comma == NULL)
		comma = element_end(from, end, shape);
	list->item = zsip_trim(from, comma);
	zsip_list_go_behind(list, comma, end);
}

/* The next value of the list; false if it is wrong. */
static bool next_value(struct zsip_list *list, struct zsip_value *value,
                       const char *end, struct zsip_stop *stop)
{
	const struct zsip_header_info *info = list->info;
	const char *from = list->at, *comma = end, *at;

	/* A text has no grammar that would end it at a comma: it is cut
	 * first. */
	if (zsip_is_list(info) && is_text(info->shape))
		comma = element_end(from, end, info->shape);
	at = parse(value, list->id, info, from, comma, &list->msg->text,
	           list->allowed, stop);
	if (at != NULL && at != comma && !zsip_is_list(info))
		at = zsip_stop_at(stop, ZSIP_E_SYNTAX, at, "");
	if (at != NULL)
		comma = at;
	else if (zsip_is_list(info))
		comma = element_end(from, end, info->shape);
	list->item = zsip_trim(from, comma);
	zsip_list_go_behind(list, comma, end);
	return at != NULL;
}

static enum zsip_status too_many(struct zsip_list *list, struct zsip_error *err)
{
	struct zsip_stop stop;

	zsip_stop_at(&stop, ZSIP_E_TOO_MANY, list->at, "");
	list->count = SIZE_MAX;
	list->at = NULL;
	return failed(err, &stop, list->msg->text.ptr, name_of(list->info));
}

static enum zsip_status list_end(struct zsip_list *list, struct zsip_error *err)
{
	list->count = SIZE_MAX;
	return zsip_passed(err, ZSIP_END);
}

enum zsip_status zsip_list_next_slowly(struct zsip_list *list,
                                       struct zsip_value *value,
                                       struct zsip_error *err)
{
	struct zsip_stop stop;
	const char *end;

	if (!next_element(list))
		return list_end(list, err);
	if (list->count == list->max_count)
		return too_many(list, err);
	list->count++;
	end = list->field->value.ptr + list->field->value.len;
	if (value == NULL)
		cut_next(list, end);
	else if (!next_value(list, value, end, &stop))
		return failed(err, &stop, list->msg->text.ptr,
		              name_of(list->info));
	return zsip_passed(err, ZSIP_OK);
}

/* Where the field has no more values. */
static __attribute__((noinline)) enum zsip_status
next_of_next_field(struct zsip_list *list, struct zsip_value *value,
                   struct zsip_error *err)
{
	if (list->count == SIZE_MAX || !next_field(list))
		return list_end(list, err);
	return zsip_engine->next(list, value, err);
}

enum zsip_status zsip_list_next(struct zsip_list *list,
                                struct zsip_value *value,
                                struct zsip_error *err)
{
	if (list->at == NULL)
		return next_of_next_field(list, value, err);
	return zsip_engine->next(list, value, err);
}

static bool parse_uri(struct zsip_uri *uri, struct zsip_slice text,
                      const struct zsip_slice *around,
                      const struct zsip_options *options,
                      struct zsip_stop *stop)
{
	const char *at;

	stop->quirks = 0;
	at = zsip_engine->uri(uri, text.ptr, text.ptr + text.len, around, stop);
	if (zsip_quirk_refused(stop, zsip_quirks_of(options), at == NULL) ||
	    at == NULL)
		return false;
	uri->quirks = stop->quirks;
	return true;
}

enum zsip_status zsip_uri_parse(struct zsip_uri *uri, struct zsip_slice text,
                                const struct zsip_options *options,
                                struct zsip_error *err)
{
	struct zsip_stop stop;

	if (uri == NULL || text.ptr == NULL)
		return wrong_use(err);
	if (!parse_uri(uri, text, &text, options, &stop))
		return failed(err, &stop, text.ptr, "URI");
	return zsip_passed(err, ZSIP_OK);
}

enum zsip_status zsip_uri_parse_in(struct zsip_uri *uri, struct zsip_slice text,
                                   const struct zsip_message *msg,
                                   struct zsip_error *err)
{
	struct zsip_stop stop;

	if (uri == NULL || text.ptr == NULL || msg == NULL)
		return wrong_use(err);
	if (!parse_uri(uri, text, &msg->text, msg->options, &stop))
		return failed(err, &stop, msg->text.ptr, "URI");
	return zsip_passed(err, ZSIP_OK);
}

enum zsip_host_type zsip_host_classify(struct zsip_slice text)
{
	struct zsip_stop stop;

	if (text.ptr == NULL)
		return ZSIP_HOST_NONE;
	return zsip_host_machine(text.ptr, text.ptr + text.len, &stop);
}

enum zsip_status zsip_core_parse(const struct zsip_message *msg,
                                 struct zsip_core *core, struct zsip_error *err)
{
	enum zsip_status status;

	if (msg == NULL || core == NULL)
		return wrong_use(err);
	status = zsip_engine->core(msg, core, err);
	return status == ZSIP_OK ? zsip_passed(err, ZSIP_OK) : status;
}
