/*
 * Messages from their start line to their body.
 */
#include "build.h"
#include "guard.h"
#include <string.h>

/* What has been written of a message. */
enum state { START, FIELDS, ENDED };

/* Each has a bit in zsip_builder.written. */
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	_Static_assert(number < 256, "too high for a bit: " name);
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER

void zsip_builder_start(struct zsip_builder *builder, char *buf, size_t size,
                        unsigned flags, const struct zsip_options *options)
{
	zsip_writer_init(&builder->out, buf, size);
	builder->options = options;
	builder->flags = flags;
	builder->state = START;
	memset(builder->written, 0, sizeof(builder->written));
}

static void refuse(struct zsip_builder *builder, const char *expected)
{
	zsip_writer_fail(&builder->out, ZSIP_E_SYNTAX, expected);
}

static void expect(struct zsip_builder *builder, enum state state,
                   const char *expected)
{
	if (builder->state != state)
		zsip_writer_fail(&builder->out, ZSIP_E_USE, expected);
}

void zsip_build_method(struct zsip_builder *builder, struct zsip_slice method)
{
	expect(builder, START, "one start line");
	builder->state = FIELDS;
	zsip_writer_add_token(&builder->out, method);
	ZSIP_BUILD_PUT(&builder->out, " ");
}

void zsip_builder_request_line(struct zsip_builder *builder,
                               struct zsip_slice method, struct zsip_slice uri)
{
	struct zsip_uri parsed;

	zsip_build_method(builder, method);
	if (zsip_uri_parse(&parsed, uri, builder->options, NULL) != ZSIP_OK)
		refuse(builder, "Request-URI");
	zsip_writer_add(&builder->out, uri);
	ZSIP_BUILD_PUT(&builder->out, " SIP/2.0\r\n");
}

void zsip_builder_status_line(struct zsip_builder *builder, unsigned code,
                              struct zsip_slice reason)
{
	char start[] = "SIP/2.0 000 ";
	const char *known;

	expect(builder, START, "one start line");
	builder->state = FIELDS;
	if (code < 100 || code > 699)
		zsip_writer_fail(&builder->out, ZSIP_E_RANGE,
		                 "status code of 100 to 699");
	if (reason.ptr == NULL) {
		known = zsip_reason_phrase(code);
		reason = zsip_slice_from(known != NULL ? known : "");
	} else if (!zsip_guard_reason(reason)) {
		refuse(builder, "Reason-Phrase");
	}
	start[8] = (char)('0' + code / 100 % 10);
	start[9] = (char)('0' + code / 10 % 10);
	start[10] = (char)('0' + code % 10);
	zsip_build_put(&builder->out, start, sizeof(start) - 1);
	zsip_writer_add(&builder->out, reason);
	ZSIP_BUILD_PUT(&builder->out, "\r\n");
}

/* Whether a field of this kind may follow; from now on one is there. */
static void note_written(struct zsip_builder *builder,
                         const struct zsip_header_info *info)
{
	uint64_t *word = &builder->written[info->id / 64];
	uint64_t bit = UINT64_C(1) << info->id % 64;

	if ((*word & bit) != 0 && info->multiplicity == ZSIP_ONCE)
		zsip_writer_fail(&builder->out, ZSIP_E_USE, info->name.ptr);
	*word |= bit;
}

void zsip_build_name(struct zsip_builder *builder, enum zsip_header id)
{
	const struct zsip_header_info *info = zsip_header_info(id);

	if (info == NULL) {
		zsip_writer_fail(&builder->out, ZSIP_E_USE, "header field");
		return;
	}
	expect(builder, FIELDS, "start line");
	note_written(builder, info);
	if ((builder->flags & ZSIP_BUILDER_COMPACT) != 0 && info->compact != 0)
		zsip_writer_add(&builder->out,
		                (struct zsip_slice){&info->compact, 1});
	else
		zsip_writer_add(&builder->out, info->name);
	ZSIP_BUILD_PUT(&builder->out, ": ");
}

void zsip_build_other_name(struct zsip_builder *builder, struct zsip_slice name)
{
	expect(builder, FIELDS, "start line");
	if (!zsip_guard_token(name))
		refuse(builder, "header-name");
	zsip_writer_add(&builder->out, name);
	ZSIP_BUILD_PUT(&builder->out, ": ");
}

void zsip_build_line_end(struct zsip_builder *builder)
{
	ZSIP_BUILD_PUT(&builder->out, "\r\n");
}

static void write_name(struct zsip_builder *builder, enum zsip_header id,
                       struct zsip_slice name)
{
	if (id == ZSIP_HDR_OTHER)
		zsip_build_other_name(builder, name);
	else
		zsip_build_name(builder, id);
}

void zsip_build_copy(struct zsip_builder *builder,
                     const struct zsip_field *field)
{
	write_name(builder, (enum zsip_header)field->id, field->name);
	if ((field->flags & (ZSIP_FIELD_FOLDED | ZSIP_FIELD_CONTROL)) == 0)
		zsip_writer_add(&builder->out, field->value);
	else
		zsip_writer_add_unfolded(&builder->out, field->value);
	zsip_build_line_end(builder);
}

