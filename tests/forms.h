/*
 * The SIMD forms of the library: tests go through all that this processor and
 * this build have.
 */

#ifndef ZSIP_TESTS_FORMS_H
#define ZSIP_TESTS_FORMS_H

#include "zsip.h"

static const char *const form_names[] = {"portable", "sse2", "avx2", "avx512",
                                         "neon"};

enum { FORM_NAMES = sizeof(form_names) / sizeof(*form_names) };

/** Go to the next form that there is, from *i on, as in
 *  for (size_t i = 0; form_next(&i);).  @return false after the last one */
static inline bool form_next(size_t *i)
{
	while (*i < FORM_NAMES) {
		if (zsip_simd_select(form_names[(*i)++]))
			return true;
	}
	zsip_simd_select("portable");
	return false;
}

#endif
