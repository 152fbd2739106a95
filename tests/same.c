#include <string.h>

#include "same.h"

/* Each counted from the start of its own message. */
static bool same_slice(struct zsip_slice a, const struct zsip_message *in_a,
                       struct zsip_slice b, const struct zsip_message *in_b)
{
	if (a.ptr == NULL || b.ptr == NULL)
		return a.ptr == b.ptr && a.len == b.len;
	return a.ptr - in_a->text.ptr == b.ptr - in_b->text.ptr &&
	       a.len == b.len;
}

static bool same_error(struct zsip_error a, struct zsip_error b)
{
	return a.status == b.status && a.offset == b.offset &&
	       strcmp(a.expected, b.expected) == 0;
}

static bool same_field(const struct zsip_message *a,
                       const struct zsip_message *b, size_t i)
{
	const struct zsip_field *x = &a->fields[i], *y = &b->fields[i];

	return same_slice(x->name, a, y->name, b) &&
	       same_slice(x->value, a, y->value, b) && x->id == y->id &&
	       x->flags == y->flags;
}

const char *message_difference(const struct zsip_message *a,
                               const struct zsip_message *b)
{
#define SAME(member)                                                           \
	if (a->member != b->member)                                            \
		return #member;
#define SAME_SLICE(member)                                                     \
	if (!same_slice(a->member, a, b->member, b))                           \
		return #member;
	if (!same_error(a->error, b->error))
		return "error";
	SAME_SLICE(text)
	SAME_SLICE(start_line)
	SAME_SLICE(body)
	SAME(field_count)
	SAME(missing)
	SAME(content_length_status)
	SAME(quirks)
	for (size_t i = 0; i < a->field_count; i++) {
		if (!same_field(a, b, i))
			return "a field";
	}
	for (size_t id = 1; id < ZSIP_FIRST_COUNT; id++) {
		SAME(first[id])
		SAME(last[id])
	}
	if (a->content_length_status == ZSIP_OK)
		SAME(content_length)
	SAME_SLICE(method)
	SAME_SLICE(request_uri)
	SAME_SLICE(version)
	SAME_SLICE(reason)
	SAME(status_code)
	SAME(depth)
	SAME(method_id)
	SAME(version_major)
	SAME(version_minor)
#undef SAME
#undef SAME_SLICE
	return NULL;
}

static bool inside(struct zsip_slice slice, struct zsip_slice whole)
{
	return slice.ptr == NULL ||
	       (slice.ptr >= whole.ptr && slice.len <= whole.len &&
	        (size_t)(slice.ptr - whole.ptr) <= whole.len - slice.len);
}

