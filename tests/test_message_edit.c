/*
 * Edits of messages against tests/vectors/edit: messages before and after, byte
 * for byte.  Each is done with every size of the output, with every number of
 * splices and every size of the scratch that is too small, and once more over
 * the same message.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "corpus.h"
#include "edit_random.h"
#include "edit_bench.h"
#include "mutate.h"
#include "tally.h"
#include "test_build.h"
#include "vectors.h"

#define EDIT_DIR ZSIP_SOURCE_DIR "/tests/vectors/edit"

/* Lines as a message: "~" is empty, "\" at the end keeps the line end away. */
static size_t compose(char *text, const char *const *lines)
{
	bool headed = false;
	size_t len = 0;

	for (; *lines != NULL; lines++) {
		size_t n = strlen(*lines);

		ck_assert_uint_lt(len + n + 4, TEXT);
		if (strcmp(*lines, "~") == 0) {
			headed = true;
			n = 0;
		}
		memcpy(text + len, *lines, n);
		len += n;
		if (n != 0 && text[len - 1] == '\\') {
			len--;
			continue;
		}
		memcpy(text + len, "\r\n", 2);
		len += 2;
	}
	if (!headed) {
		memcpy(text + len, "\r\n", 2);
		len += 2;
	}
	return len;
}

/* All operations; how many splices there were at most.  @return false where one
 * came to something unexpected */
static bool operate_all(struct bench *bench, const char *const *lines,
                        size_t *peak)
{
	bool good = true;

	*peak = 0;
	for (size_t i = 0; lines[i] != NULL; i++) {
		ck_assert_uint_lt(strlen(lines[i]), LINE);
		strcpy(bench->lines[i], lines[i]);
		if (!editing_operate(&bench->edit, &bench->msg, &bench->core,
		                     bench->lines[i])) {
			fprintf(stderr, "%s\n", lines[i]);
			good = false;
		}
		if (bench->edit.count > *peak)
			*peak = bench->edit.count;
	}
	return good;
}

/* With less room than is needed there is a failure and no output. */
static void try_short(struct bench *bench, const struct one_case *one,
                      size_t peak, size_t used)
{
	size_t ignored;

	for (size_t max = 0; max < peak; max++) {
		bench_start(bench, max, SCRATCH);
		operate_all(bench, one->parts[1], &ignored);
		ck_assert_int_eq(bench->edit.error.status, ZSIP_E_TOO_MANY);
		bench_check_nothing(&bench->edit);
	}
	for (size_t size = 0; size < used; size++) {
		bench_start(bench, SPLICES, size);
		memset(bench->scratch, '#', SCRATCH);
		operate_all(bench, one->parts[1], &ignored);
		ck_assert_int_eq(bench->edit.error.status, ZSIP_E_TOO_LONG);
		ck_assert_int_eq(bench->scratch[size], '#');
		bench_check_nothing(&bench->edit);
	}
}

static bool try_good(struct bench *bench, const struct one_case *one)
{
	char wanted[TEXT], out[TEXT];
	size_t wanted_len = compose(wanted, one->parts[2]), len, peak, used;
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	bool good = operate_all(bench, one->parts[1], &peak);

	if (bench->edit.error.status != ZSIP_OK)
		fprintf(stderr, "%s %s\n",
		        zsip_status_name(bench->edit.error.status),
		        bench->edit.error.expected);
	ck_assert_uint_eq(zsip_edit_copied(&bench->edit),
	                  bench->edit.scratch_used);
	used = bench->edit.scratch_used;
	len = bench_write(&bench->edit, out);
	good &= bench_is_same(out, len, wanted, wanted_len);
	zsip_message_init(&msg, fields, FIELDS, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, out, len, NULL), ZSIP_OK);
	ck_assert_uint_eq(msg.body.ptr + msg.body.len - out, len);
	if (!good)
		return false;
	try_short(bench, one, peak, used);
	bench_start(bench, peak, used);
	operate_all(bench, one->parts[1], &peak);
	return bench_is_same(out, zsip_edit_write(&bench->edit, out, TEXT),
	                     wanted, wanted_len);
}

