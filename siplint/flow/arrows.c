/*
 * Who sent each message of a call to whom.
 *
 * A request came from where its topmost Via says, and a response goes there.  A
 * request that was met again with one Via more went to the sender of that Via;
 * any other one to the user agent with its To tag, or, where it has none, to
 * one for each Request-URI.  Each further To tag in the responses to one
 * request is a further user agent (RFC 3261 12.1).
 */
#include "flow/parties.h"
#include <stdlib.h>

/* Of a request that are looked at. */
enum { MAX_HOPS = 64 };

/* With a port only where one is written. */
static struct address top_via(const struct zsip_flow_message *message)
{
	struct zsip_slice host = zsip_flow_slice(message, message->host);
	const char *behind = slice_end_of(host);

	if (host.ptr == NULL || behind == message->text.ptr + message->text.len)
		return (struct address){host, 0};
	return (struct address){host, *behind == ':' ? message->port : 0};
}

static void learn_contact(struct cast *cast, size_t index, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	struct zsip_options options;

	if (index == NO_PARTY || cast->parties[index].known >= BY_CONTACT)
		return;
	input_options(cast->call->sightings[n].seen.input, &options);
	party_learn(cast, index,
	            address_of_value(ZSIP_HDR_CONTACT,
	                             zsip_flow_slice(message, message->contact),
	                             &options),
	            BY_CONTACT);
}

/* The user agent that a request began at, or that a response ends at. */
static size_t find_originator(struct cast *cast,
                              const struct zsip_flow_message *message)
{
	struct zsip_slice from = zsip_flow_slice(message, message->from_tag);
	struct zsip_slice to = zsip_flow_slice(message, message->to_tag);
	size_t found = party_with_tag(cast, from);

	if (found != NO_PARTY)
		return found;
	if (message->via_count == 1)
		found = party_at(cast, top_via(message), false);
	if (found == NO_PARTY && to.ptr != NULL && cast->party_count != 0)
		return party_beside(cast, from, party_with_tag(cast, to));
	if (found == NO_PARTY)
		found = party_add(cast, false);
	return party_give_tag(cast, found, from);
}

/* Whether a response may make a dialog, and so has the tag of who sent it (RFC
 * 3261 12.1). */
static bool names_sender(const struct zsip_flow_message *message)
{
	return message->code > 100 && message->code < 300 &&
	       message->to_tag.offset != UINT32_MAX;
}

/* --- Requests */

/* Who will answer a request, if that is somebody who was met before. */
static size_t find_answering(const struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message;

	if (cast->answered[n] == ZSIP_FLOW_NONE)
		return NO_PARTY;
	message = &cast->messages[cast->answered[n]];
	return party_with_tag(cast, zsip_flow_slice(message, message->to_tag));
}

/* @return NULL if no request of this sender, with this Request-URI, was seen to
 *         go anywhere */
static const struct next_hop *find_next_hop(const struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	struct zsip_slice uri = zsip_flow_slice(message, message->request_uri);
	struct address sender = top_via(message);

	for (size_t i = 0; i < cast->next_hop_count; i++) {
		const struct next_hop *hop = &cast->next_hops[i];

		if (address_is_same(&hop->sender, &sender) &&
		    zsip_slice_equal(hop->uri, uri))
			return hop;
	}
	return NULL;
}

/* What went that way once will have gone there before: a request that was
 * challenged, and the one that has the credentials. */
static void learn_next_hop(struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];

	if (message->code != 0 || cast->forwarded[n] == ZSIP_FLOW_NONE ||
	    message->to_tag.offset != UINT32_MAX ||
	    cast->next_hop_count == MAX_PARTIES ||
	    find_next_hop(cast, n) != NULL)
		return;
	cast->next_hops[cast->next_hop_count++] = (struct next_hop){
	        .sender = top_via(message),
	        .proxy = top_via(&cast->messages[cast->forwarded[n]]),
	        .uri = zsip_flow_slice(message, message->request_uri)};
}

/* Where requests of one sender with one Request-URI go. */
static struct target *find_target(struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	struct zsip_slice uri = zsip_flow_slice(message, message->request_uri);
	struct target *target = cast->targets;
	struct zsip_options options;

	for (size_t i = 0; i < cast->target_count; i++, target++) {
		if (target->sender == cast->arrows[n].from &&
		    zsip_slice_equal(target->uri, uri))
			return target;
	}
	if (cast->target_count == MAX_PARTIES)
		return NULL;
	cast->target_count++;
	*target = (struct target){.uri = uri,
	                          .sender = cast->arrows[n].from,
	                          .party = find_answering(cast, n),
	                          .bound = ZSIP_FLOW_NONE};
	if (target->party == NO_PARTY)
		target->party = party_add(cast, false);
	input_options(cast->call->sightings[n].seen.input, &options);
	party_learn(cast, target->party, address_of_uri(uri, &options),
	            BY_REQUEST_URI);
	return target;
}

/* A request with a Route goes to the proxy that this names, where that one is
 * known, else to the one that its sender had to do with. */
