#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tally.h"
#include "zsip.h"
#include "zsip_sdp.h"
#include "zsip_sdp_compare.h"

/* Not in POSIX, and yet wherever the tests can run. */
#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS 0x20
#endif

struct row {
	char suite[24], what[40];
	size_t count;
};

enum { ROWS = 128 };
static struct shared {
	atomic_flag taken;
	struct row rows[ROWS];
} * shared;
static struct row *rows;

void *tally_share(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	                MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED) {
		perror("tally");
		abort();
	}
	return at;
}

void tally_open(void)
{
	shared = tally_share(sizeof(*shared));
	atomic_flag_clear(&shared->taken);
	rows = shared->rows;
}

static void add(const char *suite, const char *what, size_t n)
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

/* Suites run at the same time. */
void tally(const char *suite, const char *what, size_t n)
{
	while (atomic_flag_test_and_set(&shared->taken))
		;
	add(suite, what, n);
	atomic_flag_clear(&shared->taken);
}

static int by_name(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int suites = strcmp(x->suite, y->suite);

	return suites != 0 ? suites : strcmp(x->what, y->what);
}

/* Rows come in as suites happen to end. */
static void sort_rows(void)
{
	size_t count = 0;

	while (count < ROWS && rows[count].suite[0] != '\0')
		count++;
	qsort(rows, count, sizeof(*rows), by_name);
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

static bool is_vectors(const struct row *row)
{
	return strcmp(row->suite, "vectors") == 0;
}

void tally_vectors(const char *family, size_t n)
{
	tally("vectors", family, n);
}

void tally_print(void)
{
	sort_rows();
	for (size_t i = 0; i < ROWS && rows[i].suite[0] != '\0'; i++) {
		if (!is_vectors(&rows[i]))
			print_suite(i);
	}
}

/* The shape of each header field. */
static const unsigned char headers[] = {
#define ZSIP_SHAPE(shape, members)
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)                              \
	ZSIP_SHAPE_##shape,
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

static const unsigned char shapes[] = {
#define ZSIP_SHAPE(shape, members) ZSIP_SHAPE_##shape,
#define ZSIP_HEADER(number, id, name, compact, multiplicity, requests,         \
                    responses, shape, flags, rfc)
#include "zsip_headers.def"
#undef ZSIP_SHAPE
#undef ZSIP_HEADER
};

/* One more for each row. */
enum {
	PARAMS = 0
#define ZSIP_PARAM(number, id, name, form, rfc) +1
#include "zsip_params.def"
#undef ZSIP_PARAM
};

enum {
	SDP_LINES = 0
#define ZSIP_SDP_SHAPE(machine, shape, members)
#define ZSIP_SDP_LINE(letter, id, field, shape, rfc) +1
#include "zsip_sdp_lines.def"
#undef ZSIP_SDP_LINE
#undef ZSIP_SDP_SHAPE
};

/* Those that have more to them than a text. */
static size_t count_typed(const unsigned char *list, size_t count)
{
	size_t typed = 0;

	for (size_t i = 0; i < count; i++)
		typed += list[i] != ZSIP_SHAPE_text;
	return typed;
}

static void print_tables(FILE *out)
{
	const struct zsip_rule_info *rule;
	size_t quirks = 0, rules = 0, ambiguities = 0;

	while (zsip_quirk_at(quirks) != NULL)
		quirks++;
	for (; (rule = zsip_rule_at(rules)) != NULL; rules++)
		ambiguities += strncmp(rule->name, "ambiguous-", 10) == 0;
	fprintf(out,
	        "tables: %zu header fields (%zu typed), "
	        "%zu shapes (%zu typed), %d parameters, %zu quirks, "
	        "%zu rules (%zu on ambiguity)\n",
	        sizeof(headers), count_typed(headers, sizeof(headers)),
	        sizeof(shapes), count_typed(shapes, sizeof(shapes)),
	        (int)PARAMS, quirks, rules, ambiguities);
}

static void print_sdp_tables(FILE *out)
{
	const struct zsip_sdp_attribute_info *info;
	size_t attributes = 0, typed = 0, rules = 0, changes = 0;

	for (; (info = zsip_sdp_attribute_at(attributes)) != NULL; attributes++)
		typed += info->shape != ZSIP_SDP_SHAPE_text;
	while (zsip_sdp_rule_at(rules) != NULL)
		rules++;
	while (zsip_sdp_change_at(changes) != NULL)
		changes++;
	fprintf(out,
	        "tables of SDP: %d lines, %zu attributes (%zu typed), "
	        "%d shapes (%d typed), %zu rules, "
	        "%zu kinds of change\n",
	        (int)SDP_LINES, attributes, typed, (int)ZSIP_SDP_SHAPES,
	        (int)ZSIP_SDP_SHAPES - 1, rules, changes);
}

void tally_totals(FILE *out)
{
	const char *lead = ":";
	size_t all = 0;

	print_tables(out);
	print_sdp_tables(out);
	for (size_t i = 0; i < ROWS; i++)
		all += is_vectors(&rows[i]) ? rows[i].count : 0;
	fprintf(out, "vectors: %zu in all", all);
	for (size_t i = 0; i < ROWS; i++) {
		if (!is_vectors(&rows[i]))
			continue;
		fprintf(out, "%s %zu %s", lead, rows[i].count, rows[i].what);
		lead = ",";
	}
	fprintf(out, "\n");
}
