/*
 * URIs with more parameters and headers than are sorted at once, SipHash, and
 * escapes of every byte.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive_uri.h"
#include "siphash.h"
#include "tally.h"
#include "test_uri_compare.h"
#include "zsip.h"

/* Long URIs */

/* How the items of a list are ordered: the first, the last, or strewn. */
enum order { UP, DOWN, STREWN };

struct family {
	const char *begin;
	const char *first, *next; /* what begins an item */
};

static const struct family families[] = {
        {"sip:h", ";", ";"},
        {"sip:h", "?", "&"},
        {"tel:+1", ";", ";"},
        {"sip:h", "?", "&"}, /* all of one name */
};

enum { MAX_ITEMS = 1100, MAX_URI = 32 * MAX_ITEMS, SAME_NAME = 3 };

struct long_uri {
	char text[MAX_URI];
	size_t len;
	struct zsip_uri uri;
};

static unsigned numbered(enum order order, unsigned i, unsigned count)
{
	/* 13 divides none of the counts, so this strews them all. */
	return order == UP ? i : order == DOWN ? count - 1 - i : i * 13 % count;
}

static void put(struct long_uri *uri, const char *text)
{
	size_t len = strlen(text);

	ck_assert(uri->len + len < MAX_URI);
	memcpy(uri->text + uri->len, text, len + 1);
	uri->len += len;
}

static void put_item(struct long_uri *uri, const struct family *family,
                     unsigned number, unsigned value)
{
	char item[64];

	put(uri, memchr(uri->text, *family->first, uri->len) == NULL
	                 ? family->first
	                 : family->next);
	if (family == &families[SAME_NAME])
		snprintf(item, sizeof(item), "Route=%u", value);
	else
		/* Names that are told apart at their beginning, and others. */
		snprintf(item, sizeof(item),
		         number % 3 == 0 ? "p%u=%u" : "parameter%u=%u", number,
		         value);
	put(uri, item);
}

static void parse(struct long_uri *uri)
{
	ck_assert_int_eq(
	        zsip_uri_parse(&uri->uri,
	                       (struct zsip_slice){uri->text, uri->len}, NULL,
	                       NULL),
	        ZSIP_OK);
}

static void build(struct long_uri *uri, const struct family *family,
                  unsigned count, enum order order)
{
	uri->len = 0;
	put(uri, family->begin);
	for (unsigned i = 0; i < count; i++) {
		unsigned number = numbered(order, i, count);

		put_item(uri, family, number, number);
	}
	parse(uri);
}

static void expect(const struct long_uri *a, const struct long_uri *b,
                   bool equal, bool strict)
{
	ck_assert(zsip_uri_equal(&a->uri, &b->uri) == equal);
	ck_assert(zsip_uri_equal(&b->uri, &a->uri) == equal);
	ck_assert(zsip_uri_strict_equal(&a->uri, &b->uri) == strict);
	ck_assert(zsip_uri_strict_equal(&b->uri, &a->uri) == strict);
	if (equal)
		ck_assert(zsip_uri_hash(&a->uri, 1) ==
		          zsip_uri_hash(&b->uri, 1));
	if (strict)
		ck_assert(zsip_uri_strict_hash(&a->uri, 1) ==
		          zsip_uri_strict_hash(&b->uri, 1));
}

static struct long_uri *new_uri(void)
{
	struct long_uri *uri = malloc(sizeof(*uri));

	ck_assert_ptr_nonnull(uri);
	return uri;
}

/* Around the number of items that are sorted at once. */
static const unsigned counts[] = {1, 2, 383, 384, 385, 769, 1025};

enum { COUNTS = sizeof(counts) / sizeof(*counts) };

START_TEST(any_order_of_many_items)
{
	struct long_uri *a = new_uri(), *b = new_uri();

	for (size_t i = 0; i < SAME_NAME; i++) {
		for (size_t j = 0; j < COUNTS; j++) {
			for (unsigned order = UP; order <= STREWN; order++) {
				build(a, &families[i], counts[j], UP);
				build(b, &families[i], counts[j],
				      (enum order)order);
				expect(a, b, true, true);
			}
		}
	}
	free(a);
	free(b);
}
END_TEST

