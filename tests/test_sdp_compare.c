/*
 * Comparison of descriptions against cases, files in tests/vectors/sdp/compare:
 * a description; behind "---" what is edited in it, a line each; behind another
 * one the changes, a line each.
 *
 *	LINE = TEXT   another line in its place
 *	LINE -        the line goes
 *	LINE + TEXT   a line behind it
 *	keep          the version in o= stays; else it is raised by one, unless
 *	              line 2 is edited
 *
 *	NAME MEDIA BEFORE>AFTER [FORMAT]
 *
 * Lines are numbered from 1; "->7" has none before.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "comparing.h"
#include "descriptions.h"
#include "guard.h"
#include "tally.h"
#include "test_sdp.h"
#include "vectors.h"
#include "zsip_sdp_edit.h"

#define COMPARE_DIR ZSIP_SOURCE_DIR "/tests/vectors/sdp/compare"
#define REAL_DIR    ZSIP_SOURCE_DIR "/tests/vectors/sdp/real"

enum { LINES = 1200, MEDIA = 600, TEXT = 65536, SPLICES = 64, SCRATCH = 4096 };

/* Two descriptions, each at a guard page. */
struct pair {
	struct zsip_sdp sdp[2];
	struct zsip_sdp_line lines[2][LINES];
	struct zsip_sdp_media media[2][MEDIA];
	struct guard guards[2];
};

static struct pair *pair_open(void)
{
	struct pair *pair = malloc(sizeof(*pair));

	ck_assert_ptr_nonnull(pair);
	guard_open(&pair->guards[0], TEXT);
	guard_open(&pair->guards[1], TEXT);
	return pair;
}

static void pair_close(struct pair *pair)
{
	guard_close(&pair->guards[0]);
	guard_close(&pair->guards[1]);
	free(pair);
}

static enum zsip_status pair_set(struct pair *pair, size_t which,
                                 const char *text, size_t len)
{
	static const struct zsip_options options = {
	        .size = sizeof(options), .quirks = ZSIP_PROFILE_INTEROP};
	struct zsip_sdp *sdp = &pair->sdp[which];

	zsip_sdp_init(sdp, pair->lines[which], LINES, pair->media[which], MEDIA,
	              &options);
	return zsip_sdp_parse(sdp, guard_end(&pair->guards[which], text, len),
	                      len, NULL);
}

/* Changes as text */

struct changes {
	const struct pair *pair;
	struct text text;
	bool names; /* and nothing else */
};

static void add_line(struct text *out, const struct zsip_sdp *sdp,
                     const struct zsip_sdp_line *line)
{
	if (line != NULL)
		text_add(out, "%zu", (size_t)(line - sdp->lines) + 1);
}

static void add_change(void *user, const struct zsip_sdp_change *change)
{
	struct changes *changes = user;
	struct text *out = &changes->text;

	text_add(out, "%s%s", out->len != 0 ? "\n" : "", change->info->name);
	text_add(out, " %zu", change->media);
	if (changes->names)
		return;
	text_add(out, " ");
	add_line(out, &changes->pair->sdp[0], change->before);
	text_add(out, change->before != NULL ? ">" : "->");
	add_line(out, &changes->pair->sdp[1], change->after);
	if (change->after == NULL)
		text_add(out, "-");
	if (change->format.ptr != NULL)
		text_add(out, " %.*s", (int)change->format.len,
		         change->format.ptr);
}

/* The same as the properties hold for both. */
static size_t compare(const struct pair *pair, struct changes *changes)
{
	const char *fault = compare_fault(&pair->sdp[0], &pair->sdp[1]);

	if (fault == NULL)
		fault = view_fault(&pair->sdp[1]);
	ck_assert_msg(fault == NULL, "%s", fault);
	return zsip_sdp_compare(&pair->sdp[0], &pair->sdp[1], add_change,
	                        changes);
}

/* Cases */

static bool is_edit_of(const char *edit, size_t line, char what)
{
	char *end;

	return strtoul(edit, &end, 10) == line && end != edit && *end == ' ' &&
	       end[1] == what;
}

static const char *text_of(const char *edit)
{
	return strchr(edit, ' ') + 3;
}