static size_t find_routed(const struct cast *cast, uint32_t n)
{
	const struct address *route = &cast->hints[n].route;
	size_t from = cast->arrows[n].from;

	if (route->host.ptr == NULL || from == NO_PARTY)
		return NO_PARTY;
	for (size_t i = 0; i < cast->party_count; i++) {
		if (party_is_proxy(cast, i) && i != from &&
		    zsip_slice_equal_nocase(cast->parties[i].address.host,
		                            route->host))
			return i;
	}
	return party_is_proxy(cast, cast->parties[from].peer)
	               ? cast->parties[from].peer
	               : NO_PARTY;
}

/* Of a request without a To tag. */
static size_t find_first_receiver(struct cast *cast, uint32_t n)
{
	const struct next_hop *hop = find_next_hop(cast, n);
	const struct target *target;

	if (hop != NULL)
		return party_proxy_at(cast, hop->proxy);
	target = find_target(cast, n);
	return target == NULL ? NO_PARTY : target->party;
}

static size_t find_receiver(struct cast *cast, uint32_t n, size_t originator)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	struct zsip_slice to = zsip_flow_slice(message, message->to_tag);
	uint32_t next = cast->forwarded[n];
	size_t found;

	if (next != ZSIP_FLOW_NONE)
		return party_proxy_at(cast, top_via(&cast->messages[next]));
	if (to.ptr == NULL)
		return find_first_receiver(cast, n);
	found = find_routed(cast, n);
	return found != NO_PARTY ? found : party_beside(cast, to, originator);
}

/* A proxy stands as many columns to the right of the caller as Vias stand
 * below its own. */
static void rank_proxy(struct cast *cast, struct party *proxy,
                       size_t originator, uint32_t vias)
{
	if (vias > RANK_BACK)
		vias = RANK_BACK;
	if (originator == cast->caller && proxy->rank >= RANK_BACK)
		proxy->rank = vias - 1;
	else if (proxy->rank == RANK_CALLED)
		proxy->rank = RANK_CALLED - vias;
}

static void place_request(struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	struct arrow *arrow = &cast->arrows[n];
	size_t originator = find_originator(cast, message);

	if (cast->caller == NO_PARTY)
		cast->caller = originator;
	learn_contact(cast, originator, n);
	if (message->via_count > 1) {
		arrow->from = party_proxy_at(cast, top_via(message));
		if (arrow->from != NO_PARTY)
			rank_proxy(cast, &cast->parties[arrow->from],
			           originator, message->via_count);
	} else {
		arrow->from = originator;
		party_learn(cast, originator, top_via(message), BY_VIA);
	}
	arrow->to = find_receiver(cast, n, originator);
}

/* --- Responses */

/* A response that makes a dialog names who sent it. */
static size_t bind_tag(struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	struct target *target = find_target(cast, message->request);
	size_t party;

	if (target == NULL)
		return NO_PARTY;
	party = target->bound == message->request ? party_add(cast, false)
	                                          : target->party;
	target->bound = message->request;
	return party_give_tag(cast, party,
	                      zsip_flow_slice(message, message->to_tag));
}

static size_t find_answerer(struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	const struct zsip_flow_message *request =
	        &cast->messages[message->request];
	struct zsip_slice tag = zsip_flow_slice(message, message->to_tag);
	size_t to = cast->arrows[message->request].to;
	size_t found = party_with_tag(cast, tag);

	if (party_is_proxy(cast, to))
		return to;
	if (found != NO_PARTY)
		return found;
	if (names_sender(message) &&
	    zsip_flow_slice(request, request->to_tag).ptr == NULL)
		return bind_tag(cast, n);
	return to;
}

static void learn_answerer(struct cast *cast, size_t index, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];

	if (index == NO_PARTY || party_is_proxy(cast, index))
		return;
	/* Who refused has no further tag. */
	if (message->code >= 300)
		cast->parties[index].has_tag = true;
	/* A registrar has no Contact of its own (RFC 3261 10.3). */
	if (names_sender(message) && message->method_id != ZSIP_METHOD_REGISTER)
		learn_contact(cast, index, n);
}

static void place_response(struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	struct arrow *arrow = &cast->arrows[n];
	uint32_t request = message->request;

	if (request != ZSIP_FLOW_NONE &&
	    cast->arrows[request].from != NO_PARTY) {
		arrow->to = cast->arrows[request].from;
		arrow->from = find_answerer(cast, n);
	} else {
		size_t side = find_originator(cast, message);

		arrow->to = side;
		if (message->via_count > 1)
			arrow->to = party_proxy_at(cast, top_via(message));
		else
			party_learn(cast, side, top_via(message), BY_VIA);
		arrow->from = party_beside(
		        cast, zsip_flow_slice(message, message->to_tag), side);
	}
	learn_answerer(cast, arrow->from, n);
}

/* --- All of them */

/* CANCEL and the ACK to a failure go where their INVITE went, and what is sent
 * again goes there again.  @return ZSIP_FLOW_NONE for all others */
