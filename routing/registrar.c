/*
 * REGISTER (RFC 3261 10.3, RFC 5626 6).
 */
#include "routing.h"

/* What malformed values count as (RFC 3261 20.10, 20.19); also what is never
 * too brief (10.3 step 7). */
enum { HOUR = 3600 };

static void add_lower(struct zsip_writer *out, struct zsip_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = zsip_lower(text.ptr[i]);

		zsip_writer_add(out, (struct zsip_slice){&byte, 1});
	}
}

static void add_unescaped(struct zsip_writer *out, struct zsip_slice text)
{
	const char *p = text.ptr, *end = p + text.len;

	while (p < end) {
		char byte = zsip_unescape_next(&p, end);

		zsip_writer_add(out, (struct zsip_slice){&byte, 1});
	}
}

size_t zsip_aor_write(const struct zsip_uri *uri, char *buf, size_t size)
{
	char room[ZSIP_HOST_TEXT];
	struct zsip_writer out;

	if (!zsip_uri_is_sip(uri))
		return 0;
	zsip_writer_init(&out, buf, size);
	add_lower(&out, uri->scheme);
	zsip_writer_add(&out, zsip_slice_from(":"));
	if (uri->user.ptr != NULL) {
		add_unescaped(&out, uri->user);
		zsip_writer_add(&out, zsip_slice_from("@"));
	}
	add_lower(&out, zsip_host_text(uri->host, room));
	if (uri->port != 0) {
		zsip_writer_add(&out, zsip_slice_from(":"));
		zsip_writer_add_number(&out, uri->port);
	}
	return out.len;
}

static void read_expires(struct zsip_register *reg,
                         const struct zsip_message *msg)
{
	const struct zsip_field *field =
	        zsip_field_find(msg, ZSIP_HDR_EXPIRES, NULL);
	struct zsip_value value;

	if (field == NULL)
		return;
	reg->has_expires = true;
	reg->expires = HOUR;
	if (zsip_value_parse(&value, ZSIP_HDR_EXPIRES, field->value,
	                     msg->options, NULL) == ZSIP_OK)
		reg->expires = value.digits.number;
}

bool zsip_contact_expires(const struct zsip_name_addr *contact,
                          const struct zsip_register *reg,
                          const struct zsip_registrar_policy *policy,
                          uint32_t *expires)
{
	uint32_t asked = policy->default_expires;
	struct zsip_param param;

	if (reg->has_expires)
		asked = reg->expires;
	if (zsip_params_get(contact->params, ZSIP_PARAM_EXPIRES, &param) ==
	            ZSIP_OK &&
	    zsip_param_number(&param, &asked) != ZSIP_OK)
		asked = HOUR;
	*expires = policy->max_expires != 0 && asked > policy->max_expires
	                   ? policy->max_expires
	                   : asked;
	return asked != 0 && asked < HOUR && asked < policy->min_expires;
}

static bool is_flow(const struct zsip_name_addr *contact)
{
	struct zsip_param param;

	return zsip_params_get(contact->params, ZSIP_PARAM_INSTANCE, &param) ==
	               ZSIP_OK &&
	       zsip_params_get(contact->params, ZSIP_PARAM_REG_ID, &param) ==
	               ZSIP_OK;
}

/* A walk over the Contacts. */
struct contacts {
	const struct zsip_message *msg;
	struct zsip_register *reg;
	const struct zsip_registrar_policy *policy;
	struct zsip_error *err;
	size_t staying; /* that are not removed */
	bool flow, wildcard;
};

static enum zsip_status refuse(const struct contacts *walk, unsigned code,
                               enum zsip_status status, const char *at,
                               const char *expected)
{
	walk->reg->code = (uint16_t)code;
	if (walk->err != NULL)
		*walk->err = (struct zsip_error){
		        status, (size_t)(at - walk->msg->text.ptr), expected};
	return status;
}

static enum zsip_status look_at(struct contacts *walk,
                                const struct zsip_value *value)
{
	const struct zsip_name_addr *contact = &value->name_addr;
	const char *at = value->raw.ptr;
	enum zsip_status status;
	struct zsip_uri uri;
	uint32_t expires;

	walk->reg->contacts++;
	walk->wildcard = walk->wildcard || contact->wildcard;
	if (walk->wildcard) {
		walk->reg->kind = ZSIP_REGISTER_REMOVE_ALL;
		if (walk->reg->contacts > 1 || !walk->reg->has_expires ||
		    walk->reg->expires != 0)
			return refuse(walk, 400, ZSIP_E_USE, at,
			              "* alone, with Expires: 0");
		return ZSIP_OK;
	}
	status = zsip_uri_parse_in(&uri, contact->uri, walk->msg, NULL);
	if (status != ZSIP_OK)
		return refuse(walk, 400, status, at, "URI");
	if (zsip_contact_expires(contact, walk->reg, walk->policy, &expires) &&
	    walk->reg->code == 0)
		refuse(walk, 423, ZSIP_OK, at, "expires");
	walk->staying += expires != 0;
	walk->flow = walk->flow || (expires != 0 && is_flow(contact));
	if (walk->flow && walk->staying > 1)
		return refuse(walk, 400, ZSIP_E_USE, at,
		              "one Contact where there is reg-id");
	return ZSIP_OK;
}

