/*
 * Seeds for fuzz_flow.c: flows of tests/vectors/calls, and calls of templates.
 */

#ifndef ZSIP_FUZZ_FLOW_SEEDS_H
#define ZSIP_FUZZ_FLOW_SEEDS_H

#include <stddef.h>

/** Hand all of them over: the first byte, and what follows. */
void flow_seeds(void (*take)(const char *target, const char *before,
                             size_t before_len, const char *text, size_t len));

#endif
