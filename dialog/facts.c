/*
 * What tells which dialog and which transaction a message is of.
 */
#include "facts.h"
#include <string.h>

bool zsip_facts_forms_dialog(enum zsip_method method, unsigned code)
{
	switch (method) {
	case ZSIP_METHOD_INVITE:
		return code > 100 && code < 300;
	case ZSIP_METHOD_SUBSCRIBE:
	case ZSIP_METHOD_NOTIFY:
	case ZSIP_METHOD_REFER:
		return code >= 200 && code < 300;
	default:
		return false;
	}
}

enum zsip_status zsip_facts_fail(const struct zsip_message *msg,
                                 enum zsip_status status, const char *at,
                                 const char *expected, struct zsip_error *err)
{
	if (err != NULL)
		*err = (struct zsip_error){
		        status, at != NULL ? (size_t)(at - msg->text.ptr) : 0,
		        expected};
	return status;
}

const char *zsip_facts_name(const struct zsip_message *msg, enum zsip_header id)
{
#define NAME(id, name)                                                         \
	{                                                                      \
		id,                                                            \
		{                                                              \
			name " in the request", name " in the response"        \
		}                                                              \
	}
	static const struct {
		enum zsip_header id;
		const char *names[2];
	} rows[] = {NAME(ZSIP_HDR_FROM, "From"),
	            NAME(ZSIP_HDR_TO, "To"),
	            NAME(ZSIP_HDR_CALL_ID, "Call-ID"),
	            NAME(ZSIP_HDR_CSEQ, "CSeq"),
	            NAME(ZSIP_HDR_CONTACT, "Contact"),
	            NAME(ZSIP_HDR_VIA, "Via"),
	            NAME(ZSIP_HDR_RSEQ, "RSeq"),
	            NAME(ZSIP_HDR_REQUIRE, "Require"),
	            NAME(ZSIP_HDR_RECORD_ROUTE, "Record-Route")};
#undef NAME
	size_t i = 0;

	while (rows[i].id != id && i + 1 < sizeof(rows) / sizeof(*rows))
		i++;
	return rows[i].names[msg->status_code != 0];
}

enum zsip_status zsip_facts_read_once(const struct zsip_message *msg,
                                      enum zsip_header id,
                                      const struct zsip_field **field,
                                      struct zsip_value *value,
                                      struct zsip_error *err)
{
	const struct zsip_field *first = zsip_field_find(msg, id, NULL),
	                        *second;
	const char *name = zsip_facts_name(msg, id), *nul;
	struct zsip_error error;

	if (first == NULL)
		return zsip_facts_fail(msg, ZSIP_E_MISSING, NULL, name, err);
	second = zsip_field_find(msg, id, first);
	if (second != NULL)
		return zsip_facts_fail(msg, ZSIP_E_TOO_MANY, second->name.ptr,
		                       name, err);
	if (zsip_value_parse(value, id, first->value, msg->options, &error) !=
	    ZSIP_OK)
		return zsip_facts_fail(msg, error.status,
		                       first->value.ptr + error.offset, name,
		                       err);
	nul = memchr(first->value.ptr, '\0', first->value.len);
	if (nul != NULL)
		return zsip_facts_fail(msg, ZSIP_E_SYNTAX, nul, name, err);
	*field = first;
	return ZSIP_OK;
}

enum zsip_status zsip_facts_check_uri(const struct zsip_message *msg,
                                      enum zsip_header id,
                                      struct zsip_slice text, bool sip,
                                      struct zsip_error *err)
{
	const char *name = zsip_facts_name(msg, id);
	struct zsip_error error;
	struct zsip_uri uri;

	if (zsip_uri_parse_in(&uri, text, msg, &error) != ZSIP_OK)
		return zsip_facts_fail(msg, error.status,
		                       msg->text.ptr + error.offset, name, err);
	if (sip && !zsip_uri_is_sip(&uri))
		return zsip_facts_fail(msg, ZSIP_E_SYNTAX, text.ptr, name, err);
	return ZSIP_OK;
}

static enum zsip_status read_address(const struct zsip_message *msg,
                                     enum zsip_header id,
                                     const struct zsip_field **field,
                                     struct zsip_name_addr *address,
                                     struct zsip_error *err)
{
	struct zsip_value value;
	enum zsip_status status;

	status = zsip_facts_read_once(msg, id, field, &value, err);
	if (status != ZSIP_OK)
		return status;
	*address = value.name_addr;
	return zsip_facts_check_uri(msg, id, address->uri, false, err);
}

