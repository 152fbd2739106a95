/*
 * What a proxy works out: tables, sizes of what is written, walks, and any
 * message whatever.
 */

#include "test_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message_vectors.h"
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
	try_sizes(write_service, "example.com", "_sips._tcp.example.com");
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

/* Branches */

START_TEST(branches_are_read_back)
{
	static const struct {
		const char *text, *unique;
		bool has_loop;
		uint64_t loop;
	} ours[] = {
	        {"z9hG4bK7", "7", false, 0},
	        {"z9hG4bKa-b!%*_+`'~.00000000000000ff", "a-b!%*_+`'~", true,
	         255},
	        {"z9hG4bK7.FFFFFFFFFFFFFFFF", "7", true, UINT64_MAX},
	};
	static const char *const others[] = {
	        "",
	        "z9hG4bK",
	        "Z9hG4bK7",
	        "z9hG4bJ7",
	        "z9hG4bK.00000000000000ff",
	        "z9hG4bK7.",
	        "z9hG4bK7.0000000000000ff",
	        "z9hG4bK7.000000000000000ff",
	        "z9hG4bK7.000000000000000g",
	        "z9hG4bK7.0.00000000000000ff",
	        "z9hG4bK7@h",
	        "z9hG4bK7 ",
	};
	struct zsip_branch branch;

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
		ck_assert(zsip_branch_parse(&branch, sliced(ours[i].text)));
		ck_assert(zsip_slice_equal(branch.unique,
		                           sliced(ours[i].unique)));
		ck_assert_int_eq(branch.has_loop, ours[i].has_loop);
		ck_assert_uint_eq(branch.loop, ours[i].loop);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_msg(!zsip_branch_parse(&branch, sliced(others[i])),
		              "%s", others[i]);
	ck_assert(!zsip_branch_parse(&branch, (struct zsip_slice){NULL, 0}));
}
END_TEST

START_TEST(only_a_token_is_a_unique_part)
{
	static const char *const bad[] = {"",      "a.b",   "a b", "a;b",
	                                  "a\r\n", "\"a\"", "a,",  "\xc3\xa4"};
	char buf[64];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct zsip_branch branch = {.unique = sliced(bad[i])};

		ck_assert_uint_eq(zsip_branch_write(&branch, buf, sizeof(buf)),
		                  0);
	}
}
END_TEST

/* A request goes through P, then Q, and comes back to P. */
static enum zsip_loop come_back(const char *branch_format, const char *edits,
                                const struct zsip_own *own, unsigned fields)
{
	const struct zsip_slice none = {NULL, 0};
	char text[1024], branch[64];
	struct routed first, again;
	enum zsip_loop result;
	uint64_t hash;

	routed_open(&first, sliced("INVITE"));
	hash = zsip_loop_hash(&first.msg, &first.core, fields, none,
	                      ROUTED_SEED);
	snprintf(branch, sizeof(branch), branch_format,
	         (unsigned long long)hash);
	snprintf(text, sizeof(text),
	         "INVITE | Via: SIP/2.0/UDP q.example.net;branch=z9hG4bKq | "
	         "+Via: x@y;?, SIP/2.0/UDP p.example.org:5060;branch=%s | "
	         "+Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK74b1%s",
	         branch, edits);
	routed_open(&again, sliced(text));
	hash = zsip_loop_hash(&again.msg, &again.core, fields, none,
	                      ROUTED_SEED);
	result = zsip_loop_check(&again.msg, own, 1, hash);
	routed_close(&first);
	routed_close(&again);
	return result;
}

/* RFC 3261 16.3 item 4, RFC 5393 4.2.2. */
START_TEST(a_loop_is_no_spiral)
{
	static const char with[] = "z9hG4bK77.%016llx";
	static const char elsewhere[] =
	        " | start: INVITE sip:carol@example.org SIP/2.0";
	struct zsip_own p = {.host = sliced("P.example.org"), .port = 5060};
	struct zsip_own r = {.host = sliced("r.example.org")};

	ck_assert_int_eq(come_back(with, "", &p, 0), ZSIP_LOOP_FOUND);
	ck_assert_int_eq(
	        come_back(with, " | Max-Forwards: 3", &p, ZSIP_LOOP_STATEFUL),
	        ZSIP_LOOP_FOUND);
	ck_assert_int_eq(come_back(with, elsewhere, &p, 0), ZSIP_LOOP_SPIRAL);
	ck_assert_int_eq(come_back(with, " | +Route: <sip:x;lr>", &p, 0),
	                 ZSIP_LOOP_SPIRAL);
	ck_assert_int_eq(come_back(with, " | +Proxy-Authorization: Digest a=b",
	                           &p, ZSIP_LOOP_STATEFUL),
	                 ZSIP_LOOP_SPIRAL);
	ck_assert_int_eq(come_back(with, "", &r, 0), ZSIP_LOOP_NONE);
	ck_assert_int_eq(come_back("z9hG4bK77", "", &p, 0), ZSIP_LOOP_SPIRAL);
	ck_assert_int_eq(come_back("z9hG4bK77.0000000000000000", "", &p, 0),
	                 ZSIP_LOOP_SPIRAL);
	/* The top Via was another one when the request was here. */
	ck_assert_int_eq(come_back(with, "", &p, ZSIP_LOOP_VIA),
	                 ZSIP_LOOP_SPIRAL);
}
END_TEST

