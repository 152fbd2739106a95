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

#include "cases.h"
#include "editing.h"
#include "guard.h"
#include "tally.h"
#include "test_build.h"
#include "vectors.h"

#define EDIT_DIR ZSIP_SOURCE_DIR "/tests/vectors/edit"

enum { FIELDS = 64, SPLICES = 64, SCRATCH = 1024, TEXT = 8192, LINE = 256 };

struct bench {
	struct guard guard;
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	struct zsip_core core;
	struct zsip_splice splices[SPLICES];
	char scratch[SCRATCH];
	struct zsip_edit edit;
	/* Bodies are not copied. */
	char lines[CASE_LINES][LINE];
};

static void open_bench(struct bench *bench, const char *text, size_t len)
{
	guard_open(&bench->guard, len);
	text = guard_end(&bench->guard, text, len);
	zsip_message_init(&bench->msg, bench->fields, FIELDS, NULL);
	zsip_message_parse(&bench->msg, text, len, NULL);
	zsip_core_parse(&bench->msg, &bench->core, NULL);
}

static void start(struct bench *bench, size_t max_splices, size_t scratch_size)
{
	zsip_edit_start_message(&bench->edit, &bench->msg, bench->splices,
	                        max_splices, bench->scratch, scratch_size);
}

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

static void check_nothing(const struct zsip_edit *edit)
{
	struct zsip_slice piece;
	struct iovec iov;
	char byte = '#';

	ck_assert_uint_eq(zsip_edit_write(edit, &byte, 1), 0);
	ck_assert_uint_eq(zsip_edit_pieces(edit, &piece, 1), 0);
	ck_assert_uint_eq(zsip_edit_iovec(edit, &iov, 1), 0);
	ck_assert_int_eq(byte, '#');
}

/* What was written at any size, and what the pieces are. */
static size_t write_all(const struct zsip_edit *edit, char *out)
{
	size_t len = zsip_edit_write(edit, out, TEXT), at = 0, count;
	struct iovec iov[2 * SPLICES + 1], few[1];
	char part[TEXT];

	ck_assert_uint_lt(len, TEXT);
	for (size_t size = 0; size <= len + 1; size++) {
		size_t filled = size < len ? size : len;

		memset(part, '#', len + 2);
		ck_assert_uint_eq(zsip_edit_write(edit, part, size), len);
		ck_assert_int_eq(memcmp(part, out, filled), 0);
		ck_assert_int_eq(part[filled], '#');
	}
	count = zsip_edit_iovec(edit, iov, 2 * SPLICES + 1);
	ck_assert_uint_le(count, 2 * edit->count + 1);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_ne(iov[i].iov_len, 0);
		ck_assert_int_eq(
		        memcmp(out + at, iov[i].iov_base, iov[i].iov_len), 0);
		at += iov[i].iov_len;
	}
	ck_assert_uint_eq(at, len);
	ck_assert_uint_eq(zsip_edit_iovec(edit, few, 1), count);
	ck_assert_ptr_eq(few[0].iov_base, iov[0].iov_base);
	return len;
}

static bool is_same(const char *got, size_t got_len, const char *wanted,
                    size_t wanted_len)
{
	if (got_len == wanted_len && memcmp(got, wanted, got_len) == 0)
		return true;
	fprintf(stderr, "got\n%.*s\n", (int)got_len, got);
	return false;
}

/* With less room than is needed there is a failure and no output. */
static void try_short(struct bench *bench, const struct one_case *one,
                      size_t peak, size_t used)
{
	size_t ignored;

	for (size_t max = 0; max < peak; max++) {
		start(bench, max, SCRATCH);
		operate_all(bench, one->parts[1], &ignored);
		ck_assert_int_eq(bench->edit.error.status, ZSIP_E_TOO_MANY);
		check_nothing(&bench->edit);
	}
	for (size_t size = 0; size < used; size++) {
		start(bench, SPLICES, size);
		memset(bench->scratch, '#', SCRATCH);
		operate_all(bench, one->parts[1], &ignored);
		ck_assert_int_eq(bench->edit.error.status, ZSIP_E_TOO_LONG);
		ck_assert_int_eq(bench->scratch[size], '#');
		check_nothing(&bench->edit);
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
	len = write_all(&bench->edit, out);
	good &= is_same(out, len, wanted, wanted_len);
	zsip_message_init(&msg, fields, FIELDS, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, out, len, NULL), ZSIP_OK);
	ck_assert_uint_eq(msg.body.ptr + msg.body.len - out, len);
	if (!good)
		return false;
	try_short(bench, one, peak, used);
	start(bench, peak, used);
	operate_all(bench, one->parts[1], &peak);
	return is_same(out, zsip_edit_write(&bench->edit, out, TEXT), wanted,
	               wanted_len);
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
	if (!is_same(got, strlen(got), wanted, strlen(wanted)))
		return false;
	check_nothing(&bench->edit);
	return true;
}

static bool try_case(const char *file, const struct one_case *one)
{
	struct bench bench;
	char text[TEXT];
	size_t len = compose(text, one->parts[0]);
	bool good;

	open_bench(&bench, text, len);
	ck_assert_msg(bench.msg.error.status == ZSIP_OK, "%s: %s: no message",
	              file, one->title);
	start(&bench, SPLICES, SCRATCH);
	if (one->counts[2] == 1 && one->parts[2][0][0] == '!')
		good = try_bad(&bench, one);
	else
		good = try_good(&bench, one);
	ck_assert_int_eq(memcmp(bench.msg.text.ptr, text, len), 0);
	guard_close(&bench.guard);
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

TCase *message_edit_tcase(void)
{
	TCase *tcase = tcase_create("message edit");

	tcase_add_test(tcase, test_vectors);
	return tcase;
}
