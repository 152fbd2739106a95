/*
 * The quirks of zsip_quirks.def against tests/vectors/quirk: a file for each,
 * of lines
 *
 *	need  SUBJECT: TEXT => STRICT | LENIENT
 *	                     what the quirk is for
 *	free  SUBJECT: TEXT => LENIENT
 *	                     looks like that, but needs no quirk
 *	never SUBJECT: TEXT => STRICT [| LENIENT]
 *	                     is refused with the quirk too
 *
 * STRICT is STATUS@OFFSET, LENIENT the same or, of what is taken, its members,
 * "-" if it has none.
 * SUBJECT is the name of a header field, of which TEXT is one value; "list
 * NAME", of which it is all values, written [MEMBERS] [STATUS@OFFSET]; "uri";
 * "message", written text=OFFSET fields=COUNT; "stream", written as in
 * test_stream.c, with "nul END"; or "check", then TEXT is a message as in
 * message_vectors.h, and both sides are findings as in checked.h.
 */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "guard.h"
#include "message_vectors.h"
#include "record.h"
#include "tally.h"
#include "test_tolerance.h"
#include "vectors.h"

#define QUIRK_DIR ZSIP_SOURCE_DIR "/tests/vectors/quirk"

Suite *tolerance_suite(void);

enum { MAX_FIELDS = 64 };

static const uint64_t all = ~(uint64_t)0;

/* One vector at work. */
struct trial {
	const char *path;
	const struct vector *v;
	uint64_t quirk;
	char subject[64];
	struct zsip_slice text;
	struct guard *guard;
};

/* What came of it. */
struct outcome {
	struct text text;
	uint64_t used;
	bool taken;
};

typedef void run_text(const struct trial *trial,
                      const struct zsip_options *options, struct outcome *out);

static void add_value(struct outcome *out, const struct zsip_value *value)
{
	dump_value(&out->text, value);
	if (out->text.len == 0)
		text_add(&out->text, "-");
	if (!value_inside(value))
		text_add(&out->text, ", but a slice lies outside");
	out->used |= value->quirks;
}

static void add_error(struct outcome *out, struct zsip_error error, size_t base)
{
	error.offset -= base;
	dump_error(&out->text, &error, false);
	out->taken = false;
}

static void run_value(const struct trial *trial,
                      const struct zsip_options *options, struct outcome *out)
{
	enum zsip_header id = zsip_header_find(zsip_slice_from(trial->subject));
	struct zsip_error error;
	struct zsip_value value;

	if (zsip_value_parse(&value, id, trial->text, options, &error) !=
	    ZSIP_OK) {
		add_error(out, error, 0);
		return;
	}
	add_value(out, &value);
}

static void run_uri(const struct trial *trial,
                    const struct zsip_options *options, struct outcome *out)
{
	struct zsip_error error;
	struct zsip_uri uri;

	if (zsip_uri_parse(&uri, trial->text, options, &error) != ZSIP_OK) {
		add_error(out, error, 0);
		return;
	}
	dump_uri(&out->text, &uri);
	out->used = uri.quirks;
}

/* A whole field, in a message of its own. */
static void run_list(const struct trial *trial,
                     const struct zsip_options *options, struct outcome *out)
{
	struct zsip_slice name = zsip_slice_from(trial->subject + 5);
	struct zsip_field field = {.value = trial->text};
	struct zsip_message msg = {.fields = &field,
	                           .field_count = 1,
	                           .text = trial->text,
	                           .options = options};
	enum zsip_header id = zsip_header_find(name);
	struct zsip_list list;
	struct zsip_value value;
	struct zsip_error error;
	enum zsip_status status;

	field.id = (uint16_t)id;
	if (id < ZSIP_FIRST_COUNT)
		msg.first[id] = msg.last[id] = 1;
	zsip_list_start(&list, &msg, id);
	while ((status = zsip_list_next(&list, &value, &error)) != ZSIP_END) {
		struct outcome one = {.taken = true};

		if (status == ZSIP_OK) {
			add_value(&one, &value);
		} else {
			add_error(&one, error, 0);
			out->taken = false;
		}
		out->used |= one.used;
		text_join(&out->text, out->text.len == 0 ? "[" : " [",
		          &one.text, "]");
		text_free(&one.text);
	}
	out->used |= list.quirks;
	if (out->text.len == 0)
		text_add(&out->text, "none");
}

static void run_message(const struct trial *trial,
                        const struct zsip_options *options, struct outcome *out)
{
	struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;
	struct zsip_error error;

	zsip_message_init(&msg, fields, MAX_FIELDS, options);
	if (zsip_message_parse(&msg, trial->text.ptr, trial->text.len,
	                       &error) != ZSIP_OK) {
		add_error(out, error, 0);
		return;
	}
	text_add(&out->text, "text=%zu fields=%zu",
	         (size_t)(msg.text.ptr - trial->text.ptr), msg.field_count);
	out->used = msg.quirks;
}

