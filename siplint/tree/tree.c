/*
 * A message cut into its parts, in the order of its bytes.  Each part has a
 * path, made of the names from the message down to it: Request-Line.uri.user,
 * Via[0].branch, From.uri.host, Body.Part[0].Content-Type.type.
 */
#include "tree/tree.h"
#include "lint/description.h"
#include "tree/node.h"
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
	FILE *out;
	const struct zsip_message *sip; /* a message, or a part of a body */
	const struct node *top;         /* the part, NULL for the message */
	/* What was shown one by one of the value at hand. */
	struct zsip_slice params;
	size_t values[sizeof(union header_ids)];
};

/* Parameters of a value or a URI, or the headers of a URI. */
static void print_params(struct walk *walk, const struct node *parent,
                         struct zsip_slice params)
{
	struct zsip_params at;
	struct zsip_param param;
	struct node node = node_child(parent, "", params);

	if (params.ptr == NULL || params.len == 0)
		return;
	node.lead = *params.ptr == ';' || *params.ptr == '?' ? *params.ptr : 0;
	zsip_params_start(&at, params);
	while (zsip_params_next(&at, &param, NULL) == ZSIP_OK) {
		node.name = param.name;
		node.value = param.value;
		if (param.quoted || param.bracketed) {
			node.value.ptr--;
			node.value.len += 2;
		}
		node_print(walk->out, &node);
		if (node.lead == '?')
			node.lead = '&';
	}
}

static void print_uri(struct walk *walk, const struct node *parent,
                      struct zsip_slice text)
{
	struct node node = node_child(parent, "uri", text);
	struct zsip_uri uri;
	enum zsip_status status =
	        zsip_uri_parse(&uri, text, walk->sip->options, NULL);

	node_print(walk->out, &node);
	if (status != ZSIP_OK) {
		node_failure(walk->out, &node, status);
		return;
	}
	node_leaf(walk->out, &node, "scheme", uri.scheme);
	if (uri.scheme_id == ZSIP_SCHEME_OTHER ||
	    uri.scheme_id == ZSIP_SCHEME_URN) {
		node_leaf(walk->out, &node, "rest", uri.rest);
		return;
	}
	node_leaf(walk->out, &node, "user", uri.user);
	node_leaf(walk->out, &node, "password", uri.password);
	node_leaf(walk->out, &node, "host", uri.host);
	if (uri.has_port)
		node_number(walk->out, &node, "port", uri.port);
	print_params(walk, &node, uri.params);
	print_params(walk, &node, uri.headers);
}

static bool is_within(struct zsip_slice inner, struct zsip_slice outer)
{
	return outer.ptr != NULL && inner.ptr >= outer.ptr &&
	       inner.ptr <= outer.ptr + outer.len;
}

/* A member of a value.  Two names say how to go on: "uri" is cut further (it is
 * empty in "Contact: *"), and "params" is shown parameter by parameter, so that
 * a member which is the value of one of them is not shown again. */
static void print_member(struct walk *walk, const struct node *parent,
                         const char *name, struct zsip_slice member)
{
	if (member.ptr == NULL || is_within(member, walk->params))
		return;
	if (strcmp(name, "params") == 0) {
		walk->params = member;
		print_params(walk, parent, member);
	} else if (strcmp(name, "uri") == 0) {
		if (member.len != 0)
			print_uri(walk, parent, member);
	} else {
		node_leaf(walk->out, parent, name, member);
	}
}

/* The members of each shape, as the table has them.  A flag has no bytes of
 * its own; the only member of a shape is the value itself. */
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
#define ZSIP_SLICE(member) +1
#define ZSIP_U32(member)   +1
#define ZSIP_I64(member)   +1
#define ZSIP_FLAG(member)
#define ZSIP_SHAPE(shape, members) enum { shape##_members = 0 members };
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_I64

#define ZSIP_SLICE(member) print_member(walk, parent, #member, value->member);
#define ZSIP_U32(member)   node_number(walk->out, parent, #member, value->member);
#define ZSIP_I64(member)   node_number(walk->out, parent, #member, value->member);
#define ZSIP_SHAPE(shape, members)                                             \
	static void print_##shape(struct walk *walk,                           \
	                          const struct node *parent,                   \
	                          const struct zsip_##shape *value)            \
	{                                                                      \
		members                                                        \
	}
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_I64
#undef ZSIP_FLAG

