/*
 * Edits that must fail, and messages that are not as usual.
 */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "edit_bench.h"
#include "test_build.h"
#include "zsip_body.h"

static struct zsip_slice slice(const char *text)
{
	return zsip_slice_from(text);
}

/* Operations with "%" in each text that comes from outside. */
static const char *const texts[] = {
        "via U%P p 0 z9hG4bK2",
        "via UDP p%q 0 z9hG4bK2",
        "via UDP p 0 z9hG4bK%2",
        "via UDP p 0 z9hG4bK%",
        "stamp 192.0.2.%1 5060",
        "uri sip:b%@h",
        "uri %sip:b@h",
        "uri sip:b@h%",
        "record-route sip:p%;lr",
        "record-route sip:p;lr%",
        "record-routes sip:p%q;lr sip:p;lr",
        "record-routes sip:p;lr sip:%;lr",
        "path sip:p;%lr",
        "route sip:%p;lr",
        "add end Organization: x%y",
        "add end Organization: x%",
        "add end Organization: %",
        "add end Sub%ject: x",
        "add top X-a: x%y: z",
        "add top X-a%: x",
        "set Subject: x%y",
        "set X-%a: x",
        "replace 2 x%y",
        "value Subject 1 x%y",
        "value Contact 1 <sip:a%@b>",
        "value Contact 1 <sip:a@b>%",
        "name To 1 x%y",
        "name To 1 %",
        "hparam To 1 a%b=c",
        "hparam To 1 a=b%c",
        "hparam To 1 a=%",
        "user uri a%b",
        "host uri a%b",
        "host uri a.b%",
        "param uri a%b=c",
        "param uri a=b%c",
        "param uri a=%",
        "body text/pl%ain ab",
        "body text/plain% ab",
};

static void try_text(struct bench *bench, const char *text, const char *bytes)
{
	char line[LINE];
	const char *place = strchr(text, '%');

	snprintf(line, sizeof(line), "%.*s%s%s", (int)(place - text), text,
	         bytes, place + 1);
	bench_start(bench, SPLICES, SCRATCH);
	editing_operate(&bench->edit, &bench->msg, &bench->core, line);
	ck_assert_msg(bench->edit.error.status == ZSIP_E_SYNTAX, "%s with %s",
	              text, bytes);
	bench_check_nothing(&bench->edit);
}

START_TEST(test_line_ends)
{
	static const char *const breaks[] = {"\\r", "\\n",       "\\r\\n",
	                                     "\\0", "\\r\\n\\s", "\\n\\x09"};
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Via: SIP/2.0/UDP a;rport\r\n"
	                              "Subject: x\r\n"
	                              "To: <sip:b@h>\r\n"
	                              "Contact: <sip:a@h>\r\n\r\n";
	struct bench bench;

	bench_open(&bench, message, sizeof(message) - 1, NULL);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		for (size_t j = 0; j < sizeof(breaks) / sizeof(*breaks); j++)
			try_text(&bench, texts[i], breaks[j]);
	}
	bench_close(&bench);
}
END_TEST

static enum zsip_status edit_wrongly(struct bench *bench, int how)
{
	struct zsip_edit *edit = &bench->edit;
	struct zsip_message *msg = &bench->msg, other = *msg;
	struct zsip_field field = msg->fields[0];
	struct zsip_list list;

	zsip_list_start(&list, msg, ZSIP_HDR_CONTACT);
	bench_start(bench, SPLICES, SCRATCH);
	switch (how) {
	case 0: /* parsed with a failure */
		other.error.status = ZSIP_E_SYNTAX;
		return zsip_edit_pop_via(edit, &other, &bench->core);
	case 1: /* another text */
		edit->text = slice("INVITE sip:b@h SIP/2.0\r\n\r\n");
		return zsip_edit_pop_via(edit, msg, &bench->core);
	case 2: /* a field of none */
		return zsip_edit_remove_field(edit, msg, &field);
	case 3: /* a walk that has not begun */
		return zsip_edit_remove_value(edit, &list);
	case 4: /* a number that is no header field */
		return zsip_edit_remove_fields(edit, msg,
		                               (enum zsip_header)9999);
	case 5:
		return zsip_edit_remove_named(edit, msg, slice(""));
	case 6: /* a part of none */
		return zsip_edit_set_part_body(edit, msg, msg, slice("a/b"),
		                               slice("c"));
	default:
		return ZSIP_OK;
	}
}