/* By `step` bytes a call. */
static void feed(const struct trial *trial, const struct zsip_options *options,
                 size_t step, struct outcome *out)
{
	struct zsip_stream stream;
	struct zsip_slice message;
	struct zsip_error error;
	size_t gone = 0, have = 0, consumed;
	enum zsip_stream_event event = ZSIP_STREAM_MORE;

	zsip_stream_init(&stream, ZSIP_STREAM_ACCEPTED, options);
	while (event != ZSIP_STREAM_MORE || have < trial->text.len) {
		if (event == ZSIP_STREAM_MORE)
			have += step;
		if (have > trial->text.len)
			have = trial->text.len;
		event = zsip_stream_next(&stream, trial->text.ptr + gone,
		                         have - gone, &message, &consumed,
		                         &error);
		gone += consumed;
		if (event == ZSIP_STREAM_CLOSE) {
			text_add(&out->text, " close");
			error.offset += gone;
			add_error(out, error, 0);
			return;
		}
		if (event == ZSIP_STREAM_MESSAGE)
			text_add(&out->text, " message %zu+%zu",
			         gone - message.len, message.len);
		else if (event == ZSIP_STREAM_PING)
			text_add(&out->text, " ping %zu", gone);
		else if (event == ZSIP_STREAM_NUL)
			text_add(&out->text, " nul %zu", gone);
		if (event == ZSIP_STREAM_NUL)
			out->used = ZSIP_QUIRK_NUL_KEEPALIVE;
	}
	if (gone != have)
		text_add(&out->text, " more %zu", have - gone);
}

static void run_stream(const struct trial *trial,
                       const struct zsip_options *options, struct outcome *out)
{
	feed(trial, options, trial->text.len, out);
	for (size_t step = 1; step < trial->text.len; step++) {
		struct outcome other = {.taken = true};

		feed(trial, options, step, &other);
		if (strcmp(text_get(&other.text), text_get(&out->text)) != 0)
			text_add(&out->text, ", but %zu bytes a call: %s", step,
			         text_get(&other.text));
		text_free(&other.text);
	}
}

static run_text *runner_of(const char *subject)
{
	if (strncmp(subject, "list ", 5) == 0)
		return run_list;
	if (strcmp(subject, "uri") == 0)
		return run_uri;
	if (strcmp(subject, "message") == 0)
		return run_message;
	return strcmp(subject, "stream") == 0 ? run_stream : run_value;
}

static bool complain(const struct trial *trial, const char *how,
                     const char *expected, const char *got)
{
	fprintf(stderr, "%s:%u: %s (%s): expected %s, got %s\n", trial->path,
	        trial->v->line, how, zsip_simd_name(), expected, got);
	return false;
}

/* Reads the text with some quirks: it must come to `expected`, and if it is
 * taken, through `used`. */
static bool try(const struct trial *trial, const char *how, uint64_t quirks,
                const char *expected, uint64_t used)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = quirks};
	struct outcome out = {.taken = true};
	bool passed = true;

	runner_of(trial->subject)(trial, quirks == 0 ? NULL : &options, &out);
	if (strcmp(text_get(&out.text), expected) != 0)
		passed = complain(trial, how, expected, text_get(&out.text));
	else if (out.taken && out.used != used)
		passed = complain(trial, how, "the quirk alone, or none",
		                  "others");
	text_free(&out.text);
	return passed;
}

/* What is expected strictly, and with the quirk. */
struct sides {
	char *strict, *lenient;
};

static bool judge(const struct trial *trial, struct sides sides)
{
	uint64_t quirk = trial->quirk;

	if (strcmp(trial->v->verdict, "need") == 0)
		return try(trial, "strict", 0, sides.strict, 0) &&
		       try(trial, "alone", quirk, sides.lenient, quirk) &&
		       try(trial, "with all", all, sides.lenient, quirk) &&
		       try(trial, "all others", all & ~quirk, sides.strict, 0);
	if (strcmp(trial->v->verdict, "free") == 0)
		return try(trial, "strict", 0, sides.lenient, 0) &&
		       try(trial, "alone", quirk, sides.lenient, 0) &&
		       try(trial, "with all", all, sides.lenient, 0);
	return try(trial, "strict", 0, sides.strict, 0) &&
	       try(trial, "alone", quirk, sides.lenient, 0);
}

