/*
 * Session descriptions that are built from a base, parsed and checked, and what
 * is expected to be found.
 *
 *	BASE [ROLE] | EDIT | EDIT ...
 *
 * BASE is one of the descriptions in sdp_checked.c, ROLE "offer" or "answer".
 * An EDIT is
 *
 *	LINE         in place of the first line of its letter
 *	+LINE        at the end
 *	-PREFIX      without the first line that begins so
 *	N:LINE       as line N
 *	lf           every line ends in LF alone
 *	end TEXT     TEXT instead of the last line end
 *	quirk NAME   this quirk is allowed
 *	interop      those of the profile are
 *	lines N, media N, length N    this limit
 *
 * Findings are written
 *
 *	RULE@LINE:COLUMN/LENGTH (EXPECTED) !QUIRK; RULE@LINE:COLUMN ...
 *
 * LENGTH and EXPECTED may be left out, QUIRK only where there is none.
 */

#ifndef ZSIP_TESTS_SDP_CHECKED_H
#define ZSIP_TESTS_SDP_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

#include "zsip_sdp.h"

#define SDP_CHECKED_FINDINGS 64
#define SDP_CHECKED_TEXT     65536

/** A description under test and what was found. */
struct sdp_checked {
	char text[SDP_CHECKED_TEXT]; /**< as it was built */
	size_t len;
	enum zsip_sdp_role role;
	struct zsip_options options;
	struct zsip_sdp sdp;
	/** All that were reported are counted, but only so many kept. */
	struct zsip_sdp_finding findings[SDP_CHECKED_FINDINGS];
	size_t count;
	/** Set when a finding lies outside the text or its line. */
	bool astray;
};

/** Build a description into a cleared struct.  @return false if the text cannot
 *  be read */
bool sdp_checked_build(struct sdp_checked *run, const char *text, size_t len);

/** A base by its index; NULL past the last one. */
const char *sdp_checked_base(size_t index);

/** Parse and check a text, that was built or another. */
void sdp_checked_run(struct sdp_checked *run, const char *text, size_t len);

/** Compare what was found with what was expected, in any order. */
bool sdp_checked_expect(const struct sdp_checked *run, const char *expected);

/** Whether a rule was found. */
bool sdp_checked_has(const struct sdp_checked *run, const char *rule);

/** Print what was found, in the notation above. */
void sdp_checked_print(const struct sdp_checked *run);

#endif
