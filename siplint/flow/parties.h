/*
 * What parties.c and arrows.c share: who was met so far.
 */
#ifndef SIPLINT_PARTIES_H
#define SIPLINT_PARTIES_H

#include "flow/calls.h"

/* From where an address is known. */
enum { BY_REQUEST_URI = 1, BY_CONTACT, BY_VIA };

/* From left to right: who calls, the proxies as they come, those that were met
 * on the way back alone, and who is called. */
enum { RANK_CALLER = 0, RANK_BACK = 1000, RANK_CALLED = 2000 };

/* A tag and who has it. */
struct alias {
	struct zsip_slice tag;
	size_t party;
};

/* Where requests without a To tag went. */
struct target {
	struct zsip_slice uri;
	size_t sender, party;
	uint32_t bound; /* the request whose response gave it a tag last */
};

/* Which proxy a request without a To tag was seen to go through. */
struct next_hop {
	struct address sender, proxy;
	struct zsip_slice uri;
};

/* What a message says of its way, beside its record. */
struct hint {
	struct address route; /* of its first Route */
	/* The branch of the Via under the topmost one: of who sent a request
	 * to its sender. */
	struct zsip_slice below;
};

struct cast {
	const struct call *call;
	const struct zsip_flow_message *messages;
	struct arrow *arrows;
	struct hint *hints; /* one a message */
	/* Of each request, the same one hop later, and the first response that
	 * names who sent it. */
	uint32_t *forwarded, *answered;
	struct party *parties;
	struct alias aliases[MAX_PARTIES];
	struct target targets[MAX_PARTIES];
	struct next_hop next_hops[MAX_PARTIES];
	size_t party_count, alias_count, target_count, next_hop_count;
	size_t caller;
};
/* hints.c. @param hints  room for one a message */
void hints_read(const struct call *call, struct hint *hints);

size_t party_add(struct cast *cast, bool is_proxy);
bool party_is_proxy(const struct cast *cast, size_t index);
/* An address counts if it comes from a better place than the one before. */
void party_learn(struct cast *cast, size_t index, struct address address,
                 unsigned known);
/* @return NO_PARTY if nobody has this tag, or if it is absent */
size_t party_with_tag(const struct cast *cast, struct zsip_slice tag);
/* @return the party */
size_t party_give_tag(struct cast *cast, size_t party, struct zsip_slice tag);
/* @return who sends from there, by a Via; NO_PARTY for nobody */
size_t party_at(const struct cast *cast, struct address address, bool proxy);
size_t party_proxy_at(struct cast *cast, struct address address);
/* The user agent on the other side of one: that which has the tag, else one of
 * which no tag is known, else a new one. */
size_t party_beside(struct cast *cast, struct zsip_slice tag, size_t side);
/* Keep those in use, from left to right; `places` says where each one went.
 * @return how many they are */
size_t parties_sort(struct party *parties, size_t count, size_t *places);

#endif