/* What the grammar of the field says of its value. */
static bool is_sound(struct zsip_builder *builder, enum zsip_header id,
                     struct zsip_slice value)
{
	const struct zsip_header_info *info = zsip_header_info(id);
	enum zsip_status status = zsip_guard_value(id, value, builder->options);

	if (id == ZSIP_HDR_CONTENT_LENGTH)
		status = ZSIP_E_USE;
	if (status != ZSIP_OK)
		zsip_writer_fail(&builder->out, status,
		                 info != NULL ? info->name.ptr
		                              : "header-value");
	return status == ZSIP_OK;
}

static bool has_blanks_around(struct zsip_slice value)
{
	return value.len != 0 && (zsip_is_blank(value.ptr[0]) ||
	                          zsip_is_blank(value.ptr[value.len - 1]));
}

static void add(struct zsip_builder *builder, enum zsip_header id,
                struct zsip_slice name, struct zsip_slice value)
{
	if (zsip_guard_breaks(value) || has_blanks_around(value))
		refuse(builder, "value without line ends or blanks around it");
	if (builder->out.error.status != ZSIP_OK ||
	    !is_sound(builder, id, value))
		return;
	write_name(builder, id, name);
	zsip_writer_add(&builder->out, value);
	zsip_build_line_end(builder);
}

void zsip_builder_add(struct zsip_builder *builder, enum zsip_header id,
                      struct zsip_slice value)
{
	if (zsip_header_info(id) == NULL)
		zsip_writer_fail(&builder->out, ZSIP_E_USE, "header field");
	else
		add(builder, id, (struct zsip_slice){NULL, 0}, value);
}

void zsip_builder_add_named(struct zsip_builder *builder,
                            struct zsip_slice name, struct zsip_slice value)
{
	enum zsip_header id = ZSIP_HDR_OTHER;

	if (name.len != 0)
		id = zsip_header_find(name);
	add(builder, id, name, value);
}

void zsip_builder_add_lines(struct zsip_builder *builder,
                            const struct zsip_header_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (lines[i].id == ZSIP_HDR_OTHER)
			zsip_builder_add_named(builder, lines[i].name,
			                       lines[i].value);
		else
			zsip_builder_add(builder, lines[i].id, lines[i].value);
	}
}

void zsip_builder_add_number(struct zsip_builder *builder, enum zsip_header id,
                             uint32_t number)
{
	struct zsip_writer digits;
	char buf[10];

	zsip_writer_init(&digits, buf, sizeof(buf));
	zsip_writer_add_number(&digits, number);
	zsip_builder_add(builder, id, (struct zsip_slice){buf, digits.len});
}

void zsip_builder_add_via(struct zsip_builder *builder,
                          const struct zsip_via_parts *via)
{
	zsip_build_name(builder, ZSIP_HDR_VIA);
	zsip_writer_add_via(&builder->out, via);
	zsip_build_line_end(builder);
}

void zsip_builder_add_address(struct zsip_builder *builder, enum zsip_header id,
                              const struct zsip_address_parts *address)
{
	const struct zsip_header_info *info = zsip_header_info(id);

	if (info != NULL && info->shape != ZSIP_SHAPE_name_addr)
		zsip_writer_fail(&builder->out, ZSIP_E_USE, "name-addr");
	if (info != NULL && (info->flags & ZSIP_NOPARAMS) != 0 &&
	    (address->param_count != 0 || address->tag.ptr != NULL))
		refuse(builder, "name-addr without parameters");
	zsip_build_name(builder, id);
	zsip_writer_add_address(&builder->out, address);
	zsip_build_line_end(builder);
}

void zsip_builder_add_cseq(struct zsip_builder *builder, uint32_t number,
                           struct zsip_slice method)
{
	zsip_build_name(builder, ZSIP_HDR_CSEQ);
	zsip_writer_add_cseq(&builder->out, number, method);
	zsip_build_line_end(builder);
}

void zsip_builder_copy(struct zsip_builder *builder,
                       const struct zsip_field *field)
{
	if ((field->flags & ZSIP_FIELD_BROKEN) != 0)
		refuse(builder, "header field");
	else if (is_sound(builder, (enum zsip_header)field->id, field->value))
		zsip_build_copy(builder, field);
}

static size_t passed(struct zsip_builder *builder, struct zsip_error *err)
{
	if (err != NULL)
		*err = builder->out.error;
	return builder->out.error.status == ZSIP_OK ? builder->out.len : 0;
}

size_t zsip_builder_end_apart(struct zsip_builder *builder, size_t body_len,
                              struct zsip_error *err)
{
	zsip_build_name(builder, ZSIP_HDR_CONTENT_LENGTH);
	builder->state = ENDED;
	if (body_len > UINT32_MAX)
		zsip_writer_fail(&builder->out, ZSIP_E_RANGE,
		                 "body below 2^32 bytes");
	zsip_writer_add_number(&builder->out, body_len);
	ZSIP_BUILD_PUT(&builder->out, "\r\n\r\n");
	return passed(builder, err);
}

size_t zsip_builder_end(struct zsip_builder *builder, struct zsip_slice body,
                        struct zsip_error *err)
{
	zsip_builder_end_apart(builder, body.len, NULL);
	zsip_writer_add(&builder->out, body);
	return passed(builder, err);
}