/* Fields follow one another, and `first` tells the first ones. */
static const char *fields_nonsense(const struct zsip_message *msg)
{
	const char *at = msg->start_line.ptr + msg->start_line.len;
	uint16_t first[ZSIP_FIRST_COUNT] = {0};
	uint16_t last[ZSIP_FIRST_COUNT] = {0};

	for (size_t i = 0; i < msg->field_count; i++) {
		const struct zsip_field *field = &msg->fields[i];

		if (field->name.ptr < at || !inside(field->name, msg->text))
			return "a field's name is out of place";
		at = field->name.ptr + field->name.len;
		if (field->value.ptr < at || !inside(field->value, msg->text))
			return "a field's value is out of place";
		at = field->value.ptr + field->value.len;
		if ((field->flags & ZSIP_FIELD_BROKEN) != 0 &&
		    (msg->error.status == ZSIP_OK || field->name.len != 0 ||
		     field->id != ZSIP_HDR_OTHER))
			return "a field is broken and not";
		if (field->id >= ZSIP_FIRST_COUNT)
			continue;
		last[field->id] = (uint16_t)(i + 1);
		if (first[field->id] == 0)
			first[field->id] = (uint16_t)(i + 1);
	}
	for (size_t id = 1; id < ZSIP_FIRST_COUNT; id++) {
		if (msg->first[id] != first[id] || msg->last[id] != last[id])
			return "first or last is wrong";
	}
	return msg->body.ptr < at ? "the body is out of place" : NULL;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* The end of a run of blanks and folds, each fold complete. */
static const char *skip_folds(const char *p, const char *end)
{
	for (;;) {
		if (p < end && is_blank(*p))
			p++;
		else if (end - p > 2 && p[0] == '\r' && p[1] == '\n' &&
		         is_blank(p[2]))
			p += 3;
		else
			return p;
	}
}

static unsigned flags_of(const struct zsip_field *field, const char *end)
{
	unsigned flags = 0;

	if (is_blank(field->name.ptr[field->name.len]))
		flags |= ZSIP_FIELD_BLANK;
	for (const char *p = field->name.ptr; p < end; p++) {
		unsigned char byte = (unsigned char)*p;

		if (byte == '\n')
			flags |= ZSIP_FIELD_FOLDED;
		else if ((byte < ' ' && byte != '\t' && byte != '\r') ||
		         byte == 0x7f)
			flags |= ZSIP_FIELD_CONTROL;
	}
	return flags;
}

/* name *blank ":" *LWS value *LWS CRLF, and nothing between the fields. */
static const char *field_inexact(const struct zsip_field *field,
                                 const char *next)
{
	const char *p = field->name.ptr + field->name.len;
	const char *value_end = field->value.ptr + field->value.len;

	while (is_blank(*p))
		p++;
	if (field->name.len == 0 || *p != ':')
		return "a field's name is not followed by its colon";
	if (skip_folds(p + 1, next) < field->value.ptr ||
	    (field->value.len != 0 &&
	     skip_folds(p + 1, next) != field->value.ptr))
		return "a field's value does not follow its colon";
	if (field->value.len != 0 && is_blank(value_end[-1]))
		return "a field's value ends in a blank";
	p = skip_folds(value_end, next);
	if (next - p != 2 || p[0] != '\r' || p[1] != '\n')
		return "a field does not end in CRLF";
	if (field->flags != flags_of(field, p))
		return "a field's flags are wrong";
	return field->id != zsip_header_find(field->name)
	               ? "a field's id is wrong"
	               : NULL;
}

/* A message that was taken: each of its bytes is where it should be. */
static const char *head_inexact(const struct zsip_message *msg)
{
	const char *at = msg->start_line.ptr + msg->start_line.len;

	if (msg->start_line.ptr != msg->text.ptr || memcmp(at, "\r\n", 2) != 0)
		return "the start line is not the first line";
	at += 2;
	for (size_t i = 0; i < msg->field_count; i++) {
		const char *next = i + 1 < msg->field_count
		                           ? msg->fields[i + 1].name.ptr
		                           : msg->body.ptr - 2;
		const char *what;

		if (msg->fields[i].name.ptr != at)
			return "there is something between two fields";
		what = field_inexact(&msg->fields[i], next);
		if (what != NULL)
			return what;
		at = next;
	}
	return at != msg->body.ptr - 2 || memcmp(at, "\r\n", 2) != 0
	               ? "the empty line is missing"
	               : NULL;
}

static const char *body_nonsense(const struct zsip_message *msg)
{
	const char *end = msg->text.ptr + msg->text.len;

	if (!inside(msg->body, msg->text))
		return "the body is outside";
	if (msg->content_length_status != ZSIP_OK)
		return msg->missing != 0 || msg->body.ptr + msg->body.len != end
		               ? "a body without a length ends early"
		               : NULL;
	if (msg->body.len + msg->missing != msg->content_length)
		return "body and missing are not Content-Length";
	if (msg->missing != 0 && msg->body.ptr + msg->body.len != end)
		return "bytes are missing that are there";
	return NULL;
}

static const char *line_nonsense(const struct zsip_message *msg)
{
	const struct zsip_slice parts[] = {msg->start_line, msg->method,
	                                   msg->request_uri, msg->version,
	                                   msg->reason};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!inside(parts[i], msg->text))
			return "a part of the start line is outside";
	}
	if (msg->error.status == ZSIP_OK &&
	    ((msg->method.ptr == NULL) != (msg->request_uri.ptr == NULL) ||
	     (msg->method.ptr == NULL) != (msg->reason.ptr != NULL) ||
	     msg->version.ptr == NULL))
		return "neither request nor response";
	return NULL;
}

const char *message_nonsense(const struct zsip_message *msg, const char *buf,
                             size_t len, const struct zsip_error *error)
{
	const struct zsip_slice whole = {buf, len};
	const char *what;

	if (len != 0 && (!inside(msg->text, whole) ||
	                 msg->text.ptr + msg->text.len != buf + len))
		return "the text is not the rest of the buffer";
	if (len == 0 && msg->text.len != 0)
		return "there is text where there is none";
	if (error->status != msg->error.status || error->offset > len ||
	    error->expected == NULL ||
	    error->offset != msg->error.offset + (len - msg->text.len))
		return "the error";
	what = fields_nonsense(msg);
	if (what == NULL && msg->error.status == ZSIP_OK)
		what = head_inexact(msg);
	if (what == NULL)
		what = body_nonsense(msg);
	return what != NULL ? what : line_nonsense(msg);
}
