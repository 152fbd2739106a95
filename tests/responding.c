#include <string.h>

#include "responding.h"

/* Both sides, read once more. */
struct both {
	const struct zsip_message *request;
	const struct zsip_response *asked;
	struct zsip_message response;
	struct zsip_core from, to;
	size_t seen; /* fields of the response that are accounted for */
};

static bool is_error(const struct zsip_response *asked)
{
	return (asked->flags & ZSIP_RESPONSE_ERROR) != 0;
}

static bool counts(char byte)
{
	return (unsigned char)byte > ' ' && byte != 0x7F;
}

/* The next byte that counts; -1 at the end. */
static int next_byte(struct zsip_slice *text)
{
	while (text->len != 0 && !counts(*text->ptr)) {
		text->ptr++;
		text->len--;
	}
	if (text->len == 0)
		return -1;
	text->len--;
	return (unsigned char)*text->ptr++;
}

/* The same but for blanks, folds and control bytes: none of these is looked
 * at.  `more` follows a. */
static bool same_but_blanks(struct zsip_slice a, struct zsip_slice more,
                            struct zsip_slice b)
{
	int byte;

	do {
		byte = next_byte(&a);
		if (byte < 0)
			byte = next_byte(&more);
		if (byte != next_byte(&b))
			return false;
	} while (byte >= 0);
	return true;
}

static bool same(struct zsip_slice a, struct zsip_slice b)
{
	return same_but_blanks(a, (struct zsip_slice){"", 0}, b);
}

static bool is_empty(struct zsip_slice text)
{
	return same(text, (struct zsip_slice){"", 0});
}

/* The next field of the response is this one. */
static const struct zsip_field *take(struct both *both, unsigned id)
{
	const struct zsip_field *field = &both->response.fields[both->seen];

	if (both->seen == both->response.field_count || field->id != id)
		return NULL;
	both->seen++;
	return field;
}

static bool is_byte_of_line(char byte)
{
	return byte != '\r' && byte != '\n' && byte != '\0';
}

/* Nothing got in that looks like a line. */
static const char *lines_fault(const struct both *both)
{
	const struct zsip_message *msg = &both->response;

	for (size_t i = 0; i < msg->field_count; i++) {
		struct zsip_slice value = msg->fields[i].value;

		if ((msg->fields[i].flags & ~ZSIP_FIELD_CONTROL) != 0)
			return "a field in an odd form";
		for (size_t j = 0; j < value.len; j++) {
			if (!is_byte_of_line(value.ptr[j]))
				return "a line end or NUL in a value";
		}
	}
	return NULL;
}

static const char *start_line_fault(const struct both *both)
{
	const struct zsip_message *msg = &both->response;
	const char *phrase = zsip_reason_phrase(both->asked->code);
	struct zsip_slice reason = both->asked->reason;

	if (reason.ptr == NULL)
		reason = zsip_slice_from(phrase != NULL ? phrase : "");
	if (msg->status_code != both->asked->code)
		return "another code";
	return zsip_slice_equal(msg->reason, reason) ? NULL : "another reason";
}

static const char *body_fault(const struct both *both)
{
	const struct zsip_message *msg = &both->response;
	struct zsip_slice body = both->asked->body;
	bool apart = (both->asked->flags & ZSIP_RESPONSE_APART) != 0;

	if (msg->content_length_status != ZSIP_OK ||
	    msg->content_length != body.len)
		return "a wrong Content-Length";
	if (apart)
		return msg->body.len == 0 ? NULL : "a body";
	if (msg->missing != 0 || !zsip_slice_equal(msg->body, body))
		return "another body";
	if (msg->body.ptr + body.len != msg->text.ptr + msg->text.len)
		return "bytes behind the body";
	return NULL;
}

static struct zsip_slice bare(struct zsip_slice address)
{
	if (address.len > 1 && address.ptr[0] == '[') {
		address.ptr++;
		address.len -= 2;
	}
	return address;
}

static bool is_number(struct zsip_slice text, unsigned number)
{
	unsigned value = 0;

	for (size_t i = 0; i < text.len; i++)
		value = value * 10 + (unsigned)(text.ptr[i] - '0');
	return text.len != 0 && value == number;
}

