/*
 * Keys of transactions (RFC 3261 17.1.3, 17.2.3).
 */
#include "routing.h"

static struct zsip_slice invite(void)
{
	return zsip_slice_from("INVITE");
}

/* An ACK to a non-2xx belongs to the transaction of its INVITE. */
static struct zsip_slice method_of(const struct zsip_message *msg,
                                   const struct zsip_core *core)
{
	if (msg->method.ptr == NULL)
		return core->cseq.method;
	return msg->method_id == ZSIP_METHOD_ACK ? invite() : msg->method;
}

enum zsip_status zsip_transaction_client_key(struct zsip_transaction_key *key,
                                             const struct zsip_message *msg,
                                             const struct zsip_core *core,
                                             struct zsip_error *err)
{
	enum zsip_status status =
	        zsip_routing_needs(err, msg, core, ZSIP_CORE_VIA);

	*key = (struct zsip_transaction_key){.kind = ZSIP_TRANSACTION_CLIENT};
	if (status == ZSIP_OK && core->via.branch.len == 0)
		status = zsip_routing_failed(err, msg, ZSIP_HDR_VIA,
		                             ZSIP_E_MISSING);
	if (status == ZSIP_OK && msg->method.ptr == NULL)
		status = zsip_routing_needs(err, msg, core, ZSIP_CORE_CSEQ);
	if (status != ZSIP_OK)
		return status;
	key->method = method_of(msg, core);
	key->branch = core->via.branch;
	return ZSIP_OK;
}

static enum zsip_status set_2543(struct zsip_transaction_key *key,
                                 const struct zsip_message *msg,
                                 const struct zsip_core *core,
                                 struct zsip_error *err)
{
	enum zsip_status status = zsip_routing_needs_all(err, msg, core);

	if (status != ZSIP_OK)
		return status;
	key->kind = ZSIP_TRANSACTION_SERVER_2543;
	key->ack = msg->method_id == ZSIP_METHOD_ACK;
	key->request_uri = msg->request_uri;
	key->via = zsip_top_via(core);
	key->call_id = core->call_id.callid;
	key->from_tag = core->from.tag;
	key->to_tag = core->to.tag;
	key->cseq = core->cseq.number;
	return ZSIP_OK;
}

enum zsip_status zsip_transaction_server_key(struct zsip_transaction_key *key,
                                             const struct zsip_message *msg,
                                             const struct zsip_core *core,
                                             struct zsip_error *err)
{
	enum zsip_status status =
	        zsip_routing_needs(err, msg, core, ZSIP_CORE_VIA);

	*key = (struct zsip_transaction_key){.kind = ZSIP_TRANSACTION_SERVER};
	if (msg->method.ptr == NULL)
		return zsip_passed(err, ZSIP_E_USE);
	if (status != ZSIP_OK)
		return status;
	key->method = method_of(msg, core);
	key->host = core->via.host;
	key->port = zsip_via_port(&core->via);
	if (!zsip_branch_counts(msg, core->via.branch))
		return set_2543(key, msg, core, err);
	key->branch = core->via.branch;
	return ZSIP_OK;
}

void zsip_transaction_key_uncancel(struct zsip_transaction_key *key)
{
	if (zsip_method_find(key->method) == ZSIP_METHOD_CANCEL)
		key->method = invite();
}

/* Comparison */

/* Parameters that one Via may have for another one to be compared with it part
 * by part. */
enum { MAX_PARAMS = 32 };

static size_t count_params(struct zsip_slice params)
{
	struct zsip_params walk;
	struct zsip_param param;
	size_t count = 0;

	zsip_params_start(&walk, params);
	while (zsip_params_next(&walk, &param, NULL) == ZSIP_OK)
		count++;
	return count;
}

static bool same_value(const struct zsip_param *a, const struct zsip_param *b)
{
	if ((a->value.ptr == NULL) != (b->value.ptr == NULL) ||
	    a->quoted != b->quoted)
		return false;
	return a->quoted ? zsip_slice_equal(a->value, b->value)
	                 : zsip_slice_equal_nocase(a->value, b->value);
}

/* Each parameter of one in the other. */
static bool has_params(struct zsip_slice a, struct zsip_slice b)
{
	struct zsip_param of_a, of_b;
	struct zsip_params walk;

	zsip_params_start(&walk, a);
	while (zsip_params_next(&walk, &of_a, NULL) == ZSIP_OK) {
		if (zsip_params_find(b, of_a.name, &of_b) != ZSIP_OK ||
		    !same_value(&of_a, &of_b))
			return false;
	}
	return true;
}

static bool same_params(struct zsip_slice a, struct zsip_slice b)
{
	size_t count = count_params(a);

	return count <= MAX_PARAMS && count == count_params(b) &&
	       has_params(a, b) && has_params(b, a);
}

static bool parse_via(struct zsip_via_parm *via, struct zsip_slice text)
{
	struct zsip_value value;

	if (zsip_value_parse(&value, ZSIP_HDR_VIA, text, NULL, NULL) != ZSIP_OK)
		return false;
	*via = value.via_parm;
	return true;
}

