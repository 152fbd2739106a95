/*
 * Requests: what they are made from with header fields gone, doubled and empty;
 * the numbers of a dialog; the call of examples/call.
 */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange.h"
#include "test_build.h"
#include "vectors.h"
#include "zsip_builder.h"

#define CALL_DIR ZSIP_SOURCE_DIR "/examples/call"

enum { TEXT = 4096, ARENA = 4096 };

static struct zsip_slice slice(const char *text)
{
	return zsip_slice_from(text);
}

/* Header fields gone, doubled, empty */

static const char *const invite[] = {
        "INVITE sip:callee@h SIP/2.0",
        "Via: SIP/2.0/UDP u1.example.com;branch=z9hG4bKdlg1",
        "From: <sip:caller@u1.example.com>;tag=c1",
        "To: <sip:callee@domain.com>",
        "Call-ID: dlg@u1.example.com",
        "CSeq: 7 INVITE",
        "Contact: <sip:a@h>",
        NULL};
static const char *const reliable[] = {
        "SIP/2.0 183 Session Progress",
        "Via: SIP/2.0/UDP u1.example.com;branch=z9hG4bKdlg1",
        "From: <sip:caller@u1.example.com>;tag=c1",
        "To: <sip:callee@domain.com>;tag=D1",
        "Call-ID: dlg@u1.example.com",
        "CSeq: 7 INVITE",
        "Contact: <sip:b@h>",
        "RSeq: 1",
        "Require: 100rel",
        NULL};
static const char *const busy[] = {
        "SIP/2.0 486 Busy Here",
        "Via: SIP/2.0/UDP u1.example.com;branch=z9hG4bKdlg1",
        "From: <sip:caller@u1.example.com>;tag=c1",
        "To: <sip:callee@domain.com>;tag=D1",
        "Call-ID: dlg@u1.example.com",
        "CSeq: 7 INVITE",
        NULL};

enum { VIA = 1, FROM, CSEQ = 5, RSEQ = 7 };
enum change { DELETED, DOUBLED, EMPTIED, CHANGES };

static void set_changed(struct exchange *exchange, size_t which,
                        const char *const *lines, size_t changed,
                        enum change change)
{
	const char *copy[16];
	struct text text = {0};
	char empty[32];
	size_t count = 0;

	for (size_t i = 0; lines[i] != NULL; i++) {
		if (i != changed || change == DOUBLED)
			copy[count++] = lines[i];
		if (i == changed && change == DOUBLED)
			copy[count++] = lines[i];
		if (i == changed && change == EMPTIED) {
			snprintf(empty, sizeof(empty),
			         "%.*s:", (int)strcspn(lines[i], ":"),
			         lines[i]);
			copy[count++] = empty;
		}
	}
	copy[count] = NULL;
	exchange_lines(&text, copy, copy);
	ck_assert(exchange_set(exchange, which, text.data, text.len));
	text_free(&text);
}

typedef size_t make_request(const struct exchange *exchange,
                            struct zsip_dialog *dialog, char *buf,
                            struct zsip_error *err);

static struct zsip_request usual(void)
{
	return (struct zsip_request){.size = sizeof(struct zsip_request),
	                             .via = {.transport = slice("UDP"),
	                                     .host = slice("h"),
	                                     .branch = slice("z9hG4bK1")}};
}

static size_t make_ack(const struct exchange *exchange,
                       struct zsip_dialog *dialog, char *buf,
                       struct zsip_error *err)
{
	(void)dialog;
	return zsip_request_ack(&exchange->msgs[0], &exchange->msgs[1], NULL,
	                        buf, TEXT, err);
}

static size_t make_cancel(const struct exchange *exchange,
                          struct zsip_dialog *dialog, char *buf,
                          struct zsip_error *err)
{
	(void)dialog;
	return zsip_request_cancel(&exchange->msgs[0], NULL, buf, TEXT, err);
}

static size_t make_ack_2xx(const struct exchange *exchange,
                           struct zsip_dialog *dialog, char *buf,
                           struct zsip_error *err)
{
	struct zsip_request request = usual();

	return zsip_request_ack_2xx(dialog, &exchange->msgs[0], &request, buf,
	                            TEXT, err);
}