/* What the edits make of a line. */
static void edit_line(struct text *out, const char *const *edits, size_t line,
                      const char *text, size_t len)
{
	bool kept = true;

	for (const char *const *e = edits; *e != NULL; e++) {
		if (!is_edit_of(*e, line, '=') && !is_edit_of(*e, line, '-'))
			continue;
		kept = false;
		if (is_edit_of(*e, line, '='))
			text_add(out, "%s\r\n", text_of(*e));
	}
	if (kept)
		text_add(out, "%.*s\r\n", (int)len, text);
	for (const char *const *e = edits; *e != NULL; e++) {
		if (is_edit_of(*e, line, '+'))
			text_add(out, "%s\r\n", text_of(*e));
	}
}

static bool keeps_origin(const char *const *edits)
{
	for (; *edits != NULL; edits++) {
		if (strcmp(*edits, "keep") == 0 ||
		    strncmp(*edits, "2 ", 2) == 0)
			return true;
	}
	return false;
}

static void edit_all(struct text *out, const struct text *before,
                     const char *const *edits)
{
	static const char raised[] = "o=- 1 2 IN IP4 192.0.2.1";
	const char *at = before->data;

	for (size_t line = 1; *at != '\0'; line++) {
		size_t len = strcspn(at, "\r");

		if (line == 2 && !keeps_origin(edits))
			edit_line(out, edits, line, raised, sizeof(raised) - 1);
		else
			edit_line(out, edits, line, at, len);
		at += len + 2;
	}
}

static bool is_expected(const struct one_case *one, const char *got)
{
	struct text wanted = {0};
	bool good;

	for (size_t i = 0; i < one->counts[2]; i++)
		text_add(&wanted, "%s%s", i != 0 ? "\n" : "", one->parts[2][i]);
	good = strcmp(text_get(&wanted), got) == 0;
	if (!good)
		fprintf(stderr, "line %u: %s: got\n%s\n", one->line, one->title,
		        got);
	text_free(&wanted);
	return good;
}

static bool try_case(const struct one_case *one, struct pair *pair)
{
	struct text before = {0}, after = {0};
	struct changes changes = {.pair = pair};
	bool good;

	case_description(&before, one->parts[0]);
	edit_all(&after, &before, one->parts[1]);
	pair_set(pair, 0, before.data, before.len);
	pair_set(pair, 1, after.data, after.len);
	compare(pair, &changes);
	good = is_expected(one, text_get(&changes.text));
	text_free(&changes.text);
	text_free(&before);
	text_free(&after);
	return good;
}

START_TEST(vectors)
{
	struct pair *pair = pair_open();
	struct vector_dir dir;
	size_t count = 0, failed = 0;

	ck_assert(vectors_dir_open(&dir, COMPARE_DIR));
	for (size_t i = 0; i < dir.count; i++) {
		struct case_file file;
		struct one_case one;
		char path[512];

		snprintf(path, sizeof(path), COMPARE_DIR "/%s", dir.names[i]);
		ck_assert_msg(cases_open(&file, path), "%s", path);
		for (; cases_next(&file, &one); count++)
			failed += !try_case(&one, pair);
		ck_assert_msg(cases_at_end(&file), "%s:%u: no case", path,
		              file.line);
		cases_close(&file);
	}
	vectors_dir_close(&dir);
	pair_close(pair);
	tally_vectors("sdp", count);
	ck_assert_uint_gt(count, 0);
	ck_assert_msg(failed == 0, "%zu of %zu", failed, count);
}
END_TEST

/* Each change is in some case. */
START_TEST(all_changes)
{
	const struct zsip_sdp_change_info *info;
	struct vector_dir dir;
	struct text all = {0};

	ck_assert(vectors_dir_open(&dir, COMPARE_DIR));
	for (size_t i = 0; i < dir.count; i++) {
		struct case_file file;
		struct one_case one;
		char path[512];

		snprintf(path, sizeof(path), COMPARE_DIR "/%s", dir.names[i]);
		ck_assert_msg(cases_open(&file, path), "%s", path);
		while (cases_next(&file, &one)) {
			for (size_t k = 0; k < one.counts[2]; k++)
				text_add(&all, "\n%s", one.parts[2][k]);
		}
		cases_close(&file);
	}
	vectors_dir_close(&dir);
	for (size_t i = 0; (info = zsip_sdp_change_at(i)) != NULL; i++) {
		char wanted[64];

		snprintf(wanted, sizeof(wanted), "\n%s ", info->name);
		ck_assert_msg(strstr(all.data, wanted) != NULL, "no case of %s",
		              info->name);
	}
	text_free(&all);
}
END_TEST

