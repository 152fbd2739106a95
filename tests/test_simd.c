/*
 * The SIMD forms and the machines without leaps (plain.h) come to the same:
 * over all vectors, over random changes of them, and over runs of every length
 * with every byte in them.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "corpus.h"
#include "dump.h"
#include "forms.h"
#include "guard.h"
#include "lenient.h"
#include "mutate.h"
#include "record.h"
#include "tally.h"
#include "vectors.h"

Suite *simd_suite(void);

enum { ROOM = 4096 };

/* Texts, and what each is to be read as */

struct sample {
	record_run *run;
	unsigned id;
	char *text;
	size_t len;
};

static struct sample *samples;
static size_t sample_count;

static void add_sample(record_run *run, unsigned id, const struct vector *v)
{
	struct sample *sample;

	samples = realloc(samples, (sample_count + 1) * sizeof(*samples));
	if (samples == NULL)
		ck_abort();
	sample = &samples[sample_count++];
	*sample = (struct sample){run, id, malloc(v->len + 1), v->len};
	if (sample->text == NULL)
		ck_abort();
	if (v->len != 0)
		memcpy(sample->text, v->text, v->len);
}

static void add_file(record_run *run, unsigned id, const char *path)
{
	struct vector_file file;
	struct vector v;
	enum vector_result result;

	ck_assert_msg(vectors_open(&file, path, "ok bad list"), "%s",
	              file.error);
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		if (result == VECTOR_LINE && v.len <= ROOM / 2)
			add_sample(run, id, &v);
	}
	vectors_close(&file);
}

static void add_folder(record_run *run, const char *folder)
{
	struct vector_dir dir;
	char path[4096], subject[64];

	ck_assert_msg(vectors_dir_open(&dir, folder), "%s: %s", folder,
	              strerror(errno));
	for (size_t i = 0; i < dir.count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, dir.names[i]);
		ck_assert(vectors_subject(dir.names[i], subject,
		                          sizeof(subject)));
		add_file(run, zsip_header_find(zsip_slice_from(subject)), path);
	}
	vectors_dir_close(&dir);
}

/* "SUBJECT: TEXT", see test_tolerance.c */
static void add_subject(const struct vector *v)
{
	const char *colon = memchr(v->text, ':', v->len);
	struct zsip_slice name = {v->text, (size_t)(colon - v->text)};
	struct vector text = *v;
	enum zsip_header id;

	if (name.len > 5 && memcmp(name.ptr, "list ", 5) == 0)
		name = (struct zsip_slice){name.ptr + 5, name.len - 5};
	id = zsip_header_find(name);
	text.text += colon + 2 - v->text;
	text.len -= (size_t)(colon + 2 - v->text);
	if (id != ZSIP_HDR_OTHER)
		add_sample(record_value, id, &text);
	else if (zsip_slice_equal(name, zsip_slice_from("uri")))
		add_sample(record_uri, 0, &text);
	else if (zsip_slice_equal(name, zsip_slice_from("message")))
		add_sample(record_message, 0, &text);
}

static void add_quirks(void)
{
	const struct zsip_quirk_info *info;
	struct vector_file file;
	struct vector v;
	enum vector_result result;
	char path[512];

	for (size_t i = 0; (info = zsip_quirk_at(i)) != NULL; i++) {
		/* Session descriptions have no forms. */
		if (strncmp(info->name, "sdp_", 4) == 0)
			continue;
		snprintf(path, sizeof(path),
		         ZSIP_SOURCE_DIR "/tests/vectors/quirk/%s.txt",
		         info->name);
		ck_assert_msg(vectors_open(&file, path, "need free never"),
		              "%s", file.error);
		while ((result = vectors_next(&file, &v)) != VECTOR_END) {
			if (result == VECTOR_LINE)
				add_subject(&v);
		}
		vectors_close(&file);
	}
}

static void samples_open(void)
{
	add_folder(record_value, ZSIP_SOURCE_DIR "/tests/vectors/header");
	add_folder(record_uri, ZSIP_SOURCE_DIR "/tests/vectors/uri");
	add_quirks();
}

static void samples_close(void)
{
	for (size_t i = 0; i < sample_count; i++)
		free(samples[i].text);
	free(samples);
	samples = NULL;
	sample_count = 0;
}

/* What does not hold is said on standard error. */
static void expect_same(record_run *run, unsigned id, const char *data,
                        size_t len)
{
	struct text text = {0};
	bool sound = record_same(run, id, data, len);

	if (run == record_value)
		sound = sound && lenient_value(id, data, len);
	else if (run == record_uri)
		sound = sound && lenient_uri(data, len);
	else
		sound = sound && lenient_message(data, len);
	if (sound)
		return;
	text_bytes(&text, data, len);
	ck_abort_msg("header field %u: %s", id, text_get(&text));
}

