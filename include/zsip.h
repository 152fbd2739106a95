/*
 * zsip: a zero-copy SIP parser (RFC 3261).
 *
 * The library never allocates, never writes to the input, keeps no state but
 * the choice of the SIMD form, and calls nothing but functions of <string.h>
 * and, when it is loaded, getenv.  Every zsip_slice points into the buffer that
 * the caller gave and lives exactly as long as that buffer stays where it is.
 * Any function may run in any number of threads at once; a parsed message may
 * be read by many threads.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ZSIP_H
#define ZSIP_H

#include "zsip_base.h"
#include "zsip_body.h"
#include "zsip_check.h"
#include "zsip_core.h"
#include "zsip_message.h"
#include "zsip_stream.h"
#include "zsip_uri.h"
#include "zsip_value.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ZSIP_VERSION_MAJOR 0
#define ZSIP_VERSION_MINOR 1
#define ZSIP_VERSION_PATCH 0
#define ZSIP_VERSION       "0.1.0"

/** The version of the library that runs, which may be newer than
 *  ZSIP_VERSION of the headers: "0.1.0". */
ZSIP_API const char *zsip_version(void);

/** The SIMD form in use: "avx512", "avx2", "sse2", "neon" or "portable". Chosen
 * when the library is loaded: the best that the processor has, or the one named
 *  in the environment variable ZSIP_SIMD. */
ZSIP_API const char *zsip_simd_name(void);

/** Choose another form, for tests and benchmarks; not while another thread
 *  parses.  @return false when this processor or build lacks it */
ZSIP_API bool zsip_simd_select(const char *name);

#ifdef __cplusplus
}
#endif

#endif
