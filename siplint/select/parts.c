/*
 * The parts of a message that paths name.
 */
#include "select/parts.h"
#include <stdlib.h>
#include <string.h>

/* Of nodes above one: parts in parts of a body take two for each. */
#define MAX_DEPTH 80

#define KIND(kind) (1u << (kind))

struct collection {
	struct parts *parts;
	const struct message *message;
	size_t missing;      /* parts that were not met */
	size_t descriptions; /* that were met */
};

size_t parts_add(struct parts *parts, struct zsip_slice path,
                 struct fault *fault)
{
	struct part *part;

	parts->list = must_resize(parts->list, parts->count + 1,
	                          sizeof(*parts->list));
	part = &parts->list[parts->count];
	*part = (struct part){.is_there = false};
	path_read(&part->path, path, fault);
	return parts->count++;
}

void parts_free(struct parts *parts)
{
	free(parts->list);
}

void parts_copy(struct parts *copy, const struct parts *parts)
{
	size_t size = parts->count * sizeof(*parts->list);

	*copy = (struct parts){.list = must_resize(NULL, size, 1),
	                       .count = parts->count};
	if (size != 0)
		memcpy(copy->list, parts->list, size);
}

/* --- What is known of it all */

static const char *endpoint_port(char *text, const struct endpoint *endpoint)
{
	snprintf(text, ENDPOINT_TEXT, "%u", (unsigned)endpoint->port);
	return endpoint->family != 0 ? text : "";
}

static const char *fact_text(char text[ENDPOINT_TEXT], enum fact fact,
                             const struct seen *seen)
{
	const struct place *place = &seen->place;

	switch (fact) {
	case FACT_LINE:
		snprintf(text, ENDPOINT_TEXT, "%zu", seen->mark.line);
		return text;
	case FACT_SIZE:
		snprintf(text, ENDPOINT_TEXT, "%zu", seen->end - seen->start);
		return text;
	case FACT_FRAME:
		snprintf(text, ENDPOINT_TEXT, "%llu",
		         (unsigned long long)place->frame);
		return place->frame != 0 ? text : "";
	case FACT_TIME:
		return place_time_text(text, place);
	case FACT_SOURCE:
		return endpoint_text(text, &place->source);
	case FACT_SOURCE_ADDRESS:
		return endpoint_address_text(text, &place->source);
	case FACT_SOURCE_PORT:
		return endpoint_port(text, &place->source);
	case FACT_DESTINATION:
		return endpoint_text(text, &place->destination);
	case FACT_DESTINATION_ADDRESS:
		return endpoint_address_text(text, &place->destination);
	case FACT_DESTINATION_PORT:
		return endpoint_port(text, &place->destination);
	case FACT_TRANSPORT:
		return place_transport_name(place);
	case FACT_FILE:
	case FACT_NONE:
		break;
	}
	return seen->input->name;
}

static void collect_fact(struct part *part, const struct seen *seen)
{
	char room[ENDPOINT_TEXT];
	const char *text = fact_text(room, part->path.fact, seen);

	part->value = zsip_slice_from(text);
	if (text == room) {
		memcpy(part->text, room, part->value.len);
		part->value.ptr = part->text;
	}
	part->is_there = part->value.len != 0;
}

/* --- What the walk shows */

static bool has_name(const struct step *step, const struct node *node)
{
	struct zsip_slice name = node->name;

	if (step->header != ZSIP_HDR_OTHER)
		return node->header == step->header;
	if (step->is_attribute) {
		if (name.len < 2 || name.ptr[1] != '=')
			return false;
		name.ptr += 2;
		name.len -= 2;
	}
	return step->name.ptr == NULL || path_name_alike(step->name, name);
}

static bool has_index(const struct step *step, const struct node *node)
{
	return step->index == (node->index == NO_INDEX ? 0 : node->index);
}

