/* The torture test messages of RFC 4475 and RFC 5118: a table of each, messages
 * of our own for its cases, which are always there, and the published ones
 * where the corpora have them.  Each message then cut short at every byte, and
 * with bytes changed at random. */

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora.h"
#include "message_vectors.h"
#include "tally.h"

#define OWN_DIR ZSIP_SOURCE_DIR "/tests/vectors/message"

Suite *rfc4475_suite(void);
Suite *rfc5118_suite(void);

enum { RFC4475, RFC5118, SETS };

/* The messages of one RFC. */
static const struct set {
	const char *name; /* of the suite, the table and the corpus */
	unsigned cases;
	const char *published; /* one of the corpus; NULL: there is none */
} sets[SETS] = {
        {"rfc4475", 49, "wsinv.dat"},
        /* Those of the archive have LF for line ends and wrong lengths. */
        {"rfc5118", 12, NULL},
};

/* A table that is read. */
struct table {
	const struct set *set;
	FILE *in;
};

/* One line of it; a table without published messages has no more than file,
 * section and asks. */
struct row {
	char line[2048];
	const char *file, *section, *verdict, *status, *asks, *findings;
};

static bool split(struct row *row, bool published)
{
	const char **const all[] = {&row->file,   &row->section, &row->verdict,
	                            &row->status, &row->asks,    &row->findings,
	                            NULL};
	const char **const few[] = {&row->file, &row->section, &row->asks,
	                            NULL};
	const char **const *column = published ? all : few;
	char *p = row->line;

	p[strcspn(p, "\n")] = '\0';
	while (p != NULL && *column != NULL) {
		**column++ = p;
		p = strchr(p, '\t');
		if (p != NULL)
			*p++ = '\0';
	}
	return p == NULL && *column == NULL;
}

/* The next row; false at the end, where the table is closed. */
static bool next_row(const struct table *table, struct row *row)
{
	do {
		if (fgets(row->line, sizeof(row->line), table->in) == NULL) {
			fclose(table->in);
			return false;
		}
	} while (row->line[0] == '#');
	ck_assert_msg(split(row, table->set->published != NULL), "%s.tsv: %s",
	              table->set->name, row->line);
	return true;
}

static struct table open_table(int set)
{
	struct table table = {.set = &sets[set]};
	char path[512];

	snprintf(path, sizeof(path), ZSIP_SOURCE_DIR "/tests/%s.tsv",
	         table.set->name);
	table.in = fopen(path, "r");
	ck_assert_msg(table.in != NULL, "%s", path);
	return table;
}

/* A message of the corpus; one of the files lacks its empty line. */
static char *load(const struct set *set, const struct row *row, size_t *len)
{
	char path[256];
	char *data = malloc(65536 + 2);
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", set->name, row->file);
	in = corpora_open(path);
	ck_assert_msg(in != NULL && data != NULL, "%s", path);
	*len = fread(data, 1, 65536, in);
	fclose(in);
	if (strcmp(row->file, "baddn.dat") == 0) {
		memcpy(data + *len, "\r\n", 2);
		*len += 2;
	}
	return data;
}

/* "400", "-", or "later:400", which it must not be now. */
static bool has_status(const struct checked *checked, const char *status)
{
	static const char later[] = "later:";
	char code[16] = "-";

	if (checked_code(checked) != 0)
		snprintf(code, sizeof(code), "%u", checked_code(checked));
	if (strncmp(status, later, sizeof(later) - 1) == 0)
		return strcmp(status + sizeof(later) - 1, code) != 0;
	return strcmp(status, code) == 0;
}

static size_t count_findings(const struct checked *checked,
                             enum zsip_severity least)
{
	size_t count = 0;

	for (size_t i = 0; i < checked->count && i < CHECKED_FINDINGS; i++)
		count += checked->findings[i].rule->severity >= (int)least;
	return count;
}

/* An error is what a receiver rejects, and is found in nothing that it is to
 * accept; what it may reject has a warning at least. */
static bool does_as_asked(const struct checked *checked, const char *asks,
                          size_t later)
{
	size_t errors = count_findings(checked, ZSIP_SEVERITY_ERROR);

	if (strcmp(asks, "accept") == 0)
		return errors == 0;
	if (strcmp(asks, "may reject") == 0)
		return count_findings(checked, ZSIP_SEVERITY_WARNING) != 0;
	return strcmp(asks, "element") == 0 || errors + later != 0;
}

