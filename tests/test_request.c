/*
 * Requests against tests/vectors/request.  What the caller gives are lines:
 *
 *	via TRANSPORT HOST BRANCH PORT    the last ones may be missing
 *	rport, compact, apart
 *	max-forwards, first NUMBER
 *	contact URI
 *	header NAME: VALUE
 *	body TEXT
 *
 * and for an initial request
 *
 *	method, uri, to-name, to, to-tag, from-name, from, tag, call-id, route
 *TEXT cseq NUMBER to-param NAME VALUE
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "exchange.h"
#include "tally.h"
#include "test_build.h"
#include "vectors.h"
#include "zsip_builder.h"

#define REQUEST_DIR ZSIP_SOURCE_DIR "/tests/vectors/request"

enum { TEXT = 8192, LINES = 16, ARENA = 4096 };

/* What the caller gives. */
struct given {
	struct zsip_request request;
	struct zsip_request_parts parts;
	struct zsip_header_line lines[LINES];
	struct zsip_param_parts to_param;
};

static struct zsip_slice cut(const char **rest, char end)
{
	const char *at = strchr(*rest, end);
	struct zsip_slice slice = {*rest, at != NULL ? (size_t)(at - *rest)
	                                             : strlen(*rest)};

	*rest += slice.len + (at != NULL);
	if (slice.len == 0)
		slice.ptr = NULL;
	return slice;
}

static void give_via(struct zsip_via_parts *via, const char *rest)
{
	via->transport = cut(&rest, ' ');
	via->host = cut(&rest, ' ');
	via->branch = cut(&rest, ' ');
	via->port = (uint16_t)atoi(rest);
}

static void give_header(struct given *given, const char *rest)
{
	struct zsip_header_line *line =
	        &given->lines[given->request.header_count++];

	ck_assert_uint_le(given->request.header_count, LINES);
	line->name = cut(&rest, ':');
	line->value = zsip_slice_from(rest + 1);
	/* By number and by name alike. */
	if (given->request.header_count % 2 == 0)
		line->id = zsip_header_find(line->name);
}

static bool give_text(struct given *given, struct zsip_slice name,
                      const char *rest)
{
	struct zsip_request_parts *parts = &given->parts;
	const struct {
		const char *name;
		struct zsip_slice *slice;
	} rows[] = {
	        {"contact", &given->request.contact.uri},
	        {"body", &given->request.body},
	        {"method", &parts->method},
	        {"uri", &parts->request_uri},
	        {"to-name", &parts->to.display_name},
	        {"to", &parts->to.uri},
	        {"to-tag", &parts->to.tag},
	        {"from-name", &parts->from.display_name},
	        {"from", &parts->from.uri},
	        {"tag", &parts->from.tag},
	        {"call-id", &parts->call_id},
	        {"route", &parts->route_set},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!zsip_slice_equal(name, zsip_slice_from(rows[i].name)))
			continue;
		*rows[i].slice = zsip_slice_from(rest);
		return true;
	}
	return false;
}

static bool give_number(struct given *given, struct zsip_slice name,
                        const char *rest)
{
	struct zsip_request *request = &given->request;
	uint32_t number = (uint32_t)strtoul(rest, NULL, 10);

	if (zsip_slice_equal(name, zsip_slice_from("max-forwards"))) {
		request->max_forwards = (uint8_t)number;
		request->flags |= ZSIP_REQUEST_MAX_FORWARDS;
	} else if (zsip_slice_equal(name, zsip_slice_from("first"))) {
		request->first_sequence = number;
	} else if (zsip_slice_equal(name, zsip_slice_from("cseq"))) {
		given->parts.sequence = number;
	} else {
		return false;
	}
	return true;
}

static void give(struct given *given, const char *line)
{
	const char *rest = line;
	struct zsip_slice name = cut(&rest, ' ');

	if (strncmp(line, "via ", 4) == 0) {
		give_via(&given->request.via, rest);
	} else if (strcmp(line, "rport") == 0) {
		given->request.via.rport = true;
	} else if (strcmp(line, "compact") == 0) {
		given->request.flags |= ZSIP_REQUEST_COMPACT;
	} else if (strcmp(line, "apart") == 0) {
		given->request.flags |= ZSIP_REQUEST_APART;
	} else if (strncmp(line, "header ", 7) == 0) {
		give_header(given, rest);
	} else if (strncmp(line, "to-param ", 9) == 0) {
		given->to_param.name = cut(&rest, ' ');
		given->to_param.value = zsip_slice_from(rest);
		given->parts.to.params = &given->to_param;
		given->parts.to.param_count = 1;
	} else if (!give_number(given, name, rest)) {
		ck_assert_msg(give_text(given, name, rest), "%s", line);
	}
}

