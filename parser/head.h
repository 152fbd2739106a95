/*
 * What messages, parts and fragments have in common: header fields behind a
 * start line, or without one.
 */
#ifndef ZSIP_HEAD_H
#define ZSIP_HEAD_H

#include "internal.h"

#pragma GCC visibility push(hidden)

/* message.c */
enum zsip_status zsip_head_fail(struct zsip_message *msg,
                                enum zsip_status status, const char *at,
                                const char *expected);
void zsip_message_set_version(struct zsip_message *msg);
void zsip_message_mark_controls(struct zsip_message *msg);
/* The line index takes a control byte in a name for a digit; HTAB is one of
 * those that set off this search. */
bool zsip_message_control_in_name(const struct zsip_message *msg);
void zsip_message_compare_lengths(struct zsip_message *msg);
/* No line is longer than the limit?  The last one ends at `head_end`. */
enum zsip_status zsip_message_check_lines(struct zsip_message *msg,
                                          const char *head_end,
                                          size_t max_length);

/* salvage.c: cut what was refused.  Returns where its body begins. */
const char *zsip_message_salvage(struct zsip_message *msg,
                                 struct zsip_index *index, size_t max_length);
/* The same for the fields alone, from p on. */
const char *zsip_fields_salvage(struct zsip_message *msg,
                                struct zsip_index *index, const char *p,
                                size_t max_length);
/* salvage.c: cut the fields, from p on, of a message whose lines end in LF. */
enum zsip_index_end zsip_lf_index(struct zsip_message *msg, const char *p,
                                  const char *end, struct zsip_index *index);

/* fragment.rl: a start line without its line end. */
enum zsip_status zsip_fragment_start_line(struct zsip_message *msg,
                                          const char *p, const char *end,
                                          struct zsip_stop *stop);
/* fragment.rl: the reference for fields that the end of the text may end. */
enum zsip_status zsip_fragment_judge(const char *p, const char *end, bool lf,
                                     struct zsip_stop *stop);

#pragma GCC visibility pop

static inline enum zsip_status zsip_head_pass(struct zsip_message *msg)
{
	msg->error = (struct zsip_error){ZSIP_OK, 0, ""};
	return ZSIP_OK;
}

static inline void zsip_head_report(const struct zsip_message *msg,
                                    const char *buf, struct zsip_error *err)
{
	if (err != NULL) {
		*err = msg->error;
		err->offset += (size_t)(msg->text.ptr - buf);
	}
}

static inline bool zsip_head_misused(const struct zsip_message *msg,
                                     const char *buf, size_t len,
                                     struct zsip_error *err)
{
	if (msg == NULL || (buf == NULL && len != 0) ||
	    (msg->fields == NULL && msg->max_fields != 0)) {
		if (err != NULL)
			*err = (struct zsip_error){ZSIP_E_USE, 0, "arguments"};
		return true;
	}
	return false;
}

static inline size_t zsip_smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static inline size_t zsip_head_max_fields(const struct zsip_message *msg,
                                          const struct zsip_limits *limits)
{
	return zsip_smaller(zsip_smaller(limits->fields, msg->max_fields),
	                    UINT16_MAX);
}

static ALWAYS_INLINE void zsip_head_clear(struct zsip_message *msg,
                                          const char *p, const char *end)
{
	msg->text = (struct zsip_slice){p, (size_t)(end - p)};
	msg->field_count = 0;
	/* One by one: a chain would load again what it has just stored. */
	msg->start_line = (struct zsip_slice){NULL, 0};
	msg->method = (struct zsip_slice){NULL, 0};
	msg->request_uri = (struct zsip_slice){NULL, 0};
	msg->version = (struct zsip_slice){NULL, 0};
	msg->reason = (struct zsip_slice){NULL, 0};
	zsip_clear(msg->first, sizeof(msg->first));
	zsip_clear(msg->last, sizeof(msg->last));
	msg->status_code = 0;
	msg->depth = 0;
	msg->method_id = ZSIP_METHOD_OTHER;
	msg->version_major = msg->version_minor = 0;
	/* Set later, but so the members around it are one store. */
	msg->content_length_status = ZSIP_OK;
	msg->quirks = 0;
}

/* 1*DIGIT to a number: the usual few digits, which fit, here. */
static inline enum zsip_status zsip_head_number(struct zsip_slice digits,
                                                uint32_t *number)
{
	const char *p = digits.ptr, *end = p + digits.len;
	uint32_t value = 0;

	if (ZSIP_UNLIKELY(digits.len == 0 || digits.len > 9))
		return zsip_number_read(digits, number);
	do {
		unsigned digit = (unsigned)(unsigned char)*p - '0';

		if (ZSIP_UNLIKELY(digit > 9))
			return ZSIP_E_SYNTAX;
		value = value * 10 + digit;
	} while (++p < end);
	*number = value;
	return ZSIP_OK;
}

/* What Content-Length says; `lengths` fields follow the first one. */
static inline void zsip_head_set_length(struct zsip_message *msg,
                                        size_t lengths)
{
	unsigned first = msg->first[ZSIP_HDR_CONTENT_LENGTH];

	if (first == 0) {
		msg->content_length_status = ZSIP_E_MISSING;
		return;
	}
	msg->content_length_status = (uint8_t)zsip_head_number(
	        msg->fields[first - 1].value, &msg->content_length);
	if (ZSIP_UNLIKELY(lengths != 0))
		zsip_message_compare_lengths(msg);
}

#endif
