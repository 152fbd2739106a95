/*
 * The output formats of siplint on messages of all kinds: what the objects of
 * ndjson say is held against the bytes, and the other formats against ndjson.
 */

#include <check.h>
#include <jansson.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "format_source.h"
#include "siplint_run.h"
#include "test_siplint.h"
#include "vectors.h"

enum { MAX_BYTES = 256 };

/* What it says in ndjson. */
struct told {
	json_t *records; /* but for the last one */
	json_t *summary;
	json_t *findings; /* of all records, in their order */
	int status;
};

static struct source sources[2];
static struct told tolds[2];

/* --- What siplint says */

/* @return to be freed */
static char *run(const struct source *source, const char *format, int *status)
{
	char command[128];

	snprintf(command, sizeof(command),
	         "exec </dev/fd/%%d; exec %%s --flow --format=%s - 2>/dev/null",
	         format);
	return siplint_run(command, source->file, status);
}

static json_t *load(const char *text, size_t len)
{
	json_error_t error;
	json_t *value = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(value != NULL, "%s: %.*s", error.text, (int)len, text);
	return value;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	ck_assert_msg(text != NULL, "no %s", key);
	return text;
}

static size_t number_of(const json_t *object, const char *key)
{
	const json_t *number = json_object_get(object, key);

	ck_assert_msg(json_is_integer(number), "no %s", key);
	return (size_t)json_integer_value(number);
}

static void add_findings(struct told *told, json_t *record)
{
	size_t i;
	json_t *finding;

	json_array_foreach(json_object_get(record, "findings"), i, finding)
	        json_array_append(told->findings, finding);
}

static void read_told(struct told *told, const struct source *source)
{
	char *text = run(source, "ndjson", &told->status), *line = text, *end;

	told->records = json_array();
	told->findings = json_array();
	while ((end = strchr(line, '\n')) != NULL) {
		json_t *record = load(line, (size_t)(end - line));

		if (strcmp(text_of(record, "kind"), "summary") == 0) {
			told->summary = record;
			ck_assert_str_eq(end, "\n");
			break;
		}
		add_findings(told, record);
		json_array_append_new(told->records, record);
		line = end + 1;
	}
	ck_assert_ptr_nonnull(told->summary);
	ck_assert_uint_gt(json_array_size(told->findings), 100);
	free(text);
}

static void setup(void)
{
	for (size_t i = 0; i < 2; i++) {
		source_open(&sources[i], i == 1);
		read_told(&tolds[i], &sources[i]);
	}
}

/* --- ndjson */

/* The text of an object stands for bytes that begin here.
 * @return how many */
static size_t check_beginning(const json_t *object, const char *key,
                              struct bytes bytes)
{
	char *text = strdup(text_of(object, key));
	size_t len;

	for (const char *p = text; *p != '\0'; p++)
		ck_assert_msg((unsigned char)*p >= ' ' && *p != 0x7f,
		              "a control byte in %s", key);
	len = vectors_unescape(text);
	ck_assert_uint_le(len, bytes.len);
	ck_assert_mem_eq(text, bytes.ptr, len);
	free(text);
	return len;
}

static void check_bytes(const json_t *object, const char *key,
                        struct bytes bytes)
{
	ck_assert_uint_eq(check_beginning(object, key, bytes), bytes.len);
}

static struct bytes part_of(struct bytes whole, size_t offset, size_t len)
{
	ck_assert_uint_le(offset, whole.len);
	ck_assert_uint_le(len, whole.len - offset);
	return (struct bytes){whole.ptr + offset, len};
}

/* The bytes of a record, and the line that they begin in. */
static struct bytes find_bytes(const struct source *source,
                               const json_t *record, size_t *line)
{
	size_t frame;

	if (!source->is_capture) {
		*line = number_of(record, "line");
		return part_of(source->whole, number_of(record, "offset"),
		               number_of(record, "length"));
	}
	*line = 1;
	frame = number_of(record, "frame");
	ck_assert(frame >= 1 && frame <= source->count);
	ck_assert_str_eq(text_of(record, "source"), "192.0.2.1:5060");
	ck_assert_str_eq(text_of(record, "destination"), "192.0.2.2:5062");
	ck_assert_str_eq(text_of(record, "transport"), "UDP");
	ck_assert_ptr_nonnull(strstr(text_of(record, "time"), "1970-01-01T"));
	ck_assert_uint_eq(number_of(record, "length"),
	                  source->messages[frame - 1].len);
	return source->messages[frame - 1];
}

static void check_spot(const json_t *object, const struct source *source,
                       struct bytes message, size_t line)
{
	size_t offset = number_of(object, "offset"), column = 1;
	size_t len = number_of(object, "length");
	struct bytes bytes = part_of(message, offset, len);
	const char *start =
	        source->is_capture ? message.ptr : source->whole.ptr;

