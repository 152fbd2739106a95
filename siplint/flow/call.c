/*
 * One call: its messages, and what was found on them.
 */
#include "flow/calls.h"
#include <stdlib.h>
#include <string.h>

#define FIRST_MESSAGES 4

struct call *call_new(void)
{
	struct call *call = must_resize(NULL, 1, sizeof(*call));

	*call = (struct call){.is_over = false};
	return call;
}

void call_begin(struct call *call, struct zsip_slice id, uint64_t hash,
                uint64_t seed)
{
	struct zsip_flow *flow = &call->flow;

	*call = (struct call){.id = id,
	                      .hash = hash,
	                      .flow = *flow,
	                      .sightings = call->sightings,
	                      .addresses = call->addresses};
	zsip_flow_init(flow, flow->messages, flow->max_messages, seed);
}

/* An input in which several messages lie one behind the other is kept once. */
static bool keeps_input(const struct sighting *sightings, uint32_t index)
{
	return index == 0 ||
	       sightings[index].seen.input != sightings[index - 1].seen.input;
}

static void sighting_free(struct sighting *sighting)
{
	for (size_t i = 0; i < sighting->flag_count; i++)
		free(sighting->flags[i].label);
	free(sighting->flags);
}

void call_clear(struct call *call)
{
	struct party_address *address;

	for (uint32_t i = 0; i < call->flow.count; i++) {
		if (keeps_input(call->sightings, i))
			input_drop(call->sightings[i].seen.input);
		sighting_free(&call->sightings[i]);
	}
	call->flow.count = 0;
	for (address = call->addresses; address; address = address->next)
		address->endpoint.family = 0;
}

void call_free(struct call *call)
{
	struct party_address *address;

	call_clear(call);
	while ((address = call->addresses) != NULL) {
		call->addresses = address->next;
		free(address);
	}
	free(call->sightings);
	free(call->flow.messages);
	free(call);
}

static void make_room(struct call *call)
{
	struct zsip_flow *flow = &call->flow;
	uint32_t max = flow->max_messages == 0 ? FIRST_MESSAGES
	                                       : 2 * flow->max_messages;

	flow->messages =
	        must_resize(flow->messages, max, sizeof(*flow->messages));
	flow->max_messages = max;
	call->sightings =
	        must_resize(call->sightings, max, sizeof(*call->sightings));
}

uint32_t call_open(struct call *call, const struct message *message)
{
	uint32_t index = call->flow.count;
	struct sighting *sighting;

	if (index == call->flow.max_messages)
		make_room(call);
	sighting = &call->sightings[index];
	sighting->seen = message->seen;
	sighting->agent = message->agent;
	sighting->flags = NULL;
	sighting->flag_count = 0;
	sighting->latest = index;
	if (keeps_input(call->sightings, index))
		input_keep(message->seen.input);
	return index;
}

/* In which the same is always the same text. */
static void write_key(char key[ENDPOINT_KEY], const struct endpoint *endpoint)
{
	key[0] = (char)endpoint->family;
	key[1] = (char)(endpoint->port >> 8);
	key[2] = (char)endpoint->port;
	memset(key + 3, 0, ENDPOINT_KEY - 3);
	memcpy(key + 3, endpoint->address, endpoint->family == 4 ? 4 : 16);
}

/* @return absent for those beyond MAX_PARTIES, and where it is not known */
static struct zsip_slice address_key(struct call *call,
                                     const struct endpoint *endpoint)
{
	const struct zsip_slice absent = {NULL, 0};
	struct party_address **at = &call->addresses;
	size_t count = 0;

	if (endpoint->family == 0)
		return absent;
	for (; *at != NULL && (*at)->endpoint.family != 0; at = &(*at)->next) {
		if (endpoint_equal(&(*at)->endpoint, endpoint))
			return (struct zsip_slice){(*at)->key, ENDPOINT_KEY};
		if (++count == MAX_PARTIES)
			return absent;
	}
	if (*at == NULL) {
		*at = must_resize(NULL, 1, sizeof(**at));
		**at = (struct party_address){.next = NULL};
	}
	(*at)->endpoint = *endpoint;
	write_key((*at)->key, endpoint);
	return (struct zsip_slice){(*at)->key, ENDPOINT_KEY};
}

struct zsip_flow_place call_place(struct call *call, const struct place *place)
{
	struct zsip_flow_place flow = {.has_time = place->has_time};

	flow.source = address_key(call, &place->source);
	flow.destination = address_key(call, &place->destination);
	if (place->has_time)
		flow.time = (uint64_t)(place->time / PLACE_MS);
	return flow;
}

static char *copy_label(const char *label)
{
	size_t size = strlen(label) + 1;

	return size == 1 ? NULL
	                 : memcpy(must_resize(NULL, size, 1), label, size);
}

void call_flag(struct call *call, uint32_t index, const struct report *report,
               uint32_t other)
{
	struct sighting *sighting = &call->sightings[index];
	size_t count = sighting->flag_count;

	/* There is room for the next power of two. */
	if ((count & (count - 1)) == 0)
		sighting->flags =
		        must_resize(sighting->flags, count == 0 ? 1 : 2 * count,
		                    sizeof(*sighting->flags));
	sighting->flags[sighting->flag_count++] =
	        (struct flag){.rule = report->rule,
	                      .severity = report->severity,
	                      .other = other,
	                      .start = report->spot.start,
	                      .end = report->spot.end,
	                      .label = copy_label(report->label),
	                      .code = report->code,
	                      .quirks = report->quirks};
}

static void add_to_group(struct flag_group *groups, size_t *count,
                         const struct flag *flag)
{
	for (size_t i = 0; i < *count; i++) {
		if (groups[i].first->rule == flag->rule &&
		    groups[i].first->other == flag->other) {
			groups[i].count++;
			return;
		}
	}
	groups[(*count)++] = (struct flag_group){flag, 1};
}

size_t flags_group(const struct sighting *sighting, struct flag_group *groups)
{
	size_t count = 0;

	for (size_t i = 0; i < sighting->flag_count; i++)
		add_to_group(groups, &count, &sighting->flags[i]);
	return count;
}

bool call_has_findings(const struct call *call)
{
	for (uint32_t i = 0; i < call->flow.count; i++) {
		if (call->sightings[i].flag_count != 0)
			return true;
	}
	return false;
}
