/*
 * What the parts of a flow share: a message on its way into its record.
 */
#ifndef ZSIP_FLOW_STEP_H
#define ZSIP_FLOW_STEP_H

#include "facts.h"
#include "zsip_flow.h"

#pragma GCC visibility push(hidden)

/* Bits of zsip_flow_dialog.flags. */
enum {
	/* Known by both tags, else a side outside dialogs. */
	FLOW_BOTH_TAGS = 1 << 0,
	/* The record's From is the called side. */
	FLOW_TURNED = 1 << 1,
	/* The trace has not seen how it was made. */
	FLOW_UNBEGUN = 1 << 2,
	FLOW_SESSION = 1 << 3,      /* an INVITE had a 2xx */
	FLOW_CONFIRMED = 1 << 4,    /* a 2xx had its ACK */
	FLOW_ENDED = 1 << 5,        /* the session is over */
	FLOW_SUBSCRIPTION = 1 << 6, /* a SUBSCRIBE had a 2xx */
	FLOW_NOTIFIED = 1 << 7,     /* the subscription is over */
	/* Of what tells a side outside dialogs: responses with a To tag came,
	 * and requests that NOTIFYs may follow. */
	FLOW_ANSWERED = 1 << 8,
	FLOW_SUBSCRIBES = 1 << 9,
	/* A response to the last INVITE has had an offer. */
	FLOW_OFFERED = 1 << 10,
	/* Which description answers which is not known. */
	FLOW_OFFERS_LOST = 1 << 11,
	/* A side has changed its Contact: FLOW_MOVED << side. */
	FLOW_MOVED = 1 << 12
};

/* Hashes of texts that records are found by; only who knows the seed can make
 * texts that have the same.  Those of a Via come first. */
enum flow_digest {
	FLOW_BRANCH,
	FLOW_HOST,
	FLOW_TRANSPORT,
	FLOW_SENDER,
	FLOW_TO_TAG,
	FLOW_DIGESTS
};

/* What identifies a transaction on a hop. */
struct flow_hop_key {
	struct zsip_slice branch, host;
	uint32_t hash;
	uint16_t port;
	bool cookie;
};

enum { FLOW_FIELDS = 64 };

struct flow_step {
	struct zsip_flow *flow;
	const struct zsip_message *msg;
	const struct zsip_core *core;
	uint32_t index;
	struct zsip_flow_message *rec;
	/* Of a response: the first record of its request, on whatever hop. */
	uint32_t group;
	uint32_t rack_cseq; /* the second number of RAck */
	/* Of an ACK or a CANCEL that is of no request on its hop: what
	 * zsip_flow_find_invite() says. */
	uint32_t invite;
	struct flow_hop_key hop;
	/* By what the record itself is found, on its hop and on any. */
	uint32_t hop_hash, original_hash;
	uint64_t digests[FLOW_DIGESTS];
	uint64_t fields; /* a bit for each header field below FLOW_FIELDS */
	void (*report)(void *user, const struct zsip_flow_finding *finding);
	void *user;
};

static inline struct zsip_flow_message *zsip_flow_at(const struct flow_step *s,
                                                     uint32_t index)
{
	return index == ZSIP_FLOW_NONE ? NULL : &s->flow->messages[index];
}

static inline bool zsip_flow_is_same_nocase(const struct zsip_flow_message *a,
                                            struct zsip_flow_span of_a,
                                            const struct zsip_flow_message *b,
                                            struct zsip_flow_span of_b)
{
	return zsip_is_same_tag(zsip_flow_slice(a, of_a),
	                        zsip_flow_slice(b, of_b));
}

static inline bool zsip_flow_has(struct zsip_flow_span span)
{
	return span.offset != UINT32_MAX;
}

/* @param id  below FLOW_FIELDS */
static inline bool zsip_flow_has_field(const struct flow_step *s,
                                       enum zsip_header id)
{
	return (s->fields >> id & 1) != 0;
}

static const struct zsip_flow_span flow_no_span = {UINT32_MAX, 0};

/* flow_rules.c */

/* A finding on a message; `span` absent: its start line.  `other` may be
 * ZSIP_FLOW_NONE. */
void zsip_flow_tell(const struct zsip_flow *flow, enum zsip_flow_rule rule,
                    uint32_t message, struct zsip_flow_span span,
                    uint32_t other, struct zsip_flow_span other_span,
                    void (*report)(void *user,
                                   const struct zsip_flow_finding *finding),
                    void *user);

/* The same on the message of this step. */
void zsip_flow_find(const struct flow_step *s, enum zsip_flow_rule rule,
                    struct zsip_flow_span span, uint32_t other,
                    struct zsip_flow_span other_span);

/* flow_facts.c: fill the record; false for a message that is not judged. */
bool zsip_flow_read(struct flow_step *s);

/* A list of routes: hashes of it and of it turned round. */
struct flow_routes {
	uint32_t hash, turned, count;
	bool first_loose, last_loose;
};

/* The hashes leave out the first ones. */
void zsip_flow_read_routes(const struct flow_step *s, enum zsip_header id,
                           uint32_t skip, struct flow_routes *routes);

/* Whether a branch is one by RFC 3261. */
bool zsip_flow_has_cookie(struct zsip_slice branch);

