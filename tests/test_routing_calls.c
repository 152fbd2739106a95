/*
 * What a proxy works out: tables, sizes of what is written, and walks.
 */

#include "test_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "routed.h"

static struct zsip_slice sliced(const char *text)
{
	return zsip_slice_from(text);
}

/* Writers write what fits, and say how much there is. */

typedef size_t (*writer)(const void *what, char *buf, size_t size);

static void try_sizes(writer write, const void *what, const char *expected)
{
	size_t len = strlen(expected);
	char buf[256];

	ck_assert_uint_lt(len + 2, sizeof(buf));
	ck_assert_uint_eq(write(what, NULL, 0), len);
	for (size_t size = 0; size <= len + 1; size++) {
		size_t fits = size < len ? size : len;

		memset(buf, '#', sizeof(buf));
		ck_assert_uint_eq(write(what, buf, size), len);
		ck_assert_mem_eq(buf, expected, fits);
		ck_assert_int_eq(buf[fits], '#');
	}
}

static size_t write_key(const void *what, char *buf, size_t size)
{
	return zsip_transaction_key_write(what, buf, size);
}

static size_t write_branch(const void *what, char *buf, size_t size)
{
	return zsip_branch_write(what, buf, size);
}

static size_t write_stateless(const void *what, char *buf, size_t size)
{
	const uint64_t *hash = what;

	return zsip_stateless_branch(hash, NULL, buf, size);
}

static size_t write_stateless_loop(const void *what, char *buf, size_t size)
{
	const uint64_t *hash = what;

	return zsip_stateless_branch(hash, hash + 2, buf, size);
}

static size_t write_service(const void *what, char *buf, size_t size)
{
	return zsip_service_name(ZSIP_TRANSPORT_TLS, sliced(what), buf, size);
}

static size_t write_aor(const void *what, char *buf, size_t size)
{
	struct zsip_uri uri;

	ck_assert_int_eq(zsip_uri_parse(&uri, sliced(what), NULL, NULL),
	                 ZSIP_OK);
	return zsip_aor_write(&uri, buf, size);
}

START_TEST(every_size_is_kept_to)
{
	const uint64_t hash[] = {UINT64_C(0x0123456789abcdef), 15, 16};
	struct zsip_branch branch = {.unique = sliced("77-a"), .loop = 255};
	struct zsip_transaction_key key = {
	        .kind = ZSIP_TRANSACTION_SERVER,
	        .method = sliced("INVITE"),
	        .branch = sliced("z9hG4bK776"),
	        .host = sliced("pc33.Atlanta.com"),
	        .port = 5060,
	};

	try_sizes(write_key, &key, "s;INVITE;z9hg4bk776;pc33.atlanta.com;5060");
	try_sizes(write_branch, &branch, "z9hG4bK77-a");
	branch.has_loop = true;
	try_sizes(write_branch, &branch, "z9hG4bK77-a.00000000000000ff");
	try_sizes(write_stateless, hash,
	          "z9hG4bK0123456789abcdef000000000000000f");
	try_sizes(write_stateless_loop, hash,
	          "z9hG4bK0123456789abcdef000000000000000f.0000000000000010");
	try_sizes(write_aor, "sip:%41@H:5060;x", "sip:A@h:5060");
	try_sizes(write_service, "example.com", "_sips._tcp.example.com");
}
END_TEST

/* RFC 2543: Call-ID, CSeq and From tag tell most transactions apart. */
START_TEST(a_hash_covers_the_call)
{
	const struct zsip_transaction_key key = {
	        .kind = ZSIP_TRANSACTION_SERVER_2543,
	        .method = sliced("INVITE"),
	        .host = sliced("h"),
	        .port = 5060,
	        .call_id = sliced("a"),
	        .from_tag = sliced("b"),
	        .cseq = 1,
	};
	uint64_t hash = zsip_transaction_key_hash(&key, ROUTED_SEED);
	struct zsip_transaction_key others[] = {key, key, key, key,
	                                        key, key, key};

	others[0].call_id = sliced("A");
	others[1].from_tag = sliced("c");
	others[2].cseq = 2;
	others[3].host = sliced("i");
	others[4].port = 5061;
	others[5].method = sliced("invite");
	others[6].kind = ZSIP_TRANSACTION_SERVER;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_uint_ne(
		        zsip_transaction_key_hash(&others[i], ROUTED_SEED),
		        hash);
	ck_assert_uint_ne(zsip_transaction_key_hash(&key, 1), hash);
	others[0] = key;
	others[0].from_tag = sliced("B");
	others[0].host = sliced("H");
	ck_assert_uint_eq(zsip_transaction_key_hash(&others[0], ROUTED_SEED),
	                  hash);
}
END_TEST