/* One value in many, wherever it stands. */
START_TEST(one_value_of_many_items)
{
	const unsigned count = 600;
	struct long_uri *a = new_uri(), *b = new_uri();

	for (size_t i = 0; i < SAME_NAME; i++) {
		for (unsigned other = 0; other < count; other += 37) {
			build(a, &families[i], count, UP);
			b->len = 0;
			put(b, families[i].begin);
			for (unsigned n = count; n-- > 0;)
				put_item(b, &families[i], n,
				         n == other ? n + 1 : n);
			parse(b);
			expect(a, b, false, false);
		}
	}
	free(a);
	free(b);
}
END_TEST

/* Half of the items: enough for parameters, which count where both have them,
 * too few for headers and for a tel URI. */
START_TEST(some_of_many_items)
{
	struct long_uri *a = new_uri(), *b = new_uri();

	for (size_t i = 0; i < SAME_NAME; i++) {
		for (unsigned from = 0; from < 2; from++) {
			build(a, &families[i], 1025, UP);
			b->len = 0;
			put(b, families[i].begin);
			for (unsigned n = 1025; n-- > 0;) {
				if (n % 2 == from)
					put_item(b, &families[i], n, n);
			}
			parse(b);
			expect(a, b, i == 0, false);
		}
	}
	free(a);
	free(b);
}
END_TEST

/* Without a single name in common, and so that one list ends before the other
 * begins. */
START_TEST(none_of_many_items)
{
	struct long_uri *a = new_uri(), *b = new_uri();

	for (size_t i = 0; i < SAME_NAME; i++) {
		build(a, &families[i], 600, UP);
		b->len = 0;
		put(b, families[i].begin);
		for (unsigned n = 10000; n < 10600; n++)
			put_item(b, &families[i], n, n);
		parse(b);
		expect(a, b, i == 0, false);
		b->len = 0;
		put(b, families[i].begin);
		put(b, families[i].first);
		put(b, "q=1");
		parse(b);
		expect(a, b, i == 0, false);
	}
	free(a);
	free(b);
}
END_TEST

START_TEST(a_parameter_that_must_be_in_both_among_many)
{
	struct long_uri *a = new_uri(), *b = new_uri();

	for (unsigned i = 0; i < 2; i++) {
		build(a, &families[0], 600, UP);
		build(b, &families[0], 600, DOWN);
		put(b, i == 0 ? ";transport=tcp" : ";a");
		parse(b);
		expect(a, b, i != 0, false);
		put(a, i == 0 ? ";TRANSPORT=TCP" : ";A");
		parse(a);
		expect(a, b, true, true);
	}
	free(a);
	free(b);
}
END_TEST

/* Headers of one name go by their order, and there may be more of them than
 * are sorted at once. */
START_TEST(many_headers_of_one_name)
{
	const struct family *family = &families[SAME_NAME];
	struct long_uri *a = new_uri(), *b = new_uri();

	for (size_t j = 1; j < COUNTS; j++) {
		build(a, family, counts[j], UP);
		build(b, family, counts[j], UP);
		put(a, "&z=1");
		parse(a);
		expect(a, b, false, false);
		b->len = 0;
		put(b, "sip:h?z=1");
		for (unsigned n = 0; n < counts[j]; n++)
			put_item(b, family, n, n);
		parse(b);
		expect(a, b, true, true);
		build(a, family, counts[j], DOWN);
		put(a, "&z=1");
		parse(a);
		expect(a, b, false, false);
	}
	free(a);
	free(b);
}
END_TEST

/* The first counts, however far the others are. */
START_TEST(many_repeated_parameters)
{
	struct long_uri *a = new_uri(), *b = new_uri();

	build(a, &families[0], 600, UP);
	build(b, &families[0], 600, DOWN);
	for (unsigned n = 0; n < 500; n++)
		put_item(b, &families[0], n, n + 1);
	parse(b);
	expect(a, b, true, false);
	free(a);
	free(b);
}
END_TEST

