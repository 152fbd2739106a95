/*
 * The plain form: the machines of the library built without leaps and
 * without SIMD (ZSIP_NO_LEAPS), byte by byte as the grammar says.  It is no
 * part of the library; tests compare the other forms with it.
 */

#ifndef ZSIP_TESTS_PLAIN_H
#define ZSIP_TESTS_PLAIN_H

#include "internal.h"

ZSIP_FORM_FUNCTIONS(plain)

#endif
