/*
 * How the parts of a walk are made and shown to its visitor.
 */
#ifndef SIPLINT_WALKER_H
#define SIPLINT_WALKER_H

#include "tree/walk.h"

struct walker {
	visit_node *visit;
	void *user;
};

/* A node whose value is bytes of the message; these may be absent. */
struct node node_child(const struct node *parent, enum node_kind kind,
                       const char *name, struct zsip_slice bytes);
bool walker_visit(const struct walker *walker, const struct node *node);
/* A child without children; nothing if its bytes are absent. */
void walker_leaf(const struct walker *walker, const struct node *parent,
                 enum node_kind kind, const char *name,
                 struct zsip_slice bytes);
void walker_number(const struct walker *walker, const struct node *parent,
                   enum node_kind kind, const char *name, uint64_t number);
void walker_signed(const struct walker *walker, const struct node *parent,
                   enum node_kind kind, const char *name, int64_t number);
/* That a node is not cut. */
void walker_failure(const struct walker *walker, const struct node *node,
                    enum zsip_status status);
/* "no ..." */
void walker_lack(const struct walker *walker, const struct node *node,
                 const char *expected);

/* walk_value.c: the value of a header field, under its node, and URIs. */
void walk_value(const struct walker *walker, const struct zsip_message *sip,
                const struct node *node);
void walk_uri(const struct walker *walker, const struct zsip_message *sip,
              const struct node *parent, struct zsip_slice text);

/* walk_sdp.c: the lines of a session description, under a node. */
void walk_sdp(const struct walker *walker, const struct node *parent,
              struct zsip_slice text, const struct zsip_options *options);

#endif
