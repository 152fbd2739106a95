/*
 * Offers that were met, so that what answers them can be held against them (RFC
 * 3264, RFC 3261 13.2.1).  They are known by Call-ID and CSeq, over all files.
 */
#include "siplint.h"
#include <stdlib.h>
#include <string.h>

/* The last ones; those before them are forgotten. */
enum { OFFERS = 64 };

struct offer {
	char *call_id, *text;
	size_t call_id_len, len;
	uint32_t cseq;
	bool by_response;
	/* Another one of the same name was met: it is on its way through a
	 * proxy that changes it, and nobody knows which one is answered. */
	bool ambiguous;
};

static struct offer offers[OFFERS];
static size_t next_offer;

/* What a message says of the exchange that it belongs to. */
struct exchange {
	struct zsip_slice call_id;
	uint32_t cseq;
	enum zsip_method method; /* by CSeq */
};

static bool read_value(const struct zsip_message *sip, enum zsip_header id,
                       struct zsip_value *value)
{
	const struct zsip_field *field = zsip_field_find(sip, id, NULL);

	return field != NULL && zsip_value_parse(value, id, field->value,
	                                         sip->options, NULL) == ZSIP_OK;
}

static bool exchange_read(struct exchange *exchange,
                          const struct zsip_message *sip)
{
	struct zsip_value value;

	if (!read_value(sip, ZSIP_HDR_CALL_ID, &value))
		return false;
	exchange->call_id = value.callid.callid;
	if (!read_value(sip, ZSIP_HDR_CSEQ, &value))
		return false;
	exchange->cseq = value.cseq.number;
	exchange->method = zsip_method_find(value.cseq.method);
	return true;
}

static struct offer *find(const struct exchange *exchange, bool by_response)
{
	for (size_t i = 0; i < OFFERS; i++) {
		struct zsip_slice call_id = {offers[i].call_id,
		                             offers[i].call_id_len};

		if (offers[i].text != NULL &&
		    offers[i].by_response == by_response &&
		    offers[i].cseq == exchange->cseq &&
		    zsip_slice_equal(call_id, exchange->call_id))
			return &offers[i];
	}
	return NULL;
}

/* An answer comes in a response to a request with an offer, or in the ACK to
 * a response with one. */
static const struct offer *find_answered(const struct exchange *exchange,
                                         const struct zsip_message *sip)
{
	if (sip->method.ptr != NULL)
		return exchange->method == ZSIP_METHOD_ACK
		               ? find(exchange, true)
		               : NULL;
	if (sip->status_code >= 300 ||
	    (exchange->method != ZSIP_METHOD_INVITE &&
	     exchange->method != ZSIP_METHOD_UPDATE))
		return NULL;
	return find(exchange, false);
}

static char *copy(struct zsip_slice bytes)
{
	char *to = must_resize(NULL, bytes.len + 1, 1);

	memcpy(to, bytes.ptr, bytes.len);
	return to;
}

static void keep(const struct exchange *exchange, bool by_response,
                 struct zsip_slice text)
{
	struct offer *offer = find(exchange, by_response);

	if (offer != NULL) {
		offer->ambiguous =
		        offer->ambiguous ||
		        !zsip_slice_equal(
		                text,
		                (struct zsip_slice){offer->text, offer->len});
		return;
	}
	offer = &offers[next_offer++ % OFFERS];
	free(offer->call_id);
	free(offer->text);
	*offer = (struct offer){.call_id = copy(exchange->call_id),
	                        .call_id_len = exchange->call_id.len,
	                        .text = copy(text),
	                        .len = text.len,
	                        .cseq = exchange->cseq,
	                        .by_response = by_response};
}

struct zsip_slice offer_of(const struct zsip_message *sip,
                           struct zsip_slice text)
{
	const struct zsip_slice none = {NULL, 0};
	const struct offer *offer;
	struct exchange exchange;

	if (!exchange_read(&exchange, sip))
		return none;
	offer = find_answered(&exchange, sip);
	if (offer != NULL)
		return offer->ambiguous
		               ? none
		               : (struct zsip_slice){offer->text, offer->len};
	if (exchange.method == ZSIP_METHOD_INVITE ||
	    exchange.method == ZSIP_METHOD_UPDATE)
		keep(&exchange, sip->method.ptr == NULL, text);
	return none;
}

void offers_free(void)
{
	for (size_t i = 0; i < OFFERS; i++) {
		free(offers[i].call_id);
		free(offers[i].text);
		offers[i] = (struct offer){.text = NULL};
	}
}
