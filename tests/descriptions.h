/*
 * What holds for session descriptions, whatever the bytes are.  No Check here:
 * fuzzing uses it too.
 */

#ifndef ZSIP_TESTS_DESCRIPTIONS_H
#define ZSIP_TESTS_DESCRIPTIONS_H

#include "zsip_sdp.h"

enum {
	DESCRIPTION_LINES = 2048,
	DESCRIPTION_MEDIA = 128,
	DESCRIPTION_TEXT = 65536
};

/** Parse with arrays that the next call takes again. */
enum zsip_status description_parse(struct zsip_sdp *sdp, const char *text,
                                   size_t len,
                                   const struct zsip_options *options);

/**
 * Parse a text and look at all that came of it: that lines cover the text,
 * media descriptions the lines, that all slices and errors lie where they
 * should, and that every value and every list can be read to its end.
 *
 * @param from  the first line whose value is parsed; 0 for all
 * @return what does not hold, NULL if all does
 */
const char *description_fault(const char *text, size_t len,
                              const struct zsip_options *options, size_t from);

/**
 * Parse a text strictly and, if nothing is wrong with it, once more with all
 * quirks allowed: no line may be read otherwise.
 *
 * @return what does not hold, NULL if all does
 */
const char *description_quirk_fault(const char *text, size_t len);

/** Whether two lines are the same in all their members. */
bool description_same_line(const struct zsip_sdp_line *a,
                           const struct zsip_sdp_line *b);

/** Whether a slice is absent or within another. */
bool description_inside(struct zsip_slice inner, struct zsip_slice outer);

#endif
