/*
 * What every part of siplint may need.
 */
#include "base/base.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void complain(const char *format, ...)
{
	va_list args;

	fputs("siplint: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void die_of_memory(void)
{
	complain("out of memory");
	exit(EXIT_TROUBLE);
}

void *must_resize(void *ptr, size_t count, size_t size)
{
	void *grown = NULL;

	if (count == 0)
		count = 1;
	if (count <= (size_t)-1 / size)
		grown = realloc(ptr, count * size);
	if (grown == NULL)
		die_of_memory();
	return grown;
}

void *must_clear(size_t size)
{
	void *clear = calloc(1, size);

	if (clear == NULL)
		die_of_memory();
	return clear;
}

uint64_t random_seed(void)
{
	FILE *random = fopen("/dev/urandom", "rb");
	uint64_t seed;

	if (random == NULL || fread(&seed, sizeof(seed), 1, random) != 1)
		seed = (uint64_t)time(NULL);
	if (random != NULL)
		fclose(random);
	return seed;
}

size_t count_lines(struct zsip_slice bytes)
{
	const char *p = bytes.ptr, *end = slice_end_of(bytes);
	size_t count = 1;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		count++;
		p++;
	}
	return count;
}
