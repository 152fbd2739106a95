/*
 * A URI, or a host: every SIMD form and the machines without leaps read it
 * alike.
 */
#include "fuzz.h"
#include "record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_copy(data, size);

	HOLDS(record_same(record_uri, 0, text, size));
	free(text);
	return 0;
}