START_TEST(test_misuse)
{
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Via: SIP/2.0/UDP a\r\n"
	                              "Contact: <sip:a@h>\r\n\r\n";
	struct bench bench;

	bench_open(&bench, message, sizeof(message) - 1, NULL);
	for (int how = 0; how <= 6; how++) {
		ck_assert_int_eq(edit_wrongly(&bench, how), ZSIP_E_USE);
		bench_check_nothing(&bench.edit);
		/* It sticks. */
		ck_assert_int_eq(
		        zsip_edit_pop_via(&bench.edit, &bench.msg, &bench.core),
		        ZSIP_E_USE);
	}
	bench_close(&bench);
}
END_TEST

/* An edit of a message that was read with quirks. */
static void try_quirk(uint64_t quirks, const char *text, const char *operation,
                      const char *wanted)
{
	struct zsip_options options = {.size = sizeof(options),
	                               .quirks = quirks};
	struct bench bench;
	char line[LINE], out[TEXT];
	size_t len = strlen(text);

	bench_open(&bench, text, len, &options);
	ck_assert_int_eq(bench.msg.error.status, ZSIP_OK);
	bench_start(&bench, SPLICES, SCRATCH);
	strcpy(line, operation);
	ck_assert_msg(
	        editing_operate(&bench.edit, &bench.msg, &bench.core, line),
	        "%s", operation);
	ck_assert(bench_is_same(out, bench_write(&bench.edit, out), wanted,
	                        strlen(wanted)));
	bench_close(&bench);
}

START_TEST(test_quirks)
{
	try_quirk(ZSIP_QUIRK_LF_LINE_ENDS,
	          "OPTIONS sip:b@h SIP/2.0\nVia: SIP/2.0/UDP a\n\n",
	          "via UDP p 0 z9hG4bK2",
	          "OPTIONS sip:b@h SIP/2.0\n"
	          "Via: SIP/2.0/UDP p;branch=z9hG4bK2\n"
	          "Via: SIP/2.0/UDP a\n\n");
	try_quirk(ZSIP_QUIRK_LF_LINE_ENDS,
	          "OPTIONS sip:b@h SIP/2.0\nSubject: x\n\nab", "remove 1",
	          "OPTIONS sip:b@h SIP/2.0\n\nab");
	try_quirk(ZSIP_QUIRK_LF_LINE_ENDS,
	          "OPTIONS sip:b@h SIP/2.0\nSubject: x\n\n",
	          "add end Expires: 5",
	          "OPTIONS sip:b@h SIP/2.0\nSubject: x\nExpires: 5\n\n");
	try_quirk(ZSIP_QUIRK_EMPTY_LIST_ELEMENT,
	          "OPTIONS sip:b@h SIP/2.0\r\n"
	          "Route: ,<sip:p;lr>, ,<sip:q;lr>\r\n\r\n",
	          "pop-route",
	          "OPTIONS sip:b@h SIP/2.0\r\n"
	          "Route: ,<sip:q;lr>\r\n\r\n");
	try_quirk(ZSIP_QUIRK_EMPTY_LIST_ELEMENT,
	          "OPTIONS sip:b@h SIP/2.0\r\n"
	          "Route: ,\r\n"
	          "Route: <sip:p;lr>,,\r\n\r\n",
	          "pop-route",
	          "OPTIONS sip:b@h SIP/2.0\r\n"
	          "Route: ,\r\n\r\n");
}
END_TEST

/* What lies behind the limit has not been seen, and is not lost. */
static void try_limit(const char *operation, enum zsip_status wanted)
{
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Route: <sip:p;lr>,<sip:q;lr>\r\n\r\n";
	const struct zsip_options options = {.size = sizeof(options),
	                                     .limits = {.list_length = 1}};
	struct bench bench;
	char line[LINE];

	bench_open(&bench, message, sizeof(message) - 1, &options);
	bench_start(&bench, SPLICES, SCRATCH);
	strcpy(line, operation);
	ck_assert(editing_operate(&bench.edit, &bench.msg, &bench.core, line));
	ck_assert_msg(bench.edit.error.status == wanted, "%s: %d", operation,
	              bench.edit.error.status);
	bench_close(&bench);
}

