/*
 * What finds records: tables whose buckets lie in the records themselves, so
 * that they grow with them.
 */
#include "flow.h"
#include "folded.h"
#include "siphash.h"

/* Of records with one key that are looked at for one that fits better. */
enum { LOOK_AT = 4 };

/* What a hash is of. */
enum { REQUEST_ON_HOP, RESPONSE_ON_HOP, REQUEST, RESPONSE, DIALOG, SIDE };

static struct zsip_flow_link *link_of(struct zsip_flow *flow, uint32_t index,
                                      enum flow_table table)
{
	struct zsip_flow_message *rec = &flow->messages[index];

	switch (table) {
	case FLOW_HOP:
		return &rec->hop;
	case FLOW_END_TO_END:
		return &rec->end_to_end;
	default:
		return &rec->tags;
	}
}

static uint32_t *head_of(struct zsip_flow *flow, uint32_t hash,
                         enum flow_table table)
{
	return &link_of(flow, hash & (flow->buckets - 1), table)->head;
}

/* A hash of 0 is in no table. */
static void insert(struct zsip_flow *flow, uint32_t index,
                   enum flow_table table, uint32_t hash)
{
	struct zsip_flow_link *link = link_of(flow, index, table);
	uint32_t *head = head_of(flow, hash, table);

	link->hash = hash;
	link->next = *head;
	*head = index;
}

static void rebuild(struct zsip_flow *flow, enum flow_table table)
{
	for (uint32_t i = 0; i < flow->buckets; i++)
		link_of(flow, i, table)->head = ZSIP_FLOW_NONE;
	for (uint32_t i = 0; i < flow->count; i++) {
		uint32_t hash = link_of(flow, i, table)->hash;

		if (hash != 0)
			insert(flow, i, table, hash);
	}
}

void zsip_flow_grow(struct zsip_flow *flow)
{
	if (flow->count <= flow->buckets * 2 && flow->buckets != 0)
		return;
	flow->buckets = flow->buckets == 0 ? 1 : flow->buckets * 2;
	rebuild(flow, FLOW_HOP);
	rebuild(flow, FLOW_END_TO_END);
	rebuild(flow, FLOW_TAGS);
}

static uint32_t first(const struct flow_step *s, enum flow_table table,
                      uint32_t hash)
{
	return *head_of(s->flow, hash, table);
}

/* From `index` on, the next record with this hash. */
static struct zsip_flow_message *next_with(const struct flow_step *s,
                                           enum flow_table table, uint32_t hash,
                                           uint32_t *index)
{
	while (*index != ZSIP_FLOW_NONE &&
	       link_of(s->flow, *index, table)->hash != hash)
		*index = link_of(s->flow, *index, table)->next;
	return zsip_flow_at(s, *index);
}

static void go_on(const struct flow_step *s, enum flow_table table,
                  uint32_t *index)
{
	*index = link_of(s->flow, *index, table)->next;
}

/* Hashes */

/* What closes a text, and what stands for one that is absent, is no byte. */
enum { CLOSED = 0xffff, ABSENT = 0xfffe };

static void start(struct zsip_siphash *hash, const struct flow_step *s,
                  uint16_t kind)
{
	zsip_siphash_start(hash, s->flow->seed, ~s->flow->seed);
	zsip_siphash_put(hash, kind);
}

static void put_exact(struct zsip_siphash *hash, struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		zsip_siphash_put(hash, (unsigned char)text.ptr[i]);
	zsip_siphash_put(hash, text.ptr == NULL ? ABSENT : CLOSED);
}

static void put_nocase(struct zsip_siphash *hash, struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		zsip_siphash_put(hash, (unsigned char)zsip_lower(text.ptr[i]));
	zsip_siphash_put(hash, text.ptr == NULL ? ABSENT : CLOSED);
}

static void put_number(struct zsip_siphash *hash, uint32_t number)
{
	zsip_siphash_put(hash, (uint16_t)number);
	zsip_siphash_put(hash, (uint16_t)(number >> 16));
}

static uint32_t end(struct zsip_siphash *hash)
{
	uint32_t value = (uint32_t)zsip_siphash_end(hash);

	return value == 0 ? 1 : value;
}

static struct zsip_slice tag_of(const struct zsip_flow_message *rec, bool to)
{
	return zsip_flow_slice(rec, to ? rec->to_tag : rec->from_tag);
}

