/*
 * Parts, fragments and walks (bodies.h): heads are what zsip_message_parse()
 * says of the same lines, delimiters what a naive reading finds, at any depth
 * and in any SIMD form; and a second walk finds the same.  The first byte
 * chooses the form, the quirk and small limits.
 */
#include <stdio.h>

#include "bodies.h"
#include "fuzz.h"
#include "record.h"

static void hold(const char *text, size_t size,
                 const struct zsip_options *options)
{
	const char *what = bodies_fault(text, size, options);

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
		options.quirks = ZSIP_QUIRK_LF_LINE_ENDS;
	if (data[0] & 2) {
		options.limits.nesting = 2;
		options.limits.list_length = 3;
	}
	text = fuzz_copy(data + 1, size - 1);
	record_select(data[0] / 4 % record_forms());
	hold(text, size - 1, &options);
	record_select(data[0] / 16 % record_forms());
	hold(text, size - 1, &options);
	free(text);
	return 0;
}