START_TEST(test_limits)
{
	try_limit("undo-strict", ZSIP_E_TOO_MANY);
	try_limit("drop Route 1", ZSIP_E_TOO_MANY);
	try_limit("pop-routes 2", ZSIP_E_TOO_MANY);
	try_limit("pop-route", ZSIP_OK);
}
END_TEST

/* Header fields of a part are edited as those of a message. */
START_TEST(test_part_fields)
{
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Content-Type: multipart/x;boundary=b\r\n"
	                              "Content-Length: 36\r\n"
	                              "\r\n"
	                              "--b\r\n"
	                              "Content-ID: <a@b>\r\n"
	                              "\r\n"
	                              "a\r\n"
	                              "--b--\r\n";
	static const char wanted[] = "INVITE sip:b@h SIP/2.0\r\n"
	                             "Content-Type: multipart/x;boundary=b\r\n"
	                             "Content-Length: 39\r\n"
	                             "\r\n"
	                             "--b\r\n"
	                             "Content-Language: de\r\n"
	                             "\r\n"
	                             "a\r\n"
	                             "--b--\r\n";
	const struct zsip_header_line line = {.id = ZSIP_HDR_CONTENT_LANGUAGE,
	                                      .value = {"de", 2}};
	struct zsip_field fields[4];
	struct zsip_message part;
	struct zsip_parts walk;
	struct bench bench;
	char out[TEXT];

	bench_open(&bench, message, sizeof(message) - 1, NULL);
	bench_start(&bench, SPLICES, SCRATCH);
	zsip_message_init(&part, fields, 4, NULL);
	ck_assert_int_eq(zsip_parts_start(&walk, &bench.msg, NULL), ZSIP_OK);
	ck_assert_int_eq(zsip_parts_next(&walk, &part, NULL), ZSIP_OK);
	zsip_edit_add_field(&bench.edit, &part, &line, ZSIP_EDIT_TOP);
	zsip_edit_remove_fields(&bench.edit, &part, ZSIP_HDR_CONTENT_ID);
	zsip_edit_content_length(&bench.edit, &bench.msg);
	ck_assert(bench_is_same(out, bench_write(&bench.edit, out), wanted,
	                        sizeof(wanted) - 1));
	bench_close(&bench);
}
END_TEST

/* A part that has no header fields, by itself: no byte before it counts. */
START_TEST(test_part_alone)
{
	static const char text[] = "\r\nab";
	const struct zsip_options options = {.size = sizeof(options),
	                                     .quirks = ZSIP_QUIRK_LF_LINE_ENDS};
	const struct zsip_header_line line = {.id = ZSIP_HDR_CONTENT_TYPE,
	                                      .value = {"a/b", 3}};
	struct zsip_splice splices[1];
	struct zsip_field fields[1];
	struct zsip_message part;
	struct zsip_edit edit;
	char out[TEXT], scratch[32];

	zsip_message_init(&part, fields, 1, &options);
	ck_assert_int_eq(zsip_part_parse(&part, text + 1, 3, NULL), ZSIP_OK);
	zsip_edit_start(&edit, part.text, splices, 1, scratch, 32);
	ck_assert_int_eq(
	        zsip_edit_add_field(&edit, &part, &line, ZSIP_EDIT_END),
	        ZSIP_OK);
	ck_assert(bench_is_same(out, bench_write(&edit, out),
	                        "Content-Type: a/b\n\nab", 21));
}
END_TEST

/* What a proxy does to a request of which one header field is not as it should
 * be. */
static const char *const request_lines[] = {
        "Via: SIP/2.0/UDP a;branch=z9hG4bK1",
        "Max-Forwards: 70",
        "Route: <sip:p;lr>",
        "From: <sip:a@h>;tag=1",
        "To: <sip:b@h>",
        "Call-ID: 1",
        "CSeq: 1 INVITE",
        "Contact: <sip:a@h>",
};

enum { REQUEST_LINES = 8, DELETED = 0, DUPLICATED = 1, EMPTIED = 2 };

