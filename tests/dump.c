#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"

static void make_room(struct text *text, size_t len)
{
	if (text->size - text->len > len)
		return;
	text->size = 2 * (text->len + len + 64);
	text->data = realloc(text->data, text->size);
	if (text->data == NULL) {
		perror("dump");
		abort();
	}
}

void text_add(struct text *text, const char *format, ...)
{
	va_list args;
	int n;

	make_room(text, 1024);
	va_start(args, format);
	n = vsnprintf(text->data + text->len, 1024, format, args);
	va_end(args);
	if (n < 0 || n >= 1024) {
		fprintf(stderr, "dump: too long\n");
		abort();
	}
	text->len += (size_t)n;
}

void text_bytes(struct text *text, const char *data, size_t len)
{
	static const char bytes[] = "\r\n\t\0\\";
	static const char letters[] = "rnt0\\";

	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)data[i];
		const char *at = memchr(bytes, byte, sizeof(bytes) - 1);

		if (at != NULL)
			text_add(text, "\\%c", letters[at - bytes]);
		else if (byte == ' ' && (i == 0 || i == len - 1))
			text_add(text, "\\s");
		else if (byte < ' ' || byte >= 0x7f)
			text_add(text, "\\x%02x", byte);
		else
			text_add(text, "%c", byte);
	}
}

void text_slice(struct text *text, const char *name, struct zsip_slice slice)
{
	if (slice.ptr == NULL)
		return;
	text_add(text, " %s=", name);
	text_bytes(text, slice.ptr, slice.len);
}

const char *text_get(const struct text *text)
{
	if (text->len == 0)
		return "";
	return text->data[0] == ' ' ? text->data + 1 : text->data;
}

static void add_string(struct text *text, const char *string)
{
	size_t len = strlen(string);

	make_room(text, len);
	memcpy(text->data + text->len, string, len + 1);
	text->len += len;
}

void text_join(struct text *text, const char *before, const struct text *other,
               const char *behind)
{
	add_string(text, before);
	add_string(text, text_get(other));
	add_string(text, behind);
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){0};
}

static void text_flag(struct text *text, const char *name, bool flag)
{
	if (flag)
		text_add(text, " %s", name);
}

#define ZSIP_SLICE(member) text_slice(text, #member, v->member);
#define ZSIP_U32(member)                                                       \
	text_add(text, " " #member "=%lu", (unsigned long)v->member);
#define ZSIP_I64(member)                                                       \
	text_add(text, " " #member "=%lld", (long long)v->member);
#define ZSIP_FLAG(member) text_flag(text, #member, v->member);
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
#define ZSIP_SHAPE(shape, members)                                             \
	static void dump_##shape(struct text *text,                            \
	                         const struct zsip_##shape *v)                 \
	{                                                                      \
		members                                                        \
	}
#include "zsip_headers.def"
#undef ZSIP_SHAPE

void dump_value(struct text *text, const struct zsip_value *value)
{
	switch (value->shape) {
#define ZSIP_SHAPE(shape, members)                                             \
	case ZSIP_SHAPE_##shape:                                               \
		dump_##shape(text, &value->shape);                             \
		break;
#include "zsip_headers.def"
#undef ZSIP_SHAPE
	default:
		text_add(text, " shape %u", value->shape);
	}
}

#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_I64
#undef ZSIP_FLAG

static bool slice_inside(struct zsip_slice slice, struct zsip_slice whole)
{
	return slice.ptr == NULL ||
	       (slice.ptr >= whole.ptr && slice.len <= whole.len &&
	        slice.ptr + slice.len <= whole.ptr + whole.len);
}

#define ZSIP_SLICE(member) &&slice_inside(v->member, value->raw)
#define ZSIP_U32(member)
#define ZSIP_I64(member)
#define ZSIP_FLAG(member)

bool value_inside(const struct zsip_value *value)
{
	switch (value->shape) {
#define ZSIP_SHAPE(shape, members)                                             \
	case ZSIP_SHAPE_##shape: {                                             \
		const struct zsip_##shape *v = &value->shape;                  \
                                                                               \
		return v != NULL members;                                      \
	}
#include "zsip_headers.def"
#undef ZSIP_SHAPE
	default:
		return false;
	}
}

const char *host_type_name(unsigned type)
{
	static const char *const names[] = {[ZSIP_HOST_NONE] = "none",
	                                    [ZSIP_HOST_NAME] = "name",
	                                    [ZSIP_HOST_IPV4] = "ipv4",
	                                    [ZSIP_HOST_IPV6] = "ipv6"};

	return type < sizeof(names) / sizeof(*names) ? names[type] : "?";
}

void dump_uri(struct text *text, const struct zsip_uri *uri)
{
	text_slice(text, "scheme", uri->scheme);
	text_slice(text, "user", uri->user);
	text_slice(text, "password", uri->password);
	text_slice(text, "host", uri->host);
	if (uri->host_type != ZSIP_HOST_NONE)
		text_add(text, " host_type=%s", host_type_name(uri->host_type));
	if (uri->has_port || uri->port != 0)
		text_add(text, " port=%u", uri->port);
	text_slice(text, "params", uri->params);
	text_slice(text, "headers", uri->headers);
	text_slice(text, "rest", uri->rest);
}

void dump_error(struct text *text, const struct zsip_error *error,
                bool expected)
{
	text_add(text, " %s@%zu", zsip_status_name(error->status),
	         error->offset);
	if (expected)
		text_add(text, " %s", error->expected);
}