/* Without a tag the URI tells sides apart. */
static struct zsip_slice sender_of(const struct zsip_flow_message *rec)
{
	return zsip_flow_has(rec->from_tag)
	               ? tag_of(rec, false)
	               : zsip_flow_slice(rec, rec->from_uri);
}

static bool is_same_sender(const struct zsip_flow_message *a,
                           const struct zsip_flow_message *b)
{
	return zsip_flow_has(a->from_tag) == zsip_flow_has(b->from_tag) &&
	       zsip_slice_equal_nocase(sender_of(a), sender_of(b));
}

/* Hops */

struct flow_hop_key zsip_flow_hop_key(const struct flow_step *s,
                                      struct zsip_slice method)
{
	const struct zsip_flow_message *rec = s->rec;

	return (struct flow_hop_key){
	        .branch = zsip_flow_slice(rec, rec->branch),
	        .host = zsip_flow_slice(rec, rec->host),
	        .method = method,
	        .port = rec->port,
	        .cookie = (rec->flags & ZSIP_FLOW_COOKIE) != 0};
}

/* Without the cookie a branch alone tells nothing (RFC 3261 17.2.3). */
static uint32_t hash_hop(const struct flow_step *s,
                         const struct flow_hop_key *key)
{
	struct zsip_siphash hash;

	start(&hash, s, REQUEST_ON_HOP);
	put_nocase(&hash, key->branch);
	put_nocase(&hash, key->host);
	zsip_siphash_put(&hash, key->port);
	put_exact(&hash, key->method);
	if (!key->cookie) {
		put_number(&hash, s->rec->cseq);
		put_nocase(&hash, sender_of(s->rec));
	}
	return end(&hash);
}

static bool is_on_hop(const struct flow_step *s,
                      const struct zsip_flow_message *rec,
                      const struct flow_hop_key *key)
{
	return rec->code == 0 && rec->port == key->port &&
	       zsip_is_same_tag(zsip_flow_slice(rec, rec->branch),
	                        key->branch) &&
	       zsip_slice_equal_nocase(zsip_flow_slice(rec, rec->host),
	                               key->host) &&
	       zsip_slice_equal(zsip_flow_slice(rec, rec->method),
	                        key->method) &&
	       (key->cookie ||
	        (rec->cseq == s->rec->cseq && is_same_sender(rec, s->rec)));
}

uint32_t zsip_flow_find_hop(const struct flow_step *s,
                            const struct flow_hop_key *key)
{
	uint32_t hash = hash_hop(s, key), found = ZSIP_FLOW_NONE;
	uint32_t i = first(s, FLOW_HOP, hash);
	const struct zsip_flow_message *rec;

	for (int left = LOOK_AT;
	     left > 0 && (rec = next_with(s, FLOW_HOP, hash, &i)) != NULL;
	     go_on(s, FLOW_HOP, &i)) {
		if (!is_on_hop(s, rec, key))
			continue;
		if (rec->cseq == s->rec->cseq)
			return i;
		if (found == ZSIP_FLOW_NONE)
			found = i;
		left--;
	}
	return found;
}

uint32_t zsip_flow_find_via(const struct flow_step *s,
                            const struct zsip_via_parm *via)
{
	struct flow_hop_key key = {
	        .branch = via->branch,
	        .host = via->host,
	        .method = zsip_flow_slice(s->rec, s->rec->method),
	        .port = zsip_flow_port(via),
	        .cookie = zsip_flow_has_cookie(via->branch)};
	uint32_t found = zsip_flow_find_hop(s, &key);

	return found != ZSIP_FLOW_NONE &&
	                       zsip_flow_at(s, found)->cseq == s->rec->cseq
	               ? found
	               : ZSIP_FLOW_NONE;
}

static uint32_t hash_response(const struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;
	struct zsip_siphash hash;

	start(&hash, s, RESPONSE_ON_HOP);
	put_nocase(&hash, zsip_flow_slice(rec, rec->branch));
	put_nocase(&hash, zsip_flow_slice(rec, rec->host));
	zsip_siphash_put(&hash, rec->port);
	put_exact(&hash, zsip_flow_slice(rec, rec->method));
	put_number(&hash, rec->cseq);
	zsip_siphash_put(&hash, rec->code);
	put_number(&hash, rec->rseq);
	put_nocase(&hash, tag_of(rec, true));
	return end(&hash);
}

