/*
 * Everything that the library says about a text, as a sequence of numbers and
 * slices, so that two ways to read it can be compared: the SIMD forms, and the
 * plain form (plain.h).  No Check here: fuzzing and the runner for other
 * machines use it too.
 */

#ifndef ZSIP_TESTS_RECORD_H
#define ZSIP_TESTS_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "zsip.h"

struct record {
	const char *text; /**< slices are counted from here ... */
	size_t len;       /**< ... and must not leave it */
	const struct zsip_options *options;
	uint64_t hash;
	bool broken; /**< a slice left the text, or a walk did not end */
	bool print;  /**< to standard error, as it is recorded */
};

/** What to do with a text; `id` is for record_value(). */
typedef void record_run(struct record *record, unsigned id);

/** zsip_message_parse(), zsip_core_parse(), and every walk over lists,
 *  parameters and URIs, whatever came of the parse. */
record_run record_message;

/** zsip_value_parse() as header field `id`, its parameters and its URI. */
record_run record_value;

/** zsip_uri_parse(), its parameters and headers; zsip_host_classify(). */
record_run record_uri;

/** How many forms there are here; the last one is the plain form. */
unsigned record_forms(void);

/** Choose one of them; returns its name. */
const char *record_select(unsigned form);

/**
 * Do it in every form, strictly and with all quirks allowed, and compare.
 * Says on standard error what differs.
 *
 * @return false if something does, or if a slice left the text
 */
bool record_same(record_run *run, unsigned id, const char *text, size_t len);

/**
 * Compare zsip_message_parse() with the reference grammar (frame.rl) and the
 * fields of a message that is right with a naive reading of its lines.
 *
 * @return false, after having said what differs
 */
bool record_reference(const char *text, size_t len);

/**
 * A message cut off after `cut` bytes: until the byte that is wrong every
 * prefix is ZSIP_MORE, behind it the same byte is wrong.
 *
 * @return false, after having said what differs
 */
bool record_prefix(const char *text, size_t len, size_t cut);

#endif