enum zsip_status zsip_register_read(struct zsip_register *reg,
                                    const struct zsip_message *msg,
                                    const struct zsip_registrar_policy *policy,
                                    struct zsip_error *err)
{
	struct contacts walk = {
	        .msg = msg, .reg = reg, .policy = policy, .err = err};
	struct zsip_value value;
	enum zsip_status status;
	struct zsip_list list;

	*reg = (struct zsip_register){.kind = ZSIP_REGISTER_QUERY};
	zsip_passed(err, ZSIP_OK);
	if (msg->method_id != ZSIP_METHOD_REGISTER)
		return zsip_passed(err, ZSIP_E_USE);
	read_expires(reg, msg);
	zsip_list_start(&list, msg, ZSIP_HDR_CONTACT);
	while ((status = zsip_list_next(&list, &value, NULL)) != ZSIP_END) {
		reg->kind = ZSIP_REGISTER_UPDATE;
		if (status != ZSIP_OK)
			return refuse(&walk, 400, status, list.item.ptr,
			              "Contact");
		status = look_at(&walk, &value);
		if (status != ZSIP_OK)
			return status;
	}
	return ZSIP_OK;
}

enum zsip_status zsip_binding_of(struct zsip_binding *binding,
                                 const struct zsip_name_addr *contact,
                                 const struct zsip_core *core)
{
	struct zsip_param param;

	*binding = (struct zsip_binding){.uri = contact->uri};
	if (core->status[ZSIP_CORE_CALL_ID] != ZSIP_OK)
		return (enum zsip_status)core->status[ZSIP_CORE_CALL_ID];
	if (core->status[ZSIP_CORE_CSEQ] != ZSIP_OK)
		return (enum zsip_status)core->status[ZSIP_CORE_CSEQ];
	binding->call_id = core->call_id.callid;
	binding->cseq = core->cseq.number;
	if (contact->wildcard)
		return ZSIP_E_USE;
	if (zsip_params_get(contact->params, ZSIP_PARAM_INSTANCE, &param) !=
	            ZSIP_OK ||
	    param.value.len == 0)
		return ZSIP_OK;
	binding->instance = param.value;
	if (zsip_params_get(contact->params, ZSIP_PARAM_REG_ID, &param) ==
	            ZSIP_OK &&
	    zsip_param_number(&param, &binding->reg_id) != ZSIP_OK)
		binding->reg_id = 0;
	return ZSIP_OK;
}

static bool is_uuid(struct zsip_slice instance)
{
	static const char head[] = "<urn:uuid:";

	return instance.len > sizeof(head) - 1 &&
	       zsip_slice_equal_nocase(
	               (struct zsip_slice){instance.ptr, sizeof(head) - 1},
	               zsip_slice_from(head));
}

/* Without its angle brackets. */
static struct zsip_slice urn_of(struct zsip_slice instance)
{
	if (instance.len >= 2 && instance.ptr[0] == '<' &&
	    instance.ptr[instance.len - 1] == '>')
		return (struct zsip_slice){instance.ptr + 1, instance.len - 2};
	return instance;
}

static bool same_instance(struct zsip_slice a, struct zsip_slice b)
{
	if (is_uuid(a) && is_uuid(b))
		return zsip_slice_equal_nocase(a, b);
	return zsip_uri_text_equal(urn_of(a), urn_of(b));
}

bool zsip_binding_equal(const struct zsip_binding *a,
                        const struct zsip_binding *b)
{
	if (a->reg_id != b->reg_id)
		return false;
	return a->reg_id != 0 ? same_instance(a->instance, b->instance)
	                      : zsip_uri_text_equal(a->uri, b->uri);
}

enum zsip_binding_change zsip_binding_decide(const struct zsip_binding *old,
                                             const struct zsip_binding *asked,
                                             uint32_t expires)
{
	if (old == NULL)
		return expires != 0 ? ZSIP_BINDING_ADD : ZSIP_BINDING_NONE;
	if (zsip_slice_equal(old->call_id, asked->call_id) &&
	    asked->cseq <= old->cseq)
		return ZSIP_BINDING_ABORT;
	return expires != 0 ? ZSIP_BINDING_UPDATE : ZSIP_BINDING_REMOVE;
}
