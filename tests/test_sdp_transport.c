/*
 * Walks over the lists of transport and security attributes, by the vectors of
 * tests/vectors/sdp/walk/NAME.txt, a file for each walk:
 *
 *	ok    TEXT => ITEM | ITEM ...
 *	none  TEXT
 *
 * ITEM has the members as dump_sdp_value() has those of values.  A "|" at the
 * end: the walk ended before the text did.
 */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "guard.h"
#include "mutate.h"
#include "sdp_dump.h"
#include "sdp_internal.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"
#include "zsip_sdp_transport.h"

#define WALK_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/walk"

static void dump_pair(struct text *got, const struct zsip_sdp_pair *pair)
{
	text_slice(got, "name", pair->name);
	text_slice(got, "value", pair->value);
}

static bool dump_extension(struct text *got, struct zsip_slice *rest)
{
	struct zsip_sdp_pair pair;
	bool met = zsip_sdp_next_extension(rest, &pair);

	if (met)
		dump_pair(got, &pair);
	return met;
}

static bool dump_session_param(struct text *got, struct zsip_slice *rest)
{
	struct zsip_sdp_pair pair;
	bool met = zsip_sdp_next_session_param(rest, &pair);

	if (met)
		dump_pair(got, &pair);
	return met;
}

static bool dump_remote_candidate(struct text *got, struct zsip_slice *rest)
{
	struct zsip_sdp_remote_candidate candidate;

	if (!zsip_sdp_next_remote_candidate(rest, &candidate))
		return false;
	text_add(got, " component_id=%lu",
	         (unsigned long)candidate.component_id);
	text_slice(got, "address", candidate.address);
	text_add(got, " port=%lu", (unsigned long)candidate.port);
	return true;
}

static void dump_lifetime(struct text *got, struct zsip_slice lifetime)
{
	uint64_t packets;
	enum zsip_status status;

	if (lifetime.ptr == NULL)
		return;
	text_slice(got, "lifetime", lifetime);
	status = zsip_sdp_crypto_lifetime(lifetime, &packets);
	if (status == ZSIP_OK)
		text_add(got, " packets=%llu", (unsigned long long)packets);
	else
		text_add(got, " %s", zsip_status_name(status));
}

static bool dump_crypto_key(struct text *got, struct zsip_slice *rest)
{
	struct zsip_sdp_crypto_key key;

	if (!zsip_sdp_next_crypto_key(rest, &key))
		return false;
	text_slice(got, "method", key.method);
	text_slice(got, "info", key.info);
	text_slice(got, "key_salt", key.key_salt);
	dump_lifetime(got, key.lifetime);
	text_slice(got, "mki", key.mki);
	text_add(got, " mki_length=%lu", (unsigned long)key.mki_length);
	return true;
}

static const struct walk {
	const char *name;
	bool (*dump)(struct text *got, struct zsip_slice *rest);
} walks[] = {
        {"candidate-extensions", dump_extension},
        {"remote-candidates", dump_remote_candidate},
        {"crypto-keys", dump_crypto_key},
        {"crypto-session-params", dump_session_param},
};

enum { WALKS = sizeof(walks) / sizeof(*walks) };

static bool try_vector(const struct walk *walk, const struct vector *v,
                       const struct guard *guard)
{
	struct zsip_slice rest = {guard_end(guard, v->text, v->len), v->len};
	struct text got = {0};
	size_t left = rest.len + 1;
	bool good;

	while (walk->dump(&got, &rest)) {
		ck_assert_msg(rest.len < left, "line %u: stands still",
		              v->line);
		left = rest.len;
		if (rest.ptr != NULL)
			text_add(&got, " |");
	}
	ck_assert(!walk->dump(&got, &(struct zsip_slice){NULL, 0}));
	good = strcmp(text_get(&got), v->expected != NULL ? v->expected : "") ==
	       0;
	if (!good)
		fprintf(stderr, "line %u: got %s\n", v->line, text_get(&got));
	text_free(&got);
	return good;
}

