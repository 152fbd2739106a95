/*
 * The lines of a tree.
 */
#include "tree/node.h"

struct node node_child(const struct node *parent, const char *name,
                       struct zsip_slice value)
{
	return (struct node){.parent = parent,
	                     .name = zsip_slice_from(name),
	                     .index = NO_INDEX,
	                     .value = value};
}

void node_indent(FILE *out, const struct node *node)
{
	for (; node != NULL; node = node->parent)
		fputs("  ", out);
}

void node_print(FILE *out, const struct node *node)
{
	node_indent(out, node);
	paint(out, PAINT_NAME);
	if (node->lead != '\0')
		fputc(node->lead, out);
	show_text(out, node->name);
	if (node->index != NO_INDEX)
		fprintf(out, "[%zu]", node->index);
	if (node->written.ptr != NULL) {
		fputs(" (", out);
		show_text(out, node->written);
		fputc(')', out);
	}
	paint(out, PAINT_OFF);
	if (node->value.ptr != NULL) {
		fputs(node->value.len != 0 ? ": " : ":", out);
		show_text(out, node->value);
	}
	fputc('\n', out);
}

void node_leaf(FILE *out, const struct node *parent, const char *name,
               struct zsip_slice value)
{
	struct node node = node_child(parent, name, value);

	if (value.ptr != NULL)
		node_print(out, &node);
}

void node_number(FILE *out, const struct node *parent, const char *name,
                 int64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)number);
	node_leaf(out, parent, name, zsip_slice_from(digits));
}

void node_failure(FILE *out, const struct node *node, enum zsip_status status)
{
	node_indent(out, node);
	fprintf(out, "  (not cut: %s)\n", zsip_status_text(status));
}
