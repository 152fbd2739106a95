/*
 * The parts of a message, a line each.
 */
#include "tree/tree.h"
#include "base/show.h"
#include "tree/walk.h"

static void print_indent(FILE *out, const struct node *node)
{
	for (; node != NULL; node = node->parent)
		fputs("  ", out);
}

static void print_line(FILE *out, struct zsip_slice line)
{
	fputs(line.len != 0 ? "| " : "|", out);
	show_text(out, line);
	fputc('\n', out);
}

static void print_name(FILE *out, const struct node *node)
{
	if (node->lead != '\0')
		fputc(node->lead, out);
	show_text(out, node->name);
	if (node->index != NO_INDEX)
		fprintf(out, "[%zu]", node->index);
	/* A compact form. */
	if (node->written.len < node->name.len && node->written.ptr != NULL) {
		fputs(" (", out);
		show_text(out, node->written);
		fputc(')', out);
	}
}

static void print_named(FILE *out, const struct node *node)
{
	paint(out, PAINT_NAME);
	print_name(out, node);
	paint(out, PAINT_OFF);
	if (node->value.ptr != NULL) {
		fputs(node->value.len != 0 ? ": " : ":", out);
		show_text(out, node->value);
	}
	fputc('\n', out);
}

static bool print_node(void *user, const struct node *node)
{
	FILE *out = user;

	/* The finding says where it begins. */
	if (node->kind == NODE_UNCUT)
		return false;
	print_indent(out, node);
	if (node->kind == NODE_LINE)
		print_line(out, node->value);
	else if (node->kind == NODE_REMARK)
		fprintf(out, "(%.*s)\n", (int)node->value.len, node->value.ptr);
	else
		print_named(out, node);
	return true;
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
	print_heading(out, message);
	tree_walk(message, print_node, out);
}
