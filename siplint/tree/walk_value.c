/*
 * The value of a header field, cut into its members, URIs and parameters.
 */
#include "tree/walker.h"
#include <string.h>

/* A value that is being cut. */
struct cut {
	const struct walker *walker;
	const struct zsip_message *sip;
	const struct node *node;
	/* What was shown one by one. */
	struct zsip_slice params;
};

/* Parameters of a value or a URI, or the headers of a URI. */
static void walk_params(const struct walker *walker, const struct node *parent,
                        struct zsip_slice params)
{
	struct zsip_params walk;
	struct zsip_param param;
	struct node node = node_child(parent, NODE_PARAMETER, "", params);
	const char *at = params.ptr, *end;
	enum zsip_status status;

	if (params.ptr == NULL || params.len == 0)
		return;
	end = params.ptr + params.len;
	node.lead = *params.ptr == ';' || *params.ptr == '?' ? *params.ptr : 0;
	zsip_params_start(&walk, params);
	while ((status = zsip_params_next(&walk, &param, NULL)) == ZSIP_OK) {
		node.name = param.name;
		node.value = param.value;
		if (param.quoted || param.bracketed) {
			node.value.ptr--;
			node.value.len += 2;
		}
		node.bytes = node.value;
		walker_visit(walker, &node);
		if (node.lead == '?')
			node.lead = '&';
		at = param.name.ptr + param.name.len;
		if (node.bytes.ptr != NULL)
			at = node.bytes.ptr + node.bytes.len;
	}
	if (status != ZSIP_END)
		walker_leaf(walker, parent, NODE_UNCUT, "(not cut)",
		            (struct zsip_slice){at, (size_t)(end - at)});
}

static void walk_uri_parts(const struct walker *walker, const struct node *node,
                           const struct zsip_uri *uri)
{
	walker_leaf(walker, node, NODE_MEMBER, "scheme", uri->scheme);
	if (uri->scheme_id == ZSIP_SCHEME_OTHER ||
	    uri->scheme_id == ZSIP_SCHEME_URN) {
		walker_leaf(walker, node, NODE_MEMBER, "rest", uri->rest);
		return;
	}
	walker_leaf(walker, node, NODE_MEMBER, "user", uri->user);
	walker_leaf(walker, node, NODE_MEMBER, "password", uri->password);
	walker_leaf(walker, node, NODE_MEMBER, "host", uri->host);
	if (uri->has_port)
		walker_number(walker, node, NODE_MEMBER, "port", uri->port);
	walk_params(walker, node, uri->params);
	walk_params(walker, node, uri->headers);
}

void walk_uri(const struct walker *walker, const struct zsip_message *sip,
              const struct node *parent, struct zsip_slice text)
{
	struct node node = node_child(parent, NODE_URI, "uri", text);
	struct zsip_uri uri;
	enum zsip_status status;

	if (!walker_visit(walker, &node))
		return;
	status = zsip_uri_parse(&uri, text, sip->options, NULL);
	if (status == ZSIP_OK)
		walk_uri_parts(walker, &node, &uri);
	else
		walker_failure(walker, &node, status);
}

static bool is_within(struct zsip_slice inner, struct zsip_slice outer)
{
	return outer.ptr != NULL && inner.ptr >= outer.ptr &&
	       inner.ptr <= outer.ptr + outer.len;
}

/* Two names say how to go on: "uri" is cut further (it is empty in
 * "Contact: *"), and "params" is shown parameter by parameter, so that a member
 * which is the value of one of them is not shown again. */
static void walk_member(struct cut *cut, const char *name,
                        struct zsip_slice member)
{
	if (member.ptr == NULL || is_within(member, cut->params))
		return;
	if (strcmp(name, "params") == 0) {
		cut->params = member;
		walk_params(cut->walker, cut->node, member);
	} else if (strcmp(name, "uri") == 0) {
		if (member.len != 0)
			walk_uri(cut->walker, cut->sip, cut->node, member);
	} else {
		walker_leaf(cut->walker, cut->node, NODE_MEMBER, name, member);
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

#define ZSIP_SLICE(member) walk_member(cut, #member, value->member);
#define ZSIP_U32(member)                                                       \
	walker_number(cut->walker, cut->node, NODE_MEMBER, #member,            \
	              value->member);
#define ZSIP_I64(member)                                                       \
	walker_signed(cut->walker, cut->node, NODE_MEMBER, #member,            \
	              value->member);
#define ZSIP_SHAPE(shape, members)                                             \
	static void walk_##shape(struct cut *cut,                              \
	                         const struct zsip_##shape *value)             \
	{                                                                      \
		members                                                        \
	}
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_SLICE
#undef ZSIP_U32
#undef ZSIP_I64
#undef ZSIP_FLAG

static void walk_members(struct cut *cut, const struct zsip_value *value)
{
	switch (value->shape) {
#define ZSIP_SHAPE(shape, members)                                             \
	case ZSIP_SHAPE_##shape:                                               \
		if (shape##_members > 1)                                       \
			walk_##shape(cut, &value->shape);                      \
		break;
#include "zsip_headers.def"
#undef ZSIP_SHAPE
	default:
		break;
	}
}
#undef ZSIP_HEADER

void walk_value(const struct walker *walker, const struct zsip_message *sip,
                const struct node *node)
{
	struct cut cut = {.walker = walker, .sip = sip, .node = node};
	struct zsip_value value;
	enum zsip_status status = zsip_value_parse(
	        &value, node->header, node->bytes, sip->options, NULL);

	if (status != ZSIP_OK)
		walker_failure(walker, node, status);
	else if (node->header != ZSIP_HDR_OTHER)
		walk_members(&cut, &value);
}
