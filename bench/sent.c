/*
 * What libraries send, and whether it is what a level asks for.
 */
#include <string.h>

#include "harness.h"
#include "zsip.h"

#define MAX_FIELDS 64

/* What was sent last, if it is to be kept. */
static struct {
	bool keep;
	size_t len;
	char text[MAX_MESSAGE];
} sent;

/* A message with its values. */
struct facts {
	struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
};

static void keep(const void *bytes, size_t len)
{
	if (sent.len + len <= sizeof(sent.text))
		memcpy(sent.text + sent.len, bytes, len);
	sent.len += len;
}

void bench_send(const struct iovec *pieces, size_t count)
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += pieces[i].iov_len;
	bench_sink += len;
	for (size_t i = 0; sent.keep && i < count; i++)
		keep(pieces[i].iov_base, pieces[i].iov_len);
}

void sent_keep(bool keep)
{
	sent.keep = keep;
	sent.len = 0;
}

static bool read_facts(struct facts *facts, const char *text, size_t len)
{
	zsip_message_init(&facts->msg, facts->fields, MAX_FIELDS, NULL);
	return zsip_message_parse(&facts->msg, text, len, NULL) == ZSIP_OK &&
	       facts->msg.content_length_status == ZSIP_OK &&
	       facts->msg.missing == 0 &&
	       zsip_core_parse(&facts->msg, &facts->core, NULL) == ZSIP_OK;
}

static bool same(struct zsip_slice a, struct zsip_slice b)
{
	return a.len == b.len && (a.len == 0 || !memcmp(a.ptr, b.ptr, a.len));
}

static bool is(struct zsip_slice slice, const char *text)
{
	return same(slice, zsip_slice_from(text));
}

static size_t count_values(const struct zsip_message *msg, enum zsip_header id)
{
	struct zsip_value value;
	struct zsip_list list;
	size_t count = 0;

	zsip_list_start(&list, msg, id);
	while (zsip_list_next(&list, &value, NULL) == ZSIP_OK)
		count++;
	return count;
}

/* Of a Via its host and branch, of others the URI. */
static bool same_value(const struct zsip_value *a, const struct zsip_value *b,
                       enum zsip_header id)
{
	if (id == ZSIP_HDR_VIA)
		return same(a->via_parm.host, b->via_parm.host) &&
		       same(a->via_parm.branch, b->via_parm.branch);
	return same(a->name_addr.uri, b->name_addr.uri);
}

/* Whether `b` has the values of `a` but the first `skip_a` of them, behind
 * `skip_b` others. */
static bool same_values(const struct facts *a, size_t skip_a,
                        const struct facts *b, size_t skip_b,
                        enum zsip_header id)
{
	struct zsip_value x, y;
	struct zsip_list in_a, in_b;

	if (count_values(&a->msg, id) + skip_b !=
	    count_values(&b->msg, id) + skip_a)
		return false;
	zsip_list_start(&in_a, &a->msg, id);
	zsip_list_start(&in_b, &b->msg, id);
	while (skip_a-- > 0)
		zsip_list_next(&in_a, &x, NULL);
	while (skip_b-- > 0)
		zsip_list_next(&in_b, &y, NULL);
	while (zsip_list_next(&in_a, &x, NULL) == ZSIP_OK)
		if (zsip_list_next(&in_b, &y, NULL) != ZSIP_OK ||
		    !same_value(&x, &y, id))
			return false;
	return true;
}

static bool has_first(const struct facts *facts, enum zsip_header id,
                      const char *uri)
{
	struct zsip_value value;
	struct zsip_list list;

	zsip_list_start(&list, &facts->msg, id);
	return zsip_list_next(&list, &value, NULL) == ZSIP_OK &&
	       is(value.name_addr.uri, uri);
}

static bool is_edited(unsigned id)
{
	return id == ZSIP_HDR_VIA || id == ZSIP_HDR_ROUTE ||
	       id == ZSIP_HDR_RECORD_ROUTE;
}

