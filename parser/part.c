/*
 * zsip_part_parse() and zsip_sipfrag_parse(): header fields without a start
 * line, or with one that nothing need follow.  They are framed by the body that
 * they stand in, so that nothing is left to come.
 */
#include "head.h"
#include <string.h>

static const char *text_end(const struct zsip_message *msg)
{
	return msg->text.ptr + msg->text.len;
}

/* What the first line tells of the others, where the quirk is allowed. */
static bool lines_end_in_lf(const struct zsip_message *msg)
{
	const char *p = msg->text.ptr, *lf;

	if ((zsip_quirks_of(msg->options) & ZSIP_QUIRK_LF_LINE_ENDS) == 0)
		return false;
	lf = memchr(p, '\n', msg->text.len);
	return lf != NULL && (lf == p || lf[-1] != '\r');
}

/* "Method SP" or "SIP/", not "name:" or "name :". */
static bool has_start_line(const struct zsip_message *msg)
{
	const char *p = msg->text.ptr, *end = text_end(msg);

	if (p == end || !zsip_is_token(*p))
		return false;
	while (p < end && zsip_is_token(*p))
		p++;
	while (p < end && zsip_is_blank(*p))
		p++;
	return p == end || *p != ':';
}

/* Returns where the fields begin; NULL, and the error is set. */
static const char *cut_start_line(struct zsip_message *msg, bool lf)
{
	const char *p = msg->text.ptr, *end = text_end(msg);
	const char *line_end = zsip_engine->line_break(p, end);
	struct zsip_stop stop;

	msg->start_line = (struct zsip_slice){p, (size_t)(line_end - p)};
	if (zsip_fragment_start_line(msg, p, line_end, &stop) != ZSIP_OK) {
		zsip_head_fail(msg, stop.status, stop.at, "start line");
		return NULL;
	}
	zsip_message_set_version(msg);
	if (line_end == end)
		return end;
	if (*line_end == '\r')
		line_end++;
	if (line_end < end && *line_end == '\n' && (lf || line_end[-1] == '\r'))
		return line_end + 1;
	zsip_head_fail(msg, ZSIP_E_SYNTAX, line_end, "start line");
	return NULL;
}

/* Fields up to the end of the text, without an empty line. */
static enum zsip_status cut_fields_alone(struct zsip_message *msg,
                                         struct zsip_index *index,
                                         const char *p, size_t max_length,
                                         bool lf)
{
	const char *end = text_end(msg);
	struct zsip_stop stop;

	if (zsip_fragment_judge(p, end, lf, &stop) != ZSIP_OK)
		return zsip_head_fail(msg, stop.status, stop.at,
		                      "header field");
	index->at = zsip_fields_salvage(msg, index, p, SIZE_MAX);
	if (index->at != end)
		return zsip_head_fail(msg, ZSIP_E_TOO_MANY, index->at,
		                      "header field");
	return zsip_message_check_lines(msg, end, max_length);
}

static enum zsip_index_end index_lines(struct zsip_message *msg,
                                       struct zsip_index *index, const char *p,
                                       bool lf)
{
	const char *end = text_end(msg);
	enum zsip_index_end result;

	index->lengths = 0;
	index->controls = false;
	if (lf)
		result = zsip_lf_index(msg, p, end, index);
	else if (msg->text.len < ZSIP_INDEX_MIN)
		result = zsip_index_portable(msg, p, end, index);
	else
		result = zsip_engine->index(msg, p, end, index);
	if (index->controls && zsip_message_control_in_name(msg))
		return ZSIP_INDEX_BROKEN;
	return result;
}

static enum zsip_status cut_fields(struct zsip_message *msg,
                                   struct zsip_index *index, const char *p,
                                   size_t max_length, bool lf)
{
	const char *end = text_end(msg);
	enum zsip_index_end result = index_lines(msg, index, p, lf);

	if (result == ZSIP_INDEX_TOO_MANY)
		return zsip_head_fail(msg, ZSIP_E_TOO_MANY, index->at,
		                      "header field");
	if (result != ZSIP_INDEX_DONE)
		return cut_fields_alone(msg, index, p, max_length, lf);
	msg->body = (struct zsip_slice){index->at, (size_t)(end - index->at)};
	return zsip_message_check_lines(msg, index->at - (lf ? 1 : 2),
	                                max_length);
}

static enum zsip_status cut(struct zsip_message *msg, struct zsip_index *index,
                            const struct zsip_limits *limits, bool start_line)
{
	const char *p = msg->text.ptr;
	bool lf;

	if (msg->text.len > limits->message_size)
		return zsip_head_fail(msg, ZSIP_E_TOO_LONG,
		                      p + limits->message_size, "message");
	lf = lines_end_in_lf(msg);
	if (lf)
		msg->quirks = ZSIP_QUIRK_LF_LINE_ENDS;
	if (start_line)
		p = cut_start_line(msg, lf);
	if (p == NULL)
		return msg->error.status;
	return cut_fields(msg, index, p, limits->field_length, lf);
}

static void salvage(struct zsip_message *msg, struct zsip_index *index,
                    const struct zsip_limits *limits, bool start_line)
{
	const char *body;

	if (start_line)
		body = zsip_message_salvage(msg, index, limits->field_length);
	else
		body = zsip_fields_salvage(msg, index, msg->text.ptr,
		                           limits->field_length);
	msg->body = (struct zsip_slice){body, (size_t)(text_end(msg) - body)};
}

static enum zsip_status parse(struct zsip_message *msg, const char *buf,
                              size_t len, bool fragment, struct zsip_error *err)
{
	struct zsip_limits filled;
	const struct zsip_limits *limits;
	struct zsip_index index;
	bool start_line;

	if (zsip_head_misused(msg, buf, len, err))
		return ZSIP_E_USE;
	if (buf == NULL)
		buf = "";
	limits = zsip_limits_of(msg->options, &filled);
	index.max_fields = zsip_head_max_fields(msg, limits);
	zsip_head_clear(msg, buf, buf + len);
	msg->body = (struct zsip_slice){NULL, 0};
	msg->missing = 0;
	start_line = fragment && has_start_line(msg);
	if (cut(msg, &index, limits, start_line) != ZSIP_OK)
		salvage(msg, &index, limits, start_line);
	else if (index.controls)
		zsip_message_mark_controls(msg);
	zsip_head_set_length(msg, index.lengths);
	zsip_head_report(msg, buf, err);
	return msg->error.status;
}

enum zsip_status zsip_part_parse(struct zsip_message *part, const char *buf,
                                 size_t len, struct zsip_error *err)
{
	return parse(part, buf, len, false, err);
}

enum zsip_status zsip_sipfrag_parse(struct zsip_message *fragment,
                                    const char *buf, size_t len,
                                    struct zsip_error *err)
{
	return parse(fragment, buf, len, true, err);
}