static size_t make_prack(const struct exchange *exchange,
                         struct zsip_dialog *dialog, char *buf,
                         struct zsip_error *err)
{
	struct zsip_request request = usual();

	return zsip_request_prack(dialog, &exchange->msgs[1], &request, buf,
	                          TEXT, err);
}

/* The dialog that the unchanged messages make. */
static void set_dialog(struct zsip_dialog *dialog, struct exchange *exchange,
                       char *arena)
{
	exchange_parse(exchange, invite, reliable);
	ck_assert_int_eq(
	        zsip_dialog_create(dialog, ZSIP_ROLE_UAC, &exchange->msgs[0],
	                           &exchange->msgs[1], arena, ARENA, NULL),
	        ZSIP_OK);
}

/* Every header field that message `which` must have. */
static void check_changes(make_request *make, size_t which,
                          const char *const *response, size_t first,
                          size_t last)
{
	static const enum zsip_status statuses[] = {
	        ZSIP_E_MISSING, ZSIP_E_TOO_MANY, ZSIP_E_SYNTAX};
	const char *const *lines = which == 0 ? invite : response;
	struct exchange *exchange = exchange_open();
	char arena[ARENA], buf[TEXT], name[64];
	struct zsip_dialog dialog;
	struct zsip_error error;

	for (size_t i = first; i <= last; i++) {
		snprintf(name, sizeof(name), "%.*s in the %s",
		         (int)strcspn(lines[i], ":"), lines[i],
		         which == 0 ? "request" : "response");
		for (unsigned change = 0; change < CHANGES; change++) {
			set_dialog(&dialog, exchange, arena);
			exchange_parse(exchange, invite, response);
			ck_assert_uint_ne(make(exchange, &dialog, buf, &error),
			                  0);
			if (i == VIA && change == DOUBLED)
				continue;
			set_changed(exchange, which, lines, i,
			            (enum change)change);
			ck_assert_uint_eq(make(exchange, &dialog, buf, &error),
			                  0);
			ck_assert_str_eq(error.expected, name);
			ck_assert_int_eq(error.status, statuses[change]);
		}
	}
	exchange_close(exchange);
}

START_TEST(what_messages_lack_is_named)
{
	check_changes(make_ack, 0, busy, VIA, CSEQ);
	check_changes(make_ack, 1, busy, FROM, CSEQ);
	check_changes(make_cancel, 0, busy, VIA, CSEQ);
	check_changes(make_ack_2xx, 0, busy, FROM, CSEQ);
	check_changes(make_prack, 1, reliable, FROM, CSEQ);
	check_changes(make_prack, 1, reliable, RSEQ, RSEQ);
}
END_TEST

/* An INVITE of another dialog, of the other side, or none. */
START_TEST(an_ack_is_for_an_invite_of_the_dialog)
{
	static const struct {
		size_t line;
		const char *text;
		bool sound;
	} rows[] = {
	        {3, "To: <sip:callee@domain.com>;tag=d1", true},
	        {3, "To: <sip:callee@domain.com>;tag=other", false},
	        {2, "From: <sip:caller@u1.example.com>;tag=C1", true},
	        {2, "From: <sip:caller@u1.example.com>;tag=other", false},
	        {2, "From: <sip:caller@u1.example.com>", false},
	        {4, "Call-ID: DLG@u1.example.com", false},
	};
	struct exchange *exchange = exchange_open();
	char arena[ARENA], buf[TEXT];
	struct zsip_dialog dialog;
	struct zsip_error error;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *copy[16];

		set_dialog(&dialog, exchange, arena);
		memcpy(copy, invite, sizeof(invite));
		copy[rows[i].line] = rows[i].text;
		exchange_parse(exchange, copy, busy);
		ck_assert_int_eq(make_ack_2xx(exchange, &dialog, buf, &error) !=
		                         0,
		                 rows[i].sound);
		if (!rows[i].sound)
			ck_assert_str_eq(error.expected,
			                 "INVITE of the dialog");
	}
	exchange_parse(exchange, reliable, reliable);
	ck_assert_uint_eq(make_ack_2xx(exchange, &dialog, buf, &error), 0);
	ck_assert_int_eq(error.status, ZSIP_E_USE);
	exchange_close(exchange);
}
END_TEST