/* What is expected of a message. */
struct expected {
	const char *verdict, *status, *findings;
};

/* Whether a message comes to that, and to what the RFC asks. */
static bool judge(const struct checked *checked, const struct row *row,
                  const struct expected *expected, size_t *later)
{
	char why[1024] = "";
	size_t yet = 0;

	if (checked->astray)
		snprintf(why, sizeof(why), "a finding outside the message");
	else if (strcmp(zsip_status_name(checked->status), expected->verdict) !=
	         0)
		snprintf(why, sizeof(why), "verdict %s at %zu",
		         zsip_status_name(checked->status),
		         checked->error.offset);
	else if (!has_status(checked, expected->status))
		snprintf(why, sizeof(why), "status %u", checked_code(checked));
	else if (checked_expect(checked, expected->findings, &yet, why,
	                        sizeof(why)) &&
	         !does_as_asked(checked, row->asks, yet))
		snprintf(why, sizeof(why), "%s asks: %s", row->section,
		         row->asks);
	*later += yet;
	if (*why == '\0')
		return true;
	fprintf(stderr, "%s: %s\n", row->file, why);
	checked_print(checked);
	return false;
}

static bool run_published(const struct set *set, const struct row *row,
                          size_t *later)
{
	const struct expected expected = {row->verdict, row->status,
	                                  row->findings};
	struct checked checked;
	size_t len;
	char *data = load(set, row, &len);
	bool passed;

	checked_run(&checked, data, len, NULL);
	passed = judge(&checked, row, &expected, later);
	checked_free(&checked);
	free(data);
	return passed;
}