static bool try_bad(struct bench *bench, const struct one_case *one)
{
	char wanted[128], got[128];
	size_t peak;

	operate_all(bench, one->parts[1], &peak);
	snprintf(wanted, sizeof(wanted), "%s", one->parts[2][0] + 2);
	snprintf(got, sizeof(got), "%s %s",
	         zsip_status_name(bench->edit.error.status),
	         bench->edit.error.expected);
	if (!bench_is_same(got, strlen(got), wanted, strlen(wanted)))
		return false;
	bench_check_nothing(&bench->edit);
	return true;
}

static bool try_case(const char *file, const struct one_case *one)
{
	struct bench bench;
	char text[TEXT];
	size_t len = compose(text, one->parts[0]);
	bool good;

	bench_open(&bench, text, len, NULL);
	ck_assert_msg(bench.msg.error.status == ZSIP_OK, "%s: %s: no message",
	              file, one->title);
	bench_start(&bench, SPLICES, SCRATCH);
	if (one->counts[2] == 1 && one->parts[2][0][0] == '!')
		good = try_bad(&bench, one);
	else
		good = try_good(&bench, one);
	ck_assert_int_eq(memcmp(bench.msg.text.ptr, text, len), 0);
	bench_close(&bench);
	if (!good)
		fprintf(stderr, "%s:%u: %s\n", file, one->line, one->title);
	return good;
}

static size_t try_file(const char *name, unsigned *failures)
{
	struct case_file file;
	struct one_case one;
	char path[256];
	size_t count = 0;

	snprintf(path, sizeof(path), "%s/%s", EDIT_DIR, name);
	ck_assert(cases_open(&file, path));
	while (cases_next(&file, &one)) {
		*failures += !try_case(name, &one);
		count++;
	}
	ck_assert_msg(cases_at_end(&file), "%s:%u: no case", name, file.line);
	cases_close(&file);
	return count;
}

START_TEST(test_vectors)
{
	struct vector_dir dir;
	unsigned failures = 0;
	size_t count = 0;

	ck_assert(vectors_dir_open(&dir, EDIT_DIR));
	for (size_t i = 0; i < dir.count; i++)
		count += try_file(dir.names[i], &failures);
	vectors_dir_close(&dir);
	tally_vectors("edit", count);
	ck_assert_uint_eq(failures, 0);
	ck_assert_uint_gt(count, 100);
}
END_TEST

/* A message of the corpus between guard pages. */
static size_t read_message(char *text, const char *name)
{
	char path[256];
	FILE *in;
	size_t len;

	snprintf(path, sizeof(path), "%s/bench/messages/%s", ZSIP_SOURCE_DIR,
	         name);
	in = fopen(path, "rb");
	ck_assert_ptr_nonnull(in);
	len = fread(text, 1, TEXT, in);
	ck_assert_int_eq(fclose(in), 0);
	ck_assert_uint_lt(len, TEXT);
	return len;
}

START_TEST(test_unedited)
{
	struct bench bench;
	char text[TEXT], out[TEXT];
	size_t len = read_message(text, "07-invite-ims.sip");
	struct iovec iov;

	bench_open(&bench, text, len, NULL);
	zsip_edit_start_message(&bench.edit, &bench.msg, NULL, 0, NULL, 0);
	ck_assert_uint_eq(bench_write(&bench.edit, out), len);
	ck_assert_int_eq(memcmp(out, text, len), 0);
	ck_assert_uint_eq(zsip_edit_iovec(&bench.edit, &iov, 1), 1);
	ck_assert_ptr_eq(iov.iov_base, bench.msg.text.ptr);
	ck_assert_uint_eq(iov.iov_len, len);
	ck_assert_uint_eq(zsip_edit_copied(&bench.edit), 0);
	bench_close(&bench);
}
END_TEST

/* What a proxy does to an INVITE. */
static void forward(struct zsip_edit *edit, const struct bench *bench,
                    const char *branch)
{
	struct zsip_via_parts via = {
	        .transport = zsip_slice_from("UDP"),
	        .host = zsip_slice_from("proxy1.example.com"),
	        .port = 5060,
	        .branch = zsip_slice_from(branch)};

	zsip_edit_push_via(edit, &bench->msg, &via);
	zsip_edit_decrement_max_forwards(edit, &bench->msg, &bench->core);
	zsip_edit_pop_route(edit, &bench->msg, &bench->core);
	zsip_edit_push_record_route(
	        edit, &bench->msg,
	        zsip_slice_from("sip:proxy1.example.com;lr"));
}

