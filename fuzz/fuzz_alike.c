/*
 * Two messages and their twins, which have other identifiers: what one verdict
 * tells of the next message is what zsip_check() finds on it.  The messages are
 * separated by the first NUL; the first byte says which quirks are allowed, and
 * how long the identifiers of the twins are.
 */
#include "alike.h"
#include "fuzz.h"

static void follow(struct verdicts *verdicts, const char *bytes, size_t len,
                   uint64_t quirks, size_t length)
{
	struct alike alike, other;
	size_t twin_len;
	char *twin;

	alike_start(&alike, bytes, len, quirks);
	HOLDS(alike_is_right(verdicts, &alike));
	HOLDS(alike_is_right(verdicts, &alike));
	twin = alike_twin(&alike, length, &twin_len);
	alike_start(&other, twin, twin_len, quirks);
	HOLDS(alike_is_right(verdicts, &other));
	alike_end(&other);
	free(twin);
	alike_end(&alike);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct verdicts *verdicts;
	const char *bytes, *end, *nul;
	uint64_t quirks;
	size_t length;

	if (size < 1)
		return 0;
	if (verdicts == NULL)
		verdicts = verdicts_start();
	quirks = (*data & 1) != 0 ? UINT64_MAX : 0;
	length = *data >> 1 & 31;
	bytes = (const char *)data + 1;
	end = (const char *)data + size;
	nul = memchr(bytes, '\0', (size_t)(end - bytes));
	if (nul == NULL)
		nul = end;
	follow(verdicts, bytes, (size_t)(nul - bytes), quirks, length);
	if (nul != end)
		follow(verdicts, nul + 1, (size_t)(end - nul - 1), quirks,
		       length);
	return 0;
}
