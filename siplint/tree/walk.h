/*
 * A message cut into its parts, in the order of its bytes.  Each part has a
 * path, made of the names from the message down to it: Request-Line.uri.user,
 * Via[0].branch, From.uri.host, Body.Part[0].Content-Type.type.
 */
#ifndef SIPLINT_WALK_H
#define SIPLINT_WALK_H

#include "read/message.h"

#define NO_INDEX ((size_t)-1)

enum node_kind {
	NODE_START_LINE,
	NODE_FIELD,     /* a header field; of a list, one value of it */
	NODE_BROKEN,    /* a line among the header fields that is none */
	NODE_MEMBER,    /* a part of a value that has a name of its own */
	NODE_URI,       /* such a part, cut like one */
	NODE_PARAMETER, /* of a value or a URI, or a header of a URI */
	NODE_BODY,
	NODE_DESCRIPTION, /* a body that is a session description */
	NODE_PART,        /* of a body */
	NODE_SDP_LINE,
	NODE_SDP_MEMBER,
	NODE_STRAY,  /* bytes before, between or behind what has a name */
	NODE_LINE,   /* of a body that is not cut, or of stray bytes */
	NODE_UNCUT,  /* of a list or of parameters, from a fault on */
	NODE_REMARK, /* why the node above it is not cut */
};

struct node {
	const struct node *parent; /* NULL right under the message */
	enum node_kind kind;
	struct zsip_slice name;
	size_t index;              /* among its like, or NO_INDEX */
	struct zsip_slice value;   /* to be shown; absent where it has none */
	struct zsip_slice bytes;   /* of the message; absent of a number */
	struct zsip_slice written; /* a header field's name in the message */
	char lead; /* ';', '?' or '&' before a parameter's name, else 0 */
	enum zsip_header header; /* of a field */
};

/* What looks at the parts.  A node lives until the walk is back from what is
 * below it.  @return whether it is to be cut further */
typedef bool visit_node(void *user, const struct node *node);

void tree_walk(const struct message *message, visit_node *visit, void *user);

#endif
