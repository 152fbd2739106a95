/*
 * Requests within a dialog (RFC 3261 12.2.1.1, 13.2.2.4; RFC 3262 4).
 */
#include "facts.h"
#include "requesting.h"

static void add_dialog(struct zsip_requesting *r,
                       const struct zsip_dialog *dialog,
                       struct zsip_slice method, uint32_t number)
{
	struct zsip_builder *builder = &r->builder;

	r->sips = dialog->secure;
	zsip_requesting_head(
	        r, method, zsip_dialog_text(dialog, ZSIP_DIALOG_REMOTE_TARGET),
	        zsip_dialog_text(dialog, ZSIP_DIALOG_ROUTE_SET));
	zsip_builder_add(builder, ZSIP_HDR_TO,
	                 zsip_dialog_text(dialog, ZSIP_DIALOG_REMOTE_ADDRESS));
	zsip_builder_add(builder, ZSIP_HDR_FROM,
	                 zsip_dialog_text(dialog, ZSIP_DIALOG_LOCAL_ADDRESS));
	zsip_builder_add(builder, ZSIP_HDR_CALL_ID,
	                 zsip_dialog_text(dialog, ZSIP_DIALOG_CALL_ID));
	zsip_builder_add_cseq(builder, number, method);
}

/* RFC 3262 7.2 */
static void add_rack(struct zsip_builder *builder, const struct zsip_rack *rack)
{
	zsip_build_name(builder, ZSIP_HDR_RACK);
	zsip_writer_add_number(&builder->out, rack->response_number);
	zsip_writer_add(&builder->out, ZSIP_TEXT(" "));
	zsip_writer_add_cseq(&builder->out, rack->cseq_number, rack->method);
	zsip_build_line_end(builder);
}

static uint32_t next_number(struct zsip_requesting *r,
                            const struct zsip_dialog *dialog)
{
	if (!dialog->has_local_sequence)
		return r->request->first_sequence != 0
		               ? r->request->first_sequence
		               : 1;
	if (dialog->local_sequence >= INT32_MAX) {
		zsip_requesting_fail(r, ZSIP_E_RANGE,
		                     "sequence number below 2^31");
		return 0;
	}
	return dialog->local_sequence + 1;
}

static size_t write_request(struct zsip_dialog *dialog,
                            struct zsip_slice method,
                            const struct zsip_rack *rack,
                            const struct zsip_request *request, char *buf,
                            size_t size, struct zsip_error *err)
{
	enum zsip_method id = zsip_method_find(method);
	struct zsip_requesting r;
	uint32_t number;
	size_t len;

	zsip_requesting_start(&r, request, true, NULL, buf, size);
	if (id == ZSIP_METHOD_ACK || id == ZSIP_METHOD_CANCEL)
		zsip_requesting_fail(&r, ZSIP_E_USE,
		                     "method that is not ACK or CANCEL");
	number = next_number(&r, dialog);
	add_dialog(&r, dialog, method, number);
	if (rack != NULL)
		add_rack(&r.builder, rack);
	len = zsip_requesting_end(&r, err);
	if (len != 0 && len <= size) {
		dialog->local_sequence = number;
		dialog->has_local_sequence = true;
	}
	return len;
}

size_t zsip_request_in_dialog(struct zsip_dialog *dialog,
                              struct zsip_slice method,
                              const struct zsip_request *request, char *buf,
                              size_t size, struct zsip_error *err)
{
	return write_request(dialog, method, NULL, request, buf, size, err);
}

/* RFC 3262 3, 4: what tells that a response is sent reliably. */
static enum zsip_status check_required(const struct zsip_message *response,
                                       struct zsip_error *err)
{
	struct zsip_value value;
	struct zsip_list list;
	enum zsip_status status, first = ZSIP_E_MISSING;

	zsip_list_start(&list, response, ZSIP_HDR_REQUIRE);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		if (status != ZSIP_OK && first == ZSIP_E_MISSING)
			first = status;
		if (status == ZSIP_OK &&
		    zsip_slice_equal_nocase(value.raw, ZSIP_TEXT("100rel")))
			return ZSIP_OK;
	}
	return zsip_facts_fail(response, first, NULL,
	                       "Require: 100rel in the response", err);
}

