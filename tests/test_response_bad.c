/*
 * Responses to requests that are broken, in one place or in many.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora.h"
#include "corpus.h"
#include "guard.h"
#include "message_vectors.h"
#include "mutate.h"
#include "responding.h"
#include "tally.h"
#include "test_build.h"
#include "test_response.h"
#include "vectors.h"

#define MESSAGE_DIR ZSIP_SOURCE_DIR "/tests/vectors/message"

enum { ROOM = 1 << 17, FIELDS = 1200 };

static char built[ROOM];
static struct zsip_field fields[FIELDS];

static void parse(struct zsip_message *msg, const char *data, size_t len)
{
	zsip_message_init(msg, fields, FIELDS, NULL);
	zsip_message_parse(msg, data, len, NULL);
}

/* Builds, and looks at what comes of it. */
static const char *try(const struct zsip_message *msg,
                       const struct zsip_response *asked, size_t *len,
                       struct zsip_error *err)
{
	const char *fault =
	        responding_build(msg, asked, built, ROOM, false, len, err);

	if (fault != NULL || *len == 0)
		return fault;
	return responding_fault(msg, asked, built, *len);
}

/* Whatever it is, in both modes. */
static unsigned try_all(const char *name, const struct zsip_message *msg,
                        size_t *responses)
{
	static const unsigned codes[] = {100, 180, 200, 202,
	                                 302, 400, 420, 500};
	unsigned failures = 0;

	for (size_t i = 0; i < 2 * sizeof(codes) / sizeof(*codes); i++) {
		struct zsip_response asked =
		        ask(codes[i / 2], i % 2 != 0 ? ZSIP_RESPONSE_ERROR : 0);
		struct zsip_error error;
		size_t len = 0;
		const char *fault = try(msg, &asked, &len, &error);

		*responses += len != 0;
		if (fault == NULL && len != 0)
			fault = responding_modes_fault(msg, &asked);
		if (fault == NULL && (error.offset <= msg->text.len ||
		                      error.status == ZSIP_E_USE))
			continue;
		fprintf(stderr, "%s, %u%s: %s\n", name, asked.code,
		        i % 2 != 0 ? " for an error" : "",
		        fault != NULL ? fault : "an error far away");
		failures++;
	}
	return failures;
}

