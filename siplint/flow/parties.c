/*
 * Who takes part in a call, as far as its messages tell: user agents, which go
 * by their tags, and the proxies between them, which go by their Vias.
 */
#include "flow/parties.h"
#include <string.h>

void party_learn(struct cast *cast, size_t index, struct address address,
                 unsigned known)
{
	struct party *party;

	if (index == NO_PARTY || address.host.ptr == NULL)
		return;
	party = &cast->parties[index];
	if (known <= party->known)
		return;
	party->address = address;
	party->known = known;
}

size_t party_add(struct cast *cast, bool is_proxy)
{
	if (cast->party_count == MAX_PARTIES)
		return NO_PARTY;
	cast->parties[cast->party_count] = (struct party){
	        .is_proxy = is_proxy, .rank = RANK_CALLED, .peer = NO_PARTY};
	return cast->party_count++;
}

bool party_is_proxy(const struct cast *cast, size_t index)
{
	return index != NO_PARTY && cast->parties[index].is_proxy;
}

size_t party_with_tag(const struct cast *cast, struct zsip_slice tag)
{
	for (size_t i = 0; tag.ptr != NULL && i < cast->alias_count; i++) {
		if (zsip_slice_equal_nocase(cast->aliases[i].tag, tag))
			return cast->aliases[i].party;
	}
	return NO_PARTY;
}

size_t party_give_tag(struct cast *cast, size_t party, struct zsip_slice tag)
{
	if (party == NO_PARTY || tag.ptr == NULL ||
	    cast->alias_count == MAX_PARTIES)
		return party;
	cast->aliases[cast->alias_count++] = (struct alias){tag, party};
	cast->parties[party].has_tag = true;
	return party;
}

size_t party_at(const struct cast *cast, struct address address, bool proxy)
{
	for (size_t i = 0; i < cast->party_count; i++) {
		const struct party *party = &cast->parties[i];

		if (party->is_proxy == proxy && party->known == BY_VIA &&
		    address_is_same(&party->address, &address))
			return i;
	}
	return NO_PARTY;
}

size_t party_proxy_at(struct cast *cast, struct address address)
{
	size_t found = party_at(cast, address, true);

	if (found == NO_PARTY)
		found = party_add(cast, true);
	party_learn(cast, found, address, BY_VIA);
	return found;
}

size_t party_beside(struct cast *cast, struct zsip_slice tag, size_t side)
{
	size_t found = party_with_tag(cast, tag);

	if (found != NO_PARTY)
		return found;
	for (size_t i = 0; i < cast->party_count; i++) {
		const struct party *party = &cast->parties[i];

		if (i != side && !party->is_proxy &&
		    (tag.ptr == NULL || !party->has_tag))
			return party_give_tag(cast, i, tag);
	}
	return party_give_tag(cast, party_add(cast, false), tag);
}

size_t parties_sort(struct party *parties, size_t count, size_t *places)
{
	struct party sorted[MAX_PARTIES];
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		places[i] = 0;
		if (!parties[i].is_used)
			continue;
		for (size_t k = 0; k < count; k++)
			places[i] +=
			        parties[k].is_used &&
			        (parties[k].rank < parties[i].rank ||
			         (parties[k].rank == parties[i].rank && k < i));
		sorted[places[i]] = parties[i];
		used++;
	}
	memcpy(parties, sorted, used * sizeof(*sorted));
	return used;
}