static enum zsip_status read_rack(struct zsip_rack *rack,
                                  const struct zsip_dialog *dialog,
                                  const struct zsip_message *response,
                                  struct zsip_error *err)
{
	const struct zsip_field *field;
	struct zsip_facts facts;
	struct zsip_value rseq;
	enum zsip_status status = zsip_facts_read(&facts, response, err);

	if (status != ZSIP_OK)
		return status;
	if (response->status_code <= 100 || response->status_code >= 200 ||
	    !zsip_slice_equal(facts.cseq.method, ZSIP_TEXT("INVITE")) ||
	    !zsip_dialog_matches(dialog, response, ZSIP_ROLE_UAC))
		return zsip_facts_fail(response, ZSIP_E_USE, NULL,
		                       "provisional response to an INVITE of "
		                       "the dialog",
		                       err);
	status = zsip_facts_read_once(response, ZSIP_HDR_RSEQ, &field, &rseq,
	                              err);
	if (status == ZSIP_OK && rseq.digits.number == 0)
		status = zsip_facts_fail(response, ZSIP_E_RANGE,
		                         field->value.ptr,
		                         "RSeq in the response", err);
	if (status == ZSIP_OK)
		status = check_required(response, err);
	*rack = (struct zsip_rack){.cseq_number = facts.cseq.number,
	                           .method = facts.cseq.method};
	if (status == ZSIP_OK)
		rack->response_number = rseq.digits.number;
	return status;
}

size_t zsip_request_prack(struct zsip_dialog *dialog,
                          const struct zsip_message *response,
                          const struct zsip_request *request, char *buf,
                          size_t size, struct zsip_error *err)
{
	struct zsip_rack rack;

	if (read_rack(&rack, dialog, response, err) != ZSIP_OK)
		return 0;
	return write_request(dialog, ZSIP_TEXT("PRACK"), &rack, request, buf,
	                     size, err);
}

/* An INVITE that this side sent, within the dialog or to make it. */
static enum zsip_status read_invite(uint32_t *number,
                                    const struct zsip_dialog *dialog,
                                    const struct zsip_message *invite,
                                    struct zsip_error *err)
{
	struct zsip_dialog_key own = zsip_dialog_key(dialog), key;
	struct zsip_facts facts;
	enum zsip_status status = zsip_facts_read(&facts, invite, err);

	if (status != ZSIP_OK)
		return status;
	key = (struct zsip_dialog_key){facts.call_id, facts.from.tag,
	                               facts.to.tag};
	if (key.remote_tag.ptr == NULL)
		key.remote_tag = own.remote_tag;
	if (!zsip_is_request(invite) ||
	    invite->method_id != ZSIP_METHOD_INVITE ||
	    !zsip_dialog_key_equal(&own, &key))
		return zsip_facts_fail(invite, ZSIP_E_USE, NULL,
		                       "INVITE of the dialog", err);
	*number = facts.cseq.number;
	return ZSIP_OK;
}

size_t zsip_request_ack_2xx(const struct zsip_dialog *dialog,
                            const struct zsip_message *invite,
                            const struct zsip_request *request, char *buf,
                            size_t size, struct zsip_error *err)
{
	static const enum zsip_header own[] = {
	        ZSIP_HDR_VIA, ZSIP_HDR_ROUTE, ZSIP_HDR_AUTHORIZATION,
	        ZSIP_HDR_PROXY_AUTHORIZATION, ZSIP_HDR_OTHER};
	struct zsip_requesting r;
	uint32_t number = 0;

	if (read_invite(&number, dialog, invite, err) != ZSIP_OK)
		return 0;
	zsip_requesting_start(&r, request, true, invite->options, buf, size);
	r.own = own;
	add_dialog(&r, dialog, ZSIP_TEXT("ACK"), number);
	zsip_requesting_credentials(&r, invite);
	return zsip_requesting_end(&r, err);
}
