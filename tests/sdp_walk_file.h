/*
 * Walks over lists against vectors in tests/vectors/sdp/walk, a file each:
 * TEXT is the list, EXPECTED its items in brackets, "none" if it has none.
 */

#ifndef ZSIP_TESTS_SDP_WALK_FILE_H
#define ZSIP_TESTS_SDP_WALK_FILE_H

#include "dump.h"

/** The next item as text; false at the end. */
typedef bool sdp_walk_step(struct zsip_slice *rest, struct text *one);

/** Fails the test that runs unless all vectors of NAME.txt hold. */
void sdp_walk_file(const char *name, sdp_walk_step *next);

#endif
