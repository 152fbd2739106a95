/*
 * URI comparison once more, without a thought for time or memory, to hold
 * zsip_uri_equal() against.
 */

#ifndef ZSIP_TESTS_NAIVE_URI_H
#define ZSIP_TESTS_NAIVE_URI_H

#include <stdbool.h>

#include "zsip.h"

/** What zsip_uri_equal(), or zsip_uri_strict_equal(), has to say. */
bool naive_uri_equal(const struct zsip_uri *a, const struct zsip_uri *b,
                     bool strict);

#endif
