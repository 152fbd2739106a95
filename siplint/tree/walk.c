/*
 * A message cut into its start line, header fields and body.
 */
#include "read/description.h"
#include "tree/walker.h"
#include <stdlib.h>
#include <string.h>

/* A member for each header field, which gives their number. */
union header_ids {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	char id[(number) + 1];
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

struct walk {
	const struct walker *walker;
	const struct zsip_message *sip; /* a message, or a part of a body */
	const struct node *top;         /* the part, NULL for the message */
	size_t values[sizeof(union header_ids)];
};

static void visit_value(struct walk *walk, const struct node *node)
{
	if (walker_visit(walk->walker, node))
		walk_value(walk->walker, walk->sip, node);
}

/* The values that one field of a list has. */
static void walk_list(struct walk *walk, struct node *node,
                      const struct zsip_field *field)
{
	const char *at = field->value.ptr, *end = at + field->value.len;
	enum zsip_status status;
	struct zsip_list list;

	zsip_list_start_field(&list, walk->sip, field);
	while ((status = zsip_list_next(&list, NULL, NULL)) == ZSIP_OK) {
		node->index = walk->values[node->header]++;
		node->value = node->bytes = list.item;
		visit_value(walk, node);
		at = list.item.ptr + list.item.len;
	}
	if (status != ZSIP_END)
		walker_leaf(walk->walker, walk->top, NODE_UNCUT, "(not cut)",
		            (struct zsip_slice){at, (size_t)(end - at)});
}

static void walk_field(struct walk *walk, const struct zsip_field *field,
                       size_t ordinal)
{
	const struct zsip_header_info *info = zsip_header_info(field->id);
	struct node node = node_child(walk->top, NODE_FIELD, "", field->value);

	node.header = (enum zsip_header)field->id;
	node.name = node.written = field->name;
	if (ordinal != 0)
		node.index = ordinal;
	if (info != NULL) {
		node.name = info->name;
		if (info->multiplicity == ZSIP_LINES)
			node.index = ordinal;
	}
	if (info == NULL || info->multiplicity == ZSIP_ONCE ||
	    info->multiplicity == ZSIP_LINES)
		visit_value(walk, &node);
	else if (info->multiplicity == ZSIP_LIST0 && field->value.len == 0)
		walker_visit(walk->walker, &node);
	else
		walk_list(walk, &node, field);
}

static void visit_broken(const struct walk *walk,
                         const struct zsip_field *field, size_t ordinal)
{
	struct node node = node_child(walk->top, NODE_BROKEN,
	                              "(no header field)", field->value);

	if (ordinal != 0)
		node.index = ordinal;
	walker_visit(walk->walker, &node);
}

/* By name, and those of one name in their order. */
static int compare_fields(const void *left, const void *right)
{
	const struct zsip_field *a = *(const struct zsip_field *const *)left;
	const struct zsip_field *b = *(const struct zsip_field *const *)right;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	if (a->id == ZSIP_HDR_OTHER && a->name.len != b->name.len)
		return a->name.len < b->name.len ? -1 : 1;
	for (size_t i = 0; a->id == ZSIP_HDR_OTHER && i < a->name.len; i++) {
		unsigned x = (unsigned char)a->name.ptr[i] | 0x20;
		unsigned y = (unsigned char)b->name.ptr[i] | 0x20;

		if (x != y)
			return x < y ? -1 : 1;
	}
	return a < b ? -1 : a > b;
}

static bool is_same_name(const struct zsip_field *a, const struct zsip_field *b)
{
	return a->id == b->id && (a->id != ZSIP_HDR_OTHER ||
	                          zsip_slice_equal_nocase(a->name, b->name));
}

/* For each field how many of its name stand before it. */
static size_t *count_ordinals(const struct zsip_message *sip)
{
	size_t count = sip->field_count;
	size_t *ordinals = must_resize(NULL, count, sizeof(*ordinals));
	const struct zsip_field **sorted =
	        must_resize(NULL, count, sizeof(*sorted));
	size_t run = 0;

	for (size_t i = 0; i < count; i++)
		sorted[i] = &sip->fields[i];
	if (count != 0)
		qsort(sorted, count, sizeof(*sorted), compare_fields);
	for (size_t i = 0; i < count; i++) {
		run = i > 0 && is_same_name(sorted[i - 1], sorted[i]) ? run + 1
		                                                      : 0;
		ordinals[sorted[i] - sip->fields] = run;
	}
	free(sorted);
	return ordinals;
}

static void walk_start_line(const struct walker *walker,
                            const struct zsip_message *sip)
{
	const char *name = sip->version.ptr == NULL  ? "Start-Line"
	                   : sip->method.ptr != NULL ? "Request-Line"
	                                             : "Status-Line";
	struct node node =
	        node_child(NULL, NODE_START_LINE, name, sip->start_line);

	if (sip->version.ptr == NULL) {
		if (sip->start_line.ptr != NULL)
			walker_visit(walker, &node);
		walker_failure(walker, NULL, ZSIP_E_SYNTAX);
		return;
	}
	if (!walker_visit(walker, &node))
		return;
	if (sip->method.ptr != NULL) {
		walker_leaf(walker, &node, NODE_MEMBER, "method", sip->method);
		walk_uri(walker, sip, &node, sip->request_uri);
		walker_leaf(walker, &node, NODE_MEMBER, "version",
		            sip->version);
		return;
	}
	walker_leaf(walker, &node, NODE_MEMBER, "version", sip->version);
	walker_number(walker, &node, NODE_MEMBER, "status", sip->status_code);
	walker_leaf(walker, &node, NODE_MEMBER, "reason", sip->reason);
}

/* Line by line, under a node. */
static void walk_lines(const struct walker *walker, const struct node *node,
                       struct zsip_slice bytes)
{
	const char *p = bytes.ptr, *end = p + bytes.len, *lf, *stop;