START_TEST(vectors)
{
	const struct walk *walk = &walks[_i];
	struct vector_file file;
	enum vector_result result;
	struct vector v;
	struct guard guard;
	size_t count = 0, failed = 0;
	char path[512];

	snprintf(path, sizeof(path), WALK_DIR "/%s.txt", walk->name);
	ck_assert_msg(vectors_open(&file, path, "ok none"), "%s", file.error);
	guard_open(&guard, 65536);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		ck_assert_msg(result == VECTOR_LINE, "%s", file.error);
		if (!try_vector(walk, &v, &guard))
			failed++;
		count++;
	}
	guard_close(&guard);
	vectors_close(&file);
	tally_vectors("sdp", count);
	ck_assert_msg(failed == 0, "%zu of %zu in %s", failed, count, path);
	ck_assert_msg(count >= 2, "%s: too few", path);
}
END_TEST

/* The machine without leaps: see tests/plain.h. */
zsip_sdp_machine zsip_sdp_transport_machine_plain;

enum { MUTATIONS = 200, MAX_TEXT = 2048 };

struct reading_of {
	struct zsip_sdp_value value;
	struct zsip_stop stop;
	const char *at;
};

static void read_with(zsip_sdp_machine *machine, unsigned shape,
                      struct zsip_slice text, struct reading_of *reading)
{
	memset(reading, 0, sizeof(*reading));
	reading->at = machine(&reading->value.text, shape, text.ptr,
	                      text.ptr + text.len, &reading->stop);
	if (reading->at == NULL)
		memset(&reading->value, 0, sizeof(reading->value));
}

static bool is_same(const struct reading_of *a, const struct reading_of *b)
{
	return a->at == b->at && a->stop.status == b->stop.status &&
	       a->stop.quirks == b->stop.quirks &&
	       (a->stop.status == ZSIP_OK ||
	        (a->stop.at == b->stop.at &&
	         strcmp(a->stop.expected, b->stop.expected) == 0)) &&
	       memcmp(&a->value, &b->value, sizeof(a->value)) == 0;
}

static void expect_same(unsigned shape, const char *text, size_t len,
                        const struct guard *guard)
{
	struct zsip_slice slice = {guard_end(guard, text, len), len};
	struct reading_of leaping, plain;

	read_with(zsip_sdp_transport_machine, shape, slice, &leaping);
	read_with(zsip_sdp_transport_machine_plain, shape, slice, &plain);
	ck_assert_msg(is_same(&leaping, &plain), "%.*s", (int)len, text);
}

static void expect_same_for_file(const struct zsip_sdp_attribute_info *info,
                                 uint64_t *random)
{
	struct vector_file file;
	struct vector v;
	struct guard guard;
	char path[512], text[MAX_TEXT];

	snprintf(path, sizeof(path),
	         ZSIP_SOURCE_DIR "/tests/vectors/sdp/attribute/%s.txt",
	         info->name.ptr);
	ck_assert(vectors_open(&file, path, "ok bad need flag"));
	guard_open(&guard, MAX_TEXT);
	while (vectors_next(&file, &v) == VECTOR_LINE) {
		expect_same(info->shape, v.text, v.len, &guard);
		for (int i = 0; i < MUTATIONS; i++) {
			memcpy(text, v.text, v.len);
			expect_same(info->shape, text,
			            mutate(random, text, v.len, MAX_TEXT),
			            &guard);
		}
	}
	guard_close(&guard);
	vectors_close(&file);
}

/* Leaps change nothing. */
START_TEST(leaps)
{
	const struct zsip_sdp_attribute_info *info;
	uint64_t random = 20;

	for (size_t i = 0; (info = zsip_sdp_attribute_at(i)) != NULL; i++) {
		if (info->id >= 100 && info->id < 200)
			expect_same_for_file(info, &random);
	}
}
END_TEST

/* Lifetimes that no vector of a walk can hold. */
START_TEST(lifetimes)
{
	uint64_t packets;

	ck_assert_int_eq(zsip_sdp_crypto_lifetime((struct zsip_slice){NULL, 0},
	                                          &packets),
	                 ZSIP_E_SYNTAX);
	ck_assert_int_eq(
	        zsip_sdp_crypto_lifetime(zsip_slice_from("2^"), &packets),
	        ZSIP_E_SYNTAX);
	ck_assert_int_eq(
	        zsip_sdp_crypto_lifetime(zsip_slice_from("3^2"), &packets),
	        ZSIP_E_SYNTAX);
}
END_TEST

TCase *sdp_transport_tcase(void)
{
	TCase *tcase = tcase_create("sdp transport");

	tcase_add_loop_test(tcase, vectors, 0, WALKS);
	tcase_add_test(tcase, lifetimes);
	tcase_add_test(tcase, leaps);
	return tcase;
}
