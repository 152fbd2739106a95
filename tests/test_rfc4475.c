/* RFC 4475, the torture test messages: tests/rfc4475.tsv against the corpus,
 * and messages of our own with the same faults, which are always there.  Each
 * of them then cut short at every byte, and with bytes changed at random. */

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora.h"
#include "message_vectors.h"

#define TABLE   ZSIP_SOURCE_DIR "/tests/rfc4475.tsv"
#define OWN_DIR ZSIP_SOURCE_DIR "/tests/vectors/message"
#define CASES   49

Suite *rfc4475_suite(void);

/* One line of the table. */
struct row {
	char line[2048];
	const char *file, *section, *verdict, *status, *asks, *findings;
};

static bool split(struct row *row)
{
	const char **const columns[] = {&row->file,    &row->section,
	                                &row->verdict, &row->status,
	                                &row->asks,    &row->findings};
	char *p = row->line;

	p[strcspn(p, "\n")] = '\0';
	for (size_t i = 0; i < 6; i++) {
		*columns[i] = p;
		p = strchr(p, '\t');
		if (p == NULL)
			return i == 5;
		*p++ = '\0';
	}
	return false;
}

/* The next row; false at the end. */
static bool next_row(FILE *table, struct row *row)
{
	do {
		if (fgets(row->line, sizeof(row->line), table) == NULL)
			return false;
	} while (row->line[0] == '#');
	ck_assert_msg(split(row), "%s: %s", TABLE, row->line);
	return true;
}

static FILE *open_table(void)
{
	FILE *table = fopen(TABLE, "r");

	ck_assert_msg(table != NULL, "%s", TABLE);
	return table;
}

