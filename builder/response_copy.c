/*
 * What a response takes from its request (RFC 3261 8.2.6, 12.1.1).
 */
#include "build.h"
#include "guard.h"
#include "respond.h"
#include "stamp.h"
#include <string.h>

static const struct zsip_stamp no_stamp = {.count = 0};

/* Of a broken request: line ends with the blanks around them, folds or not,
 * become a space, and so does any other control byte: left out, one would part
 * the backslash of a quoted pair from what it quotes. */
static void add_raw(struct zsip_writer *writer, struct zsip_slice text)
{
	const char *p = text.ptr, *end = p + text.len, *from = p;

	while (p < end) {
		const char *stop = p++;

		if (!zsip_respond_is_control(*stop))
			continue;
		if (zsip_is_lws(*stop)) {
			while (stop > from && zsip_is_blank(stop[-1]))
				stop--;
			while (p < end && zsip_is_lws(*p))
				p++;
		}
		zsip_writer_add(writer, (struct zsip_slice){
		                                from, (size_t)(stop - from)});
		ZSIP_BUILD_PUT(writer, " ");
		from = p;
	}
	zsip_writer_add(writer,
	                (struct zsip_slice){from, (size_t)(end - from)});
}

static const char *value_end(const struct zsip_field *field)
{
	return field->value.ptr + field->value.len;
}

/* What is copied is gathered while it lies together in the request. */
static void flush(struct respond *respond)
{
	zsip_writer_add(&respond->builder.out, respond->run);
	respond->run.len = 0;
}

static inline void add_bytes(struct respond *respond, const char *from,
                             const char *to)
{
	if (respond->run.ptr + respond->run.len != from) {
		flush(respond);
		respond->run.ptr = from;
	}
	respond->run.len = (size_t)(to - respond->run.ptr);
}

/* Whether a field stands in the request as it is written: its name, a colon and
 * a space, a value on one line, CRLF.  In a request that is whole no CR stands
 * alone. */
static inline bool is_plain(const struct respond *respond,
                            const struct zsip_field *field)
{
	struct zsip_slice name =
	        zsip_header_info((enum zsip_header)field->id)->name;
	const char *colon = field->name.ptr + name.len;

	return respond->plain && field->flags == 0 &&
	       field->name.len == name.len && field->value.ptr == colon + 2 &&
	       colon[1] == ' ' && *value_end(field) == '\r' &&
	       memcmp(field->name.ptr, name.ptr, name.len) == 0;
}

/* Bytes of a field that is not plain. */
static void add_text(struct respond *respond, const struct zsip_field *field,
                     const char *from, const char *to)
{
	struct zsip_writer *writer = &respond->builder.out;
	struct zsip_slice text = {from, (size_t)(to - from)};

	if (zsip_respond_is_raw(respond))
		add_raw(writer, text);
	else if ((field->flags & (ZSIP_FIELD_FOLDED | ZSIP_FIELD_CONTROL)) != 0)
		zsip_writer_add_unfolded(writer, text);
	else
		zsip_writer_add(writer, text);
}

/* A plain field with some of its bytes replaced. */
static void stamp_plain(struct respond *respond, const struct zsip_field *field,
                        const struct zsip_stamp *stamp)
{
	const char *at = field->name.ptr;

	for (unsigned i = 0; i < stamp->count; i++) {
		add_bytes(respond, at, stamp->splices[i].old.ptr);
		flush(respond);
		zsip_writer_add(&respond->builder.out, stamp->splices[i].text);
		at = stamp->splices[i].old.ptr + stamp->splices[i].old.len;
	}
	add_bytes(respond, at, value_end(field) + 2);
}

/* A quoted pair may quote a NUL, which goes into no message. */
static void check_bytes(struct respond *respond, const struct zsip_field *field)
{
	const char *nul = NULL;

	if ((field->flags & ZSIP_FIELD_CONTROL) != 0 &&
	    !zsip_respond_is_raw(respond))
		nul = memchr(field->value.ptr, '\0', field->value.len);
	if (nul != NULL)
		zsip_respond_fail(respond, ZSIP_E_SYNTAX, nul,
		                  (enum zsip_header)field->id);
}