	for (size_t i = 0; i < offset; i++)
		line += message.ptr[i] == '\n';
	for (const char *p = bytes.ptr; p > start && p[-1] != '\n'; p--)
		column++;
	ck_assert_uint_eq(number_of(object, "line"), line);
	ck_assert_uint_eq(number_of(object, "column"), column);
	if (bytes.len > MAX_BYTES)
		bytes.len = MAX_BYTES;
	check_bytes(object, "bytes", bytes);
}

static void check_finding(const json_t *finding, const struct source *source,
                          struct bytes message, size_t line)
{
	const json_t *other = json_object_get(finding, "other");
	struct bytes other_message;

	text_of(finding, "rule");
	text_of(finding, "severity");
	text_of(finding, "text");
	text_of(finding, "rfc");
	check_spot(finding, source, message, line);
	if (other == NULL)
		return;
	other_message = find_bytes(source, other, &line);
	check_spot(json_object_get(other, "spot"), source, other_message, line);
}

START_TEST(test_ndjson)
{
	const struct source *source = &sources[_i];
	size_t messages = 0, i, j;
	json_t *record, *finding;

	json_array_foreach(tolds[_i].records, i, record)
	{
		const char *kind = text_of(record, "kind");
		struct bytes message;
		size_t line;

		ck_assert_str_eq(text_of(record, "file"), "<stdin>");
		if (strcmp(kind, "trouble") == 0)
			continue;
		message = find_bytes(source, record, &line);
		messages += strcmp(kind, "message") == 0;
		json_array_foreach(json_object_get(record, "findings"), j,
		                   finding)
		        check_finding(finding, source, message, line);
	}
	ck_assert_uint_eq(number_of(tolds[_i].summary, "messages"), messages);
	ck_assert_uint_eq(number_of(tolds[_i].summary, "errors") +
	                          number_of(tolds[_i].summary, "warnings") +
	                          number_of(tolds[_i].summary, "notes"),
	                  json_array_size(tolds[_i].findings));
}
END_TEST

START_TEST(test_ndjson_start_line)
{
	size_t checked = 0, i;
	json_t *record;

	json_array_foreach(tolds[_i].records, i, record)
	{
		size_t line;
		struct bytes message;

		if (json_object_get(record, "method") == NULL)
			continue;
		message = find_bytes(&sources[_i], record, &line);
		/* CRLFs may stand before it. */
		while (message.len > 0 && strchr("\r\n", *message.ptr) != NULL)
			message = part_of(message, 1, message.len - 1);
		checked += check_beginning(record, "start_line", message) != 0;
	}
	ck_assert_uint_gt(checked, 100);
}
END_TEST

/* --- The others, against it */

START_TEST(test_json)
{
	int status;
	char *text = run(&sources[_i], "json", &status);
	json_t *document = load(text, strlen(text));

	ck_assert_int_eq(status, tolds[_i].status);
	ck_assert_int_eq(number_of(document, "version"), 1);
	ck_assert(json_equal(json_object_get(document, "records"),
	                     tolds[_i].records));
	ck_assert(json_equal(json_object_get(document, "summary"),
	                     tolds[_i].summary));
	json_decref(document);
	free(text);
}
END_TEST

static void check_region(const json_t *region, const json_t *finding,
                         const struct source *source)
{
	size_t offset = number_of(region, "byteOffset");
	struct bytes bytes =
	        part_of(source->whole, offset, number_of(region, "byteLength"));
	const json_t *snippet = json_object_get(region, "snippet");
	const char *text = json_string_value(json_object_get(snippet, "text"));

	ck_assert_uint_eq(bytes.len, number_of(finding, "length"));
	ck_assert_uint_eq(number_of(region, "startLine"),
	                  number_of(finding, "line"));
	ck_assert_uint_le(number_of(region, "startColumn"),
	                  number_of(finding, "column"));
	if (text == NULL)
		return;
	ck_assert_uint_eq(strlen(text), bytes.len);
	ck_assert_mem_eq(text, bytes.ptr, bytes.len);
}

static void check_result(const json_t *result, const json_t *finding,
                         const struct source *source)
{
	const json_t *location =
	        json_array_get(json_object_get(result, "locations"), 0);
	const json_t *physical = json_object_get(location, "physicalLocation");
	const json_t *properties = json_object_get(location, "properties");
	const json_t *region = json_object_get(physical, "region");

	ck_assert_str_eq(text_of(result, "ruleId"), text_of(finding, "rule"));
	ck_assert_str_eq(text_of(result, "level"),
	                 text_of(finding, "severity"));
	ck_assert_uint_eq(number_of(properties, "offset"),
	                  number_of(finding, "offset"));
	ck_assert_int_eq(json_object_get(result, "relatedLocations") != NULL,
	                 json_object_get(finding, "other") != NULL);
	ck_assert_int_eq(region == NULL, source->is_capture);
	if (region != NULL)
		check_region(region, finding, source);
	else
		number_of(properties, "frame");
}

