/*
 * The names that parts of header fields and session descriptions have.
 */
#include "select/names.h"
#include "select/path.h"
#include <string.h>

/* A flag has no bytes of its own. */
#define ZSIP_SLICE(member) " " #member
#define ZSIP_U32(member)   " " #member
#define ZSIP_U64(member)   " " #member
#define ZSIP_I64(member)   " " #member
#define ZSIP_FLAG(member)

static const char *const shapes[] = {
#define ZSIP_SHAPE(shape, members) [ZSIP_SHAPE_##shape] = "" members,
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

static const char *const sdp_shapes[] = {
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	[ZSIP_SDP_SHAPE_##shape] = "" members,
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
#undef ZSIP_SDP_LINE
#undef ZSIP_SDP_ATTRIBUTE
};

static const struct sdp_line {
	char letter;
	const char *field;
	unsigned shape;
} sdp_lines[] = {
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)                           \
	{letter, field, ZSIP_SDP_SHAPE_##shape},
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
#undef ZSIP_SDP_LINE
};

/* The only member of a shape is the value itself. */
static const char *parts_of(const char *names)
{
	return strchr(names, ' ') == strrchr(names, ' ') ? "" : names;
}

const char *names_of_shape(unsigned shape)
{
	return parts_of(shapes[shape]);
}

const char *names_of_sdp_shape(unsigned shape)
{
	return parts_of(sdp_shapes[shape]);
}

bool names_have(const char *names, struct zsip_slice name)
{
	while (*names == ' ') {
		size_t len = strcspn(++names, " ");

		if (path_name_alike((struct zsip_slice){names, len}, name))
			return true;
		names += len;
	}
	return false;
}

static const char *const params[] = {
#define ZSIP_PARAM(number, id, name, form, rfc) name,
#include "zsip_params.def"
#undef ZSIP_PARAM
};

static const char *const headers[] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	name,
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

bool names_param_is_known(struct zsip_slice name)
{
	for (size_t i = 0; i < COUNT(params); i++) {
		if (path_name_alike(zsip_slice_from(params[i]), name))
			return true;
	}
	return false;
}

static bool stands_in(struct zsip_slice word, const char *name)
{
	for (size_t len; *name != '\0'; name += len + (name[len] == '-')) {
		len = strcspn(name, "-");
		if (path_name_alike((struct zsip_slice){name, len}, word))
			return true;
	}
	return false;
}

bool names_stands_in_any(struct zsip_slice word)
{
	for (size_t i = 0; i < COUNT(headers); i++) {
		if (stands_in(word, headers[i]))
			return true;
	}
	for (size_t i = 0; i < COUNT(params); i++) {
		if (stands_in(word, params[i]))
			return true;
	}
	return false;
}

/* The field rules of RFC 8866 9 are the names of the lines, but for what
 * "-field" says. */
static bool is_line(const struct sdp_line *line, struct zsip_slice name)
{
	struct zsip_slice field = {line->field,
	                           strlen(line->field) - strlen("-field")};

	return (name.len == 1 && (*name.ptr | 0x20) == line->letter) ||
	       path_name_alike(field, name);
}

struct zsip_slice names_sdp_line(struct zsip_slice name, unsigned *shape)
{
	for (size_t i = 0; i < COUNT(sdp_lines); i++) {
		const struct sdp_line *line = &sdp_lines[i];

		if (line->letter != 'a' && is_line(line, name)) {
			*shape = line->shape;
			return (struct zsip_slice){&line->letter, 1};
		}
	}
	return (struct zsip_slice){NULL, 0};
}

const struct zsip_sdp_attribute_info *
names_sdp_attribute(struct zsip_slice name)
{
	const struct zsip_sdp_attribute_info *info;

	for (size_t i = 0; (info = zsip_sdp_attribute_at(i)) != NULL; i++) {
		if (path_name_alike(info->name, name))
			return info;
	}
	return NULL;
}

/* The header fields of the table have hyphens alone. */
enum zsip_header names_header(struct zsip_slice name)
{
	char hyphens[64];

	if (name.len > sizeof(hyphens))
		return ZSIP_HDR_OTHER;
	for (size_t i = 0; i < name.len; i++)
		hyphens[i] = name.ptr[i] == '_' ? '-' : name.ptr[i];
	return zsip_header_find((struct zsip_slice){hyphens, name.len});
}