/* Transports */

START_TEST(transports_are_those_of_the_rfcs)
{
	static const struct {
		enum zsip_transport transport;
		const char *service, *naptr;
	} rows[] = {
	        {ZSIP_TRANSPORT_UDP, "_sip._udp.h", "sip+d2u"},
	        {ZSIP_TRANSPORT_TCP, "_sip._tcp.h", "SIP+D2T"},
	        {ZSIP_TRANSPORT_TLS, "_sips._tcp.h", "SIPS+D2T"},
	        {ZSIP_TRANSPORT_SCTP, "_sip._sctp.h", "SIP+D2S"},
	        {ZSIP_TRANSPORT_TLS_SCTP, "_sips._sctp.h", "SIPS+D2S"},
	        {ZSIP_TRANSPORT_WS, "_sip._ws.h", "SIP+D2W"},
	        {ZSIP_TRANSPORT_WSS, "_sips._ws.h", "SIPS+D2W"},
	};
	char buf[32];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct zsip_transport_info *info =
		        zsip_transport_info(rows[i].transport);
		size_t len = zsip_service_name(rows[i].transport, sliced("h"),
		                               buf, sizeof(buf));

		ck_assert_uint_eq(info->id, rows[i].transport);
		ck_assert_int_eq(zsip_transport_find(sliced(info->name)),
		                 rows[i].transport);
		ck_assert_int_eq(
		        zsip_transport_find_naptr(sliced(rows[i].naptr)),
		        rows[i].transport);
		ck_assert_uint_eq(len, strlen(rows[i].service));
		ck_assert_mem_eq(buf, rows[i].service, len);
		ck_assert_int_eq(info->secure,
		                 strncmp(info->naptr, "SIPS", 4) == 0);
		ck_assert_int_eq(info->reliable,
		                 rows[i].transport != ZSIP_TRANSPORT_UDP);
	}
	ck_assert_ptr_null(zsip_transport_info(ZSIP_TRANSPORT_OTHER));
	ck_assert_ptr_null(zsip_transport_info((enum zsip_transport)8));
	ck_assert_int_eq(zsip_transport_find(sliced("UD")),
	                 ZSIP_TRANSPORT_OTHER);
	ck_assert_int_eq(zsip_transport_find_naptr(sliced("SIPS+D2U")),
	                 ZSIP_TRANSPORT_OTHER);
	ck_assert_uint_eq(zsip_service_name(ZSIP_TRANSPORT_OTHER, sliced("h"),
	                                    buf, sizeof(buf)),
	                  0);
}
END_TEST

START_TEST(other_schemes_have_no_port)
{
	struct zsip_uri uri;

	ck_assert_int_eq(zsip_uri_parse(&uri, sliced("tel:+1"), NULL, NULL),
	                 ZSIP_OK);
	ck_assert_int_eq(zsip_uri_transport(&uri), ZSIP_TRANSPORT_OTHER);
	ck_assert_uint_eq(zsip_uri_effective_port(&uri), 0);
}
END_TEST

/* A struct that no parser filled. */
START_TEST(no_port_is_made_up)
{
	struct zsip_own own = {.host = sliced("h"), .port = 5060};
	struct zsip_via_parm via = {.transport = sliced("UDP"),
	                            .host = sliced("h"),
	                            .port = sliced("70000")};
	struct zsip_response_hop hop;

	ck_assert_ptr_eq(zsip_own_via(&own, 1, &via), &own);
	ck_assert_int_eq(zsip_response_hop_of(&hop, &via), ZSIP_E_RANGE);
	own.port = 70000 - 65536;
	ck_assert_ptr_null(zsip_own_via(&own, 1, &via));
}
END_TEST

/* Forking */