/* Header fields that have nothing to do with forwarding, value for value; a
 * library may write them in another order. */
static bool same_others(const struct facts *a, const struct facts *b)
{
	for (size_t i = 0; i < a->msg.field_count; i++) {
		const struct zsip_field *field = &a->msg.fields[i];
		enum zsip_header id = (enum zsip_header)field->id;

		if (!zsip_field_find_name(&b->msg, field->name, NULL))
			return false;
		if (!is_edited(id) &&
		    count_values(&a->msg, id) != count_values(&b->msg, id))
			return false;
	}
	return true;
}

/* From, Call-ID and CSeq. */
static bool same_identity(const struct zsip_core *a, const struct zsip_core *b)
{
	return same(a->from.uri, b->from.uri) &&
	       same(a->from.tag, b->from.tag) && same(a->to.uri, b->to.uri) &&
	       same(a->call_id.callid, b->call_id.callid) &&
	       a->cseq.number == b->cseq.number &&
	       same(a->cseq.method, b->cseq.method);
}

static const char *response_fault(const struct facts *request,
                                  const struct facts *response)
{
	const struct zsip_core *core = &response->core;

	if (response->msg.status_code != 200)
		return "status code";
	if (!same_identity(&request->core, core))
		return "From, To, Call-ID or CSeq";
	if (!is(core->to.tag, BENCH_TAG))
		return "To without its tag";
	if (!same_values(request, 0, response, 0, ZSIP_HDR_VIA))
		return "Via";
	if (!same_values(request, 0, response, 0, ZSIP_HDR_RECORD_ROUTE))
		return "Record-Route";
	if (core->status[ZSIP_CORE_CONTACT] != ZSIP_OK)
		return "Contact";
	if (core->status[ZSIP_CORE_CONTENT_TYPE] != ZSIP_OK ||
	    !is(core->content_type.subtype, "sdp"))
		return "Content-Type";
	if (!is(response->msg.body, BENCH_ANSWER))
		return "body";
	return NULL;
}

static const char *forward_fault(const struct facts *request,
                                 const struct facts *forwarded)
{
	const struct zsip_core *from = &request->core, *to = &forwarded->core;

	if (!same(request->msg.method, forwarded->msg.method) ||
	    !same(request->msg.request_uri, forwarded->msg.request_uri))
		return "start line";
	if (!same_identity(from, to) || !same(from->to.tag, to->to.tag))
		return "From, To, Call-ID or CSeq";
	if (!is(to->via.host, BENCH_HOST) || !is(to->via.branch, BENCH_BRANCH))
		return "no Via on top";
	if (!same_values(request, 0, forwarded, 1, ZSIP_HDR_VIA))
		return "Via";
	if (to->max_forwards.number + 1 != from->max_forwards.number)
		return "Max-Forwards";
	if (!same_values(request, 1, forwarded, 0, ZSIP_HDR_ROUTE))
		return "Route";
	if (!has_first(forwarded, ZSIP_HDR_RECORD_ROUTE,
	               "sip:" BENCH_HOST ";lr") ||
	    !same_values(request, 0, forwarded, 1, ZSIP_HDR_RECORD_ROUTE))
		return "Record-Route";
	if (!same_others(request, forwarded))
		return "other header fields";
	if (!same(request->msg.body, forwarded->msg.body))
		return "body";
	return NULL;
}

const char *sent_fault(int level, const struct message *msg)
{
	static struct facts request, answer;
	size_t len = sent.len;

	sent.len = 0;
	if (set_of(level) != INVITE)
		return NULL;
	if (len == 0 || len > sizeof(sent.text))
		return "nothing sent, or too much";
	if (!read_facts(&request, msg->text, msg->len) ||
	    !read_facts(&answer, sent.text, len))
		return "not a message";
	return level == BENCH_respond ? response_fault(&request, &answer)
	                              : forward_fault(&request, &answer);
}
