#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tally.h"

/* Not in POSIX, and yet wherever the tests can run. */
#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS 0x20
#endif

struct row {
	char suite[24], what[40];
	size_t count;
};

enum { ROWS = 64 };
static struct row *rows;

void tally_open(void)
{
	rows = mmap(NULL, ROWS * sizeof(*rows), PROT_READ | PROT_WRITE,
	            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (rows == MAP_FAILED) {
		perror("tally");
		abort();
	}
}

void tally(const char *suite, const char *what, size_t n)
{
	size_t i = 0;

	while (i < ROWS && rows[i].suite[0] != '\0' &&
	       (strcmp(rows[i].suite, suite) != 0 ||
	        strcmp(rows[i].what, what) != 0))
		i++;
	if (i == ROWS) {
		fprintf(stderr, "tally: no row left for %s\n", what);
		abort();
	}
	snprintf(rows[i].suite, sizeof(rows[i].suite), "%s", suite);
	snprintf(rows[i].what, sizeof(rows[i].what), "%s", what);
	rows[i].count += n;
}

/* Prints the rows of the suite that row `first` belongs to, if it is the
 * first one of them. */
static void print_suite(size_t first)
{
	const char *suite = rows[first].suite;

	for (size_t i = 0; i < first; i++) {
		if (strcmp(rows[i].suite, suite) == 0)
			return;
	}
	printf("%s:", suite);
	for (size_t i = first; i < ROWS; i++) {
		if (strcmp(rows[i].suite, suite) == 0)
			printf("%s %zu %s", i == first ? "" : ",",
			       rows[i].count, rows[i].what);
	}
	printf("\n");
}

void tally_print(void)
{
	for (size_t i = 0; i < ROWS && rows[i].suite[0] != '\0'; i++)
		print_suite(i);
}