	for (; p < end; p = lf == NULL ? end : lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		stop = lf == NULL ? end : lf;
		if (lf > p && lf[-1] == '\r')
			stop--;
		walker_leaf(walker, node, NODE_LINE, "",
		            (struct zsip_slice){p, (size_t)(stop - p)});
	}
}

static void walk_stray(const struct walker *walker, const struct node *parent,
                       const char *name, struct zsip_slice bytes)
{
	struct node node = node_child(parent, NODE_STRAY, name, bytes);

	node.value.ptr = NULL;
	if (bytes.len != 0 && walker_visit(walker, &node))
		walk_lines(walker, &node, bytes);
}

static void walk_fields_and_body(const struct walker *walker,
                                 const struct zsip_message *sip,
                                 const struct node *top);

static void walk_part(const struct walker *walker, const struct node *parent,
                      const struct zsip_message *part, size_t index)
{
	struct node node = node_child(parent, NODE_PART, "Part", part->text);
	char size[32];

	snprintf(size, sizeof(size), "%zu bytes", part->text.len);
	node.index = index;
	node.value = zsip_slice_from(size);
	if (!walker_visit(walker, &node))
		return;
	if (part->error.status != ZSIP_OK)
		walker_failure(walker, &node, part->error.status);
	walk_fields_and_body(walker, part, &node);
}

/* The parts of a multipart body; those of parts too, as deep as the library
 * goes.  @return false if there are none to be shown */
static bool walk_parts(const struct walker *walker,
                       const struct zsip_message *sip, const struct node *body)
{
	struct zsip_message part;
	struct zsip_parts parts;
	struct zsip_error error;
	size_t room, count = 0;
	enum zsip_status status;

	if (zsip_parts_start(&parts, sip, NULL) != ZSIP_OK)
		return false;
	/* No part has more fields than the body has lines. */
	room = count_lines(sip->body);
	zsip_message_init(&part,
	                  must_resize(NULL, room, sizeof(struct zsip_field)),
	                  room, sip->options);
	do {
		status = zsip_parts_next(&parts, &part, &error);
		if (count == 0)
			walk_stray(walker, body, "(preamble)", parts.preamble);
		if (part.text.ptr != NULL)
			walk_part(walker, body, &part, count++);
	} while (part.text.ptr != NULL);
	if (status != ZSIP_END)
		walker_lack(walker, body, error.expected);
	walk_stray(walker, body, "(epilogue)", parts.epilogue);
	free(part.fields);
	return true;
}

static void walk_inside_body(const struct walker *walker,
                             const struct zsip_message *sip,
                             const struct node *node)
{
	if (node->kind == NODE_DESCRIPTION)
		walk_sdp(walker, node, sip->body, sip->options);
	else if (!walk_parts(walker, sip, node))
		walk_lines(walker, node, sip->body);
}

static void walk_body(const struct walker *walker,
                      const struct zsip_message *sip, const struct node *top)
{
	struct zsip_slice rest = sip->text;
	struct node node = node_child(top, NODE_BODY, "Body", sip->body);
	char size[64];

	if (sip->body.ptr == NULL)
		return;
	if (description_is_body(sip))
		node.kind = NODE_DESCRIPTION;
	if (sip->body.len + sip->missing != 0) {
		snprintf(size, sizeof(size), "%zu bytes, %zu missing",
		         sip->body.len, sip->missing);
		if (sip->missing == 0)
			*strchr(size, ',') = '\0';
		node.value = zsip_slice_from(size);
		if (walker_visit(walker, &node))
			walk_inside_body(walker, sip, &node);
	}
	rest.ptr = sip->body.ptr + sip->body.len;
	rest.len -= (size_t)(rest.ptr - sip->text.ptr);
	walk_stray(walker, top, "(after the body)", rest);
}

static void walk_fields_and_body(const struct walker *walker,
                                 const struct zsip_message *sip,
                                 const struct node *top)
{
	struct walk walk = {.walker = walker, .sip = sip, .top = top};
	size_t *ordinals = count_ordinals(sip);

	for (size_t i = 0; i < sip->field_count; i++) {
		const struct zsip_field *field = &sip->fields[i];

		if (field->flags & ZSIP_FIELD_BROKEN)
			visit_broken(&walk, field, ordinals[i]);
		else
			walk_field(&walk, field, ordinals[i]);
	}
	free(ordinals);
	walk_body(walker, sip, top);
}

void tree_walk(const struct message *message, visit_node *visit, void *user)
{
	const struct walker walker = {.visit = visit, .user = user};
	const struct zsip_message *sip = &message->sip;

	if (message->is_description) {
		walk_sdp(&walker, NULL, sip->text, &message->options);
		return;
	}
	walk_start_line(&walker, sip);
	walk_fields_and_body(&walker, sip, NULL);
}