/* Any other one.  One that says nothing, as quirks allow it in a list, stays
 * out. */
static __attribute__((noinline)) void
stamp_other(struct respond *respond, const struct zsip_field *field,
            const struct zsip_stamp *stamp)
{
	const char *at = field->value.ptr;

	if (zsip_respond_is_blank(field->value))
		return;
	check_bytes(respond, field);
	flush(respond);
	zsip_build_name(&respond->builder, (enum zsip_header)field->id);
	for (unsigned i = 0; i < stamp->count; i++) {
		add_text(respond, field, at, stamp->splices[i].old.ptr);
		zsip_writer_add(&respond->builder.out, stamp->splices[i].text);
		at = stamp->splices[i].old.ptr + stamp->splices[i].old.len;
	}
	add_text(respond, field, at, value_end(field));
	zsip_build_line_end(&respond->builder);
}

static void copy_field(struct respond *respond, const struct zsip_field *field,
                       const struct zsip_stamp *stamp)
{
	if (is_plain(respond, field))
		stamp_plain(respond, field, stamp);
	else
		stamp_other(respond, field, stamp);
}

/* NULL where there is none. */
static const struct zsip_field *first_field(const struct respond *respond,
                                            enum zsip_header id)
{
	const struct zsip_message *msg = respond->request;

	return msg->first[id] != 0 ? &msg->fields[msg->first[id] - 1] : NULL;
}

static void copy_first(struct respond *respond, enum zsip_header id)
{
	const struct zsip_field *field = first_field(respond, id);

	if (field != NULL)
		copy_field(respond, field, &no_stamp);
}

/* Fields of a kind, from the index on. */
static void copy_fields(struct respond *respond, enum zsip_header id,
                        size_t index)
{
	const struct zsip_message *msg = respond->request;

	for (; index < msg->last[id]; index++) {
		if (msg->fields[index].id == id)
			copy_field(respond, &msg->fields[index], &no_stamp);
	}
}

/* The field of the top Via, which is not the first if that says nothing. */
static size_t top_field(const struct respond *respond, const char *top)
{
	const struct zsip_field *fields = respond->request->fields;
	size_t i = (size_t)respond->request->first[ZSIP_HDR_VIA] - 1;

	while (fields[i].id != ZSIP_HDR_VIA || top > value_end(&fields[i]))
		i++;
	return i;
}

/* The top Via gets received and rport.  Returns the index of its field. */
static size_t copy_top_via(struct respond *respond)
{
	const struct zsip_core *core = respond->core;
	struct zsip_slice top = zsip_top_via(core);
	size_t index = top_field(respond, top.ptr);
	struct zsip_stamp stamp;
	enum zsip_status status = zsip_stamp_make(&stamp, top, &core->via,
	                                          &respond->response->source);

	if (status == ZSIP_E_SYNTAX)
		zsip_respond_refuse(respond, "source address");
	else if (status != ZSIP_OK && !zsip_respond_is_raw(respond))
		zsip_respond_fail(respond, status, top.ptr, ZSIP_HDR_VIA);
	copy_field(respond, &respond->request->fields[index], &stamp);
	return index;
}

/* A top Via that is not sound goes back as it came. */
static void copy_vias(struct respond *respond)
{
	size_t index = 0;

	if (respond->core->status[ZSIP_CORE_VIA] == ZSIP_OK)
		index = copy_top_via(respond) + 1;
	copy_fields(respond, ZSIP_HDR_VIA, index);
}

/* A sound To without a tag gets one, but in a 100 (RFC 3261 8.2.6.2). */
static bool needs_tag(const struct respond *respond)
{
	return respond->core->status[ZSIP_CORE_TO] == ZSIP_OK &&
	       respond->core->to.tag.ptr == NULL &&
	       respond->response->code != ZSIP_CODE_TRYING;
}