START_TEST(breadth_is_shared)
{
	static const struct {
		uint32_t incoming, outgoing, branches, index, share;
	} rows[] = {
	        /* RFC 5393 5.2: parallel, sequential, none, and the tree. */
	        {60, 0, 2, 0, 30},
	        {60, 0, 2, 1, 30},
	        {60, 0, 1, 0, 60},
	        {4, 0, 2, 0, 2},
	        {4, 0, 2, 1, 2},
	        {2, 0, 2, 1, 1},
	        {1, 0, 1, 0, 1},
	        /* 5.5: 4 for eight targets; then one of four is done. */
	        {4, 0, 8, 0, 0},
	        {4, 0, 4, 3, 1},
	        {4, 4, 1, 0, 0},
	        {4, 3, 1, 0, 1},
	        {1, 0, 2, 0, 0},
	        /* What does not divide goes to the first ones. */
	        {8, 1, 3, 0, 3},
	        {8, 1, 3, 1, 2},
	        {8, 1, 3, 2, 2},
	        /* Wrong use gives none. */
	        {8, 0, 0, 0, 0},
	        {8, 0, 2, 2, 0},
	        {3, 4, 1, 0, 0},
	        {UINT32_MAX, 0, 2, 0, 2147483648},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		ck_assert_uint_eq(
		        zsip_breadth_share(rows[i].incoming, rows[i].outgoing,
		                           rows[i].branches, rows[i].index),
		        rows[i].share);
}
END_TEST

static void expect_challenges(const struct zsip_message *const *responses,
                              size_t count, size_t chosen, const char *expected)
{
	const struct zsip_field *field;
	struct zsip_challenges walk;
	struct text got = {0};

	zsip_challenges_start(&walk, responses, count, chosen);
	while ((field = zsip_challenges_next(&walk)) != NULL)
		text_add(&got, " %.*s", (int)field->value.len,
		         field->value.ptr);
	ck_assert_ptr_null(zsip_challenges_next(&walk));
	ck_assert_str_eq(text_get(&got), expected);
	text_free(&got);
}

/* RFC 3261 16.7 step 7. */
START_TEST(challenges_are_gathered)
{
	static const char *const texts[] = {
	        "401 INVITE | WWW-Authenticate: A a=1 | "
	        "+Proxy-Authenticate: B b=1",
	        "404 INVITE | +WWW-Authenticate: C c=1",
	        "407 INVITE | Proxy-Authenticate: D d=1 | "
	        "+Proxy-Authenticate: E e=1",
	        "407 INVITE | -Proxy-Authenticate",
	        "401 INVITE | WWW-Authenticate: F f=1",
	};
	enum { COUNT = sizeof(texts) / sizeof(*texts) };
	static struct routed routed[COUNT];
	const struct zsip_message *responses[COUNT];

	for (size_t i = 0; i < COUNT; i++) {
		routed_open(&routed[i], sliced(texts[i]));
		responses[i] = &routed[i].msg;
	}
	expect_challenges(responses, COUNT, 0, "D d=1 E e=1 F f=1");
	expect_challenges(responses, COUNT, 2, "A a=1 B b=1 F f=1");
	expect_challenges(responses, COUNT, 3, "A a=1 B b=1 D d=1 E e=1 F f=1");
	expect_challenges(responses, COUNT, 4, "A a=1 B b=1 D d=1 E e=1");
	expect_challenges(responses, COUNT, 1, "");
	expect_challenges(responses, COUNT, COUNT, "");
	expect_challenges(responses, 1, 0, "");
	for (size_t i = 0; i < COUNT; i++)
		routed_close(&routed[i]);
}
END_TEST

/* Who does not ask gets no error. */
START_TEST(errors_may_be_left_out)
{
	static const struct zsip_registrar_policy policy = {3600, 60, 7200};
	struct zsip_transaction_key key;
	struct zsip_response_hop hop;
	struct zsip_route_plan plan;
	struct zsip_register reg;
	struct routed routed;
	uint32_t breadth;

	routed_open(&routed, sliced("REGISTER | -Via | Contact: < | "
	                            "+Max-Breadth: x | "
	                            "start: REGISTER sip: SIP/2.0"));
	ck_assert_int_eq(zsip_transaction_server_key(&key, &routed.msg,
	                                             &routed.core, NULL),
	                 ZSIP_E_MISSING);
	ck_assert_int_eq(zsip_response_hop_upstream(&hop, NULL, &routed.msg,
	                                            &routed.core, NULL),
	                 ZSIP_E_MISSING);
	ck_assert_int_eq(zsip_route_plan_make(&plan, &routed.msg, &routed.core,
	                                      NULL, 0, NULL),
	                 ZSIP_E_SYNTAX);
	ck_assert_int_eq(zsip_register_read(&reg, &routed.msg, &policy, NULL),
	                 ZSIP_E_SYNTAX);
	ck_assert_int_eq(zsip_breadth_of(&routed.msg, 0, &breadth, NULL),
	                 ZSIP_E_SYNTAX);
	routed_close(&routed);
	routed_open(&routed, sliced("200 INVITE | +Via: SIP/2.0/UDP h"));
	ck_assert_int_eq(zsip_response_hop_upstream(&hop, NULL, &routed.msg,
	                                            &routed.core, NULL),
	                 ZSIP_OK);
	routed_close(&routed);
}
END_TEST

/* Registrations: RFC 3261 10.3 steps 6 and 7. */
START_TEST(bindings_change_in_order)
{
	static const struct {
		const char *call_id;
		uint32_t cseq, expires;
		enum zsip_binding_change change;
	} rows[] = {
	        {"a", 6, 60, ZSIP_BINDING_UPDATE},
	        {"a", 6, 0, ZSIP_BINDING_REMOVE},
	        {"a", 5, 60, ZSIP_BINDING_ABORT},
	        {"a", 5, 0, ZSIP_BINDING_ABORT},
	        {"a", 4, 60, ZSIP_BINDING_ABORT},
	        {"A", 4, 60, ZSIP_BINDING_UPDATE},
	        {"b", 5, 60, ZSIP_BINDING_UPDATE},
	        {"b", 1, 0, ZSIP_BINDING_REMOVE},
	};
	const struct zsip_binding old = {.call_id = sliced("a"), .cseq = 5};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct zsip_binding asked = {.call_id = sliced(rows[i].call_id),
		                             .cseq = rows[i].cseq};

		ck_assert_int_eq(
		        zsip_binding_decide(&old, &asked, rows[i].expires),
		        rows[i].change);
	}
	ck_assert_int_eq(zsip_binding_decide(NULL, &old, 60), ZSIP_BINDING_ADD);
	ck_assert_int_eq(zsip_binding_decide(NULL, &old, 0), ZSIP_BINDING_NONE);
}
END_TEST

