/*
 * A response beside its request on the same hop: what it has from it (RFC 3261
 * 8.2.6.2), and whether it may follow the responses before it (17.2).
 */
#include "flow.h"
#include <string.h>

enum { LEAST_URI = 64 };

/* Blanks, display names and parameters do not count; the case of a user part
 * does (RFC 3261 19.1.4). */
static bool is_equal_uri(struct zsip_slice a, struct zsip_slice b)
{
	struct zsip_uri of_a, of_b;

	/* Escapes make a text three times as long.  A text that is longer than
	 * that is not read, lest it is with each message. */
	if (a.len / 4 > b.len + LEAST_URI || b.len / 4 > a.len + LEAST_URI)
		return false;
	return zsip_uri_parse(&of_a, a, NULL, NULL) == ZSIP_OK &&
	       zsip_uri_parse(&of_b, b, NULL, NULL) == ZSIP_OK &&
	       zsip_uri_strict_equal(&of_a, &of_b);
}

bool zsip_flow_is_same_uri(const struct zsip_flow_message *a,
                           struct zsip_flow_span of_a,
                           const struct zsip_flow_message *b,
                           struct zsip_flow_span of_b)
{
	struct zsip_slice text_a = zsip_flow_slice(a, of_a);
	struct zsip_slice text_b = zsip_flow_slice(b, of_b);

	return zsip_slice_equal(text_a, text_b) || is_equal_uri(text_a, text_b);
}

/* What a response had when it was met first was told there. */
static const struct zsip_flow_message *told_by(const struct flow_step *s)
{
	const struct zsip_flow_message *told =
	        zsip_flow_at(s, s->rec->forwards);

	return told != NULL && told->request != ZSIP_FLOW_NONE ? told : NULL;
}

static void check_tag(const struct flow_step *s, enum zsip_flow_rule rule,
                      struct zsip_flow_span tag, bool to)
{
	const struct zsip_flow_message *request =
	        zsip_flow_at(s, s->rec->request);
	struct zsip_flow_span of = to ? request->to_tag : request->from_tag;
	const struct zsip_flow_message *told;

	if (zsip_flow_is_same_nocase(s->rec, tag, request, of))
		return;
	told = told_by(s);
	if (told != NULL &&
	    zsip_flow_is_same_nocase(s->rec, tag, told,
	                             to ? told->to_tag : told->from_tag))
		return;
	zsip_flow_find(s, rule,
	               zsip_flow_has(tag) ? tag
	               : to               ? s->rec->to_uri
	                                  : s->rec->from_uri,
	               s->rec->request, of);
}

static void check_uri(const struct flow_step *s, enum zsip_flow_rule rule,
                      struct zsip_flow_span uri, bool to)
{
	const struct zsip_flow_message *request =
	        zsip_flow_at(s, s->rec->request);
	struct zsip_flow_span of = to ? request->to_uri : request->from_uri;
	const struct zsip_flow_message *told;

	if (zsip_flow_is_same_uri(s->rec, uri, request, of))
		return;
	told = told_by(s);
	if (told != NULL &&
	    zsip_flow_is_same_uri(s->rec, uri, told,
	                          to ? told->to_uri : told->from_uri))
		return;
	zsip_flow_find(s, rule, uri, s->rec->request, of);
}

/* The tags tell, or else the URIs. */
static bool is_exchanged(const struct flow_step *s,
                         const struct zsip_flow_message *request)
{
	const struct zsip_flow_message *rec = s->rec;

	if (zsip_flow_has(request->from_tag))
		return !zsip_flow_is_same_nocase(rec, rec->from_tag, request,
		                                 request->from_tag) &&
		       zsip_flow_is_same_nocase(rec, rec->to_tag, request,
		                                request->from_tag);
	return zsip_flow_is_same_uri(rec, rec->from_uri, request,
	                             request->to_uri) &&
	       zsip_flow_is_same_uri(rec, rec->to_uri, request,
	                             request->from_uri) &&
	       !zsip_flow_is_same_uri(rec, rec->from_uri, rec, rec->to_uri);
}

/* As it nearly always is: the same bytes from the URI to the end of the tag
 * behind it. */
static bool has_same_from(const struct zsip_flow_message *a,
                          const struct zsip_flow_message *b)
{
	uint32_t distance = a->from_tag.offset - a->from_uri.offset;
	size_t len = (size_t)distance + a->from_tag.len;

	return zsip_flow_has(a->from_tag) && zsip_flow_has(b->from_tag) &&
	       a->from_tag.offset > a->from_uri.offset &&
	       a->from_uri.len == b->from_uri.len &&
	       a->from_tag.len == b->from_tag.len &&
	       distance == b->from_tag.offset - b->from_uri.offset &&
	       memcmp(a->text.ptr + a->from_uri.offset,
	              b->text.ptr + b->from_uri.offset, len) == 0;
}