static void give_all(struct given *given, const char *const *lines)
{
	memset(given, 0, sizeof(*given));
	given->request.size = sizeof(given->request);
	given->request.headers = given->lines;
	for (; *lines != NULL; lines++)
		give(given, *lines);
}

/* A request to be made, as often as need be. */
struct making {
	char what[16], method[16];
	const struct exchange *exchange;
	const struct given *given;
	struct zsip_dialog dialog; /* the last one, and its arena */
	char arena[ARENA];
	bool moved; /* make it from a copy of the dialog */
};

/* The dialog of the messages, or a copy of it when it is gone. */
static struct zsip_dialog *make_dialog(struct making *m, enum zsip_role role)
{
	const struct zsip_message *msgs = m->exchange->msgs;
	struct zsip_dialog first;
	struct zsip_error error;
	char room[ARENA];

	if (!m->moved) {
		ck_assert_msg(zsip_dialog_create(&m->dialog, role, &msgs[0],
		                                 &msgs[1], m->arena, ARENA,
		                                 &error) == ZSIP_OK,
		              "%s", error.expected);
		return &m->dialog;
	}
	ck_assert_int_eq(zsip_dialog_create(&first, role, &msgs[0], &msgs[1],
	                                    room, ARENA, NULL),
	                 ZSIP_OK);
	ck_assert_int_eq(zsip_dialog_copy(&m->dialog, &first, m->arena, ARENA),
	                 ZSIP_OK);
	memset(room, '#', sizeof(room));
	return &m->dialog;
}

static size_t make(struct making *m, char *buf, size_t size,
                   struct zsip_error *err)
{
	const struct zsip_message *msgs = m->exchange->msgs;
	const struct zsip_request *request = &m->given->request;
	const struct zsip_via_parts *via = &request->via;
	bool bare = request->flags == 0 && request->header_count == 0 &&
	            via->transport.ptr == NULL && via->host.ptr == NULL &&
	            via->branch.ptr == NULL;

	if (strcmp(m->what, "initial") == 0)
		return zsip_request_build(&m->given->parts, request, buf, size,
		                          err);
	if (strcmp(m->what, "ack") == 0)
		return zsip_request_ack(&msgs[0], &msgs[1],
		                        bare ? NULL : request, buf, size, err);
	if (strcmp(m->what, "cancel") == 0)
		return zsip_request_cancel(&msgs[0], bare ? NULL : request, buf,
		                           size, err);
	if (strcmp(m->what, "ack_2xx") == 0)
		return zsip_request_ack_2xx(make_dialog(m, ZSIP_ROLE_UAC),
		                            &msgs[0], request, buf, size, err);
	if (strcmp(m->what, "prack") == 0)
		return zsip_request_prack(make_dialog(m, ZSIP_ROLE_UAC),
		                          &msgs[1], request, buf, size, err);
	ck_assert_msg(strcmp(m->what, "uac") == 0 ||
	                      strcmp(m->what, "uas") == 0,
	              "%s", m->what);
	return zsip_request_in_dialog(
	        make_dialog(m, strcmp(m->what, "uac") == 0 ? ZSIP_ROLE_UAC
	                                                   : ZSIP_ROLE_UAS),
	        zsip_slice_from(m->method), request, buf, size, err);
}

/* A title is "WHAT: TEXT" or "WHAT METHOD: TEXT". */
static void set_making(struct making *m, const struct one_case *one)
{
	m->method[0] = '\0';
	ck_assert_msg(sscanf(one->title, "%15[^: ] %15[^: ]", m->what,
	                     m->method) >= 1,
	              "%s", one->title);
}

static void report(void *user, const struct zsip_finding *finding)
{
	const char **fault = user;

	if (finding->rule->severity != ZSIP_SEVERITY_NOTE)
		*fault = finding->rule->name;
}

/* What was written is a message without faults; requests of a transaction may
 * have those of the INVITE, those to a peer by RFC 2543 lack its tag. */
static void check_sound(const struct making *m, const char *text, size_t len)
{
	struct exchange *exchange = exchange_open();
	const char *fault = NULL;

	ck_assert(exchange_set(exchange, 0, text, len));
	zsip_check(&exchange->msgs[0], report, &fault);
	if (fault != NULL && strcmp(fault, "no-dialog-tag") == 0 &&
	    zsip_dialog_key(&m->dialog).remote_tag.ptr == NULL)
		fault = NULL;
	if (strcmp(m->what, "ack") != 0 && strcmp(m->what, "cancel") != 0)
		ck_assert_msg(fault == NULL, "%s:\n%.*s", fault, (int)len,
		              text);
	exchange_close(exchange);
}

/* Every size from none to one byte too many; a dialog's number is only raised
 * when all was written. */