/* A message of the corpus; one of the files lacks its empty line. */
static char *load(const struct row *row, size_t *len)
{
	char path[256];
	char *data = malloc(65536 + 2);
	FILE *in;

	snprintf(path, sizeof(path), "rfc4475/%s", row->file);
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

static size_t count_errors(const struct checked *checked)
{
	size_t errors = 0;

	for (size_t i = 0; i < checked->count && i < CHECKED_FINDINGS; i++)
		errors += checked->findings[i].rule->severity ==
		          ZSIP_SEVERITY_ERROR;
	return errors;
}

/* An error is what a receiver rejects, and is found in nothing that it is to
 * accept. */
static bool does_as_asked(const struct checked *checked, const char *asks,
                          size_t later)
{
	size_t errors = count_errors(checked);

	if (strcmp(asks, "accept") == 0)
		return errors == 0;
	return strcmp(asks, "element") == 0 || errors + later != 0;
}

/* Whether a message comes to what is expected of it. */
static bool judge(const struct checked *checked, const char *name,
                  const char *verdict, const char *status, const char *findings,
                  size_t *later)
{
	char why[1024] = "";

	if (checked->astray)
		snprintf(why, sizeof(why), "a finding outside the message");
	else if (strcmp(zsip_status_name(checked->status), verdict) != 0)
		snprintf(why, sizeof(why), "verdict %s at %zu",
		         zsip_status_name(checked->status),
		         checked->error.offset);
	else if (!has_status(checked, status))
		snprintf(why, sizeof(why), "status %u", checked_code(checked));
	else if (checked_expect(checked, findings, later, why, sizeof(why)))
		return true;
	fprintf(stderr, "%s: %s\n", name, why);
	checked_print(checked);
	return false;
}

static bool run_row(const struct row *row, size_t *later)
{
	struct checked checked;
	size_t len, yet = 0;
	char *data = load(row, &len);
	bool passed;

	checked_run(&checked, data, len, NULL);
	passed = judge(&checked, row->file, row->verdict, row->status,
	               row->findings, &yet);
	if (passed && !does_as_asked(&checked, row->asks, yet)) {
		fprintf(stderr, "%s: %s asks: %s\n", row->file, row->section,
		        row->asks);
		passed = false;
	}
	checked_free(&checked);
	free(data);
	*later += yet;
	return passed;
}

START_TEST(the_corpus_is_judged_as_the_rfc_asks)
{
	FILE *table = open_table();
	struct row row;
	unsigned rows = 0, failures = 0;
	size_t later = 0;
	bool there = corpora_present("rfc4475", "wsinv.dat");

	while (next_row(table, &row)) {
		rows++;
		if (there && !run_row(&row, &later))
			failures++;
	}
	fclose(table);
	if (there)
		printf("rfc4475: %u messages, %zu findings still to come\n",
		       rows, later);
	ck_assert_uint_eq(rows, CASES);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

static bool open_own(struct message_file *file, const char *name)
{
	char path[512], why[1024];

	snprintf(path, sizeof(path), "%s/%s", OWN_DIR, name);
	if (message_file_open(file, path, why, sizeof(why)))
		return true;
	fprintf(stderr, "%s\n", why);
	return false;
}

static bool run_own(const char *name, size_t *later)
{
	struct message_file file;
	struct checked checked;
	bool passed;

	if (!open_own(&file, name))
		return false;
	checked_run(&checked, file.data, file.len, NULL);
	passed = judge(&checked, name, file.verdict, file.status, file.findings,
	               later);
	checked_free(&checked);
	message_file_close(&file);
	return passed;
}

START_TEST(our_messages_are_judged_as_they_say)
{
	struct vector_dir dir;
	unsigned failures = 0;
	size_t later = 0, count;

	ck_assert(vectors_dir_open(&dir, OWN_DIR));
	count = dir.count;
	for (size_t i = 0; i < count; i++)
		failures += !run_own(dir.names[i], &later);
	vectors_dir_close(&dir);
	printf("messages: %zu of our own, %zu findings still to come\n", count,
	       later);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

START_TEST(each_case_has_a_message_of_ours)
{
	FILE *table = open_table();
	struct row row;
	struct message_file file;
	char name[256];
	unsigned failures = 0;

	while (next_row(table, &row)) {
		snprintf(name, sizeof(name), "%.*s.txt",
		         (int)strcspn(row.file, "."), row.file);
		if (open_own(&file, name))
			message_file_close(&file);
		else
			failures++;
	}
	fclose(table);
	ck_assert_msg(failures == 0, "%u cases without a message", failures);
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
	struct vector_dir dir;
	struct message_file file;
	unsigned failures = 0;
	size_t cuts = 0;

	ck_assert(vectors_dir_open(&dir, OWN_DIR));
	for (size_t i = 0; i < dir.count; i++) {
		if (!open_own(&file, dir.names[i])) {
			failures++;
			continue;
		}
		failures += cut_everywhere(dir.names[i], file.data, file.len);
		failures += change_bytes(dir.names[i], file.data, file.len);
		cuts += file.len;
		message_file_close(&file);
	}
	vectors_dir_close(&dir);
	printf("messages: %zu cuts\n", cuts);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

START_TEST(the_corpus_may_be_cut_and_changed)
{
	FILE *table = open_table();
	struct row row;
	unsigned failures = 0;
	size_t cuts = 0, len;
	char *data;

	if (!corpora_present("rfc4475", "wsinv.dat")) {
		fclose(table);
		return;
	}
	while (next_row(table, &row)) {
		data = load(&row, &len);
		failures += cut_everywhere(row.file, data, len);
		failures += change_bytes(row.file, data, len);
		cuts += len;
		free(data);
	}
	fclose(table);
	printf("rfc4475: %zu cuts\n", cuts);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

Suite *rfc4475_suite(void)
{
	Suite *suite = suite_create("rfc4475");
	TCase *tc = tcase_create("rfc4475");

	tcase_set_timeout(tc, 300);
	tcase_add_test(tc, the_corpus_is_judged_as_the_rfc_asks);
	tcase_add_test(tc, our_messages_are_judged_as_they_say);
	tcase_add_test(tc, each_case_has_a_message_of_ours);
	tcase_add_test(tc, our_messages_may_be_cut_and_changed);
	tcase_add_test(tc, the_corpus_may_be_cut_and_changed);
	suite_add_tcase(suite, tc);
	return suite;
}
