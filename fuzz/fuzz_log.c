/*
 * A log: what is told of it lies in it, in its order, or is a copy with an end;
 * see log_dump(), which aborts otherwise.  The same with LF alone.
 */
#include "fuzz.h"
#include "log_cases.h"

static void read_log(const char *bytes, size_t len)
{
	struct text found = {NULL, 0, 0};

	log_dump(&found, bytes, len);
	text_release(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = fuzz_copy(data, size);
	size_t len = 0;

	read_log(copy, size);
	for (size_t i = 0; i < size; i++) {
		if (copy[i] != '\r')
			copy[len++] = copy[i];
	}
	read_log(copy, len);
	free(copy);
	return 0;
}
