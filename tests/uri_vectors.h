/*
 * Vectors of tests/vectors/uri that are about more than zsip_uri_parse().
 * Each function says whether a line fails, and on standard error how.
 */

#ifndef ZSIP_TESTS_URI_VECTORS_H
#define ZSIP_TESTS_URI_VECTORS_H

#include <stdbool.h>

#include "dump.h"
#include "guard.h"
#include "vectors.h"

/** Whether what came out is not what was expected; says so. */
bool complain_of_uri(const struct vector *v, const char *path, const char *how,
                     const char *expected, const struct text *got);

typedef bool vector_fails(const struct vector *v, const char *path,
                          const struct guard *guard);

/** zsip_tel_parse(), zsip_urn_parse(): as those of zsip_uri_parse(), which has
 *  to agree. */
vector_fails fails_tel, fails_urn;

/** VERDICT A => B: "same", "equal", "differ" or "order", in both directions,
 * for each URI and itself, and what the hashes say. */
vector_fails fails_equal;

/** PART TEXT => "ESCAPED", at every output size, and back again. */
vector_fails fails_escape;

/** ok URI => BEFORE [PARAM] ..., what does not go on as STATUS@OFFSET. */
vector_fails fails_user_params;

/** ok URI => NAME ...: the header fields that a URI's headers are. */
vector_fails fails_headers;

#endif
