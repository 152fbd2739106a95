/*
 * Any message, with all that a proxy works out from it: keys are equal to
 * themselves, equal ones have one hash, a branch is read back as it was
 * written, and a message beside itself in another letter case holds as well.
 */
#include "fuzz.h"
#include "routed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zsip_options lenient = {.size = sizeof(lenient),
	                               .quirks = UINT64_MAX};
	char *text = fuzz_copy(data, size);

	HOLDS(routed_holds(text, size, NULL));
	HOLDS(routed_holds(text, size, &lenient));
	free(text);
	return 0;
}