/* Edits of descriptions that peers send: their changes are those of the edit
 * alone. */

struct bench {
	struct pair *pair;
	struct zsip_edit edit;
	struct zsip_splice splices[SPLICES];
	char scratch[SCRATCH], out[TEXT];
	const char *name;
	size_t done;
};

static void start(struct bench *bench)
{
	zsip_edit_start(&bench->edit, bench->pair->sdp[0].text, bench->splices,
	                SPLICES, bench->scratch, SCRATCH);
	ck_assert_int_eq(
	        zsip_sdp_edit_version(&bench->edit, &bench->pair->sdp[0]),
	        ZSIP_OK);
}

/* What the edit comes to: names of changes with their streams. */
static void finish(struct bench *bench, const char *wanted)
{
	struct changes changes = {.pair = bench->pair, .names = true};
	size_t len = zsip_edit_write(&bench->edit, bench->out, TEXT);

	ck_assert_msg(bench->edit.error.status == ZSIP_OK, "%s: %s",
	              bench->name, bench->edit.error.expected);
	ck_assert_uint_lt(len, TEXT);
	pair_set(bench->pair, 1, bench->out, len);
	compare(bench->pair, &changes);
	ck_assert_msg(strcmp(text_get(&changes.text), wanted) == 0,
	              "%s: got\n%s\nnot\n%s\nfor\n%.*s", bench->name,
	              text_get(&changes.text), wanted, (int)len, bench->out);
	text_free(&changes.text);
	bench->done++;
}

static void try_attribute(struct bench *bench, size_t media)
{
	char wanted[64];

	start(bench);
	zsip_sdp_edit_add_attribute(&bench->edit, &bench->pair->sdp[0], media,
	                            zsip_slice_from("X-new"),
	                            zsip_slice_from("1"));
	snprintf(wanted, sizeof(wanted), "attribute-added %zu", media);
	finish(bench, wanted);
}

static void try_removal(struct bench *bench, size_t media)
{
	char wanted[64];

	start(bench);
	zsip_sdp_edit_port(&bench->edit, &bench->pair->sdp[0], media, 0);
	snprintf(wanted, sizeof(wanted), "media-removed %zu", media);
	finish(bench, wanted);
}

/* Without tls-id and ICE another port is another association. */
static bool renews_dtls(const struct zsip_sdp *sdp, size_t media,
                        const struct zsip_sdp_bundles *bundles)
{
	struct zsip_sdp_dtls dtls;
	struct zsip_sdp_ice ice;

	return zsip_sdp_dtls_of(sdp, media, bundles, &dtls) &&
	       dtls.tls_id_line == NULL &&
	       !zsip_sdp_ice_of(sdp, media, bundles, &ice);
}

static void try_port(struct bench *bench, size_t media,
                     const struct zsip_sdp_bundles *bundles)
{
	const struct zsip_sdp *sdp = &bench->pair->sdp[0];
	uint32_t port = sdp->media[media - 1].m.port;
	char wanted[128], new[64] = "";

	if (renews_dtls(sdp, media, bundles))
		snprintf(new, sizeof(new), "\ndtls-new %zu", media);
	start(bench);
	zsip_sdp_edit_port(&bench->edit, sdp, media, (uint16_t)(port ^ 0x4000));
	snprintf(wanted, sizeof(wanted), "port %zu%s", media, new);
	finish(bench, wanted);
}