START_TEST(each_target_has_a_branch)
{
	uint64_t none[2], a[2], b[2], seeded[2];
	const struct zsip_slice no_target = {NULL, 0};
	struct routed routed;

	routed_open(&routed, sliced("INVITE"));
	zsip_stateless_hash(none, &routed.msg, &routed.core, no_target,
	                    ROUTED_SEED, NULL);
	zsip_stateless_hash(a, &routed.msg, &routed.core, sliced("a"),
	                    ROUTED_SEED, NULL);
	zsip_stateless_hash(b, &routed.msg, &routed.core, sliced("b"),
	                    ROUTED_SEED, NULL);
	zsip_stateless_hash(seeded, &routed.msg, &routed.core, no_target, 1,
	                    NULL);
	ck_assert(none[0] != a[0] && a[0] != b[0] && none[0] != seeded[0]);
	ck_assert(none[1] != a[1] && a[1] != b[1] && none[1] != seeded[1]);
	ck_assert(none[0] != none[1]);
	routed_close(&routed);
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

/* Any message: what it says of itself holds, and no byte beyond it is read. */

static size_t tried;

static void try_message(const char *text, size_t len)
{
	struct zsip_options lenient = {.size = sizeof(lenient),
	                               .quirks = UINT64_MAX};

	ck_assert_msg(routed_holds(text, len, NULL), "%.*s", (int)len, text);
	ck_assert_msg(routed_holds(text, len, &lenient), "lenient: %.*s",
	              (int)len, text);
	tried++;
}

static void try_built(const char *text)
{
	struct checked checked;
	char why[256];

	ck_assert_msg(
	        message_build(&checked, text, strlen(text), why, sizeof(why)),
	        "%s: %s", text, why);
	try_message(checked.data, checked.len);
	checked_free(&checked);
}

static const char *const bases[] = {
        "INVITE | Via: SIP/2.0/UDP 192.0.2.1:5060;rport=7;received=192.0.2.2;"
        "maddr=192.0.2.3;ttl=1;branch=z9hG4bK1 | +Route: <sip:p;lr>",
        "INVITE | Via: SIP/2.0/UDP h, SIP/2.0/TCP i | +Max-Breadth: 5 | "
        "+Proxy-Require: a,b | +Route: <sip:bob@example.org>, <sip:q;lr>",
        "REGISTER | +Expires: 60 | Contact: <sip:a@h>;expires=7;reg-id=1;"
        "+sip.instance=\"<urn:uuid:1>\", <sip:b@h>",
        "200 INVITE | +Via: SIP/2.0/UDP [::1]:7;received=::2;rport=3",
        "401 INVITE | +Proxy-Authenticate: Digest realm=\"x\"",
};

START_TEST(fields_go_come_twice_and_are_empty)
{
	static const char *const names[] = {
	        "Via",         "From",          "To",
	        "Call-ID",     "CSeq",          "Max-Forwards",
	        "Contact",     "Route",         "Expires",
	        "Max-Breadth", "Proxy-Require", "WWW-Authenticate"};
	static const char *const edits[] = {"-%s",   "%s:",    "+%s:", "+%s: ,",
	                                    "%s: <", "+%s: 0", "%s: *"};
	char text[1024];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		for (size_t j = 0; j < sizeof(edits) / sizeof(*edits); j++) {
			const char *bar = strstr(bases[_i], " | ");
			/* The field is there to be edited. */
			int len = snprintf(text, sizeof(text),
			                   "%.*s | +%s: 1%s | ",
			                   (int)(bar - bases[_i]), bases[_i],
			                   names[i], bar);

			snprintf(text + len, sizeof(text) - (size_t)len,
			         edits[j], names[i]);
			try_built(text);
		}
	}
}
END_TEST

START_TEST(messages_end_anywhere)
{
	struct checked checked;
	char why[256];

	ck_assert(message_build(&checked, bases[_i], strlen(bases[_i]), why,
	                        sizeof(why)));
	tried = 0;
	for (size_t len = 0; len <= checked.len; len++)
		try_message(checked.data, len);
	ck_assert_uint_gt(tried, 200);
	checked_free(&checked);
}
END_TEST

void routing_calls(TCase *tcase)
{
	const int count = sizeof(bases) / sizeof(*bases);

	tcase_add_test(tcase, every_size_is_kept_to);
	tcase_add_test(tcase, transports_are_those_of_the_rfcs);
	tcase_add_test(tcase, other_schemes_have_no_port);
	tcase_add_test(tcase, branches_are_read_back);
	tcase_add_test(tcase, only_a_token_is_a_unique_part);
	tcase_add_test(tcase, a_loop_is_no_spiral);
	tcase_add_test(tcase, each_target_has_a_branch);
	tcase_add_test(tcase, breadth_is_shared);
	tcase_add_test(tcase, challenges_are_gathered);
	tcase_add_test(tcase, bindings_change_in_order);
	tcase_add_test(tcase, bindings_need_call_id_and_cseq);
	tcase_add_loop_test(tcase, fields_go_come_twice_and_are_empty, 0,
	                    count);
	tcase_add_loop_test(tcase, messages_end_anywhere, 0, count);
}