static void print_members(struct walk *walk, const struct node *parent,
                          const struct zsip_value *value)
{
	walk->params = (struct zsip_slice){NULL, 0};
	switch (value->shape) {
#define ZSIP_SHAPE(shape, members)                                             \
	case ZSIP_SHAPE_##shape:                                               \
		if (shape##_members > 1)                                       \
			print_##shape(walk, parent, &value->shape);            \
		break;
#include "zsip_headers.def"
#undef ZSIP_SHAPE
	default:
		break;
	}
}
#undef ZSIP_HEADER

static void print_value(struct walk *walk, struct node *node,
                        enum zsip_header id, struct zsip_slice text)
{
	struct zsip_value value;
	enum zsip_status status =
	        zsip_value_parse(&value, id, text, walk->sip->options, NULL);

	node->value = text;
	node_print(walk->out, node);
	if (status != ZSIP_OK)
		node_failure(walk->out, node, status);
	else if (id != ZSIP_HDR_OTHER)
		print_members(walk, node, &value);
}

/* The values that one field of a list has. */
static void print_list(struct walk *walk, struct node *node,
                       const struct zsip_field *field)
{
	enum zsip_header id = (enum zsip_header)field->id;
	struct zsip_list list;

	zsip_list_start_field(&list, walk->sip, field);
	while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK) {
		node->index = walk->values[id]++;
		print_value(walk, node, id, list.item);
	}
}

static void print_field(struct walk *walk, const struct zsip_field *field,
                        size_t ordinal)
{
	const struct zsip_header_info *info = zsip_header_info(field->id);
	struct node node = node_child(walk->top, "", field->value);

	node.name = field->name;
	if (ordinal != 0)
		node.index = ordinal;
	if (field->flags & ZSIP_FIELD_BROKEN) {
		node.name = zsip_slice_from("(no header field)");
		node_print(walk->out, &node);
		return;
	}
	if (info != NULL) {
		node.name = info->name;
		if (field->name.len == 1)
			node.written = field->name;
		if (info->multiplicity == ZSIP_LINES)
			node.index = ordinal;
	}
	if (info == NULL || info->multiplicity == ZSIP_ONCE ||
	    info->multiplicity == ZSIP_LINES) {
		print_value(walk, &node, field->id, field->value);
		return;
	}
	if (info->multiplicity == ZSIP_LIST0 && field->value.len == 0) {
		node_print(walk->out, &node);
		return;
	}
	print_list(walk, &node, field);
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

static void print_start_line(struct walk *walk)
{
	const struct zsip_message *sip = walk->sip;
	struct node node = node_child(NULL, "Request-Line", sip->start_line);

	if (sip->version.ptr == NULL) {
		node_leaf(walk->out, NULL, "Start-Line", sip->start_line);
		node_failure(walk->out, NULL, ZSIP_E_SYNTAX);
		return;
	}
	if (sip->method.ptr != NULL) {
		node_print(walk->out, &node);
		node_leaf(walk->out, &node, "method", sip->method);
		print_uri(walk, &node, sip->request_uri);
		node_leaf(walk->out, &node, "version", sip->version);
		return;
	}
	node.name = zsip_slice_from("Status-Line");
	node_print(walk->out, &node);
	node_leaf(walk->out, &node, "version", sip->version);
	node_number(walk->out, &node, "status", sip->status_code);
	node_leaf(walk->out, &node, "reason", sip->reason);
}

/* Line by line, under a node. */
static void print_bytes(struct walk *walk, const struct node *node,
                        struct zsip_slice bytes)
{
	const char *p = bytes.ptr, *end = p + bytes.len, *lf, *stop;

	for (; p < end; p = lf == NULL ? end : lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		stop = lf == NULL ? end : lf;
		if (lf > p && lf[-1] == '\r')
			stop--;
		node_indent(walk->out, node);
		fputs(stop > p ? "  | " : "  |", walk->out);
		show_text(walk->out,
		          (struct zsip_slice){p, (size_t)(stop - p)});
		fputc('\n', walk->out);
	}
}

static void print_piece(struct walk *walk, const struct node *parent,
                        const char *name, struct zsip_slice bytes)
{
	struct node node =
	        node_child(parent, name, (struct zsip_slice){NULL, 0});

	if (bytes.len == 0)
		return;
	node_print(walk->out, &node);
	print_bytes(walk, &node, bytes);
}

static void print_fields_and_body(struct walk *walk);

static void print_part(const struct walk *walk, const struct node *parent,
                       const struct zsip_message *part, size_t index)
{
	struct zsip_slice absent = {NULL, 0};
	struct node node = node_child(parent, "Part", absent);
	struct walk inner = {.out = walk->out, .sip = part, .top = &node};
	char size[32];

	snprintf(size, sizeof(size), "%zu bytes", part->text.len);
	node.index = index;
	node.value = zsip_slice_from(size);
	node_print(inner.out, &node);
	if (part->error.status != ZSIP_OK)
		node_failure(inner.out, &node, part->error.status);
	print_fields_and_body(&inner);
}

/* The parts of a multipart body; those of parts too, as deep as the library
 * goes.  @return false if there are none to be shown */
static bool print_parts(struct walk *walk, const struct node *body)
{
	const struct zsip_message *sip = walk->sip;
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
			print_piece(walk, body, "(preamble)", parts.preamble);
		if (part.text.ptr != NULL)
			print_part(walk, body, &part, count++);
	} while (part.text.ptr != NULL);
	if (status != ZSIP_END) {
		node_indent(walk->out, body);
		fprintf(walk->out, "  (no %s)\n", error.expected);
	}
	print_piece(walk, body, "(epilogue)", parts.epilogue);
	free(part.fields);
	return true;
}

