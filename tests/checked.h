/*
 * Messages that are parsed and checked, and what is expected to be found.
 *
 * Findings are written
 *
 *	RULE@PLACE CODE (EXPECTED); RULE@PLACE ...
 *
 * PLACE is "start", "message", "body", "rest" (what follows the body) or the
 * name of a header field, with [2] for the second one so named; "line" is a
 * line that is no header field.  Behind it the bytes that the finding is
 * about: "TEXT" (with \r \n \t \" \\ \xHH, and [2] for the second such text),
 * +OFFSET/LENGTH, or $ for the empty place at the end; nothing for all of it,
 * or for a header field its name.  Offsets are those in a field's value,
 *negative in front of it. CODE is the status code to answer, EXPECTED is
 *error.expected; both may be left out.  "clean" is no finding at all.
 *
 * "later:" before a finding: the RFC asks for it, but zsip does not know the
 * header field well enough yet.  It is an error if it is found nevertheless.
 */

#ifndef ZSIP_TESTS_CHECKED_H
#define ZSIP_TESTS_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

#include "zsip.h"

#define CHECKED_FIELDS   256
#define CHECKED_FINDINGS 256

/** A message in a block of memory of its own size, parsed and checked. */
struct checked {
	char *data; /**< a malloc of exactly len bytes */
	size_t len;
	struct zsip_options options;
	struct zsip_field fields[CHECKED_FIELDS];
	struct zsip_message msg;
	enum zsip_status status;
	struct zsip_error error;
	/** All that were reported are counted, but only so many kept. */
	struct zsip_finding findings[CHECKED_FINDINGS];
	size_t count;
	/** Set by checked_run() when a finding lies outside the message. */
	bool astray;
};

/** Copy a message, parse and check it; `options` may be NULL. */
void checked_run(struct checked *checked, const char *data, size_t len,
                 const struct zsip_options *options);

void checked_free(struct checked *checked);

/** How many times a rule was found. */
size_t checked_hits(const struct checked *checked, const char *rule);

/** The status code to answer: that of the worst finding that has one, 0 if
 *  none has. */
unsigned checked_code(const struct checked *checked);

/**
 * Compare what was found with what was expected, in any order.
 *
 * @param later  if not NULL, counts the findings that are still to come
 * @return false: `why` says what is missing or too much
 */
bool checked_expect(const struct checked *checked, const char *expected,
                    size_t *later, char *why, size_t size);

/** Print what was found, in the notation above. */
void checked_print(const struct checked *checked);

#endif
