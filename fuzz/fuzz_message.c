/*
 * A datagram: every SIMD form reads it alike, as frame.rl says and as its
 * lines say, and a message cut off is ZSIP_MORE up to the byte that is wrong.
 */
#include "fuzz.h"
#include "lenient.h"
#include "record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_copy(data, size);
	struct zsip_field fields[64];
	struct zsip_message msg;
	struct zsip_error err;
	uint32_t where = 2166136261u;

	HOLDS(record_same(record_message, 0, text, size));
	HOLDS(record_reference(text, size));
	HOLDS(lenient_message(text, size));
	zsip_message_init(&msg, fields, 64, NULL);
	zsip_message_parse(&msg, text, size, &err);
	HOLDS(record_prefix(text, size, err.offset));
	HOLDS(record_prefix(text, size, err.offset + 1));
	for (size_t i = 0; i < size; i++)
		where = (where ^ data[i]) * 16777619u;
	HOLDS(record_prefix(text, size, where % (size + 1)));
	free(text);
	return 0;
}