/* Of a message that was refused, its start line too, the error is its own. */
START_TEST(a_refused_message_gives_its_error)
{
	struct exchange *exchange = exchange_open();
	struct zsip_message *msgs = exchange->msgs;
	struct zsip_error error;
	struct text text = {0};
	char buf[TEXT];

	exchange_lines(&text, invite, invite);
	exchange_parse(exchange, invite, busy);
	for (size_t len = text.len; len-- > 0;) {
		ck_assert(!exchange_set(exchange, 0, text.data, len));
		ck_assert_uint_eq(
		        zsip_request_cancel(&msgs[0], NULL, buf, TEXT, &error),
		        0);
		ck_assert_int_eq(error.status, ZSIP_MORE);
		ck_assert_uint_eq(zsip_request_ack(&msgs[0], &msgs[1], NULL,
		                                   buf, TEXT, &error),
		                  0);
		ck_assert_int_eq(error.status, ZSIP_MORE);
	}
	text_free(&text);
	exchange_close(exchange);
}
END_TEST

/* A dialog's requests */

/* A response that is none to PRACK: a 100, one of another dialog. */
START_TEST(a_prack_is_for_a_response_of_the_dialog)
{
	static const struct {
		size_t line;
		const char *text;
	} rows[] = {
	        {0, "SIP/2.0 100 Trying"},
	        {3, "To: <sip:callee@domain.com>;tag=other"},
	        {3, "To: <sip:callee@domain.com>"},
	        {4, "Call-ID: other"},
	};
	struct exchange *exchange = exchange_open();
	char arena[ARENA], buf[TEXT];
	struct zsip_dialog dialog;
	struct zsip_error error;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *copy[16];

		set_dialog(&dialog, exchange, arena);
		memcpy(copy, reliable, sizeof(reliable));
		copy[rows[i].line] = rows[i].text;
		exchange_parse(exchange, invite, copy);
		ck_assert_uint_eq(make_prack(exchange, &dialog, buf, &error),
		                  0);
		ck_assert_str_eq(
		        error.expected,
		        "provisional response to an INVITE of the dialog");
		ck_assert_int_eq(error.status, ZSIP_E_USE);
	}
	set_changed(exchange, 1, reliable, 3, DELETED);
	ck_assert(!zsip_dialog_matches(&dialog, &exchange->msgs[1],
	                               ZSIP_ROLE_UAC));
	exchange_close(exchange);
}
END_TEST

START_TEST(line_ends_are_kept_out_of_a_method)
{
	struct exchange *exchange = exchange_open();
	struct zsip_request request = usual();
	static const char *const methods[] = {"BY\rE", "BYE\n", "B\r\n YE", ""};
	char arena[ARENA], buf[TEXT];
	struct zsip_dialog dialog;

	set_dialog(&dialog, exchange, arena);
	for (size_t i = 0; i < 4; i++)
		ck_assert_uint_eq(
		        zsip_request_in_dialog(&dialog, slice(methods[i]),
		                               &request, buf, TEXT, NULL),
		        0);
	ck_assert_uint_eq(dialog.local_sequence, 7);
	exchange_close(exchange);
}
END_TEST

START_TEST(numbers_are_contiguous)
{
	struct exchange *exchange = exchange_open();
	struct zsip_request request = usual();
	char arena[ARENA], buf[TEXT], expected[32];
	struct zsip_dialog dialog;
	size_t len;

	set_dialog(&dialog, exchange, arena);
	for (unsigned number = 8; number < 12; number++) {
		len = zsip_request_in_dialog(&dialog, slice("INFO"), &request,
		                             buf, TEXT, NULL);
		ck_assert_uint_ne(len, 0);
		buf[len] = '\0';
		snprintf(expected, sizeof(expected), "\r\nCSeq: %u INFO\r\n",
		         number);
		ck_assert_ptr_nonnull(strstr(buf, expected));
	}
	exchange_close(exchange);
}
END_TEST