/* RFC 3261 20.42, where the sent-bys are equal. */
static bool same_via(struct zsip_slice a, struct zsip_slice b)
{
	struct zsip_via_parm of_a, of_b;

	if (zsip_slice_equal(a, b))
		return true;
	return parse_via(&of_a, a) && parse_via(&of_b, b) &&
	       zsip_slice_equal_nocase(of_a.protocol_name,
	                               of_b.protocol_name) &&
	       zsip_slice_equal_nocase(of_a.protocol_version,
	                               of_b.protocol_version) &&
	       zsip_slice_equal_nocase(of_a.transport, of_b.transport) &&
	       same_params(of_a.params, of_b.params);
}

/* RFC 3261 17.2.3: an ACK has the To tag of the response. */
static bool same_to_tag(const struct zsip_transaction_key *a,
                        const struct zsip_transaction_key *b)
{
	const struct zsip_transaction_key *ack = a->ack ? a : b;
	const struct zsip_transaction_key *other = a->ack ? b : a;

	if (a->ack == b->ack)
		return zsip_slice_equal_nocase(a->to_tag, b->to_tag);
	return other->response_tag.ptr == NULL ||
	       zsip_slice_equal_nocase(ack->to_tag, other->response_tag);
}

static bool same_2543(const struct zsip_transaction_key *a,
                      const struct zsip_transaction_key *b)
{
	return a->cseq == b->cseq && zsip_slice_equal(a->call_id, b->call_id) &&
	       zsip_slice_equal_nocase(a->from_tag, b->from_tag) &&
	       same_to_tag(a, b) && same_via(a->via, b->via) &&
	       zsip_uri_text_equal(a->request_uri, b->request_uri);
}

bool zsip_transaction_key_equal(const struct zsip_transaction_key *a,
                                const struct zsip_transaction_key *b)
{
	if (a->kind != b->kind || !zsip_slice_equal(a->method, b->method) ||
	    !zsip_slice_equal_nocase(a->branch, b->branch))
		return false;
	if (a->kind == ZSIP_TRANSACTION_CLIENT)
		return true;
	if (a->port != b->port || !zsip_host_equal(a->host, b->host))
		return false;
	return a->kind == ZSIP_TRANSACTION_SERVER || same_2543(a, b);
}

uint64_t zsip_transaction_key_hash(const struct zsip_transaction_key *key,
                                   uint64_t seed)
{
	struct zsip_siphash hash;

	zsip_siphash_start(&hash, seed, ~seed);
	zsip_siphash_put(&hash, key->kind);
	zsip_siphash_put(&hash, key->port);
	zsip_hash_exact(&hash, key->method);
	zsip_hash_nocase(&hash, key->branch);
	zsip_hash_host(&hash, key->host);
	if (key->kind == ZSIP_TRANSACTION_SERVER_2543) {
		zsip_hash_exact(&hash, key->call_id);
		zsip_hash_nocase(&hash, key->from_tag);
		zsip_hash_number(&hash, key->cseq);
	}
	return zsip_siphash_end(&hash);
}

/* As a string: members parted by semicolons. */

static void add_byte(struct zsip_writer *out, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";
	char text[3] = {'%', digits[byte >> 4], digits[byte & 15]};
	bool plain = byte > ' ' && byte < 0x7f && byte != '%' && byte != ';';

	if (plain)
		text[0] = (char)byte;
	zsip_writer_add(out, (struct zsip_slice){text, plain ? 1 : 3});
}

static void add(struct zsip_writer *out, struct zsip_slice text, bool nocase)
{
	zsip_writer_add(out, zsip_slice_from(";"));
	for (size_t i = 0; i < text.len; i++)
		add_byte(out, (unsigned char)(nocase ? zsip_lower(text.ptr[i])
		                                     : text.ptr[i]));
}

static void add_number(struct zsip_writer *out, uint32_t number)
{
	zsip_writer_add(out, zsip_slice_from(";"));
	zsip_writer_add_number(out, number);
}

size_t zsip_transaction_key_write(const struct zsip_transaction_key *key,
                                  char *buf, size_t size)
{
	static const char kinds[] = "cso";
	char room[ZSIP_HOST_TEXT];
	struct zsip_writer out;

	zsip_writer_init(&out, buf, size);
	zsip_writer_add(&out, (struct zsip_slice){kinds + key->kind, 1});
	add(&out, key->method, false);
	if (key->kind != ZSIP_TRANSACTION_SERVER_2543)
		add(&out, key->branch, true);
	if (key->kind == ZSIP_TRANSACTION_CLIENT)
		return out.len;
	add(&out, zsip_host_text(key->host, room), true);
	add_number(&out, key->port);
	if (key->kind == ZSIP_TRANSACTION_SERVER)
		return out.len;
	add_number(&out, key->cseq);
	add(&out, key->call_id, false);
	add(&out, key->from_tag, true);
	if (zsip_method_find(key->method) != ZSIP_METHOD_INVITE)
		add(&out, key->to_tag, true);
	add(&out, key->request_uri, false);
	add(&out, key->via, false);
	return out.len;
}
