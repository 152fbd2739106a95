/*
 * What the fuzz targets share.  Each target copies its input into a block of
 * memory of exactly its size, so that the sanitizer sees a single byte read
 * too far, and aborts when a property does not hold.
 */

#ifndef ZSIP_FUZZ_H
#define ZSIP_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** A copy to be freed; never NULL. */
static inline char *fuzz_copy(const void *data, size_t size)
{
	char *copy = malloc(size + (size == 0));

	if (copy == NULL)
		abort();
	if (size != 0)
		memcpy(copy, data, size);
	return copy;
}

/** What has to hold. */
#define HOLDS(condition)                                                       \
	do {                                                                   \
		if (!(condition))                                              \
			abort();                                               \
	} while (0)

#endif