static bool is_step(const struct step *step, const struct node *node)
{
	return (step->kinds & KIND(node->kind)) != 0 && has_index(step, node) &&
	       has_name(step, node);
}

/* The nodes from the message down to one. */
struct chain {
	const struct node *nodes[MAX_DEPTH];
	size_t count;
};

static void chain_to(struct chain *chain, const struct node *node)
{
	const struct node **out = chain->nodes + MAX_DEPTH;

	for (; node != NULL && out > chain->nodes; node = node->parent)
		*--out = node;
	chain->count = (size_t)(chain->nodes + MAX_DEPTH - out);
	memmove(chain->nodes, out, chain->count * sizeof(*out));
}

/* Behind the description that a path begins at: how many nodes are above it,
 * itself included.
 * @return false if the description at hand is not the one */
static bool skip_to_description(const struct collection *collection,
                                const struct step *step,
                                const struct chain *chain, size_t *from)
{
	size_t i = 0;

	if (collection->message->is_description) {
		*from = 0;
		return step->index == 0;
	}
	while (i < chain->count && chain->nodes[i]->kind != NODE_DESCRIPTION)
		i++;
	*from = i + 1;
	return i == chain->count || step->index + 1 == collection->descriptions;
}

static bool is_above_descriptions(const struct node *node)
{
	return node->kind == NODE_BODY || node->kind == NODE_PART ||
	       node->kind == NODE_DESCRIPTION;
}

enum fit { FITS_NOT, FITS_FURTHER_DOWN, FITS };

static enum fit compare(const struct collection *collection,
                        const struct path *path, const struct chain *chain)
{
	size_t at = 0, from = 0;

	if (path->steps[0].kinds == STEP_ANY_DESCRIPTION) {
		if (!skip_to_description(collection, path->steps, chain, &from))
			return FITS_NOT;
		if (from > chain->count)
			return is_above_descriptions(
			               chain->nodes[chain->count - 1])
			               ? FITS_FURTHER_DOWN
			               : FITS_NOT;
		at = 1;
	}
	for (; from < chain->count && at < path->count; from++, at++) {
		if (!is_step(&path->steps[at], chain->nodes[from]))
			return FITS_NOT;
	}
	if (from < chain->count)
		return FITS_NOT;
	return at == path->count ? FITS : FITS_FURTHER_DOWN;
}

static void keep(struct part *part, const struct node *node)
{
	part->is_there = true;
	part->value = node->bytes;
	if (node->bytes.ptr != NULL || node->value.ptr == NULL)
		return;
	part->value = node->value;
	if (part->value.len > sizeof(part->text))
		part->value.len = sizeof(part->text);
	memcpy(part->text, node->value.ptr, part->value.len);
	part->value.ptr = part->text;
}

static bool visit(void *user, const struct node *node)
{
	struct collection *collection = user;
	struct parts *parts = collection->parts;
	bool further = false;
	struct chain chain;

	if (collection->missing == 0)
		return false;
	collection->descriptions += node->kind == NODE_DESCRIPTION;
	chain_to(&chain, node);
	for (size_t i = 0; i < parts->count; i++) {
		struct part *part = &parts->list[i];
		enum fit fit;

		if (part->is_there || part->path.fact != FACT_NONE)
			continue;
		fit = compare(collection, &part->path, &chain);
		if (fit == FITS) {
			keep(part, node);
			collection->missing--;
		} else if (fit == FITS_FURTHER_DOWN) {
			further = true;
		}
	}
	return further;
}

void parts_collect(struct parts *parts, const struct message *message)
{
	struct collection collection = {.parts = parts, .message = message};

	for (size_t i = 0; i < parts->count; i++) {
		struct part *part = &parts->list[i];

		part->is_there = false;
		part->value = (struct zsip_slice){NULL, 0};
		if (part->path.fact != FACT_NONE)
			collect_fact(part, &message->seen);
		else
			collection.missing++;
	}
	if (collection.missing != 0)
		tree_walk(message, visit, &collection);
}