/* Tests */

START_TEST(vectors)
{
	struct guard guard;

	samples_open();
	guard_open(&guard, ROOM);
	for (size_t i = 0; i < sample_count; i++) {
		const struct sample *sample = &samples[i];

		expect_same(sample->run, sample->id,
		            guard_end(&guard, sample->text, sample->len),
		            sample->len);
		expect_same(sample->run, sample->id,
		            guard_start(&guard, sample->text, sample->len),
		            sample->len);
	}
	tally("simd", "vectors", sample_count);
	guard_close(&guard);
	samples_close();
}
END_TEST

START_TEST(vectors_changed_at_random)
{
	char text[ROOM];
	struct guard guard;
	uint64_t state = 2;
	size_t count;

	samples_open();
	guard_open(&guard, ROOM);
	for (count = 0; count < 400000 / CHANGES_SHARE; count++) {
		const struct sample *sample =
		        &samples[random_below(&state, sample_count)];
		size_t len = sample->len;

		memcpy(text, sample->text, len);
		len = mutate(&state, text, len, ROOM);
		expect_same(sample->run, sample->id,
		            guard_end(&guard, text, len), len);
	}
	tally("simd", "mutations of vectors", count);
	guard_close(&guard);
	samples_close();
}
END_TEST

START_TEST(messages_changed_at_random)
{
	struct corpus corpus;
	struct guard guard;
	uint64_t state = 3;
	size_t count = 0, size;
	char *work;

	corpus_open(&corpus);
	size = corpus.longest + 1024;
	work = malloc(size);
	ck_assert_ptr_nonnull(work);
	guard_open(&guard, size);
	while (count < 40000 / CHANGES_SHARE) {
		const struct corpus_message *message =
		        &corpus.messages[random_below(&state, corpus.count)];
		size_t len;

		if (random_below(&state, message->len) > 1000)
			continue;
		memcpy(work, message->data, message->len);
		len = mutate(&state, work, message->len, message->len + 512);
		if (len == 0)
			continue;
		expect_same(record_message, 0, guard_end(&guard, work, len),
		            len);
		count++;
	}
	tally("simd", "mutations of messages", count);
	free(work);
	guard_close(&guard);
	corpus_close(&corpus);
}
END_TEST

/* Where a machine may leap: the run stands for '#'. */
static const struct {
	enum zsip_header id; /* ZSIP_HDR_OTHER: as a URI */
	const char *before, *behind;
	char fill;
} runs[] = {
        {ZSIP_HDR_TO, "", "", 'a'},
        {ZSIP_HDR_TO, "", " <sip:a>", 'a'},
        {ZSIP_HDR_TO, "\"", "\" <sip:a>", 'a'},
        {ZSIP_HDR_TO, "\"\\", "\" <sip:a>", '\\'},
        {ZSIP_HDR_TO, "<sip:", "@h>;tag=b", 'a'},
        {ZSIP_HDR_TO, "<sip:a@", ";lr>;tag=b", 'a'},
        {ZSIP_HDR_TO, "sip:", ";tag=b", 'a'},
        {ZSIP_HDR_TO, "<a:b>;", "=c", 'a'},
        {ZSIP_HDR_TO, "<a:b>;tag=", ";c", 'a'},
        {ZSIP_HDR_TO, "<a:b>;p=\"", "\";c", 'a'},
        {ZSIP_HDR_TO, "<a:b>;p=[", "::1];c", 'a'},
        {ZSIP_HDR_CONTACT, "<a:b>;c=", ",<d:e>", 'a'},
        {ZSIP_HDR_VIA, "SIP/2.0/UDP ", ":5060;branch=z9hG4bK", 'a'},
        {ZSIP_HDR_VIA, "SIP/2.0/UDP h;branch=", ";received=1.2.3.4", 'a'},
        {ZSIP_HDR_VIA, "SIP/2.0/UDP h;received=", "", 'a'},
        {ZSIP_HDR_VIA, "SIP/2.0/UDP h:", ";a", '0'},
        {ZSIP_HDR_VIA, "SIP/", "/UDP h", 'a'},
        {ZSIP_HDR_CALL_ID, "", "@b", 'a'},
        {ZSIP_HDR_CALL_ID, "a@", "", 'a'},
        {ZSIP_HDR_CSEQ, "1", " INVITE", ' '},
        {ZSIP_HDR_CSEQ, "", " INVITE", '0'},
        {ZSIP_HDR_CONTENT_TYPE, "", "/b;c=d", 'a'},
        {ZSIP_HDR_CONTENT_TYPE, "a/b;c=", "", 'a'},
        {ZSIP_HDR_SUPPORTED, "", "", 'a'},
        {ZSIP_HDR_SUBJECT, "a", "b", 'a'},
        {ZSIP_HDR_WARNING, "a", "b", ' '},
        {ZSIP_HDR_OTHER, "sip:", "@h;a=b?c=d", 'a'},
        {ZSIP_HDR_OTHER, "sip:a:", "@h", 'a'},
        {ZSIP_HDR_OTHER, "sip:a@", ":5060;lr", 'a'},
        {ZSIP_HDR_OTHER, "sip:", ":5060;lr", 'a'},
        {ZSIP_HDR_OTHER, "sip:a@h;", "=c", 'a'},
        {ZSIP_HDR_OTHER, "sip:a@h;c=", ";d", 'a'},
        {ZSIP_HDR_OTHER, "sip:h?", "=b&c=d", 'a'},
        {ZSIP_HDR_OTHER, "sip:h?b=", "&c=d", 'a'},
        {ZSIP_HDR_OTHER, "tel:", "", 'a'},
        {ZSIP_HDR_OTHER, "", ":a", 'a'},
};

