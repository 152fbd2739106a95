/*
 * zsip_message_parse(): the start line, the line index, Content-Length and the
 * body; and what is salvaged of a message that is broken.
 */
#include "head.h"
#include <string.h>

enum zsip_status zsip_head_fail(struct zsip_message *msg,
                                enum zsip_status status, const char *at,
                                const char *expected)
{
	msg->error = (struct zsip_error){status, (size_t)(at - msg->text.ptr),
	                                 expected};
	return status;
}

/* The part of a version before or behind its dot, no more than 255. */
static uint8_t version_number(const char *p, const char *end)
{
	unsigned value = 0;

	for (; p < end; p++) {
		value = value * 10 + (unsigned)(*p - '0');
		if (value > 255)
			return 255;
	}
	return (uint8_t)value;
}

/* What the start line's usual form has told already is not told again. */
void zsip_message_set_version(struct zsip_message *msg)
{
	const char *p = msg->version.ptr, *end = p + msg->version.len;
	const char *dot;

	p += 4; /* "SIP/" */
	dot = memchr(p, '.', (size_t)(end - p));
	if (msg->method.ptr != NULL)
		msg->method_id = (uint8_t)zsip_method_find(msg->method);
	msg->version_major = version_number(p, dot);
	msg->version_minor = version_number(dot + 1, end);
}

/* 1*DIGIT to a number.  @return ZSIP_OK, ZSIP_E_SYNTAX or ZSIP_E_RANGE */
enum zsip_status zsip_number_read(struct zsip_slice digits, uint32_t *number)
{
	uint64_t value = 0;
	bool fits = true;

	for (size_t i = 0; i < digits.len; i++) {
		unsigned digit = (unsigned)(unsigned char)digits.ptr[i] - '0';

		if (digit > 9)
			return ZSIP_E_SYNTAX;
		value = value * 10 + digit;
		if (value > UINT32_MAX) {
			fits = false;
			value = 0;
		}
	}
	*number = (uint32_t)value;
	if (digits.len == 0)
		return ZSIP_E_SYNTAX;
	return fits ? ZSIP_OK : ZSIP_E_RANGE;
}

/* Several Content-Length fields: all the same, or no length at all. */
void zsip_message_compare_lengths(struct zsip_message *msg)
{
	const struct zsip_field *field = NULL;
	uint32_t number;

	while ((field = zsip_field_find(msg, ZSIP_HDR_CONTENT_LENGTH, field)) !=
	       NULL) {
		enum zsip_status status =
		        zsip_number_read(field->value, &number);

		if (status != msg->content_length_status ||
		    (status == ZSIP_OK && number != msg->content_length)) {
			msg->content_length_status = ZSIP_E_FRAMING;
			return;
		}
	}
}

static void set_body(struct zsip_message *msg, const char *body, size_t lengths)
{
	const char *end = msg->text.ptr + msg->text.len;
	size_t there = (size_t)(end - body);

	msg->body = (struct zsip_slice){body, there};
	msg->missing = 0;
	zsip_head_set_length(msg, lengths);
	if (msg->content_length_status != ZSIP_OK)
		return;
	if (msg->content_length <= there)
		msg->body.len = msg->content_length;
	else
		msg->missing = msg->content_length - there;
}

/* Marks the fields that have a control byte: rare, so done in a walk of its
 * own. */
void zsip_message_mark_controls(struct zsip_message *msg)
{
	for (size_t i = 0; i < msg->field_count; i++) {
		struct zsip_field *field = &msg->fields[i];

		for (size_t j = 0; j < field->value.len; j++) {
			unsigned char c = (unsigned char)field->value.ptr[j];

			if ((c < ' ' && c != '\t' && c != '\r' && c != '\n') ||
			    c == 0x7f)
				field->flags |= ZSIP_FIELD_CONTROL;
		}
	}
}