/* Texts that quirks let into a dialog get out by the same quirks. */
START_TEST(quirks_are_needed_twice)
{
	static const struct zsip_options lenient = {
	        .size = sizeof(lenient), .quirks = ZSIP_PROFILE_INTEROP};
	struct exchange *exchange = exchange_open();
	struct zsip_request request = usual();
	char arena[ARENA], buf[TEXT];
	struct zsip_dialog dialog;
	struct zsip_error error;
	const char *copy[16];

	memcpy(copy, invite, sizeof(invite));
	copy[FROM] = "From: \xe4 <sip:caller@u1.example.com>;tag=c1";
	exchange_parse(exchange, copy, reliable);
	ck_assert_int_eq(
	        zsip_dialog_create(&dialog, ZSIP_ROLE_UAC, &exchange->msgs[0],
	                           &exchange->msgs[1], arena, ARENA, &error),
	        ZSIP_E_SYNTAX);
	exchange->msgs[0].options = &lenient;
	ck_assert_msg(zsip_dialog_create(&dialog, ZSIP_ROLE_UAC,
	                                 &exchange->msgs[0], &exchange->msgs[1],
	                                 arena, ARENA, &error) == ZSIP_OK,
	              "%s", error.expected);
	ck_assert_uint_eq(zsip_request_in_dialog(&dialog, slice("BYE"),
	                                         &request, buf, TEXT, &error),
	                  0);
	ck_assert_str_eq(error.expected, "From");
	request.options = &lenient;
	ck_assert_uint_ne(zsip_request_in_dialog(&dialog, slice("BYE"),
	                                         &request, buf, TEXT, NULL),
	                  0);
	exchange_close(exchange);
}
END_TEST

/* The call of examples/call */

static size_t read_file(const char *name, char *buf)
{
	char path[256];
	FILE *in;
	size_t len;

	snprintf(path, sizeof(path), CALL_DIR "/%s", name);
	in = fopen(path, "rb");
	ck_assert_msg(in != NULL, "%s", path);
	len = fread(buf, 1, TEXT, in);
	fclose(in);
	ck_assert_uint_lt(len, TEXT);
	return len;
}

static void check_call(const char *name, enum zsip_role role,
                       const struct zsip_request *request)
{
	struct exchange *exchange = exchange_open();
	char arena[ARENA], buf[TEXT], expected[TEXT];
	const char *const files[] = {"01-invite.sip", "03-200.sip"};
	struct zsip_dialog dialog;
	size_t len;

	for (size_t i = 0; i < 2; i++) {
		len = read_file(files[i], buf);
		ck_assert(exchange_set(exchange, i, buf, len));
	}
	ck_assert_int_eq(zsip_dialog_create(&dialog, role, &exchange->msgs[0],
	                                    &exchange->msgs[1], arena, ARENA,
	                                    NULL),
	                 ZSIP_OK);
	len = role == ZSIP_ROLE_UAC
	              ? zsip_request_ack_2xx(&dialog, &exchange->msgs[0],
	                                     request, buf, TEXT, NULL)
	              : zsip_request_in_dialog(&dialog, slice("BYE"), request,
	                                       buf, TEXT, NULL);
	ck_assert_uint_eq(len, read_file(name, expected));
	ck_assert_int_eq(memcmp(buf, expected, len), 0);
	exchange_close(exchange);
}

START_TEST(the_call_goes_on)
{
	struct zsip_request request = usual();

	request.via.port = 5060;
	request.via.host = slice("lab.high-voltage.org");
	request.via.branch = slice("z9hG4bK321g");
	check_call("04-ack.sip", ZSIP_ROLE_UAC, &request);
	request.via.host = slice("tower.radio.org");
	request.via.branch = slice("z9hG4bK392kf");
	check_call("05-bye.sip", ZSIP_ROLE_UAS, &request);
}
END_TEST

TCase *request_facts_tcase(void)
{
	TCase *tcase = tcase_create("request_facts");

	tcase_add_test(tcase, what_messages_lack_is_named);
	tcase_add_test(tcase, an_ack_is_for_an_invite_of_the_dialog);
	tcase_add_test(tcase, a_refused_message_gives_its_error);
	tcase_add_test(tcase, a_prack_is_for_a_response_of_the_dialog);
	tcase_add_test(tcase, line_ends_are_kept_out_of_a_method);
	tcase_add_test(tcase, numbers_are_contiguous);
	tcase_add_test(tcase, quirks_are_needed_twice);
	tcase_add_test(tcase, the_call_goes_on);
	return tcase;
}
