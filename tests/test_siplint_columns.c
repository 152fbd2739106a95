/*
 * Who sends to whom in the ladders of siplint, against what the RFCs say of
 * their call flows: each column stands for one who takes part, and each one
 * has one column, in whatever order the hops of a call were met.
 */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "call_file.h"
#include "siplint_run.h"
#include "tally.h"
#include "test_siplint.h"
#include "vectors.h"
#include "zsip.h"

#define CALLS ZSIP_SOURCE_DIR "/tests/vectors/calls/"

static const char *const folders[] = {
        "examples", "rfc3261", "rfc3262", "rfc3264", "rfc3311", "rfc3515",
        "rfc3665",  "rfc3856", "rfc3857", "rfc3903", "rfc4028", "rfc5057",
        "rfc5359",  "rfc5407", "rfc6141", "rfc6228", "rfc6665",
};

enum order { BY_TIME, BY_LEG, BY_LEG_BACK, ORDERS };

enum { MESSAGES = CALL_FILE_MESSAGES, FIELDS = 64, COLUMNS = 9 };

/* A ladder as it is read line by line. */
struct ladder {
	const struct call_file *file;
	const char *path;
	const size_t *order; /* in which the messages were given */
	size_t given;        /* of these, those of this and earlier lines */
	struct zsip_slice id;
	size_t columns[COLUMNS]; /* where they stand in a line */
	struct zsip_slice names[COLUMNS];
	size_t column_count;
};

static struct zsip_slice call_id(struct zsip_slice text)
{
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	const struct zsip_field *field;

	zsip_message_init(&msg, fields, FIELDS, NULL);
	zsip_message_parse(&msg, text.ptr, text.len, NULL);
	field = zsip_field_find(&msg, ZSIP_HDR_CALL_ID, NULL);
	ck_assert_ptr_nonnull(field);
	return field->value;
}

/* --- Orders */

static bool is_same_leg(const struct call_file_message *a,
                        const struct call_file_message *b)
{
	return (zsip_slice_equal(a->source, b->source) &&
	        zsip_slice_equal(a->destination, b->destination)) ||
	       (zsip_slice_equal(a->source, b->destination) &&
	        zsip_slice_equal(a->destination, b->source));
}

/* The first message of the leg that one is of. */
static size_t leg_of(const struct call_file *file, size_t index)
{
	size_t i = 0;

	while (!is_same_leg(&file->messages[i], &file->messages[index]))
		i++;
	return i;
}

static void put_in_order(const struct call_file *file, enum order by,
                         size_t *order)
{
	size_t count = 0;

	for (size_t i = 0; i < file->count; i++) {
		size_t leg = by == BY_LEG_BACK ? file->count - 1 - i : i;

		if (by == BY_TIME)
			order[count++] = i;
		else if (leg_of(file, leg) == leg)
			for (size_t k = 0; k < file->count; k++) {
				if (leg_of(file, k) == leg)
					order[count++] = k;
			}
	}
	ck_assert_uint_eq(count, file->count);
}

/* --- Reading a ladder */

/* Where the lifelines stand. */
static void read_columns(struct ladder *ladder, const char *line, size_t len)
{
	ladder->column_count = 0;
	for (size_t i = 0; i < len; i++) {
		if (line[i] != '|')
			continue;
		ck_assert_uint_lt(ladder->column_count, COLUMNS);
		ladder->names[ladder->column_count] =
		        (struct zsip_slice){NULL, 0};
		ladder->columns[ladder->column_count++] = i;
	}
}

/* A head that points at a column; and the column where its shaft begins. */
static bool read_arrow(const struct ladder *ladder, const char *line,
                       size_t *from, size_t *to)
{
	const size_t *columns = ladder->columns;
	size_t i;

	for (i = 0; i < ladder->column_count; i++) {
		if (line[columns[i] - 1] == '>' || line[columns[i] + 1] == '<')
			break;
	}
	if (i == ladder->column_count)
		return false;
	*to = *from = i;
	if (line[columns[i] - 1] == '>') {
		do
			--*from;
		while (line[columns[*from]] != '|');
		return true;
	}
	while (*from + 1 < ladder->column_count) {
		++*from;
		if (line[columns[*from]] == '|')
			break;
	}
	/* What goes back to where it came from has no shaft up to there. */
	if (line[columns[*from] - 1] == ' ')
		*from = i;
	return true;
}