START_TEST(whatever_is_built_is_read_back)
{
	struct corpus corpus;
	struct guard guard;
	struct zsip_message msg;
	unsigned failures = 0;
	size_t responses = 0;

	corpus_open(&corpus);
	guard_open(&guard, corpus.longest);
	for (size_t i = 0; i < corpus.count; i++) {
		const struct corpus_message *message = &corpus.messages[i];
		const char *data =
		        guard_end(&guard, message->data, message->len);

		parse(&msg, data, message->len);
		failures += try_all(message->name, &msg, &responses);
	}
	guard_close(&guard);
	corpus_close(&corpus);
	tally("build", "responses read back", responses);
	ck_assert_uint_gt(responses, 400);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

START_TEST(so_is_what_is_built_from_changed_messages)
{
	struct corpus corpus;
	struct guard guard;
	struct zsip_message msg;
	unsigned failures = 0;
	size_t responses = 0;
	uint64_t state = 1;
	char *work;

	corpus_open(&corpus);
	guard_open(&guard, corpus.longest + 4096);
	work = malloc(corpus.longest + 4096);
	ck_assert_ptr_nonnull(work);
	for (size_t i = 0; i < corpus.count * 40 && failures < 10; i++) {
		const struct corpus_message *message =
		        &corpus.messages[i % corpus.count];
		size_t len = message->len;

		memcpy(work, message->data, len);
		len = mutate(&state, work, len, corpus.longest + 4096);
		parse(&msg, guard_end(&guard, work, len), len);
		failures += try_all(message->name, &msg, &responses);
	}
	guard_close(&guard);
	free(work);
	corpus_close(&corpus);
	tally("build", "responses to changed messages", responses);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

/* Header fields, one by one */

enum harm { DELETED, DUPLICATED, EMPTIED, HARMS };

/* The request with a field that is deleted, doubled or empty. */
static size_t harm_field(char *out, const struct zsip_message *msg, size_t i,
                         enum harm harm)
{
	const char *start = msg->text.ptr, *end = start + msg->text.len;
	const char *line = msg->fields[i].name.ptr;
	const char *colon = memchr(line, ':', (size_t)(end - line));
	const char *value_end =
	        msg->fields[i].value.ptr + msg->fields[i].value.len;
	const char *next = memchr(value_end, '\n', (size_t)(end - value_end));
	const char *cut = harm == DELETED ? line : colon + 1;
	size_t len = (size_t)(line - start);

	next++;
	memcpy(out, start, len);
	if (harm == EMPTIED) {
		memcpy(out + len, line, (size_t)(cut - line));
		len += (size_t)(cut - line);
		memcpy(out + len, "\r\n", 2);
		len += 2;
	}
	for (int n = 0; harm == DUPLICATED && n < 2; n++) {
		memcpy(out + len, line, (size_t)(next - line));
		len += (size_t)(next - line);
	}
	memcpy(out + len, next, (size_t)(end - next));
	return len + (size_t)(end - next);
}

static size_t count_of(const struct zsip_message *msg, unsigned id)
{
	size_t count = 0;

	for (size_t i = 0; i < msg->field_count; i++)
		count += msg->fields[i].id == id;
	return count;
}

/* What a 200 comes to then. */
static enum zsip_status expected_status(const struct zsip_message *msg,
                                        unsigned id, enum harm harm)
{
	bool dialog = msg->method_id == ZSIP_METHOD_INVITE;

	switch (id) {
	case ZSIP_HDR_VIA:
		if (harm == DELETED && count_of(msg, id) == 1)
			return ZSIP_E_MISSING;
		return harm == EMPTIED ? ZSIP_E_SYNTAX : ZSIP_OK;
	case ZSIP_HDR_FROM:
	case ZSIP_HDR_TO:
	case ZSIP_HDR_CALL_ID:
	case ZSIP_HDR_CSEQ:
		return harm == DELETED      ? ZSIP_E_MISSING
		       : harm == DUPLICATED ? ZSIP_E_TOO_MANY
		                            : ZSIP_E_SYNTAX;
	case ZSIP_HDR_RECORD_ROUTE:
		return harm == EMPTIED && dialog ? ZSIP_E_SYNTAX : ZSIP_OK;
	default:
		return ZSIP_OK;
	}
}

/* Where the error of a harmed field points: nowhere, behind the doubled line,
 * behind the colon. */
static size_t expected_offset(const struct zsip_message *msg, size_t i,
                              enum harm harm)
{
	const struct zsip_field *field = &msg->fields[i];
	size_t line = (size_t)(field->name.ptr - msg->text.ptr);
	const char *colon = memchr(field->name.ptr, ':', field->name.len + 8);
	const char *end = memchr(field->value.ptr + field->value.len, '\n', 16);

	if (harm == DELETED)
		return 0;
	if (harm == DUPLICATED)
		return line + (size_t)(end + 1 - field->name.ptr);
	return line + (size_t)(colon + 1 - field->name.ptr);
}

static bool is_expected(const struct zsip_message *msg, size_t i,
                        enum harm harm, const struct zsip_error *error)
{
	unsigned id = msg->fields[i].id;
	const struct zsip_header_info *info =
	        zsip_header_info((enum zsip_header)id);

	if (error->status != expected_status(msg, id, harm))
		return false;
	return error->status == ZSIP_OK ||
	       (strcmp(error->expected, info->name.ptr) == 0 &&
	        error->offset == expected_offset(msg, i, harm));
}

static unsigned try_harm(const char *name, const struct zsip_message *msg,
                         size_t i, enum harm harm)
{
	static struct zsip_field harmed_fields[FIELDS];
	static char text[ROOM];
	struct zsip_response asked = ask(200, 0);
	struct zsip_response answer = ask(400, ZSIP_RESPONSE_ERROR);
	bool answered = msg->fields[i].id != ZSIP_HDR_VIA ||
	                harm == DUPLICATED || count_of(msg, ZSIP_HDR_VIA) > 1;
	struct zsip_error error = {ZSIP_OK, 0, ""};
	struct zsip_message harmed;
	const char *fault;
	size_t len = harm_field(text, msg, i, harm), length;

	zsip_message_init(&harmed, harmed_fields, FIELDS, NULL);
	zsip_message_parse(&harmed, text, len, NULL);
	fault = try(&harmed, &asked, &length, &error);
	if (fault == NULL && !is_expected(msg, i, harm, &error))
		fault = "another status";
	if (fault == NULL)
		fault = try(&harmed, &answer, &length, &error);
	if (fault == NULL && (length != 0) != answered)
		fault = "an error is answered, or is not";
	if (fault == NULL)
		return 0;
	fprintf(stderr, "%s, %.*s, %d: %s (%s@%zu %s)\n", name,
	        (int)msg->fields[i].name.len, msg->fields[i].name.ptr, harm,
	        fault, zsip_status_name(error.status), error.offset,
	        error.expected);
	return 1;
}

/* A request that a 200 can be built to as it is. */
static bool is_sound(const struct zsip_message *msg)
{
	struct zsip_response asked = ask(200, 0);

	return zsip_response_build(msg, NULL, &asked, NULL, 0, NULL) != 0;
}

START_TEST(each_field_deleted_doubled_and_emptied)
{
	struct corpus corpus;
	struct zsip_message msg;
	unsigned failures = 0;
	size_t count = 0;

	corpus_open(&corpus);
	for (size_t n = 0; n < corpus.count && failures < 10; n++) {
		struct corpus_message *message = &corpus.messages[n];

		parse(&msg, message->data, message->len);
		if (!is_sound(&msg))
			continue;
		for (size_t i = 0; i < msg.field_count * HARMS; i++)
			failures += try_harm(message->name, &msg, i / HARMS,
			                     (enum harm)(i % HARMS));
		count += msg.field_count * HARMS;
	}
	corpus_close(&corpus);
	tally("build", "requests with one field harmed", count);
	ck_assert_uint_gt(count, 100);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

/* RFC 4475 */

/* A row of tests/rfc4475.tsv: the file and the code to answer with, 0 for
 * none. */
static bool next_torture(FILE *in, char *name, unsigned *code, char *asks)
{
	char line[2048], status[32];

	while (fgets(line, sizeof(line), in) != NULL) {
		if (*line == '#')
			continue;
		ck_assert_int_eq(sscanf(line,
		                        "%63[^\t]\t%*[^\t]\t%*[^\t]\t%31[^\t]\t"
		                        "%63[^\t]",
		                        name, status, asks),
		                 3);
		*code = (unsigned)strtoul(status, NULL, 10);
		return true;
	}
	return false;
}

/* Who is asked for a response gives it; a response gets none. */
static unsigned answer(const char *name, const char *data, size_t len,
                       unsigned code, const char *asks)
{
	struct zsip_response asked =
	        ask(code != 0 ? code : 400, ZSIP_RESPONSE_ERROR);
	struct zsip_message msg;
	struct zsip_error error;
	const char *fault;
	bool response = memcmp(data, "SIP/", 4) == 0;
	size_t built_len;

	parse(&msg, data, len);
	fault = try(&msg, &asked, &built_len, &error);
	if (fault == NULL && (built_len == 0) != response)
		fault = built_len != 0 ? "an answer" : "no answer";
	if (fault == NULL)
		return 0;
	fprintf(stderr, "%s (%s): %s (%s@%zu %s)\n", name, asks, fault,
	        zsip_status_name(error.status), error.offset, error.expected);
	return 1;
}

static unsigned answer_own(const char *name, unsigned code, const char *asks)
{
	char path[512], why[256];
	struct message_file file;
	unsigned failures;

	snprintf(path, sizeof(path), "%s/%.*s.txt", MESSAGE_DIR,
	         (int)strcspn(name, "."), name);
	ck_assert_msg(message_file_open(&file, path, why, sizeof(why)), "%s",
	              why);
	failures = answer(name, file.data, file.len, code, asks);
	message_file_close(&file);
	return failures;
}

static unsigned answer_published(const char *name, unsigned code,
                                 const char *asks)
{
	static char data[65536];
	char path[256];
	size_t len;
	FILE *in;

	snprintf(path, sizeof(path), "rfc4475/%s", name);
	in = corpora_open(path);
	ck_assert_msg(in != NULL, "%s", path);
	len = fread(data, 1, sizeof(data), in);
	fclose(in);
	return answer(name, data, len, code, asks);
}

START_TEST(torture_messages_are_answered)
{
	FILE *in = fopen(ZSIP_SOURCE_DIR "/tests/rfc4475.tsv", "r");
	bool published = corpora_present("rfc4475", "wsinv.dat");
	unsigned failures = 0, count = 0, code;
	char name[64], asks[64];

	ck_assert_ptr_nonnull(in);
	for (; next_torture(in, name, &code, asks); count++) {
		failures += answer_own(name, code, asks);
		if (published)
			failures += answer_published(name, code, asks);
	}
	fclose(in);
	ck_assert_uint_eq(count, 49);
	ck_assert_msg(failures == 0, "%u failures", failures);
}
END_TEST

TCase *response_bad_tcase(void)
{
	TCase *tc = tcase_create("response-bad");

	tcase_set_timeout(tc, 300);
	tcase_add_test(tc, whatever_is_built_is_read_back);
	tcase_add_test(tc, so_is_what_is_built_from_changed_messages);
	tcase_add_test(tc, each_field_deleted_doubled_and_emptied);
	tcase_add_test(tc, torture_messages_are_answered);
	return tc;
}
