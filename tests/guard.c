#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guard.h"

/* Not in POSIX, and yet wherever the tests can run. */
#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS 0x20
#endif

static void must(int sound)
{
	if (!sound) {
		perror("guard");
		abort();
	}
}

void guard_open(struct guard *guard, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (size / page + 1) * page;

	guard->map_size = room + 2 * page;
	guard->map = mmap(NULL, guard->map_size, PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(guard->map != MAP_FAILED);
	guard->start = guard->map + page;
	guard->end = guard->start + room;
	must(mprotect(guard->map, page, PROT_NONE) == 0);
	must(mprotect(guard->end, page, PROT_NONE) == 0);
}

void guard_close(struct guard *guard)
{
	munmap(guard->map, guard->map_size);
}

static char *copy(char *to, const char *data, size_t len)
{
	if (len != 0)
		memcpy(to, data, len);
	return to;
}

char *guard_end(const struct guard *guard, const char *data, size_t len)
{
	must(len <= (size_t)(guard->end - guard->start));
	return copy(guard->end - len, data, len);
}

char *guard_start(const struct guard *guard, const char *data, size_t len)
{
	must(len <= (size_t)(guard->end - guard->start));
	return copy(guard->start, data, len);
}
