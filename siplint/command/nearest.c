/*
 * The name that was meant.
 */
#include "command/options.h"
#include <string.h>

/* Names are shorter. */
enum { MAX_NAME = 48 };

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool is_swap(const char *a, const char *b, size_t i, size_t j)
{
	return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
}

/* How many letters have to be put in, taken out, changed or swapped with their
 * neighbours. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][MAX_NAME + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2], *spare;

	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		spare = before;
		before = last;
		last = row;
		row = spare;
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = min(last[j], row[j - 1]) + 1;
			row[j] = min(row[j],
			             last[j - 1] + (a[i - 1] != b[j - 1]));
			if (is_swap(a, b, i, j))
				row[j] = min(row[j], before[j - 2] + 1);
		}
	}
	return row[b_len];
}

const char *nearest_name(const char *word, const char *(*name_at)(size_t index))
{
	size_t len = strlen(word), best = len / 3 + 1;
	const char *found = NULL, *name;

	if (len < 3 || len > MAX_NAME)
		return NULL;
	for (size_t i = 0; (name = name_at(i)) != NULL; i++) {
		size_t name_len = strlen(name), cost;

		if (name_len > MAX_NAME)
			continue;
		cost = distance(word, len, name, name_len);
		if (cost < best) {
			best = cost;
			found = name;
		}
	}
	return found;
}