static void expect_repeated(struct long_uri *uri, size_t offset)
{
	struct zsip_slice text = {uri->text, uri->len};
	struct zsip_error error = {ZSIP_OK, 0, NULL};
	struct zsip_tel tel;

	ck_assert_int_eq(zsip_tel_parse(&tel, text, &error), ZSIP_E_SYNTAX);
	ck_assert_str_eq(error.expected, "another parameter");
	ck_assert_uint_eq(error.offset, offset);
}

/* The first name that was there before, among more than are sorted at once. */
START_TEST(a_parameter_twice_among_many)
{
	struct long_uri *uri = new_uri();
	struct zsip_tel tel;

	for (unsigned again = 0; again < 1000; again += 97) {
		size_t offset;

		build(uri, &families[2], 1000, STREWN);
		ck_assert_int_eq(
		        zsip_tel_parse(&tel,
		                       (struct zsip_slice){uri->text, uri->len},
		                       NULL),
		        ZSIP_OK);
		offset = uri->len + 1;
		put_item(uri, &families[2], again, 0);
		put_item(uri, &families[2], 999 - again, 0);
		put_item(uri, &families[2], 0, 0);
		expect_repeated(uri, offset);
	}
	free(uri);
}
END_TEST

/* Random URIs */

static const char *const pieces[][8] = {
        {"sip:", "sip:", "sip:", "SIP:", "sips:"},
        {"", "", "a@", "A@", "%61@", "a%40@", "a:b@", "a:@"},
        {"h", "h", "H", "g", "1.2.3.4", "[::1]", "[0:0::1]", "[::0.0.0.1]"},
        {"", "", "", ":1", ":01", ":2"},
        {";a", ";A", ";%61", ";b", ";transport", ";Maddr", ";ttl", ";method"},
        {"", "=1", "=x", "=X", "=%58", "=[::1]", "=[0::%31]", "=%5D"},
        {"z", "Z", "%7a", "s", "Subject", "t", "To", "Call-ID"},
        {"", "a", "A", "%61", "%22A%22", "%3Ca%3E", "a%3BA", "A%2CA%3Ba"},
};

static uint32_t random_state = 1;

static uint32_t random_below(uint32_t bound)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 8) % bound;
}

static void put_random(struct long_uri *uri, size_t part)
{
	const char *piece = pieces[part][random_below(8)];

	put(uri, piece != NULL ? piece : pieces[part][0]);
}

static void random_uri(struct long_uri *uri)
{
	unsigned params = random_below(5), headers = random_below(5) / 2;

	uri->len = 0;
	for (size_t part = 0; part < 4; part++)
		put_random(uri, part);
	while (params-- > 0) {
		put_random(uri, 4);
		put_random(uri, 5);
	}
	for (unsigned i = 0; i < headers; i++) {
		put(uri, i == 0 ? "?" : "&");
		put_random(uri, 6);
		put(uri, "=");
		put_random(uri, 7);
	}
	parse(uri);
}

/* All but the lists is the same, so that more pairs are equal. */
static void like(struct long_uri *uri, const struct long_uri *other)
{
	char lists[MAX_URI];

	strcpy(lists, uri->text + strcspn(uri->text, ";?"));
	uri->len = strcspn(other->text, ";?");
	memcpy(uri->text, other->text, uri->len);
	put(uri, lists);
	parse(uri);
}

START_TEST(random_pairs_compare_as_they_do_naively)
{
	struct long_uri *a = new_uri(), *b = new_uri();
	unsigned equal = 0, count = 20000;

	for (unsigned i = 0; i < count; i++) {
		bool is_equal, is_strict;

		random_uri(a);
		random_uri(b);
		like(b, a);
		is_equal = naive_uri_equal(&a->uri, &b->uri, false);
		is_strict = naive_uri_equal(&a->uri, &b->uri, true);
		expect(a, b, is_equal, is_strict);
		equal += is_equal;
	}
	/* Enough of both. */
	ck_assert_msg(equal > count / 50 && equal < count / 2, "%u", equal);
	tally("uri", "random pairs", count);
	free(a);
	free(b);
}
END_TEST

/* Hashes */

/* The vectors of its authors with an even number of bytes: the key is 00 01
 * ... 0f, the text 00 01 ... */
