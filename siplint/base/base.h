/*
 * What every part of siplint may need.
 */
#ifndef SIPLINT_BASE_H
#define SIPLINT_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "zsip.h"

/* What siplint answers to the shell. */
enum exit_status {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS = 1, /* as bad as --fail-on says */
	EXIT_TROUBLE = 2   /* unreadable input, wrong usage */
};

/* A line on stderr, as printf, behind the program's name. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Memory, or the end of the program: there is nothing else to do. */
void *must_resize(void *ptr, size_t count, size_t size);
/* All zero: of much memory, what nobody uses is not even touched. */
void *must_clear(size_t size);
void die_of_memory(void) __attribute__((noreturn));

/* For hashes: lest somebody makes messages that are slow to find. */
uint64_t random_seed(void);

/* Behind its last byte; of an absent one NULL, to which nothing may be added.
 */
static inline const char *slice_end_of(struct zsip_slice text)
{
	return text.len != 0 ? text.ptr + text.len : text.ptr;
}

/* No fewer than there are. */
size_t count_lines(struct zsip_slice bytes);

#endif