START_TEST(published_messages_are_judged_as_the_rfc_asks)
{
	struct table table = open_table(_i);
	struct row row;
	unsigned failures = 0;
	size_t later = 0;
	bool there = corpora_present(table.set->name, table.set->published);

	while (next_row(&table, &row))
		failures += there && !run_published(table.set, &row, &later);
	if (there)
		printf("%s: %u published messages, %zu findings still to "
		       "come\n",
		       table.set->name, table.set->cases, later);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

/* The message of ours for a case: its name with another ending. */
static bool open_own(struct message_file *file, const struct row *row)
{
	char path[512], why[1024];

	snprintf(path, sizeof(path), "%s/%.*s.txt", OWN_DIR,
	         (int)strcspn(row->file, "."), row->file);
	if (message_file_open(file, path, why, sizeof(why)))
		return true;
	fprintf(stderr, "%s\n", why);
	return false;
}

static bool run_own(const struct row *row, size_t *later)
{
	struct message_file file;
	struct checked checked;
	bool passed;

	if (!open_own(&file, row))
		return false;
	checked_run(&checked, file.data, file.len, NULL);
	passed = judge(
	        &checked, row,
	        &(struct expected){file.verdict, file.status, file.findings},
	        later);
	checked_free(&checked);
	message_file_close(&file);
	return passed;
}

START_TEST(our_messages_are_judged_as_the_rfc_asks)
{
	struct table table = open_table(_i);
	struct row row;
	unsigned rows = 0, failures = 0;
	size_t later = 0;

	while (next_row(&table, &row)) {
		rows++;
		failures += !run_own(&row, &later);
	}
	printf("%s: %u messages of our own, %zu findings still to come\n",
	       table.set->name, rows, later);
	tally_vectors("message", rows);
	ck_assert_uint_eq(rows, table.set->cases);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

START_TEST(each_message_of_ours_has_a_case)
{
	struct vector_dir dir;
	size_t messages, cases = 0;

	for (size_t i = 0; i < SETS; i++)
		cases += sets[i].cases;
	ck_assert(vectors_dir_open(&dir, OWN_DIR));
	messages = dir.count;
	vectors_dir_close(&dir);
	ck_assert_uint_eq(messages, cases);
}
END_TEST

static bool is_parse_status(enum zsip_status status)
{
	return status == ZSIP_OK || status == ZSIP_MORE ||
	       status == ZSIP_E_SYNTAX || status == ZSIP_E_TOO_MANY ||
	       status == ZSIP_E_TOO_LONG;
}

/* Where the body of a sound message begins, 0 if it is not sound. */
static size_t head_length(const struct checked *checked)
{
	if (checked->status != ZSIP_OK)
		return 0;
	return (size_t)(checked->msg.body.ptr - checked->data);
}

/* A sound message that is cut in its head could go on well. */
static unsigned cut_everywhere(const char *name, const char *data, size_t len)
{
	struct checked checked;
	unsigned failures = 0;
	size_t head;

	checked_run(&checked, data, len, NULL);
	head = head_length(&checked);
	checked_free(&checked);
	for (size_t i = 0; i < len; i++) {
		checked_run(&checked, data, i, NULL);
		if (checked.astray || !is_parse_status(checked.status) ||
		    (i < head && checked.status != ZSIP_MORE)) {
			fprintf(stderr, "%s cut at %zu: %s\n", name, i,
			        zsip_status_name(checked.status));
			failures++;
		}
		checked_free(&checked);
	}
	return failures;
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Bytes that mean something where they stand, more often than others. */
static char random_byte(uint32_t *state)
{
	static const char bytes[] = "\r\n\t\0 \"\\<>@:;,?=()[]*%/\x7F\x80\xFF";
	uint32_t n = next_random(state) % 64;

	return n < sizeof(bytes) - 1 ? bytes[n]
	                             : (char)(next_random(state) & 0xFF);
}

static unsigned change_bytes(const char *name, const char *data, size_t len)
{
	struct checked checked;
	unsigned failures = 0;
	uint32_t state = (uint32_t)len;
	char *work = malloc(len);

	for (unsigned round = 0; len != 0 && round < 300; round++) {
		memcpy(work, data, len);
		for (unsigned i = 0; i <= round % 5; i++)
			work[next_random(&state) % len] = random_byte(&state);
		checked_run(&checked, work, len, NULL);
		if (checked.astray || !is_parse_status(checked.status)) {
			fprintf(stderr, "%s round %u: %s\n", name, round,
			        zsip_status_name(checked.status));
			failures++;
		}
		checked_free(&checked);
	}
	free(work);
	return failures;
}

START_TEST(our_messages_may_be_cut_and_changed)
{
	struct table table = open_table(_i);
	struct row row;
	struct message_file file;
	unsigned failures = 0;
	size_t cuts = 0;

	while (next_row(&table, &row)) {
		if (!open_own(&file, &row)) {
			failures++;
			continue;
		}
		failures += cut_everywhere(row.file, file.data, file.len);
		failures += change_bytes(row.file, file.data, file.len);
		cuts += file.len;
		message_file_close(&file);
	}
	printf("%s: %zu cuts of our messages\n", table.set->name, cuts);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

START_TEST(published_messages_may_be_cut_and_changed)
{
	struct table table = open_table(_i);
	struct row row;
	unsigned failures = 0;
	size_t cuts = 0, len;
	bool there = corpora_present(table.set->name, table.set->published);
	char *data;

	while (next_row(&table, &row)) {
		if (!there)
			continue;
		data = load(table.set, &row, &len);
		failures += cut_everywhere(row.file, data, len);
		failures += change_bytes(row.file, data, len);
		cuts += len;
		free(data);
	}
	if (there)
		printf("%s: %zu cuts of published messages\n", table.set->name,
		       cuts);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

/* Each test runs for one set: a loop of one round, which knows it as _i. */
static Suite *make_suite(int set)
{
	Suite *suite = suite_create(sets[set].name);
	TCase *tc = tcase_create(sets[set].name);
	int end = set + 1;

	tcase_set_timeout(tc, 300);
	tcase_add_loop_test(tc, our_messages_are_judged_as_the_rfc_asks, set,
	                    end);
	tcase_add_loop_test(tc, our_messages_may_be_cut_and_changed, set, end);
	tcase_add_test(tc, each_message_of_ours_has_a_case);
	if (sets[set].published != NULL) {
		tcase_add_loop_test(
		        tc, published_messages_are_judged_as_the_rfc_asks, set,
		        end);
		tcase_add_loop_test(tc,
		                    published_messages_may_be_cut_and_changed,
		                    set, end);
	}
	suite_add_tcase(suite, tc);
	return suite;
}

Suite *rfc4475_suite(void)
{
	return make_suite(RFC4475);
}

Suite *rfc5118_suite(void)
{
	return make_suite(RFC5118);
}
