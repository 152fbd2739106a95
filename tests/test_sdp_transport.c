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
#include "sdp_dump.h"
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
	return tcase;
}
