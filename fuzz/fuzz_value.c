/*
 * A value of a header field, which the first byte picks: every SIMD form and
 * the machines without leaps read it alike, and quirks change nothing of what
 * needs none.
 */
#include "fuzz.h"
#include "lenient.h"
#include "record.h"

/* Every header field that has a number, in any order. */
static const uint16_t ids[] = {
        ZSIP_HDR_OTHER,
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	number,
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;
	unsigned id;

	if (size == 0)
		return 0;
	id = ids[data[0] % (sizeof(ids) / sizeof(*ids))];
	text = fuzz_copy(data + 1, size - 1);
	HOLDS(record_same(record_value, id, text, size - 1));
	HOLDS(lenient_value(id, text, size - 1));
	free(text);
	return 0;
}
