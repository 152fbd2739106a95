/*
 * Values of session descriptions as text (dump.h), for comparison with vectors.
 */

#ifndef ZSIP_TESTS_SDP_DUMP_H
#define ZSIP_TESTS_SDP_DUMP_H

#include "dump.h"
#include "zsip_sdp.h"

/** The members of the value's shape: " name=value", absent slices left out,
 *  flags only when true, numbers always. */
void dump_sdp_value(struct text *text, const struct zsip_sdp_value *value);

/** Whether every slice of the value lies within its raw bytes. */
bool sdp_value_inside(const struct zsip_sdp_value *value);

/** " name name": the quirks by their names. */
void dump_quirks(struct text *text, uint64_t quirks);

#endif