static uint32_t find_model(const struct zsip_flow_message *message)
{
	if (message->retransmits != ZSIP_FLOW_NONE)
		return message->retransmits;
	return message->code == 0 ? message->request : ZSIP_FLOW_NONE;
}

static void place(struct cast *cast, uint32_t n)
{
	const struct zsip_flow_message *message = &cast->messages[n];
	struct arrow *arrow = &cast->arrows[n];
	uint32_t model = find_model(message);

	if (model != ZSIP_FLOW_NONE && cast->arrows[model].from != NO_PARTY)
		*arrow = cast->arrows[model];
	else if (message->code == 0)
		place_request(cast, n);
	else
		place_response(cast, n);
	if (arrow->from == NO_PARTY || arrow->to == NO_PARTY)
		return;
	cast->parties[arrow->from].peer = arrow->to;
	cast->parties[arrow->to].peer = arrow->from;
	cast->parties[arrow->from].is_used = true;
	cast->parties[arrow->to].is_used = true;
}

/* Whether a request is another one, one hop later. */
static bool is_next_hop(const struct cast *cast, uint32_t n, uint32_t before)
{
	const struct zsip_flow_message *message = &cast->messages[before];
	struct zsip_slice below = cast->hints[n].below;

	return below.ptr != NULL && message->branch.offset != UINT32_MAX &&
	       zsip_slice_equal_nocase(
	               below, zsip_flow_slice(message, message->branch));
}

/* Its hops, whichever was met first; `same` chains those of one request. */
static void find_hops(struct cast *cast, uint32_t n, const uint32_t *same)
{
	uint32_t other = same[n];

	for (int i = 0; i < MAX_HOPS && other != ZSIP_FLOW_NONE; i++) {
		if (is_next_hop(cast, n, other))
			cast->forwarded[other] = n;
		if (is_next_hop(cast, other, n))
			cast->forwarded[n] = other;
		other = same[other];
	}
}

static void find_forwarded(struct cast *cast, uint32_t count)
{
	uint32_t *same = must_resize(NULL, count, 2 * sizeof(*same));
	uint32_t *last = same + count;

	for (uint32_t i = 0; i < count; i++)
		last[i] = cast->forwarded[i] = ZSIP_FLOW_NONE;
	for (uint32_t i = 0; i < count; i++) {
		const struct zsip_flow_message *message = &cast->messages[i];

		if ((message->flags & ZSIP_FLOW_BROKEN) != 0 ||
		    message->code != 0 ||
		    message->retransmits != ZSIP_FLOW_NONE)
			continue;
		same[i] = last[message->original];
		last[message->original] = i;
		find_hops(cast, i, same);
	}
	free(same);
}

static void find_answered(struct cast *cast, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		cast->answered[i] = ZSIP_FLOW_NONE;
	for (uint32_t i = count; i-- > 0;) {
		const struct zsip_flow_message *message = &cast->messages[i];

		if ((message->flags & ZSIP_FLOW_BROKEN) == 0 &&
		    names_sender(message) && message->request != ZSIP_FLOW_NONE)
			cast->answered[message->request] = i;
	}
}

/* What is known of a message only later. */
static void look_ahead(struct cast *cast, uint32_t count)
{
	find_forwarded(cast, count);
	find_answered(cast, count);
	for (uint32_t i = 0; i < count; i++) {
		if ((cast->messages[i].flags & ZSIP_FLOW_BROKEN) == 0)
			learn_next_hop(cast, i);
	}
}

size_t parties_find(const struct call *call, struct party parties[MAX_PARTIES],
                    struct arrow *arrows)
{
	uint32_t count = call->flow.count;
	struct cast cast = {.call = call,
	                    .messages = call->flow.messages,
	                    .arrows = arrows,
	                    .parties = parties,
	                    .caller = NO_PARTY};
	size_t places[MAX_PARTIES], used;

	if (places_are_known(call))
		return places_find(call, parties, arrows);
	cast.forwarded = must_resize(NULL, count, sizeof(*cast.forwarded));
	cast.answered = must_resize(NULL, count, sizeof(*cast.answered));
	cast.hints = must_resize(NULL, count, sizeof(*cast.hints));
	hints_read(call, cast.hints);
	look_ahead(&cast, count);
	for (uint32_t i = 0; i < count; i++) {
		arrows[i] = (struct arrow){NO_PARTY, NO_PARTY};
		if ((cast.messages[i].flags & ZSIP_FLOW_BROKEN) == 0)
			place(&cast, i);
	}
	free(cast.forwarded);
	free(cast.answered);
	free(cast.hints);
	if (cast.caller != NO_PARTY)
		parties[cast.caller].rank = RANK_CALLER;
	used = parties_sort(parties, cast.party_count, places);
	for (uint32_t i = 0; i < count; i++) {
		struct arrow *arrow = &arrows[i];

		if (arrow->from == NO_PARTY || arrow->to == NO_PARTY)
			*arrow = (struct arrow){NO_PARTY, NO_PARTY};
		else
			*arrow = (struct arrow){places[arrow->from],
			                        places[arrow->to]};
	}
	return used;
}
