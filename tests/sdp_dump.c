#include "sdp_dump.h"

#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)

static void dump_flag(struct text *text, const char *name, bool flag)
{
	if (flag)
		text_add(text, " %s", name);
}

#define ZSIP_SLICE(member) text_slice(text, #member, v->member);
#define ZSIP_U32(member)                                                       \
	text_add(text, " " #member "=%lu", (unsigned long)v->member);
#define ZSIP_U64(member)                                                       \
	text_add(text, " " #member "=%llu", (unsigned long long)v->member);
#define ZSIP_FLAG(member) dump_flag(text, #member, v->member);
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	static void sdp_dump_##shape(struct text *text,                        \
	                             const struct zsip_sdp_##shape *v)         \
	{                                                                      \
		members                                                        \
	}
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_U64
#undef ZSIP_FLAG

void dump_sdp_value(struct text *text, const struct zsip_sdp_value *value)
{
	switch (value->shape) {
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	case ZSIP_SDP_SHAPE_##shape:                                           \
		sdp_dump_##shape(text, &value->shape);                         \
		break;
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
	default:
		text_add(text, " shape %u", value->shape);
	}
}

static bool slice_inside(struct zsip_slice slice, struct zsip_slice whole)
{
	return slice.ptr == NULL ||
	       (whole.ptr != NULL && slice.ptr >= whole.ptr &&
	        slice.ptr + slice.len <= whole.ptr + whole.len);
}

#define ZSIP_SLICE(member) &&slice_inside(v->member, value->raw)
#define ZSIP_U32(member)
#define ZSIP_U64(member)
#define ZSIP_FLAG(member)

bool sdp_value_inside(const struct zsip_sdp_value *value)
{
	switch (value->shape) {
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	case ZSIP_SDP_SHAPE_##shape: {                                         \
		const struct zsip_sdp_##shape *v = &value->shape;              \
                                                                               \
		return v != NULL members;                                      \
	}
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
	default:
		return false;
	}
}

void dump_quirks(struct text *text, uint64_t quirks)
{
	const struct zsip_quirk_info *info;

	for (size_t i = 0; (info = zsip_quirk_at(i)) != NULL; i++) {
		if ((quirks & info->bit) != 0)
			text_add(text, " %s", info->name);
	}
}
