#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

#include "edit_bench.h"

void bench_open(struct bench *bench, const char *text, size_t len,
                const struct zsip_options *options)
{
	guard_open(&bench->guard, len);
	text = guard_end(&bench->guard, text, len);
	zsip_message_init(&bench->msg, bench->fields, FIELDS, options);
	zsip_message_parse(&bench->msg, text, len, NULL);
	zsip_core_parse(&bench->msg, &bench->core, NULL);
}

void bench_close(struct bench *bench)
{
	guard_close(&bench->guard);
}

void bench_start(struct bench *bench, size_t max_splices, size_t scratch_size)
{
	zsip_edit_start_message(&bench->edit, &bench->msg, bench->splices,
	                        max_splices, bench->scratch, scratch_size);
}

void bench_check_nothing(const struct zsip_edit *edit)
{
	struct zsip_slice piece;
	struct iovec iov;
	char byte = '#';

	ck_assert_uint_eq(zsip_edit_write(edit, &byte, 1), 0);
	ck_assert_uint_eq(zsip_edit_pieces(edit, &piece, 1), 0);
	ck_assert_uint_eq(zsip_edit_iovec(edit, &iov, 1), 0);
	ck_assert_int_eq(byte, '#');
}

size_t bench_write(const struct zsip_edit *edit, char *out)
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

bool bench_is_same(const char *got, size_t got_len, const char *wanted,
                   size_t wanted_len)
{
	if (got_len == wanted_len && memcmp(got, wanted, got_len) == 0)
		return true;
	fprintf(stderr, "got\n%.*s\n", (int)got_len, got);
	return false;
}
