/*
 * What holds for views and for the comparison of session descriptions, whatever
 * they are.  No Check here: fuzzing uses it too.
 */

#ifndef ZSIP_TESTS_COMPARING_H
#define ZSIP_TESTS_COMPARING_H

#include "zsip_sdp_compare.h"
#include "zsip_sdp_views.h"

/**
 * Compare two descriptions with themselves and with one another, both ways: a
 * description is identical to itself, there are no changes if and only if the
 * lines are the same, changes one way are those the other way in reverse, and
 * all lines that they come from are where they should be.
 *
 * @return what does not hold, NULL if all does
 */
const char *compare_fault(const struct zsip_sdp *a, const struct zsip_sdp *b);

/**
 * Look at all streams through all views: all that they show lies within the
 * description, walks end, and views agree with one another.
 *
 * @return what does not hold, NULL if all does
 */
const char *view_fault(const struct zsip_sdp *sdp);

#endif