/* To sendonly, or back to sendrecv. */
static void try_hold(struct bench *bench, size_t media,
                     const struct zsip_sdp_bundles *bundles)
{
	const struct zsip_sdp *sdp = &bench->pair->sdp[0];
	unsigned hold = zsip_sdp_hold(sdp, media, bundles);
	char wanted[128];

	if ((hold & ZSIP_SDP_HELD_BY_ADDRESS) != 0)
		return;
	start(bench);
	zsip_sdp_edit_direction(&bench->edit, sdp, media,
	                        hold != 0 ? ZSIP_SDP_SENDRECV
	                                  : ZSIP_SDP_SENDONLY);
	snprintf(wanted, sizeof(wanted), "direction %zu\n%s %zu", media,
	         hold != 0 ? "resume" : "hold", media);
	finish(bench, wanted);
}

static void try_streams(struct bench *bench)
{
	const struct zsip_sdp *sdp = &bench->pair->sdp[0];
	struct zsip_sdp_bundles bundles;

	zsip_sdp_bundles_read(&bundles, sdp);
	for (size_t i = 1; i <= sdp->media_count; i++) {
		uint32_t port = sdp->media[i - 1].m.port;

		if (!zsip_sdp_enabled(sdp, i, &bundles))
			continue;
		try_attribute(bench, i);
		try_hold(bench, i, &bundles);
		/* An address of zeros and port 9 are a case of their own, and
		 * the port of a bundle-only section. */
		if (port == 0 || port == 9 || (port ^ 0x4000) == 9)
			continue;
		try_removal(bench, i);
		try_port(bench, i, &bundles);
	}
}

static void try_edits(struct bench *bench)
{
	struct pair *pair = bench->pair;

	start(bench);
	finish(bench, "version-only 0");
	try_attribute(bench, 0);
	try_streams(bench);
	pair_set(pair, 1, pair->sdp[0].text.ptr, pair->sdp[0].text.len);
	ck_assert_uint_eq(
	        zsip_sdp_compare(&pair->sdp[0], &pair->sdp[1], NULL, NULL), 0);
}

/* Without one of its lines, each of them: the properties hold, and something is
 * found. */
static void try_lines(struct bench *bench)
{
	const struct zsip_sdp *sdp = &bench->pair->sdp[0];
	struct changes changes = {.pair = bench->pair};

	for (size_t i = 0; i < sdp->line_count; i++) {
		size_t from = (size_t)(sdp->lines[i].text.ptr - sdp->text.ptr);
		size_t to = i + 1 < sdp->line_count
		                    ? (size_t)(sdp->lines[i + 1].text.ptr -
		                               sdp->text.ptr)
		                    : sdp->text.len;

		memcpy(bench->out, sdp->text.ptr, from);
		memcpy(bench->out + from, sdp->text.ptr + to,
		       sdp->text.len - to);
		pair_set(bench->pair, 1, bench->out, from + sdp->text.len - to);
		ck_assert_uint_gt(compare(bench->pair, &changes), 0);
		text_free(&changes.text);
		changes.text = (struct text){0};
		bench->done++;
	}
}

static size_t read_real(const char *name, char *data)
{
	char path[512];
	FILE *in;
	size_t len;

	snprintf(path, sizeof(path), REAL_DIR "/%s", name);
	in = fopen(path, "rb");
	ck_assert_msg(in != NULL, "%s", path);
	len = fread(data, 1, TEXT, in);
	ck_assert_uint_lt(len, TEXT);
	fclose(in);
	return len;
}

START_TEST(real)
{
	struct bench *bench = malloc(sizeof(*bench));
	char *data = malloc(TEXT);
	struct vector_dir dir;

	ck_assert(bench != NULL && data != NULL);
	*bench = (struct bench){.pair = pair_open()};
	ck_assert(vectors_dir_open(&dir, REAL_DIR));
	for (size_t i = 0; i < dir.count; i++) {
		size_t len = read_real(dir.names[i], data);

		bench->name = dir.names[i];
		if (strstr(dir.names[i], ".sdp") == NULL)
			continue;
		if (pair_set(bench->pair, 0, data, len) == ZSIP_OK &&
		    bench->pair->sdp[0].o.sess_version.ptr != NULL)
			try_edits(bench);
		try_lines(bench);
	}
	tally("sdp", "edits compared", bench->done);
	ck_assert_uint_gt(bench->done, 1000);
	vectors_dir_close(&dir);
	pair_close(bench->pair);
	free(bench);
	free(data);
}
END_TEST

