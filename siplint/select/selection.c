/*
 * Which messages are looked at.
 */
#include "select/selection.h"
#include <stdlib.h>
#include <string.h>

void choices_add(struct choices *choices, const char *text)
{
	size_t size = strlen(text) + 1;

	choices->list = must_resize(choices->list, choices->count + 1,
	                            sizeof(*choices->list));
	choices->list[choices->count] = must_resize(NULL, size, 1);
	memcpy(choices->list[choices->count++], text, size);
}

bool selection_add_condition(struct selection *selection, const char *text)
{
	selection->conditions = must_resize(selection->conditions,
	                                    selection->condition_count + 1,
	                                    sizeof(*selection->conditions));
	if (!expression_read(&selection->conditions[selection->condition_count],
	                     text))
		return false;
	selection->condition_count++;
	return true;
}

bool selection_is_any(const struct selection *selection)
{
	return selection->call_ids.count != 0 ||
	       selection->methods.count != 0 || selection->hosts.count != 0 ||
	       selection->since.kind != MOMENT_NONE ||
	       selection->until.kind != MOMENT_NONE ||
	       selection->condition_count != 0;
}

/* --- By Call-ID and method */

static bool fits(const struct choices *choices, struct zsip_slice text,
                 bool ignore_case)
{
	for (size_t i = 0; i < choices->count; i++) {
		if (text.ptr != NULL &&
		    glob_matches(zsip_slice_from(choices->list[i]), text,
		                 ignore_case))
			return true;
	}
	return false;
}

static bool has_call_id(const struct selection *selection,
                        const struct zsip_message *sip)
{
	const struct zsip_field *field =
	        zsip_field_find(sip, ZSIP_HDR_CALL_ID, NULL);

	return field != NULL && fits(&selection->call_ids, field->value, false);
}

/* A response is one to the method that its CSeq has. */
static bool has_method(const struct selection *selection,
                       const struct zsip_message *sip)
{
	const struct zsip_field *field =
	        zsip_field_find(sip, ZSIP_HDR_CSEQ, NULL);
	struct zsip_value value;

	if (sip->method.ptr != NULL)
		return fits(&selection->methods, sip->method, true);
	return field != NULL &&
	       zsip_value_parse(&value, ZSIP_HDR_CSEQ, field->value,
	                        sip->options, NULL) == ZSIP_OK &&
	       fits(&selection->methods, value.cseq.method, true);
}

/* --- By host */

struct search {
	const struct choices *hosts;
	bool found;
};

static bool is_host(const struct choices *hosts, struct zsip_slice host)
{
	for (size_t i = 0; host.len != 0 && i < hosts->count; i++) {
		struct zsip_slice wanted = zsip_slice_from(hosts->list[i]);

		if (zsip_host_equal(wanted, host) ||
		    glob_matches(wanted, host, true))
			return true;
	}
	return false;
}

static bool is_address(const struct choices *hosts,
                       const struct endpoint *endpoint)
{
	char text[ENDPOINT_TEXT];

	return is_host(hosts,
	               zsip_slice_from(endpoint_address_text(text, endpoint)));
}

static bool has_name(const struct node *node, const char *name)
{
	return zsip_slice_equal_nocase(node->name, zsip_slice_from(name));
}

/* URIs and Vias have a host, and a Via the address that it was received
 * from. */
static bool visit(void *user, const struct node *node)
{
	struct search *search = user;

	if (search->found)
		return false;
	if ((node->kind == NODE_MEMBER && has_name(node, "host")) ||
	    (node->kind == NODE_PARAMETER && has_name(node, "received")))
		search->found = is_host(search->hosts, node->bytes);
	return node->kind == NODE_START_LINE || node->kind == NODE_FIELD ||
	       node->kind == NODE_URI;
}

static bool has_host(const struct selection *selection,
                     const struct message *message)
{
	const struct place *place = &message->seen.place;
	struct search search = {.hosts = &selection->hosts};

	if (is_address(search.hosts, &place->source) ||
	    is_address(search.hosts, &place->destination))
		return true;
	tree_walk(message, visit, &search);
	return search.found;
}

/* --- By time */

static bool has_time(const struct selection *selection,
                     const struct place *place, int64_t first)
{
	const struct moment *since = &selection->since;
	const struct moment *until = &selection->until;

	if (since->kind == MOMENT_NONE && until->kind == MOMENT_NONE)
		return true;
	return place->has_time &&
	       (since->kind == MOMENT_NONE ||
	        moment_compare(since, place->time, first) >= 0) &&
	       (until->kind == MOMENT_NONE ||
	        moment_compare(until, place->time, first) <= 0);
}

/* --- By all of it */

static bool holds(const struct selection *selection,
                  const struct message *message)
{
	for (size_t i = 0; i < selection->condition_count; i++) {
		if (expression_holds(&selection->conditions[i], message))
			return true;
	}
	return selection->condition_count == 0;
}

bool selection_has(const struct selection *selection,
                   const struct message *message, int64_t first)
{
	const struct zsip_message *sip = &message->sip;

	if (!has_time(selection, &message->seen.place, first))
		return false;
	if (message->is_description)
		return selection->call_ids.count == 0 &&
		       selection->methods.count == 0 &&
		       selection->hosts.count == 0 && holds(selection, message);
	return (selection->call_ids.count == 0 ||
	        has_call_id(selection, sip)) &&
	       (selection->methods.count == 0 || has_method(selection, sip)) &&
	       (selection->hosts.count == 0 || has_host(selection, message)) &&
	       holds(selection, message);
}