/* A parameter stands twice: such a Via goes back as it came. */
static bool has_twice(const struct zsip_via_parm *via, enum zsip_param_id id)
{
	struct zsip_params walk;
	struct zsip_param param;
	unsigned count = 0;

	zsip_params_start(&walk, via->params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK)
		count += param.id == id;
	return count > 1;
}

/* received and rport by the source, or as they were. */
static const char *stamp_fault(const struct both *both)
{
	const struct zsip_via_parm *old = &both->from.via;
	const struct zsip_via_parm *new = &both->to.via;
	const struct zsip_source *source = &both->asked->source;
	struct zsip_slice address = bare(source->address);

	if (has_twice(old, ZSIP_PARAM_RECEIVED) ||
	    has_twice(old, ZSIP_PARAM_RPORT))
		return same(old->params, new->params) ? NULL : "a stamp";
	if (source->port != 0 && old->rport.ptr != NULL) {
		if (!is_number(new->rport, source->port))
			return "another rport";
	} else if (!same(old->rport, new->rport)) {
		return "a changed rport";
	}
	if (address.ptr == NULL)
		return same(old->received, new->received) ? NULL : "a received";
	if (new->received.ptr == NULL)
		return old->rport.ptr == NULL &&
		                       zsip_host_equal(old->host, address)
		               ? NULL
		               : "no received";
	return zsip_host_equal(new->received, address) ? NULL
	                                               : "another received";
}

static const char *top_via_fault(const struct both *both)
{
	const struct zsip_via_parm *old = &both->from.via;
	const struct zsip_via_parm *new = &both->to.via;
	bool slim = same(old->protocol_name, new->protocol_name) &&
	            same(old->protocol_version, new->protocol_version) &&
	            same(old->transport, new->transport) &&
	            same(old->host, new->host) && same(old->port, new->port) &&
	            same(old->branch, new->branch) &&
	            same(old->maddr, new->maddr) && same(old->ttl, new->ttl);

	if (both->to.status[ZSIP_CORE_VIA] != ZSIP_OK)
		return "a top Via that cannot be read";
	return slim ? stamp_fault(both) : "another top Via";
}

static struct zsip_slice behind_top(const struct zsip_core *core,
                                    const struct zsip_field *field)
{
	const char *at = core->behind[ZSIP_CORE_VIA];
	const char *end = field->value.ptr + field->value.len;

	return (struct zsip_slice){at, (size_t)(end - at)};
}

static bool holds(const struct zsip_field *field, const char *at)
{
	return at >= field->value.ptr &&
	       at <= field->value.ptr + field->value.len;
}

/* A top Via that is not sound, and all others that have something. */
static const char *raw_vias_fault(struct both *both)
{
	const struct zsip_field *old = NULL, *new;

	while ((old = zsip_field_find(both->request, ZSIP_HDR_VIA, old)) !=
	       NULL) {
		if (is_empty(old->value))
			continue;
		new = take(both, ZSIP_HDR_VIA);
		if (new == NULL || !same(old->value, new->value))
			return "another Via";
	}
	return both->seen != 0 ? NULL : "no Via";
}

/* The field of the top Via, then all others that have something. */
static const char *vias_fault(struct both *both)
{
	const struct zsip_field *old = NULL, *new = take(both, ZSIP_HDR_VIA);

	do {
		old = zsip_field_find(both->request, ZSIP_HDR_VIA, old);
	} while (!holds(old, both->from.via.protocol_name.ptr));
	if (new == NULL || !holds(new, both->to.via.protocol_name.ptr) ||
	    !same(behind_top(&both->from, old), behind_top(&both->to, new)))
		return "other values behind the top Via";
	while ((old = zsip_field_find(both->request, ZSIP_HDR_VIA, old)) !=
	       NULL) {
		if (is_empty(old->value))
			continue;
		new = take(both, ZSIP_HDR_VIA);
		if (new == NULL || !same(old->value, new->value))
			return "another Via";
	}
	return NULL;
}

static size_t count_values(const struct zsip_message *msg, enum zsip_header id)
{
	struct zsip_list list;
	size_t count = 0;

	zsip_list_start(&list, msg, id);
	while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK)
		count++;
	return count;
}