START_TEST(test_sarif)
{
	int status;
	char *text = run(&sources[_i], "sarif", &status);
	json_t *document = load(text, strlen(text)), *result;
	json_t *first = json_array_get(json_object_get(document, "runs"), 0);
	json_t *results = json_object_get(first, "results");
	const json_t *rules = json_object_get(
	        json_object_get(json_object_get(first, "tool"), "driver"),
	        "rules");
	size_t i;

	ck_assert_int_eq(status, tolds[_i].status);
	ck_assert_uint_eq(json_array_size(results),
	                  json_array_size(tolds[_i].findings));
	json_array_foreach(results, i, result)
	{
		const json_t *rule =
		        json_array_get(rules, number_of(result, "ruleIndex"));

		check_result(result, json_array_get(tolds[_i].findings, i),
		             &sources[_i]);
		ck_assert_str_eq(text_of(rule, "id"),
		                 text_of(result, "ruleId"));
	}
	json_decref(document);
	free(text);
}
END_TEST

/* Lines of a format, of which `pattern` are those of findings and `other` those
 * that go with them. */
static void check_lines(int i, const char *format, const char *pattern,
                        const char *other)
{
	int status;
	char *text = run(&sources[i], format, &status), *line;
	regex_t finding, further;
	size_t count = 0;

	ck_assert_int_eq(status, tolds[i].status);
	ck_assert_int_eq(regcomp(&finding, pattern, REG_EXTENDED), 0);
	ck_assert_int_eq(regcomp(&further, other, REG_EXTENDED), 0);
	for (line = strtok(text, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		for (const char *p = line; *p != '\0'; p++)
			ck_assert_msg((unsigned char)*p >= ' ', "%s", line);
		if (regexec(&finding, line, 0, NULL, 0) == 0)
			count++;
		else
			ck_assert_msg(regexec(&further, line, 0, NULL, 0) == 0,
			              "%s: %s", format, line);
	}
	ck_assert_uint_eq(count, json_array_size(tolds[i].findings));
	regfree(&finding);
	regfree(&further);
	free(text);
}

#define PLACE                                                                  \
	" \\(frame [0-9]+, 1970-01-01 [0-9:.]+ 192\\.0\\.2\\.1:5060 > "        \
	"192\\.0\\.2\\.2:5062 UDP, offset [0-9]+\\)"
#define RULE " \\[[a-z0-9-]+\\]"

START_TEST(test_gcc)
{
	check_lines(_i, "gcc",
	            _i == 0 ? "^<stdin>:[0-9]+:[0-9]+: [a-z]+: .*" RULE "$"
	                    : "^<stdin>:[0-9]+:[0-9]+: [a-z]+: .*" RULE PLACE
	                      "$",
	            "^<stdin>:[0-9]+:[0-9]+: note: held against this: ");
}
END_TEST

START_TEST(test_github)
{
	check_lines(
	        _i, "github",
	        _i == 0 ? "^::[a-z]+ file=<stdin>,line=[0-9]+,col=[0-9]+,"
	                  "title=[a-z0-9-]+::"
	                : "^::[a-z]+ file=<stdin>,title=[a-z0-9-]+::.*" PLACE,
	        "^::error file=<stdin>::");
}
END_TEST

START_TEST(test_text)
{
	int status;
	char *text = run(&sources[1], "text", &status), *line;
	size_t places = 0, others = 0;

	for (line = strtok(text, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		others += strstr(line, ": note: held against this: ") != NULL;
		places += strncmp(line, "      = 1970-01-01 ", 19) == 0 &&
		          strstr(line, "192.0.2.1:5060 > 192.0.2.2:5062 UDP, "
		                       "offset ") != NULL;
	}
	ck_assert_uint_eq(places, others + json_array_size(tolds[1].findings));
	free(text);
}
END_TEST

TCase *siplint_formats_tcase(void)
{
	TCase *tcase = tcase_create("siplint_formats");

	tcase_set_timeout(tcase, 60);
	tcase_add_unchecked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, test_ndjson, 0, 2);
	tcase_add_loop_test(tcase, test_ndjson_start_line, 0, 2);
	tcase_add_loop_test(tcase, test_json, 0, 2);
	tcase_add_loop_test(tcase, test_sarif, 0, 2);
	tcase_add_loop_test(tcase, test_gcc, 0, 2);
	tcase_add_loop_test(tcase, test_github, 0, 2);
	tcase_add_test(tcase, test_text);
	return tcase;
}
