/*
 * The tables of attributes and of lines.
 */
#include "sdp_internal.h"

/* A name, and its first and last eight bytes; one shorter than that is twice
 * there.  All of it stands in one cache line. */
struct sdp_name {
	_Alignas(32) uint64_t head;
	uint64_t tail;
	const char *text;
	uint16_t len, id;
};

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

/* A name with bytes between the first and the last eight, which are right. */
static __attribute__((noinline)) enum zsip_sdp_attribute
find_long(struct zsip_slice name, const struct sdp_name *row)
{
	return memcmp(row->text + 8, name.ptr + 8, name.len - 16) == 0
	               ? (enum zsip_sdp_attribute)row->id
	               : ZSIP_SDP_ATTR_OTHER;
}

static ALWAYS_INLINE enum zsip_sdp_attribute find(struct zsip_slice name,
                                                  struct zsip_words words)
{
	const struct sdp_name *row =
	        &zsip_sdp_names[zsip_sdp_name_slots[zsip_hash(
	                words.a, words.b, ZSIP_SDP_NAME_FACTOR,
	                ZSIP_SDP_NAME_BITS)]];

	if (((words.a ^ row->head) | (words.b ^ row->tail) |
	     (name.len ^ row->len)) != 0)
		return ZSIP_SDP_ATTR_OTHER;
	return name.len <= 16 ? (enum zsip_sdp_attribute)row->id
	                      : find_long(name, row);
}

enum zsip_sdp_attribute zsip_sdp_attribute_find(struct zsip_slice name)
{
	struct zsip_words words;

	if (name.ptr == NULL || name.len == 0)
		return ZSIP_SDP_ATTR_OTHER;
	if (name.len >= 8) {
		words.a = zsip_load64(name.ptr);
		words.b = zsip_load64(name.ptr + name.len - 8);
	} else {
		words.a = words.b = zsip_load_short(name.ptr, name.len);
	}
	return find(name, words);
}

enum zsip_sdp_attribute zsip_sdp_attribute_find_in(struct zsip_slice name)
{
	size_t behind = name.len < 8 ? 8 - name.len : 0;
	struct zsip_words words;

	/* What a short name does not fill is shifted out. */
	words.a = zsip_load64(name.ptr) << 8 * behind >> 8 * behind;
	words.b = zsip_load64(name.ptr + name.len + behind - 8) << 8 * behind >>
	          8 * behind;
	return find(name, words);
}

const uint8_t zsip_sdp_shapes[] = {
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)                                                \
	[number] = ZSIP_SDP_SHAPE_##shape,
#include "zsip_sdp_attributes.def"
#undef ZSIP_SDP_ATTRIBUTE
#undef ZSIP_SDP_SHAPE
};

const struct zsip_sdp_letter zsip_sdp_letters[26] = {
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)                           \
	[letter - 'a'] = {field, ZSIP_SDP_SHAPE_##shape},
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_LINE
#undef ZSIP_SDP_SHAPE
};
