/*
 * The lines of a tree: a part, its name and its value.
 */
#ifndef SIPLINT_NODE_H
#define SIPLINT_NODE_H

#include "base/show.h"

#define NO_INDEX ((size_t)-1)

struct node {
	const struct node *parent; /* NULL right under the message */
	struct zsip_slice name;
	size_t index;              /* among its like, or NO_INDEX */
	struct zsip_slice value;   /* absent where it has none */
	struct zsip_slice written; /* the name in the message, if it differs */
	char lead; /* ';' or '?' before a parameter's name, else 0 */
};

struct node node_child(const struct node *parent, const char *name,
                       struct zsip_slice value);
void node_indent(FILE *out, const struct node *node);
void node_print(FILE *out, const struct node *node);
/* A child without children; nothing if the value is absent. */
void node_leaf(FILE *out, const struct node *parent, const char *name,
               struct zsip_slice value);
void node_number(FILE *out, const struct node *parent, const char *name,
                 int64_t number);
void node_failure(FILE *out, const struct node *node, enum zsip_status status);

/* sdp_tree.c: the lines of a session description, under a node. */
void sdp_tree_print(FILE *out, const struct node *parent,
                    struct zsip_slice text, const struct zsip_options *options);

#endif