/* A message with the quirk of the file. */
static bool check_with(const struct trial *trial, const char *quirk,
                       const char *expected)
{
	struct checked checked;
	char text[4096], why[1024] = "";
	size_t len = trial->text.len;
	bool passed;

	ck_assert_uint_lt(len, sizeof(text) / 2);
	memcpy(text, trial->text.ptr, len);
	if (*quirk != '\0')
		len += (size_t)snprintf(text + len, sizeof(text) / 2,
		                        " | quirk: %s", quirk);
	if (!message_build(&checked, text, len, why, sizeof(why)))
		return complain(trial, "message", "one that can be built", why);
	passed = checked_expect(&checked, expected, NULL, why, sizeof(why));
	checked_free(&checked);
	return passed || complain(trial, *quirk == '\0' ? "strict" : quirk,
	                          expected, why);
}

static bool check_message(const struct trial *trial, struct sides sides)
{
	const struct zsip_quirk_info *info;
	size_t i = 0;

	while ((info = zsip_quirk_at(i)) != NULL && info->bit != trial->quirk)
		i++;
	if (strcmp(trial->v->verdict, "free") == 0)
		sides.strict = sides.lenient;
	return check_with(trial, "", sides.strict) &&
	       check_with(trial, info->name, sides.lenient);
}

/* "STRICT | LENIENT"; one alone is both. */
static bool split_sides(const struct vector *v, struct sides *sides)
{
	char *bar = strstr(v->expected, " | ");

	sides->strict = sides->lenient = (char *)v->expected;
	if (bar != NULL) {
		*bar = '\0';
		sides->lenient = bar + 3;
	}
	return (bar != NULL) == (strcmp(v->verdict, "need") == 0) ||
	       strcmp(v->verdict, "never") == 0;
}

/* "SUBJECT: TEXT", the text in guarded memory. */
static bool split_subject(struct trial *trial)
{
	const struct vector *v = trial->v;
	const char *colon = memchr(v->text, ':', v->len), *p;
	size_t len = colon == NULL ? 0 : (size_t)(colon - v->text);

	if (len == 0 || len >= sizeof(trial->subject))
		return false;
	memcpy(trial->subject, v->text, len);
	trial->subject[len] = '\0';
	p = colon + 1;
	p += p < v->text + v->len && *p == ' ';
	trial->text.len = (size_t)(v->text + v->len - p);
	if (trial->text.len == 2 && memcmp(p, "\"\"", 2) == 0)
		trial->text.len = 0;
	trial->text.ptr = guard_end(trial->guard, p, trial->text.len);
	return true;
}

static bool passes(struct trial *trial)
{
	struct sides sides;
	bool passed = true;

	if (trial->v->expected == NULL || !split_subject(trial) ||
	    !split_sides(trial->v, &sides))
		return complain(trial, "line", "SUBJECT: TEXT => RESULT", "");
	if (strcmp(trial->subject, "check") == 0)
		return check_message(trial, sides);
	for (unsigned form = 0; passed && form < record_forms(); form++) {
		record_select(form);
		passed = judge(trial, sides);
	}
	zsip_simd_select(NULL);
	return passed;
}

START_TEST(every_vector_passes)
{
	const struct zsip_quirk_info *info = zsip_quirk_at((size_t)_i);
	struct trial trial = {.quirk = info->bit};
	struct vector_file file;
	struct vector v;
	struct guard guard;
	enum vector_result result;
	char path[512];
	unsigned needs = 0, others = 0, faults = 0;

	snprintf(path, sizeof(path), QUIRK_DIR "/%s.txt", info->name);
	ck_assert_msg(vectors_open(&file, path, "need free never"), "%s",
	              file.error);
	guard_open(&guard, 65536);
	trial.path = path;
	trial.v = &v;
	trial.guard = &guard;
	while ((result = vectors_next(&file, &v)) != VECTOR_END) {
		if (result == VECTOR_ERROR)
			fprintf(stderr, "%s\n", file.error);
		faults += result == VECTOR_ERROR || !passes(&trial);
		needs +=
		        result == VECTOR_LINE && strcmp(v.verdict, "need") == 0;
		others +=
		        result == VECTOR_LINE && strcmp(v.verdict, "need") != 0;
	}
	vectors_close(&file);
	guard_close(&guard);
	ck_assert_msg(faults == 0, "%s: %u faults", info->name, faults);
	ck_assert_msg(needs != 0 && others != 0, "%s: for and against",
	              info->name);
	tally("tolerance", "vectors of quirks", needs + others);
}
END_TEST

static bool is_quirk(const char *name)
{
	const struct zsip_quirk_info *info;

	for (size_t i = 0; (info = zsip_quirk_at(i)) != NULL; i++) {
		if (strcmp(info->name, name) == 0)
			return true;
	}
	return false;
}