/* The same response, on whatever hop. */
static bool is_same_response(const struct zsip_flow_message *a,
                             const struct zsip_flow_message *b)
{
	return a->code == b->code && a->cseq == b->cseq && a->rseq == b->rseq &&
	       zsip_is_same_tag(tag_of(a, true), tag_of(b, true)) &&
	       zsip_slice_equal(zsip_flow_slice(a, a->method),
	                        zsip_flow_slice(b, b->method));
}

static bool is_same_via(const struct zsip_flow_message *a,
                        const struct zsip_flow_message *b)
{
	return a->port == b->port &&
	       zsip_flow_is_same_nocase(a, a->branch, b, b->branch) &&
	       zsip_flow_is_same_nocase(a, a->host, b, b->host);
}

uint32_t zsip_flow_find_response(const struct flow_step *s)
{
	uint32_t hash = hash_response(s), i = first(s, FLOW_HOP, hash);
	const struct zsip_flow_message *rec;

	for (; (rec = next_with(s, FLOW_HOP, hash, &i)) != NULL;
	     go_on(s, FLOW_HOP, &i)) {
		if (rec->code != 0 && is_same_response(rec, s->rec) &&
		    is_same_via(rec, s->rec))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

void zsip_flow_add_hop(const struct flow_step *s)
{
	struct flow_hop_key key;

	if (s->rec->code != 0) {
		insert(s->flow, s->index, FLOW_HOP, hash_response(s));
		return;
	}
	key = zsip_flow_hop_key(s, zsip_flow_slice(s->rec, s->rec->method));
	insert(s->flow, s->index, FLOW_HOP, hash_hop(s, &key));
}

/* End to end */

static uint32_t hash_request(const struct flow_step *s,
                             struct zsip_slice method, bool to_tag)
{
	struct zsip_siphash hash;

	start(&hash, s, REQUEST);
	put_nocase(&hash, sender_of(s->rec));
	if (to_tag)
		put_nocase(&hash, tag_of(s->rec, true));
	put_number(&hash, s->rec->cseq);
	put_exact(&hash, method);
	return end(&hash);
}

/* A request of a To tag that is to have none has another hash. */
uint32_t zsip_flow_find_request(const struct flow_step *s,
                                struct zsip_slice method, bool to_tag)
{
	uint32_t hash, i;
	const struct zsip_flow_message *rec;

	to_tag = to_tag && zsip_flow_has(s->rec->to_tag);
	hash = hash_request(s, method, to_tag);
	i = first(s, FLOW_END_TO_END, hash);
	for (; (rec = next_with(s, FLOW_END_TO_END, hash, &i)) != NULL;
	     go_on(s, FLOW_END_TO_END, &i)) {
		if (rec->code == 0 && rec->cseq == s->rec->cseq &&
		    is_same_sender(rec, s->rec) &&
		    zsip_flow_has(rec->to_tag) == to_tag &&
		    (!to_tag || zsip_is_same_tag(tag_of(rec, true),
		                                 tag_of(s->rec, true))) &&
		    zsip_slice_equal(zsip_flow_slice(rec, rec->method), method))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

/* That it was sent to no tag is the usual case in the beginning. */
static uint32_t find_either(const struct flow_step *s, struct zsip_slice method)
{
	uint32_t found = zsip_flow_find_request(s, method, true);

	return found != ZSIP_FLOW_NONE
	               ? found
	               : zsip_flow_find_request(s, method, false);
}

uint32_t zsip_flow_find_answered(const struct flow_step *s)
{
	return find_either(s, zsip_flow_slice(s->rec, s->rec->method));
}

uint32_t zsip_flow_find_invite(const struct flow_step *s)
{
	return find_either(s, ZSIP_TEXT("INVITE"));
}

static uint32_t hash_original_response(const struct flow_step *s)
{
	const struct zsip_flow_message *rec = s->rec;
	struct zsip_siphash hash;

	start(&hash, s, RESPONSE);
	put_nocase(&hash, sender_of(rec));
	put_nocase(&hash, tag_of(rec, true));
	put_number(&hash, rec->cseq);
	put_exact(&hash, zsip_flow_slice(rec, rec->method));
	zsip_siphash_put(&hash, rec->code);
	put_number(&hash, rec->rseq);
	return end(&hash);
}

static uint32_t find_original_response(const struct flow_step *s)
{
	uint32_t hash = hash_original_response(s);
	uint32_t i = first(s, FLOW_END_TO_END, hash);
	const struct zsip_flow_message *rec;

	for (; (rec = next_with(s, FLOW_END_TO_END, hash, &i)) != NULL;
	     go_on(s, FLOW_END_TO_END, &i)) {
		if (rec->code != 0 && is_same_response(rec, s->rec) &&
		    is_same_sender(rec, s->rec))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

uint32_t zsip_flow_find_original(const struct flow_step *s)
{
	if (s->rec->code != 0)
		return find_original_response(s);
	return zsip_flow_find_request(
	        s, zsip_flow_slice(s->rec, s->rec->method), true);
}

void zsip_flow_add_original(const struct flow_step *s)
{
	struct zsip_slice method = zsip_flow_slice(s->rec, s->rec->method);
	bool to_tag = zsip_flow_has(s->rec->to_tag);

	insert(s->flow, s->index, FLOW_END_TO_END,
	       s->rec->code != 0 ? hash_original_response(s)
	                         : hash_request(s, method, to_tag));
}

/* Dialogs */

static uint32_t hash_tag(const struct flow_step *s, struct zsip_slice tag)
{
	struct zsip_siphash hash;

	start(&hash, s, DIALOG);
	put_nocase(&hash, tag);
	return end(&hash);
}

/* The same whichever side is the caller. */
static uint32_t hash_dialog(const struct flow_step *s)
{
	uint32_t hash = hash_tag(s, tag_of(s->rec, false)) +
	                hash_tag(s, tag_of(s->rec, true));

	return hash == 0 ? 1 : hash;
}

static bool is_of_dialog(const struct zsip_flow_message *rec,
                         const struct zsip_flow_message *other)
{
	struct zsip_slice from = tag_of(rec, false), to = tag_of(rec, true);
	struct zsip_slice other_from = tag_of(other, false);
	struct zsip_slice other_to = tag_of(other, true);

	return (rec->state.flags & FLOW_BOTH_TAGS) != 0 &&
	       ((zsip_is_same_tag(from, other_from) &&
	         zsip_is_same_tag(to, other_to)) ||
	        (zsip_is_same_tag(from, other_to) &&
	         zsip_is_same_tag(to, other_from)));
}

uint32_t zsip_flow_find_dialog(const struct flow_step *s)
{
	uint32_t hash = hash_dialog(s), i = first(s, FLOW_TAGS, hash);
	const struct zsip_flow_message *rec;

	for (; (rec = next_with(s, FLOW_TAGS, hash, &i)) != NULL;
	     go_on(s, FLOW_TAGS, &i)) {
		if (is_of_dialog(rec, s->rec))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

/* Many registrations of one user agent have one Call-ID, each its own tag. */
static struct zsip_slice side_of(const struct zsip_flow_message *rec, bool to)
{
	if (to)
		return tag_of(rec, true);
	if (rec->method_id == ZSIP_METHOD_REGISTER)
		return zsip_flow_slice(rec, rec->from_uri);
	return sender_of(rec);
}

static uint32_t hash_side(const struct flow_step *s, bool to)
{
	struct zsip_siphash hash;

	start(&hash, s, SIDE);
	put_nocase(&hash, side_of(s->rec, to));
	return end(&hash);
}

uint32_t zsip_flow_find_side(const struct flow_step *s, bool to)
{
	uint32_t hash = hash_side(s, to), i = first(s, FLOW_TAGS, hash);
	const struct zsip_flow_message *rec;

	for (; (rec = next_with(s, FLOW_TAGS, hash, &i)) != NULL;
	     go_on(s, FLOW_TAGS, &i)) {
		if ((rec->state.flags & FLOW_BOTH_TAGS) == 0 &&
		    zsip_slice_equal_nocase(side_of(rec, false),
		                            side_of(s->rec, to)))
			return i;
	}
	return ZSIP_FLOW_NONE;
}

void zsip_flow_add_dialog(const struct flow_step *s, bool both)
{
	if (both)
		s->rec->state.flags |= FLOW_BOTH_TAGS;
	insert(s->flow, s->index, FLOW_TAGS,
	       both ? hash_dialog(s) : hash_side(s, false));
}