START_TEST(bindings_need_call_id_and_cseq)
{
	static const struct {
		const char *text;
		enum zsip_status status;
	} rows[] = {
	        {"REGISTER", ZSIP_OK},
	        {"REGISTER | -Call-ID", ZSIP_E_MISSING},
	        {"REGISTER | -CSeq", ZSIP_E_MISSING},
	        {"REGISTER | Call-ID: @", ZSIP_E_SYNTAX},
	        {"REGISTER | CSeq: 99999999999 REGISTER", ZSIP_E_RANGE},
	        {"REGISTER | Contact: *", ZSIP_E_USE},
	};
	struct zsip_binding binding;
	struct routed routed;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		routed_open(&routed, sliced(rows[i].text));
		ck_assert_int_eq(zsip_binding_of(&binding, &routed.core.contact,
		                                 &routed.core),
		                 rows[i].status);
		routed_close(&routed);
	}
}
END_TEST

void routing_calls(TCase *tcase)
{
	tcase_add_test(tcase, every_size_is_kept_to);
	tcase_add_test(tcase, a_hash_covers_the_call);
	tcase_add_test(tcase, transports_are_those_of_the_rfcs);
	tcase_add_test(tcase, other_schemes_have_no_port);
	tcase_add_test(tcase, no_port_is_made_up);
	tcase_add_test(tcase, errors_may_be_left_out);
	tcase_add_test(tcase, breadth_is_shared);
	tcase_add_test(tcase, challenges_are_gathered);
	tcase_add_test(tcase, bindings_change_in_order);
	tcase_add_test(tcase, bindings_need_call_id_and_cseq);
}