/* The value of the first such field; of one that is below ZSIP_FIRST_COUNT. */
struct zsip_flow_span zsip_flow_field(const struct flow_step *s,
                                      enum zsip_header id);

/* flow_body.c: the session description, where there is one. */
void zsip_flow_read_description(struct flow_step *s);

/* flow_index.c, flow_hop_keys.c, flow_keys.c: what finds records. */

/* Make room for one more record in the tables. */
void zsip_flow_grow(struct zsip_flow *flow);

/* Fill what tells the hop of this message; what is asked below rests on it. */
void zsip_flow_read_hop(struct flow_step *s);

/* What of a request fits; what weighs more has the higher bit. */
enum flow_fit { FLOW_FIT_CSEQ = 1, FLOW_FIT_METHOD = 2, FLOW_FIT_SENT_BY = 4 };

/* Of the requests with that branch the one that fits best, and the last one of
 * those that fit alike; `needs` has to fit.  ZSIP_METHOD_OTHER is the method of
 * this message.  An ACK and a CANCEL share a branch
 * with another request: they are only found by their method. */
uint32_t zsip_flow_find_hop(const struct flow_step *s,
                            const struct flow_hop_key *key,
                            enum zsip_method method, unsigned needs);
/* The request, met on the hop of one of this request's Vias. */
uint32_t zsip_flow_find_via(const struct flow_step *s,
                            const struct zsip_via_parm *via);

/* The same response on the same hop. */
uint32_t zsip_flow_find_response(const struct flow_step *s);
void zsip_flow_add_hop(const struct flow_step *s);

/* The same for a response. */
uint32_t zsip_flow_find_answered(const struct flow_step *s);
/* The INVITE of an ACK or a CANCEL. */
uint32_t zsip_flow_find_invite(const struct flow_step *s);
/* The 200 to the INVITE that this ACK has the CSeq of. */
uint32_t zsip_flow_find_success(const struct flow_step *s);
/* The first record of the same message on any hop. */
uint32_t zsip_flow_find_original(struct flow_step *s);
/* Behind zsip_flow_find_original(), which has found none. */
void zsip_flow_add_original(const struct flow_step *s);

/* The record that has the state of the dialog with both tags, or of the side
 * that has the From tag, or the To tag, outside dialogs. */
uint32_t zsip_flow_find_dialog(const struct flow_step *s);
uint32_t zsip_flow_find_side(const struct flow_step *s, bool to);
void zsip_flow_add_dialog(const struct flow_step *s, bool both);

/* flow_hops.c: the relations of a message on its hop, and to other hops. */
void zsip_flow_relate(struct flow_step *s);

/* flow_copies.c: a response beside its request. */
void zsip_flow_check_copies(const struct flow_step *s);
void zsip_flow_check_call_id(const struct flow_step *s, uint32_t other);
bool zsip_flow_is_same_uri(const struct zsip_flow_message *a,
                           struct zsip_flow_span of_a,
                           const struct zsip_flow_message *b,
                           struct zsip_flow_span of_b);

/* flow_ack.c */
void zsip_flow_check_ack(const struct flow_step *s);
void zsip_flow_check_cancel(const struct flow_step *s);
void zsip_flow_check_cancelled(const struct flow_step *s);
/* Who sent this INVITE to its first hop sends this ACK or CANCEL. */
bool zsip_flow_is_on_its_hop(const struct flow_step *s,
                             const struct zsip_flow_message *of);

/* flow_dialogs.c: which dialog it is of; what it may not do there. */
void zsip_flow_place_request(struct flow_step *s);
void zsip_flow_place_response(struct flow_step *s);
const struct zsip_flow_message *
zsip_flow_base(const struct flow_step *s,
               const struct zsip_flow_message *dialog);

/* flow_state.c: what it does to the dialog. */
void zsip_flow_take_request(struct flow_step *s);
void zsip_flow_take_response(struct flow_step *s);
bool zsip_flow_is_long_after(const struct zsip_flow_message *rec,
                             const struct zsip_flow_message *before);
void zsip_flow_settle_unseen(const struct flow_step *s, uint32_t invite);

/* flow_routes.c */
void zsip_flow_check_max_forwards(const struct flow_step *s);
void zsip_flow_check_record_route(const struct flow_step *s);
void zsip_flow_check_route(const struct flow_step *s);
void zsip_flow_view(const struct flow_step *s);

/* flow_offers.c, flow_versions.c */
void zsip_flow_offer_request(struct flow_step *s);
void zsip_flow_offer_response(struct flow_step *s);
/* The request of this response, or what it had, is refused. */
void zsip_flow_void_offer(struct zsip_flow *flow,
                          struct zsip_flow_dialog *state);
/* The description beside the one of the same side before it. */
void zsip_flow_check_version(const struct flow_step *s);
void zsip_flow_check_streams(const struct flow_step *s);
/* Beside an answer that it should repeat. */
void zsip_flow_check_repeated(const struct flow_step *s, uint32_t answer);

/* flow_reliable.c */
void zsip_flow_take_reliable(struct flow_step *s);
void zsip_flow_take_prack(struct flow_step *s);

#pragma GCC visibility pop

#endif