/* The first field of a kind, with what is added to it. */
static bool has_first(struct both *both, enum zsip_header id,
                      struct zsip_slice more)
{
	const struct zsip_field *old = zsip_field_find(both->request, id, NULL);
	const struct zsip_field *new;

	if (old == NULL || is_empty(old->value))
		return is_error(both->asked);
	new = take(both, id);
	return new != NULL &&same_but_blanks(old->value, more, new->value);
}

/* A URI with a question mark that stands without brackets, by a quirk. */
static bool is_bare(const struct both *both)
{
	struct zsip_slice uri = both->from.to.uri;

	return same(zsip_field_find(both->request, ZSIP_HDR_TO, NULL)->value,
	            uri) &&
	       memchr(uri.ptr, '?', uri.len) != NULL;
}

/* Such a URI in brackets, and what is added. */
static bool has_brackets(struct both *both, struct zsip_slice more)
{
	const struct zsip_field *new = take(both, ZSIP_HDR_TO);
	struct zsip_slice uri = both->from.to.uri, rest;

	if (new == NULL || new->value.len != uri.len + more.len + 2 ||
	    new->value.ptr[0] != '<' || new->value.ptr[uri.len + 1] != '>')
		return false;
	rest = (struct zsip_slice){new->value.ptr + uri.len + 2, more.len};
	return memcmp(new->value.ptr + 1, uri.ptr, uri.len) == 0 &&
	       same(rest, more);
}

static const char *to_fault(struct both *both)
{
	struct zsip_slice tag = both->asked->to_tag, none = {"", 0};
	bool sound = both->from.status[ZSIP_CORE_TO] == ZSIP_OK;
	char text[256] = ";tag=";
	struct zsip_slice more = {text, strlen(text)};

	if (!sound || both->from.to.tag.ptr != NULL || both->asked->code == 100)
		return has_first(both, ZSIP_HDR_TO, none) ? NULL : "another To";
	if (tag.len > sizeof(text) - more.len)
		return NULL;
	memcpy(text + more.len, tag.ptr, tag.len);
	more.len += tag.len;
	if (is_bare(both) ? !has_brackets(both, more)
	                  : !has_first(both, ZSIP_HDR_TO, more))
		return "another To, or another tag";
	if (both->to.status[ZSIP_CORE_TO] != ZSIP_OK ||
	    !zsip_slice_equal(both->to.to.tag, tag))
		return "a tag that is not read as one";
	return NULL;
}

static bool forms_dialog(const struct both *both)
{
	unsigned code = both->asked->code;
	struct zsip_slice method = both->request->method;

	if (code < 101 || code > 299)
		return false;
	if ((both->asked->flags & ZSIP_RESPONSE_RECORD_ROUTE) != 0 ||
	    zsip_slice_equal(method, zsip_slice_from("INVITE")))
		return true;
	return code >= 200 &&
	       (zsip_slice_equal(method, zsip_slice_from("SUBSCRIBE")) ||
	        zsip_slice_equal(method, zsip_slice_from("REFER")) ||
	        zsip_slice_equal(method, zsip_slice_from("NOTIFY")));
}

static const char *record_route_fault(struct both *both)
{
	const enum zsip_header id = ZSIP_HDR_RECORD_ROUTE;
	const struct zsip_field *old = NULL, *new;

	if (!forms_dialog(both))
		return NULL;
	while ((old = zsip_field_find(both->request, id, old)) != NULL) {
		if (is_empty(old->value))
			continue;
		new = take(both, id);
		if (new == NULL || !same(old->value, new->value))
			return "another Record-Route";
	}
	if (count_values(both->request, id) !=
	    count_values(&both->response, id))
		return "more or fewer Record-Routes";
	return NULL;
}