START_TEST(every_file_belongs_to_a_quirk)
{
	struct vector_dir dir;
	char subject[64];

	ck_assert_msg(vectors_dir_open(&dir, QUIRK_DIR), "%s", strerror(errno));
	for (size_t i = 0; i < dir.count; i++)
		ck_assert_msg(vectors_subject(dir.names[i], subject,
		                              sizeof(subject)) &&
		                      is_quirk(subject),
		              QUIRK_DIR "/%s: no such quirk", dir.names[i]);
	vectors_dir_close(&dir);
}
END_TEST

/* The examples of the table */

/* A line is put into an INVITE in place of its like, or beside the others. */
static void build_example(struct checked *checked, const char *line,
                          const char *quirk)
{
	static const char *const bases[] = {"INVITE | ", "INVITE | +"};
	char text[1024], why[256];

	for (size_t i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), "%s%s%s%s", bases[i], line,
		         *quirk == '\0' ? "" : " | quirk: ", quirk);
		if (message_build(checked, text, strlen(text), why,
		                  sizeof(why)))
			return;
	}
	ck_abort_msg("%s: %s", line, why);
}

static void try_line(const struct zsip_quirk_info *info, const char *line)
{
	struct checked checked;

	build_example(&checked, line, "");
	ck_assert_msg(checked_asks_for(&checked, info->bit), "%s: %s",
	              info->name, line);
	checked_free(&checked);
	build_example(&checked, line, info->name);
	ck_assert_msg(checked_took(&checked, info->bit), "%s: %s", info->name,
	              line);
	checked_free(&checked);
}

static void try_message(const struct zsip_quirk_info *info,
                        const struct vector *v)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = info->bit};
	struct zsip_field fields[MAX_FIELDS];
	struct zsip_message msg;

	zsip_message_init(&msg, fields, MAX_FIELDS, NULL);
	ck_assert_int_eq(zsip_message_parse(&msg, v->text, v->len, NULL),
	                 ZSIP_E_SYNTAX);
	msg.options = &options;
	ck_assert_int_eq(zsip_message_parse(&msg, v->text, v->len, NULL),
	                 ZSIP_OK);
	ck_assert_uint_eq(msg.quirks, info->bit);
}

START_TEST(each_example_shows_its_quirk)
{
	const struct zsip_quirk_info *info = zsip_quirk_at((size_t)_i);
	struct vector_file file = {.path = "zsip_quirks.def",
	                           .verdicts = "need"};
	struct vector v;
	size_t len = strlen(info->example) + 6;
	char *line = malloc(len);

	ck_assert_ptr_nonnull(line);
	snprintf(line, len, "need %s", info->example);
	file.data = line;
	file.size = len - 1;
	ck_assert_msg(vectors_next(&file, &v) == VECTOR_LINE, "%s", file.error);
	if (memchr(v.text, '\n', v.len) != NULL) {
		try_message(info, &v);
	} else {
		char text[256];

		snprintf(text, sizeof(text), "%.*s", (int)v.len, v.text);
		try_line(info, text);
	}
	vectors_close(&file);
}
END_TEST

/* What would leave it in doubt where a message ends, or whom it names, is in no
 * profile. */
START_TEST(profiles_have_nothing_ambiguous)
{
	const uint64_t ambiguous =
	        ZSIP_QUIRK_LF_LINE_ENDS | ZSIP_QUIRK_DOUBLED_QUOTES |
	        ZSIP_QUIRK_DISPLAY_NAME_COMMA | ZSIP_QUIRK_BARE_URI_HEADERS;
	const struct zsip_quirk_info *info;
	uint64_t known = 0;

	ck_assert_int_eq(ZSIP_PROFILE_STRICT, 0);
	for (size_t i = 0; (info = zsip_quirk_at(i)) != NULL; i++) {
		ck_assert_msg(info->interop == ((info->bit & ambiguous) == 0),
		              "%s", info->name);
		known |= info->bit;
	}
	ck_assert_uint_eq(ZSIP_PROFILE_INTEROP, known & ~ambiguous);
}
END_TEST

Suite *tolerance_suite(void)
{
	Suite *suite = suite_create("tolerance");
	TCase *tc = tcase_create("quirk");
	int quirks = 0;

	/* Those of session descriptions come last: test_sdp_quirks.c. */
	while (zsip_quirk_at((size_t)quirks) != NULL &&
	       strncmp(zsip_quirk_at((size_t)quirks)->name, "sdp_", 4) != 0)
		quirks++;
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_file_belongs_to_a_quirk);
	tcase_add_test(tc, profiles_have_nothing_ambiguous);
	tcase_add_loop_test(tc, every_vector_passes, 0, quirks);
	tcase_add_loop_test(tc, each_example_shows_its_quirk, 0, quirks);
	suite_add_tcase(suite, tc);
	suite_add_tcase(suite, devices_tcase());
	return suite;
}