static void print_body(struct walk *walk)
{
	const struct zsip_message *sip = walk->sip;
	struct zsip_slice rest = sip->text;
	struct node node = node_child(walk->top, "Body", sip->body);
	char size[64];

	if (sip->body.ptr == NULL)
		return;
	if (sip->body.len + sip->missing != 0) {
		snprintf(size, sizeof(size), "%zu bytes, %zu missing",
		         sip->body.len, sip->missing);
		if (sip->missing == 0)
			*strchr(size, ',') = '\0';
		node.value = zsip_slice_from(size);
		node_print(walk->out, &node);
		if (description_is_body(sip))
			sdp_tree_print(walk->out, &node, sip->body,
			               sip->options);
		else if (!print_parts(walk, &node))
			print_bytes(walk, &node, sip->body);
	}
	rest.ptr = sip->body.ptr + sip->body.len;
	rest.len -= (size_t)(rest.ptr - sip->text.ptr);
	print_piece(walk, walk->top, "(after the body)", rest);
}

static void print_fields_and_body(struct walk *walk)
{
	const struct zsip_message *sip = walk->sip;
	size_t *ordinals = count_ordinals(sip);

	for (size_t i = 0; i < sip->field_count; i++)
		print_field(walk, &sip->fields[i], ordinals[i]);
	print_body(walk);
	free(ordinals);
}

static void print_heading(FILE *out, const struct message *message)
{
	const struct seen *seen = &message->seen;

	paint(out, PAINT_BOLD);
	show_text(out, zsip_slice_from(seen->input->name));
	if (seen->place.frame != 0)
		fprintf(out, ":#%llu", (unsigned long long)seen->place.frame);
	fprintf(out, ":%zu: %zu bytes", seen->mark.line,
	        seen->end - seen->start);
	paint(out, PAINT_OFF);
	fputc('\n', out);
}

void tree_print(FILE *out, const struct message *message)
{
	struct walk walk = {.out = out, .sip = &message->sip};

	print_heading(out, message);
	if (message->is_description) {
		sdp_tree_print(out, NULL, message->sip.text, &message->options);
		return;
	}
	print_start_line(&walk);
	print_fields_and_body(&walk);
}