enum { RUNS = sizeof(runs) / sizeof(*runs) };

/* A run of a length, with another byte in it where `at` is less. */
static void try_run(const struct guard *guard, int i, size_t run, size_t at,
                    int byte)
{
	size_t before = strlen(runs[i].before), behind = strlen(runs[i].behind);
	record_run *how =
	        runs[i].id == ZSIP_HDR_OTHER ? record_uri : record_value;
	size_t len = before + run + behind;
	char text[512];

	memcpy(text, runs[i].before, before);
	memset(text + before, runs[i].fill, run);
	if (at < run)
		text[before + at] = (char)byte;
	memcpy(text + before + run, runs[i].behind, behind);
	expect_same(how, runs[i].id, guard_end(guard, text, len), len);
}

START_TEST(runs_of_every_length)
{
	static const char others[] = {'\r', '"', '\\', '%',    ',',
	                              ';',  '@', ':',  '\xc3', '\0'};
	struct guard guard;
	size_t count = 0;

	guard_open(&guard, 512);
	for (size_t run = 0; run <= 140; run++) {
		try_run(&guard, _i, run, run, 0);
		count++;
		for (size_t k = 0; k < run; k++, count++)
			try_run(&guard, _i, run, k,
			        others[(run + k) % sizeof(others)]);
	}
	tally("simd", "runs", count);
	guard_close(&guard);
}
END_TEST

START_TEST(every_byte_in_a_run)
{
	static const size_t places[] = {0, 15, 16, 31, 32, 33, 63, 64, 69};
	struct guard guard;
	size_t count = 0;

	guard_open(&guard, 512);
	for (int byte = 0; byte < 256; byte++) {
		for (size_t k = 0; k < sizeof(places) / sizeof(*places); k++) {
			try_run(&guard, _i, 70, places[k], byte);
			count++;
		}
	}
	tally("simd", "runs", count);
	guard_close(&guard);
}
END_TEST

START_TEST(forms_are_chosen_by_name)
{
	const char *best;
	size_t forms = 0;

	ck_assert(zsip_simd_select(NULL));
	best = zsip_simd_name();
	for (size_t i = 0; form_next(&i); forms++)
		ck_assert_str_eq(zsip_simd_name(), form_names[i - 1]);
	ck_assert_uint_ge(forms, 1);
	ck_assert(zsip_simd_select(best));
	ck_assert(!zsip_simd_select("no such form"));
	ck_assert(!zsip_simd_select(""));
	ck_assert(!zsip_simd_select("avx"));
	ck_assert_str_eq(zsip_simd_name(), best);
	ck_assert(zsip_simd_select("portable"));
	ck_assert(zsip_simd_select(NULL));
	ck_assert_str_eq(zsip_simd_name(), best);
}
END_TEST

Suite *simd_suite(void)
{
	Suite *suite = suite_create("simd");
	TCase *tc = tcase_create("forms");

	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, forms_are_chosen_by_name);
	tcase_add_test(tc, vectors);
	tcase_add_loop_test(tc, runs_of_every_length, 0, RUNS);
	tcase_add_loop_test(tc, every_byte_in_a_run, 0, RUNS);
	tcase_add_test(tc, vectors_changed_at_random);
	tcase_add_test(tc, messages_changed_at_random);
	suite_add_tcase(suite, tc);
	return suite;
}