static const char *put_line(char *out, size_t *len, const char *from,
                            const char *to)
{
	memcpy(out + *len, from, (size_t)(to - from));
	*len += (size_t)(to - from);
	return to;
}

/* By hand: the message with these lines changed. */
static size_t forwarded(char *out, const char *text, size_t text_len,
                        const char *branch)
{
	const char *via = strstr(text, "Via: ");
	const char *max = strstr(text, "Max-Forwards: 67\r\n");
	const char *route = strstr(text, "\r\nRoute: <sip:as1") + 2;
	const char *second = strstr(text, "<sip:cb03a0s09a2sdfglkj490333@");
	const char *record = strstr(text, "\r\nRecord-Route: ") + 2;
	size_t len = 0;

	put_line(out, &len, text, via);
	len += (size_t)sprintf(out + len,
	                       "Via: SIP/2.0/UDP proxy1.example.com:5060"
	                       ";branch=%s\r\n",
	                       branch);
	put_line(out, &len, via, max);
	len += (size_t)sprintf(out + len, "Max-Forwards: 66\r\nRoute: ");
	put_line(out, &len, max + strlen("Max-Forwards: 67\r\n"), route);
	put_line(out, &len, second, record);
	len += (size_t)sprintf(out + len,
	                       "Record-Route: <sip:proxy1.example.com;lr>\r\n");
	put_line(out, &len, record, text + text_len);
	return len;
}

/* Several branches over one message, which stays as it is. */
START_TEST(test_forward)
{
	static const char *const branches[] = {
	        "z9hG4bK7c1f0a93b2d4e5f60718293a4b5c6d7e", "z9hG4bK1",
	        "z9hG4bK.2"};
	enum { BRANCHES = 3 };
	struct zsip_splice splices[BRANCHES][4];
	char text[TEXT], out[TEXT], wanted[TEXT], scratch[BRANCHES][400];
	struct zsip_edit edits[BRANCHES];
	struct bench bench;
	size_t len = read_message(text, "07-invite-ims.sip");

	bench_open(&bench, text, len, NULL);
	text[len] = '\0';
	for (size_t i = 0; i < BRANCHES; i++)
		zsip_edit_start_message(&edits[i], &bench.msg, splices[i], 4,
		                        scratch[i], sizeof(scratch[i]));
	for (size_t i = 0; i < BRANCHES; i++)
		forward(&edits[i], &bench, branches[i]);
	for (size_t i = 0; i < BRANCHES; i++) {
		size_t out_len = bench_write(&edits[i], out);
		size_t wanted_len = forwarded(wanted, text, len, branches[i]);

		ck_assert(bench_is_same(out, out_len, wanted, wanted_len));
		ck_assert_uint_lt(zsip_edit_copied(&edits[i]), 400);
	}
	ck_assert_int_eq(memcmp(bench.msg.text.ptr, text, len), 0);
	bench_close(&bench);
}
END_TEST

/* Random edits of all messages beside a naive model. */
START_TEST(test_model)
{
	unsigned char chosen[16 * EDIT_OPERATION];
	struct corpus corpus;
	uint64_t state = 5;
	size_t done = 0;

	corpus_open(&corpus);
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *message = &corpus.messages[i];

		for (int run = 0; run < 300; run++) {
			size_t count = random_below(&state, 17);
			const char *fault;

			for (size_t j = 0; j < sizeof(chosen); j++)
				chosen[j] = (unsigned char)random_next(&state);
			fault = edit_fault(message->data, message->len, NULL,
			                   chosen, count, &done);
			ck_assert_msg(fault == NULL, "%s, run %d: %s",
			              message->name, run, fault);
		}
	}
	corpus_close(&corpus);
	tally("build", "random edits", done);
	ck_assert_uint_gt(done, 10000);
}
END_TEST

TCase *message_edit_tcase(void)
{
	TCase *tcase = tcase_create("message edit");

	tcase_add_test(tcase, test_vectors);
	tcase_add_test(tcase, test_unedited);
	tcase_add_test(tcase, test_forward);
	tcase_add_test(tcase, test_model);
	tcase_set_timeout(tcase, 60);
	return tcase;
}