START_TEST(siphash_is_siphash)
{
	static const uint64_t hashes[] = {
	        UINT64_C(0x726fdb47dd0e0e31), UINT64_C(0x0d6c8009d9a94f5a),
	        UINT64_C(0xcf2794e0277187b7), UINT64_C(0xcbc9466e58fee3ce),
	        UINT64_C(0x93f5f5799a932462)};
	struct zsip_siphash hash;

	for (unsigned n = 0; n < sizeof(hashes) / sizeof(*hashes); n++) {
		zsip_siphash_start(&hash, UINT64_C(0x0706050403020100),
		                   UINT64_C(0x0f0e0d0c0b0a0908));
		for (unsigned i = 0; i < n; i++)
			zsip_siphash_put(&hash,
			                 (uint16_t)(0x0100 + 0x0202 * i));
		ck_assert_msg(zsip_siphash_end(&hash) == hashes[n], "%u bytes",
		              2 * n);
	}
}
END_TEST

static uint64_t hash_of(const char *text, uint64_t seed, bool strict)
{
	struct zsip_uri uri;

	ck_assert_int_eq(
	        zsip_uri_parse(&uri, zsip_slice_from(text), NULL, NULL),
	        ZSIP_OK);
	return strict ? zsip_uri_strict_hash(&uri, seed)
	              : zsip_uri_hash(&uri, seed);
}

/* What zsip_uri_hash() has to tell apart, for a table to be of use. */
START_TEST(hashes_differ)
{
	static const char *const texts[] = {
	        "sip:h",
	        "sips:h",
	        "sip:g",
	        "sip:h:1",
	        "sip:h:0",
	        "sip:a@h",
	        "sip:A@h",
	        "sip:a:@h",
	        "sip:a:b@h",
	        "sip:1.2.3.4",
	        "sip:[::1.2.3.4]",
	        "sip:[::1.2.3.5]",
	        "sip:h;user=phone",
	        "sip:h;ttl=1",
	        "sip:h;ttl=2",
	        "sip:h;method=INVITE",
	        "sip:h;maddr=h",
	        "sip:h;maddr=[::1]",
	        "sip:h;maddr=[::2]",
	        "sip:h;transport=h",
	        "sip:h;transport=udp;ttl=1",
	        "sip:h?x=1",
	        "sip:h?y=1",
	        "sip:h?x=1&x=1",
	        "sip:h?x=1&y=1",
	        "tel:+1",
	        "tel:1",
	        "tel:+1;a",
	        "tel:+1;a=b",
	        "urn:ab:c",
	        "urn:ab:d",
	        "urn:ac:c",
	        "x:a",
	        "y:a",
	        "x:b",
	};
	const size_t count = sizeof(texts) / sizeof(*texts);

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			bool same = hash_of(texts[i], 7, false) ==
			            hash_of(texts[j], 7, false);

			ck_assert_msg(same == (i == j), "%s and %s", texts[i],
			              texts[j]);
		}
		ck_assert(hash_of(texts[i], 7, false) !=
		          hash_of(texts[i], 8, false));
		ck_assert(hash_of(texts[i], 7, true) !=
		          hash_of(texts[i], 8, true));
	}
}
END_TEST

/* Copies */

START_TEST(every_byte_escaped_and_back)
{
	static const enum zsip_uri_part parts[] = {
	        ZSIP_URI_USER, ZSIP_URI_PASSWORD, ZSIP_URI_PARAM,
	        ZSIP_URI_HEADER, (enum zsip_uri_part)99};
	char all[256], escaped[3 * sizeof(all)], back[sizeof(all)];
	struct zsip_slice text = {all, sizeof(all)};

	for (unsigned i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		size_t len =
		        zsip_escape(parts[i], text, escaped, sizeof(escaped));

		ck_assert_uint_le(len, sizeof(escaped));
		for (size_t j = 0; j < len; j++)
			ck_assert(escaped[j] > 0x20 && escaped[j] < 0x7f);
		ck_assert_uint_eq(
		        zsip_unescape((struct zsip_slice){escaped, len}, back,
		                      sizeof(back)),
		        sizeof(all));
		ck_assert(memcmp(all, back, sizeof(all)) == 0);
	}
}
END_TEST

