/*
 * Session descriptions (descriptions.h): all lines, media descriptions, values
 * and lists lie where they should, and quirks change nothing that is right.
 * The first byte chooses quirks and small limits.
 */
#include <stdio.h>

#include "descriptions.h"
#include "fuzz.h"

static void hold(const char *what)
{
	if (what != NULL)
		fprintf(stderr, "%s\n", what);
	HOLDS(what == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zsip_options options = {.size = sizeof(options)};
	char *text;

	if (size == 0)
		return 0;
	if (data[0] & 1)
		options.quirks = UINT64_MAX;
	else if (data[0] & 2)
		options.quirks = ZSIP_PROFILE_INTEROP;
	if (data[0] & 4) {
		options.limits.fields = 8;
		options.limits.field_length = 64;
		options.limits.list_length = 2;
	}
	text = fuzz_copy(data + 1, size - 1);
	hold(description_fault(text, size - 1, &options, 0));
	hold(description_quirk_fault(text, size - 1));
	free(text);
	return 0;
}
