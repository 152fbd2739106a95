/*
 * Requests of an INVITE's transaction: ACK (RFC 3261 17.1.1.3) and CANCEL
 * (9.1).
 */
#include "facts.h"
#include "requesting.h"

/* The top value of Via alone. */
static enum zsip_status read_via(const struct zsip_message *invite,
                                 struct zsip_slice *via, struct zsip_error *err)
{
	const char *name = zsip_facts_name(invite, ZSIP_HDR_VIA);
	struct zsip_value value;
	struct zsip_error error;
	struct zsip_list list;
	enum zsip_status status;

	zsip_list_start(&list, invite, ZSIP_HDR_VIA);
	status = zsip_list_next(&list, &value, &error);
	if (status == ZSIP_END)
		return zsip_facts_fail(invite, ZSIP_E_MISSING, NULL, name, err);
	if (status != ZSIP_OK)
		return zsip_facts_fail(invite, status,
		                       invite->text.ptr + error.offset, name,
		                       err);
	*via = value.raw;
	return ZSIP_OK;
}

static bool is_empty_via(const struct zsip_via_parts *via)
{
	return via->transport.ptr == NULL && via->host.ptr == NULL &&
	       via->branch.ptr == NULL && via->param_count == 0 &&
	       via->port == 0 && !via->rport;
}

static void add_head(struct zsip_requesting *r,
                     const struct zsip_message *invite, struct zsip_slice via,
                     struct zsip_slice method)
{
	r->method = zsip_method_find(method);
	if (!is_empty_via(&r->request->via))
		zsip_requesting_fail(r, ZSIP_E_USE, "no Via of its own");
	zsip_builder_request_line(&r->builder, method, invite->request_uri);
	zsip_build_name(&r->builder, ZSIP_HDR_VIA);
	zsip_writer_add_unfolded(&r->builder.out, via);
	zsip_build_line_end(&r->builder);
	zsip_requesting_max_forwards(r);
	zsip_requesting_copy(r, invite, ZSIP_HDR_ROUTE);
}

/* `to` is a field of the response or of the INVITE. */
static size_t write_request(const struct zsip_facts *invite,
                            const struct zsip_field *to,
                            struct zsip_slice method,
                            const struct zsip_request *request, char *buf,
                            size_t size, struct zsip_error *err)
{
	static const enum zsip_header own[] = {
	        ZSIP_HDR_VIA,           ZSIP_HDR_ROUTE,
	        ZSIP_HDR_REQUIRE,       ZSIP_HDR_PROXY_REQUIRE,
	        ZSIP_HDR_AUTHORIZATION, ZSIP_HDR_PROXY_AUTHORIZATION,
	        ZSIP_HDR_OTHER};
	struct zsip_requesting r;
	struct zsip_slice via;

	if (read_via(invite->msg, &via, err) != ZSIP_OK)
		return 0;
	zsip_requesting_start(&r, request, false, invite->msg->options, buf,
	                      size);
	r.own = own;
	add_head(&r, invite->msg, via, method);
	zsip_build_copy(&r.builder, to);
	zsip_build_copy(&r.builder, invite->from_field);
	zsip_build_copy(&r.builder, invite->call_id_field);
	zsip_builder_add_cseq(&r.builder, invite->cseq.number, method);
	if (r.method == ZSIP_METHOD_ACK)
		zsip_requesting_credentials(&r, invite->msg);
	return zsip_requesting_end(&r, err);
}

static bool is_invite(const struct zsip_message *msg)
{
	return zsip_is_request(msg) && msg->method_id == ZSIP_METHOD_INVITE;
}

size_t zsip_request_ack(const struct zsip_message *invite,
                        const struct zsip_message *response,
                        const struct zsip_request *request, char *buf,
                        size_t size, struct zsip_error *err)
{
	struct zsip_facts sent, received;

	if (zsip_facts_read_pair(&sent, &received, invite, response, err) !=
	    ZSIP_OK)
		return 0;
	if (!is_invite(invite) || response->status_code < 300) {
		zsip_facts_fail(response, ZSIP_E_USE, NULL,
		                "final response to an INVITE that is no 2xx",
		                err);
		return 0;
	}
	return write_request(&sent, received.to_field, ZSIP_TEXT("ACK"),
	                     request, buf, size, err);
}

size_t zsip_request_cancel(const struct zsip_message *invite,
                           const struct zsip_request *request, char *buf,
                           size_t size, struct zsip_error *err)
{
	struct zsip_facts facts;

	if (zsip_facts_check_parsed(invite, err) != ZSIP_OK)
		return 0;
	if (!is_invite(invite)) {
		zsip_facts_fail(invite, ZSIP_E_USE, NULL, "INVITE", err);
		return 0;
	}
	if (zsip_facts_read(&facts, invite, err) != ZSIP_OK)
		return 0;
	return write_request(&facts, facts.to_field, ZSIP_TEXT("CANCEL"),
	                     request, buf, size, err);
}