static void check_name(struct ladder *ladder, size_t column,
                       struct zsip_slice name)
{
	for (size_t i = 0; i < ladder->column_count; i++) {
		bool is_name = ladder->names[i].ptr != NULL &&
		               zsip_slice_equal(ladder->names[i], name);

		ck_assert_msg(
		        i == column ? is_name || ladder->names[i].ptr == NULL
		                    : !is_name,
		        "%s, message %zu: %.*s in column %zu", ladder->path,
		        ladder->given, (int)name.len, name.ptr, column);
	}
	ladder->names[column] = name;
}

/* The next message of the call. */
static const struct call_file_message *next_message(struct ladder *ladder)
{
	while (ladder->given < ladder->file->count) {
		size_t index = ladder->order[ladder->given++];
		const struct call_file_message *message =
		        &ladder->file->messages[index];

		if (zsip_slice_equal(call_id(message->text), ladder->id))
			return message;
	}
	return NULL;
}

static void check_row(struct ladder *ladder, const char *line)
{
	const struct call_file_message *message = next_message(ladder);
	size_t from, to;

	ck_assert_msg(message != NULL, "%s: too many messages: %.*s",
	              ladder->path, (int)ladder->id.len, ladder->id.ptr);
	ck_assert_msg(read_arrow(ladder, line, &from, &to),
	              "%s: no arrow in %.*s", ladder->path,
	              (int)strcspn(line, "\n"), line);
	check_name(ladder, from, message->source);
	check_name(ladder, to, message->destination);
}

/* @return whether the line is one of a message */
static bool check_line(struct ladder *ladder, const char *line, size_t len)
{
	static const char heading[] = "Call-ID ";
	size_t blanks;

	if (strncmp(line, heading, sizeof(heading) - 1) == 0) {
		ladder->id.ptr = line + sizeof(heading) - 1;
		ladder->id.len = strcspn(ladder->id.ptr, ":\n");
		ladder->given = 0;
		return false;
	}
	if (len > 4 && strncmp(line + len - 4, "CSeq", 4) == 0) {
		read_columns(ladder, line, len);
		return false;
	}
	blanks = strspn(line, " ");
	if (ladder->id.ptr == NULL || blanks >= 3 || line[blanks] < '0' ||
	    line[blanks] > '9')
		return false;
	check_row(ladder, line);
	return true;
}

static void check_ladders(struct ladder *ladder, const char *text)
{
	size_t rows = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		rows += check_line(ladder, text, len);
		text += len + (text[len] == '\n');
	}
	ck_assert_msg(rows == ladder->file->count, "%s: %zu rows of %zu",
	              ladder->path, rows, ladder->file->count);
}

/* --- The test */

static void check_order(const struct call_file *file, const char *path,
                        enum order by)
{
	size_t order[MESSAGES];
	struct ladder ladder = {.file = file, .path = path, .order = order};
	FILE *trace = tmpfile();
	char *text;
	int status;

	ck_assert_ptr_nonnull(trace);
	put_in_order(file, by, order);
	for (size_t i = 0; i < file->count; i++) {
		struct zsip_slice message = file->messages[order[i]].text;

		fwrite(message.ptr, 1, message.len, trace);
	}
	text = siplint_run("exec </dev/fd/%d; exec %s --flow "
	                   "--min-severity=error -d flow-no-request -",
	                   trace, &status);
	check_ladders(&ladder, text);
	free(text);
	fclose(trace);
}

static void check_file(const char *folder, const char *name)
{
	char path[256], stem[512], why[256];
	struct call_file file;
	size_t len = strlen(name);

	if (len < 5 || strcmp(name + len - 4, ".sip") != 0)
		return;
	/* Its third request lacks the Route that would tell (RFC 5359 2.13). */
	if (strcmp(name, "2.13-incoming-screening.sip") == 0)
		return;
	snprintf(path, sizeof(path), "%s/%.*s", folder, (int)len - 4, name);
	snprintf(stem, sizeof(stem), CALLS "%s", path);
	ck_assert_msg(call_file_open(&file, stem, why, sizeof(why)), "%s", why);
	for (int by = BY_TIME; by < ORDERS; by++)
		check_order(&file, path, by);
	tally_vectors("cli", ORDERS);
	call_file_close(&file);
}

START_TEST(test_columns)
{
	struct vector_dir dir;
	char path[256];

	snprintf(path, sizeof(path), CALLS "%s", folders[_i]);
	ck_assert(vectors_dir_open(&dir, path));
	ck_assert_uint_gt(dir.count, 0);
	for (size_t i = 0; i < dir.count; i++)
		check_file(folders[_i], dir.names[i]);
	vectors_dir_close(&dir);
}
END_TEST

TCase *siplint_columns_tcase(void)
{
	TCase *tcase = tcase_create("siplint_columns");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_columns, 0,
	                    sizeof(folders) / sizeof(*folders));
	return tcase;
}
