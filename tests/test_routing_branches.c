/*
 * Branches of a proxy: read back, and what they tell of loops.
 */

#include "test_build.h"

#include <stdio.h>

#include "routed.h"

static struct zsip_slice sliced(const char *text)
{
	return zsip_slice_from(text);
}

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
	zsip_stateless_hash(b, &routed.msg, &routed.core, sliced("A"),
	                    ROUTED_SEED, NULL);
	zsip_stateless_hash(seeded, &routed.msg, &routed.core, no_target, 1,
	                    NULL);
	ck_assert(none[0] != a[0] && a[0] != b[0] && none[0] != seeded[0]);
	ck_assert(none[1] != a[1] && a[1] != b[1] && none[1] != seeded[1]);
	ck_assert(none[0] != none[1]);
	routed_close(&routed);
}
END_TEST

START_TEST(what_is_added_counts_exactly)
{
	struct routed routed;

	routed_open(&routed, sliced("INVITE"));
	ck_assert_uint_ne(zsip_loop_hash(&routed.msg, &routed.core, 0,
	                                 sliced("a"), ROUTED_SEED),
	                  zsip_loop_hash(&routed.msg, &routed.core, 0,
	                                 sliced("A"), ROUTED_SEED));
	routed_close(&routed);
}
END_TEST

void routing_branches(TCase *tcase)
{
	tcase_add_test(tcase, branches_are_read_back);
	tcase_add_test(tcase, only_a_token_is_a_unique_part);
	tcase_add_test(tcase, a_loop_is_no_spiral);
	tcase_add_test(tcase, each_target_has_a_branch);
	tcase_add_test(tcase, what_is_added_counts_exactly);
}
