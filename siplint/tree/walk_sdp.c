/*
 * A session description cut into its lines, and each into its parts.  Lines are
 * named by their letter, attributes as a=name, media descriptions m[0], m[1]
 * ...: m[0].a=rtpmap[1].encoding, o.sess_id.
 */
#include "read/description.h"
#include "tree/walker.h"
#include <stdlib.h>
#include <string.h>

/* Members that have bytes of their own; the only one is the value itself. */
#define ZSIP_SLICE(member) +1
#define ZSIP_U32(member)   +1
#define ZSIP_U64(member)   +1
#define ZSIP_FLAG(member)
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc)
#define ZSIP_SDP_ATTRIBUTE(number, id, name, levels, multiplicity, shape, mux, \
                           rfc)
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	enum { shape##_members = 0 members };
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_U64

#define ZSIP_SLICE(member)                                                     \
	walker_leaf(walker, parent, NODE_SDP_MEMBER, #member, value->member);
#define ZSIP_U32(member)                                                       \
	walker_number(walker, parent, NODE_SDP_MEMBER, #member, value->member);
#define ZSIP_U64(member)                                                       \
	walker_number(walker, parent, NODE_SDP_MEMBER, #member, value->member);
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	static void visit_##shape(const struct walker *walker,                 \
	                          const struct node *parent,                   \
	                          const struct zsip_sdp_##shape *value)        \
	{                                                                      \
		(void)walker, (void)parent, (void)value;                       \
		members                                                        \
	}
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_U64
#undef ZSIP_FLAG

static void walk_members(const struct walker *walker, const struct node *parent,
                         const struct zsip_sdp_value *value)
{
	switch (value->shape) {
#define ZSIP_SDP_SHAPE(machine, shape, members)                                \
	case ZSIP_SDP_SHAPE_##shape:                                           \
		if (shape##_members > 1)                                       \
			visit_##shape(walker, parent, &value->shape);          \
		break;
#include "zsip_sdp_attributes.def"
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_SHAPE
	default:
		break;
	}
}
#undef ZSIP_SDP_ATTRIBUTE
#undef ZSIP_SDP_LINE

/* Lines of one kind stand together: by level, letter and name, and in their
 * order. */
static int compare_kinds(const struct zsip_sdp_line *a,
                         const struct zsip_sdp_line *b)
{
	if (a->media != b->media)
		return a->media < b->media ? -1 : 1;
	if (a->letter != b->letter)
		return a->letter < b->letter ? -1 : 1;
	if (a->name.len != b->name.len)
		return a->name.len < b->name.len ? -1 : 1;
	return a->name.len != 0 ? memcmp(a->name.ptr, b->name.ptr, a->name.len)
	                        : 0;
}

static int compare_lines(const void *left, const void *right)
{
	const struct zsip_sdp_line *a =
	        *(const struct zsip_sdp_line *const *)left;
	const struct zsip_sdp_line *b =
	        *(const struct zsip_sdp_line *const *)right;
	int order = compare_kinds(a, b);

	return order != 0 ? order : a < b ? -1 : a > b;
}

/* For each line how many of its kind stand before it at its level. */
static size_t *count_ordinals(const struct zsip_sdp *sdp)
{
	size_t count = sdp->line_count, run = 0;
	size_t *ordinals = must_resize(NULL, count, sizeof(*ordinals));
	const struct zsip_sdp_line **sorted =
	        must_resize(NULL, count, sizeof(*sorted));

	for (size_t i = 0; i < count; i++)
		sorted[i] = &sdp->lines[i];
	if (count != 0)
		qsort(sorted, count, sizeof(*sorted), compare_lines);
	for (size_t i = 0; i < count; i++) {
		run = i > 0 && compare_kinds(sorted[i - 1], sorted[i]) == 0
		              ? run + 1
		              : 0;
		ordinals[sorted[i] - sdp->lines] = run;
	}
	free(sorted);
	return ordinals;
}

/* "a=rtpmap", a letter. */
static struct zsip_slice name_of(const struct zsip_sdp_line *line)
{
	struct zsip_slice name = {line->text.ptr, 1};

	if (line->letter == 0)
		return zsip_slice_from("(no line)");
	if (line->letter == 'a')
		name.len = (size_t)(line->name.ptr + line->name.len - name.ptr);
	return name;
}

static bool has_index(const struct zsip_sdp_line *line, size_t ordinal)
{
	const struct zsip_sdp_attribute_info *info =
	        zsip_sdp_attribute_info(line->attribute);

	return ordinal != 0 ||
	       (info != NULL && info->multiplicity != ZSIP_SDP_ONCE);
}

/* The node stays the parent of what follows an m= line. */
static void walk_line(const struct walker *walker, struct node *node,
                      const struct zsip_sdp *sdp,
                      const struct zsip_sdp_line *line, size_t ordinal)
{
	struct zsip_sdp_value value;
	enum zsip_status status;

	node->kind = NODE_SDP_LINE;
	node->name = name_of(line);
	node->index = has_index(line, ordinal) ? ordinal : NO_INDEX;
	node->bytes = line->letter == 0 ? line->text : line->value;
	node->value = node->bytes;
	if (line->letter == 'm')
		node->index = line->media - 1u;
	if (!walker_visit(walker, node) || line->letter == 0)
		return;
	status = zsip_sdp_line_parse(sdp, line, &value, NULL);
	if (status != ZSIP_OK)
		walker_failure(walker, node, status);
	else
		walk_members(walker, node, &value);
}

void walk_sdp(const struct walker *walker, const struct node *parent,
              struct zsip_slice text, const struct zsip_options *options)
{
	struct node medium = {.parent = parent}, node = {.parent = parent};
	struct zsip_sdp sdp;
	size_t *ordinals;

	description_read(&sdp, text, options);
	ordinals = count_ordinals(&sdp);
	for (size_t i = 0; i < sdp.line_count; i++) {
		const struct zsip_sdp_line *line = &sdp.lines[i];

		node.parent = line->media != 0 ? &medium : parent;
		walk_line(walker, line->letter == 'm' ? &medium : &node, &sdp,
		          line, ordinals[i]);
	}
	if (sdp.error.status == ZSIP_E_TOO_MANY ||
	    sdp.error.status == ZSIP_E_TOO_LONG)
		walker_failure(walker, parent, sdp.error.status);
	free(ordinals);
	description_free(&sdp);
}