static void check_addresses(const struct flow_step *s,
                            const struct zsip_flow_message *request)
{
	const struct zsip_flow_message *rec = s->rec;
	bool same_from = has_same_from(rec, request);

	if (!same_from && is_exchanged(s, request)) {
		zsip_flow_find(s, ZSIP_FLOW_RULE_EXCHANGED, rec->from_uri,
		               rec->request, request->from_uri);
		return;
	}
	if (!same_from) {
		check_tag(s, ZSIP_FLOW_RULE_FROM_TAG, rec->from_tag, false);
		check_uri(s, ZSIP_FLOW_RULE_FROM_URI, rec->from_uri, false);
	}
	if (zsip_flow_has(request->to_tag))
		check_tag(s, ZSIP_FLOW_RULE_TO_TAG, rec->to_tag, true);
	check_uri(s, ZSIP_FLOW_RULE_TO_URI, rec->to_uri, true);
}

/* Others */

static void check_cseq(const struct flow_step *s,
                       const struct zsip_flow_message *request)
{
	if (s->rec->cseq != request->cseq ||
	    !zsip_slice_equal(zsip_flow_slice(s->rec, s->rec->method),
	                      zsip_flow_slice(request, request->method)))
		zsip_flow_find(s, ZSIP_FLOW_RULE_CSEQ, s->rec->cseq_value,
		               s->rec->request, request->cseq_value);
}

static void check_via(const struct flow_step *s,
                      const struct zsip_flow_message *request)
{
	if (s->rec->via_count != request->via_count ||
	    s->rec->via_hash != request->via_hash)
		zsip_flow_find(s, ZSIP_FLOW_RULE_VIA, s->rec->via,
		               s->rec->request, request->via);
}

void zsip_flow_check_call_id(const struct flow_step *s, uint32_t other)
{
	const struct zsip_flow_message *of = zsip_flow_at(s, other);

	if (!zsip_slice_equal(zsip_flow_slice(s->rec, s->rec->call_id),
	                      zsip_flow_slice(of, of->call_id)))
		zsip_flow_find(s, ZSIP_FLOW_RULE_CALL_ID, s->rec->call_id,
		               other, of->call_id);
}

/* The request was met, but with another branch: on another hop, unless the
 * same host has sent it there. */
static void check_without_request(const struct flow_step *s)
{
	const struct zsip_flow_message *request = zsip_flow_at(s, s->group);

	if (request == NULL) {
		if (s->flow->initial)
			zsip_flow_find(s, ZSIP_FLOW_RULE_NO_REQUEST,
			               flow_no_span, ZSIP_FLOW_NONE,
			               flow_no_span);
	} else if (s->rec->via_count == 1 && request->via_count == 1 &&
	           s->rec->port == request->port &&
	           zsip_flow_is_same_nocase(s->rec, s->rec->host, request,
	                                    request->host)) {
		zsip_flow_find(s, ZSIP_FLOW_RULE_VIA, s->rec->via, s->group,
		               request->via);
	}
}

/* Responses before it */

/* What is answered with one To tag: requests that make no dialogs. */
static bool has_one_tag(const struct zsip_flow_message *request)
{
	switch (request->method_id) {
	case ZSIP_METHOD_BYE:
	case ZSIP_METHOD_CANCEL:
	case ZSIP_METHOD_OPTIONS:
	case ZSIP_METHOD_REGISTER:
	case ZSIP_METHOD_PUBLISH:
	case ZSIP_METHOD_INFO:
	case ZSIP_METHOD_MESSAGE:
		return !zsip_flow_has(request->to_tag);
	default:
		return false;
	}
}

static void check_one_tag(const struct flow_step *s,
                          const struct zsip_flow_message *request)
{
	uint32_t before = request->transaction.final != ZSIP_FLOW_NONE
	                          ? request->transaction.final
	                          : request->transaction.provisional;
	const struct zsip_flow_message *other = zsip_flow_at(s, before);

	if (other == NULL || !has_one_tag(request) ||
	    !zsip_flow_has(s->rec->to_tag) || !zsip_flow_has(other->to_tag) ||
	    zsip_flow_is_same_nocase(s->rec, s->rec->to_tag, other,
	                             other->to_tag))
		return;
	zsip_flow_find(s, ZSIP_FLOW_RULE_TO_TAG_CHANGED, s->rec->to_tag, before,
	               other->to_tag);
}

/* An INVITE may have several 2xx, and one even behind another final response
 * (RFC 3261 16.7 step 5). */
static void check_final(const struct flow_step *s,
                        const struct zsip_flow_message *request)
{
	uint32_t before = request->transaction.final;
	const struct zsip_flow_message *other = zsip_flow_at(s, before);

	if (other == NULL || s->rec->code < 200 ||
	    other->code == s->rec->code ||
	    (request->method_id == ZSIP_METHOD_INVITE && s->rec->code < 300))
		return;
	zsip_flow_find(s, ZSIP_FLOW_RULE_SECOND_FINAL, s->rec->start_line,
	               before, other->start_line);
}

void zsip_flow_check_copies(const struct flow_step *s)
{
	const struct zsip_flow_message *request =
	        zsip_flow_at(s, s->rec->request);

	if (request == NULL) {
		check_without_request(s);
		return;
	}
	zsip_flow_check_call_id(s, s->rec->request);
	check_cseq(s, request);
	check_addresses(s, request);
	check_via(s, request);
	check_one_tag(s, request);
	check_final(s, request);
}