enum zsip_status zsip_facts_check_parsed(const struct zsip_message *msg,
                                         struct zsip_error *err)
{
	if (err != NULL)
		*err = msg->error;
	return msg->error.status;
}

enum zsip_status zsip_facts_read_id(struct zsip_facts *facts,
                                    const struct zsip_message *msg,
                                    struct zsip_error *err)
{
	enum zsip_status status = zsip_facts_check_parsed(msg, err);
	struct zsip_value value;

	facts->msg = msg;
	if (status != ZSIP_OK)
		return status;
	status = read_address(msg, ZSIP_HDR_FROM, &facts->from_field,
	                      &facts->from, err);
	if (status == ZSIP_OK)
		status = read_address(msg, ZSIP_HDR_TO, &facts->to_field,
		                      &facts->to, err);
	if (status == ZSIP_OK)
		status = zsip_facts_read_once(msg, ZSIP_HDR_CALL_ID,
		                              &facts->call_id_field, &value,
		                              err);
	if (status == ZSIP_OK)
		facts->call_id = value.callid.callid;
	return status;
}

enum zsip_status zsip_facts_read(struct zsip_facts *facts,
                                 const struct zsip_message *msg,
                                 struct zsip_error *err)
{
	const struct zsip_field *field;
	struct zsip_value value;
	enum zsip_status status;

	status = zsip_facts_read_id(facts, msg, err);
	if (status == ZSIP_OK)
		status = zsip_facts_read_once(msg, ZSIP_HDR_CSEQ, &field,
		                              &value, err);
	if (status != ZSIP_OK)
		return status;
	facts->cseq = value.cseq;
	if (zsip_is_request(msg) &&
	    !zsip_slice_equal(facts->cseq.method, msg->method))
		return zsip_facts_fail(
		        msg, ZSIP_E_SYNTAX, facts->cseq.method.ptr,
		        zsip_facts_name(msg, ZSIP_HDR_CSEQ), err);
	return ZSIP_OK;
}

/* RFC 3261 8.2.6.2: what a response has from its request, the tag of To where
 * there was one. */
static bool is_answer(const struct zsip_facts *request,
                      const struct zsip_facts *response)
{
	return zsip_slice_equal(request->call_id, response->call_id) &&
	       request->cseq.number == response->cseq.number &&
	       zsip_slice_equal(request->cseq.method, response->cseq.method) &&
	       zsip_is_same_tag(request->from.tag, response->from.tag) &&
	       (request->to.tag.ptr == NULL ||
	        zsip_is_same_tag(request->to.tag, response->to.tag));
}

enum zsip_status zsip_facts_read_pair(struct zsip_facts *request,
                                      struct zsip_facts *response,
                                      const struct zsip_message *request_msg,
                                      const struct zsip_message *response_msg,
                                      struct zsip_error *err)
{
	enum zsip_status status = zsip_facts_check_parsed(request_msg, err);

	if (status == ZSIP_OK)
		status = zsip_facts_check_parsed(response_msg, err);
	if (status != ZSIP_OK)
		return status;
	if (!zsip_is_request(request_msg) || response_msg->status_code == 0)
		return zsip_facts_fail(request_msg, ZSIP_E_USE, NULL,
		                       "request and response", err);
	status = zsip_facts_read(request, request_msg, err);
	if (status == ZSIP_OK)
		status = zsip_facts_read(response, response_msg, err);
	if (status == ZSIP_OK && !is_answer(request, response))
		return zsip_facts_fail(response_msg, ZSIP_E_USE, NULL,
		                       "response to the request", err);
	return status;
}

bool zsip_facts_first(const struct zsip_message *msg, enum zsip_header id,
                      struct zsip_value *value)
{
	struct zsip_list list;

	zsip_list_start(&list, msg, id);
	return zsip_list_next(&list, value, NULL) == ZSIP_OK;
}

bool zsip_facts_has_tag(const struct zsip_message *msg, enum zsip_header id,
                        struct zsip_slice tag)
{
	enum zsip_status status;
	struct zsip_list list;

	zsip_list_start(&list, msg, id);
	while ((status = zsip_list_next(&list, NULL, NULL)) != ZSIP_END) {
		if (status == ZSIP_OK &&
		    zsip_slice_equal_nocase(list.item, tag))
			return true;
	}
	return false;
}
