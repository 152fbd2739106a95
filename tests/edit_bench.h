/*
 * A message that is edited, between guard pages, for tests.
 */

#ifndef ZSIP_TESTS_EDIT_BENCH_H
#define ZSIP_TESTS_EDIT_BENCH_H

#include "cases.h"
#include "editing.h"
#include "guard.h"

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

/** Parse a message, copied to the end of a page. */
void bench_open(struct bench *bench, const char *text, size_t len,
                const struct zsip_options *options);
void bench_close(struct bench *bench);

/** Begin to edit it anew. */
void bench_start(struct bench *bench, size_t max_splices, size_t scratch_size);

/** A failed edit gives nothing out. */
void bench_check_nothing(const struct zsip_edit *edit);

/** Write what was edited with every size of the buffer and as vectors.
 *  @param out  TEXT bytes
 *  @return the length */
size_t bench_write(const struct zsip_edit *edit, char *out);

/** Prints what is not. */
bool bench_is_same(const char *got, size_t got_len, const char *wanted,
                   size_t wanted_len);

#endif
