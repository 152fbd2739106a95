/*
 * Who sent each message of a call to whom, by the addresses of a capture.
 *
 * Who opens a connection has another port there than the one that it can be
 * reached at, which is in the Via of its requests (RFC 3261 18.1.1): both are
 * the same party.
 */
#include "flow/calls.h"
#include <string.h>

/* A port of a connection, and the one that its owner listens at. */
struct port_alias {
	struct endpoint connected, listening;
};

struct seats {
	const struct call *call;
	struct party *parties;
	struct endpoint endpoints[MAX_PARTIES];
	struct port_alias aliases[MAX_PARTIES];
	size_t count, alias_count;
};

bool places_are_known(const struct call *call)
{
	for (uint32_t i = 0; i < call->flow.count; i++) {
		const struct place *place = &call->sightings[i].seen.place;

		if (place->source.family == 0 || place->destination.family == 0)
			return false;
	}
	return true;
}

/* An IPv6 reference has brackets (RFC 3261 25.1). */
static struct zsip_slice without_brackets(struct zsip_slice host)
{
	if (host.len >= 2 && host.ptr[0] == '[')
		return (struct zsip_slice){host.ptr + 1, host.len - 2};
	return host;
}

static bool is_of_connection(const struct place *place)
{
	return place->transport != 0 && place->transport != ZSIP_TRANSPORT_UDP;
}

static const struct endpoint *listening(const struct seats *seats,
                                        const struct endpoint *endpoint)
{
	for (size_t i = 0; i < seats->alias_count; i++) {
		if (endpoint_equal(&seats->aliases[i].connected, endpoint))
			return &seats->aliases[i].listening;
	}
	return endpoint;
}

static void learn_alias(struct seats *seats, uint32_t index)
{
	const struct zsip_flow_message *message =
	        &seats->call->flow.messages[index];
	const struct place *place = &seats->call->sightings[index].seen.place;
	struct port_alias alias = {place->source, place->source};
	char text[ENDPOINT_TEXT];

	if (!is_of_connection(place) || message->code != 0 ||
	    (message->flags & ZSIP_FLOW_BROKEN) != 0 ||
	    message->port == place->source.port ||
	    seats->alias_count == MAX_PARTIES ||
	    listening(seats, &place->source) != &place->source)
		return;
	endpoint_address_text(text, &place->source);
	if (!zsip_slice_equal_nocase(
	            without_brackets(zsip_flow_slice(message, message->host)),
	            zsip_slice_from(text)))
		return;
	alias.listening.port = message->port;
	seats->aliases[seats->alias_count++] = alias;
}

static size_t find_seat(struct seats *seats, const struct endpoint *seen)
{
	const struct endpoint *endpoint = listening(seats, seen);
	struct party *party = &seats->parties[seats->count];

	for (size_t i = 0; i < seats->count; i++) {
		if (endpoint_equal(&seats->endpoints[i], endpoint))
			return i;
	}
	if (seats->count == MAX_PARTIES)
		return NO_PARTY;
	seats->endpoints[seats->count] = *endpoint;
	*party = (struct party){.is_used = true};
	endpoint_text(party->text, endpoint);
	party->address.host = zsip_slice_from(party->text);
	return seats->count++;
}

size_t places_find(const struct call *call, struct party parties[MAX_PARTIES],
                   struct arrow *arrows)
{
	struct seats seats = {.call = call, .parties = parties};

	for (uint32_t i = 0; i < call->flow.count; i++)
		learn_alias(&seats, i);
	for (uint32_t i = 0; i < call->flow.count; i++) {
		const struct place *place = &call->sightings[i].seen.place;

		arrows[i].from = find_seat(&seats, &place->source);
		arrows[i].to = find_seat(&seats, &place->destination);
		if (arrows[i].from == NO_PARTY || arrows[i].to == NO_PARTY)
			arrows[i] = (struct arrow){NO_PARTY, NO_PARTY};
	}
	return seats.count;
}
