/*
 * Seeds for fuzz_capture.c from the vectors of captures.
 */

#ifndef ZSIP_FUZZ_CAPTURE_SEEDS_H
#define ZSIP_FUZZ_CAPTURE_SEEDS_H

#include <stddef.h>

void capture_seeds(void (*seed)(const char *target, const char *before,
                                size_t before_len, const char *text,
                                size_t len));

#endif