/* More lines, and more streams, than are looked for at once. */

static void add_many(struct text *out, const char *format, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_add(out, format, i);
}

static const char prelude[] =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n";

START_TEST(many_lines)
{
	struct pair *pair = pair_open();
	struct changes changes = {.pair = pair};
	struct text text = {0};

	text_add(&text, "%sm=audio 4000 RTP/AVP 0\r\n", prelude);
	add_many(&text, "a=ssrc:%zu cname:x\r\n", 1000);
	pair_set(pair, 0, text.data, text.len);
	/* One in front, one behind: what is between is trimmed. */
	text_free(&text);
	text = (struct text){0};
	text_add(&text, "%sm=audio 4000 RTP/AVP 0\r\na=X-front\r\n", prelude);
	add_many(&text, "a=ssrc:%zu cname:x\r\n", 1000);
	pair_set(pair, 1, text.data, text.len);
	compare(pair, &changes);
	ck_assert_str_eq(text_get(&changes.text),
	                 "attribute-added 1 ->6\nversion-not-raised 0 2>2");
	text_free(&changes.text);
	/* None of them is the same: each goes, each comes. */
	text_free(&text);
	text = (struct text){0};
	text_add(&text, "%sm=audio 4000 RTP/AVP 0\r\n", prelude);
	add_many(&text, "a=ssrc:%zu cname:y\r\n", 1000);
	pair_set(pair, 1, text.data, text.len);
	changes = (struct changes){.pair = pair};
	ck_assert_uint_eq(compare(pair, &changes), 2001);
	text_free(&changes.text);
	text_free(&text);
	pair_close(pair);
}
END_TEST

/* Of more fingerprints than are looked at the first count. */
START_TEST(many_fingerprints)
{
	struct pair *pair = pair_open();
	struct changes changes = {.pair = pair};
	struct text text = {0};

	text_add(&text, "%sm=audio 4000 RTP/AVP 0\r\n", prelude);
	add_many(&text, "a=fingerprint:sha-1 %02zu\r\n", 17);
	pair_set(pair, 0, text.data, text.len);
	memcpy(strstr(text.data, "sha-1 16"), "sha-1 99", 8);
	pair_set(pair, 1, text.data, text.len);
	compare(pair, &changes);
	ck_assert_str_eq(text_get(&changes.text),
	                 "rewritten 0 22>22\nversion-not-raised 0 2>2");
	text_free(&changes.text);
	memcpy(strstr(text.data, "sha-1 15"), "sha-1 98", 8);
	pair_set(pair, 1, text.data, text.len);
	changes = (struct changes){.pair = pair};
	compare(pair, &changes);
	ck_assert_str_eq(text_get(&changes.text),
	                 "dtls-fingerprint 1 6>6\ndtls-new 1 6>6\n"
	                 "version-not-raised 0 2>2");
	text_free(&changes.text);
	text_free(&text);
	pair_close(pair);
}
END_TEST

START_TEST(many_streams)
{
	struct pair *pair = pair_open();
	struct changes changes = {.pair = pair};
	struct text text = {0};

	text_add(&text, "%s", prelude);
	add_many(&text, "m=audio %zu1 RTP/AVP 0\r\n", 600);
	pair_set(pair, 0, text.data, text.len);
	ck_assert_uint_eq(pair->sdp[0].media_count, 600);
	text_free(&text);
	text = (struct text){0};
	text_add(&text, "%s", prelude);
	add_many(&text, "m=audio %zu2 RTP/AVP 0\r\n", 600);
	pair_set(pair, 1, text.data, text.len);
	ck_assert_uint_eq(compare(pair, &changes), 601);
	text_free(&changes.text);
	text_free(&text);
	pair_close(pair);
}
END_TEST

TCase *sdp_compare_tcase(void)
{
	TCase *tcase = tcase_create("sdp compare");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, vectors);
	tcase_add_test(tcase, all_changes);
	tcase_add_test(tcase, real);
	tcase_add_test(tcase, many_lines);
	tcase_add_test(tcase, many_fingerprints);
	tcase_add_test(tcase, many_streams);
	return tcase;
}