static inline const char *skip_line_ends(const char *p, const char *end)
{
	while (end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		p += 2;
	return p;
}

/* NULs among the CRLFs before a start line are a quirk.  Moves the text behind
 * them. */
static __attribute__((noinline)) void skip_nuls(struct zsip_message *msg)
{
	const char *p = msg->text.ptr, *end = p + msg->text.len;

	if ((zsip_quirks_of(msg->options) & ZSIP_QUIRK_NUL_KEEPALIVE) == 0)
		return;
	while (p < end && *p == '\0')
		p = skip_line_ends(p + 1, end);
	msg->text = (struct zsip_slice){p, (size_t)(end - p)};
	msg->quirks = ZSIP_QUIRK_NUL_KEEPALIVE;
}

enum zsip_status zsip_message_check_lines(struct zsip_message *msg,
                                          const char *head_end,
                                          size_t max_length)
{
	const char *line = msg->text.ptr, *next;

	for (size_t i = 0; i <= msg->field_count; i++) {
		next = i == msg->field_count ? head_end
		                             : msg->fields[i].name.ptr;
		if ((size_t)(next - line) > max_length)
			return zsip_head_fail(msg, ZSIP_E_TOO_LONG, line,
			                      i == 0 ? "start line"
			                             : "header field");
		line = next;
	}
	return zsip_head_pass(msg);
}

bool zsip_message_control_in_name(const struct zsip_message *msg)
{
	for (size_t i = 0; i < msg->field_count; i++) {
		struct zsip_slice name = msg->fields[i].name;

		for (size_t j = 0; j < name.len; j++) {
			if ((unsigned char)name.ptr[j] < ' ')
				return true;
		}
	}
	return false;
}

/* The fields; `lf` where the start line has told that lines end in LF. */
static enum zsip_status parse_fields(struct zsip_message *msg,
                                     struct zsip_index *index, const char *p,
                                     size_t max_length, bool lf)
{
	const char *start = msg->text.ptr, *end = start + msg->text.len;
	enum zsip_index_end result;
	struct zsip_stop stop;

	index->lengths = 0;
	index->controls = false;
	if (ZSIP_UNLIKELY(lf))
		result = zsip_lf_index(msg, p, end, index);
	else
		result = zsip_engine->index(msg, p, end, index);
	if (ZSIP_UNLIKELY(index->controls) && zsip_message_control_in_name(msg))
		result = ZSIP_INDEX_BROKEN;
	if (ZSIP_UNLIKELY(result == ZSIP_INDEX_TOO_MANY))
		return zsip_head_fail(msg, ZSIP_E_TOO_MANY, index->at,
		                      "header field");
	if (ZSIP_UNLIKELY(result != ZSIP_INDEX_DONE)) {
		stop = lf ? zsip_lf_frame_judge(start, end)
		          : zsip_frame_judge(start, end);
		return zsip_head_fail(msg, stop.status, stop.at,
		                      "header field");
	}
	if (ZSIP_UNLIKELY((size_t)(index->at - start) > max_length))
		return zsip_message_check_lines(msg, index->at - (lf ? 1 : 2),
		                                max_length);
	return zsip_head_pass(msg);
}

/* The start line and the fields, where nothing is wrong with them. */
static enum zsip_status parse_head(struct zsip_message *msg,
                                   struct zsip_index *index, size_t max_length)
{
	const char *p = msg->text.ptr, *end = p + msg->text.len, *fields;
	struct zsip_stop stop;
	bool lf;

	/* The first half of one more CRLF before the start line. */
	if (ZSIP_UNLIKELY(p < end && *p == '\r'))
		return zsip_head_fail(msg,
		                      end - p == 1 ? ZSIP_MORE : ZSIP_E_SYNTAX,
		                      p + 1, "start line");
	stop.quirks = 0;
	fields = zsip_engine->start_line(msg, p, end, &stop);
	if (ZSIP_UNLIKELY(fields == NULL))
		return zsip_head_fail(msg, stop.status, stop.at, "start line");
	lf = stop.quirks != 0;
	msg->start_line.ptr = p;
	msg->start_line.len = (size_t)(fields - p) - (lf ? 1 : 2);
	if (ZSIP_UNLIKELY(msg->version_major != 2 || msg->version_minor != 0))
		zsip_message_set_version(msg);
	if (ZSIP_UNLIKELY(lf)) {
		if (zsip_quirk_refused(&stop, zsip_quirks_of(msg->options),
		                       false))
			return zsip_head_fail(msg, stop.status, stop.at,
			                      "start line");
		msg->quirks |= stop.quirks;
	}
	return parse_fields(msg, index, fields, max_length, lf);
}

enum zsip_status zsip_message_parse(struct zsip_message *msg, const char *buf,
                                    size_t len, struct zsip_error *err)
{
	struct zsip_limits filled;
	const struct zsip_limits *limits;
	struct zsip_index index;
	const char *end;

	if (zsip_head_misused(msg, buf, len, err))
		return ZSIP_E_USE;
	if (buf == NULL)
		buf = "";
	end = buf + len;
	limits = zsip_limits_of(msg->options, &filled);
	index.max_fields = zsip_head_max_fields(msg, limits);
	zsip_head_clear(msg, skip_line_ends(buf, end), end);
	if (ZSIP_UNLIKELY(msg->text.len != 0 && *msg->text.ptr == '\0'))
		skip_nuls(msg);

	if (ZSIP_UNLIKELY(msg->text.len > limits->message_size))
		zsip_head_fail(msg, ZSIP_E_TOO_LONG,
		               msg->text.ptr + limits->message_size, "message");
	else
		parse_head(msg, &index, limits->field_length);
	if (ZSIP_UNLIKELY(msg->error.status != ZSIP_OK))
		index.at =
		        zsip_message_salvage(msg, &index, limits->field_length);
	else if (ZSIP_UNLIKELY(index.controls))
		zsip_message_mark_controls(msg);
	set_body(msg, index.at, index.lengths);
	zsip_head_report(msg, buf, err);
	return msg->error.status;
}

const struct zsip_field *zsip_field_find(const struct zsip_message *msg,
                                         enum zsip_header id,
                                         const struct zsip_field *after)
{
	size_t at = 0, end = msg->field_count;
	const struct zsip_field *field;

	if (id > 0 && (unsigned)id < ZSIP_FIRST_COUNT) {
		if (msg->first[id] == 0)
			return NULL;
		at = (size_t)msg->first[id] - 1;
		end = msg->last[id];
	}
	if (after != NULL)
		at = (size_t)(after - msg->fields) + 1;
	for (; at < end; at++) {
		field = &msg->fields[at];
		if (field->id == id)
			return field;
	}
	return NULL;
}

const struct zsip_field *zsip_field_find_name(const struct zsip_message *msg,
                                              struct zsip_slice name,
                                              const struct zsip_field *after)
{
	enum zsip_header id = zsip_header_find(name);
	const struct zsip_field *field = after;

	while ((field = zsip_field_find(msg, id, field)) != NULL) {
		if (id != ZSIP_HDR_OTHER ||
		    zsip_slice_equal_nocase(field->name, name))
			return field;
	}
	return NULL;
}
