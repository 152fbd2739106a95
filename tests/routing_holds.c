/*
 * What must hold of any message that a proxy looks at.
 */
#include <stdlib.h>
#include <string.h>

#include "routed.h"

/* The first failure is all that is told: a debugger shows where. */
#define EXPECT(condition)                                                      \
	do {                                                                   \
		if (!(condition))                                              \
			return false;                                          \
	} while (0)

struct taken {
	char *text;
	struct zsip_field fields[ROUTED_FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
};

static bool take(struct taken *taken, const char *text, size_t len,
                 const struct zsip_options *options)
{
	taken->text = malloc(len + (len == 0));
	if (taken->text == NULL)
		abort();
	memcpy(taken->text, text, len);
	zsip_message_init(&taken->msg, taken->fields, ROUTED_FIELDS, options);
	zsip_message_parse(&taken->msg, taken->text, len, NULL);
	zsip_core_parse(&taken->msg, &taken->core, NULL);
	return taken->msg.start_line.ptr != NULL;
}

static bool is_sound(const struct zsip_error *err, enum zsip_status status,
                     size_t len)
{
	return err->status == status && err->offset <= len &&
	       err->expected != NULL;
}

/* Keys */

static bool string_holds(const struct zsip_transaction_key *key)
{
	size_t len = zsip_transaction_key_write(key, NULL, 0);
	char *buf = malloc(len);
	bool printable = buf != NULL;

	EXPECT(zsip_transaction_key_write(key, buf, len) == len);
	for (size_t i = 0; i < len; i++)
		printable = printable && buf[i] > ' ' && buf[i] < 0x7f;
	free(buf);
	return printable;
}

static bool same_string(const struct zsip_transaction_key *a,
                        const struct zsip_transaction_key *b)
{
	size_t of_a = zsip_transaction_key_write(a, NULL, 0);
	size_t of_b = zsip_transaction_key_write(b, NULL, 0);
	char *one = malloc(of_a), *two = malloc(of_b);
	bool same;

	zsip_transaction_key_write(a, one, of_a);
	zsip_transaction_key_write(b, two, of_b);
	same = of_a == of_b && memcmp(one, two, of_a) == 0;
	free(one);
	free(two);
	return same;
}

static bool keys_hold(const struct zsip_transaction_key *a,
                      const struct zsip_transaction_key *b)
{
	bool same = zsip_transaction_key_equal(a, b);

	EXPECT(zsip_transaction_key_equal(b, a) == same);
	EXPECT(!same || zsip_transaction_key_hash(a, ROUTED_SEED) ==
	                        zsip_transaction_key_hash(b, ROUTED_SEED));
	if (a->kind != ZSIP_TRANSACTION_SERVER_2543)
		EXPECT(same_string(a, b) == same);
	return true;
}

static bool key_holds(const struct taken *one, const struct taken *two,
                      bool client)
{
	enum zsip_status (*make)(
	        struct zsip_transaction_key *, const struct zsip_message *,
	        const struct zsip_core *, struct zsip_error *) =
	        client ? zsip_transaction_client_key
	               : zsip_transaction_server_key;
	struct zsip_transaction_key a, b;
	struct zsip_error err;
	enum zsip_status status = make(&a, &one->msg, &one->core, &err);

	EXPECT(is_sound(&err, status, one->msg.text.len));
	if (status != ZSIP_OK)
		return true;
	EXPECT(string_holds(&a) && zsip_transaction_key_equal(&a, &a));
	if (make(&b, &two->msg, &two->core, NULL) != ZSIP_OK)
		return true;
	EXPECT(keys_hold(&a, &b));
	zsip_transaction_key_uncancel(&a);
	return keys_hold(&a, &b);
}

/* Branches */

static bool branch_holds(const uint64_t hash[2], uint64_t loop)
{
	char buf[ZSIP_STATELESS_BRANCH_LOOP], again[sizeof(buf)];
	struct zsip_branch branch;
	struct zsip_slice text = {buf, sizeof(buf)};

	EXPECT(zsip_stateless_branch(hash, &loop, buf, sizeof(buf)) ==
	       sizeof(buf));
	EXPECT(zsip_branch_parse(&branch, text));
	EXPECT(branch.has_loop && branch.loop == loop);
	EXPECT(zsip_branch_write(&branch, again, sizeof(again)) ==
	               sizeof(again) &&
	       memcmp(buf, again, sizeof(again)) == 0);
	return true;
}

/* A branch that came in is either not ours or written as it was. */
static bool received_branch_holds(struct zsip_slice text)
{
	struct zsip_branch branch;
	char *buf = malloc(text.len + 1);
	bool holds = true;

	if (zsip_branch_parse(&branch, text))
		holds = zsip_branch_write(&branch, buf, text.len) == text.len &&
		        zsip_slice_equal_nocase(
		                (struct zsip_slice){buf, text.len}, text);
	free(buf);
	return holds;
}

static bool loops_hold(const struct taken *one)
{
	const struct zsip_slice none = {NULL, 0};
	const struct zsip_message *msg = &one->msg;
	uint64_t loop = zsip_loop_hash(msg, &one->core, ZSIP_LOOP_STATEFUL,
	                               none, ROUTED_SEED);
	struct zsip_own own = {.port = 0};
	struct zsip_error err;
	uint64_t hash[2];
	enum zsip_status status = zsip_stateless_hash(hash, msg, &one->core,
	                                              none, ROUTED_SEED, &err);

	EXPECT(is_sound(&err, status, msg->text.len));
	if (status == ZSIP_OK)
		EXPECT(branch_holds(hash, loop));
	EXPECT(zsip_loop_check(msg, &own, 0, loop) == ZSIP_LOOP_NONE);
	if (one->core.status[ZSIP_CORE_VIA] != ZSIP_OK)
		return true;
	own.host = one->core.via.host;
	EXPECT(received_branch_holds(one->core.via.branch));
	EXPECT(zsip_own_via(&own, 1, &one->core.via) == &own);
	return zsip_loop_check(msg, &own, 1, loop) != ZSIP_LOOP_NONE;
}

/* Hops */

static bool hop_holds(const struct zsip_hop *hop)
{
	EXPECT(hop->host.len != 0 && hop->host_type != ZSIP_HOST_NONE);
	EXPECT((hop->look_up != ZSIP_LOOK_UP_NONE) ==
	       (hop->host_type == ZSIP_HOST_NAME));
	return hop->port != 0 || hop->transport == ZSIP_TRANSPORT_OTHER;
}

static bool next_hop_holds(const struct zsip_uri *request_uri,
                           const struct zsip_uri *route)
{
	struct zsip_next_hop hop;
	char name[16];

	if (zsip_next_hop_of(&hop, request_uri, route) != ZSIP_OK)
		return true;
	EXPECT(zsip_service_name((enum zsip_transport)hop.to.transport,
	                         hop.to.host, name, sizeof(name)) > 0 ||
	       hop.to.transport == ZSIP_TRANSPORT_OTHER);
	return hop_holds(&hop.to);
}

static size_t count_routes(const struct zsip_message *msg)
{
	struct zsip_list list;
	size_t count = 0;

	zsip_list_start(&list, msg, ZSIP_HDR_ROUTE);
	while (zsip_list_next(&list, NULL, NULL) == ZSIP_OK)
		count++;
	return count;
}

static bool routes_hold(const struct taken *one)
{
	const struct zsip_uri *request_uri = &one->core.request_uri;
	struct zsip_own own = {.host = {"example.org", 11}};
	struct zsip_route_plan plan;
	struct zsip_error err;
	struct zsip_uri route;
	enum zsip_status status;

	if (one->core.status[ZSIP_CORE_REQUEST_URI] == ZSIP_OK) {
		own.host = request_uri->host;
		zsip_maddr_reached(&own, 1, request_uri, ZSIP_TRANSPORT_UDP,
		                   5060);
	}
	status = zsip_route_plan_make(&plan, &one->msg, &one->core, &own, 1,
	                              &err);
	EXPECT(is_sound(&err, status, one->msg.text.len));
	if (status != ZSIP_OK)
		return true;
	EXPECT(plan.pops + plan.remaining + plan.restore ==
	       count_routes(&one->msg));
	EXPECT((plan.remaining != 0) == (plan.next.ptr != NULL));
	EXPECT(next_hop_holds(request_uri, NULL));
	if (plan.next.ptr == NULL)
		return true;
	EXPECT(zsip_uri_parse_in(&route, plan.next, &one->msg, NULL) ==
	       ZSIP_OK);
	return next_hop_holds(request_uri, &route);
}

static bool responses_hold(const struct taken *one)
{
	struct zsip_response_hop hop;
	struct zsip_via_parm via;
	struct zsip_error err;
	struct zsip_hop to;
	enum zsip_status status;

	status = zsip_response_hop_upstream(&hop, &via, &one->msg, &one->core,
	                                    &err);
	EXPECT(is_sound(&err, status, one->msg.text.len));
	EXPECT(status != ZSIP_OK || hop_holds(&hop.to));
	if (one->core.status[ZSIP_CORE_VIA] != ZSIP_OK)
		return true;
	if (zsip_response_hop_of(&hop, &one->core.via) == ZSIP_OK)
		EXPECT(hop_holds(&hop.to));
	if (zsip_response_hop_fallback(&to, &one->core.via) == ZSIP_OK)
		EXPECT(hop_holds(&to) && to.port != 0);
	return true;
}

/* Counts, challenges, registrations */

static bool counts_hold(const struct taken *one)
{
	const struct zsip_message *both[] = {&one->msg, &one->msg};
	const struct zsip_field *field;
	struct zsip_challenges walk;
	struct zsip_error err;
	uint32_t breadth = 0;
	enum zsip_status status = zsip_breadth_of(&one->msg, 0, &breadth, &err);

	EXPECT(is_sound(&err, status, one->msg.text.len));
	EXPECT(status != ZSIP_OK || (breadth > 0 && breadth <= 60));
	EXPECT(zsip_forwards_check(&one->msg, &one->core) <=
	       ZSIP_FORWARDS_BROKEN);
	zsip_challenges_start(&walk, both, 2, 0);
	while ((field = zsip_challenges_next(&walk)) != NULL)
		EXPECT(field->id == ZSIP_HDR_WWW_AUTHENTICATE ||
		       field->id == ZSIP_HDR_PROXY_AUTHENTICATE);
	return true;
}

static bool register_holds(const struct taken *one)
{
	static const struct zsip_registrar_policy policy = {3600, 60, 7200};
	struct zsip_register reg;
	struct zsip_binding binding;
	struct zsip_value value;
	struct zsip_error err;
	struct zsip_list list;
	uint32_t expires;
	enum zsip_status status =
	        zsip_register_read(&reg, &one->msg, &policy, &err);

	EXPECT(is_sound(&err, status, one->msg.text.len));
	if (status == ZSIP_E_USE && reg.code == 0)
		return true;
	EXPECT((status == ZSIP_OK) == (reg.code != 400));
	zsip_list_start(&list, &one->msg, ZSIP_HDR_CONTACT);
	while (zsip_list_next(&list, &value, NULL) == ZSIP_OK) {
		zsip_contact_expires(&value.name_addr, &reg, &policy, &expires);
		EXPECT(expires <= policy.max_expires);
		if (zsip_binding_of(&binding, &value.name_addr, &one->core) ==
		    ZSIP_OK)
			EXPECT(zsip_binding_equal(&binding, &binding));
	}
	return true;
}

static bool pair_holds(const struct taken *one, const struct taken *two)
{
	return key_holds(one, two, true) && key_holds(one, two, false) &&
	       loops_hold(one) && routes_hold(one) && responses_hold(one) &&
	       counts_hold(one) && register_holds(one);
}

/* The message beside itself with one byte in another case. */
static void take_other(struct taken *other, const struct taken *one, size_t len,
                       const struct zsip_options *options)
{
	char *text = malloc(len + 1);
	size_t at = 0;

	memcpy(text, one->text, len);
	for (size_t i = 0; i < len; i++)
		at = at * 31 + (unsigned char)text[i];
	if (len != 0)
		text[at % len] ^= 0x20;
	take(other, text, len, options);
	free(text);
}

bool routed_holds(const char *text, size_t len,
                  const struct zsip_options *options)
{
	struct taken one, two, other;
	bool there = take(&one, text, len, options), holds;

	take(&two, text, len, options);
	take_other(&other, &one, len, options);
	holds = !there || (pair_holds(&one, &two) && pair_holds(&one, &other));
	free(one.text);
	free(two.text);
	free(other.text);
	return holds;
}
