/*
 * The parts of a walk.
 */
#include "tree/walker.h"

struct node node_child(const struct node *parent, enum node_kind kind,
                       const char *name, struct zsip_slice bytes)
{
	return (struct node){.parent = parent,
	                     .kind = kind,
	                     .name = zsip_slice_from(name),
	                     .index = NO_INDEX,
	                     .value = bytes,
	                     .bytes = bytes};
}

bool walker_visit(const struct walker *walker, const struct node *node)
{
	return walker->visit(walker->user, node);
}

void walker_leaf(const struct walker *walker, const struct node *parent,
                 enum node_kind kind, const char *name, struct zsip_slice bytes)
{
	struct node node = node_child(parent, kind, name, bytes);

	if (bytes.ptr != NULL)
		walker_visit(walker, &node);
}

/* What has no bytes of the message. */
static void visit_text(const struct walker *walker, const struct node *parent,
                       enum node_kind kind, const char *name, const char *text)
{
	struct node node =
	        node_child(parent, kind, name, (struct zsip_slice){NULL, 0});

	node.value = zsip_slice_from(text);
	walker_visit(walker, &node);
}

void walker_number(const struct walker *walker, const struct node *parent,
                   enum node_kind kind, const char *name, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
	visit_text(walker, parent, kind, name, digits);
}

void walker_signed(const struct walker *walker, const struct node *parent,
                   enum node_kind kind, const char *name, int64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)number);
	visit_text(walker, parent, kind, name, digits);
}

void walker_failure(const struct walker *walker, const struct node *node,
                    enum zsip_status status)
{
	char text[128];

	snprintf(text, sizeof(text), "not cut: %s", zsip_status_text(status));
	visit_text(walker, node, NODE_REMARK, "", text);
}

void walker_lack(const struct walker *walker, const struct node *node,
                 const char *expected)
{
	char text[128];

	snprintf(text, sizeof(text), "no %s", expected);
	visit_text(walker, node, NODE_REMARK, "", text);
}