/* What each step comes to: on the line with this number. */
static const struct {
	const char *operation;
	size_t line;
	enum zsip_status statuses[3];
} steps[] = {
        {"pop-via", 0, {ZSIP_E_MISSING, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"stamp 192.0.2.1 5", 0, {ZSIP_E_MISSING, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"forwards", 1, {ZSIP_OK, ZSIP_E_TOO_MANY, ZSIP_E_SYNTAX}},
        {"pop-route", 2, {ZSIP_E_MISSING, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"undo-strict", 2, {ZSIP_E_MISSING, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"strict", 2, {ZSIP_OK, ZSIP_OK, ZSIP_E_SYNTAX}},
        {"via UDP p 0 z9hG4bK2", REQUEST_LINES, {ZSIP_OK}},
        {"record-route sip:p;lr", REQUEST_LINES, {ZSIP_OK}},
        {"uri sip:c@d", REQUEST_LINES, {ZSIP_OK}},
};

static size_t write_request(char *text, size_t changed, int how)
{
	size_t len = (size_t)sprintf(text, "INVITE sip:b@h SIP/2.0\r\n");

	for (size_t i = 0; i < REQUEST_LINES; i++) {
		const char *line = request_lines[i];
		int n = (int)strlen(line), name = (int)strcspn(line, ":") + 1;

		if (i == changed && how == DELETED)
			continue;
		if (i == changed && how == DUPLICATED)
			len += (size_t)sprintf(text + len, "%s\r\n", line);
		if (i == changed && how == EMPTIED)
			n = name;
		len += (size_t)sprintf(text + len, "%.*s\r\n", n, line);
	}
	return len + (size_t)sprintf(text + len, "\r\n");
}

START_TEST(test_faults)
{
	char text[TEXT], line[LINE];
	struct bench bench;

	for (size_t i = 0; i < (size_t)REQUEST_LINES * 3; i++) {
		size_t changed = i / 3, how = i % 3;

		bench_open(&bench, text, write_request(text, changed, (int)how),
		           NULL);
		for (size_t j = 0; j < sizeof(steps) / sizeof(*steps); j++) {
			enum zsip_status wanted =
			        steps[j].line == changed
			                ? steps[j].statuses[how]
			                : ZSIP_OK;

			bench_start(&bench, SPLICES, SCRATCH);
			strcpy(line, steps[j].operation);
			ck_assert(editing_operate(&bench.edit, &bench.msg,
			                          &bench.core, line));
			ck_assert_msg(bench.edit.error.status == wanted,
			              "%s, %s: %s", request_lines[changed],
			              steps[j].operation,
			              bench.edit.error.expected);
			if (wanted != ZSIP_OK)
				bench_check_nothing(&bench.edit);
		}
		bench_close(&bench);
	}
}
END_TEST

/* Around every power of ten. */
START_TEST(test_body_sizes)
{
	static const char message[] = "INVITE sip:b@h SIP/2.0\r\n"
	                              "Content-Length: 0\r\n\r\n";
	static char body[100001], out[101000];
	struct zsip_field fields[FIELDS];
	struct zsip_message msg;
	struct bench bench;
	size_t len;

	memset(body, 'x', sizeof(body));
	bench_open(&bench, message, sizeof(message) - 1, NULL);
	for (size_t power = 1; power <= 100000; power *= 10) {
		for (size_t size = power - 1; size <= power + 1; size++) {
			bench_start(&bench, SPLICES, SCRATCH);
			zsip_edit_set_body(&bench.edit, &bench.msg,
			                   slice("text/plain"),
			                   (struct zsip_slice){body, size});
			len = zsip_edit_write(&bench.edit, out, sizeof(out));
			zsip_message_init(&msg, fields, FIELDS, NULL);
			ck_assert_int_eq(
			        zsip_message_parse(&msg, out, len, NULL),
			        ZSIP_OK);
			ck_assert_uint_eq(msg.content_length, size);
			ck_assert_uint_eq(msg.body.len, size);
			ck_assert_uint_eq(msg.body.ptr + size - out, len);
		}
	}
	bench_close(&bench);
}
END_TEST

TCase *edit_faults_tcase(void)
{
	TCase *tcase = tcase_create("edit faults");

	tcase_add_test(tcase, test_line_ends);
	tcase_add_test(tcase, test_misuse);
	tcase_add_test(tcase, test_quirks);
	tcase_add_test(tcase, test_part_fields);
	tcase_add_test(tcase, test_part_alone);
	tcase_add_test(tcase, test_limits);
	tcase_add_test(tcase, test_faults);
	tcase_add_test(tcase, test_body_sizes);
	return tcase;
}
