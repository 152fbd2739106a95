/*
 * Offers that were met, so that what answers them can be held against them (RFC
 * 3264, RFC 3261 13.2.1).  They are known by Call-ID and CSeq, over all files.
 */
#include "lint/copy.h"
#include "lint/descriptions.h"
#include "text_hash.h"
#include <stdlib.h>

/* Each Call-ID has its place, with the last offers that were met there; those
 * before them are forgotten. */
enum { PLACES = 256, OFFERS_AT_PLACE = 4 };

struct offer {
	struct copy call_id, text;
	uint32_t hash; /* of the Call-ID: spares most comparisons */
	uint32_t cseq;
	bool by_response;
	/* Another one of the same name was met: it is on its way through a
	 * proxy that changes it, and nobody knows which one is answered. */
	bool ambiguous;
};

struct offers {
	struct offer at[PLACES][OFFERS_AT_PLACE];
	size_t next[PLACES];
};

/* What a message says of the exchange that it belongs to. */
struct exchange {
	struct zsip_slice call_id;
	uint32_t hash;
	uint32_t cseq;
	enum zsip_method method; /* by CSeq */
};

/* Without case, as calls are told apart; the same in every thread. */
static uint32_t hash_of(struct zsip_slice bytes)
{
	const struct zsip_text_key key = zsip_text_key(0);

	return (uint32_t)zsip_text_hash(bytes, &key, true);
}

size_t offers_place(struct zsip_slice call_id)
{
	return hash_of(call_id) % PLACES;
}

static bool exchange_read(struct exchange *exchange,
                          const struct zsip_core *core)
{
	if (core->status[ZSIP_CORE_CALL_ID] != ZSIP_OK ||
	    core->status[ZSIP_CORE_CSEQ] != ZSIP_OK)
		return false;
	exchange->call_id = core->call_id.callid;
	exchange->hash = hash_of(exchange->call_id);
	exchange->cseq = core->cseq.number;
	exchange->method = zsip_method_find(core->cseq.method);
	return true;
}

/* How many are there; memory that none was put into is not even read. */
static size_t count_at(const struct offers *offers, size_t place)
{
	size_t count = offers->next[place];

	return count < OFFERS_AT_PLACE ? count : OFFERS_AT_PLACE;
}

static struct offer *find(struct offers *offers,
                          const struct exchange *exchange, bool by_response)
{
	size_t place = exchange->hash % PLACES;

	for (size_t i = 0; i < count_at(offers, place); i++) {
		struct offer *offer = &offers->at[place][i];

		if (offer->hash == exchange->hash &&
		    offer->by_response == by_response &&
		    offer->cseq == exchange->cseq &&
		    zsip_slice_equal(copy_slice(&offer->call_id),
		                     exchange->call_id))
			return offer;
	}
	return NULL;
}

/* An answer comes in a response to a request with an offer, or in the ACK to
 * a response with one. */
static const struct offer *find_answered(struct offers *offers,
                                         const struct exchange *exchange,
                                         const struct zsip_message *sip)
{
	if (sip->method.ptr != NULL)
		return exchange->method == ZSIP_METHOD_ACK
		               ? find(offers, exchange, true)
		               : NULL;
	if (sip->status_code >= 300 ||
	    (exchange->method != ZSIP_METHOD_INVITE &&
	     exchange->method != ZSIP_METHOD_UPDATE))
		return NULL;
	return find(offers, exchange, false);
}

static void keep(struct offers *offers, const struct exchange *exchange,
                 bool by_response, struct zsip_slice text)
{
	struct offer *offer = find(offers, exchange, by_response);
	size_t place = exchange->hash % PLACES;

	if (offer != NULL) {
		offer->ambiguous =
		        offer->ambiguous ||
		        !zsip_slice_equal(text, copy_slice(&offer->text));
		return;
	}
	offer = &offers->at[place][offers->next[place]++ % OFFERS_AT_PLACE];
	copy_take(&offer->call_id, exchange->call_id);
	copy_take(&offer->text, text);
	offer->hash = exchange->hash;
	offer->cseq = exchange->cseq;
	offer->by_response = by_response;
	offer->ambiguous = false;
}

struct zsip_slice offer_of(struct offers *offers,
                           const struct zsip_message *sip,
                           const struct zsip_core *core, struct zsip_slice text)
{
	const struct zsip_slice none = {NULL, 0};
	const struct offer *offer;
	struct exchange exchange;

	if (!exchange_read(&exchange, core))
		return none;
	offer = find_answered(offers, &exchange, sip);
	if (offer != NULL)
		return offer->ambiguous ? none : copy_slice(&offer->text);
	if (exchange.method == ZSIP_METHOD_INVITE ||
	    exchange.method == ZSIP_METHOD_UPDATE)
		keep(offers, &exchange, sip->method.ptr == NULL, text);
	return none;
}

struct offers *offers_start(void)
{
	return must_clear(sizeof(struct offers));
}

void offers_end(struct offers *offers)
{
	for (size_t i = 0; i < PLACES; i++) {
		struct offer *at = offers->at[i];

		for (size_t j = 0; j < count_at(offers, i); j++) {
			copy_free(&at[j].call_id);
			copy_free(&at[j].text);
		}
	}
	free(offers);
}