static const char *timestamp_fault(struct both *both)
{
	const struct zsip_field *old =
	        zsip_field_find(both->request, ZSIP_HDR_TIMESTAMP, NULL);
	struct zsip_value then, now;

	if (both->asked->code != 100 || old == NULL ||
	    zsip_value_parse(&then, ZSIP_HDR_TIMESTAMP, old->value,
	                     both->request->options, NULL) != ZSIP_OK)
		return NULL;
	old = take(both, ZSIP_HDR_TIMESTAMP);
	if (old == NULL ||
	    zsip_value_parse(&now, ZSIP_HDR_TIMESTAMP, old->value, NULL,
	                     NULL) != ZSIP_OK ||
	    !zsip_slice_equal(then.timestamp.timestamp,
	                      now.timestamp.timestamp))
		return "another Timestamp";
	return NULL;
}

static const char *lines_given_fault(struct both *both)
{
	for (size_t i = 0; i < both->asked->header_count; i++) {
		const struct zsip_header_line *line = &both->asked->headers[i];
		enum zsip_header id = line->id;
		const struct zsip_field *field;

		if (id == ZSIP_HDR_OTHER)
			id = zsip_header_find(line->name);
		field = take(both, id);
		if (field == NULL ||
		    !zsip_slice_equal(field->value, line->value) ||
		    (id == ZSIP_HDR_OTHER &&
		     !zsip_slice_equal(field->name, line->name)))
			return "another line of the caller's";
	}
	return NULL;
}

/* In the order of the fields. */
static const char *fields_fault(struct both *both)
{
	const struct zsip_slice none = {"", 0};
	bool sound = both->from.status[ZSIP_CORE_VIA] == ZSIP_OK;
	const char *fault = sound ? top_via_fault(both) : NULL;

	if (fault == NULL)
		fault = sound ? vias_fault(both) : raw_vias_fault(both);
	if (fault == NULL && !has_first(both, ZSIP_HDR_FROM, none))
		fault = "another From";
	if (fault == NULL)
		fault = to_fault(both);
	if (fault == NULL && !has_first(both, ZSIP_HDR_CALL_ID, none))
		fault = "another Call-ID";
	if (fault == NULL && !has_first(both, ZSIP_HDR_CSEQ, none))
		fault = "another CSeq";
	if (fault == NULL)
		fault = timestamp_fault(both);
	if (fault == NULL)
		fault = record_route_fault(both);
	if (fault == NULL)
		fault = lines_given_fault(both);
	if (fault == NULL && take(both, ZSIP_HDR_CONTENT_LENGTH) == NULL)
		fault = "no Content-Length";
	if (fault == NULL && both->seen != both->response.field_count)
		fault = "more fields";
	return fault;
}

/* What a sound request gives is sound in the response. */
static const char *sound_fault(const struct both *both)
{
	if (is_error(both->asked))
		return NULL;
	for (int i = ZSIP_CORE_VIA; i <= ZSIP_CORE_CSEQ; i++) {
		if (both->to.status[i] != ZSIP_OK)
			return "what was sound is broken";
	}
	if (count_values(both->request, ZSIP_HDR_VIA) !=
	    count_values(&both->response, ZSIP_HDR_VIA))
		return "more or fewer Vias";
	if (!zsip_slice_equal(both->from.cseq.method, both->to.cseq.method) ||
	    both->from.cseq.number != both->to.cseq.number ||
	    !zsip_slice_equal(both->from.call_id.callid,
	                      both->to.call_id.callid) ||
	    !zsip_slice_equal(both->from.from.tag, both->to.from.tag))
		return "what identifies the dialog is another";
	return NULL;
}

const char *responding_fault(const struct zsip_message *request,
                             const struct zsip_response *asked,
                             const char *text, size_t len)
{
	static struct zsip_field fields[RESPONDING_FIELDS];
	struct both both = {.request = request, .asked = asked};
	const char *fault;

	zsip_message_init(&both.response, fields, RESPONDING_FIELDS,
	                  request->options);
	if (zsip_message_parse(&both.response, text, len, NULL) != ZSIP_OK)
		return "it cannot be parsed";
	zsip_core_parse(request, &both.from, NULL);
	zsip_core_parse(&both.response, &both.to, NULL);
	fault = lines_fault(&both);
	if (fault == NULL)
		fault = start_line_fault(&both);
	if (fault == NULL)
		fault = body_fault(&both);
	if (fault == NULL)
		fault = fields_fault(&both);
	return fault != NULL ? fault : sound_fault(&both);
}
