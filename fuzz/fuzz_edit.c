/*
 * Random edits of any message (edit_random.h).  The first bytes choose quirks,
 * how many operations there are, and these.
 */
#include <stdio.h>

#include "edit_random.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zsip_options options = {.size = sizeof(options)};
	const char *what;
	size_t head;
	char *text;

	if (size == 0)
		return 0;
	head = 1 + (size_t)(data[0] & 15) * EDIT_OPERATION;
	if (size < head)
		return 0;
	if (data[0] & 16)
		options.quirks = ZSIP_PROFILE_INTEROP;
	if (data[0] & 32)
		options.quirks |= ZSIP_QUIRK_LF_LINE_ENDS;
	text = fuzz_copy(data + head, size - head);
	what = edit_fault(text, size - head, &options, data + 1, data[0] & 15,
	                  NULL);
	if (what != NULL)
		fprintf(stderr, "%s\n", what);
	HOLDS(what == NULL);
	free(text);
	return 0;
}