static void check_sizes(struct making *m, const char *text, size_t len)
{
	bool raises = m->method[0] != '\0' || strcmp(m->what, "prack") == 0;
	struct zsip_error error;
	struct guard guard;
	uint32_t before;

	guard_open(&guard, TEXT);
	make(m, NULL, 0, NULL);
	before = m->dialog.local_sequence;
	for (size_t size = 0; size <= len + 1; size++) {
		char *buf = guard.end - size;

		ck_assert_uint_eq(make(m, buf, size, &error), len);
		ck_assert_int_eq(error.status, ZSIP_OK);
		ck_assert_int_eq(memcmp(buf, text, size < len ? size : len), 0);
		if (raises)
			ck_assert_int_eq(m->dialog.local_sequence != before,
			                 size >= len);
	}
	guard_close(&guard);
}

static void add_expected(struct text *text, const struct given *given,
                         const char *const *lines)
{
	for (; *lines != NULL; lines++)
		text_add(text, "%s\r\n", *lines);
	text_add(text, "\r\n");
	if ((given->request.flags & ZSIP_REQUEST_APART) == 0)
		text_add(text, "%.*s", (int)given->request.body.len,
		         given->request.body.ptr != NULL
		                 ? given->request.body.ptr
		                 : "");
}

static void check_made(struct making *m, const struct one_case *one,
                       const char *const *lines)
{
	struct text expected = {0};
	struct zsip_error error;
	char buf[TEXT];
	size_t len;

	add_expected(&expected, m->given, lines);
	for (int moved = 0; moved < 2; moved++) {
		m->moved = moved != 0;
		len = make(m, buf, sizeof(buf), &error);
		ck_assert_msg(len != 0, "line %u: %s: %s: %s", one->line,
		              one->title, zsip_status_name(error.status),
		              error.expected);
		ck_assert_msg(len == expected.len &&
		                      memcmp(buf, expected.data, len) == 0,
		              "line %u: %s:\n%.*s", one->line, one->title,
		              (int)len, buf);
	}
	if ((m->given->request.flags & ZSIP_REQUEST_APART) == 0)
		check_sound(m, buf, len);
	check_sizes(m, buf, len);
	text_free(&expected);
}

static void check_refused(struct making *m, const struct one_case *one,
                          const char *const *lines)
{
	struct text got = {0};
	struct zsip_error error;
	char buf[TEXT];

	ck_assert_uint_eq(make(m, buf, sizeof(buf), &error), 0);
	text_add(&got, "%s: %s", zsip_status_name(error.status),
	         error.expected);
	ck_assert_msg(strcmp(text_get(&got), *lines) == 0, "line %u: %s: %s",
	              one->line, one->title, text_get(&got));
	ck_assert_uint_eq(make(m, NULL, 0, NULL), 0);
	text_free(&got);
}

typedef void check_case(struct making *m, const struct one_case *one,
                        const char *const *lines);

static void check_file(const char *name, check_case *check)
{
	bool initial = strstr(name, "/initial") != NULL;
	struct exchange *exchange = exchange_open();
	struct making *m = calloc(1, sizeof(*m));
	struct case_file file;
	struct one_case one;
	struct given given;
	size_t count = 0;

	ck_assert(m != NULL && cases_open(&file, name));
	m->exchange = exchange;
	m->given = &given;
	for (; cases_next(&file, &one); count++) {
		give_all(&given, one.parts[initial ? 0 : 2]);
		if (initial) {
			strcpy(m->what, "initial");
		} else {
			set_making(m, &one);
			exchange_parse(exchange, one.parts[0], one.parts[1]);
		}
		check(m, &one, one.parts[initial ? 1 : 3]);
	}
	ck_assert_msg(cases_at_end(&file), "line %u", file.line);
	ck_assert_uint_ne(count, 0);
	tally_vectors("request", count);
	cases_close(&file);
	free(m);
	exchange_close(exchange);
}

START_TEST(requests_are_written)
{
	check_file(REQUEST_DIR "/written.txt", check_made);
}
END_TEST

START_TEST(requests_are_refused)
{
	check_file(REQUEST_DIR "/bad.txt", check_refused);
}
END_TEST

START_TEST(initial_requests_are_written)
{
	check_file(REQUEST_DIR "/initial.txt", check_made);
}
END_TEST

START_TEST(initial_requests_are_refused)
{
	check_file(REQUEST_DIR "/initial_bad.txt", check_refused);
}
END_TEST

TCase *request_tcase(void)
{
	TCase *tcase = tcase_create("request");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, requests_are_written);
	tcase_add_test(tcase, requests_are_refused);
	tcase_add_test(tcase, initial_requests_are_written);
	tcase_add_test(tcase, initial_requests_are_refused);
	return tcase;
}