static void expect_digits(const char *number, const char *digits)
{
	struct zsip_slice text = zsip_slice_from(number);
	size_t need = strlen(digits);
	char buf[64];

	for (size_t size = 0; size <= need + 1; size++) {
		memset(buf, '!', sizeof(buf));
		ck_assert_uint_eq(zsip_tel_digits(text, buf, size), need);
		ck_assert(memcmp(buf, digits, size < need ? size : need) == 0);
		ck_assert_int_eq(buf[size < need ? size : need], '!');
	}
}

START_TEST(digits_without_separators)
{
	expect_digits("+1-(201).555-0123", "+12015550123");
	expect_digits("*A#b%23", "*a#b#");
	expect_digits("-.()", "");
	expect_digits("", "");
}
END_TEST

START_TEST(a_hash_in_a_telephone_number)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = ZSIP_QUIRK_HASH_IN_USER};
	struct zsip_slice text = zsip_slice_from("tel:*31#5;phone-context=a");
	struct zsip_error error;
	struct zsip_uri uri;

	ck_assert_int_eq(zsip_uri_parse(&uri, text, &options, &error), ZSIP_OK);
	ck_assert_uint_eq(uri.quirks, ZSIP_QUIRK_HASH_IN_USER);
	ck_assert_uint_eq(uri.user.len, 5);
	text.len -= 2;
	ck_assert_int_eq(zsip_uri_parse(&uri, text, &options, &error),
	                 ZSIP_E_SYNTAX);
	ck_assert_uint_eq(error.offset, text.len);
	ck_assert_int_eq(zsip_uri_parse(&uri, text, NULL, &error),
	                 ZSIP_E_SYNTAX);
	ck_assert_uint_eq(error.offset, 7);
	/* That of a urn is no such thing. */
	text = zsip_slice_from("urn:ab:c#d");
	ck_assert_int_eq(zsip_uri_parse(&uri, text, &options, &error),
	                 ZSIP_E_SYNTAX);
	ck_assert_uint_eq(error.offset, 8);
}
END_TEST

static bool needs_brackets(const char *text)
{
	struct zsip_uri uri;

	ck_assert_int_eq(
	        zsip_uri_parse(&uri, zsip_slice_from(text), NULL, NULL),
	        ZSIP_OK);
	return zsip_uri_needs_brackets(&uri);
}

START_TEST(brackets_for_what_would_end_an_addr_spec)
{
	ck_assert(!needs_brackets("sip:a:b@h:5060"));
	ck_assert(!needs_brackets("tel:+1"));
	ck_assert(!needs_brackets("sip:a%3Bb%2C%3F@h"));
	ck_assert(needs_brackets("sip:h;lr"));
	ck_assert(needs_brackets("sip:a;b@h"));
	ck_assert(needs_brackets("sip:a,b@h"));
	ck_assert(needs_brackets("sip:a?b@h"));
	ck_assert(needs_brackets("sip:h?a=b"));
	ck_assert(needs_brackets("http://h/?"));
}
END_TEST

TCase *uri_compare_tcase(void)
{
	TCase *tc = tcase_create("uri-compare");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, any_order_of_many_items);
	tcase_add_test(tc, one_value_of_many_items);
	tcase_add_test(tc, some_of_many_items);
	tcase_add_test(tc, none_of_many_items);
	tcase_add_test(tc, a_parameter_that_must_be_in_both_among_many);
	tcase_add_test(tc, many_headers_of_one_name);
	tcase_add_test(tc, many_repeated_parameters);
	tcase_add_test(tc, a_parameter_twice_among_many);
	tcase_add_test(tc, random_pairs_compare_as_they_do_naively);
	tcase_add_test(tc, siphash_is_siphash);
	tcase_add_test(tc, hashes_differ);
	tcase_add_test(tc, every_byte_escaped_and_back);
	tcase_add_test(tc, digits_without_separators);
	tcase_add_test(tc, a_hash_in_a_telephone_number);
	tcase_add_test(tc, brackets_for_what_would_end_an_addr_spec);
	return tc;
}
