/*
 * The tables of attributes and of lines.
 */
#include "sdp_internal.h"
#include "sdp_names.h"

const bool zsip_sdp_token_chars[256] = {
        ['!'] = true, ['#'] = true,  ['$'] = true,         ['%'] = true,
        ['&'] = true, ['\''] = true, ['*'] = true,         ['+'] = true,
        ['-'] = true, ['.'] = true,  ['0' ... '9'] = true, ['A' ... 'Z'] = true,
        ['^'] = true, ['_'] = true,  ['`'] = true,         ['a' ... 'z'] = true,
        ['{'] = true, ['|'] = true,  ['}'] = true,         ['~'] = true};

#define LEVELS_S   ZSIP_SDP_LEVEL_SESSION
#define LEVELS_M   ZSIP_SDP_LEVEL_MEDIA
#define LEVELS_C   ZSIP_SDP_LEVEL_SOURCE
#define LEVELS_SM  (LEVELS_S | LEVELS_M)
#define LEVELS_MC  (LEVELS_M | LEVELS_C)
#define LEVELS_SMC (LEVELS_S | LEVELS_M | LEVELS_C)

#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	{{name, sizeof(name) - 1},                                             \
	 number,                                                               \
	 LEVELS_##levels,                                                      \
	 ZSIP_SDP_##multiplicity,                                              \
	 ZSIP_SDP_SHAPE_##shape,                                               \
	 ZSIP_SDP_MUX_##mux,                                                   \
	 rfc},
static const struct zsip_sdp_attribute_info attributes[] = {
#include "zsip_sdp_attributes.def"
};
#undef ZSIP_SDP_ATTRIBUTE

/* 1 + the row of a number. */
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	ROW_##id,
enum {
#include "zsip_sdp_attributes.def"
	ROWS
};
#undef ZSIP_SDP_ATTRIBUTE
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	[number] = 1 + ROW_##id,
static const uint16_t rows[] = {
#include "zsip_sdp_attributes.def"
};
#undef ZSIP_SDP_ATTRIBUTE
#undef ZSIP_SDP_SHAPE

const struct zsip_sdp_attribute_info *zsip_sdp_attribute_info(unsigned id)
{
	if (id >= sizeof(rows) / sizeof(*rows) || rows[id] == 0)
		return NULL;
	return &attributes[rows[id] - 1];
}

const struct zsip_sdp_attribute_info *zsip_sdp_attribute_at(size_t index)
{
	return index < ROWS ? &attributes[index] : NULL;
}

enum zsip_sdp_attribute zsip_sdp_attribute_find(struct zsip_slice name)
{
	const struct zsip_sdp_attribute_info *info;
	uint64_t head, tail;
	unsigned row;

	if (name.ptr == NULL || name.len == 0)
		return ZSIP_SDP_ATTR_OTHER;
	if (name.len >= 8) {
		head = zsip_load64(name.ptr);
		tail = zsip_load64(name.ptr + name.len - 8);
	} else {
		head = tail = zsip_load_short(name.ptr, name.len);
	}
	row = zsip_sdp_name_slots[zsip_hash(head, tail, ZSIP_SDP_NAME_FACTOR,
	                                    ZSIP_SDP_NAME_BITS)];
	if (row == 0)
		return ZSIP_SDP_ATTR_OTHER;
	info = &attributes[row - 1];
	return zsip_slice_equal(info->name, name)
	               ? (enum zsip_sdp_attribute)info->id
	               : ZSIP_SDP_ATTR_OTHER;
}

bool zsip_sdp_letter(char letter, unsigned *shape, const char **field)
{
	switch (letter) {
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_LINE(line, id, name, form, rfc)                               \
	case line:                                                             \
		*shape = ZSIP_SDP_SHAPE_##form;                                \
		*field = name;                                                 \
		return true;
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_LINE
#undef ZSIP_SDP_SHAPE
	default:
		return false;
	}
}