/* A URI with a question mark, which a quirk lets stand without angle brackets,
 * would take a tag behind it for its own. */
static bool needs_brackets(const struct respond *respond,
                           const struct zsip_field *field)
{
	struct zsip_slice uri = respond->core->to.uri;

	return uri.ptr + uri.len == value_end(field) &&
	       memchr(uri.ptr, '?', uri.len) != NULL;
}

static void insert(struct zsip_stamp *stamp, const char *at,
                   struct zsip_slice text)
{
	stamp->splices[stamp->count].old = (struct zsip_slice){at, 0};
	stamp->splices[stamp->count++].text = text;
}

static void copy_to(struct respond *respond)
{
	const struct zsip_field *field = first_field(respond, ZSIP_HDR_TO);
	struct zsip_slice tag = respond->response->to_tag;
	struct zsip_stamp stamp;

	if (!needs_tag(respond)) {
		copy_first(respond, ZSIP_HDR_TO);
		return;
	}
	if (!zsip_guard_token(tag))
		zsip_respond_refuse(respond, "tag for To");
	stamp.count = 0;
	if (needs_brackets(respond, field)) {
		insert(&stamp, respond->core->to.uri.ptr, ZSIP_TEXT("<"));
		insert(&stamp, value_end(field), ZSIP_TEXT(">;tag="));
	} else {
		insert(&stamp, value_end(field), ZSIP_TEXT(";tag="));
	}
	insert(&stamp, value_end(field), tag);
	copy_field(respond, field, &stamp);
}

/* Seconds, three digits behind the point. */
static void add_delay(struct zsip_writer *writer, uint32_t delay)
{
	const char digits[3] = {(char)('0' + delay / 100 % 10),
	                        (char)('0' + delay / 10 % 10),
	                        (char)('0' + delay % 10)};

	ZSIP_BUILD_PUT(writer, " ");
	zsip_writer_add_number(writer, delay / 1000);
	ZSIP_BUILD_PUT(writer, ".");
	zsip_writer_add(writer, (struct zsip_slice){digits, 3});
}

/* RFC 3261 8.2.6.1.  A delay that is there already is that of an element on
 * the way. */
static __attribute__((noinline)) void copy_timestamp(struct respond *respond)
{
	const struct zsip_message *msg = respond->request;
	const struct zsip_field *field =
	        zsip_field_find(msg, ZSIP_HDR_TIMESTAMP, NULL);
	uint32_t delay = respond->response->delay;
	struct zsip_writer *writer = &respond->builder.out;
	struct zsip_value value;

	if (field == NULL ||
	    zsip_value_parse(&value, ZSIP_HDR_TIMESTAMP, field->value,
	                     msg->options, NULL) != ZSIP_OK)
		return;
	flush(respond);
	zsip_build_name(&respond->builder, ZSIP_HDR_TIMESTAMP);
	zsip_writer_add(writer, value.timestamp.timestamp);
	if (delay != 0) {
		add_delay(writer, delay);
	} else if (value.timestamp.delay.len != 0) {
		ZSIP_BUILD_PUT(writer, " ");
		zsip_writer_add(writer, value.timestamp.delay);
	}
	zsip_build_line_end(&respond->builder);
}

void zsip_respond_copy(struct respond *respond)
{
	const struct zsip_message *msg = respond->request;

	copy_vias(respond);
	copy_first(respond, ZSIP_HDR_FROM);
	copy_to(respond);
	copy_first(respond, ZSIP_HDR_CALL_ID);
	copy_first(respond, ZSIP_HDR_CSEQ);
	if (respond->response->code == ZSIP_CODE_TRYING)
		copy_timestamp(respond);
	if (zsip_respond_forms_dialog(respond) &&
	    msg->first[ZSIP_HDR_RECORD_ROUTE] != 0)
		copy_fields(respond, ZSIP_HDR_RECORD_ROUTE,
		            msg->first[ZSIP_HDR_RECORD_ROUTE] - 1u);
	flush(respond);
}
